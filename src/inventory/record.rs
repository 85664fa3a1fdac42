//! The records that the inventory holds, as JSON Lines prints them; field names and their order are the contract.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::classify::{Classification, Facts};
use crate::crawl::{Reason, Status};
use crate::detect::{Class, Evidence, Severity};
use crate::extract::Location;

/// A find, masked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub id: String,
    pub source: Arc<str>,
    pub path: Arc<str>,
    pub member: Option<Arc<str>>,
    pub rule: String,
    pub class: Class,
    pub location: Location,
    /// The mask, never more than the last two characters; the text itself only under `--reveal`.
    pub value: String,
    /// `k1:` and 16 hex of keyed BLAKE3 over rule and normal form; null without a key.
    pub fingerprint: Option<String>,
    pub confidence: f32,
    pub severity: Severity,
    pub evidence: Vec<Evidence>,
    pub principles: Vec<u8>,
}

/// One document and what became of it. Serialises as the record; [`Document::facts`] stays inside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    pub id: String,
    pub source: String,
    pub path: String,
    pub member: Option<String>,
    /// Null when the bytes were never seen.
    pub format: Option<String>,
    pub bytes: u64,
    /// RFC 3339, UTC.
    pub modified: Option<String>,
    pub file_owner: Option<String>,
    /// Octal permission bits, `0644`.
    pub mode: Option<String>,
    /// 32 hex of keyed BLAKE3 over the bytes; null without a key or when unread.
    pub content_hash: Option<String>,
    pub status: Status,
    pub reason: Option<Reason>,
    /// Null when unreadable or skipped.
    pub classification: Option<Classification>,
    pub sensitive_categories: Vec<String>,
    pub marking: Option<String>,
    pub record_class: Option<String>,
    pub accessible_record: Option<String>,
    pub subjects: u64,
    /// ISO date.
    pub last_date: Option<String>,
    pub purpose: Option<String>,
    pub responsible: Option<String>,
    #[serde(skip)]
    pub facts: Facts,
}

/// A folder that could not be listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    pub source: String,
    pub path: String,
    pub status: Status,
    pub reason: Reason,
}

/// The last record: what was scanned with what, and the totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    pub schema: u32,
    pub version: String,
    /// Hash of the rule book.
    pub rules: String,
    pub policy_hash: Option<String>,
    pub as_of: String,
    pub totals: Totals,
}

/// Counts over all documents of a scan; `files` = `read` + `partial` + `unreadable` + `skipped`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Files met on the drives.
    pub files: u64,
    pub read: u64,
    pub partial: u64,
    pub unreadable: u64,
    pub skipped: u64,
    /// Folders that could not be listed.
    pub folders_unreadable: u64,
    /// Documents inside containers, with their own outcomes.
    pub members: u64,
    pub members_not_read: u64,
    /// Bytes of the files met.
    pub bytes: u64,
    pub findings: u64,
    /// Files by classification.
    pub personal: u64,
    pub sensitive: u64,
    /// Files and members not read or not wholly, by reason.
    pub reasons: BTreeMap<String, u64>,
    /// Files by format, read or not.
    pub formats: BTreeMap<String, u64>,
}
