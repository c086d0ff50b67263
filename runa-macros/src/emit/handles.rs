//! The struct of the handles.
//!
//! Its shape comes from the whole manifest, never from one stage: code that uses it compiles alike for all.

use runa_schema::manifest::{Listed, Manifest};
use runa_schema::provider::QUEUE;

use super::own::Owns;
use super::text::{enumerate, line};
use super::{Names, queues};

/// One field: a provider, and where it is listed.
pub(crate) struct Handle<'a> {
    /// Its first entry.
    pub(crate) listed: &'a Listed,
    /// The stages that list it.
    pub(crate) stages: Vec<&'a str>,
    /// Whether they are all stages.
    pub(crate) always: bool,
}

impl Handle<'_> {
    pub(crate) fn name(&self) -> &str {
        &self.listed.name
    }

    fn ty(&self, krate: &str, ops: &str, owns: &Owns<'_>) -> String {
        let ty = if let Some(own) = &self.listed.own {
            format!("<{} as __v::Provider>::Handle", owns.ty(own))
        } else if self.name() == QUEUE {
            queues::name(ops)
        } else {
            format!("{krate}::{}", self.listed.row.handle)
        };
        if self.always { ty } else { format!("::core::option::Option<{ty}>") }
    }
}

/// Every provider of the manifest, in the order in which it first appears.
pub(crate) fn all(manifest: &Manifest) -> Vec<Handle<'_>> {
    let mut handles: Vec<Handle<'_>> = Vec::new();
    for stage in &manifest.stages {
        for listed in &stage.providers {
            match handles.iter_mut().find(|handle| handle.listed.name == listed.name) {
                Some(handle) => handle.stages.push(&stage.name),
                None => handles.push(Handle { listed, stages: vec![&stage.name], always: false }),
            }
        }
    }
    for handle in &mut handles {
        handle.always = handle.stages.len() == manifest.stages.len();
    }
    handles
}

/// The struct, its methods, and its way into the state of handlers.
pub(crate) fn write(out: &mut String, handles: &[Handle<'_>], owns: &Owns<'_>, names: &Names<'_>) {
    let Names { krate, ops, file, .. } = names;
    if names.doc.is_empty() {
        line(out, 1, &format!("/// The handles of the providers in `{}`.", file.escape_debug()));
    } else {
        out.push_str(names.doc);
    }
    line(out, 1, "#[derive(::core::clone::Clone)]");
    line(out, 1, &format!("pub struct {ops} {{"));
    for handle in handles {
        if let Some(doc) = handle.listed.row.section.doc.lines().next() {
            line(out, 2, &format!("///{doc}"));
            line(out, 2, "///");
        }
        let stages = enumerate(handle.stages.iter().copied());
        let place = if handle.always { "In every stage.".into() } else { format!("Only in {stages}.") };
        line(out, 2, &format!("/// {place}"));
        line(out, 2, &format!("pub {}: {},", handle.name(), handle.ty(krate, ops, owns)));
    }
    line(out, 2, "__kernel: __v::Kernel,");
    line(out, 1, "}");
    debug(out, handles, ops);
    line(out, 1, &format!("impl {ops} {{"));
    out.push_str(&METHODS.replace("$krate", krate));
    line(out, 1, "}");
    // Of the user's own, two may have handles of one type.
    for handle in handles.iter().filter(|handle| handle.listed.own.is_none()) {
        let ty = handle.ty(krate, ops, owns);
        line(out, 1, &format!("impl __v::FromRef<{ops}> for {ty} {{"));
        line(out, 2, &format!("fn from_ref(ops: &{ops}) -> Self {{"));
        line(out, 3, &format!("::core::clone::Clone::clone(&ops.{})", handle.name()));
        line(out, 2, "}");
        line(out, 1, "}");
    }
}

/// Not derived: handles of the user's own need not be `Debug`.
fn debug(out: &mut String, handles: &[Handle<'_>], ops: &str) {
    line(out, 1, &format!("impl ::core::fmt::Debug for {ops} {{"));
    line(out, 2, "fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {");
    line(out, 3, &format!("let mut shown = f.debug_struct({ops:?});"));
    for handle in handles.iter().filter(|handle| handle.listed.own.is_none()) {
        line(out, 3, &format!("shown.field({:?}, &self.{});", handle.name(), handle.name()));
    }
    line(out, 3, "shown.finish_non_exhaustive()");
    line(out, 2, "}");
    line(out, 1, "}");
}

/// What the kernel can do for a service.
const METHODS: &str =
    "        /// Starts the app in a process that is not runa's, and in the runtime that this is called in; `end` of what it gives drains and
        /// stops the providers. Takes the name of a stage, or a `Launch` that says more.
        pub async fn start(launch: impl ::core::convert::Into<$krate::Launch>) -> $krate::Result<$krate::Started<Self>> {
            __v::start_inside(launch.into(), ::core::cfg!(debug_assertions)).await
        }
        /// Serves `router` until the process is told to stop, and drains. Its last layer is runa's own.
        #[track_caller]
        pub fn serve(
            &self,
            router: __v::Router,
        ) -> impl ::core::future::Future<Output = $krate::Result<()>> + ::core::marker::Send + use<'_> {
            self.__kernel.serve(router)
        }
        /// Does `work` until it ends or the process is told to stop: for a process without routes of its own.
        #[track_caller]
        pub fn run<F, E>(
            &self,
            work: F,
        ) -> impl ::core::future::Future<Output = $krate::Result<()>> + ::core::marker::Send + use<'_, F, E>
        where
            F: ::core::future::Future<Output = ::core::result::Result<(), E>> + ::core::marker::Send,
            E: ::core::fmt::Display,
        {
            self.__kernel.run(work)
        }
        /// Starts a task whose end does not go unseen: the policy says what it means for the process. `Policy` takes a future, `Restart`
        /// a closure that makes one for each run. A task that has asked for `stopping` is waited for at the end; others are dropped.
        pub fn spawn<P>(&self, name: &'static str, policy: P, task: impl $krate::Task<P>) {
            self.__kernel.spawn(name, policy, task);
        }
        /// Stops the process as SIGTERM does.
        pub fn shutdown(&self) {
            self.__kernel.shutdown();
        }
        /// Waits until the process begins to stop.
        pub async fn stopping(&self) {
            self.__kernel.stopping().await;
        }
        /// The name of the stage that runs.
        #[must_use]
        pub fn stage(&self) -> &'static str {
            self.__kernel.stage()
        }
";
