//! `console`: a page that shows the running process.
//!
//! What it promises: it is served from the binary and asks nobody else for anything; who is not signed in sees nothing; nothing is
//! computed while nobody looks, but for one sample of the metrics every ten seconds; every buffer has a bound; page and API show the
//! same, because both are made of the same data.
//!
//! How it is made: each page is a struct of data and a template beside it, in `pages`. The struct as JSON is the API, the struct through
//! its template is the page, and a page that is looked at gets its template anew every second while something changes. So without a
//! script every page works, escaping happens in one place, and there is no second rendering in another language.

mod answer;
mod assets;
mod auth;
mod chart;
mod format;
mod install;
mod live;
mod pages;
mod router;
mod site;
#[cfg(test)]
mod tests;
mod traffic;

use crate::kernel::Result;
pub use crate::kernel::panels::{Content, Panels};

/// The handle of the console: panels of the service's own.
#[derive(Clone, Debug)]
pub struct Console {
    panels: Panels,
}

impl Console {
    /// Shows a panel on the page "Panels". `look` is called each time somebody looks, at most once a second however many do, and must
    /// neither wait nor block.
    ///
    /// Errors: another panel has this name.
    ///
    /// ```no_run
    /// # use runa_runtime::Console;
    /// use runa_runtime::console::Content;
    ///
    /// # fn example(console: &Console) -> runa_runtime::kernel::Result<()> {
    /// console.panel("stock", "Stock", || {
    ///     Content::Table(vec!["item", "left"], vec![vec!["tea".into(), "12".into()]])
    /// })?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn panel(
        &self,
        name: &'static str,
        title: &'static str,
        look: impl Fn() -> Content + Send + Sync + 'static,
    ) -> Result<()> {
        self.panels.add(name, title, look)
    }
}
