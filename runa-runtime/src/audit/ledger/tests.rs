//! Numbers without holes, and a bounded memory.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;
use std::thread;

use serde_json::Value;

use super::super::metrics::Defined;
use super::*;
use crate::kernel::metrics::Metrics;

fn shown() -> Panels {
    let panels = Panels::default();
    panels.show();
    panels
}

fn ledger(limits: Limits) -> Ledger {
    let defined = Defined::new(&Metrics::default()).unwrap();
    let lanes = ["slow", "quick"].map(|name| (name, Lane::default(), defined.of(name)));
    Ledger::new("boot".to_owned(), limits, lanes.into(), shown())
}

fn lines(batch: &Batch) -> Vec<Value> {
    batch
        .rest()
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

fn take(ledger: &Ledger, index: usize) -> Vec<Value> {
    let mut batch = Batch::default();
    assert!(ledger.take(index, &mut batch, None, b"\"service\":\"orders\""));
    let lines = lines(&batch);
    ledger.written(index, &mut batch);
    lines
}

#[test]
fn each_writer_is_told_of_its_own_gaps() {
    let ledger = ledger(Limits { records: 3, accept_loss: true, gather: Duration::ZERO });
    let push = || ledger.hand_over(SystemTime::now(), b"\"a\":1", false);
    let (mut slow, mut quick) = (Vec::new(), Vec::new());
    for round in 0..5 {
        for _ in 0..2 {
            push();
        }
        quick.extend(take(&ledger, 1));
        if round == 2 {
            slow.extend(take(&ledger, 0));
        }
    }
    slow.extend(take(&ledger, 0));
    assert!(quick.iter().zip(1..).all(|(record, seq)| record["seq"] == seq) && quick.len() == 10);
    let told: Vec<_> = slow
        .iter()
        .map(|record| (record["seq"].as_u64(), record["gap"]["first"].as_u64(), record["gap"]["last"].as_u64()))
        .collect();
    let record = |seq| (Some(seq), None, None);
    let gap = |first, last| (None, Some(first), Some(last));
    assert_eq!(told, [record(1), record(2), record(3), gap(4, 6), record(7), record(8), record(9), gap(10, 10)]);
    assert_eq!(slow[3]["id"], "boot-000000000004-gap");
}

#[test]
fn memory_is_bounded_by_records_and_by_bytes() {
    let many = ledger(Limits { records: 10, accept_loss: false, gather: Duration::ZERO });
    for _ in 0..20_000 {
        many.hand_over(SystemTime::now(), b"\"a\":1", false);
    }
    assert!(many.is_crowded());
    assert_eq!(many.state(0).0, u64::from(10 + OVERDRAFT) + 1, "and the gap");
    let large = ledger(Limits { records: 10, accept_loss: false, gather: Duration::ZERO });
    let record = format!("\"a\":\"{}\"", "x".repeat(100_000));
    for _ in 0..1000 {
        large.hand_over(SystemTime::now(), record.as_bytes(), false);
    }
    let (waiting, _) = large.state(0);
    assert!(large.is_crowded() && waiting < 45, "{waiting}");
    let huge = format!("\"a\":\"{}\"", "x".repeat(10_000_000));
    assert_eq!(take(&large, 0).last().unwrap()["gap"]["last"], 1000);
    assert!(
        !large.hand_over(SystemTime::now(), huge.as_bytes(), false).dropped || large.state(0).0 == 1,
        "a record larger than the buffer is taken when it is empty"
    );
}

#[test]
fn records_of_many_threads_stand_in_the_order_of_their_numbers() {
    let ledger = Arc::new(ledger(Limits { records: 100_000, accept_loss: false, gather: Duration::ZERO }));
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let ledger = Arc::clone(&ledger);
            thread::spawn(move || (0..500).for_each(|_| drop(ledger.hand_over(SystemTime::now(), b"\"a\":1", false))))
        })
        .collect();
    for one in threads {
        one.join().unwrap();
    }
    for index in 0..2 {
        let records = take(&ledger, index);
        assert!(records.iter().zip(1..).all(|(record, seq)| record["seq"] == seq) && records.len() == 2000);
    }
    let latest = ledger.latest();
    assert_eq!(latest.len(), 200);
    assert_eq!(serde_json::from_slice::<Value>(&latest[199]).unwrap()["seq"], 2000);
}

#[test]
fn under_load_there_is_one_wake_up_for_a_batch() {
    let ledger = Arc::new(ledger(Limits { records: 100_000, accept_loss: false, gather: Duration::from_millis(50) }));
    let taken = {
        let ledger = Arc::clone(&ledger);
        thread::spawn(move || {
            let mut batch = Batch::default();
            let mut sizes = Vec::new();
            while ledger.take(0, &mut batch, None, b"") {
                sizes.push(lines(&batch).len());
                ledger.written(0, &mut batch);
            }
            sizes
        })
    };
    for _ in 0..100 {
        for _ in 0..10 {
            ledger.hand_over(SystemTime::now(), b"\"a\":1", false);
        }
        thread::sleep(Duration::from_millis(1));
    }
    ledger.close();
    let sizes = taken.join().unwrap();
    assert_eq!(sizes.iter().sum::<usize>(), 1000);
    assert!(sizes.len() <= 40, "{sizes:?}");
}
