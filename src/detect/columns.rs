//! What a column of a table or a field of a form holds, as its head says.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::context::{Context, Verdict, head_words};
use super::engine::Matcher;
use super::lexicon::{Lexicon, Uses};
use super::names::Part;
use super::rule::Book;
use super::sensitive;

/// A column: its head, and what follows from it.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// The head as written.
    pub(super) head: Arc<str>,
    pub(super) holds: Holds,
    /// What the head says to each rule of the matcher.
    pub(super) verdicts: Vec<Verdict>,
    /// What the head says of sensitive categories.
    pub(super) sensitive: sensitive::Head,
    /// Id of the rule that the head names, for locations.
    pub(super) names_rule: Option<String>,
    /// The head has a word with which a name is not a person's: `Site`, `Company`.
    pub(super) of_things: bool,
    /// Its cells are running text, however short: `Notes`.
    pub(super) is_text: bool,
}

impl Column {
    /// No head, or one that leaves open whether the cells are people.
    pub(super) fn may_hold_names(&self) -> bool {
        self.holds == Holds::Other && self.names_rule.is_none() && !self.of_things
    }

    /// Neither its head nor its cells have said what it holds.
    pub(super) fn says_nothing(&self) -> bool {
        let silent = |verdict: &Verdict| *verdict == Verdict::Nothing;
        self.holds == Holds::Other && self.verdicts.iter().all(silent)
    }
}

/// What the cells are, beyond the identifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Name(Part),
    /// People by their role: names, if they read as such.
    Role,
    /// No head says so, but most cells are names.
    PlainNames,
    Address,
    Town,
    SortCode,
    AccountNumber,
    Other,
}

/// Phrases of `columns.toml`, as words.
pub(super) struct Heads {
    /// The lists that a phrase is in, a bit each.
    phrases: HashMap<Box<str>, u16>,
    /// Those of phrases that count only as the whole head.
    whole: HashMap<Box<str>, u16>,
    /// Words of the longest phrase.
    longest: usize,
    roles: HashSet<Box<str>>,
}

/// Bits of the lists.
mod list {
    pub(super) const FULL_NAME: u16 = 1;
    pub(super) const FORENAME: u16 = 1 << 1;
    pub(super) const SURNAME: u16 = 1 << 2;
    pub(super) const NOT_A_NAME: u16 = 1 << 3;
    pub(super) const ADDRESS: u16 = 1 << 4;
    pub(super) const TOWN: u16 = 1 << 5;
    pub(super) const NOT_AN_ADDRESS: u16 = 1 << 6;
    pub(super) const SORT_CODE: u16 = 1 << 7;
    pub(super) const ACCOUNT_NUMBER: u16 = 1 << 8;
    pub(super) const TEXT: u16 = 1 << 9;
}

impl Heads {
    /// Reads the list; the last words of its phrases go into the lexicon.
    pub(super) fn new(book: &Book, lexicon: &mut Lexicon) -> Self {
        let columns = book.columns();
        let mut phrases = HashMap::<Box<str>, u16>::new();
        let mut whole = HashMap::<Box<str>, u16>::new();
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
            (&columns.text, list::TEXT),
        ] {
            for phrase in list {
                let (phrases, phrase) = match phrase.strip_prefix('=') {
                    Some(phrase) => (&mut whole, phrase),
                    None => (&mut phrases, phrase.as_str()),
                };
                *phrases.entry(phrase.into()).or_default() |= bit;
            }
        }
        let known = phrases.keys().chain(whole.keys()).map(AsRef::as_ref);
        for last in known
            .chain(columns.role.iter().map(String::as_str))
            .filter_map(|phrase| phrase.rsplit(' ').next())
        {
            lexicon.add(last, Uses::HEAD);
            lexicon.add(&format!("{last}s"), Uses::HEAD);
        }
        Self {
            longest: phrases
                .keys()
                .map(|phrase| phrase.split(' ').count())
                .max()
                .unwrap_or(0),
            phrases,
            whole,
            roles: columns
                .role
                .iter()
                .map(|role| role.as_str().into())
                .collect(),
        }
    }

    /// The lists that phrases of a head are in.
    fn lists(&self, words: &str) -> u16 {
        let starts = std::iter::once(0).chain(words.match_indices(' ').map(|(at, _)| at + 1));
        // `Child first` is the `First` of a child.
        let own = words
            .split_once(' ')
            .filter(|(role, _)| self.roles.contains(*role))
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

    /// The column under a head. A narrow head may be broken within a word.
    pub(super) fn column(&self, head: &str, context: &Context, matcher: &Matcher) -> Column {
        let column = self.column_of(head, &head_words(head), context, matcher);
        if head.contains('\n') && column.says_nothing() {
            return self.column_of(head, &head_words(&head.replace('\n', "")), context, matcher);
        }
        column
    }

    fn column_of(&self, head: &str, words: &str, context: &Context, matcher: &Matcher) -> Column {
        let verdicts = context.head(matcher.rules.len(), words);
        let lists = self.lists(words);
        let holds = self.holds(lists, words);
        let names_rule = match holds {
            Holds::Name(_) | Holds::Role => Some("person-name".to_owned()),
            Holds::Address => Some("postal-address".to_owned()),
            _ => verdicts
                .iter()
                .position(|verdict| *verdict == Verdict::Head)
                .map(|rule| matcher.rules[rule].meta.id.clone()),
        };
        Column {
            head: head.into(),
            holds,
            verdicts,
            sensitive: sensitive::Head::default(),
            names_rule,
            of_things: lists & list::NOT_A_NAME != 0,
            is_text: lists & list::TEXT != 0,
        }
    }

    /// Whether a text is the head of something known.
    pub(super) fn knows(&self, head: &str, context: &Context) -> bool {
        let words = head_words(head);
        let holds = |words| self.holds(self.lists(words), words);
        !words.is_empty() && (holds(&words) != Holds::Other || context.knows_head(&words))
    }

    /// What a head says of which phrases are in `lists`.
    fn holds(&self, lists: u16, words: &str) -> Holds {
        let any = |list: u16| lists & list != 0;
        if any(list::FORENAME) && any(list::SURNAME) {
            return Holds::Name(Part::Full);
        }
        if any(list::SURNAME) {
            return Holds::Name(Part::Surname);
        }
        if any(list::FORENAME) {
            return Holds::Name(Part::Forename);
        }
        if any(list::FULL_NAME) && !any(list::NOT_A_NAME) {
            return Holds::Name(Part::Full);
        }
        if any(list::SORT_CODE) && any(list::ACCOUNT_NUMBER) {
            return Holds::Other;
        }
        if any(list::SORT_CODE) {
            return Holds::SortCode;
        }
        if any(list::ACCOUNT_NUMBER) {
            return Holds::AccountNumber;
        }
        if any(list::ADDRESS) && !any(list::NOT_AN_ADDRESS) {
            return Holds::Address;
        }
        if any(list::TOWN) {
            return Holds::Town;
        }
        let last = words.rsplit(' ').next().unwrap_or_default();
        let role = [words, singular(words), singular(last)]
            .iter()
            .any(|role| self.roles.contains(*role));
        // `Reported by`, `Who was hurt`.
        let who = words.ends_with(" by") || words == "who" || words.starts_with("who ");
        if role || who {
            Holds::Role
        } else {
            Holds::Other
        }
    }
}

fn singular(word: &str) -> &str {
    word.strip_suffix('s').unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_say_what_a_column_holds() {
        let heads = Heads::new(&Book::builtin(), &mut Lexicon::new());
        for (head, want) in [
            ("Surname", Holds::Name(Part::Surname)),
            ("firstName", Holds::Name(Part::Forename)),
            ("Last", Holds::Name(Part::Surname)),
            ("Last visit", Holds::Other),
            ("Forename(s)", Holds::Name(Part::Forename)),
            ("Surname, Forename", Holds::Name(Part::Full)),
            ("Employee Name", Holds::Name(Part::Full)),
            ("full_name", Holds::Name(Part::Full)),
            ("Supplier Name", Holds::Other),
            ("File name", Holds::Other),
            ("Tenants", Holds::Role),
            ("Address Line 1", Holds::Address),
            ("E-mail Address", Holds::Other),
            ("IP address", Holds::Other),
            ("Town", Holds::Town),
            ("Sort Code", Holds::SortCode),
            ("Score", Holds::Other),
        ] {
            let words = head_words(head);
            assert_eq!(heads.holds(heads.lists(&words), &words), want, "{head}");
        }
    }
}
