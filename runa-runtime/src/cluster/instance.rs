//! One instance, as it is told to the service, and as it is written into the store.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize, Serializer};

use crate::kernel::clock;

/// What an instance does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Status {
    /// It listens, but a check of its start has not passed yet.
    Starting,
    /// It serves.
    Running,
    /// It still serves, but is about to end.
    Draining,
}

impl Status {
    pub(super) const ALL: [Self; 3] = [Self::Starting, Self::Running, Self::Draining];

    /// As it stands in panels, metrics and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Draining => "draining",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An instance of the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Instance {
    /// Its name. Unless the manifest gives one, no two boots have the same.
    pub id: String,
    /// Which of its lives this is: larger for each time it joins, and new when it was counted as gone in between. 0 until it has joined.
    pub incarnation: u64,
    /// The service.
    pub service: String,
    /// The stage that it runs.
    pub stage: String,
    /// The version of the service.
    pub version: String,
    /// The name of its machine or container, where the system tells one.
    pub hostname: Option<String>,
    /// The id of its process.
    pub pid: u32,
    /// Where it serves: the address it is bound to, or its host's name and the port if that is every address of its machine. `None` for one
    /// without routes.
    pub addr: Option<String>,
    /// What it does.
    pub status: Status,
    /// When it was started, by the store's clock.
    #[serde(serialize_with = "time")]
    pub started: SystemTime,
    /// When it last showed that it lives, by the store's clock, as far as is known.
    #[serde(serialize_with = "time")]
    pub last_heartbeat: SystemTime,
    /// What its manifest says of it.
    pub meta: BTreeMap<String, String>,
}

impl Instance {
    /// Whether anything but the time of its last heartbeat differs.
    pub(super) fn differs_from(&self, other: &Self) -> bool {
        Self { last_heartbeat: other.last_heartbeat, ..self.clone() } != *other
    }
}

fn time<S: Serializer>(time: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&clock::text(*time))
}

/// What an instance writes about itself into the store; id, incarnation and start stand beside it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Body {
    pub(super) stage: String,
    pub(super) version: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) hostname: Option<String>,
    pub(super) pid: u32,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) addr: Option<String>,
    pub(super) status: Status,
    /// In milliseconds.
    pub(super) ttl: u64,
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub(super) meta: BTreeMap<String, String>,
}

/// An instance in the store. Times are milliseconds since 1970, by the store's clock.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) id: String,
    pub(super) incarnation: u64,
    pub(super) started: u64,
    pub(super) body: Body,
    /// Until when it counts as alive without a further heartbeat.
    pub(super) until: u64,
}

impl Record {
    pub(super) const fn ttl(&self) -> Duration {
        Duration::from_millis(self.body.ttl)
    }

    pub(super) fn instance(self, service: &str) -> Instance {
        let Body { stage, version, hostname, pid, addr, status, ttl, meta } = self.body;
        Instance {
            id: self.id,
            incarnation: self.incarnation,
            service: service.to_owned(),
            stage,
            version,
            hostname,
            pid,
            addr,
            status,
            started: moment(self.started),
            last_heartbeat: moment(self.until.saturating_sub(ttl)),
            meta,
        }
    }
}

/// A time of the store.
pub(super) fn moment(milliseconds: u64) -> SystemTime {
    // What no clock can show is no time: it comes from a store that somebody else writes to.
    UNIX_EPOCH.checked_add(Duration::from_millis(milliseconds)).unwrap_or(UNIX_EPOCH)
}
