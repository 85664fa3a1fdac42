//! National identity numbers of the States of the European Economic Area and of Switzerland: one check a State, as its
//! registration authority describes it. A number may hold for several States; the label says which is meant, so that the normal
//! form is the number alone.

use smallvec::SmallVec;

use super::{Valid, all_alike, calendar, compact, digits, luhn, weighted};

/// A candidate, taken apart once for all States.
struct Number {
    compact: String,
    digits: SmallVec<[u8; 24]>,
    /// Letters and digits in a row, without separators.
    groups: Vec<usize>,
}

/// Finland and Sweden: the sign between day and serial tells the century and stays in the normal form.
static SIGNED: &[fn(&Number) -> bool] = &[finland, sweden];

/// The others; Italy has a score of its own, Denmark no check.
static STATES: &[fn(&Number) -> bool] = &[
    austria,
    belgium,
    bulgaria,
    switzerland,
    czechia_and_slovakia,
    germany,
    estonia_and_lithuania,
    spain,
    france,
    greece,
    croatia,
    iceland,
    latvia,
    netherlands,
    norway,
    poland,
    portugal,
    romania,
    slovenia,
];

/// A tax code of Italy is long and mostly letters: hardly anything else passes.
const ITALIAN: f32 = 0.80;

pub(super) fn check(value: &str) -> Option<Valid> {
    let number = Number {
        compact: compact(value),
        digits: digits(value),
        groups: value
            .split(|character: char| !character.is_ascii_alphanumeric())
            .map(str::len)
            .collect(),
    };
    if number.digits.len() < 7 || all_alike(&number.digits) {
        return None;
    }
    let holds = |states: &[fn(&Number) -> bool]| states.iter().any(|state| state(&number));
    let compact = || Valid::new(number.compact.clone());
    if holds(SIGNED) {
        Some(Valid::new(value.to_ascii_uppercase()).checked())
    } else if italy(&number) {
        Some(compact().checked().score(ITALIAN))
    } else if holds(STATES) {
        Some(compact().checked())
    } else {
        denmark(&number).then(compact)
    }
}

impl Number {
    /// The digits, if there is nothing else and so many of them.
    fn only<const N: usize>(&self) -> Option<&[u8; N]> {
        if self.compact.len() == N {
            self.digits.as_slice().try_into().ok()
        } else {
            None
        }
    }

    fn grouped(&self, lengths: &[usize]) -> bool {
        self.groups == lengths
    }

    fn solid(&self) -> bool {
        self.groups.len() == 1
    }
}

/// Social insurance number: three digits, a check, the day of birth.
fn austria(number: &Number) -> bool {
    let Some(n) = number.only::<10>() else {
        return false;
    };
    let sum = weighted(n, &[3, 7, 9, 0, 5, 8, 4, 2, 1, 6]);
    n[0] != 0 && sum % 11 == u32::from(n[3]) && month_and_day(&n[4..])
}

/// Day, then month up to 13 or more for days that are not known, then the year.
fn month_and_day(birth: &[u8]) -> bool {
    calendar::day_month_short_year(birth) || two(&birth[2..4]) > 12 && two(&birth[..2]) <= 31
}

/// National register number: birth, a serial, and what is left to 97; a 2 in front of the later century.
fn belgium(number: &Number) -> bool {
    let Some(n) = number.only::<11>() else {
        return false;
    };
    let (base, check) = (value(&n[..9]), value(&n[9..]));
    let month = two(&n[2..4]) % 20;
    let born = month == 0 || calendar::exists(two(&n[..2]), month, two(&n[4..6]));
    born && [base, 2_000_000_000 + base]
        .iter()
        .any(|base| 97 - base % 97 == check)
}

/// Uniform civil number: the month is raised by 20 or 40 in other centuries.
fn bulgaria(number: &Number) -> bool {
    let Some(n) = number.only::<10>() else {
        return false;
    };
    let sum = weighted(&n[..9], &[2, 4, 8, 5, 10, 9, 7, 3, 6]);
    sum % 11 % 10 == u32::from(n[9])
        && calendar::exists(two(&n[..2]), two(&n[2..4]) % 20, two(&n[4..6]))
        && number.solid()
}

/// Old-age insurance number: an article number that begins with the country's code.
fn switzerland(number: &Number) -> bool {
    let Some(n) = number.only::<13>() else {
        return false;
    };
    let sum = weighted(n, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]);
    n.starts_with(&[7, 5, 6]) && sum.is_multiple_of(10)
}

/// Birth number: divisible by eleven; the month is raised by 50 for women and by 20 where a day's serials ran out.
fn czechia_and_slovakia(number: &Number) -> bool {
    let Some(n) = number.only::<10>() else {
        return false;
    };
    let month = two(&n[2..4]) % 50;
    let month = if month > 20 { month - 20 } else { month };
    let written = number.solid() || number.grouped(&[6, 4]);
    let remainder = value(&n[..9]) % 11 % 10;
    written && remainder == u64::from(n[9]) && calendar::exists(two(&n[..2]), month, two(&n[4..6]))
}

/// Tax identification number: of the first ten digits one comes twice or thrice; ISO 7064 modulus 11,10.
fn germany(number: &Number) -> bool {
    let Some(n) = number.only::<11>() else {
        return false;
    };
    let mut counts = [0; 10];
    n[..10]
        .iter()
        .for_each(|digit| counts[usize::from(*digit)] += 1);
    let repeated: Vec<_> = counts.iter().filter(|count| **count > 1).collect();
    n[0] != 0 && matches!(repeated.as_slice(), [2 | 3]) && iso_7064(n)
}

/// Central person register: a day and a serial; the modulus 11 check was given up in 2007.
fn denmark(number: &Number) -> bool {
    let Some(n) = number.only::<10>() else {
        return false;
    };
    number.grouped(&[6, 4]) && calendar::day_month_short_year(&n[..6])
}

/// Personal code: century and sex, birth, serial, and a check with two rows of weights.
fn estonia_and_lithuania(number: &Number) -> bool {
    let Some(n) = number.only::<11>() else {
        return false;
    };
    let check = match weighted(&n[..10], &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11 {
        10 => weighted(&n[..10], &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11 % 10,
        remainder => remainder,
    };
    (1..=8).contains(&n[0]) && check == u32::from(n[10]) && calendar::short_year_month_day(&n[1..7])
}

/// Identity number of citizens and, with X, Y or Z in front, of foreigners.
fn spain(number: &Number) -> bool {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let bytes = number.compact.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
        return false;
    };
    let base = match (first, number.digits.len()) {
        (b'X' | b'Y' | b'Z', 7) => u64::from(first - b'X') * 10_000_000,
        (b'0'..=b'9', 8) => 0,
        _ => return false,
    };
    let letter = LETTERS[((base + value(&number.digits)) % 23) as usize];
    bytes.len() == 9 && *last == letter
}

/// Personal identity code: a day, the sign of the century, a serial and a character modulo 31.
fn finland(number: &Number) -> bool {
    const CHARACTERS: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";
    let bytes = number.compact.as_bytes();
    // A sign that is a letter stays; a hyphen does not.
    let rest = match bytes.len() {
        10 if number.grouped(&[6, 4]) => &bytes[6..],
        11 if matches!(bytes[6], b'A'..=b'F' | b'U'..=b'Y') => &bytes[7..],
        _ => return false,
    };
    let counted: Vec<u8> = [&bytes[..6], &rest[..3]].concat();
    let Some(counted) = counted
        .iter()
        .map(|byte| byte.is_ascii_digit().then(|| byte - b'0'))
        .collect::<Option<Vec<u8>>>()
    else {
        return false;
    };
    calendar::day_month_short_year(&counted[..6])
        && CHARACTERS[(value(&counted) % 31) as usize] == rest[3]
}

/// Registration in the directory of persons: sex, year, month, place, serial, and what is left to 97. Corsica has letters.
fn france(number: &Number) -> bool {
    let plain = match number.digits.len() {
        15 => number.compact.clone(),
        14 if number.compact.get(5..7) == Some("2A") => number.compact.replacen("2A", "19", 1),
        14 if number.compact.get(5..7) == Some("2B") => number.compact.replacen("2B", "18", 1),
        _ => return false,
    };
    let n = digits(&plain);
    if n.len() != 15 || plain.len() != 15 {
        return false;
    }
    // Months from 20 stand for days that are not known.
    let month = matches!(two(&n[3..5]), 1..=12 | 20..=42);
    matches!(n[0], 1 | 2 | 7 | 8) && month && 97 - value(&n[..13]) % 97 == value(&n[13..])
}

/// Social security register number: a day, four digits, Luhn.
fn greece(number: &Number) -> bool {
    let Some(n) = number.only::<11>() else {
        return false;
    };
    calendar::day_month_short_year(&n[..6]) && luhn(n)
}

/// Personal identification number: ISO 7064 modulus 11,10 and nothing else.
fn croatia(number: &Number) -> bool {
    number
        .only::<11>()
        .is_some_and(|n| number.solid() && iso_7064(n))
}

/// Identification number: a day, two digits, a check, the century.
fn iceland(number: &Number) -> bool {
    let Some(n) = number.only::<10>() else {
        return false;
    };
    let sum = weighted(&n[..9], &[3, 2, 7, 6, 5, 4, 3, 2, 1]);
    matches!(n[9], 0 | 8 | 9) && sum.is_multiple_of(11) && calendar::day_month_short_year(&n[..6])
}

/// Tax code: name, year, month letter, day (40 more for women), place, and a letter modulo 26.
fn italy(number: &Number) -> bool {
    /// What digits and letters count at odd places, from 0 or A (Ministerial decree of 23 December 1976).
    const ODD: [u32; 26] = [
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24,
        23,
    ];
    let bytes = number.compact.as_bytes();
    let letter = |place: usize| bytes[place].is_ascii_uppercase();
    // Digits give way to letters where two people would have one code.
    let digit =
        |place: usize| bytes[place].is_ascii_digit() || b"LMNPQRSTUV".contains(&bytes[place]);
    let shape = bytes.len() == 16
        && [0, 1, 2, 3, 4, 5, 8, 11, 15].into_iter().all(letter)
        && [6, 7, 9, 10, 12, 13, 14].into_iter().all(digit)
        && b"ABCDEHLMPRST".contains(&bytes[8]);
    if !shape {
        return false;
    }
    let worth = |byte: u8| {
        if byte.is_ascii_digit() {
            u32::from(byte - b'0')
        } else {
            u32::from(byte - b'A')
        }
    };
    let sum: u32 = bytes[..15]
        .iter()
        .enumerate()
        .map(|(place, byte)| {
            if place % 2 == 0 {
                ODD[worth(*byte) as usize]
            } else {
                worth(*byte)
            }
        })
        .sum();
    u32::from(bytes[15] - b'A') == sum % 26
}

/// Personal code: a day, a century, a serial, a check; newer ones begin with 32 and code nothing.
fn latvia(number: &Number) -> bool {
    let Some(n) = number.only::<11>() else {
        return false;
    };
    let sum = weighted(&n[..10], &[10, 5, 8, 4, 2, 1, 6, 3, 7, 9]);
    number.grouped(&[6, 5])
        && (calendar::day_month_short_year(&n[..6]) || n.starts_with(&[3, 2]))
        && (sum + 1) % 11 % 10 == u32::from(n[10])
}

/// Citizen service number: the eleven test.
fn netherlands(number: &Number) -> bool {
    let Some(n) = number.only::<9>() else {
        return false;
    };
    weighted(&n[..8], &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 == u32::from(n[8]) && number.solid()
}

/// Birth number: a day (40 more for temporary ones), three digits, two checks.
fn norway(number: &Number) -> bool {
    let Some(n) = number.only::<11>() else {
        return false;
    };
    let first = weighted(n, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0]);
    let second = weighted(n, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]);
    first.is_multiple_of(11)
        && second.is_multiple_of(11)
        && calendar::exists(two(&n[4..6]), two(&n[2..4]) % 40, two(&n[..2]) % 40)
}

/// Universal population register: birth, with the month raised by 20 a century, and a check.
fn poland(number: &Number) -> bool {
    let Some(n) = number.only::<11>() else {
        return false;
    };
    let sum = weighted(n, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]);
    sum.is_multiple_of(10)
        && calendar::exists(two(&n[..2]), two(&n[2..4]) % 20, two(&n[4..6]))
        && number.solid()
}

/// Tax number of a person: begins with 1, 2, 3 or 45; modulus 11.
fn portugal(number: &Number) -> bool {
    let Some(n) = number.only::<9>() else {
        return false;
    };
    let remainder = weighted(&n[..8], &[9, 8, 7, 6, 5, 4, 3, 2]) % 11;
    let check = if remainder < 2 { 0 } else { 11 - remainder };
    (matches!(n[0], 1..=3) || n.starts_with(&[4, 5])) && check == u32::from(n[8])
}

/// Personal numerical code: sex and century, birth, county, serial, a check.
fn romania(number: &Number) -> bool {
    let Some(n) = number.only::<13>() else {
        return false;
    };
    let check = match weighted(&n[..12], &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11 {
        10 => 1,
        remainder => remainder,
    };
    n[0] != 0 && check == u32::from(n[12]) && calendar::short_year_month_day(&n[1..7])
}

/// Personal identity number: birth (60 days more for coordination numbers), serial, Luhn; a plus sign from the age of 100.
fn sweden(number: &Number) -> bool {
    let n = match number.digits.as_slice() {
        [1 | 2, 0 | 8 | 9, rest @ ..] if rest.len() == 10 => rest,
        rest => rest,
    };
    let written = number.compact.len() == number.digits.len()
        && matches!(number.groups.as_slice(), [6 | 8, 4]);
    n.len() == 10
        && written
        && luhn(n)
        && calendar::exists(two(&n[..2]), two(&n[2..4]), two(&n[4..6]) % 60)
}

/// Unique master citizen number: a day with three digits of the year, register, serial, modulus 11.
fn slovenia(number: &Number) -> bool {
    let Some(n) = number.only::<13>() else {
        return false;
    };
    let sum = weighted(n, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]);
    sum.is_multiple_of(11)
        && calendar::exists(two(&n[5..7]), two(&n[2..4]), two(&n[..2]))
        && matches!(n[4], 8 | 9 | 0)
}

/// ISO 7064, modulus 11,10.
fn iso_7064(digits: &[u8]) -> bool {
    let product = digits[..digits.len() - 1]
        .iter()
        .fold(10, |product, digit| {
            let sum = (product + u32::from(*digit)) % 10;
            (if sum == 0 { 10 } else { sum }) * 2 % 11
        });
    (product + u32::from(digits[digits.len() - 1])) % 10 == 1
}

fn two(digits: &[u8]) -> u8 {
    digits[0] * 10 + digits[1]
}

fn value(digits: &[u8]) -> u64 {
    digits
        .iter()
        .fold(0, |number, digit| number * 10 + u64::from(*digit))
}

#[cfg(test)]
mod tests {
    use crate::detect::validators::tests::table;

    #[test]
    fn every_register_has_its_check() {
        table(
            "national-identity-number",
            &[
                ("4500250151", "4500250151"),
                ("65.03.28-954.77", "65032895477"),
                ("250761-695X", "250761-695X"),
                ("1 97 04 31 232 574 82", "197043123257482"),
                ("240175-4609", "2401754609"),
            ],
            &["4500250152", "54013147275", "85200827J", "7564386365763"],
        );
    }
}
