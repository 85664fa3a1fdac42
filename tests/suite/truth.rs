//! `fixtures/share.toml`: what each file of the share is. Its head explains the fields.

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde::Deserialize;

use crate::support::fixtures;

/// The whole truth.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Truth {
    as_of: toml::value::Datetime,
    /// The checks that the files' own lists are drawn from.
    pub(crate) checks: Vec<String>,
    pub(crate) file: Vec<File>,
}

/// One file of the share.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) path: String,
    modified: toml::value::Datetime,
    mode: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) classification: Option<String>,
    #[serde(default)]
    pub(crate) categories: Vec<String>,
    #[serde(default)]
    pub(crate) categories_also: Vec<String>,
    pub(crate) marking: Option<String>,
    pub(crate) record_class: Option<String>,
    #[serde(default)]
    pub(crate) checks: Vec<String>,
    #[serde(default)]
    pub(crate) not_allowed: Vec<String>,
    #[serde(default)]
    pub(crate) unjudged: Vec<String>,
    #[serde(default)]
    pub(crate) planted: BTreeMap<String, Vec<String>>,
}

impl Truth {
    pub(crate) fn read() -> Self {
        let text = std::fs::read_to_string(fixtures().join("share.toml")).unwrap();
        let truth: Self = toml::from_str(&text).unwrap();
        assert_eq!(truth.as_of.to_string(), crate::support::FIXED[5]);
        truth
    }
}

impl File {
    pub(crate) fn modified(&self) -> SystemTime {
        let time: jiff::Timestamp = self.modified.to_string().parse().unwrap();
        time.into()
    }

    pub(crate) fn mode(&self) -> u32 {
        self.mode
            .as_ref()
            .map_or(0o640, |mode| u32::from_str_radix(mode, 8).unwrap())
    }

    /// Every rule and value planted.
    pub(crate) fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.planted.iter().flat_map(|(rule, values)| {
            values
                .iter()
                .map(move |value| (rule.as_str(), value.as_str()))
        })
    }
}
