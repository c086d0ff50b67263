//! The metrics of an app under test.

use crate::kernel::metrics::{Metrics, Series, Value};

/// The metrics of one app, read by the names that a scrape would show.
#[derive(Clone, Debug)]
pub struct Measured(pub(super) Metrics);

impl Measured {
    /// The sum of the series that have these labels; others they may have too. `None` if there is none.
    ///
    /// Of a histogram, `name_count` and `name_sum` can be read.
    pub fn value(&self, name: &str, labels: &[(&str, &str)]) -> Option<f64> {
        let parts = |end| name.strip_suffix(end).and_then(|name| self.0.find(name));
        let (reading, part): (_, fn(&Value) -> f64) = if let Some(reading) = parts("_count") {
            (reading, |value| if let Value::Distribution(all) = value { count(all.count()) } else { f64::NAN })
        } else if let Some(reading) = parts("_sum") {
            (reading, |value| if let Value::Distribution(all) = value { all.sum } else { f64::NAN })
        } else {
            let reading = self.0.find(name).or_else(|| parts("_total"))?;
            (reading, |value| if let Value::Number(number) = value { *number } else { f64::NAN })
        };
        let fits = |series: &&Series| {
            labels.iter().all(|(name, value)| {
                let mut known = reading.labels.iter().zip(series.labels.iter());
                known.any(|(known, is)| **known == **name && **is == **value)
            })
        };
        let fitting: Vec<_> = reading.series.iter().filter(fits).map(|series| part(&series.value)).collect();
        (!fitting.is_empty()).then(|| fitting.iter().sum())
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
