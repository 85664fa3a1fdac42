//! Walks the sources and hands on an [`Entry`] for every file and unreadable folder met.

mod outcome;

pub use outcome::{Outcome, Reason, Status};
