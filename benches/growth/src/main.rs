//! How the time of the checker grows with the manifest.
//!
//! `growth` prints a line for each kind and size: its name, the size, the nanoseconds of the fastest of several turns. `growth KIND SIZE
//! TURNS` checks one text so often and prints nothing, for callgrind.

use std::fmt::Write as _;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::Duration;

use runa_schema::check::check;
use runa_schema::diagnostic::render_all;
use rustix::time::{ClockId, clock_gettime};

/// A kind of manifest: its name, whether it is right, the sizes, and the text of one of a size.
struct Kind(&'static str, bool, &'static [usize], fn(usize) -> String);

const KINDS: [Kind; 6] = [
    Kind("stages", true, &[50, 100, 200, 500, 1_000], stages),
    Kind("lines", true, &[250, 500, 1_000, 2_500, 5_000], lines),
    Kind("queues", true, &[250, 500, 1_000, 2_500, 5_000], queues),
    Kind("mistakes", false, &[50, 100, 200, 500, 1_000], mistakes),
    Kind("strays", false, &[250, 500, 1_000, 2_500, 5_000], strays),
    Kind("aliases", true, &[50, 100, 200, 500, 1_000], aliases),
];
const TURNS: usize = 15;
const HEAD: &str = "runa: 1\nservice: orders\nstages:\n";

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let one = match words.as_slice() {
        [] => None,
        [kind, size, turns] => {
            let kind = KINDS.iter().find(|known| known.0 == kind);
            let Some(one) = kind.zip(size.parse().ok()).zip(turns.parse().ok()) else { return ExitCode::from(2) };
            Some(one)
        }
        _ => return ExitCode::from(2),
    };
    if let Some(((kind, size), turns)) = one {
        let text = (kind.3)(size);
        for _ in 0..turns {
            read(kind, &text);
        }
        return ExitCode::SUCCESS;
    }
    for kind in &KINDS {
        for size in kind.2 {
            let text = (kind.3)(*size);
            let turn = |_| {
                let began = cpu_time();
                read(kind, &text);
                cpu_time().saturating_sub(began).as_nanos()
            };
            println!("{} {size} {}", kind.0, (0..TURNS).map(turn).min().unwrap_or_default());
        }
    }
    ExitCode::SUCCESS
}

/// What this thread has used of a core: others may want it too.
fn cpu_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
}

/// What the macro does with a text: checks it, and draws what is wrong.
fn read(kind: &Kind, text: &str) {
    let found = check(black_box(text));
    assert_eq!(found.is_ok(), kind.1, "a text of another kind than {}", kind.0);
    if let Err(found) = found {
        black_box(render_all("ops.yaml", text, &found));
    }
}

/// Five lines a stage.
fn stages(count: usize) -> String {
    (0..count).fold(HEAD.to_owned(), |mut text, stage| {
        let _ = writeln!(
            text,
            "  stage_{stage}:\n    - log: {{ level: info, format: json, access: {{ slow: 500ms }} }}\n    - observe: {{ timeout: 2s, \
             refresh: 5s }}\n    - queue: {{ redis: {{ url: {{ from_env: REDIS_URL }} }}, queues: {{ emails: {{}} }} }}\n    - audit: \
             {{ capture_input: true, log: {{}} }}"
        );
        text
    })
}

/// One stage with a long map.
fn lines(count: usize) -> String {
    let head = format!("{HEAD}  dev:\n    - log:\n        targets:\n");
    (0..count).fold(head, |mut text, target| {
        let _ = writeln!(text, "          orders::part_{target}: info");
        text
    })
}

/// One stage with many groups under the user's own names.
fn queues(count: usize) -> String {
    let head = format!("{HEAD}  dev:\n    - queue:\n        queues:\n");
    (0..count).fold(head, |mut text, queue| {
        let _ = writeln!(text, "          queue_{queue}: {{ concurrency: 4 }}");
        text
    })
}

/// Two mistakes a stage.
fn mistakes(count: usize) -> String {
    (0..count).fold(HEAD.to_owned(), |mut text, stage| {
        let _ = writeln!(text, "  stage_{stage}:\n    - observe: {{ timeout: 2 }}\n    - log: {{ levl: info }}");
        text
    })
}

/// Mistakes that are neighbours: the edit of each may look at all others.
fn strays(count: usize) -> String {
    let head = format!("{HEAD}  dev:\n    - log:\n");
    (0..count).fold(head, |mut text, stray| {
        let _ = writeln!(text, "        stray_{stray}: 1");
        text
    })
}

/// One list for all stages.
fn aliases(count: usize) -> String {
    (0..count).fold(format!("{HEAD}  dev: &all [log: {{ level: info }}]\n"), |mut text, stage| {
        let _ = writeln!(text, "  stage_{stage}: *all");
        text
    })
}
