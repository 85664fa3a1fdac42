//! Running text: each sentence is asked for terms, for the fields of a form, and for what it says of whom.

use std::ops::{Range, RangeInclusive};

use super::boxes::Boxes;
use super::category::CONFIDENCE;
use super::document::{Document, HEAD, MEMORY, NOTE};
use super::forms::{LEAST_SENTENCE, begins_field, has_label};
use super::person::{is_about_a_number, is_headed_by_its_subject, names_its_subject};
use super::sentences::Sentences;
use super::terms::{Strength, Topic};
use super::unit::{Person, Sentence, Unit};
use super::weighing::place;
use super::{CATEGORIES, Hit, Mention, Sensitive, is_part_of_name, is_whole, unwrapped};
use crate::detect::lexicon::Uses;
use crate::detect::words::{Gap, Shape, Words};

/// Bytes before a name in which a form or note may already be about it.
const AHEAD: usize = 120;

/// Bytes before which a heading is the title of the document.
const TITLE: usize = 120;

impl Sensitive {
    /// Looks at running text. `mentions` are in order of position.
    pub(in crate::detect) fn in_text(
        &self,
        words: &Words<'_>,
        mentions: &[Mention],
        document: &mut Document,
        found: &mut Vec<Hit>,
    ) {
        let text = words.text();
        document.see(text);
        let mut leads = Vec::new();
        self.terms.leads(words, &mut leads);
        let mut leads = &leads[..];
        let mut mentions = mentions.iter().peekable();
        for sentence in Sentences::of(words) {
            let range = sentence.bytes.clone();
            let mut within = Vec::new();
            while let Some(mention) = mentions.next_if(|mention| mention.start < range.end) {
                if mention.start >= range.start {
                    within.push(Mention {
                        start: mention.start - range.start,
                        end: mention.end.min(range.end) - range.start,
                    });
                }
            }
            let next = mentions.peek();
            document.named_soon = next.is_some_and(|next| next.start < range.end + AHEAD);
            let of_sentence = leads.partition_point(|lead| (*lead as usize) < sentence.words.end);
            let (own, rest) = leads.split_at(of_sentence);
            leads = rest;
            let unit = Unit {
                words,
                leads: own,
                mentions: within,
                since_named: document.since_named,
                is_heading: is_heading(&text[range], sentence.words.len()),
                labelled: sentence.colon && has_label(words, sentence.words.clone()),
                sentence,
            };
            self.tell(document, &unit);
            let near = document.explains.then(|| self.near(&unit, document));
            let first = found.len();
            self.look_at(unit, document, found);
            for near in near.into_iter().flatten() {
                if !found[first..].iter().any(|hit| hit.overlaps(&near)) {
                    found.push(near);
                }
            }
        }
    }

    /// Hands on what a sentence says: as an answer, as a field, and as a statement.
    fn look_at(&self, mut unit: Unit<'_, '_>, document: &mut Document, found: &mut Vec<Hit>) {
        let words = unit.words;
        self.see_label(&unit, document);
        let answered = self.answer(words, &unit.sentence, document, found);
        let mut topics = self.topics(&unit, document);
        if topics.is_empty() && !unit.labelled {
            return;
        }
        if answered != 0 {
            let value = found.last().map_or(0..0, |hit| hit.start..hit.end);
            self.follow(answered, value, words, &topics, found);
            topics.retain(|topic| answered & 1 << self.terms.get(*topic).category == 0);
        }
        document.themes.see(&self.terms, &topics);
        self.drop_faint_parts(&mut topics);
        let start = unit.sentence.bytes.start;
        let named = !unit.mentions.is_empty();
        let is_beside_others = unit.mentions.len() > 1;
        unit.mentions.retain(|mention| {
            !self.is_part_of_topic(mention, is_beside_others, start, words, &topics)
        });
        topics.retain(|topic| {
            !is_part_of_name(*topic, start, words, &unit.mentions)
                && !self.is_part_of_post(*topic, &unit)
                && !self.is_of_another(*topic, &unit)
                && !self.is_of_roll(*topic, &unit)
        });
        if topics.is_empty() && !unit.labelled {
            return;
        }
        if named && unit.mentions.is_empty() {
            document.since_named = unit.since_named.saturating_add(1);
        }
        let unwrapped = unwrapped(unit.text());
        let written = unwrapped.as_ref();
        let boxes = Boxes::read(written);
        if let Some(boxes) = &boxes {
            topics.retain(|topic| boxes.says(words.word(topic.first).start() - start));
        }
        self.as_field(&unit, written, boxes.as_ref(), &mut topics, document, found);
        if topics.is_empty()
            || self.label_without_colon(written, start, words, &topics, document, found)
        {
            return;
        }
        let ticked = boxes.is_some_and(|boxes| boxes.is_answered()) && document.is_form();
        self.as_statement(unit, written, ticked, topics, document, found);
    }

    /// Tells the document whom a sentence names or begins to speak of, and what heads what follows.
    fn tell(&self, document: &mut Document, unit: &Unit<'_, '_>) {
        document.themes.go_on();
        let start = unit.sentence.bytes.start;
        if !unit.mentions.is_empty() {
            document.since_named = 0;
            if document.is_within(HEAD, start) {
                document.has_subject |= names_its_subject(unit.words, unit.sentence.words.start)
                    || start <= TITLE
                        && unit.is_heading
                        && is_headed_by_its_subject(unit.text(), &unit.mentions);
            }
        } else if document.is_within(NOTE, start) && self.context.said(unit.text()).begins_note() {
            document.since_named = 0;
            document.has_subject = true;
        } else {
            document.since_named = document.since_named.saturating_add(1);
            if unit.is_heading {
                document.see_heading(unit.text());
            }
        }
    }

    /// Keeps a label that stands in a line of its own, `Past medical history`, for what is written under it.
    fn see_label(&self, unit: &Unit<'_, '_>, document: &mut Document) {
        document.go_on_under();
        let text = unit.text();
        let ends_with_colon = text.ends_with(':');
        if !unit.is_heading && !ends_with_colon {
            return;
        }
        let bare = unnumbered(text.trim_matches(|c: char| !c.is_alphanumeric()));
        // Whom a form is about may be named below its first labels.
        let is_label = (document.is_within(HEAD, unit.sentence.bytes.start) || document.is_form())
            && has_label(unit.words, unit.sentence.words.clone())
            && self.labels.is_label(bare);
        let label = is_label.then(|| self.labels.read(bare)).flatten();
        if label.is_some() || ends_with_colon || text.starts_with('#') {
            document.head_with(label);
        }
    }

    /// A name that a term is called by is nobody's, `Addison's disease`, nor is one that is a strong term itself; one that is
    /// another word of the lists is somebody's, `Mrs Ward`. Beside somebody else's name that of a party is no forename: `Mr Ward is
    /// Tory`.
    fn is_part_of_topic(
        &self,
        mention: &Mention,
        is_beside_others: bool,
        sentence: usize,
        words: &Words<'_>,
        topics: &[Topic],
    ) -> bool {
        let mention = mention.start..mention.end;
        topics.iter().any(|topic| {
            let term = place(*topic, words, sentence);
            let is_longer = term != mention;
            let known = self.terms.get(*topic);
            term.start <= mention.start
                && mention.end <= term.end
                && (is_longer
                    || known.strength == Strength::Strong
                    || known.needs_assertion && is_beside_others)
        })
    }

    /// The terms of a sentence.
    pub(super) fn topics(&self, unit: &Unit<'_, '_>, document: &Document) -> Vec<Topic> {
        let mut topics = Vec::new();
        let words = unit.sentence.words.clone();
        if document.since_named <= MEMORY {
            self.terms.misspelt(unit.words, words.clone(), &mut topics);
        }
        if !unit.leads.is_empty() || !topics.is_empty() {
            self.terms.find(unit.words, unit.leads, words, &mut topics);
        }
        topics.retain(|topic| !is_in_code(*topic, unit.words));
        topics
    }

    /// Reads a sentence as fields of a form, and takes out the topics that the fields have told of.
    fn as_field(
        &self,
        unit: &Unit<'_, '_>,
        written: &str,
        boxes: Option<&Boxes>,
        topics: &mut Vec<Topic>,
        document: &mut Document,
        found: &mut Vec<Hit>,
    ) {
        if !unit.labelled || is_about_a_number(written, &unit.mentions) {
            return;
        }
        let words = unit.words;
        let start = unit.sentence.bytes.start;
        let mut fields = Vec::new();
        match boxes {
            Some(_) => fields.push(0..written.len()),
            None => side_by_side(written, &mut fields),
        }
        for field in fields {
            let range = words.first_from(start + field.start)..words.first_from(start + field.end);
            if boxes.is_none() && !begins_field(words, &range) {
                continue;
            }
            let before = found.len();
            let told = self.told_behind_colon(words, range.clone(), topics);
            let text = &written[field.clone()];
            let asked = self.field(text, start + field.start, boxes, told, document, found);
            let answered = found.get(before).map(|hit| hit.start..hit.end);
            if let Some(value) = answered {
                self.follow(asked, value, words, topics, found);
            }
            topics.retain(|topic| {
                !range.contains(&topic.first)
                    || asked & 1 << self.terms.get(*topic).category == 0
                        && (asked == 0 || range.len() >= LEAST_SENTENCE)
            });
        }
    }

    /// The categories, as bits, of which words stand right behind the first colon of a field.
    fn told_behind_colon(
        &self,
        words: &Words<'_>,
        mut field: Range<usize>,
        topics: &[Topic],
    ) -> u16 {
        /// Words of a value before its term.
        const NEAR: usize = 2;
        let Some(colon) = field.find(|at| words.word(*at).after.has(Gap::COLON)) else {
            return 0;
        };
        let behind = colon + 1..=colon + 1 + NEAR;
        let terms = topics.iter().filter(|topic| behind.contains(&topic.first));
        terms
            .map(|topic| self.terms.get(*topic))
            .filter(|term| term.strength >= Strength::Weak)
            .fold(0, |bits, term| bits | 1 << term.category)
    }

    /// Weighs what a sentence states of somebody. `ticked` says that it is a box of a form that was chosen.
    fn as_statement(
        &self,
        unit: Unit<'_, '_>,
        written: &str,
        ticked: bool,
        mut topics: Vec<Topic>,
        document: &mut Document,
        found: &mut Vec<Hit>,
    ) {
        let words = unit.words;
        let start = unit.sentence.bytes.start;
        let confidential =
            |topic: &Topic| CATEGORIES[self.terms.get(*topic).category] == CONFIDENCE;
        // Whom it is about takes longer to tell, and most sentences have words that could not say it of anybody.
        let said = self.context.said(written);
        let may_say = |topic: &Topic| confidential(topic) || self.may_say(*topic, &said, document);
        if !topics.iter().any(may_say) {
            return;
        }
        let person = match self.person(&said, &unit, &topics, document) {
            Person::Somebody | Person::Nobody if ticked => Person::SpokenOf,
            person => person,
        };
        let asked = document.asked_above(&self.context);
        let is_asked = |topic: &Topic| asked & 1 << self.terms.get(*topic).category != 0;
        if person == Person::Nobody {
            topics.retain(|topic| confidential(topic) || is_asked(topic));
        }
        let is_whole = is_whole(&unit.sentence.words, &topics);
        let ends_line =
            is_whole && unit.since_named == 0 && ends_a_line(words.text(), &unit.sentence.bytes);
        if !ticked && is_whole && !ends_line {
            // A heading that is nothing but a term is no statement.
            topics.retain(|topic| confidential(topic) || is_asked(topic));
        }
        topics.retain(|topic| {
            let person = match person {
                Person::Somebody | Person::Nobody if is_asked(topic) => Person::SpokenOf,
                person => person,
            };
            confidential(topic)
                || self.is_faint(*topic)
                || self.may_report(*topic, person, document) && !names_a_street(*topic, words)
        });
        if topics.iter().all(|topic| self.is_faint(*topic)) {
            return;
        }
        let is_heading = unit.is_heading;
        let mut examined = Sentence {
            text: written,
            start,
            mentions: unit.mentions,
            person,
            ticked: ticked || ends_line,
            themes: document.themes.held(),
            is_clinical: document.themes.is_clinical(),
            asked,
            general: 0,
            under_general: false,
            general_document: false,
            explains: document.explains,
        };
        // What is general only takes away: it is looked for where something would be found.
        let first = found.len();
        self.weigh(&examined, &said, words, &topics, found);
        if found.len() == first {
            return;
        }
        examined.under_general = document.in_general_section(&self.context);
        examined.general_document = document.is_general_paper(&self.context);
        if !ticked {
            // A question is asked of everybody, its answer is somebody's.
            let around = self.without_acts(written, start, words, &topics);
            let around = self.context.said(&around);
            let section = examined.under_general || (!is_heading && around.is_general_in_section());
            examined.general = (around.general_in_sentence() + usize::from(section)).min(2);
        }
        if examined.general > 0 || examined.general_document {
            found.truncate(first);
            self.weigh(&examined, &said, words, &topics, found);
        }
    }
}

/// The fields of a line, each behind a wide gap: `Ethnicity: Irish      Religion: none`.
fn side_by_side(line: &str, fields: &mut Vec<Range<usize>>) {
    const GAP: &str = "   ";
    const LONGEST_LABEL: usize = 40;
    let mut start = 0;
    let mut from = 0;
    while let Some(gap) = line[from..].find(GAP).map(|at| from + at) {
        let behind = &line[gap..];
        let next = gap + behind.len() - behind.trim_start().len();
        from = next.max(gap + GAP.len());
        let colon = line[next..].find(':').filter(|at| *at <= LONGEST_LABEL);
        let is_label = colon.is_some_and(|at| !line[next..next + at].contains(GAP));
        // What stands behind a label is its value.
        let is_filled = line[start..gap].contains(':') && !line[start..gap].ends_with(':');
        if is_label && is_filled {
            fields.push(start..gap);
            start = next;
        }
    }
    fields.push(start..line.len());
}

/// The topic is a part of something that programs read, as technical notes have it: an option (`--disable`), a name in source
/// code (`copy_file`, `std::union`, `javax.print.Doc`, `clear()`), an address of mail. A file's own name may tell of somebody.
fn is_in_code(topic: Topic, words: &Words<'_>) -> bool {
    /// Bytes on either side that are looked at.
    const NEAR: usize = 40;
    let text = words.text();
    let (start, end) = (
        words.word(topic.first).start(),
        words.word(topic.last).end(),
    );
    let near = text.floor_char_boundary(start.saturating_sub(NEAR));
    let far = text.ceil_char_boundary(text.len().min(end + NEAR));
    let before = text[near..start].rsplit(char::is_whitespace).next();
    let behind = text[end..far].split(char::is_whitespace).next();
    let token = &text[start - before.map_or(0, str::len)..end + behind.map_or(0, str::len)];
    let joins = |three: &[u8]| {
        three[1] == b'_' && three[0].is_ascii_alphanumeric() && three[2].is_ascii_alphanumeric()
    };
    ["::", "()", "@"].iter().any(|sign| token.contains(sign))
        || token.trim_start().starts_with("--")
        || has_dotted_parts(token)
        || token.as_bytes().windows(3).any(joins) && !ends_with_ending(token)
}

/// `java.awt.print`, `www.example.org`; not `e.g. asthma` or `asthma.She`.
fn has_dotted_parts(token: &str) -> bool {
    const FEWEST: usize = 3;
    let token = token.trim_matches(|c: char| !c.is_alphanumeric());
    let mut parts = token.split('.');
    let is_part =
        |part: &str| part.len() > 1 && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    token.matches('.').count() + 1 >= FEWEST && parts.all(is_part)
}

/// `letter.pdf`
fn ends_with_ending(token: &str) -> bool {
    const ENDING: RangeInclusive<usize> = 2..=4;
    let token = token.trim_end_matches(|c: char| !c.is_alphanumeric());
    token.rsplit_once('.').is_some_and(|(name, ending)| {
        !name.is_empty()
            && ENDING.contains(&ending.len())
            && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// `Chapel Lane`, `Tannery Court`
fn names_a_street(topic: Topic, words: &Words<'_>) -> bool {
    let is_street = |at: usize| {
        words
            .get(at)
            .is_some_and(|word| word.shape == Shape::Capital && word.uses.is(Uses::STREET))
    };
    let ends_one = topic.first == topic.last
        && is_street(topic.last)
        && topic.first.checked_sub(1).is_some_and(|before| {
            words.gap(before) == Some(" ") && words.word(before).shape == Shape::Capital
        });
    ends_one || words.gap(topic.last) == Some(" ") && is_street(topic.last + 1)
}

/// A few words with a dot behind others in their line, as notes about whom those name: `Ada Example. Quaker.`
fn ends_a_line(text: &str, sentence: &Range<usize>) -> bool {
    let line = text[..sentence.start]
        .rfind('\n')
        .map_or(0, |before| before + 1);
    text[sentence.clone()].ends_with('.') && !text[line..sentence.start].trim().is_empty()
}

/// A heading without its number, and without what stands in brackets behind it: `Section C - Convictions (not spent)`.
fn unnumbered(heading: &str) -> &str {
    const PARTS: [&str; 6] = ["section", "part", "question", "annex", "appendix", "box"];
    let heading = heading
        .split_once(" (")
        .map_or(heading, |(before, _)| before);
    let next = |text: &'_ str| text.find(' ').unwrap_or(text.len());
    let first = &heading[..next(heading)];
    let start = if PARTS.iter().any(|part| first.eq_ignore_ascii_case(part)) {
        (first.len() + 1).min(heading.len())
    } else {
        0
    };
    let number = &heading[start..start + next(&heading[start..])];
    let bare = number.trim_end_matches(['.', ':', ')', '-']);
    let is_numeral = !bare.is_empty()
        && bare
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let is_letter = bare.len() == 1 && (start > 0 || bare.len() < number.len());
    if !is_numeral && !is_letter {
        return heading;
    }
    heading[start + number.len()..].trim_start_matches(|c: char| !c.is_alphanumeric())
}

/// A line of its own that is no sentence.
fn is_heading(sentence: &str, words: usize) -> bool {
    const LONGEST: usize = 80;
    sentence.len() <= LONGEST && words <= 10 && !sentence.ends_with(['.', '!', '?', ',', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_known_without_its_number() {
        for (heading, bare) in [
            ("SECTION C - CONVICTIONS (not spent)", "CONVICTIONS"),
            ("Part 2: Health", "Health"),
            ("3.1 Religion", "Religion"),
            ("b) Past medical history", "Past medical history"),
            ("A level results", "A level results"),
            ("Health (other)", "Health"),
            ("Section", "Section"),
            ("7", ""),
        ] {
            assert_eq!(unnumbered(heading), bare, "{heading}");
        }
    }

    #[test]
    fn fields_of_a_line_stand_behind_wide_gaps() {
        for (line, fields) in [
            (
                "Eth: Irish     Faith: none",
                &["Eth: Irish", "Faith: none"][..],
            ),
            ("Note:     ill   since May", &["Note:     ill   since May"]),
            ("ill   since: May", &["ill   since: May"]),
            ("Bail:      out till 19:00", &["Bail:      out till 19:00"]),
            ("A: b   c: d     E f: g   ", &["A: b", "c: d", "E f: g   "]),
        ] {
            let mut found = Vec::new();
            side_by_side(line, &mut found);
            let found: Vec<&str> = found.into_iter().map(|at| &line[at]).collect();
            assert_eq!(found, fields);
        }
    }
}
