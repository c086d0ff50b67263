//! The text formats of Prometheus: the classic one (0.0.4), and `OpenMetrics` 1.0.

use std::fmt::Write;
use std::time::UNIX_EPOCH;

use super::cell::float;
use super::read::{Distribution, Kind, Reading, Series, Value};

/// A text format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// `text/plain; version=0.0.4`.
    Classic,
    /// `application/openmetrics-text; version=1.0.0`: with units, exemplars and an end mark.
    OpenMetrics,
}

impl Form {
    /// The value of the `content-type` header.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Classic => "text/plain; version=0.0.4; charset=utf-8",
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }
}

/// Writes families one after the other.
pub(super) struct Writer {
    form: Form,
    out: String,
}

impl Writer {
    pub(super) const fn new(form: Form) -> Self {
        Self { form, out: String::new() }
    }

    pub(super) fn finish(mut self) -> String {
        if self.form == Form::OpenMetrics {
            self.out.push_str("# EOF\n");
        }
        self.out
    }

    /// Writes a family; one without series is left out.
    pub(super) fn family(&mut self, family: &Reading) {
        if family.series.is_empty() {
            return;
        }
        let ending = if family.kind == Kind::Counter { "_total" } else { "" };
        // Classic text calls a counter by the name of its samples, OpenMetrics by the name of its family.
        let title = if self.form == Form::Classic { ending } else { "" };
        let name = &*family.name;
        self.parts(&["# HELP ", name, title, " "]);
        self.escaped(&family.help, self.form == Form::OpenMetrics);
        self.parts(&["\n# TYPE ", name, title, " ", family.kind.word(), "\n"]);
        if let Some(unit) = family.unit.as_deref().filter(|_| self.form == Form::OpenMetrics) {
            self.parts(&["# UNIT ", name, " ", unit, "\n"]);
        }
        for series in &family.series {
            match &series.value {
                Value::Number(value) => {
                    self.parts(&[name, ending]);
                    self.labels(family, series, None);
                    self.number(*value);
                    self.out.push('\n');
                }
                Value::Distribution(distribution) => self.distribution(family, series, distribution),
            }
        }
    }

    fn distribution(&mut self, family: &Reading, series: &Series, distribution: &Distribution) {
        let name = &*family.name;
        let mut below = 0;
        for bucket in &distribution.buckets {
            below += bucket.count;
            self.parts(&[name, "_bucket"]);
            self.labels(family, series, Some(bucket.bound));
            self.number(float(below));
            if let Some(exemplar) = bucket.exemplar.as_ref().filter(|_| self.form == Form::OpenMetrics) {
                self.parts(&[" # {", exemplar.label, "=\""]);
                self.escaped(&exemplar.value, true);
                self.out.push_str("\"} ");
                self.number(exemplar.observed);
                let at = exemplar.at.duration_since(UNIX_EPOCH).unwrap_or_default();
                self.write(format_args!(" {}.{:03}", at.as_secs(), at.subsec_millis()));
            }
            self.out.push('\n');
        }
        self.parts(&[name, "_sum"]);
        self.labels(family, series, None);
        self.number(distribution.sum);
        self.parts(&["\n", name, "_count"]);
        self.labels(family, series, None);
        // Not a counter of its own, so that it always equals the last bucket.
        self.number(float(below));
        self.out.push('\n');
    }

    /// Writes the label set and the blank behind it.
    fn labels(&mut self, family: &Reading, series: &Series, bound: Option<f64>) {
        let mut before = "{";
        for (name, value) in family.labels.iter().zip(series.labels.iter()) {
            self.parts(&[before, name, "=\""]);
            self.escaped(value, true);
            self.out.push('"');
            before = ",";
        }
        if let Some(bound) = bound {
            self.parts(&[before, "le=\""]);
            match self.form {
                // OpenMetrics wants `1.0`, which is what `Debug` writes.
                Form::OpenMetrics if bound.is_finite() => self.write(format_args!("{bound:?}")),
                _ => self.number(bound),
            }
            self.out.push('"');
            before = ",";
        }
        self.out.push_str(if before == "," { "} " } else { " " });
    }

    fn number(&mut self, value: f64) {
        if value.is_nan() {
            self.out.push_str("NaN");
        } else if value.is_infinite() {
            self.out.push_str(if value > 0.0 { "+Inf" } else { "-Inf" });
        } else {
            self.write(format_args!("{value}"));
        }
    }

    fn escaped(&mut self, text: &str, quote: bool) {
        for part in text.split_inclusive(['\\', '\n', '"']) {
            match part.as_bytes().last() {
                Some(b'\\') => self.parts(&[part, "\\"]),
                Some(b'\n') => self.parts(&[&part[..part.len() - 1], "\\n"]),
                Some(b'"') if quote => self.parts(&[&part[..part.len() - 1], "\\\""]),
                _ => self.out.push_str(part),
            }
        }
    }

    fn parts(&mut self, parts: &[&str]) {
        for part in parts {
            self.out.push_str(part);
        }
    }

    fn write(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(text);
    }
}
