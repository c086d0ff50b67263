//! What a manifest made to do harm costs in memory. Alone in its process, because the peak of a process is measured.

#![cfg(all(feature = "parser", target_os = "linux"))]

use runa_schema::check::check;

/// The largest memory of this process so far, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(u64::MAX)
}

fn lines(numbers: std::ops::Range<usize>, line: impl Fn(usize) -> String) -> String {
    numbers.map(line).collect::<Vec<_>>().concat()
}

#[test]
fn a_bomb_takes_less_than_sixteen_mebibytes() {
    let levels = lines(1..60, |level| {
        let alias = format!("*a{}", level - 1);
        format!("a{level}: &a{level} [{}]\n", vec![alias; 10].join(", "))
    });
    let levels = format!("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n{levels}");
    let keys = lines(0..900, |key| format!("k{key}: 1, "));
    let merges = lines(0..12_000, |copy| format!("b{copy}: {{ <<: *a }}\n"));
    let aliases = lines(0..15_000, |copy| format!("  s{copy}: {{ server: *s }}\n"));
    let before = peak();
    for text in [
        levels,
        format!("a: &a {{ {keys} }}\n{merges}"),
        format!("runa: 1\nserver: &s {{ listen: none }}\nstages:\n{aliases}"),
        "[".repeat(100_000),
        "a: {".repeat(100_000),
    ] {
        assert!(check(&text).is_err());
    }
    let grown = peak() - before;
    assert!(grown < 16 * 1024, "{grown} KiB");
}
