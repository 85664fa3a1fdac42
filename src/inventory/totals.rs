//! Counting documents: one by one as they are finished, and in groups as the store holds them.

use super::record::{Document, Folder, Totals};
use crate::classify::Classification;
use crate::crawl::{Reason, Status};

/// Documents that count alike.
pub(super) struct Group<'a> {
    pub(super) documents: u64,
    /// They are files, and not members of one.
    pub(super) files: bool,
    pub(super) status: Status,
    pub(super) reason: Option<Reason>,
    pub(super) format: Option<&'a str>,
    pub(super) classification: Option<Classification>,
    /// Of all of them together, as are the findings.
    pub(super) bytes: u64,
    pub(super) findings: u64,
}

impl Totals {
    /// Counts a document, a file or a member, with its findings.
    pub fn document(&mut self, document: &Document, findings: u64) {
        self.group(&Group {
            documents: 1,
            files: document.member.is_none(),
            status: document.status,
            reason: document.reason,
            format: document.format.as_deref(),
            classification: document.classification,
            bytes: document.bytes,
            findings,
        });
    }

    pub(super) fn group(&mut self, group: &Group<'_>) {
        let number = group.documents;
        self.findings += group.findings;
        if let Some(reason) = group.reason {
            *self.reasons.entry(reason.as_str().to_owned()).or_default() += number;
        }
        if !group.files {
            self.members += number;
            self.members_not_read += if group.status == Status::Read {
                0
            } else {
                number
            };
            return;
        }
        self.files += number;
        self.bytes += group.bytes;
        *match group.status {
            Status::Read => &mut self.read,
            Status::Partial => &mut self.partial,
            Status::Unreadable => &mut self.unreadable,
            Status::Skipped => &mut self.skipped,
        } += number;
        match group.classification {
            Some(Classification::Personal) => self.personal += number,
            Some(Classification::Sensitive) => self.sensitive += number,
            Some(Classification::None) | None => {}
        }
        if let Some(format) = group.format {
            *self.formats.entry(format.to_owned()).or_default() += number;
        }
    }

    /// Counts a folder that was not looked into.
    pub fn folder(&mut self, folder: &Folder) {
        self.folders_unreadable += u64::from(folder.status != Status::Skipped);
    }

    /// What was in scope and was not read, or not wholly.
    pub fn not_read(&self) -> u64 {
        self.partial + self.unreadable + self.folders_unreadable + self.members_not_read
    }
}
