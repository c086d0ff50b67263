//! The providers of the stage as a picture: their order, and who takes what from whom.

use std::fmt::Write;

use askama::Template;
use serde::Serialize;

use crate::console::chart::escape;
use crate::console::format;
use crate::console::site::Site;

#[derive(Serialize, Template)]
#[template(path = "graph.html")]
pub(super) struct Graph {
    stage: &'static str,
    /// In install order.
    providers: Vec<Provider>,
}

#[derive(Serialize)]
struct Provider {
    name: &'static str,
    /// Where the manifest lists it.
    origin: String,
    /// Providers that it takes handles of, or shows.
    needs: Vec<&'static str>,
    /// `installed`, or `starting`.
    state: &'static str,
    /// How long its installation took.
    took_seconds: Option<f64>,
}

const ROW: usize = 56;
const BOX: usize = 38;
const WIDE: usize = 220;

impl Graph {
    pub(super) fn of(site: &Site) -> Self {
        let providers = site.parts.inside.providers().into_iter().map(|standing| Provider {
            name: standing.name,
            origin: standing.origin,
            needs: standing.below,
            state: if standing.took.is_some() { "installed" } else { "starting" },
            took_seconds: standing.took.map(|took| took.as_secs_f64()),
        });
        Self { stage: site.parts.stage.name, providers: providers.collect() }
    }

    fn picture(&self) -> String {
        let height = self.providers.len() * ROW;
        let mut svg = format!(
            r#"<svg class="graph" viewBox="0 0 360 {height}" role="img" aria-label="Providers in install order">"#
        );
        // Writing to a string cannot fail.
        let _ = write!(
            svg,
            r#"<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 0L8 4L0 8Z"/></marker></defs>"#
        );
        for (at, provider) in self.providers.iter().enumerate() {
            let (top, middle) = (at * ROW + 8, at * ROW + 8 + BOX / 2);
            if at > 0 {
                let _ = write!(svg, r#"<path class="order" d="M{0} {1}V{2}"/>"#, 24 + WIDE / 2, top - ROW + BOX, top);
            }
            let _ = write!(svg, r#"<rect class="box" x="24" y="{top}" width="{WIDE}" height="{BOX}" rx="6"/>"#);
            let (name, took) = (escape(provider.name), escape(&provider.took()));
            let base = middle + 5;
            let _ = write!(svg, r#"<text class="rank" x="8" y="{base}">{}</text>"#, at + 1);
            let _ = write!(svg, r#"<text class="name" x="38" y="{base}">{name}</text>"#);
            let _ = write!(svg, r#"<text class="took" x="{}" y="{base}" text-anchor="end">{took}</text>"#, 12 + WIDE);
            let above =
                provider.needs.iter().filter_map(|need| self.providers.iter().position(|one| one.name == *need));
            for (nth, need) in above.enumerate() {
                // From the one that gives to the one that takes, further out the longer the way.
                let (from, right) = (need * ROW + 8 + BOX / 2, 24 + WIDE);
                let out = right + 14 + (at - need) * 16;
                let to = middle - 6 + nth * 6;
                let _ = write!(
                    svg,
                    r#"<path class="need" marker-end="url(#tip)" d="M{right} {from}C{out} {from} {out} {to} {0} {to}"/>"#,
                    right + 2
                );
            }
        }
        svg + "</svg>"
    }
}

impl Provider {
    fn took(&self) -> String {
        self.took_seconds.map_or_else(|| "–".to_owned(), format::seconds)
    }
}
