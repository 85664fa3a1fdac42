//! Glyphs to words, and words to lines.
//!
//! Works in a frame turned so that the text runs to the right: `x` along the line, `y` down the page. A word here is
//! what was drawn without a gap; whether the gap to the next one is a space, or the edge of a cell, is for [`super::layout`].

use hayro_interpret::hayro_cmap::BfString;

use super::device::{Glyph, Rule};

/// Directions are told apart in steps of this many degrees; print is rarely set at finer angles.
const DIRECTION_STEP: f64 = 15.0;

/// Glyphs further apart than this (in ems) are not of one word.
const WORD_GAP: f64 = 0.12;

/// Words whose baselines differ by less (in ems) share a line; a raised or lowered figure stays within.
const SAME_LINE: f64 = 0.35;

/// Letters drawn right behind a word, smaller and higher by at most so much (shares of its em), are raised: `25th`.
const RAISED_SIZE: f64 = 0.8;
const RAISED: f64 = 0.6;

/// Characters drawn without a gap.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) x0: f64,
    pub(super) x1: f64,
    /// The baseline.
    pub(super) y: f64,
    /// Height of the em square in points.
    pub(super) size: f64,
    /// A space was drawn after it.
    pub(super) space_after: bool,
    pub(super) glyphs: usize,
    pub(super) hidden: bool,
    /// Where its last glyph begins.
    last: f64,
}

/// Words of one baseline, from left to right.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) words: Vec<Word>,
    /// The baseline of its largest word.
    pub(super) y: f64,
    /// Em size of its largest word.
    pub(super) size: f64,
}

/// All text of a page that runs one way, with the rules turned the same way.
pub(super) struct Direction {
    pub(super) words: Vec<Word>,
    pub(super) across: Vec<Span>,
    pub(super) down: Vec<Span>,
}

/// A rule: from `from` to `to` along its axis, `at` on the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) at: f64,
}

/// Sorts the glyphs by the way their lines run, the commonest way first, and joins them to words.
pub(super) fn by_direction(glyphs: &[Glyph], rules: &[Rule]) -> Vec<Direction> {
    let steps = (360.0 / DIRECTION_STEP) as usize;
    let mut ways: Vec<Vec<&Glyph>> = vec![Vec::new(); steps];
    for glyph in glyphs {
        let degrees = glyph.direction.y.atan2(glyph.direction.x).to_degrees();
        let step = (degrees / DIRECTION_STEP).round().rem_euclid(steps as f64);
        ways[step as usize % steps].push(glyph);
    }
    let mut ways: Vec<(usize, Vec<&Glyph>)> = ways
        .into_iter()
        .enumerate()
        .filter(|(_, glyphs)| !glyphs.is_empty())
        .collect();
    ways.sort_by_key(|(_, glyphs)| std::cmp::Reverse(glyphs.len()));
    ways.into_iter()
        .map(|(step, glyphs)| {
            let frame = Frame::new(step as f64 * DIRECTION_STEP);
            let (across, down) = frame.rules(rules);
            let mut words = words(&glyphs, frame);
            lower_raised(&mut words);
            Direction {
                words,
                across,
                down,
            }
        })
        .collect()
}

/// The page turned back by an angle.
#[derive(Clone, Copy)]
struct Frame {
    sin: f64,
    cos: f64,
}

impl Frame {
    fn new(degrees: f64) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        Self { sin, cos }
    }

    fn place(self, x: f64, y: f64) -> (f64, f64) {
        (x * self.cos + y * self.sin, y * self.cos - x * self.sin)
    }

    fn rules(self, rules: &[Rule]) -> (Vec<Span>, Vec<Span>) {
        let (mut across, mut down) = (Vec::new(), Vec::new());
        for rule in rules {
            let (x0, y0) = self.place(rule.from.x, rule.from.y);
            let (x1, y1) = self.place(rule.to.x, rule.to.y);
            let (width, height) = ((x0 - x1).abs(), (y0 - y1).abs());
            if height < width * 0.01 + 1.0 {
                across.push(Span {
                    from: x0.min(x1),
                    to: x0.max(x1),
                    at: f64::midpoint(y0, y1),
                });
            } else if width < height * 0.01 + 1.0 {
                down.push(Span {
                    from: y0.min(y1),
                    to: y0.max(y1),
                    at: f64::midpoint(x0, x1),
                });
            }
        }
        (across, down)
    }
}

/// Joins glyphs to words in drawing order.
fn words(glyphs: &[&Glyph], frame: Frame) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for glyph in glyphs {
        let (x, y) = frame.place(glyph.origin.x, glyph.origin.y);
        let text = readable(glyph.text.as_ref());
        if text.chars().all(char::is_whitespace) {
            if let (true, Some(last)) = (!text.is_empty(), words.last_mut()) {
                last.space_after |= open;
                open = false;
            }
            continue;
        }
        if open
            && let Some(last) = words.last_mut()
            && last.goes_on_at(x, y, glyph)
        {
            last.text.push_str(&text);
            last.x1 = last.x1.max(x + glyph.advance);
            last.last = x;
            last.glyphs += 1;
            continue;
        }
        open = true;
        words.push(Word {
            text,
            x0: x,
            x1: x + glyph.advance,
            y,
            size: glyph.size,
            space_after: false,
            glyphs: 1,
            hidden: glyph.hidden,
            last: x,
        });
    }
    words
}

/// Sets raised letters on the line of the word that they end; a raised figure refers to a note and stays apart.
fn lower_raised(words: &mut [Word]) {
    for at in 1..words.len() {
        let (before, word) = (&words[at - 1], &words[at]);
        let rise = before.y - word.y;
        let is_raised = word.text.starts_with(char::is_alphabetic)
            && word.size < before.size * RAISED_SIZE
            && (before.size * SAME_LINE..before.size * RAISED).contains(&rise)
            && (word.x0 - before.x1).abs() < before.size * WORD_GAP
            && !before.space_after;
        if is_raised {
            words[at].y = before.y;
        }
    }
}

impl Word {
    fn goes_on_at(&self, x: f64, y: f64, glyph: &Glyph) -> bool {
        let level = (y - self.y).abs() < self.size * 0.1;
        // Kerning may pull a letter back, but not so far that it covers the one before.
        let onwards = x - self.last >= (self.x1 - self.last) / 2.0;
        level && onwards && x - self.x1 < self.size * WORD_GAP && self.hidden == glyph.hidden
    }

    /// The two as one word, this one first.
    pub(super) fn joined(mut self, next: &Self) -> Self {
        self.text.push_str(&next.text);
        self.x1 = self.x1.max(next.x1);
        self.glyphs += next.glyphs;
        self
    }

    /// The same text drawn again, a hair aside: how some programs make bold letters and shadows.
    fn repeats(&self, other: &Self) -> bool {
        let most = (self.size * 0.2).min((self.x1 - self.x0) / 2.0);
        let near = |a: f64, b: f64| (a - b).abs() < most;
        near(self.x0, other.x0) && near(self.x1, other.x1) && self.text == other.text
    }
}

/// A glyph's meaning as text to search: ligatures spelt out, the soft hyphen as the hyphen it is drawn as.
fn readable(meaning: Option<&BfString>) -> String {
    let mut text = String::new();
    let mut push = |character: char| match character {
        '\u{fb00}' => text.push_str("ff"),
        '\u{fb01}' => text.push_str("fi"),
        '\u{fb02}' => text.push_str("fl"),
        '\u{fb03}' => text.push_str("ffi"),
        '\u{fb04}' => text.push_str("ffl"),
        '\u{fb05}' | '\u{fb06}' => text.push_str("st"),
        '\u{ad}' => text.push('-'),
        '\u{feff}' | '\u{200b}' => {}
        blank if blank.is_whitespace() => text.push(' '),
        control if control.is_control() => {}
        other => text.push(other),
    };
    match meaning {
        None => push(char::REPLACEMENT_CHARACTER),
        Some(BfString::Char(character)) => push(*character),
        Some(BfString::String(characters)) => characters.chars().for_each(push),
    }
    text
}

/// Gathers words into lines by their baselines, from the top of the page down.
pub(super) fn lines(mut words: Vec<Word>) -> Vec<Line> {
    words.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x0.total_cmp(&b.x0)));
    let mut lines: Vec<Line> = Vec::new();
    for word in words {
        // Only the last few lines can be near enough: words come sorted by their baselines.
        let near = lines
            .iter_mut()
            .rev()
            .take(4)
            .filter(|line| (word.y - line.y).abs() < SAME_LINE * line.size.max(word.size))
            .min_by(|a, b| (word.y - a.y).abs().total_cmp(&(word.y - b.y).abs()));
        match near {
            Some(line) => line.add(word),
            None => lines.push(Line {
                y: word.y,
                size: word.size,
                words: vec![word],
            }),
        }
    }
    for line in &mut lines {
        line.words.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        line.words.dedup_by(|again, first| {
            let repeats = first.repeats(again);
            first.space_after |= repeats && again.space_after;
            repeats
        });
    }
    lines.sort_by(|a, b| a.y.total_cmp(&b.y));
    lines
}

impl Line {
    fn add(&mut self, word: Word) {
        if word.size > self.size {
            self.size = word.size;
            self.y = word.y;
        }
        self.words.push(word);
    }
}
