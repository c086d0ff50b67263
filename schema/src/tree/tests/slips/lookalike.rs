//! Letters that look like blanks, quotes and comments.

use super::slip;

#[test]
fn a_space_that_does_not_break() {
    slip(
        "stages:\n\u{a0}\u{a0}dev:\n\u{a0} \u{3000}- log\n",
        "
a space of another kind (U+00A0) indents this line, and YAML takes only plain ones [R0101]
 --> ops.yaml:2:1
  |
2 | \u{a0}\u{a0}dev:
  | ^ no plain space
  |
  = note: it comes with text from a web page or a document
  = help: indent with spaces, here and below: `dev:`
",
        Some("stages:\n  dev:\n    - log\n"),
    );
}

#[test]
fn quotes_of_a_word_processor() {
    slip(
        "service: “orders”\nmount: ‘/ops’\n",
        "
`“` is a typographic quote, which YAML takes for a letter [R0101]
 --> ops.yaml:1:10
  |
1 | service: “orders”
  |          ^^^^^^^^ no quotes to YAML
  |
  = help: write `\"orders\"`

`‘` is a typographic quote, which YAML takes for a letter [R0101]
 --> ops.yaml:2:8
  |
2 | mount: ‘/ops’
  |        ^^^^^^ no quotes to YAML
  |
  = help: write `\"/ops\"`
",
        Some("service: \"orders\"\nmount: ‘/ops’\n"),
    );
}

#[test]
fn inside_a_text_they_are_letters() {
    assert!(crate::tree::parse("a: it’s “so” – or so\nb: '“x”'\nc: \"\u{a0}\"\n").is_ok());
}

#[test]
fn a_comment_with_slashes_inside_braces() {
    slip(
        "{\n  // where it runs\n  \"a\": 1,\n}\n",
        r"
a comment begins with `#` [R0101]
 --> ops.yaml:2:3
  |
2 |   // where it runs
  |   ^^ no comment
  |
  = help: write `#`
",
        Some("{\n  # where it runs\n  \"a\": 1,\n}\n"),
    );
}

#[test]
fn a_hash_that_hides_a_brace() {
    slip(
        "- log: { format: #json }\n- observe\n",
        r##"
`#` begins a comment, and so `{` is never closed [R0101]
 --> ops.yaml:1:18
  |
1 | - log: { format: #json }
  |        -         ^^^^^^^ not read
  |        |
  |        opened here
  |
  = help: if it belongs to the text, put that in quotes: `"#json"`
"##,
        Some("- log: { format: \"#json\" }\n- observe\n"),
    );
}

#[test]
fn lines_of_a_template() {
    slip(
        "dev:\n  - log\n  {{- if .Values.on }}\n  - observe\n  {{- end }}\n",
        r"
a manifest is no template, and this line is one of a template [R0101]
 --> ops.yaml:3:3
  |
3 |   {{- if .Values.on }}
  |   ^^^^^^^^^^^^^^^^^^^^ not filled in
  |
  = help: take the lines of the template out
",
        Some("dev:\n  - log\n  - observe\n"),
    );
}
