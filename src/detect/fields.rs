//! Records: objects of data files, forms, document properties, mail headers, and the name of the file itself.

use std::sync::Arc;

use super::fold::LineEnds;
use super::hit::{Hit, Kind, merge_topics, resolve};
use super::names::Part;
use super::table::{Cell, Entry, Ready};
use super::{Finding, Session};
use crate::extract::{Field, Origin, Segment};

/// Mail headers that hold people with their addresses.
const PEOPLE: &[&str] = &[
    "from",
    "to",
    "cc",
    "bcc",
    "reply-to",
    "sender",
    "delivered-to",
    "return-path",
];
/// Properties that hold running text, and marks.
const TEXTS: &[&str] = &[
    "path",
    "title",
    "subject",
    "keywords",
    "description",
    "comments",
    "category",
    "member",
];

impl Session<'_> {
    pub(super) fn fields(
        &mut self,
        segment: &Arc<Segment>,
        fields: &[Field],
        sink: &mut dyn FnMut(Finding),
    ) {
        let named = segment.origin == Origin::Named;
        let is = |list: &[&str], field: &Field| {
            named && list.contains(&field.name.to_ascii_lowercase().as_str())
        };
        let mut entries = Vec::new();
        for (at, field) in fields
            .iter()
            .enumerate()
            .filter(|(_, field)| !field.value.trim().is_empty())
        {
            if is(&["path"], field) {
                self.document.see_name(&field.value);
            }
            if is(PEOPLE, field) {
                self.correspondents(segment, at as u32, &field.value, sink);
            } else if is(TEXTS, field) {
                self.property(segment, at as u32, field, sink);
            } else {
                entries.push(Entry {
                    column: Arc::new(self.engine.column(&field.name)),
                    cell: Cell {
                        column: at as u32,
                        text: field.value.clone(),
                        offset: 0,
                    },
                    segment: Arc::clone(segment),
                });
            }
        }
        if !entries.is_empty() {
            self.record(&Ready::record(entries), sink);
        }
    }

    /// `"Ada Example" <ada@example.org>, …`: display names are names, unless a function's mailbox stands behind them.
    fn correspondents(
        &mut self,
        segment: &Arc<Segment>,
        at: u32,
        value: &str,
        sink: &mut dyn FnMut(Finding),
    ) {
        let mut hits = self.look_at(value, LineEnds::Ends).hits;
        for (start, end) in display_names(value) {
            let display = &value[start..end];
            let in_display = |hit: &Hit| hit.start < end && start < hit.end;
            let whole = |hit: &Hit| hit.start <= start && end <= hit.end;
            let taken = hits
                .iter()
                .any(|hit| in_display(hit) && (hit.kind != Kind::Name || whole(hit)));
            if display.contains('@') || taken {
                continue;
            }
            let mailbox = hits
                .iter()
                .any(|hit| hit.rule.id == "email-address" && hit.start >= end);
            let found = match self.engine.dictionaries.names.in_plain_cell(display) {
                None if mailbox => self.engine.dictionaries.names.in_cell(display, Part::Full),
                found => found,
            };
            if let Some(mut name) = found {
                // A part of it may read as a name in running text.
                hits.retain(|hit| !in_display(hit));
                name.start += start;
                name.end += start;
                hits.push(self.name(name, "header:person-name"));
            }
        }
        self.emit_field(segment, at, value, hits, sink);
    }

    /// A title, a subject, a file's name: running text where marks may stand.
    fn property(
        &mut self,
        segment: &Arc<Segment>,
        at: u32,
        field: &Field,
        sink: &mut dyn FnMut(Finding),
    ) {
        let value = &field.value;
        let mut hits = self.look_at(value, LineEnds::Ends).hits;
        hits.extend(self.marks_in(value, true));
        if field.name.eq_ignore_ascii_case("path") {
            self.names_in_path(value, &mut hits);
        }
        self.emit_field(segment, at, value, hits, sink);
    }

    /// Two neighbouring words of a file's name that read as a person's, in either order.
    fn names_in_path(&self, value: &str, hits: &mut Vec<Hit>) {
        let words: Vec<(usize, &str)> = value
            .split(' ')
            .scan(0, |at, word| {
                let start = *at;
                *at += word.len() + 1;
                Some((start, word))
            })
            .filter(|(_, word)| !word.is_empty())
            .collect();
        for pair in words.windows(2) {
            let (start, end) = (pair[0].0, pair[1].0 + pair[1].1.len());
            let capitals = pair
                .iter()
                .all(|(_, word)| word.starts_with(char::is_uppercase));
            if !capitals || hits.iter().any(|hit| hit.start < end && start < hit.end) {
                continue;
            }
            if let Some(mut name) = self
                .engine
                .dictionaries
                .names
                .in_plain_cell(&value[start..end])
            {
                name.start += start;
                name.end += start;
                hits.push(self.name(name, "header:person-name"));
            }
        }
    }

    fn emit_field(
        &mut self,
        segment: &Arc<Segment>,
        at: u32,
        value: &str,
        mut hits: Vec<Hit>,
        sink: &mut dyn FnMut(Finding),
    ) {
        merge_topics(&mut hits);
        resolve(&mut hits, self.options.min_confidence);
        for hit in hits {
            let location = segment.location_in_row(at, None);
            self.emit(hit, value, location, sink);
        }
    }
}

/// Spans of the names in a list of mailboxes (RFC 5322, 3.4), without quotes and addresses.
fn display_names(value: &str) -> Vec<(usize, usize)> {
    let mut names = Vec::new();
    let (mut quoted, mut angled, mut start) = (false, false, 0);
    let bytes = value.as_bytes();
    for (at, byte) in bytes.iter().chain([&b',']).enumerate() {
        match byte {
            b'"' if !angled => quoted = !quoted,
            b'<' if !quoted => {
                names.push((start, at));
                angled = true;
            }
            b'>' if angled => {
                angled = false;
                start = at + 1;
            }
            b',' | b';' if at == bytes.len() || !quoted && !angled => {
                if !angled {
                    names.push((start, at));
                }
                angled = false;
                start = at + 1;
            }
            _ => {}
        }
    }
    join_surnames(value, &mut names);
    let mut trimmed: Vec<(usize, usize)> = names
        .into_iter()
        .filter_map(|(start, end)| {
            let name = value.get(start..end)?;
            let around = |character: char| {
                character.is_whitespace() || matches!(character, '"' | '\'' | ',' | ';')
            };
            let lead = name.len() - name.trim_start_matches(around).len();
            let length = name.trim_matches(around).len();
            (length > 0).then_some((start + lead, start + lead + length))
        })
        .collect();
    trimmed.dedup();
    trimmed
}

/// `Rose, Frank <frank@example.org>; Fell, Ada`, as mail programs list people: a single word before a comma belongs to the one
/// behind it that ends the mailbox.
fn join_surnames(value: &str, names: &mut Vec<(usize, usize)>) {
    let is_word = |&(start, end): &(usize, usize)| {
        let name = value.get(start..end).map(str::trim);
        name.is_some_and(|name| !name.is_empty() && !name.contains([' ', '@', '"']))
    };
    let mut at = 1;
    while at < names.len() {
        let (surname, given) = (names[at - 1], names[at]);
        let comma = surname.1 + 1 == given.0 && value[surname.1..].starts_with(',');
        let ends = !value[given.1..].starts_with(',');
        let follows = at > 1 && value[..surname.0].ends_with(',') && is_word(&names[at - 2]);
        if comma && ends && !follows && is_word(&surname) && !value[given.0..given.1].contains('@')
        {
            names[at - 1].1 = given.1;
            names.remove(at);
        } else {
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_names_come_without_quotes_and_addresses() {
        let value = "\"Example, Ada\" <a@example.org>, Bo Sample <b@example.org>; c@example.org";
        let names: Vec<_> = display_names(value)
            .into_iter()
            .map(|(start, end)| &value[start..end])
            .collect();
        assert_eq!(names, ["Example, Ada", "Bo Sample", "c@example.org"]);
        assert!(display_names("<>,\"").is_empty());
    }

    #[test]
    fn a_surname_before_a_comma_belongs_to_the_name_behind_it() {
        for (value, wanted) in [
            (
                "Rose, Frank (Complaints) <f@example.org>",
                &["Rose, Frank (Complaints)"][..],
            ),
            ("Rose, Frank; Fell, Ada", &["Rose, Frank", "Fell, Ada"]),
            ("Frank Rose, Ada Fell", &["Frank Rose", "Ada Fell"]),
            ("Frank, Ada, Bo", &["Frank", "Ada", "Bo"]),
            (
                "f@example.org, Ada Fell <a@example.org>",
                &["f@example.org", "Ada Fell"],
            ),
        ] {
            let names = display_names(value).into_iter();
            let names: Vec<_> = names.map(|(start, end)| &value[start..end]).collect();
            assert_eq!(names, wanted, "{value}");
        }
    }
}
