//! The modulus 11 sum that NHS numbers and learner numbers share.

/// Σ dᵢ·(11−i) over ten digits, modulo 11 (NHS Data Dictionary; HESA coding manual, ULN).
pub(super) fn remainder(digits: &[u8]) -> u32 {
    let sum: u32 = digits
        .iter()
        .zip((1..=10).rev())
        .map(|(digit, weight)| u32::from(*digit) * weight)
        .sum();
    sum % 11
}
