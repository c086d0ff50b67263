//! What a value asks for that is not built in.

use runa_schema::provider;
use runa_schema::resolve::Resolved;
use runa_schema::settings::Kind;
use runa_schema::value::{RedisUrl, Shape};

use super::report::{self, Trouble};
use crate::kernel::app::Manifest;

/// Addresses of a Redis behind TLS. Those of the manifest were judged while compiling; most come from a variable.
pub(super) fn tls<'a>(values: &'a [Resolved], manifest: &'a Manifest) -> impl Iterator<Item = Trouble> + 'a {
    let asks = move |one: &&Resolved| {
        let setting = provider::section(&one.section).and_then(|section| section.find(&one.path));
        setting.is_some_and(|setting| setting.kind == Kind::Scalar(Shape::RedisUrl))
            && one.value.as_ref().is_some_and(RedisUrl::is_secure)
    };
    values.iter().filter(asks).map(|one| report::of_feature(one, "TLS (`rediss://`)", "redis-tls", manifest))
}
