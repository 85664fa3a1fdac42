//! Figures by principle and check, with what could not be examined and why.

use std::collections::BTreeMap;
use std::io;

use crate::assess::Assessor;
use crate::detect::Severity;
use crate::inventory::Store;
use crate::report::{Error, Record, walk};

pub(super) const COLUMNS: &[&str] = &[
    "principle",
    "name",
    "law",
    "check",
    "indicators",
    "high_or_critical",
    "not_examined",
];

pub(super) fn rows(
    store: &Store,
    assessor: &Assessor,
    take: &mut dyn FnMut(&[String]) -> io::Result<()>,
) -> Result<(), Error> {
    let mut counts: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    walk(store, assessor, false, &mut |record| {
        if let Record::Indicator(indicator) = record {
            let (all, grave) = counts.entry(indicator.check).or_default();
            *all += 1;
            *grave += u64::from(indicator.severity >= Severity::High);
        }
        Ok(())
    })?;
    let missing = assessor.not_examined();
    for (check, principle) in Assessor::checks() {
        let (all, grave) = counts.get(check).copied().unwrap_or_default();
        let why = missing.iter().find(|missing| missing.check == check);
        let term = assessor.regime().principle(principle);
        take(&[
            principle.to_string(),
            term.map(|term| term.name.clone()).unwrap_or_default(),
            assessor.regime().law(check).to_owned(),
            check.to_owned(),
            all.to_string(),
            grave.to_string(),
            why.map(|missing| missing.why.to_owned())
                .unwrap_or_default(),
        ])?;
    }
    Ok(())
}
