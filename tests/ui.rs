//! What rustc shows of each mistake: a fixture of `tests/ui`, with its manifest beside it. Those of `tests/ui/pass` are compiled by
//! `tests/package.rs`.
//!
//! `TRYBUILD=overwrite cargo test --test ui` accepts changed messages; read them aloud before they are committed.

/// Manifests and attributes that must not compile.
#[test]
fn wrong_manifests_are_errors() {
    let cases = trybuild::TestCases::new();
    for category in ["attribute", "cascade", "names", "order", "safety", "syntax", "values"] {
        cases.compile_fail(format!("tests/ui/{category}/*.rs"));
    }
}
