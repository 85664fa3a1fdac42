//! One page for a manager: what is held, what stands out by principle, and, always last, what was not read. Gives numbers
//! and places, no values and no verdicts.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::words::{address, count, number, size};
use super::{Error, Record, walk};
use crate::assess::{Assessor, Indicator, Policy};
use crate::classify::Classification;
use crate::crawl::{Reason, Status};
use crate::detect::{Class, Severity};
use crate::inventory::{Document, Scan, Store, Totals};

/// So many places are named where there are many.
const FEW: usize = 3;

/// Reasons for which something in scope was not read; the others left a file out on purpose.
const UNREAD: &[Reason] = &[
    Reason::Encrypted,
    Reason::PermissionDenied,
    Reason::Corrupt,
    Reason::ImageOnly,
    Reason::Unsupported,
    Reason::Io,
    Reason::Timeout,
    Reason::Memory,
    Reason::Crashed,
    Reason::Depth,
    Reason::Expansion,
];

/// Writes the page about what an inventory holds now.
pub fn write(store: &Store, assessor: &Assessor, out: &mut dyn Write) -> Result<(), Error> {
    let _snapshot = store.snapshot()?;
    let mut page = Page::default();
    let mut scan = None;
    walk(store, assessor, false, &mut |record| {
        match record {
            Record::Document(document) => page.document(&document, assessor),
            Record::Indicator(indicator) => page.indicator(indicator),
            Record::Scan(last) => scan = Some(last),
            Record::Finding(_) | Record::Folder(_) => {}
        }
        Ok(())
    })?;
    let Some(scan) = scan else { return Ok(()) };
    head(store, assessor, &scan, out)?;
    page.held(&scan.totals, assessor, out)?;
    page.principles(assessor, out)?;
    page.standing_out("Credentials in clear", "p7-credential", out)?;
    unread(store, &scan.totals, out)?;
    out.flush()?;
    Ok(())
}

/// What is counted while the records go by.
#[derive(Default)]
struct Page {
    /// Files by category as the regime shows them.
    categories: BTreeMap<String, u64>,
    /// Documents and matches by rule of personal data.
    identifiers: BTreeMap<String, (u64, u64)>,
    /// Indicators by principle and severity.
    principles: BTreeMap<u8, BTreeMap<Severity, u64>>,
    /// The first few places of each check that are grave.
    places: BTreeMap<String, Vec<String>>,
    /// How many indicators each check has.
    checks: BTreeMap<String, u64>,
}

impl Page {
    fn document(&mut self, document: &Document, assessor: &Assessor) {
        for (rule, tally) in &document.facts.rules {
            if tally.class == Class::Personal {
                let (documents, matches) = self.identifiers.entry(rule.clone()).or_default();
                *documents += 1;
                *matches += tally.count;
            }
        }
        if document.member.is_some() || document.classification != Some(Classification::Sensitive) {
            return;
        }
        let regime = assessor.regime();
        let mut shown: Vec<&str> = document
            .sensitive_categories
            .iter()
            .map(|id| regime.shown_as(id))
            .collect();
        shown.sort_unstable();
        shown.dedup();
        for id in shown {
            *self.categories.entry(id.to_owned()).or_default() += 1;
        }
    }

    fn indicator(&mut self, indicator: Indicator) {
        let principle = indicator.principles.first().copied().unwrap_or_default();
        let by_severity = self.principles.entry(principle).or_default();
        *by_severity.entry(indicator.severity).or_default() += 1;
        *self.checks.entry(indicator.check.clone()).or_default() += 1;
        let places = self.places.entry(indicator.check).or_default();
        if places.len() < FEW {
            let place = address(
                &indicator.source,
                &indicator.path,
                indicator.member.as_deref(),
            );
            places.push(place);
        }
    }

    fn held(&self, totals: &Totals, assessor: &Assessor, out: &mut dyn Write) -> io::Result<()> {
        let neither =
            (totals.read + totals.partial).saturating_sub(totals.personal + totals.sensitive);
        writeln!(out, "\nWhat is held")?;
        for (files, what) in [
            (totals.sensitive, "sensitive personal data"),
            (totals.personal, "other personal data"),
            (neither, "no personal data found"),
        ] {
            writeln!(out, "  {:>11}  {what}", number(files))?;
        }
        writeln!(out, "\nSensitive categories (files)")?;
        for category in assessor.regime().categories() {
            let files = self
                .categories
                .get(&category.id)
                .copied()
                .unwrap_or_default();
            writeln!(
                out,
                "  {:>11}  {}, {}",
                number(files),
                category.name,
                category.law
            )?;
        }
        if !self.identifiers.is_empty() {
            writeln!(out, "\nPersonal identifiers (matches, documents)")?;
        }
        for (rule, (documents, matches)) in &self.identifiers {
            writeln!(
                out,
                "  {:>11}  {rule} in {}",
                number(*matches),
                count(*documents, "document", "documents")
            )?;
        }
        Ok(())
    }

    fn principles(&self, assessor: &Assessor, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "\nIndicators by principle: reasons to look, not findings of law"
        )?;
        let not_examined = assessor.not_examined();
        for principle in 1..=8 {
            let name = assessor
                .regime()
                .principle(principle)
                .map_or("", |term| &term.name);
            let mut said = Vec::new();
            if let Some(by_severity) = self.principles.get(&principle) {
                let total = by_severity.values().sum();
                let grave: u64 = by_severity
                    .range(Severity::High..)
                    .map(|(_, count)| count)
                    .sum();
                said.push(format!(
                    "{}, {} high or critical",
                    number(total),
                    number(grave)
                ));
            }
            for missing in not_examined
                .iter()
                .filter(|missing| missing.principle == principle)
            {
                let what = missing
                    .check
                    .map(|check| format!("{check} "))
                    .unwrap_or_default();
                said.push(format!("{what}not examined: {}", missing.why));
            }
            if said.is_empty() {
                said.push("none".to_owned());
            }
            writeln!(out, "  {principle}  {name}: {}", said.join("; "))?;
        }
        Ok(())
    }

    fn standing_out(&self, title: &str, check: &str, out: &mut dyn Write) -> io::Result<()> {
        let total = self.checks.get(check).copied().unwrap_or_default();
        writeln!(out, "\n{title}: {}", count(total, "document", "documents"))?;
        let places = self
            .places
            .get(check)
            .map(Vec::as_slice)
            .unwrap_or_default();
        for place in places {
            writeln!(out, "  {place}")?;
        }
        and_more(total, places.len(), out)
    }
}

fn head(store: &Store, assessor: &Assessor, scan: &Scan, out: &mut dyn Write) -> Result<(), Error> {
    let organisation = assessor
        .policy()
        .map(Policy::organisation)
        .cloned()
        .unwrap_or_default();
    let title = organisation
        .name
        .map(|name| format!("{name}: "))
        .unwrap_or_default();
    let regime = &assessor.regime().title;
    writeln!(
        out,
        "{title}personal data, weighed on {} under the {regime}",
        scan.as_of
    )?;
    if let Some(reviewed) = organisation.reviewed {
        writeln!(out, "Policy last reviewed on {reviewed}")?;
    }
    if let Some(contact) = organisation.contact {
        writeln!(out, "Questions to {contact}")?;
    }
    let totals = &scan.totals;
    write!(
        out,
        "{}, {}",
        count(totals.files, "file", "files"),
        size(totals.bytes)
    )?;
    if totals.members > 0 {
        write!(
            out,
            "; {} inside them",
            count(totals.members, "document", "documents")
        )?;
    }
    writeln!(out)?;
    if store.last_run()?.is_some_and(|run| run.finished.is_none()) {
        writeln!(
            out,
            "The last scan has not come to its end: the figures are those of what it had reached."
        )?;
    }
    for source in store.sources()? {
        if assessor
            .policy()
            .is_some_and(|policy| !policy.covers(&source.name))
        {
            let name = address(&source.name, "", None);
            writeln!(
                out,
                "The policy has no [[share]] for {name}: nothing there was weighed against it."
            )?;
        }
    }
    Ok(())
}

/// What was not read, by reason, with the largest few named.
fn unread(store: &Store, totals: &Totals, out: &mut dyn Write) -> Result<(), Error> {
    let mut places = BTreeMap::new();
    for reason in UNREAD
        .iter()
        .filter(|reason| totals.reasons.contains_key(reason.as_str()))
    {
        let largest = store.unread(*reason, FEW as u32)?;
        let named = largest.iter().map(|unread| {
            let place = address(&unread.source, &unread.path, unread.member.as_deref());
            format!("{place} ({})", size(unread.bytes))
        });
        places.insert(reason.as_str(), named.collect::<Vec<_>>());
    }
    let mut folders = Vec::new();
    for folder in store.folders()? {
        if folder.status != Status::Skipped && folders.len() < FEW {
            folders.push(format!(
                "{} ({})",
                address(&folder.source, &folder.path, None),
                folder.reason.as_str()
            ));
        }
    }
    writeln!(out)?;
    write_closing(totals, &places, &folders, out)?;
    Ok(())
}

/// The closing lines of every text: how much was read, what was left out on purpose and, last, what was not read.
pub(super) fn write_totals(totals: &Totals, out: &mut dyn Write) -> io::Result<()> {
    write_closing(totals, &BTreeMap::new(), &[], out)
}

/// `places` are some of what was not read, by reason.
fn write_closing(
    totals: &Totals,
    places: &BTreeMap<&str, Vec<String>>,
    folders: &[String],
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(
        out,
        "{}: {} read, {} in part, {} not read, {} left out",
        count(totals.files, "file", "files"),
        number(totals.read),
        number(totals.partial),
        number(totals.unreadable),
        number(totals.skipped)
    )?;
    let is_lost = |reason: &str| UNREAD.iter().any(|unread| unread.as_str() == reason);
    let (lost, left_out): (Vec<_>, Vec<_>) = totals
        .reasons
        .iter()
        .partition(|(reason, _)| is_lost(reason));
    if !left_out.is_empty() {
        writeln!(out, "Left out on purpose")?;
    }
    for (reason, documents) in left_out {
        writeln!(out, "  {:>11}  {reason}", number(*documents))?;
    }
    if totals.not_read() == 0 {
        return writeln!(out, "Not read: nothing that was in scope");
    }
    let mut what = vec![count(totals.partial + totals.unreadable, "file", "files")];
    if totals.members_not_read > 0 {
        what.push(count(
            totals.members_not_read,
            "document inside them",
            "documents inside them",
        ));
    }
    if totals.folders_unreadable > 0 {
        what.push(count(
            totals.folders_unreadable,
            "whole folder",
            "whole folders",
        ));
    }
    writeln!(
        out,
        "Not read, or only in part: {}. What they hold is not known",
        what.join(", ")
    )?;
    for (reason, documents) in lost {
        let help = help(reason);
        writeln!(out, "  {:>11}  {reason}{help}", number(*documents))?;
        for place in places.get(reason.as_str()).into_iter().flatten() {
            writeln!(out, "               {place}")?;
        }
    }
    folders
        .iter()
        .try_for_each(|folder| writeln!(out, "  folder {folder}"))
}

/// What would let more be read.
fn help(reason: &str) -> &'static str {
    if reason == Reason::ImageOnly.as_str() {
        " (with --ocr the program tesseract, where it is installed, reads pictures of text)"
    } else {
        ""
    }
}

fn and_more(total: u64, named: usize, out: &mut dyn Write) -> io::Result<()> {
    match total.saturating_sub(named as u64) {
        0 => Ok(()),
        more => writeln!(out, "  and {} more", number(more)),
    }
}
