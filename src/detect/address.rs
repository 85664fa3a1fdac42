//! Postal addresses in running text: back from a postcode to the house, or on from a house number and a street.
//!
//! Works on parts between commas and line ends. A postcode inside stays a finding of its own.

use std::ops::Range;
use std::sync::LazyLock;

use regex::bytes::Regex;

use super::lexicon::{Lexicon, Uses};
use super::names::Mark;
use super::rule;
use super::words::{Shape, Words};

/// An address in a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Address {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Parts joined by comma and space.
    pub(super) normalised: String,
    pub(super) confidence: f32,
    /// The address of a body, its postcode with it.
    pub(super) is_a_bodys: bool,
}

/// What is left of the confidence of an address, or a postcode, that is a body's.
pub(super) const BODYS: f32 = 0.5;

/// Bytes before a postcode in which its house may stand, and parts between them.
const REACH: usize = 180;
const MOST_PARTS: usize = 7;

/// Words that a street's name ends with (Royal Mail's thoroughfare descriptors, the common ones).
const STREETS: &[&str] = &[
    "acre",
    "acres",
    "alley",
    "approach",
    "arcade",
    "avenue",
    "ave",
    "bank",
    "boulevard",
    "brae",
    "brow",
    "buildings",
    "bypass",
    "causeway",
    "chase",
    "circus",
    "cliff",
    "close",
    "common",
    "corner",
    "cottages",
    "court",
    "crescent",
    "croft",
    "cross",
    "cut",
    "dale",
    "dene",
    "drive",
    "drove",
    "end",
    "esplanade",
    "estate",
    "fairway",
    "farm",
    "field",
    "fields",
    "fold",
    "gardens",
    "garth",
    "gate",
    "glade",
    "glebe",
    "glen",
    "green",
    "grove",
    "heath",
    "heights",
    "hill",
    "island",
    "lane",
    "lawns",
    "lea",
    "loan",
    "mead",
    "meadow",
    "meadows",
    "mews",
    "mount",
    "orchard",
    "oval",
    "parade",
    "park",
    "parkway",
    "passage",
    "path",
    "place",
    "plaza",
    "precinct",
    "promenade",
    "quadrant",
    "quay",
    "ride",
    "ridge",
    "rise",
    "road",
    "rd",
    "row",
    "square",
    "st",
    "stairs",
    "street",
    "terrace",
    "track",
    "vale",
    "view",
    "villas",
    "walk",
    "way",
    "wharf",
    "wood",
    "wynd",
    "yard",
];
/// Words that a street's name begins with: Welsh ones, and those of the Channel Islands.
const STREETS_FIRST: &[&str] = &[
    "allt", "cilgant", "clos", "cwrt", "ffordd", "gerddi", "heol", "lon", "lôn", "maes", "parc",
    "rhes", "rhodfa", "rue", "stryd", "teras", "tyle",
];
/// What a building that people live in may be called.
const HOMES: &[&str] = &[
    "annexe",
    "barn",
    "beeches",
    "brambles",
    "bungalow",
    "byre",
    "cedars",
    "chalet",
    "chestnuts",
    "cottage",
    "elms",
    "farm",
    "farmhouse",
    "firs",
    "forge",
    "gables",
    "gatehouse",
    "granary",
    "grange",
    "hawthorns",
    "hollies",
    "house",
    "larches",
    "laurels",
    "lilacs",
    "limes",
    "lodge",
    "manor",
    "manse",
    "maples",
    "nook",
    "oaks",
    "oast",
    "orchards",
    "parsonage",
    "pines",
    "poplars",
    "presbytery",
    "rectory",
    "retreat",
    "rowans",
    "schoolhouse",
    "smithy",
    "spinney",
    "stables",
    "steading",
    "sycamores",
    "tollhouse",
    "vicarage",
    "villa",
    "willows",
    "yews",
];
/// What the name of such a building begins with in Welsh.
const WELSH_HOMES: &[&str] = &[
    "bryn", "cae", "fferm", "hafod", "hendre", "llys", "maes", "plas", "tan", "ty", "tŷ",
];
/// Words of bodies, whose address is nobody's home.
const BODIES: &[&str] = &[
    "academy",
    "agency",
    "association",
    "bank",
    "centre",
    "center",
    "chambers",
    "church",
    "clinic",
    "college",
    "company",
    "council",
    "courts",
    "department",
    "depot",
    "directorate",
    "district",
    "floor",
    "group",
    "headquarters",
    "hospital",
    "hotel",
    "library",
    "limited",
    "llp",
    "ltd",
    "museum",
    "office",
    "offices",
    "plc",
    "police",
    "practice",
    "primary",
    "school",
    "service",
    "services",
    "society",
    "solicitors",
    "station",
    "surgery",
    "trust",
    "university",
];
/// Words before `Court` with which it is none that people live in.
const COURTS: &[&str] = &[
    "appeal",
    "combined",
    "coroner's",
    "coroners",
    "county",
    "crown",
    "district",
    "family",
    "high",
    "justice",
    "law",
    "magistrates",
    "magistrates'",
    "sheriff",
    "supreme",
    "tribunal",
    "youth",
];
/// What comes before a number within a building.
const DWELLINGS: &[&str] = &[
    "apartment",
    "apt",
    "bedsit",
    "caravan",
    "flat",
    "plot",
    "room",
    "studio",
    "unit",
];
const DAYS: &[&str] = &[
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
/// The words of [`HOUSE_AND_STREET`].
const NAMED_STREETS: &[&str] = &[
    "road", "rd", "street", "st", "lane", "avenue", "ave", "close", "drive", "way", "court",
    "crescent", "place", "gardens", "grove", "terrace", "hill", "square", "mews", "walk", "row",
    "rise", "view", "park", "parade", "green", "croft", "wynd", "brae", "loan", "broadway", "ln",
    "cres", "gdns",
];
/// Small words within names of places.
const SMALL: &[&str] = &[
    "and", "by", "in", "le", "next", "of", "on", "sea", "super", "the", "under", "upon", "y", "yr",
    "&", "-",
];

/// `12 Mill Lane`, `5A St John's Road`: what is read up to the last word of a street.
static HOUSE_AND_STREET: LazyLock<Regex> = LazyLock::new(|| {
    rule::compile(r"[0-9]{1,4}[A-Za-z]?(?:[-/][0-9]{1,4})?,? (?:[A-Z][A-Za-z'.-]{1,20}[ ]){1,4}?(?i:road|rd|street|st|lane|avenue|ave|close|drive|way|court|crescent|place|gardens|grove|terrace|hill|square|mews|walk|row|rise|view|park|parade|green|croft|wynd|brae|loan|broadway|ln|cres|gdns)$")
        .expect("a fixed pattern")
});

/// The postcodes of a text whose values nobody has looked for.
pub(super) fn postcodes(text: &str) -> Vec<Range<usize>> {
    text.match_indices(|character: char| character.is_ascii_digit())
        .filter_map(|(at, _)| inward_ends(text, at))
        .collect()
}

/// The addresses in a value by itself.
pub(super) fn find_alone(text: &str) -> Vec<Address> {
    static STREETS: LazyLock<Lexicon> = LazyLock::new(|| {
        let mut lexicon = Lexicon::new();
        add_streets(&mut lexicon);
        lexicon
    });
    let words = Words::known(text, &STREETS);
    find(&words, &postcodes(text))
}

/// Adds the words that streets are called by.
pub(super) fn add_streets(lexicon: &mut Lexicon) {
    for street in NAMED_STREETS {
        lexicon.add(street, Uses::STREET);
    }
}

/// The span of a postcode whose second half starts at `at`.
fn inward_ends(text: &str, at: usize) -> Option<Range<usize>> {
    let inward = text.get(at..at + 3)?;
    let before = text[..at].trim_end_matches(' ');
    let outward = before.len()
        - before
            .bytes()
            .rev()
            .take_while(u8::is_ascii_alphanumeric)
            .count();
    let whole = super::validators::is_inward_postcode(inward)
        && super::validators::is_postcode(&text[outward..at + 3]);
    whole.then_some(outward..at + 3)
}

/// Addresses in a text whose valid postcodes are known, in order of place.
pub(super) fn find(words: &Words<'_>, postcodes: &[Range<usize>]) -> Vec<Address> {
    let text = words.text();
    let mut found: Vec<_> = postcodes
        .iter()
        .filter_map(|postcode| back_from(text, postcode))
        .collect();
    let around_postcodes = found.len();
    let mut done = 0;
    let mut houses: Vec<_> = houses(words).chain(houses_told(words)).collect();
    houses.sort_by_key(|house| house.start);
    for house in houses {
        let covered = found[..around_postcodes]
            .iter()
            .any(|address| address.start < house.end && house.start < address.end);
        if !covered
            && house.start >= done
            && let Some(address) = on_from(words, house.clone())
        {
            done = house.end;
            found.push(address);
        }
    }
    found.sort_by_key(|address| address.start);
    found
}

/// Numbers with the streets behind them, looked for around words that streets are called by.
fn houses(words: &Words<'_>) -> impl Iterator<Item = Range<usize>> {
    /// Words of a number and its street.
    const MOST_WORDS: usize = 8;
    let text = words.text();
    let streets = (0..words.len()).filter(|at| words.word(*at).uses.is(Uses::STREET));
    streets.filter_map(move |street| {
        let end = words.word(street).end();
        let number = (street.saturating_sub(MOST_WORDS)..street)
            .find(|at| words.word(*at).shape == Shape::Number)?;
        let from = words.word(number).start();
        let house = HOUSE_AND_STREET.find(&text.as_bytes()[from..end])?;
        Some(from + house.start()..end)
    })
}

/// Numbers with a name behind them that is a street's by its first word, or because somebody is said to live there; a place
/// must follow.
fn houses_told(words: &Words<'_>) -> impl Iterator<Item = Range<usize>> {
    /// Words of the street.
    const MOST_WORDS: usize = 4;
    let text = words.text();
    let between = move |at: usize| {
        let next = words.get(at + 1)?;
        Some(&text[words.word(at).end()..next.start()])
    };
    let dwelling = move |house: usize| {
        let comma = text[..house].ends_with(", ");
        let front = || dwelling_in_front(text, house);
        comma.then(front).flatten().unwrap_or(house)
    };
    let numbers = (0..words.len()).filter(move |at| {
        words.word(*at).shape == Shape::Number
            && (words.get(at + 1)).is_some_and(|next| next.shape == Shape::Capital)
            && between(*at) == Some(" ")
    });
    numbers.filter_map(move |number| {
        let house = words.word(number).start();
        let first = words.word(number + 1);
        let told = one_of(&text[first.start()..first.end()], STREETS_FIRST)
            || is_where_somebody_lives(text, dwelling(house));
        if !told || !is_number(&text[house..words.word(number).end()]) {
            return None;
        }
        let last = (number + 1..=number + MOST_WORDS).find(|at| between(*at) != Some(" "))?;
        let street = &text[first.start()..words.word(last).end()];
        let gap = between(last)?;
        let parts = gap.starts_with([',', '\n']) && gap.trim_matches([',', '\n', ' ']).is_empty();
        let place = text[words.word(last).end() + gap.len()..].starts_with(char::is_uppercase);
        (parts && place && is_place(street)).then(|| house..words.word(last).end())
    })
}

/// The address that ends in a postcode, if a house can be found before it.
fn back_from(text: &str, postcode: &Range<usize>) -> Option<Address> {
    let from = text.floor_char_boundary(postcode.start.saturating_sub(REACH));
    let mut parts = parts(&text[from..postcode.start], from);
    // The postcode may follow its town without a comma, and a comma may stand right before it.
    parts.retain(|part| !text[part.clone()].is_empty());
    let mut start = None;
    let mut premises = 0.0;
    let mut body = None;
    for (passed, part) in parts.iter().rev().take(MOST_PARTS).enumerate() {
        let words = &text[part.clone()];
        if let Some(at) = house(words) {
            start = Some(part.start + at);
            premises = 0.85;
            if at == 0 {
                start = dwelling_before(text, &parts, part).or(start);
            }
            break;
        }
        if let Some(at) = home(words).filter(|_| passed > 0) {
            start = Some(part.start + at);
            premises = 0.75;
        }
        if !is_place(words) {
            break;
        }
        if has_body(words) && !is_street(words) {
            body = Some(part.start);
        }
    }
    let is_a_bodys = match start {
        Some(start) => is_a_bodys(text, start),
        None => body.is_some(),
    };
    let start = start.or(body)?;
    Some(Address {
        start,
        end: postcode.end,
        normalised: joined(text, start, postcode.end),
        confidence: premises * if is_a_bodys { BODYS } else { 1.0 },
        is_a_bodys,
    })
}

/// The address that starts with a house number and a street, if a place follows or what stands before says whose it is.
fn on_from(words: &Words<'_>, house: Range<usize>) -> Option<Address> {
    let text = words.text();
    let before = text[..house.start].chars().next_back();
    if before.is_some_and(|before| {
        before.is_alphanumeric() || matches!(before, '.' | '/' | '-' | '£' | '_' | '#')
    }) {
        return None;
    }
    let street_end = house.end;
    let follows = text[street_end..].starts_with([',', '\n']);
    let from = street_end + usize::from(follows);
    let place = &text[from..text.floor_char_boundary((from + 60).min(text.len()))];
    let lead = place.len() - place.trim_start_matches(' ').len();
    let town = place
        .trim_start_matches(' ')
        .split([',', '\n', '.', ';', ')', '('])
        .next()
        .unwrap_or_default();
    let town = capitalised_lead(town);
    let labelled = is_labelled(text, house.start) || is_somebodys(words, house.start);
    let end = match (follows && !town.is_empty(), labelled) {
        (true, _) => from + lead + town.len(),
        (false, true) => street_end,
        (false, false) => return None,
    };
    let base = if labelled { 0.9 } else { 0.55 };
    let is_a_bodys = is_a_bodys(text, house.start);
    let confidence = base * if is_a_bodys { BODYS } else { 1.0 };
    let start = dwelling_in_front(text, house.start).unwrap_or(house.start);
    Some(Address {
        start,
        end,
        normalised: joined(text, start, end),
        confidence,
        is_a_bodys,
    })
}

/// Parts between commas and line ends, without blanks around them; nothing from before a blank line.
fn parts(text: &str, offset: usize) -> Vec<Range<usize>> {
    let text_start = text.rfind("\n\n").map_or(0, |at| at + 2);
    let mut parts = Vec::new();
    let mut start = text_start;
    for end in text[text_start..]
        .match_indices([',', '\n', '\t', '|', ';', '\u{b}'])
        .map(|(at, _)| at + text_start)
        .chain([text.len()])
    {
        let part = &text[start..end];
        let lead = part.len() - part.trim_start().len();
        let from = start + lead;
        parts.push(offset + from..offset + from + part.trim().len());
        start = end + 1;
    }
    parts
}

/// Where in a part its house begins: `12 Mill Lane`, `Flat 2`, or running text that ends in one.
fn house(part: &str) -> Option<usize> {
    let starts = part
        .char_indices()
        .filter(|(at, _)| *at == 0 || part[..*at].ends_with([' ', ':', '(', '"', '*']));
    starts
        .filter(|(_, first)| first.is_ascii_digit() || first.is_ascii_alphabetic())
        .map(|(at, _)| at)
        .find(|at| is_house(&part[*at..]))
}

fn is_house(words: &str) -> bool {
    let mut words = words.split(' ').filter(|word| !word.is_empty());
    let Some(first) = words.next() else {
        return false;
    };
    let first = first.trim_end_matches('.');
    if one_of(first, DWELLINGS) {
        let number = words.next().is_some_and(|word| word.len() <= 4);
        return number && words.all(|word| is_name(word) || is_number(word));
    }
    let names: Vec<_> = words.collect();
    if let ["Box" | "BOX" | "box", number] = names[..]
        && matches!(first, "PO" | "P.O" | "Po")
    {
        return (1..=6).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    }
    let street = names
        .last()
        .is_some_and(|last| one_of(last.trim_end_matches('.'), STREETS));
    let year = matches!(first.parse::<u32>(), Ok(1900..=2099));
    is_number(first)
        && (1..=6).contains(&names.len())
        && names[0].starts_with(char::is_uppercase)
        && names.iter().all(|word| is_name(word))
        && (street || !year)
}

/// The first line of an address by itself: `12 Mill Lane`.
pub(super) fn is_first_line(cell: &str) -> bool {
    is_house(cell) && is_street(cell)
}

/// A house number: `12`, `12a`, `12-14`.
fn is_number(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &word[digits..];
    let rest_holds = match rest.as_bytes() {
        [] => true,
        [letter] => letter.is_ascii_alphabetic(),
        [b'-' | b'/', more @ ..] => {
            !more.is_empty() && more.len() <= 4 && more.iter().all(u8::is_ascii_alphanumeric)
        }
        _ => false,
    };
    (1..=4).contains(&digits) && rest_holds
}

/// A word of a name: a capital, or one of the small words within names.
fn is_name(word: &str) -> bool {
    let letters = |word: &str| {
        word.chars()
            .all(|letter| letter.is_alphabetic() || matches!(letter, '\'' | '-' | '.' | '’'))
    };
    SMALL.contains(&word.to_lowercase().as_str())
        || (word.starts_with(char::is_uppercase) && letters(word))
}

/// A town, village, county or building: up to five words of a name.
pub(super) fn is_place(part: &str) -> bool {
    let words: Vec<_> = part.split(' ').filter(|word| !word.is_empty()).collect();
    (1..=5).contains(&words.len())
        && words[0].starts_with(char::is_uppercase)
        && words.iter().all(|word| is_name(word))
}

fn is_street(part: &str) -> bool {
    let last = part.rsplit(' ').next().unwrap_or_default();
    let first = part.split(' ').find(|word| !is_number(word));
    one_of(last, STREETS) || first.is_some_and(|first| one_of(first, STREETS_FIRST))
}

fn is_home(part: &str) -> bool {
    let last = part.rsplit(' ').next().unwrap_or_default();
    one_of(last, HOMES) && !has_body(part)
}

/// Where in a part a house with a name begins: `Rose Cottage`, also where running text leads to it; `Ty Gwyn`.
fn home(part: &str) -> Option<usize> {
    let capital = |word: &&str| word.starts_with(char::is_uppercase) && is_name(word);
    let named = part.rsplit(' ').take_while(capital).take(4);
    let length: usize = named.map(|word| word.len() + 1).sum();
    let name = &part[part.len() - length.saturating_sub(1).min(part.len())..];
    let several = name.contains(' ');
    let first = name.split(' ').next().unwrap_or_default();
    let before = part[..part.len() - name.len()].trim_end();
    let welsh = one_of(first, WELSH_HOMES) && (before.is_empty() || before.ends_with(':'));
    (several && (is_home(name) || welsh && !has_body(name))).then_some(part.len() - name.len())
}

/// `Flat 2`, `Rose Cottage` in the part before a numbered house.
fn dwelling_before(text: &str, parts: &[Range<usize>], part: &Range<usize>) -> Option<usize> {
    let before = parts.iter().rev().find(|other| other.end <= part.start)?;
    let words = &text[before.clone()];
    let at = house(words).filter(|at| {
        one_of(
            words[*at..].split(' ').next().unwrap_or_default(),
            DWELLINGS,
        )
    });
    match at {
        Some(at) => Some(before.start + at),
        None => is_home(words)
            .then_some(before.start)
            .filter(|_| is_place(words)),
    }
}

/// `Flat 2, ` right before a numbered house.
fn dwelling_in_front(text: &str, house_start: usize) -> Option<usize> {
    let from = text.floor_char_boundary(house_start.saturating_sub(24));
    let lead = text[from..house_start].trim_end_matches([' ', ',']);
    let line = lead.rsplit(['\n', ',']).next()?;
    let at = house(line)
        .filter(|at| one_of(line[*at..].split(' ').next().unwrap_or_default(), DWELLINGS))?;
    Some(from + lead.len() - line.len() + at)
}

/// The words in front name a body: a letterhead, not a home.
fn is_a_bodys(text: &str, start: usize) -> bool {
    let from = text.floor_char_boundary(start.saturating_sub(80));
    let before = text[from..start].trim_end_matches([' ', ',', '\n', '\u{b}', '\t']);
    let part = before
        .rsplit(['\n', ',', ':', ';', '.', '\t', '\u{b}'])
        .next()
        .unwrap_or_default();
    !part.is_empty() && has_body(part) && !is_person(part)
}

/// `C.R. Church`: initials and a surname.
fn is_person(part: &str) -> bool {
    let Some((initials, _)) = part.trim().rsplit_once(' ') else {
        return false;
    };
    let mut letters = initials.split([' ', '.']).filter(|part| !part.is_empty());
    letters.clone().next().is_some()
        && letters.all(|part| part.len() == 1 && part.starts_with(|c: char| c.is_ascii_uppercase()))
}

fn has_body(part: &str) -> bool {
    let words = || part.split([' ', '-']);
    let court =
        |(before, word): (&str, &str)| word.eq_ignore_ascii_case("court") && one_of(before, COURTS);
    words().any(|word| one_of(word, BODIES)) || words().zip(words().skip(1)).any(court)
}

fn is_labelled(text: &str, start: usize) -> bool {
    let from = text.floor_char_boundary(start.saturating_sub(40));
    let before = super::context::words(&text[from..start]);
    let label = ["address", "home", "of no fixed abode", "formerly of"]
        .iter()
        .any(|label| before.ends_with(label) || before.ends_with(&format!("{label} is")));
    label || ends_in_living(&before)
}

/// `lives at`, `I live in`, `had been staying on`.
fn ends_in_living(before: &str) -> bool {
    const STEMS: [&str; 3] = ["liv", "resid", "stay"];
    const ENDINGS: [&str; 6] = ["", "e", "es", "ed", "ing", "s"];
    let mut words = before.rsplit(' ');
    words
        .next()
        .is_some_and(|word| ["at", "on", "in"].contains(&word))
        && words.next().is_some_and(|word| {
            (STEMS.iter().filter_map(|stem| word.strip_prefix(stem)))
                .any(|ending| ENDINGS.contains(&ending))
        })
}

/// `Mr Example of 12 Mill Lane`, `Ada Example, 12 Mill Lane`.
fn is_somebodys(words: &Words<'_>, start: usize) -> bool {
    let behind = |at: usize, gap: &str| {
        at.checked_sub(1).filter(|before| {
            let between = words.word(*before).end()..words.word(at).start();
            words.text()[between] == *gap
        })
    };
    let number = words.first_from(start);
    let of = || behind(number, " ").filter(|of| words.is_one_of(*of, &["of"]));
    let surname = behind(number, ", ").or_else(|| behind(of()?, " "));
    let named = surname.and_then(|surname| {
        let capital = matches!(words.word(surname).shape, Shape::Capital | Shape::Upper);
        let before = words.word(behind(surname, " ")?);
        let leads = before.mark.is(Mark::TITLE.or(Mark::FORENAME));
        let person = words.word(surname).mark.is(Mark::SURNAME) && leads;
        Some(capital && person && before.shape != Shape::Lower)
    });
    named == Some(true)
}

/// The words in front say that somebody lives there.
fn is_where_somebody_lives(text: &str, start: usize) -> bool {
    const LABELS: [&str; 3] = ["address", "addr", "address is"];
    /// Bytes of the longest, and of the signs behind it.
    const REACH: usize = 24;
    let from = text.floor_char_boundary(start.saturating_sub(REACH));
    // Words are cut out of the text in small letters only where they may be a label.
    let before = text[from..start].trim_end_matches([' ', ':', '-', '\n', '\t', '.']);
    let may_be = ["at", "is", "dr", "ss", "AT", "IS", "DR", "SS"];
    may_be.iter().any(|end| before.ends_with(end)) && {
        let before = super::context::words(before);
        LABELS.iter().any(|label| before.ends_with(label)) || ends_in_living(&before)
    }
}

/// The leading words of a name: `Rugby` of `Rugby on Monday`.
fn capitalised_lead(text: &str) -> &str {
    let mut end = 0;
    let mut at = 0;
    for word in text.split(' ').take(4) {
        let day = DAYS.iter().any(|day| word.starts_with(day));
        if word.starts_with(char::is_uppercase) && is_name(word) && !day {
            end = at + word.len();
        } else if !SMALL.contains(&word) || end == 0 {
            break;
        }
        at += word.len() + 1;
    }
    &text[..end]
}

fn joined(text: &str, start: usize, end: usize) -> String {
    let parts = text[start..end].split([',', '\n', '\u{b}', '\t']);
    let parts: Vec<_> = parts
        .map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(", ")
}

fn one_of(word: &str, words: &[&str]) -> bool {
    let lower = word.to_lowercase();
    let singular = lower.strip_suffix('s').unwrap_or(&lower);
    words.contains(&lower.as_str()) || words.contains(&singular)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<(String, bool)> {
        find_alone(text)
            .into_iter()
            .map(|address| (address.normalised, address.confidence >= 0.5))
            .collect()
    }

    #[test]
    fn an_address_goes_back_from_its_postcode_to_the_house() {
        for (text, want) in [
            (
                "She lives at 14 Larch Lane, Overby, AB10 1ZZ now.",
                "14 Larch Lane, Overby, AB10 1ZZ",
            ),
            (
                "Flat 3, 7a Quay Parade, Netherby, Westshire, AB10 1ZZ",
                "Flat 3, 7a Quay Parade, Netherby, Westshire, AB10 1ZZ",
            ),
            (
                "Home:\n9 Old Forge\nOverby on Sea\nAB10 1ZZ\n",
                "9 Old Forge, Overby on Sea, AB10 1ZZ",
            ),
            ("9 Mill Row, Overby AB10 1ZZ", "9 Mill Row, Overby AB10 1ZZ"),
            (
                "c/o PO Box 749, Overby, AB10 1ZZ",
                "PO Box 749, Overby, AB10 1ZZ",
            ),
            (
                "Larch Court, 113 Mill Lane, Overby, AB10 1ZZ",
                "113 Mill Lane, Overby, AB10 1ZZ",
            ),
            (
                "Larch Cottage, Mill Lane, Overby, AB10 1ZZ",
                "Larch Cottage, Mill Lane, Overby, AB10 1ZZ",
            ),
            (
                "Staying at The Willows, Mill Lane, Overby, AB10 1ZZ",
                "The Willows, Mill Lane, Overby, AB10 1ZZ",
            ),
        ] {
            assert_eq!(texts(text), [(want.to_owned(), true)], "{text}");
        }
    }

    #[test]
    fn without_a_postcode_a_street_needs_a_place() {
        assert_eq!(
            texts("seen at 12 High Street, Overby on Monday"),
            [("12 High Street, Overby".to_owned(), true)]
        );
        assert_eq!(texts("see page 12 High Street Works."), []);
        assert_eq!(texts("24 hours a day, every day"), []);
    }

    #[test]
    fn a_street_that_no_list_knows_is_one_where_somebody_is_said_to_live() {
        for (text, want) in [
            (
                "She lives at 22 Larchleaze, Overby.",
                "22 Larchleaze, Overby",
            ),
            (
                "Home address: Flat 2, 7 Larch Loke, Overby\n",
                "7 Larch Loke, Overby",
            ),
            ("Address\n4 Larchleaze\nOverby\n", "4 Larchleaze, Overby"),
            ("seen near 4 Heol y Larch, Overby", "4 Heol y Larch, Overby"),
        ] {
            let found = texts(text);
            let [(address, true)] = &found[..] else {
                panic!("one address: {text} {found:?}");
            };
            assert!(address.ends_with(want), "{text} {address}");
        }
        for text in [
            "The match at 3 Larchleaze, Overby.",
            "That is 22 Larch Loke, Overby.",
            "She lives at 22 Larchleaze.",
        ] {
            assert_eq!(texts(text), [], "{text}");
        }
        assert!(is_first_line("12 Heol y Larch"));
    }

    #[test]
    fn where_somebody_lives_is_an_address_without_a_place() {
        for (text, want) in [
            ("I live on 3 Larch Rd.", "3 Larch Rd"),
            ("They lived at 24 Larch Street until May", "24 Larch Street"),
            ("My address is 17/19 New Broadway", "17/19 New Broadway"),
            ("(staying at 5 Larch Gdns)", "5 Larch Gdns"),
        ] {
            assert_eq!(texts(text), [(want.to_owned(), true)], "{text}");
        }
        for text in [
            "The pipe in 24 Larch Street burst",
            "She lives at 12 Larch",
            "We met at 3 Larch Rd.",
        ] {
            assert_eq!(texts(text), [], "{text}");
        }
    }

    #[test]
    fn a_house_right_behind_a_person_is_an_address() {
        let (_, mut lexicon) = super::super::names::dictionary(&rule::Book::builtin());
        add_streets(&mut lexicon);
        let found = |text: &str| find(&Words::known(text, &lexicon), &[]).len();
        assert_eq!(found("Mr Hollins of 51 Larch St called about bins"), 1);
        assert_eq!(found("Trevor Hollins, 14 Larch Ave, rang again"), 1);
        assert_eq!(found("the roof of 51 Larch St leaks"), 0);
        assert_eq!(found("Larch Hollins, 14 Larch Ave, again"), 0);
    }

    #[test]
    fn a_letterhead_is_not_a_home() {
        assert_eq!(
            texts("Overby Borough Council, Civic Centre, High Street, Overby, AB10 1ZZ"),
            [(
                "Overby Borough Council, Civic Centre, High Street, Overby, AB10 1ZZ".to_owned(),
                false
            )]
        );
        assert_eq!(
            texts("Overby Crown Court, 2 Larch Road, Overby, AB10 1ZZ"),
            [("2 Larch Road, Overby, AB10 1ZZ".to_owned(), false)]
        );
        assert_eq!(
            texts("Larch Road Surgery, 2 Larch Road, Overby, AB10 1ZZ"),
            [("2 Larch Road, Overby, AB10 1ZZ".to_owned(), false)]
        );
    }
}
