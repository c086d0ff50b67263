//! Slips of the pen: what is shown for each, and what the help makes of it.

mod block;
mod flow;
mod lookalike;
mod meaning;
mod quote;

use crate::diagnostic::{apply, render_all};
use crate::tree::parse;

/// `text` is refused with exactly `shown`; the help of its first problem, if it has one, makes `mended` of it, and that problem is
/// gone.
fn slip(text: &str, shown: &str, mended: Option<&str>) {
    let problems = parse(text).unwrap_err();
    let rendered = render_all("ops.yaml", text, &problems).join("\n\n");
    assert_eq!(rendered.trim_end(), shown.trim(), "{rendered}");
    let applied = problems[0].help.as_ref().map(|help| apply(text, &help.edit));
    assert_eq!(applied.as_deref(), mended);
    if let Some(applied) = applied {
        let left = parse(&applied).err().unwrap_or_default();
        assert!(!left.iter().any(|problem| problem.title == problems[0].title), "{left:?}");
        assert!(left.len() < problems.len(), "{left:?}");
    }
}
