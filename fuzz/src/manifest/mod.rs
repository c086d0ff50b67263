//! Manifests made up from the declarations: every provider, every setting, values within their bounds, references, several stages.
//!
//! What comes out is meant to be right, but for the rules that look at several settings at once. A new setting needs nothing here.
//!
//! Tests of other packages include this folder by its path.

mod accepted;
mod chance;
mod node;
mod own;
mod slip;
mod value;

use runa_schema::provider::{PROVIDERS, Row, SERVER_SECTION};
use runa_schema::settings::{Default, Keys, Kind, Section, Setting};
use runa_schema::value::Shape;

pub use accepted::accepted;
pub use chance::{Chance, Seeded};
use node::Node;
pub(crate) use slip::word;

/// Names of the user's own groups. The first is in every map of groups, so that what speaks of one finds it.
const OWN: [&str; 5] = ["emails", "reports", "e2", "out_going", "r_x"];
const OWN_ROUTES: [&str; 5] = ["/orders/{id}", "/", "/a.b/c", "/files/{*rest}", "/v-{n}/"];
const STAGES: [&str; 9] = ["dev", "test", "local", "prod", "eu_west_1", "ci", "type", "staging", "match"];

/// A manifest's text. With `slips` some things in it are wrong, and it lists providers of the user's own, whose types are nowhere.
pub fn write(chance: &mut impl Chance, slips: bool) -> String {
    let mut root = manifest(chance, slips);
    if slips {
        for _ in 0..chance.below(4) {
            slip::spoil(chance, &mut root);
        }
    }
    node::text(chance, &root)
}

fn manifest(chance: &mut impl Chance, own: bool) -> Node {
    let mut root = vec![("runa".into(), Node::plain("1")), ("service".into(), Node::plain(value::service(chance)))];
    let first = chance.below(STAGES.len());
    let count = 1 + chance.below(4);
    let names: Vec<_> = (0..count).map(|index| STAGES[(first + index) % STAGES.len()]).collect();
    if chance.once_in(3) {
        root.push(("version".into(), Node::text("2026.11")));
    }
    if chance.once_in(3) {
        root.push(("default_stage".into(), Node::plain(chance.one(&names))));
    }
    let relaxed: Vec<_> = if chance.once_in(4) {
        let some: Vec<_> = names.iter().copied().filter(|_| chance.once_in(2)).collect();
        root.push(("relaxed".into(), Node::List(some.iter().copied().map(Node::plain).collect())));
        some
    } else {
        vec!["dev", "test", "local"]
    };
    if chance.once_in(3) {
        root.push(("server".into(), section(chance, SERVER_SECTION, &[], "", false)));
    }
    let stages: Vec<_> = names.iter().map(|name| (*name, listed(chance))).collect();
    let owns: Vec<_> = if own { own::defaults(chance) } else { Vec::new() };
    let mut of_stages: Vec<Vec<Node>> = Vec::new();
    for _ in &stages {
        of_stages.push(if own { own::entries(chance, &owns) } else { Vec::new() });
    }
    if chance.once_in(3) || !owns.is_empty() {
        let known = |row: &&Row| stages.iter().any(|(_, rows)| rows.iter().any(|other| other.name == row.name));
        let rows = PROVIDERS.iter().filter(known).filter(|_| chance.once_in(3)).collect::<Vec<_>>();
        let defaults = rows.iter().map(|row| (row.name.to_owned(), provider(chance, row, false)));
        root.push(("defaults".into(), Node::Map(defaults.chain(owns).collect())));
    }
    let stages = stages.into_iter().zip(of_stages);
    let stages = stages.map(|((name, rows), owns)| (name.into(), stage(chance, &rows, owns, relaxed.contains(&name))));
    let stages = Node::Map(stages.collect());
    root.push(("stages".into(), stages));
    Node::Map(root)
}

/// The providers of a stage, in an order that is right, with those that they always need.
fn listed(chance: &mut impl Chance) -> Vec<&'static Row> {
    let wanted: Vec<_> = PROVIDERS.iter().filter(|_| !chance.once_in(4)).collect();
    let needed = |row: &Row| {
        let needs = wanted.iter().flat_map(|other| other.needs);
        needs.into_iter().any(|need| need.name == row.name)
    };
    PROVIDERS.iter().filter(|row| needed(row) || wanted.iter().any(|other| other.name == row.name)).collect()
}

fn stage(chance: &mut impl Chance, rows: &[&'static Row], owns: Vec<Node>, relaxed: bool) -> Node {
    let mut entries = Vec::new();
    for row in rows {
        let bare = row.places.is_empty() && chance.once_in(4);
        let name = || row.name.to_owned();
        entries.push(if bare {
            Node::plain(row.name)
        } else {
            Node::Map(vec![(name(), provider(chance, row, !relaxed))])
        });
    }
    for own in owns {
        let at = chance.below(entries.len() + 1);
        entries.insert(at, own);
    }
    if chance.once_in(2) {
        let server = section(chance, SERVER_SECTION, &[], "", false);
        return Node::Map(vec![("server".into(), server), ("providers".into(), Node::List(entries))]);
    }
    Node::List(entries)
}

fn provider(chance: &mut impl Chance, row: &'static Row, production: bool) -> Node {
    let fit: Vec<_> = row.places.iter().filter(|place| !production || place.relaxed_only.is_none()).collect();
    let place = (!fit.is_empty()).then(|| fit[chance.below(fit.len())].name);
    let others: Vec<_> = row.places.iter().map(|place| place.name).filter(|name| Some(*name) != place).collect();
    let names = row.names.map_or("", |names| names.path);
    let mut settings = section(chance, row.section, &others, names, production);
    if let (Node::Map(entries), Some(place)) = (&mut settings, place)
        && !entries.iter().any(|(name, _)| name == place)
        && let Some(Kind::Group(inner)) = row.section.find(place).map(|setting| setting.kind)
    {
        entries.push((place.to_owned(), section(chance, inner, &[], "", production)));
    }
    settings
}

/// Some settings of a section, and all that must be written. `names`: the path of the one that names a group.
fn section(chance: &mut impl Chance, section: &Section, without: &[&str], names: &str, production: bool) -> Node {
    let (name, below) = names.split_once('.').unwrap_or((names, ""));
    let mut entries = Vec::new();
    for setting in section.settings.iter().filter(|setting| !setting.later && !without.contains(&setting.name)) {
        let always = setting.default == Default::Required
            || setting.secret && production
            || matches!(setting.kind, Kind::Groups(_));
        if !always && !chance.once_in(3) {
            continue;
        }
        let below = if setting.name == name { below } else { "" };
        let node = match setting.kind {
            Kind::Scalar(_) if !name.is_empty() && setting.name == name && below.is_empty() => Node::plain(OWN[0]),
            Kind::Scalar(_) => scalar(chance, setting, production),
            Kind::Group(inner) => self::section(chance, inner, &[], below, production),
            Kind::Groups(inner) => {
                let count = 1 + chance.below(3);
                let group = |name: &&str| ((*name).to_owned(), self::section(chance, inner, &[], "", production));
                let names = if setting.keys == Keys::Routes { OWN_ROUTES } else { OWN };
                Node::Map(names.iter().take(count).map(group).collect())
            }
        };
        entries.push((setting.name.to_owned(), node));
    }
    Node::Map(entries)
}

/// A value, or a reference to one.
fn scalar(chance: &mut impl Chance, setting: &Setting, production: bool) -> Node {
    let Kind::Scalar(shape) = setting.kind else { return Node::plain("") };
    let variable = || Node::plain(setting.variable.unwrap_or("SOME_2"));
    let one = !matches!(shape, Shape::Map(_));
    if setting.secret && production || one && chance.once_in(6) {
        let mut reference = if chance.once_in(3) {
            vec![("from_file".to_owned(), Node::plain("/run/secrets/one"))]
        } else {
            vec![("from_env".to_owned(), variable())]
        };
        if reference[0].0 == "from_env" && !setting.secret && chance.once_in(2) {
            reference.push(("default".into(), value::any(chance, shape, setting.range)));
        }
        return Node::Map(reference);
    }
    if setting.default == Default::Unset && chance.once_in(5) {
        return Node::plain("none");
    }
    value::any(chance, shape, setting.range)
}
