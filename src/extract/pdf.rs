//! PDF.

use super::{Coverage, Error, Extract, Input, Sink};
use crate::crawl::Reason;

pub struct Pdf;

impl Extract for Pdf {
    fn extract(&self, _input: &mut Input<'_>, _sink: &mut dyn Sink) -> Result<Coverage, Error> {
        Err(Error::Unreadable(Reason::Unsupported))
    }
}
