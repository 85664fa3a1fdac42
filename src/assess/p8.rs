//! Principle 8, not sent abroad without protection: declared countries of storage, traces of services, publication, and
//! where messages and letters go. Where a cloud copy really is, and whether a contract covers it, no scan can tell. That a
//! person lives abroad is no transfer.

use super::check::{Case, Check, Need};
use super::places::{self, List, Standing};
use super::{Assessor, Indicator, p7};
use crate::classify::countries;
use crate::detect::Severity;

pub(super) const LOCATION_OUTSIDE: Check = Check::new(
    "p8-location-outside",
    &[8],
    Severity::High,
    Need::Said(
        |policy| policy.shares().iter().any(|share| share.country.is_some()),
        "no share of the policy names its `country`",
    ),
    "see what protects the transfer",
);

pub(super) const SYNC_PROVIDER: Check = Check::new(
    "p8-sync-provider",
    &[8, 7],
    Severity::Medium,
    Need::Nothing,
    "declare the service, or stop using it",
);

pub(super) const PUBLISHED_WORLDWIDE: Check = Check::new(
    "p8-published-worldwide",
    &[8],
    Severity::Medium,
    Need::PUBLIC,
    "obtain explicit consent, or take it down",
);

pub(super) const RECIPIENT_OUTSIDE: Check = Check::new(
    "p8-recipient-outside",
    &[8],
    Severity::Medium,
    Need::Schedule,
    "see what protects the transfer",
);

/// The list of countries that counts, by its title and how a country stands on it.
pub(super) struct Allowed<'a> {
    own: Option<&'a [String]>,
    also: &'a [String],
    list: Option<&'static List>,
}

impl<'a> Allowed<'a> {
    /// The policy's own list, else the one it names, else the regime's.
    pub(super) fn of(assessor: &'a Assessor) -> Self {
        let transfers = assessor.policy().map(super::Policy::transfers);
        let named = transfers.and_then(|transfers| transfers.list.as_deref());
        Self {
            own: transfers.and_then(|transfers| transfers.countries.as_deref()),
            also: transfers.map_or(&[], |transfers| &transfers.also),
            list: places::list(named.unwrap_or(&assessor.regime().transfers)),
        }
    }

    pub(super) fn standing(&self, country: &str) -> Standing {
        let among = |codes: &[String]| codes.iter().any(|code| code == country);
        match (self.own, self.list) {
            _ if country == "GB" || among(self.also) => Standing::Inside,
            (Some(own), _) if among(own) => Standing::Inside,
            (None, Some(list)) => list.standing(country),
            _ => Standing::Outside,
        }
    }

    /// What the list is called, with its date.
    pub(super) fn title(&self) -> String {
        match (self.own, self.list) {
            (None, Some(list)) => format!("{} ({}, {})", list.title, list.id, list.dated),
            _ => "the list of the policy".to_owned(),
        }
    }

    /// Outside, or adequate for some recipients only: what is said of it.
    pub(super) fn doubt(&self, country: &str) -> Option<String> {
        match self.standing(country) {
            Standing::Inside => None,
            Standing::Partial => Some(format!(
                "check: adequate for some recipients only under {}",
                self.title()
            )),
            Standing::Outside => Some(format!("outside {}", self.title())),
        }
    }
}

/// What is published can be read in any country. A rule of the school's policy; the European Court saw it more narrowly
/// (C-101/01, Lindqvist, 2003).
pub(super) fn published_worldwide(case: &Case<'_>) -> Option<Indicator> {
    let rules = p7::published(case)?;
    let confidence = case.confidence_of(&rules);
    let mut weight = case.weight(PUBLISHED_WORLDWIDE.base).given(confidence);
    // That the public can reach it is what it is about.
    weight.public = false;
    Some(Indicator {
        rules: rules.iter().map(|rule| (*rule).to_owned()).collect(),
        basis: "`public` of the purpose".to_owned(),
        detail: "Indicator: published data can be read from any country \
                 (the school policy's rule; case law is narrower)."
            .to_owned(),
        findings: case.findings(rules.iter().copied()),
        ..case.indicator(&PUBLISHED_WORLDWIDE, weight.severity(), confidence)
    })
}

/// A message or letter with personal data that goes to a country off the list.
pub(super) fn recipient_outside(case: &Case<'_>) -> Option<Indicator> {
    if !case.is_personal() {
        return None;
    }
    let allowed = Allowed::of(case.assessor);
    let signs = case.signs();
    let by_mail = signs.recipients.iter().filter_map(|domain| {
        let country = countries::of_domain(domain)?;
        Some((country, "the ending of a recipient's mail domain"))
    });
    let by_post = signs
        .addressed_to
        .iter()
        .map(|country| (country.as_str(), "the last line of the address"));
    let mut abroad: Vec<(&str, &str, String)> = by_post
        .chain(by_mail)
        .filter_map(|(country, basis)| Some((country, basis, allowed.doubt(country)?)))
        .collect();
    abroad.dedup_by_key(|(country, ..)| *country);
    let (_, basis, doubt) = abroad.first()?;
    let names: Vec<&str> = abroad
        .iter()
        .map(|(country, ..)| countries::name(country))
        .collect();
    let confidence = case.confidence().min(0.8);
    Some(Indicator {
        basis: format!("{basis}; {doubt}"),
        detail: format!("Indicator: sent or addressed to {}.", names.join(", ")),
        ..case.indicator(
            &RECIPIENT_OUTSIDE,
            case.weight(RECIPIENT_OUTSIDE.base)
                .given(confidence)
                .severity(),
            confidence,
        )
    })
}
