//! For people at a terminal: a masked line for each finding and indicator, below its document; at the end the totals
//! and what was not read. Takes one record after another, so that it can be printed while a check runs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Record;
use super::summary::write_totals;
use super::words::{address, count, place, printable, word};
use crate::assess::Indicator;
use crate::detect::Severity;
use crate::inventory::{Finding, Folder};

/// Writes records as lines.
pub(super) struct Lines<W: Write> {
    out: W,
    /// The document the last line spoke of.
    current: Option<String>,
    findings: BTreeMap<Severity, u64>,
    indicators: BTreeMap<Severity, u64>,
}

impl<W: Write> Lines<W> {
    pub(super) fn new(out: W) -> Self {
        Self {
            out,
            current: None,
            findings: BTreeMap::new(),
            indicators: BTreeMap::new(),
        }
    }

    /// Writes the next record; the scan record ends with the totals.
    pub(super) fn record(&mut self, record: &Record) -> io::Result<()> {
        match record {
            Record::Finding(finding) => self.finding(finding),
            Record::Indicator(indicator) => self.indicator(indicator),
            Record::Folder(folder) => self.folder(folder),
            // A document says nothing here that its findings and indicators do not.
            Record::Document(_) => Ok(()),
            Record::Scan(scan) => {
                writeln!(self.out)?;
                writeln!(self.out, "{}", tally("finding", "findings", &self.findings))?;
                writeln!(
                    self.out,
                    "{}",
                    tally("indicator", "indicators", &self.indicators)
                )?;
                write_totals(&scan.totals, &mut self.out)
            }
        }
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        self.heading(&finding.source, &finding.path, finding.member.as_deref())?;
        *self.findings.entry(finding.severity).or_default() += 1;
        writeln!(
            self.out,
            "  {:<8}  {}  {}  {}  ({})",
            word(&finding.severity),
            printable(&place(&finding.location)),
            finding.rule,
            printable(&finding.value),
            finding.confidence
        )
    }

    fn indicator(&mut self, indicator: &Indicator) -> io::Result<()> {
        self.heading(
            &indicator.source,
            &indicator.path,
            indicator.member.as_deref(),
        )?;
        *self.indicators.entry(indicator.severity).or_default() += 1;
        writeln!(
            self.out,
            "  {:<8}  {}  {} [{}]",
            word(&indicator.severity),
            indicator.check,
            printable(&indicator.detail),
            indicator.law
        )
    }

    fn folder(&mut self, folder: &Folder) -> io::Result<()> {
        self.heading(&folder.source, &folder.path, None)?;
        let status = word(&folder.status);
        writeln!(self.out, "  folder {status}: {}", folder.reason.as_str())
    }

    /// Names the document, unless the line before spoke of it.
    fn heading(&mut self, source: &str, path: &str, member: Option<&str>) -> io::Result<()> {
        let address = address(source, path, member);
        if self.current.as_ref() != Some(&address) {
            writeln!(self.out, "{address}")?;
            self.current = Some(address);
        }
        Ok(())
    }
}

/// `3 findings: 2 high, 1 low`.
fn tally(one: &str, many: &str, by_severity: &BTreeMap<Severity, u64>) -> String {
    let total = count(by_severity.values().sum(), one, many);
    let parts: Vec<String> = by_severity
        .iter()
        .rev()
        .map(|(severity, number)| format!("{number} {}", word(severity)))
        .collect();
    if parts.is_empty() {
        return total;
    }
    format!("{total}: {}", parts.join(", "))
}
