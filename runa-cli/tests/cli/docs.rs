//! docs/cli.md: each command that it shows is run by cargo itself, and prints what it shows.

use std::path::Path;
use std::process::Command;

use crate::{blessing, empty_folder, orders, root};

/// What a line of a shell prints, on both of its outputs.
fn shell(line: &str, folder: &Path) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_cargo-runa")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(binary.to_owned()).chain(std::env::split_paths(&path));
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).current_dir(folder).env("PATH", std::env::join_paths(path).unwrap());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("RUNA_")) {
        shell.env_remove(name);
    }
    let output = shell.output().unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

/// The page with what is printed now.
fn page(kept: &str, folder: &Path) -> String {
    let (mut page, mut lines, mut run) = (String::new(), kept.lines().peekable(), 0);
    while let Some(line) = lines.next() {
        page.extend([line, "\n"]);
        if let Some(name) = line.strip_prefix("```yaml").and(lines.peek()).and_then(|name| name.strip_prefix("# ")) {
            let text = lines.clone().take_while(|line| *line != "```").collect::<Vec<_>>();
            std::fs::write(folder.join(name), text.join("\n") + "\n").unwrap();
        }
        if line != "```console" {
            continue;
        }
        while let Some(line) = lines.next_if(|line| *line != "```") {
            if let Some(command) = line.strip_prefix("$ ") {
                page.extend([line, "\n", shell(command, folder).trim_end(), "\n"]);
                run += 1;
            }
        }
    }
    assert!(run >= 8, "{run} commands");
    page
}

#[cfg(unix)]
#[test]
fn what_the_page_shows_is_what_is_printed() {
    let folder = empty_folder("docs");
    std::fs::copy(orders().join("ops.yaml"), folder.join("ops.yaml")).unwrap();
    let path = root().join("docs/cli.md");
    let kept = std::fs::read_to_string(&path).unwrap();
    let page = page(&kept, &folder);
    if blessing() {
        std::fs::write(&path, &page).unwrap();
        return;
    }
    let difference = page.lines().zip(kept.lines()).find(|(said, kept)| said != kept);
    assert!(page == kept, "docs/cli.md is not what is printed; write it anew with RUNA_BLESS=1: {difference:?}");
}
