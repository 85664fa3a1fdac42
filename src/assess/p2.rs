//! Principle 2, specified purposes: what was declared to the register, to a folder and to recipients, beside what is there.
//! Whether a further use is compatible, no scan can tell.

use super::Indicator;
use super::check::{Case, Check, Need, any};
use super::places;
use crate::detect::Severity;

pub(super) const OUTSIDE_NOTIFICATION: Check = Check::new(
    "p2-outside-notification",
    &[2],
    Severity::Medium,
    Need::Said(
        |policy| any(policy, |purpose| purpose.register.is_some()),
        "no purpose of the policy names its `register` entry",
    ),
    "ask the data protection officer; amend the register or stop",
);

pub(super) const WRONG_HOME: Check = Check::new(
    "p2-wrong-home",
    &[2, 7],
    Severity::Medium,
    Need::Said(
        |policy| any(policy, |purpose| !purpose.classes.is_empty()),
        "no purpose of the policy lists its `classes`",
    ),
    "move it to its home, and delete the stray copy",
);

pub(super) const REUSED_ELSEWHERE: Check = Check::new(
    "p2-reused-elsewhere",
    &[2],
    Severity::Low,
    Need::Said(
        |policy| policy.purposes().len() > 1,
        "the policy declares fewer than two purposes",
    ),
    "confirm that the purposes are compatible, or tell the people; else remove",
);

pub(super) const RECIPIENT_NOT_DECLARED: Check = Check::new(
    "p2-recipient-not-declared",
    &[2, 8],
    Severity::Medium,
    Need::Said(
        |policy| any(policy, |purpose| purpose.recipients.is_some()),
        "no purpose of the policy lists its `recipients`",
    ),
    "see whether an agreement covers the sharing, and declare the recipient or stop",
);

/// A record of a class that the purpose of its folder does not list.
pub(super) fn wrong_home(case: &Case<'_>) -> Option<Indicator> {
    let purpose = case.purpose().filter(|_| case.is_personal_file())?;
    let class = case.content_class()?;
    let declared = case.ground.and_then(|ground| ground.class);
    if purpose.classes.is_empty() || purpose.classes.contains(&class.id) || declared.is_some() {
        return None;
    }
    let confidence = 0.8;
    let mut signals = case.document.facts.class_signals.iter();
    let signal = signals.find(|signal| signal.class == class.id);
    let evidence = signal.map_or("its content".to_owned(), |signal| {
        signal.evidence.join(", ")
    });
    Some(Indicator {
        basis: format!(
            "{} is not among the `classes` of purpose \"{}\"",
            class.id, purpose.name
        ),
        detail: format!(
            "Indicator: looks like {} (evidence: {evidence}) in a folder for \"{}\".",
            class.title, purpose.name
        ),
        ..case.indicator(
            &WRONG_HOME,
            case.weight(WRONG_HOME.base).given(confidence).severity(),
            confidence,
        )
    })
}

/// A message with personal data to a body that the purpose does not name. A message to a private person is no sharing
/// between bodies.
pub(super) fn recipient_not_declared(case: &Case<'_>) -> Option<Indicator> {
    let policy = case.assessor.policy()?;
    let declared = case.purpose()?.recipients.as_ref()?;
    let own = &policy.organisation().domains;
    let outside: Vec<&str> = case
        .signs()
        .recipients
        .iter()
        .map(String::as_str)
        .filter(|domain| !is_among(domain, declared) && !is_among(domain, own))
        .filter(|domain| !places::is_private_mail(domain))
        .collect();
    if outside.is_empty() || !case.is_personal() {
        return None;
    }
    let confidence = case.confidence();
    Some(Indicator {
        basis: "addresses of the message's recipients".to_owned(),
        detail: format!(
            "Indicator: personal data with recipient {}, not among declared recipients.",
            outside.join(", ")
        ),
        ..case.indicator(
            &RECIPIENT_NOT_DECLARED,
            case.weight(RECIPIENT_NOT_DECLARED.base)
                .given(confidence)
                .severity(),
            confidence,
        )
    })
}

/// A domain is one of these, or under one.
fn is_among(domain: &str, domains: &[String]) -> bool {
    domains.iter().any(|known| {
        let known = known.trim_start_matches('@').to_ascii_lowercase();
        let rest = domain.strip_suffix(known.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::is_among;

    #[test]
    fn a_domain_counts_with_those_under_it_and_no_others() {
        let known = ["Example.gov.uk".to_owned(), "@payroll.example".to_owned()];
        for (domain, expected) in [
            ("example.gov.uk", true),
            ("mail.example.gov.uk", true),
            ("payroll.example", true),
            ("notexample.gov.uk", false),
            ("gov.uk", false),
        ] {
            assert_eq!(is_among(domain, &known), expected, "{domain}");
        }
    }
}
