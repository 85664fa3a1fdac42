//! Reads a log: one JSON object a line, as decisions and requests are kept. A mistake names its line and its key, and
//! reading goes on, so that one look shows the first of them.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::policy::Message;

/// Mistakes of a log that are told.
const TOLD: usize = 20;

/// An object of a log on its way into a record.
pub(super) struct Line<'l> {
    file: &'l str,
    number: usize,
    object: Map<String, Value>,
    mistakes: &'l mut Vec<Message>,
}

/// Reads all lines that hold something. `file` is what messages call the log, `keys` are those that an object may have.
/// `take` makes a record of each; one that it cannot make has told its mistake.
pub(super) fn read<T>(
    file: &str,
    text: &str,
    keys: &[&str],
    mut take: impl FnMut(&mut Line<'_>) -> Option<T>,
) -> Result<Vec<T>, Vec<Message>> {
    let (mut records, mut mistakes) = (Vec::new(), Vec::new());
    let lines = text.trim_start_matches('\u{feff}').lines();
    for (line, number) in lines.zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
        if mistakes.len() >= TOLD {
            break;
        }
        let object = match serde_json::from_str(line) {
            Ok(Value::Object(object)) => object,
            Ok(_) => {
                mistakes.push(message(file, number, "expected an object, {…}"));
                continue;
            }
            Err(error) => {
                let text = format!("no JSON from column {} on", error.column());
                mistakes.push(message(file, number, &text));
                continue;
            }
        };
        let mut line = Line {
            file,
            number,
            object,
            mistakes: &mut mistakes,
        };
        line.only(keys);
        records.extend(take(&mut line));
    }
    if mistakes.is_empty() {
        Ok(records)
    } else {
        Err(mistakes)
    }
}

impl Line<'_> {
    /// A text that may be left out or null.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        match self.object.get(key) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if !text.trim().is_empty() => Some(text.clone()),
            Some(_) => self.refuse(key, "a text"),
        }
    }

    /// A text that has to be there.
    pub(super) fn required(&mut self, key: &str) -> Option<String> {
        self.there(key)?;
        self.text(key)
    }

    /// A day that may be left out or null.
    pub(super) fn date(&mut self, key: &str) -> Option<Date> {
        let text = self.text(key)?;
        text.parse()
            .ok()
            .or_else(|| self.refuse(key, "a day, YYYY-MM-DD"))
    }

    /// A day that has to be there.
    pub(super) fn required_date(&mut self, key: &str) -> Option<Date> {
        self.there(key)?;
        self.date(key)
    }

    /// A list of texts that has to be there and hold something.
    pub(super) fn texts(&mut self, key: &str) -> Option<Vec<String>> {
        self.there(key)?;
        let texts = self.object.get(key).and_then(Value::as_array);
        let texts = texts.filter(|texts| !texts.is_empty()).and_then(|texts| {
            let texts = texts.iter().map(|text| text.as_str().map(str::to_owned));
            texts.collect::<Option<Vec<String>>>()
        });
        texts.or_else(|| self.refuse(key, "a list of texts, [\"…\"]"))
    }

    /// Tells what a key should have held; the value may speak of people and is not repeated.
    pub(super) fn refuse<T>(&mut self, key: &str, expected: &str) -> Option<T> {
        self.mistake(&format!("\"{key}\": expected {expected}"));
        None
    }

    fn there(&mut self, key: &str) -> Option<()> {
        if self.object.get(key).is_some_and(|value| !value.is_null()) {
            return Some(());
        }
        self.mistake(&format!("\"{key}\": missing"));
        None
    }

    fn only(&mut self, keys: &[&str]) {
        let unknown = |key: &&String| !keys.contains(&key.as_str());
        if let Some(key) = self.object.keys().find(unknown) {
            let key: String = key
                .chars()
                .filter(|sign| !sign.is_control())
                .take(40)
                .collect();
            let text = format!("\"{key}\": no such key; known are {}", keys.join(", "));
            self.mistake(&text);
        }
    }

    fn mistake(&mut self, text: &str) {
        self.mistakes.push(message(self.file, self.number, text));
    }
}

fn message(file: &str, line: usize, text: &str) -> Message {
    Message {
        file: file.to_owned(),
        line,
        text: text.to_owned(),
    }
}
