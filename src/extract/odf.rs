//! OpenDocument text, spreadsheets and presentations.

use super::{Coverage, Error, Extract, Input, Sink};
use crate::crawl::Reason;

pub struct Odt;

impl Extract for Odt {
    fn extract(&self, _input: &mut Input<'_>, _sink: &mut dyn Sink) -> Result<Coverage, Error> {
        Err(Error::Unreadable(Reason::Unsupported))
    }
}

pub struct Ods;

impl Extract for Ods {
    fn extract(&self, _input: &mut Input<'_>, _sink: &mut dyn Sink) -> Result<Coverage, Error> {
        Err(Error::Unreadable(Reason::Unsupported))
    }
}

pub struct Odp;

impl Extract for Odp {
    fn extract(&self, _input: &mut Input<'_>, _sink: &mut dyn Sink) -> Result<Coverage, Error> {
        Err(Error::Unreadable(Reason::Unsupported))
    }
}
