//! What the parser stumbled over, in the words of someone who writes YAML.
//!
//! A help is given only if it mends: the edit is made, and the text parsed again beyond the place.

mod block;
mod flow;
mod foreign;
mod quote;
mod tab;

use granit_parser::{ErrorKind, Parser, ScanError};

use super::build::Builder;
use super::parse::MAX_DEPTH;
use super::scan::{line_end, line_start};
use crate::Span;
use crate::diagnostic::{Diagnostic, Help, Label, Replacement, apply, beyond_a_limit, syntax::syntax};

/// The diagnostic of a syntax error.
pub(super) fn explain(text: &str, error: &ScanError, builder: &Builder<'_>) -> Diagnostic {
    let at = text.floor_char_boundary(error.marker().byte_offset().unwrap_or(text.len()).min(text.len()));
    let fault = Fault { text, at, builder };
    if let Some(foreign) = fault.template_lines().or_else(|| fault.comment_in_brackets()) {
        return foreign;
    }
    match error.kind() {
        ErrorKind::RecursionLimitExceeded => beyond_a_limit::too_deep(fault.character(), MAX_DEPTH),
        ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabNotAllowed => fault.tab(),
        ErrorKind::UnclosedQuotedScalar => fault.unclosed_quote(at),
        ErrorKind::InvalidTrailingSingleQuotedScalar => fault.behind_a_quote('\''),
        ErrorKind::InvalidTrailingDoubleQuotedScalar => fault.behind_a_quote('"'),
        ErrorKind::UnknownQuotedScalarEscape => fault.unknown_escape(),
        ErrorKind::UnexpectedCharacter { character } => fault.character_that_begins_nothing(*character),
        ErrorKind::MissingAnchorOrAliasName => fault.no_name(),
        ErrorKind::UnclosedFlowCollection { .. } => fault.unclosed(at, Vec::new()),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => fault.mismatched(*open, *close),
        ErrorKind::MisplacedFlowCollectionEnd => fault.closes_nothing(),
        ErrorKind::UnexpectedEofImplicitFlowMapping if text[at..].starts_with(',') => fault.comma_too_many(),
        ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::InvalidColonPlacement => fault.no_separator(),
        ErrorKind::BlockEntryInFlowCollection | ErrorKind::PlainScalarStartsWithDashFlowIndicator => {
            fault.dash_in_brackets()
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => fault.no_colon(),
        ErrorKind::MappingValueNotAllowed => fault.second_colon(),
        ErrorKind::BlockSequenceEntryNotAllowed => fault.list_behind_a_key(),
        ErrorKind::ExpectedDocumentStart if text[at..].trim().is_empty() => {
            let sign = text.find('%').unwrap_or(0);
            let title = "a line that begins with `%` is a directive, and means nothing in a manifest";
            syntax(title, fault.rest_of_line(sign), "a directive")
        }
        ErrorKind::ExpectedBlockSequenceEntry if !text[at..].starts_with('-') => fault.no_dash(),
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::ExpectedDocumentStart
        | ErrorKind::InvalidIndentation
        | ErrorKind::CommentInterceptedScalar => fault.indentation(),
        other => syntax(in_words(other), fault.character_at(at.min(text.trim_end().len())), ""),
    }
}

/// The word that begins at `at`.
pub(super) fn first_word(text: &str, at: usize) -> Span {
    let length = text[at..].find(char::is_whitespace).unwrap_or(text.len() - at);
    Span::new(at, at + length)
}

/// What is left: faults that no manifest of good will meets.
fn in_words(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::UndeclaredTagHandle
        | ErrorKind::UnclosedVerbatimTag
        | ErrorKind::InvalidTagTerminator
        | ErrorKind::MissingTagUri
        | ErrorKind::ExpectedTagBang => "a tag is malformed, and means nothing in a manifest",
        ErrorKind::DuplicateVersionDirective
        | ErrorKind::UnsupportedYamlMajorVersion
        | ErrorKind::MissingYamlVersion
        | ErrorKind::MissingYamlVersionSeparator
        | ErrorKind::YamlVersionTooLong
        | ErrorKind::DuplicateTagDirective
        | ErrorKind::MissingDocumentEndBeforeDirective
        | ErrorKind::MissingDirectiveName
        | ErrorKind::InvalidDirectiveName
        | ErrorKind::InvalidDirectiveTerminator => {
            "a line that begins with `%` is a directive, and means nothing in a manifest"
        }
        ErrorKind::BomInsideDocument => "a byte-order mark stands inside the text",
        ErrorKind::CommentNotSeparated => "a comment has no space in front of its `#`",
        ErrorKind::InvalidDocumentEnd => "text stands behind the end of the document",
        ErrorKind::ZeroBlockScalarIndent | ErrorKind::InvalidBlockScalarHeader => {
            "behind `|` or `>` stands something other than a line break"
        }
        ErrorKind::InvalidBlockScalarIndent => "a line of a block text is indented less than its first",
        ErrorKind::InvalidQuotedScalarIndent | ErrorKind::InvalidFlowScalarIndent => {
            "a line that continues the one above is indented too little"
        }
        ErrorKind::DocumentIndicatorInQuotedScalar => "a document ends inside a quoted text",
        ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate
        | ErrorKind::InvalidUnicodeEscape => "an escape of this text names no character",
        ErrorKind::MappingKeyNotAllowed => "a key cannot begin here",
        ErrorKind::FlowMappingValueAdjacentCollection | ErrorKind::InvalidMappingValueWhitespace => {
            "a space is missing behind the colon"
        }
        ErrorKind::InvalidBlockEntryWhitespace | ErrorKind::ExpectedWhitespace => "a space is missing here",
        ErrorKind::UnexpectedEof
        | ErrorKind::UnexpectedEofBlockMapping
        | ErrorKind::UnexpectedEofBlockSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofImplicitFlowMapping => "the text ends in the middle of a value",
        _ => "this cannot be read as YAML",
    }
}

/// A syntax error with all that is known about it.
struct Fault<'a> {
    text: &'a str,
    at: usize,
    builder: &'a Builder<'a>,
}

impl Fault<'_> {
    /// The character at the fault; nothing at the end of the text.
    fn character(&self) -> Span {
        self.character_at(self.at)
    }

    fn character_at(&self, at: usize) -> Span {
        Span::new(at, at + self.text[at..].chars().next().map_or(0, char::len_utf8))
    }

    fn slice(&self, span: Span) -> &str {
        &self.text[span.start..span.end]
    }

    /// From `at` to the end of its line, without blanks and a comment at the end.
    fn rest_of_line(&self, at: usize) -> Span {
        let line = &self.text[at..line_end(self.text, at)];
        let content = line.find(" #").map_or(line, |comment| &line[..comment]);
        Span::new(at, at + content.trim_end().len())
    }

    /// From `at` to where a plain value may end: the end of the line, or inside brackets a comma or bracket.
    fn value(&self, at: usize) -> Span {
        let rest = self.rest_of_line(at);
        if !self.builder.innermost().is_some_and(|open| open.flow) {
            return rest;
        }
        let content = self.slice(rest);
        let content = content.find([',', ']', '}']).map_or(content, |end| &content[..end]);
        Span::new(at, at + content.trim_end().len())
    }

    /// The key that begins at `at`: up to its colon.
    fn key(&self, at: usize) -> Span {
        let rest = self.rest_of_line(at);
        let content = self.slice(rest);
        let content = content.find(':').map_or(content, |end| &content[..end]);
        Span::new(at, at + content.trim_end().len())
    }

    /// Characters between the start of the line and `at`.
    fn column(&self, at: usize) -> usize {
        self.text[line_start(self.text, at).min(at)..at].chars().count()
    }

    /// Whether nothing but blanks stands before `at` in its line.
    fn first_in_line(&self, at: usize) -> bool {
        self.text[line_start(self.text, at).min(at)..at].trim().is_empty()
    }

    fn same_line(&self, one: usize, other: usize) -> bool {
        line_start(self.text, one) == line_start(self.text, other)
    }

    /// The diagnostic with a help that makes `edit`, if that mends it.
    fn mend(&self, mut diagnostic: Diagnostic, help: impl Into<String>, edit: Vec<Replacement>) -> Diagnostic {
        if diagnostic.help.is_none() && self.mends(&edit) {
            diagnostic.help = Some(Help { text: help.into(), edit });
        }
        diagnostic
    }

    /// Whether the text can be read beyond the line of the fault, once `edit` is made.
    fn mends(&self, edit: &[Replacement]) -> bool {
        let last = edit.iter().map(|replacement| replacement.span.end).fold(self.at, usize::max);
        let breaks = |text: &str| text.matches('\n').count();
        let added: usize = edit.iter().map(|replacement| breaks(&replacement.text)).sum();
        let passed = breaks(&self.text[..last]) + 1 + added;
        let text = apply(self.text, edit);
        let options = granit_parser::options! { emit_unresolved_aliases: true };
        let fault = Parser::new_from_str_with_options(&text, options).find_map(Result::err);
        fault.is_none_or(|fault| fault.marker().line() > passed)
    }
}

fn replace(start: usize, end: usize, text: impl Into<String>) -> Vec<Replacement> {
    vec![Replacement { span: Span::new(start, end), text: text.into() }]
}

fn insert(at: usize, text: impl Into<String>) -> Vec<Replacement> {
    replace(at, at, text)
}

fn label(span: Span, text: &str) -> Label {
    Label { span, text: text.into() }
}

/// The text in quotes that need the fewest escapes.
fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) { format!("'{}'", text.replace('\'', "''")) } else { format!("\"{text}\"") }
}
