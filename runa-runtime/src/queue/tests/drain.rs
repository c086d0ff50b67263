//! What happens to jobs when the process ends.

use super::*;

over_both! {
    running_jobs_end_and_no_more_are_taken
    what_does_not_end_in_time_is_handed_back_at_once
    a_job_that_runs_while_draining_keeps_its_lease
    without_jobs_it_takes_no_time
}

/// What a handler does.
type Work = std::pin::Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;

fn slow(notes: &Notes, time: Duration) -> impl Fn(Job<Welcome>) -> Work + use<> {
    let notes = notes.clone();
    move |job: Job<Welcome>| {
        let notes = notes.clone();
        Box::pin(async move {
            notes.add(format!("begun {}", job.to));
            sleep(time).await;
            notes.add(format!("ended {}", job.to));
            Ok(())
        })
    }
}

async fn running_jobs_end_and_no_more_are_taken(place: Place) {
    let mut settings = quick();
    settings.concurrency = 1;
    let mut house = House::run(&place, settings).await;
    let notes = Notes::default();
    house.emails().handle(slow(&notes, Duration::from_millis(300))).unwrap();
    house.push("ada").await;
    house.push("bob").await;
    notes.until(1).await;
    house.drain(PATIENCE).await;
    assert_eq!(notes.all(), ["begun ada", "ended ada"]);
    let counts = house.counts().await;
    assert_eq!((counts.waiting, counts.running), (1, 0), "ada's job is settled, bob's waits");
}

async fn what_does_not_end_in_time_is_handed_back_at_once(place: Place) {
    let mut settings = quick();
    // Nobody could take it by its lease.
    settings.lease = Duration::from_hours(1);
    let mut house = House::run(&place, settings).await;
    let notes = Notes::default();
    house.emails().handle(slow(&notes, Duration::from_hours(1))).unwrap();
    house.push("ada").await;
    notes.until(1).await;
    house.drain(Duration::from_secs(2)).await;
    let counts = house.counts().await;
    assert_eq!((counts.waiting, counts.running), (1, 0));
    let next = house.driver().take(1, false).await.unwrap().jobs.remove(0);
    assert_eq!(next.attempt, 2, "it was begun, so it counts");
    assert_eq!(house.sample(r#"runa_queue_running{queue="emails"}"#), Some(0.0));
}

async fn a_job_that_runs_while_draining_keeps_its_lease(place: Place) {
    let mut house = House::run(&place, quick()).await;
    let notes = Notes::default();
    house.emails().handle(slow(&notes, Duration::from_secs(2))).unwrap();
    house.push("ada").await;
    notes.until(1).await;
    house.parts.life.advance(Phase::Draining);
    let until = tokio::time::Instant::now() + Duration::from_millis(1_500);
    let driver = Arc::clone(&house.queues.lines[0].driver);
    // More than two leases.
    while tokio::time::Instant::now() < until {
        assert!(driver.take(1, true).await.unwrap().jobs.is_empty());
        sleep(Duration::from_millis(20)).await;
    }
    house.drain(PATIENCE).await;
    assert_eq!(notes.all(), ["begun ada", "ended ada"]);
    assert_eq!(house.counts().await, Counts::default());
}

async fn without_jobs_it_takes_no_time(place: Place) {
    for handled in [false, true] {
        let mut house = House::run(&place, quick()).await;
        if handled {
            house.emails().handle(|_: Job<Welcome>| async { Ok::<_, String>(()) }).unwrap();
        }
        let began = tokio::time::Instant::now();
        house.drain(PATIENCE).await;
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    }
}
