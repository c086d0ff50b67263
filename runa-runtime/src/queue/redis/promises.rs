//! What the server promises of what it keeps, and what not.

use std::collections::HashMap;
use std::time::Duration;

use ::redis::cmd;

use crate::kernel::redis::Redis;

const DEADLINE: Duration = Duration::from_secs(2);

/// Waits until the server is there, reads how it is configured, and warns of what that does not promise. A server that does not show its
/// configuration is taken at its word.
pub(super) async fn warn(redis: Redis) {
    redis.reached().await;
    let mut get = cmd("CONFIG");
    get.arg("GET").arg(&["appendonly", "appendfsync", "maxmemory", "maxmemory-policy"]);
    let Ok(config) = redis.call::<HashMap<String, String>>(&get, DEADLINE).await else { return };
    let gaps = gaps(|name| config.get(name).map_or("", String::as_str));
    if !gaps.is_empty() {
        tracing::warn!(target: "runa", "redis does not keep all that queues promise: {}", gaps.join("; "));
    }
}

fn gaps<'a>(setting: impl Fn(&str) -> &'a str) -> Vec<&'static str> {
    let mut gaps = Vec::new();
    match (setting("appendonly"), setting("appendfsync")) {
        ("no", _) => gaps.push("`appendonly no`: when it restarts, jobs since its last snapshot are lost"),
        ("yes", "everysec") => {
            gaps.push("`appendfsync everysec`: when its machine dies, jobs of the last second or two are lost; `always` keeps them");
        }
        ("yes", "no") => {
            gaps.push("`appendfsync no`: when its machine dies, jobs of the last half minute or so are lost");
        }
        _ => {}
    }
    // The other policies evict only keys with a time to live, and those of queues have none.
    if setting("maxmemory") != "0" && setting("maxmemory-policy").starts_with("allkeys-") {
        gaps.push("`maxmemory-policy allkeys-…`: when its memory is full, it throws queues away; `noeviction` refuses pushes instead");
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::gaps;

    #[test]
    fn each_gap_is_named() {
        let of = |appendonly, appendfsync, maxmemory, policy| {
            gaps(|name| match name {
                "appendonly" => appendonly,
                "appendfsync" => appendfsync,
                "maxmemory" => maxmemory,
                _ => policy,
            })
            .iter()
            .map(|gap| gap.split(':').next().unwrap_or_default())
            .collect::<Vec<_>>()
        };
        assert!(of("yes", "always", "0", "noeviction").is_empty());
        assert!(of("yes", "always", "0", "allkeys-lru").is_empty(), "it never evicts without a limit");
        assert!(of("yes", "always", "100", "volatile-lru").is_empty());
        assert!(of("", "", "", "").is_empty(), "it does not say");
        assert_eq!(of("no", "always", "100", "allkeys-lru"), ["`appendonly no`", "`maxmemory-policy allkeys-…`"]);
        assert_eq!(of("yes", "everysec", "0", ""), ["`appendfsync everysec`"]);
        assert_eq!(of("yes", "no", "0", ""), ["`appendfsync no`"]);
    }
}
