//! Postal address as the finder of addresses puts it together: whether a whole text is one.

use super::Valid;
use crate::detect::address;

pub(super) fn check(value: &str) -> Option<Valid> {
    let found = address::find_alone(value);
    let whole = found
        .iter()
        .find(|found| found.start == 0 && found.end == value.len())?;
    Some(Valid::new(whole.normalised.clone()).score(whole.confidence))
}
