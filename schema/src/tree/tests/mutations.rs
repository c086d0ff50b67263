//! Whatever the text, reading and rendering it ends, without a panic, and every place lies in the text.

use crate::Span;
use crate::diagnostic::{Diagnostic, Lines, apply, render};
use crate::tree::{Kind, Node, parse};

const SAMPLES: [&str; 3] = [
    "\u{feff}# Überblick\r\nruna: 1\r\nservice: \"bestell-dienst\" # ö\r\nstages:\r\n  dev:\r\n    - log: { format: pretty, level: 'debug' }\r\n    - observe\r\n",
    "runa: 1\nservice: orders\ndefaults: &all\n  observe: &o { mount: /-, timeout: 2s }\nstages:\n  dev:\n    - log: { format: pretty, level: debug }\n    - observe: { <<: *o, debug: true }\n  prod:\n    server: { listen: 0.0.0.0:8080, admin: 0.0.0.0:9090 }\n    providers:\n      - log: { file: { path: /var/log/o.log, keep: { bytes: 2GiB } } }\n      - queue: { redis: { url: { from_env: REDIS_URL } }, queues: { emails: {} } }\n",
    "a: |\n  text\n   more\n\nb: >-\n  folded\n? c\n: - 1\n  - [x, {y: z}, \"q\\n\\u00e9\"]\n  - !!str 3\n<<: [{m: 1}, {n: ~}]\nü: 'it''s' # 日本\n",
];

const NASTY: [&str; 30] = [
    "",
    "\u{feff}",
    "\u{feff}\u{feff}",
    "\0",
    "\t",
    "\r",
    "\n\n",
    "- ",
    "? ",
    ": ",
    "---",
    "...",
    "---\n---\n",
    "%YAML 1.2\n",
    "%",
    "{",
    "[",
    "}",
    "\"",
    "'",
    "&",
    "*",
    "!",
    "|",
    "a: &x *x",
    "&a [*a]",
    "<<: 1",
    "{${",
    "{a: ${é}",
    "- - - - -\n -",
];

const PIECES: [&str; 24] = [
    "{", "}", "[", "]", ":", ": ", "- ", ",", "#", " #", "&x ", "*x", "!t ", "'", "\"", "\t", "\n", "\r\n", "\u{feff}",
    "é", "😀", "${X}", "<<: ", "  ",
];

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}

#[test]
fn no_text_panics_and_every_place_lies_inside() {
    for text in NASTY {
        examine(text);
    }
    for sample in SAMPLES {
        for (end, _) in sample.char_indices() {
            examine(&sample[..end]);
        }
    }
    let mut random = Random(1);
    for round in 0..3_000 {
        let mut text = SAMPLES[round % SAMPLES.len()].to_owned();
        for _ in 0..=random.below(4) {
            let at = text.floor_char_boundary(random.below(text.len() + 1));
            let end = text.floor_char_boundary((at + random.below(6)).min(text.len())).max(at);
            let piece = PIECES[random.below(PIECES.len())];
            text.replace_range(at..end, if random.below(3) == 0 { "" } else { piece });
        }
        examine(&text);
    }
}

fn examine(text: &str) {
    let inside = |span: Span| {
        assert!(span.start <= span.end, "{span:?} in {text:?}");
        assert!(text.get(span.start..span.end).is_some(), "{span:?} in {text:?}");
    };
    match parse(text) {
        Ok(node) => visit(&node, &inside),
        Err(problems) => {
            assert!(!problems.is_empty(), "{text:?}");
            for problem in &problems {
                look_at(text, problem, &inside);
            }
        }
    }
}

fn visit(node: &Node, inside: &dyn Fn(Span)) {
    inside(node.span);
    match &node.kind {
        Kind::List { items, .. } => items.iter().for_each(|item| visit(item, inside)),
        Kind::Map { entries, .. } => {
            for entry in entries.iter() {
                inside(entry.key_span);
                visit(&entry.value, inside);
            }
        }
        Kind::Null | Kind::Scalar { .. } => {}
    }
}

fn look_at(text: &str, problem: &Diagnostic, inside: &dyn Fn(Span)) {
    inside(problem.primary.span);
    problem.others.iter().for_each(|other| inside(other.span));
    let shown = render("ops.yaml", text, problem);
    let (line, column) = Lines::new(text).position(problem.primary.span.start);
    let arrow = format!("--> ops.yaml:{line}:{column}");
    assert!(shown.contains(&arrow), "{arrow} in {text:?}\n{shown}");
    if let Some(help) = &problem.help {
        help.edit.iter().for_each(|replacement| inside(replacement.span));
        assert_ne!(apply(text, &help.edit), text, "{problem:?}");
        assert!(!help.edit.windows(2).any(|two| two[0].span.end > two[1].span.start), "{problem:?}");
    }
}
