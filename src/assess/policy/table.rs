//! Reads tables of a TOML file key by key; a mistake names its line, its section and its key, and reading goes on, so
//! that one look shows all of them.

use std::fmt;
use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A mistake in a policy file, or something worth a second look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The file, as given.
    pub file: String,
    /// From 1.
    pub line: usize,
    pub text: String,
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.text)
    }
}

/// Where in the file something stands.
pub(super) type Span = Range<usize>;

/// The file being read, and the mistakes met so far.
pub(super) struct Reader<'t> {
    file: &'t str,
    text: &'t str,
    pub(super) mistakes: Vec<Message>,
}

/// A table and the name people know it by.
#[derive(Clone, Copy)]
pub(super) struct Section<'a> {
    pub(super) name: &'static str,
    table: &'a DeTable<'a>,
    begins: usize,
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) span: Span,
}

impl<'t> Reader<'t> {
    pub(super) fn new(file: &'t str, text: &'t str) -> Self {
        Self {
            file,
            text,
            mistakes: Vec::new(),
        }
    }

    /// A message about a place of the file.
    pub(super) fn message(&self, at: usize, text: String) -> Message {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        Message {
            file: self.file.to_owned(),
            line: 1 + memchr::memchr_iter(b'\n', before).count(),
            text,
        }
    }

    pub(super) fn mistake(&mut self, at: usize, text: String) {
        let message = self.message(at, text);
        self.mistakes.push(message);
    }

    /// A value of the right type that will not do.
    pub(super) fn refuse(
        &mut self,
        section: Section<'_>,
        key: &str,
        span: &Span,
        expected: &str,
        found: &str,
    ) {
        let text = format!(
            "{} \"{key}\": expected {expected}, found {found}",
            section.name
        );
        self.mistake(span.start, text);
    }

    /// The whole file.
    pub(super) fn root<'a>(table: &'a Spanned<DeTable<'a>>) -> Section<'a> {
        Section {
            name: "top level",
            table: table.get_ref(),
            begins: 0,
        }
    }

    /// Says which keys of a section are not known, and the nearest that is.
    pub(super) fn only(&mut self, section: Section<'_>, known: &[&str]) {
        for (key, _) in section.table {
            let name = key.get_ref().as_ref();
            if !known.contains(&name) {
                let expected = format!("one of {}", known.join(", "));
                let at = key.span().start;
                self.mistake(
                    at,
                    format!(
                        "{} \"{}\": unknown key; expected {expected}",
                        section.name,
                        plain(name)
                    ),
                );
            }
        }
    }

    pub(super) fn text(&mut self, section: Section<'_>, key: &str) -> Option<At<String>> {
        self.take(section, key, "a text in quotes", |value| {
            value
                .as_str()
                .filter(|text| !text.trim().is_empty())
                .map(str::to_owned)
        })
    }

    /// As [`Reader::text`], but a missing key is a mistake.
    pub(super) fn required(&mut self, section: Section<'_>, key: &str) -> Option<At<String>> {
        if section.value(key).is_none() {
            let text = format!("{} \"{key}\": missing", section.name);
            self.mistake(section.begins, text);
        }
        self.text(section, key)
    }

    pub(super) fn one_of(
        &mut self,
        section: Section<'_>,
        key: &str,
        allowed: &[&str],
    ) -> Option<String> {
        let text = self.text(section, key)?;
        if allowed.contains(&text.value.as_str()) {
            return Some(text.value);
        }
        let expected = format!("one of {}", allowed.join(", "));
        self.refuse(
            section,
            key,
            &text.span,
            &expected,
            &format!("\"{}\"", plain(&text.value)),
        );
        None
    }

    #[allow(
        clippy::redundant_closure_for_method_calls,
        reason = "the method is bound to one lifetime"
    )]
    pub(super) fn flag(&mut self, section: Section<'_>, key: &str) -> Option<bool> {
        let flag = self.take(section, key, "true or false", |value| value.as_bool())?;
        Some(flag.value)
    }

    pub(super) fn count(&mut self, section: Section<'_>, key: &str) -> Option<At<u64>> {
        self.take(section, key, "a number, 1 or more", |value| {
            let number = value.as_integer()?;
            u64::from_str_radix(number.as_str(), number.radix())
                .ok()
                .filter(|number| *number > 0)
        })
    }

    /// A list of whole numbers.
    pub(super) fn numbers(&mut self, section: Section<'_>, key: &str) -> Option<At<Vec<u64>>> {
        self.take(section, key, "a list of numbers", |value| {
            let numbers = value.as_array()?.iter().map(|item| {
                let number = item.get_ref().as_integer()?;
                u64::from_str_radix(number.as_str(), number.radix()).ok()
            });
            numbers.collect()
        })
    }

    /// A number from 0 to 1.
    pub(super) fn share(&mut self, section: Section<'_>, key: &str) -> Option<f32> {
        let number = self.take(section, key, "a number from 0 to 1", |value| {
            let text = match value {
                DeValue::Float(number) => number.as_str(),
                DeValue::Integer(number) => number.as_str(),
                _ => return None,
            };
            text.parse()
                .ok()
                .filter(|number| (0.0..=1.0).contains(number))
        })?;
        Some(number.value)
    }

    pub(super) fn date(&mut self, section: Section<'_>, key: &str) -> Option<At<Date>> {
        self.take(
            section,
            key,
            "a date such as 2026-09-01, without quotes",
            |value| {
                let moment = value.as_datetime()?;
                let day = moment.date.filter(|_| moment.time.is_none())?;
                let year = i16::try_from(day.year).ok()?;
                Date::new(year, day.month.cast_signed(), day.day.cast_signed()).ok()
            },
        )
    }

    /// A list of texts; a mistake in one of them leaves the others.
    pub(super) fn texts(&mut self, section: Section<'_>, key: &str) -> Option<Vec<At<String>>> {
        const EXPECTED: &str = "a list of texts in quotes";
        let value = section.value(key)?;
        let Some(list) = value.get_ref().as_array() else {
            self.refuse(
                section,
                key,
                &value.span(),
                EXPECTED,
                &describe(value.get_ref()),
            );
            return None;
        };
        let mut texts = Vec::new();
        for item in list {
            match item.get_ref().as_str() {
                Some(text) if !text.trim().is_empty() => texts.push(At {
                    value: text.to_owned(),
                    span: item.span(),
                }),
                _ => {
                    let found = describe(item.get_ref());
                    self.refuse(
                        section,
                        key,
                        &item.span(),
                        EXPECTED,
                        &format!("{found} in it"),
                    );
                }
            }
        }
        Some(texts)
    }

    /// A table within a section.
    pub(super) fn section<'a>(
        &mut self,
        of: Section<'a>,
        key: &str,
        name: &'static str,
    ) -> Option<Section<'a>> {
        let value = of.value(key)?;
        let section = Self::table(value, name);
        if section.is_none() {
            self.refuse(
                of,
                key,
                &value.span(),
                &format!("a table, {name}"),
                &describe(value.get_ref()),
            );
        }
        section
    }

    /// A list of tables within a section, `[[name]]`.
    pub(super) fn sections<'a>(
        &mut self,
        of: Section<'a>,
        key: &str,
        name: &'static str,
    ) -> Vec<Section<'a>> {
        let Some(value) = of.value(key) else {
            return Vec::new();
        };
        let tables = value.get_ref().as_array().and_then(|list| {
            list.iter()
                .map(|item| Self::table(item, name))
                .collect::<Option<Vec<_>>>()
        });
        if tables.is_none() {
            let expected = format!("tables that begin with [{name}]");
            self.refuse(
                of,
                key,
                &value.span(),
                &expected,
                &describe(value.get_ref()),
            );
        }
        tables.unwrap_or_default()
    }

    /// The keys of a section with their texts, for tables whose keys are the organisation's own.
    pub(super) fn entries(&mut self, section: Section<'_>) -> Vec<(At<String>, At<String>)> {
        let mut entries = Vec::new();
        for (key, _) in section.table {
            let name = key.get_ref().as_ref();
            if let Some(text) = self.text(section, name) {
                let key = At {
                    value: name.to_owned(),
                    span: key.span(),
                };
                entries.push((key, text));
            }
        }
        entries
    }

    /// The keys of a section.
    pub(super) fn keys(section: Section<'_>) -> Vec<String> {
        section
            .table
            .iter()
            .map(|(key, _)| key.get_ref().to_string())
            .collect()
    }

    pub(super) fn has(section: Section<'_>, key: &str) -> bool {
        section.value(key).is_some()
    }

    /// Whether a key's value is a list.
    pub(super) fn is_list(section: Section<'_>, key: &str) -> bool {
        section
            .value(key)
            .is_some_and(|value| value.get_ref().is_array())
    }

    fn table<'a>(value: &'a Spanned<DeValue<'a>>, name: &'static str) -> Option<Section<'a>> {
        value.get_ref().as_table().map(|table| Section {
            name,
            table,
            begins: value.span().start,
        })
    }

    fn take<T>(
        &mut self,
        section: Section<'_>,
        key: &str,
        expected: &str,
        read: impl FnOnce(&DeValue<'_>) -> Option<T>,
    ) -> Option<At<T>> {
        let value = section.value(key)?;
        let read = read(value.get_ref());
        if read.is_none() {
            self.refuse(
                section,
                key,
                &value.span(),
                expected,
                &describe(value.get_ref()),
            );
        }
        read.map(|read| At {
            value: read,
            span: value.span(),
        })
    }
}

impl<'a> Section<'a> {
    /// Where it begins.
    pub(super) fn at(self) -> usize {
        self.begins
    }

    fn value(self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        let found = self
            .table
            .iter()
            .find(|(name, _)| name.get_ref().as_ref() == key);
        found.map(|(_, value)| value)
    }
}

/// What was found, as people would say it.
fn describe(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) if text.trim().is_empty() => "an empty text".to_owned(),
        DeValue::String(text) => format!("\"{}\"", plain(text)),
        DeValue::Integer(number) => format!("the number {}", plain(number.as_str())),
        DeValue::Float(number) => format!("the number {}", plain(number.as_str())),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(moment) => moment.to_string(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

/// A text of the file on one line and not too long, for a message.
pub(super) fn plain(text: &str) -> String {
    let shown: String = text
        .chars()
        .take(60)
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .collect();
    if shown.len() < text.len() {
        shown + "…"
    } else {
        shown
    }
}
