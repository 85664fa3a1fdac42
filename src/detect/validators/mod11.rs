//! The modulus 11 sum that NHS numbers and learner numbers share.

use super::weighted;

/// Σ dᵢ·(11−i) over ten digits, modulo 11 (NHS Data Dictionary; HESA coding manual, ULN).
pub(super) fn remainder(digits: &[u8]) -> u32 {
    weighted(digits, &[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11
}
