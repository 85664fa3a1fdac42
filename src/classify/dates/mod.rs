//! The dates a document offers, each with what it rests on: fields and columns that name an event, the head of a letter,
//! properties, the last day in the text, the youngest person. Which of them starts a period is for the retention schedule.
//!
//! Days are looked for first, words only beside them: text without dates costs a search, see [`find`].

mod find;
mod meaning;
mod period;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use self::find::Found;
use self::meaning::Meaning;
use self::table::{Columns, Laid};
use crate::extract::{Body, Cell, Field, Origin, Segment};

/// The dates of a document by what they rest on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dates {
    /// Events that labels, column heads and sentences date, by their ids in `rules/dates.toml`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub events: BTreeMap<String, Event>,
    /// The date of a letter, of minutes, of a message.
    pub head: Option<Date>,
    /// Made, by its own properties.
    pub created: Option<Date>,
    /// Last saved, by its own properties.
    pub saved: Option<Date>,
    /// Year of birth of the youngest person whose date of birth was found.
    pub youngest: Option<i16>,
    /// The last day on which it records anything, or of the period that its head names: no beginning of something that may last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<Date>,
    /// A folder or its name says that what it is about has ended, beside a year.
    #[serde(skip_serializing_if = "is_false")]
    pub ended_in_name: bool,
}

impl Dates {
    /// The document says that its case is closed: on its own day, if it names no other.
    pub(super) fn close(&mut self) {
        let told = ["closure", "end"]
            .iter()
            .any(|id| self.events.contains_key(*id));
        if let (Some(day), false) = (self.head, told) {
            let event = Event {
                first: day,
                last: day,
                count: 1,
                rows: false,
                open: 0,
            };
            self.events.insert("closure".to_owned(), event);
        }
    }
}

/// The event of rows whose date is of nothing that we know of but of the row.
pub const ROW: &str = "row";

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(value: &bool) -> bool {
    !value
}

/// The days on which a document says that something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub first: Date,
    pub last: Date,
    /// How often; in a table, how many rows.
    pub count: u32,
    /// The days stand in rows, one for each case.
    pub rows: bool,
    /// Rows whose cell is empty: there it has not happened.
    pub open: u32,
}

/// Filled lines that belong to the head of a document.
const HEAD_LINES: usize = 15;
/// Before a date no label begins farther off, in bytes.
const REACH: usize = 120;
/// A longer text is no cell of a form.
const SHORT_CELL: usize = 60;

/// Days of a document's texts whose words are looked at: a log has a date a line and says nothing of it.
const MOST: u32 = 4096;
/// Days that are kept: candidates for the last, and births to tell from them.
const LATEST: usize = 32;
const BIRTHS: usize = 1024;

/// The latest few days of many.
#[derive(Debug, Default)]
struct Latest(BTreeSet<Date>);

impl Latest {
    fn insert(&mut self, day: Date, most: usize) {
        if self.0.len() >= most && self.0.first().is_some_and(|first| day < *first) {
            return;
        }
        if self.0.insert(day) && self.0.len() > most {
            self.0.pop_first();
        }
    }
}

/// Gathers the dates of one document.
#[derive(Debug, Default)]
pub(super) struct Reader {
    dates: Dates,
    /// The latest days in the text that something can have happened on, and on which somebody was born.
    latest: Latest,
    births: Latest,
    /// The latest days of entries, and the end of the last period that the head names.
    entries: Latest,
    period: Option<Date>,
    /// Nothing in it has happened later: when the file was written, or today.
    bound: Option<Date>,
    /// Filled lines so far.
    lines: usize,
    columns: Columns,
    laid: Laid,
    /// Records of a data file so far.
    records: u32,
    room: Vec<Found>,
    /// Days in texts so far.
    looked_at: u32,
}

impl Reader {
    /// Reads a document in which nothing has happened after a day.
    pub(super) fn new(bound: Date) -> Self {
        Self {
            bound: Some(bound),
            ..Self::default()
        }
    }

    /// Looks at the next segment.
    pub(super) fn segment(&mut self, segment: &Segment) {
        match &segment.body {
            Body::Row(cells) => self.row(&segment.origin, cells),
            Body::Text(text) => self.text(text, may_have_head(&segment.origin)),
            Body::Record(fields) => self.fields(&segment.origin, fields),
        }
    }

    /// What was found, and the last day of the text.
    pub(super) fn finish(mut self) -> (Dates, Option<Date>) {
        self.end_columns();
        if self.records > 1 {
            for event in self.dates.events.values_mut().filter(|event| event.rows) {
                event.open = event.open.max(self.records.saturating_sub(event.count));
            }
        }
        // What no words beside it told to be a birth may yet have been found to be one.
        let births = self.births.0;
        let head = self.dates.head;
        self.dates.head = head.filter(|head| !births.contains(head));
        let last = |days: Latest| days.0.into_iter().rev().find(|day| !births.contains(day));
        self.dates.recorded = last(self.entries).max(self.period);
        (self.dates, last(self.latest))
    }

    /// Notes a day of birth, of which only the youngest person's year is kept.
    pub(super) fn birth(&mut self, day: Date) {
        self.births.insert(day, BIRTHS);
        self.dates.youngest = self.dates.youngest.max(Some(day.year()));
    }

    /// The year of the last day on which anything can have happened.
    pub(super) fn year(&self) -> i16 {
        self.bound.map_or(2099, Date::year)
    }

    /// Takes a day with what is said of it.
    fn take(&mut self, day: Date, meaning: Meaning, in_row: bool) {
        match meaning {
            Meaning::Birth | Meaning::NoEvent => return,
            Meaning::Events(events) => {
                for id in events.ids() {
                    self.event(id, day, in_row);
                }
            }
            Meaning::Head | Meaning::Dated if in_row && self.happened(day).is_some() => {
                self.event(ROW, day, true);
            }
            Meaning::Head if self.dates.head.is_none() && !in_row => {
                self.dates.head = self.happened(day);
            }
            Meaning::Head | Meaning::Dated | Meaning::Start | Meaning::Nothing => {}
        }
        if let Some(day) = self.happened(day) {
            self.latest.insert(day, LATEST);
            if meaning != Meaning::Start {
                self.entries.insert(day, LATEST);
            }
        }
    }

    fn event(&mut self, id: &str, day: Date, in_row: bool) {
        let event = match self.dates.events.get_mut(id) {
            Some(event) => event,
            None => self.dates.events.entry(id.to_owned()).or_insert(Event {
                first: day,
                last: day,
                count: 0,
                rows: false,
                open: 0,
            }),
        };
        event.first = event.first.min(day);
        event.last = event.last.max(day);
        event.count = event.count.saturating_add(1);
        event.rows |= in_row;
    }

    fn happened(&self, day: Date) -> Option<Date> {
        (self.bound.is_none_or(|bound| day <= bound)).then_some(day)
    }

    fn text(&mut self, text: &str, may_have_head: bool) {
        let mut room = std::mem::take(&mut self.room);
        find::days(text, self.year(), &mut room);
        self.laid.begin();
        if may_have_head && self.lines < HEAD_LINES {
            self.periods(text, &room);
        }
        let mut behind = 0;
        let mut label = "";
        for (at, found) in room.iter().enumerate() {
            self.looked_at = self.looked_at.saturating_add(1);
            if self.looked_at > MOST {
                self.take(found.day, Meaning::Nothing, false);
                continue;
            }
            let line = Line::of(text, found);
            // What a mail quotes is of another one.
            if line.is_quoted() {
                continue;
            }
            let words = line.label(behind);
            let mut meaning = meaning::before(words);
            if behind > 0 && is_to(words) {
                meaning = meaning::of_range(label);
            }
            label = words;
            if meaning == Meaning::Nothing {
                meaning = self.laid.meaning(text, found.start);
            }
            if meaning == Meaning::Nothing && line.is_first() {
                meaning = meaning::of_label(line.before(text));
            }
            if meaning == Meaning::Nothing && line.is_entry() {
                meaning = meaning::behind(line.behind(room.get(at + 1)));
            }
            if meaning == Meaning::Nothing && line.is_all() {
                meaning = Meaning::Head;
            }
            if meaning == Meaning::Head
                && !(may_have_head && self.lines + lines(&text[..line.start]) < HEAD_LINES)
            {
                meaning = Meaning::Nothing;
            }
            self.take(found.day, meaning, false);
            behind = found.end;
        }
        self.room = room;
        if may_have_head && self.lines < HEAD_LINES {
            self.lines += lines(text);
        }
    }

    /// The periods that the first lines name; what is said of one may name an event of it.
    fn periods(&mut self, text: &str, days: &[Found]) {
        let mut left = HEAD_LINES - self.lines;
        let mut start = 0;
        for line in text.split_inclusive(is_line_end) {
            let end = start + line.len();
            left -= usize::from(!line.trim().is_empty());
            let dated = days.iter().any(|day| (start..end).contains(&day.start));
            if let Some(found) = period::last(line, self.year(), dated) {
                let meaning = meaning::before(&line[..found.start]);
                self.period(found.end, meaning);
            }
            if left == 0 {
                return;
            }
            start = end;
        }
    }

    /// Takes the last day of a period that a line names.
    fn period(&mut self, last: Date, meaning: Meaning) {
        match meaning {
            Meaning::Birth | Meaning::NoEvent | Meaning::Start => {}
            Meaning::Events(_) if self.happened(last).is_some() => self.take(last, meaning, false),
            _ => self.period = self.period.max(Some(last)),
        }
    }

    fn fields(&mut self, origin: &Origin, fields: &[Field]) {
        let named = *origin == Origin::Named;
        let in_row = matches!(origin, Origin::Delimited { .. });
        self.records += u32::from(in_row);
        for Field { name, value } in fields {
            let Some(day) = find::whole(value, self.year()) else {
                if value.len() > 8 && name != "path" {
                    self.text(value, false);
                }
                continue;
            };
            match name.as_str() {
                "created" if named => self.dates.created = self.happened(day),
                "modified" if named => self.dates.saved = self.happened(day),
                // A message is of its day, and speaks of nothing that has happened since.
                "date" if named => {
                    if let Some(day) = self.happened(day) {
                        self.dates.head = self.dates.head.or(Some(day));
                        self.bound = Some(day);
                        self.latest.insert(day, LATEST);
                        self.entries.insert(day, LATEST);
                    }
                }
                _ if named => {}
                name => {
                    let own = name.rsplit(['.', '/']).next().unwrap_or(name);
                    self.take(day, meaning::of_label(own), in_row);
                }
            }
        }
    }

    fn row(&mut self, origin: &Origin, cells: &[Cell]) {
        if self.columns.is_of_another_table(origin) {
            self.end_columns();
            self.columns = Columns::new(origin);
        }
        let mut left = Meaning::Nothing;
        self.columns.row(cells.len());
        for cell in cells {
            let text = cell.text.as_str();
            if let Some(day) = find::whole(text, self.year()) {
                let meaning = match left {
                    Meaning::Nothing => self.columns.date(cell.column),
                    left => left,
                };
                let in_row = left == Meaning::Nothing;
                self.take(day, meaning, in_row);
                left = Meaning::Nothing;
            } else if text.len() <= SHORT_CELL {
                if is_dated(text) {
                    if left == Meaning::Nothing && self.columns.begins() {
                        self.title(text);
                    } else {
                        self.dated(cell.column, text, left);
                    }
                }
                left = self.columns.head(cell.column, text);
            } else {
                left = Meaning::Nothing;
                self.text(text, false);
            }
        }
    }

    /// A short cell that names a day and says more; a day that nothing stands before is what the cell to the left says, or
    /// the head.
    fn dated(&mut self, column: u32, text: &str, left: Meaning) {
        let mut room = std::mem::take(&mut self.room);
        find::days(text, self.year(), &mut room);
        let mut behind = 0;
        for found in &room {
            let words = text.get(behind..found.start).unwrap_or_default();
            let (meaning, in_row) = match (meaning::before(words), left) {
                (Meaning::Nothing, Meaning::Nothing) if behind == 0 => {
                    (self.columns.date(column), true)
                }
                (Meaning::Nothing, left) if behind == 0 => (left, false),
                (said, _) => (said, false),
            };
            self.take(found.day, meaning, in_row);
            behind = found.end;
        }
        self.room = room;
    }

    /// A short cell above the rows that names a day or a period.
    fn title(&mut self, text: &str) {
        let mut room = std::mem::take(&mut self.room);
        find::days(text, self.year(), &mut room);
        if let Some(last) = room.last() {
            let meaning = meaning::before(&text[..last.start]);
            self.take(last.day, meaning, false);
        } else if let Some(found) = period::last(text, self.year(), false) {
            let meaning = meaning::before(&text[..found.start]);
            self.period(found.end, meaning);
        }
        self.room = room;
    }

    /// Counts the rows of the table that has ended in which nothing has happened.
    fn end_columns(&mut self) {
        for (id, open) in std::mem::take(&mut self.columns).open() {
            if let Some(event) = self.dates.events.get_mut(id) {
                event.open = event.open.saturating_add(open);
            }
        }
    }
}

/// Whether a year may stand in a short text.
fn is_dated(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() >= 4
}

/// Whether words between two days make them the ends of a stretch.
fn is_to(words: &str) -> bool {
    let words = words.trim_matches([' ', ',', '(']);
    let is = |to: &&str| words.eq_ignore_ascii_case(to);
    [
        "to", "until", "till", "through", "up to", "-", "\u{2013}", "\u{2014}",
    ]
    .iter()
    .any(is)
}

/// Whether the head of a document may stand here.
fn may_have_head(origin: &Origin) -> bool {
    match origin {
        Origin::Lines { .. } => true,
        Origin::Page { page } => *page == 1,
        Origin::Part { part, .. } => matches!(part.as_ref(), "body" | "header"),
        _ => false,
    }
}

/// How many filled lines a text has, as far as they matter.
fn lines(text: &str) -> usize {
    let lines = text.split(is_line_end).take(4 * HEAD_LINES);
    lines.filter(|line| !line.trim().is_empty()).count()
}

fn is_line_end(letter: char) -> bool {
    matches!(letter, '\n' | '\u{b}')
}

/// The line in which a day was found.
struct Line<'t> {
    text: &'t str,
    start: usize,
    day: (usize, usize),
}

impl<'t> Line<'t> {
    fn of(text: &'t str, found: &Found) -> Self {
        let from = text.floor_char_boundary(found.start.saturating_sub(REACH));
        let start = text[from..found.start].rfind(is_line_end);
        Self {
            text,
            start: start.map_or(from, |at| from + at + 1),
            day: (found.start, found.end),
        }
    }

    /// The words before the day that may be its label: of its line, its sentence, its cell, and after the last date.
    fn label(&self, behind: usize) -> &'t str {
        let start = self.start.max(behind).min(self.day.0);
        let before = &self.text[start..self.day.0];
        let parted = before.rsplit([';', '|', '\t', '•']).next();
        let before = parted.unwrap_or(before);
        let sentence = [". ", "? ", "! "]
            .iter()
            .filter_map(|end| before.rfind(end))
            .max();
        sentence.map_or(before, |at| &before[at + 2..])
    }

    /// The line is a mail's that this one answers.
    fn is_quoted(&self) -> bool {
        self.text[self.start..].starts_with('>')
    }

    /// The day begins its line.
    fn is_first(&self) -> bool {
        self.text[self.start..self.day.0].trim().is_empty()
    }

    /// The day begins its line, as in a log.
    fn is_entry(&self) -> bool {
        let before = self.text[self.start..self.day.0].trim();
        before.trim_matches(['-', '*', '•', '[', '(']).is_empty()
            || before.eq_ignore_ascii_case("on")
    }

    /// The words behind the day up to the end of the line or the next day.
    fn behind(&self, next: Option<&Found>) -> &'t str {
        let end = next.map_or(self.text.len(), |next| next.start.max(self.day.1));
        let rest = &self.text[self.day.1..end];
        rest.split(is_line_end).next().unwrap_or(rest)
    }

    /// The line before, without its end.
    fn before(&self, text: &'t str) -> &'t str {
        let above = text[..self.start].trim_end();
        let from = text.floor_char_boundary(above.len().saturating_sub(REACH));
        let line = &above[from.min(above.len())..];
        line.rsplit(is_line_end).next().unwrap_or(line)
    }

    /// Nothing else stands in the line, but perhaps a week day or a place.
    fn is_all(&self) -> bool {
        let rest = &self.text[self.day.1..];
        let end = rest.find(is_line_end).unwrap_or(rest.len());
        let before = self.text[self.start..self.day.0].trim_matches([' ', ',', '\t']);
        let word = before.len() <= 12 && !before.contains(|c: char| !c.is_alphabetic());
        rest[..end].trim_matches([' ', '.', '\t', '\r']).is_empty() && word
    }
}

#[cfg(test)]
mod tests;
