//! The whole flow for one file, and for a run.
