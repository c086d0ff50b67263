//! What the parser stumbled over, in the words of someone who writes YAML.

use granit_parser::{ErrorKind, ScanError};

use super::build::Builder;
use super::parse::MAX_DEPTH;
use crate::Span;
use crate::diagnostic::{Diagnostic, beyond_a_limit, syntax::syntax};

/// The diagnostic of a syntax error.
pub(super) fn explain(text: &str, error: &ScanError, builder: &Builder<'_>) -> Diagnostic {
    let _ = builder;
    let at = text.floor_char_boundary(error.marker().byte_offset().unwrap_or(text.len()).min(text.len()));
    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
        return beyond_a_limit::too_deep(first_word(text, at), MAX_DEPTH);
    }
    syntax("this is no YAML", first_word(text, at), "cannot be read")
}

/// The word that begins at `at`.
pub(super) fn first_word(text: &str, at: usize) -> Span {
    let length = text[at..].find(char::is_whitespace).unwrap_or(text.len() - at);
    Span::new(at, at + length)
}
