//! Lists of indicators for one purpose: what to dispose of, to review, to close, to correct, to look into abroad.

use std::io;

use super::View;
use crate::assess::{Assessor, Decision, Indicator, State};
use crate::inventory::{Document, Store};
use crate::report::words::{address, optional, word};
use crate::report::{Error, Record, walk};

const DISPOSAL: &[&str] = &[
    "class",
    "source",
    "path",
    "bytes",
    "people",
    "sensitive_kinds",
    "accessible_record",
    "due_since",
    "evidence",
    "basis",
    "responsible",
    "other_copies",
    "hold_checked",
    "legal_minimum_checked",
    "archive_interest",
    "open_requests",
    "method",
    "decision",
    "signed_by_post",
    "signed_on",
    "done_on",
    "verified_by_scan",
];
const REVIEW: &[&str] = &[
    "responsible",
    "check",
    "source",
    "path",
    "class",
    "people",
    "why",
    "basis",
    "decision",
    "reason",
    "decided_by_post",
    "decided_on",
    "review_again_on",
];
const ACCESS: &[&str] = &[
    "severity",
    "check",
    "source",
    "path",
    "file_owner",
    "mode",
    "responsible",
    "why",
    "remedy",
    "command",
];
const ACCURACY: &[&str] = &[
    "check",
    "source",
    "path",
    "member",
    "fields",
    "why",
    "places",
    "remedy",
    "corrected_by_post",
    "corrected_on",
];
const TRANSFERS: &[&str] = &[
    "severity",
    "check",
    "source",
    "path",
    "responsible",
    "why",
    "basis",
    "remedy",
    "safeguard",
    "decided_by_post",
    "decided_on",
];

/// Checks of each list beside those of its principle.
const REVIEWED: &[&str] = &[
    "p4-stale-unreviewed",
    "p5-no-schedule",
    "p5-stale-copy",
    "p5-over-retention",
    "p5-disposal-not-done",
    "p5-below-minimum",
];
const REACHED: &[&str] = &["p1-confidence-outside", "p1-sensitive-no-condition"];
const SENT: &[&str] = &["p2-recipient-not-declared"];

pub(super) fn columns(view: View) -> &'static [&'static str] {
    match view {
        View::Disposal => DISPOSAL,
        View::Review => REVIEW,
        View::Access => ACCESS,
        View::Accuracy => ACCURACY,
        _ => TRANSFERS,
    }
}

pub(super) fn rows(
    view: View,
    store: &Store,
    assessor: &Assessor,
    take: &mut dyn FnMut(&[String]) -> io::Result<()>,
) -> Result<(), Error> {
    let mut current: Option<Document> = None;
    walk(store, assessor, false, &mut |record| match record {
        Record::Document(document) => {
            current = Some(document);
            Ok(())
        }
        Record::Indicator(indicator) if belongs(view, &indicator) => {
            let of_it = |document: &&Document| {
                document.path == indicator.path && document.member == indicator.member
            };
            let document = current.as_ref().filter(of_it);
            let mut row = row(view, &indicator, document);
            if let Some(decision) = document.and_then(|document| assessor.decision(document)) {
                fill(&mut row, columns(view), decision);
            }
            take(&row)
        }
        _ => Ok(()),
    })
}

/// Whether an indicator is of a list.
fn belongs(view: View, indicator: &Indicator) -> bool {
    let check = indicator.check.as_str();
    let of_principle = |number: u8| indicator.principles.first() == Some(&number);
    match view {
        View::Disposal => indicator.state == Some(State::Overdue),
        View::Review => {
            let sure = check == "p5-over-retention"
                && indicator
                    .state
                    .is_some_and(|state| state != State::MayBeOverdue);
            REVIEWED.contains(&check) && !sure
        }
        View::Access => REACHED.contains(&check) || (of_principle(7) && check != "p7-mail-store"),
        View::Accuracy => of_principle(4) && check != "p4-stale-unreviewed",
        _ => of_principle(8) || SENT.contains(&check),
    }
}

fn row(view: View, indicator: &Indicator, document: Option<&Document>) -> Vec<String> {
    let of = |field: fn(&Document) -> Option<String>| optional(document.and_then(field));
    let empty = String::new;
    let severity = || word(&indicator.severity);
    let (check, why, basis) = (
        || indicator.check.clone(),
        || indicator.detail.clone(),
        || indicator.basis.clone(),
    );
    let (source, path) = (|| indicator.source.clone(), || indicator.path.clone());
    let responsible = || of(|document| document.responsible.clone());
    let class = || of(|document| document.record_class.clone());
    let people = || of(|document| Some(document.subjects.to_string()));
    let mut row = match view {
        View::Disposal => vec![
            class(),
            source(),
            path(),
            of(|document| Some(document.bytes.to_string())),
            people(),
            of(|document| Some(document.sensitive_categories.join("; "))),
            of(|document| document.accessible_record.clone()),
            optional(indicator.due.map(|due| due.to_string())),
            evidence(indicator).to_owned(),
            basis(),
            responsible(),
        ],
        View::Review => vec![
            responsible(),
            check(),
            source(),
            path(),
            class(),
            people(),
            why(),
            basis(),
        ],
        View::Access => vec![
            severity(),
            check(),
            source(),
            path(),
            of(|document| document.file_owner.clone()),
            optional(indicator.mode.as_ref().or_else(|| document?.mode.as_ref())),
            responsible(),
            why(),
            indicator.remedy.clone(),
            command(indicator),
        ],
        View::Accuracy => vec![
            check(),
            source(),
            path(),
            optional(indicator.member.as_ref()),
            indicator.rules.join("; "),
            why(),
            basis(),
            indicator.remedy.clone(),
        ],
        _ => vec![
            severity(),
            check(),
            source(),
            path(),
            responsible(),
            why(),
            basis(),
            indicator.remedy.clone(),
        ],
    };
    // What is left is for whoever decides.
    row.resize_with(columns(view).len(), empty);
    row
}

/// Writes what was decided already where it would be written by hand.
fn fill(row: &mut [String], columns: &[&str], decision: &Decision) {
    for (cell, column) in row.iter_mut().zip(columns) {
        match *column {
            "decision" => *cell = word(&decision.decision),
            "reason" => cell.clone_from(&decision.reason),
            "signed_by_post" | "decided_by_post" => cell.clone_from(&decision.by),
            "signed_on" | "decided_on" => *cell = decision.date.to_string(),
            _ => {}
        }
    }
}

/// What a date of disposal rests on: nobody signs on a file's time alone.
fn evidence(indicator: &Indicator) -> &'static str {
    if indicator.file_time_only == Some(true) {
        "file time only"
    } else {
        "content or name"
    }
}

/// The command that would close a file that everybody can reach. It is for an administrator to read and run.
fn command(indicator: &Indicator) -> String {
    let of_file = indicator.check == "p7-open-permissions" && !indicator.path.is_empty();
    if !of_file {
        return String::new();
    }
    let whole = quoted(&address(&indicator.source, &indicator.path, None));
    let listed = indicator
        .mode
        .as_ref()
        .is_some_and(|mode| mode.ends_with('+'));
    if listed {
        format!("setfacl -b -- {whole} && chmod o= -- {whole}")
    } else {
        format!("chmod o= -- {whole}")
    }
}

/// A word for a shell (POSIX.1-2017, 2.2.2).
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_cannot_break_out_of_its_command() {
        assert_eq!(quoted("a'; rm -rf /; '"), "'a'\\''; rm -rf /; '\\'''");
    }
}
