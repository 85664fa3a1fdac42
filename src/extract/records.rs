//! Builds records from nested named values, for JSON and XML alike.
//!
//! What is nested once belongs to what it is nested in (`address.postcode` of a person). What comes twice, under one
//! name or in one shape, is a list, and each of the list is a record of its own.

use std::ops::Range;

use super::{Body, Error, Field, Origin, Segment, Sink};

/// Bytes of a record that are kept before it is handed on in pieces.
const RECORD_BYTES: usize = 64 << 10;

/// How records are numbered.
#[derive(Debug, Clone, Copy)]
pub(super) enum Numbering {
    /// In the order in which they end; holds the last number.
    Count(u64),
    /// All have this one: the line they stand on.
    Line(u64),
}

/// The records that have begun and not ended, the outermost first.
pub(super) struct Records {
    open: Vec<Record>,
    numbering: Numbering,
}

struct Record {
    name: String,
    /// One of a list: it never becomes part of what it is nested in.
    item: bool,
    fields: Vec<Field>,
    bytes: usize,
    nested: Option<Nested>,
}

/// What was nested last in a record, and where its fields stand there.
struct Nested {
    name: String,
    fields: Range<usize>,
    /// It was handed on by itself; its fields are not there, only their names are kept.
    apart: Option<Vec<String>>,
}

impl Records {
    pub(super) fn new(numbering: Numbering) -> Self {
        Self {
            open: Vec::new(),
            numbering,
        }
    }

    /// Records that are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Begins a record, `item` if it is known to be one of a list.
    pub(super) fn open(&mut self, name: &str, item: bool) {
        self.open.push(Record {
            name: name.to_owned(),
            item,
            fields: Vec::new(),
            bytes: 0,
            nested: None,
        });
    }

    /// Adds a value to the innermost record; blank ones are left out.
    pub(super) fn field(
        &mut self,
        name: &str,
        value: String,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        let Some(record) = self.open.last_mut() else {
            return Ok(());
        };
        if value.trim().is_empty() {
            return Ok(());
        }
        record.bytes += name.len() + value.len();
        record.fields.push(Field {
            name: name.to_owned(),
            value,
        });
        if record.bytes > RECORD_BYTES {
            let fields = record.take();
            self.emit(fields, sink)?;
        }
        Ok(())
    }

    /// The fields of the innermost record, taken out of it.
    pub(super) fn take_fields(&mut self) -> Vec<Field> {
        self.open.last_mut().map(Record::take).unwrap_or_default()
    }

    /// The fields of the innermost record.
    pub(super) fn fields(&self) -> &[Field] {
        self.open.last().map_or(&[], |record| &record.fields)
    }

    /// Ends the innermost record: hands it on, or makes it part of the one around it.
    pub(super) fn close(&mut self, sink: &mut dyn Sink) -> Result<(), Error> {
        let Some(record) = self.open.pop() else {
            return Ok(());
        };
        if record.fields.is_empty() {
            return Ok(());
        }
        let outer = match self.open.last_mut() {
            Some(outer) if !record.item => outer,
            _ => return self.emit(record.fields, sink),
        };
        let Some(before) = outer.list_with(&record) else {
            outer.absorb(record);
            return Ok(());
        };
        let named_alike = before.name == record.name;
        let first = outer.split(&before, named_alike);
        outer.nested = Some(Nested {
            name: record.name.clone(),
            fields: 0..0,
            apart: Some(record.names()),
        });
        self.emit(first, sink)?;
        self.emit(with_key(record.fields, &record.name, named_alike), sink)
    }

    /// Ends all that is open.
    pub(super) fn finish(&mut self, sink: &mut dyn Sink) -> Result<(), Error> {
        while !self.open.is_empty() {
            self.close(sink)?;
        }
        Ok(())
    }

    /// Hands fields on as a record of their own.
    pub(super) fn emit(&mut self, fields: Vec<Field>, sink: &mut dyn Sink) -> Result<(), Error> {
        if fields.is_empty() {
            return Ok(());
        }
        let row = self.next_row();
        sink.segment(Segment {
            origin: Origin::Delimited { row },
            body: Body::Record(fields),
            hidden: false,
        })
    }

    /// The number of a row or record that is handed on now.
    pub(super) fn next_row(&mut self) -> u64 {
        match &mut self.numbering {
            Numbering::Count(count) => {
                *count += 1;
                *count
            }
            Numbering::Line(line) => *line,
        }
    }
}

impl Record {
    fn take(&mut self) -> Vec<Field> {
        self.bytes = 0;
        self.nested = None;
        std::mem::take(&mut self.fields)
    }

    fn names(&self) -> Vec<String> {
        self.fields.iter().map(|field| field.name.clone()).collect()
    }

    /// What was nested before, if this is another of its kind: of the same name, or with the same two fields or more.
    fn list_with(&mut self, record: &Record) -> Option<Nested> {
        let before = self.nested.as_ref()?;
        let is_same = before.name == record.name
            || (record.fields.len() > 1 && self.shape_of(before) == record.names());
        if is_same { self.nested.take() } else { None }
    }

    /// The names of the fields of what was nested, as they were there.
    fn shape_of(&self, nested: &Nested) -> Vec<String> {
        match &nested.apart {
            Some(names) => names.clone(),
            None => self.fields[nested.fields.clone()]
                .iter()
                .map(|field| own_name(&nested.name, &field.name).to_owned())
                .collect(),
        }
    }

    /// Takes out again what was taken for a part; nothing if it was handed on before.
    fn split(&mut self, before: &Nested, named_alike: bool) -> Vec<Field> {
        if before.apart.is_some() {
            return Vec::new();
        }
        let fields = self
            .fields
            .drain(before.fields.clone())
            .map(|field| Field {
                name: own_name(&before.name, &field.name).to_owned(),
                value: field.value,
            })
            .collect();
        with_key(fields, &before.name, named_alike)
    }

    fn absorb(&mut self, record: Record) {
        let start = self.fields.len();
        self.bytes += record.bytes;
        self.fields
            .extend(record.fields.into_iter().map(|field| Field {
                name: flattened(&record.name, &field.name),
                value: field.value,
            }));
        self.nested = Some(Nested {
            name: record.name,
            fields: start..self.fields.len(),
            apart: None,
        });
    }
}

/// The name of a nested field: the two innermost names tell what it is, and more would only grow with depth.
fn flattened(outer: &str, inner: &str) -> String {
    if inner.contains('.') {
        inner.to_owned()
    } else {
        format!("{outer}.{inner}")
    }
}

/// A nested field's name without what it is nested in.
fn own_name<'n>(outer: &str, name: &'n str) -> &'n str {
    name.strip_prefix(outer)
        .and_then(|rest| rest.strip_prefix('.'))
        .unwrap_or(name)
}

/// In a list whose members have names of their own, the name is the key, and may be a value like any other.
fn with_key(mut fields: Vec<Field>, key: &str, named_alike: bool) -> Vec<Field> {
    if !named_alike {
        fields.insert(
            0,
            Field {
                name: "key".to_owned(),
                value: key.to_owned(),
            },
        );
    }
    fields
}
