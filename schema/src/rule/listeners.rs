//! `server.listen` and `server.admin` get along, and what operators need has one of them.

use std::net::{IpAddr, SocketAddr};

use super::{Finding, Fix, Place, View};
use crate::provider::{Row, SERVER};
use crate::value::Listen;

pub(super) fn judge(view: &View<'_>, rows: &'static [Row], found: &mut Vec<Finding>) {
    let (Some(listen), Some(admin)) = (view.listener("listen"), view.listener("admin")) else { return };
    let stage = view.stage;
    if let (Listen::Tcp(one), Listen::Tcp(other)) = (listen, admin)
        && clash(one, other)
    {
        let port = if other.port() == 9090 { 9091 } else { 9090 };
        let free = written(SocketAddr::new(other.ip(), port));
        found.push(Finding {
            code: "R0502",
            title: format!("`admin` of `server` takes the address of `listen`, in stage `{stage}`"),
            at: Place::new(SERVER, "admin"),
            label: format!("cannot be opened beside `{one}`"),
            others: vec![(Place::new(SERVER, "listen"), "`listen` is here".into())],
            note: Some("two listeners cannot share an address, and a wildcard takes its port on every address".into()),
            help: format!("write `admin: {free}`"),
            fix: Some(Fix::Set(Place::new(SERVER, "admin"), free)),
        });
    }
    let serves = |row: &&Row| row.mount.is_some() && view.listed.iter().any(|name| *name == row.name);
    let serving: Vec<_> = rows.iter().filter(serves).map(|row| row.name).collect();
    if let (Listen::Nowhere, Listen::Nowhere, [_, ..]) = (listen, admin, serving.as_slice()) {
        let names: Vec<_> = serving.iter().map(|name| format!("`{name}`")).collect();
        let verb = if names.len() == 1 { "serves" } else { "serve" };
        found.push(Finding {
            code: "R0506",
            title: format!("{} {verb} endpoints and there is no listener, in stage `{stage}`", names.join(" and ")),
            at: Place::new(SERVER, "listen"),
            label: "no listener for the service".into(),
            others: serving.iter().map(|name| (Place::section(name), "nobody could reach it".into())).collect(),
            note: None,
            help: "add a listener for operators: `admin: 127.0.0.1:9090`".into(),
            fix: Some(Fix::Set(Place::new(SERVER, "admin"), "127.0.0.1:9090".into())),
        });
    }
}

/// As a manifest has it: a bracket without quotes would begin a list.
fn written(address: SocketAddr) -> String {
    if address.is_ipv6() { format!("\"{address}\"") } else { address.to_string() }
}

/// Whether the second of two listeners could not be opened.
fn clash(one: SocketAddr, other: SocketAddr) -> bool {
    if one.port() == 0 || one.port() != other.port() {
        return false;
    }
    // `[::]` takes the port for both families, `0.0.0.0` only for its own.
    let covers = |wide: IpAddr, narrow: IpAddr| match wide {
        IpAddr::V4(ip) => ip.is_unspecified() && narrow.is_ipv4(),
        IpAddr::V6(ip) => ip.is_unspecified(),
    };
    one.ip() == other.ip() || covers(one.ip(), other.ip()) || covers(other.ip(), one.ip())
}
