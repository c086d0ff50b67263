//! The parts of stopping fit into the whole.

use std::time::Duration;

use super::{Finding, Fix, Place, View};
use crate::provider::{SERVER, SERVER_SECTION};
use crate::resolve::Origin;
use crate::settings::{Kind, Setting};
use crate::value::{Shape, Value};

const DELAY: &str = "drain.delay";
const GRACE: &str = "drain.grace";
const TOTAL: &str = "drain.total";

pub(super) fn judge(view: &View<'_>, found: &mut Vec<Finding>) {
    let duration = |path| match view.value(SERVER, path) {
        Some(Value::Duration(value)) => Some(*value),
        _ => None,
    };
    let (Some(delay), Some(grace), Some(total)) = (duration(DELAY), duration(GRACE), duration(TOTAL)) else { return };
    let sum = delay + grace;
    if sum <= total {
        return;
    }
    // What several stages share has to fit in production too, where the default of `delay` is longer.
    let longest = match setting(DELAY).and_then(|setting| Shape::Duration.parse(setting.default.text(false)?).ok()) {
        Some(Value::Duration(default)) if view.origin(SERVER, DELAY) == Some(&Origin::Default) => default.max(delay),
        _ => delay,
    };
    let show = |value: Duration| Value::Duration(value).to_string();
    let (whole, sum, needed) = (show(total), show(sum), show(longest + grace));
    let parts = format!(
        "`delay` of `{}` and `grace` of `{}` are `{sum}`, more than the total of `{whole}`",
        show(delay),
        show(grace)
    );
    // At what somebody wrote; the defaults fit.
    let written = |path: &&str| view.origin(SERVER, path).is_some_and(|origin| *origin != Origin::Default);
    let at = [TOTAL, GRACE, DELAY].into_iter().find(written).unwrap_or(TOTAL);
    let others = [DELAY, GRACE].into_iter().filter(|path| *path != at && written(path));
    found.push(Finding {
        code: "R0505",
        title: format!("`drain` of `server` does not fit into its total, in stage `{}`", view.stage),
        at: Place::new(SERVER, at),
        label: parts,
        others: others.map(|path| (Place::new(SERVER, path), "part of it".into())).collect(),
        note: Some("requests in flight would be cut off before `grace` has passed".into()),
        help: format!("write `total: {needed}`"),
        fix: Some(Fix::Set(Place::new(SERVER, TOTAL), needed)),
    });
}

fn setting(path: &str) -> Option<&'static Setting> {
    let (group, name) = path.split_once('.')?;
    let Kind::Group(inner) = SERVER_SECTION.settings.iter().find(|setting| setting.name == group)?.kind else {
        return None;
    };
    inner.settings.iter().find(|setting| setting.name == name)
}
