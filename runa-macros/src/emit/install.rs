//! One function a stage: its providers in the order of its list, with the handles that they need.

use runa_schema::manifest::{Listed, Manifest, Stage};
use runa_schema::provider::QUEUE;

use super::Names;
use super::handles::Handle;
use super::own::{self, Owns};
use super::queues::{self, Queue};
use super::text::line;

pub(crate) fn write(
    out: &mut String,
    manifest: &Manifest,
    handles: &[Handle<'_>],
    owns: &Owns<'_>,
    queues: &[Queue<'_>],
    names: &Names<'_>,
) {
    let Names { krate, ops, .. } = names;
    for stage in manifest.stages.iter().filter(|stage| names.builds(&stage.name)) {
        let name = &stage.name;
        line(out, 1, &format!("async fn install_{name}(start_: &mut __v::Start) -> {krate}::Result<{ops}> {{"));
        for listed in &stage.providers {
            if listed.own.is_some() {
                let first = handles.iter().find(|handle| handle.name() == listed.name);
                if let Some(first) = first.and_then(|first| first.listed.own.as_ref()) {
                    own::install(out, owns, stage, &listed.name, first);
                }
                continue;
            }
            let (name, ty, needs) = (&listed.name, listed.row.handle, needs(listed, stage));
            line(out, 2, &format!("let {name} = start_.install::<{krate}::{ty}>({name:?}, {needs}).await?;"));
        }
        line(out, 2, &format!("::core::result::Result::Ok({ops} {{"));
        for handle in handles {
            let name = handle.name();
            let is_listed = stage.providers.iter().any(|listed| listed.name == name);
            let value = if name == QUEUE { queues::value(queues, &stage.name, ops) } else { name.to_owned() };
            let field = match (handle.always, is_listed) {
                (true, _) if value == name => format!("{name},"),
                (true, _) => format!("{name}: {value},"),
                (false, true) => format!("{name}: ::core::option::Option::Some({value}),"),
                (false, false) => format!("{name}: ::core::option::Option::None,"),
            };
            line(out, 3, &field);
        }
        line(out, 3, "__kernel: start_.kernel(),");
        line(out, 2, "})");
        line(out, 1, "}");
    }
}

/// The handles that a provider needs, as a tuple; what it needs only with some setting is an option.
fn needs(listed: &Listed, stage: &Stage) -> String {
    let mut out = String::from("(");
    for need in listed.row.needs {
        let is_above =
            stage.providers.iter().take_while(|one| one.name != listed.name).any(|one| one.name == need.name);
        let handle = format!("::core::clone::Clone::clone(&{})", need.name);
        match (need.when, is_above) {
            (None, _) => out.push_str(&handle),
            (Some(_), true) => out.extend(["::core::option::Option::Some(", &handle, ")"]),
            (Some(_), false) => out.push_str("::core::option::Option::None"),
        }
        out.push_str(", ");
    }
    if let Some(end) = out.strip_suffix(", ") {
        let end = end.len() + usize::from(listed.row.needs.len() == 1);
        out.truncate(end);
    }
    out + ")"
}

#[cfg(test)]
mod tests {
    use runa_schema::manifest::{Listed, Stage};
    use runa_schema::provider::{Need, Row};
    use runa_schema::settings::{LogSettings, Settings};

    static LOG: Row = row(&[]);
    static ONE: Row = row(&[Need { name: "log", when: None, why: "" }]);
    static TWO: Row =
        row(&[Need { name: "log", when: None, why: "" }, Need { name: "queue", when: Some("queue"), why: "" }]);

    const fn row(needs: &'static [Need]) -> Row {
        Row { name: "x", handle: "X", section: LogSettings::SECTION, needs, ..Row::BASE }
    }

    #[test]
    fn hands_over_what_is_needed() {
        let listed =
            |name: &str, row| Listed { name: name.into(), row, own: None, given: Vec::new(), line: 1, column: 1 };
        let log = "::core::clone::Clone::clone(&log)";
        for (row, queue_above, expected) in [
            (&LOG, true, "()".to_owned()),
            (&ONE, true, format!("({log},)")),
            (&TWO, false, format!("({log}, ::core::option::Option::None)")),
            (&TWO, true, format!("({log}, ::core::option::Option::Some(::core::clone::Clone::clone(&queue)))")),
        ] {
            let mut providers = vec![listed("log", &LOG), listed("queue", &LOG), listed("audit", row)];
            if !queue_above {
                providers.swap(1, 2);
            }
            let stage = Stage { name: "dev".into(), relaxed: true, server: Vec::new(), providers };
            assert_eq!(super::needs(&listed("audit", row), &stage), expected);
        }
    }
}
