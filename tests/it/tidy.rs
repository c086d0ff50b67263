//! The rules of the house that a machine can check.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files that git tracks or would track, below `folder`, with `ending`.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let out = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "--", folder])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let mut files: Vec<_> = String::from_utf8(out.stdout).unwrap().lines().map(PathBuf::from).collect();
    files.retain(|file| file.to_string_lossy().ends_with(ending) && root().join(file).is_file());
    files
}

pub(crate) fn read(file: &Path) -> String {
    fs::read_to_string(root().join(file)).unwrap()
}

pub(crate) fn assert_none(what: &str, offenders: &[String]) {
    assert!(offenders.is_empty(), "{what}:\n  {}", offenders.join("\n  "));
}

/// Fixtures of the compiler are as their users would write them.
fn is_fixture(file: &Path) -> bool {
    file.starts_with("tests/ui") || file.starts_with("runa-macros/tests/golden")
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent: Vec<_> = files(".", ".rs")
        .into_iter()
        .filter(|file| !is_fixture(file) && !read(file).starts_with("//!"))
        .map(|file| file.display().to_string())
        .collect();
    assert_none("files that do not open with `//!`", &silent);
}

#[test]
fn files_are_short() {
    let mut lengths: Vec<_> = files(".", ".rs")
        .into_iter()
        .filter(|file| !is_fixture(file))
        .map(|file| (read(&file).lines().count(), file))
        .collect();
    lengths.sort();
    let long: Vec<_> = lengths
        .iter()
        .filter(|(lines, _)| *lines > 500)
        .map(|(lines, file)| format!("{} {lines}", file.display()))
        .collect();
    assert_none("files over 500 lines", &long);
    let median = lengths[lengths.len() / 2].0;
    assert!(median <= 150, "the median file has {median} lines");
}

#[test]
fn names_say_something() {
    let vague = ["utils", "util", "helpers", "helper", "common", "misc", "manager"];
    let offenders: Vec<_> = files(".", ".rs")
        .into_iter()
        .filter(|file| {
            file.components().any(|part| vague.contains(&Path::new(&part).file_stem().unwrap().to_str().unwrap()))
        })
        .map(|file| file.display().to_string())
        .collect();
    assert_none("files and folders whose name says nothing", &offenders);
}

#[test]
fn the_schema_knows_nothing_of_tokio_axum_or_syn() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "-p", "runa-schema", "--all-features", "-e", "normal", "--prefix", "none"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).unwrap();
    assert!(tree.contains("granit-parser"), "{tree}");
    let strangers: Vec<_> = tree
        .lines()
        .filter(|line| ["tokio ", "axum ", "syn "].iter().any(|name| line.starts_with(name)))
        .map(str::to_owned)
        .collect();
    assert_none("dependencies of runa-schema", &strangers);
}

#[test]
fn a_running_service_holds_no_yaml_parser() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "-p", "runa-runtime", "--all-features", "-e", "normal", "--prefix", "none"])
        .current_dir(root())
        .output()
        .unwrap();
    let tree = String::from_utf8(tree.stdout).unwrap();
    assert!(tree.contains("runa-schema"), "{tree}");
    assert!(!tree.contains("granit-parser"), "{tree}");
}

#[test]
fn no_provider_imports_anothers_folder() {
    let source = root().join("runa-runtime/src");
    let providers: Vec<String> = fs::read_dir(&source)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_dir() && entry.file_name() != "kernel")
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    assert!(providers.len() >= 2, "{providers:?}");
    let mut offenders = Vec::new();
    for file in files("runa-runtime/src", ".rs") {
        let owner = file.strip_prefix("runa-runtime/src").unwrap().components().next().unwrap();
        let owner = owner.as_os_str().to_str().unwrap().to_owned();
        for other in &providers {
            if *other != owner && owner != "lib.rs" && read(&file).contains(&format!("crate::{other}::")) {
                offenders.push(format!("{} names crate::{other}", file.display()));
            }
        }
    }
    assert_none("imports across providers, or from the kernel into one", &offenders);
}

#[test]
fn nothing_of_the_runtime_is_global() {
    // What is of one thread is scratch room, and tells no app of another.
    let mutable = ["Mutex", "RwLock", "OnceLock", "LazyLock", "Atomic"];
    let mut offenders = Vec::new();
    let product = files("runa-runtime/src", ".rs").into_iter().filter(|file| !file.to_string_lossy().contains("tests"));
    for file in product {
        let text = read(&file);
        let product = text.split("#[cfg(test)]").next().unwrap();
        for line in product.lines().map(str::trim_start) {
            let is_static = line.starts_with("static ")
                || line.starts_with("pub static ")
                || line.starts_with("pub(crate) static ");
            if is_static && mutable.iter().any(|kind| line.contains(kind)) {
                offenders.push(format!("{}: {line}", file.display()));
            }
        }
    }
    assert_none("state that all apps of a process would share", &offenders);
}

#[test]
fn shells_are_thin() {
    let macros = read(Path::new("runa-macros/src/lib.rs"));
    assert!(macros.lines().count() < 60, "runa-macros/src/lib.rs has {} lines", macros.lines().count());
    let facade = read(Path::new("src/lib.rs"));
    assert!(
        !facade.lines().any(|line| !line.trim_start().starts_with("//") && line.contains("fn ")),
        "src/lib.rs holds logic"
    );
}

#[test]
fn every_fixture_has_its_parts() {
    let mut offenders = Vec::new();
    for yaml in files("tests/ui", ".yaml") {
        let name = yaml.file_name().unwrap().to_str().unwrap();
        let mut beside = files(yaml.parent().unwrap().to_str().unwrap(), ".rs").into_iter();
        if !beside.any(|code| read(&code).contains(&format!("\"{name}\""))) {
            offenders.push(format!("no code beside {} names it", yaml.display()));
        }
    }
    for code in files("tests/ui", ".rs") {
        let compiles = code.starts_with("tests/ui/pass");
        let is_module = !["runa::app", "runa::manifest!"].iter().any(|word| read(&code).contains(word));
        if is_module {
            let line = format!("mod {};", code.file_stem().unwrap().to_str().unwrap());
            let mut beside = files(code.parent().unwrap().to_str().unwrap(), ".rs").into_iter();
            if !beside.any(|other| read(&other).lines().any(|one| one.trim_end().ends_with(&line))) {
                offenders.push(format!("no code beside {} says `{line}`", code.display()));
            }
        } else if !compiles && !root().join(code.with_extension("stderr")).is_file() {
            offenders.push(format!("{} has no .stderr", code.display()));
        }
    }
    for stderr in files("tests/ui", ".stderr") {
        if !root().join(stderr.with_extension("rs")).is_file() {
            offenders.push(format!("{} has no .rs", stderr.display()));
        }
    }
    assert_none("incomplete fixtures", &offenders);
}

/// What the page of `tests/ui` about the Go project has to answer: edges between providers, and defects by part.
const EDGES: usize = 28;
const DEFECTS: &[(char, usize)] = &[('A', 17), ('B', 15), ('C', 9), ('D', 11), ('E', 12), ('F', 9), ('G', 15)];

#[test]
fn what_the_go_project_let_pass_has_a_fixture() {
    let page = read(Path::new("tests/ui/GO.md"));
    let mut sections = page.split("\n## ").skip(1);
    let rows = |section: &str| -> Vec<Vec<String>> {
        let lines = section.lines().filter(|line| line.starts_with("| ")).skip(1);
        lines.map(|line| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()).collect()
    };
    let (edges, defects, code) = (sections.next().unwrap(), sections.next().unwrap(), sections.next().unwrap());
    let (edges, defects) = (rows(edges), rows(defects));
    assert_eq!(edges.len(), EDGES);
    let mut offenders = Vec::new();
    for row in edges.iter().chain(&defects) {
        let [_, _, here] = row.as_slice() else { panic!("three cells: {row:?}") };
        let named: Vec<_> = here.split('`').skip(1).step_by(2).filter(|name| name.contains('/')).collect();
        if named.is_empty() && !here.starts_with("cannot happen: ") {
            offenders.push(format!("{} has no fixture and no reason", row[0]));
        }
        let missing = |name: &&&str| !root().join("tests/ui").join(name).with_extension("stderr").is_file();
        offenders
            .extend(named.iter().filter(missing).map(|name| format!("{} names {name}, which is not there", row[0])));
    }
    assert_none("rows of tests/ui/GO.md", &offenders);
    let listed = code.split([' ', '\n', ',', '.', ':']).filter(|word| !word.is_empty());
    let mut seen: Vec<String> = listed.chain(defects.iter().map(|row| row[0].as_str())).map(str::to_owned).collect();
    let number = |word: &String| word.len() > 1 && word[1..].chars().all(|c| c.is_ascii_digit());
    seen.retain(number);
    let mut wanted: Vec<_> =
        DEFECTS.iter().flat_map(|(part, last)| (1..=*last).map(move |number| format!("{part}{number}"))).collect();
    seen.sort();
    wanted.sort();
    assert_eq!(seen, wanted, "each defect is answered once");
}

/// The least number of fixtures, and of those that beginners of other tools are met with.
const FIXTURES: usize = 90;
const BEGINNERS: usize = 20;

#[test]
fn there_are_fixtures_enough() {
    let all = files("tests/ui", ".stderr");
    let sentence = |file: &PathBuf| {
        let name = file.file_stem().unwrap().to_str().unwrap();
        name.contains('-') && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    assert!(all.len() >= FIXTURES, "{}", all.len());
    let unnamed: Vec<_> = all.iter().filter(|file| !sentence(file)).map(|file| file.display().to_string()).collect();
    assert_none("fixtures that are not named as sentences", &unnamed);
    let beginners: Vec<_> = all.iter().filter(|file| file.starts_with("tests/ui/beginners")).collect();
    assert!(beginners.len() >= BEGINNERS, "{}", beginners.len());
    let silent: Vec<_> = beginners
        .iter()
        .filter(|file| !read(&file.with_extension("yaml")).starts_with("# "))
        .map(|file| file.display().to_string())
        .collect();
    assert_none("mistakes of beginners that do not say who makes them", &silent);
}

/// Codes that no fixture can show, and why.
const WITHOUT_A_FIXTURE: &[(&str, &str)] = &[
    ("R0617", "tests/package.rs: fixtures are not compiled as tests"),
    ("R0701", "tests/package.rs: fixtures are compiled with every feature on"),
];

/// Every code with an explanation, in order. Read from the source: the list of them is behind the feature `parser`, which tests of the
/// runtime must not turn on.
fn codes() -> Vec<String> {
    let mut codes: Vec<_> = files("schema/src/diagnostic", ".rs")
        .iter()
        .flat_map(|file| read(file).split("Explanation = Explanation {").skip(1).map(str::to_owned).collect::<Vec<_>>())
        .map(|block| block.split('"').nth(1).unwrap().to_owned())
        .collect();
    codes.sort();
    assert!(codes.len() > 40 && codes.iter().all(|code| code.starts_with("R0")), "{codes:?}");
    codes
}

#[test]
fn every_code_of_the_compiler_has_a_fixture() {
    let shown: String = files("tests/ui", ".stderr").iter().map(|file| read(file)).collect();
    let codes = codes();
    let mut offenders = Vec::new();
    for code in codes.iter().filter(|code| code.as_str() < "R08") {
        let is_shown = shown.contains(&format!("[{code}]"));
        let reason = WITHOUT_A_FIXTURE.iter().find(|(excepted, _)| excepted == code).map(|(_, reason)| *reason);
        match reason {
            None if !is_shown => offenders.push(format!("{code} is in no .stderr")),
            Some(_) if is_shown => offenders.push(format!("{code} is in a .stderr and needs no exception")),
            Some(reason) => {
                if let Some((file, _)) = reason.split_once(": ")
                    && !read(Path::new(file)).contains(&format!("[{code}]"))
                {
                    offenders.push(format!("{code} is not in {file}"));
                }
            }
            None => {}
        }
    }
    assert_none("codes without a fixture", &offenders);
    let unknown: Vec<_> = shown
        .split("[R0")
        .skip(1)
        .filter_map(|rest| rest.split_once(']').map(|(digits, _)| format!("R0{digits}")))
        .filter(|code| !codes.contains(code))
        .collect();
    assert_none("codes without an explanation", &unknown);
}

#[test]
fn every_section_says_something() {
    let pages = files(".", ".md");
    assert!(pages.contains(&PathBuf::from("README.md")) && pages.contains(&PathBuf::from("docs/settings.md")));
    let mut offenders = Vec::new();
    for page in &pages {
        let text = read(page);
        offenders.extend(empty_sections(&text).iter().map(|title| format!("{}: {title}", page.display())));
    }
    assert_none("sections without a word", &offenders);
    let text = "# A\n\n## B\nb\n## C\n\n## D\n```\n# code\n```\n### E\n";
    assert_eq!(empty_sections(text), ["## C", "### E"], "one that holds only smaller ones is not empty");
}

/// The headings behind which there is nothing but the next one of the same rank or a higher one.
fn empty_sections(text: &str) -> Vec<&str> {
    let (mut empty, mut open, mut code) = (Vec::new(), None, false);
    for line in text.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
        code ^= line.starts_with("```");
        let rank = line.bytes().take_while(|byte| *byte == b'#').count();
        let heading = !code && rank > 0 && line[rank..].starts_with(' ');
        if let Some((last, title)) = open.take()
            && heading
            && rank <= last
        {
            empty.push(title);
        }
        if heading {
            open = Some((rank, line));
        }
    }
    empty.extend(open.map(|(_, title)| title));
    empty
}

#[test]
fn public_claims_have_no_loose_ends() {
    let words = ["TODO", "FIXME", "XXX", "unimplemented!", "todo!(", "#[ignore"].map(str::to_owned);
    let mut offenders = Vec::new();
    for file in files(".", ".rs").into_iter().filter(|file| !file.ends_with("tidy.rs")) {
        for (number, line) in read(&file).lines().enumerate() {
            if words.iter().any(|word| line.contains(word)) {
                offenders.push(format!("{}:{}: {}", file.display(), number + 1, line.trim()));
            }
        }
    }
    assert_none("debts in the code", &offenders);
}
