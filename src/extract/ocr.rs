//! Text in pictures, recognised by an external program: `tesseract`, run with a deadline for one picture at a time.
//!
//! The picture goes in and the text comes out over handles of files without names; nothing is left behind. Where the
//! program is not installed, pictures stay unread, and that is said once.

use std::fs::File;
use std::io::{Read, Seek};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Once;
use std::time::{Duration, Instant};

use super::Error;
use crate::crawl::Reason;

/// The program, as the system finds it.
const PROGRAM: &str = "tesseract";
/// Bytes of text that one picture may have.
const TEXT: u64 = 4 << 20;
/// How often the program is asked whether it has ended.
const PAUSE: Duration = Duration::from_millis(5);

/// The text that a picture shows; `out` is an empty file for it to pass through. The error is that of this picture.
pub fn text(picture: File, mut out: File, seconds: u64) -> Result<String, Error> {
    if picture.metadata()?.len() == 0 {
        return Err(Error::Unreadable(Reason::ImageOnly));
    }
    let started = Command::new(PROGRAM)
        .args(["stdin", "stdout", "-l", "eng"])
        // Documents are read side by side; one thread each is enough.
        .env("OMP_THREAD_LIMIT", "1")
        .stdin(picture)
        .stdout(out.try_clone()?)
        .stderr(Stdio::null())
        .spawn();
    let mut program = started.map_err(|error| missing(&error))?;
    let ended = wait(&mut program, Instant::now() + Duration::from_secs(seconds))?;
    if !ended.success() {
        return Err(Error::Unreadable(Reason::ImageOnly));
    }
    let mut bytes = Vec::new();
    out.rewind()?;
    (&mut out).take(TEXT).read_to_end(&mut bytes)?;
    // The program ends each page with a form feed.
    Ok(String::from_utf8_lossy(&bytes).replace('\u{c}', "\n"))
}

fn missing(error: &std::io::Error) -> Error {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        tracing::warn!(program = PROGRAM, %error, "text in pictures cannot be recognised");
    });
    Error::Unreadable(Reason::ImageOnly)
}

fn wait(program: &mut Child, deadline: Instant) -> Result<ExitStatus, Error> {
    loop {
        if let Some(status) = program.try_wait()? {
            return Ok(status);
        }
        if Instant::now() > deadline {
            program.kill()?;
            program.wait()?;
            return Err(Error::Unreadable(Reason::Timeout));
        }
        std::thread::sleep(PAUSE);
    }
}
