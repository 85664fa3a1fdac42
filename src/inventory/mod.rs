//! The store of facts, masked findings, outcomes and decisions: one SQLite file. Holds no text of any document.
//!
//! [`keys`] makes fingerprints and hashes that mean nothing without the organisation's key, [`mask`] what may be shown of
//! a value, [`ids`] the ids of records, [`Spool`] a queue that does not grow in memory, [`Store`] the file itself:
//! written by one [`Run`] at a time, read back in the order of the contract. It judges nothing: that is for assess.

pub mod ids;
pub mod keys;
mod mask;
mod order;
mod own;
mod read;
mod record;
mod run;
#[cfg(test)]
pub(crate) mod sample;
mod spool;
mod store;
mod totals;

pub use keys::Key;
pub use mask::mask;
pub use order::sort_key;
pub use own::is_inventory;
pub use read::{Documents, Findings, Ran, Stored, Unread};
pub use record::{Document, Finding, Folder, Scan, Totals};
pub use run::{Run, Source, Start};
pub use spool::Spool;
pub use store::{Error, Store};
