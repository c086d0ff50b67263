//! The addresses of `server.listen` and `server.admin` get along, and what operators need has one of them.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use super::{Finding, Fix, Place, View};
use crate::provider::{Row, SERVER};
use crate::resolve::Origin;
use crate::value::{Address, Listeners, Value};

pub(super) fn judge(view: &View<'_>, rows: &'static [Row], found: &mut Vec<Finding>) {
    for path in ["listen", "admin"] {
        odd_item(view, path, found);
    }
    let (Some(listen), Some(admin)) = (view.listeners("listen"), view.listeners("admin")) else { return };
    if !are_open(view, "listen") || !are_open(view, "admin") {
        shared(view, &listen, &admin, found);
    }
    if listen.0.is_empty() && admin.0.is_empty() {
        nowhere(view, rows, found);
    }
}

/// Whether they are open already, so that they cannot be in each other's way.
fn are_open(view: &View<'_>, path: &str) -> bool {
    view.origin(SERVER, path) == Some(&Origin::Sockets)
}

/// What stands in a list and is of no use there: `none`, nothing at all, an address that another item takes.
fn odd_item(view: &View<'_>, path: &str, found: &mut Vec<Finding>) {
    let Some(Value::List(items)) = view.value(SERVER, path) else { return };
    let (stage, at) = (view.stage, Place::new(SERVER, path));
    let none = items.iter().position(|item| item.as_text() == Some("none"));
    if items.is_empty() || none.is_some() {
        let (title, label) = if items.is_empty() {
            (format!("`{path}` of `server` lists no address, in stage `{stage}`"), "an empty list")
        } else {
            (
                format!("`none` stands among the addresses of `{path}`, in stage `{stage}`"),
                "an address, or `none`: not both",
            )
        };
        let alone = items.len() < 2;
        found.push(Finding {
            code: "R0330",
            title,
            at: at.clone(),
            label: label.into(),
            others: Vec::new(),
            note: None,
            help: if alone { format!("write `{path}: none`") } else { "take `none` out".into() },
            fix: Some(match none {
                Some(index) if !alone => Fix::RemoveItem(at, index),
                _ => Fix::Set(at, "none".into()),
            }),
        });
        return;
    }
    let Some(Listeners(all)) = view.listeners(path).filter(|_| !are_open(view, path)) else { return };
    let pairs = (0..all.len()).flat_map(|later| (0..later).map(move |earlier| (earlier, later)));
    for (earlier, later) in pairs.filter(|(earlier, later)| clash(&all[*earlier], &all[*later])).take(1) {
        found.push(Finding {
            code: "R0530",
            title: format!("`{path}` of `server` lists `{}` and `{}`, in stage `{stage}`", all[earlier], all[later]),
            at: at.clone(),
            label: format!("`{}` cannot be opened beside `{}`", all[later], all[earlier]),
            others: Vec::new(),
            note: Some(SHARED.into()),
            help: format!("take the second, `{}`, out", all[later]),
            fix: Some(Fix::RemoveItem(at.clone(), later)),
        });
    }
}

const SHARED: &str = "two listeners cannot share an address, and a wildcard takes its port on every address";

fn shared(view: &View<'_>, listen: &Listeners, admin: &Listeners, found: &mut Vec<Finding>) {
    let clashing = |(_, other): &(usize, &Address)| listen.0.iter().find(|one| clash(one, other)).cloned();
    let Some((index, one)) = admin.0.iter().enumerate().find_map(|item| Some((item.0, clashing(&item)?))) else {
        return;
    };
    let mut free: Vec<_> = admin.0.iter().map(written).collect();
    free[index] = match &admin.0[index] {
        Address::Tcp(address) => {
            let port = if address.port() == 9090 { 9091 } else { 9090 };
            written(&Address::Tcp(SocketAddr::new(address.ip(), port)))
        }
        Address::Unix(path) => written(&beside(path)),
    };
    let free = if let [one] = free.as_slice() { one.clone() } else { format!("[{}]", free.join(", ")) };
    found.push(Finding {
        code: "R0502",
        title: format!("`admin` of `server` takes the address of `listen`, in stage `{}`", view.stage),
        at: Place::new(SERVER, "admin"),
        label: format!("cannot be opened beside `{one}`"),
        others: vec![(Place::new(SERVER, "listen"), "`listen` is here".into())],
        note: Some(SHARED.into()),
        help: format!("write `admin: {free}`"),
        fix: Some(Fix::Set(Place::new(SERVER, "admin"), free)),
    });
}

fn nowhere(view: &View<'_>, rows: &'static [Row], found: &mut Vec<Finding>) {
    let serves = |row: &&Row| row.mount.is_some() && view.listed.iter().any(|name| *name == row.name);
    let serving: Vec<_> = rows.iter().filter(serves).map(|row| row.name).collect();
    if serving.is_empty() {
        return;
    }
    let names: Vec<_> = serving.iter().map(|name| format!("`{name}`")).collect();
    let verb = if names.len() == 1 { "serves" } else { "serve" };
    found.push(Finding {
        code: "R0506",
        title: format!("{} {verb} endpoints and there is no listener, in stage `{}`", names.join(" and "), view.stage),
        at: Place::new(SERVER, "listen"),
        label: "no listener for the service".into(),
        others: serving.iter().map(|name| (Place::section(name), "nobody could reach it".into())).collect(),
        note: None,
        help: "add a listener for operators: `admin: 127.0.0.1:9090`".into(),
        fix: Some(Fix::Set(Place::new(SERVER, "admin"), "127.0.0.1:9090".into())),
    });
}

/// As a manifest has it: a bracket without quotes would begin a list.
fn written(address: &Address) -> String {
    match address {
        Address::Tcp(SocketAddr::V6(address)) => format!("\"{address}\""),
        address => address.to_string(),
    }
}

/// A socket for operators in the same folder.
fn beside(path: &Path) -> Address {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = match path.extension() {
        Some(extension) => format!("{stem}-admin.{}", extension.to_string_lossy()),
        None => format!("{stem}-admin"),
    };
    Address::Unix(path.with_file_name(name))
}

/// Whether the second of two listeners could not be opened.
fn clash(one: &Address, other: &Address) -> bool {
    let (Some(one), Some(other)) = (one.tcp(), other.tcp()) else { return one == other };
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
