//! `cargo runa explain`: what a code means.

use std::fmt::Write;

use runa_schema::diagnostic::{EXPLANATIONS, explain};
use runa_schema::nearest::nearest;
use runa_schema::tree::brief;

use crate::args::Options;
use crate::output::Answer;

pub(crate) fn answer(options: &Options) -> Result<Answer, Answer> {
    let Some(code) = options.words.first() else {
        let list = EXPLANATIONS.iter().fold(String::new(), |mut list, one| {
            // Writing into a String does not fail.
            let _ = writeln!(list, "{}  {}", one.code, one.title);
            list
        });
        return Ok(Answer::right(list));
    };
    let code = code.trim_matches(['[', ']']);
    if let Some(one) = explain(code) {
        return Ok(Answer::right(format!("{}: {}\n\n{}\n", one.code, one.title, one.prose.trim())));
    }
    let near = nearest(code, EXPLANATIONS.iter().map(|one| one.code));
    let help = near
        .map_or_else(|| "`cargo runa explain` lists all codes".to_owned(), |near| format!("did you mean `{near}`?"));
    Err(Answer::usage(format!("error: `{}` is no code\n= help: {help}", brief(code))))
}
