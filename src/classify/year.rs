//! The year that a document's address names.

/// The latest plausible year in the folders and names of a path: `2009`, `2008-09` (2009), `report_2011.docx`; not a part
/// of a longer number.
pub(super) fn latest(path: &str) -> Option<i16> {
    const PLAUSIBLE: std::ops::RangeInclusive<i16> = 1950..=2100;
    let bytes = path.as_bytes();
    let mut latest = None;
    let mut at = 0;
    while at < bytes.len() {
        let digits = digits_from(bytes, at);
        if digits.len() == 4
            && let Ok(year) = digits.parse::<i16>()
            && PLAUSIBLE.contains(&year)
        {
            let year = if ends_next_year(bytes, at + 4, year) {
                year + 1
            } else {
                year
            };
            latest = latest.max(Some(year));
        }
        at += digits.len().max(1);
    }
    latest
}

/// `2008-09`: the two digits behind a year are the next year's, and no day follows.
fn ends_next_year(bytes: &[u8], behind: usize, year: i16) -> bool {
    let separated = bytes
        .get(behind)
        .is_some_and(|c| matches!(c, b'-' | b'_' | b'.' | b' '));
    if !separated {
        return false;
    }
    let digits = digits_from(bytes, behind + 1);
    let date =
        bytes.get(behind + 3) == bytes.get(behind) && digits_from(bytes, behind + 4).len() == 2;
    digits.len() == 2 && !date && digits.parse() == Ok((year + 1) % 100)
}

/// The run of digits that begins at a byte.
fn digits_from(bytes: &[u8], at: usize) -> &str {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = rest.iter().take_while(|c| c.is_ascii_digit()).count();
    std::str::from_utf8(&rest[..length]).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::latest;

    #[test]
    fn the_latest_plausible_year_of_an_address_counts() {
        for (path, year) in [
            ("HR/2009/staff.xlsx", Some(2009)),
            ("HR/2008-09/staff.xlsx", Some(2009)),
            ("HR/1999-00/staff.xlsx", Some(2000)),
            ("2003/report_2011.docx", Some(2011)),
            ("minutes 2009-10-05.doc", Some(2009)),
            ("case 20091.doc", None),
            ("IMG_20110305.jpg", None),
            ("room 1234.txt", None),
            ("1066 and all that/2150.txt", None),
            ("", None),
        ] {
            assert_eq!(latest(path), year, "{path}");
        }
    }
}
