//! Automata that lie in the program and are read where they lie: none costs anything until it is asked.
//!
//! Those of `regex-automata` are checked from end to end before they run, which takes longer than what a short text asks of
//! them; these are a quarter of their size, and a wrong one could only give a wrong answer or panic.
//!
//! [`write`] draws them up, in the build script. It reads the layout here, which uses nothing of the crate.

#[cfg(test)]
mod write;

use std::ops::Range;

/// Where what stands in a table of numbers: columns of a row, states of matches, numbers for the members that one of these
/// tells of, the states to start in, and the column of each byte.
pub(crate) mod place {
    pub(crate) const COLUMNS: usize = 0;
    pub(crate) const MATCHES: usize = 1;
    pub(crate) const MEMBERS: usize = 2;
    pub(crate) const STARTS: usize = 3;
    pub(crate) const BYTES: usize = 6;
    /// The members of each state of matches, then a row a state.
    pub(crate) const REST: usize = BYTES + 256 / size_of::<u16>();
}

/// The state in which nothing matches any more. Those of matches come behind it, then the others.
pub(crate) const DEAD: u16 = 0;

/// An automaton in its table. As in `regex-automata`, a match is told one byte late; the last column is that of the end.
pub(crate) struct Automaton<'t> {
    columns: usize,
    matches: u16,
    members: &'t [u16],
    /// At the start of a text, behind a letter, digit or `_` of ASCII, and behind anything else.
    starts: [u16; 3],
    bytes: &'t [u8],
    rows: &'t [u16],
}

impl<'t> Automaton<'t> {
    pub(crate) fn new(table: &'t [u16]) -> Self {
        let matches = table[place::MATCHES];
        let members = usize::from(matches) * usize::from(table[place::MEMBERS]);
        let (members, rows) = table[place::REST..].split_at(members);
        Self {
            columns: usize::from(table[place::COLUMNS]),
            matches,
            members,
            starts: std::array::from_fn(|kind| table[place::STARTS + kind]),
            bytes: bytemuck::cast_slice(&table[place::BYTES..place::REST]),
            rows,
        }
    }

    /// The leftmost match at or behind a place.
    pub(crate) fn find(&self, text: &[u8], from: usize) -> Option<Range<usize>> {
        self.places(text, from).find_map(|(at, start)| {
            let mut end = None;
            self.run(start, &text[at..], |_, read| {
                end = Some(at + read);
                true
            });
            end.map(|end| at..end)
        })
    }

    /// Where the longest match starts that ends with the text. The automaton reads backwards.
    pub(crate) fn start_of_end(&self, text: &[u8]) -> Option<usize> {
        let mut start = None;
        self.run(self.starts[0], text.iter().rev(), |_, read| {
            start = Some(text.len() - read);
            true
        });
        start
    }

    /// Tells which members match somewhere, one bit each and some repeatedly, until it is told that this is enough.
    pub(crate) fn members(&self, text: &[u8], mut goes_on: impl FnMut(u64) -> bool) {
        for (at, start) in self.places(text, 0) {
            let mut more = true;
            self.run(start, &text[at..], |state, _| {
                more = goes_on(self.members_of(state));
                more
            });
            if !more {
                return;
            }
        }
    }

    /// Places where a match may start, with the state to start in: its first byte leads on.
    fn places(&self, text: &[u8], from: usize) -> impl Iterator<Item = (usize, u16)> {
        let [_, in_word, behind_word] = self.starts;
        let first_only = in_word == DEAD && behind_word == DEAD;
        let places = from..if first_only { 1 } else { text.len() + 1 };
        let states = places.map(move |at| (at, self.start(text, at)));
        states.filter(move |(at, start)| {
            let leads_on = |byte: &u8| self.next(*start, self.column(*byte)) != DEAD;
            *start != DEAD && text.get(*at).is_none_or(leads_on)
        })
    }

    fn start(&self, text: &[u8], at: usize) -> u16 {
        self.starts[match at.checked_sub(1) {
            None => 0,
            Some(before) if is_of_word(text[before]) => 1,
            Some(_) => 2,
        }]
    }

    /// Reads bytes and shows every match with the number of bytes before its end, until `met` has enough.
    fn run<'b>(
        &self,
        start: u16,
        bytes: impl IntoIterator<Item = &'b u8>,
        mut met: impl FnMut(u16, usize) -> bool,
    ) {
        let mut state = start;
        let mut read = 0;
        for byte in bytes {
            state = self.next(state, self.column(*byte));
            if state <= self.matches && (state == DEAD || !met(state, read)) {
                return;
            }
            read += 1;
        }
        state = self.next(state, self.columns - 1);
        if state <= self.matches && state != DEAD {
            met(state, read);
        }
    }

    fn column(&self, byte: u8) -> usize {
        usize::from(self.bytes[usize::from(byte)])
    }

    fn next(&self, state: u16, column: usize) -> u16 {
        self.rows[usize::from(state) * self.columns + column]
    }

    fn members_of(&self, state: u16) -> u64 {
        let width = self.members.len() / usize::from(self.matches);
        let from = (usize::from(state) - 1) * width;
        let parts = self.members[from..from + width].iter().rev();
        parts.fold(0, |bits, part| bits << u16::BITS | u64::from(*part))
    }
}

pub(crate) fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
