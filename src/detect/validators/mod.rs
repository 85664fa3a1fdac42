//! What a pattern cannot say: check digits, ranges, calendars. One file an identifier; names are those of the rule files.

mod address;
mod arrest;
mod bank;
mod blood;
mod calendar;
mod candidate;
mod card;
mod chi;
mod court;
mod cro;
mod date;
mod driver;
mod eea;
mod email;
mod gps;
mod grid;
mod health_and_care;
mod iban;
mod imei;
mod ip;
mod learner;
mod mac;
mod mod11;
pub(super) mod modulus;
mod mrz;
mod nhs;
mod nino;
mod passport;
mod phone;
mod pnc;
mod postcode;
mod pps;
mod professional;
mod profile;
mod pupil;
mod reference;
mod scottish_candidate;
mod secret;
mod social_security;
mod student;
mod taxpayer;
mod vehicle;
mod visa;

use jiff::civil::Date;
use smallvec::SmallVec;

pub(super) use postcode::is_inward as is_inward_postcode;

/// Whether a text is a sort code and an account number.
pub(super) fn is_bank_account(value: &str) -> bool {
    bank::check(value).is_some()
}

/// Whether a text is a postcode of an area in use.
pub(super) fn is_postcode(value: &str) -> bool {
    postcode::check(value).is_some()
}

/// A value that is well formed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Valid {
    /// The normal form of the rule.
    pub normalised: String,
    /// A check digit or letter holds.
    pub checked: bool,
    /// From a range kept for tests, drama or documentation.
    pub test_value: bool,
    /// Tier score in place of the pattern's.
    pub score: Option<f32>,
    /// Added to the confidence, whatever the context.
    pub change: f32,
    /// The most that context can make of it.
    pub ceiling: f32,
}

impl Valid {
    fn new(normalised: impl Into<String>) -> Self {
        Self {
            normalised: normalised.into(),
            checked: false,
            test_value: false,
            score: None,
            change: 0.0,
            ceiling: 1.0,
        }
    }

    /// A value that only its pattern describes.
    pub(super) fn plain(value: &str) -> Self {
        Self::new(value)
    }

    /// A longer thing that holds what looks like a value: it is taken whole so that no part of it counts, and never reported.
    fn nothing(value: &str) -> Self {
        Self::new(value).score(0.0).ceiling(0.0)
    }

    fn checked(mut self) -> Self {
        self.checked = true;
        self
    }

    fn test_value(mut self, yes: bool) -> Self {
        self.test_value = yes;
        self
    }

    fn score(mut self, score: f32) -> Self {
        self.score = Some(score);
        self
    }

    fn change(mut self, change: f32) -> Self {
        self.change = change;
        self
    }

    fn ceiling(mut self, ceiling: f32) -> Self {
        self.ceiling = ceiling;
        self
    }
}

/// The check of a rule, by the name that rule files use.
#[derive(Clone, Copy)]
pub(super) struct Validator(&'static Kind);

/// What one validator does.
struct Kind {
    name: &'static str,
    check: Check,
    /// What a spreadsheet has made of the value, repaired.
    repair: Option<fn(&str) -> Option<String>>,
    /// A value that a spreadsheet has damaged for good, yet which is recognised.
    damaged: Option<fn(&str) -> Option<Valid>>,
}

#[derive(Clone, Copy)]
enum Check {
    Value(fn(&str) -> Option<Valid>),
    /// Bounded by today.
    Dated(fn(&str, Date) -> Option<Valid>),
}

impl Kind {
    const fn new(name: &'static str, check: fn(&str) -> Option<Valid>) -> Self {
        Self::of(name, Check::Value(check))
    }

    const fn dated(name: &'static str, check: fn(&str, Date) -> Option<Valid>) -> Self {
        Self::of(name, Check::Dated(check))
    }

    const fn of(name: &'static str, check: Check) -> Self {
        Self {
            name,
            check,
            repair: None,
            damaged: None,
        }
    }

    const fn repaired(mut self, repair: fn(&str) -> Option<String>) -> Self {
        self.repair = Some(repair);
        self
    }

    const fn damaged(mut self, damaged: fn(&str) -> Option<Valid>) -> Self {
        self.damaged = Some(damaged);
        self
    }
}

/// Every validator.
static KINDS: &[Kind] = &[
    Kind::new("arrest-summons-number", arrest::check),
    Kind::new("bank-account", bank::check).repaired(bank::repair),
    Kind::new("blood-group", blood::check),
    Kind::new("candidate-identifier", candidate::check),
    Kind::new("code", reference::code),
    Kind::new("community-health-index", chi::check).repaired(chi::repair),
    Kind::new("coordinates", gps::check),
    Kind::dated("court-case", court::check),
    Kind::new("credential", secret::check).repaired(secret::repair),
    Kind::new("criminal-records-office", cro::check),
    Kind::dated("date-of-birth", date::check).repaired(date::repair),
    Kind::new("disclosure-certificate", reference::check).repaired(reference::repair_disclosure),
    Kind::new("driver-number", driver::check),
    Kind::new("email-address", email::check),
    Kind::new("grid-reference", grid::check),
    Kind::new("handle", profile::handle),
    Kind::new("hardware-address", mac::check),
    Kind::new("health-and-care-number", health_and_care::check),
    Kind::new("iban", iban::check),
    Kind::new("ip-address", ip::check),
    Kind::new("learner-number", learner::check),
    Kind::new("machine-readable-zone", mrz::check),
    Kind::new("mixed-reference", reference::mixed),
    Kind::new("mobile-device", imei::check).repaired(imei::repair),
    Kind::new("national-identity-number", eea::check),
    Kind::new("national-insurance-number", nino::check),
    Kind::new("nhs-number", nhs::check),
    Kind::new("passport-number", passport::check).repaired(passport::repair),
    Kind::new("payment-card", card::check).damaged(card::damaged),
    Kind::new("personal-public-service", pps::check),
    Kind::new("phone-number", phone::check).repaired(phone::repair),
    Kind::new("police-national-computer", pnc::check),
    Kind::new("postal-address", address::check),
    Kind::new("postcode", postcode::check),
    Kind::new("professional-registration", professional::check).repaired(professional::repair),
    Kind::new("profile-address", profile::check),
    Kind::new("pupil-number", pupil::check),
    Kind::new("reference", reference::check),
    Kind::new("reference-number", reference::number),
    Kind::new("scottish-candidate-number", scottish_candidate::check)
        .repaired(scottish_candidate::repair),
    Kind::new("social-security-number", social_security::check).repaired(social_security::repair),
    Kind::new("student-support-number", student::check),
    Kind::new("taxpayer-reference", taxpayer::check),
    Kind::new("teacher-reference", reference::teacher).repaired(reference::repair_teacher),
    Kind::new("vehicle-registration", vehicle::check),
    Kind::new("visa-application", visa::check),
];

impl Validator {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        KINDS.iter().find(|kind| kind.name == name).map(Self)
    }

    /// The name that rule files use.
    pub(super) fn name(self) -> &'static str {
        self.0.name
    }

    /// Whether the whole of `value` is well formed. `today` bounds dates.
    pub(super) fn check(self, value: &str, today: Date) -> Option<Valid> {
        match self.0.check {
            Check::Value(check) => check(value),
            Check::Dated(check) => check(value, today),
        }
    }

    /// What a spreadsheet has made of the value, repaired; only for cells under a head that says what they are.
    pub(super) fn repair(self, cell: &str) -> Option<String> {
        self.0.repair?(cell)
    }

    /// A value under such a head that cannot be repaired, yet is recognised.
    pub(super) fn damaged(self, cell: &str) -> Option<Valid> {
        self.0.damaged?(cell)
    }
}

impl std::fmt::Debug for Validator {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The ASCII digits of a text.
fn digits(text: &str) -> SmallVec<[u8; 24]> {
    text.bytes()
        .filter(u8::is_ascii_digit)
        .map(|byte| byte - b'0')
        .collect()
}

/// The ASCII letters and digits, letters in upper case.
fn compact(text: &str) -> String {
    let mut compact = String::with_capacity(text.len());
    let characters = text.chars().filter(char::is_ascii_alphanumeric);
    compact.extend(characters.map(|character| character.to_ascii_uppercase()));
    compact
}

fn as_text(digits: &[u8]) -> String {
    digits
        .iter()
        .map(|digit| char::from(digit + b'0'))
        .collect()
}

/// Σ of digits by their weights.
fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits
        .iter()
        .zip(weights)
        .map(|(digit, weight)| u32::from(*digit) * weight)
        .sum()
}

/// A number from which a spreadsheet has dropped leading zeros, of `least` digits or more, filled up to `length`.
fn pad(cell: &str, least: usize, length: usize) -> Option<String> {
    let cell = cell.strip_suffix(".0").unwrap_or(cell);
    let digits = cell.bytes().all(|byte| byte.is_ascii_digit());
    (digits && (least..length).contains(&cell.len())).then(|| format!("{cell:0>length$}"))
}

/// Every digit is the same one: such numbers pass many checks and are never issued.
fn all_alike(digits: &[u8]) -> bool {
    digits.windows(2).all(|pair| pair[0] == pair[1])
}

/// Luhn, ISO/IEC 7812-1 annex B: every second digit from the right is doubled.
fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(*digit);
            match place % 2 {
                0 => digit,
                _ if digit > 4 => digit * 2 - 9,
                _ => digit * 2,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The letters that PNC, CRO and arrest numbers count remainders with (no I, O, S).
const POLICE_LETTERS: &[u8; 23] = b"ZABCDEFGHJKLMNPQRTUVWXY";

fn police_letter(number: u64) -> u8 {
    POLICE_LETTERS[(number % 23) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asks a validator about values: those that hold with their normal form, and those that do not.
    pub(super) fn table(validator: &str, holds: &[(&str, &str)], fails: &[&str]) {
        let today = jiff::civil::date(2026, 1, 1);
        let validator = Validator::from_name(validator).unwrap();
        for (value, normalised) in holds {
            let valid = validator.check(value, today);
            assert_eq!(
                valid.map(|valid| valid.normalised).as_deref(),
                Some(*normalised),
                "{value}"
            );
        }
        for value in fails {
            let valid = validator.check(value, today);
            assert_eq!(valid.filter(|valid| valid.ceiling > 0.0), None, "{value}");
        }
    }

    #[test]
    fn luhn_catches_a_changed_digit() {
        assert!(luhn(&digits("4539148803436467")));
        assert!(!luhn(&digits("4539148803436468")));
    }
}
