//! Who is known, and what becomes of it with each word of the store. No input or output: this is where the rules stand.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::driver::{Change, Listing};
use super::instance::{Instance, Record, moment};

/// The instances that are known, by their ids.
#[derive(Debug, Default)]
pub(super) struct Members {
    by_id: BTreeMap<String, Member>,
}

#[derive(Debug)]
struct Member {
    instance: Arc<Instance>,
    ttl: Duration,
    /// Set while the store does not know it, because it has lost its data.
    kept_until: Option<Instant>,
}

impl Members {
    /// Takes over what the store has. If it has `lost` data, those whom it does not know are kept for as long as they have to come back;
    /// else they have gone, but for those who are kept already.
    pub(super) fn replace(&mut self, listing: Listing, lost: bool, now: Instant) {
        let mut before = std::mem::take(&mut self.by_id);
        for record in listing.records {
            before.remove(&record.id);
            self.set(record, listing.service);
        }
        if lost {
            for member in before.values_mut() {
                member.kept_until = Some(now + member.ttl);
            }
        } else {
            before.retain(|_, member| member.kept_until.is_some());
        }
        self.by_id.append(&mut before);
    }

    /// Takes over one change.
    pub(super) fn apply(&mut self, change: Change, service: &'static str) {
        match change.record {
            Some(record) => self.set(record, service),
            None => {
                self.by_id.remove(&change.id);
            }
        }
    }

    /// Takes over until when each counts as alive.
    pub(super) fn refresh(&mut self, times: Vec<(String, u64)>) {
        let times: HashMap<String, u64> = times.into_iter().collect();
        for (id, member) in &mut self.by_id {
            if let Some(until) = times.get(id) {
                let ttl = u64::try_from(member.ttl.as_millis()).unwrap_or(u64::MAX);
                let last_heartbeat = moment(until.saturating_sub(ttl));
                if last_heartbeat > member.instance.last_heartbeat {
                    Arc::make_mut(&mut member.instance).last_heartbeat = last_heartbeat;
                }
            }
        }
    }

    /// Gives those who are kept their whole time again: while the store was away, nobody could come back.
    pub(super) fn renew(&mut self, now: Instant) {
        for member in self.by_id.values_mut().filter(|member| member.kept_until.is_some()) {
            member.kept_until = Some(now + member.ttl);
        }
    }

    /// Lets those go who had their time to come back. The store must have answered just now.
    pub(super) fn expire(&mut self, now: Instant) {
        self.by_id.retain(|_, member| member.kept_until.is_none_or(|until| until > now));
    }

    /// When the next one has had its time to come back, if any is waited for.
    pub(super) fn next_end(&self) -> Option<Instant> {
        self.by_id.values().filter_map(|member| member.kept_until).min()
    }

    pub(super) fn get(&self, id: &str) -> Option<&Arc<Instance>> {
        self.by_id.get(id).map(|member| &member.instance)
    }

    /// All, by their ids.
    pub(super) fn all(&self) -> Arc<[Arc<Instance>]> {
        self.by_id.values().map(|member| Arc::clone(&member.instance)).collect()
    }

    fn set(&mut self, record: Record, service: &str) {
        let id = record.id.clone();
        let member = Member { ttl: record.ttl(), kept_until: None, instance: Arc::new(record.instance(service)) };
        self.by_id.insert(id, member);
    }
}
