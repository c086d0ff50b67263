//! All tasks of a process by name, as operators see them: a panel, and two metrics.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::super::metrics::{Metrics, float};
use super::super::panels::{Content, Panels};
use super::super::polled::Polled;

/// The tasks of one process. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Roster(Arc<Mutex<Vec<Row>>>);

/// The tasks of one name and policy.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    name: &'static str,
    policy: &'static str,
    pub(super) ended: u64,
    /// Runs that failed or panicked.
    pub(super) failed: u64,
    pub(super) restarts: u64,
    /// Each of those that run.
    pub(super) polled: Vec<Arc<Polled>>,
    /// Why the latest of those ended that should not have.
    pub(super) last: Option<String>,
}

/// The columns of the panel.
const COLUMNS: [&str; 7] = ["task", "policy", "running", "ended", "failed", "restarts", "last error"];

impl Roster {
    /// Shows them. Names are those of the kernel, so nobody else has them.
    pub(crate) fn show(&self, metrics: &Metrics, panels: &Panels) {
        let (rows, failed, restarts) = (self.clone(), self.clone(), self.clone());
        let shown = panels.add("tasks", "Tasks", move || Content::Table(COLUMNS.into(), rows.table()));
        let restarted = metrics
            .metric("runa_task_restarts_total", "Tasks that began anew after they had ended.")
            .labels(["task"])
            .read_counter(move || restarts.count(|row| row.restarts));
        let failures = metrics
            .metric("runa_task_failures_total", "Tasks that failed or panicked.")
            .labels(["task"])
            .read_counter(move || failed.count(|row| row.failed));
        debug_assert!(shown.is_ok() && restarted.is_ok() && failures.is_ok(), "the kernel is first");
    }

    /// Changes what is known of the tasks of this name and policy.
    pub(super) fn note(&self, name: &'static str, policy: &'static str, note: impl FnOnce(&mut Row)) {
        let mut rows = self.rows();
        let known = rows.iter().position(|row| row.name == name && row.policy == policy);
        let at = known.unwrap_or_else(|| {
            rows.push(Row { name, policy, ..Row::default() });
            rows.len() - 1
        });
        note(&mut rows[at]);
    }

    /// Shows the tasks whose code runs just now: where the mark of one is, the mark, and its name.
    pub(crate) fn polled(&self, mut see: impl FnMut(usize, u32, &'static str)) {
        for row in self.rows().iter() {
            for polled in &row.polled {
                if let Some(mark) = polled.mark() {
                    see(Arc::as_ptr(polled).addr(), mark, row.name);
                }
            }
        }
    }

    /// One number for each name.
    fn count(&self, of: impl Fn(&Row) -> u64) -> Vec<([String; 1], f64)> {
        let mut counts: Vec<([String; 1], f64)> = Vec::new();
        for row in self.rows().iter() {
            let more = float(of(row));
            match counts.iter_mut().find(|([name], _)| name == row.name) {
                Some((_, count)) => *count += more,
                None => counts.push(([row.name.to_owned()], more)),
            }
        }
        counts
    }

    fn table(&self) -> Vec<Vec<String>> {
        let cells = |row: &Row| {
            vec![
                row.name.to_owned(),
                row.policy.to_owned(),
                row.polled.len().to_string(),
                row.ended.to_string(),
                row.failed.to_string(),
                row.restarts.to_string(),
                row.last.clone().unwrap_or_default(),
            ]
        };
        self.rows().iter().map(cells).collect()
    }

    fn rows(&self) -> MutexGuard<'_, Vec<Row>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
