//! Masking: what must not be read in a record is not written into it.
//!
//! Promise: nothing that stands under a masked name comes out, at any depth, of any type; and what comes out is valid JSON.

mod form;
mod json;
mod names;
mod path;
#[cfg(test)]
mod tests;

pub(super) use form::form;
pub(super) use json::json;
pub(super) use names::Names;
pub(super) use path::{path, template};

/// Room to work in, kept from record to record.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// The letters of a name, in lower case, without what joins its words.
    letters: Vec<u8>,
    /// Where a word begins.
    begins: Vec<bool>,
    /// A name, decoded.
    name: String,
}
