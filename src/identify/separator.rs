//! Which character separates the columns of delimited text, and whether it is a table at all.

use std::cell::RefCell;

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

use super::Format;

/// Records looked at.
const SAMPLE: usize = 50;
/// Separators in order of preference where two do as well.
const CANDIDATES: [u8; 4] = [b'\t', b';', b',', b'|'];

thread_local! {
    /// Readers at the candidates that texts have had: to make one takes longer than to read most samples.
    static READERS: RefCell<[Option<Reader>; CANDIDATES.len()]> =
        const { RefCell::new([const { None }; CANDIDATES.len()]) };
}

/// How a text falls into columns at one separator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Separator {
    pub(crate) byte: u8,
    /// Columns of most records.
    pub(crate) columns: usize,
    /// Share of records that have as many.
    share: f64,
    records: usize,
    /// The longest field in bytes.
    longest: usize,
}

/// The separator at which the first lines of a text fall into columns most evenly.
pub(crate) fn separator(text: &str, whole: bool) -> Option<Separator> {
    READERS.with_borrow_mut(|readers| {
        CANDIDATES
            .into_iter()
            .zip(readers)
            .filter(|(byte, _)| memchr::memchr(*byte, text.as_bytes()).is_some())
            .filter_map(|(byte, reader)| {
                let new = || ReaderBuilder::new().delimiter(byte).build();
                evenness(text, whole, byte, reader.get_or_insert_with(new))
            })
            .filter(|found| found.columns > 1)
            .max_by(|one, other| {
                one.share
                    .total_cmp(&other.share)
                    .then(one.columns.cmp(&other.columns))
            })
    })
}

fn evenness(text: &str, whole: bool, byte: u8, reader: &mut Reader) -> Option<Separator> {
    reader.reset();
    let mut rest = text.as_bytes();
    // What fields hold is not looked at.
    let mut field = [0; 256];
    let mut widths = Vec::new();
    let (mut width, mut length, mut longest, mut longest_in_record) = (0, 0, 0, 0);
    while widths.len() < SAMPLE {
        let (result, read, written) = reader.read_field(rest, &mut field);
        rest = &rest[read..];
        length += written;
        match result {
            ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
            ReadFieldResult::Field { record_end } => {
                width += 1;
                longest_in_record = length.max(longest_in_record);
                length = 0;
                if !record_end {
                    continue;
                }
                // The last record of a cut text is cut as well.
                if !whole && rest.is_empty() {
                    break;
                }
                widths.push(width);
                longest = longest_in_record.max(longest);
                (width, longest_in_record) = (0, 0);
            }
            ReadFieldResult::End => break,
        }
    }
    let (columns, count) = most_common(&widths)?;
    Some(Separator {
        byte,
        columns,
        share: count as f64 / widths.len() as f64,
        records: widths.len(),
        longest,
    })
}

fn most_common(widths: &[usize]) -> Option<(usize, usize)> {
    let mut sorted = widths.to_vec();
    sorted.sort_unstable();
    sorted
        .chunk_by(|one, other| one == other)
        .map(|run| (run[0], run.len()))
        .max_by_key(|(width, count)| (*count, *width))
}

/// The format of a text whose name does not say that it is a table. Prose has commas too, so a separator must hold for
/// nearly every line, and no field be as long as a sentence runs; tabs are proof enough.
pub(super) fn table(text: &str, whole: bool) -> Option<Format> {
    let found = separator(text, whole)?;
    let even = found.share >= 0.9;
    match found.byte {
        b'\t' if even && found.records >= 3 => Some(Format::Tsv),
        _ if even && found.records >= 4 && found.columns >= 3 && found.longest <= 200 => {
            Some(Format::Csv)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn byte(text: &str) -> Option<char> {
        separator(text, true).map(|found| char::from(found.byte))
    }

    #[test]
    fn the_separator_is_the_one_that_gives_even_columns() {
        assert_eq!(byte("a,b\n1,2\n3,4\n"), Some(','));
        assert_eq!(byte("name;paid\nA;1,50\nB;2,75\nC;3\n"), Some(';'));
        assert_eq!(byte("a\tb, c\n1\t2\n3\t4, 5, 6\n"), Some('\t'));
        assert_eq!(byte("a|b|c\n1|2|3\n"), Some('|'));
        assert_eq!(byte("one column\nonly\n"), None);
    }

    #[test]
    fn prose_is_no_table() {
        let letter = "Dear Sir,\nThank you for your letter, which we received on 3 May, and for the plan.\n\
            We shall write again, no doubt, within ten days.\nYours, etc.\n";
        assert_eq!(table(letter, true), None);
        let export = "id,name,ward\n1,A,North\n2,B,South\n3,C,East\n";
        assert_eq!(table(export, true), Some(Format::Csv));
    }
}
