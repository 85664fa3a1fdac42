//! What the heads of columns mean beyond the identifiers: the phrases of `columns.toml`.
//!
//! The build script draws up those of the program with this file, so that a start need not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::lexicon::{Lexicon, Uses};
use super::stored::{ByText, Texts};

/// The file: phrases by meaning.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Columns {
    full_name: Vec<String>,
    forename: Vec<String>,
    surname: Vec<String>,
    role: Vec<String>,
    not_a_name: Vec<String>,
    address: Vec<String>,
    town: Vec<String>,
    not_an_address: Vec<String>,
    sort_code: Vec<String>,
    account_number: Vec<String>,
    /// A folder of rules may be older than this list.
    #[serde(default)]
    goods: Vec<String>,
    /// The same.
    #[serde(default)]
    post: Vec<String>,
}

/// Its phrases, as words.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Heads<'t> {
    /// The lists that a phrase is in, a bit each.
    #[serde(borrow)]
    phrases: ByText<'t, u16>,
    /// Those of phrases that count only as the whole head.
    whole: ByText<'t, u16>,
    /// Words of the longest phrase.
    longest: usize,
    roles: Texts<'t>,
}

/// Bits of the lists.
pub(super) mod list {
    pub(crate) const FULL_NAME: u16 = 1;
    pub(crate) const FORENAME: u16 = 1 << 1;
    pub(crate) const SURNAME: u16 = 1 << 2;
    pub(crate) const NOT_A_NAME: u16 = 1 << 3;
    pub(crate) const ADDRESS: u16 = 1 << 4;
    pub(crate) const TOWN: u16 = 1 << 5;
    pub(crate) const NOT_AN_ADDRESS: u16 = 1 << 6;
    pub(crate) const SORT_CODE: u16 = 1 << 7;
    pub(crate) const ACCOUNT_NUMBER: u16 = 1 << 8;
    pub(crate) const GOODS: u16 = 1 << 9;
    /// Those of its words that count only as the whole head.
    pub(crate) const ROLE: u16 = 1 << 10;
    /// Heads of people that are as often what a cell says: they make no row a head.
    pub(crate) const POST: u16 = 1 << 11;
}

impl Heads<'_> {
    /// The last words of phrases go into the lexicon.
    pub(super) fn new(columns: &Columns, lexicon: &mut Lexicon) -> Self {
        let mut phrases = BTreeMap::<String, u16>::new();
        let mut whole = BTreeMap::<String, u16>::new();
        for (list, bit) in [
            (&columns.full_name, list::FULL_NAME),
            (&columns.forename, list::FORENAME),
            (&columns.surname, list::SURNAME),
            (&columns.not_a_name, list::NOT_A_NAME),
            (&columns.address, list::ADDRESS),
            (&columns.town, list::TOWN),
            (&columns.not_an_address, list::NOT_AN_ADDRESS),
            (&columns.sort_code, list::SORT_CODE),
            (&columns.account_number, list::ACCOUNT_NUMBER),
            (&columns.goods, list::GOODS),
            (&columns.post, list::POST),
        ] {
            for phrase in list {
                let (phrases, phrase) = match phrase.strip_prefix('=') {
                    Some(phrase) => (&mut whole, phrase),
                    None => (&mut phrases, phrase.as_str()),
                };
                *phrases.entry(phrase.to_owned()).or_default() |= bit;
            }
        }
        let (mut roles, mut whole_roles) = (Vec::new(), Vec::new());
        for role in &columns.role {
            match role.strip_prefix('=') {
                Some(role) => whole_roles.extend([role.to_owned(), format!("{role}s")]),
                None => roles.push(role),
            }
        }
        for role in whole_roles {
            *whole.entry(role).or_default() |= list::ROLE;
        }
        let known = phrases
            .keys()
            .chain(whole.keys())
            .chain(roles.iter().copied());
        for last in known.filter_map(|phrase| phrase.rsplit(' ').next()) {
            lexicon.add(last, Uses::HEAD);
            lexicon.add(&format!("{last}s"), Uses::HEAD);
        }
        let lengths = phrases.keys().map(|phrase| phrase.split(' ').count());
        Self {
            longest: lengths.max().unwrap_or(0),
            phrases: phrases.into_iter().collect(),
            whole: whole.into_iter().collect(),
            roles: roles.into_iter().collect(),
        }
    }

    pub(super) fn has_role(&self, words: &str) -> bool {
        self.roles.contains(words)
    }

    /// The lists that phrases of a head are in.
    pub(super) fn lists(&self, words: &str) -> u16 {
        let starts = std::iter::once(0).chain(words.match_indices(' ').map(|(at, _)| at + 1));
        // `Child first` is the `First` of a child.
        let own = words
            .split_once(' ')
            .filter(|(role, _)| self.has_role(role))
            .map_or(words, |(_, own)| own);
        let whole = self.whole.get(words).or_else(|| self.whole.get(own));
        let mut lists = whole.copied().unwrap_or(0);
        for start in starts {
            let rest = &words[start..];
            let ends = rest.match_indices(' ').map(|(at, _)| at);
            for end in ends.chain([rest.len()]).take(self.longest) {
                lists |= self.phrases.get(&rest[..end]).copied().unwrap_or(0);
            }
        }
        lists
    }
}
