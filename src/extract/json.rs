//! JSON and JSON Lines, streamed: no document is held whole.
//!
//! Every object becomes a record of its scalar members; `records` decides what is part of what. Arrays within arrays
//! are rows of a table. Nothing is lost to a syntax error: what was read stays, and the rest is read as text.

use std::cell::RefCell;
use std::fmt;
use std::io::{BufRead, Read};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::decode::undeclared;
use super::records::{Numbering, Records};
use super::tape::Tape;
use super::{Body, Cell, Coverage, Error, Extract, Input, Origin, Segment, Sink, text};

/// Bytes of one value, or of one line of JSON Lines.
const VALUE_BYTES: usize = 4 << 20;

pub(super) struct Json;

impl Extract for Json {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let tape = RefCell::new(Tape::new(input.reader, undeclared, VALUE_BYTES)?);
        let mut reading = Reading {
            tape: Some(&tape),
            records: Records::new(Numbering::Count(0)),
            sink,
            lists: Vec::new(),
            stopped: None,
        };
        while !at_end(&mut tape.borrow_mut())? {
            let mut values = serde_json::Deserializer::from_reader(OnTape(&tape));
            let value = Value {
                reading: &mut reading,
                place: Place::Top,
            };
            let Err(error) = value.deserialize(&mut values) else {
                continue;
            };
            if let Some(stopped) = reading.stopped.take() {
                return Err(stopped);
            }
            if error.is_io() && !tape.borrow().overflowed() {
                return Err(Error::Io(error.into()));
            }
            reading.records.finish(reading.sink)?;
            text::from_mark(&mut tape.borrow_mut(), reading.sink)?;
        }
        Ok(Coverage::Complete)
    }
}

pub(super) struct JsonLines;

impl Extract for JsonLines {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let mut tape = Tape::new(input.reader, undeclared, VALUE_BYTES)?;
        let mut line = Vec::new();
        loop {
            tape.mark();
            line.clear();
            match tape.read_until(b'\n', &mut line) {
                Ok(0) => return Ok(Coverage::Complete),
                Ok(_) => read_line(&line, tape.line(), sink)?,
                Err(_) if tape.overflowed() => {
                    text::from_mark(&mut tape, sink)?;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// One line: a value, or text where it is none.
fn read_line(line: &[u8], number: u64, sink: &mut dyn Sink) -> Result<(), Error> {
    let mut reading = Reading {
        tape: None,
        records: Records::new(Numbering::Line(number)),
        sink,
        lists: Vec::new(),
        stopped: None,
    };
    let mut value = serde_json::Deserializer::from_slice(line);
    let seed = Value {
        reading: &mut reading,
        place: Place::Top,
    };
    let read = seed.deserialize(&mut value).and_then(|()| value.end());
    if let Some(stopped) = reading.stopped.take() {
        return Err(stopped);
    }
    if read.is_ok() || line.trim_ascii().is_empty() {
        return Ok(());
    }
    let line = String::from_utf8_lossy(line);
    reading.sink.segment(Segment {
        origin: Origin::Lines { first: number },
        body: Body::Text(line.trim_end().to_owned()),
        hidden: false,
    })
}

/// Skips white space; whether nothing follows it.
fn at_end(tape: &mut Tape<'_>) -> std::io::Result<bool> {
    loop {
        let ready = tape.fill_buf()?;
        if ready.is_empty() {
            return Ok(true);
        }
        let blank = ready.iter().take_while(|b| b.is_ascii_whitespace()).count();
        let more = blank < ready.len();
        tape.consume(blank);
        tape.mark();
        if more {
            return Ok(false);
        }
    }
}

/// The parser reads the tape while the visitor marks it.
struct OnTape<'t, 'a>(&'t RefCell<Tape<'a>>);

impl Read for OnTape<'_, '_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().read(out)
    }
}

/// What the visitors of one document share.
struct Reading<'r, 'a> {
    tape: Option<&'r RefCell<Tape<'a>>>,
    records: Records,
    sink: &'r mut dyn Sink,
    /// Lists so far that may hold the heads of rows (`"columns": [...], "data": [[...]]`), the last one perhaps not whole.
    lists: Vec<Vec<String>>,
    /// Why the sink wants no more; the parser's own error cannot carry it.
    stopped: Option<Error>,
}

impl Reading<'_, '_> {
    /// What was handed to the records or the sink need not be read again.
    fn done<E: serde::de::Error>(&mut self, result: Result<(), Error>) -> Result<(), E> {
        if let Err(error) = result {
            self.stopped = Some(error);
            return Err(E::custom("stopped"));
        }
        if let Some(tape) = self.tape {
            tape.borrow_mut().mark();
        }
        Ok(())
    }

    /// Hands on the list that has as many texts as a row has columns, as the row above it.
    fn heads(&mut self, columns: u32) -> Result<(), Error> {
        let lists = std::mem::take(&mut self.lists);
        let fits = |list: &Vec<String>| list.len() > 1 && list.len() == columns as usize;
        let Some(heads) = lists.into_iter().rev().find(fits) else {
            return Ok(());
        };
        let cells = heads.into_iter().zip(0..).map(|(text, column)| Cell {
            column,
            text,
            hidden: false,
        });
        self.row(cells.collect())
    }

    fn row(&mut self, cells: Vec<Cell>) -> Result<(), Error> {
        if cells.is_empty() {
            return Ok(());
        }
        let row = self.records.next_row();
        self.sink.segment(Segment {
            origin: Origin::Delimited { row },
            body: Body::Row(cells),
            hidden: false,
        })
    }
}

/// Where a value stands.
enum Place<'p> {
    Top,
    /// A member of an object, by name.
    Member(&'p str),
    /// An element of an array that is a member, and whether the last of the lists holds it.
    Element(&'p str, bool),
    /// An element of an array that is the whole document, or itself an element.
    Cell(&'p mut Vec<Cell>, u32),
}

/// Reads one value.
struct Value<'v, 'r, 'a> {
    reading: &'v mut Reading<'r, 'a>,
    place: Place<'v>,
}

impl<'de> DeserializeSeed<'de> for Value<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Value<'_, '_, '_> {
    fn scalar<E: serde::de::Error>(self, value: String) -> Result<(), E> {
        let Self { reading, place } = self;
        let result = match place {
            Place::Member(name) | Place::Element(name, _) => {
                reading.records.field(name, value, reading.sink)
            }
            Place::Cell(cells, column) => {
                if !value.trim().is_empty() {
                    cells.push(Cell {
                        column,
                        text: value,
                        hidden: false,
                    });
                }
                return Ok(());
            }
            Place::Top => reading.row(vec![Cell {
                column: 0,
                text: value,
                hidden: false,
            }]),
        };
        reading.done(result)
    }
}

/// Whether a member is called as lists of the names of columns are.
fn calls_heads(name: &str) -> bool {
    const NAMES: [&str; 9] = [
        "columnnames",
        "columns",
        "cols",
        "fieldnames",
        "fields",
        "header",
        "headers",
        "heads",
        "labels",
    ];
    let letters = name.chars().filter(char::is_ascii_alphabetic);
    let name: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    NAMES.contains(&name.as_str())
}

/// Lists that are kept until rows come.
const LISTS: usize = 8;
/// Cells of a row that are kept before it is handed on in pieces.
const ROW_CELLS: u32 = 1024;

impl<'de> Visitor<'de> for Value<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<(), E> {
        self.scalar(value.to_string())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<(), E> {
        self.scalar(value.to_string())
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<(), E> {
        self.scalar(value.to_string())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        self.scalar(value.to_string())
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<(), E> {
        if let Place::Element(_, true) = self.place
            && let Some(list) = self.reading.lists.last_mut()
            && list.len() < ROW_CELLS as usize
        {
            list.push(value.to_owned());
        }
        self.scalar(value.to_owned())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let Self { reading, place } = self;
        if let Place::Member(name) = place {
            let listed = reading.lists.len() < LISTS && calls_heads(name);
            if listed {
                reading.lists.push(Vec::new());
            }
            while elements
                .next_element_seed(Value {
                    reading: &mut *reading,
                    place: Place::Element(name, listed),
                })?
                .is_some()
            {}
            return Ok(());
        }
        // Elements of the outermost array are a column, those of an array within an array a row.
        let is_column = matches!(place, Place::Top);
        let may_have_heads = matches!(place, Place::Element(..)) && !reading.lists.is_empty();
        let mut cells = Vec::new();
        let mut column = 0;
        loop {
            let element = Value {
                reading: &mut *reading,
                place: Place::Cell(&mut cells, column),
            };
            let ended = elements.next_element_seed(element)?.is_none();
            if ended && may_have_heads {
                let heads = reading.heads(column);
                reading.done(heads)?;
            }
            column += u32::from(!is_column);
            if ended || is_column || column % ROW_CELLS == 0 {
                let row = reading.row(std::mem::take(&mut cells));
                reading.done(row)?;
            }
            if ended {
                return Ok(());
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Self { reading, place } = self;
        let (name, item) = match place {
            Place::Member(name) => (name, false),
            Place::Element(name, _) => (name, true),
            Place::Top | Place::Cell(..) => ("", true),
        };
        reading.records.open(name, item);
        while let Some(name) = members.next_key::<String>()? {
            members.next_value_seed(Value {
                reading: &mut *reading,
                place: Place::Member(&name),
            })?;
        }
        let closed = reading.records.close(reading.sink);
        reading.done(closed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::testing::{brief, segments};

    fn read(extractor: &dyn Extract, text: &str) -> Vec<String> {
        segments(extractor, text.as_bytes())
            .iter()
            .map(|segment| match &segment.origin {
                Origin::Delimited { row } => format!("{row}: {}", brief(&segment.body)),
                Origin::Lines { first } => format!("line {first}: {}", brief(&segment.body)),
                origin => panic!("{origin:?}"),
            })
            .collect()
    }

    fn json(text: &str) -> Vec<String> {
        read(&Json, text)
    }

    #[test]
    fn an_array_of_objects_is_a_list_of_records() {
        assert_eq!(
            json(
                r#"{"export":"x","rows":[{"Name":"A","n":1},{"Name":"B","n":null,"t":1.5,"ok":true}]}"#
            ),
            [
                "1: Name=A | n=1",
                "2: Name=B | t=1.5 | ok=true",
                "3: export=x"
            ]
        );
    }

    #[test]
    fn nested_objects_belong_to_what_they_are_in() {
        assert_eq!(
            json(
                r#"[{"name":"A","address":{"street":"High St","geo":{"code":"X"}},"tel":["1","2"],"kin":[{"name":"B"}]}]"#
            ),
            [
                "1: name=B",
                "2: name=A | address.street=High St | geo.code=X | tel=1 | tel=2"
            ]
        );
    }

    #[test]
    fn an_object_of_like_objects_is_a_list_with_keys() {
        assert_eq!(
            json(
                r#"{"P1":{"name":"A","ward":"N"},"P2":{"name":"B","ward":"S"},"P3":{"name":"C","ward":"E"},"of":"2009"}"#
            ),
            [
                "1: key=P1 | name=A | ward=N",
                "2: key=P2 | name=B | ward=S",
                "3: key=P3 | name=C | ward=E",
                "4: of=2009"
            ]
        );
    }

    #[test]
    fn arrays_in_arrays_are_rows_with_the_heads_of_a_list_and_a_bare_array_is_a_column() {
        assert_eq!(
            json(r#"{"columns":["Name","Born"],"index":[7,8],"data":[["A",1970],["B",null]]}"#),
            [
                "1: 0=Name | 1=Born",
                "2: 0=A | 1=1970",
                "3: 0=B",
                "4: columns=Name | columns=Born | index=7 | index=8"
            ]
        );
        assert_eq!(json(r#"["a", "b"]"#), ["1: 0=a", "2: 0=b"]);
        assert_eq!(json(r#"[["a"], ["b", "c"]]"#), ["1: 0=a", "2: 0=b | 1=c"]);
    }

    #[test]
    fn a_syntax_error_loses_nothing() {
        let read = json("{\"a\": \"1\", \"b\": oops \"c\": \"2\"}\nmore");
        assert_eq!(read[0], "1: a=1");
        assert!(read[1].starts_with("line 1: "), "{read:?}");
        assert!(read[1].contains("c\": \"2\"}\nmore"), "{read:?}");
    }

    #[test]
    fn depth_and_length_are_bounded() {
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(json(&deep).iter().all(|part| part.starts_with("line 1: ")));
        let long = format!("{{\"a\":\"{}\"}}", "word ".repeat(2_000_000));
        let words: usize = json(&long)
            .iter()
            .map(|part| part.matches("word").count())
            .sum();
        assert_eq!(words, 2_000_000);
        let members: Vec<String> = (0..200_000).map(|n| format!("\"k{n}\":{n}")).collect();
        assert!(json(&format!("{{{}}}", members.join(","))).len() > 10);
    }

    #[test]
    fn a_bad_line_does_not_spoil_the_others() {
        assert_eq!(
            read(
                &JsonLines,
                "{\"a\":\"1\"}\r\n\r\n{\"a\": oops\n{\"a\":\"2\",\"b\":{\"c\":3}}"
            ),
            ["1: a=1", "line 3: {\"a\": oops", "4: a=2 | b.c=3"]
        );
    }

    #[test]
    fn long_numbers_stay_as_they_are() {
        assert_eq!(
            json(r#"{"card":4929123456789012345}"#),
            ["1: card=4929123456789012345"]
        );
    }
}
