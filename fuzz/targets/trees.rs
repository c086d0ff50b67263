//! Manifests made of the declarations, with a few slips in them; the bytes are the decisions.

#![no_main]

use libfuzzer_sys::arbitrary::Unstructured;
use runa_fuzz::manifest::{self, Chance};

struct Bytes<'a>(Unstructured<'a>);

impl Chance for Bytes<'_> {
    fn below(&mut self, limit: usize) -> usize {
        // When the bytes are used up, it is the first of all.
        self.0.int_in_range(0..=limit.saturating_sub(1)).unwrap_or(0)
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    runa_fuzz::examine(&manifest::write(&mut Bytes(Unstructured::new(bytes)), true));
});
