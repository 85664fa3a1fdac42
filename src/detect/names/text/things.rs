//! Things that are called like people: what stands right around the words says so. Looked at for what reads as a name only.

use super::{AROUND, Reader, parts};
use crate::detect::names::marks::Mark;
use crate::detect::words::Shape;

/// What goes before the name of a ship or a locomotive, with its number in between or not.
const CRAFT: &[&str] = &[
    "mv",
    "fv",
    "rv",
    "sv",
    "hms",
    "rms",
    "rnlb",
    "hmcs",
    "mfv",
    "psv",
    "ss",
    "yacht",
    "frigate",
    "submarine",
    "dredger",
    "trawler",
    "lifeboat",
    "steamer",
    "paddle-steamer",
    "schooner",
    "tug",
    "loco",
    "locomotive",
];

/// Plants whose varieties have names in quotes.
const PLANTS: &[&str] = &[
    "apple",
    "aster",
    "azalea",
    "bean",
    "beans",
    "begonia",
    "camellia",
    "clematis",
    "cherry",
    "chrysanthemum",
    "daffodil",
    "dahlia",
    "delphinium",
    "fuchsia",
    "geranium",
    "hydrangea",
    "iris",
    "lavender",
    "lily",
    "lupin",
    "magnolia",
    "narcissus",
    "pansy",
    "pea",
    "peas",
    "pear",
    "pelargonium",
    "penstemon",
    "peony",
    "phlox",
    "plum",
    "potato",
    "primula",
    "rhododendron",
    "rosa",
    "rose",
    "roses",
    "salvia",
    "strawberry",
    "tomato",
    "tulip",
    "viola",
];

/// What weather offices give forenames to, one after another.
const STORMS: &[&str] = &[
    "storm",
    "storms",
    "hurricane",
    "hurricanes",
    "typhoon",
    "cyclone",
];

/// Keys whose values are called like people: of a log, `title="…"`.
const KEYS: &[&str] = &[
    "title", "film", "book", "play", "show", "album", "song", "ship", "vessel", "font", "theme",
    "brand", "make", "model", "room", "ward", "street", "venue", "building",
];

/// How the words that streets end with are written short.
const STREETS: &[&str] = &["ave", "cl", "cres", "gdns", "ln", "rd", "st"];

impl Reader<'_> {
    /// Whether the name of the words from `first` to `last`, its title with it, is that of a thing.
    pub(super) fn names_a_thing(&self, first: usize, last: usize) -> bool {
        self.follows_the(first, last)
            || self.follows_craft(first)
            || self.is_variety(first, last)
            || self.is_storm(first, last)
            || self.is_value_of_thing(first)
            || self.is_company(last)
            || self.is_shop(first, last)
            || self.is_street(first, last)
            || self.is_stop(last)
            || self.is_on_line_of_book(first, last)
    }

    /// `The Molly Malone`, `opposite the Nelly Moser.`; one word may be a surname: `the Smith case`, and a name may stand before
    /// what is somebody's: `the Jane Smith case`.
    fn follows_the(&self, first: usize, last: usize) -> bool {
        let Some(before) = first.checked_sub(1) else {
            return false;
        };
        let ends = || {
            self.gap(last)
                .is_none_or(|gap| gap.starts_with(['.', ',', ';', '\n']))
        };
        self.gap(before) == Some(" ")
            && self.words.is_one_of(before, &["the"])
            && self.is_capitalised(first + 1)
            && (self.word(before).shape == Shape::Capital
                || first < last && !self.mark(first).is(Mark::TITLE) && ends())
    }

    /// `fv Margaret Alice`, `Loco 47 712 Lady Diana Spencer`.
    fn follows_craft(&self, first: usize) -> bool {
        let mut at = first;
        while at > 0 && first - at < 4 && self.gap(at - 1) == Some(" ") {
            at -= 1;
            if self.word(at).shape != Shape::Number {
                return self.words.is_one_of(at, CRAFT);
            }
        }
        false
    }

    /// `Clematis 'Nelly Moser'`.
    fn is_variety(&self, first: usize, last: usize) -> bool {
        let Some(before) = first.checked_sub(1) else {
            return false;
        };
        let opens = matches!(self.gap(before), Some(" '" | " ‘" | " \"" | " “"));
        opens
            && self.words.text()[self.word(last).end()..].starts_with(['\'', '’', '"', '”'])
            && self.words.is_one_of(before, PLANTS)
    }

    /// `Storm Abigail, Barney, Clodagh`.
    fn is_storm(&self, first: usize, last: usize) -> bool {
        if first != last {
            return false;
        }
        let mut at = first;
        while at > 0 && first - at < AROUND {
            at -= 1;
            match self.gap(at) {
                Some(" ") => return self.words.is_one_of(at, STORMS),
                Some(", ") if self.word(at).shape == Shape::Capital => {}
                _ => return false,
            }
        }
        false
    }

    fn is_value_of_thing(&self, first: usize) -> bool {
        let Some(before) = first.checked_sub(1) else {
            return false;
        };
        matches!(self.gap(before), Some("=" | "=\"" | "='")) && self.words.is_one_of(before, KEYS)
    }

    /// `Charles Example plc`.
    fn is_company(&self, last: usize) -> bool {
        self.gap(last) == Some(" ") && self.words.is_one_of(last + 1, &["plc", "ltd", "llp"])
    }

    /// `Harry Sample's` with nothing else in its line or cell.
    fn is_shop(&self, first: usize, last: usize) -> bool {
        self.word(last).possessive && self.around(first, last).alone
    }

    /// `29-31 Frederick St`, `from Acacia Ave`.
    fn is_street(&self, first: usize, last: usize) -> bool {
        first < last && self.words.is_one_of(last, STREETS)
    }

    /// A place where a bus stops has its times behind it: more than a person's two.
    fn is_stop(&self, last: usize) -> bool {
        const LEAST: usize = 3;
        let is_time = |at: usize| {
            let word = self.words.written(at);
            let hours = word.get(..2).and_then(|hours| hours.parse::<u8>().ok());
            word.len() == 4 && hours.is_some_and(|hours| hours < 24)
        };
        self.gap(last).is_some_and(parts)
            && (last + 1..=last + LEAST).all(|at| {
                at < self.words.len()
                    && self.word(at).shape == Shape::Number
                    && is_time(at)
                    && (at == last + LEAST
                        || self
                            .gap(at)
                            .is_some_and(|gap| gap.trim_matches(' ').is_empty()))
            })
    }

    /// A book's number stands behind it and its author.
    fn is_on_line_of_book(&self, first: usize, last: usize) -> bool {
        let ends = |at: usize| self.gap(at).is_none_or(|gap| gap.contains(['\n', '\u{b}']));
        let mut at = last;
        while at - first < AROUND && !ends(at) {
            at += 1;
            if self.words.is_one_of(at, &["isbn"]) {
                return true;
            }
        }
        false
    }
}
