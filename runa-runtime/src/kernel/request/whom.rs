//! Who asks for what, for the error that names those who were given up.

use std::fmt;

use axum::extract::{MatchedPath, Request};
use http::uri::PathAndQuery;
use http::{Method, Uri};

use super::{Exchange, Peer};

/// Of what a client may make up, so many characters are shown.
const SHOWN: usize = 100;

/// A request, as an operator knows it. Making one counts a reference and allocates nothing.
#[derive(Clone, Debug)]
pub(crate) struct Whom {
    method: Method,
    target: Target,
    peer: Option<Peer>,
}

#[derive(Clone, Debug)]
enum Target {
    Route(MatchedPath),
    Path(Option<PathAndQuery>),
}

impl Whom {
    pub(crate) fn of(request: &Request) -> Self {
        Self::new(request.method(), request.uri(), request.extensions().get(), Peer::of(request.extensions()))
    }

    /// The same, from what is recorded of the request.
    pub(super) fn recorded(exchange: &Exchange) -> Self {
        Self::new(&exchange.method, &exchange.uri, exchange.route.as_ref(), exchange.peer)
    }

    /// One whose route nobody knows.
    pub(super) fn unrouted(method: &Method, uri: &Uri, peer: Option<Peer>) -> Self {
        Self { method: method.clone(), target: Target::Path(uri.path_and_query().cloned()), peer }
    }

    fn new(method: &Method, uri: &Uri, route: Option<&MatchedPath>, peer: Option<Peer>) -> Self {
        let Some(route) = route else { return Self::unrouted(method, uri, peer) };
        Self { method: method.clone(), target: Target::Route(route.clone()), peer }
    }
}

impl fmt::Display for Whom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        short(f, self.method.as_str())?;
        f.write_str(" ")?;
        match &self.target {
            Target::Route(route) => f.write_str(route.as_str())?,
            Target::Path(path) => short(f, path.as_ref().map_or("", PathAndQuery::path))?,
        }
        match self.peer {
            Some(peer) => write!(f, " from {peer}"),
            None => Ok(()),
        }
    }
}

fn short(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let shown = text.char_indices().nth(SHOWN).map_or(text, |(end, _)| &text[..end]);
    write!(f, "{}{}", shown.escape_debug(), if shown.len() < text.len() { "…" } else { "" })
}
