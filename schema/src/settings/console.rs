//! `console`: a page that shows the running process.

use super::{Default, Group, Groups, choice, settings};
use crate::value::{Cidr, Named, Secret, UrlPath};

settings! {
    /// A page that shows the running process: traffic, health, logs, records, queues, instances, settings.
    pub struct ConsoleSettings {
        /// Path below which it lies, on `server.admin` where that is set.
        mount: UrlPath { default: Default::Is("/_console") },
        /// What signs in, 16 letters or more in production, where it must be given. Without it a URL that works once is printed at start.
        token: Option<Secret> { tunable: true, secret: true, variable: Some("CONSOLE_TOKEN") },
    }
    later {
        /// Who may sign in, each by name: `{ anna: { password: { from_env: ANNA_HASH }, role: operator } }`.
        users: Groups<UserSettings> { default: Default::Is("") },
        /// A proxy signs in, and says by a header who it is.
        proxy: Option<Group<ProxySettings>> {},
        /// Which role sees and does what.
        roles: Group<RoleSettings> { default: Default::Is("") },
        /// Whether nobody needs to sign in: on a loopback listener of a relaxed stage only.
        open: bool { default: Default::Is("false") },
        /// Whether the page can change something: a level, a queue, a dead letter. Each such action is a record of `audit`.
        actions: bool { default: Default::Is("false") },
        /// Entries that each list keeps: log lines, requests, actions. Older ones make room.
        capacity: u32 { default: Default::Is("1000"), range: Some(("10", "100000")), tunable: true },
    }
}

choice! {
    /// What somebody may do.
    later enum Role {
        /// See.
        Viewer = "viewer",
        /// And act where nothing is lost by it: change a level, pause a queue, retry a job.
        Operator = "operator",
        /// And everything else.
        Admin = "admin",
    }
}

settings! {
    /// Somebody who may sign in.
    later struct UserSettings {
        /// The hash of the password, as `argon2` writes it: `$argon2id$v=19$…`.
        password: Secret { default: Default::Required, secret: true, variable: Some("CONSOLE_PASSWORD_HASH") },
        /// What they may do.
        role: Role { default: Default::Is("viewer") },
    }
}

settings! {
    /// A proxy that signs in. Headers of anybody else are ignored.
    later struct ProxySettings {
        /// From where the proxy speaks.
        trusted_proxies: Vec<Cidr> { default: Default::Required, tunable: true },
        /// The header with the name of who is signed in.
        header: String { default: Default::Is("x-forwarded-user"), tunable: true },
        /// The header with their role. Unset: all have `role`.
        role_header: Option<String> { tunable: true },
        /// The role of who comes without one.
        role: Role { default: Default::Is("viewer"), tunable: true },
    }
}

settings! {
    /// Which role sees and does what.
    later struct RoleSettings {
        /// The role of who signs in with the token.
        token: Role { default: Default::Is("admin") },
        /// The least role that sees a panel, by its name: `{ audit: operator }`. Others are seen by all.
        panels: Option<Named<Role>> {},
        /// The least role that may do something, by its name: `{ delete_job: admin }`. Others take `operator`.
        actions: Option<Named<Role>> {},
    }
}
