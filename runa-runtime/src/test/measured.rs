//! The metrics of an app under test.

use crate::kernel::metrics::{Kind, Metrics, Reading, Series, Value};

/// What a series of a scrape shows.
type Part = fn(&Value) -> Option<f64>;

/// The metrics of one app, read by the names that a scrape would show.
#[derive(Clone, Debug)]
pub struct Measured(pub(super) Metrics);

impl Measured {
    /// The sum of the series that have these labels; others they may have too. `None` if there is none.
    ///
    /// Of a histogram, `name_count` and `name_sum` can be read; its buckets are in [`store`](Self::store). Asked for by its name alone it
    /// is no number: that panics.
    #[track_caller]
    pub fn value(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let (reading, part) = self.find(name)?;
        let fits = |series: &&Series| {
            labels.iter().all(|(name, value)| {
                let mut known = reading.labels.iter().zip(series.labels.iter());
                known.any(|(known, is)| **known == **name && **is == **value)
            })
        };
        let fitting: Vec<_> = reading.series.iter().filter(fits).filter_map(|series| part(&series.value)).collect();
        (!fitting.is_empty()).then(|| fitting.iter().sum())
    }

    /// The metric that has a series of this name in a scrape, and what of it that series shows.
    #[track_caller]
    fn find(&self, name: &str) -> Option<(Reading, Part)> {
        let histogram = |end| {
            let reading = self.0.find(name.strip_suffix(end)?)?;
            (reading.kind == Kind::Histogram).then_some(reading)
        };
        if let Some(reading) = histogram("_count") {
            return Some((
                reading,
                |value| if let Value::Distribution(all) = value { Some(count(all.count())) } else { None },
            ));
        }
        if let Some(reading) = histogram("_sum") {
            return Some((reading, |value| if let Value::Distribution(all) = value { Some(all.sum) } else { None }));
        }
        let reading = self.0.find(name).or_else(|| self.0.find(name.strip_suffix("_total")?))?;
        assert!(
            reading.kind != Kind::Histogram,
            "`{name}` is a histogram: read `{name}_count` or `{name}_sum`; its buckets are in `metrics().store()`"
        );
        Some((reading, |value| if let Value::Number(number) = value { Some(*number) } else { None }))
    }

    /// The store itself, with everything that can be read of it.
    pub const fn store(&self) -> &Metrics {
        &self.0
    }
}

#[expect(clippy::cast_precision_loss, reason = "no test counts so far")]
fn count(count: u64) -> f64 {
    count as f64
}
