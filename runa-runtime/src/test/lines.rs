//! The log lines of an app under test.

use std::sync::Arc;

use serde_json::Value;
use tokio::time::timeout;

use super::PATIENCE;
use crate::kernel::core::Core;

/// What the app has logged, line by line, whatever the `format` of its stage is.
#[derive(Clone, Debug)]
pub struct Lines {
    core: Arc<Core>,
}

impl Lines {
    pub(super) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Every line that was logged until now, as JSON: `line["message"]`, `line["level"]`, `line["target"]`, and the fields.
    pub async fn all(&self) -> Vec<Value> {
        if let Some(scribe) = self.core.parts.journal.scribe() {
            scribe.written().await;
        }
        self.written()
    }

    /// The first line that `wanted` accepts, once it has been logged. A test that waits too long for it fails.
    pub async fn line(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        self.wait("is as wanted", wanted).await
    }

    /// The first line with this message, once it has been logged. A test that waits too long for it fails.
    pub async fn message(&self, message: &str) -> Value {
        self.wait(&format!("says `{message}`"), |line| line["message"] == message).await
    }

    async fn wait(&self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
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
