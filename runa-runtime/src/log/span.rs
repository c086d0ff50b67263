//! Fields of spans, encoded once when they are set, and written into each line of the scope.
//!
//! Promise: a span keeps 4 KiB of them at most, however often they are set.

use std::ops::Range;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Record};
use tracing_subscriber::registry::{LookupSpan, ScopeFromRoot};

use super::layer;
use super::line::{Form, Line, key};

/// What the fields of one span may take.
const MOST: usize = 4 << 10;

/// Room that a span needs beside its name.
const NAME: usize = 32;

/// The fields of one span, in the form of the lines.
#[derive(Debug)]
pub(super) struct Fields {
    /// That of the log that was heard when it was made, which may have ended.
    form: Form,
    bytes: Vec<u8>,
    parts: Vec<Part>,
}

/// One field.
#[derive(Debug)]
struct Part {
    name: &'static str,
    range: Range<usize>,
    /// Whether it is shorter than what was said.
    cut: bool,
}

impl Fields {
    pub(super) fn new(attributes: &Attributes<'_>, form: Form) -> Self {
        let mut fields = Self { form, bytes: Vec::new(), parts: Vec::new() };
        fields.add(|visitor| attributes.record(visitor));
        fields
    }

    pub(super) fn record(&mut self, values: &Record<'_>) {
        self.add(|visitor| values.record(visitor));
    }

    fn add(&mut self, record: impl FnOnce(&mut Parts<'_>)) {
        let mut line = Line::new(self.form, std::mem::take(&mut self.bytes), MOST);
        record(&mut Parts { parts: &mut self.parts, line: &mut line });
        self.bytes = line.bytes;
    }
}

/// Notes where each field lies. A field that is set again replaces its value, so that no key stands twice.
struct Parts<'a> {
    parts: &'a mut Vec<Part>,
    line: &'a mut Line,
}

impl Parts<'_> {
    fn part(&mut self, field: &Field, write: impl FnOnce(&mut layer::Fields<'_>)) {
        if let Some(index) = self.parts.iter().position(|part| part.name == field.name()) {
            let Range { start, end } = self.parts.remove(index).range;
            self.line.bytes.drain(start..end);
            // Parts lie in their order.
            for part in &mut self.parts[index..] {
                part.range = part.range.start - (end - start)..part.range.end - (end - start);
            }
        }
        let start = self.line.bytes.len();
        self.line.cut = false;
        write(&mut layer::Fields { line: self.line, message: false });
        self.parts.push(Part { name: field.name(), range: start..self.line.bytes.len(), cut: self.line.cut });
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
        line.plain("[");
    }
    for (index, span) in scope.enumerate() {
        let extensions = span.extensions();
        let name = span.name();
        if !line.has_room(name.len() + NAME) {
            break;
        }
        if json {
            line.plain(if index == 0 { "{\"name\":" } else { ",{\"name\":" });
            line.text(name);
        } else {
            line.own(key!("span"));
            line.text(name);
        }
        if let Some(fields) = extensions.get::<Fields>().filter(|fields| fields.form == line.form) {
            for part in &fields.parts {
                line.cut |= part.cut;
                if line.has_room(part.range.len()) {
                    line.bytes.extend_from_slice(&fields.bytes[part.range.clone()]);
                }
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
