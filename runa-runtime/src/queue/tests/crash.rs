//! Processes that die, and a server that dies under them: this test binary, started again as a worker.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use super::*;
use crate::kernel::tests::again::again;
use crate::kernel::tests::redis::Redis;

/// Settings of the workers.
fn settings() -> OneQueueSettings {
    OneQueueSettings { lease: Duration::from_secs(1), ..quick() }
}

/// Not a test: what a started process does. Elsewhere it is nothing.
///
/// Its jobs say what is to happen: `kill` ends the process with -9 while the job runs, `fail` always fails, `flaky` fails the first time.
/// What happens is appended to a file, which outlives the process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn part() {
    let (Ok(url), Ok(file)) = (std::env::var("QUEUE_PART"), std::env::var("QUEUE_NOTES")) else { return };
    let house = House::run(&Place::At(url), settings()).await;
    let handler = move |job: Job<Welcome>| {
        let file = file.clone();
        async move {
            let note = |what: &str| {
                let mut file = std::fs::File::options().append(true).create(true).open(&file).unwrap();
                file.write_all(format!("{what} {}\n", job.to).as_bytes()).unwrap();
            };
            note("begun");
            let kind = job.to.split('-').next().unwrap();
            match kind {
                "kill" => {
                    Command::new("kill").args(["-9", &std::process::id().to_string()]).status().unwrap();
                    sleep(PATIENCE).await;
                }
                "fail" => return Err("never"),
                "flaky" if job.attempt() == 1 => return Err("not yet"),
                _ => sleep(Duration::from_millis(3)).await,
            }
            note("done");
            Ok(())
        }
    };
    house.emails().handle(handler).unwrap();
    // It ends with who started it.
    let parent = std::env::var("QUEUE_PARENT").unwrap();
    while Path::new(&format!("/proc/{parent}")).exists() {
        sleep(Duration::from_millis(100)).await;
    }
}

/// A worker as a process of its own. Killed when it is dropped.
struct Worker(Child);

impl Worker {
    fn start(url: &str, notes: &Path) -> Self {
        let mut command = again("queue::tests::crash::part");
        command
            .env("QUEUE_PART", url)
            .env("QUEUE_NOTES", notes)
            .env("QUEUE_PARENT", std::process::id().to_string())
            .stderr(Stdio::null());
        Self(command.spawn().unwrap())
    }

    fn signal(&self, name: &str) {
        let status = Command::new("kill").arg(format!("-{name}")).arg(self.0.id().to_string()).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The file in which workers note what they do.
struct Ledger(PathBuf);

impl Ledger {
    fn new(name: &str) -> Self {
        let file = std::env::temp_dir().join(format!("runa-queue-{}-{name}", std::process::id()));
        let _ = std::fs::remove_file(&file);
        Self(file)
    }

    /// What was noted of jobs with `what` before it.
    fn all(&self, what: &str) -> Vec<String> {
        let text = std::fs::read_to_string(&self.0).unwrap_or_default();
        text.lines().filter_map(|line| line.strip_prefix(what)?.strip_prefix(' ').map(str::to_owned)).collect()
    }

    async fn until(&self, what: &str, many: usize) -> Vec<String> {
        let reached = timeout(PATIENCE * 2, async {
            while self.all(what).len() < many {
                sleep(Duration::from_millis(5)).await;
            }
        });
        assert!(reached.await.is_ok(), "never {many} times `{what}`: {:?}", self.all(what));
        self.all(what)
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[tokio::test]
async fn a_job_whose_worker_is_killed_runs_again_within_its_lease_and_a_second() {
    let server = Redis::start();
    let ledger = Ledger::new("killed");
    let house = House::install(&Place::At(server.url()), settings()).await;
    let first = Worker::start(&server.url(), &ledger.0);
    // A job that does not end by itself: `kill`, of a process that is stopped before.
    house.push("well").await;
    ledger.until("done", 1).await;
    let second = Worker::start(&server.url(), &ledger.0);
    house.push("well").await;
    ledger.until("done", 2).await;
    drop(first);
    drop(second);
    // Now the other way round: one takes a job and dies of it, another runs it, and dies, too.
    let third = Worker::start(&server.url(), &ledger.0);
    house.push("kill-1").await;
    ledger.until("begun", 3).await;
    let died = Instant::now();
    let fourth = Worker::start(&server.url(), &ledger.0);
    ledger.until("begun", 4).await;
    // A second for the process to start, on a machine on which everything runs at once.
    assert!(died.elapsed() < settings().lease + Duration::from_secs(1 + 2), "{:?}", died.elapsed());
    // The third attempt is its last: then it lies dead, and harms nobody.
    let fifth = Worker::start(&server.url(), &ledger.0);
    ledger.until("begun", 5).await;
    let sixth = Worker::start(&server.url(), &ledger.0);
    house.until("dead", |counts| counts.dead == 1 && counts.running == 0).await;
    assert_eq!(house.emails().dead().await.unwrap()[0].attempts, 3);
    house.push("well").await;
    ledger.until("done", 3).await;
    assert_eq!(ledger.all("begun").iter().filter(|job| *job == "kill-1").count(), 3);
    drop((third, fourth, fifth, sixth));
}

#[tokio::test]
async fn a_worker_that_was_stopped_past_its_lease_finds_its_word_refused() {
    let server = Redis::start();
    let ledger = Ledger::new("stopped");
    let house = House::install(&Place::At(server.url()), settings()).await;
    let stopped = Worker::start(&server.url(), &ledger.0);
    house.push("well").await;
    ledger.until("done", 1).await;
    // Stopped at some place in its work, most likely while it holds jobs.
    for number in 0..200 {
        house.push(&format!("well-{number}")).await;
    }
    ledger.until("begun", 20).await;
    stopped.signal("STOP");
    let other = Worker::start(&server.url(), &ledger.0);
    house.until_idle().await;
    let done: BTreeSet<_> = ledger.all("done").into_iter().collect();
    assert_eq!(done.len(), 201, "the other has done what was left");
    stopped.signal("CONT");
    // It goes on, and its jobs are settled by one only: nothing comes back, nothing is dead.
    house.push("well-after").await;
    ledger.until("done", 202).await;
    house.until_idle().await;
    assert_eq!(house.counts().await, Counts::default());
    drop(other);
}

/// What was acknowledged, and what became of it.
#[derive(Clone, Default)]
struct History {
    pushed: BTreeSet<String>,
    /// Pushes that failed: they may have been taken all the same.
    unsure: BTreeSet<String>,
    done: BTreeSet<String>,
    dead: BTreeSet<String>,
    waiting: u64,
}

impl History {
    /// What does not fit.
    fn faults(&self) -> Vec<String> {
        let ended: BTreeSet<_> = self.done.union(&self.dead).cloned().collect();
        let known: BTreeSet<_> = self.pushed.union(&self.unsure).cloned().collect();
        let lost = self.pushed.difference(&ended).map(|job| format!("{job} was acknowledged and is lost"));
        let ghosts = ended.difference(&known).map(|job| format!("{job} was never pushed"));
        let undead = self.done.intersection(&self.dead).filter(|job| job.starts_with("fail"));
        let undead = undead.map(|job| format!("{job} cannot have been done"));
        let lost: Vec<_> = lost.collect();
        // What still waits is not lost.
        let lost = if lost.len() as u64 <= self.waiting { Vec::new() } else { lost };
        lost.into_iter().chain(ghosts).chain(undead).collect()
    }
}

#[test]
fn the_check_of_histories_finds_what_was_planted() {
    let all = |jobs: &[&str]| jobs.iter().map(|job| (*job).to_owned()).collect::<BTreeSet<_>>();
    let good = History {
        pushed: all(&["a", "b", "fail-1"]),
        done: all(&["a", "b"]),
        dead: all(&["fail-1"]),
        ..History::default()
    };
    assert!(good.faults().is_empty());
    assert!(History { done: all(&["a"]), waiting: 1, ..good.clone() }.faults().is_empty());
    assert_eq!(History { done: all(&["a"]), ..good.clone() }.faults(), ["b was acknowledged and is lost"]);
    assert_eq!(History { done: all(&["a", "b", "c"]), ..good.clone() }.faults(), ["c was never pushed"]);
    assert!(History { done: all(&["a", "b", "c"]), unsure: all(&["c"]), ..good.clone() }.faults().is_empty());
    assert_eq!(History { done: all(&["a", "b", "fail-1"]), ..good }.faults(), ["fail-1 cannot have been done"]);
}

/// Workers die and stop, the server dies, hangs and starts again, while jobs flow: each that was acknowledged is done or dead.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_dies_no_acknowledged_job_is_lost() {
    let mut server = Redis::start();
    let ledger = Ledger::new("history");
    let house = House::install(&Place::At(server.url()), settings()).await;
    house.push("well-first").await;
    let mut workers: Vec<_> = (0..3).map(|_| Worker::start(&server.url(), &ledger.0)).collect();
    ledger.until("done", 1).await;

    let (emails, over) = (house.emails(), Arc::new(std::sync::atomic::AtomicBool::new(false)));
    let stop = Arc::clone(&over);
    let pushing = tokio::spawn(async move {
        let mut history = History::default();
        history.pushed.insert("well-first".into());
        for number in 0.. {
            if stop.load(std::sync::atomic::Ordering::Relaxed) {
                break;
            }
            let kind = match number % 10 {
                3 => "fail",
                6 => "flaky",
                _ => "well",
            };
            let job = format!("{kind}-{number}");
            match emails.push(&welcome(&job)).await {
                Ok(_) => history.pushed.insert(job),
                Err(_) => history.unsure.insert(job),
            };
            sleep(Duration::from_millis(1)).await;
        }
        history
    });
    for round in 0..12 {
        let began = ledger.all("done").len();
        match round % 4 {
            0 => {
                let place = round % workers.len();
                workers[place] = Worker::start(&server.url(), &ledger.0);
            }
            1 => {
                server.kill();
                server.restart();
            }
            2 => {
                let place = round % workers.len();
                workers[place].signal("STOP");
                sleep(settings().lease + Duration::from_millis(200)).await;
                workers[place].signal("CONT");
            }
            _ => {
                server.pause();
                sleep(Duration::from_millis(700)).await;
                server.resume();
            }
        }
        // It goes on before the next thing happens.
        ledger.until("done", began + 10).await;
    }
    over.store(true, std::sync::atomic::Ordering::Relaxed);
    let mut history = pushing.await.unwrap();
    house.until_idle().await;
    history.done = ledger.all("done").into_iter().collect();
    let letters = house.driver().dead(usize::from(u16::MAX), usize::MAX).await.unwrap();
    let job = |letter: &DeadLetter| serde_json::from_str::<Welcome>(&letter.payload).unwrap().to;
    history.dead = letters.iter().map(job).collect();
    assert!(history.pushed.len() > 300, "{} jobs", history.pushed.len());
    assert_eq!(history.faults(), Vec::<String>::new());
    drop(workers);
}
