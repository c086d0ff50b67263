//! What is wrong with a manifest, and how to mend it.
//!
//! One file per diagnostic: its code, its prose for `explain`, the function that builds it, its test. Titles are in lower case
//! without a full stop, name stage and provider, and put what the user wrote in backticks. The primary label says what is wrong here,
//! another label shows the other place; at most one note says why, one help how to mend it, with an edit that does just that.

pub(crate) mod addresses_take_each_other;
pub(crate) mod admin_equal_to_listen;
pub(crate) mod advertise_is_a_wildcard;
pub(crate) mod advertise_is_no_address;
pub(crate) mod alternatives_exclude_each_other;
pub(crate) mod argument_given_twice;
pub(crate) mod bare_number;
pub mod beyond_a_limit;
pub(crate) mod console_without_token;
pub(crate) mod debug_exposed_and_off;
pub(crate) mod debug_in_production;
pub(crate) mod debug_on_an_open_listener;
pub(crate) mod defaults_for_nobody;
mod derive_of_config;
pub(crate) mod drain_does_not_fit;
pub mod duplicate_key;
mod edit;
pub(crate) mod endpoints_nowhere;
mod explanations;
pub(crate) mod feature_is_off;
mod foreign;
pub(crate) mod format_not_named;
pub(crate) mod hidden;
pub(crate) mod layers_without_a_function;
mod lines;
pub(crate) mod listed_above_its_need;
pub(crate) mod malformed;
pub(crate) mod manifest_argument_missing;
pub(crate) mod manifest_is_no_text;
pub(crate) mod manifest_not_found;
pub(crate) mod masks_are_empty;
pub(crate) mod memory_in_production;
pub(crate) mod mounts_overlap;
pub(crate) mod name_is_no_identifier;
pub(crate) mod name_is_no_route;
pub(crate) mod names_no_group;
pub(crate) mod names_no_stage;
pub(crate) mod need_is_missing;
mod no_provider;
pub(crate) mod no_stage_chosen;
pub(crate) mod no_stages;
pub(crate) mod none_among_addresses;
pub(crate) mod not_in_this_version;
pub(crate) mod not_on_an_async_function;
pub(crate) mod out_of_range;
pub(crate) mod override_without_effect;
pub(crate) mod overrides_file_unreadable;
pub(crate) mod own_provider_malformed;
pub(crate) mod own_type_twice;
pub(crate) mod place;
pub(crate) mod prefix_with_a_separator;
pub(crate) mod provider_listed_twice;
pub(crate) mod proxies_are_everybody;
pub(crate) mod records_go_nowhere;
pub(crate) mod reference_in_a_wrong_form;
mod render;
pub(crate) mod required_setting_missing;
pub(crate) mod retry_beyond_its_longest_wait;
pub(crate) mod route_in_and_out;
pub(crate) mod secret_in_the_manifest;
pub(crate) mod service_missing;
pub(crate) mod setting_without_effect;
pub(crate) mod settings_do_not_fit;
pub(crate) mod stage_made_elsewhere;
pub(crate) mod stage_of_a_wrong_shape;
pub mod syntax;
pub(crate) mod test_not_on_an_async_function;
pub(crate) mod test_of_an_unknown_stage;
pub(crate) mod test_without_a_stage;
pub(crate) mod test_without_its_app;
pub(crate) mod test_without_pairs;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod token_too_short;
pub(crate) mod ttl_too_short;
pub(crate) mod unknown_argument;
pub(crate) mod unknown_build_stage;
pub(crate) mod unknown_key;
pub(crate) mod unknown_override;
pub(crate) mod unknown_provider;
pub(crate) mod unknown_setting;
pub(crate) mod unknown_stage;
pub(crate) mod unknown_word;
pub(crate) mod value_missing_at_start;
pub(crate) mod wrong_default_of_a_reference;
pub(crate) mod wrong_manifest_macro;
pub(crate) mod wrong_parameters;
pub(crate) mod wrong_runtime;
pub(crate) mod wrong_type;
pub(crate) mod wrong_value_at_start;

pub use edit::apply;
pub use explanations::{EXPLANATIONS, explain};
pub use lines::{Lines, position};
pub use render::{render, render_all, render_coloured};

use std::rc::Rc;

use crate::Span;
#[cfg(feature = "parser")]
use {
    crate::tree::{brief, one_line},
    std::borrow::Cow,
};

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
    /// Where secrets stand in the text, by position: excerpts show `***` there.
    pub secrets: Rc<[Span]>,
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
        // A key may hold a line break; a title may not.
        let title = if let Cow::Owned(shown) = one_line(&title) { shown } else { title };
        let primary = Label { span, text: label.into() };
        Self { code, title, primary, others: Vec::new(), note: None, help: None, secrets: Rc::default() }
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
    pub(crate) fn help(mut self, text: impl Into<String>, mut edit: Vec<Replacement>) -> Self {
        edit.sort_by_key(|replacement| replacement.span);
        self.help = Some(Help { text: text.into(), edit });
        self
    }

    /// The same, where the text lets itself be mended: what an alias or a merge key brings in may stand elsewhere.
    pub(crate) fn help_by(self, text: impl Into<String>, edit: Option<Vec<Replacement>>) -> Self {
        let Some(edit) = edit else { return self };
        let mended = self.help(text, edit);
        // What goes may reach into the line behind which something is to come.
        let edit = mended.help.as_ref().map_or(&[][..], |help| &help.edit);
        let apart = edit.windows(2).all(|two| two[0].span.end <= two[1].span.start);
        if apart { mended } else { Self { help: None, ..mended } }
    }
}

#[cfg(feature = "parser")]
impl Diagnostic {
    /// Cuts words that are too long for a message. Edits keep theirs.
    pub(crate) fn cut(&mut self) {
        let labels = self.others.iter_mut().map(|label| &mut label.text);
        let help = self.help.as_mut().map(|help| &mut help.text);
        for text in
            [&mut self.title, &mut self.primary.text].into_iter().chain(labels).chain(&mut self.note).chain(help)
        {
            if let Cow::Owned(shown) = brief(text) {
                *text = shown;
            }
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
