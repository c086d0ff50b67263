//! Each provider that serves routes has a path of its own, and none takes the routes of the service.

use super::{Finding, Fix, Place, View};
use crate::provider::Row;
use crate::value::{UrlPath, Value};

pub(super) fn judge(view: &View<'_>, rows: &'static [Row], found: &mut Vec<Finding>) {
    let stage = view.stage;
    let mut seen: Vec<(&str, &str, UrlPath)> = Vec::new();
    for name in view.listed {
        let Some(row) = rows.iter().find(|row| row.name == *name) else { continue };
        let Some(setting) = row.mount else { continue };
        let Some(Value::Text(text)) = view.value(row.name, setting) else { continue };
        let Ok(path) = UrlPath::parse(text) else { continue };
        let at = Place::new(row.name, setting);
        let finding = |title: String, label: String, others: Vec<(Place, String)>, better: String| Finding {
            code: "R0503",
            title,
            at: at.clone(),
            label,
            others,
            note: Some("a provider has all that lies below its path".into()),
            help: format!("write `{setting}: {better}`"),
            fix: Some(Fix::Set(at.clone(), better)),
        };
        if path.as_str() == "/" {
            let better = free(&seen, row);
            let title = format!("`{setting}` of `{name}` covers every route of the service, in stage `{stage}`");
            found.push(finding(title, "everything lies below `/`".into(), Vec::new(), better));
            continue;
        }
        match seen.iter().find(|(_, _, other)| other.covers(&path) || path.covers(other)) {
            Some((other, their, theirs)) => {
                let better = free(&seen, row);
                let title = format!("`{setting}` of `{name}` overlaps that of `{other}`, in stage `{stage}`");
                let others = vec![(Place::new(other, their), format!("`{other}` has `{theirs}`"))];
                found.push(finding(title, "not its own".into(), others, better));
            }
            None => seen.push((row.name, setting, path)),
        }
    }
}

/// A path that nobody has.
fn free(seen: &[(&str, &str, UrlPath)], row: &Row) -> String {
    let name = row.name;
    let declared = row.mount.and_then(|mount| row.section.find(mount)?.default.text(true));
    let candidates = [declared.unwrap_or("/-").to_owned(), format!("/_{name}"), format!("/_runa_{name}")];
    let is_free = |text: &String| {
        UrlPath::parse(text)
            .is_ok_and(|path| !seen.iter().any(|(_, _, other)| other.covers(&path) || path.covers(other)))
    };
    candidates.into_iter().find(is_free).unwrap_or_else(|| format!("/_{name}_2"))
}
