//! Hardware address of a network device: six octets (IEEE 802).

use super::Valid;

const OCTETS: usize = 6;

pub(super) fn check(value: &str) -> Option<Valid> {
    let separators: Vec<u8> = value
        .bytes()
        .filter(|byte| !byte.is_ascii_hexdigit())
        .collect();
    let one_kind = separators.windows(2).all(|pair| pair[0] == pair[1]);
    let digits: Vec<u8> = value
        .bytes()
        .filter(u8::is_ascii_hexdigit)
        .map(|byte| byte.to_ascii_lowercase())
        .collect();
    if digits.len() > OCTETS * 2 {
        // The fingerprint of a key: no part of it is an address.
        return Some(Valid::nothing(value));
    }
    let nobodys =
        digits.iter().all(|digit| *digit == b'0') || digits.iter().all(|digit| *digit == b'f');
    if digits.len() != OCTETS * 2 || !one_kind || nobodys {
        return None;
    }
    let octets: Vec<&str> = digits
        .chunks(2)
        .filter_map(|octet| std::str::from_utf8(octet).ok())
        .collect();
    Some(Valid::new(octets.join(":")))
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn six_octets_with_one_separator() {
        let normal = "70:3f:02:f2:22:35";
        table(
            "hardware-address",
            &[
                ("703f.02f2.2235", normal),
                ("70-3F-02-F2-22-35", normal),
                ("70:3f:02:f2:22:35", normal),
            ],
            &[
                "00:00:00:00:00:00",
                "FF:FF:FF:FF:FF:FF",
                "00:11-22:33:44:55",
                "00:11:22:33:44",
                "00:11:22:33:44:55:66",
            ],
        );
    }
}
