//! Mail messages (RFC 5322, MIME).

use super::{Coverage, Error, Extract, Input, Sink};
use crate::crawl::Reason;

pub struct Eml;

impl Extract for Eml {
    fn extract(&self, _input: &mut Input<'_>, _sink: &mut dyn Sink) -> Result<Coverage, Error> {
        Err(Error::Unreadable(Reason::Unsupported))
    }
}
