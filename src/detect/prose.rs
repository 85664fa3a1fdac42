//! Running text: identifiers beside their labels, then names, then what is said of whom; and where marks stand.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::columns::{Column, Holds};
use super::context::Verdict;
use super::fold::{Folded, unwrapped};
use super::hit::{Hit, Kind, merge_topics, resolve};
use super::layout::{self, Block, FieldLine};
use super::record::mentions_of;
use super::sensitive::Mention;
use super::table::{Cell, Key, Row, Shape, Table};
use super::{Finding, Session};
use crate::extract::{Location, Origin, Segment};

/// Lines at the head and the foot of a document or page where marks stand.
const HEAD_LINES: usize = 3;
const FOOT_LINES: usize = 2;
/// A longer line is no mark.
const MARK_LENGTH: usize = 200;

/// The last lines so far, in case the document ends with them.
#[derive(Debug, Default)]
pub(super) struct Foot {
    lines: Vec<(String, Location)>,
}

impl Session<'_> {
    /// Looks at a text segment: its tables, and its prose in between.
    pub(super) fn text(
        &mut self,
        segment: &Arc<Segment>,
        text: &str,
        sink: &mut dyn FnMut(Finding),
    ) {
        let engine = self.engine;
        for block in layout::blocks(text, &|cell| engine.knows_head(cell)) {
            match block {
                Block::Prose(span) => self.prose(segment, text, span, sink),
                Block::Grid(rows) => self.grid(segment, text, rows, sink),
            }
        }
        self.markings(segment, text, sink);
    }

    /// A table laid out in text; without a head of its own it goes on from the one before.
    fn grid(
        &mut self,
        segment: &Arc<Segment>,
        text: &str,
        rows: Vec<Vec<(u32, Range<usize>)>>,
        sink: &mut dyn FnMut(Finding),
    ) {
        let headed = rows.first().is_some_and(|row| {
            row.iter()
                .any(|(_, span)| self.engine.knows_head(&text[span.clone()]))
        });
        let width = rows.first().map(Vec::len);
        let mut table = match self.columns_of_text.take() {
            Some(shape) if !headed && shape.width() == width => Table::continued(Key::Text, shape),
            _ => Table::new(Key::Text),
        };
        for row in rows {
            let cells = row
                .into_iter()
                .map(|(column, span)| Cell {
                    column,
                    text: text[span.clone()].to_owned(),
                    offset: span.start,
                })
                .collect();
            let row = Row {
                segment: Arc::clone(segment),
                cells,
            };
            for ready in table.push(row, self.engine, &self.options) {
                self.record(&ready, sink);
            }
        }
        for ready in table.settle(self.engine, &self.options) {
            self.record(&ready, sink);
        }
        self.columns_of_text = table
            .into_shape()
            .filter(|shape: &Shape| shape.width().is_some());
    }

    fn prose(
        &mut self,
        segment: &Arc<Segment>,
        text: &str,
        span: Range<usize>,
        sink: &mut dyn FnMut(Finding),
    ) {
        let slice = &text[span.clone()];
        if slice.trim().is_empty() {
            return;
        }
        let wrapped = matches!(segment.origin, Origin::Lines { .. } | Origin::Page { .. });
        let hits = self.look_at(slice, wrapped);
        for hit in hits {
            let location = segment.location_in_text(text, span.start + hit.start);
            self.emit(hit, slice, location, sink);
        }
    }

    /// Everything that a piece of running text holds, in order of place.
    pub(super) fn look_at(&mut self, text: &str, wrapped: bool) -> Vec<Hit> {
        let text = if wrapped {
            unwrapped(text)
        } else {
            Cow::Borrowed(text)
        };
        let text = text.as_ref();
        let fields: Vec<(FieldLine, Arc<Column>)> = layout::field_lines(text, 0..text.len())
            .into_iter()
            .map(|field| {
                let column = self.engine.column(&text[field.name.clone()]);
                (field, Arc::new(column))
            })
            .collect();
        let mut hits = self.values_in_text(text, &fields);
        self.addresses_in(text, &mut hits);
        for (field, column) in &fields {
            self.field(text, field, column, &mut hits);
        }
        self.names_in_free_text(text, &mut hits);
        resolve(&mut hits, self.options.min_confidence);
        self.topics_in_text(text, &fields, &mut hits);
        merge_topics(&mut hits);
        resolve(&mut hits, self.options.min_confidence);
        hits
    }

    fn values_in_text(&self, text: &str, fields: &[(FieldLine, Arc<Column>)]) -> Vec<Hit> {
        let engine = self.engine;
        let mut candidates = Vec::new();
        engine
            .matcher
            .candidates(&Folded::new(text), self.options.today, &mut candidates);
        let mut hits = Vec::with_capacity(candidates.len());
        for same_rule in candidates.chunk_by(|a, b| a.rule == b.rule) {
            let mut before: Option<(usize, usize)> = None;
            for candidate in same_rule {
                let span = (candidate.start, candidate.end);
                let verdict = match headed(fields, candidate.rule, span) {
                    Verdict::Nothing => engine.context.beside(
                        candidate.rule,
                        &engine.matcher,
                        text,
                        span,
                        before.as_slice(),
                    ),
                    head => head,
                };
                before = Some(span);
                hits.push(self.value(candidate, verdict));
            }
        }
        hits
    }

    /// A name or address that the line itself announces.
    fn field(&self, text: &str, field: &FieldLine, column: &Column, hits: &mut Vec<Hit>) {
        let value = &text[field.value.clone()];
        let name = match column.holds {
            Holds::Name(part) => self.engine.names.in_cell(value, part),
            Holds::Role => self.engine.names.in_plain_cell(value),
            _ => None,
        };
        if let Some(mut name) = name {
            name.start += field.value.start;
            name.end += field.value.start;
            hits.push(self.name(name, "label:person-name"));
        }
        let Some(rule) = self.engine.postal_address else {
            return;
        };
        if column.holds == Holds::Address {
            for hit in hits.iter_mut().filter(|hit| hit.kind == Kind::Address) {
                if hit.start >= field.value.start && hit.start < field.value.end {
                    hit.confidence = hit.confidence.max(self.engine.matcher.rules[rule].labelled);
                    hit.evidence.push("label:postal-address".to_owned());
                }
            }
        }
    }

    fn topics_in_text(
        &mut self,
        text: &str,
        fields: &[(FieldLine, Arc<Column>)],
        hits: &mut Vec<Hit>,
    ) {
        let mut mentions = mentions_of(hits);
        let mut spoken_of = Vec::new();
        self.engine.names.spoken_of(text, &mut spoken_of);
        mentions.extend(spoken_of.into_iter().map(|range| Mention {
            start: range.start,
            end: range.end,
        }));
        mentions.sort_by_key(|mention| mention.start);
        let mut found = Vec::new();
        let sensitive = &self.engine.sensitive;
        sensitive.in_text(text, &mentions, &mut self.document, &mut found);
        hits.extend(found.drain(..).filter_map(|hit| self.topic(text, hit)));
        for (field, column) in fields {
            if matches!(column.holds, Holds::Name(_)) {
                continue;
            }
            let value = &text[field.value.clone()];
            sensitive.in_cell(
                &column.head,
                value,
                !mentions.is_empty(),
                &mut self.document,
                &mut found,
            );
            for hit in found.drain(..) {
                hits.extend(self.topic(value, hit).map(|mut hit| {
                    hit.start += field.value.start;
                    hit.end += field.value.start;
                    hit
                }));
            }
        }
    }

    /// Protective markings: at head and foot of the document or its pages they count for more.
    fn markings(&mut self, segment: &Arc<Segment>, text: &str, sink: &mut dyn FnMut(Finding)) {
        let lines: Vec<Range<usize>> = lines(text).collect();
        let everywhere = matches!(&segment.origin, Origin::Part { part, .. } if matches!(part.as_ref(), "header" | "footer"));
        let by_page = matches!(segment.origin, Origin::Page { .. } | Origin::Slide { .. });
        let head = if by_page {
            HEAD_LINES
        } else {
            HEAD_LINES.saturating_sub(self.lines_seen)
        };
        for (at, line) in lines.iter().enumerate() {
            let foot = by_page && at + FOOT_LINES >= lines.len();
            let edge = everywhere || at < head || foot;
            self.mark(segment, text, line.clone(), edge, sink);
        }
        self.lines_seen = self.lines_seen.saturating_add(lines.len());
        if !by_page && !everywhere {
            self.remember_foot(segment, text, &lines);
        }
    }

    fn mark(
        &mut self,
        segment: &Arc<Segment>,
        text: &str,
        line: Range<usize>,
        edge: bool,
        sink: &mut dyn FnMut(Finding),
    ) {
        for mut hit in self.marks_in(&text[line.clone()], edge) {
            let location = segment.location_in_text(text, line.start + hit.start);
            hit.start += line.start;
            hit.end += line.start;
            self.emit(hit, text, location, sink);
        }
    }

    /// The marks in one line.
    pub(super) fn marks_in(&self, line: &str, edge: bool) -> Vec<Hit> {
        let Some(rule) = self.engine.metas.get("protective-marking") else {
            return Vec::new();
        };
        let mut found = Vec::new();
        if line.len() <= MARK_LENGTH {
            self.engine.markings.in_text(line, edge, &mut found);
        }
        let marks = found
            .into_iter()
            .filter(|mark| mark.confidence >= self.options.min_confidence);
        marks
            .map(|mark| Hit {
                rule: Arc::clone(rule),
                start: mark.start,
                end: mark.end,
                text: None,
                normalised: mark.canonical.clone(),
                confidence: mark.confidence,
                evidence: mark.evidence.iter().map(|id| (*id).clone()).collect(),
                kind: Kind::Topic,
            })
            .collect()
    }

    /// Keeps the last lines in case nothing comes after them; those that bear a mark anyway have been reported.
    fn remember_foot(&mut self, segment: &Arc<Segment>, text: &str, lines: &[Range<usize>]) {
        let last = lines.iter().rev().take(FOOT_LINES).rev();
        for line in last {
            let words = &text[line.clone()];
            if words.len() <= MARK_LENGTH
                && self.marks_in(words, false).is_empty()
                && self.lines_seen > HEAD_LINES
            {
                self.foot
                    .lines
                    .push((words.to_owned(), segment.location_in_text(text, line.start)));
            }
        }
        let surplus = self.foot.lines.len().saturating_sub(FOOT_LINES);
        self.foot.lines.drain(..surplus);
    }

    /// The document has ended: its last lines are its foot.
    pub(super) fn marks_at_foot(&mut self, sink: &mut dyn FnMut(Finding)) {
        for (line, location) in std::mem::take(&mut self.foot.lines) {
            for hit in self.marks_in(&line, true) {
                self.emit(hit, &line, location.clone(), sink);
            }
        }
    }
}

/// What the line that holds a span says of it, as a field.
fn headed(fields: &[(FieldLine, Arc<Column>)], rule: usize, span: (usize, usize)) -> Verdict {
    let at = fields.partition_point(|(field, _)| field.value.end < span.1);
    let Some((field, column)) = fields
        .get(at)
        .filter(|(field, _)| field.value.start <= span.0)
    else {
        return Verdict::Nothing;
    };
    let leads = span.0 <= field.value.start + 2;
    match column.verdicts[rule] {
        Verdict::Head if leads => Verdict::Head,
        // A line may go on to speak of other things.
        verdict if (span.1 - span.0) * 2 >= field.value.len() => verdict,
        _ => Verdict::Nothing,
    }
}

/// The lines of a text that hold something, without the blanks around them.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    text.split_inclusive(['\n', '\u{b}'])
        .filter_map(move |raw| {
            let start = at + raw.len() - raw.trim_start().len();
            at += raw.len();
            let trimmed = raw.trim();
            (!trimmed.is_empty()).then_some(start..start + trimmed.len())
        })
}
