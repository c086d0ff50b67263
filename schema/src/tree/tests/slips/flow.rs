//! Brackets, braces, commas and placeholders.

use super::slip;

#[test]
fn a_placeholder_inside_braces() {
    slip(
        "redis: { url: ${REDIS_URL}, retry: ${RETRY:-5s} }\n",
        r"
`${REDIS_URL}` cannot stand inside brackets or braces [R0101]
 --> ops.yaml:1:15
  |
1 | redis: { url: ${REDIS_URL}, retry: ${RETRY:-5s} }
  |               ^^^^^^^^^^^^ its brace is taken for one of the mapping's
  |
  = note: a value from the environment is a reference, not a text with holes
  = help: write `{ from_env: REDIS_URL }`
",
        Some("redis: { url: { from_env: REDIS_URL }, retry: { from_env: RETRY, default: 5s } }\n"),
    );
}

#[test]
fn a_placeholder_among_other_text() {
    slip(
        "redis: { url: redis://${HOST}:6379 }\n",
        r"
`${HOST}` cannot stand inside brackets or braces [R0101]
 --> ops.yaml:1:23
  |
1 | redis: { url: redis://${HOST}:6379 }
  |                       ^^^^^^^ its brace is taken for one of the mapping's
  |
  = note: a value from the environment is a reference, not a text with holes
",
        None,
    );
}

#[test]
fn no_space_inside_braces() {
    slip(
        "log: { format:json, level: info }\n",
        r"
a space is missing behind the colon of `format` [R0101]
 --> ops.yaml:1:8
  |
1 | log: { format:json, level: info }
  |        ^^^^^^^^^^^ one key, not a key and its value
  |
  = help: write `format: json`
",
        Some("log: { format: json, level: info }\n"),
    );
}

#[test]
fn a_brace_that_is_never_closed() {
    slip(
        "server: { listen: none\nstages:\n  dev: [log]\n",
        r"
`{` is never closed [R0101]
 --> ops.yaml:1:9
  |
1 | server: { listen: none
  |         ^ opened here
  |
  = help: close it: `{ listen: none }`
",
        Some("server: { listen: none }\nstages:\n  dev: [log]\n"),
    );
}

#[test]
fn a_brace_over_several_lines() {
    slip(
        "server: {\n  listen: none,\n  admin: none\nstages:\n  dev: [log]\n",
        r"
`{` is never closed [R0101]
 --> ops.yaml:1:9
  |
1 | server: {
  |         ^ opened here
  |
  = help: close it: `admin: none}`
",
        Some("server: {\n  listen: none,\n  admin: none}\nstages:\n  dev: [log]\n"),
    );
}

#[test]
fn a_bracket_that_is_never_closed() {
    slip(
        "stages:\n  dev: [log, observe\n",
        r"
`[` is never closed [R0101]
 --> ops.yaml:2:8
  |
2 |   dev: [log, observe
  |        ^ opened here
  |
  = help: close it: `[log, observe]`
",
        Some("stages:\n  dev: [log, observe]\n"),
    );
}

#[test]
fn a_bracket_closed_by_a_brace() {
    slip(
        "log: { targets: [ a, b }\n",
        r"
`[` is closed by `}` [R0101]
 --> ops.yaml:1:24
  |
1 | log: { targets: [ a, b }
  |                 -      ^ expected `]`
  |                 |
  |                 opened here
  |
  = help: close it: `[ a, b ]`
",
        Some("log: { targets: [ a, b ] }\n"),
    );
}

#[test]
fn a_brace_too_many() {
    slip(
        "log: { file: { path: /x } } }\n",
        r"
`}` closes nothing [R0101]
 --> ops.yaml:1:29
  |
1 | log: { file: { path: /x } } }
  |                             ^ nothing is open here
  |
  = help: leave it out
",
        Some("log: { file: { path: /x } }\n"),
    );
}

#[test]
fn a_missing_comma() {
    slip(
        "log: { format: json level: info }\n",
        r"
a comma is missing in front of `level` [R0101]
 --> ops.yaml:1:21
  |
1 | log: { format: json level: info }
  |      - opened here  ^^^^^ no comma in front
  |
  = help: write `json, level`
",
        Some("log: { format: json, level: info }\n"),
    );
}

#[test]
fn a_missing_comma_between_lines() {
    slip(
        "log: {\n  format: json\n  level: info,\n}\n",
        r"
a comma is missing in front of `level` [R0101]
 --> ops.yaml:3:3
  |
1 | log: {
  |      - opened here
2 |   format: json
3 |   level: info,
  |   ^^^^^ no comma in front
  |
  = help: write `json, level`
",
        Some("log: {\n  format: json,\n  level: info,\n}\n"),
    );
}

#[test]
fn a_comma_too_many() {
    slip(
        "dev: [log,, observe]\n",
        r"
nothing stands in front of this comma [R0101]
 --> ops.yaml:1:11
  |
1 | dev: [log,, observe]
  |           ^ one comma too many
  |
  = help: leave it out
",
        Some("dev: [log, observe]\n"),
    );
}
