//! What providers show of themselves: typed panels, which whoever shows them draws without knowing whose they are.
//!
//! Promises: nothing is computed until somebody looks, and a panel that panics says so and hides no other.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::catch::message;
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
pub struct Panels(Arc<Inner>);

#[derive(Default)]
struct Inner {
    list: Mutex<Vec<Panel>>,
    shown: AtomicBool,
}

/// A panel that somebody has looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// Its name, which begins with that of its provider: `queue.dead`.
    pub name: &'static str,
    /// What stands above it.
    pub title: &'static str,
    /// What it shows.
    pub content: Content,
}

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

    /// Looks at every panel, in the order in which they were added.
    pub fn look(&self) -> Vec<View> {
        self.look_at(|_| true)
    }

    /// Looks at the panels whose names are wanted; the others are not computed.
    pub fn look_at(&self, wanted: impl Fn(&str) -> bool) -> Vec<View> {
        // Not under the lock: what is looked at may take a lock of its own.
        let mut panels = self.lock().clone();
        panels.retain(|panel| wanted(panel.name));
        panels.into_iter().map(|Panel { name, title, look }| View { name, title, content: content(&*look) }).collect()
    }

    /// The names of all panels. None is computed.
    pub fn names(&self) -> Vec<&'static str> {
        self.lock().iter().map(|panel| panel.name).collect()
    }

    /// Whether somebody shows panels at all. What is kept for them alone, such as the latest records, need not be kept without.
    #[inline]
    pub fn shown(&self) -> bool {
        self.0.shown.load(Ordering::Relaxed)
    }

    /// Says that panels are shown from now on.
    #[cfg(any(feature = "console", all(test, feature = "audit")))]
    pub(crate) fn show(&self) {
        self.0.shown.store(true, Ordering::Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Panel>> {
        // A list that a panic interrupted is whole: it is only pushed to.
        self.0.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(feature = "observe")]
impl View {
    /// As JSON: the content stands under the name of its form.
    pub(crate) fn into_json(self) -> serde_json::Value {
        use serde_json::{Value, json};
        let points = |points: Vec<(String, f64)>| {
            points.into_iter().map(|(label, value)| json!({ "label": label, "value": value })).collect::<Value>()
        };
        let (form, content) = match self.content {
            Content::Metric(value, unit) => ("metric", json!({ "value": value, "unit": unit })),
            Content::Status(right, reason) => ("status", json!({ "right": right, "reason": reason })),
            Content::Table(columns, rows) => ("table", json!({ "columns": columns, "rows": rows })),
            Content::Line(line) => ("line", points(line)),
            Content::Bar(bar) => ("bar", points(bar)),
            // What is no JSON is shown as the text that it is.
            Content::Json(text) => ("json", serde_json::from_str(&text).unwrap_or(Value::String(text))),
        };
        json!({ "name": self.name, "title": self.title, form: content })
    }
}

/// What a panel shows. It is somebody else's code, and may panic; then it is not as it should be.
fn content(look: &dyn Fn() -> Content) -> Content {
    catch_unwind(AssertUnwindSafe(look))
        .unwrap_or_else(|panic| Content::Status(false, format!("the panel panicked: {}", message(panic.as_ref()))))
}

impl fmt::Debug for Panels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.lock().iter().map(|panel| panel.name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use super::*;

    #[test]
    fn a_panel_is_computed_when_somebody_looks_and_has_a_name_of_its_own() {
        let panels = Panels::default();
        let looks = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&looks);
        let look = move || Content::Metric(f64::from(counted.fetch_add(1, Ordering::Relaxed)), "1/s");
        assert!(panels.add("rate", "Rate", look).is_ok());
        assert_eq!(looks.load(Ordering::Relaxed), 0);
        let rate = View { name: "rate", title: "Rate", content: Content::Metric(0.0, "1/s") };
        assert_eq!(panels.look_at(|name| name != "rate"), []);
        assert_eq!(panels.look(), [rate]);
        assert_eq!(panels.names(), ["rate"]);
        let again = panels.add("rate", "Another", || Content::Json("{}".into())).map_err(|error| error.to_string());
        assert_eq!(again, Err("there are two panels `rate`; give one another name".to_owned()));
    }
}
