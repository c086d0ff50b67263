//! What README shows is what the checker says.

use runa_schema::check::check;
use runa_schema::diagnostic::render;

const README: &str = include_str!("../../../README.md");

/// The first block of code in `language`.
fn block(language: &str) -> String {
    let start = format!("```{language}\n");
    let (_, rest) = README.split_once(&start).unwrap();
    rest.split_once("```\n").unwrap().0.to_owned()
}

#[test]
fn the_manifest_of_readme_is_right() {
    let manifest = block("yaml");
    assert!(check(&manifest).is_ok(), "{:?}", check(&manifest).err());
}

#[test]
fn the_error_of_readme_is_what_is_said() {
    let manifest = block("yaml").replace("- console: { token: { from_env: CONSOLE_TOKEN } }", "- console");
    let found = check(&manifest).unwrap_err();
    assert_eq!(found.len(), 1, "{found:?}");
    let said = format!("error: {}", render("ops.yaml", &manifest, &found[0]));
    // Rustc indents what it is given, and adds where the attribute stands.
    let bare = |text: &str| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>();
    let mut shown = bare(&block("text"));
    assert_eq!(shown.pop().as_deref(), Some("--> src/main.rs:1:24"));
    assert_eq!(shown, bare(&said));
}
