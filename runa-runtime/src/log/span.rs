//! Fields of spans, encoded once when they are set, and written into each line of the scope.

use std::ops::Range;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Record};
use tracing_subscriber::registry::{LookupSpan, ScopeFromRoot};

use super::layer;
use super::line::{Form, Line, key};

/// The fields of one span, in the form of the lines.
#[derive(Debug)]
pub(super) struct Fields {
    bytes: Vec<u8>,
    parts: Vec<(&'static str, Range<usize>)>,
}

impl Fields {
    pub(super) fn new(attributes: &Attributes<'_>, form: Form) -> Self {
        let mut fields = Self { bytes: Vec::new(), parts: Vec::new() };
        fields.add(form, |visitor| attributes.record(visitor));
        fields
    }

    pub(super) fn record(&mut self, values: &Record<'_>, form: Form) {
        self.add(form, |visitor| values.record(visitor));
    }

    fn add(&mut self, form: Form, record: impl FnOnce(&mut Parts<'_>)) {
        let mut line = Line { form, bytes: std::mem::take(&mut self.bytes) };
        record(&mut Parts { parts: &mut self.parts, line: &mut line });
        self.bytes = line.bytes;
    }
}

/// Notes where each field lies. A field that is set again replaces its value, so that no key stands twice.
struct Parts<'a> {
    parts: &'a mut Vec<(&'static str, Range<usize>)>,
    line: &'a mut Line,
}

impl Parts<'_> {
    fn part(&mut self, field: &Field, write: impl FnOnce(&mut layer::Fields<'_>)) {
        let start = self.line.bytes.len();
        write(&mut layer::Fields { line: self.line, message: false });
        let range = start..self.line.bytes.len();
        self.parts.retain(|(name, _)| *name != field.name());
        self.parts.push((field.name(), range));
    }
}

macro_rules! forward {
    ($($method:ident: $type:ty),* $(,)?) => {
        impl Visit for Parts<'_> {
            $(
                fn $method(&mut self, field: &Field, value: $type) {
                    self.part(field, |fields| fields.$method(field, value));
                }
            )*
        }
    };
}

forward! {
    record_f64: f64,
    record_i64: i64,
    record_u64: u64,
    record_i128: i128,
    record_u128: u128,
    record_bool: bool,
    record_str: &str,
    record_error: &(dyn std::error::Error + 'static),
    record_debug: &dyn std::fmt::Debug,
}

/// Writes the spans of a scope, from the outermost.
pub(super) fn write<'a, S: LookupSpan<'a>>(scope: ScopeFromRoot<'a, S>, line: &mut Line) {
    let json = line.form == Form::Json;
    if json {
        line.own(key!("spans"));
    }
    for (index, span) in scope.enumerate() {
        let extensions = span.extensions();
        let name = span.name();
        if json {
            line.plain(if index == 0 { "[{\"name\":" } else { ",{\"name\":" });
            line.text(name);
        } else {
            line.own(key!("span"));
            line.text(name);
        }
        if let Some(fields) = extensions.get::<Fields>() {
            for (_, range) in &fields.parts {
                line.bytes.extend_from_slice(&fields.bytes[range.clone()]);
            }
        }
        if json {
            line.plain("}");
        }
    }
    if json {
        line.plain("]");
    }
}
