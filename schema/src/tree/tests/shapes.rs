//! Well-formed texts: what they become, and where it stands.

use super::tree;
use crate::tree::{Kind, Node, parse};

#[test]
fn reads_what_yaml_says() {
    let cases = [
        ("", "null"),
        ("# only a comment\n", "null"),
        ("--- # one\na: 1\n...\n", "{a: 1}"),
        (
            "a:\nb: ~\nc: null\nd: 'null'\ne: \"\"\nf: Null\n",
            "{a: null, b: null, c: null, d: \"null\", e: \"\", f: null}",
        ),
        ("a: yes\nb: 0x1F\nc: 1_000\nd: -.inf\n", "{a: yes, b: 0x1F, c: 1_000, d: -.inf}"),
        ("- a\n- - b\n  - c\n-\n- d: 1\n", "[a, [b, c], null, {d: 1}]"),
        ("a:\n- b\n- c\nd: [e, {f: g}, h: i, ]\n", "{a: [b, c], d: [e, {f: g}, {h: i}]}"),
        ("{a, b: , 'c': d}", "{a: null, b: null, c: d}"),
        ("a: |\n  one\n  two\nb: >-\n  one\n  two\n", "{a: \"one\\ntwo\\n\", b: \"one two\"}"),
        ("a: one\n  two\n", "{a: one two}"),
        ("a: !!str 3\n", "{a: \"3\"}"),
        ("? a\n: b\n", "{a: b}"),
        ("null: 1\n3: 2\n", "{null: 1, 3: 2}"),
        ("a: &x {b: 1}\nc: *x\nd: [*x, *x]\n", "{a: {b: 1}, c: {b: 1}, d: [{b: 1}, {b: 1}]}"),
        ("a: &x name\n*x : 1\n", "{a: name, name: 1}"),
        ("a: &x 1\nb: &x 2\nc: *x\n", "{a: 1, b: 2, c: 2}"),
        ("a: &x {k: 1, l: 2}\nb: {<<: *x, k: 3}\n", "{a: {k: 1, l: 2}, b: {k: 3, l: 2}}"),
        (
            "a: &x {k: 1}\nb: &y {k: 2, l: 2}\nc: {<<: [*x, *y], m: 3}\n",
            "{a: {k: 1}, b: {k: 2, l: 2}, c: {m: 3, k: 1, l: 2}}",
        ),
        ("a: {'<<': 1}\n", "{a: {<<: 1}}"),
        ("\u{feff}a: é\r\nb:\r\n  - ü\r\n", "{a: é, b: [ü]}"),
    ];
    for (text, expected) in cases {
        assert_eq!(tree(text), expected, "{text:?}");
    }
}

/// Every node with its own text, in order.
fn places(text: &str) -> Vec<String> {
    fn visit(text: &str, node: &Node, seen: &mut Vec<String>) {
        seen.push(text[node.span.start..node.span.end].into());
        match &node.kind {
            Kind::List { items, .. } => items.iter().for_each(|item| visit(text, item, seen)),
            Kind::Map { entries, .. } => {
                for entry in entries.iter() {
                    seen.push(format!("{}:", &text[entry.key_span.start..entry.key_span.end]));
                    visit(text, &entry.value, seen);
                }
            }
            _ => {}
        }
    }
    let mut seen = Vec::new();
    visit(text, &parse(text).unwrap(), &mut seen);
    seen
}

#[test]
fn every_node_knows_its_own_text() {
    let cases: [(&str, &[&str]); 9] = [
        ("\u{feff}# é\r\né: ü # ö\r\n\r\n", &["é: ü", "é:", "ü"]),
        (
            "a:\n  - x: 1\n    y:\n  -   # c\n  - 'z' # d\n\n# e\n",
            &[
                "a:\n  - x: 1\n    y:\n  -   # c\n  - 'z'",
                "a:",
                "- x: 1\n    y:\n  -   # c\n  - 'z'",
                "x: 1\n    y:",
                "x:",
                "1",
                "y:",
                "",
                "",
                "'z'",
            ],
        ),
        ("a: # c\n- -1\n- q\n\nb: 2\n", &["a: # c\n- -1\n- q\n\nb: 2", "a:", "- -1\n- q", "-1", "q", "b:", "2"]),
        ("{ a: [x, ], b: { } }", &["{ a: [x, ], b: { } }", "a:", "[x, ]", "x", "b:", "{ }"]),
        ("a: &x\n  b: 1\nc: *x\n", &["a: &x\n  b: 1\nc: *x", "a:", "b: 1", "b:", "1", "c:", "b: 1", "b:", "1"]),
        ("a: |\n  é\n\n  f\n\nb: 1\n", &["a: |\n  é\n\n  f\n\nb: 1", "a:", "|\n  é\n\n  f", "b:", "1"]),
        ("- |\n  e\n- >\n  f\n", &["- |\n  e\n- >\n  f", "|\n  e", ">\n  f"]),
        ("a: \"b\n  c\"\n", &["a: \"b\n  c\"", "a:", "\"b\n  c\""]),
        ("a:\n", &["a:", "a:", ""]),
    ];
    for (text, expected) in cases {
        assert_eq!(places(text), expected, "{text:?}");
    }
}

#[test]
fn an_empty_value_stands_behind_its_colon_or_dash() {
    let node = parse("a:\nb:\n  -   # c\n  - d\n").unwrap();
    assert_eq!(node.entry("a").unwrap().value.span.start, 2);
    assert_eq!(node.entry("b").unwrap().value.items().unwrap()[0].span.start, 9);
}

#[test]
fn aliases_share_what_they_stand_for() {
    let node = parse("a: &x {b: [1, 2]}\nc: *x\n").unwrap();
    let (first, second) = (node.entry("a").unwrap(), node.entry("c").unwrap());
    assert_eq!(first.value.span, second.value.span);
    assert_eq!((second.key_span.start, second.key_span.end), (18, 19));
    let (Kind::Map { entries: a, .. }, Kind::Map { entries: b, .. }) = (&first.value.kind, &second.value.kind) else {
        panic!("two mappings")
    };
    assert!(std::rc::Rc::ptr_eq(a, b));
}
