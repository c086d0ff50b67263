//! Paths of URLs.

use std::fmt;

/// A path of a URL that starts with `/` and does not end with one: `/-`. `/` alone is the root.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UrlPath(String);

impl UrlPath {
    /// Reads a path; `Err` says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if !text.starts_with('/') {
            return Err("a path starts with `/`");
        }
        if text.len() > 1 && text.ends_with('/') {
            return Err("a path does not end with `/`");
        }
        if text.contains("//") || text.split('/').any(|part| part == "." || part == "..") {
            return Err("a path has no empty part and no `.` or `..`");
        }
        if let Some(bad) = text.chars().find(|c| !c.is_ascii_alphanumeric() && !"/-._~!$&'()+,;=@".contains(*c)) {
            return Err(match bad {
                '{' | '}' | ':' | '*' => "a path has no parameters",
                '?' | '#' => "a path has no query and no fragment",
                _ => "a path has letters, digits and `-._~` only",
            });
        }
        Ok(Self(text.to_owned()))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// This path with `tail`, which starts with `/`, behind it.
    pub fn join(&self, tail: &str) -> String {
        if self.0 == "/" { tail.to_owned() } else { format!("{}{tail}", self.0) }
    }

    /// Whether `other` is this path or lies below it.
    pub fn covers(&self, other: &Self) -> bool {
        self.0 == "/" || other.0.strip_prefix(&self.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl fmt::Display for UrlPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A path of a URL, or with a `/` at its end all paths below it: `/healthz`, `/admin/`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PathPrefix(String);

impl PathPrefix {
    /// Reads a path; `Err` says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        // Of `//` nothing but the root would be left.
        let path = text.strip_suffix('/').filter(|path| !path.is_empty() && *path != "/").unwrap_or(text);
        UrlPath::parse(path).map(|_| Self(text.to_owned()))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `path` is the one that is written, or lies below it.
    pub fn covers(&self, path: &str) -> bool {
        path == self.0 || (self.0.ends_with('/') && path.starts_with(&self.0))
    }
}

/// A route as axum writes it, or with a `/` at its end all routes below it: `/orders/{id}`, `/admin/`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RouteRule(String);

impl RouteRule {
    /// Reads a route; `Err` says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let mut plain = String::with_capacity(text.len());
        for part in text.split('/').skip(1) {
            plain.push('/');
            match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                Some(name) if name.trim_start_matches('*').is_empty() => return Err("a parameter has a name: `{id}`"),
                Some(name) => plain.push_str(name.trim_start_matches('*')),
                None if part.starts_with(':') => return Err("a parameter is written `{id}`"),
                None => plain.push_str(part),
            }
        }
        if text.starts_with('/') {
            PathPrefix::parse(&plain)?
        } else {
            PathPrefix::parse(text)?
        };
        Ok(Self(text.to_owned()))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `route` is the one that is written, or lies below it.
    pub fn covers(&self, route: &str) -> bool {
        route == self.0 || (self.0.ends_with('/') && route.starts_with(&self.0))
    }
}
