//! The rustc-shaped excerpt of a diagnostic.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::{Diagnostic, hidden, position};
use crate::Span;

/// Most diagnostics that are shown at once.
const MOST: usize = 20;

/// Longest line of an excerpt, in bytes.
const WIDEST: usize = 160;

/// A diagnostic as text without colour: title with code, excerpt, note, help. Without `error: ` in front, which rustc adds.
pub fn render(file: &str, text: &str, diagnostic: &Diagnostic) -> String {
    let shown = draw(&Renderer::plain(), file, text, diagnostic);
    shown.strip_prefix("error: ").map(str::to_owned).unwrap_or(shown)
}

/// The same for a terminal: in the colours of rustc, and with `error: ` in front.
pub fn render_coloured(file: &str, text: &str, diagnostic: &Diagnostic) -> String {
    draw(&Renderer::styled(), file, text, diagnostic)
}

fn draw(renderer: &Renderer, file: &str, text: &str, diagnostic: &Diagnostic) -> String {
    // The mark is no part of the first line, and no column counts it.
    let source = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mark = text.len() - source.len();
    // A place behind the last line break is a line of its own.
    let ended = source.ends_with('\n') && diagnostic.primary.span.start >= text.len();
    let source = if ended { Cow::Owned(format!("{source} ")) } else { Cow::Borrowed(source) };
    let range = |span: Span| {
        let start = on_boundary(&source, span.start.saturating_sub(mark));
        let end = on_boundary(&source, span.end.saturating_sub(mark)).max(start);
        // What goes over several lines is shown where it begins.
        let length = source[start..end].find(['\n', '\r']).unwrap_or(end - start);
        start..start + length
    };
    // Only the lines from the first label to the last are drawn from.
    let spans = || diagnostic.others.iter().chain([&diagnostic.primary]).map(|label| range(label.span));
    let first = spans().map(|span| span.start).min().unwrap_or(0);
    let last = spans().map(|span| span.end).max().unwrap_or(0);
    let first = source[..first].rfind('\n').map_or(0, |found| found + 1);
    let last = source[last..].find('\n').map_or(source.len(), |found| last + found + 1);
    let number = source[..first].matches('\n').count() + 1;
    let mut ranges: Vec<_> = std::iter::once(&diagnostic.primary)
        .chain(&diagnostic.others)
        .map(|label| range(label.span).start - first..range(label.span).end - first)
        .collect();
    let masks = hidden::find(&source, first..last, diagnostic, mark);
    let hidden = hidden::mask(&source[first..last], &masks, &mut ranges);
    let excerpt = match cut(&hidden, &mut ranges) {
        Cow::Owned(cut) => Cow::Owned(cut),
        Cow::Borrowed(_) => hidden,
    };
    let label = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let primary = &diagnostic.primary;
    let mut snippet = Snippet::source(&*excerpt)
        .line_start(number)
        .path(file)
        .annotation(AnnotationKind::Primary.span(ranges[0].clone()).label(label(&primary.text)));
    for (other, range) in diagnostic.others.iter().zip(&ranges[1..]) {
        snippet = snippet.annotation(AnnotationKind::Context.span(range.clone()).label(label(&other.text)));
    }
    let title = format!("{} [{}]", diagnostic.title, diagnostic.code);
    let mut group = Level::ERROR.primary_title(title).element(snippet);
    if let Some(note) = &diagnostic.note {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help.text.as_str()));
    }
    let shown = renderer.render(&[group]);
    let mut lines: Vec<_> = shown.lines().map(|line| line.trim_end().to_owned()).collect();
    if matches!(excerpt, Cow::Owned(_)) {
        // The excerpt has other columns than the manifest. Colours may stand before the arrow and behind it.
        let (line, column) = position(text, primary.span);
        let place = format!("{file}:{line}:");
        let arrow = lines.iter_mut().skip(1).find(|line| line.contains("--> "));
        if let Some((arrow, at)) = arrow.and_then(|arrow| arrow.find(&place).map(|at| (arrow, at))) {
            arrow.truncate(at);
            arrow.extend([place, column.to_string()]);
        }
    }
    lines.join("\n")
}

/// Lines that are longer than anybody reads, cut to what stands around their labels. The ranges, of which the first matters most, are
/// moved along.
fn cut<'t>(source: &'t str, ranges: &mut [Range<usize>]) -> Cow<'t, str> {
    if source.lines().all(|line| line.len() <= WIDEST) {
        return Cow::Borrowed(source);
    }
    let mut shown = String::new();
    let mut start = 0;
    let mut moved = ranges.to_vec();
    for whole in source.split_inclusive('\n') {
        let line = whole.strip_suffix('\n').unwrap_or(whole);
        let inside = |range: &Range<usize>| (start..=start + line.len()).contains(&range.start);
        let anchor = ranges.iter().find(|range| inside(range)).map_or(0, |range| range.start - start);
        let (from, to) = if line.len() <= WIDEST {
            (0, line.len())
        } else {
            let from = anchor.saturating_sub(WIDEST / 4).min(line.len() - WIDEST);
            (line.floor_char_boundary(from), line.floor_char_boundary(from + WIDEST))
        };
        shown.push_str(if from > 0 { "…" } else { "" });
        let base = shown.len();
        shown.push_str(&line[from..to]);
        shown.push_str(if to < line.len() { "…" } else { "" });
        shown.push_str(&whole[line.len()..]);
        for (range, moved) in ranges.iter().zip(&mut moved).filter(|(range, _)| inside(range)) {
            let place = |at: usize| base + (at - start).clamp(from, to) - from;
            *moved = place(range.start)..place(range.end);
        }
        start += whole.len();
    }
    ranges.clone_from_slice(&moved);
    Cow::Owned(shown)
}

/// Every diagnostic as text, by position; behind the twentieth, how many more there are.
pub fn render_all(file: &str, text: &str, diagnostics: &[Diagnostic]) -> Vec<String> {
    let mut sorted: Vec<_> = diagnostics.iter().collect();
    sorted.sort_by_key(|diagnostic| diagnostic.primary.span);
    let mut shown: Vec<_> = sorted.iter().take(MOST).map(|diagnostic| render(file, text, diagnostic)).collect();
    match diagnostics.len().saturating_sub(MOST) {
        0 => {}
        1 => shown.push(format!("and 1 more problem in `{file}`")),
        more => shown.push(format!("and {more} more problems in `{file}`")),
    }
    shown
}

fn on_boundary(text: &str, offset: usize) -> usize {
    text.floor_char_boundary(offset.min(text.len()))
}

#[cfg(test)]
mod tests {
    use super::{render, render_all, render_coloured};
    use crate::Span;
    use crate::diagnostic::{Diagnostic, Help, Label};

    fn problem(primary: (usize, usize, &str), others: &[(usize, usize, &str)]) -> Diagnostic {
        let label = |(start, end, text): (usize, usize, &str)| Label { span: Span::new(start, end), text: text.into() };
        Diagnostic {
            code: "R0402",
            title: "wrong order".into(),
            primary: label(primary),
            others: others.iter().copied().map(label).collect(),
            note: None,
            help: None,
            secrets: std::rc::Rc::default(),
        }
    }

    const LIST: &str = "\
stages:
  prod:
    - log
    - audit: { queue: { name: audit } }
    - observe
    - queue: {}
";

    #[test]
    fn title_place_labels_note_and_help() {
        let mut problem = problem((32, 37, ""), &[(86, 91, "listed here"), (41, 46, "it writes here")]);
        problem.note = Some("a provider stands below what it needs".into());
        problem.help = Some(Help { text: "list them so:\n- queue: {}\n- audit".into(), edit: Vec::new() });
        assert_eq!(
            render("ops.yaml", LIST, &problem),
            "\
wrong order [R0402]
 --> ops.yaml:4:7
  |
4 |     - audit: { queue: { name: audit } }
  |       ^^^^^    ----- it writes here
5 |     - observe
6 |     - queue: {}
  |       ----- listed here
  |
  = note: a provider stands below what it needs
  = help: list them so:
          - queue: {}
          - audit"
        );
    }

    #[test]
    fn labels_far_apart_are_folded() {
        let text: String = (1..=40).flat_map(|line| ["line".into(), line.to_string(), ": x\n".into()]).collect();
        let at = |word: &str| text.find(word).unwrap_or(0);
        let (near, far) = (at("line12"), at("line40"));
        assert_eq!(
            render("ops.yaml", &text, &problem((near, near + 6, "here"), &[(far, far + 6, "and there")])),
            "\
wrong order [R0402]
  --> ops.yaml:12:1
   |
12 | line12: x
   | ^^^^^^ here
...
40 | line40: x
   | ------ and there"
        );
    }

    #[test]
    fn marks_line_breaks_tabs_and_wide_letters_keep_their_columns() {
        let text = "\u{feff}é: ü\r\nb:\tñ x\r\n語: 本\r\n";
        assert_eq!(
            render("ops.yaml", text, &problem((3, 5, "é"), &[(14, 16, "ñ"), (25, 28, "本")])),
            "\
wrong order [R0402]
 --> ops.yaml:1:1
  |
1 | é: ü
  | ^ é
2 | b:    ñ x
  |       - ñ
3 | 語: 本
  |     -- 本"
        );
    }

    #[test]
    fn an_empty_place_at_the_end_has_its_own_line() {
        let shown = |text: &str| render("ops.yaml", text, &problem((text.len(), text.len(), "missing"), &[]));
        assert_eq!(
            shown("a: 1\n\n"),
            "\
wrong order [R0402]
 --> ops.yaml:3:1
  |
3 |
  | ^ missing"
        );
        assert_eq!(
            shown("a: 1"),
            "\
wrong order [R0402]
 --> ops.yaml:1:5
  |
1 | a: 1
  |     ^ missing"
        );
        assert!(shown("").contains(" --> ops.yaml:1:1\n"));
    }

    #[test]
    fn what_goes_over_several_lines_is_shown_where_it_begins() {
        assert_eq!(
            render("ops.yaml", "a:\n  b: 1\n  c: 2\n", &problem((5, 16, "this mapping"), &[])),
            "\
wrong order [R0402]
 --> ops.yaml:2:3
  |
2 |   b: 1
  |   ^^^^ this mapping"
        );
    }

    #[test]
    fn a_long_line_is_cut_around_its_labels() {
        let text = format!("a: 1\n{{{}\"é\": x, {}}}\n", "\"k\": 1, ".repeat(50_000), "\"k\": 1, ".repeat(50_000));
        let at = text.find('x').unwrap_or(0);
        let shown = render("ops.yaml", &text, &problem((at, at + 1, "here"), &[(0, 1, "first"), (5, 6, "far")]));
        assert!(shown.len() < 1_000, "{}", shown.len());
        let (place, excerpt) = shown.split_once('\n').and_then(|(_, rest)| rest.split_once('\n')).unwrap_or_default();
        assert_eq!(place, " --> ops.yaml:2:400007");
        assert!(excerpt.contains("2 | …") && excerpt.contains("\"é\": x, ") && excerpt.contains("^ here"), "{shown}");
        let under: Vec<_> = excerpt.lines().filter(|line| line.contains(": x,") || line.contains('^')).collect();
        let column = |line: &str, sign: char| line.chars().position(|c| c == sign);
        assert_eq!(column(under[0], 'x'), column(under[1], '^'), "{shown}");
    }

    #[test]
    fn colours_change_nothing_but_the_colour() {
        let long = format!("a: 1\nb: {}\n", "x".repeat(400));
        for (text, span) in [(LIST, (32, 37)), (&long, (300, 310))] {
            let problem = problem((span.0, span.1, "here"), &[]);
            let coloured = render_coloured("ops.yaml", text, &problem);
            let mut parts = coloured.split('\u{1b}');
            let first = parts.next().unwrap_or_default().to_owned();
            let plain = parts.fold(first, |plain, part| plain + part.split_once('m').map_or("", |(_, rest)| rest));
            assert_ne!(coloured, plain);
            let plain: Vec<_> = plain.lines().map(str::trim_end).collect();
            assert_eq!(plain.join("\n"), format!("error: {}", render("ops.yaml", text, &problem)));
        }
    }

    #[test]
    fn all_of_them_by_position_and_no_more_than_twenty() {
        let text = "a: 1\n".repeat(30);
        let problems: Vec<_> = (0..30).rev().map(|line| problem((line * 5, line * 5 + 1, ""), &[])).collect();
        let shown = render_all("ops.yaml", &text, &problems);
        assert_eq!(shown.len(), 21);
        assert!(shown[0].contains("ops.yaml:1:1\n") && shown[19].contains("ops.yaml:20:1\n"), "{shown:?}");
        assert_eq!(shown[20], "and 10 more problems in `ops.yaml`");
        assert_eq!(render_all("ops.yaml", &text, &problems[..21])[20], "and 1 more problem in `ops.yaml`");
        assert_eq!(render_all("ops.yaml", &text, &problems[..20]).len(), 20);
    }
}
