//! Writes records to a format: an iterator of records in, bytes out.
