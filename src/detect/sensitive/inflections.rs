//! The forms of a word: `carry`, `carries`, `carried`, `carrying`.

use std::collections::BTreeMap;

use crate::detect::rule::Book;
use crate::detect::words::list;

/// Words whose forms are not those of the rule.
const PATH: &str = "words/irregular-forms.txt";

/// The irregular words of a book: their other forms by the first.
pub(crate) struct Inflections<'b>(BTreeMap<&'b str, Vec<&'b str>>);

impl<'b> Inflections<'b> {
    pub(crate) fn read(book: &'b Book) -> Self {
        let words = list(book, PATH).filter_map(|line| {
            let mut forms = line.split_whitespace();
            Some((forms.next()?, forms.collect()))
        });
        Self(words.collect())
    }

    /// A word and its forms, as noun and as verb. Some of them nobody writes.
    pub(crate) fn of(&self, word: &str) -> Result<Vec<String>, String> {
        if !word.bytes().all(|byte| byte.is_ascii_lowercase()) || word.len() < 2 {
            return Err(format!("`{word}` has no forms"));
        }
        let mut forms = vec![word.to_owned(), plural(word)];
        if word.ends_with('o') {
            forms.push(format!("{word}s"));
        }
        let stem = stem(word);
        forms.extend(stem.iter().map(|stem| format!("{stem}ing")));
        match self.0.get(word) {
            Some(irregular) => forms.extend(irregular.iter().map(|&form| form.to_owned())),
            None => forms.extend(stem.iter().map(|stem| past(word, stem))),
        }
        Ok(forms)
    }
}

/// `carries`, `pushes`, `joins`
fn plural(word: &str) -> String {
    if let Some(stem) = with_y(word) {
        format!("{stem}ies")
    } else if word.ends_with(['s', 'x', 'z', 'o']) || word.ends_with("ch") || word.ends_with("sh") {
        format!("{word}es")
    } else {
        format!("{word}s")
    }
}

/// What `-ing` follows, and a past `-ed`: `mov`, `stop` and `stopp`, as both may be written.
fn stem(word: &str) -> Vec<String> {
    if let Some(stem) = word.strip_suffix("ie") {
        return vec![format!("{stem}y")];
    }
    if let Some(stem) = word.strip_suffix('e') {
        return if stem.ends_with(['e', 'o', 'y']) {
            vec![word.to_owned()]
        } else {
            vec![stem.to_owned()]
        };
    }
    let [.., before, vowel, last] = *word.as_bytes() else {
        return vec![word.to_owned()];
    };
    let doubles =
        !is_vowel(before) && is_vowel(vowel) && !is_vowel(last) && !b"hwxy".contains(&last);
    let mut stems = vec![word.to_owned()];
    if doubles {
        stems.push(format!("{word}{}", char::from(last)));
    }
    stems
}

fn past(word: &str, stem: &str) -> String {
    if let Some(stem) = with_y(word) {
        format!("{stem}ied")
    } else if word.ends_with('e') {
        format!("{word}d")
    } else {
        format!("{stem}ed")
    }
}

/// A word without the `y` behind a consonant.
fn with_y(word: &str) -> Option<&str> {
    let stem = word.strip_suffix('y')?;
    stem.bytes()
        .last()
        .is_some_and(|last| !is_vowel(last))
        .then_some(stem)
}

fn is_vowel(letter: u8) -> bool {
    b"aeiou".contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_their_forms() {
        let book = Book::builtin();
        let inflections = Inflections::read(&book);
        for (word, forms) in [
            ("join", "join joins joining joined"),
            ("carry", "carry carries carrying carried"),
            ("pray", "pray prays praying prayed"),
            ("move", "move moves moving moved"),
            ("free", "free frees freeing freed"),
            ("stop", "stop stops stoping stopping stoped stopped"),
            ("push", "push pushes pushing pushed"),
            ("tie", "tie ties tying tied"),
            ("go", "go goes gos going went gone"),
            ("take", "take takes taking took taken"),
            ("church", "church churches churching churched"),
        ] {
            assert_eq!(inflections.of(word).unwrap().join(" "), forms);
        }
    }
}
