//! `cargo runa schema`: the JSON Schema of the manifest, for editors.

use runa_schema::json_schema::text;

use crate::output::Answer;

pub(crate) fn answer() -> Answer {
    Answer::right(text())
}
