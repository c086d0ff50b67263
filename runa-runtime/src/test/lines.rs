//! The log lines of an app under test.

use std::panic::Location;
use std::sync::Arc;

use serde_json::Value;
use tokio::time::timeout;

use super::PATIENCE;
use crate::kernel::captured::Captured;
use crate::kernel::core::Core;

/// How many lines who waits in vain is shown, and how many letters of each.
const SHOWN: usize = 50;
const LETTERS: usize = 500;

/// What the app has logged, line by line, whatever the `format` of its stage is.
///
/// Futures of it borrow nothing, so that `tokio::join!` and `tokio::spawn` take them.
#[derive(Clone, Debug)]
pub struct Lines {
    pub(super) core: Arc<Core>,
}

impl Lines {
    pub(super) const fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Every line that was logged until now, as JSON: `line["message"]`, `line["level"]`, `line["target"]`, and the fields. One
    /// that is no JSON is a string.
    pub fn all(&self) -> impl Future<Output = Vec<Value>> + use<> {
        let lines = self.clone();
        async move {
            if let Some(scribe) = lines.core.parts.journal.scribe() {
                scribe.written().await;
            }
            lines.written()
        }
    }

    /// The first line that `wanted` accepts, once it has been logged. A test that waits too long for it fails, and shows the last there were.
    #[track_caller]
    pub fn line<W: Fn(&Value) -> bool>(&self, wanted: W) -> impl Future<Output = Value> + use<W> {
        self.clone().wait("is as wanted".to_owned(), Location::caller(), wanted)
    }

    /// The first line with this message, once it has been logged. A test that waits too long for it fails.
    #[track_caller]
    pub fn message(&self, message: &str) -> impl Future<Output = Value> + use<> {
        let message = message.to_owned();
        self.clone().wait(format!("says `{message}`"), Location::caller(), move |line| line["message"] == *message)
    }

    async fn wait(self, what: String, caller: &Location<'_>, wanted: impl Fn(&Value) -> bool) -> Value {
        let Some(captured) = &self.core.parts.captured else { return Value::Null };
        let mut changes = captured.changes();
        let found = timeout(PATIENCE, async {
            let mut seen = 0;
            loop {
                let (text, end) = captured.text_from(seen);
                seen = end;
                if let Some(line) = parsed(&text).find(|line| wanted(line)) {
                    return line;
                }
                // The sender lives in `captured`, so this cannot fail.
                let _ = changes.changed().await;
            }
        });
        found
            .await
            .unwrap_or_else(|_| panic!("no line {what} within {PATIENCE:?}, at {caller}{}", shown(&captured.text())))
    }

    pub(super) fn written(&self) -> Vec<Value> {
        parsed(&self.core.parts.captured.as_ref().map(Captured::text).unwrap_or_default()).collect()
    }
}

fn parsed(text: &str) -> impl Iterator<Item = Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| line.into()))
}

/// The end of what was logged, as it was.
fn shown(text: &str) -> String {
    let count = text.lines().count();
    let before = match count.saturating_sub(SHOWN) {
        _ if count == 0 => return "; nothing was logged".to_owned(),
        0 => String::new(),
        more => format!(" {more} more, and"),
    };
    let mut shown = format!("; there were{before}");
    for line in text.lines().skip(count.saturating_sub(SHOWN)) {
        shown.push('\n');
        match line.char_indices().nth(LETTERS) {
            Some((end, _)) => shown.extend([&line[..end], "…"]),
            None => shown.push_str(line),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_in_vain_sees_the_last_lines_and_how_many_were_before() {
        assert_eq!(shown(""), "; nothing was logged");
        assert_eq!(shown("{}\nplain\n"), "; there were\n{}\nplain");
        let many = |numbers: std::ops::Range<usize>| numbers.map(|one| one.to_string()).collect::<Vec<_>>().join("\n");
        let (all, last) = (many(0..SHOWN + 7), many(7..SHOWN + 7));
        assert_eq!(shown(&all), format!("; there were 7 more, and\n{last}"));
        let long = "ü".repeat(LETTERS);
        assert_eq!(shown(&format!("{long}\n{long}ü")), format!("; there were\n{long}\n{long}…"));
    }
}
