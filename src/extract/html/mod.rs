//! HTML pages, streamed through html5ever's tokenizer: no tree is built, so memory is flat and nothing recurses.
//!
//! [`page`] turns tags and text into paragraphs, rows of tables and the page's metadata. A tag or comment that never
//! ends cannot be held: from there on the page is read as plain text.

mod elements;
mod page;
mod style;
mod table;

use std::cell::RefCell;
use std::io::BufRead;
use std::sync::LazyLock;

use encoding_rs::Encoding;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use regex::bytes::Regex;

use super::tape::Tape;
use super::{Coverage, Error, Extract, Input, Sink, text};
use page::Page;

/// Bytes of one tag or comment: pictures are put into attributes.
const TOKEN_BYTES: usize = 16 << 20;
/// Blanks, quotes and slashes in one tag. The tokenizer compares every attribute with all before it.
const TOKEN_PARTS: usize = 20_000;
/// Bytes given to the tokenizer at a time.
const PIECE: usize = 16 << 10;

pub(super) struct Html;

impl Extract for Html {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let mut tape = Tape::new(input.reader, stated_encoding, TOKEN_BYTES)?;
        let tokenizer = Tokenizer::new(
            Tokens(RefCell::new(State {
                page: Page::new(sink),
                seen: false,
                stopped: None,
            })),
            TokenizerOpts::default(),
        );
        let sound = read(&mut tape, &tokenizer)?;
        if sound {
            tokenizer.end();
        }
        let state = tokenizer.sink.0.into_inner();
        if let Some(error) = state.stopped {
            return Err(error);
        }
        let sink = state.page.finish()?;
        if !sound {
            text::from_mark(&mut tape, sink)?;
        }
        Ok(Coverage::Complete)
    }
}

/// The encoding of a `meta` element (HTML, 13.2.3.2).
fn stated_encoding(head: &[u8]) -> Option<&'static Encoding> {
    static STATEMENT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?i)<meta[^>]{0,256}?charset\s*=\s*["']?\s*([a-z0-9._:-]+)"#)
            .expect("a constant pattern")
    });
    let head = &head[..head.len().min(8 << 10)];
    let label = STATEMENT.captures(head)?;
    Encoding::for_label_no_replacement(&label[1])
}

/// Feeds the tokenizer to the end; false where it meets a token that does not end, with the tape marked before it.
fn read(tape: &mut Tape<'_>, tokenizer: &Tokenizer<Tokens<'_>>) -> Result<bool, Error> {
    let queue = BufferQueue::default();
    let mut parts = 0;
    loop {
        let start = tape.position();
        if let Err(error) = tape.fill_buf() {
            return if tape.overflowed() {
                Ok(false)
            } else {
                Err(error.into())
            };
        }
        let ready = tape.fill_buf()?;
        if ready.is_empty() {
            return Ok(true);
        }
        let length = piece_length(ready);
        let piece = &ready[..length];
        parts += piece
            .iter()
            .filter(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'"' | b'\'' | b'/'))
            .count();
        queue.push_back(StrTendril::from_slice(&String::from_utf8_lossy(piece)));
        let _ = tokenizer.feed(&queue);
        tape.consume(length);
        let mut state = tokenizer.sink.0.borrow_mut();
        if state.stopped.is_some() {
            return Ok(true);
        }
        if std::mem::take(&mut state.seen) {
            // A token may have begun in this piece and go on: it is kept.
            tape.mark_at(start);
            parts = 0;
        } else if parts > TOKEN_PARTS {
            return Ok(false);
        }
    }
}

/// Whole characters, at most [`PIECE`] bytes.
fn piece_length(ready: &[u8]) -> usize {
    if ready.len() <= PIECE {
        return ready.len();
    }
    let is_boundary = |at: &usize| ready[*at] & 0xC0 != 0x80;
    (1..=PIECE).rev().find(is_boundary).unwrap_or(PIECE)
}

/// What the tokenizer's callbacks share with the loop that feeds it.
struct State<'s> {
    page: Page<'s>,
    /// A token has come since this was last asked.
    seen: bool,
    stopped: Option<Error>,
}

struct Tokens<'s>(RefCell<State<'s>>);

impl TokenSink for Tokens<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let state = &mut *self.0.borrow_mut();
        // Duplicate attributes are reported while their tag goes on.
        state.seen |= !matches!(token, Token::ParseError(_));
        if state.stopped.is_some() {
            return TokenSinkResult::Continue;
        }
        let page = &mut state.page;
        let done = match &token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => page.start_tag(tag),
            Token::TagToken(tag) => page.end_tag(&tag.name),
            Token::CharacterTokens(text) => page.text(text),
            Token::CommentToken(comment) => page.comment(comment),
            Token::DoctypeToken(_)
            | Token::NullCharacterToken
            | Token::EOFToken
            | Token::ParseError(_) => Ok(()),
        };
        if let Err(error) = done {
            state.stopped = Some(error);
        }
        match &token {
            Token::TagToken(tag) => next_state(tag),
            _ => TokenSinkResult::Continue,
        }
    }
}

/// Elements whose content is not markup; a tree builder would tell the tokenizer so.
fn next_state(tag: &Tag) -> TokenSinkResult<()> {
    use html5ever::tokenizer::states::RawKind;
    if tag.kind == TagKind::EndTag {
        return TokenSinkResult::Continue;
    }
    match &*tag.name {
        "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => {
            TokenSinkResult::RawData(RawKind::Rawtext)
        }
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "plaintext" => TokenSinkResult::Plaintext,
        _ => TokenSinkResult::Continue,
    }
}

#[cfg(test)]
mod tests;
