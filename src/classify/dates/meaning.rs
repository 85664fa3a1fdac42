//! What the words beside a date say of it, by the word sets of `rules/dates.toml`. Knows words only, no dates.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// What a label, a column head or the words of a sentence say of the date beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Meaning {
    /// Nothing that we know of.
    #[default]
    Nothing,
    /// When the document was written, or the meeting held.
    Head,
    /// When these events happened.
    Events(Events),
    /// When something began that may last.
    Start,
    /// A date of a row, of we know not what.
    Dated,
    /// When somebody was born.
    Birth,
    /// Something to come, or the making of a copy.
    NoEvent,
}

/// A set of events, a bit for each by its place in the rule file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Events(u32);

/// The words of a label; a longer one is running text.
const LABEL: usize = 8;
/// So near its date stands a word of ending in a sentence, and a word that says it all alone.
const NEAR: usize = 4;
const ADJACENT: usize = 3;
/// Words of a sentence that are looked at before a date.
const SENTENCE: usize = 10;
/// A longer word is none of ours; that many letters fit a number.
const WORD: usize = 16;
/// Stands for every word that is none of ours.
const UNKNOWN: u128 = u128::MAX;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    words: Words,
    event: Vec<Event>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    fill: Vec<String>,
    heads: Vec<String>,
    ends: Vec<String>,
    starts: Vec<String>,
    spans: Vec<String>,
    lasts: Vec<String>,
    births: Vec<String>,
    pending: Vec<String>,
    made: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Event {
    id: String,
    #[serde(default)]
    of: Vec<String>,
    #[serde(default)]
    alone: Vec<String>,
    #[serde(default)]
    last: Vec<String>,
}

/// What one word may say.
#[derive(Debug, Clone, Copy, Default)]
struct Use {
    known: bool,
    /// The first of two words that are known together, and those two.
    first: bool,
    pair: bool,
    head: bool,
    ends: bool,
    starts: bool,
    span: bool,
    lasts: bool,
    birth: bool,
    pending: bool,
    of: Events,
    alone: Events,
    last: Events,
}

struct Vocabulary {
    /// In order of their letters; two words that are known together have none between them.
    uses: Vec<(u128, Use)>,
    pairs: Vec<(u128, Use)>,
    ids: Vec<String>,
    /// The event of an end that is not said of what.
    end: Events,
    /// What the end of a stretch of days ends.
    ranged: Events,
}

/// Events that a stretch of days may be the time of; of an employment it may be an earlier one.
const RANGED: [&str; 4] = ["contract-end", "expiry", "relationship-end", "tenancy-end"];

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let json = include_str!(concat!(env!("OUT_DIR"), "/dates.json"));
    Vocabulary::new(serde_json::from_str(json).expect("the words of the program are tested"))
});

impl Vocabulary {
    fn new(file: File) -> Self {
        let mut uses: BTreeMap<u128, Use> = BTreeMap::new();
        let mut pairs: BTreeMap<u128, Use> = BTreeMap::new();
        let mut note = |words: Vec<String>, say: &dyn Fn(&mut Use)| {
            for word in words {
                let entry = match word.split_once(' ') {
                    Some((first, second)) => {
                        uses.entry(Key::of(first).letters).or_default().first = true;
                        let both = Key::of(first).and(Key::of(second));
                        let pair = pairs.entry(both.letters).or_default();
                        pair.pair = true;
                        pair
                    }
                    None => uses.entry(Key::of(&word).letters).or_default(),
                };
                entry.known = true;
                say(entry);
            }
        };
        let words = file.words;
        note(words.fill, &|_| ());
        note(words.heads, &|used| used.head = true);
        note(words.ends, &|used| used.ends = true);
        note(words.starts, &|used| used.starts = true);
        note(words.spans, &|used| used.span = true);
        note(words.lasts, &|used| used.lasts = true);
        note(words.births, &|used| used.birth = true);
        note(words.pending, &|used| used.pending = true);
        note(words.made, &|used| used.pending = true);
        let mut end = Events::default();
        let mut ranged = Events::default();
        let mut ids = Vec::new();
        for (at, event) in file.event.into_iter().enumerate() {
            let bit = Events(1 << at);
            if event.id == "end" {
                end = bit;
            }
            if RANGED.contains(&event.id.as_str()) {
                ranged = ranged.or(bit);
            }
            note(event.of, &|used| used.of.0 |= bit.0);
            note(event.alone, &|used| used.alone.0 |= bit.0);
            note(event.last, &|used| used.last.0 |= bit.0);
            ids.push(event.id);
        }
        Self {
            uses: uses.into_iter().collect(),
            pairs: pairs.into_iter().collect(),
            ids,
            end,
            ranged,
        }
    }
}

impl Events {
    /// Ids of the events.
    pub(super) fn ids(self) -> impl Iterator<Item = &'static str> {
        let ids = VOCABULARY.ids.iter().enumerate();
        ids.filter(move |(at, _)| self.0 & (1 << at) != 0)
            .map(|(_, id)| id.as_str())
    }

    fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// What a whole label or column head says: all its words are ours.
pub(super) fn of_label(label: &str) -> Meaning {
    label_of(&words(label))
}

/// What the head of a column says: also of what it is no date of, if it says so much.
pub(super) fn of_head(head: &str) -> Meaning {
    let uses = words(head);
    match label_of(&uses) {
        Meaning::Nothing if uses.len() > LABEL => Meaning::Nothing,
        Meaning::Nothing if uses.iter().any(|word| word.starts) => Meaning::Start,
        Meaning::Nothing | Meaning::Head if uses.iter().any(|word| word.head) => Meaning::Dated,
        meaning => meaning,
    }
}

/// What the later of two days says that are the ends of a stretch; the words stand before the earlier.
pub(super) fn of_range(text: &str) -> Meaning {
    let uses = words(text);
    let uses = &uses[uses.len().saturating_sub(SENTENCE)..];
    let pending = uses.iter().any(|word| word.pending);
    match union(uses, |word| word.of).both(VOCABULARY.ranged) {
        events if events.is_none() || pending => Meaning::Nothing,
        events => Meaning::Events(events),
    }
}

fn label_of(uses: &[Use]) -> Meaning {
    if uses.is_empty() || uses.len() > LABEL {
        return Meaning::Nothing;
    }
    let any = |says: fn(&Use) -> bool| uses.iter().any(says);
    if any(|word| word.birth) {
        return Meaning::Birth;
    }
    if any(|word| word.pending) {
        return Meaning::NoEvent;
    }
    if !uses.iter().all(|word| word.known) {
        return Meaning::Nothing;
    }
    match events(uses) {
        events if !events.is_none() => Meaning::Events(events),
        // `Week commencing`, `month ended`: the record's own.
        _ if any(|word| word.span) && any(|word| word.starts || word.ends) => Meaning::Head,
        _ if any(|word| word.starts) => Meaning::Start,
        _ if any(|word| word.head) => Meaning::Head,
        _ => Meaning::Nothing,
    }
}

/// What the words before a date say, which may be a label or the beginning of a sentence.
pub(super) fn before(text: &str) -> Meaning {
    let uses = words(text);
    let label = label_of(&uses);
    if label != Meaning::Nothing {
        return label;
    }
    let uses = &uses[uses.len().saturating_sub(SENTENCE)..];
    let near = &uses[uses.len().saturating_sub(NEAR)..];
    let adjacent = &uses[uses.len().saturating_sub(ADJACENT)..];
    if near.iter().any(|word| word.birth) {
        return Meaning::Birth;
    }
    if near.iter().any(|word| word.pending) {
        return Meaning::NoEvent;
    }
    // `Closed by the manager on`: two words that say it at the beginning say it of the date.
    let first = uses.first().filter(|word| word.pair);
    let alone = union(adjacent, |word| word.alone);
    let alone = alone.or(first.map_or(Events::default(), |word| word.alone));
    let ended = near.iter().any(|word| word.ends);
    let ended = if ended {
        union(uses, |word| word.of)
    } else {
        Events::default()
    };
    let starts = uses.iter().rev().take(2).any(|word| word.starts);
    match alone.or(ended) {
        events if events.is_none() && starts => Meaning::Start,
        events if events.is_none() => Meaning::Nothing,
        events => Meaning::Events(events),
    }
}

/// What the words behind a date say that begins its line: that of a log in which something was brought to an end.
pub(super) fn behind(text: &str) -> Meaning {
    let text = text.trim_start_matches(|letter: char| !letter.is_alphabetic());
    let clause = text.find([',', '.', ';', '(']);
    let uses = words(clause.map_or(text, |end| &text[..end]));
    if let events @ Meaning::Events(_) = label_of(&uses) {
        return events;
    }
    let uses = &uses[..uses.len().min(SENTENCE)];
    if uses.iter().any(|word| word.pending || word.birth) {
        return Meaning::Nothing;
    }
    let ended = uses.windows(ADJACENT).find_map(|near| {
        let of = union(near, |word| word.of);
        (near.iter().any(|word| word.ends) && !of.is_none()).then_some(of)
    });
    ended.map_or(Meaning::Nothing, Meaning::Events)
}

/// The events that a few words name together.
fn events(uses: &[Use]) -> Events {
    let ends = uses.iter().any(|word| word.ends);
    let lasts = uses.iter().any(|word| word.lasts);
    let (of, last) = (union(uses, |word| word.of), union(uses, |word| word.last));
    let mut events = union(uses, |word| word.alone);
    if lasts {
        events = events.or(last);
    }
    if ends && (!lasts || last.is_none()) {
        events = events.or(of);
    }
    let span = uses.iter().any(|word| word.span);
    if ends && events.is_none() && last.is_none() && !span {
        events = VOCABULARY.end;
    }
    events
}

fn union(uses: &[Use], events: impl Fn(&Use) -> Events) -> Events {
    uses.iter()
        .fold(Events::default(), |all, word| all.or(events(word)))
}

/// What the words of a text say each; single letters with points between them are one word.
fn words(text: &str) -> Vec<Use> {
    let mut uses = Vec::with_capacity(16);
    let mut word = Key::default();
    let mut previous: Option<Key> = None;
    let mut letters = false;
    let mut before = b' ';
    for byte in text.bytes().chain([b' ']) {
        let in_word = byte.is_ascii_alphanumeric() || byte >= 0x80;
        // `dateClosed` is two words.
        let joint = byte.is_ascii_uppercase() && before.is_ascii_lowercase();
        if (!in_word && byte != b'\'') || joint {
            letters = byte == b'.' && (letters || word.length == 1);
            if word.length > 0 && !letters {
                push(&mut uses, word, &mut previous);
                word = Key::default();
            }
        } else if letters && before != b'.' {
            letters = false;
        }
        if in_word {
            word.push(byte);
        }
        before = byte;
    }
    uses
}

/// Adds a word, which with the one before it may be known as one.
fn push(uses: &mut Vec<Use>, word: Key, previous: &mut Option<Key>) {
    let alone = look_up(&VOCABULARY.uses, word).unwrap_or_default();
    let both = previous.map(|previous| previous.and(word));
    match both.and_then(|both| look_up(&VOCABULARY.pairs, both)) {
        Some(pair) => {
            uses.pop();
            uses.push(pair);
        }
        None => uses.push(alone),
    }
    *previous = alone.first.then_some(word);
}

/// A word of ASCII letters and digits in lower case, as a number; of others and longer ones only that it is one.
#[derive(Debug, Clone, Copy, Default)]
struct Key {
    letters: u128,
    length: usize,
}

impl Key {
    fn of(word: &str) -> Self {
        let mut key = Self::default();
        word.bytes().for_each(|byte| key.push(byte));
        key
    }

    /// Two words in a row.
    fn and(self, next: Self) -> Self {
        let length = self.length + next.length;
        let letters = if length > WORD || self.letters == UNKNOWN || next.letters == UNKNOWN {
            UNKNOWN
        } else {
            self.letters << (8 * next.length) | next.letters
        };
        Self { letters, length }
    }

    fn push(&mut self, byte: u8) {
        self.length += 1;
        self.letters = if self.length > WORD || byte >= 0x80 || self.letters == UNKNOWN {
            UNKNOWN
        } else {
            self.letters << 8 | u128::from(byte.to_ascii_lowercase())
        };
    }
}

fn look_up(uses: &[(u128, Use)], word: Key) -> Option<Use> {
    let at = uses.binary_search_by_key(&word.letters, |(letters, _)| *letters);
    at.ok().map(|at| uses[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(meaning: Meaning) -> Vec<&'static str> {
        match meaning {
            Meaning::Events(events) => events.ids().collect(),
            Meaning::Nothing => vec![],
            Meaning::Head => vec!["head"],
            Meaning::Birth => vec!["birth"],
            Meaning::Start => vec!["start"],
            Meaning::Dated => vec!["dated"],
            Meaning::NoEvent => vec!["none"],
        }
    }

    #[test]
    fn every_word_of_the_file_can_be_told() {
        assert!(VOCABULARY.uses.len() > 100);
        assert!(
            VOCABULARY
                .uses
                .iter()
                .all(|(letters, _)| *letters != UNKNOWN)
        );
    }

    #[test]
    fn labels_of_many_forms_name_their_event() {
        for (label, expected) in [
            ("Date of leaving", "end"),
            ("Leaving date", "end"),
            ("Last day of service", "employment-end"),
            ("Employment ended", "employment-end"),
            ("Resignation effective from", "employment-end"),
            ("Tenancy end date", "tenancy-end"),
            ("End of tenancy", "tenancy-end"),
            ("Date vacated", "tenancy-end"),
            ("Case closed", "closure"),
            ("Complaint concluded on", "closure"),
            ("date_resolved", "closure"),
            ("matterClosed", "closure"),
            ("Date closed:", "end"),
            ("Last seen", "last-contact"),
            ("Final payment", "last-payment"),
            ("Date of accident", "incident"),
            ("Interview date", "appointment-decision"),
            ("Valid until expiry", "expiry"),
            ("Permit valid until", "expiry"),
            ("Membership card runs out on", "expiry"),
            ("Volunteer stood down on", "relationship-end"),
            ("Helper gave up", "relationship-end"),
            ("Hire ends", "contract-end"),
            ("Quarter ending", "head"),
            ("Year ended", "head"),
            ("Fortnight starting", "head"),
            ("Finished with us on", "end"),
            ("Final reply sent", "closure"),
            ("Expiry date", "expiry"),
            ("D.O.B.", "birth"),
            ("D.o.B", "birth"),
            ("Date of birth", "birth"),
            ("Next review", "none"),
            ("Tenancy due to end", "none"),
            ("Printed on", "none"),
            ("Date", "head"),
            ("Meeting held on", "head"),
            ("Sickness ended", ""),
            ("Start date", "start"),
            ("From", "start"),
            ("Surname", ""),
            ("", ""),
        ] {
            means(of_label(label), expected, label);
        }
    }

    /// A text names the event, or nothing where none is expected.
    fn means(meaning: Meaning, expected: &str, text: &str) {
        let found = ids(meaning);
        let fits = match expected {
            "" => found.is_empty(),
            event => found.contains(&event),
        };
        assert!(fits, "{text}: {found:?}");
    }

    #[test]
    fn heads_of_columns_say_more_than_labels() {
        for (head, expected) in [
            ("Session date", "dated"),
            ("Date", "dated"),
            ("Day", "dated"),
            ("Liable from", "start"),
            ("Gave up", "relationship-end"),
            ("Surname", ""),
        ] {
            means(of_head(head), expected, head);
        }
    }

    #[test]
    fn the_end_of_a_stretch_of_days_is_the_end_of_what_lasted() {
        for (text, expected) in [
            ("Allotment tenancy from", "tenancy-end"),
            ("Street trading permit valid from", "expiry"),
            ("Grant period:", "contract-end"),
            ("Employed by Overby Mill from", ""),
            ("Absent from", ""),
        ] {
            means(of_range(text), expected, text);
        }
    }

    #[test]
    fn the_line_of_a_log_tells_what_was_ended_on_its_day() {
        for (text, expected) in [
            (" - case closed, nothing heard", "closure"),
            (": we closed the file today", "closure"),
            (" Closed.", "end"),
            (" left message for the case manager", ""),
            (" visited, all is well", ""),
            (" case to be closed at the next review", ""),
        ] {
            means(behind(text), expected, text);
        }
    }

    #[test]
    fn sentences_name_an_event_only_where_it_stands_near() {
        for (text, expected) in [
            ("We write to say that your case was closed on", "closure"),
            ("Ms Archer left our employment on", "employment-end"),
            ("Ms Archer retired on", "employment-end"),
            (
                "The tenancy of 4 High Street came to an end on",
                "tenancy-end",
            ),
            ("Ms Archer left the room on", ""),
            (
                "The case was closed and a new meeting was held with her on",
                "",
            ),
            ("Closed by the duty desk on", "closure"),
            ("Hire of the hall ends on", "contract-end"),
            ("She has helped at the library since", "start"),
            ("The funding for the youth bus ended on", "contract-end"),
            ("She was born in Leeds on", "birth"),
            ("The plan is to be reviewed again on", "none"),
        ] {
            means(before(text), expected, text);
        }
    }
}
