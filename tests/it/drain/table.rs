//! The tables of docs/drain.md, made from the cases.

use std::fs;

use super::cases::{Case, When};
use super::events::What;
use crate::tidy::root;

/// Compares the tables in docs/drain.md with the cases, or writes them anew.
pub(crate) fn hold(tables: &[(&str, Vec<&Case>)]) {
    let path = root().join("docs/drain.md");
    let mut page = fs::read_to_string(&path).unwrap();
    let written = page.clone();
    for (title, cases) in tables {
        let heading = format!("## {title}\n");
        let section = page.find(&heading).unwrap_or_else(|| panic!("no section `{title}`")) + heading.len();
        let begin = section + page[section..].find("\n| client |").expect("a table") + 1;
        let end = page[begin..].find("\n\n").map_or(page.len(), |end| begin + end + 1);
        page.replace_range(begin..end, &table(cases));
    }
    if std::env::var_os("RUNA_BLESS").is_some() {
        fs::write(path, page).unwrap();
    } else {
        assert!(page == written, "docs/drain.md does not say what is proven; `RUNA_BLESS=1` writes:\n{page}");
    }
}

fn table(cases: &[&Case]) -> String {
    let rows = cases.iter().map(|case| {
        let cell = |lines: Vec<String>| lines.join("<br>");
        let sees = cell(case.sees.iter().map(|(_, what)| sentence(what)).collect());
        let when = cell(case.sees.iter().map(|(when, _)| time(*when)).collect());
        format!("| {} | {sees} | {when} |\n", case.state)
    });
    "| client | what it sees | when |\n|---|---|---|\n".to_owned() + &rows.collect::<String>()
}

fn sentence(whats: &[What]) -> String {
    whats.iter().map(words).collect::<Vec<_>>().join(", ")
}

fn words(what: &What) -> String {
    match what {
        What::Head(status, true) => format!("`{status}` with `connection: close`"),
        What::Head(status, false) => format!("`{status}`"),
        What::Whole => "the response to its end".to_owned(),
        What::Cut => "the response breaks off".to_owned(),
        What::GoAway(false) => "`GOAWAY`".to_owned(),
        What::GoAway(true) => "`GOAWAY` with the last stream".to_owned(),
        What::Farewell => "what the handler sends".to_owned(),
        What::Unanswered(1) => "nothing for the other, which was not begun".to_owned(),
        What::Unanswered(2) => "nothing for the other two, which were not begun".to_owned(),
        What::Closed => "the end of the connection".to_owned(),
        other => panic!("no client sees {other:?}"),
    }
}

fn time(when: When) -> String {
    match when {
        When::AtOnce => "at once",
        When::Deaf => "when it has not answered for a second",
        When::Delay => "while `drain.delay` runs",
        When::Close => "when the listener closes",
        When::Later(1) => "a second after the listener has closed",
        When::Later(2) => "two seconds after the listener has closed",
        When::Later(more) => panic!("no client is waited for {more} seconds"),
        When::Done => "when the handler has done its work",
        When::Grace => "when `drain.grace` has passed",
        When::End => "when the process ends",
    }
    .to_owned()
}
