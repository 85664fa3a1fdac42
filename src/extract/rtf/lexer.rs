//! Splits RTF (Rich Text Format Specification 1.9.1) into tokens: groups, control words, bytes of text.

use std::io::{self, Read};

/// Letters of a control word that are kept; the longest of the specification has 31.
const WORD: usize = 32;

pub(super) enum Token {
    Open,
    Close,
    /// A control word with its number, or a control symbol as a word of one character.
    Word(Word, Option<i32>),
    /// `\'hh`, or a byte of text.
    Byte(u8),
    /// So many bytes of binary data were passed over.
    Binary,
}

/// The name of a control word.
#[derive(Clone, Copy)]
pub(super) struct Word {
    letters: [u8; WORD],
    length: usize,
}

impl Word {
    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.letters[..self.length]).unwrap_or_default()
    }
}

pub(super) struct Lexer<R> {
    source: io::BufReader<R>,
    /// A byte that was looked at and not taken.
    ahead: Option<u8>,
}

impl<R: Read> Lexer<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source: io::BufReader::with_capacity(1 << 16, source),
            ahead: None,
        }
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        if let Some(byte) = self.ahead.take() {
            return Ok(Some(byte));
        }
        let mut byte = [0];
        loop {
            match self.source.read(&mut byte) {
                Ok(0) => return Ok(None),
                Ok(_) => return Ok(Some(byte[0])),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The next token; none at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Token>> {
        loop {
            let token = match self.byte()? {
                None => return Ok(None),
                Some(b'{') => Token::Open,
                Some(b'}') => Token::Close,
                Some(b'\\') => return self.control(),
                Some(b'\r' | b'\n' | 0) => continue,
                Some(b'\t') => symbol(b"tab"),
                Some(byte) => Token::Byte(byte),
            };
            return Ok(Some(token));
        }
    }

    fn control(&mut self) -> io::Result<Option<Token>> {
        let Some(first) = self.byte()? else {
            return Ok(None);
        };
        if !first.is_ascii_alphabetic() {
            return Ok(Some(match first {
                b'\'' => self.hex()?,
                b'{' | b'}' | b'\\' => Token::Byte(first),
                b'\r' | b'\n' => symbol(b"par"),
                b'\t' => symbol(b"tab"),
                other => symbol(&[other]),
            }));
        }
        let mut word = Word {
            letters: [0; WORD],
            length: 0,
        };
        let mut next = Some(first);
        while let Some(letter) = next.filter(u8::is_ascii_alphabetic) {
            if word.length < WORD {
                word.letters[word.length] = letter;
                word.length += 1;
            }
            next = self.byte()?;
        }
        let negative = next == Some(b'-');
        if negative {
            next = self.byte()?;
        }
        let mut number = None;
        while let Some(digit) = next.filter(u8::is_ascii_digit) {
            let so_far: i32 = number.unwrap_or(0);
            number = Some(
                so_far
                    .saturating_mul(10)
                    .saturating_add(i32::from(digit - b'0')),
            );
            next = self.byte()?;
        }
        // One space ends the word and belongs to it.
        self.ahead = next.filter(|byte| *byte != b' ');
        let number = number.map(|number| if negative { -number } else { number });
        if word.as_str() == "bin" {
            self.pass_over(number.unwrap_or(0))?;
            return Ok(Some(Token::Binary));
        }
        Ok(Some(Token::Word(word, number)))
    }

    fn hex(&mut self) -> io::Result<Token> {
        let mut value = 0;
        for _ in 0..2 {
            let byte = self.byte()?;
            if let Some(digit) = byte.and_then(|byte| char::from(byte).to_digit(16)) {
                value = value << 4 | digit as u8;
            } else {
                self.ahead = byte;
                break;
            }
        }
        Ok(Token::Byte(value))
    }

    fn pass_over(&mut self, bytes: i32) -> io::Result<()> {
        let mut left = u64::try_from(bytes).unwrap_or(0);
        if left > 0 && self.ahead.take().is_some() {
            left -= 1;
        }
        io::copy(&mut (&mut self.source).take(left), &mut io::sink())?;
        Ok(())
    }
}

fn symbol(name: &[u8]) -> Token {
    let mut letters = [0; WORD];
    letters[..name.len()].copy_from_slice(name);
    let word = Word {
        letters,
        length: name.len(),
    };
    Token::Word(word, None)
}
