//! No command shows the value of a secret: not from the manifest, not from the environment.

use crate::{command, manifests};

const CANARY: &str = "c4n4ry";

#[test]
fn a_canary_is_never_shown() {
    let calls: &[&[&str]] = &[
        &["check", "broken.yaml"],
        &["check", "broken.yaml", "--format", "json"],
        &["check", "broken.yaml", "--format", "sarif"],
        &["check", "secrets.yaml", "--format", "sarif"],
        &["graph", "secrets.yaml"],
        &["where", "vault", "--manifest", "secrets.yaml"],
        &["where", "vault.config.pin", "--manifest", "secrets.yaml", "--format", "json"],
        &["env", "secrets.yaml"],
        &["env", "secrets.yaml", "--format", "json"],
        &["where", "console", "--manifest", "secrets.yaml"],
        &["where", "queue", "--manifest", "secrets.yaml"],
        &["where", "audit", "--manifest", "secrets.yaml", "--format", "json"],
        &["diff", "dev", "prod", "--manifest", "secrets.yaml"],
        &["diff", "dev", "prod", "--manifest", "secrets.yaml", "--format", "json"],
        &["env", "broken.yaml"],
        &["graph", "broken.yaml", "--format", "svg"],
    ];
    for arguments in calls {
        let mut command = command(&manifests(), arguments);
        command.env("REDIS_URL", "redis://:c4n4ry@localhost").env("CONSOLE_TOKEN", "c4n4ry");
        command.env("RUNA__CONSOLE__TOKEN", "c4n4ry").env("RUNA__CONSOLE__TOKNE", "c4n4ry");
        let said = crate::Said::from(command.output().unwrap());
        assert!(said.code < 2, "{}", said.err);
        assert!(!said.out.contains(CANARY) && !said.err.contains(CANARY), "{arguments:?}: {}{}", said.out, said.err);
    }
}
