//! One page for a manager: what is held, what stands out by principle, and, always last, what was not read. Gives numbers
//! and places, no values and no verdicts.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::words::{address, count, number, size};
use super::{Error, Record, walk};
use crate::assess::{Assessor, Indicator, NotExamined, Policy};
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
    page.do_now(out)?;
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
    /// The first few places of each check.
    places: BTreeMap<String, Vec<String>>,
    /// How many indicators of medium severity and up each check has.
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
        // A note about a whole source is nothing to do now.
        if indicator.severity < Severity::Medium {
            return;
        }
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
        let missing = assessor.not_examined();
        for principle in 1..=8 {
            let name = assessor
                .regime()
                .principle(principle)
                .map_or("", |term| &term.name);
            let by_severity = self.principles.get(&principle);
            let total: u64 = by_severity.map_or(0, |counts| counts.values().sum());
            let grave: u64 = by_severity.map_or(0, |counts| {
                counts.range(Severity::High..).map(|(_, count)| count).sum()
            });
            let said = match total {
                0 => "none".to_owned(),
                _ => format!("{}, {} high or critical", number(total), number(grave)),
            };
            let of_this = |missing: &&NotExamined| missing.principle == principle;
            let left = match missing.iter().filter(of_this).count() as u64 {
                0 => String::new(),
                left => format!("; {} not made", count(left, "check", "checks")),
            };
            writeln!(out, "  {principle}  {name}: {said}{left}")?;
        }
        not_examined(assessor, out)
    }

    /// The gravest first: what to see to before anything else, at most five lines, each with its first place.
    fn do_now(&self, out: &mut dyn Write) -> io::Result<()> {
        let urgent: Vec<&(&str, &str)> = DO_NOW
            .iter()
            .filter(|(check, _)| self.checks.contains_key(*check))
            .take(5)
            .collect();
        if urgent.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "\nDo now; what has lain open may have to be told as an incident"
        )?;
        for (check, words) in urgent {
            let total = self.checks.get(*check).copied().unwrap_or_default();
            writeln!(out, "  {:>11}  {words} ({check})", number(total))?;
            for place in self.places.get(*check).into_iter().flatten() {
                writeln!(out, "               {place}")?;
            }
        }
        Ok(())
    }
}

/// Checks whose indicators come first, with what they are called.
const DO_NOW: &[(&str, &str)] = &[
    ("p7-public-place", "personal data that the public can reach"),
    ("p7-credential", "documents with a credential in clear"),
    (
        "p7-open-permissions",
        "files with personal data open to everyone",
    ),
    ("p7-marking-conflict", "files whose marking does not fit"),
    (
        "p6-suppressed-person",
        "documents about people who were to be removed",
    ),
    (
        "p7-sensitive-unrestricted",
        "sensitive files outside the restricted areas",
    ),
];

/// Which checks were not made and why; many of one reason are counted.
fn not_examined(assessor: &Assessor, out: &mut dyn Write) -> io::Result<()> {
    const NAMED: usize = 4;
    let mut reasons: BTreeMap<&str, Vec<NotExamined>> = BTreeMap::new();
    for missing in assessor.not_examined() {
        reasons.entry(missing.why).or_default().push(missing);
    }
    if !reasons.is_empty() {
        writeln!(out, "\nChecks not made")?;
    }
    for (why, missing) in reasons {
        let what = if missing.len() > NAMED {
            let mut principles: Vec<String> = missing
                .iter()
                .map(|missing| missing.principle.to_string())
                .collect();
            principles.dedup();
            format!(
                "{} checks of principles {}",
                missing.len(),
                principles.join(", ")
            )
        } else {
            let checks: Vec<&str> = missing.iter().map(|missing| missing.check).collect();
            checks.join(", ")
        };
        writeln!(out, "  {why}: {what}")?;
    }
    Ok(())
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
