//! The parts of stopping fit into the whole.

use std::time::Duration;

use super::{Finding, Place, View};
use crate::provider::SERVER;
use crate::resolve::Origin;
use crate::value::Value;

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
    let show = |value: Duration| Value::Duration(value).to_string();
    let (whole, needed) = (show(total), show(sum));
    let parts = format!("`{}` and `{}` are `{needed}`, more than the total of `{whole}`", show(delay), show(grace));
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
        fix: (Place::new(SERVER, TOTAL), Some(needed)),
    });
}
