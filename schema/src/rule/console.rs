//! Who sees the console has a token that nobody guesses.

use super::{Finding, Fix, Place, View};
use crate::value::Value;

const CONSOLE: &str = "console";
const TOKEN: &str = "token";

/// Fewest letters of a token in production.
const SHORTEST: usize = 16;

pub(super) fn judge(view: &View<'_>, found: &mut Vec<Finding>) {
    let Some(setting) = view.section_of(CONSOLE).and_then(|section| section.find(TOKEN)) else { return };
    let (stage, at) = (view.stage, Place::new(CONSOLE, TOKEN));
    let reference = format!("{{ from_env: {} }}", setting.variable_in(CONSOLE, TOKEN));
    if view.is_none(CONSOLE, TOKEN) && !view.relaxed {
        found.push(Finding {
            code: "R0509",
            title: format!("`console` has no `token` in stage `{stage}`, which is production"),
            at: at.clone(),
            label: "nobody could be kept out".into(),
            others: Vec::new(),
            note: Some("without a token a URL that works once is printed at start, for relaxed stages only".into()),
            help: format!("write `{TOKEN}: {reference}`"),
            fix: Some(Fix::Set(at.clone(), reference)),
        });
    }
    let Some(Value::Secret(token)) = view.value(CONSOLE, TOKEN) else { return };
    let letters = token.expose().chars().count();
    let (least, which) = if view.relaxed { (1, "") } else { (SHORTEST, ", which is production") };
    if letters < least {
        let title = if letters == 0 {
            format!("`token` of `console` is empty in stage `{stage}`{which}")
        } else {
            format!("`token` of `console` is too short in stage `{stage}`{which}")
        };
        let label = if letters == 0 {
            "whoever sends nothing would be let in".to_owned()
        } else {
            format!("it has {letters} of at least {least} letters")
        };
        let help = if view.relaxed {
            "take `token` out: then a URL that works once is printed at start".to_owned()
        } else {
            "take a token that nobody guesses, such as 32 letters by chance: `openssl rand -hex 16`".to_owned()
        };
        found.push(Finding {
            code: "R0510",
            title,
            at: at.clone(),
            label,
            others: Vec::new(),
            note: None,
            help,
            fix: view.relaxed.then_some(Fix::Remove(at)),
        });
    }
}
