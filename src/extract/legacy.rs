//! The binary Office formats: Word and Excel 97-2003, and XLSB.

use super::{Coverage, Error, Extract, Input, Sink};
use crate::crawl::Reason;

pub struct Doc;

impl Extract for Doc {
    fn extract(&self, _input: &mut Input<'_>, _sink: &mut dyn Sink) -> Result<Coverage, Error> {
        Err(Error::Unreadable(Reason::Unsupported))
    }
}

pub struct Xls;

impl Extract for Xls {
    fn extract(&self, _input: &mut Input<'_>, _sink: &mut dyn Sink) -> Result<Coverage, Error> {
        Err(Error::Unreadable(Reason::Unsupported))
    }
}

pub struct Xlsb;

impl Extract for Xlsb {
    fn extract(&self, _input: &mut Input<'_>, _sink: &mut dyn Sink) -> Result<Coverage, Error> {
        Err(Error::Unreadable(Reason::Unsupported))
    }
}
