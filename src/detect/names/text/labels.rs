//! What is said of a name right before or behind it: a label, the closing of a letter, a word for a person.

use super::{Mark, Name, Reader, Reading, Run, evidence};
use crate::detect::words::Shape;

impl Reader<'_> {
    /// The label that ends right before a word, or before the list that the word stands in, if it announces a name; true if
    /// it announces other things too.
    pub(super) fn label_before(&self, at: usize) -> Option<bool> {
        let last = at.checked_sub(1)?;
        let gap = self.gap(last)?;
        if self.listed == Some(at) {
            return matches!(gap.trim(), "," | ";" | "&" | "/").then_some(true);
        }
        let bare = gap == " "
            && self
                .words
                .is_one_of(last, &["dear", "signed", "cc", "bcc", "fao", "attn", "re"]);
        if (bare || gap.trim().is_empty()) && self.words.is_one_of(last, &["dear"]) {
            return Some(false);
        }
        if !bare && matches!(gap, " " | ", " | ". " | "-") {
            return None;
        }
        let tie = Tie::of(gap);
        if !bare && tie.is_none() {
            return None;
        }
        // The longest label wins: `School name` announces something else than `Name`.
        let mut unsure = None;
        let mut first = last;
        let mut label = last;
        for words in 1..=4 {
            if let Some(known) = self.dictionary.label(&self.folded(first, last)) {
                unsure = Some(known);
                label = first;
            } else if words == 3
                && self.words.is_one_of(first, &["name"])
                && self.words.is_one_of(first + 1, &["of"])
            {
                unsure = unsure.map(|_| false);
                label = first;
            } else if words == 2 && self.words.is_one_of(last, &["name"]) {
                let whose = self.words.folded(first);
                let of_somebody = self.dictionary.label(&whose).is_some()
                    || matches!(
                        whose.as_ref(),
                        "full"
                            | "first"
                            | "print"
                            | "his"
                            | "her"
                            | "your"
                            | "their"
                            | "staff"
                            | "legal"
                            | "preferred"
                            | "known"
                            | "and"
                            | "of"
                            | "contact"
                            | "other"
                    );
                unsure = of_somebody.then_some(false);
                label = first;
            }
            let Some(before) = first.checked_sub(1) else {
                break;
            };
            if self
                .gap(before)
                .is_none_or(|gap| !matches!(gap, " " | "'s " | "’s "))
            {
                break;
            }
            first = before;
        }
        match tie {
            None | Some(Tie::Colon) => unsure,
            Some(tie) => {
                // `Applicant's full name`
                let whose = |at: &usize| {
                    self.gap(*at)
                        .is_some_and(|gap| matches!(gap, "'s " | "’s "))
                };
                let label = label.checked_sub(1).filter(whose).unwrap_or(label);
                let alone = label.checked_sub(1).is_none_or(|before| {
                    self.gap(before)
                        .is_none_or(|gap| gap.contains(['\n', '\u{b}']))
                });
                // A label that only stands above or beside may be the head of something else.
                let loose = matches!(tie, Tie::Space | Tie::Line);
                unsure.filter(|_| alone).map(|unsure| unsure || loose)
            }
        }
    }

    /// `Hope Small <hope.small@…>`, `"Bishop, Bill" <bbishop@…>`: two words that may be names, and a mailbox called by them.
    pub(super) fn mailed(&self, index: usize) -> Option<(Option<Name>, usize)> {
        /// Bytes of the name of a mailbox, and its sign.
        const LONGEST: usize = 65;
        let last = index + 1;
        let behind = self.gap(last)?;
        if !behind.ends_with(['<', '(']) || !matches!(behind.trim_start_matches('"'), " <" | " (") {
            return None;
        }
        let (forename, surname) = match self.gap(index)? {
            " " => (index, last),
            ", " => (last, index),
            _ => return None,
        };
        let named = |at: usize| self.word(at).shape == Shape::Capital && self.mark(at).is_name();
        let after = self
            .words
            .text()
            .get(self.word(last).end() + behind.len()..)?;
        let mailbox = &after[..after.bytes().take(LONGEST).position(|byte| byte == b'@')?];
        let mailbox = mailbox.to_lowercase();
        let given = self.words.folded(forename);
        let called = mailbox.contains(&*self.words.folded(surname))
            && (mailbox.contains(&*given) || mailbox.starts_with(given.chars().next()?));
        if !(named(index) && named(last) && called) {
            return None;
        }
        let reading = Reading {
            first: index,
            last,
            surname,
            confidence: 0.85,
        };
        if surname == index {
            return self.reversed(reading, evidence::SURNAME_FIRST, forename, surname);
        }
        Some((self.name(reading, evidence::FORENAME), last + 1))
    }

    /// One of the lines before, and nothing else between, ends a letter.
    pub(super) fn closing_before(&self, at: usize) -> bool {
        let Some(last) = at.checked_sub(1) else {
            return false;
        };
        self.mark(last).is(Mark::CLOSING)
            && self
                .gap(last)
                .is_some_and(|gap| gap.contains(['\n', '\u{b}']) || gap.contains(','))
    }

    /// `Smith` of `R v Smith`, as prosecutions are called; not of a case in the reports, `R v Smith [1974]`.
    pub(super) fn prosecuted(&self, index: usize) -> Option<(Option<Name>, usize)> {
        const CROWN: &[&str] = &["r", "regina", "rex", "crown"];
        let versus = index.checked_sub(1)?;
        let crown = versus.checked_sub(1)?;
        let parts = |gap: &str| matches!(gap, " " | " -" | "- " | ". " | " (" | ") ");
        if !self.words.is_one_of(versus, &["v", "vs"])
            || !self.words.is_one_of(crown, CROWN)
            || !self.gap(crown).is_some_and(parts)
            || !self.gap(versus).is_some_and(parts)
        {
            return None;
        }
        let run = self.run(index, true);
        let last = run.last();
        let reported = self.gap(last).is_some_and(|gap| gap.contains(['[', '(']))
            && self.word(last + 1).shape == Shape::Number;
        if run.len == 0 || run.len > 3 || run.thing || reported {
            return None;
        }
        let reading = Reading {
            first: index,
            last,
            surname: self.surname_start(index, last),
            confidence: 0.75,
        };
        Some((self.name(reading, evidence::LABEL), last + 1))
    }

    /// `Pupil Max Verity`: a word for a person stands before.
    pub(super) fn role_before(&self, first: usize) -> bool {
        first.checked_sub(1).is_some_and(|before| {
            self.gap(before) == Some(" ")
                && self.dictionary.label(&self.words.folded(before)) == Some(false)
        })
    }

    /// `Unheard Unknown (mother)`.
    pub(super) fn role_behind(&self, run: &Run) -> Option<(Reading, &'static str)> {
        let last = run.last();
        let role = last + 1;
        let said = self.gap(last)? == " ("
            && self.gap(role).is_none_or(|gap| gap.starts_with([')', ',']))
            && self.dictionary.label(&self.words.folded(role)) == Some(false);
        let shaped = (2..=3).contains(&run.len)
            && (run.first..=last).all(|at| self.word(at).shape != Shape::Initial);
        (said && shaped).then_some((
            Reading {
                first: run.first,
                last,
                surname: self.surname_start(run.first, last),
                confidence: 0.65,
            },
            evidence::LABEL,
        ))
    }
}

/// What ties a label to what it announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tie {
    Colon,
    /// A dash, an equals sign, a row of dots.
    Rule,
    /// Two spaces and more, or a tab.
    Space,
    /// The value stands below.
    Line,
}

impl Tie {
    fn of(gap: &str) -> Option<Self> {
        let said = gap.trim_matches(|c: char| c.is_whitespace() || c == '*');
        let dots = |c: char| matches!(c, '.' | '…' | '_' | ' ');
        match said {
            ":" => Some(Self::Colon),
            "-" | "–" | "—" | "=" if gap.starts_with(' ') && gap.ends_with(' ') => {
                Some(Self::Rule)
            }
            "" if gap.contains('\n') => (gap.matches('\n').count() <= 2).then_some(Self::Line),
            "" => (gap.len() > 1 && !gap.contains('*')).then_some(Self::Space),
            said if said.len() >= 3 && said.chars().all(dots) => Some(Self::Rule),
            _ => None,
        }
    }
}
