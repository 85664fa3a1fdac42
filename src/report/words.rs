//! Values as people read them.

use serde::Serialize;

use crate::extract::{Location, Place};

/// The word of an enum, as records print it.
pub(super) fn word<T: Serialize>(value: &T) -> String {
    let json = serde_json::to_string(value).expect("a word is plain data");
    json.trim_matches('"').to_owned()
}

pub(super) fn optional(text: Option<impl AsRef<str>>) -> String {
    text.map(|text| text.as_ref().to_owned())
        .unwrap_or_default()
}

/// A place as people write it: `Staff!C14`, `line 3, column 7`.
pub fn place(location: &Location) -> String {
    let place = match &location.place {
        Place::Row {
            row,
            column,
            header: Some(header),
        } => format!("row {row}, column {column} ({header})"),
        Place::Row {
            row,
            column,
            header: None,
        } => format!("row {row}, column {column}"),
        Place::Table { table, row, column } => format!("table {table}, row {row}, column {column}"),
        Place::Line { line, column } => format!("line {line}, column {column}"),
        Place::Page { page } => format!("page {page}"),
        Place::Cell { sheet, cell } => format!("{sheet}!{cell}"),
        Place::Slide { slide } => format!("slide {slide}"),
        Place::Part { part, paragraph } => format!("{part}, paragraph {paragraph}"),
        Place::Field { field } => format!("field {field}"),
    };
    if location.hidden {
        place + " (hidden)"
    } else {
        place
    }
}

/// Text of a drive for a terminal: signs that steer it, or turn the direction of reading, are spelt out.
pub fn printable(text: &str) -> String {
    let steers = |sign: char| {
        sign.is_control()
            || matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}')
    };
    let mut printable = String::with_capacity(text.len());
    for sign in text.chars() {
        if steers(sign) {
            printable.extend(sign.escape_unicode());
        } else {
            printable.push(sign);
        }
    }
    printable
}

/// Where a document is, for people: the source as typed, the path, the member behind `!/`.
pub(super) fn address(source: &str, path: &str, member: Option<&str>) -> String {
    let mut address = match (source, path) {
        (".", path) => path.to_owned(),
        (source, "") => source.to_owned(),
        (source, path) if is_file(source, path) => source.to_owned(),
        (source, path) => format!("{}/{path}", source.trim_end_matches('/')),
    };
    if let Some(member) = member {
        address.push_str("!/");
        address.push_str(member);
    }
    printable(&address)
}

/// A source that is a single file: its only path is its own name.
fn is_file(source: &str, path: &str) -> bool {
    // A folder may hold a file of its name; seldom is it a name with an ending.
    let own = source.strip_suffix(path);
    path.contains('.') && own.is_some_and(|own| own.is_empty() || own.ends_with('/'))
}

/// `1,234,567`.
pub(super) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 file`, `1,234 files`.
pub(super) fn count(count: u64, one: &str, many: &str) -> String {
    let noun = if count == 1 { one } else { many };
    format!("{} {noun}", number(count))
}

/// `12.3 MB`, in thousands as drives are sold.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    let mut size = bytes as f64 / 1_000.0;
    let mut units = UNITS.iter();
    let mut unit = units.next().unwrap_or(&"");
    while size >= 999.95
        && let Some(next) = units.next()
    {
        size /= 1_000.0;
        unit = next;
    }
    format!("{size:.1} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_sizes_read_easily() {
        for (n, expected) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(number(n), expected);
        }
        for (n, expected) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (999_999, "1.0 MB"),
            (u64::MAX, "18.4 EB"),
        ] {
            assert_eq!(size(n), expected);
        }
        assert_eq!(
            count(1, "file", "files") + &count(2, " file", " files"),
            "1 file2  files"
        );
    }

    #[test]
    fn a_source_that_is_a_file_is_named_once() {
        for (source, path, expected) in [
            ("a.txt", "a.txt", "a.txt"),
            ("docs/a.txt", "a.txt", "docs/a.txt"),
            ("docs", "docs", "docs/docs"),
            ("data.txt", "a.txt", "data.txt/a.txt"),
            ("docs/a.txt", "x/a.txt", "docs/a.txt/x/a.txt"),
        ] {
            assert_eq!(address(source, path, None), expected);
        }
        assert_eq!(address("a.zip", "a.zip", Some("b")), "a.zip!/b");
    }

    #[test]
    fn names_cannot_steer_the_terminal() {
        assert_eq!(
            printable("a\u{1b}[2Jb\u{202e}c\n"),
            "a\\u{1b}[2Jb\\u{202e}c\\u{a}"
        );
        assert_eq!(printable("Zoë’s file.doc"), "Zoë’s file.doc");
        assert_eq!(
            address("share/", "a/b.zip", Some("c!/d")),
            "share/a/b.zip!/c!/d"
        );
        assert_eq!(
            (address(".", "a", None), address("share", "", None)),
            ("a".into(), "share".into())
        );
    }

    #[test]
    fn every_kind_of_place_has_words() {
        let place_of = |json: &str| place(&serde_json::from_str(json).unwrap());
        for (json, expected) in [
            (r#"{"line":3,"column":7}"#, "line 3, column 7"),
            (
                r#"{"row":3,"column":7,"header":"name"}"#,
                "row 3, column 7 (name)",
            ),
            (r#"{"row":3,"column":7,"header":null}"#, "row 3, column 7"),
            (
                r#"{"table":1,"row":3,"column":7}"#,
                "table 1, row 3, column 7",
            ),
            (r#"{"page":4}"#, "page 4"),
            (r#"{"slide":4}"#, "slide 4"),
            (
                r#"{"sheet":"Staff","cell":"C14","hidden":true}"#,
                "Staff!C14 (hidden)",
            ),
            (r#"{"part":"footer","paragraph":2}"#, "footer, paragraph 2"),
            (r#"{"field":"subject"}"#, "field subject"),
        ] {
            assert_eq!(place_of(json), expected);
        }
    }
}
