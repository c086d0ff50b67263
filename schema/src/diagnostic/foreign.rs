//! Keys of other formats: what a label says of them, where nothing of the manifest is near.

const SURROUNDINGS: [&str; 24] = [
    "annotations",
    "apiVersion",
    "build",
    "command",
    "container_name",
    "deploy",
    "entrypoint",
    "hostname",
    "image",
    "kind",
    "labels",
    "metadata",
    "namespace",
    "networks",
    "replicaCount",
    "replicas",
    "resources",
    "restart",
    "spec",
    "strategy",
    "tolerations",
    "user",
    "volumes",
    "working_dir",
];

/// Why the manifest has no such key.
pub(super) fn label(key: &str) -> Option<&'static str> {
    Some(match key {
        "environment" | "env" | "env_file" | "envFrom" => {
            "a manifest sets no variables; a setting is taken from one by `{ from_env: NAME }`"
        }
        "depends_on" | "dependsOn" | "links" | "needs" => "the order of the list says it: what is needed stands above",
        "healthcheck" | "livenessProbe" | "readinessProbe" | "startupProbe" => {
            "whoever probes says how often; `observe` answers"
        }
        "enabled" | "enable" | "disabled" => "what a stage lists is on",
        "profile" | "profiles" | "spring" => "stages stand under `stages`, and `RUNA_STAGE` chooses one",
        "secrets" | "configMap" | "vars" => {
            "a setting is taken from outside by `{ from_env: NAME }` or `{ from_file: PATH }`"
        }
        "ports" | "port" | "expose" => "where the service listens is `server: { listen: address:port }`",
        key if SURROUNDINGS.contains(&key) => "said where the service is deployed, not here",
        _ => return None,
    })
}
