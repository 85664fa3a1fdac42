//! One table of one kind of record, for spreadsheet programs: UTF-8 with a byte order mark, lines ended by CR LF, lists
//! joined by `; `, and no cell that a program could take for a formula. File names are hostile input.

use std::borrow::Cow;
use std::io::{self, Write};

use ::csv::{Terminator, Writer, WriterBuilder};

use super::words::{optional, place, word};
use super::{Record, What};
use crate::assess::Indicator;
use crate::inventory::{Document, Finding};

const FINDING: &[&str] = &[
    "id",
    "source",
    "path",
    "member",
    "rule",
    "class",
    "location",
    "value",
    "fingerprint",
    "confidence",
    "severity",
    "evidence",
    "principles",
];
const DOCUMENT: &[&str] = &[
    "id",
    "source",
    "path",
    "member",
    "format",
    "bytes",
    "modified",
    "file_owner",
    "mode",
    "content_hash",
    "status",
    "reason",
    "classification",
    "sensitive_categories",
    "marking",
    "record_class",
    "accessible_record",
    "subjects",
    "last_date",
    "purpose",
    "responsible",
];
const INDICATOR: &[&str] = &[
    "id",
    "source",
    "path",
    "member",
    "regime",
    "principles",
    "law",
    "check",
    "severity",
    "confidence",
    "state",
    "due",
    "file_time_only",
    "mode",
    "rules",
    "basis",
    "detail",
    "findings",
    "remedy",
];

/// A table of one kind of record on its way.
pub(super) struct Table<W: Write>(Cells<W>);

impl<W: Write> Table<W> {
    pub(super) fn new(what: What, out: W) -> Self {
        Self(Cells::new(
            match what {
                What::Findings | What::All => FINDING,
                What::Documents => DOCUMENT,
                What::Indicators => INDICATOR,
            },
            out,
        ))
    }

    pub(super) fn record(&mut self, record: &Record) -> io::Result<()> {
        match record {
            Record::Finding(finding) => self.0.row(&cells_of_finding(finding)),
            Record::Document(document) => self.0.row(&cells_of_document(document)),
            Record::Indicator(indicator) => self.0.row(&cells_of_indicator(indicator)),
            Record::Folder(_) | Record::Scan(_) => Ok(()),
        }
    }

    pub(super) fn finish(self) -> io::Result<()> {
        self.0.finish()
    }
}

/// Rows under a header.
pub(super) struct Cells<W: Write> {
    rows: Writer<W>,
    /// The byte order mark and the header are still to be written.
    header: Option<&'static [&'static str]>,
}

impl<W: Write> Cells<W> {
    pub(super) fn new(header: &'static [&'static str], out: W) -> Self {
        Self {
            rows: WriterBuilder::new()
                .terminator(Terminator::CRLF)
                .from_writer(out),
            header: Some(header),
        }
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.begin()?;
        self.rows.flush()
    }

    /// The mark goes before the first name: a spreadsheet program knows by it that the text is UTF-8.
    fn begin(&mut self) -> io::Result<()> {
        let Some(header) = self.header.take() else {
            return Ok(());
        };
        let marked = header.iter().enumerate().map(|(at, name)| match at {
            0 => format!("\u{feff}{name}"),
            _ => (*name).to_owned(),
        });
        Ok(self.rows.write_record(marked.map(String::into_bytes))?)
    }

    pub(super) fn row(&mut self, cells: &[String]) -> io::Result<()> {
        self.begin()?;
        let guarded = cells.iter().map(|cell| guard(cell));
        Ok(self
            .rows
            .write_record(guarded.map(|cell| cell.into_owned().into_bytes()))?)
    }
}

fn cells_of_finding(finding: &Finding) -> [String; FINDING.len()] {
    [
        finding.id.clone(),
        finding.source.to_string(),
        finding.path.to_string(),
        optional(finding.member.as_ref()),
        finding.rule.clone(),
        word(&finding.class),
        place(&finding.location),
        finding.value.clone(),
        optional(finding.fingerprint.as_ref()),
        finding.confidence.to_string(),
        word(&finding.severity),
        finding.evidence.join("; "),
        list(&finding.principles),
    ]
}

fn cells_of_document(document: &Document) -> [String; DOCUMENT.len()] {
    [
        document.id.clone(),
        document.source.clone(),
        document.path.clone(),
        optional(document.member.as_ref()),
        optional(document.format.as_ref()),
        document.bytes.to_string(),
        optional(document.modified.as_ref()),
        optional(document.file_owner.as_ref()),
        optional(document.mode.as_ref()),
        optional(document.content_hash.as_ref()),
        word(&document.status),
        optional(document.reason.map(crate::crawl::Reason::as_str)),
        document
            .classification
            .as_ref()
            .map(word)
            .unwrap_or_default(),
        document.sensitive_categories.join("; "),
        optional(document.marking.as_ref()),
        optional(document.record_class.as_ref()),
        optional(document.accessible_record.as_ref()),
        document.subjects.to_string(),
        optional(document.last_date.as_ref()),
        optional(document.purpose.as_ref()),
        optional(document.responsible.as_ref()),
    ]
}

fn cells_of_indicator(indicator: &Indicator) -> [String; INDICATOR.len()] {
    [
        indicator.id.clone(),
        indicator.source.clone(),
        indicator.path.clone(),
        optional(indicator.member.as_ref()),
        indicator.regime.clone(),
        list(&indicator.principles),
        indicator.law.clone(),
        indicator.check.clone(),
        word(&indicator.severity),
        indicator.confidence.to_string(),
        indicator.state.as_ref().map(word).unwrap_or_default(),
        optional(indicator.due.map(|due| due.to_string())),
        optional(indicator.file_time_only.map(|only| only.to_string())),
        optional(indicator.mode.as_ref()),
        indicator.rules.join("; "),
        indicator.basis.clone(),
        indicator.detail.clone(),
        indicator.findings.join("; "),
        indicator.remedy.clone(),
    ]
}

fn list(numbers: &[u8]) -> String {
    let numbers: Vec<String> = numbers.iter().map(u8::to_string).collect();
    numbers.join("; ")
}

/// A cell that begins like a formula gets an apostrophe, which spreadsheet programs take for "this is text". Spaces
/// before it do not help a formula, but some programs cut them off; full-width signs count in some countries.
fn guard(cell: &str) -> Cow<'_, str> {
    const FORMULA: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if cell.trim_start_matches(' ').starts_with(FORMULA) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::sample::{document, finding};

    #[test]
    fn cells_that_begin_like_a_formula_are_text() {
        for cell in [
            "=1+1", "+1", "-1", "@x", "\tx", "\r=1", "\n=1", "  =cmd", "＝1",
        ] {
            assert_eq!(guard(cell), format!("'{cell}"));
        }
        for cell in ["", "a=1", "'=1", "1-2", "*****19", "[person-name]"] {
            assert_eq!(guard(cell), cell);
        }
    }

    /// Field names of a JSON object in their order, `type` left out.
    fn fields(json: &str) -> Vec<String> {
        let bytes: serde_json::Value = serde_json::from_str(json).unwrap();
        let mut names: Vec<String> = bytes.as_object().unwrap().keys().cloned().collect();
        names.retain(|name| name != "type");
        names.sort_by_key(|name| json.find(&format!("\"{name}\":")));
        names
    }

    #[test]
    fn columns_are_the_fields_of_the_records_in_order() {
        let document = document("a", None);
        let indicator: Indicator = serde_json::from_value(serde_json::json!({
            "id": "i", "source": "s", "path": "p", "member": null, "regime": "r", "principles": [], "law": "l",
            "check": "c", "severity": "low", "confidence": 1.0, "state": null, "rules": [], "basis": "b",
            "detail": "d", "findings": [], "remedy": "r",
        }))
        .unwrap();
        let of = |record: Record| fields(&serde_json::to_string(&record).unwrap());
        assert_eq!(of(Record::Finding(finding(&document, "iban", 0))), FINDING);
        assert_eq!(of(Record::Document(document)), DOCUMENT);
        assert_eq!(of(Record::Indicator(indicator)), INDICATOR);
    }
}
