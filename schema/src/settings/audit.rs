//! `audit`: who did what, as records that hold up.

use std::path::PathBuf;
use std::time::Duration;

use super::{Default, Group, choice, settings};
use crate::value::{RouteRule, Secret, Size};

choice! {
    /// When a record is safe, seen from the client.
    pub enum AuditMode {
        /// Soon after the response. Records wait in a bounded buffer; a full one makes requests wait, unless `accept_loss` is true.
        Async = "async",
        /// Before the head of the response is sent: written, and synced where it goes to a file.
        Sync = "sync",
    }
    later {
        /// Before the handler runs, and again before the head of the response is sent.
        "strict",
    }
}

choice! {
    /// How many writers must have a record before it is safe.
    later enum Need {
        /// Each of them.
        All = "all",
        /// One of them.
        Any = "any",
        /// Two of them.
        Two = "2",
        /// Three of them.
        Three = "3",
        /// Four of them.
        Four = "4",
    }
}

choice! {
    /// What stands in the place of a masked value.
    later enum MaskWith {
        /// What `mask_value` says.
        Value = "value",
        /// A keyed hash of it, which can be searched for: equal values have equal hashes.
        Hash = "hash",
    }
}

choice! {
    /// A kind of value that is masked wherever it stands.
    later enum MaskPattern {
        /// Numbers of payment cards, by their check digit.
        Card = "card",
        /// JSON Web Tokens.
        Jwt = "jwt",
        /// What stands behind `Bearer`.
        Bearer = "bearer",
    }
}

choice! {
    /// What happens when the disk is full.
    later enum OnFull {
        /// Requests that would be recorded get 503.
        Refuse = "refuse",
        /// Records are lost, and a record says how many and which. Needs `accept_loss: true`.
        Drop = "drop",
        /// Old files are deleted, the oldest first.
        Rotate = "rotate",
    }
}

choice! {
    /// A method of HTTP.
    pub enum AuditMethod {
        /// `GET`
        Get = "GET",
        /// `HEAD`
        Head = "HEAD",
        /// `POST`
        Post = "POST",
        /// `PUT`
        Put = "PUT",
        /// `PATCH`
        Patch = "PATCH",
        /// `DELETE`
        Delete = "DELETE",
        /// `OPTIONS`
        Options = "OPTIONS",
    }
}

/// The built-in names of `mask_builtin`.
pub const MASKED: [&str; 16] = [
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "token",
    "secret",
    "authorization",
    "cookie",
    "credential",
    "api_key",
    "apikey",
    "private_key",
    "card_number",
    "cvv",
    "ssn",
    "pin",
];

settings! {
    /// A record of each request that changes something: who, what, from where, with which outcome.
    pub struct AuditSettings {
        /// When a record is safe, seen from the client.
        mode: AuditMode { default: Default::Is("async") },
        /// Whether a full buffer drops records instead of letting requests wait. A record says how many were lost, and which.
        accept_loss: bool { default: Default::Is("false") },
        /// Records that may wait to be written.
        buffer: u32 { default: Default::Is("10000"), range: Some(("1", "1000000")), tunable: true },
        /// Records are lines of the log, with the target `audit`.
        log: Option<Group<AuditLogSettings>> {},
        /// Records are lines of a file.
        file: Option<Group<AuditFileSettings>> {},
        /// Records are jobs of a queue, for whoever handles them.
        queue: Option<Group<AuditQueueSettings>> {},
        /// Records go to a writer of the service's own, given with `ops.audit` before `serve`.
        custom: Option<Group<AuditCustomSettings>> {},
        /// Methods whose requests are recorded.
        methods: Vec<AuditMethod> { default: Default::Is("POST,PUT,PATCH,DELETE"), tunable: true },
        /// Routes whose requests are recorded.
        routes: Group<AuditRouteSettings> { default: Default::Is("") },
        /// Whether the input is recorded: query and body, with secrets masked.
        capture_input: bool { default: Default::Is("false"), tunable: true },
        /// How much of a body is kept for the record. A longer one is recorded as type and length.
        max_input_size: Size { default: Default::Is("16KiB"), range: Some(("64B", "1MiB")), tunable: true },
        /// Names of fields whose values are masked, beside the built-in ones: in any case and at any depth, also as a part of a name, so that `iban` masks `customer_iban` and `oldIban`. One of three letters or fewer is a part of a name only at the beginning or the end of a word: `tan` masks `userTan`, not `distance`.
        mask_fields: Vec<String> { default: Default::Is("") },
        /// Whether the built-in names are masked too: `password`, `passwd`, `pwd`, `passphrase`, `token`, `secret`, `authorization`, `cookie`, `credential`, `api_key`, `apikey`, `private_key`, `card_number`, `cvv`, `ssn`, `pin`.
        mask_builtin: bool { default: Default::Is("true") },
        /// What stands in their place.
        mask_value: String { default: Default::Is("***") },
        /// How long a writer may take for a record. A writer that hangs never holds a request longer.
        write_timeout: Duration { default: Default::Is("3s"), range: Some(("10ms", "1m")), tunable: true },
    }
    later {
        /// Records are lines of standard output.
        stdout: Option<Group<AuditStdoutSettings>> {},
        /// With several writers: how many must have a record before it is safe.
        need: Need { default: Default::Is("all") },
        /// Headers of the request that are recorded as input. None is unless it is named.
        capture_headers: Vec<String> { default: Default::Is(""), tunable: true },
        /// Places in the input whose values are masked: `card.number`, `items.*.note`.
        mask_paths: Vec<String> { default: Default::Is("") },
        /// Kinds of values that are masked wherever they stand.
        mask_patterns: Vec<MaskPattern> { default: Default::Is("card,jwt,bearer") },
        /// What stands in the place of a masked value.
        mask_with: MaskWith { default: Default::Is("value") },
    }
}

settings! {
    /// Records as lines of standard output, one JSON object each.
    later struct AuditStdoutSettings {}
}

settings! {
    /// Records as lines of the log: target `audit`, level `info`, every field.
    pub struct AuditLogSettings {}
}

settings! {
    /// Records as lines of a file, one JSON object each.
    pub struct AuditFileSettings {
        /// The file. Its folder is made if it is not there.
        path: PathBuf { default: Default::Required, tunable: true },
        /// When a new file is begun. The old one keeps its name with the time of its end behind it.
        rotate: Group<AuditRotateSettings> { default: Default::Is("") },
        /// Old files that are kept; more are deleted, the oldest first.
        keep: Group<AuditKeepSettings> { default: Default::Is("") },
        /// Secret of the keyed hash (HMAC-SHA256) that stands for input which cannot be shown. Without it such input has no hash.
        key: Option<Secret> { tunable: true, secret: true, variable: Some("AUDIT_KEY") },
    }
    later {
        /// What happens when the disk is full, after a warning. Unset: what the mode says, and requests wait or fail.
        on_full: Option<OnFull> { tunable: true },
    }
}

settings! {
    /// When a new file is begun.
    pub struct AuditRotateSettings {
        /// When it has grown to this size.
        size: Option<Size> { default: Default::Is("100MiB"), range: Some(("4KiB", "100GiB")), tunable: true },
        /// When it has been written to for this long. Unset: never.
        every: Option<Duration> { range: Some(("1s", "8784h")), tunable: true },
    }
}

settings! {
    /// Which old files are kept. What one of these rules deletes, no other keeps.
    pub struct AuditKeepSettings {
        /// So many. Unset: any number.
        files: Option<u32> { range: Some(("1", "100000")), tunable: true },
    }
    later {
        /// So many bytes, the file that is written included. Unset: any number.
        bytes: Option<Size> { range: Some(("4KiB", "1024GiB")), tunable: true },
        /// Those younger than this. Unset: of any age.
        age: Option<Duration> { range: Some(("1m", "87840h")), tunable: true },
    }
}

settings! {
    /// Records as jobs of a queue.
    pub struct AuditQueueSettings {
        /// The queue, as `queue` names it.
        name: String { default: Default::Required },
    }
}

settings! {
    /// Routes whose requests are recorded. A route is as the service writes it, `/orders/{id}`; with `/` at its end, all below it.
    pub struct AuditRouteSettings {
        /// Only these. Unset: all, and requests that no route matches.
        include: Option<Vec<RouteRule>> { tunable: true },
        /// All but these.
        exclude: Option<Vec<RouteRule>> { tunable: true },
    }
}

settings! {
    /// Records for a writer of the service's own.
    pub struct AuditCustomSettings {}
}

#[cfg(test)]
mod tests {
    use super::{AuditSettings, MASKED};
    use crate::settings::Settings;

    #[test]
    fn the_documentation_names_all_that_is_masked() {
        let doc = AuditSettings::SECTION.find("mask_builtin").map_or("", |setting| setting.doc);
        let named: Vec<_> = doc.split('`').skip(1).step_by(2).collect();
        assert_eq!(named, MASKED);
    }
}
