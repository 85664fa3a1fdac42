//! vCard and iCalendar: one record for each component, its properties as fields.
//!
//! Lines that were folded (RFC 5545 3.1, RFC 6350 3.2) are joined before anything is looked at; escapes and the
//! quoted-printable of vCard 2.1 are undone. Pictures, sounds and keys are left out.

use std::io::{BufRead, Read};

use encoding_rs::{Encoding, UTF_8};

use super::decode::{undeclared, unescaped};
use super::records::{Numbering, Records};
use super::tape::Tape;
use super::{Coverage, Error, Extract, Input, Sink};

/// Bytes of one line as it is read, and of one that is joined from several.
const LINE_BYTES: usize = 256 << 10;
/// Components within components.
const DEPTH: usize = 16;

pub(super) struct Vcard;

impl Extract for Vcard {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        read(input, sink)
    }
}

pub(super) struct Icalendar;

impl Extract for Icalendar {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        read(input, sink)
    }
}

fn read(input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
    let mut tape = Tape::new(input.reader, undeclared, 2 * LINE_BYTES)?;
    let mut records = Records::new(Numbering::Count(0));
    while let Some(line) = unfolded(&mut tape)? {
        let Some(property) = Property::parse(&line) else {
            // Not of the format; a record takes it, so that it is not lost.
            add(&mut records, "line", line, sink)?;
            continue;
        };
        match property.name.as_str() {
            "BEGIN" if records.depth() < DEPTH => records.open(property.value, true),
            "BEGIN" => {}
            "END" => records.close(sink)?,
            _ => property.fields(&mut records, sink)?,
        }
    }
    records.finish(sink)?;
    Ok(Coverage::Complete)
}

fn add(records: &mut Records, name: &str, value: String, sink: &mut dyn Sink) -> Result<(), Error> {
    if records.depth() == 0 {
        records.open("", true);
    }
    // A name in parts and the same in full are one.
    let known = records
        .fields()
        .iter()
        .any(|field| field.value.eq_ignore_ascii_case(&value));
    if known {
        return Ok(());
    }
    records.field(name, value, sink)
}

/// The next line with its continuations, none at the end. A picture is not kept beyond the limit; of any other line
/// the rest comes as lines of their own.
fn unfolded(tape: &mut Tape<'_>) -> Result<Option<String>, Error> {
    let mut joined = Vec::new();
    if !physical(tape, &mut joined)? {
        return Ok(None);
    }
    loop {
        if joined.len() > LINE_BYTES {
            if !is_picture(&joined) {
                break;
            }
            joined.truncate(LINE_BYTES / 2);
        }
        let soft_break = joined.last() == Some(&b'=') && is_quoted_printable(&joined);
        let folded = matches!(tape.fill_buf()?.first(), Some(b' ' | b'\t'));
        if soft_break {
            joined.pop();
        } else if folded {
            tape.consume(1);
        } else {
            break;
        }
        if !physical(tape, &mut joined)? {
            break;
        }
    }
    Ok(Some(String::from_utf8_lossy(&joined).into_owned()))
}

fn is_picture(line: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&line[..line.len().min(1024)]);
    Property::parse(&start).is_some_and(|property| property.is_not_text())
}

/// Appends a line without its end; false at the end of the document.
fn physical(tape: &mut Tape<'_>, out: &mut Vec<u8>) -> Result<bool, Error> {
    tape.mark();
    let read = tape.take(LINE_BYTES as u64).read_until(b'\n', out)?;
    while matches!(out.last(), Some(b'\n' | b'\r')) {
        out.pop();
    }
    Ok(read > 0)
}

fn is_quoted_printable(line: &[u8]) -> bool {
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    name.to_ascii_uppercase().ends_with(b"QUOTED-PRINTABLE")
}

/// `group.NAME;PARAMETER=VALUE:value`.
struct Property<'l> {
    name: String,
    parameters: Vec<(String, &'l str)>,
    value: &'l str,
}

impl<'l> Property<'l> {
    fn parse(line: &'l str) -> Option<Self> {
        let mut quoted = false;
        let colon = line.char_indices().find_map(|(at, c)| {
            quoted ^= c == '"';
            (c == ':' && !quoted).then_some(at)
        })?;
        let mut parts = line[..colon].split(';');
        let name = parts.next()?;
        let name = name.rsplit_once('.').map_or(name, |(_, name)| name);
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if name.is_empty() || !name.chars().all(is_name) {
            return None;
        }
        Some(Self {
            name: name.to_ascii_uppercase(),
            parameters: parts
                .map(|part| {
                    let (name, value) = part.split_once('=').unwrap_or((part, part));
                    (name.to_ascii_uppercase(), value.trim_matches('"'))
                })
                .collect(),
            value: &line[colon + 1..],
        })
    }

    fn parameter(&self, name: &str) -> Option<&'l str> {
        self.parameters
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, value)| *value)
    }

    fn fields(&self, records: &mut Records, sink: &mut dyn Sink) -> Result<(), Error> {
        let of_program = ["PRODID", "VERSION", "CALSCALE", "METHOD"];
        if of_program.contains(&self.name.as_str()) || self.is_not_text() {
            return Ok(());
        }
        let label = label(&self.name);
        if let Some(name) = self.parameter("CN") {
            add(records, &format!("{label} name"), name.to_owned(), sink)?;
        }
        add(records, &label, self.text(), sink)
    }

    fn is_not_text(&self) -> bool {
        let encoding = self.parameter("ENCODING").unwrap_or_default();
        let binary = ["PHOTO", "LOGO", "SOUND", "KEY"];
        binary.contains(&self.name.as_str())
            || encoding.eq_ignore_ascii_case("B")
            || encoding.eq_ignore_ascii_case("BASE64")
            || self.parameter("BASE64").is_some()
            || self.value.starts_with("data:")
    }

    fn text(&self) -> String {
        let quoted_printable = self
            .parameters
            .iter()
            .any(|(_, value)| value.eq_ignore_ascii_case("QUOTED-PRINTABLE"));
        let value = if quoted_printable {
            decode_quoted_printable(self.value, self.parameter("CHARSET"))
        } else {
            self.value.to_owned()
        };
        let value = ["mailto:", "tel:"]
            .iter()
            .find_map(|scheme| {
                let (start, rest) = value.split_at_checked(scheme.len())?;
                start.eq_ignore_ascii_case(scheme).then(|| rest.to_owned())
            })
            .unwrap_or(value);
        let parts = components(&value);
        match self.name.as_str() {
            // Family, given, additional, prefixes, suffixes (RFC 6350, 6.2.2).
            "N" => joined(&parts, &[3, 1, 2, 0, 4], " "),
            "ADR" | "LABEL" => joined(&parts, &[0, 1, 2, 3, 4, 5, 6], ", "),
            "ORG" => joined(&parts, &[0, 1, 2, 3], ", "),
            _ => parts.join(";"),
        }
    }
}

fn joined(parts: &[String], order: &[usize], separator: &str) -> String {
    order
        .iter()
        .filter_map(|at| parts.get(*at))
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(separator)
}

/// The parts between semicolons, with their escapes undone (RFC 6350, 3.4).
fn components(value: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut characters = value.chars();
    while let Some(c) = characters.next() {
        let part = parts.last_mut().expect("never empty");
        match c {
            ';' => parts.push(String::new()),
            '\\' => match characters.next() {
                Some('n' | 'N') => part.push('\n'),
                Some(escaped) => part.push(escaped),
                None => {}
            },
            c => part.push(c),
        }
    }
    parts
}

fn decode_quoted_printable(value: &str, charset: Option<&str>) -> String {
    let encoding = charset
        .and_then(|label| Encoding::for_label_no_replacement(label.as_bytes()))
        .unwrap_or(UTF_8);
    let bytes = unescaped(value, b'=');
    encoding.decode_without_bom_handling(&bytes).0.into_owned()
}

/// What the property is called in the standards' own words (RFC 6350, 6; RFC 5545, 3.8).
fn label(name: &str) -> String {
    match name {
        "N" => "Name",
        "FN" => "Full name",
        "NICKNAME" => "Nickname",
        "BDAY" => "Date of birth",
        "ADR" | "LABEL" => "Address",
        "TEL" => "Telephone",
        "EMAIL" => "Email",
        "ORG" => "Organisation",
        "TITLE" => "Job title",
        "GEO" => "Geographic position",
        "X-WR-CALNAME" => "Calendar",
        other => return other.to_ascii_lowercase(),
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::{brief, segments};

    fn read(text: &str) -> Vec<String> {
        segments(&Vcard, text.as_bytes())
            .iter()
            .map(|segment| brief(&segment.body))
            .collect()
    }

    #[test]
    fn a_card_is_a_record_and_its_name_comes_once() {
        assert_eq!(
            read(
                "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Doe;Jo;;Dr;\r\nFN:Dr Jo Doe\r\nitem1.TEL;TYPE=CELL:+44 7700 900000\r\n\
                 ADR;TYPE=HOME:;;1 High St;Town\\, North;;ZZ1 1ZZ;\r\nBDAY:1970-01-02\r\nEND:VCARD\r\n\
                 BEGIN:VCARD\r\nFN:A B\r\nPHOTO;ENCODING=b:AAAA\r\n BBBB\r\nEND:VCARD\r\n"
            ),
            [
                "Name=Dr Jo Doe | Telephone=+44 7700 900000 | Address=1 High St, Town, North, ZZ1 1ZZ | Date of birth=1970-01-02",
                "Full name=A B"
            ]
        );
    }

    #[test]
    fn folded_lines_are_joined_and_components_kept_apart() {
        assert_eq!(
            read(
                "BEGIN:VCALENDAR\nPRODID:x\nBEGIN:VEVENT\nATTENDEE;CN=\"Doe, Jo\";ROLE=CHAIR:mailto:jo.doe@exam\n ple.org\n\
                 SUMMARY:One\\nTwo\nBEGIN:VALARM\nDESCRIPTION:Ring\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR\n"
            ),
            [
                "description=Ring",
                "attendee name=Doe, Jo | attendee=jo.doe@example.org | summary=One\nTwo"
            ]
        );
    }

    #[test]
    fn quoted_printable_is_decoded_over_its_soft_breaks() {
        assert_eq!(
            read(
                "BEGIN:VCARD\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=AB =\nDoe=\n\nEND:VCARD"
            ),
            ["Full name=Zoë Doe"]
        );
    }

    #[test]
    fn a_picture_is_skipped_however_long_and_a_note_is_not() {
        let folded = |name: &str| format!("{name}:word{}\n", "\n word".repeat(200_000));
        let card = format!(
            "BEGIN:VCARD\n{}{}FN:A\nEND:VCARD",
            folded("PHOTO"),
            folded("NOTE")
        );
        let read = read(&card);
        let words: usize = read
            .iter()
            .map(|record| record.matches("word").count())
            .sum();
        assert_eq!(words, 200_001);
        assert!(read.last().unwrap().ends_with("Full name=A"));
    }

    #[test]
    fn what_is_not_of_the_format_is_not_lost() {
        assert_eq!(
            read("BEGIN:VCARD\nhello there\nFN:A"),
            ["line=hello there | Full name=A"]
        );
    }
}
