//! What metrics and labels may be called.

use super::read::Kind;
use crate::kernel::{Error, Result};

/// The counter of label sets that found their family full, without `_total`. It is written by the registry itself.
pub(super) const OVERFLOW: &str = "runa_metrics_overflow";

/// Endings that the text formats give to the parts of a metric.
const RESERVED: [&str; 4] = ["_total", "_bucket", "_count", "_sum"];

/// The name of a family, from the name that someone gave: that of a counter loses its `_total`.
pub(super) fn family<'a>(name: &'a str, kind: Kind, unit: Option<&str>) -> Result<&'a str> {
    let bad = |why: &str| Err(Error::new(format!("metric `{}` cannot be defined: {why}", name.escape_debug())));
    if !is_metric(name) {
        return bad("a name has letters, digits and `_`, and does not start with a digit");
    }
    let family = if kind == Kind::Counter { name.strip_suffix("_total").unwrap_or(name) } else { name };
    if let Some(ending) = RESERVED.iter().find(|ending| family.ends_with(*ending)) {
        return bad(&format!("the ending `{ending}` is kept for the parts of other metrics"));
    }
    if family.is_empty() || family == OVERFLOW {
        return bad("the name is taken");
    }
    if let Some(unit) = unit
        && !family.strip_suffix(unit).is_some_and(|rest| rest.ends_with('_'))
    {
        return bad(&format!("its unit is `{unit}`, so its name must end in `_{unit}`"));
    }
    Ok(family)
}

/// Whether the labels of a metric are well named.
pub(super) fn labels(metric: &str, names: &[&str]) -> Result<()> {
    for (index, name) in names.iter().enumerate() {
        let why = if !is_label(name) {
            "a label has letters, digits and `_`, and does not start with a digit or `__`"
        } else if matches!(*name, "le" | "quantile") {
            "the name is kept for the parts of histograms and summaries"
        } else if names[..index].contains(name) {
            "it stands twice"
        } else {
            continue;
        };
        return Err(Error::new(format!("label `{}` of metric `{metric}`: {why}", name.escape_debug())));
    }
    Ok(())
}

pub(super) fn is_label(name: &str) -> bool {
    is_metric(name) && !name.starts_with("__")
}

fn is_metric(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
