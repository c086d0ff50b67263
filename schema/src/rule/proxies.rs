//! `server.trusted_proxies` names proxies, not everybody.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{Finding, Fix, Place, View};
use crate::provider::SERVER;
use crate::value::{Cidr, Proxy, Value};

const PATH: &str = "trusted_proxies";

/// What is proposed where no narrower range is written: what networks of one's own have.
const PRIVATE: [&str; 2] = ["10.0.0.0/8", "fd00::/8"];

/// A range that is wider holds more than one network.
const WIDE: u8 = 8;

pub(super) fn judge(view: &View<'_>, found: &mut Vec<Finding>) {
    if view.relaxed {
        return;
    }
    let Some(Value::List(items)) = view.value(SERVER, PATH) else { return };
    let all: Vec<&str> = items.iter().filter_map(Value::as_text).collect();
    let open: Vec<Family> = [Family::V4, Family::V6].into_iter().filter(|family| family.is_open(&all)).collect();
    let Some(first) = open.first() else { return };
    let (stage, at) = (view.stage, Place::new(SERVER, PATH));
    let culprits: Vec<_> = all.iter().filter(|item| first.range(item).is_some()).collect();
    let (title, label) = match culprits.as_slice() {
        [one] => (format!("`{one}`"), "each client lies in it, and can say to be anybody"),
        _ => ("everybody".to_owned(), "each client lies in one of them, and can say to be anybody"),
    };
    let better = better(&all, &open);
    found.push(Finding {
        code: "R0332",
        title: format!("`{PATH}` of `{SERVER}` trusts {title}, in stage `{stage}`, which is production"),
        at: at.clone(),
        label: label.into(),
        others: Vec::new(),
        note: Some("log, audit and sign-in would go by an address that the client made up".into()),
        help: format!("name the ranges of your proxies, such as `{PATH}: {better}`"),
        fix: Some(Fix::Set(at, better)),
    });
}

/// The list without what trusts everybody.
fn better(all: &[&str], open: &[Family]) -> String {
    let (mut kept, mut new) = (all.to_vec(), Vec::new());
    for family in open {
        let rest = |wide: bool| {
            let goes = |item: &str| family.range(item).is_some_and(|range| wide || range.prefix < WIDE);
            kept.iter().copied().filter(|item| !goes(item)).collect::<Vec<_>>()
        };
        let narrow = rest(false);
        kept = if family.is_open(&narrow) { rest(true) } else { narrow };
        if !kept.iter().any(|item| family.range(item).is_some()) {
            new.push(PRIVATE[*family as usize]);
        }
    }
    let written = |item: &str| if item.starts_with(':') { format!("\"{item}\"") } else { item.to_owned() };
    format!("[{}]", new.into_iter().chain(kept).map(written).collect::<Vec<_>>().join(", "))
}

#[derive(Clone, Copy)]
enum Family {
    V4,
    V6,
}

impl Family {
    /// The first and the last address that a client on the Internet can have.
    fn clients(self) -> (u128, u128) {
        match self {
            Self::V4 => (bits(Ipv4Addr::new(1, 0, 0, 0).into()), bits(Ipv4Addr::new(223, 255, 255, 255).into())),
            Self::V6 => (0x2000 << 112, (0x4000 << 112) - 1),
        }
    }

    /// An item of the list, if it is a range of this family. IPv4 written in IPv6 is IPv4.
    fn range(self, item: &str) -> Option<Cidr> {
        let Some(Proxy::Range(range)) = Proxy::parse(item) else { return None };
        let range = range.canonical();
        (range.address.is_ipv4() == matches!(self, Self::V4)).then_some(range)
    }

    /// Whether the ranges of the list, all together, leave no client out.
    fn is_open(self, all: &[&str]) -> bool {
        let mut ranges: Vec<_> = all.iter().filter_map(|item| self.range(item)).map(|range| ends(&range)).collect();
        ranges.sort_unstable();
        let (mut next, last) = self.clients();
        for (start, end) in ranges {
            if start <= next && end >= next {
                if end >= last {
                    return true;
                }
                next = end + 1;
            }
        }
        false
    }
}

/// The first and the last address of a range.
fn ends(range: &Cidr) -> (u128, u128) {
    let width = if range.address.is_ipv4() { 32 } else { 128 };
    let behind = u128::MAX.checked_shr(128 - width + u32::from(range.prefix)).unwrap_or_default();
    let start = bits(range.address);
    (start, start | behind)
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => Ipv6Addr::to_bits(address),
    }
}
