//! The tree as it grows, event by event.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use granit_parser::{Event, ScalarStyle, Span as Place, StructureStyle, Tag};

use super::parse::{MAX_ALIASED, MAX_ALIASES, MAX_DEPTH, MAX_VALUES, span};
use super::{Entry, Kind, Node, lookalike, merge, scan};
use crate::Span;
use crate::diagnostic::{Diagnostic, beyond_a_limit, duplicate_key, syntax};
use crate::nearest::nearest;

/// Maps up to this size look a key up by going through their entries.
const SMALL: usize = 32;

/// The collections that are open, and what is known of those that are closed.
pub(super) struct Builder<'t> {
    text: &'t str,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Anchor>,
    values: usize,
    aliases: usize,
    aliased: usize,
    /// The document's node, once it is closed.
    pub(super) root: Option<Node>,
    /// What is wrong so far.
    pub(super) problems: Vec<Diagnostic>,
    /// Where the last scalar stands.
    pub(super) last: Span,
    /// Where the last block collection that was closed began.
    pub(super) closed: Option<usize>,
}

/// An open collection.
pub(super) struct Open {
    /// Its bracket, brace, first key or first dash.
    pub(super) start: usize,
    /// Whether it is written in brackets or braces.
    pub(super) flow: bool,
    /// Where the last key of a mapping stands.
    pub(super) key: Option<Span>,
    end: usize,
    anchor: usize,
    size: usize,
    height: usize,
    body: Body,
}

enum Body {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, index: BTreeMap<Rc<str>, Span>, merges: Vec<(Span, Node)>, pending: Option<Key> },
}

/// A key that waits for its value; without text if it is none.
struct Key {
    text: Option<Rc<str>>,
    span: Span,
    plain: bool,
}

/// A node as its parent takes it.
struct Done {
    node: Node,
    /// Where it stands; for an alias, the alias.
    place: Span,
    anchor: usize,
    /// Values in it, itself included.
    size: usize,
    /// Levels in it, itself not included.
    height: usize,
}

/// What an alias may stand for.
struct Anchor {
    name: Rc<str>,
    span: Span,
    /// The node with its size and height; none while it is open.
    content: Option<(Node, usize, usize)>,
}

impl<'t> Builder<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            open: Vec::new(),
            anchors: BTreeMap::new(),
            values: 0,
            aliases: 0,
            aliased: 0,
            root: None,
            problems: Vec::new(),
            last: Span::default(),
            closed: None,
        }
    }

    /// The innermost open collection.
    pub(super) fn innermost(&self) -> Option<&Open> {
        self.open.last()
    }

    /// What is open, the innermost last.
    pub(super) fn open(&self) -> impl DoubleEndedIterator<Item = &Open> {
        self.open.iter()
    }

    /// Takes the next event. `Err` is a problem after which reading on has no use.
    pub(super) fn take(&mut self, event: Event<'_>, place: &Place) -> Result<(), Box<Diagnostic>> {
        let at = span(place);
        match event {
            Event::Scalar(text, style, anchor, tag) => self.scalar(text, style, anchor, tag.as_deref(), place),
            Event::SequenceStart(style, anchor, tag) => {
                self.refuse_tag(tag.as_deref(), place, None);
                self.begin(Body::List(Vec::new()), style == StructureStyle::Flow, anchor, at.start)
            }
            Event::MappingStart(style, anchor, tag) => {
                self.refuse_tag(tag.as_deref(), place, None);
                let body = Body::Map { entries: Vec::new(), index: BTreeMap::new(), merges: Vec::new(), pending: None };
                self.begin(body, style == StructureStyle::Flow, anchor, at.start)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.end(at.end);
                Ok(())
            }
            Event::Anchor(id, name) => {
                let anchor = self.anchors.entry(id).or_insert(Anchor { name: "".into(), span: at, content: None });
                anchor.name = Rc::from(&*name);
                anchor.span = at;
                Ok(())
            }
            Event::Alias(id) => self.alias(id, at),
            Event::UnresolvedAlias(name) => {
                let known = nearest(&name, self.anchors.values().map(|anchor| &*anchor.name));
                let merged = match self.open.last() {
                    Some(Open { flow, body: Body::Map { pending: Some(key), .. }, .. })
                        if key.plain && key.text.as_deref() == Some("<<") =>
                    {
                        Some(scan::without_entry(self.text, Span::new(key.span.start, at.end), *flow))
                    }
                    _ => None,
                };
                self.problems.push(syntax::unknown_alias(at, &name, known, merged));
                self.count(at)?;
                self.finish(Done { node: null(at), place: at, anchor: 0, size: 1, height: 0 });
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn scalar(
        &mut self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        place: &Place,
    ) -> Result<(), Box<Diagnostic>> {
        let mut at = span(place);
        self.count(at)?;
        let plain = style == ScalarStyle::Plain;
        // What takes the place of a text takes that of its tag too, so nothing may stand between them.
        let tag_span = place
            .tag_span()
            .map(|place| span(&place))
            .filter(|tag| self.text.get(tag.end..at.start).is_some_and(|between| between.trim().is_empty()));
        let literal_tag = tag_span.is_some() && tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
        if !literal_tag {
            self.refuse_tag(tag, place, plain.then_some(&*text));
        }
        if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            at = self.block_text(at);
        } else if at.start == at.end {
            at = self.empty(at.start, anchor != 0 || tag.is_some());
        } else {
            self.last = at;
            if plain && place.start.line() != place.end.line() {
                self.problems.extend(syntax::swallowed_item(self.text, at));
            }
            if plain {
                self.problems.extend(lookalike::quotes(self.text, at));
                self.problems.extend(text.starts_with("// ").then(|| syntax::slashes(at.start)));
            }
        }
        if let Some(tag) = tag_span.filter(|_| literal_tag) {
            let end = if at.start == at.end { tag.end } else { at.end };
            at = Span::new(tag.start, end);
        }
        let is_null = plain && !literal_tag && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
        let kind = if is_null { Kind::Null } else { Kind::Scalar { text: text.into(), plain: plain && !literal_tag } };
        self.finish(Done { node: Node { span: at, kind }, place: at, anchor, size: 1, height: 0 });
        Ok(())
    }

    /// A block text begins at its `|` or `>` and ends with its last letter.
    fn block_text(&self, at: Span) -> Span {
        let text = self.text;
        let from = match self.open.last() {
            Some(Open { body: Body::Map { pending: Some(key), .. }, .. }) => {
                scan::past_indicator(text, key.span.end, b':')
            }
            Some(Open { body: Body::List(_), end, .. }) => scan::past_indicator(text, *end, b'-'),
            _ => Some(0),
        };
        let start = from
            .map(|from| scan::past_blanks(text, from))
            .filter(|start| *start <= at.start && matches!(text.as_bytes().get(*start), Some(b'|' | b'>')))
            .unwrap_or(at.start);
        Span::new(start, start + text[start..at.end.max(start)].trim_end().len())
    }

    /// An empty value stands right behind its colon or dash, or behind its anchor.
    fn empty(&self, at: usize, marked: bool) -> Span {
        let place = match self.open.last() {
            _ if marked => at,
            Some(Open { body: Body::Map { pending: Some(key), .. }, .. }) => {
                scan::past_indicator(self.text, key.span.end, b':').unwrap_or(key.span.end)
            }
            Some(Open { body: Body::List(_), end, .. }) => scan::past_indicator(self.text, *end, b'-').unwrap_or(at),
            _ => at,
        };
        Span::new(place, place)
    }

    fn begin(&mut self, body: Body, flow: bool, anchor: usize, at: usize) -> Result<(), Box<Diagnostic>> {
        // The events place a list that is not indented at its first item.
        let start = match (&body, self.open.last()) {
            (Body::List(_), Some(Open { body: Body::Map { pending: Some(key), .. }, .. })) if !flow => {
                scan::past_indicator(self.text, key.span.end, b':')
                    .and_then(|behind| scan::past_indicator(self.text, behind, b'-'))
                    .map_or(at, |behind| behind - 1)
            }
            _ => at,
        };
        let place = Span::new(start, (start + usize::from(flow)).min(self.text.len()));
        self.count(place)?;
        if self.open.len() == MAX_DEPTH {
            return Err(Box::new(beyond_a_limit::too_deep(place, MAX_DEPTH)));
        }
        let end = if flow { place.end } else { start };
        self.open.push(Open { start, flow, key: None, end, anchor, size: 1, height: 0, body });
        Ok(())
    }

    fn end(&mut self, at: usize) {
        let Some(open) = self.open.pop() else { return };
        let place = Span::new(open.start, if open.flow { at.max(open.end) } else { open.end });
        if !open.flow {
            self.closed = Some(open.start);
        }
        let kind = match open.body {
            Body::List(items) => Kind::List { items: items.into(), flow: open.flow },
            Body::Map { mut entries, merges, .. } => {
                merge::merge((self.text, open.flow), &mut entries, &merges, &mut self.problems);
                Kind::Map { entries: entries.into(), flow: open.flow }
            }
        };
        let node = Node { span: place, kind };
        self.finish(Done { node, place, anchor: open.anchor, size: open.size, height: open.height + 1 });
    }

    fn alias(&mut self, id: usize, at: Span) -> Result<(), Box<Diagnostic>> {
        self.count(at)?;
        self.aliases += 1;
        if self.aliases > MAX_ALIASES {
            return Err(Box::new(beyond_a_limit::too_many_aliases(at, MAX_ALIASES)));
        }
        let done = match self.anchors.get(&id) {
            Some(Anchor { content: Some((node, size, height)), span, .. }) => {
                self.aliased += size;
                if self.aliased > MAX_ALIASED {
                    return Err(Box::new(beyond_a_limit::too_many_aliased(at, *span, MAX_ALIASED)));
                }
                if self.open.len() + height > MAX_DEPTH {
                    return Err(Box::new(beyond_a_limit::too_deep(at, MAX_DEPTH)));
                }
                Done { node: node.clone(), place: at, anchor: 0, size: *size, height: *height }
            }
            open => {
                let anchor = open.map_or(at, |anchor| anchor.span);
                self.problems.push(syntax::alias_of_itself(self.text, at, anchor));
                Done { node: null(at), place: at, anchor: 0, size: 1, height: 0 }
            }
        };
        self.finish(done);
        Ok(())
    }

    /// Hands a node to the collection it stands in.
    fn finish(&mut self, done: Done) {
        let Done { node, place, anchor, size, height } = done;
        if anchor != 0 {
            let content = Some((node.clone(), size, height));
            self.anchors.entry(anchor).or_insert(Anchor { name: "".into(), span: place, content: None }).content =
                content;
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        open.size += size;
        open.height = open.height.max(height);
        let before = open.end;
        open.end = open.end.max(place.end);
        match &mut open.body {
            Body::List(items) => items.push(node),
            Body::Map { pending, .. } if pending.is_none() => {
                open.key = Some(place);
                *pending = Some(key(self.text, &node, place, &mut self.problems));
                // What stands before the key stays when a duplicate goes.
                open.end = before.max(open.start);
            }
            Body::Map { entries, index, merges, pending } => {
                let Some(Key { text: Some(text), span, plain }) = pending.take() else { return };
                let first = if index.is_empty() {
                    let earlier = entries.iter().find(|entry| entry.key == text).map(|entry| entry.key_span);
                    earlier.or_else(|| merges.first().filter(|_| plain && &*text == "<<").map(|(span, _)| *span))
                } else {
                    index.get(&text).copied()
                };
                if let Some(first) = first {
                    let whole = if open.flow {
                        Span::new(before, place.end.max(span.end))
                    } else {
                        let start = scan::line_start(self.text, span.start);
                        Span::new(start, scan::next_line(self.text, place.end.max(span.end)))
                    };
                    self.problems.push(duplicate_key::duplicate_key(self.text, &text, first, span, whole));
                    return;
                }
                if index.is_empty() && entries.len() == SMALL {
                    index.extend(entries.iter().map(|entry| (Rc::clone(&entry.key), entry.key_span)));
                    index.extend(merges.first().map(|(span, _)| (Rc::from("<<"), *span)));
                }
                if !index.is_empty() {
                    index.insert(Rc::clone(&text), span);
                }
                let alone = open.flow && node.kind == Kind::Null && node.span == span.after();
                if plain && reads_as_key_and_value(&text, alone) {
                    self.problems.push(syntax::no_space_behind_colon(self.text, &text, span));
                }
                if plain && &*text == "<<" {
                    merges.push((place, node));
                } else {
                    entries.push(Entry { key: text, key_span: span, value: node });
                }
            }
        }
    }

    fn count(&mut self, at: Span) -> Result<(), Box<Diagnostic>> {
        self.values += 1;
        if self.values > MAX_VALUES { Err(Box::new(beyond_a_limit::too_many(at, MAX_VALUES))) } else { Ok(()) }
    }

    fn refuse_tag(&mut self, tag: Option<&Tag>, place: &Place, content: Option<&str>) {
        let Some(tag) = tag else { return };
        let at = place.tag_span().map_or(span(place).before(), |place| span(&place));
        self.problems.push(syntax::tag(self.text, at, tag.suffix(), content, span(place)));
    }
}

/// The key that a node is, or the problem that it is none.
fn key(text: &str, node: &Node, place: Span, problems: &mut Vec<Diagnostic>) -> Key {
    let written = match &node.kind {
        Kind::Scalar { text, .. } => Some(Rc::clone(text)),
        Kind::Null if place.start < place.end => Some(Rc::from(&text[place.start..place.end])),
        _ => None,
    };
    if written.is_none() {
        let braces = text[place.start..].starts_with('{') && text[..place.start].ends_with('{');
        problems.push(if braces { syntax::template(text, place) } else { syntax::no_key(place, node) });
    }
    Key { text: written, span: place, plain: matches!(node.kind, Kind::Scalar { plain: true, .. }) }
}

/// Whether a space was probably forgotten behind the colon of a key: `key:{ … }`, or `key:value` where the key stands `alone`.
fn reads_as_key_and_value(key: &str, alone: bool) -> bool {
    key.split_once(':').is_some_and(|(name, value)| {
        let identifier = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        identifier && (value.starts_with(['{', '[']) || alone && !value.is_empty())
    })
}

fn null(span: Span) -> Node {
    Node { span, kind: Kind::Null }
}
