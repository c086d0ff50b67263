//! An instance outlives a lost heartbeat.

use super::{Finding, Fix, Place, View};
use crate::resolve::Origin;
use crate::value::Value;

const CLUSTER: &str = "cluster";
const TTL: &str = "ttl";
const HEARTBEAT: &str = "heartbeat_interval";

/// Heartbeats that a `ttl` holds.
const HEARTBEATS: u32 = 3;

pub(super) fn judge(view: &View<'_>, found: &mut Vec<Finding>) {
    let (Some(Value::Duration(ttl)), Some(Value::Duration(heartbeat))) =
        (view.value(CLUSTER, TTL), view.value(CLUSTER, HEARTBEAT))
    else {
        return;
    };
    let least = *heartbeat * HEARTBEATS;
    if *ttl >= least {
        return;
    }
    let (least, heartbeat) = (Value::Duration(least), Value::Duration(*heartbeat));
    // At what somebody wrote; the defaults fit.
    let written = |path: &&str| view.origin(CLUSTER, path).is_some_and(|origin| *origin != Origin::Default);
    let at = [TTL, HEARTBEAT].into_iter().find(written).unwrap_or(TTL);
    let other = [TTL, HEARTBEAT].into_iter().find(|path| *path != at && written(path));
    found.push(Finding {
        code: "R0516",
        title: format!("`ttl` of `cluster` is shorter than three heartbeats, in stage `{}`", view.stage),
        at: Place::new(CLUSTER, at),
        label: format!("three heartbeats of `{heartbeat}` are `{least}`, and `ttl` is `{}`", Value::Duration(*ttl)),
        others: other.map(|path| (Place::new(CLUSTER, path), String::new())).into_iter().collect(),
        note: Some("one lost heartbeat would make an instance that is alive count as gone".into()),
        help: format!("write `ttl: {least}`"),
        fix: Some(Fix::Set(Place::new(CLUSTER, TTL), least.to_string())),
    });
}
