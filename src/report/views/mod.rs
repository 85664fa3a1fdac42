//! Lists and registers for people who decide: what is held by purpose, what is due for disposal, who can reach what, what
//! is wrong, what goes abroad. Each is one table with notes above it; columns for decisions and signatures are empty until
//! somebody has decided. Rows go by as the records do, so memory stays flat; a Word document holds a bounded number of them.

mod docx;
mod lists;
mod overview;
mod register;
mod table;

use std::io::Write;

use self::table::Table;
use super::{Error, Format};
use crate::assess::{Assessor, Policy};
use crate::inventory::Store;

/// What a reader wants to see; [`View::about`] says what each shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    Register,
    Disposal,
    Review,
    Access,
    Accuracy,
    Transfers,
    Summary,
}

/// How a report is written: records take all but the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Text,
    Csv,
    Json,
    /// One record or row a line.
    JsonLines,
    /// A Word document, for signing.
    Docx,
}

impl View {
    pub const ALL: [Self; 7] = [
        Self::Register,
        Self::Disposal,
        Self::Review,
        Self::Access,
        Self::Accuracy,
        Self::Transfers,
        Self::Summary,
    ];

    /// What it is called on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Disposal => "disposal",
            Self::Review => "review",
            Self::Access => "access",
            Self::Accuracy => "accuracy",
            Self::Transfers => "transfers",
            Self::Summary => "summary",
        }
    }

    /// What it shows, in a line.
    pub fn about(self) -> &'static str {
        match self {
            Self::Register => "What is held by purpose and class of records: declared beside found",
            Self::Disposal => "What is due for disposal, with columns to sign",
            Self::Review => "What to look at before anything is decided",
            Self::Access => "Who can reach what, with the command that would mend it",
            Self::Accuracy => "What cannot be right",
            Self::Transfers => "What is or goes abroad, and to whom",
            Self::Summary => "Figures by principle and check",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Register => "Register of information assets",
            Self::Disposal => "Disposal list",
            Self::Review => "Review list",
            Self::Access => "Access list",
            Self::Accuracy => "Accuracy list",
            Self::Transfers => "Transfer list",
            Self::Summary => "Summary by principle",
        }
    }

    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Register => register::COLUMNS,
            Self::Summary => overview::COLUMNS,
            list => lists::columns(list),
        }
    }

    /// It is to be signed, so it may be a Word document.
    fn is_for_signing(self) -> bool {
        matches!(self, Self::Disposal | Self::Review)
    }
}

impl Form {
    pub const ALL: [Self; 5] = [
        Self::Text,
        Self::Csv,
        Self::Json,
        Self::JsonLines,
        Self::Docx,
    ];

    /// What it is called on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
            Self::Docx => "docx",
        }
    }

    /// Who or what it is for, in a line.
    pub fn about(self) -> &'static str {
        match self {
            Self::Text => "For people; of records the summary that `scan` prints",
            Self::Csv => "Opens in a spreadsheet",
            Self::Json => "One object",
            Self::JsonLines => "One record or row a line",
            Self::Docx => "A Word document to sign; with --view disposal or review",
        }
    }

    /// The format of records in this form; none where only views have it.
    pub fn of_records(self) -> Option<Format> {
        match self {
            Self::Text => Some(Format::Text),
            Self::Csv => Some(Format::Csv),
            Self::Json => Some(Format::Json),
            Self::JsonLines => Some(Format::JsonLines),
            Self::Docx => None,
        }
    }
}

/// Writes a view of what an inventory holds now.
pub fn write(
    view: View,
    form: Form,
    store: &Store,
    assessor: &Assessor,
    out: &mut dyn Write,
) -> Result<(), Error> {
    if form == Form::Docx && !view.is_for_signing() {
        return Err(Error::NotForSigning);
    }
    let _snapshot = store.snapshot()?;
    let mut table = Table::new(
        form,
        view.title(),
        view.columns(),
        notes(view, assessor),
        out,
    );
    match view {
        View::Register => register::rows(store, assessor, &mut |row| table.row(row))?,
        View::Summary => overview::rows(store, assessor, &mut |row| table.row(row))?,
        list => lists::rows(list, store, assessor, &mut |row| table.row(row))?,
    }
    table.finish()?;
    Ok(())
}

/// What stands above every view: whose it is, under what, and what it is not.
fn notes(view: View, assessor: &Assessor) -> Vec<String> {
    let policy = assessor.policy();
    let mut notes = Vec::new();
    let organisation = policy.map(Policy::organisation);
    if let Some(name) = organisation.and_then(|organisation| organisation.name.as_ref()) {
        notes.push(name.clone());
    }
    if let Some(number) = organisation.and_then(|organisation| organisation.register.as_ref()) {
        notes.push(format!("Register number {number}"));
    }
    notes.push(format!(
        "Weighed on {} under the {} as of {}. Indicators for review, not findings of law.",
        assessor.as_of(),
        assessor.regime().title,
        assessor.regime().dated
    ));
    if policy.is_none() {
        notes.push("No policy file was given: what is declared is not known.".to_owned());
    }
    match view {
        View::Disposal => notes.push(
            "Only what is past its period beyond doubt; never what a hold or a minimum in law keeps. Where only the \
             file's own time says so, the column `evidence` tells: see to the date first. Nothing is deleted by this program."
                .to_owned(),
        ),
        View::Access => notes.push(
            "Rights as the system scanned from sees them. Commands are printed for whoever administers the drive; \
             this program runs none."
                .to_owned(),
        ),
        View::Register => notes.push(
            "`declared` is the policy's word, `found` the scan's; the column `difference` is what to look at.".to_owned(),
        ),
        _ => {}
    }
    if let Some(keep) = policy.and_then(Policy::keep) {
        notes.push(format!(
            "To be deleted {keep} after its date, as the policy says."
        ));
    }
    for (role, words) in [
        ("disposal_signatory", "To be signed by"),
        ("data_protection_officer", "Data protection officer"),
        ("siro", "Senior information risk owner"),
    ] {
        let posts = policy.map_or(&[][..], |policy| policy.posts(role));
        let asked = role != "disposal_signatory" || view.is_for_signing();
        if asked && !posts.is_empty() {
            notes.push(format!("{words}: {}", posts.join(", ")));
        }
    }
    notes
}
