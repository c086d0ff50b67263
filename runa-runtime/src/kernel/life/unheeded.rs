//! What somebody sets at start for a service, in a process that has none.
//!
//! Which of `serve` and `run` a `main` calls is known only when it does, so this cannot be an error of the start, as other overrides without
//! effect are. And it is most often no mistake: processes of one manifest share their environment. So it is said once, as a warning.

use runa_schema::provider::SERVER;
use runa_schema::resolve::{Origin, Resolved};

/// Settings of `server` that hold for every process, whatever it does: `drain.delay`, too, is held against the total.
const ALWAYS: [&str; 6] = ["admin", "advertise", "start_timeout", "drain.delay", "drain.grace", "drain.total"];

/// Those that hold for the service only, and not for the listener of operators.
const SERVICE: [&str; 3] = ["listen", "tls.certificate", "tls.key"];

/// The settings of `server` that were set at start and may have no effect: each with what has set it.
#[derive(Debug, Default)]
pub(crate) struct Unheeded(Vec<(String, String)>);

impl Unheeded {
    pub(crate) fn of(values: &[Resolved]) -> Self {
        let of_server = values.iter().filter(|one| one.section == SERVER && !ALWAYS.contains(&one.path.as_str()));
        Self(of_server.filter_map(|one| Some((one.path.clone(), set_by(&one.origin)?))).collect())
    }

    /// What is said of them when `run` is called; `looked_at`: operators have a listener.
    pub(crate) fn by_run(&self, looked_at: bool) -> Option<String> {
        let idle = self.0.iter().filter(|(path, _)| !looked_at || SERVICE.contains(&path.as_str()));
        let names: Vec<_> = idle.map(|(_, name)| name.as_str()).collect();
        let (have, take) = if names.len() == 1 { ("has", "it") } else { ("have", "them") };
        (!names.is_empty()).then(|| {
            format!(
                "{} {have} no effect: `run` has no service to listen for; call `serve`, or take {take} away from this process",
                names.join(", ")
            )
        })
    }
}

/// Who has set a value for this very start.
fn set_by(origin: &Origin) -> Option<String> {
    match origin {
        Origin::Override(name) => Some(format!("`{name}`")),
        Origin::OverridesFile { path, line, name } => Some(format!("`{name}` ({path}:{line})")),
        Origin::Sockets => Some("`LISTEN_FDS`".to_owned()),
        Origin::Manifest { .. }
        | Origin::Variable { .. }
        | Origin::File { .. }
        | Origin::Test(_)
        | Origin::Attribute
        | Origin::Default => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(path: &str, origin: Origin) -> Resolved {
        Resolved { section: SERVER.into(), path: path.into(), value: None, origin }
    }

    #[test]
    fn what_operators_or_every_process_heeds_has_an_effect() {
        let name = |name: &str| Origin::Override(format!("RUNA__SERVER__{name}"));
        let file = Origin::OverridesFile { path: "a.env".into(), line: 3, name: "RUNA__SERVER__BACKLOG".into() };
        let all = [
            set("listen", Origin::Sockets),
            set("backlog", file),
            set("body_limit", Origin::Manifest { line: 1, column: 1 }),
            set("tls.key", name("TLS__KEY")),
            set("drain.total", name("DRAIN__TOTAL")),
        ];
        let said = |values: &[Resolved], looked_at| Unheeded::of(values).by_run(looked_at).unwrap_or_default();
        let why = "no effect: `run` has no service to listen for; call `serve`, or take";
        assert_eq!(
            said(&all, false),
            format!(
                "`LISTEN_FDS`, `RUNA__SERVER__BACKLOG` (a.env:3), `RUNA__SERVER__TLS__KEY` have {why} them away from this process"
            )
        );
        assert_eq!(said(&all[1..], true), format!("`RUNA__SERVER__TLS__KEY` has {why} it away from this process"));
        assert_eq!(said(&all[4..], false), "");
    }

    #[test]
    fn every_setting_that_is_named_here_exists() {
        let section = runa_schema::provider::SERVER_SECTION;
        for path in ALWAYS.iter().chain(&SERVICE) {
            assert!(section.find(path).is_some(), "{path}");
        }
    }
}
