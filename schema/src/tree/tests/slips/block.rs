//! Keys, dashes and indentation.

use super::slip;

#[test]
fn a_tab_that_indents() {
    slip(
        "stages:\n  dev:\n\t- log\n\t- observe\n",
        r"
a tab indents this line, and YAML takes only spaces for that [R0101]
 --> ops.yaml:3:1
  |
3 |     - log
  | ^^^^ a tab
  |
  = help: indent with spaces: `  - log`
",
        Some("stages:\n  dev:\n  - log\n  - observe\n"),
    );
}

#[test]
fn no_space_behind_a_colon() {
    slip(
        "runa: 1\nservice:orders\nstages: {}\n",
        r"
a space is missing behind the colon of `service` [R0101]
 --> ops.yaml:2:1
  |
2 | service:orders
  | ^^^^^^^^^^^^^^ one text, not a key and its value
  |
  = help: write `service: orders`
",
        Some("runa: 1\nservice: orders\nstages: {}\n"),
    );
}

#[test]
fn no_space_in_the_first_line() {
    slip(
        "service:orders\nstages: {}\n",
        r"
a space is missing behind the colon of `service` [R0101]
 --> ops.yaml:1:1
  |
1 | service:orders
  | ^^^^^^^^^^^^^^ one text, not a key and its value
  |
  = help: write `service: orders`
",
        Some("service: orders\nstages: {}\n"),
    );
}

#[test]
fn no_space_in_front_of_a_brace() {
    slip(
        "- log:{ format: json }\n",
        r"
a space is missing behind the colon of `log` [R0101]
 --> ops.yaml:1:3
  |
1 | - log:{ format: json }
  |   ^^^^^^^^^^^^ one key, not a key and its value
  |
  = help: write `log: { format: json }`
",
        Some("- log: { format: json }\n"),
    );
}

#[test]
fn a_key_indented_less_than_its_neighbours() {
    slip(
        "log:\n    format: json\n  level:\n    http: info\nstages: {}\n",
        r"
`level` is indented less deep than the lines it stands among [R0101]
 --> ops.yaml:3:3
  |
2 |     format: json
  |     ------ column 5
3 |   level:
  |   ^^^^^ column 3
  |
  = help: indent it with 4 spaces
",
        Some("log:\n    format: json\n    level:\n      http: info\nstages: {}\n"),
    );
}

#[test]
fn a_key_indented_deeper_than_its_neighbours() {
    slip(
        "log:\n  format: json\n    level: info\n    target: x\n",
        r"
`level` is indented deeper than the lines it stands among [R0101]
 --> ops.yaml:3:5
  |
2 |   format: json
  |   ------ column 3
3 |     level: info
  |     ^^^^^ column 5
  |
  = help: indent it with 2 spaces
",
        Some("log:\n  format: json\n  level: info\n  target: x\n"),
    );
}

#[test]
fn an_item_indented_less_than_its_neighbours() {
    slip(
        "dev:\n  - log\n - observe\n",
        r"
this item is indented less deep than the lines it stands among [R0101]
 --> ops.yaml:3:2
  |
2 |   - log
  |   ----- column 3
3 |  - observe
  |  ^ column 2
  |
  = help: indent it with 2 spaces
",
        Some("dev:\n  - log\n  - observe\n"),
    );
}

#[test]
fn an_item_indented_deeper_than_its_neighbours() {
    slip(
        "dev:\n  - log\n    - observe\n",
        r"
this line is indented so deep that it belongs to the text `log` [R0101]
 --> ops.yaml:3:5
  |
2 |   - log
  |     --- more of this
3 |     - observe
  |     ^^^^^^^^^ no item of its own
  |
  = help: indent it like the item above: `  - observe`
",
        Some("dev:\n  - log\n  - observe\n"),
    );
}

#[test]
fn settings_below_an_entry_without_colon() {
    slip(
        "dev:\n  - log\n    format: json\n    level: info\n  - observe\n",
        r"
`format` stands under `log`, which has no colon [R0101]
 --> ops.yaml:3:5
  |
2 |   - log
  |     --- no colon behind it
3 |     format: json
  |     ^^^^^^ no key of this entry
  |
  = help: write `- log:`, and indent its settings by 4 spaces more than the dash
",
        Some("dev:\n  - log:\n      format: json\n      level: info\n  - observe\n"),
    );
}

#[test]
fn a_key_among_items() {
    slip(
        "dev:\n  - log\n  observe: {}\n",
        r"
`observe` stands in a list and has no dash [R0101]
 --> ops.yaml:3:3
  |
2 |   - log
  |   - the list begins here
3 |   observe: {}
  |   ^^^^^^^ no dash in front
  |
  = help: write `- observe`
",
        Some("dev:\n  - log\n  - observe: {}\n"),
    );
}

#[test]
fn a_list_behind_its_key() {
    slip(
        "dev: - log\n     - observe\n",
        r"
a list with dashes begins on a line of its own [R0101]
 --> ops.yaml:1:6
  |
1 | dev: - log
  |      ^ behind a key
  |
  = help: put it on the next line
",
        Some("dev:\n     - log\n     - observe\n"),
    );
}

#[test]
fn a_word_among_keys() {
    slip(
        "runa: 1\nservice\nstages: {}\n",
        r"
`service` stands among keys and has no colon [R0101]
 --> ops.yaml:2:1
  |
2 | service
  | ^^^^^^^ no colon behind it
  |
  = help: write `service:`
",
        Some("runa: 1\nservice:\nstages: {}\n"),
    );
}
