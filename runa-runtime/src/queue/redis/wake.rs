//! Wakes the workers of this process: one connection waits for all of its queues.

use std::sync::Arc;
use std::time::Duration;

use ::redis::cmd;
use ::redis::streams::StreamReadReply;
use tokio::sync::Notify;
use tokio::time::sleep;

use crate::kernel::redis::Redis;

/// How long one call waits in the server.
const BLOCK: Duration = Duration::from_secs(5);

/// How long its answer may take beyond that.
const AIR: Duration = Duration::from_secs(2);

/// The pause after a call that failed.
const PAUSE: Duration = Duration::from_millis(250);

/// One queue: its stream of wake-ups, and the worker that sleeps.
#[derive(Clone, Debug)]
pub(super) struct Bell {
    pub(super) key: String,
    pub(super) worker: Arc<Notify>,
}

/// Listens, for as long as it is polled. `redis` is a connection that waits.
pub(super) async fn listen(redis: Redis, bells: Vec<Bell>) {
    // From the very first: what came while nobody listened wakes once too often rather than never. Also after a failure, since another
    // server may have another clock.
    let start = vec!["0-0".to_owned(); bells.len()];
    let mut seen = start.clone();
    loop {
        let mut read = cmd("XREAD");
        read.arg("BLOCK").arg(super::whole(BLOCK)).arg("STREAMS");
        for bell in &bells {
            read.arg(&bell.key);
        }
        read.arg(&seen);
        match redis.call::<Option<StreamReadReply>>(&read, BLOCK + AIR).await {
            Ok(None) => {}
            Ok(Some(reply)) => {
                for stream in reply.keys {
                    let bell = bells.iter().position(|bell| bell.key == stream.key);
                    if let (Some(place), Some(last)) = (bell, stream.ids.last()) {
                        seen[place].clone_from(&last.id);
                        bells[place].worker.notify_one();
                    }
                }
            }
            Err(_) => {
                seen.clone_from(&start);
                sleep(PAUSE).await;
                redis.reached().await;
            }
        }
    }
}
