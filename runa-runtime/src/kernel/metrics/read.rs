//! What was counted, read back.

use std::sync::Arc;

use super::Exemplar;

/// What a metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A number that only grows.
    Counter,
    /// A number that goes up and down.
    Gauge,
    /// How observations are distributed.
    Histogram,
}

impl Kind {
    /// As the text formats call it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// One metric with all its series, as it stood when it was read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Its name; that of a counter without `_total`.
    pub name: Arc<str>,
    /// What it counts.
    pub help: Arc<str>,
    /// In which unit, if it has one.
    pub unit: Option<Arc<str>>,
    /// What it is.
    pub kind: Kind,
    /// Names of its labels.
    pub labels: Arc<[Box<str>]>,
    /// In the order in which they were first seen.
    pub series: Vec<Series>,
}

/// One label set of a metric.
#[derive(Clone, Debug)]
pub struct Series {
    /// Values of the labels, in the order of their names.
    pub labels: Arc<[Box<str>]>,
    /// What was counted.
    pub value: Value,
}

/// What a series holds.
#[derive(Clone, Debug)]
pub enum Value {
    /// A counter or a gauge.
    Number(f64),
    /// A histogram.
    Distribution(Distribution),
}

/// What a histogram has counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// By bound, smallest first; the last one is infinite.
    pub buckets: Vec<Bucket>,
    /// Of all observations.
    pub sum: f64,
}

impl Distribution {
    /// Observations in all.
    pub fn count(&self) -> u64 {
        self.buckets.iter().map(|bucket| bucket.count).sum()
    }
}

/// One bucket of a histogram.
#[derive(Clone, Debug, PartialEq)]
pub struct Bucket {
    /// The largest value that falls into it.
    pub bound: f64,
    /// Observations in this bucket alone, without those in smaller ones.
    pub count: u64,
    /// One of them.
    pub exemplar: Option<Exemplar>,
}
