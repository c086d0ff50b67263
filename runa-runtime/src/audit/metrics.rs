//! What `audit` counts.

use super::office::Office;
use crate::kernel::Result;
use crate::kernel::metrics::{Counter, Family, Histogram, Metrics, float};

/// Bounds of the time that writing takes, in seconds.
const BOUNDS: [f64; 10] = [0.000_1, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.25, 1.0, 5.0];

/// What is counted of one writer.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    pub(super) written: Counter,
    pub(super) dropped: Counter,
    pub(super) failures: Counter,
    pub(super) seconds: Histogram,
}

impl Counts {
    pub(super) fn dropped(&self) -> u64 {
        self.dropped.get()
    }
}

/// The metrics of all writers.
#[derive(Debug)]
pub(super) struct Defined {
    records: Family<Counter, 2>,
    failures: Family<Counter, 1>,
    seconds: Family<Histogram, 1>,
    pub(super) sync_seconds: Histogram,
    pub(super) unsafe_responses: Counter,
}

impl Defined {
    pub(super) fn new(metrics: &Metrics) -> Result<Self> {
        Ok(Self {
            records: metrics
                .metric("runa_audit_records_total", "Audit records, by what became of them.")
                .labels(["writer", "outcome"])
                .counter()?,
            failures: metrics
                .metric("runa_audit_failures_total", "Attempts to write audit records that failed.")
                .labels(["writer"])
                .counter()?,
            seconds: metrics
                .metric("runa_audit_write_seconds", "Time that writing a batch of audit records took.")
                .unit("seconds")
                .labels(["writer"])
                .histogram(&BOUNDS)?,
            sync_seconds: metrics
                .metric("runa_audit_sync_seconds", "Time that syncing the audit file took.")
                .unit("seconds")
                .histogram(&BOUNDS)?,
            unsafe_responses: metrics
                .metric(
                    "runa_audit_unsafe_responses_total",
                    "Responses that went out before their audit record was safe, in mode sync.",
                )
                .counter()?,
        })
    }

    pub(super) fn of(&self, writer: &'static str) -> Counts {
        Counts {
            written: self.records.with([writer, "written"]),
            dropped: self.records.with([writer, "dropped"]),
            failures: self.failures.with([writer]),
            seconds: self.seconds.with([writer]),
        }
    }
}

/// Records that wait, by writer, read when somebody asks.
pub(super) fn waiting(metrics: &Metrics, office: &std::sync::Arc<Office>) -> Result<()> {
    let ledger = std::sync::Arc::clone(&office.ledger);
    metrics
        .metric("runa_audit_waiting_records", "Audit records that wait to be written.")
        .labels(["writer"])
        .read_gauge(move || {
            let names = ledger.names.iter().enumerate();
            names.map(|(index, name)| ([(*name).to_owned()], float(ledger.state(index).0))).collect::<Vec<_>>()
        })
}
