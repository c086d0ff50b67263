//! What is wrong with a manifest, and how to mend it.
//!
//! One file per diagnostic: its code, its prose for `explain`, the function that builds it, its test. Titles are in lower case
//! without a full stop, name stage and provider, and put what the user wrote in backticks. The primary label says what is wrong here,
//! another label shows the other place; at most one note says why, one help how to mend it, with an edit that does just that.

#[cfg(feature = "parser")]
pub(crate) mod admin_equal_to_listen;
#[cfg(feature = "parser")]
pub(crate) mod argument_given_twice;
#[cfg(feature = "parser")]
pub(crate) mod bare_number;
#[cfg(feature = "parser")]
pub mod beyond_a_limit;
#[cfg(feature = "parser")]
pub(crate) mod debug_in_production;
#[cfg(feature = "parser")]
pub(crate) mod debug_on_an_open_listener;
#[cfg(feature = "parser")]
pub(crate) mod defaults_for_nobody;
#[cfg(feature = "parser")]
pub(crate) mod drain_does_not_fit;
#[cfg(feature = "parser")]
pub mod duplicate_key;
mod edit;
#[cfg(feature = "parser")]
pub(crate) mod endpoints_nowhere;
#[cfg(feature = "parser")]
mod explanations;
#[cfg(feature = "parser")]
pub(crate) mod feature_is_off;
#[cfg(feature = "parser")]
pub(crate) mod format_not_named;
mod lines;
#[cfg(feature = "parser")]
pub(crate) mod listed_above_its_need;
#[cfg(feature = "parser")]
pub(crate) mod malformed;
#[cfg(feature = "parser")]
pub(crate) mod manifest_argument_missing;
#[cfg(feature = "parser")]
pub(crate) mod manifest_is_no_text;
#[cfg(feature = "parser")]
pub(crate) mod manifest_not_found;
#[cfg(feature = "parser")]
pub(crate) mod mounts_overlap;
#[cfg(feature = "parser")]
pub(crate) mod name_is_no_identifier;
#[cfg(feature = "parser")]
pub(crate) mod names_no_stage;
#[cfg(feature = "parser")]
pub(crate) mod need_is_missing;
#[cfg(feature = "parser")]
pub(crate) mod no_stage_chosen;
#[cfg(feature = "parser")]
pub(crate) mod no_stages;
#[cfg(feature = "parser")]
pub(crate) mod not_on_an_async_function;
#[cfg(feature = "parser")]
pub(crate) mod out_of_range;
#[cfg(feature = "parser")]
pub(crate) mod override_without_effect;
#[cfg(feature = "parser")]
pub(crate) mod place;
#[cfg(feature = "parser")]
pub(crate) mod provider_listed_twice;
#[cfg(feature = "parser")]
pub(crate) mod reference_in_a_wrong_form;
#[cfg(feature = "parser")]
mod render;
#[cfg(feature = "parser")]
pub(crate) mod required_setting_missing;
#[cfg(feature = "parser")]
pub(crate) mod rule_broken_at_start;
#[cfg(feature = "parser")]
pub(crate) mod service_missing;
#[cfg(feature = "parser")]
pub(crate) mod stage_of_a_wrong_shape;
#[cfg(feature = "parser")]
pub mod syntax;
#[cfg(all(test, feature = "parser"))]
pub(crate) mod testing;
#[cfg(feature = "parser")]
pub(crate) mod unknown_argument;
#[cfg(feature = "parser")]
pub(crate) mod unknown_key;
#[cfg(feature = "parser")]
pub(crate) mod unknown_override;
#[cfg(feature = "parser")]
pub(crate) mod unknown_provider;
#[cfg(feature = "parser")]
pub(crate) mod unknown_setting;
#[cfg(feature = "parser")]
pub(crate) mod unknown_stage;
#[cfg(feature = "parser")]
pub(crate) mod unknown_word;
#[cfg(feature = "parser")]
pub(crate) mod value_missing_at_start;
#[cfg(feature = "parser")]
pub(crate) mod wrong_default_of_a_reference;
#[cfg(feature = "parser")]
pub(crate) mod wrong_parameters;
#[cfg(feature = "parser")]
pub(crate) mod wrong_type;
#[cfg(feature = "parser")]
pub(crate) mod wrong_value_at_start;

pub use edit::apply;
#[cfg(feature = "parser")]
pub use explanations::{EXPLANATIONS, explain};
pub use lines::{Lines, position};
#[cfg(feature = "parser")]
pub use render::{render, render_all};

use crate::Span;

/// One problem of a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable code, such as `R0205`.
    pub code: &'static str,
    /// One line that says everything, without the code.
    pub title: String,
    /// What is wrong here.
    pub primary: Label,
    /// The other places.
    pub others: Vec<Label>,
    /// Why.
    pub note: Option<String>,
    /// How to mend it.
    pub help: Option<Help>,
}

/// Words at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The words; may be empty.
    pub text: String,
}

/// How to mend a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    /// In words; shows the corrected line.
    pub text: String,
    /// The same as replacements in the text, disjoint, by position. Applied, this problem is gone and no other appears.
    pub edit: Vec<Replacement>,
}

/// One replacement in the manifest's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// What goes.
    pub span: Span,
    /// What comes.
    pub text: String,
}

#[cfg(feature = "parser")]
impl Diagnostic {
    pub(crate) fn new(code: &'static str, title: String, span: Span, label: impl Into<String>) -> Self {
        Self { code, title, primary: Label { span, text: label.into() }, others: Vec::new(), note: None, help: None }
    }

    /// Shows another place.
    pub(crate) fn other(mut self, span: Span, text: impl Into<String>) -> Self {
        self.others.push(Label { span, text: text.into() });
        self
    }

    /// Says why.
    pub(crate) fn note(mut self, text: impl Into<String>) -> Self {
        self.note = Some(text.into());
        self
    }

    /// Says how to mend it.
    pub(crate) fn help(mut self, text: impl Into<String>, edit: Vec<Replacement>) -> Self {
        self.help = Some(Help { text: text.into(), edit });
        self
    }

    /// The same, where the text lets itself be mended: what an alias or a merge key brings in may stand elsewhere.
    pub(crate) fn help_by(self, text: impl Into<String>, edit: Option<Vec<Replacement>>) -> Self {
        match edit {
            Some(edit) => self.help(text, edit),
            None => self,
        }
    }
}

#[cfg(feature = "parser")]
impl Replacement {
    pub(crate) fn new(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }
}

/// What `explain` says about a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: &'static str,
    /// One line.
    pub title: &'static str,
    /// When it happens, why it is an error, and what to write instead; Markdown with an example.
    pub prose: &'static str,
}
