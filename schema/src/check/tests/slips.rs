//! Values as people write them who know other tools: what is proposed, and that it mends.

use crate::check::check;
use crate::diagnostic::{Diagnostic, apply, render};

/// A manifest with one line in one of its sections.
fn manifest(section: &str, line: &str) -> String {
    let at = |name: &str, indent: &str| if name == section { format!("\n{indent}{line}") } else { " {}".into() };
    format!(
        "runa: 1\nservice: a\nserver:{}\nstages:\n  dev:\n    - log:{}\n    - observe:{}\n",
        at("server", "  "),
        at("log", "        "),
        at("observe", "        ")
    )
}

/// The line as the help of its only problem makes it, and that help; or what is not as it should be.
fn mended(section: &str, line: &str) -> Result<(String, String), String> {
    let show = |text: &str, found: &[Diagnostic]| {
        found.iter().map(|one| render("ops.yaml", text, one)).collect::<Vec<_>>().join("\n")
    };
    let text = manifest(section, line);
    let found = check(&text).err().unwrap_or_default();
    let [Diagnostic { help: Some(help), .. }] = found.as_slice() else {
        return Err(format!("`{line}` is not one problem with a help\n{}", show(&text, &found)));
    };
    let after = apply(&text, &help.edit);
    if let Err(left) = check(&after) {
        return Err(format!("{}\nleaves\n{}", show(&text, &found), show(&after, &left)));
    }
    let place = manifest(section, "@").lines().position(|line| line.trim() == "@").unwrap();
    let added = after.lines().count() - text.lines().count();
    let lines: Vec<_> = after.lines().skip(place).take(1 + added).map(str::trim).collect();
    Ok((lines.join("; "), help.text.clone()))
}

/// A section, a line in it, and what is proposed in its place.
const MEANT: &[(&str, &str, &str)] = &[
    // addresses
    ("server", "admin: localhost", "admin: 127.0.0.1:9090"),
    ("server", "admin: None", "admin: none"),
    ("server", "admin: null", "admin: none"),
    ("server", "admin: ~", "admin: none"),
    ("server", "admin: off", "admin: none"),
    ("server", "admin: false", "admin: none"),
    ("server", "admin: ''", "admin: none"),
    ("server", "admin: 9090", "admin: 127.0.0.1:9090"),
    ("server", "admin: :8080", "admin: 127.0.0.1:9090"),
    ("server", "admin: 0.0.0.0", "admin: 0.0.0.0:9090"),
    ("server", "admin: { host: 127.0.0.1, port: 9000 }", "admin: 127.0.0.1:9000"),
    ("server", "listen: 8080", "listen: 127.0.0.1:8080"),
    ("server", "listen: ':3000'", "listen: 127.0.0.1:3000"),
    ("server", "listen: '*:8080'", "listen: 0.0.0.0:8080"),
    ("server", "listen: *:8080", "listen: 0.0.0.0:8080"),
    ("server", "listen: localhost", "listen: 127.0.0.1:8080"),
    ("server", "listen: '8080:80'", "listen: 0.0.0.0:80"),
    ("server", "port: 3000", "listen: 127.0.0.1:3000"),
    ("server", "ports: ['8080:80']", "listen: 0.0.0.0:80"),
    ("server", "host: '::1'", "listen: \"[::1]:8080\""),
    ("server", "listen: LOCALHOST:3000", "listen: 127.0.0.1:3000"),
    ("server", "listen: 0.0.0.0", "listen: 0.0.0.0:8080"),
    ("server", "listen: http://0.0.0.0:3000/", "listen: 0.0.0.0:3000"),
    ("server", "listen: tcp://127.0.0.1:3000", "listen: 127.0.0.1:3000"),
    ("server", "listen: ::1:8080", "listen: \"[::1]:8080\""),
    ("server", "listen: '[::1]'", "listen: \"[::1]:8080\""),
    ("server", "listen: ':::8080'", "listen: \"[::]:8080\""),
    ("server", "listen: [0.0.0.0]", "listen: [0.0.0.0:8080]"),
    ("server", "listen: unix:///run/a.sock", "listen: unix:/run/a.sock"),
    ("server", "listen: /run/a.sock", "listen: unix:/run/a.sock"),
    ("server", "listen: unix:./a.sock", "listen: unix:/run/a.sock"),
    ("server", "listen: { address: '::', port: 80 }", "listen: \"[::]:80\""),
    // durations
    ("server", "request_timeout: 1m30s", "request_timeout: 90s"),
    ("server", "request_timeout: 1h 5m", "request_timeout: 1h"),
    ("server", "request_timeout: PT30S", "request_timeout: 30s"),
    ("server", "request_timeout: PT1M30S", "request_timeout: 90s"),
    ("server", "request_timeout: 1.5s", "request_timeout: 1500ms"),
    ("server", "request_timeout: 30 s", "request_timeout: 30s"),
    ("server", "request_timeout: 30sec", "request_timeout: 30s"),
    ("server", "request_timeout: 30 seconds", "request_timeout: 30s"),
    ("server", "request_timeout: 2 minutes", "request_timeout: 2m"),
    ("server", "request_timeout: 30S", "request_timeout: 30s"),
    ("server", "request_timeout: 30", "request_timeout: 30s"),
    ("server", "request_timeout: '30'", "request_timeout: 30s"),
    ("server", "request_timeout: 1_000ms", "request_timeout: 1s"),
    ("server", "request_timeout: 500us", "request_timeout: 1ms"),
    ("server", "request_timeout: 1d", "request_timeout: 1h"),
    ("server", "request_timeout: 99999999999999999999s", "request_timeout: 1h"),
    ("server", "request_timeout: [5s]", "request_timeout: 5s"),
    ("server", "request_timeout: { seconds: 5 }", "request_timeout: 5s"),
    ("server", "request_timeout: { secs: 5, nanos: 0 }", "request_timeout: 5s"),
    ("server", "drain: { grace: 10 }", "drain: { grace: 10s }"),
    ("observe", "timeout: 2000", "timeout: 2000ms"),
    ("observe", "timeout: 0.5s", "timeout: 500ms"),
    ("log", "access: { slow: off }", "access: { slow: none }"),
    ("log", "access: { slow: 0 }", "access: { slow: none }"),
    ("log", "access: { slow: 500 ms }", "access: { slow: 500ms }"),
    // sizes
    ("server", "body_limit: 10MB", "body_limit: 10MiB"),
    ("server", "body_limit: 10M", "body_limit: 10MiB"),
    ("server", "body_limit: 10m", "body_limit: 10MiB"),
    ("server", "body_limit: 10mb", "body_limit: 10MiB"),
    ("server", "body_limit: 10 MiB", "body_limit: 10MiB"),
    ("server", "body_limit: 10Mi", "body_limit: 10MiB"),
    ("server", "body_limit: 1.5GB", "body_limit: 1536MiB"),
    ("server", "body_limit: 64k", "body_limit: 64KiB"),
    ("server", "body_limit: unlimited", "body_limit: 1024GiB"),
    ("server", "request_timeout: off", "request_timeout: 1h"),
    ("server", "max_connections: none", "max_connections: 1000000"),
    ("server", "body_limit: 1048576", "body_limit: 1048576B"),
    ("server", "body_limit: 1_048_576", "body_limit: 1048576B"),
    ("server", "body_limit: 1e6", "body_limit: 1000000B"),
    ("server", "body_limit: 99999999999999999999MiB", "body_limit: 1024GiB"),
    // numbers
    ("log", "buffer: 1e4", "buffer: 10000"),
    ("log", "buffer: 0x100", "buffer: 256"),
    ("log", "buffer: 0o200", "buffer: 128"),
    ("log", "buffer: 64.0", "buffer: 64"),
    ("log", "buffer: 1_000", "buffer: 1000"),
    ("log", "buffer: '1000'", "buffer: 1000"),
    ("log", "buffer: 1,000", "buffer: 1000"),
    ("log", "buffer: 10k", "buffer: 10000"),
    ("log", "buffer: 16", "buffer: 64"),
    ("log", "buffer: 99999999999999999999", "buffer: 1048576"),
    ("server", "max_connections: 1K", "max_connections: 1000"),
    // switches
    ("observe", "debug: yes", "debug: true"),
    ("observe", "debug: on", "debug: true"),
    ("observe", "debug: True", "debug: true"),
    ("observe", "debug: 1", "debug: true"),
    ("observe", "debug: 'true'", "debug: true"),
    ("observe", "debug: No", "debug: false"),
    ("observe", "debug: disabled", "debug: false"),
    ("log", "access: { enabled: no }", "access: { enabled: false }"),
    ("log", "access: off", "access: { enabled: false }"),
    ("log", "access: true", "access: { enabled: true }"),
    // levels and choices
    ("log", "level: INFO", "level: info"),
    ("log", "level: Warning", "level: warn"),
    ("log", "level: verbose", "level: debug"),
    ("log", "level: fatal", "level: error"),
    ("log", "level: \"info,hyper=warn\"", "level: info; targets: { hyper: warn }"),
    ("log", "level: orders::db=trace,WARN", "level: warn; targets: { 'orders::db': trace }"),
    ("log", "level: { root: INFO, orders.db: DEBUG }", "level: info; targets: { 'orders::db': debug }"),
    ("log", "level: { root: WARNING }", "level: warn"),
    ("log", "level: { hyper: warn }", "level: debug; targets: { hyper: warn }"),
    ("log", "level: [debug]", "level: debug"),
    ("log", "targets: hyper=warn,sqlx=info", "targets: { hyper: warn, sqlx: info }"),
    ("log", "targets: [hyper=warn]", "targets: { hyper: warn }"),
    ("log", "targets: [{ hyper: WARNING }]", "targets: { hyper: warn }"),
    ("log", "targets: { hyper: WARN }", "targets: { hyper: warn }"),
    ("log", "format: JSON", "format: json"),
    ("log", "format: text", "format: pretty"),
    // references
    ("server", "admin: $ADMIN", "admin: { from_env: ADMIN }"),
    ("server", "admin: $(ADMIN)", "admin: { from_env: ADMIN }"),
    ("server", "admin: '%ADMIN%'", "admin: { from_env: ADMIN }"),
    ("server", "admin: %ADMIN%", "admin: { from_env: ADMIN }"),
    ("server", "admin: ${ADMIN}", "admin: { from_env: ADMIN }"),
    ("server", "admin: ${ADMIN:-127.0.0.1:9090}", "admin: { from_env: ADMIN, default: 127.0.0.1:9090 }"),
    ("server", "admin: ${ADMIN:127.0.0.1:9090}", "admin: { from_env: ADMIN, default: 127.0.0.1:9090 }"),
    ("server", "admin: ${{ secrets.ADMIN }}", "admin: { from_env: ADMIN }"),
    ("server", "admin: '{{ env \"ADMIN\" }}'", "admin: { from_env: ADMIN }"),
    ("server", "admin: '{{ .Values.admin }}'", "admin: { from_env: SERVER_ADMIN }"),
    ("server", "listen: \"${HOST:0.0.0.0}:${PORT:8080}\"", "listen: { from_env: SERVER_LISTEN }"),
    (
        "server",
        "admin: { valueFrom: { secretKeyRef: { name: s, key: admin-address } } }",
        "admin: { from_env: ADMIN_ADDRESS }",
    ),
    ("server", "admin: { secretKeyRef: { name: s } }", "admin: { from_env: SERVER_ADMIN }"),
    ("server", "admin: { env: ADMIN }", "admin: { from_env: ADMIN }"),
    ("server", "admin: { from_file: /x, default: 127.0.0.1:1 }", "admin: { from_file: /x }"),
    // paths and lists
    ("observe", "mount: \"//\"", "mount: /-"),
    ("observe", "mount: ops", "mount: /ops"),
    ("observe", "mount: /ops/", "mount: /ops"),
    ("observe", "expose: health", "expose: [health]"),
    ("observe", "expose: health, ready", "expose: [health, ready]"),
    ("observe", "expose: health,info,prometheus", "expose: [health, metrics]"),
    ("observe", "expose: [[health]]", "expose: [health]"),
    ("observe", "expose: '*'", "expose: [health, ready, started, metrics]"),
    ("observe", "expose: none", "expose: []"),
    ("log", "access: { skip: health }", "access: { skip: [/health] }"),
    ("log", "access: { skip: [http://x/a] }", "access: { skip: [/a] }"),
    ("log", "access: { skip: [/static/*] }", "access: { skip: [/static/] }"),
];

#[test]
fn what_is_meant_is_proposed() {
    let mut wrong = Vec::new();
    for (section, line, right) in MEANT {
        match mended(section, line) {
            Ok((after, help)) if after == *right && (!help.contains("such as") || line.contains("//")) => {}
            other => wrong.push(format!("{line}: {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_cannot_be_guessed_is_an_example_and_says_so() {
    let mut wrong = Vec::new();
    for (section, line) in [
        ("server", "listen: example.com:8080"),
        ("server", "listen: 'unix:'"),
        ("server", "listen: none of them"),
        ("server", "listen: 127.0.0.1:99999"),
        ("server", "listen: null"),
        ("server", "admin: admin.local:80"),
        ("server", "request_timeout: -5s"),
        ("server", "request_timeout: soon"),
        ("server", "request_timeout: 5 fortnights"),
        ("server", "body_limit: -1"),
        ("log", "buffer: -1"),
        ("log", "buffer: 1.5"),
        ("log", "buffer: many"),
        ("log", "level: 3"),
        ("log", "level: [1, 2]"),
        ("log", "level: chatty"),
        ("log", "format: xml"),
        ("observe", "debug: maybe"),
        ("observe", "debug: 2"),
        ("observe", "expose: [everything]"),
    ] {
        match mended(section, line) {
            Ok((_, help)) if help.contains("such as") => {}
            other => wrong.push(format!("{line}: {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_help_says_what_else_it_could_be() {
    let help = |section, line| mended(section, line).unwrap().1;
    assert_eq!(
        help("server", "listen: 8080"),
        "write `listen: 127.0.0.1:8080`, or `0.0.0.0:8080` to let other machines in"
    );
    assert_eq!(
        help("server", "listen: off"),
        "write a value, such as `listen: 127.0.0.1:8080`, or `none` for a process without routes"
    );
    assert_eq!(help("observe", "expose: [[health]]"), "write `health`");
    assert_eq!(help("log", "access: { skip: [health] }"), "write `/health`");
    assert_eq!(help("log", "level: info,a=warn"), "write `level: info` and `targets: { a: warn }`");
}

#[test]
fn a_name_of_a_service_that_is_none() {
    for (name, label, better) in [
        ("\"${SERVICE:orders}\"", "a service's name takes no reference", None),
        ("@app", "", Some("service: app")),
        ("{{ .Values.name }}", "templates are not filled in", None),
    ] {
        let text = format!("runa: 1\nservice: {name}\nstages: {{ dev: [log] }}\n");
        let found = check(&text).unwrap_err();
        assert_eq!(found.len(), 1, "{name}");
        assert_eq!(found[0].primary.text, label);
        let after = found[0].help.as_ref().map(|help| apply(&text, &help.edit));
        if let Some(better) = better {
            assert!(after.is_some_and(|after| after.contains(better) && check(&after).is_ok()), "{name}");
        }
    }
}
