//! The program that a checked manifest describes.
//!
//! Written as text and read by rustc's own lexer in one go: that is several times faster, in a macro that is never optimised, than
//! putting tokens together one by one. Only the user's function, and what must point at it, keep their own tokens.
//!
//! Promises: straight-line calls on typed handles, no `dyn`, no `Any`, no `TypeId`, no map; nothing that a lint of the user's crate
//! objects to.

mod constants;
mod features;
mod handles;
mod install;
pub(crate) mod own;
mod queues;
pub(crate) mod start;
pub(crate) mod text;
mod value;

#[cfg(test)]
mod generated;
#[cfg(test)]
mod golden;

use runa_schema::manifest::Checked;

use crate::locate::{BUILD_STAGE, Found};

/// What the expansion calls things, and what is asked of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names<'a> {
    /// The path of `runa` from the modules: `::runa`.
    pub(crate) krate: &'a str,
    /// The struct of the handles.
    pub(crate) ops: &'a str,
    /// From where it is seen: `pub`.
    pub(crate) visibility: &'a str,
    /// Its documentation as attributes; empty for that which is made.
    pub(crate) doc: &'a str,
    /// The only stage that is built, if there is one.
    pub(crate) built: Option<&'a str>,
    /// The manifest as the attribute names it.
    pub(crate) file: &'a str,
    /// The manifest itself.
    pub(crate) found: &'a Found,
}

impl Names<'_> {
    /// The module that holds everything made from the manifest. Named after the struct, so that two can stand side by side.
    fn module(&self) -> String {
        module(self.ops)
    }

    /// The module through which the struct becomes visible.
    fn gate(&self) -> String {
        format!("{}_gate", self.module())
    }

    /// Whether the code that installs a stage is part of the program.
    fn builds(&self, stage: &str) -> bool {
        self.built.is_none_or(|built| built == stage)
    }
}

/// The module of a struct of handles.
pub(crate) fn module(ops: &str) -> String {
    format!("__runa_{}", text::plain(ops))
}

/// The modules that hold everything made from the manifest, and what of it is visible.
pub(crate) fn modules(manifest: &Checked, names: &Names<'_>) -> String {
    let mut out = String::with_capacity(16 * 1024);
    let handles = handles::all(manifest);
    text::line(&mut out, 0, "#[doc(hidden)]");
    text::line(&mut out, 0, &format!("mod {} {{", names.module()));
    text::line(&mut out, 1, &format!("use {}::__v0_1 as __v;", names.krate));
    text::line(&mut out, 1, &text::tracked(&names.found.absolute));
    // The same for the variable, which a macro reads without cargo's knowledge.
    let variable = format!("const _: ::core::option::Option<&str> = ::core::option_env!({BUILD_STAGE:?});");
    text::line(&mut out, 1, &variable);
    let owns = own::Owns::of(manifest);
    handles::write(&mut out, &handles, &owns, names);
    let queues = queues::all(manifest);
    if let Some(queues) = &queues {
        queues::write(&mut out, queues, names);
    }
    own::write(&mut out, manifest, &owns, names);
    constants::write(&mut out, manifest, &owns, names);
    install::write(&mut out, manifest, &handles, &owns, queues.as_deref().unwrap_or_default(), names);
    text::line(&mut out, 0, "}");
    features::write(&mut out, manifest, &handles, names);
    out
}
