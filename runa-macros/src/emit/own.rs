//! Providers of the user's own: their types, what the manifest says of them, and the check that only rustc can make.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use proc_macro2::{Span, TokenStream};

use runa_schema::diagnostic::Lines;
use runa_schema::manifest::{Manifest, Own, Stage};
use runa_schema::tree::{Entry, Kind, Node};

use super::Names;
use super::text::{self, line, literal};

/// One of them in a stage.
struct Listing<'a> {
    stage: &'a Stage,
    name: &'a str,
    own: &'a Own,
    /// Its place in the list.
    index: usize,
    /// Its line and column.
    at: (u32, u32),
    /// What the expansion calls those above it.
    above: String,
}

/// All of them, and the types that they are of.
pub(crate) struct Owns<'a> {
    all: Vec<Listing<'a>>,
    /// By stage and name.
    places: HashMap<(&'a str, &'a str), usize>,
    types: HashMap<&'a str, usize>,
}

impl<'a> Owns<'a> {
    pub(crate) fn of(manifest: &'a Manifest) -> Self {
        let mut owns = Self { all: Vec::new(), places: HashMap::new(), types: HashMap::new() };
        let mut taken = HashSet::new();
        for stage in &manifest.stages {
            for (index, listed) in stage.providers.iter().enumerate() {
                let Some(own) = &listed.own else { continue };
                let count = owns.types.len();
                owns.types.entry(&own.ty).or_insert(count);
                let mut above = format!("Above{}In{}", camel(&listed.name), camel(&stage.name));
                if !taken.insert(above.clone()) {
                    // A digit behind it would be that of another name.
                    above = format!("{above}X{}", owns.all.len());
                    taken.insert(above.clone());
                }
                owns.places.insert((&stage.name, &listed.name), owns.all.len());
                let (name, at) = (&*listed.name, (listed.line, listed.column));
                owns.all.push(Listing { stage, name, own, index, at, above });
            }
        }
        owns
    }

    /// What the expansion calls the type of one.
    pub(crate) fn ty(&self, own: &Own) -> String {
        format!("Own{}", self.types.get(&*own.ty).copied().unwrap_or_default())
    }

    /// What the expansion calls the settings of one.
    pub(crate) fn config(&self, stage: &Stage, name: &str) -> String {
        format!("CONFIG_{}", self.places.get(&(&*stage.name, name)).copied().unwrap_or_default())
    }
}

/// Types, settings, the check, and for each provider what it finds above itself.
pub(crate) fn write(out: &mut String, manifest: &Manifest, owns: &Owns<'_>, names: &Names<'_>) {
    if owns.all.is_empty() {
        return;
    }
    let text = &names.found.text;
    let lines = Lines::new(text);
    let mut types: Vec<_> = owns.types.iter().map(|(ty, index)| (*index, *ty)).collect();
    types.sort_unstable();
    for (index, ty) in types {
        line(out, 1, &format!("type Named{index} = {ty};"));
        line(out, 1, &format!("type Own{index} = __v::chosen!(Named{index});"));
    }
    for (index, one) in owns.all.iter().enumerate() {
        let _ = write!(out, "    const CONFIG_{index}: &[__v::own::Entry] = ");
        let entries = one.own.config.as_ref().and_then(Node::entries).unwrap_or_default();
        self::entries(out, entries, &lines, text);
        out.push_str(";\n");
    }
    check(out, manifest, owns, names, &lines);
    for one in owns.all.iter().filter(|one| names.builds(&one.stage.name)) {
        above(out, owns, one);
    }
}

/// How many are judged in one constant: rustc grows impatient with one that takes long.
const AT_ONCE: usize = 100;

/// The functions whose evaluation says what is wrong.
fn check(out: &mut String, manifest: &Manifest, owns: &Owns<'_>, names: &Names<'_>, lines: &Lines<'_>) {
    let Names { file, found, .. } = names;
    let _ = write!(
        out,
        "    const SOURCE: __v::own::Source = __v::own::Source {{ file: {file:?}, text: ::core::include_str!({:?}), lines: &[",
        found.absolute
    );
    let mut begin = 0;
    for one in found.text.split_inclusive('\n') {
        let _ = write!(out, "{begin}, ");
        begin += one.len();
    }
    out.push_str("], secrets: &[");
    // Of what stands behind `config`, the check itself knows what is a secret.
    let mut judged = HashSet::new();
    owns.all.iter().filter_map(|one| one.own.config.as_ref()).for_each(|config| scalars(config, &mut judged));
    for secret in manifest.secrets.iter().filter(|secret| !judged.contains(&secret.start)) {
        let (line, column, width) = place(*secret, lines, &found.text);
        let _ = write!(out, "__v::own::place(({line}, {column}, {width})), ");
    }
    out.push_str("] };\n");
    for (number, part) in owns.all.chunks(AT_ONCE).enumerate() {
        line(out, 1, "#[track_caller]");
        line(out, 1, &format!("pub(super) const fn settings_fit_{number}() {{"));
        line(out, 2, "__v::own::check(&SOURCE, &[");
        for one in part {
            told(out, owns, one, lines, &found.text);
        }
        line(out, 2, "]);");
        line(out, 1, "}");
    }
}

/// What the check is told of one.
fn told(out: &mut String, owns: &Owns<'_>, one: &Listing<'_>, lines: &Lines<'_>, text: &str) {
    let listed = |out: &mut String, names: &mut dyn Iterator<Item = &str>| {
        out.push_str("&[");
        for name in names {
            let _ = write!(out, "{name:?}, ");
        }
        out.push_str("], ");
    };
    let Listing { stage, name, at: (line, column), .. } = one;
    let width = name.chars().count();
    let _ = write!(
        out,
        "            __v::checked::<{}>(({:?}, {}), ({name:?}, ({line}, {column}, {width})), ({:?}, {:?}), ",
        owns.ty(one.own),
        stage.name,
        stage.relaxed,
        one.own.ty,
        place(one.own.used, lines, text),
    );
    let mut providers = stage.providers.iter().map(|listed| listed.name.as_str());
    listed(out, &mut providers.by_ref().take(one.index));
    listed(out, &mut providers.skip(1));
    let _ = writeln!(out, "{}),", owns.config(stage, name));
}

/// Lets rustc evaluate the check, and show what is wrong at the manifest's name.
pub(crate) fn evaluated(manifest: &Manifest, names: &Names<'_>, place: Span) -> TokenStream {
    let stages = manifest.stages.iter();
    let count = stages.flat_map(|stage| &stage.providers).filter(|listed| listed.own.is_some()).count();
    let check = |number| format!("const _: () = {}::settings_fit_{number}();", names.module());
    let checks: String = (0..count.div_ceil(AT_ONCE)).map(check).collect();
    text::at(place, text::tokens(&checks))
}

/// The type that knows who stands above a provider.
fn above(out: &mut String, owns: &Owns<'_>, one: &Listing<'_>) {
    let name = &one.above;
    let others = one.stage.providers[..one.index]
        .iter()
        .filter_map(|listed| Some((&listed.name, owns.ty(listed.own.as_ref()?))));
    let others: Vec<_> = others.collect();
    line(out, 1, &format!("struct {name} {{"));
    line(out, 2, "standing_: __v::Standing,");
    for (field, ty) in &others {
        line(out, 2, &format!("{field}: <{ty} as __v::Provider>::Handle,"));
    }
    line(out, 1, "}");
    line(out, 1, &format!("impl __v::Above for {name} {{"));
    line(out, 2, "fn standing(&self) -> &__v::Standing {");
    line(out, 3, "&self.standing_");
    line(out, 2, "}");
    line(out, 2, "fn find<P: __v::Provider>(&self) -> ::core::option::Option<P::Handle> {");
    let mut found = "::core::option::Option::None".to_owned();
    for (field, ty) in others.iter().rev() {
        let pick = format!("__v::pick::<P, {ty}>(::core::option::Option::Some(&self.{field}))");
        found = if found.ends_with("None") { pick } else { format!("{pick}.or_else(|| {found})") };
    }
    line(out, 3, &found);
    line(out, 2, "}");
    line(out, 1, "}");
    for (field, ty) in &others {
        line(out, 1, &format!("impl __v::Has<{ty}> for {name} {{"));
        line(out, 2, &format!("fn handle(&self) -> ::core::option::Option<<{ty} as __v::Provider>::Handle> {{"));
        line(out, 3, &format!("::core::option::Option::Some(::core::clone::Clone::clone(&self.{field}))"));
        line(out, 2, "}");
        line(out, 1, "}");
    }
}

/// The installation of one: a statement that binds its handle to its name.
pub(crate) fn install(out: &mut String, owns: &Owns<'_>, stage: &Stage, name: &str, first: &Own) {
    let Some(one) = owns.places.get(&(&*stage.name, name)).map(|index| &owns.all[*index]) else { return };
    line(out, 2, &format!("let {name} = {{"));
    line(out, 3, &format!("let above = {} {{", one.above));
    line(out, 4, "standing_: __v::Standing {");
    let above = &stage.providers[..one.index];
    for listed in above.iter().filter(|listed| listed.own.is_none()) {
        line(
            out,
            5,
            &format!("{}: ::core::option::Option::Some(::core::clone::Clone::clone(&{})),", listed.name, listed.name),
        );
    }
    line(out, 5, "..::core::default::Default::default()");
    line(out, 4, "},");
    for listed in above.iter().filter(|listed| listed.own.is_some()) {
        line(out, 4, &format!("{}: ::core::clone::Clone::clone(&{}),", listed.name, listed.name));
    }
    line(out, 3, "};");
    let (ty, field) = (owns.ty(one.own), owns.ty(first));
    let installed = format!("start_.install_own::<{ty}, _>({name:?}, &above).await?");
    if ty == field {
        line(out, 3, &installed);
    } else {
        // Its field has the type that it has in the first stage which lists it.
        line(out, 3, &format!("__v::same_handle::<<{field} as __v::Provider>::Handle, _>({installed})"));
    }
    line(out, 2, "};");
}

fn entries(out: &mut String, entries: &[Entry], lines: &Lines<'_>, text: &str) {
    out.push_str("&[");
    for entry in entries {
        let (line, column, width) = place(entry.key_span, lines, text);
        let _ = write!(out, "__v::own::entry({:?}, ({line}, {column}, {width}), ", &*entry.key);
        // Nothing stands in no place of its own.
        let at = if matches!(entry.value.kind, Kind::Null) { entry.key_span } else { entry.value.span };
        node(out, &entry.value, at, lines, text);
        out.push_str("), ");
    }
    out.push(']');
}

fn node(out: &mut String, node: &Node, at: runa_schema::Span, lines: &Lines<'_>, text: &str) {
    let (line, column, width) = place(at, lines, text);
    let _ = write!(out, "__v::own::node(({line}, {column}, {width}), __v::own::Kind::");
    let value = |key: &str| node.entry(key).map(|entry| &entry.value);
    match &node.kind {
        Kind::Null => out.push_str("Null"),
        Kind::Scalar { text, plain } => {
            out.push_str("Scalar { text: ");
            literal(out, text);
            let _ = write!(out, ", plain: {plain} }}");
        }
        Kind::List { items, .. } => {
            out.push_str("List(&[");
            for item in items.iter() {
                self::node(out, item, item.span, lines, text);
                out.push_str(", ");
            }
            out.push_str("])");
        }
        Kind::Map { .. } if value("from_file").is_some() => {
            out.push_str("File { path: ");
            literal(out, value("from_file").and_then(Node::text).unwrap_or_default());
            out.push_str(" }");
        }
        Kind::Map { .. } if value("from_env").is_some() => {
            out.push_str("Variable { name: ");
            literal(out, value("from_env").and_then(Node::text).unwrap_or_default());
            out.push_str(", default: ");
            match value("default") {
                Some(default) => {
                    out.push_str("::core::option::Option::Some(&");
                    self::node(out, default, default.span, lines, text);
                    out.push_str(") }");
                }
                None => out.push_str("::core::option::Option::None }"),
            }
        }
        Kind::Map { entries, .. } => {
            out.push_str("Map(");
            self::entries(out, entries, lines, text);
            out.push(')');
        }
    }
    out.push(')');
}

/// Where the scalars of a tree begin.
fn scalars(node: &Node, found: &mut HashSet<usize>) {
    match &node.kind {
        Kind::Map { entries, .. } => entries.iter().for_each(|entry| scalars(&entry.value, found)),
        Kind::List { items, .. } => items.iter().for_each(|item| scalars(item, found)),
        Kind::Scalar { .. } => drop(found.insert(node.span.start)),
        Kind::Null => {}
    }
}

/// Line, column and width; of several lines, the first.
fn place(span: runa_schema::Span, lines: &Lines<'_>, text: &str) -> (u32, u32, usize) {
    let (line, column) = lines.position(span.start);
    let shown = text[span.start..span.end].lines().next().unwrap_or_default();
    (line, column, shown.chars().count().max(1))
}

/// A name of a type made from a name in `snake_case`.
fn camel(name: &str) -> String {
    name.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}
