//! The log lines of an app under test.

use std::sync::Arc;

use serde_json::Value;
use tokio::time::timeout;

use super::PATIENCE;
use crate::kernel::core::Core;

/// What the app has logged, line by line, whatever the `format` of its stage is.
///
/// Futures of it borrow nothing, so that `tokio::join!` and `tokio::spawn` take them.
#[derive(Clone, Debug)]
pub struct Lines {
    core: Arc<Core>,
}

impl Lines {
    pub(super) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Every line that was logged until now, as JSON: `line["message"]`, `line["level"]`, `line["target"]`, and the fields.
    pub fn all(&self) -> impl Future<Output = Vec<Value>> + use<> {
        let lines = self.clone();
        async move {
            if let Some(scribe) = lines.core.parts.journal.scribe() {
                scribe.written().await;
            }
            lines.written()
        }
    }

    /// The first line that `wanted` accepts, once it has been logged. A test that waits too long for it fails.
    pub fn line<W: Fn(&Value) -> bool>(&self, wanted: W) -> impl Future<Output = Value> + use<W> {
        self.clone().wait("is as wanted".to_owned(), wanted)
    }

    /// The first line with this message, once it has been logged. A test that waits too long for it fails.
    pub fn message(&self, message: &str) -> impl Future<Output = Value> + use<> {
        let message = message.to_owned();
        self.clone().wait(format!("says `{message}`"), move |line| line["message"] == *message)
    }

    async fn wait(self, what: String, wanted: impl Fn(&Value) -> bool) -> Value {
        let Some(captured) = &self.core.parts.captured else { return Value::Null };
        let mut changes = captured.changes();
        let found = timeout(PATIENCE, async {
            loop {
                if let Some(line) = self.written().into_iter().find(|line| wanted(line)) {
                    return line;
                }
                // The sender lives in `captured`, so this cannot fail.
                let _ = changes.changed().await;
            }
        });
        found.await.unwrap_or_else(|_| panic!("no line {what} within {PATIENCE:?}"))
    }

    pub(super) fn written(&self) -> Vec<Value> {
        let text = self.core.parts.captured.as_ref().map(crate::kernel::captured::Captured::text).unwrap_or_default();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }
}
