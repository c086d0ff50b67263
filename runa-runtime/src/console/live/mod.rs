//! Pages that change while somebody looks.
//!
//! Whoever looks at the same page with the same filter is in one room: the page is rendered once a second for the room, not for each
//! viewer, and sent only if it has changed. A viewer that takes nothing misses what came between; nothing is queued for it. A room that
//! everybody has left is gone.

mod stream;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use super::auth::Signed;
use super::pages::{Page, Query};
use super::site::Site;
use stream::Stream;

/// How often a page is rendered while somebody looks.
const EVERY: Duration = Duration::from_secs(1);
/// Rooms at one time: pages, and filters of the log.
const ROOMS: usize = 32;
/// Viewers at one time.
const VIEWERS: usize = 64;

/// The rooms of one console.
#[derive(Debug, Default)]
pub(super) struct Hub(Mutex<HashMap<Key, watch::Sender<Arc<str>>>>);

type Key = (Page, Query);

impl Hub {
    /// How many look.
    pub(super) fn viewers(&self) -> usize {
        self.lock().values().map(watch::Sender::receiver_count).sum()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, watch::Sender<Arc<str>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The content of a page, again whenever it changes. `None`: there are too many viewers.
pub(super) fn stream(site: &Arc<Site>, page: Page, query: Query, signed: Signed) -> Option<Stream> {
    let mut rooms = site.hub.lock();
    if rooms.values().map(watch::Sender::receiver_count).sum::<usize>() >= VIEWERS {
        return None;
    }
    let key = (page, query);
    let receiver = match rooms.get(&key) {
        Some(room) => room.subscribe(),
        None if rooms.len() >= ROOMS => return None,
        None => {
            let (sender, receiver) = watch::channel(Arc::from(""));
            rooms.insert(key.clone(), sender);
            tokio::spawn(keep(Arc::clone(site), key));
            receiver
        }
    };
    drop(rooms);
    Some(Stream::new(receiver, site.parts.life.clone(), signed))
}

/// Renders for one room, until it is empty or the process ends.
async fn keep(site: Arc<Site>, key: Key) {
    // Held for as long as somebody looks: what is not watched is not noted.
    let _lines = (key.0 == Page::Logs).then(|| site.parts.tail.watch());
    let _samples = site.traffic.watch();
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !site.parts.life.is_ending() {
        ticks.tick().await;
        let html = site.show(key.0, &key.1);
        let mut rooms = site.hub.lock();
        let Some(room) = rooms.get(&key) else { return };
        if room.receiver_count() == 0 {
            rooms.remove(&key);
            return;
        }
        room.send_if_modified(|shown| {
            let changed = **shown != *html;
            if changed {
                *shown = html.into();
            }
            changed
        });
    }
    site.hub.lock().remove(&key);
}
