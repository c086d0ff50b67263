//! What is written in another shape is converted, and nothing of it is lost.

use crate::check::check;
use crate::diagnostic::{apply, render};

/// The only problem's title and the text after its help, behind which there is no problem.
fn convert(text: &str) -> (String, String) {
    let found = check(text).unwrap_err();
    let shown: Vec<_> = found.iter().map(|one| render("ops.yaml", text, one)).collect();
    assert_eq!(found.len(), 1, "{}", shown.join("\n"));
    let help = found[0].help.as_ref().unwrap_or_else(|| panic!("no help\n{}", shown[0]));
    let mended = apply(text, &help.edit);
    if let Err(left) = check(&mended) {
        let left: Vec<_> = left.iter().map(|one| render("ops.yaml", &mended, one)).collect();
        panic!("{mended}\n{}", left.join("\n"));
    }
    (found[0].title.clone(), mended)
}

fn all(head: &str, cases: &[(&str, &str)]) {
    for (before, after) in cases {
        assert_eq!(convert(&format!("{head}{before}")).1, format!("{head}{after}"));
    }
}

#[test]
fn a_stage() {
    all(
        "runa: 1\nservice: a\nstages:\n",
        &[
            ("  dev: { log: { level: info }, observe: }\n", "  dev: [log: { level: info }, observe:]\n"),
            ("  dev:\n    -log\n    -observe\n", "  dev:\n    - log\n    - observe\n"),
            ("  dev: -log\n", "  dev: [log]\n"),
            ("  dev:\n    -log:\n      level: info\n", "  dev:\n    - log:\n        level: info\n"),
            ("  dev: { providers: { log: {}, observe: {} } }\n", "  dev: { providers: [log: {}, observe: {}] }\n"),
            (
                "  dev:\n    providers:\n      log: # why\n        level: info\n      observe:\n",
                "  dev:\n    providers:\n      - log: # why\n          level: info\n      - observe:\n",
            ),
            ("  dev: { providers: log }\n", "  dev: { providers: [log] }\n"),
            (
                "  dev:\n    server: { listen: 0.0.0.0:80 }\n    log:\n      level: info # quiet\n    observe:\n",
                "  dev:\n    server: { listen: 0.0.0.0:80 }\n    providers:\n      - log:\n          level: info # quiet\n      - observe\n",
            ),
            (
                "  dev: { server: { listen: 0.0.0.0:80 }, log: {} }\n",
                "  dev: { server: { listen: 0.0.0.0:80 }, providers: [log: {}] }\n",
            ),
        ],
    );
}

#[test]
fn all_stages() {
    all(
        "runa: 1\nservice: a\n",
        &[
            ("stages: [dev, prod]\n", "stages: { dev: [log, observe], prod: [log, observe] }\n"),
            ("stages:\n- dev\n- prod\n", "stages:\n  dev: [log, observe]\n  prod: [log, observe]\n"),
            (
                "stages:\n  - dev: [log]\n  - prod:\n      - log: # why\n          level: info\n",
                "stages:\n  dev: [log]\n  prod:\n    - log: # why\n        level: info\n",
            ),
            ("stages: dev\n", "stages: { dev: [log, observe] }\n"),
        ],
    );
}

#[test]
fn settings() {
    all(
        "runa: 1\nservice: a\nstages:\n  dev:\n",
        &[
            (
                "    - log:\n      - level: debug\n      - format: json\n",
                "    - log:\n        level: debug\n        format: json\n",
            ),
            ("    - log: [level: debug, buffer: 4096]\n", "    - log: { level: debug, buffer: 4096 }\n"),
            (
                "    - log:\n        level:debug\n        format:json\n",
                "    - log:\n        level: debug\n        format: json\n",
            ),
            ("    - log: json\n", "    - log: { format: json }\n"),
            ("    - log: true\n", "    - log: {}\n"),
        ],
    );
    all(
        "runa: 1\nservice: a\nstages: { dev: [log, observe] }\n",
        &[
            (
                "defaults:\n- log: { level: info }\n- observe:\n    timeout: 3s\n",
                "defaults:\n  log: { level: info }\n  observe:\n    timeout: 3s\n",
            ),
            ("defaults: [log, observe: { timeout: 3s }]\n", "defaults: { log: {}, observe: { timeout: 3s } }\n"),
            ("server: 0.0.0.0:80\n", "server: { listen: 0.0.0.0:80 }\n"),
        ],
    );
}

#[test]
fn the_whole() {
    let (title, mended) = convert("- runa: 1\n- service: a\n- stages:\n    dev: [log]\n");
    assert_eq!(title, "the manifest is not a mapping");
    assert_eq!(mended, "runa: 1\nservice: a\nstages:\n  dev: [log]\n");
    let toml = "# orders\nruna = 1\nservice = \"a\"\n";
    let found = check(toml).unwrap_err();
    assert_eq!(apply(toml, &found[0].help.as_ref().unwrap().edit), "# orders\nruna: 1\nservice: \"a\"\n");
    let (_, mended) = convert("# kept\n");
    assert!(mended.starts_with("# kept\nruna: 1\n"), "{mended}");
    let prose = check("hello there\n").unwrap_err();
    assert!(prose[0].help.is_none(), "what cannot be converted stays");
}

#[test]
fn entries() {
    let head = "runa: 1\nservice: a\nstages:\n  dev:\n";
    all(
        head,
        &[
            ("    - log\n      -observe\n", "    - log\n    - observe\n"),
            ("    [log observe]\n", "    [log, observe]\n"),
            ("    - log observe\n", "    - log\n    - observe\n"),
            ("    - [log, observe: {}]\n", "    - log\n    - observe: {}\n"),
            ("    - name: log\n      level: debug\n", "    - log: { level: debug }\n"),
            ("    - uses: log\n      with:\n        level: debug\n", "    - log: { level: debug }\n"),
            ("    - provider: log\n    - observe\n", "    - log\n    - observe\n"),
            (
                "    - name: log\n      access:\n        enabled: false\n      level: info\n",
                "    - log:\n        access:\n          enabled: false\n        level: info\n",
            ),
            ("    - server\n    - log\n", "    - log\n"),
            (
                "    - log:\n        level: info\n    - server:\n        listen: 0.0.0.0:80\n",
                "    server:\n      listen: 0.0.0.0:80\n    providers:\n      - log:\n          level: info\n",
            ),
            (
                "    [server: { listen: 0.0.0.0:80 }, log, observe]\n",
                "    { server: { listen: 0.0.0.0:80 }, providers: [log, observe] }\n",
            ),
            (
                "    providers:\n      - server: { listen: 0.0.0.0:80 }\n      - log\n",
                "    server: { listen: 0.0.0.0:80 }\n    providers:\n      - log\n",
            ),
        ],
    );
    all(
        "runa: 1\nservice: a\n",
        &[(
            "defaults:\n  server: { listen: 0.0.0.0:80 }\n  log: {}\nstages: { dev: [log] }\n",
            "server: { listen: 0.0.0.0:80 }\ndefaults:\n  log: {}\nstages: { dev: [log] }\n",
        )],
    );
}

#[test]
fn a_provider_that_is_listed_twice() {
    all(
        "runa: 1\nservice: a\nstages:\n  dev:\n",
        &[
            ("    - log\n    - log: { level: info }\n", "    - log: { level: info }\n"),
            ("    - log: { level: info }\n    - log: {}\n", "    - log: { level: info }\n"),
            ("    - log: { level: info }\n    - log: { format: json }\n", "    - log: { level: info, format: json }\n"),
            (
                "    - log:\n        level: info # quiet\n    - observe\n    - log:\n        access:\n          slow: none\n",
                "    - log:\n        level: info # quiet\n        access:\n          slow: none\n    - observe\n",
            ),
            ("    [log: { level: info }, log: { format: json }]\n", "    [log: { level: info, format: json }]\n"),
        ],
    );
}
