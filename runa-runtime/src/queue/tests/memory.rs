//! What only queues in memory have to stand.

use super::*;

#[tokio::test]
async fn a_full_queue_takes_no_more_and_says_so() {
    let mut settings = quick();
    settings.capacity = 2;
    let house = House::install(&Place::Memory, settings).await;
    house.push("ada").await;
    house.emails().job(&welcome("bob")).delay(Duration::from_mins(1)).push().await.unwrap();
    let full = house.emails().push(&welcome("eve")).await.unwrap_err();
    assert_eq!(full, PushError::Full { queue: "emails".into(), capacity: 2 });
    assert_eq!(full.to_string(), "queue `emails` is full: 2 jobs wait in memory, its `capacity`");
    assert_eq!(house.sample(r#"runa_queue_pushed_total{queue="emails"}"#), Some(2.0));
    // What is handed out makes room.
    house.driver().take(1, false).await.unwrap();
    house.push("eve").await;
}

#[tokio::test]
async fn what_cannot_be_written_is_refused() {
    let house = House::install(&Place::Memory, quick()).await;
    let keys_are_no_text = std::collections::HashMap::from([((1, 2), 3)]);
    let error = house.emails().push(&keys_are_no_text).await.unwrap_err().to_string();
    assert_eq!(error, "the job for queue `emails` cannot be written as JSON: key must be a string");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pushed_from_many_threads_nothing_is_lost_or_run_twice() {
    let mut settings = quick();
    (settings.capacity, settings.concurrency) = (100_000, 32);
    let house = House::run(&Place::Memory, settings).await;
    let notes = Notes::default();
    let pen = notes.clone();
    let handler = move |job: Job<Welcome>| {
        pen.add(job.to.clone());
        async { Ok::<_, String>(()) }
    };
    house.emails().handle(handler).unwrap();
    let mut pushing = tokio::task::JoinSet::new();
    for thread in 0..8 {
        let emails = house.emails();
        pushing.spawn(async move {
            for number in 0..500 {
                emails.push(&welcome(&format!("{thread}-{number}"))).await.unwrap();
            }
        });
    }
    pushing.join_all().await;
    notes.until(4_000).await;
    house.until_idle().await;
    let mut all = notes.all();
    all.sort();
    all.dedup();
    assert_eq!((all.len(), notes.all().len()), (4_000, 4_000));
}
