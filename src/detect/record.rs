//! Rows, forms and records: cells under heads, looked at together, since one of them says whom the others are about.

use std::ops::Range;
use std::sync::Arc;

use super::address;
use super::columns::Holds;
use super::context::{Verdict, head_words, weigh};
use super::engine::Candidate;
use super::hit::{Hit, Kind, combine, merge_topics, resolve};
use super::layout;
use super::names::{Name, Names, Part};
use super::sensitive::Mention;
use super::table::unheaded::{is_account_number, is_day, is_sort_code};
use super::table::{Entry, Ready};
use super::validators::{is_bank_account, modulus::Answer};
use super::words::Words;
use super::{Evidence, Finding, Session, Whose};
use crate::extract::{Body, Location};

/// A cell of so many words is running text.
const FREE_TEXT_WORDS: usize = 6;
/// A name in a column that only its cells speak for.
const MOST_WITHOUT_HEAD: f32 = 0.8;
/// An address without anybody in its row may be anything's.
const NOBODYS_ADDRESS: f32 = 0.7;
/// Heads of streets, which are addresses only with what else says where somebody lives.
const STREETS: &[&str] = &["street", "street name", "road", "road name", "thoroughfare"];
/// So may a place, a device or a blood group; most are of things.
const NOBODYS_THING: f32 = 0.5;

impl Session<'_> {
    /// Looks at the cells of one row, form or record.
    pub(super) fn record(&mut self, ready: &Ready, sink: &mut dyn FnMut(Finding)) {
        let entries = &ready.entries;
        let mut hits: Vec<Vec<Hit>> = entries.iter().map(|_| Vec::new()).collect();
        let words = self.identifiers(entries, &mut hits);
        self.bank_pairs(entries, &mut hits);
        self.names_in_cells(entries, &words, &mut hits);
        for ((entry, words), hits) in entries.iter().zip(&words).zip(&mut hits) {
            if is_read_as_text(entry) {
                self.names_in_free_text(words, hits);
            }
            resolve(hits, self.options.min_confidence);
        }
        self.judge_announced(entries, &hits);
        let names_somebody = hits.iter().flatten().any(Hit::is_somebody)
            || entries
                .iter()
                .any(|entry| entry.column.sensitive.tells_people_apart);
        let about_somebody = names_somebody || ready.is_form && self.document.is_form();
        if !about_somebody {
            for hit in hits.iter_mut().flatten() {
                if hit.rule.whose == Whose::Things {
                    hit.confidence = hit.confidence.min(NOBODYS_THING);
                }
            }
        }
        combine(hits.iter_mut().flatten().collect());
        self.addresses(entries, &words, &mut hits, about_somebody);
        if names_somebody {
            self.document.named_in_table(ready.is_form);
        }
        for ((entry, words), hits) in entries.iter().zip(&words).zip(&mut hits) {
            self.topics(entry, words, hits, about_somebody);
            merge_topics(hits);
            resolve(hits, self.options.min_confidence);
            for hit in hits.drain(..) {
                let location = locate(entry, hit.start);
                self.emit(hit, &entry.cell.text, location, sink);
            }
        }
        for words in words {
            self.desk.clear(words);
        }
    }

    /// Values of patterns; returns the words of the cells.
    fn identifiers<'t>(&mut self, entries: &'t [Entry], hits: &mut [Vec<Hit>]) -> Vec<Words<'t>> {
        let mut read = Vec::with_capacity(entries.len());
        let (mut candidates, mut seen) = (Vec::new(), Vec::new());
        for (at, (entry, hits)) in entries.iter().zip(hits).enumerate() {
            let words = self.read_cell(&entry.cell.text, &mut candidates);
            for candidate in candidates.drain(..) {
                let span = (candidate.start, candidate.end);
                let mut verdict = self.verdict(entry, &words, candidate.rule, span);
                if verdict == Verdict::Nothing
                    && let Some(before) = at.checked_sub(1)
                    && layout::has_head(&read[before])
                {
                    verdict = self.named_by(&entries[before].cell.text, candidate.rule);
                }
                seen.push(candidate.rule);
                hits.push(self.value(candidate, verdict));
            }
            self.repaired(entry, &seen, hits);
            seen.clear();
            read.push(words);
        }
        read
    }

    /// The words of a cell, and the candidates in it.
    fn read_cell<'t>(&mut self, cell: &'t str, found: &mut Vec<Candidate>) -> Words<'t> {
        let engine = self.engine;
        if cell.is_ascii() && !cell.contains('\n') {
            let mut lookout = engine.matcher.lookout();
            let words = self.read(cell, &mut lookout);
            engine
                .matcher
                .candidates(cell, lookout, self.options.today, found);
            return words;
        }
        // A line end within a cell only wraps it.
        let unwrapped = cell.replace('\n', " ");
        engine.candidates(&unwrapped, &self.options, found);
        self.read(cell, &mut ())
    }

    /// What head and text of a cell say to a rule about a span of it.
    fn verdict(
        &self,
        entry: &Entry,
        words: &Words<'_>,
        rule: usize,
        span: (usize, usize),
    ) -> Verdict {
        let head = entry.column.verdicts[rule];
        let cell = &entry.cell.text;
        let free = is_free_text(cell);
        match head {
            Verdict::Head | Verdict::Column | Verdict::Guess => head,
            Verdict::Label(_) if !free => head,
            Verdict::HeadNot if !free => head,
            _ => {
                let engine = self.engine;
                let alone = (None, None);
                let beside = engine
                    .context
                    .beside(rule, &engine.matcher, words, span, alone);
                match beside {
                    Verdict::Nothing => head,
                    beside => beside,
                }
            }
        }
    }

    /// What the cell before a value says of it where the table names values in cells: `UK passport,187538891`.
    fn named_by(&mut self, cell: &str, rule: usize) -> Verdict {
        const LONGEST: usize = 32;
        let is_name = cell.len() <= LONGEST && !cell.contains(|c: char| c.is_ascii_digit());
        if is_name && self.column(cell).verdicts[rule] == Verdict::Head {
            Verdict::Label(1)
        } else {
            Verdict::Nothing
        }
    }

    /// Cells that a spreadsheet has damaged, under heads that say what they were.
    fn repaired(&self, entry: &Entry, seen: &[usize], hits: &mut Vec<Hit>) {
        let cell = entry.cell.text.trim();
        for (index, rule) in self.engine.matcher.rules.iter().enumerate() {
            let headed = entry.column.verdicts[index] == Verdict::Head && !seen.contains(&index);
            if !headed {
                continue;
            }
            let damaged = || {
                Some(Candidate {
                    rule: index,
                    start: 0,
                    end: cell.len(),
                    valid: rule.validator?.damaged(cell)?,
                    tier: 0.0,
                    labelled: rule.labelled,
                })
            };
            let today = self.options.today;
            if let Some(mut candidate) = rule.repaired(index, cell, today).or_else(damaged) {
                candidate.end = entry.cell.text.len();
                let mut hit = self.value(candidate, Verdict::Head);
                hit.evidence.push("repaired".into());
                hits.push(hit);
            }
        }
    }

    /// A sort code and an account number in two cells make one account, located at the first.
    fn bank_pairs(&self, entries: &[Entry], hits: &mut [Vec<Hit>]) {
        let holds = |at: &usize, holds| entries[*at].column.holds == holds;
        let sort = (0..entries.len()).find(|at| holds(at, Holds::SortCode));
        // The body has accounts too, `Council tax account`: that of the bank stands by its sort code, and mostly behind.
        let account = sort.and_then(|sort| {
            let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
            let accounts = (0..entries.len())
                .filter(|at| holds(at, Holds::AccountNumber))
                // An account has a name, too.
                .filter(|at| digits(&entries[*at].cell.text) > 0);
            accounts.min_by_key(|at| (at.abs_diff(sort), *at < sort))
        });
        let (sort, account, hit) = match (sort, account) {
            (Some(sort), Some(account)) => {
                let span = 0..entries[sort.min(account)].cell.text.len();
                let halves = [sort, account].map(|at| entries[at].cell.text.as_str());
                (sort, account, self.bank_account(halves, span, "header:"))
            }
            _ => match self.neighbours_like_an_account(entries) {
                Some((sort, account, hit)) => (sort, account, Some(hit)),
                None => return,
            },
        };
        let Some(hit) = hit else {
            return;
        };
        let id = hit.rule.id.clone();
        hits[sort.min(account)].push(hit);
        // The halves are no other numbers.
        for at in [sort, account] {
            hits[at].retain(|hit| hit.rule.id == id);
        }
    }

    /// The first two neighbouring cells that have the form of an account, where heads do not tell which column is which:
    /// those of a text may stand above other columns than theirs. What they say counts for the whole row then.
    fn neighbours_like_an_account(&self, entries: &[Entry]) -> Option<(usize, usize, Hit)> {
        let rule = self.engine.bank_account?;
        let said = |entry: &Entry| entry.column.verdicts[rule];
        let speaks_of_accounts =
            |verdict: &Verdict| matches!(verdict, Verdict::Head | Verdict::Label(_));
        (1..entries.len()).find_map(|at| {
            let texts = [at - 1, at].map(|at| entries[at].cell.text.trim());
            let [first, second] = texts;
            let (sort, account, code) = if is_sort_code(first) && is_account_number(second) {
                (at - 1, at, first)
            } else if is_account_number(first) && is_sort_code(second) {
                (at, at - 1, second)
            } else {
                return None;
            };
            let verdict = match entries.iter().map(said).find(speaks_of_accounts) {
                Some(verdict) => verdict,
                None if is_day(code) => return None,
                None if said(&entries[at - 1]) == Verdict::HeadNot => Verdict::HeadNot,
                None => said(&entries[at]),
            };
            let together = texts.join(" ");
            let mut found = Vec::new();
            let engine = self.engine;
            engine.candidates(&together, &self.options, &mut found);
            let mut candidate = found.into_iter().find(|candidate| candidate.rule == rule)?;
            (candidate.start, candidate.end) = (0, entries[at - 1].cell.text.len());
            let mut hit = self.value(candidate, verdict);
            hit.text = Some(together);
            Some((sort, account, hit))
        })
    }

    /// The account of a sort code and an account number that each have a head or label of their own.
    pub(super) fn bank_account(
        &self,
        [sort, account]: [&str; 2],
        span: Range<usize>,
        because: &str,
    ) -> Option<Hit> {
        let compiled = &self.engine.matcher.rules[self.engine.bank_account?];
        let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
        let (sort, account) = (digits(sort), digits(account));
        if !(5..=6).contains(&sort.len()) || !(6..=8).contains(&account.len()) {
            return None;
        }
        let normalised = format!("{sort:0>6} {account:0>8}");
        if !is_bank_account(&normalised) {
            return None;
        }
        let mut evidence = vec![
            format!("{because}{}", compiled.meta.id).into(),
            "tier:h".into(),
        ];
        let confidence = compiled.headed + self.modulus(&normalised, &mut evidence);
        Some(Hit {
            rule: Arc::clone(&compiled.meta),
            start: span.start,
            end: span.end,
            text: Some(normalised.clone()),
            normalised,
            confidence: confidence.min(1.0),
            evidence,
            kind: Kind::Value {
                label: Some(0),
                identifies: compiled.identifies,
            },
        })
    }

    /// What the bank's modulus adds to the confidence of an account or takes from it, if the user gave a table of weights.
    fn modulus(&self, normalised: &str, evidence: &mut Vec<Evidence>) -> f32 {
        match self.engine.modulus.check(normalised) {
            Answer::Holds => {
                evidence.push("check-digit".into());
                0.15
            }
            Answer::Fails => {
                evidence.push("modulus-fails".into());
                -0.30
            }
            Answer::NotChecked => 0.0,
        }
    }

    /// People in cells whose column is for them.
    fn names_in_cells(&mut self, entries: &[Entry], words: &[Words<'_>], hits: &mut [Vec<Hit>]) {
        let names = &self.engine.dictionaries.names;
        let mut paired = vec![false; entries.len()];
        for (at, entry) in entries.iter().enumerate() {
            if entry.column.holds != Holds::Name(Part::Surname) {
                continue;
            }
            let forename = (0..entries.len())
                .filter(|other| {
                    !paired[*other] && entries[*other].column.holds == Holds::Name(Part::Forename)
                })
                .min_by_key(|other| other.abs_diff(at));
            let Some(forename) = forename else {
                continue;
            };
            let whole = format!(
                "{} {}",
                entries[forename].cell.text.trim(),
                entry.cell.text.trim()
            );
            if let Some(mut name) = names.in_cell(&whole, Part::Full) {
                let first = at.min(forename);
                name.start = 0;
                name.end = entries[first].cell.text.len();
                let mut hit = self.name(name, "header:person-name");
                hit.text = Some(whole);
                hits[first].push(hit);
                paired[at] = true;
                paired[forename] = true;
            }
        }
        // A title over the table or a remark between its rows.
        if let [entry] = entries
            && entry.column.holds == Holds::Other
        {
            if !is_read_as_text(entry) {
                self.names_in_free_text(&words[0], &mut hits[0]);
            }
            return;
        }
        let of_somebody =
            |hit: &Hit| hit.is_somebody() && hit.confidence >= self.options.min_confidence;
        let of_goods = entries.iter().any(|entry| entry.column.of_goods)
            && !hits.iter().flatten().any(of_somebody);
        for (at, entry) in entries.iter().enumerate() {
            if of_goods && entry.column.is_any_name() {
                continue;
            }
            let cell = &entry.cell.text;
            let found = match entry.column.holds {
                Holds::Name(part) if !paired[at] => names.in_cell(cell, part),
                Holds::PlainNames => names.in_cell(cell, Part::Full),
                Holds::Duty if names.is_surname(cell) => names.in_cell(cell, Part::Surname),
                Holds::Role => names.in_role_cell(cell, entry.column.names_rule.is_some()),
                // A title says so itself.
                Holds::Other if entry.column.may_hold_names() && Names::is_titled(&words[at]) => {
                    names.in_plain_cell(cell)
                }
                _ => None,
            };
            match (found, entry.column.holds) {
                (Some(name), Holds::Other) => hits[at].push(self.name(name, "")),
                (Some(mut name), Holds::PlainNames | Holds::Duty) => {
                    name.confidence = name.confidence.min(MOST_WITHOUT_HEAD);
                    hits[at].push(self.name(name, "column:person-name"));
                }
                (Some(name), _) => hits[at].push(self.name(name, "header:person-name")),
                // Several people, or a person and more.
                (None, Holds::Name(Part::Full) | Holds::PlainNames | Holds::Duty | Holds::Role) => {
                    self.names_in_free_text(&words[at], &mut hits[at]);
                }
                _ => {}
            }
        }
    }

    pub(super) fn names_in_free_text(&mut self, words: &Words<'_>, hits: &mut Vec<Hit>) {
        let mut names = Vec::new();
        let engine = self.engine;
        engine
            .dictionaries
            .names
            .in_text(words, &mut self.known, &mut names);
        hits.extend(names.into_iter().map(|name| self.name(name, "")));
    }

    /// The lines of an address in their columns make one finding; an address in free text another.
    fn addresses(
        &self,
        entries: &[Entry],
        words: &[Words<'_>],
        hits: &mut [Vec<Hit>],
        about_somebody: bool,
    ) {
        let Some(rule) = self.engine.postal_address else {
            return;
        };
        let compiled = &self.engine.matcher.rules[rule];
        let holds = |entry: &Entry, what: Holds| {
            entry.column.holds == what && says_something(&entry.cell.text)
        };
        let is_line = |entry: &Entry| holds(entry, Holds::Address);
        let is_postcode = |entry: &Entry| {
            let verdict = self.engine.postcode.map(|rule| entry.column.verdicts[rule]);
            matches!(verdict, Some(Verdict::Head | Verdict::Column))
        };
        let lines: Vec<usize> = (0..entries.len())
            .filter(|at| is_line(&entries[*at]))
            .collect();
        if let Some(first) = lines.first() {
            let parts: Vec<&str> = entries
                .iter()
                .filter(|entry| is_line(entry) || holds(entry, Holds::Town) || is_postcode(entry))
                .flat_map(|entry| entry.cell.text.split(['\n', '\u{b}']))
                .map(|part| part.trim().trim_end_matches(','))
                .filter(|part| !part.is_empty())
                .collect();
            let text = parts.join(", ");
            // Streets and their places alone are a list of streets, and a street alone is where somebody works.
            let numbered = text.bytes().any(|byte| byte.is_ascii_digit());
            let head = head_words(&entries[*first].column.head);
            let street =
                parts.len() == 1 && !text.contains(',') && STREETS.contains(&head.as_str());
            let whose = numbered || about_somebody && !street;
            let confidence = if !whose {
                0.0
            } else if about_somebody {
                compiled.headed
            } else {
                NOBODYS_ADDRESS
            };
            let alone = parts.len() == 1;
            let because = if entries[*first].column.head.is_empty() {
                "column:postal-address"
            } else {
                "header:postal-address"
            };
            hits[*first].push(Hit {
                rule: Arc::clone(&compiled.meta),
                start: 0,
                end: entries[*first].cell.text.len(),
                text: (!alone).then(|| text.clone()),
                normalised: text,
                confidence,
                evidence: vec![because.into(), "tier:h".into()],
                kind: Kind::Address,
            });
        }
        for ((entry, words), hits) in entries.iter().zip(words).zip(hits) {
            if entry.column.holds != Holds::Address {
                self.addresses_in(words, hits);
            }
        }
    }

    /// Adds the addresses in running text, found around its postcodes. A postcode in a body's address is the body's too.
    pub(super) fn addresses_in(&self, words: &Words<'_>, hits: &mut Vec<Hit>) {
        let Some(rule) = self.engine.postal_address else {
            return;
        };
        let postcode = self
            .engine
            .postcode
            .map(|rule| &self.engine.matcher.rules[rule].meta.id);
        let is_postcode = |hit: &Hit| postcode.is_some_and(|id| hit.rule.id == *id);
        let mut spans: Vec<_> = match postcode {
            Some(_) => {
                let postcodes = hits.iter().filter(|hit| is_postcode(hit));
                postcodes.map(|hit| hit.start..hit.end).collect()
            }
            None => address::postcodes(words.text()),
        };
        spans.sort_by_key(|span| span.start);
        let found = address::find(words, &spans);
        for address in found {
            let within = |hit: &Hit| address.start <= hit.start && hit.end <= address.end;
            for hit in hits.iter_mut() {
                if !is_postcode(hit) || !within(hit) {
                    continue;
                }
                if address.is_a_bodys {
                    hit.confidence *= address::BODYS;
                    hit.evidence.push("letterhead".into());
                } else if hit.evidence.iter().any(|id| id == "label:other") {
                    // The address says more than a label near by.
                    hit.confidence = hit.confidence.max(address.confidence);
                }
            }
            hits.push(Hit {
                rule: Arc::clone(&self.engine.matcher.rules[rule].meta),
                start: address.start,
                end: address.end,
                text: None,
                normalised: address.normalised,
                confidence: address.confidence,
                evidence: vec!["tier:s".into()],
                kind: Kind::Address,
            });
        }
    }

    /// Sensitive categories in a cell.
    fn topics(
        &mut self,
        entry: &Entry,
        words: &Words<'_>,
        hits: &mut Vec<Hit>,
        about_somebody: bool,
    ) {
        if matches!(entry.column.holds, Holds::Name(_)) {
            return;
        }
        let cell = &entry.cell.text;
        let mut found = Vec::new();
        let mut mentions = mentions_of(hits);
        let sensitive = &self.engine.dictionaries.sensitive;
        sensitive.in_cell(
            &entry.column.sensitive,
            words,
            &mentions,
            about_somebody,
            &mut self.document,
            &mut found,
        );
        if is_free_text(cell) || entry.column.sensitive.remarks {
            if about_somebody {
                mentions.insert(0, Mention { start: 0, end: 0 });
            }
            sensitive.in_text(words, &mentions, &mut self.document, &mut found);
        }
        // What is an identifier as a whole is nothing else, unless the head says so: a plate, a form's number.
        found.retain(|hit| {
            let asked = |id: &Evidence| id.starts_with("header:");
            let within = |value: &Hit| value.start <= hit.start && hit.end <= value.end;
            let is_value = |value: &Hit| matches!(value.kind, Kind::Value { .. });
            hit.evidence.iter().any(asked)
                || !hits.iter().any(|value| is_value(value) && within(value))
        });
        hits.extend(found.into_iter().filter_map(|hit| self.topic(cell, hit)));
    }

    /// A person; `because` names what stands around the name, if anything does.
    pub(super) fn name(&self, name: Name, because: &'static str) -> Hit {
        let mut evidence: Vec<Evidence> = name.evidence.iter().map(|id| (*id).into()).collect();
        if !because.is_empty() {
            // The names speak of a head wherever they were asked about a cell.
            evidence.retain(|id| !id.starts_with("header:"));
            evidence.push(because.into());
        }
        Hit {
            rule: Arc::clone(&self.engine.person_name),
            start: name.start,
            end: name.end,
            text: None,
            normalised: name.normalised,
            confidence: if self.engine.finds_names {
                name.confidence.min(1.0)
            } else {
                0.0
            },
            evidence,
            kind: Kind::Name,
        }
    }

    pub(super) fn value(&self, candidate: Candidate, verdict: Verdict) -> Hit {
        let rule = &self.engine.matcher.rules[candidate.rule];
        let (mut confidence, mut evidence) = weigh(rule, &candidate, verdict);
        if self.engine.bank_account == Some(candidate.rule) {
            let change = self.modulus(&candidate.valid.normalised, &mut evidence);
            confidence = (confidence + change).clamp(0.0, 1.0);
        }
        let label = match verdict {
            Verdict::Head | Verdict::Column | Verdict::Guess => Some(0),
            Verdict::Label(distance) => Some(distance),
            _ => None,
        };
        Hit {
            rule: Arc::clone(&rule.meta),
            start: candidate.start,
            end: candidate.end,
            text: None,
            normalised: candidate.valid.normalised,
            confidence,
            evidence,
            kind: Kind::Value {
                label,
                identifies: rule.identifies,
            },
        }
    }

    pub(super) fn topic(&self, text: &str, hit: super::sensitive::Hit) -> Option<Hit> {
        let words = text.get(hit.start..hit.end)?;
        let rule = self.engine.metas.get(hit.category)?;
        Some(Hit {
            rule: Arc::clone(rule),
            start: hit.start,
            end: hit.end,
            text: None,
            normalised: words
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .to_lowercase(),
            confidence: hit.confidence,
            evidence: hit.evidence,
            kind: Kind::Topic,
        })
    }
}

/// The people and identifiers of a text, in order.
pub(super) fn mentions_of(hits: &[Hit]) -> Vec<Mention> {
    let mut mentions: Vec<_> = hits
        .iter()
        .filter(|hit| hit.is_somebody())
        .map(|hit| Mention {
            start: hit.start,
            end: hit.end,
        })
        .collect();
    mentions.sort_by_key(|mention| mention.start);
    mentions
}

/// Running text by its length, its head, or as a sentence that no head explains.
fn is_read_as_text(entry: &Entry) -> bool {
    let cell = &entry.cell.text;
    let column = &entry.column;
    is_free_text(cell) || column.may_hold_names() && (column.sensitive.remarks || is_phrase(cell))
}

/// Some words, one of them small.
fn is_phrase(cell: &str) -> bool {
    const LEAST: usize = 4;
    let small = |word: &str| {
        let word = word.trim_end_matches([',', ';', ':', '.']);
        word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    let mut words = cell.split_whitespace();
    words.clone().nth(LEAST - 1).is_some() && words.any(small)
}

fn is_free_text(cell: &str) -> bool {
    cell.len() > 40 && cell.split_whitespace().nth(FREE_TEXT_WORDS).is_some()
}

/// Not a dash, "N/A", "as above", or the answer to a question about it: something of an address.
fn says_something(cell: &str) -> bool {
    let words = super::context::words(cell);
    let nothing = [
        "n a",
        "na",
        "none",
        "unknown",
        "not known",
        "nfa",
        "no fixed abode",
        "same",
        "tbc",
        "withheld",
        "confidential",
        "yes",
        "no",
        "true",
        "false",
    ];
    let elsewhere = ["as ", "same as ", "see "];
    words.chars().any(char::is_alphabetic)
        && !nothing.contains(&words.as_str())
        && !elsewhere.iter().any(|begin| words.starts_with(begin))
}

/// The place of byte `offset` of an entry's cell.
pub(super) fn locate(entry: &Entry, offset: usize) -> Location {
    match &entry.segment.body {
        Body::Text(text) => entry
            .segment
            .location_in_text(text, (entry.cell.offset + offset).min(text.len())),
        Body::Row(_) | Body::Record(_) => entry
            .segment
            .location_in_row(entry.cell.column, entry.column.names_rule.as_deref()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_word_makes_a_phrase_whatever_mark_stands_behind_it() {
        assert!(is_phrase("Ann Archer, enforcement, 01632 960 455"));
        assert!(is_phrase("Ms Ann Archer, passenger"));
        assert!(!is_phrase("Ann Archer (Unison) 01632 960455"));
        assert!(!is_phrase("on the coach"));
    }
}
