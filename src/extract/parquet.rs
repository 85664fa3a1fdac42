//! Parquet tables (parquet.apache.org, file format), row by row; the column names are the first row.

use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::{Field, Row};

use super::{Body, Cell, Coverage, Error, Extract, Input, Origin, Segment, Sink};
use crate::crawl::Reason;

pub(super) struct Parquet;

/// What a file begins with whose footer is encrypted.
const SEALED: &[u8] = b"PARE";
/// Bytes of a nested value that are kept.
const NESTED: usize = 64 << 10;

impl Extract for Parquet {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let mut magic = [0; SEALED.len()];
        let file = input.own_file()?;
        input.reader.read_exact(&mut magic)?;
        if magic == SEALED {
            return Err(Error::ENCRYPTED);
        }
        let reader = SerializedFileReader::new(file).map_err(|error| failure(&error))?;
        let schema = reader.metadata().file_metadata().schema_descr();
        let names = schema.root_schema().get_fields();
        let titles = names.iter().enumerate();
        let titles = titles.map(|(column, field)| cell(column, field.name().to_owned()));
        hand_on(1, titles.collect(), sink)?;
        let rows = reader.get_row_iter(None).map_err(|error| failure(&error))?;
        let mut number = 1;
        for row in rows {
            number += 1;
            match row {
                Ok(row) => hand_on(number, cells(&row), sink)?,
                Err(error) if number > 2 => {
                    return Ok(Coverage::Partial(failure(&error).reason()));
                }
                Err(error) => return Err(failure(&error)),
            }
        }
        Ok(Coverage::Complete)
    }
}

fn hand_on(row: u64, cells: Vec<Cell>, sink: &mut dyn Sink) -> Result<(), Error> {
    if cells.is_empty() {
        return Ok(());
    }
    sink.segment(Segment {
        origin: Origin::Delimited { row },
        body: Body::Row(cells),
        hidden: false,
    })
}

fn cells(row: &Row) -> Vec<Cell> {
    let columns = row.get_column_iter().enumerate();
    columns
        .filter_map(|(column, (_, value))| text(value).map(|text| cell(column, text)))
        .filter(|cell| !cell.text.trim().is_empty())
        .collect()
}

fn cell(column: usize, text: String) -> Cell {
    Cell {
        column: column as u32,
        text,
        hidden: false,
    }
}

fn text(value: &Field) -> Option<String> {
    match value {
        Field::Null => None,
        Field::Str(text) => Some(text.clone()),
        Field::Bytes(bytes) => std::str::from_utf8(bytes.data()).ok().map(str::to_owned),
        Field::Double(number) => Some(super::sheet::formatted(*number, "")),
        Field::Float(number) => Some(super::sheet::formatted(f64::from(*number), "")),
        other => {
            let mut text = other.to_string();
            text.truncate(text.floor_char_boundary(NESTED));
            Some(text)
        }
    }
}

fn failure(error: &ParquetError) -> Error {
    match error {
        ParquetError::NYI(_) => Error::Unreadable(Reason::Unsupported),
        _ => Error::CORRUPT,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ::parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use ::parquet::file::properties::WriterProperties;
    use ::parquet::file::writer::SerializedFileWriter;
    use ::parquet::schema::parser::parse_message_type;

    use super::*;
    use crate::extract::recorded::extract;
    use crate::extract::testing::brief;
    use crate::identify::Format;

    fn table() -> Vec<u8> {
        let schema = "message staff { required binary name (UTF8); optional int64 nhs; }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let properties = Arc::new(WriterProperties::builder().build());
        let mut bytes = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let names = ["Asha Example", "Tom"].map(ByteArray::from);
        column
            .typed::<ByteArrayType>()
            .write_batch(&names, None, None)
            .unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column
            .typed::<Int64Type>()
            .write_batch(&[9_990_000_018], Some(&[1, 0]), None)
            .unwrap();
        column.close().unwrap();
        group.close().unwrap();
        writer.close().unwrap();
        bytes
    }

    #[test]
    fn rows_come_with_the_names_of_their_columns_first() {
        let read = extract(&Parquet, Format::Parquet, &table());
        assert!(read.is_complete());
        let rows: Vec<String> = read
            .segments
            .iter()
            .map(|segment| brief(&segment.body))
            .collect();
        assert_eq!(
            rows,
            ["0=name | 1=nhs", "0=Asha Example | 1=9990000018", "0=Tom"]
        );
        assert_eq!(read.origins()[1], &Origin::Delimited { row: 2 });
    }

    #[test]
    fn sealed_and_damaged_tables_say_so() {
        let mut bytes = table();
        assert!(extract(&Parquet, Format::Parquet, &bytes[..40]).is_unreadable(Reason::Corrupt));
        bytes[..4].copy_from_slice(SEALED);
        assert!(extract(&Parquet, Format::Parquet, &bytes).is_unreadable(Reason::Encrypted));
    }
}
