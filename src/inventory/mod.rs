//! The store of facts, masked findings, outcomes and decisions: one SQLite file. Holds no text of any document.

mod record;

pub use record::{Document, Finding, Folder, Scan, Totals};
