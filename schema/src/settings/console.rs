//! `console`: a page that shows the running process.

use super::{Default, settings};
use crate::value::{Secret, UrlPath};

settings! {
    /// A page that shows the running process: traffic, health, logs, records, queues, instances, settings.
    pub struct ConsoleSettings {
        /// Path below which it lies, on `server.admin` where that is set.
        mount: UrlPath { default: Default::Is("/_console") },
        /// What signs in, 16 letters or more in production, where it must be given. Without it a URL that works once is printed at start.
        token: Option<Secret> { tunable: true, secret: true, variable: Some("CONSOLE_TOKEN") },
    }
}
