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
        /// Before the handler runs. Not in this version.
        Strict = "strict" later,
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
        /// Names of fields whose values are masked, in any case and at any depth, also as a part of a name: `password` masks `user_password` and `oldPassword`. One of three letters or fewer is a part of a name only at the beginning or the end of a word: `pin` masks `userPin`, not `shipping`.
        mask_fields: Vec<String> { default: Default::Is("password,passwd,pwd,passphrase,token,secret,authorization,cookie,credential,api_key,apikey,private_key,card_number,cvv,ssn,pin") },
        /// What stands in their place.
        mask_value: String { default: Default::Is("***") },
        /// How long a writer may take for a record. A writer that hangs never holds a request longer.
        write_timeout: Duration { default: Default::Is("3s"), range: Some(("10ms", "1m")), tunable: true },
    }
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
        /// Old files that are kept; more are deleted, the oldest first. Unset: all.
        keep: Option<u32> { range: Some(("1", "100000")), tunable: true },
        /// Secret of the keyed hash (HMAC-SHA256) that stands for input which cannot be shown. Without it such input has no hash.
        key: Option<Secret> { tunable: true, secret: true, variable: Some("AUDIT_KEY") },
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
