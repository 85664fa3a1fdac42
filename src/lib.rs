//! domesday finds personal data on shared drives and says which data protection principle each find puts in doubt.
//!
//! The modules are the flow, in order; a stage imports only stages above it in this list, and owns the type it hands on:
//!
//! | stage | does | hands on |
//! |---|---|---|
//! | [`crawl`] | walks the sources | [`crawl::Entry`] |
//! | [`identify`] | names the format, bytes first, name second | [`identify::Format`] |
//! | [`extract`] | streams text with its locations, in a confined child process where parsers are complex | [`extract::Segment`] |
//! | [`detect`] | finds identifiers and sensitive terms | [`detect::Finding`] |
//! | [`classify`] | says what the document is: personal, sensitive, about how many people | [`classify::Facts`] |
//! | [`inventory`] | keeps facts, masked findings and outcomes | [`inventory::Document`], [`inventory::Finding`] |
//! | [`assess`] | weighs facts against a policy and a regime | [`assess::Indicator`] |
//! | [`report`] | writes records as JSON, CSV, text | bytes |
//!
//! [`pipeline`] is the one module that sees the stages from crawl to assess; [`cli`] stands on top and is the only one that prints.

pub mod assess;
pub mod classify;
pub mod cli;
pub mod crawl;
pub mod detect;
pub mod extract;
pub mod identify;
pub mod inventory;
pub mod pipeline;
pub mod report;
