//! Heads whose words are written as one, as systems name their columns: `BIRTHDTE`, `homeaddr`.

use super::lexicon::{Lexicon, Uses};

/// Bytes of such a head.
const LENGTHS: std::ops::RangeInclusive<usize> = 5..=24;

/// The most words in one.
const MOST: usize = 4;

/// Bytes of the shortest word.
const SHORTEST: usize = 2;

/// What such words are known for.
const KNOWN: Uses = Uses::HEAD.or(Uses::LABEL).or(Uses::FORM);

/// The ways to part a head into words that heads and labels end with, those of the fewest words first.
pub(super) fn ways(head: &str, lexicon: &Lexicon) -> Vec<String> {
    let head = head.trim();
    if !LENGTHS.contains(&head.len()) || !head.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Vec::new();
    }
    let mut ways = Vec::new();
    let folded = head.to_ascii_lowercase();
    part(&folded, lexicon, &mut Vec::new(), &mut ways);
    ways.sort_by_key(Vec::len);
    let ways = ways.into_iter().filter(|words| words.len() > 1);
    ways.map(|words| words.join(" ")).collect()
}

/// Adds the ways to part the rest behind some words.
fn part<'h>(
    rest: &'h str,
    lexicon: &Lexicon,
    before: &mut Vec<&'h str>,
    ways: &mut Vec<Vec<&'h str>>,
) {
    if rest.is_empty() {
        ways.push(before.clone());
        return;
    }
    if before.len() == MOST {
        return;
    }
    for end in SHORTEST..=rest.len() {
        let (word, behind) = rest.split_at(end);
        if lexicon.look_up(word).uses.is(KNOWN) {
            before.push(word);
            part(behind, lexicon, before, ways);
            before.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_parted_into_known_words() {
        let mut lexicon = Lexicon::new();
        for word in ["birth", "dte", "home", "tel", "no", "id"] {
            lexicon.add(word, Uses::HEAD);
        }
        for (head, wanted) in [
            ("BIRTHDTE", &["birth dte"][..]),
            ("hometelno", &["home tel no"]),
            ("Birth date", &[]),
            ("Birthday", &[]),
            ("home", &[]),
            ("noid", &[]),
            ("noteldteidhome", &[]),
        ] {
            assert_eq!(ways(head, &lexicon), wanted, "{head}");
        }
    }
}
