//! What a column of a table or a field of a form holds, as its head says.

use std::sync::Arc;

use super::context::{Context, Verdict, head_words};
use super::engine::Matcher;
use super::heads::{Heads, list};
use super::lexicon::Lexicon;
use super::names::Part;
use super::rule::Book;
use super::{embedded, sensitive};

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
    /// Goods and premises have such values, and people have not: `SKU`.
    pub(super) of_goods: bool,
}

impl Column {
    /// No head, or one that leaves open whether the cells are people.
    pub(super) fn may_hold_names(&self) -> bool {
        self.holds == Holds::Other && self.names_rule.is_none() && !self.of_things
    }

    /// A head that leaves open whether a person is called so, or what else the row is about.
    pub(super) fn is_any_name(&self) -> bool {
        self.holds == Holds::Name(Part::Full) && self.head.eq_ignore_ascii_case("name")
    }

    /// Neither its head nor its cells have said what it holds.
    pub(super) fn says_nothing(&self) -> bool {
        let silent = |verdict: &Verdict| matches!(verdict, Verdict::Nothing | Verdict::LabelNot);
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
    /// Surnames of those on duty on a day, and what else a rota says.
    Duty,
    Address,
    Town,
    SortCode,
    AccountNumber,
    Other,
}

/// The phrases of a book, or those of the program as the build script drew them up; their last words go into the lexicon.
pub(super) fn heads(book: &Book, lexicon: &mut Lexicon) -> Heads<'static> {
    match book.columns() {
        Some(columns) => Heads::new(columns, lexicon),
        None => postcard::from_bytes(embedded::HEADS).expect("written by the build script"),
    }
}

impl Heads<'_> {
    /// The column under a head. A narrow head may be broken within a word, and the second of its kind numbered: `DoB2`.
    pub(super) fn column(&self, head: &str, context: &Context, matcher: &Matcher) -> Column {
        let column = self.column_of(head, &head_words(head), context, matcher);
        if head.contains('\n') && column.says_nothing() {
            return self.column_of(head, &head_words(&head.replace('\n', "")), context, matcher);
        }
        let bare = unnumbered(head).filter(|_| column.says_nothing());
        bare.map_or(column, |bare| {
            self.column_of(head, &head_words(bare), context, matcher)
        })
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
            of_goods: lists & list::GOODS != 0,
        }
    }

    /// Whether a text is the head of something known.
    pub(super) fn knows(&self, head: &str, context: &Context) -> bool {
        let words = head_words(head);
        let holds = |words| self.holds(self.lists(words) & !list::POST, words);
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
        let last = words.rsplit(' ').next().unwrap_or_default();
        let ends_with_role = self.has_role(singular(last));
        // `Name of account holder` is not that of an account.
        let is_of_role = ends_with_role && words.contains(" of ");
        if any(list::FULL_NAME) && (!any(list::NOT_A_NAME) || is_of_role) {
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
        let role = any(list::ROLE | list::POST)
            || ends_with_role
            || [words, singular(words)]
                .iter()
                .any(|role| self.has_role(role));
        // `Reported by`, `Who was hurt`.
        let who = words.ends_with(" by")
            || words.split(' ').next() == Some("who")
            || words.ends_with(" who");
        if role || who {
            Holds::Role
        } else {
            Holds::Other
        }
    }
}

/// A head without the number behind it.
fn unnumbered(head: &str) -> Option<&str> {
    let sign = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '(' | ')' | '#' | '_' | '.' | '-');
    let bare = head.trim_end_matches(sign);
    let numbered = head[bare.len()..].contains(|c: char| c.is_ascii_digit());
    (numbered && !bare.is_empty()).then_some(bare)
}

fn singular(word: &str) -> &str {
    word.strip_suffix('s').unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_build_script_drew_up_the_heads_of_the_program() {
        let mut lexicon = Lexicon::over(&embedded::WORDS.bytes);
        let book = Book::builtin();
        let columns = toml::from_str(book.file("columns.toml").unwrap()).unwrap();
        let read = Heads::new(&columns, &mut lexicon);
        assert_eq!(read, heads(&book, &mut lexicon));
        assert!(lexicon.is_as_given());
    }

    #[test]
    fn a_number_behind_a_head_is_no_part_of_it() {
        assert_eq!(unnumbered("DoB2"), Some("DoB"));
        assert_eq!(unnumbered("Mob (2)"), Some("Mob"));
        assert_eq!(unnumbered("2023"), None);
        assert_eq!(unnumbered("Name"), None);
        assert_eq!(unnumbered("A2 size"), None);
    }

    #[test]
    fn heads_say_what_a_column_holds() {
        let heads = heads(&Book::builtin(), &mut Lexicon::new());
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
            ("Name(s) of account holder", Holds::Name(Part::Full)),
            ("Case mgr", Holds::Role),
            ("Tenants", Holds::Role),
            ("Handler", Holds::Role),
            ("Handlers", Holds::Role),
            ("Handler type", Holds::Other),
            ("Address Line 1", Holds::Address),
            ("E-mail Address", Holds::Other),
            ("IP address", Holds::Other),
            ("Town", Holds::Town),
            ("Sort Code", Holds::SortCode),
            ("Score", Holds::Other),
            ("Cust Nm", Holds::Name(Part::Full)),
            ("Prod Nm", Holds::Other),
        ] {
            let words = head_words(head);
            assert_eq!(heads.holds(heads.lists(&words), &words), want, "{head}");
        }
    }
}
