//! Counting documents as they are finished.

use super::record::{Document, Folder, Totals};
use crate::classify::Classification;
use crate::crawl::Status;

impl Totals {
    /// Counts a document, a file or a member, with its findings.
    pub fn document(&mut self, document: &Document, findings: u64) {
        self.findings += findings;
        if let Some(reason) = document.reason {
            *self.reasons.entry(reason.as_str().to_owned()).or_default() += 1;
        }
        if document.member.is_some() {
            self.members += 1;
            self.members_not_read += u64::from(document.status != Status::Read);
            return;
        }
        self.files += 1;
        self.bytes += document.bytes;
        *match document.status {
            Status::Read => &mut self.read,
            Status::Partial => &mut self.partial,
            Status::Unreadable => &mut self.unreadable,
            Status::Skipped => &mut self.skipped,
        } += 1;
        match document.classification {
            Some(Classification::Personal) => self.personal += 1,
            Some(Classification::Sensitive) => self.sensitive += 1,
            Some(Classification::None) | None => {}
        }
        if let Some(format) = &document.format {
            *self.formats.entry(format.clone()).or_default() += 1;
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
