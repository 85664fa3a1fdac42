//! The file: making it, opening it, knowing that it is one of ours.
//!
//! SQLite in write-ahead mode: what was committed survives a kill or a full disk, and a report can be made while a scan
//! writes. When the last program closes it, the log is folded in and one file is left. Where the log cannot be kept (some
//! network drives) SQLite itself stays with its rollback journal, which is as safe.

use std::fmt::Write;
use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

/// "domd": tells our files from other SQLite files.
pub(super) const APPLICATION: i64 = 0x646f_6d64;
/// Raised with every change of `schema.sql`.
const SCHEMA: i64 = 1;

/// An open inventory.
pub struct Store {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
}

/// Why an inventory cannot be used. Each names the file.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("inventory {}: {error}", path.display())]
    Io { path: PathBuf, error: io::Error },
    #[error("inventory {}: no such file; `domesday scan` makes it", path.display())]
    Missing { path: PathBuf },
    #[error("{} is not an inventory of domesday", path.display())]
    Foreign { path: PathBuf },
    #[error("inventory {}: made by a newer domesday (schema {found}, this one knows {SCHEMA})", path.display())]
    Newer { path: PathBuf, found: i64 },
    #[error("inventory {}: made with another key; give the key file it was made with, or another inventory", path.display())]
    Key { path: PathBuf },
    #[error("inventory {}: the disk is full; what was written before is kept", path.display())]
    Full { path: PathBuf },
    #[error("inventory {}: another program is writing to it", path.display())]
    Busy { path: PathBuf },
    #[error("inventory {}: damaged ({detail})", path.display())]
    Damaged { path: PathBuf, detail: String },
    #[error("inventory {}: {error}", path.display())]
    Sqlite {
        path: PathBuf,
        error: rusqlite::Error,
    },
    /// The findings of a document could not be read back on their way into the store.
    #[error("temporary file: {0}")]
    Spool(io::Error),
}

impl Store {
    /// Opens an inventory for a scan, or makes one, readable by its owner only. `key_check` is [`super::Key::check`].
    pub fn open_or_create(path: &Path, key_check: &str) -> Result<Self, Error> {
        create_private(path).map_err(|error| Error::Io {
            path: path.to_owned(),
            error,
        })?;
        let store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        store.check(|store| {
            if store.is_empty()? {
                store.initialise(key_check)?;
            }
            store.know()?;
            let stored: String = store.one("SELECT key_check FROM meta")?;
            if stored != key_check {
                return Err(Error::Key {
                    path: store.path.clone(),
                });
            }
            store.journal("WAL")
        })
    }

    /// Opens an inventory that exists, to read it.
    pub fn open(path: &Path) -> Result<Self, Error> {
        if !path.exists() {
            return Err(Error::Missing {
                path: path.to_owned(),
            });
        }
        // Reading, too, needs to write: a scan that was killed may have left a log to fold in.
        let writable = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
            .and_then(|store| store.check(Self::know));
        match writable {
            Err(Error::Sqlite { .. } | Error::Io { .. }) if !beside(path, "-wal").exists() => {
                Self::connect(&immutable(path), OpenFlags::SQLITE_OPEN_READ_ONLY)
                    .and_then(|store| store.check(Self::know))
                    .map(|store| Self {
                        path: path.to_owned(),
                        ..store
                    })
            }
            other => other,
        }
    }

    /// Reads what is there now, whatever a scan writes meanwhile, until the guard is dropped.
    pub fn snapshot(&self) -> Result<rusqlite::Transaction<'_>, Error> {
        self.connection
            .unchecked_transaction()
            .map_err(|error| self.error(error))
    }

    /// Where the inventory is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, Error> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let open = || {
            let connection = Connection::open_with_flags(path, flags)?;
            connection.busy_timeout(Duration::from_secs(10))?;
            connection.set_prepared_statement_cache_capacity(32);
            Ok(connection)
        };
        match open() {
            Ok(connection) => Ok(Self {
                connection,
                path: path.to_owned(),
            }),
            Err(error) => Err(translate(path, error)),
        }
    }

    fn check(self, check: impl FnOnce(&Self) -> Result<(), Error>) -> Result<Self, Error> {
        check(&self).map(|()| self)
    }

    /// A file we have just made, or one whose making was cut short.
    fn is_empty(&self) -> Result<bool, Error> {
        let objects: i64 = self.one("SELECT count(*) FROM sqlite_schema")?;
        let application: i64 = self.one("PRAGMA application_id")?;
        Ok(objects == 0 && application == 0)
    }

    fn initialise(&self, key_check: &str) -> Result<(), Error> {
        let make = || {
            let transaction = self.connection.unchecked_transaction()?;
            transaction.execute_batch(include_str!("schema.sql"))?;
            transaction.execute(
                "INSERT INTO meta (created_by, key_check) VALUES (?1, ?2)",
                (env!("CARGO_PKG_VERSION"), key_check),
            )?;
            transaction.pragma_update(None, "application_id", APPLICATION)?;
            transaction.pragma_update(None, "user_version", SCHEMA)?;
            transaction.commit()
        };
        make().map_err(|error| self.error(error))
    }

    /// Sees that it is an inventory of a schema we know, and sets up the connection.
    fn know(&self) -> Result<(), Error> {
        let path = || self.path.clone();
        if self.one::<i64>("PRAGMA application_id")? != APPLICATION {
            return Err(Error::Foreign { path: path() });
        }
        let found = self.one("PRAGMA user_version")?;
        if found > SCHEMA {
            return Err(Error::Newer {
                path: path(),
                found,
            });
        }
        self.pragma("foreign_keys", "ON")?;
        // With the log, the file stays whole even if the power fails; the last second's commits may be lost then.
        self.pragma("synchronous", "NORMAL")?;
        self.pragma("journal_size_limit", "67108864")?;
        // What a query sorts is about people, too: it goes to no temporary file.
        self.pragma("temp_store", "MEMORY")?;
        self.pragma("cache_size", "-16384")
    }

    fn journal(&self, mode: &str) -> Result<(), Error> {
        self.connection
            .pragma_update_and_check(None, "journal_mode", mode, |_| Ok(()))
            .map_err(|error| self.error(error))
    }

    fn pragma(&self, name: &str, value: &str) -> Result<(), Error> {
        self.connection
            .pragma_update(None, name, value)
            .map_err(|error| self.error(error))
    }

    fn one<T: rusqlite::types::FromSql>(&self, query: &str) -> Result<T, Error> {
        self.connection
            .query_row(query, (), |row| row.get(0))
            .map_err(|error| self.error(error))
    }

    pub(super) fn error(&self, error: rusqlite::Error) -> Error {
        translate(&self.path, error)
    }
}

fn translate(path: &Path, error: rusqlite::Error) -> Error {
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Error::Full { path },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy { path },
        Some(ErrorCode::NotADatabase) => Error::Foreign { path },
        Some(ErrorCode::DatabaseCorrupt) => Error::Damaged {
            path,
            detail: error.to_string(),
        },
        _ => Error::Sqlite { path, error },
    }
}

/// Makes the file if there is none, for its owner alone from the first moment; its log and journal take the mode from it.
fn create_private(path: &Path) -> io::Result<()> {
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    match made {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other.map(drop),
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The address of a file in a place where nothing can be written, and so nobody changes it.
fn immutable(path: &Path) -> PathBuf {
    let mut address = "file:".to_owned();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                address.push(char::from(*byte));
            }
            _ => write!(address, "%{byte:02X}").expect("a string takes what is written"),
        }
    }
    PathBuf::from(address + "?immutable=1")
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn refusal(path: &Path, key_check: &str) -> Error {
        Store::open_or_create(path, key_check)
            .err()
            .expect("it is refused")
    }

    #[test]
    fn a_new_inventory_and_its_log_are_private_and_one_file_is_left_at_rest() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("domesday.db");
        let mut store = Store::open_or_create(&path, "key").unwrap();
        store.begin_run(&super::super::Start::default()).unwrap();
        let mut names = Vec::new();
        for entry in folder.path().read_dir().unwrap() {
            let entry = entry.unwrap();
            assert_eq!(
                entry.metadata().unwrap().permissions().mode() & 0o777,
                0o600
            );
            names.push(entry.file_name());
        }
        assert!(
            names.len() > 1,
            "the log is beside it while it is open: {names:?}"
        );
        drop(store);
        assert_eq!(folder.path().read_dir().unwrap().count(), 1);
        Store::open_or_create(&path, "key").unwrap();
    }

    #[test]
    fn what_is_not_our_inventory_is_refused_by_name_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file.db");
        fs::write(
            &path,
            "not a database, but long enough to look into ".repeat(40),
        )
        .unwrap();
        let before = fs::read(&path).unwrap();
        assert!(matches!(refusal(&path, "key"), Error::Foreign { .. }));
        assert_eq!(fs::read(&path).unwrap(), before);

        let other = folder.path().join("other.db");
        Connection::open(&other)
            .unwrap()
            .execute_batch("CREATE TABLE t (x)")
            .unwrap();
        let error = refusal(&other, "key");
        assert!(matches!(error, Error::Foreign { .. }) && error.to_string().contains("other.db"));
        assert!(matches!(Store::open(&other), Err(Error::Foreign { .. })));

        let error = refusal(folder.path(), "key");
        assert!(
            error
                .to_string()
                .contains(&folder.path().display().to_string())
        );
    }

    #[test]
    fn another_key_or_a_newer_schema_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("domesday.db");
        drop(Store::open_or_create(&path, "key").unwrap());
        assert!(matches!(refusal(&path, "another"), Error::Key { .. }));
        let newer = SCHEMA + 1;
        Connection::open(&path)
            .unwrap()
            .pragma_update(None, "user_version", newer)
            .unwrap();
        assert!(matches!(refusal(&path, "key"), Error::Newer { found, .. } if found == newer));
    }

    #[test]
    fn a_missing_inventory_is_not_made_by_reading() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("none.db");
        assert!(matches!(Store::open(&path), Err(Error::Missing { .. })));
        assert!(!path.exists());
    }

    #[test]
    fn an_inventory_whose_making_was_cut_short_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("domesday.db");
        fs::write(&path, "").unwrap();
        Store::open_or_create(&path, "key").unwrap();
    }

    #[test]
    fn an_inventory_on_a_medium_that_cannot_be_written_can_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a b?.db");
        drop(Store::open_or_create(&path, "key").unwrap());
        let store = Store::connect(&immutable(&path), OpenFlags::SQLITE_OPEN_READ_ONLY)
            .and_then(|store| store.check(Store::know))
            .unwrap();
        assert_eq!(store.documents().count(), 0);
        assert_eq!(folder.path().read_dir().unwrap().count(), 1);
    }

    #[test]
    fn an_immutable_address_escapes_what_an_address_may_not_hold() {
        assert_eq!(
            immutable(Path::new("/a b/c?#%.db")),
            Path::new("file:/a%20b/c%3F%23%25.db?immutable=1")
        );
    }
}
