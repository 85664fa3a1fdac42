//! Web addresses and handles that name a person: profile pages of the large services, and query keys of a person's id.

use super::Valid;

/// Services whose first path segment is somebody's name, with the pages of the service itself.
const SERVICES: &[(&str, &[&str])] = &[
    (
        "facebook.com",
        &[
            "about",
            "ads",
            "business",
            "dialog",
            "events",
            "gaming",
            "groups",
            "hashtag",
            "help",
            "home",
            "legal",
            "login",
            "marketplace",
            "media",
            "messages",
            "pages",
            "permalink.php",
            "photo",
            "photo.php",
            "photos",
            "plugins",
            "policies",
            "policy.php",
            "privacy",
            "profile.php",
            "reel",
            "share",
            "share.php",
            "sharer",
            "sharer.php",
            "story.php",
            "terms",
            "tr",
            "watch",
        ],
    ),
    (
        "github.com",
        &[
            "about",
            "apps",
            "blog",
            "collections",
            "contact",
            "customer-stories",
            "enterprise",
            "explore",
            "features",
            "issues",
            "join",
            "login",
            "marketplace",
            "new",
            "notifications",
            "orgs",
            "pricing",
            "pulls",
            "readme",
            "search",
            "security",
            "settings",
            "signup",
            "site",
            "sponsors",
            "team",
            "topics",
            "trending",
        ],
    ),
    (
        "instagram.com",
        &[
            "about",
            "accounts",
            "developer",
            "direct",
            "explore",
            "legal",
            "p",
            "press",
            "reel",
            "reels",
            "stories",
            "tv",
        ],
    ),
    ("twitter.com", OF_TWITTER),
    ("x.com", OF_TWITTER),
];

const OF_TWITTER: &[&str] = &[
    "about",
    "compose",
    "explore",
    "hashtag",
    "home",
    "i",
    "intent",
    "login",
    "messages",
    "notifications",
    "privacy",
    "search",
    "settings",
    "share",
    "signup",
    "tos",
];

/// Query keys whose value is a person's.
const KEYS: [&str; 16] = [
    "customer_id",
    "customerid",
    "email",
    "employee_id",
    "employeeid",
    "member_id",
    "patient_id",
    "patientid",
    "person_id",
    "pupil_id",
    "student_id",
    "uid",
    "user_id",
    "userid",
    "username",
    "user_name",
];

/// Words of the names that bodies give themselves there.
const BODIES: [&str; 48] = [
    "academy",
    "arts",
    "bc",
    "borough",
    "careers",
    "cc",
    "centre",
    "charity",
    "city",
    "club",
    "college",
    "council",
    "county",
    "dc",
    "events",
    "fire",
    "gov",
    "help",
    "highways",
    "hospital",
    "info",
    "jobs",
    "leisure",
    "libraries",
    "library",
    "mbc",
    "museum",
    "news",
    "nhs",
    "official",
    "parking",
    "parks",
    "police",
    "roads",
    "school",
    "schools",
    "service",
    "services",
    "sport",
    "support",
    "team",
    "theatre",
    "tourism",
    "travel",
    "trust",
    "uk",
    "university",
    "visit",
];

/// Confidence of a body's own page, with a ceiling that no label lifts.
const BODYS: f32 = 0.3;

pub(super) fn check(value: &str) -> Option<Valid> {
    let (_, rest) = value.split_once("://")?;
    let (rest, _) = rest.split_once('#').unwrap_or((rest, ""));
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let host = host.to_ascii_lowercase();
    let host = bare(&host);
    if query.split('&').any(is_somebodys) || is_orcid(host, path) {
        return Some(Valid::new(value));
    }
    let name = profile(host, path, query)?;
    let valid = Valid::new(value);
    Some(if is_a_bodys(name) {
        valid.score(BODYS).ceiling(0.45)
    } else {
        valid
    })
}

/// A handle, `@name`.
pub(super) fn handle(value: &str) -> Option<Valid> {
    let name = value.strip_prefix('@')?;
    let valid = Valid::new(value.to_ascii_lowercase());
    Some(if is_a_bodys(name) {
        valid.score(0.1).ceiling(0.45)
    } else {
        valid
    })
}

fn bare(host: &str) -> &str {
    ["www.", "m.", "uk.", "en-gb."]
        .iter()
        .find_map(|part| host.strip_prefix(part))
        .unwrap_or(host)
}

/// The name of whose profile it is.
fn profile<'a>(host: &str, path: &'a str, query: &'a str) -> Option<&'a str> {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let (first, second) = (segments.next(), segments.next());
    if host == "linkedin.com" || host.ends_with(".linkedin.com") {
        return second.filter(|_| first == Some("in"));
    }
    if host == "facebook.com" && first == Some("profile.php") {
        return query
            .strip_prefix("id=")
            .filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()));
    }
    let (_, own_pages) = SERVICES.iter().find(|(service, _)| *service == host)?;
    let name = first?;
    let named = name.len() >= 2
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    (named && second.is_none() && !own_pages.contains(&name.to_ascii_lowercase().as_str()))
        .then_some(name)
}

fn is_orcid(host: &str, path: &str) -> bool {
    let groups: Vec<&str> = path.split('-').collect();
    host == "orcid.org" && groups.len() == 4 && groups.iter().all(|group| group.len() == 4)
}

/// `user_id=4411`, but not `user_id={id}` nor `uid=`.
fn is_somebodys(pair: &str) -> bool {
    let Some((key, value)) = pair.split_once('=') else {
        return false;
    };
    let filled = value.bytes().any(|byte| byte.is_ascii_alphanumeric());
    let placeholder = value.starts_with(['{', '<', '$', '%', '[', ':'])
        || matches!(value, "true" | "false" | "null" | "undefined");
    KEYS.contains(&key.to_ascii_lowercase().as_str()) && filled && !placeholder
}

/// A word of the name is what bodies call themselves; words end at signs and where capitals begin, and a long one may be part of
/// another.
fn is_a_bodys(name: &str) -> bool {
    let bytes = name.as_bytes();
    let runs = bytes.chunk_by(|a, b| {
        a.is_ascii_alphabetic()
            && b.is_ascii_alphabetic()
            && !(a.is_ascii_lowercase() && b.is_ascii_uppercase())
    });
    let mut words = runs.map(|run| String::from_utf8_lossy(run).to_ascii_lowercase());
    words.any(|word| {
        BODIES.binary_search(&word.as_str()).is_ok()
            || BODIES
                .iter()
                .filter(|body| body.len() > 4)
                .any(|body| word.starts_with(body) || word.ends_with(body))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::validators::tests::table;

    #[test]
    fn profiles_are_told_from_the_services_own_pages() {
        let holds = [
            "https://www.facebook.com/profile.php?id=100000000000001",
            "https://www.linkedin.com/in/sarah-example-1a2b3c",
            "https://intranet.example/view?user_id=4411",
            "https://orcid.org/0000-0002-1825-0097",
        ];
        table(
            "profile-address",
            &holds.map(|address| (address, address)),
            &[
                "https://www.facebook.com/events/1234",
                "https://twitter.com/search?q=x",
                "https://www.linkedin.com/company/acme",
                "https://example.com/?page=2",
                "https://example.com/?user_id={id}",
                "https://github.com/owner/project",
            ],
        );
    }

    #[test]
    fn a_bodys_page_stays_below_the_threshold() {
        assert!(BODIES.is_sorted());
        for name in [
            "wetherleycouncil",
            "Overby_Library",
            "AnyNHS-uk",
            "ParksTeam5",
        ] {
            assert!(is_a_bodys(name), "{name}");
        }
        for name in ["example-person", "jo.sample", "ukelele_fan"] {
            assert!(!is_a_bodys(name), "{name}");
        }
        assert!(
            check("https://twitter.com/wetherleycouncil").is_some_and(|valid| valid.ceiling < 0.5)
        );
        assert!(handle("@wetherleypolice").is_some_and(|valid| valid.ceiling < 0.5));
    }
}
