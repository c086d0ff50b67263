//! Packages as a user has them, seen by cargo: features, edits of the manifest alone, strict lints.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

// Written once, for the fuzzer.
#[allow(dead_code, unreachable_pub, unused_imports, reason = "the fuzzer uses more of it")]
#[path = "../fuzz/src/manifest/mod.rs"]
mod manifest;

use std::path::{Path, PathBuf};
use std::process::Command;

struct Package {
    folder: PathBuf,
}

/// `runa` renamed, and only one of its features on.
const RENAMED: &str = r#"[package]
name = "NAME"
version = "0.1.0"
edition = "2024"

[dependencies]
ops = { package = "runa", path = "RUNA", default-features = false, features = ["observe"] }

[workspace]
"#;

/// Uses the handles in a second module, which must have nothing to say when there are none.
const MAIN: &str = r#"
mod handlers {
    pub(crate) fn hello(ops: &crate::Ops) -> &'static str {
        ops.log.whatever();
        ops.stage()
    }
}

#[ops::app(manifest = "ops.yaml")]
async fn main(ops: Ops) {
    handlers::hello(&ops);
}
"#;

const MAIN_WITHOUT_LOG: &str = r#"
#[ops::app(manifest = "ops.yaml")]
async fn main(ops: Ops) {
    let _: &ops::Observe = &ops.observe;
}
"#;

impl Package {
    fn new(name: &str, cargo: &str) -> Self {
        let runa = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::copy(runa.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        // Cargo tells packages in one target folder apart by their names, not by where they lie.
        let cargo = cargo.replace("NAME", name).replace("RUNA", &runa.to_string_lossy());
        std::fs::write(folder.join("Cargo.toml"), cargo).unwrap();
        Self { folder }
    }

    fn main(self, text: &str) -> Self {
        std::fs::create_dir_all(self.folder.join("src")).unwrap();
        std::fs::write(self.folder.join("src/main.rs"), text).unwrap();
        self
    }

    fn manifest(&self, stages: &str) {
        std::fs::write(self.folder.join("ops.yaml"), format!("runa: 1\nservice: package\nstages: {stages}\n")).unwrap();
    }

    fn touch(&self, file: &str) {
        let file = std::fs::File::options().append(true).open(self.folder.join(file)).unwrap();
        file.set_modified(std::time::SystemTime::now()).unwrap();
    }

    /// What `cargo check` or `cargo clippy` says: everything, if it fails.
    fn cargo(&self, command: &str) -> Result<(), String> {
        self.cargo_with(command, &[])
    }

    /// The same with variables.
    fn cargo_with(&self, command: &str, variables: &[(&str, &str)]) -> Result<(), String> {
        // One target folder for all packages, so that the dependencies are compiled once.
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packages");
        let output = Command::new(env!("CARGO"))
            .args(command.split(' '))
            .args(["--offline", "--quiet", "--color=never", "--target-dir"])
            .arg(target)
            .current_dir(&self.folder)
            .env_remove("RUSTFLAGS")
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
    }
}

/// How many errors a compiler's output holds, besides the last line that counts them.
fn errors(output: &str) -> usize {
    output.lines().filter(|line| line.starts_with("error") && !line.starts_with("error: could not compile")).count()
}

#[test]
fn a_feature_that_is_off_is_the_only_error() {
    let package = Package::new("feature-off", RENAMED).main(MAIN);
    package.manifest("{ dev: [log, observe] }");
    let output = package.cargo("check").unwrap_err();
    assert!(output.contains("`log` needs the feature `log` of the crate `runa`, which is off [R0701]"), "{output}");
    assert!(output.contains("--> ops.yaml:3:17"), "{output}");
    assert_eq!(errors(&output), 1, "{output}");
}

#[test]
fn layers_ask_for_the_feature_that_has_them() {
    let package = Package::new("layers-off", RENAMED).main(
        "mod service {\n    ops::manifest!(\"ops.yaml\" as Ops);\n}\n\n#[ops::app(layers = layers)]\nasync fn main(_: service::Ops) {}\n\n\
         fn layers(_: &str) {}\n",
    );
    package.manifest("{ dev: [observe] }");
    let output = package.cargo("check").unwrap_err();
    assert!(output.contains("`layers` needs the feature `log` of the crate `runa`, which is off [R0701]"), "{output}");
    assert_eq!(errors(&output), 1, "{output}");
}

/// Lists all four, and a place and a group of `server` that have features of their own.
const FOUR: &str = "{ dev: [log, observe, queue: { queues: { emails: {} } }, audit: { log: {} }, cluster, console], \
                    test: { server: { tls: { certificate: a.pem, key: b.pem } }, \
                    providers: [observe, queue: { redis: { url: redis://:c4n4ry@h }, queues: { emails: {} } }] } }";

const MAIN_OF_FOUR: &str = r#"
#[runa::app(manifest = "ops.yaml")]
async fn main(ops: Ops) {
    let emails: Option<&runa::Queue> = ops.queue.as_ref().map(|queue| &queue.emails);
    let _ = (emails, ops.stage());
}
"#;

#[test]
fn each_feature_of_the_four_is_asked_for() {
    // Each set compiles the runtime anew.
    for (on, off) in [
        (&["audit", "redis"][..], &["queue", "cluster", "console", "tls"][..]),
        (&["queue", "cluster", "console", "tls"], &["audit", "redis"]),
    ] {
        let on: Vec<_> = on.iter().map(|name| format!("\"{name}\"")).collect();
        let cargo = format!(
            "[package]\nname = \"NAME\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             runa = {{ path = \"RUNA\", features = [{}] }}\n\n[workspace]\n",
            on.join(", ")
        );
        let package = Package::new("four", &cargo).main(MAIN_OF_FOUR);
        package.manifest(FOUR);
        let output = package.cargo("check").unwrap_err();
        for off in off {
            let said = format!("`{off}` needs the feature `{off}` of the crate `runa`, which is off [R0701]");
            let place = FOUR.find(off).map_or(0, |at| at + "stages: ".len() + 1);
            assert!(output.contains(&said) && output.contains(&format!("--> ops.yaml:3:{place}")), "{off}\n{output}");
            assert!(output.contains(&format!("features = [\"{off}\"]")) && !output.contains("c4n4ry"), "{output}");
        }
        assert_eq!(errors(&output), off.len(), "{output}");
    }
}

#[test]
fn tls_to_a_redis_asks_for_its_feature() {
    for (features, url) in [
        ("\"queue\", \"redis\"", "'rediss://:c4n4ry@h'"),
        ("\"queue\"", "{ from_env: X, default: rediss://:c4n4ry@h }"),
    ] {
        let cargo = format!(
            "[package]\nname = \"NAME\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             runa = {{ path = \"RUNA\", default-features = false, features = [{features}] }}\n\n[workspace]\n"
        );
        let main =
            "#[runa::app(manifest = \"ops.yaml\")]\nasync fn main(ops: Ops) {\n    let _ = ops.queue.emails;\n}\n";
        let package = Package::new("secure", &cargo).main(main);
        let stages = format!("{{ dev: [queue: {{ redis: {{ url: {url} }}, queues: {{ emails: {{}} }} }}] }}");
        package.manifest(&stages);
        let output = package.cargo("check").unwrap_err();
        let said = "`rediss://` needs the feature `redis-tls` of the crate `runa`, which is off [R0701]";
        let place = stages.find("rediss").map_or(0, |at| at + "stages: ".len() + 1);
        assert!(output.contains(said) && output.contains(&format!("--> ops.yaml:3:{place}")), "{output}");
        assert!(output.contains("features = [\"redis-tls\"]") && !output.contains("c4n4ry"), "{output}");
        assert_eq!(errors(&output), 1, "{output}");
    }
}

#[test]
fn an_edit_of_the_manifest_alone_is_seen() {
    let package = Package::new("edited", RENAMED).main(MAIN_WITHOUT_LOG);
    package.manifest("{ dev: [observe] }");
    package.cargo("check").unwrap();
    package.manifest("{ dev: [obsreve] }");
    let output = package.cargo("check").unwrap_err();
    assert!(output.contains("did you mean `observe`?"), "{output}");
    assert_eq!(errors(&output), 1, "{output}");
    package.manifest("{ dev: [observe: { mount: /ops }] }");
    package.cargo("check").unwrap();
}

#[test]
fn the_stage_to_build_is_seen_and_changes_no_type() {
    let package = Package::new("built", RENAMED).main(
        "#[ops::app(manifest = \"ops.yaml\")]\nasync fn main(ops: Ops) {\n    drop::<Option<ops::Observe>>(ops.observe);\n}\n",
    );
    package.manifest("{ dev: [observe], prod: [] }");
    let build = |stage: &str| package.cargo_with("check", &[("RUNA_BUILD_STAGE", stage)]);
    package.cargo("check").unwrap();
    let output = build("prd").unwrap_err();
    assert!(
        output.contains("there is no stage `prd`, which the variable `RUNA_BUILD_STAGE` names [R0609]"),
        "{output}"
    );
    assert!(output.contains("did you mean `prod`?"), "{output}");
    assert_eq!(errors(&output), 1, "{output}");
    for stage in ["prod", "dev", ""] {
        build(stage).unwrap_or_else(|output| panic!("{output}"));
    }
    assert!(build("prd").is_err(), "what is seen once is seen again");
    // The argument is judged too, where there is one.
    let main = "#[ops::app(manifest = \"ops.yaml\", stage = \"deb\")]\nasync fn main(_: Ops) {}\n";
    std::fs::write(package.folder.join("src/main.rs"), main).unwrap();
    let output = build("prod").unwrap_err();
    assert!(output.contains("there is no stage `deb`, which `stage` names [R0609]"), "{output}");
    assert_eq!(errors(&output), 1, "{output}");
}

#[test]
fn a_manifest_in_both_places_is_an_error() {
    let package = Package::new("both-places", RENAMED).main(MAIN_WITHOUT_LOG);
    package.manifest("{ dev: [observe] }");
    let (first, second) = (package.folder.join("ops.yaml"), package.folder.join("src/ops.yaml"));
    std::fs::rename(&first, &second).unwrap();
    package.cargo("check").unwrap();
    std::fs::copy(&second, &first).unwrap();
    // As cargo watches only the one that it knows.
    package.touch("src/main.rs");
    let output = package.cargo("check").unwrap_err();
    assert!(output.contains("`ops.yaml` lies beside Cargo.toml, `src/ops.yaml` beside this file"), "{output}");
    assert_eq!(errors(&output), 1, "{output}");
    std::fs::remove_file(second).unwrap();
    package.cargo("check").unwrap();
}

/// The fixtures of `tests/ui/pass` deny what can be denied, in rustc and in clippy: a library, and processes.
#[test]
fn right_manifests_compile_without_a_warning() {
    let mut cargo = String::from(
        "[package]\nname = \"NAME\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nruna = { path = \"RUNA\", features = [\"queue\", \"cluster\", \"console\"] }\n\
         axum = { version = \"0.8\", default-features = false }\n\
         tracing-subscriber = { version = \"0.3\", default-features = false }\n\n[workspace]\n",
    );
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui/pass")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "rs") {
            let name = path.file_stem().unwrap().to_string_lossy();
            let target = if name == "library" {
                "\n[lib]\nname = \"pass\"".into()
            } else {
                format!("\n[[bin]]\nname = \"{name}\"")
            };
            cargo.extend([&target, "\npath = \"", &path.to_string_lossy(), "\"\n"]);
        }
    }
    Package::new("pass", &cargo).cargo("clippy").unwrap_or_else(|output| panic!("{output}"));
}

/// A sample of the manifests that `runa-macros` expands thousands of, in one package with every feature.
#[test]
fn made_up_manifests_compile() {
    const SEEDS: std::ops::Range<u64> = 10_000..10_030;
    let cargo = "[package]\nname = \"NAME\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                 runa = { path = \"RUNA\", features = [\"queue\", \"audit\", \"cluster\", \"console\", \"redis-tls\", \"tls\"] }\n\n[workspace]\n";
    // A `main` in a module is only a function.
    let mut main = "#![deny(warnings)]\n#![allow(dead_code)]\n\nfn main() {}\n".to_owned();
    let mut made = Vec::new();
    for seed in SEEDS {
        let Some((text, _)) = manifest::accepted(seed) else { continue };
        let module = format!(
            "\nmod m{seed} {{\n    #[runa::app(manifest = \"m{seed}.yaml\")]\n    async fn main(ops: Ops) {{\n        \
             let _ = ops.stage();\n    }}\n}}\n"
        );
        main.push_str(&module);
        made.push((format!("m{seed}.yaml"), text));
    }
    assert!(made.len() >= 28, "only {} of {SEEDS:?} are manifests", made.len());
    let package = Package::new("made-up", cargo).main(&main);
    for (file, text) in &made {
        std::fs::write(package.folder.join(file), text).unwrap();
    }
    // What the compiler says names the file, and the file its seed.
    package.cargo("check").unwrap_or_else(|output| panic!("{output}"));
}

/// The first block of README in `language`.
fn block(readme: &str, language: &str) -> String {
    let (_, rest) = readme.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```\n").unwrap().0.to_owned()
}

/// README's way from a bare axum app to production, step by step.
#[test]
fn the_path_of_readme_compiles() {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let line = block(&readme, "toml").replace("version = \"0.1\"", "path = \"RUNA\"");
    assert!(line.contains("RUNA"), "{line}");
    let cargo = format!(
        "[package]\nname = \"NAME\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{line}\
         axum = {{ version = \"0.8\", default-features = false, features = [\"json\"] }}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\ntracing = {{ version = \"0.1\", default-features = false }}\n\n[workspace]\n"
    );
    let package = Package::new("readme", &cargo).main(&block(&readme, "rust"));
    std::fs::write(package.folder.join("ops.yaml"), block(&readme, "yaml")).unwrap();
    package.cargo("check").unwrap_or_else(|output| panic!("{output}"));
}

/// The provider that docs/providers.md shows.
#[test]
fn the_provider_of_the_docs_compiles() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/providers.md");
    let provider = block(&std::fs::read_to_string(page).unwrap(), "rust");
    let cargo = "[package]\nname = \"NAME\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                 runa = { path = \"RUNA\" }\ntokio = { version = \"1\", default-features = false, features = [\"time\"] }\n\n[workspace]\n";
    let main = "#[runa::app(manifest = \"ops.yaml\")]\nasync fn main(ops: Ops) {\n    let _: Ledger = ops.ledger;\n}\n";
    let package = Package::new("provider", cargo).main(&format!("{provider}\n{main}"));
    package.manifest("{ dev: [observe, ledger: { use: crate::InFile, config: { flush_interval: 2s } }] }");
    package.cargo("check").unwrap_or_else(|output| panic!("{output}"));
}

/// Each block of Rust on these pages is a program.
#[test]
fn the_programs_of_the_docs_compile() {
    let cargo = "[package]\nname = \"NAME\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                 runa = { path = \"RUNA\", features = [\"test\"] }\n\
                 axum = { version = \"0.8\", default-features = false, features = [\"json\"] }\n\
                 serde_json = \"1\"\n\
                 tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\", \"signal\"] }\n\
                 tracing = { version = \"0.1\", default-features = false }\n\n[workspace]\n";
    let package = Package::new("programs", cargo);
    package.manifest("{ dev: [log, observe], prod: [log, observe] }");
    let programs = package.folder.join("src/bin");
    // Those of an earlier run are gone.
    let _ = std::fs::remove_dir_all(&programs);
    std::fs::create_dir_all(&programs).unwrap();
    for page in ["embedding", "testing"] {
        let text = std::fs::read_to_string(format!("{}/docs/{page}.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let blocks: Vec<_> = text.split("```rust\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
        assert!(blocks.len() > 1, "{page}");
        for (number, block) in blocks.iter().enumerate() {
            std::fs::write(programs.join(format!("{page}_{number}.rs")), block).unwrap();
        }
    }
    package.cargo("check --tests").unwrap_or_else(|output| panic!("{output}"));
    wrong_tests(&package);
}

/// What only rustc can see of a test, and only where tests are compiled: each is said once, where it is written.
fn wrong_tests(package: &Package) {
    let (text, problems): (Vec<_>, Vec<_>) = WRONG_TESTS.iter().map(|[test, problem]| (*test, *problem)).unzip();
    let text = format!("runa::manifest!(\"ops.yaml\" as Ops);\n\nfn main() {{}}\n{}", text.concat());
    std::fs::write(package.folder.join("src/bin/wrong.rs"), text).unwrap();
    let output = package.cargo("check --tests --bin wrong").unwrap_err();
    // How wide the margin is depends on what else is shown.
    let plain = |text: &str| {
        let line =
            |line: &str| line.trim_start_matches(|begin: char| begin == ' ' || begin.is_ascii_digit()).to_owned();
        text.lines().map(line).collect::<Vec<_>>().join("\n")
    };
    for problem in &problems {
        assert!(plain(&output).contains(&plain(problem)), "{problem}\nin\n{output}");
    }
    assert_eq!(errors(&output), problems.len(), "{output}");
}

/// Tests that cannot be, and what is said of them.
const WRONG_TESTS: [[&str; 2]; 3] = [
    [
        "#[runa::test(stage = \"tset\")]\nasync fn answers(_: runa::test::App<Ops>) {}\n",
        "\
error[E0080]: evaluation panicked: the manifest of the app has no stage `tset` [R0617]
              = help: name one of its stages, as they stand below `stages:`
 --> src/bin/wrong.rs:4:22
  |
4 | #[runa::test(stage = \"tset\")]
  |                      ^^^^^^ ",
    ],
    [
        "#[runa::test(stage = \"dev\")]\nasync fn takes(_: String) {}\n",
        "\
error[E0277]: a test of `#[runa::test]` does not take `String` [R0616]
 --> src/bin/wrong.rs:7:19
  |
7 | async fn takes(_: String) {}
  |                   ^^^^^^ this is not an app
",
    ],
    [
        "#[runa::test(stage = \"dev\")]\nasync fn gives(_: runa::test::App<Ops>) -> &'static str {\n    \"\"\n}\n",
        "\
error[E0277]: the trait bound `&'static str: Termination` is not satisfied
 --> src/bin/wrong.rs:9:44
  |
8 | #[runa::test(stage = \"dev\")]
  | ---------------------------- in this attribute macro expansion
9 | async fn gives(_: runa::test::App<Ops>) -> &'static str {
  |                                            ^ the trait `Termination` is not implemented for `&'static str`
",
    ],
];

/// What nobody can catch is said at start.
#[test]
#[cfg(unix)]
fn a_program_that_aborts_by_a_panic_says_so_at_start() {
    use std::os::unix::process::ExitStatusExt as _;
    let cargo = "[package]\nname = \"NAME\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                 runa = { path = \"RUNA\", default-features = false }\n\n[profile.dev]\npanic = \"abort\"\ndebug = false\n\n[workspace]\n";
    let main = "#[runa::app(manifest = \"ops.yaml\")]\nasync fn main(ops: Ops) -> runa::Result<()> {\n    \
                ops.run(async { if ops.stage() == \"dev\" { panic!(\"it broke\") } else { Ok::<_, runa::Error>(()) } }).await\n}\n";
    let package = Package::new("aborts", cargo).main(main);
    package.manifest("{ dev: [] }");
    package.cargo("build").unwrap_or_else(|output| panic!("{output}"));
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packages/debug/aborts");
    let output = Command::new(program).env("RUNA_STAGE", "dev").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.starts_with("warning: built with `panic = \"abort\"`: a panic ends the process, without a drain\n"),
        "{said}"
    );
    assert!(said.contains("it broke"), "{said}");
    // SIGABRT.
    assert_eq!(output.status.signal(), Some(6), "{said}");
}

/// rustc gives up on a constant that takes long; what is wrong must be said before.
#[test]
fn many_providers_of_ones_own_are_judged() {
    const STAGES: usize = 150;
    let cargo = "[package]\nname = \"NAME\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                 runa = { path = \"RUNA\" }\n\n[workspace]\n";
    let main = "
#[derive(runa::Config)]
struct C { seats: u8, names: Vec<String>, wait: std::time::Duration, inner: Inner }
#[derive(runa::Config)]
struct Inner { size: runa::config::Size, open: bool }
struct A;
impl runa::Provider for A {
    type Config = C;
    type Needs = (runa::Log,);
    type Handle = ();
    async fn install(c: C, _: runa::Handles<Self>, _: &mut runa::Installer<'_>) -> runa::Result<()> {
        let _ = (c.seats, c.names, c.wait, c.inner.size, c.inner.open);
        Ok(())
    }
}
#[runa::app(manifest = \"ops.yaml\")]
async fn main(_: Ops) {}
";
    let package = Package::new("many", cargo).main(main);
    let stages = |config: &str| {
        let stage = |index| format!("s{index}: [log, a: {{ use: crate::A, config: {{ {config} }} }}]");
        format!("{{ {} }}", (0..STAGES).map(stage).collect::<Vec<_>>().join(",\n"))
    };
    package.manifest(&stages("seats: 3, names: [a, b], wait: 5s, inner: { size: 1MiB, open: true }"));
    package.cargo("check").unwrap_or_else(|output| panic!("{output}"));
    package.manifest(&stages("seat: 3, names: a, wait: 5, inner: { size: 1, opne: true }"));
    let output = package.cargo("check").unwrap_err();
    assert!(output.contains("unknown setting `seat` of `a` in stage `s0` [R0208]"), "{output}");
    assert!(output.contains("and more: the first 20 are shown"), "{output}");
    // A hundred are judged in one constant.
    assert_eq!((errors(&output), output.matches("error[E0080]").count()), (2, 2), "{output}");
}
