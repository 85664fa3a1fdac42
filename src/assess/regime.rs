//! A body of law as data: what the principles are called, which text a check rests on, how the categories are named.
//! Findings are the same under every regime; only these words change.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use super::retention::Length;

/// The regimes in the program, as the build script has written them down.
const BUILTIN: &[(&str, &str)] = &[
    (
        "dpa-1998",
        include_str!(concat!(env!("OUT_DIR"), "/dpa-1998.json")),
    ),
    (
        "uk-gdpr",
        include_str!(concat!(env!("OUT_DIR"), "/uk-gdpr.json")),
    ),
];

/// Names and references of one body of law.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regime {
    /// `dpa-1998` or `uk-gdpr`, as in records.
    pub id: String,
    pub title: String,
    /// The day whose law this is.
    pub dated: Date,
    pub source: String,
    /// How long an answer to a data subject may take.
    pub access: String,
    /// The list of countries that counts where the policy names none.
    pub transfers: String,
    /// Conditions for processing by the code that a policy states.
    conditions: BTreeMap<String, String>,
    /// Codes that are consent, and codes that hold for sensitive data.
    consent: Vec<String>,
    sensitive: Vec<String>,
    /// By 1998 number, "1" to "8".
    principles: BTreeMap<String, Term>,
    checks: BTreeMap<String, String>,
    /// In the order of the law.
    #[serde(rename = "category")]
    categories: Vec<Category>,
}

/// What the law calls something, and where.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    pub name: String,
    pub law: String,
}

/// A sensitive category, as the law calls it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// As in findings.
    pub id: String,
    pub name: String,
    pub law: String,
    /// The category this one counts as, where the law has no word of its own for it.
    under: Option<String>,
    /// The law has special conditions for it.
    #[serde(default = "yes")]
    sensitive: bool,
}

fn yes() -> bool {
    true
}

impl Regime {
    /// The ids of the regimes in the program.
    pub fn ids() -> impl Iterator<Item = &'static str> {
        BUILTIN.iter().map(|(id, _)| *id)
    }

    /// A regime of the program.
    pub fn by_id(id: &str) -> Option<Self> {
        let (_, text) = BUILTIN.iter().find(|(known, _)| *known == id)?;
        Some(serde_json::from_str(text).expect("the regimes of the program are tested"))
    }

    /// A principle by its 1998 number.
    pub fn principle(&self, number: u8) -> Option<&Term> {
        self.principles.get(&number.to_string())
    }

    /// The time for an answer to a data subject.
    pub(super) fn access_limit(&self) -> Length {
        Length::parse_words(&self.access).expect("the regimes of the program are tested")
    }

    /// The text a check rests on; empty for a check this regime does not know.
    pub fn law(&self, check: &str) -> &str {
        self.checks.get(check).map_or("", String::as_str)
    }

    /// The code of the condition that a policy states for this regime, in a text such as `3(2) | 9(2)(b) + Sch1(1)`.
    pub fn condition<'a>(&'a self, stated: &str) -> Option<&'a str> {
        stated.split('|').find_map(|part| {
            let part = code(part);
            let mut known = self.conditions.keys();
            known
                .find(|known| part.starts_with(&code(known)))
                .map(String::as_str)
        })
    }

    /// What a condition is called.
    pub fn condition_name(&self, code: &str) -> &str {
        self.conditions.get(code).map_or("", String::as_str)
    }

    /// A condition is the data subject's consent.
    pub fn is_consent(&self, code: &str) -> bool {
        self.consent.iter().any(|consent| consent == code)
    }

    /// A condition may hold for sensitive data.
    pub fn is_for_sensitive(&self, code: &str) -> bool {
        self.sensitive.iter().any(|known| known == code)
    }

    /// The law asks for a condition of its own for this category.
    pub fn needs_condition(&self, category: &str) -> bool {
        let mut categories = self.categories.iter();
        categories.any(|known| known.id == category && known.sensitive)
    }

    /// The category that one is shown as: itself, or the head it comes under.
    pub fn shown_as<'a>(&'a self, id: &'a str) -> &'a str {
        let category = self.categories.iter().find(|category| category.id == id);
        category
            .and_then(|category| category.under.as_deref())
            .unwrap_or(id)
    }

    /// The categories this regime shows, in its order.
    pub fn categories(&self) -> impl Iterator<Item = &Category> {
        self.categories
            .iter()
            .filter(|category| category.under.is_none())
    }
}

/// A code as it compares: `Art. 10` is `art10`, `3 (2)` is `3(2)`.
fn code(text: &str) -> String {
    let signs = text.chars().filter(|sign| !matches!(sign, ' ' | '.'));
    let code: String = signs.flat_map(char::to_lowercase).collect();
    match code.strip_prefix("art") {
        Some(rest) if rest != "10" && !rest.starts_with("10+") => rest.to_owned(),
        _ => code,
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::CHECKS;
    use super::*;

    #[test]
    fn every_regime_names_every_principle_check_and_category() {
        let mut categories = Vec::new();
        for id in Regime::ids() {
            let regime = Regime::by_id(id).unwrap();
            assert_eq!(regime.id, id);
            for number in 1..=8 {
                assert!(regime.principle(number).is_some(), "{id} {number}");
            }
            for check in CHECKS {
                assert!(!regime.law(check.id).is_empty(), "{id} {}", check.id);
            }
            let mut ids: Vec<String> = regime
                .categories
                .iter()
                .map(|category| category.id.clone())
                .collect();
            for category in &regime.categories {
                assert!(
                    category
                        .under
                        .as_ref()
                        .is_none_or(|head| ids.contains(head))
                );
            }
            ids.sort();
            categories.push(ids);
        }
        assert!(categories.windows(2).all(|pair| pair[0] == pair[1]));
        assert_eq!(Regime::by_id("gdpr"), None);
    }

    #[test]
    fn the_1998_act_shows_genetic_data_under_health() {
        let shown = |id| {
            Regime::by_id(id)
                .unwrap()
                .shown_as("genetic-data")
                .to_owned()
        };
        assert_eq!(
            (shown("dpa-1998"), shown("uk-gdpr")),
            ("health".into(), "genetic-data".into())
        );
    }

    #[test]
    fn a_policy_states_the_conditions_of_both_laws_in_one_text() {
        let condition = |id, text: &str| {
            let regime = Regime::by_id(id).unwrap();
            regime.condition(text).map(str::to_owned)
        };
        for (text, then, now) in [
            ("3(2) | 9(2)(b) + Sch1(1)", Some("3(2)"), Some("9(2)(b)")),
            ("3(10) | art. 10 + Sch1(6)", Some("3(10)"), Some("art 10")),
            ("3 (1)", Some("3(1)"), None),
            ("Art. 9(2)(a)", None, Some("9(2)(a)")),
            ("6(1)(ea)", None, Some("6(1)(ea)")),
            ("because", None, None),
        ] {
            let found = (condition("dpa-1998", text), condition("uk-gdpr", text));
            assert_eq!(
                (found.0.as_deref(), found.1.as_deref()),
                (then, now),
                "{text}"
            );
        }
        let act = Regime::by_id("dpa-1998").unwrap();
        assert!(act.is_consent("3(1)") && !act.is_consent("3(2)"));
        assert!(act.needs_condition("health") && !act.needs_condition("biometric-data"));
        assert!(Regime::ids().all(|id| {
            let regime = Regime::by_id(id).unwrap();
            let mut codes = regime.consent.iter().chain(&regime.sensitive);
            codes.all(|code| regime.conditions.contains_key(code))
        }));
    }
}
