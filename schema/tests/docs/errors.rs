//! docs/errors.md: every code.

use std::fmt::Write;

use runa_schema::diagnostic::EXPLANATIONS;

const HEAD: &str = "# Errors

Every problem of a manifest or of a start has a code, which stays the same when its words change. `R01` to `R07` come from the compiler,
`R09` when a process starts; `R03` and `R05` come from both, because values can change at start. Made from the declarations in
`schema/src/diagnostic/`.
";

pub(crate) fn page() -> String {
    let mut page = HEAD.to_owned();
    for one in EXPLANATIONS {
        write!(page, "\n## {}: {}\n\n{}\n", one.code, one.title, one.prose.trim()).unwrap();
    }
    page
}
