//! What a column of a table or a field of a form holds, as its head says.

use std::sync::Arc;

use super::context::{Context, Verdict, head_words};
use super::engine::Matcher;
use super::lexicon::{Lexicon, Uses};
use super::names::Part;
use super::rule::{Book, Columns};

/// A column: its head, and what follows from it.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// The head as written.
    pub(super) head: Arc<str>,
    pub(super) holds: Holds,
    /// What the head says to each rule of the matcher.
    pub(super) verdicts: Vec<Verdict>,
    /// Id of the rule that the head names, for locations.
    pub(super) names_rule: Option<String>,
}

impl Column {
    fn says_nothing(&self) -> bool {
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
    phrases: Columns,
}

impl Heads {
    /// Reads the list; the last words of its phrases go into the lexicon.
    pub(super) fn new(book: &Book, lexicon: &mut Lexicon) -> Self {
        let phrases = book.columns().clone();
        for last in phrases.all().filter_map(|phrase| phrase.rsplit(' ').next()) {
            lexicon.add(last, Uses::HEAD);
            lexicon.add(&format!("{last}s"), Uses::HEAD);
        }
        Self { phrases }
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
        let holds = self.holds(words);
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
            names_rule,
        }
    }

    /// Whether a text is the head of something known.
    pub(super) fn knows(&self, head: &str, context: &Context) -> bool {
        let words = head_words(head);
        !words.is_empty() && (self.holds(&words) != Holds::Other || context.knows_head(&words))
    }

    fn holds(&self, words: &str) -> Holds {
        let phrases = &self.phrases;
        let any = |list: &[String]| list.iter().any(|phrase| contains(words, phrase));
        let person = !any(&phrases.not_a_name);
        if any(&phrases.forename) && any(&phrases.surname) {
            return Holds::Name(Part::Full);
        }
        if any(&phrases.surname) {
            return Holds::Name(Part::Surname);
        }
        if any(&phrases.forename) {
            return Holds::Name(Part::Forename);
        }
        if person && any(&phrases.full_name) {
            return Holds::Name(Part::Full);
        }
        if any(&phrases.sort_code) && any(&phrases.account_number) {
            return Holds::Other;
        }
        if any(&phrases.sort_code) {
            return Holds::SortCode;
        }
        if any(&phrases.account_number) {
            return Holds::AccountNumber;
        }
        if any(&phrases.address) && !any(&phrases.not_an_address) {
            return Holds::Address;
        }
        if any(&phrases.town) {
            return Holds::Town;
        }
        let last = words.rsplit(' ').next().unwrap_or_default();
        let role = phrases
            .role
            .iter()
            .any(|role| role == words || singular(words) == role || singular(last) == role);
        if role { Holds::Role } else { Holds::Other }
    }
}

/// Whole words.
fn contains(words: &str, phrase: &str) -> bool {
    words.match_indices(phrase).any(|(at, _)| {
        let before = words[..at].chars().next_back();
        let after = words[at + phrase.len()..].chars().next();
        before.is_none_or(|before| before == ' ') && after.is_none_or(|after| after == ' ')
    })
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
            assert_eq!(heads.holds(&head_words(head)), want, "{head}");
        }
    }
}
