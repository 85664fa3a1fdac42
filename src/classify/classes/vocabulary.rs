//! The words that point to classes: of places, of titles, of heads of columns.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use smallvec::SmallVec;

use super::{File, Row, builtin};

/// Phrases of whole words, each with what it stands for.
pub(super) struct Phrases<T> {
    meanings: HashMap<&'static str, Vec<T>>,
    /// By the first word of phrases: words of the longest.
    longest: HashMap<&'static str, usize>,
}

/// How a title stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Called {
    Title,
    Form,
}

/// A class by its place in the file.
pub(super) type ClassIndex = usize;
/// A word of columns by its place among all.
pub(super) type TermIndex = usize;

pub(super) struct Vocabulary {
    pub(super) classes: &'static [Row],
    pub(super) folders: Phrases<ClassIndex>,
    pub(super) titles: Phrases<(ClassIndex, Called)>,
    pub(super) heads: Phrases<TermIndex>,
    /// Words of columns, as the file names them.
    pub(super) terms: Vec<&'static str>,
    /// Sets of columns of the classes.
    pub(super) sets: Vec<(ClassIndex, Vec<TermIndex>)>,
}

impl Vocabulary {
    pub(super) fn get() -> &'static Self {
        static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(builtin()));
        &VOCABULARY
    }

    fn new(file: &'static File) -> Self {
        let classes = file.class.as_slice();
        let each = |words: fn(&Row) -> &[String]| {
            let rows = classes.iter().enumerate();
            rows.flat_map(move |(at, row)| words(row).iter().map(move |word| (word.as_str(), at)))
        };
        let named = |called| move |(word, at)| (word, (at, called));
        let titles = each(|row| &row.titles).map(named(Called::Title));
        let forms = each(|row| &row.forms).map(named(Called::Form));
        let mut terms = BTreeMap::new();
        for term in classes.iter().flat_map(|row| row.columns.iter().flatten()) {
            let next = terms.len();
            terms.entry(term.as_str()).or_insert(next);
        }
        let mut sets = Vec::new();
        for (at, row) in classes.iter().enumerate() {
            sets.extend(row.columns.iter().map(|set| {
                let terms = set.iter().map(|term| terms[term.as_str()]);
                (at, terms.collect())
            }));
        }
        let synonyms = file.synonyms.iter().flat_map(|(term, others)| {
            let index = terms.get(term.as_str());
            let others = others.iter();
            others.filter_map(move |other| Some((other.as_str(), *index?)))
        });
        let heads = terms.iter().map(|(term, index)| (*term, *index));
        let mut in_order = vec![""; terms.len()];
        for (term, index) in &terms {
            in_order[*index] = term;
        }
        Self {
            classes,
            folders: Phrases::new(each(|row| &row.folders)),
            titles: Phrases::new(titles.chain(forms)),
            heads: Phrases::new(heads.chain(synonyms)),
            sets,
            terms: in_order,
        }
    }
}

impl<T: Copy> Phrases<T> {
    fn new(phrases: impl Iterator<Item = (&'static str, T)>) -> Self {
        let mut meanings: HashMap<&str, Vec<T>> = HashMap::new();
        let mut longest: HashMap<&str, usize> = HashMap::new();
        for (phrase, meaning) in phrases {
            let first = phrase.split(' ').next().unwrap_or(phrase);
            let words = phrase.split(' ').count();
            let most = longest.entry(first).or_default();
            *most = words.max(*most);
            meanings.entry(phrase).or_default().push(meaning);
        }
        Self { meanings, longest }
    }

    /// What the phrases in a folded text stand for, in order of their starts.
    pub(super) fn find<'t>(&'t self, folded: &'t str) -> impl Iterator<Item = (&'t str, T)> + 't {
        let spaces: Vec<usize> = memchr::memchr_iter(b' ', folded.as_bytes()).collect();
        let known = (1..spaces.len()).flat_map(move |end| {
            let start = spaces[end - 1] + 1;
            let first = &folded[start..spaces[end]];
            let longest = self.longest.get(first).copied().unwrap_or(0);
            let ends = spaces[end..].iter().copied().take(longest);
            let phrases = ends.map(move |end| &folded[start..end]);
            phrases.collect::<SmallVec<[&str; 8]>>()
        });
        known.flat_map(|phrase| {
            let meanings = self.meanings.get(phrase).map_or(&[][..], Vec::as_slice);
            meanings.iter().map(move |meaning| (phrase, *meaning))
        })
    }
}

/// Adds a text as lower case words, each with a space before and behind, up to a length; a plural `s` stays. A bar parts
/// it from what was added before: no phrase runs over two texts.
pub(super) fn fold_into(text: &str, folded: &mut String, most: usize) {
    if folded.is_empty() {
        folded.push(' ');
    } else {
        folded.push_str("| ");
    }
    let mut word = false;
    for letter in text.chars() {
        if folded.len() >= most {
            break;
        }
        if letter.is_alphanumeric() {
            folded.extend(letter.to_lowercase());
            word = true;
        } else if letter != '\'' && letter != '’' && std::mem::take(&mut word) {
            folded.push(' ');
        }
    }
    if word {
        folded.push(' ');
    }
}
