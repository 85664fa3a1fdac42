//! Plain text in any usual encoding.

use super::{Coverage, Error, Extract, Input, Sink};
use crate::crawl::Reason;

pub struct Text;

impl Extract for Text {
    fn extract(&self, _input: &mut Input<'_>, _sink: &mut dyn Sink) -> Result<Coverage, Error> {
        Err(Error::Unreadable(Reason::Unsupported))
    }
}
