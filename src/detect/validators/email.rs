//! E-mail address: the subset of RFC 5321 in use; role mailboxes belong to an organisation.

use super::Valid;

/// Words of mailboxes that a function reads, not a person.
const ROLES: &[&str] = &[
    "access",
    "accounts",
    "admin",
    "administration",
    "admissions",
    "adultsocialcare",
    "advice",
    "all",
    "allstaff",
    "alumni",
    "appeals",
    "applications",
    "archive",
    "archives",
    "arts",
    "assessment",
    "assessments",
    "attendance",
    "audit",
    "benefits",
    "bereavement",
    "billing",
    "bookings",
    "building",
    "buildingcontrol",
    "bursar",
    "bursary",
    "business",
    "calendar",
    "campus",
    "care",
    "careers",
    "casework",
    "catering",
    "cctv",
    "cemeteries",
    "centre",
    "chair",
    "chaplaincy",
    "chief",
    "civic",
    "claims",
    "clerc",
    "clerk",
    "clinic",
    "collections",
    "college",
    "commissioning",
    "committee",
    "comms",
    "communications",
    "community",
    "complaints",
    "compliance",
    "conference",
    "consultation",
    "consultations",
    "contact",
    "contactus",
    "control",
    "coroner",
    "corporate",
    "council",
    "councillors",
    "counciltax",
    "court",
    "courts",
    "creditors",
    "crematorium",
    "curriculum",
    "customer",
    "customercare",
    "customerservice",
    "customerservices",
    "cyngor",
    "cyswllt",
    "data",
    "dataprotection",
    "debt",
    "democracy",
    "democratic",
    "democraticservices",
    "department",
    "deputy",
    "desk",
    "development",
    "digital",
    "disability",
    "disclosure",
    "donotreply",
    "dp",
    "dpo",
    "duty",
    "education",
    "elections",
    "electoral",
    "emergency",
    "employment",
    "engagement",
    "engineering",
    "enquiries",
    "enquiry",
    "environment",
    "environmental",
    "equality",
    "estates",
    "events",
    "exams",
    "exec",
    "executive",
    "facilities",
    "families",
    "family",
    "feedback",
    "fees",
    "finance",
    "fire",
    "foi",
    "foodbank",
    "fostering",
    "fraud",
    "freedomofinformation",
    "front",
    "frontdesk",
    "fundraising",
    "gallery",
    "gdpr",
    "general",
    "git",
    "governance",
    "grants",
    "gwybodaeth",
    "hall",
    "head",
    "headteacher",
    "health",
    "hello",
    "help",
    "helpdesk",
    "helpline",
    "heritage",
    "highways",
    "homelessness",
    "homes",
    "hospital",
    "hostel",
    "housing",
    "hr",
    "hub",
    "humanresources",
    "ico",
    "ict",
    "inclusion",
    "info",
    "infogov",
    "information",
    "informationgovernance",
    "insurance",
    "intake",
    "internal",
    "internalaudit",
    "international",
    "investigations",
    "invoices",
    "it",
    "itsupport",
    "jobs",
    "justice",
    "learning",
    "leasing",
    "legal",
    "leisure",
    "lettings",
    "libraries",
    "library",
    "licences",
    "licensing",
    "listing",
    "lists",
    "mail",
    "mailbox",
    "maintenance",
    "marketing",
    "media",
    "mediation",
    "meetings",
    "members",
    "membership",
    "minutes",
    "museum",
    "music",
    "news",
    "newsletter",
    "no",
    "noreply",
    "notices",
    "notifications",
    "nursery",
    "office",
    "officer",
    "ombudsman",
    "operations",
    "orders",
    "outreach",
    "pals",
    "parish",
    "parking",
    "partnerships",
    "patient",
    "patients",
    "pay",
    "payments",
    "payroll",
    "pensions",
    "performance",
    "permits",
    "personnel",
    "pharmacy",
    "planning",
    "planningpolicy",
    "police",
    "policy",
    "post",
    "postmaster",
    "practice",
    "press",
    "pressoffice",
    "principal",
    "privacy",
    "procurement",
    "programme",
    "project",
    "projects",
    "property",
    "public",
    "publicity",
    "purchasing",
    "quality",
    "reception",
    "records",
    "recruitment",
    "recycling",
    "referrals",
    "refunds",
    "register",
    "registrar",
    "registrars",
    "registration",
    "registrations",
    "registry",
    "renewals",
    "rent",
    "rents",
    "repairs",
    "reply",
    "reporting",
    "reports",
    "request",
    "requests",
    "research",
    "reservations",
    "resources",
    "returns",
    "revenues",
    "review",
    "reviews",
    "rota",
    "safeguarding",
    "safety",
    "sales",
    "sar",
    "scheduling",
    "scholarships",
    "school",
    "schools",
    "secretariat",
    "secretary",
    "security",
    "senco",
    "send",
    "service",
    "servicedesk",
    "services",
    "shop",
    "social",
    "socialcare",
    "sport",
    "sports",
    "staff",
    "student",
    "students",
    "studentservices",
    "subscribe",
    "subscriptions",
    "support",
    "surgery",
    "switchboard",
    "swyddfa",
    "team",
    "teams",
    "tenancy",
    "tenders",
    "theatre",
    "tickets",
    "timetable",
    "tourism",
    "trading",
    "tradingstandards",
    "training",
    "transport",
    "travel",
    "treasurer",
    "treasury",
    "trust",
    "trustees",
    "unit",
    "unsubscribe",
    "us",
    "vacancies",
    "verger",
    "vestry",
    "victim",
    "victims",
    "visits",
    "volunteer",
    "volunteering",
    "volunteers",
    "ward",
    "waste",
    "web",
    "webmaster",
    "website",
    "webteam",
    "welcome",
    "welfare",
    "wellbeing",
    "workplace",
    "works",
    "ymholiadau",
    "yot",
    "youth",
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
    let allowed = |c: char| c.is_alphanumeric() || ".!#$%&*+/=?^_{|}~'-".contains(c);
    (1..=64).contains(&local.len())
        && local.chars().all(allowed)
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
                ("zoë@example.org", "zoë@example.org"),
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
