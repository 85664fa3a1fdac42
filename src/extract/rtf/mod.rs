//! Rich text (Rich Text Format Specification 1.9.1), streamed: text with its tables, headers, notes, comments, fields and
//! properties; embedded objects as inner documents. Pictures are left alone.
//!
//! Of a page or plain text that a mail program wrapped in RTF ([MS-OXRTFEX]) the original text is read.

mod lexer;
mod object;
mod state;

use std::io::SeekFrom;

use super::flow::{Flow, Place};
use super::member::Bounded;
use super::{Coverage, Error, Extract, Input, Sink};
use crate::crawl::Reason;
use lexer::Lexer;
use state::State;

pub(super) struct Rtf;

impl Extract for Rtf {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        input.reader.seek(SeekFrom::Start(0))?;
        let source = Bounded::new(&mut *input.reader, input.limits.part_bytes);
        read(source, sink)
    }
}

/// Reads a text to its end.
pub(super) fn read(source: impl std::io::Read, sink: &mut dyn Sink) -> Result<Coverage, Error> {
    let mut lexer = Lexer::new(source);
    let mut flow = Flow::new(sink);
    let mut state = State::default();
    flow.open_story(Place::Part("body"));
    let mut broken = None;
    loop {
        match lexer.next() {
            Ok(None) => break,
            Ok(Some(token)) => state.token(&token, &mut flow)?,
            Err(error) => {
                broken = Some(Error::from(error).reason());
                break;
            }
        }
    }
    let cut = state.is_open().then_some(Reason::Corrupt);
    let read = state.finish(&mut flow)?;
    if !read && broken.or(cut).is_some() {
        return Err(Error::CORRUPT);
    }
    Ok(Coverage::Complete.and(broken).and(cut))
}

#[cfg(test)]
mod tests;
