//! No manifest is dear to read.

use std::fmt::Write;
use std::time::Duration;

use super::{refused, tree};
use crate::tree::{MAX_BYTES, MAX_DEPTH, MAX_VALUES, parse};

/// Ten aliases of ten aliases of ten aliases …
fn bomb(levels: usize) -> String {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..levels {
        let alias = format!("*a{}", level - 1);
        writeln!(text, "a{level}: &a{level} [{}]", vec![alias; 10].join(", ")).unwrap();
    }
    text
}

/// How long this thread has computed: others use the machine too, and that must not count.
fn computed() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(text.split(' ').next().unwrap().parse().unwrap())
}

#[test]
fn a_bomb_is_an_error_at_once() {
    let text = bomb(30);
    let start = computed();
    assert!(parse(&text).is_err());
    let took = computed().saturating_sub(start);
    assert!(took < Duration::from_millis(50), "{took:?}");
    assert_eq!(
        refused(&text),
        "\
the aliases of this manifest stand for more than 10000 values [R0103]
 --> ops.yaml:4:45
  |
3 | a2: &a2 [*a1, *a1, *a1, *a1, *a1, *a1, *a1, *a1, *a1, *a1]
  |     --- what it stands for
4 | a3: &a3 [*a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2]
  |                                             ^^^ the limit is passed here
  |
  = note: aliases of aliases multiply
"
    );
}

#[test]
fn many_aliases_are_an_error_at_once() {
    let mut text = String::from("runa: 1\nservice: a\nserver: &s { listen: none }\nstages:\n");
    (0..15_000).for_each(|stage| writeln!(text, "  s{stage}: {{ server: *s, providers: [log] }}").unwrap());
    let start = computed();
    let problems = crate::check::check(&text).unwrap_err();
    let took = computed().saturating_sub(start);
    assert_eq!(problems[0].title, "this manifest holds more than 1000 aliases");
    assert!(took < Duration::from_millis(50), "{took:?}");
}

#[test]
fn merge_keys_count_like_any_alias() {
    let mut text = String::from("a: &a {");
    (0..1_000).for_each(|key| write!(text, "k{key}: 1, ").unwrap());
    text.push_str("}\n");
    (0..9).for_each(|copy| writeln!(text, "b{copy}: {{ <<: *a }}").unwrap());
    assert!(refused(&text).starts_with("the aliases of this manifest stand for more than 10000 values [R0103]"));
}

#[test]
fn depth_has_a_limit_in_every_style() {
    let flow = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let block = |depth: usize| {
        let lines: Vec<_> = (0..depth).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
        lines.concat()
    };
    for nested in [flow as fn(usize) -> String, block] {
        assert!(parse(&nested(MAX_DEPTH)).is_ok());
        let shown = refused(&nested(MAX_DEPTH + 1));
        assert!(shown.starts_with("values are nested in more than 64 levels [R0103]"), "{shown}");
    }
    assert!(refused(&"- ".repeat(20_000)).contains("[R0103]"));
    assert!(refused(&"[".repeat(20_000)).contains("[R0103]"));
    assert!(refused(&"{a: ".repeat(20_000)).contains("[R0103]"));
    let through_aliases = format!("a: &a {}\nb: {}*a{}\n", flow(40), "[".repeat(30), "]".repeat(30));
    assert!(refused(&through_aliases).contains("[R0103]"));
}

#[test]
fn length_and_number_of_values_have_a_limit() {
    let comment = format!("#{}\n", "x".repeat(MAX_BYTES - 2));
    assert_eq!(tree(&comment), "null");
    assert!(
        refused(&format!("{comment}\n"))
            .starts_with("this manifest has 1048577 bytes, and 1048576 are the limit [R0103]")
    );
    let values = format!("[{}]", "1,".repeat(MAX_VALUES));
    assert!(refused(&values).starts_with("this manifest holds more than 50000 values [R0103]"));
}

#[test]
fn many_keys_are_no_burden() {
    let mut text = String::new();
    (0..5_000).for_each(|key| writeln!(text, "key{key}: 1").unwrap());
    assert!(parse(&text).is_ok());
    text.push_str("key7: 2\n<<: {}\n<<: {}\n");
    let problems = parse(&text).unwrap_err();
    assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["R0102", "R0102"]);
}
