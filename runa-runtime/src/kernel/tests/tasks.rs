//! Tasks in each way to end, under each policy.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::house::{House, Ops};
use crate::kernel::panels::Content;
use crate::kernel::{Error, Policy, Restart, Result};

/// The work of the service.
async fn lasts(seconds: u64) -> Result<()> {
    sleep(Duration::from_secs(seconds)).await;
    Ok(())
}

async fn ends(how: &str) -> Result<()> {
    tokio::task::yield_now().await;
    match how {
        "fail" => Err(Error::new("no more")),
        "panic" => panic!("it broke"),
        _ => Ok(()),
    }
}

#[tokio::test(start_paused = true)]
async fn the_policy_says_what_the_end_of_a_task_means() {
    const FATAL: &str = "; the process cannot do without it and ends";
    for (policy, how, exit, says) in [
        (Policy::Logged, "end", 0, "INFO task `worker` has ended".to_owned()),
        (Policy::Logged, "fail", 0, "WARN task `worker` failed: no more".to_owned()),
        (Policy::Logged, "panic", 0, "WARN task `worker` panicked: it broke".to_owned()),
        (Policy::MayEnd, "end", 0, "INFO task `worker` has ended".to_owned()),
        (Policy::MayEnd, "fail", 1, format!("ERROR task `worker` failed: no more{FATAL}")),
        (Policy::MayEnd, "panic", 1, format!("ERROR task `worker` panicked: it broke{FATAL}")),
        (Policy::Fatal, "end", 1, format!("ERROR task `worker` has ended{FATAL}")),
        (Policy::Fatal, "fail", 1, format!("ERROR task `worker` failed: no more{FATAL}")),
        (Policy::Fatal, "panic", 1, format!("ERROR task `worker` panicked: it broke{FATAL}")),
    ] {
        let main = |ops: Ops| async move {
            ops.0.spawn("worker", policy, ends(how));
            // Fatal: it ends before. Else it ends by itself.
            ops.0.run(lasts(1)).await
        };
        let (ended, notes) = House::new("quiet", &[("RUNA__SERVER__DRAIN__GRACE", "10s")]).live_aloud(main).await;
        assert!(notes.contains(&says), "{policy:?} {how}: {notes:?}");
        assert_eq!(ended, ExitCode::from(exit), "{policy:?} {how}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_task_begins_anew_later_each_time_until_it_runs_well() {
    let begun = Arc::new(Mutex::new(Vec::new()));
    let times = Arc::clone(&begun);
    let main = |ops: Ops| async move {
        let (shuts, second) = (ops.clone(), Duration::from_secs(1));
        ops.0.spawn("worker", Restart::default().waits(second..=second * 4).well_after(second * 60), move || {
            let (times, shuts) = (Arc::clone(&times), shuts.clone());
            async move {
                let run = {
                    let mut times = times.lock().unwrap();
                    times.push(Instant::now());
                    times.len()
                };
                match run {
                    1 => ends("fail").await,
                    2 => ends("panic").await,
                    3 | 4 => ends("end").await,
                    // It runs well, and then fails again.
                    5 => {
                        sleep(second * 60).await;
                        ends("fail").await
                    }
                    _ => {
                        shuts.0.shutdown();
                        ends("fail").await
                    }
                }
            }
        });
        ops.0.stopping().await;
        assert_eq!(row_with(&ops, 2, "0").await, ["worker", "restart", "0", "2", "4", "5", "failed: no more"]);
        let text = ops.0.core().parts.metrics.text(crate::kernel::metrics::Form::Classic);
        assert!(text.contains("runa_task_restarts_total{task=\"worker\"} 5\n"), "{text}");
        assert!(text.contains("runa_task_failures_total{task=\"worker\"} 4\n"), "{text}");
    };
    let mut house = House::new("quiet", &[]);
    house.patience *= 100;
    let (exit, notes) = house.live_aloud(main).await;
    assert_eq!(exit, ExitCode::SUCCESS);
    let begun = begun.lock().unwrap().clone();
    let waits: Vec<_> = begun.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let minute = Duration::from_mins(1);
    for (wait, (least, longest)) in waits.iter().zip([(0, 1), (0, 2), (0, 4), (0, 4), (60, 1)]) {
        let (wait, longest) = (wait.saturating_sub(Duration::from_secs(least)), Duration::from_secs(longest));
        assert!(wait >= longest / 2 && wait <= longest + minute / 1000, "{waits:?}");
    }
    assert_eq!(waits.len(), 5, "nothing begins anew while the process ends");
    let said: Vec<_> = notes.iter().filter_map(|note| Some(note.split_once("; it begins anew in ")?.0)).collect();
    assert_eq!(
        said,
        [
            "WARN task `worker` failed: no more",
            "WARN task `worker` panicked: it broke",
            "WARN task `worker` has ended",
            "WARN task `worker` has ended",
            "WARN task `worker` failed: no more"
        ]
    );
    // What fails at the end is said too.
    assert!(notes.iter().any(|note| note == "WARN task `worker` failed: no more"), "{notes:?}");
}

#[tokio::test(start_paused = true)]
async fn a_task_that_fails_too_often_in_a_row_is_fatal_and_one_that_may_end_stays_ended() {
    let runs = Arc::new(AtomicU32::new(0));
    for (how, policy, exit, expected) in [
        ("fail", Restart::default().at_most(3), 1, 4),
        ("fail", Restart::default().at_most(3).may_end(), 1, 4),
        ("end", Restart::default().at_most(3).may_end(), 0, 1),
        ("end", Restart::default().at_most(3), 1, 4),
    ] {
        runs.store(0, Ordering::Relaxed);
        let counted = Arc::clone(&runs);
        let main = |ops: Ops| async move {
            ops.0.spawn("worker", policy, move || {
                counted.fetch_add(1, Ordering::Relaxed);
                ends(how)
            });
            ops.0.run(lasts(100)).await
        };
        let mut house = House::new("quiet", &[]);
        house.patience *= 100;
        let (ended, notes) = house.live_aloud(main).await;
        assert_eq!(ended, ExitCode::from(exit), "{how}: {notes:?}");
        assert_eq!(runs.load(Ordering::Relaxed), expected, "{how}");
    }
}

/// Its row in the panel.
fn row(ops: &Ops) -> Option<Vec<String>> {
    let view = ops.0.core().parts.panels.look_at(|name| name == "tasks").pop()?;
    let Content::Table(_, rows) = view.content else { panic!("a table") };
    rows.into_iter().find(|row| row[0] == "worker")
}

/// The same, once it says `value` under the column `column`.
async fn row_with(ops: &Ops, column: usize, value: &str) -> Vec<String> {
    loop {
        match row(ops) {
            Some(row) if row[column] == value => return row,
            _ => tokio::task::yield_now().await,
        }
    }
}

#[tokio::test]
async fn two_tasks_of_one_name_are_both_seen() {
    let main = |ops: Ops| async move {
        for _ in 0..2 {
            ops.0.spawn("worker", Policy::Logged, std::future::pending());
        }
        row_with(&ops, 2, "2").await;
        ops.0.spawn("worker", Policy::Logged, ends("fail"));
        row_with(&ops, 4, "1").await;
        ops.0.spawn("worker", Policy::Logged, ends("panic"));
        assert_eq!(row_with(&ops, 4, "2").await, ["worker", "logged", "2", "0", "2", "0", "panicked: it broke"]);
    };
    let (exit, notes) = House::new("quiet", &[]).live_aloud(main).await;
    assert_eq!(exit, ExitCode::SUCCESS);
    for says in ["WARN task `worker` failed: no more", "WARN task `worker` panicked: it broke"] {
        assert!(notes.iter().any(|note| note == says), "{notes:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_task_that_listens_for_the_end_is_waited_for_and_another_is_dropped() {
    struct Dropped(Arc<Mutex<Vec<&'static str>>>);
    impl Drop for Dropped {
        fn drop(&mut self) {
            self.0.lock().unwrap().push("dropped");
        }
    }
    let seen = Arc::new(Mutex::new(Vec::new()));
    let adds = Arc::clone(&seen);
    let main = |ops: Ops| async move {
        let (dropped, listens) = (Dropped(Arc::clone(&adds)), ops.clone());
        ops.0.spawn("deaf", Policy::Fatal, async move {
            let _dropped = dropped;
            std::future::pending().await
        });
        ops.0.spawn("listens", Policy::Fatal, async move {
            listens.0.stopping().await;
            sleep(Duration::from_secs(5)).await;
            adds.lock().unwrap().push("finished");
            Ok(())
        });
        tokio::task::yield_now().await;
    };
    let (exit, _) = House::new("quiet", &[("RUNA__SERVER__DRAIN__GRACE", "6s")]).live_aloud(main).await;
    assert_eq!(exit, ExitCode::SUCCESS);
    assert_eq!(*seen.lock().unwrap(), ["finished", "dropped"]);

    let main = |ops: Ops| async move {
        let listens = ops.clone();
        ops.0.spawn("stays", Policy::Logged, async move {
            listens.0.stopping().await;
            std::future::pending().await
        });
        tokio::task::yield_now().await;
    };
    let (exit, notes) = House::new("quiet", &[("RUNA__SERVER__DRAIN__GRACE", "6s")]).live_aloud(main).await;
    assert_eq!(exit, ExitCode::from(2));
    let says = "ERROR task `stays` listens for the end and had not ended when `drain.grace` had passed";
    let at = notes.iter().position(|note| note == says).unwrap();
    assert_eq!(notes[at + 1..], ["drain b", "drain a", "stop b", "stop a"]);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_asks_to_end_is_said_first_and_what_it_leaves_behind_is_named() {
    struct Late(Ops);
    impl Drop for Late {
        fn drop(&mut self) {
            self.0.0.spawn("late", Policy::Logged, std::future::pending());
        }
    }
    let main = |ops: Ops| async move {
        let late = Late(ops.clone());
        ops.0.spawn("a", Policy::Logged, async move {
            let _late = late;
            std::future::pending().await
        });
        for _ in 0..3 {
            ops.0.spawn("b", Policy::Logged, std::future::pending());
        }
        // All have begun by then: the runtime has one thread, and they stand before `main` in its line.
        tokio::task::yield_now().await;
        ops.0.shutdown();
        ops.0.shutdown();
    };
    let (exit, notes) = House::new("quiet", &[]).live_aloud(main).await;
    assert_eq!(exit, ExitCode::SUCCESS);
    assert_eq!(
        notes[2..5],
        [
            "INFO the service asked to end",
            "INFO dropped unfinished: a, b ×3",
            "WARN task `late` is not started: the tasks of the service have ended"
        ],
        "{notes:?}"
    );
}

#[tokio::test]
async fn a_thread_of_no_runtime_starts_tasks_too() {
    let main = |ops: Ops| async move {
        let (done, ends) = tokio::sync::oneshot::channel();
        let starts = ops.clone();
        let started = std::thread::spawn(move || {
            starts.0.spawn("worker", Policy::MayEnd, async move {
                // It has the timers of the runtime.
                sleep(Duration::from_millis(1)).await;
                done.send(()).map_err(|()| Error::new("nobody waits"))
            });
        });
        ends.await.unwrap();
        started.join().unwrap();
        row_with(&ops, 3, "1").await;
    };
    let (exit, notes) = House::new("quiet", &[]).live_aloud(main).await;
    assert_eq!(exit, ExitCode::SUCCESS, "{notes:?}");
}

/// Threads that start tasks while those of the service are ended: each is dropped or named, and none lives on.
#[test]
fn no_task_comes_after_the_end() {
    struct Alive(Arc<AtomicU32>);
    impl Drop for Alive {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Ordering::Relaxed);
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for round in 0..100 {
        let (core, _) = super::house::begin::<Ops>("quiet", &[]);
        // Nobody hears of those that are refused.
        core.logs.store(true, Ordering::Relaxed);
        let kernel = crate::kernel::Kernel::new(Arc::clone(&core));
        let alive = Arc::new(AtomicU32::new(0));
        let (inside, ended) = (runtime.handle().clone(), std::sync::atomic::AtomicBool::new(false));
        std::thread::scope(|scope| {
            let (kernel, alive, inside, ended) = (&kernel, &alive, &inside, &ended);
            for _ in 0..2 {
                scope.spawn(move || {
                    let _inside = inside.enter();
                    while !ended.load(Ordering::Relaxed) {
                        alive.fetch_add(1, Ordering::Relaxed);
                        let counted = Alive(Arc::clone(alive));
                        kernel.spawn("worker", Policy::Logged, async move {
                            let _counted = counted;
                            std::future::pending().await
                        });
                    }
                });
            }
            runtime.block_on(async {
                while alive.load(Ordering::Relaxed) < 10 {
                    tokio::task::yield_now().await;
                }
                // The deadline is no promise to those who do not listen.
                core.tasks.finish(Instant::now()).await.unwrap();
            });
            ended.store(true, Ordering::Relaxed);
        });
        let deadline = std::time::Instant::now() + super::house::PATIENCE;
        while alive.load(Ordering::Relaxed) > 0 {
            assert!(std::time::Instant::now() < deadline, "{round}: {alive:?} live on");
            std::thread::yield_now();
        }
    }
}
