//! The year that a document's address names.

/// Words before a number that make it none of a year: standards, laws, rooms, versions.
const NUMBERED: [&str; 16] = [
    "act",
    "bs",
    "building",
    "en",
    "flat",
    "form",
    "iso",
    "no",
    "plot",
    "regulations",
    "rev",
    "room",
    "unit",
    "v",
    "ver",
    "version",
];

/// The latest plausible year in the folders and names of a path, up to `this` and the next: `2009`, `2008-09` (2009),
/// `FY09`, `report_2011.docx`; not a part of a longer number, and not that of a law, a standard or a room.
pub(super) fn latest(path: &str, this: i16) -> Option<i16> {
    let plausible = 1950..=this.saturating_add(1);
    let bytes = path.as_bytes();
    let mut latest = None;
    let mut at = 0;
    while at < bytes.len() {
        let digits = digits_from(bytes, at);
        if digits.len() == 4
            && let Ok(year) = digits.parse::<i16>()
            && plausible.contains(&year)
            && !is_numbered(path, at, &plausible)
        {
            let year = if ends_next_year(bytes, at + 4, year) {
                year + 1
            } else {
                year
            };
            latest = latest.max(Some(year));
        } else if digits.len() == 2 && word_before(path, at).eq_ignore_ascii_case("fy") {
            // A financial year by the two digits of its end.
            let year = digits.parse().ok().map(|year: i16| 2000 + year);
            latest = latest.max(year.filter(|year| plausible.contains(year)));
        }
        at += digits.len().max(1);
    }
    latest
}

/// Words of a name that say that what it is about has ended.
const ENDED: [&str; 14] = [
    "closed",
    "closures",
    "completed",
    "concluded",
    "deceased",
    "ended",
    "expired",
    "finished",
    "former",
    "leaver",
    "leavers",
    "left",
    "resigned",
    "terminated",
];

/// Whether the folder or name with the latest year says that something had ended then: `Leavers 2009`.
pub(super) fn says_ended(path: &str, this: i16) -> bool {
    let Some(latest) = latest(path, this) else {
        return false;
    };
    let mut parts = path
        .split('/')
        .filter(|part| self::latest(part, this) == Some(latest));
    parts.any(|part| {
        let mut words = part.split(|letter: char| !letter.is_alphabetic());
        words.any(|word| ENDED.iter().any(|ended| word.eq_ignore_ascii_case(ended)))
    })
}

/// `ISO 2019`, `BS 7799-2000`
fn is_numbered(path: &str, at: usize, plausible: &std::ops::RangeInclusive<i16>) -> bool {
    if NUMBERED.contains(&word_before(path, at).to_ascii_lowercase().as_str()) {
        return true;
    }
    let Some(before) = path[..at].strip_suffix(['-', ':']) else {
        return false;
    };
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let number = &before[before.len() - digits..];
    digits > 2 && !number.parse().is_ok_and(|year| plausible.contains(&year))
}

/// The word that ends before a byte, with a sign between them or none.
fn word_before(path: &str, at: usize) -> &str {
    let before = path[..at].trim_end_matches([' ', '_', '-', '.']);
    let start = before
        .trim_end_matches(|c: char| c.is_ascii_alphabetic())
        .len();
    &before[start..]
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
    use super::{latest, says_ended};

    #[test]
    fn a_name_says_that_something_ended_beside_its_year() {
        for (path, ended) in [
            ("Staff/Leavers 2009/a.doc", true),
            ("Cases/2011-03 case closed.doc", true),
            ("Leavers/2009/a.doc", false),
            ("Leavers 2009/letter 2012.doc", false),
            ("Staff/2009/a.doc", false),
            ("a.doc", false),
        ] {
            assert_eq!(says_ended(path, 2026), ended, "{path}");
        }
    }

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
            ("Policies/BS 7799-2000.doc", None),
            ("ISO 2019/room 2010.doc", None),
            ("Data Protection Act 1998.doc", None),
            ("2008-2009/a.doc", Some(2009)),
            ("Budget FY14/a.xls", Some(2014)),
            ("Plan 2035.doc", None),
            ("", None),
        ] {
            assert_eq!(latest(path, 2026), year, "{path}");
        }
    }
}
