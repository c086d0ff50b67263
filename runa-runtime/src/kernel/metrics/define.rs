//! The definition of a metric: name, help, unit, labels; then what it is.

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, RwLock};

use super::family::{Cell, Read, Shared, Table};
use super::read::{Kind, Series, Value};
use super::{Counter, Family, Gauge, Histogram, Metrics, Result, SERIES_LIMIT, name};
use crate::kernel::Error;

/// A metric that is being defined. The same definition twice gives the same metric; another one under its name is an error, and so is a
/// name that Prometheus would not accept.
#[derive(Clone, Copy, Debug)]
#[must_use = "a definition ends with what the metric is: `counter()`, `gauge()`, `histogram(…)`"]
pub struct Definition<'a> {
    metrics: &'a Metrics,
    name: &'a str,
    help: &'a str,
    unit: Option<&'a str>,
}

/// A metric with labels that is being defined.
#[derive(Clone, Copy, Debug)]
#[must_use = "a definition ends with what the metric is: `counter()`, `gauge()`, `histogram(…)`"]
pub struct Labelled<'a, const N: usize> {
    definition: Definition<'a>,
    labels: [&'a str; N],
    limit: usize,
}

impl<'a> Definition<'a> {
    pub(super) const fn new(metrics: &'a Metrics, name: &'a str, help: &'a str) -> Self {
        Self { metrics, name, help, unit: None }
    }

    /// Gives it a unit, such as `seconds` or `bytes`. Its name must end with it.
    pub const fn unit(self, unit: &'a str) -> Self {
        Self { unit: Some(unit), ..self }
    }

    /// Gives it labels: one series for each set of their values.
    pub const fn labels<const N: usize>(self, labels: [&'a str; N]) -> Labelled<'a, N> {
        Labelled { definition: self, labels, limit: SERIES_LIMIT }
    }

    /// It counts something. A name without `_total` gets it.
    pub fn counter(self) -> Result<Counter> {
        self.labels([]).counter().map(|family| family.with([]))
    }

    /// It is a number that goes up and down.
    pub fn gauge(self) -> Result<Gauge> {
        self.labels([]).gauge().map(|family| family.with([]))
    }

    /// It shows how observations are distributed over buckets with these upper bounds.
    pub fn histogram(self, bounds: &[f64]) -> Result<Histogram> {
        self.labels([]).histogram(bounds).map(|family| family.with([]))
    }

    /// It counts something that is kept elsewhere, and is read when someone asks. `None`: there is no value, and no series.
    pub fn read_counter(self, read: impl Fn() -> Option<f64> + Send + Sync + 'static) -> Result<()> {
        self.labels([]).read_counter(move || read().map(|value| ([], value)))
    }

    /// It is a number that is kept elsewhere, and is read when someone asks. `None`: there is no value, and no series.
    pub fn read_gauge(self, read: impl Fn() -> Option<f64> + Send + Sync + 'static) -> Result<()> {
        self.labels([]).read_gauge(move || read().map(|value| ([], value)))
    }
}

impl<const N: usize> Labelled<'_, N> {
    /// Lets it have at most `limit` series, and one more for what comes beyond.
    pub const fn limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }

    /// It counts something. A name without `_total` gets it.
    pub fn counter(self) -> Result<Family<Counter, N>> {
        self.family(Kind::Counter, &[])
    }

    /// It is a number that goes up and down.
    pub fn gauge(self) -> Result<Family<Gauge, N>> {
        self.family(Kind::Gauge, &[])
    }

    /// It shows how observations are distributed over buckets with these upper bounds.
    pub fn histogram(self, bounds: &[f64]) -> Result<Family<Histogram, N>> {
        let rising = bounds.windows(2).all(|pair| pair[0] < pair[1]);
        if bounds.is_empty() || !rising || bounds.iter().any(|bound| !bound.is_finite() || *bound < 0.0) {
            return Err(Error::new(format!(
                "metric `{}` cannot be defined: its bounds must be finite, not negative, and each larger than the one before it",
                self.definition.name.escape_debug()
            )));
        }
        self.family(Kind::Histogram, bounds)
    }

    /// It counts something that is kept elsewhere, and is read when someone asks: label values, each set once, and what was counted.
    pub fn read_counter<I>(self, read: impl Fn() -> I + Send + Sync + 'static) -> Result<()>
    where
        I: IntoIterator<Item = ([String; N], f64)>,
    {
        self.add(Kind::Counter, &[], Some(series(read))).map(drop)
    }

    /// It is a number that is kept elsewhere, and is read when someone asks: label values, each set once, and the number.
    pub fn read_gauge<I>(self, read: impl Fn() -> I + Send + Sync + 'static) -> Result<()>
    where
        I: IntoIterator<Item = ([String; N], f64)>,
    {
        self.add(Kind::Gauge, &[], Some(series(read))).map(drop)
    }

    fn family<M: Cell>(self, kind: Kind, bounds: &[f64]) -> Result<Family<M, N>> {
        self.add(kind, bounds, None).map(Family::new)
    }

    fn add(self, kind: Kind, bounds: &[f64], read: Option<Read>) -> Result<Arc<Shared>> {
        let Definition { metrics, name: given, help, unit } = self.definition;
        let family = name::family(given, kind, unit)?;
        name::labels(given, &self.labels)?;
        if help.trim().is_empty() {
            return Err(Error::new(format!("metric `{given}` cannot be defined: it has no help text")));
        }
        metrics.add(Shared {
            name: family.into(),
            help: help.into(),
            unit: unit.map(Into::into),
            kind,
            labels: self.labels.iter().map(|label| Box::from(*label)).collect(),
            bounds: bounds.into(),
            limit: self.limit,
            read,
            table: RwLock::new(Table::default()),
            overflowed: AtomicU64::new(0),
        })
    }
}

fn series<const N: usize, I>(read: impl Fn() -> I + Send + Sync + 'static) -> Read
where
    I: IntoIterator<Item = ([String; N], f64)>,
{
    Box::new(move || {
        let series = read().into_iter();
        series
            .map(|(labels, value)| Series {
                labels: labels.into_iter().map(String::into_boxed_str).collect(),
                value: Value::Number(value),
            })
            .collect()
    })
}
