//! YAML that can be read and still means nothing here.

use super::slip;

#[test]
fn a_second_document() {
    slip(
        "runa: 1\n---\nservice: x\n",
        r"
a manifest is one document, and a second begins here [R0101]
 --> ops.yaml:2:1
  |
2 | ---
  | ^^^ a second document
  |
  = note: stages stand side by side under `stages`
  = help: take `---` out
",
        Some("runa: 1\nservice: x\n"),
    );
}

#[test]
fn a_document_for_each_stage() {
    slip(
        "stages:\n  dev: [log]\n---\nstages:\n  prod: [log]\n",
        r"
a manifest is one document, and a second begins here [R0101]
 --> ops.yaml:3:1
  |
3 | ---
  | ^^^ a second document
  |
  = note: stages stand side by side under `stages`
  = help: take `---` and the second `stages:` out
",
        Some("stages:\n  dev: [log]\n  prod: [log]\n"),
    );
}

#[test]
fn a_merge_of_a_list() {
    slip(
        "stages:\n  dev: &base [log, observe]\n  prod:\n    <<: *base\n",
        r"
merge key `<<` takes a mapping, and `*base` is a list [R0101]
 --> ops.yaml:4:9
  |
4 |     <<: *base
  |         ^^^^^ no mapping
  |
  = help: write `*base` alone; a list is taken over as it is, or written anew
",
        Some("stages:\n  dev: &base [log, observe]\n  prod:\n    *base\n"),
    );
}

#[test]
fn an_unknown_alias() {
    slip(
        "a: &base {}\nb: *bsae\n",
        r"
alias `*bsae` has no anchor above it [R0101]
 --> ops.yaml:2:4
  |
2 | b: *bsae
  |    ^^^^^ no such anchor
  |
  = help: did you mean `*base`?
",
        Some("a: &base {}\nb: *base\n"),
    );
}

#[test]
fn an_alias_of_itself() {
    slip(
        "a: &a [*a]\n",
        r"
alias `*a` stands inside its own anchor [R0101]
 --> ops.yaml:1:8
  |
1 | a: &a [*a]
  |    --  ^^ stands for itself
  |    |
  |    the anchor
",
        None,
    );
}

#[test]
fn a_tag_for_the_environment() {
    slip(
        "url: !env REDIS_URL\n",
        r"
tag `!env` means nothing in a manifest [R0101]
 --> ops.yaml:1:6
  |
1 | url: !env REDIS_URL
  |      ^^^^ a tag
  |
  = help: write `{ from_env: REDIS_URL }`
",
        Some("url: { from_env: REDIS_URL }\n"),
    );
}

#[test]
fn a_tag() {
    slip(
        "log: !config\n  level: info\n",
        r"
tag `!config` means nothing in a manifest [R0101]
 --> ops.yaml:1:6
  |
1 | log: !config
  |      ^^^^^^^ a tag
  |
  = help: leave the tag out
",
        Some("log:\n  level: info\n"),
    );
}

#[test]
fn a_key_that_is_a_mapping() {
    slip(
        "name: {{ NAME }}\n",
        r"
`{{` begins a mapping whose key is a mapping, not a template [R0101]
 --> ops.yaml:1:8
  |
1 | name: {{ NAME }}
  |        ^^^^^^^^ templates are not filled in
  |
  = help: write the value itself, or take it from a variable: `{ from_env: NAME }`
",
        Some("name: { from_env: NAME }\n"),
    );
}

#[test]
fn a_merge_of_no_mapping() {
    slip(
        "<<: [{}, 3]\n",
        r"
merge key `<<` takes a mapping or a list of mappings, found the number `3` [R0101]
 --> ops.yaml:1:5
  |
1 | <<: [{}, 3]
  |     ^^^^^^^ no mapping
",
        None,
    );
}

#[test]
fn a_duplicate_in_block_style() {
    slip(
        "log:\n  level: info\n  format: json\n  level: # louder\n    http: debug\n",
        r"
key `level` stands twice in one mapping [R0102]
 --> ops.yaml:4:3
  |
2 |   level: info
  |   ----- first here
3 |   format: json
4 |   level: # louder
  |   ^^^^^ second here
  |
  = help: keep one `level`, for example the first
",
        Some("log:\n  level: info\n  format: json\n"),
    );
}

#[test]
fn duplicates_in_flow_style() {
    slip(
        "log: { level: info, level: debug, format: json, format: pretty }\n",
        r"
key `level` stands twice in one mapping [R0102]
 --> ops.yaml:1:21
  |
1 | log: { level: info, level: debug, format: json, format: pretty }
  |        -----        ^^^^^ second here
  |        |
  |        first here
  |
  = help: keep one `level`, for example the first

key `format` stands twice in one mapping [R0102]
 --> ops.yaml:1:49
  |
1 | log: { level: info, level: debug, format: json, format: pretty }
  |                                   ------        ^^^^^^ second here
  |                                   |
  |                                   first here
  |
  = help: keep one `format`, for example the first
",
        Some("log: { level: info, format: json, format: pretty }\n"),
    );
}

#[test]
fn a_directive() {
    slip(
        "%YAML 1.2\n",
        r"
a line that begins with `%` is a directive, and means nothing in a manifest [R0101]
 --> ops.yaml:1:1
  |
1 | %YAML 1.2
  | ^^^^^^^^^ a directive
",
        None,
    );
}

#[test]
fn a_merge_key_without_its_anchor_is_one_problem() {
    for (text, mended) in [
        ("base: &base { a: 1 }\nserver: { <<: *bas }\n", "base: &base { a: 1 }\nserver: { <<: *base }\n"),
        ("server: { <<: *bas }\n", "server: {  }\n"),
        ("server: { <<: *bas, a: 1 }\n", "server: { a: 1 }\n"),
        ("server: { a: 1, <<: *bas }\n", "server: { a: 1 }\n"),
        ("server:\n  <<: *bas\n  a: 1\n", "server:\n  a: 1\n"),
        ("server:\n  - <<: *bas\n    a: 1\n", "server:\n  - <<: {}\n    a: 1\n"),
        ("server: { <<: [{ a: 1 }, *bas] }\n", "server: { <<: [{ a: 1 }, \"*bas\"] }\n"),
        ("listen: *:8080\n", "listen: 0.0.0.0:8080\n"),
    ] {
        let problems = crate::tree::parse(text).unwrap_err();
        assert_eq!(problems.len(), 1, "{text}{problems:#?}");
        assert_eq!(crate::diagnostic::apply(text, &problems[0].help.as_ref().unwrap().edit), mended);
    }
}

#[test]
fn a_carriage_return_alone_ends_no_line() {
    let text = "a: 1\r\nb: 2\rc: 3\r";
    let problems = crate::tree::parse(text).unwrap_err();
    assert_eq!(problems[0].title, "a line ends with a carriage return alone");
    assert_eq!(crate::diagnostic::position(text, problems[0].primary.span), (2, 5));
    assert_eq!(crate::diagnostic::apply(text, &problems[0].help.as_ref().unwrap().edit), "a: 1\r\nb: 2\nc: 3\n");
}

#[test]
fn slips_that_are_mended_in_one_place() {
    for (text, title, mended) in [
        (
            "stages:\n  dev\n    - log\n    - observe\n",
            "a colon is missing behind `dev`",
            "stages:\n  dev:\n    - log\n    - observe\n",
        ),
        ("stages:\n  dev\n  - log\n", "a colon is missing behind `dev`", "stages:\n  dev:\n  - log\n"),
        ("dev: [log, observe}\na: 1\n", "`[` is closed by `}`", "dev: [log, observe]\na: 1\n"),
        ("dev: { a: 1]\n", "`{` is closed by `]`", "dev: { a: 1}\n"),
        ("a: 1\n// why\nb: 2\n", "a comment begins with `#`", "a: 1\n# why\nb: 2\n"),
        (
            "a:\n  <<: 3\n  b: 2\n",
            "merge key `<<` takes a mapping or a list of mappings, found the number `3`",
            "a:\n  b: 2\n",
        ),
        (
            "a: { <<: 3, b: 2 }\n",
            "merge key `<<` takes a mapping or a list of mappings, found the number `3`",
            "a: { b: 2 }\n",
        ),
    ] {
        let problems = crate::tree::parse(text).unwrap_err();
        assert_eq!(problems.len(), 1, "{text}{problems:#?}");
        assert_eq!(problems[0].title, title);
        let after = problems[0].help.as_ref().map(|help| crate::diagnostic::apply(text, &help.edit));
        assert_eq!(after.as_deref(), Some(mended));
    }
}

#[test]
fn nothing_is_included() {
    slip(
        "stages: !include stages.yaml\n",
        r"
tag `!include` means nothing in a manifest [R0101]
 --> ops.yaml:1:9
  |
1 | stages: !include stages.yaml
  |         ^^^^^^^^ a tag
  |
  = note: a manifest is one file; `defaults`, anchors and merge keys hold what its parts share
",
        None,
    );
}
