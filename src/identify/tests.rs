use super::*;
use std::io::Cursor;

fn format(bytes: &[u8], name: &str) -> Format {
    identify(&mut Cursor::new(bytes), name).unwrap().format
}

fn misnamed(bytes: &[u8], name: &str) -> bool {
    identify(&mut Cursor::new(bytes), name).unwrap().misnamed
}
