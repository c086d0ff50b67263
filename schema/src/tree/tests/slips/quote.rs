//! Quotes, escapes, and texts that need quotes.

use super::slip;

#[test]
fn a_second_colon() {
    slip(
        "service: orders: eu\n",
        r#"
a second colon stands in this line [R0101]
 --> ops.yaml:1:16
  |
1 | service: orders: eu
  |                ^ a second colon
  |
  = help: if it belongs to the text, put that in quotes: `"orders: eu"`
"#,
        Some("service: \"orders: eu\"\n"),
    );
}

#[test]
fn a_quote_that_is_never_closed() {
    slip(
        "service: \"orders\nruna: 1\n",
        r#"
quote `"` is never closed [R0101]
 --> ops.yaml:1:10
  |
1 | service: "orders
  |          ^ opened here
  |
  = help: close it: `"orders"`
"#,
        Some("service: \"orders\"\nruna: 1\n"),
    );
}

#[test]
fn a_quote_inside_braces() {
    slip(
        "log: { path: \"/var/log, keep: 3 }\n",
        r#"
quote `"` is never closed [R0101]
 --> ops.yaml:1:14
  |
1 | log: { path: "/var/log, keep: 3 }
  |              ^ opened here
  |
  = help: close it: `"/var/log"`
"#,
        Some("log: { path: \"/var/log\", keep: 3 }\n"),
    );
}

#[test]
fn a_quote_closed_by_the_next_one() {
    slip(
        "a: 'x\nb: 'y'\n",
        r"
quote `'` is never closed [R0101]
 --> ops.yaml:1:4
  |
1 | a: 'x
  |    ^ opened here
2 | b: 'y'
  |    - closed only here
  |
  = help: close it: `'x'`
",
        Some("a: 'x'\nb: 'y'\n"),
    );
}

#[test]
fn a_quote_inside_quotes() {
    slip(
        "name: 'it's here'\n",
        r"
text stands behind the closing quote [R0101]
 --> ops.yaml:1:11
  |
1 | name: 'it's here'
  |       -   ^^^^^^^ behind the quote
  |       |
  |       opened here
  |
  = help: write `'it''s here'`
",
        Some("name: 'it''s here'\n"),
    );
}

#[test]
fn an_unknown_escape() {
    slip(
        "path: \"C:\\orders\"\n",
        r#"
`\o` is no escape [R0101]
 --> ops.yaml:1:10
  |
1 | path: "C:\orders"
  |          ^^ no escape
  |
  = help: for a backslash, write `\\o`
"#,
        Some("path: \"C:\\\\orders\"\n"),
    );
}

#[test]
fn a_text_that_needs_quotes() {
    slip(
        "user: @orders\n",
        r#"
a text without quotes cannot begin with `@` [R0101]
 --> ops.yaml:1:7
  |
1 | user: @orders
  |       ^
  |
  = help: put it in quotes: `"@orders"`
"#,
        Some("user: \"@orders\"\n"),
    );
}

#[test]
fn a_control_character() {
    slip(
        "a: \u{7}b\n",
        r"
character U+0007 cannot stand in a manifest [R0101]
 --> ops.yaml:1:4
  |
1 | a: ␇b
  |    ^ character U+0007
  |
  = help: leave it out
",
        Some("a: b\n"),
    );
}
