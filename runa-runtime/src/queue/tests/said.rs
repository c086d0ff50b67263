//! What is said to people, once and with the name of the queue.

use super::*;
use crate::kernel::tests::heard::hear;

/// Keeps what events say.
#[derive(Clone, Debug, Default)]
struct Said(Arc<Mutex<Vec<String>>>);

impl Said {
    /// What is said on this thread, until the guard is dropped.
    fn begin() -> (Self, tracing::dispatcher::DefaultGuard) {
        let said = Self::default();
        let kept = said.clone();
        (said, hear("runa", move |line| kept.0.lock().unwrap().push(line.message())))
    }

    fn all(&self, part: &str) -> Vec<String> {
        self.0.lock().unwrap().iter().filter(|text| text.contains(part)).cloned().collect()
    }

    async fn until(&self, part: &str) -> Vec<String> {
        let reached = timeout(PATIENCE, async {
            while self.all(part).is_empty() {
                sleep(Duration::from_millis(2)).await;
            }
        });
        assert!(reached.await.is_ok(), "nobody says `{part}`: {:?}", self.all(""));
        self.all(part)
    }
}

#[tokio::test]
async fn a_queue_that_nobody_handles_is_named_when_the_service_begins() {
    for handled in [false, true] {
        let (said, _guard) = Said::begin();
        let mut house = House::install(&Place::Memory, quick()).await;
        if handled {
            house.emails().handle(|_: Job<Welcome>| async { Ok::<_, String>(()) }).unwrap();
        }
        // A task that ends at once would be told of, as one that has ended.
        assert!(house.tasks.is_empty());
        house.joined.demands.drain(..).for_each(|demand| demand().unwrap());
        let warning =
            "WARN queue `emails` has no handler in this process: its jobs wait until another process runs them";
        let expected: &[&str] = if handled { &[] } else { &[warning] };
        assert_eq!(said.all("handler"), expected);
    }
}

#[tokio::test]
async fn a_failure_says_when_it_is_tried_again_and_a_death_why() {
    let (said, _guard) = Said::begin();
    let house = House::run(&Place::Memory, quick()).await;
    house.emails().handle(|_: Job<Welcome>| async { Err::<(), _>("it rains") }).unwrap();
    house.push("ada").await;
    said.until("ERROR a job of queue `emails` is dead: it rains").await;
    let again = said.all("WARN a job of queue `emails` failed and is tried again in ");
    assert_eq!(again.len(), 2, "{again:?}");
    assert!(again.iter().all(|text| text.ends_with("ms: it rains")), "{again:?}");
}

#[cfg(feature = "redis")]
#[tokio::test]
async fn what_the_server_does_not_promise_and_that_it_is_away_is_said_once() {
    let (said, _guard) = Said::begin();
    let mut server = crate::kernel::tests::redis::Redis::start();
    server.command(&["CONFIG", "SET", "appendfsync", "everysec"]);
    let house = House::run(&Place::At(server.url()), quick()).await;
    house.emails().handle(|_: Job<Welcome>| async { Ok::<_, String>(()) }).unwrap();
    let gaps = said.until("redis does not keep all that queues promise").await;
    assert!(gaps.len() == 1 && gaps[0].contains("`appendfsync everysec`: when its machine dies"), "{gaps:?}");
    house.push("ada").await;
    house.until_idle().await;
    server.kill();
    // Wakes the worker, which finds it away.
    let _ = house.emails().push(&welcome("bob")).await;
    house.queues.lines[0].driver.take(1, false).await.unwrap_err();
    said.until("WARN queue `emails` cannot be worked on: ").await;
    server.restart();
    said.until("INFO queue `emails` is worked on again").await;
    assert_eq!(said.all("cannot be worked on").len(), 1);
}
