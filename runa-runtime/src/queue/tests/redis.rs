//! What only queues in Redis have to stand: a server that goes away in every way, and other processes.

use std::time::Instant;

use super::*;
use crate::kernel::checks::{Report, Status, Timing};
use crate::kernel::tests::redis::Redis;

/// What a push promises, with air for a machine on which everything runs at once.
const PUSH: Duration = Duration::from_secs(3);

impl Place {
    fn server(&mut self) -> &mut Redis {
        match self {
            Self::Redis(server) => server,
            _ => panic!("it is kept elsewhere"),
        }
    }
}

impl House {
    /// Notes what its jobs are.
    fn noting(&self) -> Notes {
        let notes = Notes::default();
        let pen = notes.clone();
        let handler = move |job: Job<Welcome>| {
            pen.add(job.to.clone());
            async { Ok::<_, String>(()) }
        };
        self.emails().handle(handler).unwrap();
        notes
    }

    /// A push ends in time, whatever comes of it.
    async fn try_push(&self, to: &str) -> Result<JobId, PushError> {
        let began = Instant::now();
        let pushed = self.emails().push(&welcome(to)).await;
        assert!(began.elapsed() < PUSH, "{pushed:?} after {:?}", began.elapsed());
        pushed
    }

    /// Pushes until it is taken.
    async fn push_at_last(&self, to: &str) {
        let pushed = timeout(PATIENCE, async {
            while self.try_push(to).await.is_err() {
                sleep(Duration::from_millis(20)).await;
            }
        });
        pushed.await.unwrap();
    }

    /// Waits until its check stands as wanted.
    async fn check(&self, wanted: impl Fn(&Report) -> bool) -> Report {
        // It learns of a change from who notices it first.
        self.parts.checks.start(Timing { timeout: Duration::from_secs(5), refresh: Duration::from_hours(1) });
        let reached = timeout(PATIENCE, async {
            loop {
                let report = self.parts.checks.reports().remove(0);
                if wanted(&report) {
                    return report;
                }
                sleep(Duration::from_millis(5)).await;
            }
        });
        reached.await.unwrap_or_else(|_| panic!("{:?}", self.parts.checks.reports()))
    }
}

#[tokio::test]
async fn away_at_start_it_is_not_ready_and_then_recovers_by_itself() {
    let mut place = Place::Redis(Redis::away());
    let house = House::run(&place, quick()).await;
    let notes = house.noting();
    let refused = house.try_push("ada").await.unwrap_err().to_string();
    assert!(refused.starts_with("queue `emails` did not take the job: cannot reach redis at 127.0.0.1:"), "{refused}");
    let report = house.check(|report| report.at.is_some()).await;
    assert_eq!((&*report.name, report.status), ("queue", Status::Fail));
    assert!(report.reason.unwrap().contains("connection refused"));
    assert_eq!(house.sample(r#"runa_queue_depth{queue="emails"}"#), None, "no sample rather than a zero");
    assert!(house.emails().counts().await.is_err() && house.emails().dead().await.is_err());

    place.server().restart();
    house.check(|report| report.status == Status::Pass).await;
    house.push_at_last("bob").await;
    notes.until(1).await;
    let seen = timeout(PATIENCE, async {
        while house.sample(r#"runa_queue_depth{queue="emails"}"#) != Some(0.0) {
            sleep(Duration::from_millis(10)).await;
        }
    });
    seen.await.unwrap();

    place.server().kill();
    house.check(|report| report.status == Status::Fail).await;
    assert_eq!(house.sample(r#"runa_queue_depth{queue="emails"}"#), None);
}

#[tokio::test]
async fn killed_and_started_again_it_has_all_that_it_took_and_goes_on() {
    let mut place = Place::redis();
    let house = House::run(&place, quick()).await;
    house.push("before").await;
    place.server().kill();
    assert!(house.try_push("lost").await.is_err());
    let notes = house.noting();
    place.server().restart();
    assert_eq!(notes.until(1).await, ["before"]);
    house.push_at_last("after").await;
    assert_eq!(notes.until(2).await, ["before", "after"]);
}

#[tokio::test]
async fn a_server_that_hangs_holds_up_neither_pushes_nor_what_comes_after() {
    let mut place = Place::redis();
    let house = House::run(&place, quick()).await;
    let notes = house.noting();
    house.push("before").await;
    notes.until(1).await;
    place.server().pause();
    assert!(matches!(house.try_push("hanging").await, Err(PushError::Away { .. })));
    house.check(|report| report.status == Status::Fail).await;
    place.server().resume();
    house.push_at_last("after").await;
    let reached = timeout(PATIENCE, async {
        while !notes.all().contains(&"after".to_owned()) {
            sleep(Duration::from_millis(5)).await;
        }
    });
    assert!(reached.await.is_ok(), "{:?}", notes.all());
    house.check(|report| report.status == Status::Pass).await;
}

#[tokio::test]
async fn emptied_by_flushall_or_a_lost_disk_it_is_made_again() {
    let mut place = Place::redis();
    let house = House::run(&place, quick()).await;
    let notes = house.noting();
    for round in 1..=4 {
        house.push_at_last("ada").await;
        notes.until(round).await;
        if round % 2 == 0 {
            place.server().lose();
            place.server().restart();
        } else {
            place.server().command(&["FLUSHALL"]);
        }
    }
    house.until_idle().await;
    assert_eq!(house.counts().await, Counts::default());
}

#[tokio::test]
async fn a_job_that_ends_while_the_server_is_away_is_done_once() {
    let mut place = Place::redis();
    let mut settings = quick();
    settings.lease = Duration::from_hours(1);
    let house = House::run(&place, settings).await;
    let (notes, go) = (Notes::default(), Arc::new(tokio::sync::Notify::new()));
    let (pen, wait) = (notes.clone(), Arc::clone(&go));
    let handler = move |_: Job<Welcome>| {
        let (pen, wait) = (pen.clone(), Arc::clone(&wait));
        async move {
            pen.add("begun");
            wait.notified().await;
            Ok::<_, String>(())
        }
    };
    house.emails().handle(handler).unwrap();
    house.push("ada").await;
    notes.until(1).await;
    place.server().kill();
    go.notify_one();
    let ended = timeout(PATIENCE, async {
        while house.sample(r#"runa_queue_running{queue="emails"}"#) != Some(0.0) {
            sleep(Duration::from_millis(5)).await;
        }
    });
    ended.await.unwrap();
    assert_eq!(house.sample(r#"runa_queue_jobs_total{queue="emails",outcome="done"}"#), Some(0.0), "nobody knows yet");
    place.server().restart();
    house.until_idle().await;
    assert_eq!(notes.all(), ["begun"]);
    assert_eq!(house.sample(r#"runa_queue_jobs_total{queue="emails",outcome="done"}"#), Some(1.0));
}

#[tokio::test]
async fn a_job_that_another_process_pushes_wakes_a_sleeping_worker_and_one_that_is_due_earlier_too() {
    let place = Place::redis();
    // No lease that ends makes it look.
    let settings = OneQueueSettings { lease: Duration::from_mins(5), ..quick() };
    let (worker, pusher) = (House::run(&place, settings.clone()).await, House::install(&place, settings).await);
    let notes = worker.noting();
    for round in 1..=5 {
        // By now it sleeps, for five seconds.
        sleep(Duration::from_millis(50)).await;
        let began = Instant::now();
        pusher.push("ada").await;
        notes.until(round).await;
        assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    }
    let emails = pusher.emails();
    emails.job(&welcome("late")).delay(Duration::from_hours(1)).push().await.unwrap();
    emails.job(&welcome("soon")).delay(Duration::from_millis(100)).push().await.unwrap();
    assert_eq!(notes.until(6).await[5], "soon");
}

#[tokio::test]
async fn processes_share_the_work_and_one_that_leaves_is_forgotten() {
    let mut place = Place::redis();
    let mut settings = quick();
    settings.lease = Duration::from_millis(100);
    let mut first = House::run(&place, settings.clone()).await;
    let second = House::install(&place, settings).await;
    let notes = first.noting();
    first.push("ada").await;
    notes.until(1).await;
    first.until_idle().await;
    // One that dies without a word: it took a job, and nobody renews its lease.
    second.push("bob").await;
    let consumers = |place: &mut Place| {
        let all = place.server().command(&["XINFO", "CONSUMERS", "runa:{queue:orders:emails}:jobs", "workers"]);
        all.matches("$4 name ").count()
    };
    second.driver().take(1, false).await.unwrap();
    notes.until(2).await;
    first.until_idle().await;
    let forgotten = timeout(PATIENCE, async {
        while consumers(&mut place) != 1 {
            // Whoever counts forgets those that are gone.
            first.counts().await;
            sleep(Duration::from_millis(10)).await;
            first.push("eve").await;
        }
    });
    forgotten.await.unwrap();
    first.until_idle().await;
    first.drain(PATIENCE).await;
    assert_eq!(consumers(&mut place), 0, "who leaves says so");
}

#[tokio::test]
async fn idle_workers_cost_next_to_nothing() {
    let mut place = Place::redis();
    let mut settings = quick();
    settings.lease = Duration::from_secs(30);
    let house = House::run(&place, settings).await;
    let notes = house.noting();
    house.push("ada").await;
    notes.until(1).await;
    house.until_idle().await;
    let commands = |place: &mut Place, name: &str| {
        let stats = place.server().command(&["INFO", "commandstats"]);
        let calls = stats
            .split(&format!("cmdstat_{name}:calls="))
            .nth(1)
            .map(|rest| rest.split(',').next().unwrap().to_owned());
        calls.map_or(0, |calls| calls.parse::<u64>().unwrap())
    };
    let before = commands(&mut place, "evalsha") + commands(&mut place, "xread");
    sleep(Duration::from_secs(4)).await;
    let calls = commands(&mut place, "evalsha") + commands(&mut place, "xread") - before;
    // A look each three seconds, and a wait of five.
    assert!(calls <= 6, "{calls} calls in four seconds");
}

#[tokio::test]
async fn what_others_put_into_the_stream_harms_nobody() {
    let mut place = Place::redis();
    let house = House::run(&place, quick()).await;
    let key = "runa:{queue:orders:emails}:jobs";
    place.server().command(&["XADD", key, "*", "what", "ever"]);
    place.server().command(&["XADD", key, "*", "id", "short", "n", "0", "at", "1", "job", "{}"]);
    let notes = house.noting();
    house.push_at_last("ada").await;
    notes.until(1).await;
    house.until("both are dead", |counts| counts.dead == 2 && counts.running == 0).await;
    let letters = house.emails().dead().await.unwrap();
    assert!(letters.iter().all(|letter| letter.reason.starts_with("it is no `Welcome`")), "{letters:?}");
    assert!(house.emails().delete(letters[0].id).await.unwrap());
    assert!(house.emails().retry(letters[1].id).await.unwrap());
}

#[tokio::test]
async fn a_job_of_any_bytes_and_size_comes_as_it_went() {
    let place = Place::redis();
    let house = House::run(&place, quick()).await;
    let long = format!("{}\u{0}\r\n\u{1F980}\"{}", "a".repeat(1_000_000), "}{:%");
    let notes = house.noting();
    house.push(&long).await;
    assert!(notes.until(1).await[0] == long);
    house.emails().job(&welcome(&long)).delay(Duration::from_millis(10)).push().await.unwrap();
    assert!(notes.until(2).await[1] == long);
}

#[tokio::test]
async fn a_key_of_another_type_is_an_error_that_says_so() {
    let mut place = Place::redis();
    place.server().command(&["SET", "runa:{queue:orders:emails}:jobs", "mine"]);
    let house = House::run(&place, quick()).await;
    house.noting();
    let error = house.try_push("ada").await.unwrap_err().to_string();
    assert!(error.contains("WRONGTYPE"), "{error}");
    let report = house.check(|report| report.at.is_some() && report.status == Status::Fail).await;
    assert!(report.reason.unwrap().contains("WRONGTYPE"));
    place.server().command(&["DEL", "runa:{queue:orders:emails}:jobs"]);
    house.push_at_last("ada").await;
    house.until_idle().await;
}
