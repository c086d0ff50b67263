//! What the process as a whole says to each question.

use crate::kernel::checks::{Kind, Report, Status};
use crate::kernel::{Parts, Phase};

/// An answer, before it has a form.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) status: Status,
    /// Why, where it is not for a check.
    pub(super) reason: Option<&'static str>,
    pub(super) checks: Vec<Report>,
}

/// Whether the process lives. That it answers is the answer.
pub(super) const fn health() -> Verdict {
    Verdict { status: Status::Pass, reason: None, checks: Vec::new() }
}

/// Whether requests should be sent here.
pub(super) fn ready(parts: &Parts) -> Verdict {
    let reason = match parts.life.phase() {
        Phase::Starting => Some("starting"),
        Phase::Running => None,
        Phase::Draining | Phase::Closing | Phase::Stopping => Some("draining"),
    };
    judge(reason, parts.checks.reports())
}

/// Whether it has started. It stays so while it drains.
pub(super) fn started(parts: &Parts) -> Verdict {
    let reason = (parts.life.phase() == Phase::Starting).then_some("starting");
    let mut checks = parts.checks.reports();
    checks.retain(|check| check.kind == Kind::Started);
    judge(reason, checks)
}

fn judge(reason: Option<&'static str>, checks: Vec<Report>) -> Verdict {
    let worst = checks.iter().map(|check| check.status).max().unwrap_or(Status::Pass);
    Verdict { status: if reason.is_some() { Status::Fail } else { worst }, reason, checks }
}

/// The name of a phase in answers.
pub(super) const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Starting => "starting",
        Phase::Running => "running",
        Phase::Draining => "draining",
        Phase::Closing => "closing",
        Phase::Stopping => "stopping",
    }
}
