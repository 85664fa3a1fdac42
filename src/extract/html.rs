//! placeholder
use super::{Coverage, Error, Extract, Input, Sink};
pub(super) struct Html;
impl Extract for Html {
    fn extract(&self, _input: &mut Input<'_>, _sink: &mut dyn Sink) -> Result<Coverage, Error> {
        Err(Error::CORRUPT)
    }
}
