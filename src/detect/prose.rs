//! Running text: identifiers beside their labels, then names, then what is said of whom; and where marks stand.

use std::ops::Range;
use std::sync::Arc;

use super::columns::{Column, Holds};
use super::context::Verdict;
use super::engine::Lookout;
use super::fold::{Folded, LineEnds, filled_in, labelled, led, unquoted, unwrap_into};
use super::hit::{Hit, Kind, combine_neighbours, merge_topics, resolve};
use super::layout::{self, Block, FieldLine};
use super::lexicon::Uses;
use super::names::Names;
use super::record::mentions_of;
use super::sensitive::Mention;
use super::table::{Cell, Key, Row, Shape, Table};
use super::words::{Shape as WordShape, Watch, Word, Words};
use super::{Finding, Session};
use crate::extract::{Location, Origin, Segment};

/// Lines at the head and the foot of a document or page where marks stand.
const HEAD_LINES: usize = 3;
const FOOT_LINES: usize = 2;
/// A longer line is no mark.
const MARK_LENGTH: usize = 200;

/// The last lines so far, in case the document ends with them: those in which a mark may stand.
#[derive(Debug, Default)]
pub(super) struct Foot {
    lines: Vec<Option<(String, Location)>>,
}

/// What running text holds.
pub(super) struct Seen {
    /// In order of place.
    pub(super) hits: Vec<Hit>,
    /// Where words stand that protective markings begin with.
    pub(super) marks: Vec<usize>,
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
        let mut marks = Vec::new();
        for block in layout::blocks(text, &|cell| engine.knows_head(cell)) {
            match block {
                Block::Prose(span) => self.prose(segment, text, span, &mut marks, sink),
                Block::Abreast(columns) => {
                    for lines in columns {
                        self.downwards(segment, text, &lines, &mut marks, sink);
                    }
                    marks.sort_unstable();
                }
                Block::Grid(rows) => {
                    for (_, cell) in rows.iter().flatten() {
                        let words = self.read(&text[cell.clone()], &mut ());
                        marks.extend(marking_words(&words).map(|at| cell.start + at));
                        self.desk.clear(words);
                    }
                    self.grid(segment, text, rows, sink);
                }
            }
        }
        self.markings(segment, text, &marks, sink);
    }

    /// The words of a text, known to the lexicon. Clear them from the desk when done.
    pub(super) fn read<'t>(&mut self, text: &'t str, watch: &mut impl Watch) -> Words<'t> {
        self.desk
            .read(text, &self.engine.dictionaries.lexicon, watch)
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
            let mut cells = row.iter().map(|(_, span)| &text[span.clone()]);
            // Cells that have labels of their own need no head.
            cells.clone().all(|cell| cell.contains(": "))
                || cells.any(|cell| self.engine.knows_head(cell))
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
        marks: &mut Vec<usize>,
        sink: &mut dyn FnMut(Finding),
    ) {
        let slice = &text[span.clone()];
        let ends = match segment.origin {
            Origin::Lines { .. } | Origin::Page { .. } => LineEnds::Wraps,
            Origin::Part { .. } => LineEnds::OfMail,
            _ => LineEnds::Ends,
        };
        let seen = self.look_at(slice, ends);
        marks.extend(seen.marks.into_iter().map(|at| span.start + at));
        let mut places = segment.places(text);
        for hit in seen.hits {
            let location = places.at(span.start + hit.start);
            self.emit(hit, slice, location, sink);
        }
    }

    /// Lines of a text that belong together and have others beside them.
    fn downwards(
        &mut self,
        segment: &Arc<Segment>,
        text: &str,
        lines: &[Range<usize>],
        marks: &mut Vec<usize>,
        sink: &mut dyn FnMut(Finding),
    ) {
        let mut together = String::new();
        // Where lines begin, together and in the text.
        let mut starts = Vec::with_capacity(lines.len());
        for line in lines {
            starts.push((together.len(), line.start));
            together.push_str(&text[line.clone()]);
            together.push('\n');
        }
        let in_text = |at: usize| {
            let line = starts.partition_point(|(start, _)| *start <= at) - 1;
            let (start, in_text) = starts[line];
            in_text + at - start
        };
        let seen = self.look_at(&together, LineEnds::Ends);
        marks.extend(seen.marks.into_iter().map(in_text));
        let mut places = segment.places(text);
        for hit in seen.hits {
            let location = places.at(in_text(hit.start));
            self.emit(hit, &together, location, sink);
        }
    }

    /// Everything that a piece of running text holds.
    pub(super) fn look_at(&mut self, text: &str, ends: LineEnds) -> Seen {
        let text = filled_in(labelled(unquoted(text)));
        let text = led(&text);
        let mut unwrapped = std::mem::take(&mut self.desk.unwrapped);
        unwrapped.clear();
        let wrapped = ends != LineEnds::Ends;
        if wrapped {
            unwrap_into(&text, ends, &mut unwrapped);
        }
        let folded = Folded::new(if wrapped { &unwrapped } else { &text });
        let mut lookout = self.engine.matcher.lookout();
        let words = self.read(folded.text(), &mut lookout);
        let mut hits = self.hits(&words, lookout);
        for hit in &mut hits {
            (hit.start, hit.end) = (folded.original(hit.start), folded.original(hit.end));
        }
        let marks = marking_words(&words)
            .map(|at| folded.original(at))
            .collect();
        self.desk.clear(words);
        drop(folded);
        self.desk.unwrapped = unwrapped;
        Seen { hits, marks }
    }

    fn hits(&mut self, words: &Words<'_>, lookout: Lookout<'_>) -> Vec<Hit> {
        let text = words.text();
        let fields = self.field_lines(words);
        let mut hits = self.values_in_text(words, lookout, &fields);
        self.addresses_in(words, &mut hits);
        self.accounts_in_lines(text, &fields, &mut hits);
        for (field, column) in &fields {
            self.field(text, field, column, &mut hits);
        }
        self.names_in_free_text(words, &mut hits);
        self.placed_by_names(text, &mut hits);
        resolve(&mut hits, self.options.min_confidence);
        combine_neighbours(&mut hits);
        let known = hits.len();
        self.topics_in_text(words, &fields, &mut hits);
        if hits.len() > known {
            merge_topics(&mut hits);
            resolve(&mut hits, self.options.min_confidence);
        }
        hits
    }

    /// What a person's date or number is without a label where it stands right behind the name: the birth between the name
    /// and a number or address of the same person (`Mrs J Sample, 19/04/1983, 999 000 0018`), or in the last century, which
    /// few documents of a share are as old as; a number whose check holds (`J Sample 9990000018`); and one of a form that
    /// few others have, between the name and the birth or another number of the person.
    fn placed_by_names(&self, text: &str, hits: &mut [Hit]) {
        /// Bytes between the date and the number: room for the number's label.
        const LABEL: usize = 24;
        const BETWEEN: f32 = 0.6;
        const BEHIND: f32 = 0.55;
        /// What the form of a number says at least that others hardly have.
        const FORM: f32 = 0.3;
        let Some(births) = self.engine.date_of_birth else {
            return;
        };
        let births = &self.engine.matcher.rules[births].meta.id;
        let is_date = |hit: &Hit| hit.rule.id == *births;
        let checked = |hit: &Hit| hit.evidence.iter().any(|id| id == "check-digit");
        let is_unsure = |hit: &Hit| {
            let other = hit.evidence.iter().any(|id| id == "label:other");
            let identifies = matches!(
                hit.kind,
                Kind::Value {
                    identifies: true,
                    ..
                }
            );
            let own = identifies && (hit.confidence >= FORM || checked(hit));
            hit.confidence < BETWEEN && !other && (is_date(hit) || own)
        };
        if !hits.iter().any(is_unsure) {
            return;
        }
        let sure = |hit: &&Hit| hit.confidence >= 0.5;
        let is_name = |hit: &Hit| hit.kind == Kind::Name;
        let mut names: Vec<usize> = hits
            .iter()
            .filter(|hit| sure(hit) && is_name(hit))
            .map(|hit| hit.end)
            .collect();
        let mut others: Vec<(usize, bool)> = hits
            .iter()
            .filter(|hit| sure(hit) && !is_name(hit))
            .filter(|hit| hit.is_somebody() || hit.kind == Kind::Address)
            .map(|hit| (hit.start, is_date(hit)))
            .collect();
        names.sort_unstable();
        others.sort_unstable();
        for hit in hits.iter_mut().filter(|hit| is_unsure(hit)) {
            let name = names[..names.partition_point(|end| *end <= hit.start)].last();
            let Some(before) = name.map(|name| &text[*name..hit.start]) else {
                continue;
            };
            let parted = |c: char| !c.is_alphanumeric() && c != '\n';
            if before.len() > LABEL || !before.chars().all(parted) {
                continue;
            }
            let other = others.get(others.partition_point(|(start, _)| *start < hit.end));
            let between = other
                // One of two dates may be of anything.
                .filter(|(_, other_is_date)| !(is_date(hit) && *other_is_date))
                .map(|(other, _)| &text[hit.end..*other])
                .is_some_and(|behind| {
                    behind.len() <= LABEL
                        && !behind.contains(['\n', ';'])
                        && !behind.bytes().any(|byte| byte.is_ascii_digit())
                });
            let (confidence, evidence) = if between {
                (BETWEEN, "between")
            } else if is_date(hit) && hit.normalised.starts_with("19") || checked(hit) {
                (BEHIND, "behind-name")
            } else {
                continue;
            };
            if confidence > hit.confidence {
                hit.confidence = confidence;
                hit.evidence.push(evidence.into());
            }
        }
    }

    /// The lines that name their value by something known, in order.
    fn field_lines(&mut self, words: &Words<'_>) -> Vec<(FieldLine, Arc<Column>)> {
        let text = words.text();
        let mut fields = Vec::new();
        for line in layout::naming_lines(words) {
            if let Some(field) = layout::field_line(text, line) {
                let column = self.column(&text[field.name.clone()]);
                fields.push((field, column));
            }
        }
        fields
    }

    /// The column that a head makes; the same head is read once a document.
    pub(super) fn column(&mut self, head: &str) -> Arc<Column> {
        /// Heads that are kept.
        const MOST: usize = 1000;
        if let Some(column) = self.columns.get(head) {
            return Arc::clone(column);
        }
        let column = Arc::new(self.engine.column(head));
        if self.columns.len() < MOST {
            self.columns.insert(head.into(), Arc::clone(&column));
        }
        column
    }

    fn values_in_text(
        &self,
        words: &Words<'_>,
        lookout: Lookout<'_>,
        fields: &[(FieldLine, Arc<Column>)],
    ) -> Vec<Hit> {
        let engine = self.engine;
        let mut candidates = Vec::new();
        engine
            .matcher
            .candidates(words.text(), lookout, self.options.today, &mut candidates);
        let mut hits = Vec::with_capacity(candidates.len());
        for same_rule in candidates.chunk_by(|a, b| a.rule == b.rule) {
            let (mut before, mut others) = (None, false);
            for (at, candidate) in same_rule.iter().enumerate() {
                let span = (candidate.start, candidate.end);
                let behind = same_rule.get(at + 1).map(|next| next.start);
                let verdict = match headed(fields, candidate.rule, span) {
                    Verdict::Nothing => engine.context.beside(
                        candidate.rule,
                        &engine.matcher,
                        words,
                        span,
                        (before, behind),
                    ),
                    head => head,
                };
                // The next of a list: `Lots AB10 1ZZ, AB10 2ZZ and AB10 3ZZ`.
                let listed =
                    others && before.is_some_and(|end| is_listed(words.text(), end, span.0));
                let verdict = match verdict {
                    Verdict::Nothing if listed => Verdict::LabelNot,
                    verdict => verdict,
                };
                others = verdict == Verdict::LabelNot;
                before = Some(candidate.end);
                hits.push(self.value(candidate.clone(), verdict));
            }
        }
        hits
    }

    /// A sort code and an account number that lines near each other announce make one account, located at the first.
    fn accounts_in_lines(
        &self,
        text: &str,
        fields: &[(FieldLine, Arc<Column>)],
        hits: &mut Vec<Hit>,
    ) {
        /// Lines from one to the other, and bytes: the bank and the holder's name may stand between.
        const NEAR: usize = 4;
        const REACH: usize = 200;
        let mut from = 0;
        while let Some(at) = (from..fields.len()).find(|at| is_half(&fields[*at].1)) {
            from = at + 1;
            let (first, column) = &fields[at];
            let near = fields.iter().enumerate().skip(at + 1).take(NEAR);
            let other = near
                .filter(|(_, (field, _))| field.value.start <= first.value.end + REACH)
                .find(|(_, (_, other))| is_half(other))
                // Of two accounts the second is nearer, `Council tax account`.
                .filter(|(_, (_, other))| other.holds != column.holds);
            let Some((other, (second, _))) = other else {
                continue;
            };
            let (mut sort, mut account) = (first, second);
            if column.holds == Holds::AccountNumber {
                (sort, account) = (account, sort);
            }
            let halves = [sort, account].map(|field| &text[field.value.clone()]);
            let Some(hit) = self.bank_account(halves, first.value.clone(), "label:") else {
                continue;
            };
            let within = |hit: &Hit| {
                let inside =
                    |field: &FieldLine| hit.start < field.value.end && field.value.start < hit.end;
                hit.kind != Kind::Topic && (inside(first) || inside(second))
            };
            // The halves are no other numbers.
            hits.retain(|hit| !within(hit));
            hits.push(hit);
            from = other + 1;
        }
    }

    /// A name or address that the line itself announces.
    fn field(&self, text: &str, field: &FieldLine, column: &Column, hits: &mut Vec<Hit>) {
        let value = &text[field.value.clone()];
        let name = match column.holds {
            Holds::Name(part) => self.engine.dictionaries.names.in_cell(value, part),
            Holds::Role => self.engine.dictionaries.names.in_role_cell(value, true),
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
                    hit.evidence.push("label:postal-address".into());
                }
            }
        }
    }

    fn topics_in_text(
        &mut self,
        words: &Words<'_>,
        fields: &[(FieldLine, Arc<Column>)],
        hits: &mut Vec<Hit>,
    ) {
        let mut mentions = mentions_of(hits);
        let mut spoken_of = Vec::new();
        Names::spoken_of(words, &mut spoken_of);
        mentions.extend(spoken_of.into_iter().map(|range| Mention {
            start: range.start,
            end: range.end,
        }));
        mentions.sort_by_key(|mention| mention.start);
        let mut found = Vec::new();
        let engine = self.engine;
        engine
            .dictionaries
            .sensitive
            .in_text(words, &mentions, &mut self.document, &mut found);
        let text = words.text();
        hits.extend(found.drain(..).filter_map(|hit| self.topic(text, hit)));
        for (field, column) in fields {
            let value = &text[field.value.clone()];
            let sensitive = &engine.dictionaries.sensitive;
            if matches!(column.holds, Holds::Name(_)) || !sensitive.asks(&column.sensitive, value) {
                continue;
            }
            sensitive.in_cell(
                &column.sensitive,
                &engine.words(value),
                &[],
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

    /// Protective markings: at head and foot of the document or its pages they count for more. `marks` are the places of
    /// words that a mark begins with, in order.
    fn markings(
        &mut self,
        segment: &Arc<Segment>,
        text: &str,
        marks: &[usize],
        sink: &mut dyn FnMut(Finding),
    ) {
        let everywhere = matches!(&segment.origin, Origin::Part { part, .. } if matches!(part.as_ref(), "header" | "footer"));
        let by_page = matches!(segment.origin, Origin::Page { .. } | Origin::Slide { .. });
        let head = if by_page {
            HEAD_LINES
        } else {
            HEAD_LINES.saturating_sub(self.lines_seen)
        };
        let head_end = lines(text).take(head).last().map_or(0, |line| line.end);
        let foot_start = if by_page {
            last_lines(text, FOOT_LINES).map_or(text.len(), |line| line.start)
        } else {
            text.len()
        };
        let mut done = 0;
        for at in marks.iter().copied() {
            if at < done {
                continue;
            }
            let line = line_around(text, at);
            done = line.end;
            let edge = everywhere || line.start < head_end || line.start >= foot_start;
            self.mark(segment, text, line, edge, sink);
        }
        self.lines_seen += lines(text).take(HEAD_LINES + 1).count();
        if !by_page && !everywhere {
            self.remember_foot(segment, text, marks);
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
            self.engine
                .dictionaries
                .markings
                .in_text(line, edge, &mut found);
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
                evidence: mark.evidence.clone(),
                kind: Kind::Topic,
            })
            .collect()
    }

    /// Keeps the last lines in case nothing comes after them; those that bear a mark anyway have been reported.
    fn remember_foot(&mut self, segment: &Arc<Segment>, text: &str, marks: &[usize]) {
        let mut end = text.len();
        let mut last = Vec::new();
        while let Some(line) = last_lines(&text[..end], 1).filter(|_| last.len() < FOOT_LINES) {
            end = line.start;
            last.push(line);
        }
        for line in last.into_iter().rev() {
            let words = &text[line.clone()];
            let marked = marks.iter().rev().take_while(|at| **at >= line.start);
            let maybe = self.lines_seen > HEAD_LINES
                && words.len() <= MARK_LENGTH
                && marked.clone().any(|at| *at < line.end)
                && self.marks_in(words, false).is_empty();
            self.foot.lines.push(
                maybe.then(|| (words.to_owned(), segment.location_in_text(text, line.start))),
            );
        }
        let surplus = self.foot.lines.len().saturating_sub(FOOT_LINES);
        self.foot.lines.drain(..surplus);
    }

    /// The document has ended: its last lines are its foot.
    pub(super) fn marks_at_foot(&mut self, sink: &mut dyn FnMut(Finding)) {
        for (line, location) in std::mem::take(&mut self.foot.lines).into_iter().flatten() {
            for hit in self.marks_in(&line, true) {
                self.emit(hit, &line, location.clone(), sink);
            }
        }
    }
}

/// Where words of protective markings stand: first ones in capitals or behind a label, or the longest of a long mark.
fn marking_words(words: &Words<'_>) -> impl Iterator<Item = usize> {
    let labelled = |at: usize| {
        let before = &words.text().as_bytes()[..at];
        let last = before
            .iter()
            .rposition(|byte| *byte != b' ' && *byte != b'[');
        last.is_some_and(|last| matches!(before[last], b':' | b'-' | b'=' | b'\t' | 0x80..))
    };
    let known = words.iter().filter(move |word| {
        word.uses.is(Uses::LONG_MARKING)
            || (word.uses.is(Uses::MARKING)
                && (matches!(word.shape, WordShape::Upper | WordShape::Initial)
                    || labelled(word.start())))
    });
    known.map(Word::start)
}

/// One of the two numbers of an account.
fn is_half(column: &Column) -> bool {
    matches!(column.holds, Holds::SortCode | Holds::AccountNumber)
}

/// Nothing but what joins the values of a list stands between two.
fn is_listed(text: &str, from: usize, to: usize) -> bool {
    let between = text.get(from..to).map(str::trim);
    between.is_some_and(|gap| matches!(gap, "," | ";" | "/" | "&" | "and" | ", and" | "or" | "to"))
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
    text.split_inclusive(LINE_ENDS).filter_map(move |raw| {
        let start = at + raw.len() - raw.trim_start().len();
        at += raw.len();
        let trimmed = raw.trim();
        (!trimmed.is_empty()).then_some(start..start + trimmed.len())
    })
}

const LINE_ENDS: [char; 2] = ['\n', '\u{b}'];

/// The line that holds a byte, without the blanks around it.
fn line_around(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind(LINE_ENDS).map_or(0, |end| end + 1);
    let end = text[at..]
        .find(LINE_ENDS)
        .map_or(text.len(), |end| at + end);
    let line = &text[start..end];
    let start = start + line.len() - line.trim_start().len();
    start..start + line.trim().len()
}

/// The first of the last lines of a text that hold something.
fn last_lines(text: &str, count: usize) -> Option<Range<usize>> {
    let mut line = None;
    let mut rest = text;
    for _ in 0..count {
        rest = rest.trim_end();
        if rest.is_empty() {
            break;
        }
        let last = line_around(rest, rest.len() - 1 - trailing(rest));
        rest = &rest[..last.start];
        line = Some(last);
    }
    line
}

/// Bytes of the last character beyond its first.
fn trailing(text: &str) -> usize {
    text.chars()
        .next_back()
        .map_or(0, |last| last.len_utf8() - 1)
}

#[cfg(test)]
mod tests {
    use crate::detect::rule::Book;
    use crate::detect::{Engine, Options};
    use crate::extract::{Body, Origin, Segment};

    /// Rules and texts of what a text holds.
    fn found(text: &str) -> Vec<(String, String)> {
        let engine = Engine::new(&Book::builtin());
        let options = Options::new(0.5, jiff::civil::date(2026, 1, 1));
        let mut session = engine.session(&options);
        let mut findings = Vec::new();
        let segment = Segment {
            origin: Origin::Lines { first: 1 },
            body: Body::Text(text.to_owned()),
            hidden: false,
        };
        session.segment(segment, &mut |finding| findings.push(finding));
        session.finish(&mut |finding| findings.push(finding));
        findings
            .into_iter()
            .map(|finding| (finding.rule.id.clone(), finding.text.reveal().to_owned()))
            .collect()
    }

    fn births(text: &str) -> Vec<String> {
        let found = found(text).into_iter();
        let births = found.filter(|(rule, _)| rule == "date-of-birth");
        births.map(|(_, text)| text).collect()
    }

    #[test]
    fn a_date_behind_a_name_is_a_birth_before_a_number_of_the_person_or_in_the_last_century() {
        for text in [
            "Mrs J Entwistle, 19/04/1983, 999 000 0018",
            "Trevor Hollins (03/10/2006) NHS no. 999 000 0018",
            "Mr W Price // 20/09/2004 // 999 000 0018 // ok to text 07700 900123",
            "Mrs J Entwistle, 19/04/1983",
            "Trevor Hollins (3 October 1966) was here",
        ] {
            assert_eq!(births(text).len(), 1, "{text}");
        }
        for text in [
            "Mrs J Entwistle came on 19/04/1983, 999 000 0018",
            "Mrs J Entwistle, 19/04/2013",
            "Order 12, 19/04/1983, 999 000 0018",
            "Mrs J Entwistle, seen: 19/04/1983, 999 000 0018",
        ] {
            assert!(births(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_number_of_a_form_of_its_own_is_the_persons_between_the_name_and_the_birth() {
        let prisoners = |text: &str| {
            let found = found(text).into_iter();
            found.filter(|(rule, _)| rule == "uk-prison-number").count()
        };
        for text in [
            "- Trevor HOLLINS U8124RH - born 3 October 1966",
            "Trevor Hollins (U8124RH), DOB 03/10/1966",
        ] {
            assert_eq!(prisoners(text), 1, "{text}");
        }
        for text in [
            "Trevor Hollins U8124RH, spare part",
            "Part U8124RH, born 3 October 1966",
            "Trevor Hollins U8124RH\nborn 3 October 1966",
        ] {
            assert_eq!(prisoners(text), 0, "{text}");
        }
    }

    #[test]
    fn a_label_of_things_counts_for_all_that_it_lists_and_no_further() {
        let numbers = |text: &str| found(text).len();
        for (text, wanted) in [
            ("Locker key no. JG103759A", 0),
            ("prodcd=JG103759A", 0),
            ("Lots JG103759A, JG103760B and JG103761C", 0),
            ("She sent the form. JG103759A is hers", 1),
            ("Form for JG103759A", 1),
        ] {
            assert_eq!(numbers(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_label_that_has_its_number_says_nothing_of_the_next() {
        let phones = |text: &str| {
            let found = found(text);
            found.iter().any(|(rule, _)| rule == "phone-number")
        };
        assert!(phones(
            "NHS no 999 000 0018, family: Ada Fell (daughter) 01632 960123"
        ));
        assert!(!phones("NHS no 01632960123"));
    }

    #[test]
    fn what_was_filled_in_and_what_is_named_below_is_found() {
        assert_eq!(
            births("Name ____Ada Fell____ Date of birth __04/05/1985__").len(),
            1
        );
        assert_eq!(births("04/05/2012\n(Date of birth)\n").len(), 1);
        assert!(births("04/05/2012\n(Date received)\n").is_empty());
    }

    #[test]
    fn a_postcode_in_an_address_is_one_whatever_label_is_near() {
        let found = found("vehicle of A Price, 3 Elm Road, Netherby, LS8 1AA, driver");
        assert!(
            found.iter().any(|(rule, _)| rule == "uk-postcode"),
            "{found:?}"
        );
    }

    #[test]
    fn addresses_side_by_side_are_found_each() {
        let text = "Mr J Hollins          Ms A Price\n\
                    12 Mill Lane          3 Elm Road\n\
                    Overby                Netherby\n\
                    LS11 1LH              LS8 1AA\n";
        let found = found(text);
        for value in [
            "12 Mill Lane\nOverby\nLS11 1LH",
            "3 Elm Road\nNetherby\nLS8 1AA",
            "A Price",
        ] {
            assert!(
                found.iter().any(|(_, text)| text == value),
                "{value}: {found:?}"
            );
        }
    }

    #[test]
    fn a_form_keeps_its_columns_below_a_line_of_other_cells() {
        let form = "DETAINEE 1   Custody no 00871   Cell M3\n  Name                  Florin Dumitru\n  \
                    Arrested for          going equipped to steal\n  Religious needs       Romanian Orthodox\n";
        let found = found(form);
        for wanted in [
            ("person-name", "Florin Dumitru"),
            ("criminal-offence", "going equipped to steal"),
            ("religious-belief", "Romanian Orthodox"),
        ] {
            let wanted = (wanted.0.to_owned(), wanted.1.to_owned());
            assert!(found.contains(&wanted), "{found:?}");
        }
    }

    #[test]
    fn the_value_of_a_label_is_what_stands_behind_it_wherever_that_begins() {
        let form = "INCIDENT NO.  DW2409-04        LOG DATE  27/02/24\nVICTIM NAME.  Kofi Agyemang\n\
                    PARENT.  Adjoa Agyemang\nADDR.  3 Weavers Yard, Crofton Moor\nPOSTCODE.  WF4 1PX\n";
        let address = "3 Weavers Yard, Crofton Moor, WF4 1PX";
        let wanted = ("postal-address".to_owned(), address.to_owned());
        assert!(found(form).contains(&wanted), "{:?}", found(form));
    }

    #[test]
    fn a_mark_over_addresses_side_by_side_is_seen() {
        let text = "Mr J Hollins          RESTRICTED\n\
                    12 Mill Lane          3 Elm Road\n\
                    LS11 1LH              LS8 1AA\n";
        let found = found(text);
        let marks = found
            .iter()
            .filter(|(rule, _)| rule == "protective-marking");
        assert_eq!(marks.count(), 1, "{found:?}");
    }

    #[test]
    fn a_label_behind_a_value_that_leads_another_number_is_that_numbers() {
        let found = found("Trevor Hollins, 999 000 0018, ok to text 07700 900123");
        for rule in ["uk-nhs-number", "phone-number"] {
            assert!(
                found.iter().any(|(found, _)| found == rule),
                "{rule}: {found:?}"
            );
        }
    }
}
