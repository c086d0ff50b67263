//! The struct of the queues: one field for each that some stage declares, so that code cannot name one that the manifest lacks.

use runa_schema::manifest::{Listed, Manifest};
use runa_schema::provider::QUEUE;

use super::Names;
use super::text::{enumerate, line};

/// One field: a queue, and the stages that declare it.
pub(crate) struct Queue<'a> {
    name: &'a str,
    stages: Vec<&'a str>,
    /// Whether every stage that lists `queue` declares it.
    always: bool,
}

/// The name of the struct.
pub(crate) fn name(ops: &str) -> String {
    format!("{ops}Queues")
}

/// Every queue of the manifest, in the order in which it first appears; `None` if no stage lists `queue`.
pub(crate) fn all(manifest: &Manifest) -> Option<Vec<Queue<'_>>> {
    let listing: Vec<_> = manifest
        .stages
        .iter()
        .filter_map(|stage| Some((&*stage.name, stage.providers.iter().find(|listed| listed.name == QUEUE)?)))
        .collect();
    let mut queues: Vec<Queue<'_>> = Vec::new();
    for (stage, listed) in &listing {
        for name in declared(listed) {
            match queues.iter_mut().find(|queue| queue.name == name) {
                Some(queue) => queue.stages.push(stage),
                None => queues.push(Queue { name, stages: vec![stage], always: false }),
            }
        }
    }
    for queue in &mut queues {
        queue.always = queue.stages.len() == listing.len();
    }
    (!listing.is_empty()).then_some(queues)
}

/// The names of the queues of one stage.
fn declared(listed: &Listed) -> Vec<&str> {
    let mut names = Vec::new();
    for rest in listed.given.iter().filter_map(|given| given.path.strip_prefix("queues.")) {
        let name = rest.split('.').next().unwrap_or(rest);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The struct.
pub(crate) fn write(out: &mut String, queues: &[Queue<'_>], names: &Names<'_>) {
    let Names { krate, ops, file, .. } = names;
    line(out, 1, &format!("/// The queues in `{}`.", file.escape_debug()));
    line(out, 1, "#[derive(::core::clone::Clone, ::core::fmt::Debug)]");
    line(out, 1, &format!("pub struct {} {{", name(ops)));
    for queue in queues {
        let place = if queue.always {
            "In every stage with queues.".to_owned()
        } else {
            format!("Only in {}.", enumerate(queue.stages.iter().copied()))
        };
        line(out, 2, &format!("/// {place}"));
        let ty = format!("{krate}::Queue");
        let ty = if queue.always { ty } else { format!("::core::option::Option<{ty}>") };
        line(out, 2, &format!("pub {}: {ty},", queue.name));
    }
    line(out, 2, &format!("all_: {krate}::Queues,"));
    line(out, 1, "}");
    line(out, 1, &format!("impl {} {{", name(ops)));
    line(out, 2, "/// All of them, for looking inside.");
    line(out, 2, "#[must_use]");
    line(out, 2, &format!("pub const fn all(&self) -> &{krate}::Queues {{"));
    line(out, 3, "&self.all_");
    line(out, 2, "}");
    line(out, 1, "}");
}

/// The value of the struct in one stage, out of the handle `queue`.
pub(crate) fn value(queues: &[Queue<'_>], stage: &str, ops: &str) -> String {
    let mut out = format!("{} {{ ", name(ops));
    for queue in queues {
        let one = format!("queue.named({:?})?", queue.name);
        let one = match (queue.always, queue.stages.contains(&stage)) {
            (true, _) => one,
            (false, true) => format!("::core::option::Option::Some({one})"),
            (false, false) => "::core::option::Option::None".to_owned(),
        };
        out.extend([queue.name, ": ", &one, ", "]);
    }
    out + "all_: queue }"
}
