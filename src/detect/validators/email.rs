//! E-mail address: the subset of RFC 5321 in use; role mailboxes belong to an organisation.

use super::Valid;

/// Words of mailboxes that a function reads, not a person.
const ROLES: &[&str] = &[
    "accounts",
    "admin",
    "administration",
    "admissions",
    "adultsocialcare",
    "advice",
    "all",
    "allstaff",
    "appeals",
    "applications",
    "benefits",
    "bookings",
    "building",
    "buildingcontrol",
    "business",
    "care",
    "careers",
    "cctv",
    "centre",
    "comms",
    "communications",
    "complaints",
    "compliance",
    "contact",
    "contactus",
    "council",
    "counciltax",
    "creditors",
    "customer",
    "customercare",
    "customerservice",
    "customerservices",
    "data",
    "dataprotection",
    "democracy",
    "democratic",
    "democraticservices",
    "department",
    "desk",
    "development",
    "donotreply",
    "dp",
    "dpo",
    "elections",
    "electoral",
    "enquiries",
    "enquiry",
    "environment",
    "environmental",
    "events",
    "facilities",
    "feedback",
    "finance",
    "foi",
    "freedomofinformation",
    "general",
    "governance",
    "grants",
    "head",
    "headteacher",
    "health",
    "hello",
    "help",
    "helpdesk",
    "highways",
    "housing",
    "hr",
    "humanresources",
    "ico",
    "info",
    "infogov",
    "information",
    "informationgovernance",
    "internalaudit",
    "invoices",
    "it",
    "itsupport",
    "jobs",
    "legal",
    "leisure",
    "libraries",
    "library",
    "licensing",
    "mail",
    "mailbox",
    "marketing",
    "media",
    "members",
    "membership",
    "museum",
    "news",
    "newsletter",
    "no",
    "noreply",
    "notifications",
    "office",
    "orders",
    "parking",
    "payments",
    "payroll",
    "pensions",
    "performance",
    "permits",
    "personnel",
    "planning",
    "planningpolicy",
    "policy",
    "post",
    "postmaster",
    "press",
    "pressoffice",
    "privacy",
    "procurement",
    "public",
    "publicity",
    "purchasing",
    "reception",
    "records",
    "recruitment",
    "recycling",
    "registrars",
    "registrations",
    "repairs",
    "reply",
    "reports",
    "request",
    "requests",
    "revenues",
    "safeguarding",
    "sales",
    "school",
    "schools",
    "secretary",
    "security",
    "service",
    "servicedesk",
    "services",
    "socialcare",
    "staff",
    "subscribe",
    "support",
    "switchboard",
    "team",
    "teams",
    "tenders",
    "tourism",
    "trading",
    "tradingstandards",
    "training",
    "treasury",
    "unit",
    "unsubscribe",
    "us",
    "waste",
    "web",
    "webmaster",
    "website",
    "webteam",
    "welfare",
    "works",
];

/// What examples and instructions write where a person's own would stand.
const PLACEHOLDERS: &[&str] = &[
    "address",
    "another",
    "anyone",
    "bloggs",
    "email",
    "example",
    "firstname",
    "forename",
    "fred",
    "initial",
    "joe",
    "lastname",
    "me",
    "my",
    "myname",
    "name",
    "person",
    "somebody",
    "someone",
    "surname",
    "test",
    "user",
    "username",
    "you",
    "your",
    "youremail",
    "yourname",
];

/// Endings of files that look like a domain after an `@2x`.
const ASSETS: [&str; 6] = ["png", "jpg", "jpeg", "gif", "svg", "webp"];

pub(super) fn check(value: &str) -> Option<Valid> {
    let (local, domain) = value.split_once('@')?;
    if !is_local(local) || !is_domain(domain) {
        return None;
    }
    let valid = Valid::new(format!("{local}@{}", domain.to_ascii_lowercase()))
        .test_value(is_documentation(domain));
    Some(if is_role(local) || is_placeholder(local) {
        valid.score(0.30).ceiling(0.45)
    } else {
        valid
    })
}

fn is_local(local: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&*+/=?^_{|}~'-".contains(&byte);
    (1..=64).contains(&local.len())
        && local.bytes().all(allowed)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
}

fn is_domain(domain: &str) -> bool {
    let mut labels = domain.split('.');
    let Some(last) = labels.next_back() else {
        return false;
    };
    let label_holds = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = (2..=24).contains(&last.len()) && last.bytes().all(|byte| byte.is_ascii_alphabetic())
        || last.starts_with("xn--");
    let lower = last.to_ascii_lowercase();
    let mut below = labels.peekable();
    top && !ASSETS.contains(&lower.as_str()) && below.peek().is_some() && below.all(label_holds)
}

/// Every word of the local part is one of a function's.
fn is_role(local: &str) -> bool {
    all_of(local, ROLES)
}

fn is_placeholder(local: &str) -> bool {
    all_of(local, PLACEHOLDERS)
}

/// Every word of the local part is in a sorted list.
fn all_of(local: &str, list: &[&str]) -> bool {
    let lower = local.to_ascii_lowercase();
    let mut words = lower
        .split(|character: char| !character.is_ascii_alphabetic())
        .filter(|word| !word.is_empty())
        .peekable();
    words.peek().is_some() && words.all(|word| list.binary_search(&word).is_ok())
}

/// Domains kept for documentation (RFC 2606).
fn is_documentation(domain: &str) -> bool {
    let lower = domain.to_ascii_lowercase();
    [
        "example.com",
        "example.org",
        "example.net",
        ".example",
        ".test",
        ".invalid",
    ]
    .iter()
    .any(|kept| lower.ends_with(kept))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::validators::tests::table;

    #[test]
    fn address_rules_of_the_mail_standard_hold() {
        table(
            "email-address",
            &[
                ("a.person@Example.ORG", "a.person@example.org"),
                ("o'neil+x@a-b.example", "o'neil+x@a-b.example"),
            ],
            &[
                "a@b",
                "a..b@example.com",
                ".a@example.com",
                "a.@example.com",
                "a@-x.example",
                "a@example.c",
                "logo@2x.png",
            ],
        );
    }

    #[test]
    fn an_example_is_nobodys_address() {
        assert!(check("your.name@example.org").is_some_and(|valid| valid.ceiling < 0.5));
        assert!(check("joe.example-smith@example.org").is_some_and(|valid| valid.ceiling > 0.5));
    }

    #[test]
    fn a_role_mailbox_is_an_organisations() {
        assert!(ROLES.is_sorted() && PLACEHOLDERS.is_sorted());
        for local in [
            "info",
            "customer.services",
            "no-reply",
            "press_office",
            "foi2",
            "hr",
        ] {
            assert!(is_role(local), "{local}");
        }
        for local in ["jane.office-smith", "itoro.bassey", "post.malone"] {
            assert!(!is_role(local), "{local}");
        }
    }
}
