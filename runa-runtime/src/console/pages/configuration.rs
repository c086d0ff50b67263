//! Every setting: what holds, where it comes from, and what would change it.

use askama::Template;
use serde::Serialize;

use crate::console::site::Site;

#[derive(Serialize, Template)]
#[template(path = "configuration.html")]
pub(super) struct Configuration {
    stage: &'static str,
    sections: Vec<Section>,
}

#[derive(Serialize)]
struct Section {
    name: String,
    settings: Vec<Setting>,
}

#[derive(Serialize)]
struct Setting {
    path: String,
    /// `***` for a secret.
    value: String,
    /// `ops.yaml:12:5`, a variable, a file, or `default`.
    origin: String,
    /// The variable that changes it at start; `None`: it is fixed when the program is built.
    variable: Option<String>,
}

impl Configuration {
    pub(super) fn of(site: &Site) -> Self {
        let mut sections: Vec<Section> = Vec::new();
        for held in site.parts.inside.settings() {
            if sections.last().is_none_or(|section| section.name != held.section) {
                sections.push(Section { name: held.section.clone(), settings: Vec::new() });
            }
            if let Some(section) = sections.last_mut() {
                section.settings.push(Setting {
                    path: held.path.clone(),
                    value: held.value.clone(),
                    origin: held.origin.clone(),
                    variable: held.variable.clone(),
                });
            }
        }
        Self { stage: site.parts.stage.name, sections }
    }
}
