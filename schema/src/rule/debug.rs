//! `observe.debug` shows the inside of a process: for the developer's machine, not for everybody's.

use super::{Finding, Place, View};
use crate::provider::SERVER;
use crate::value::Value;

const OBSERVE: &str = "observe";

pub(super) fn judge(view: &View<'_>, found: &mut Vec<Finding>) {
    if view.value(OBSERVE, "debug") != Some(&Value::Bool(true)) {
        return;
    }
    let stage = view.stage;
    let at = Place::new(OBSERVE, "debug");
    if !view.relaxed {
        found.push(Finding {
            code: "R0504",
            title: format!("`debug` of `observe` is on in stage `{stage}`, which is production"),
            at: at.clone(),
            label: "it shows the inside of the process".into(),
            others: Vec::new(),
            note: Some("every stage that `relaxed` does not name is production".into()),
            help: "write `debug: false`".into(),
            fix: (at, Some("false".into())),
        });
        return;
    }
    let Some((path, listener)) = view.operators() else { return };
    if listener.is_open() {
        found.push(Finding {
            code: "R0501",
            title: format!("`debug` of `observe` is on and other machines can reach it, in stage `{stage}`"),
            at: at.clone(),
            label: "it shows the inside of the process".into(),
            others: vec![(Place::new(SERVER, path), format!("`{listener}` is open to other machines"))],
            note: None,
            help: "write `debug: false`, or set `admin: 127.0.0.1:9090` for `server`".into(),
            fix: (at, Some("false".into())),
        });
    }
}
