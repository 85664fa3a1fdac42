//! SQLite databases: every table as a sheet, its column names as the first row; documents in cells as inner documents.
//!
//! The file is read into memory and opened there, read-only: no journal is played back, none is left behind, and nothing
//! beside it is opened. Views say nothing that the tables do not.

use std::io::{Cursor, Read, SeekFrom};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, MAIN_DB, Row};

use super::package::Losses;
use super::sheet::Rows;
use super::{Coverage, Error, Extract, Input, Sink};
use crate::crawl::Reason;
use crate::identify::{self, Format};

pub(super) struct Sqlite;

/// The database header (SQLite file format, 1.3).
const HEADER: usize = 100;
/// Where it says which version of the file format may write and read: 1 for a rollback journal, 2 for a log.
const VERSIONS: std::ops::Range<usize> = 18..20;
/// Tables and columns of one database.
const TABLES: usize = 10_000;
/// Bytes of a value that holds a document.
const DOCUMENT: usize = 64;

impl Extract for Sqlite {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let connection = open(input)?;
        let mut lost = Losses::default();
        let mut any = false;
        for name in tables(&connection)? {
            let result = table(&connection, &name, sink);
            if any {
                lost.note(result)?;
            } else {
                result?;
            }
            any = true;
        }
        Ok(lost.coverage())
    }
}

fn open(input: &mut Input<'_>) -> Result<Connection, Error> {
    if input.bytes > input.limits.memory / 2 {
        return Err(Error::Unreadable(Reason::Memory));
    }
    input.reader.seek(SeekFrom::Start(0))?;
    let mut header = [0; HEADER];
    input.reader.read_exact(&mut header)?;
    // In memory there is no log to read; without this the library would look for one and refuse.
    header[VERSIONS].fill(1);
    let bytes = usize::try_from(input.bytes).map_err(|_| Error::CORRUPT)?;
    let source = Cursor::new(header).chain(&mut *input.reader);
    let mut connection = Connection::open_in_memory().map_err(|error| failure(&error))?;
    connection
        .deserialize_read_exact(MAIN_DB, source, bytes, true)
        .map_err(|error| failure(&error))?;
    connection
        .execute_batch(
            "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;",
        )
        .map_err(|error| failure(&error))?;
    Ok(connection)
}

/// The names of the tables that hold rows of their own.
fn tables(connection: &Connection) -> Result<Vec<String>, Error> {
    let mut statement = connection
        .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
             AND sql NOT LIKE 'create virtual%' ORDER BY rowid",
        )
        .map_err(|error| failure(&error))?;
    let names = statement
        .query_map([], |row| row.get::<_, String>(0))
        .map_err(|error| failure(&error))?;
    Ok(names.flatten().take(TABLES).collect())
}

fn table(connection: &Connection, name: &str, sink: &mut dyn Sink) -> Result<(), Error> {
    let quoted = name.replace('"', "\"\"");
    let mut statement = connection
        .prepare(&format!("SELECT * FROM \"{quoted}\""))
        .map_err(|error| failure(&error))?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let mut head = Rows::new(sink, name.into(), false);
    for (column, title) in columns.iter().enumerate() {
        head.cell(column as u32, title, false)?;
    }
    head.hand_on()?;
    let mut rows = statement.query([]).map_err(|error| failure(&error))?;
    let mut number = 0_u32;
    while let Some(row) = rows.next().map_err(|error| failure(&error))? {
        number = number.saturating_add(1);
        cells(row, columns.len(), name, number, sink)?;
    }
    Ok(())
}

fn cells(
    row: &Row<'_>,
    columns: usize,
    table: &str,
    number: u32,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    let mut documents = Vec::new();
    let mut out = Rows::new(sink, table.into(), false);
    out.row(number, false)?;
    for column in 0..columns {
        let text = match row.get_ref(column).map_err(|error| failure(&error))? {
            ValueRef::Null => continue,
            ValueRef::Integer(number) => number.to_string(),
            ValueRef::Real(number) => super::sheet::formatted(number, ""),
            ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
            ValueRef::Blob(bytes) if is_document(bytes) => {
                documents.push(column);
                continue;
            }
            ValueRef::Blob(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) if !bytes.contains(&0) => text.to_owned(),
                _ => continue,
            },
        };
        out.cell(column as u32, &text, false)?;
    }
    out.hand_on()?;
    for column in documents {
        if let Ok(ValueRef::Blob(mut bytes)) = row.get_ref(column) {
            let name = format!("{table}/row {number}/column {}", column + 1);
            sink.inner(&super::member::label(&name), &mut bytes)?;
        }
    }
    Ok(())
}

/// Whether a value is a document that can be named by its bytes, and not only text.
fn is_document(bytes: &[u8]) -> bool {
    bytes.len() >= DOCUMENT
        && identify::identify(&mut Cursor::new(bytes), "").is_ok_and(|found| {
            !matches!(found.format, Format::Binary | Format::Empty | Format::Text)
        })
}

fn failure(error: &rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::OutOfMemory) => Error::Unreadable(Reason::Memory),
        _ => Error::CORRUPT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::package::testing::run;

    fn database(statements: &str) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.db");
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch(statements).unwrap();
        drop(connection);
        std::fs::read(path).unwrap()
    }

    const STAFF: &str = "CREATE TABLE staff (name TEXT, born TEXT, payroll REAL, photo BLOB);
        INSERT INTO staff VALUES ('Asha Example', '1980-02-01', 104.0, NULL), ('Tom \"T\"', NULL, 1.5, x'00');
        CREATE VIEW v AS SELECT * FROM staff; CREATE TABLE \"odd \"\" name\" (x); INSERT INTO \"odd \"\" name\" VALUES (7);";

    #[test]
    fn tables_are_sheets_with_their_column_names_first() {
        let (found, result) = run(&Sqlite, &database(STAFF), Format::Sqlite);
        assert_eq!(result.unwrap(), Coverage::Complete);
        let row = |row: u32, cells: &str| ("staff".to_owned(), row, cells.to_owned());
        assert_eq!(
            found.sheet_rows(),
            [
                row(0, "0=name 1=born 2=payroll 3=photo"),
                row(1, "0=Asha Example 1=1980-02-01 2=104"),
                row(2, "0=Tom \"T\" 2=1.5"),
                ("odd \" name".to_owned(), 0, "0=x".to_owned()),
                ("odd \" name".to_owned(), 1, "0=7".to_owned()),
            ]
        );
    }

    #[test]
    fn a_database_that_kept_a_log_is_read_without_it() {
        let bytes = database(&format!("PRAGMA journal_mode = wal; {STAFF}"));
        assert_eq!(bytes[18], 2);
        let (found, result) = run(&Sqlite, &bytes, Format::Sqlite);
        assert_eq!(result.unwrap(), Coverage::Complete);
        assert_eq!(found.sheet_rows().len(), 5);
    }

    #[test]
    fn a_document_in_a_cell_is_an_inner_document() {
        let page = format!(
            "<!DOCTYPE html><html><body>{}</body></html>",
            "x ".repeat(50)
        );
        let bytes = database(&format!(
            "CREATE TABLE files (a); INSERT INTO files VALUES (CAST('{page}' AS BLOB));"
        ));
        let (found, _) = run(&Sqlite, &bytes, Format::Sqlite);
        assert_eq!(found.inner, ["files/row 1/column 1"]);
    }

    #[test]
    fn damage_is_reported_and_never_panics() {
        let bytes = database(STAFF);
        let (_, result) = run(&Sqlite, &bytes[..50], Format::Sqlite);
        assert_eq!(result.unwrap_err().reason(), Reason::Corrupt);
        for at in (0..bytes.len()).step_by(97) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            let _ = run(&Sqlite, &damaged, Format::Sqlite);
        }
    }
}
