//! What a driver promises to a worker.

use super::super::driver::{Delivery, End, How, Settled, Ticket};
use super::*;

over_both! {
    a_job_is_handed_out_to_one
    a_lease_that_runs_out_gives_the_job_to_another_and_fences_the_first
    a_lease_that_is_renewed_does_not_run_out
    a_job_that_nobody_ends_is_handed_out_max_times_more_and_then_lies_dead
    what_is_handed_back_is_there_at_once
    a_question_that_is_repeated_does_no_harm
}

/// A queue that nobody handles.
async fn house(place: &Place) -> House {
    let mut settings = quick();
    settings.lease = Duration::from_millis(100);
    House::install(place, settings).await
}

impl House {
    async fn take(&self, most: usize) -> Vec<Delivery> {
        self.driver().take(most, true).await.unwrap().jobs
    }

    async fn settle(&self, ticket: Ticket, how: How) -> Settled {
        self.driver().settle(&[End { ticket, how }]).await.unwrap()[0]
    }

    /// Waits until one is handed out.
    async fn take_one(&self) -> Delivery {
        let one = timeout(PATIENCE, async {
            loop {
                match self.take(1).await.pop() {
                    Some(delivery) => return delivery,
                    None => sleep(Duration::from_millis(2)).await,
                }
            }
        });
        one.await.unwrap()
    }
}

async fn a_job_is_handed_out_to_one(place: Place) {
    let house = house(&place).await;
    for to in ["a", "b", "c"] {
        house.push(to).await;
    }
    let first = house.driver().take(2, false).await.unwrap();
    assert_eq!((first.jobs.len(), first.out), (2, 2));
    let second = house.driver().take(9, false).await.unwrap();
    assert_eq!((second.jobs.len(), second.out, second.due), (1, 3, None));
    let of =
        |jobs: &[Delivery]| jobs.iter().map(|job| String::from_utf8(job.payload.clone()).unwrap()).collect::<Vec<_>>();
    assert_eq!(of(&first.jobs), [r#"{"to":"a"}"#, r#"{"to":"b"}"#], "in the order in which they were pushed");
    let counts = house.counts().await;
    assert_eq!((counts.waiting, counts.running, counts.oldest), (0, 3, None));
}

async fn a_lease_that_runs_out_gives_the_job_to_another_and_fences_the_first(place: Place) {
    let house = house(&place).await;
    house.push("ada").await;
    let first = house.take_one().await;
    let second = house.take_one().await;
    assert_eq!((first.id, first.attempt, second.attempt), (second.id, 1, 2));
    assert_ne!(first.ticket, second.ticket);
    // Whatever the first says now is refused, and changes nothing.
    assert_eq!(house.driver().renew(&[first.ticket]).await.unwrap(), [first.ticket]);
    for how in
        [How::Done, How::Again { after: Duration::ZERO }, How::Dead { reason: "x".into() }, How::Back { counted: true }]
    {
        assert_eq!(house.settle(first.ticket, how).await, Settled::Lost);
    }
    assert_eq!(house.counts().await.running, 1);
    assert_eq!(house.settle(second.ticket, How::Done).await, Settled::Yes);
    assert_eq!(house.counts().await, Counts::default());
}

async fn a_lease_that_is_renewed_does_not_run_out(place: Place) {
    let house = house(&place).await;
    house.push("ada").await;
    let one = house.take_one().await;
    let until = tokio::time::Instant::now() + Duration::from_millis(500);
    while tokio::time::Instant::now() < until {
        assert!(house.driver().renew(&[one.ticket]).await.unwrap().is_empty());
        assert!(house.take(9).await.is_empty());
        sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(house.settle(one.ticket, How::Done).await, Settled::Yes);
}

async fn a_job_that_nobody_ends_is_handed_out_max_times_more_and_then_lies_dead(place: Place) {
    let house = house(&place).await;
    let id = house.push("ada").await;
    for attempt in 1..=3 {
        assert_eq!(house.take_one().await.attempt, attempt);
    }
    let buried = timeout(PATIENCE, async {
        loop {
            let taken = house.driver().take(9, true).await.unwrap();
            assert!(taken.jobs.is_empty(), "not a fourth time");
            if !taken.buried.is_empty() {
                return taken;
            }
            sleep(Duration::from_millis(5)).await;
        }
    });
    let buried = buried.await.unwrap();
    assert_eq!((buried.buried, buried.out), (vec![(id, 3)], 0));
    let letter = house.emails().dead().await.unwrap().remove(0);
    assert_eq!((letter.id, letter.attempts), (id, 3));
    assert!(letter.reason.starts_with("handed out 3 times"), "{}", letter.reason);
    assert_eq!(house.counts().await, Counts { dead: 1, ..Counts::default() });
}

async fn what_is_handed_back_is_there_at_once(place: Place) {
    let house = house(&place).await;
    house.push("ada").await;
    for (counted, attempt) in [(false, 1), (true, 1), (true, 2), (false, 3)] {
        let one = house.driver().take(1, false).await.unwrap().jobs.remove(0);
        assert_eq!(one.attempt, attempt);
        assert_eq!(house.settle(one.ticket, How::Back { counted }).await, Settled::Yes);
        assert_eq!(house.counts().await.waiting, 1);
    }
}

async fn a_question_that_is_repeated_does_no_harm(place: Place) {
    let house = house(&place).await;
    house.push("ada").await;
    for how in [How::Again { after: Duration::ZERO }, How::Dead { reason: "x".into() }, How::Done] {
        let dead = how == How::Dead { reason: "x".into() };
        let one = house.take_one().await;
        let after = match &how {
            How::Again { .. } => How::Again { after: Duration::from_millis(1) },
            _ => how,
        };
        assert_eq!(house.settle(one.ticket, after.clone()).await, Settled::Yes);
        assert_eq!(house.settle(one.ticket, after).await, Settled::Gone);
        if dead {
            let letters = house.emails().dead().await.unwrap();
            assert_eq!(letters.len(), 1);
            assert!(house.emails().retry(letters[0].id).await.unwrap());
        }
    }
    assert_eq!(house.counts().await, Counts::default());
}
