//! PowerPoint presentations (ECMA-376).

use super::{Coverage, Error, Extract, Input, Sink};
use crate::crawl::Reason;

pub struct Pptx;

impl Extract for Pptx {
    fn extract(&self, _input: &mut Input<'_>, _sink: &mut dyn Sink) -> Result<Coverage, Error> {
        Err(Error::Unreadable(Reason::Unsupported))
    }
}
