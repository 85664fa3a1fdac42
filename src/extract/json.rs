//! JSON and JSON Lines.

use super::{Coverage, Error, Extract, Input, Sink};
use crate::crawl::Reason;

pub struct Json;

impl Extract for Json {
    fn extract(&self, _input: &mut Input<'_>, _sink: &mut dyn Sink) -> Result<Coverage, Error> {
        Err(Error::Unreadable(Reason::Unsupported))
    }
}

pub struct JsonLines;

impl Extract for JsonLines {
    fn extract(&self, _input: &mut Input<'_>, _sink: &mut dyn Sink) -> Result<Coverage, Error> {
        Err(Error::Unreadable(Reason::Unsupported))
    }
}
