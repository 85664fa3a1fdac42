//! The whole program from outside, over the share under `fixtures/`, and the rules that hold the source together.

mod bad_input;
mod crash;
mod layout;
mod order;
mod privacy;
mod rules;
mod share;
mod support;
mod truth;
