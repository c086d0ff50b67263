//! Charts as SVG: made where the page is made, of attributes only, so that no style and no script has to be let through for them.

use std::fmt::Write;

/// One line of a chart.
pub(super) struct Series<'a> {
    /// What it is called in the legend.
    pub(super) name: &'a str,
    /// The class that colours it.
    pub(super) class: &'a str,
    /// Places from 0 (left) to 1 (right), and values. Where a value is no number, nothing is known, and the line has a gap.
    pub(super) points: Vec<(f64, f64)>,
}

const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 140.0;
// Room for the words of the scale, also where the style sheet makes them larger because the picture is small.
const LEFT: f64 = 84.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 26.0;

/// Lines over time. `show` writes a value of the scale; `span` says where the left edge lies: "15 min ago".
pub(super) fn lines(title: &str, series: &[Series<'_>], span: &str, show: impl Fn(f64) -> String) -> String {
    let most = series.iter().flat_map(|one| &one.points).map(|(_, value)| *value).fold(0.0, f64::max);
    let top = nice(most);
    let floor = HEIGHT - BOTTOM;
    let across = |at: f64| LEFT + at * (WIDTH - LEFT - 4.0);
    let up = |value: f64| floor - value / top * (floor - TOP);
    let mut svg =
        format!(r#"<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{}">"#, escape(title));
    // Writing to a string cannot fail.
    for part in [0.0, 0.5, 1.0] {
        let (y, value) = (up(top * part), escape(&show(top * part)));
        let _ = write!(svg, r#"<line class="grid" x1="{LEFT}" x2="{WIDTH}" y1="{y:.1}" y2="{y:.1}"/>"#);
        let _ = write!(
            svg,
            r#"<text class="axis" x="{:.1}" y="{:.1}" text-anchor="end">{value}</text>"#,
            LEFT - 6.0,
            y + 3.5
        );
    }
    let _ = write!(svg, r#"<text class="axis" x="{LEFT}" y="{:.1}">{}</text>"#, HEIGHT - 5.0, escape(span));
    let _ = write!(svg, r#"<text class="axis" x="{WIDTH}" y="{:.1}" text-anchor="end">now</text>"#, HEIGHT - 5.0);
    for one in series {
        let mut path = String::new();
        let mut pen = 'M';
        for (at, value) in &one.points {
            if value.is_finite() {
                let _ = write!(path, "{pen}{:.1} {:.1}", across(*at), up(*value));
                pen = 'L';
            } else {
                pen = 'M';
            }
        }
        if one.points.len() > 1 {
            let (first, last) = (across(one.points[0].0), across(one.points[one.points.len() - 1].0));
            let class = one.class;
            if series.len() < 3 {
                let _ = write!(svg, r#"<path class="area {class}" d="{path}L{last:.1} {floor}L{first:.1} {floor}Z"/>"#);
            }
            let _ = write!(svg, r#"<path class="line {class}" d="{path}"><title>{}</title></path>"#, escape(one.name));
        }
    }
    svg.push_str("</svg>");
    svg
}

/// Values beside each other, as rows: a long label has room.
pub(super) fn bars(points: &[(String, f64)], show: impl Fn(f64) -> String) -> String {
    let top = points.iter().map(|(_, value)| *value).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let mut out = String::from(r#"<table class="bars"><tbody>"#);
    for (label, value) in points {
        let (label, shown, width) = (escape(label), escape(&show(*value)), (value / top * 100.0).clamp(0.0, 100.0));
        let _ = write!(
            out,
            r#"<tr><th scope="row">{label}</th><td><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="bar" width="{width:.1}" height="8"/></svg></td><td class="n">{shown}</td></tr>"#
        );
    }
    out + "</tbody></table>"
}

/// The next of 1, 2, 5, 10, … that is at least `value`.
fn nice(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 1.0;
    }
    let power = 10_f64.powf(value.log10().floor());
    let found = [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * power).find(|step| *step >= value);
    found.unwrap_or(value)
}

/// Text inside of markup or of an attribute in double quotes.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_ends_at_a_round_number() {
        for (value, top) in [(0.0, 1.0), (0.7, 1.0), (1.2, 2.0), (3.0, 5.0), (51.0, 100.0), (1_000.0, 1_000.0)] {
            assert!((nice(value) - top).abs() < 1e-9, "{value}: {}", nice(value));
        }
    }

    #[test]
    fn a_line_has_a_gap_where_nothing_is_known() {
        let points = vec![(0.0, 1.0), (0.25, 0.5), (0.5, f64::NAN), (0.75, 0.5), (1.0, 1.0)];
        let svg = lines("a", &[Series { name: "a", class: "a", points }], "", |value| value.to_string());
        let line =
            svg.split("class=\"line a\" d=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        assert_eq!((line.matches('M').count(), line.matches('L').count()), (2, 2), "{line}");
        assert!(!svg.contains("NaN"), "{svg}");
    }

    #[test]
    fn nothing_breaks_out() {
        let hostile = "\"><script>'&";
        let series = [Series { name: hostile, class: "a", points: vec![(0.0, 1.0), (1.0, f64::NAN)] }];
        let svg = lines(hostile, &series, hostile, |_| hostile.to_owned());
        let bars = bars(&[(hostile.to_owned(), 1.0)], |_| hostile.to_owned());
        for text in [svg, bars] {
            assert!(!text.contains("<script") && text.contains("&lt;script&gt;"), "{text}");
        }
    }
}
