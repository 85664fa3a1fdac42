//! Delimited text: comma, semicolon, tab.

use super::{Coverage, Error, Extract, Input, Sink};
use crate::crawl::Reason;

pub struct Csv;

impl Extract for Csv {
    fn extract(&self, _input: &mut Input<'_>, _sink: &mut dyn Sink) -> Result<Coverage, Error> {
        Err(Error::Unreadable(Reason::Unsupported))
    }
}

pub struct Tsv;

impl Extract for Tsv {
    fn extract(&self, _input: &mut Input<'_>, _sink: &mut dyn Sink) -> Result<Coverage, Error> {
        Err(Error::Unreadable(Reason::Unsupported))
    }
}
