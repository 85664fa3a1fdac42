//! Countries and services as data: which countries a list holds, and what the traces of a service look like.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

/// `rules/regimes/places.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    list: Vec<List>,
    service: Vec<Service>,
    private_mail: Domains,
}

/// Countries to which data may go.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    pub id: String,
    pub title: String,
    /// From when it is.
    pub dated: Date,
    pub source: String,
    /// ISO 3166 codes.
    countries: Vec<String>,
    /// Adequate for some recipients only.
    partial: Vec<String>,
}

/// A service that keeps or synchronises files elsewhere.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Service {
    pub(super) name: String,
    folders: Vec<String>,
    files: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Domains {
    domains: Vec<String>,
}

/// What a list says of a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Inside,
    /// For some recipients only.
    Partial,
    Outside,
}

static PLACES: LazyLock<File> = LazyLock::new(|| {
    serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/places.json")))
        .expect("the places of the program are tested")
});

/// The lists of the program.
pub fn lists() -> impl Iterator<Item = &'static List> {
    PLACES.list.iter()
}

/// The list of this id.
pub(super) fn list(id: &str) -> Option<&'static List> {
    PLACES.list.iter().find(|list| list.id == id)
}

impl List {
    pub(super) fn standing(&self, country: &str) -> Standing {
        let among = |list: &[String]| list.iter().any(|code| code == country);
        if among(&self.countries) {
            Standing::Inside
        } else if among(&self.partial) {
            Standing::Partial
        } else {
            Standing::Outside
        }
    }
}

/// Private people have addresses under this domain.
pub(super) fn is_private_mail(domain: &str) -> bool {
    let mut known = PLACES.private_mail.domains.iter();
    known.any(|known| known.eq_ignore_ascii_case(domain))
}

/// The folder that a service synchronises, if a path shows one, with the service: the part of the path up to the trace.
pub(super) fn synchronised(path: &str) -> Option<(&str, &'static Service)> {
    let mut start = 0;
    for component in path.split('/') {
        let end = start + component.len();
        let name = component.to_lowercase();
        let is_file = end == path.len();
        for service in &PLACES.service {
            let traces = if is_file {
                &service.files
            } else {
                &service.folders
            };
            if traces.iter().any(|trace| fits(trace, &name)) {
                // A hidden trace lies in the folder it speaks of; others are that folder.
                let folder = if is_file || name.starts_with('.') {
                    start.saturating_sub(1)
                } else {
                    end
                };
                return Some((&path[..folder], service));
            }
        }
        start = end + 1;
    }
    None
}

fn fits(trace: &str, name: &str) -> bool {
    match trace.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == trace,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::countries;

    #[test]
    fn lists_know_their_countries_and_name_their_source() {
        for list in lists() {
            assert!(
                !list.source.is_empty() && !list.title.is_empty(),
                "{}",
                list.id
            );
            let mut codes = list.countries.iter().chain(&list.partial);
            assert!(codes.all(|code| countries::is_known(code)), "{}", list.id);
        }
        let standing = |id, code| list(id).unwrap().standing(code);
        assert_eq!(standing("eea-1998", "PL"), Standing::Outside);
        assert_eq!(standing("eea", "PL"), Standing::Inside);
        assert_eq!(standing("uk-adequacy", "US"), Standing::Partial);
        assert_eq!(standing("uk-adequacy", "RU"), Standing::Outside);
        assert_eq!(list("eea-1998").unwrap().countries.len(), 18);
    }

    #[test]
    fn mail_of_private_people_is_known() {
        assert!(is_private_mail("GMAIL.com") && !is_private_mail("example.org"));
    }

    #[test]
    fn a_service_is_known_by_what_it_leaves() {
        for (path, expected) in [
            ("Home/Dropbox/a/b.doc", Some(("Home/Dropbox", "Dropbox"))),
            (
                "OneDrive - Acme/a.doc",
                Some(("OneDrive - Acme", "OneDrive")),
            ),
            ("Team/.stfolder/x", Some(("Team", "Syncthing"))),
            ("Team/.dropbox", Some(("Team", "Dropbox"))),
            ("Box/a.doc", None),
            ("Dropbox", None),
            ("", None),
        ] {
            let found = synchronised(path).map(|(folder, service)| (folder, service.name.as_str()));
            assert_eq!(found, expected, "{path}");
        }
    }
}
