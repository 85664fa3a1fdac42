//! The whole program from outside, over the share under `fixtures/`, and the rules that hold the source together.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod again;
mod bad_input;
mod crash;
mod explain;
mod layout;
mod limits;
mod manual;
mod memory;
mod order;
mod principles;
mod privacy;
mod rules;
mod share;
mod support;
mod truth;
