//! Requests by route, and the latest that were slow or failed.

use askama::Template;
use serde::Serialize;

use crate::console::format;
use crate::console::site::Site;
use crate::console::traffic::{Route, Trouble};

#[derive(Serialize, Template)]
#[template(path = "requests.html")]
pub(super) struct Requests {
    /// Those that fail most first, then the busiest.
    routes: Vec<Route>,
    failed: Vec<Trouble>,
    /// Half a second and more.
    slow: Vec<Trouble>,
}

impl Requests {
    pub(super) fn of(site: &Site) -> Self {
        let troubles = &site.traffic.troubles;
        Self { routes: site.traffic.routes(), failed: troubles.failed(), slow: troubles.slow() }
    }

    /// Both lists, each with its title and what is said where it is empty.
    fn lists(&self) -> [(&'static str, &'static str, &[Trouble]); 2] {
        [
            ("Failed", "No request has failed.", &self.failed),
            ("Slow", "No request has taken half a second.", &self.slow),
        ]
    }
}

fn status(trouble: &Trouble) -> String {
    trouble.status.map_or_else(|| "–".to_owned(), |status| status.to_string())
}
