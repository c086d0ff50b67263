//! A picture: a column for each stage, its providers from top to bottom as they are installed, arrows to what they need.
//!
//! The reasons stand in the boxes, and each arrow begins beside its reason: so no label needs a place of its own. Colours follow those
//! of the reader, light or dark.

use std::fmt::{Error, Write};

use super::lanes::{Arrow, lanes};
use super::{Provider, Stage};

/// Free space round the picture and between its columns.
const MARGIN: usize = 24;
/// From the top of a stage to its first box.
const TITLE: usize = 34;
/// Height of a box without reasons.
const HEAD: usize = 34;
/// Height of a reason.
const LINE: usize = 18;
/// Between two boxes.
const GAP: usize = 14;
/// Between the text of a box and its border.
const PADDING: usize = 12;
/// Between two lanes.
const LANE: usize = 14;

const STYLE: &str = "\
text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#1f2430}\
.stage,.name{font-weight:700}.why{fill:#5a6375}.number{fill:#8a93a6}\
.paper{fill:#fff}.box{fill:#f6f7f9;stroke:#c3c9d4}.arrow{fill:none;stroke:#3f6fb5;stroke-width:1.5}.head{fill:#3f6fb5}\
.wrong.arrow{stroke:#c62828;stroke-dasharray:5 3}.wrong.head,.wrong.why{fill:#c62828}.wrong.box{stroke:#c62828}\
@media(prefers-color-scheme:dark){text{fill:#e6e9f0}.why{fill:#a4adbf}.number{fill:#7c8598}.paper{fill:#15181f}\
.box{fill:#1e232d;stroke:#3a4252}.arrow{stroke:#7ea8e6}.head{fill:#7ea8e6}\
.wrong.arrow{stroke:#ff7b72}.wrong.head,.wrong.why{fill:#ff7b72}.wrong.box{stroke:#ff7b72}}";

pub(super) fn draw(stages: &[Stage]) -> String {
    let columns: Vec<_> = stages.iter().map(Column::of).collect();
    let width = MARGIN + columns.iter().map(|column| column.width() + MARGIN).sum::<usize>();
    let height = MARGIN + TITLE + columns.iter().map(|column| column.height).max().unwrap_or(0) + MARGIN;
    let names: Vec<_> = stages.iter().map(|stage| &*stage.name).collect();
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>Providers of {}, from top to bottom as they are installed; arrows lead to what is needed</title>\n\
         <style>{STYLE}</style>\n<rect class=\"paper\" width=\"{width}\" height=\"{height}\"/>\n",
        names.join(", ")
    );
    let mut left = MARGIN;
    for column in &columns {
        // Writing into a String does not fail.
        let _ = column.draw(&mut svg, left);
        left += column.width() + MARGIN;
    }
    svg.push_str("</svg>\n");
    svg
}

/// A stage, laid out: places are relative to its own corner.
struct Column<'a> {
    stage: &'a Stage,
    boxes: Vec<Box<'a>>,
    arrows: Vec<(Arrow, usize, bool)>,
    box_width: usize,
    height: usize,
}

struct Box<'a> {
    provider: &'a Provider,
    top: usize,
    height: usize,
}

impl<'a> Column<'a> {
    fn of(stage: &'a Stage) -> Self {
        let mut boxes: Vec<Box<'_>> = Vec::with_capacity(stage.providers.len());
        let mut top = 0;
        for provider in &stage.providers {
            let height = HEAD + provider.reasons.len() * LINE;
            boxes.push(Box { provider, top, height });
            top += height + GAP;
        }
        let text = |provider: &Provider| {
            let reasons = provider.reasons.iter().map(|reason| reason.text.chars().count());
            reasons.chain([provider.name.chars().count() + 3]).max().unwrap_or(0)
        };
        let widest = stage.providers.iter().map(text).chain([stage.title.chars().count()]).max().unwrap_or(0);
        // A letter of 12 pixels is 7.2 wide, wherever the font comes from.
        let box_width = widest * 36 / 5 + 2 * PADDING;
        let mut column = Self { stage, arrows: Vec::new(), box_width, height: top.saturating_sub(GAP), boxes };
        column.lay_arrows();
        column
    }

    /// From each reason to the box it speaks of.
    fn lay_arrows(&mut self) {
        let mut arrows = Vec::new();
        for from in &self.boxes {
            for (line, reason) in from.provider.reasons.iter().enumerate() {
                let Some(to) = reason.above.as_ref().and_then(|above| above.at) else { continue };
                arrows.push((Arrow { from: from.line(line), to: self.boxes[to].top + HEAD / 2 }, to, reason.wrong));
            }
        }
        let lanes = lanes(&arrows.iter().map(|(arrow, ..)| *arrow).collect::<Vec<_>>());
        let all = || arrows.iter().zip(&lanes);
        self.arrows = all()
            .map(|((arrow, to, wrong), lane)| {
                // What comes from further out ends higher, so that they do not cross.
                let outer = all().filter(|((_, other, _), beside)| other == to && *beside > lane).count();
                let ends = all().filter(|((_, other, _), _)| other == to).count();
                let end = self.boxes[*to].top + (outer + 1) * HEAD / (ends + 1);
                (Arrow { to: end, ..*arrow }, *lane, *wrong)
            })
            .collect();
    }

    fn width(&self) -> usize {
        let lanes = self.arrows.iter().map(|(_, lane, _)| lane + 1).max().unwrap_or(0);
        self.box_width + lanes * LANE + LANE / 2
    }

    fn draw(&self, svg: &mut String, left: usize) -> Result<(), Error> {
        writeln!(svg, "<g transform=\"translate({left} {MARGIN})\">")?;
        writeln!(svg, "<text class=\"stage\" x=\"0\" y=\"14\">{}</text>", self.stage.title)?;
        writeln!(svg, "<g transform=\"translate(0 {TITLE})\">")?;
        for (number, one) in self.boxes.iter().enumerate() {
            one.draw(svg, number + 1, self.box_width)?;
        }
        for (arrow, lane, wrong) in &self.arrows {
            let Arrow { from, to } = arrow;
            let (edge, out, wrong) = (self.box_width, self.box_width + (lane + 1) * LANE, class(*wrong));
            writeln!(svg, "<path class=\"{wrong}arrow\" d=\"M{edge} {from}H{out}V{to}H{}\"/>", edge + 6)?;
            writeln!(svg, "<path class=\"{wrong}head\" d=\"M{edge} {to}l8 -4v8z\"/>")?;
        }
        writeln!(svg, "</g>\n</g>")
    }
}

impl Box<'_> {
    /// The middle of a reason.
    fn line(&self, line: usize) -> usize {
        self.top + HEAD + line * LINE + 2
    }

    /// Names are identifiers and reasons are ours: nothing in them is markup.
    fn draw(&self, svg: &mut String, number: usize, width: usize) -> Result<(), Error> {
        let wrong = self.provider.reasons.iter().any(|reason| reason.wrong);
        let (top, height, name) = (self.top, self.height, &self.provider.name);
        writeln!(
            svg,
            "<rect class=\"{}box\" y=\"{top}\" width=\"{width}\" height=\"{height}\" rx=\"5\"/>",
            class(wrong)
        )?;
        let y = top + 21;
        writeln!(
            svg,
            "<text x=\"{PADDING}\" y=\"{y}\"><tspan class=\"number\">{number}</tspan> <tspan class=\"name\">{name}</tspan></text>"
        )?;
        for (line, reason) in self.provider.reasons.iter().enumerate() {
            let (class, y) = (class(reason.wrong), self.line(line) + 4);
            writeln!(svg, "<text class=\"{class}why\" x=\"{PADDING}\" y=\"{y}\">{}</text>", reason.text)?;
        }
        Ok(())
    }
}

fn class(wrong: bool) -> &'static str {
    if wrong { "wrong " } else { "" }
}
