//! What is said once, of a purpose, a share or a folder, at the first file with personal data that it concerns: register
//! entries, consents, countries of storage, services that synchronise.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::{Seen, Tell, Told};
use crate::assess::check::{Case, counted};
use crate::assess::p1::{CONSENT_NOT_EVIDENCED, consent_code};
use crate::assess::p2::OUTSIDE_NOTIFICATION;
use crate::assess::p8::{Allowed, LOCATION_OUTSIDE, SYNC_PROVIDER};
use crate::assess::{Assessor, places};
use crate::classify::countries;

/// Gathers what is said once. Bounded by the policy, and by [`FOLDERS`].
#[derive(Default)]
pub(super) struct Notes {
    /// By the number of the purpose.
    purposes: BTreeMap<usize, OfPurpose>,
    /// Purposes, by number, that have a record of consent.
    consents: BTreeSet<usize>,
    /// By country.
    countries: BTreeMap<String, Met>,
    /// Synchronised folders by source and path, with the service.
    folders: BTreeMap<(String, String), (String, Option<Met>)>,
}

/// Folders of services that are kept apart.
const FOLDERS: usize = 1_000;

/// The first of some files, and how many there are.
struct Met {
    first: Seen,
    files: u64,
}

struct OfPurpose {
    met: Met,
    /// What was found in its files.
    rules: BTreeSet<String>,
    /// The code of the consent that it rests on.
    consent: Option<String>,
}

impl Met {
    fn again(this: &mut Option<Self>, seen: &Seen) {
        match this {
            Some(met) => met.files += 1,
            None => {
                *this = Some(Self {
                    first: seen.clone(),
                    files: 1,
                });
            }
        }
    }

    fn files(&self) -> String {
        counted(self.files, "file", "files")
    }
}

impl Notes {
    /// Remembers a folder in which a service has left its traces.
    pub(super) fn trace(&mut self, case: &Case<'_>) {
        let Some((folder, service)) = places::synchronised(&case.document.path) else {
            return;
        };
        let declared = case.assessor.policy().is_some_and(|policy| {
            let mut services = policy.transfers().services.iter();
            services.any(|known| known.eq_ignore_ascii_case(&service.name))
        });
        let key = (case.document.source.clone(), folder.to_owned());
        if !declared && (self.folders.len() < FOLDERS || self.folders.contains_key(&key)) {
            self.folders
                .entry(key)
                .or_insert_with(|| (service.name.clone(), None));
        }
    }

    /// Remembers that a purpose has a record of consent, in a form or a column.
    pub(super) fn consent(&mut self, case: &Case<'_>) {
        if let Some(purpose) = case.purpose().filter(|_| case.signs().consent) {
            let purposes = case.assessor.policy().map(crate::assess::Policy::purposes);
            let mut known = purposes.unwrap_or_default().iter();
            self.consents
                .extend(known.position(|known| known.name == purpose.name));
        }
    }

    /// Takes a document with personal data.
    pub(super) fn observe(&mut self, case: &Case<'_>, seen: &Seen) {
        self.consent(case);
        if !case.is_file() {
            return;
        }
        if let (Some(number), Some(purpose)) = (seen.purpose, case.purpose()) {
            let of_purpose = self.purposes.entry(number).or_insert_with(|| OfPurpose {
                met: Met {
                    first: seen.clone(),
                    files: 0,
                },
                rules: BTreeSet::new(),
                consent: consent_code(case, purpose).map(str::to_owned),
            });
            of_purpose.met.files += 1;
            let sure = case
                .personal_rules()
                .filter(|(_, tally)| tally.confidence >= case.threshold());
            of_purpose
                .rules
                .extend(sure.map(|(rule, _)| rule.to_owned()));
        }
        let share = case.ground.and_then(|ground| ground.share);
        if let Some(country) = share.and_then(|share| share.country.as_ref()) {
            let met = self
                .countries
                .entry(country.clone())
                .or_insert_with(|| Met {
                    first: seen.clone(),
                    files: 0,
                });
            met.files += 1;
        }
        self.synchronised(seen);
    }

    /// Counts a file below a folder of a service.
    fn synchronised(&mut self, seen: &Seen) {
        if self.folders.is_empty() {
            return;
        }
        let ends = seen.path.match_indices('/').map(|(at, _)| at);
        for end in std::iter::once(0).chain(ends) {
            let key = (seen.source.clone(), seen.path[..end].to_owned());
            if let Some((_, met)) = self.folders.get_mut(&key) {
                Met::again(met, seen);
                return;
            }
        }
    }

    pub(super) fn finish(self, assessor: &Assessor, tell: &mut Tell<'_>) -> io::Result<()> {
        for (number, of_purpose) in &self.purposes {
            if let Some(told) = outside_notification(assessor, *number, of_purpose) {
                tell(told)?;
            }
            if let Some(code) = of_purpose
                .consent
                .as_ref()
                .filter(|_| !self.consents.contains(number))
            {
                let files = of_purpose.met.files();
                tell(Told::new(
                    &CONSENT_NOT_EVIDENCED,
                    &of_purpose.met.first,
                    format!("condition {code} of the purpose; {files} with personal data"),
                    "Indicator: purpose relies on consent; no record of consent found beside the data."
                        .to_owned(),
                ))?;
            }
        }
        let allowed = Allowed::of(assessor);
        for (country, met) in &self.countries {
            if let Some(doubt) = allowed.doubt(country) {
                tell(Told::new(
                    &LOCATION_OUTSIDE,
                    &met.first,
                    format!("`country` of the share; {} with personal data", met.files()),
                    format!(
                        "Indicator: stored in {}, {doubt}.",
                        countries::name(country)
                    ),
                ))?;
            }
        }
        for ((_, folder), (service, met)) in &self.folders {
            let Some(met) = met else { continue };
            let place = if folder.is_empty() {
                "the source"
            } else {
                folder
            };
            tell(Told::new(
                &SYNC_PROVIDER,
                &met.first,
                format!(
                    "traces of {service} in {place}; {} with personal data",
                    met.files()
                ),
                format!("Indicator: folder is synchronised by {service}; country not declared."),
            ))?;
        }
        Ok(())
    }
}

/// What a purpose's entry of the register does not list, or that it has none.
fn outside_notification(assessor: &Assessor, number: usize, found: &OfPurpose) -> Option<Told> {
    let policy = assessor.policy()?;
    let purpose = policy.purposes().get(number)?;
    let files = found.met.files();
    let (rules, detail) = match &purpose.register {
        None => {
            let rules: Vec<String> = found.rules.iter().cloned().collect();
            let said = format!(
                "Indicator: {} found; purpose \"{}\" names no register entry.",
                rules.join(", "),
                purpose.name
            );
            (rules, said)
        }
        Some(entry) => {
            let mut registers = policy.registers().iter();
            let described = registers
                .find(|known| known.entry == *entry)
                .filter(|known| !known.data.is_empty())?;
            let beyond = found
                .rules
                .iter()
                .filter(|rule| !described.data.contains(rule));
            let rules: Vec<String> = beyond.cloned().collect();
            let said = format!(
                "Indicator: {} found; register entry {entry} does not list it.",
                rules.join(", ")
            );
            (rules, said)
        }
    };
    (!rules.is_empty()).then(|| {
        let basis = format!("purpose \"{}\"; {files} with personal data", purpose.name);
        let mut told = Told::new(&OUTSIDE_NOTIFICATION, &found.met.first, basis, detail);
        told.rules = rules;
        told
    })
}
