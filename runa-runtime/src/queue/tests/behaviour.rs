//! What users see of queues, whatever keeps them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Instant, SystemTime};

use super::*;

over_both! {
    a_job_is_run_with_what_is_known_of_it
    what_was_pushed_before_anybody_handles_it_is_run_when_the_process_runs
    a_job_that_fails_is_tried_again_and_then_lies_dead
    with_max_zero_it_is_tried_once
    a_panic_is_a_failure
    what_cannot_be_read_is_dead_at_once
    a_dead_letter_can_be_tried_again_or_forgotten
    a_delayed_job_waits_and_comes_in_time
    a_lease_is_renewed_while_its_job_runs
    no_more_run_than_its_concurrency_allows
    a_queue_has_one_handler
    what_it_counts_stands_in_metrics_and_panels
}

async fn a_job_is_run_with_what_is_known_of_it(place: Place) {
    let house = House::run(&place, quick()).await;
    let notes = Notes::default();
    let pen = notes.clone();
    let before = SystemTime::now() - Duration::from_millis(2);
    house
        .emails()
        .handle(move |job: Job<Welcome>| {
            let age = job.pushed_at().duration_since(before).is_ok();
            pen.add(format!("{} {} {} {age}", job.to, job.id(), job.attempt()));
            async { Ok::<_, String>(()) }
        })
        .unwrap();
    let ids = [house.push("ada").await, house.push("bob").await];
    notes.until(2).await;
    house.until_idle().await;
    let mut all = notes.all();
    all.sort();
    assert_eq!(all, [format!("ada {} 1 true", ids[0]), format!("bob {} 1 true", ids[1])]);
    assert_eq!(house.counts().await, Counts::default());
}

async fn what_was_pushed_before_anybody_handles_it_is_run_when_the_process_runs(place: Place) {
    let house = House::install(&place, quick()).await;
    let notes = Notes::default();
    house.push("ada").await;
    let pen = notes.clone();
    let handle = move |job: Job<Welcome>| {
        pen.add(job.into_inner().to);
        async { Ok::<_, String>(()) }
    };
    house.emails().handle(handle).unwrap();
    house.push("bob").await;
    assert_eq!((house.counts().await.waiting, notes.all().len()), (2, 0));
    house.parts.life.advance(Phase::Running);
    notes.until(2).await;
}

async fn a_job_that_fails_is_tried_again_and_then_lies_dead(place: Place) {
    let house = House::run(&place, quick()).await;
    let notes = Notes::default();
    let pen = notes.clone();
    let fail = move |job: Job<Welcome>| {
        pen.add(job.attempt().to_string());
        async { Err::<(), _>(std::io::Error::other("the server is tired")) }
    };
    house.emails().handle(fail).unwrap();
    let id = house.push("ada").await;
    house.until("dead", |counts| counts.dead == 1).await;
    assert_eq!(notes.all(), ["1", "2", "3"]);
    let letter = house.emails().dead().await.unwrap().remove(0);
    assert_eq!((letter.id, letter.attempts), (id, 3));
    assert_eq!((&*letter.reason, &*letter.payload), ("the server is tired", r#"{"to":"ada"}"#));
    assert!(letter.pushed_at <= letter.since);
    house.until_idle().await;
    let ended = |outcome| house.sample(&format!(r#"runa_queue_jobs_total{{queue="emails",outcome="{outcome}"}}"#));
    assert_eq!((ended("done"), ended("failed"), ended("dead")), (Some(0.0), Some(2.0), Some(1.0)));
}

async fn with_max_zero_it_is_tried_once(place: Place) {
    let mut settings = quick();
    settings.retry.0.max = 0;
    let house = House::run(&place, settings).await;
    house.emails().handle(|_: Job<Welcome>| async { Err::<(), _>("no") }).unwrap();
    house.push("ada").await;
    house.until("dead", |counts| counts.dead == 1).await;
    assert_eq!(house.emails().dead().await.unwrap()[0].attempts, 1);
}

async fn a_panic_is_a_failure(place: Place) {
    let house = House::run(&place, quick()).await;
    let notes = Notes::default();
    let pen = notes.clone();
    let handler = move |job: Job<Welcome>| {
        // The first panics while it is called, the second while it is awaited.
        assert!(job.attempt() != 1, "at once");
        let pen = pen.clone();
        async move {
            assert!(job.attempt() != 2, "later");
            pen.add("well");
            Ok::<_, String>(())
        }
    };
    house.emails().handle(handler).unwrap();
    house.push("ada").await;
    notes.until(1).await;
    house.until_idle().await;
    assert_eq!(house.counts().await.dead, 0);
}

async fn what_cannot_be_read_is_dead_at_once(place: Place) {
    let house = House::run(&place, quick()).await;
    house.emails().handle(|_: Job<Welcome>| async { Ok::<_, String>(()) }).unwrap();
    house.emails().push(&serde_json::json!({ "from": "ada" })).await.unwrap();
    house.until("dead", |counts| counts.dead == 1).await;
    let letter = house.emails().dead().await.unwrap().remove(0);
    assert_eq!(letter.attempts, 1);
    assert!(letter.reason.starts_with("it is no `Welcome`: missing field `to`"), "{}", letter.reason);
}

async fn a_dead_letter_can_be_tried_again_or_forgotten(place: Place) {
    let mut settings = quick();
    settings.retry.0.max = 0;
    let house = House::run(&place, settings).await;
    let notes = Notes::default();
    let runs = AtomicUsize::new(0);
    let pen = notes.clone();
    let handler = move |job: Job<Welcome>| {
        let run = runs.fetch_add(1, Ordering::Relaxed);
        pen.add(format!("{} {}", job.id(), job.attempt()));
        async move { if run < 2 { Err("not yet") } else { Ok(()) } }
    };
    house.emails().handle(handler).unwrap();
    let ids = [house.push("ada").await, house.push("bob").await];
    house.until("both dead", |counts| counts.dead == 2).await;
    let emails = house.emails();
    assert!(emails.retry(ids[0]).await.unwrap());
    let all = notes.until(3).await;
    assert_eq!(all[2], format!("{} 1", ids[0]), "with all its attempts");
    house.until("one is left", |counts| counts.dead == 1 && counts.running == 0).await;
    assert!(!emails.retry(ids[0]).await.unwrap(), "it is dead no more");
    assert!(emails.delete(ids[1]).await.unwrap());
    assert!(!emails.delete(ids[1]).await.unwrap());
    assert_eq!(house.counts().await, Counts::default());
}

async fn a_delayed_job_waits_and_comes_in_time(place: Place) {
    let house = House::run(&place, quick()).await;
    let (notes, began) = (Notes::default(), Instant::now());
    let pen = notes.clone();
    let handler = move |job: Job<Welcome>| {
        pen.add(format!("{} {}", job.to, began.elapsed().as_millis()));
        async { Ok::<_, String>(()) }
    };
    house.emails().handle(handler).unwrap();
    let emails = house.emails();
    // The second is due before the first, for which the worker sleeps by then.
    for (to, delay) in [("late", 900), ("soon", 300)] {
        emails.job(&welcome(to)).delay(Duration::from_millis(delay)).push().await.unwrap();
    }
    assert_eq!(house.counts().await, Counts { delayed: 2, ..Counts::default() });
    let all = notes.until(2).await;
    let waited = |note: &str, to: &str| -> u64 { note.strip_prefix(to).unwrap().trim().parse().unwrap() };
    let (soon, late) = (waited(&all[0], "soon"), waited(&all[1], "late"));
    assert!((300..900).contains(&soon) && (900..5_000).contains(&late), "{all:?}");
}

async fn a_lease_is_renewed_while_its_job_runs(place: Place) {
    let house = House::run(&place, quick()).await;
    let notes = Notes::default();
    let pen = notes.clone();
    let handler = move |_: Job<Welcome>| {
        let pen = pen.clone();
        async move {
            pen.add("begun");
            sleep(Duration::from_secs(2)).await;
            pen.add("ended");
            Ok::<_, String>(())
        }
    };
    house.emails().handle(handler).unwrap();
    house.push("ada").await;
    notes.until(2).await;
    house.until_idle().await;
    assert_eq!(notes.all(), ["begun", "ended"], "more than three leases long, and run once");
}

async fn no_more_run_than_its_concurrency_allows(place: Place) {
    let house = House::run(&place, quick()).await;
    let (now, most, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)), Notes::default());
    for _ in 0..30 {
        house.push("ada").await;
    }
    let (running, seen, pen) = (Arc::clone(&now), Arc::clone(&most), done.clone());
    let handler = move |_: Job<Welcome>| {
        let (running, seen, pen) = (Arc::clone(&running), Arc::clone(&seen), pen.clone());
        async move {
            seen.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            sleep(Duration::from_millis(10)).await;
            running.fetch_sub(1, Ordering::SeqCst);
            pen.add("done");
            Ok::<_, String>(())
        }
    };
    house.emails().handle(handler).unwrap();
    done.until(30).await;
    assert_eq!(most.load(Ordering::SeqCst), 4);
}

async fn a_queue_has_one_handler(place: Place) {
    let house = House::install(&place, quick()).await;
    house.emails().handle(|_: Job<Welcome>| async { Ok::<_, String>(()) }).unwrap();
    let again = house.emails().handle(|_: Job<Welcome>| async { Ok::<_, String>(()) });
    let error = again.unwrap_err().to_string();
    assert!(error.starts_with("queue `emails` has a handler already"), "{error}");
    let error = house.queues.named("email").unwrap_err().to_string();
    assert_eq!(error, "there is no queue `email`; the running stage declares `emails`");
}

async fn what_it_counts_stands_in_metrics_and_panels(place: Place) {
    use crate::kernel::panels::Content;
    let mut settings = quick();
    settings.retry.0.max = 0;
    let house = House::run(&place, settings).await;
    house.push("ada").await;
    house.emails().job(&welcome("bob")).delay(Duration::from_hours(1)).push().await.unwrap();
    let read = |name: &str| house.sample(&format!(r#"{name}{{queue="emails"}}"#));
    let seen = timeout(PATIENCE, async {
        while read("runa_queue_depth") != Some(1.0) || read("runa_queue_delayed") != Some(1.0) {
            sleep(Duration::from_millis(10)).await;
        }
    });
    assert!(seen.await.is_ok(), "{}", house.parts.metrics.text(Form::Classic));
    assert_eq!(read("runa_queue_pushed_total"), Some(2.0));
    assert!(read("runa_queue_oldest_age_seconds").unwrap() > 0.0);

    house.emails().handle(|_: Job<Welcome>| async { Err::<(), _>("no") }).unwrap();
    let row = |panel: &str| {
        let panels = house.parts.panels.look();
        match panels.into_iter().find(|view| view.name == panel).unwrap().content {
            Content::Table(columns, rows) => {
                rows.first().map(|row| columns.into_iter().zip(row.clone()).collect::<Vec<_>>())
            }
            other => panic!("{other:?}"),
        }
    };
    let cell = |panel: &str, column: &str| {
        row(panel).and_then(|row| row.into_iter().find(|(name, _)| *name == column)).map(|(_, text)| text)
    };
    let seen = timeout(PATIENCE, async {
        while cell("queue.dead", "reason").as_deref() != Some("no") {
            sleep(Duration::from_millis(10)).await;
        }
    });
    assert!(seen.await.is_ok(), "{:?}", row("queue.dead"));
    assert_eq!(cell("queue.dead", "job").as_deref(), Some(r#"{"to":"ada"}"#));
    assert_eq!(cell("queue.dead", "attempts").as_deref(), Some("1"));
    for (column, value) in [("queue", "emails"), ("waiting", "0"), ("delayed", "1"), ("running", "0"), ("dead", "1")] {
        assert_eq!(cell("queue", column).as_deref(), Some(value), "{column}");
    }
    assert_eq!(read("runa_queue_dead_letters"), Some(1.0));
    assert_eq!(read("runa_queue_job_duration_seconds_count"), Some(1.0));
}
