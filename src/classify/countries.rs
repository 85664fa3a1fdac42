//! Countries as data: what the last line of an address calls them, and which ending their domains have.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// `rules/countries.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Domain endings that say nothing of a country.
    generic: Vec<String>,
    /// Names by ISO 3166 code.
    country: BTreeMap<String, Vec<String>>,
}

static COUNTRIES: LazyLock<File> = LazyLock::new(|| {
    let json = include_str!(concat!(env!("OUT_DIR"), "/countries.json"));
    serde_json::from_str(json).expect("the countries of the program are tested")
});

/// There is a country of this ISO 3166 code.
pub fn is_known(code: &str) -> bool {
    COUNTRIES.country.contains_key(code)
}

/// The first name of a country, else its code.
pub fn name(code: &str) -> &str {
    let names = COUNTRIES.country.get(code);
    names
        .and_then(|names| names.first())
        .map_or(code, String::as_str)
}

/// The country that a line names and nothing else, as the last line of an address does.
pub(super) fn of_line(line: &str) -> Option<&'static str> {
    /// Characters of the longest name.
    const LONGEST: usize = 40;
    let line = line.trim().trim_end_matches(['.', ',']);
    if line.len() < 3 || line.len() > LONGEST || !line.starts_with(char::is_uppercase) {
        return None;
    }
    let mut countries = COUNTRIES.country.iter();
    let named = |names: &[String]| names.iter().any(|name| name.eq_ignore_ascii_case(line));
    countries
        .find(|(_, names)| named(names))
        .map(|(code, _)| code.as_str())
}

/// The country whose own top-level domain a mail domain is under (ISO 3166 codes; the United Kingdom has `uk`).
pub fn of_domain(domain: &str) -> Option<&'static str> {
    let top = domain.rsplit_once('.')?.1.to_ascii_uppercase();
    let code = if top == "UK" { "GB" } else { top.as_str() };
    let (code, _) = COUNTRIES.country.get_key_value(code)?;
    (!COUNTRIES.generic.contains(code)).then_some(code.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_of_the_country_whose_ending_it_has() {
        for (domain, country) in [
            ("records.example.fr", Some("FR")),
            ("council.gov.uk", Some("GB")),
            ("example.com", None),
            ("example.io", None),
            ("fr", None),
            ("", None),
        ] {
            assert_eq!(of_domain(domain), country, "{domain}");
        }
        assert_eq!((name("GB"), name("??")), ("United Kingdom", "??"));
    }

    #[test]
    fn a_line_names_a_country_alone() {
        for (line, country) in [
            ("FRANCE", Some("FR")),
            (" United States of America. ", Some("US")),
            ("South of France", None),
            ("france", None),
            ("Ken", None),
        ] {
            assert_eq!(of_line(line), country, "{line}");
        }
        assert!(COUNTRIES.generic.iter().all(|code| is_known(code)));
    }
}
