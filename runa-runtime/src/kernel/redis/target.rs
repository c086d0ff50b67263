//! Where the server is, and who we are to it.

use std::fmt;
use std::path::PathBuf;

use redis::{ConnectionAddr, IntoConnectionInfo, RedisConnectionInfo};
use runa_schema::settings::RedisSettings;
use runa_schema::value::RedisUrl;

use crate::kernel::{Error, Result};

/// A server, as settings name it. Shown as its address, never with user or password.
#[derive(Clone)]
pub(super) struct Target {
    pub(super) route: Route,
    /// User, password, database.
    pub(super) login: RedisConnectionInfo,
    #[cfg(feature = "redis-tls")]
    pub(super) tls: Option<super::tls::Tls>,
}

/// The way to it.
#[derive(Clone)]
pub(super) enum Route {
    Tcp(String, u16),
    #[cfg_attr(not(unix), allow(dead_code, reason = "there are none"))]
    Unix(PathBuf),
}

impl Target {
    pub(super) fn of(settings: &RedisSettings, what: &str) -> Result<Self> {
        let wrong = |why: &str| Error::configuration(format!("`{what}.redis.url` is no address of a Redis: {why}"));
        let url = settings.url.0.expose();
        // TLS is ours and not the crate's: it would make a provider of cryptography global to the process.
        let (url, secure) = match url.strip_prefix(RedisUrl::SECURE) {
            Some(rest) => (format!("redis://{rest}"), true),
            None => (url.to_owned(), false),
        };
        if secure && cfg!(not(feature = "redis-tls")) {
            return Err(Error::configuration(format!(
                "`{what}.redis.url` asks for TLS (`rediss://`), which is not built in; turn on the feature `redis-tls` of runa in Cargo.toml"
            )));
        }
        if url.contains('#') {
            return Err(wrong("nothing can stand behind `#`; write it as `%23` in a password"));
        }
        let info = url.as_str().into_connection_info().map_err(|error| wrong(reason(&error)))?;
        let route = match info.addr() {
            ConnectionAddr::Tcp(host, port) => Route::Tcp(host.clone(), *port),
            ConnectionAddr::Unix(path) => Route::Unix(path.clone()),
            _ => return Err(wrong("it leads neither to a host nor to a socket")),
        };
        Ok(Self {
            #[cfg(feature = "redis-tls")]
            tls: match &route {
                Route::Tcp(host, _) if secure => Some(super::tls::Tls::to(host, what)?),
                _ => None,
            },
            route,
            login: info.redis_settings().clone(),
        })
    }
}

/// What the crate says of a wrong address in words of its own; details could hold a part of it.
fn reason(error: &redis::RedisError) -> &'static str {
    let text = error.to_string();
    let known = [
        ("database number", "the database behind the last `/` is a number, such as `/0`"),
        ("hostname", "it names no host"),
        ("wildcard", "it names a wildcard address (`0.0.0.0` or `::`), to which none can connect"),
        ("protocol", "`protocol` is `resp2` or `resp3`"),
        ("path", "the path of a socket begins with `/`: `redis+unix:///run/redis.sock`"),
        ("Unix sockets", "there are no unix sockets on this system"),
        ("UTF-8", "user or password are not UTF-8"),
    ];
    known.iter().find(|(word, _)| text.contains(word)).map_or(
        "it is written `redis://user:password@host:6379/0`; characters such as `@`, `/` and `:` in a password are written `%40`, `%2F`, `%3A`",
        |(_, why)| why,
    )
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.route {
            Route::Tcp(host, port) if host.contains(':') => write!(f, "[{host}]:{port}"),
            Route::Tcp(host, port) => write!(f, "{host}:{port}"),
            Route::Unix(path) => write!(f, "{}", path.display()),
        }
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
