//! Zip archives.

use super::{Coverage, Error, Extract, Input, Sink};
use crate::crawl::Reason;

pub struct Zip;

impl Extract for Zip {
    fn extract(&self, _input: &mut Input<'_>, _sink: &mut dyn Sink) -> Result<Coverage, Error> {
        Err(Error::Unreadable(Reason::Unsupported))
    }
}
