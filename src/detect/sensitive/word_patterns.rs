//! Patterns of words, as the files of a rule book write them: what states a whole fact of somebody, what makes a term a
//! statement about them, what speaks of one person, and what is general.
//!
//! The build script reads those of the program with this file, so that a start need not.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::inflections::Inflections;
use super::tokens::Token;
use super::word_sets::{self, Member, STEMS, WordSets, Written};
use super::{CATEGORIES, Fault};
use crate::detect::rule::Book;
use crate::detect::stored::Late;
use crate::detect::words::lines;

/// The lists of patterns of a book.
#[derive(PartialEq, Serialize, Deserialize)]
pub(crate) struct PatternLists<'t> {
    /// The words of all of them.
    #[serde(borrow)]
    pub(crate) sets: WordSets<'t>,
    /// By their places.
    pub(crate) lists: Vec<Late<'t, WordPatterns>>,
}

/// Patterns that are looked for together.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct WordPatterns {
    pub(crate) patterns: Vec<Pattern>,
    /// The lines of their files that they begin in.
    pub(crate) lines: Vec<u32>,
    /// What patterns call by a name, `@union`.
    pub(crate) named: Vec<Pattern>,
    /// By set of words: patterns of which each match has a word of it, or of another set that stands for the pattern as well.
    pub(crate) keys: Vec<Vec<u16>>,
    /// Patterns that need no word of a set.
    pub(crate) unkeyed: Vec<u16>,
    pub(crate) forms: Vec<Form>,
}

/// A list of patterns.
#[derive(Debug, Clone, Copy)]
pub(crate) enum List {
    /// What states a whole fact of a category, with a term among its words.
    Statements(usize),
    /// What makes a term of a category a statement.
    Assertions(usize),
    /// What tells people apart where they are known: a staff number, initials.
    ToldApart,
    /// What speaks of one person without a name.
    SpokenOf,
    /// What speaks to the reader of the reader's own affairs.
    SpokenTo,
    /// How a note begins that is about one person.
    Note,
    /// What is general: in a sentence, in one or the heading above it, and two of them in a document.
    Sentence,
    Section,
    Document,
}

impl List {
    /// The lists, in order.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let categories = 0..CATEGORIES.len();
        let others = [
            Self::ToldApart,
            Self::SpokenOf,
            Self::SpokenTo,
            Self::Note,
            Self::Sentence,
            Self::Section,
            Self::Document,
        ];
        (categories.clone().map(Self::Statements))
            .chain(categories.map(Self::Assertions))
            .chain(others)
    }

    /// Its place among all lists.
    pub(crate) fn place(self) -> usize {
        let categories = CATEGORIES.len();
        match self {
            Self::Statements(category) => category,
            Self::Assertions(category) => categories + category,
            Self::ToldApart => 2 * categories,
            Self::SpokenOf => 2 * categories + 1,
            Self::SpokenTo => 2 * categories + 2,
            Self::Note => 2 * categories + 3,
            Self::Sentence => 2 * categories + 4,
            Self::Section => 2 * categories + 5,
            Self::Document => 2 * categories + 6,
        }
    }

    /// Its file below the folder of the sensitive categories, without the ending.
    pub(crate) fn file(self) -> String {
        match self {
            Self::Statements(category) => format!("statements/{}", CATEGORIES[category]),
            Self::Assertions(category) => format!("assertions/{}", CATEGORIES[category]),
            Self::ToldApart => "persons/told-apart".to_owned(),
            Self::SpokenOf => "persons/spoken-of".to_owned(),
            Self::SpokenTo => "persons/spoken-to".to_owned(),
            Self::Note => "persons/notes".to_owned(),
            Self::Sentence => "general/sentence".to_owned(),
            Self::Section => "general/section".to_owned(),
            Self::Document => "general/document".to_owned(),
        }
    }
}

/// Names for patterns that all lists may use.
const SHARED: &str = "words";

/// How a word is written, as a regular expression.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Form {
    source: String,
    /// Compiled when it is first asked.
    #[serde(skip)]
    regex: OnceLock<Regex>,
}

impl Form {
    fn new(source: &str) -> Result<Self, String> {
        let form = Self {
            source: format!("^(?:{source})$"),
            regex: OnceLock::new(),
        };
        Regex::new(&form.source).map_err(|error| error.to_string().replace('\n', " "))?;
        Ok(form)
    }

    pub(crate) fn is_of(&self, word: &str) -> bool {
        let regex = self
            .regex
            .get_or_init(|| Regex::new(&self.source).expect("checked when read"));
        regex.is_match(word)
    }
}

impl PartialEq for Form {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

/// A pattern of words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Pattern {
    /// A word or mark of a set.
    Of(u16),
    AnyWord,
    /// A word that is written so.
    Form(u16),
    /// The term that is asked about.
    Term,
    /// With so many digits or more.
    Number(u8),
    Capital,
    /// The first and the last place of a sentence.
    First,
    Last,
    /// Up to so many words, with marks between them.
    Gap(u8),
    Named(u16),
    /// One behind the other.
    Row(Vec<Self>),
    /// One of them.
    Either(Vec<Self>),
    Optional(Box<Self>),
    /// Once or more often.
    Repeated(Box<Self>),
}

/// The words and marks of English that are met most often, the first most of all: patterns are not looked for because of one of
/// them if another word will do.
const COMMON: &str = ". , : ) ( - the of and a to in is for that be with by this are it as an on not i you or from all will \
                      which when at no has have but can its if was he she his her they their one who been so out up more \
                      than then do what any other new time";

/// A sentence that a pattern is to be found in.
pub(crate) struct Example {
    /// The place of the pattern.
    pub(crate) pattern: usize,
    pub(crate) sentence: String,
}

impl PatternLists<'_> {
    /// Reads the lists of a book.
    pub(crate) fn read(book: &Book) -> Result<Self, Fault> {
        Ok(Self::with_examples(book)?.0)
    }

    /// The lists, and the examples of each.
    pub(crate) fn with_examples(book: &Book) -> Result<(Self, Vec<Vec<Example>>), Fault> {
        let inflections = Inflections::read(book);
        let readers = List::all().map(|list| {
            let mut reader = Reader::new(&inflections);
            for name in [SHARED, &list.file()] {
                let path = format!("sensitive/{name}.txt");
                reader.read(&path, book.file(&path).unwrap_or_default())?;
            }
            Ok(reader)
        });
        let readers: Result<Vec<_>, Fault> = readers.collect();
        Ok(Self::of(readers?))
    }

    fn of(readers: Vec<Reader<'_>>) -> (Self, Vec<Vec<Example>>) {
        let mut sets = word_sets::Builder::default();
        let lists = readers.into_iter().enumerate();
        let (lists, examples) = lists
            .map(|(place, reader)| {
                let (patterns, examples) = reader.finish(place, &mut sets);
                (Late::from(patterns), examples)
            })
            .unzip();
        let sets = sets.finish();
        (Self { sets, lists }, examples)
    }
}

/// How often a word is met: its place in [`COMMON`] from behind, and in how many sets it is.
type Cost = (Option<usize>, usize);

/// A part of a phrase.
enum Part {
    Words(BTreeSet<Member>),
    Other(Pattern),
}

/// Reads the files of a list.
struct Reader<'b> {
    inflections: &'b Inflections<'b>,
    forms: Vec<Form>,
    names: BTreeMap<String, u16>,
    named: Vec<Pattern>,
    sets: BTreeMap<BTreeSet<Member>, u16>,
    patterns: Vec<Pattern>,
    lines: Vec<u32>,
    examples: Vec<Example>,
}

impl<'b> Reader<'b> {
    fn new(inflections: &'b Inflections<'b>) -> Self {
        Self {
            inflections,
            forms: Vec::new(),
            names: BTreeMap::new(),
            named: Vec::new(),
            sets: BTreeMap::new(),
            patterns: Vec::new(),
            lines: Vec::new(),
            examples: Vec::new(),
        }
    }

    /// Reads a file. An entry is a pattern, or a name for one, `@union = …`.
    fn read(&mut self, path: &str, text: &str) -> Result<(), Fault> {
        for entry in entries(text) {
            let fault = |message: String| Fault::new(path, entry.line, message);
            let name = entry.pattern.strip_prefix('@');
            let Some((name, pattern)) = name.and_then(|entry| entry.split_once(" = ")) else {
                let pattern = self.pattern(&entry.pattern).map_err(fault)?;
                if self.may_be_empty(&pattern) {
                    return Err(fault("it needs no word".to_owned()));
                }
                let place = self.patterns.len();
                let example = |sentence: &str| Example {
                    pattern: place,
                    sentence: sentence.to_owned(),
                };
                self.examples
                    .extend(entry.examples.into_iter().map(example));
                self.patterns.push(pattern);
                self.lines.push(entry.line as u32);
                continue;
            };
            let pattern = self.pattern(pattern).map_err(fault)?;
            self.names.insert(name.to_owned(), self.named.len() as u16);
            self.named.push(pattern);
        }
        Ok(())
    }

    /// It may be found where nothing is.
    fn may_be_empty(&self, pattern: &Pattern) -> bool {
        match pattern {
            Pattern::Of(_)
            | Pattern::AnyWord
            | Pattern::Form(_)
            | Pattern::Term
            | Pattern::Number(_)
            | Pattern::Capital => false,
            Pattern::First | Pattern::Last | Pattern::Gap(_) | Pattern::Optional(_) => true,
            Pattern::Named(place) => self.may_be_empty(&self.named[usize::from(*place)]),
            Pattern::Row(row) => row.iter().all(|part| self.may_be_empty(part)),
            Pattern::Either(either) => either.iter().any(|one| self.may_be_empty(one)),
            Pattern::Repeated(pattern) => self.may_be_empty(pattern),
        }
    }

    fn pattern(&mut self, written: &str) -> Result<Pattern, String> {
        let mut rest = written;
        let pattern = self.either(&mut rest)?;
        match rest {
            "" => Ok(pattern),
            _ => Err(format!("`)` without `(` before `{rest}`")),
        }
    }

    /// Rows with bars between them, up to a parenthesis that closes.
    fn either(&mut self, rest: &mut &str) -> Result<Pattern, String> {
        let mut rows = vec![self.row(rest)?];
        while let Some(behind) = rest.strip_prefix('|') {
            *rest = behind;
            rows.push(self.row(rest)?);
        }
        Ok(one_or(rows, Pattern::Either))
    }

    fn row(&mut self, rest: &mut &str) -> Result<Pattern, String> {
        let mut row = Vec::new();
        loop {
            *rest = rest.trim_start();
            let inner = if let Some(behind) = rest.strip_prefix('(') {
                *rest = behind;
                let inner = self.either(rest)?;
                *rest = rest.strip_prefix(')').ok_or("`(` without `)`")?;
                Some(inner)
            } else if rest.starts_with('{') {
                let end = form_end(rest).ok_or("`{` without `}`")?;
                self.forms.push(Form::new(&rest[1..end])?);
                *rest = &rest[end + 1..];
                Some(Pattern::Form(self.forms.len() as u16 - 1))
            } else {
                None
            };
            if let Some(inner) = inner {
                let end = rest.find(|c| !"?*+".contains(c)).unwrap_or(rest.len());
                let (times, behind) = rest.split_at(end);
                *rest = behind;
                row.push(repeated(inner, times)?);
                continue;
            }
            let end = word_end(rest);
            if end == 0 {
                break;
            }
            let (item, behind) = rest.split_at(end);
            *rest = behind;
            row.push(self.item(item)?);
        }
        // Marks may stand around the term.
        let gaps = row.chunk_by(|one, next| *one != Pattern::Term && *next != Pattern::Term);
        let row = gaps.collect::<Vec<_>>().join(&Pattern::Gap(0));
        if row.is_empty() {
            return Err("an alternative without words".to_owned());
        }
        Ok(one_or(row, Pattern::Row))
    }

    /// Words with slashes between them, a name, or a gap.
    fn item(&mut self, item: &str) -> Result<Pattern, String> {
        if let Some(most) = item.strip_prefix("..") {
            let most = most.parse().map_err(|_| format!("`{item}` is no gap"))?;
            return Ok(Pattern::Gap(most));
        }
        if item == "@term" {
            return Ok(Pattern::Term);
        }
        if item.starts_with('@') && !item.contains('/') {
            let name = item.trim_end_matches(['?', '*', '+']);
            return repeated(self.named(name)?, &item[name.len()..]);
        }
        let (item, times) = match item.strip_suffix('?') {
            Some(words) if !words.is_empty() && !words.ends_with(['/', '\\']) => (words, "?"),
            _ => (item, ""),
        };
        let mut words = BTreeSet::new();
        let mut patterns = Vec::new();
        for phrase in item.split('/') {
            let mut parts = self.phrase(phrase)?;
            if let [Part::Words(word)] = &mut parts[..] {
                words.append(word);
            } else {
                let row = parts.into_iter().map(|part| match part {
                    Part::Words(words) => self.of(words),
                    Part::Other(pattern) => pattern,
                });
                patterns.push(one_or(row.collect(), Pattern::Row));
            }
        }
        if !words.is_empty() {
            patterns.push(self.of(words));
        }
        repeated(one_or(patterns, Pattern::Either), times)
    }

    /// What `@name` stands for.
    fn named(&self, name: &str) -> Result<Pattern, String> {
        let place = self.names.get(&name[1..]);
        let place = place.ok_or_else(|| format!("`{name}` is not written above"))?;
        Ok(Pattern::Named(*place))
    }

    /// The parts of `took-part-in`, in order.
    fn phrase(&self, phrase: &str) -> Result<Vec<Part>, String> {
        if phrase == "-" {
            return self.words("\u{2013}");
        }
        if phrase.starts_with('@') {
            return Ok(vec![Part::Other(self.named(phrase)?)]);
        }
        let mut parts = Vec::new();
        for part in phrase.split('-') {
            match part {
                "_" => parts.push(Part::Other(Pattern::AnyWord)),
                "Aa" => parts.push(Part::Other(Pattern::Capital)),
                "^" => parts.push(Part::Other(Pattern::First)),
                "$" => parts.push(Part::Other(Pattern::Last)),
                _ if part.bytes().all(|byte| byte == b'#') && !part.is_empty() => {
                    parts.push(Part::Other(Pattern::Number(part.len() as u8)));
                }
                _ => parts.append(&mut self.words(part.trim_start_matches('\\'))?),
            }
        }
        Ok(parts)
    }

    /// A word with its forms if it ends with `~`, or what begins so if it ends with `*`; `she's` is two.
    fn words(&self, written: &str) -> Result<Vec<Part>, String> {
        let plain = written.trim_end_matches(['~', '*']);
        let tokens = Token::all(plain);
        let (last, before) = tokens
            .split_last()
            .ok_or_else(|| format!("`{written}` is no word"))?;
        let member = |token: &Token<'_>| Member {
            folded: token.folded.to_string(),
            is_stem: false,
            written: Written::of(&plain[token.start..token.end]),
        };
        let only = |token| Part::Words(BTreeSet::from([member(token)]));
        let mut parts: Vec<Part> = before.iter().map(only).collect();
        let last = member(last);
        parts.push(Part::Words(match &written[plain.len()..] {
            "" => BTreeSet::from([last]),
            "~" => {
                let forms = self.inflections.of(&last.folded)?.into_iter();
                let form = |folded| Member {
                    folded,
                    ..last.clone()
                };
                forms.map(form).collect()
            }
            "*" if STEMS.contains(&last.folded.len()) => BTreeSet::from([Member {
                is_stem: true,
                ..last
            }]),
            _ => return Err(format!("`{written}` begins too many words")),
        }));
        Ok(parts)
    }

    fn of(&mut self, members: BTreeSet<Member>) -> Pattern {
        let next = self.sets.len() as u16;
        Pattern::Of(*self.sets.entry(members).or_insert(next))
    }

    /// The sets by which the patterns are looked for, those whose words are rare; and the patterns that need none.
    fn keys(&self) -> (Vec<Vec<u16>>, Vec<u16>) {
        let mut uses = BTreeMap::<&Member, usize>::new();
        for member in self.sets.keys().flatten() {
            *uses.entry(member).or_default() += 1;
        }
        // Of the words that are not common, those are the rarer that fewer sets have.
        let cost = |member: &Member| {
            let mut common = COMMON.split_whitespace().rev();
            let rank = common.position(|common| common == member.folded && !member.is_stem);
            (rank.map(|rank| rank + 1), uses[member])
        };
        let mut costs = vec![(None, 0); self.sets.len()];
        for (members, set) in &self.sets {
            let cost = members.iter().map(cost).max();
            costs[usize::from(*set)] = cost.unwrap_or_default();
        }
        let mut keys = vec![Vec::new(); self.sets.len()];
        let mut unkeyed = Vec::new();
        for (pattern, place) in self.patterns.iter().zip(0..) {
            match self.key(pattern, &|set| costs[set]) {
                Some((_, sets)) => sets
                    .into_iter()
                    .for_each(|set| keys[usize::from(set)].push(place)),
                None => unkeyed.push(place),
            }
        }
        (keys, unkeyed)
    }

    /// Sets of which each match has a word, and the highest of their costs; none if a match needs no word.
    fn key(
        &self,
        pattern: &Pattern,
        cost: &dyn Fn(usize) -> Cost,
    ) -> Option<(Cost, BTreeSet<u16>)> {
        match pattern {
            Pattern::Of(set) => Some((cost(usize::from(*set)), [*set].into())),
            Pattern::Named(place) => self.key(&self.named[usize::from(*place)], cost),
            Pattern::Row(row) => {
                let keys = row.iter().filter_map(|part| self.key(part, cost));
                keys.min_by_key(|(cost, _)| *cost)
            }
            Pattern::Either(either) => {
                either
                    .iter()
                    .map(|one| self.key(one, cost))
                    .reduce(|all, one| {
                        let ((highest, mut sets), (cost, mut more)) = (all?, one?);
                        sets.append(&mut more);
                        Some((highest.max(cost), sets))
                    })?
            }
            Pattern::Repeated(pattern) => self.key(pattern, cost),
            Pattern::AnyWord
            | Pattern::Form(_)
            | Pattern::Term
            | Pattern::Number(_)
            | Pattern::Capital
            | Pattern::First
            | Pattern::Last
            | Pattern::Gap(_)
            | Pattern::Optional(_) => None,
        }
    }

    /// The patterns and their examples; the words of the sets go to those of all lists.
    fn finish(self, list: usize, words: &mut word_sets::Builder) -> (WordPatterns, Vec<Example>) {
        let (keys, unkeyed) = self.keys();
        for (members, set) in &self.sets {
            let is_key = !keys[usize::from(*set)].is_empty();
            for member in members {
                words.add(list, *set, member, is_key);
            }
        }
        if !unkeyed.is_empty() {
            words.add_unkeyed(list);
        }
        let patterns = WordPatterns {
            patterns: self.patterns,
            lines: self.lines,
            named: self.named,
            keys,
            unkeyed,
            forms: self.forms,
        };
        (patterns, self.examples)
    }
}

/// A part of a file.
struct Entry<'t> {
    /// The number of its first line.
    line: usize,
    pattern: Cow<'t, str>,
    examples: Vec<&'t str>,
}

/// The entries of a file. What is indented goes on with the line before; `> …` is an example of the entry above, `# …` a comment.
fn entries(text: &str) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for (number, line) in (1..).zip(lines(text)) {
        let trimmed = line.trim();
        let is_comment = trimmed == "#" || line.starts_with("# ");
        match entries.last_mut() {
            _ if trimmed.is_empty() || is_comment => {}
            Some(entry) if line.starts_with("> ") => entry.examples.push(trimmed[1..].trim_start()),
            Some(entry) if line.starts_with(' ') => {
                let pattern = entry.pattern.to_mut();
                if !pattern.ends_with('/') {
                    pattern.push(' ');
                }
                pattern.push_str(trimmed);
            }
            _ => entries.push(Entry {
                line: number,
                pattern: trimmed.into(),
                examples: Vec::new(),
            }),
        }
    }
    entries
}

/// Where an item ends: before a space, a bar or a parenthesis that is not written behind `\`.
fn word_end(text: &str) -> usize {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if before != '\\' && (c.is_whitespace() || "|()".contains(c)) {
            return at;
        }
        before = c;
    }
    text.len()
}

/// Where a form closes that a text begins with.
fn form_end(text: &str) -> Option<usize> {
    let mut depth = 0;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

fn one_or(mut patterns: Vec<Pattern>, together: fn(Vec<Pattern>) -> Pattern) -> Pattern {
    match patterns.len() {
        1 => patterns.remove(0),
        _ => together(patterns),
    }
}

fn repeated(pattern: Pattern, times: &str) -> Result<Pattern, String> {
    let pattern = Box::new(pattern);
    Ok(match times {
        "" => *pattern,
        "?" => Pattern::Optional(pattern),
        "+" => Pattern::Repeated(pattern),
        "*" => Pattern::Optional(Box::new(Pattern::Repeated(pattern))),
        _ => return Err(format!("`{times}` is no number of times")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of the patterns of a text.
    impl PatternLists<'_> {
        pub(crate) fn of_text(text: &str) -> Result<Self, Fault> {
            let book = Book::builtin();
            let inflections = Inflections::read(&book);
            let mut reader = Reader::new(&inflections);
            reader.read("", text)?;
            Ok(Self::of(vec![reader]).0)
        }
    }

    #[test]
    fn an_entry_goes_on_in_lines_that_are_indented() {
        let text = "# Says.\n@a = one/\n    two\n\nthree | four\n    five #\n> Three.\nsix\n";
        let told = entries(text).into_iter();
        let told: Vec<_> = told
            .map(|entry| (entry.line, entry.pattern.into_owned(), entry.examples))
            .collect();
        let wanted = [
            (2, "@a = one/two", vec![]),
            (5, "three | four five #", vec!["Three."]),
            (8, "six", vec![]),
        ];
        assert_eq!(
            told,
            wanted.map(|(line, pattern, examples)| (line, pattern.to_owned(), examples))
        );
    }

    #[test]
    fn patterns_are_looked_for_by_their_rarest_words() {
        let lists = PatternLists::of_text("the thief of (the | a)\n(and | stole) it .").unwrap();
        let is_key = |word: &str| lists.sets.known(word).any(|known| known.keys != 0);
        let keys = ["the", "thief", "of", "a", "and", "stole", "it", "."].map(is_key);
        assert_eq!(keys, [false, true, false, false, false, false, true, false]);
        assert_eq!(lists.sets.unkeyed, 0);
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line() {
        for (text, message) in [
            ("(a b", "`(` without `)`"),
            ("a b) c", "`)` without `(` before `) c`"),
            ("a | | b", "an alternative without words"),
            ("a ..b", "`..b` is no gap"),
            ("a @party", "`@party` is not written above"),
            ("a (b)?? c", "`??` is no number of times"),
            ("a//b", "`` is no word"),
            ("ab* c", "`ab*` begins too many words"),
            ("b2~", "`b2` has no forms"),
            ("(a | ..2) b?", "it needs no word"),
            ("a {b{2}", "`{` without `}`"),
        ] {
            let fault = PatternLists::of_text(&format!("# First\n{text}\n"))
                .err()
                .unwrap();
            assert_eq!((fault.line, fault.message.as_str()), (2, message), "{text}");
        }
    }
}
