//! Boxes to tick, as they stand in lines of text: which of the options beside them were chosen.

use std::ops::Range;

use crate::detect::fold::trimmed;

/// A line or cell with boxes: the question before them, and the options.
#[derive(Debug, PartialEq)]
pub(super) struct Boxes {
    question: usize,
    /// Where the options stand, and which were ticked.
    options: Vec<(Range<usize>, bool)>,
    /// What was written behind the last one: `[x] Yes [ ] No  Details: …`.
    details: Option<Range<usize>>,
    /// What was ticked is a no.
    denied: bool,
}

/// Words between a no and the details that are asked for.
const ASKS: [&str; 8] = [
    "details",
    "detail",
    "if yes",
    "please give",
    "please state",
    "give details",
    "specify",
    "comments",
];

/// What parts options.
const PARTS: &[char] = &[',', ';', '/', '|', '*'];

impl Boxes {
    /// Reads a text that has boxes.
    pub(super) fn read(text: &str) -> Option<Self> {
        let boxes = boxes(text);
        let (first, last) = (boxes.first()?, boxes.last()?);
        let behind =
            !text[..first.0.start].trim().is_empty() && text[last.0.end..].trim().is_empty();
        let mut options: Vec<(Range<usize>, bool)> = Vec::with_capacity(boxes.len());
        let question;
        if behind {
            // `White [ ] Asian [x]`
            question = text[..first.0.start]
                .rfind([':', '?', '\t'])
                .map_or(0, |end| end + 1);
            let mut from = question;
            for (span, ticked) in &boxes {
                options.push((from..span.start, *ticked));
                from = span.end;
            }
        } else {
            question = first.0.start;
            let ends = boxes.iter().skip(1).map(|(span, _)| span.start);
            for ((span, ticked), end) in boxes.iter().zip(ends.chain([text.len()])) {
                options.push((span.end..end, *ticked));
            }
        }
        let mut details = None;
        for (span, _) in &mut options {
            *span = trimmed(text, span.clone(), PARTS);
            // What stands behind a yes or a no belongs to the question.
            let option = &text[span.clone()];
            let word = option
                .split(|c: char| !c.is_alphanumeric())
                .next()
                .unwrap_or_default();
            if is_one_of(word, &["yes", "no", "y", "n"]) && option.len() > word.len() {
                let rest = trimmed(text, span.start + word.len()..span.end, PARTS);
                span.end = span.start + word.len();
                if !rest.is_empty() {
                    details = Some(after_request(text, rest));
                }
            }
        }
        let denied = options
            .iter()
            .any(|(span, ticked)| *ticked && is_one_of(&text[span.clone()], &["no", "n", "none"]));
        Some(Self {
            question,
            options,
            details: details.filter(|details| !details.is_empty()),
            denied,
        })
    }

    /// Where the question ends.
    pub(super) fn question(&self) -> usize {
        self.question
    }

    /// One of the boxes was ticked.
    pub(super) fn is_answered(&self) -> bool {
        self.options.iter().any(|(_, ticked)| *ticked)
    }

    /// What was chosen: the details, where a yes has some, else the option.
    pub(super) fn chosen(&self) -> Option<Range<usize>> {
        let (option, _) = self.options.iter().find(|(_, ticked)| *ticked)?;
        match &self.details {
            Some(details) if !self.denied => Some(details.clone()),
            _ => Some(option.clone()),
        }
    }

    /// Whether what stands at a place is said: it was ticked, or is about what was.
    pub(super) fn says(&self, at: usize) -> bool {
        if self
            .details
            .as_ref()
            .is_some_and(|details| at >= details.start && at < details.end)
        {
            return true;
        }
        let option = self.options.iter().find(|(span, _)| span.contains(&at));
        match option {
            Some((_, ticked)) => *ticked,
            None => {
                self.is_answered() && !self.denied && self.details.is_none() && at < self.question
            }
        }
    }
}

/// Whether a text has a box.
pub(in crate::detect) fn has_box(text: &str) -> bool {
    !boxes(text).is_empty()
}

/// The boxes of a text, and whether they are ticked.
fn boxes(text: &str) -> Vec<(Range<usize>, bool)> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = bytes[at..]
        .iter()
        .position(|byte| matches!(byte, b'[' | b'(' | 0xe2))
    {
        at += next;
        match box_at(&text[at..]) {
            // `f(x)` and `the pupil(s)` are none.
            Some((length, ticked)) if at == 0 || !bytes[at - 1].is_ascii_alphanumeric() => {
                found.push((at..at + length, ticked));
                at += length;
            }
            _ => at += text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    found
}

/// A box at the start of a text: its length, and whether it is ticked.
pub(super) fn box_at(text: &str) -> Option<(usize, bool)> {
    let first = text.chars().next()?;
    let length = first.len_utf8();
    let close = match first {
        '\u{2610}' | '\u{25a1}' | '\u{25a2}' | '\u{25fb}' | '\u{2b1c}' => {
            return Some((length, false));
        }
        '\u{2611}' | '\u{2612}' => return Some((length, true)),
        '[' => ']',
        '(' => ')',
        _ => return None,
    };
    let end = text.find(close).filter(|end| *end <= 6)?;
    let inside = text[length..end].trim();
    let ticked = match inside {
        "" | "_" if end > length => false,
        "x" | "X" | "\u{2713}" | "\u{2714}" | "\u{221a}" | "\u{2717}" | "\u{2718}" | "*" | "/" => {
            true
        }
        _ => return None,
    };
    Some((end + close.len_utf8(), ticked))
}

/// The part behind a request for details.
fn after_request(text: &str, span: Range<usize>) -> Range<usize> {
    let part = &text[span.clone()];
    let lower = part.to_ascii_lowercase();
    let asks = ASKS.iter().any(|ask| lower.starts_with(ask)) || lower.starts_with('(');
    match part.find(':').filter(|_| asks) {
        Some(colon) => trimmed(text, span.start + colon + 1..span.end, PARTS),
        None => span,
    }
}

fn is_one_of(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ticked_option_is_the_value() {
        for (text, wanted) in [
            ("Ethnic group: [ ] White [x] Roma [ ] Asian", Some("Roma")),
            ("White [ ] Roma [x] Asian [ ]", Some("Roma")),
            ("Unwell? [X] Yes [ ] No  details: asthma", Some("asthma")),
            ("Unwell? ( ) Yes (x) No", Some("No")),
            ("\u{2610} Sikh \u{2612} Jain", Some("Jain")),
            ("[ ] White [ ] Roma", None),
        ] {
            let boxes = Boxes::read(text).expect("it has boxes");
            assert_eq!(boxes.chosen().map(|span| &text[span]), wanted, "{text}");
        }
        for text in ["f(x) = 1", "the pupil(s) [see below]", "(a) first"] {
            assert_eq!(Boxes::read(text), None, "{text}");
        }
    }

    #[test]
    fn what_was_not_ticked_is_not_said() {
        let text = "Gay? [ ] Yes [x] No";
        let says = |text: &str, part: &str| {
            let boxes = Boxes::read(text).expect("it has boxes");
            boxes.says(text.find(part).expect("a part of it"))
        };
        assert!(!says(text, "Gay"));
        assert!(says("Gay? [x] Yes [ ] No", "Gay"));
        assert!(!says("[ ] White [x] Roma", "White"));
        assert!(says("Ill? [X] Yes [ ] No details: asthma", "asthma"));
    }
}
