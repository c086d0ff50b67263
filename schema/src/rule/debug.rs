//! `observe.debug` shows the inside of a process: for the developer's machine, not for everybody's.

use super::{Finding, Fix, Place, View};
use crate::provider::SERVER;
use crate::resolve::Origin;
use crate::value::{Address, Value};

const OBSERVE: &str = "observe";

pub(super) fn judge(view: &View<'_>, found: &mut Vec<Finding>) {
    match view.value(OBSERVE, "debug") {
        Some(Value::Bool(true)) => {}
        Some(Value::Bool(false)) => return unused(view, found),
        _ => return,
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
            fix: Some(Fix::Set(at, "false".into())),
        });
        return;
    }
    // Where there is an `admin`, it serves everything, and the listener of the service what `expose` names. Without one, an open
    // listener of the service serves what `expose` names; on a loopback listener all is seen by this machine only.
    let exposed = exposed(view);
    if let Some(admin) = view.listeners("admin")
        && let Some(open) = admin.0.iter().find(|address| address.is_open())
    {
        let loopback = Place::new(SERVER, "admin");
        let port = admin.0.iter().find_map(Address::tcp).map_or(9090, |address| address.port());
        // What is exposed is not to be switched off behind the back of `expose`.
        let fix = if exposed.is_some() {
            Fix::Set(loopback, format!("127.0.0.1:{port}"))
        } else {
            Fix::Set(at.clone(), "false".into())
        };
        found.push(Finding {
            code: "R0501",
            title: format!("`debug` of `observe` is on and other machines can reach it, in stage `{stage}`"),
            at,
            label: "it shows the inside of the process".into(),
            others: vec![(Place::new(SERVER, "admin"), reached(open))],
            note: None,
            help: if exposed.is_some() {
                format!("write `admin: 127.0.0.1:{port}`")
            } else {
                format!("write `debug: false`, or set `admin: 127.0.0.1:{port}` for `server`")
            },
            fix: Some(fix),
        });
    }
    let listen = view.listeners("listen").and_then(|all| all.0.into_iter().find(Address::is_open));
    if let (Some(others), Some(listen), Some(_)) = (exposed, listen, view.listeners("admin")) {
        found.push(Finding {
            code: "R0501",
            title: format!("`expose` of `observe` shows `debug` to other machines, in stage `{stage}`"),
            at: Place::new(OBSERVE, "expose"),
            label: "it shows the inside of the process".into(),
            others: vec![(Place::new(SERVER, "listen"), reached(&listen))],
            note: None,
            help: format!("write `expose: {others}`"),
            fix: Some(Fix::Set(Place::new(OBSERVE, "expose"), others)),
        });
    }
}

fn reached(address: &Address) -> String {
    match address {
        Address::Tcp(_) => format!("`{address}` is open to other machines"),
        Address::Unix(_) => format!("`{address}` is open to whom a proxy lets in"),
    }
}

/// `debug` is exposed, and nobody has switched it on: what was meant does not happen. Who writes `debug: false` knows.
fn unused(view: &View<'_>, found: &mut Vec<Finding>) {
    let Some(others) = exposed(view).filter(|_| view.origin(OBSERVE, "debug") == Some(&Origin::Default)) else {
        return;
    };
    found.push(Finding {
        code: "R0507",
        title: format!("`expose` of `observe` names `debug`, which is off, in stage `{}`", view.stage),
        at: Place::new(OBSERVE, "expose"),
        label: "`debug` is not served".into(),
        others: Vec::new(),
        note: Some("`debug` is served only with `debug: true`".into()),
        help: format!("write `expose: {others}`"),
        fix: Some(Fix::Set(Place::new(OBSERVE, "expose"), others)),
    });
}

/// The other endpoints, if `debug` is exposed.
fn exposed(view: &View<'_>) -> Option<String> {
    let Some(Value::List(endpoints)) = view.value(OBSERVE, "expose") else { return None };
    let is_debug = |endpoint: &&Value| matches!(endpoint, Value::Text(name) if name == "debug");
    endpoints.iter().find(is_debug)?;
    let others = endpoints.iter().filter(|endpoint| !is_debug(endpoint)).cloned().collect::<Vec<_>>();
    Some(Value::List(others.into()).to_string())
}
