-- The inventory, schema 1. Readable with any SQLite program; words are those of the records.
-- PRAGMA application_id and user_version are set beside this text in store.rs.

-- One row: what made the file, and a check of the key that its fingerprints were made with.
CREATE TABLE meta (
    created_by  TEXT NOT NULL,          -- program version
    key_check   TEXT NOT NULL
);

-- Policies by hash, so that a report can be repeated without the file.
CREATE TABLE policies (
    hash        TEXT PRIMARY KEY,
    content     TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE runs (
    id          INTEGER PRIMARY KEY,
    started     TEXT NOT NULL,          -- RFC 3339
    finished    TEXT,                   -- null: it runs, or was ended before its end
    as_of       TEXT NOT NULL,          -- ISO date
    version     TEXT NOT NULL,
    rules       TEXT NOT NULL,          -- hash of the rule book
    policy      TEXT REFERENCES policies (hash),
    options     TEXT NOT NULL,          -- JSON
    totals      TEXT                    -- JSON, once finished
);

-- In the order in which they were first scanned; that is their order in reports.
CREATE TABLE sources (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,   -- as typed
    network     INTEGER NOT NULL,       -- on a network mount: permission bits say little
    work_tree   INTEGER NOT NULL,       -- in a git work tree: file times say nothing
    seen_in     INTEGER NOT NULL REFERENCES runs (id)
);

CREATE TABLE documents (
    id          INTEGER PRIMARY KEY,
    source      INTEGER NOT NULL REFERENCES sources (id),
    sort        BLOB NOT NULL,          -- path and member in the order of reports, see order.rs
    path        TEXT NOT NULL,
    member      TEXT,
    record      TEXT NOT NULL,          -- id of the record
    format      TEXT,
    bytes       INTEGER NOT NULL,
    modified    TEXT,                   -- RFC 3339; with bytes and content_hash, what a rescan compares
    file_owner  TEXT,
    mode        TEXT,
    content_hash TEXT,
    status      TEXT NOT NULL,
    reason      TEXT,
    classification TEXT,
    sensitive_categories TEXT NOT NULL, -- JSON
    marking     TEXT,
    subjects    INTEGER NOT NULL,
    last_date   TEXT,
    findings    INTEGER NOT NULL,       -- how many
    read_in     INTEGER NOT NULL REFERENCES runs (id),  -- the run whose rules it was read with
    seen_in     INTEGER NOT NULL REFERENCES runs (id),
    gone_in     INTEGER REFERENCES runs (id),           -- the run that did not meet it any more
    facts       TEXT NOT NULL,          -- JSON; last, so that counting need not read it
    UNIQUE (source, sort)
);

CREATE TABLE findings (
    document    INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    place       INTEGER NOT NULL,       -- order in the document, from 0
    record      TEXT NOT NULL,
    rule        TEXT NOT NULL,
    class       TEXT NOT NULL,
    location    TEXT NOT NULL,          -- JSON
    value       TEXT NOT NULL,          -- the mask
    fingerprint BLOB,                   -- keyed, 128 bits
    confidence  REAL NOT NULL,
    severity    INTEGER NOT NULL,       -- 1 note to 5 critical
    evidence    TEXT NOT NULL,          -- JSON
    principles  TEXT NOT NULL,          -- JSON
    PRIMARY KEY (document, place)
) WITHOUT ROWID;

-- Folders that could not be listed, or were left out.
CREATE TABLE folders (
    source      INTEGER NOT NULL REFERENCES sources (id),
    sort        BLOB NOT NULL,
    path        TEXT NOT NULL,
    status      TEXT NOT NULL,
    reason      TEXT NOT NULL,
    seen_in     INTEGER NOT NULL REFERENCES runs (id),
    PRIMARY KEY (source, sort)
) WITHOUT ROWID;

-- What reviewers ruled. Found again by the value's fingerprint and rule, else by path, rule and location, so that a
-- moved file keeps its decision and an edited one asks again. Rows are added, never changed.
CREATE TABLE decisions (
    id          INTEGER PRIMARY KEY,
    decision    TEXT NOT NULL,          -- keep-justified, delete, move, redact, restrict, false-positive, refer, hold
    fingerprint BLOB,
    rule        TEXT,
    source      TEXT,
    path        TEXT,
    member      TEXT,
    location    TEXT,
    reason      TEXT NOT NULL,
    post        TEXT NOT NULL,          -- of the reviewer, never a name
    decided     TEXT NOT NULL,          -- ISO date
    expires     TEXT,
    due         TEXT
);
CREATE INDEX decisions_by_value ON decisions (fingerprint, rule);
CREATE INDEX decisions_by_place ON decisions (source, path, rule);
