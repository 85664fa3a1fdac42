//! Finds the candidates of all rules in a text: pattern, edges, validator.
//!
//! A candidate starts at the leftmost place where one of the rule's patterns, tried in order, passes the edges and the
//! validator; the search goes on behind it, and after a failure at the next character, so that a bad number hides no good
//! one inside it. Rules do not see each other; [`resolve`](super::resolve) decides between them. Reads only the
//! neighbourhood of the characters that a rule's patterns cannot do without.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use regex::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};

use super::fold::Folded;
use super::rule::{Book, Edges};
use super::validators::{Valid, Validator};
use super::{Meta, rule};

/// The compiled patterns of a rule book.
pub(super) struct Matcher {
    pub(super) rules: Vec<Compiled>,
}

/// One rule, compiled.
pub(super) struct Compiled {
    pub(super) meta: Arc<Meta>,
    pub(super) validator: Option<Validator>,
    pub(super) headed: f32,
    pub(super) labelled: f32,
    pub(super) reach: usize,
    pub(super) one_value: bool,
    pub(super) identifies: bool,
    edges: Edges,
    /// Where any pattern may start; `None` for rules without patterns.
    search: Option<Regex>,
    patterns: Vec<Anchored>,
    needs: Needs,
}

/// A pattern bound to the start of its haystack.
struct Anchored {
    regex: Regex,
    has_value: bool,
    score: f32,
    labelled: Option<f32>,
}

/// What every match of a rule holds at least, and how far one can reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Needs {
    length: usize,
    digits: usize,
    at_signs: usize,
    longest: usize,
}

/// A value that passed a rule's pattern, edges and validator. Offsets are those of the original text.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// Index into [`Matcher::rules`].
    pub(super) rule: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) valid: Valid,
    /// Confidence without context.
    pub(super) tier: f32,
    /// Confidence beside a label.
    pub(super) labelled: f32,
}

impl Matcher {
    pub(super) fn new(book: &Book) -> Self {
        let rules = book.rules().filter_map(Compiled::new).collect();
        Self { rules }
    }

    pub(super) fn index(&self, id: &str) -> Option<usize> {
        self.rules.iter().position(|rule| rule.meta.id == id)
    }

    /// All candidates of all rules, in order of rule, then place.
    pub(super) fn candidates(&self, folded: &Folded<'_>, today: Date, found: &mut Vec<Candidate>) {
        let text = folded.text();
        let digits = Islands::around(
            text,
            |byte| byte.is_ascii_digit(),
            self.margin(|needs| needs.digits),
        );
        let at_signs = Islands::around(
            text,
            |byte| byte == b'@',
            self.margin(|needs| needs.at_signs),
        );
        for (index, rule) in self.rules.iter().enumerate() {
            let Some(search) = &rule.search else {
                continue;
            };
            let mut add = |range| rule.scan(index, search, folded, range, today, found);
            if rule.needs.at_signs > 0 {
                at_signs.holding(rule.needs.at_signs).for_each(&mut add);
            } else if rule.needs.digits > 0 {
                digits.holding(rule.needs.digits).for_each(&mut add);
            } else {
                add(0..text.len());
            }
        }
    }

    /// How far a match reaches from a character that it needs.
    fn margin(&self, needed: impl Fn(&Needs) -> usize) -> usize {
        let needs = self.rules.iter().map(|rule| rule.needs);
        needs
            .filter(|needs| needed(needs) > 0)
            .map(|needs| needs.longest)
            .max()
            .unwrap_or(0)
    }
}

impl Compiled {
    fn new(rule: &rule::Rule) -> Option<Self> {
        let identifier = rule.identifier.as_ref()?;
        let patterns: Vec<_> = identifier
            .patterns
            .iter()
            .map(|pattern| Anchored {
                regex: rule::compile(&format!("^(?:{})", pattern.regex))
                    .expect("checked when read"),
                has_value: pattern.regex.contains(&format!("(?<{}>", rule::VALUE)),
                score: pattern.score,
                labelled: pattern.labelled,
            })
            .collect();
        let any = identifier
            .patterns
            .iter()
            .map(|pattern| {
                format!(
                    "(?:{})",
                    pattern
                        .regex
                        .replace(&format!("(?<{}>", rule::VALUE), "(?:")
                )
            })
            .collect::<Vec<_>>()
            .join("|");
        let search = (!patterns.is_empty()).then(|| {
            rule::compile(&any).expect("an alternation of patterns that were checked when read")
        });
        Some(Self {
            meta: Arc::new(rule.meta.clone()),
            validator: identifier.validator,
            headed: identifier.headed,
            labelled: identifier.labelled,
            reach: identifier.reach,
            one_value: identifier.one_value,
            identifies: identifier.identifies,
            edges: identifier.edges,
            search,
            patterns,
            needs: Needs::of(&any),
        })
    }

    fn scan(
        &self,
        index: usize,
        search: &Regex,
        folded: &Folded<'_>,
        range: Range<usize>,
        today: Date,
        found: &mut Vec<Candidate>,
    ) {
        let text = folded.text();
        let mut at = range.start;
        while at + self.needs.length <= range.end {
            let Some(next) = search.find(&text[at..range.end]) else {
                return;
            };
            let start = at + next.start();
            if self.edges != Edges::None && !edges::left(self.edges, text, start) {
                at = edges::past_word(text, start);
                continue;
            }
            at = match self.at(index, text, start, today) {
                Some(candidate) => {
                    let end = candidate.end;
                    found.push(Candidate {
                        start: folded.original(candidate.start),
                        end: folded.original(end),
                        ..candidate
                    });
                    end.max(next_character(text, start))
                }
                None => next_character(text, start),
            };
        }
    }

    /// The candidate that starts here: the first pattern in order whose match holds. Offsets of the folded text.
    fn at(&self, rule: usize, text: &str, start: usize, today: Date) -> Option<Candidate> {
        self.patterns.iter().find_map(|pattern| {
            let value = pattern.value(&text[start..])?;
            let (from, to) = (start + value.start, start + value.end);
            if self.edges != Edges::None && !edges::right(self.edges, text, to) {
                return None;
            }
            let value = &text[from..to];
            let valid = match self.validator {
                Some(validator) => validator.check(value, today)?,
                None => Valid::plain(value),
            };
            Some(Candidate {
                rule,
                start: from,
                end: to,
                tier: valid.score.unwrap_or(pattern.score),
                labelled: pattern.labelled.unwrap_or(self.labelled),
                valid,
            })
        })
    }

    /// The whole of a repaired cell, as a candidate under this rule's head.
    pub(super) fn repaired(&self, index: usize, cell: &str, today: Date) -> Option<Candidate> {
        let validator = self.validator?;
        let valid = validator.check(&validator.repair(cell)?, today)?;
        Some(Candidate {
            rule: index,
            start: 0,
            end: cell.len(),
            tier: 0.0,
            labelled: self.labelled,
            valid,
        })
    }
}

impl Anchored {
    /// The part of the match at the start of `text` that is the value.
    fn value(&self, text: &str) -> Option<Range<usize>> {
        if self.has_value {
            return Some(self.regex.captures(text)?.name(rule::VALUE)?.range());
        }
        Some(self.regex.find(text)?.range())
    }
}

impl Needs {
    fn of(pattern: &str) -> Self {
        let hir = regex_syntax::ParserBuilder::new()
            .unicode(false)
            .build()
            .parse(pattern)
            .expect("checked when read");
        Self {
            length: hir.properties().minimum_len().unwrap_or(0),
            longest: hir.properties().maximum_len().unwrap_or(0),
            digits: least(&hir, &|byte| byte.is_ascii_digit()),
            at_signs: least(&hir, &|byte| byte == b'@'),
        }
    }
}

/// How many bytes of a kind every match holds at least.
fn least(hir: &Hir, kind: &impl Fn(u8) -> bool) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => literal.0.iter().filter(|byte| kind(**byte)).count(),
        HirKind::Class(class) => {
            let bytes = match class {
                Class::Bytes(bytes) => Some(bytes.clone()),
                Class::Unicode(characters) => characters.to_byte_class(),
            };
            let all = bytes.is_some_and(|bytes| {
                bytes
                    .ranges()
                    .iter()
                    .all(|range| (range.start()..=range.end()).all(kind))
            });
            usize::from(all)
        }
        HirKind::Repetition(repetition) => repetition.min as usize * least(&repetition.sub, kind),
        HirKind::Capture(capture) => least(&capture.sub, kind),
        HirKind::Concat(parts) => parts.iter().map(|part| least(part, kind)).sum(),
        HirKind::Alternation(parts) => parts
            .iter()
            .map(|part| least(part, kind))
            .min()
            .unwrap_or(0),
    }
}

/// Stretches of a text around the characters that some rule needs, with their number.
struct Islands {
    found: Vec<(Range<usize>, usize)>,
}

impl Islands {
    fn around(text: &str, wanted: impl Fn(u8) -> bool, margin: usize) -> Self {
        let mut found = Vec::<(Range<usize>, usize)>::new();
        let places = text.bytes().enumerate().filter(|(_, byte)| wanted(*byte));
        for (at, _) in places {
            let start = text.floor_char_boundary(at.saturating_sub(margin));
            let end = text.ceil_char_boundary((at + margin).min(text.len()));
            match found.last_mut() {
                Some((last, count)) if start <= last.end => {
                    last.end = end;
                    *count += 1;
                }
                _ => found.push((start..end, 1)),
            }
        }
        Self { found }
    }

    fn holding(&self, least: usize) -> impl Iterator<Item = Range<usize>> {
        let enough = self.found.iter().filter(move |(_, count)| *count >= least);
        enough.map(|(range, _)| range.clone())
    }
}

fn next_character(text: &str, at: usize) -> usize {
    text.ceil_char_boundary(at + 1)
}

/// What may stand beside a value (identifiers.md has none of this in its patterns, so that they stay readable).
mod edges {
    use super::Edges;

    /// Whether a value may start here.
    pub(super) fn left(edges: Edges, text: &str, start: usize) -> bool {
        let mut before = text[..start].chars().rev();
        let (one, two) = (before.next(), before.next());
        let starts_in_word = text[start..].starts_with(|first: char| first.is_ascii_alphanumeric());
        match (edges, one) {
            (_, None) => true,
            (Edges::Address, Some(one)) => !(one.is_alphanumeric() || "._%+-@".contains(one)),
            (_, Some(one)) if one.is_ascii_digit() => false,
            (_, Some(one)) if one.is_alphanumeric() => !starts_in_word,
            (_, Some('_')) => !in_code(text, start),
            (Edges::Digits | Edges::Telephone, Some('£' | '$' | '€')) => false,
            (Edges::Digits, Some('.' | '-' | '/')) | (Edges::Telephone, Some('.' | '-')) => {
                !two.is_some_and(|two| two.is_ascii_digit())
            }
            (Edges::Telephone, Some(' ')) => groups_before(&text[..start - 1]),
            (Edges::Alphanumeric, Some('.' | '-' | '/')) => !two.is_some_and(char::is_alphanumeric),
            _ => true,
        }
    }

    /// Whether a value may end here.
    pub(super) fn right(edges: Edges, text: &str, end: usize) -> bool {
        let mut after = text[end..].chars();
        let (one, two) = (after.next(), after.next());
        let digit_follows = two.is_some_and(|two| two.is_ascii_digit());
        match (edges, one) {
            (_, Some(one)) if one.is_alphanumeric() => false,
            (Edges::Address, one) => one != Some('@'),
            (Edges::Digits | Edges::Telephone, Some('%' | '@')) => false,
            (Edges::Telephone, Some('/')) => true,
            (Edges::Telephone, Some(' ')) => groups_after(&text[end + 1..]),
            (Edges::Digits | Edges::Telephone, Some('-')) | (_, Some('.' | '/')) => !digit_follows,
            (Edges::Alphanumeric, Some('-')) => !two.is_some_and(char::is_alphanumeric),
            _ => true,
        }
    }

    /// Longest row of digit groups that is looked at.
    const ROW: usize = 32;

    /// Digits before a telephone number are another whole one, or a short number such as a room's.
    fn groups_before(before: &str) -> bool {
        let row = before
            .bytes()
            .rev()
            .take(ROW)
            .take_while(|byte| byte.is_ascii_digit() || *byte == b' ');
        let row: Vec<u8> = row.filter(u8::is_ascii_digit).collect();
        row.len() <= 2 || (row.last() == Some(&b'0') && row.len() >= 10)
    }

    /// Digits after it are another whole one, or a short number.
    fn groups_after(after: &str) -> bool {
        let group = after.bytes().take_while(u8::is_ascii_digit).count();
        group <= 2 || after.starts_with('0')
    }

    /// The end of the word that `at` stands in, or the next character: no value starts within a word.
    pub(super) fn past_word(text: &str, at: usize) -> usize {
        let rest = &text.as_bytes()[at..];
        let word = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .count();
        super::next_character(text, (at + word).saturating_sub(1).max(at))
    }

    /// An underscore parts words, but not in `_private` or `dunder__names`.
    fn in_code(text: &str, start: usize) -> bool {
        let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let before = &text.as_bytes()[..start];
        let length = before
            .iter()
            .rev()
            .take_while(|byte| word(byte))
            .take(64)
            .count();
        let token = &before[start - length..];
        token.starts_with(b"_") || token.windows(2).any(|pair| pair == b"__")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        let matcher = Matcher::new(&Book::builtin());
        let mut candidates = Vec::new();
        matcher.candidates(
            &Folded::new(text),
            jiff::civil::date(2026, 1, 1),
            &mut candidates,
        );
        candidates
            .into_iter()
            .map(|candidate| {
                (
                    matcher.rules[candidate.rule].meta.id.clone(),
                    text[candidate.start..candidate.end].to_owned(),
                )
            })
            .collect()
    }

    fn holds(text: &str, rule: &str, value: &str) -> bool {
        found(text).contains(&(rule.to_owned(), value.to_owned()))
    }

    #[test]
    fn a_bad_number_hides_no_good_one() {
        assert!(holds("9990 999 000 0018", "uk-nhs-number", "999 000 0018"));
        assert!(holds("12 AB10 1ZZ", "uk-postcode", "AB10 1ZZ"));
    }

    #[test]
    fn offsets_are_those_of_the_original_text() {
        assert!(holds(
            "Zoë: 999\u{2011}000\u{2011}0018",
            "uk-nhs-number",
            "999\u{2011}000\u{2011}0018"
        ));
    }

    #[test]
    fn edges_keep_parts_of_longer_things_out() {
        for text in [
            "A9990000018",
            "9990000018.50",
            "£9990000018",
            "9990000018%",
            "1/9990000018",
            "x__9990000018",
        ] {
            assert!(
                !found(text).iter().any(|(rule, _)| rule == "uk-nhs-number"),
                "{text}"
            );
        }
        assert!(holds("NHS_9990000018_scan", "uk-nhs-number", "9990000018"));
    }

    #[test]
    fn what_a_pattern_needs_is_worked_out_from_it() {
        let needs = Needs::of(r"(?i)[a-z]{2}(?:\d{2} ){2}\d{2}[a-d]?");
        assert_eq!(
            (needs.digits, needs.at_signs, needs.length, needs.longest),
            (6, 0, 10, 11)
        );
        assert_eq!(Needs::of(r"[a-z]{1,9}@[a-z]{1,9}\.uk").at_signs, 1);
        assert_eq!(Needs::of(r"\d{3}|[a-z]").digits, 0);
    }

    #[test]
    fn long_runs_take_linear_time() {
        for run in [
            "7".repeat(200_000),
            "a1".repeat(100_000),
            "1 2 ".repeat(50_000),
            "eyJaaaa-".repeat(25_000),
        ] {
            let started = std::time::Instant::now();
            found(&run);
            assert!(started.elapsed().as_secs() < 20, "{}", &run[..8]);
        }
    }
}
