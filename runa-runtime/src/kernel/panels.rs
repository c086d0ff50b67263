//! What providers show of themselves: typed panels, which whoever shows them draws without knowing whose they are.
//!
//! Promise: nothing is computed until somebody looks.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Error, Result};

/// What a panel shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// One number and its unit, such as `s` or `1/s`; empty where it has none.
    Metric(f64, &'static str),
    /// Whether something is as it should be, and why not.
    Status(bool, String),
    /// Rows under the names of their columns.
    Table(Vec<&'static str>, Vec<Vec<String>>),
    /// Values along a line, such as time, each with its label.
    Line(Vec<(String, f64)>),
    /// Values beside each other, each with its label.
    Bar(Vec<(String, f64)>),
    /// A document in JSON, for what has no other form.
    Json(String),
}

/// The panels of one process. Cheap to clone.
#[derive(Clone, Default)]
pub struct Panels(Arc<Mutex<Vec<Panel>>>);

#[derive(Clone)]
struct Panel {
    name: &'static str,
    title: &'static str,
    look: Arc<dyn Fn() -> Content + Send + Sync>,
}

impl Panels {
    /// Adds a panel; `look` is called each time somebody looks, and must neither wait nor block.
    ///
    /// Errors: another panel has this name.
    pub fn add(
        &self,
        name: &'static str,
        title: &'static str,
        look: impl Fn() -> Content + Send + Sync + 'static,
    ) -> Result<()> {
        let mut panels = self.lock();
        if panels.iter().any(|panel| panel.name == name) {
            return Err(Error::configuration(format!("there are two panels `{name}`; give one another name")));
        }
        panels.push(Panel { name, title, look: Arc::new(look) });
        Ok(())
    }

    /// Looks at every panel, in the order in which they were added: name, title, content.
    pub fn look(&self) -> Vec<(&'static str, &'static str, Content)> {
        // Not under the lock: what is looked at may take a lock of its own.
        let panels = self.lock().clone();
        panels.into_iter().map(|panel| (panel.name, panel.title, (panel.look)())).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Panel>> {
        // A list that a panic interrupted is whole: it is only pushed to.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Panels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.lock().iter().map(|panel| panel.name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn a_panel_is_computed_when_somebody_looks_and_has_a_name_of_its_own() {
        let panels = Panels::default();
        let looks = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&looks);
        let look = move || Content::Metric(f64::from(counted.fetch_add(1, Ordering::Relaxed)), "1/s");
        assert!(panels.add("rate", "Rate", look).is_ok());
        assert_eq!(looks.load(Ordering::Relaxed), 0);
        assert_eq!(panels.look(), [("rate", "Rate", Content::Metric(0.0, "1/s"))]);
        let again = panels.add("rate", "Another", || Content::Json("{}".into())).map_err(|error| error.to_string());
        assert_eq!(again, Err("there are two panels `rate`; give one another name".to_owned()));
    }
}
