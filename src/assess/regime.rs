//! A body of law as data: what the principles are called, which text a check rests on, how the categories are named.
//! Findings are the same under every regime; only these words change.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The regimes in the program.
const BUILTIN: &[(&str, &str)] = &[
    (
        "dpa-1998",
        include_str!("../../rules/regimes/dpa-1998.toml"),
    ),
    ("uk-gdpr", include_str!("../../rules/regimes/uk-gdpr.toml")),
];

/// Names and references of one body of law.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regime {
    /// `dpa-1998` or `uk-gdpr`, as in records.
    pub id: String,
    pub title: String,
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
}

impl Regime {
    /// The ids of the regimes in the program.
    pub fn ids() -> impl Iterator<Item = &'static str> {
        BUILTIN.iter().map(|(id, _)| *id)
    }

    /// A regime of the program.
    pub fn by_id(id: &str) -> Option<Self> {
        let (_, text) = BUILTIN.iter().find(|(known, _)| *known == id)?;
        Some(toml::from_str(text).expect("the regimes of the program are tested"))
    }

    /// A principle by its 1998 number.
    pub fn principle(&self, number: u8) -> Option<&Term> {
        self.principles.get(&number.to_string())
    }

    /// The text a check rests on; empty for a check this regime does not know.
    pub fn law(&self, check: &str) -> &str {
        self.checks.get(check).map_or("", String::as_str)
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
}
