//! This instance: what does not change while the process lives, and what others are told of it.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, SystemTime};

use runa_schema::settings::{ClusterSettings, ServerSettings};
use runa_schema::value::{Address, Advertised, is_loopback};
use tokio::time::Instant;

use super::instance::{Body, Instance, Status};
use crate::kernel::checks::{Kind, Status as Found};
use crate::kernel::{Error, Parts, Phase, Result};

/// The longest id that is taken.
const LONGEST: usize = 200;

#[derive(Debug)]
pub(super) struct Own {
    pub(super) id: String,
    pub(super) ttl: Duration,
    pub(super) interval: Duration,
    hostname: Option<String>,
    advertised: Option<Advertised>,
    meta: BTreeMap<String, String>,
    began: Instant,
    began_here: SystemTime,
}

impl Own {
    pub(super) fn new(settings: &ClusterSettings, server: &ServerSettings) -> Result<Self> {
        let hostname = hostname();
        let id = match &settings.id {
            Some(id) if id.trim().is_empty() || id.len() > LONGEST || id.chars().any(char::is_control) => {
                return Err(Error::configuration(format!(
                    "`cluster.id` is `{}`: an id has 1 to {LONGEST} bytes and no control characters; leave it out, and each boot has its own",
                    id.escape_debug()
                )));
            }
            Some(id) => id.clone(),
            None => made(hostname.as_deref()),
        };
        Ok(Self {
            id,
            ttl: settings.ttl,
            interval: settings.heartbeat_interval,
            hostname,
            // A rule has judged it.
            advertised: server.advertise.as_deref().and_then(Advertised::parse),
            meta: settings.meta.iter().flat_map(|meta| meta.0.iter().cloned()).collect(),
            began: Instant::now(),
            began_here: SystemTime::now(),
        })
    }

    pub(super) fn uptime(&self) -> Duration {
        self.began.elapsed()
    }

    /// What others are told. It is `starting` for as long as a check of the start has not passed.
    pub(super) fn body(&self, parts: &Parts) -> Body {
        Body {
            stage: parts.stage.name.to_owned(),
            version: parts.version.to_owned(),
            hostname: self.hostname.clone(),
            pid: std::process::id(),
            addr: parts.bound.get().and_then(|bound| self.reachable(&bound.service)),
            status: status(parts),
            ttl: u64::try_from(self.ttl.as_millis()).unwrap_or(u64::MAX),
            meta: self.meta.clone(),
        }
    }

    /// As an instance that no store has seen: times are those of the clock here.
    pub(super) fn instance(&self, parts: &Parts) -> Instance {
        let body = self.body(parts);
        Instance {
            id: self.id.clone(),
            incarnation: 0,
            service: parts.service.to_owned(),
            stage: body.stage,
            version: body.version,
            hostname: body.hostname,
            pid: body.pid,
            addr: body.addr,
            status: body.status,
            started: self.began_here,
            last_heartbeat: self.began_here,
            meta: body.meta,
        }
    }

    /// The address for others: as `server.advertise` has it, else where the service listens. Every address of the machine is none that one
    /// could connect to, and one of this machine alone is told only where there is no other.
    fn reachable(&self, listens: &[Address]) -> Option<String> {
        let tcp = || listens.iter().filter_map(Address::tcp);
        let address = tcp().find(|address| !is_loopback(address.ip())).or_else(|| tcp().next());
        if let Some(advertised) = &self.advertised {
            return Some(advertised.with(address.map(|address| address.port())));
        }
        let address = address?;
        if !address.ip().is_unspecified() {
            return Some(address.to_string());
        }
        self.hostname.as_ref().map(|name| format!("{name}:{}", address.port()))
    }
}

pub(super) fn status(parts: &Parts) -> Status {
    if parts.life.phase() >= Phase::Draining {
        return Status::Draining;
    }
    // A check that nobody lets run says nothing.
    let waits = parts.checks.reports().iter().any(|check| {
        let asked = check.at.is_some() || check.running.is_some();
        check.kind == Kind::Started && asked && check.status == Found::Fail
    });
    if waits || parts.life.phase() < Phase::Running { Status::Starting } else { Status::Running }
}

/// An id that no other boot has, and from which people see the machine.
fn made(hostname: Option<&str>) -> String {
    let host = hostname.and_then(|name| name.split('.').next()).unwrap_or("instance");
    let random = RandomState::new().hash_one((std::process::id(), SystemTime::now()));
    format!("{host}-{random:016x}")
}

fn hostname() -> Option<String> {
    let told = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let name = told.or_else(|| std::env::var("HOSTNAME").ok()).or_else(|| std::env::var("COMPUTERNAME").ok())?;
    let name = name.trim();
    (!name.is_empty() && name != "(none)").then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use runa_schema::settings::{Group, MemorySettings};

    use super::*;

    #[test]
    fn what_is_published_is_what_others_can_use() {
        let settings = ClusterSettings {
            memory: Some(Group(MemorySettings {})),
            redis: None,
            heartbeat_interval: Duration::from_secs(1),
            ttl: Duration::from_secs(3),
            id: None,
            meta: None,
        };
        let parts = crate::kernel::tests::parts("127.0.0.1:0", None);
        for (advertise, listens, expected) in [
            (None, &["127.0.0.1:80", "unix:/run/a.sock", "10.0.0.7:81"][..], Some("10.0.0.7:81")),
            (None, &["127.0.0.1:80"], Some("127.0.0.1:80")),
            (None, &["unix:/run/a.sock"], None),
            (None, &[], None),
            (Some("10.0.3.7"), &["127.0.0.1:80", "0.0.0.0:8080"], Some("10.0.3.7:8080")),
            (Some("fd00::7"), &["[::]:8080"], Some("[fd00::7]:8080")),
            (Some("orders.internal:443"), &["unix:/run/a.sock"], Some("orders.internal:443")),
            (Some("orders.internal"), &["unix:/run/a.sock"], Some("orders.internal")),
        ] {
            let server = ServerSettings { advertise: advertise.map(str::to_owned), ..(*parts.server).clone() };
            let listens: Vec<_> = listens.iter().map(|text| Address::parse(text).unwrap()).collect();
            let own = Own::new(&settings, &server).unwrap();
            assert_eq!(own.reachable(&listens).as_deref(), expected, "{advertise:?} {listens:?}");
        }
    }
}
