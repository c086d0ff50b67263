//! Levels and targets as `RUST_LOG` writes them: `info,hyper=warn`.

use super::super::mend::scalar;
use super::word;
use crate::tree::{Entry, Node};
use crate::value::{LEVELS, Shape};

/// A mapping of targets: out of `hyper=warn,sqlx=info`, or of a list of such texts or of mappings.
pub(super) fn map(of: Shape, node: &Node) -> Option<String> {
    let mut pairs = Vec::new();
    for item in node.items().unwrap_or(std::slice::from_ref(node)) {
        if let Some(entries) = item.entries() {
            for entry in entries {
                pairs.push((entry.key.to_string(), entry.value.text()?.to_owned()));
            }
            continue;
        }
        for part in item.text()?.split(',') {
            let (name, value) = part.split_once(['=', ':'])?;
            pairs.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    let pairs = pairs.into_iter().map(|(name, value)| {
        let value = if of.parse(&value).is_ok() { value } else { word::level(&value)?.to_owned() };
        (!name.is_empty() && of.parse(&value).is_ok()).then(|| format!("{}: {value}", scalar(&name)))
    });
    let pairs = pairs.collect::<Option<Vec<_>>>().filter(|pairs| !pairs.is_empty())?;
    Some(format!("{{ {} }}", pairs.join(", ")))
}

/// The level, and the targets as a mapping.
pub(super) fn level_and_targets(text: &str) -> Option<(String, String)> {
    let (mut level, mut targets) = (None, Vec::new());
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            None => level = Some(word::level(part)?),
            Some((name, value)) => targets.push(format!("{}: {}", scalar(name), word::level(value)?)),
        }
    }
    let level = level.unwrap_or(LEVELS[2]).to_owned();
    (!targets.is_empty()).then(|| (level, format!("{{ {} }}", targets.join(", "))))
}

/// The level of `root`, if there is one, and the others as a mapping of targets. A target is a path of Rust.
pub(super) fn levels_by_name(entries: &[Entry]) -> Option<(Option<String>, String)> {
    let (mut level, mut targets) = (None, Vec::new());
    for entry in entries {
        let value = word::level(entry.value.text()?)?;
        match entry.key.to_ascii_lowercase().as_str() {
            "root" | "default" | "*" => level = Some(value.to_owned()),
            _ => targets.push(format!("{}: {value}", scalar(&entry.key.replace('.', "::")))),
        }
    }
    (!entries.is_empty()).then(|| (level, format!("{{ {} }}", targets.join(", "))))
}
