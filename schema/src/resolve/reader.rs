//! Reading a typed struct out of resolved values.

use super::Resolved;
use crate::value::Value;

/// The resolved values of one section, seen from one group.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    values: &'a [Resolved],
    section: &'a str,
    prefix: String,
}

impl<'a> Reader<'a> {
    /// Looks at the values of `section` among `values`.
    pub fn new(values: &'a [Resolved], section: &'a str) -> Self {
        Self { values, section, prefix: String::new() }
    }

    /// The value of a setting of this group; `None` also when it is `none`.
    pub fn value(&self, name: &str) -> Option<&'a Value> {
        let path = self.path(name);
        self.values
            .iter()
            .find(|resolved| resolved.section == self.section && resolved.path == path)
            .and_then(|resolved| resolved.value.as_ref())
            .filter(|value| **value != Value::None)
    }

    /// Whether the setting has a value, or the group is there.
    pub fn has(&self, name: &str) -> bool {
        let path = self.path(name);
        self.value(name).is_some()
            || self.values.iter().any(|resolved| {
                resolved.section == self.section
                    && resolved.path.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('.'))
            })
    }

    /// The user's own names under a setting, in the order of the manifest.
    pub fn names(&self, name: &str) -> Vec<&'a str> {
        let below = format!("{}.", self.path(name));
        let mut names = Vec::new();
        for resolved in self.values.iter().filter(|resolved| resolved.section == self.section) {
            let Some(rest) = resolved.path.strip_prefix(below.as_str()) else { continue };
            let name = rest.split('.').next().unwrap_or(rest);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The same, inside a group.
    pub fn inside(&self, name: &str) -> Self {
        Self { prefix: format!("{}.", self.path(name)), ..*self }
    }

    fn path(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}
