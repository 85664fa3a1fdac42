//! What a pattern cannot say: check digits, ranges, calendars. One file an identifier; names are those of the rule files.

mod address;
mod bank;
mod card;
mod cro;
mod date;
mod driver;
mod email;
mod gps;
mod iban;
mod ip;
mod learner;
mod mod11;
mod nhs;
mod nino;
mod passport;
mod phone;
mod pnc;
mod postcode;
mod pupil;
mod secret;
mod taxpayer;
mod vehicle;

use jiff::civil::Date;

pub(super) use postcode::is_inward as is_inward_postcode;

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

/// The validators, by the names that rule files use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Validator {
    BankAccount,
    Coordinates,
    Credential,
    CriminalRecordsOffice,
    DateOfBirth,
    DriverNumber,
    EmailAddress,
    Iban,
    IpAddress,
    LearnerNumber,
    NationalInsuranceNumber,
    NhsNumber,
    PassportNumber,
    PaymentCard,
    PhoneNumber,
    PoliceNationalComputer,
    PostalAddress,
    Postcode,
    PupilNumber,
    TaxpayerReference,
    VehicleRegistration,
}

impl Validator {
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "bank-account" => Self::BankAccount,
            "coordinates" => Self::Coordinates,
            "credential" => Self::Credential,
            "criminal-records-office" => Self::CriminalRecordsOffice,
            "date-of-birth" => Self::DateOfBirth,
            "driver-number" => Self::DriverNumber,
            "email-address" => Self::EmailAddress,
            "iban" => Self::Iban,
            "ip-address" => Self::IpAddress,
            "learner-number" => Self::LearnerNumber,
            "national-insurance-number" => Self::NationalInsuranceNumber,
            "nhs-number" => Self::NhsNumber,
            "passport-number" => Self::PassportNumber,
            "payment-card" => Self::PaymentCard,
            "phone-number" => Self::PhoneNumber,
            "police-national-computer" => Self::PoliceNationalComputer,
            "postal-address" => Self::PostalAddress,
            "postcode" => Self::Postcode,
            "pupil-number" => Self::PupilNumber,
            "taxpayer-reference" => Self::TaxpayerReference,
            "vehicle-registration" => Self::VehicleRegistration,
            _ => return None,
        })
    }

    /// Whether the whole of `value` is well formed. `today` bounds dates.
    pub(super) fn check(self, value: &str, today: Date) -> Option<Valid> {
        match self {
            Self::BankAccount => bank::check(value),
            Self::Coordinates => gps::check(value),
            Self::Credential => secret::check(value),
            Self::CriminalRecordsOffice => cro::check(value),
            Self::DateOfBirth => date::check(value, today),
            Self::DriverNumber => driver::check(value),
            Self::EmailAddress => email::check(value),
            Self::Iban => iban::check(value),
            Self::IpAddress => ip::check(value),
            Self::LearnerNumber => learner::check(value),
            Self::NationalInsuranceNumber => nino::check(value),
            Self::NhsNumber => nhs::check(value),
            Self::PassportNumber => passport::check(value),
            Self::PaymentCard => card::check(value),
            Self::PhoneNumber => phone::check(value),
            Self::PoliceNationalComputer => pnc::check(value),
            Self::PostalAddress => address::check(value),
            Self::Postcode => postcode::check(value),
            Self::PupilNumber => pupil::check(value),
            Self::TaxpayerReference => taxpayer::check(value),
            Self::VehicleRegistration => vehicle::check(value),
        }
    }

    /// What a spreadsheet has made of the value, repaired; only for cells under a head that says what they are.
    pub(super) fn repair(self, cell: &str) -> Option<String> {
        match self {
            Self::PhoneNumber => phone::repair(cell),
            Self::DateOfBirth => date::repair(cell),
            Self::BankAccount => bank::repair(cell),
            Self::Credential => secret::repair(cell),
            _ => None,
        }
    }
}

/// The ASCII digits of a text.
fn digits(text: &str) -> Vec<u8> {
    text.bytes()
        .filter(u8::is_ascii_digit)
        .map(|byte| byte - b'0')
        .collect()
}

/// The ASCII letters and digits, letters in upper case.
fn compact(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_uppercase())
        .collect()
}

fn as_text(digits: &[u8]) -> String {
    digits
        .iter()
        .map(|digit| char::from(digit + b'0'))
        .collect()
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
    pub(super) fn table(validator: Validator, holds: &[(&str, &str)], fails: &[&str]) {
        let today = jiff::civil::date(2026, 1, 1);
        for (value, normalised) in holds {
            let valid = validator.check(value, today);
            assert_eq!(
                valid.map(|valid| valid.normalised).as_deref(),
                Some(*normalised),
                "{value}"
            );
        }
        for value in fails {
            assert_eq!(validator.check(value, today), None, "{value}");
        }
    }

    #[test]
    fn luhn_catches_a_changed_digit() {
        assert!(luhn(&digits("4539148803436467")));
        assert!(!luhn(&digits("4539148803436468")));
    }
}
