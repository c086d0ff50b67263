//! The manifest as constants: what is resolved at start, with the places it comes from.

use std::fmt::Write;

use runa_schema::manifest::{Manifest, Stage};
use runa_schema::resolve::Given;

use super::own::Owns;
use super::text::{line, literal};
use super::{Names, value};

/// `impl App`, without the installation of a stage.
pub(crate) fn write(out: &mut String, manifest: &Manifest, owns: &Owns<'_>, names: &Names<'_>) {
    let Names { krate, ops, file, .. } = names;
    line(out, 1, &format!("impl {krate}::App for {ops} {{"));
    line(out, 2, "const MANIFEST: __v::Manifest = __v::Manifest {");
    line(out, 3, &format!("file: {file:?},"));
    line(out, 3, &format!("service: {:?},", manifest.service));
    match &manifest.version {
        Some(version) => line(out, 3, &format!("version: {version:?},")),
        None => line(out, 3, "version: ::core::env!(\"CARGO_PKG_VERSION\"),"),
    }
    match &manifest.default_stage {
        Some(stage) => line(out, 3, &format!("default_stage: ::core::option::Option::Some({stage:?}),")),
        None => line(out, 3, "default_stage: ::core::option::Option::None,"),
    }
    line(out, 3, "stages: &[");
    for stage in &manifest.stages {
        self::stage(out, stage, owns, krate);
    }
    line(out, 3, "],");
    line(out, 2, "};");
    line(out, 2, &format!("async fn install(start: &mut __v::Start) -> {krate}::Result<Self> {{"));
    line(out, 3, "match start.stage() {");
    for stage in manifest.stages.iter().filter(|stage| names.builds(&stage.name)) {
        line(out, 4, &format!("{:?} => install_{}(start).await,", stage.name, stage.name));
    }
    line(out, 4, "_ => ::core::result::Result::Err(start.not_built()),");
    line(out, 3, "}");
    line(out, 2, "}");
    line(out, 1, "}");
}

fn stage(out: &mut String, stage: &Stage, owns: &Owns<'_>, krate: &str) {
    line(out, 4, "__v::Stage {");
    line(out, 5, &format!("name: {:?},", stage.name));
    line(out, 5, &format!("relaxed: {},", stage.relaxed));
    out.push_str("                    server: ");
    all(out, &stage.server, 5);
    out.push_str(",\n");
    line(out, 5, "providers: &[");
    for listed in &stage.providers {
        if let Some(own) = &listed.own {
            let (ty, config) = (owns.ty(own), owns.config(stage, &listed.name));
            let (name, line, column) = (&listed.name, listed.line, listed.column);
            let _ =
                writeln!(out, "                        __v::listed_own::<{ty}>({name:?}, {line}, {column}, {config}),");
            continue;
        }
        let _ = write!(out, "                        __v::listed::<{krate}::{}>(", listed.row.handle);
        literal(out, &listed.name);
        let _ = write!(out, ", {}, {}, ", listed.line, listed.column);
        // A block, because values that may need dropping live on only in the tail of a constant, not in an argument.
        if listed.given.is_empty() {
            out.push_str("&[]");
        } else {
            out.push_str("const { ");
            all(out, &listed.given, 6);
            out.push_str(" }");
        }
        out.push_str("),\n");
    }
    line(out, 5, "],");
    line(out, 4, "},");
}

fn all(out: &mut String, given: &[Given], depth: usize) {
    if given.is_empty() {
        return out.push_str("&[]");
    }
    out.push_str("&[\n");
    for one in given {
        out.extend(std::iter::repeat_n("    ", depth + 1));
        value::given(out, one);
        out.push_str(",\n");
    }
    out.extend(std::iter::repeat_n("    ", depth));
    out.push(']');
}
