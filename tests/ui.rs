//! What the user of the attribute sees, from rustc itself: each fixture of `tests/ui`, with the manifest beside it.
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

/// Manifests that must compile, in crates that deny all that they can.
#[test]
fn right_manifests_compile() {
    trybuild::TestCases::new().pass("tests/ui/pass/*.rs");
}
