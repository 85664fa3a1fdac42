//! Runs an extractor in a child process of the same program, so that a parser's abort, stack overflow, hang or
//! allocation storm costs one document and not the scan: none of these is a panic that could be caught.
//!
//! Parent and child share one socket. The parent sends a [`Request`] with the document's open file attached; the child
//! answers with frames: segments, inner documents, and how it ended. The child has limits of memory and processor time
//! of its own and gives up the file system, the network and other programs ([`confine`]); the parent holds the deadline:
//! the time it waits, and the time that the text it got takes to look at, so that a small document that names one long
//! text over and over ends as well. The time that inner documents take is their own.

mod child;
mod confine;
mod frame;

use std::fs::File;
use std::io::{self, BufRead, BufReader, IoSlice, Read, Seek};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags};

pub use child::serve;
pub use confine::Confinement;
use frame::{Frame, Request};

use super::{Coverage, Error, Limits, Lost, Sink};
use crate::crawl::Reason;
use crate::identify::Format;

/// The argument that makes the program a child: it must come first.
pub const ARGUMENT: &str = "--domesday-extract-child";

static CONFINEMENT: OnceLock<Confinement> = OnceLock::new();

/// What the children of this process could give up; none before the first has started.
pub fn confinement() -> Option<Confinement> {
    CONFINEMENT.get().copied()
}

fn note(confinement: Confinement) {
    if CONFINEMENT.set(confinement).is_ok() && !confinement.is_complete() {
        tracing::warn!(
            files = confinement.files,
            system_calls = confinement.system_calls,
            "this system does not let the programs that read documents be confined as far as is meant"
        );
    }
}

/// A place where children run, one at a time; started when needed, reused while they behave.
pub struct Worker {
    program: PathBuf,
    running: Option<Running>,
}

impl Worker {
    /// `program` is a binary whose `main` calls [`serve`] when its first argument is [`ARGUMENT`].
    pub fn new(program: PathBuf) -> Self {
        Self {
            program,
            running: None,
        }
    }

    /// Extracts a document in the child; as [`super::Extract::extract`], whatever the parser does.
    pub fn extract(
        &mut self,
        file: &mut File,
        bytes: u64,
        format: Format,
        name: &str,
        limits: &Limits,
        sink: &mut dyn Sink,
    ) -> Result<Coverage, Error> {
        file.rewind()?;
        let mut running = match self.running.take() {
            Some(running) => running,
            None => Running::start(&self.program)?,
        };
        let request = Request {
            format,
            bytes,
            name: name.to_owned(),
            limits: limits.clone(),
        };
        let result = running.run(&request, file, sink);
        match result {
            Ok(Ok(coverage)) => {
                self.running = Some(running);
                Ok(coverage)
            }
            Ok(Err(reason)) => {
                self.running = Some(running);
                Err(Error::Unreadable(reason))
            }
            // The child is in the middle of something or gone.
            Err(error) => {
                running.end();
                Err(error)
            }
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            running.end();
        }
    }
}

struct Running {
    process: Child,
    frames: BufReader<Timed>,
    /// What the child says when it dies; only looked at for the runtime's own words, never printed.
    last_words: File,
}

/// A socket with a budget of time.
struct Timed {
    stream: UnixStream,
    left: Duration,
}

impl Timed {
    fn spend(&mut self, time: Duration) {
        self.left = self.left.saturating_sub(time);
    }
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(self.left))?;
        let begun = Instant::now();
        let result = self.stream.read(buffer);
        self.spend(begun.elapsed());
        match result {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                Err(io::ErrorKind::TimedOut.into())
            }
            other => other,
        }
    }
}

impl Running {
    fn start(program: &PathBuf) -> Result<Self, Error> {
        let (ours, theirs) = UnixStream::pair()?;
        let last_words = tempfile::tempfile()?;
        let process = Command::new(program)
            .arg(ARGUMENT)
            .env_clear()
            .stdin(OwnedFd::from(theirs))
            .stdout(Stdio::null())
            .stderr(last_words.try_clone()?)
            .spawn()?;
        let timed = Timed {
            stream: ours,
            left: Duration::ZERO,
        };
        Ok(Self {
            process,
            frames: BufReader::with_capacity(1 << 16, timed),
            last_words,
        })
    }

    fn run(
        &mut self,
        request: &Request,
        file: &File,
        sink: &mut dyn Sink,
    ) -> Result<Result<Coverage, Reason>, Error> {
        self.frames.get_mut().left = Duration::from_secs(request.seconds());
        if self.send(request, file).is_err() {
            return Err(Error::Stopped(self.cause_of_death()));
        }
        loop {
            match self.next()? {
                Frame::Segment(segment) => {
                    let begun = Instant::now();
                    sink.segment(segment)?;
                    self.frames.get_mut().spend(begun.elapsed());
                }
                Frame::Inner(name) => {
                    self.content(|content| sink.inner(&name, content))?;
                }
                Frame::Picture(origin) => {
                    self.content(|content| sink.picture(origin, content))?;
                }
                Frame::InnerLost(name, reason) => sink.inner_lost(&name, reason)?,
                Frame::Done(result) => return Ok(result),
                Frame::Confined(confinement) => note(confinement),
                Frame::Data(_) | Frame::InnerEnd(_) => return Err(Error::Stopped(Reason::Crashed)),
            }
        }
    }

    /// Lets somebody take the bytes that follow.
    fn content(
        &mut self,
        take: impl FnOnce(&mut Content<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut content = Content {
            running: self,
            left: 0,
            ended: false,
        };
        take(&mut content)?;
        // What nobody wanted is passed over; a failure here shows again at the next frame.
        let _ = io::copy(&mut content, &mut io::sink());
        Ok(())
    }

    /// The request and the file's handle travel together.
    fn send(&mut self, request: &Request, file: &File) -> io::Result<()> {
        let message = frame::encode(request)?;
        let handles = [file.as_fd()];
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        control.push(SendAncillaryMessage::ScmRights(&handles));
        let stream = &mut self.frames.get_mut().stream;
        let sent = rustix::net::sendmsg(
            &*stream,
            &[IoSlice::new(&message)],
            &mut control,
            SendFlags::NOSIGNAL,
        )?;
        io::Write::write_all(stream, &message[sent..])
    }

    fn next(&mut self) -> Result<Frame, Error> {
        frame::read(&mut self.frames).map_err(|error| {
            Error::Stopped(match error.kind() {
                io::ErrorKind::TimedOut => Reason::Timeout,
                _ => self.cause_of_death(),
            })
        })
    }

    fn cause_of_death(&mut self) -> Reason {
        // A child that has ended by itself keeps the signal that ended it.
        let _ = self.process.kill();
        let ended = self.process.wait();
        let signal = ended.ok().and_then(|status| status.signal());
        if signal == Some(rustix::process::Signal::XCPU.as_raw()) {
            return Reason::Timeout;
        }
        let mut words = [0; 256];
        let read = self
            .last_words
            .rewind()
            .and_then(|()| self.last_words.read(&mut words))
            .unwrap_or(0);
        // The runtime's words when an allocation fails; the system's own memory killer leaves none.
        if words[..read].starts_with(b"memory allocation of ") {
            Reason::Memory
        } else {
            Reason::Crashed
        }
    }

    fn end(mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The bytes of an inner document, as they come out of the child.
struct Content<'a> {
    running: &'a mut Running,
    /// Bytes left of the current data frame.
    left: usize,
    ended: bool,
}

impl Read for Content<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.left == 0 && !self.ended {
            let frame = self.running.next().map_err(|error| {
                self.ended = true;
                io::Error::other(Lost(error.reason()))
            })?;
            match frame {
                Frame::Data(bytes) => self.left = bytes as usize,
                Frame::InnerEnd(lost) => {
                    self.ended = true;
                    if let Some(reason) = lost {
                        return Err(io::Error::other(Lost(reason)));
                    }
                }
                _ => return Err(io::Error::other(Lost(Reason::Crashed))),
            }
        }
        if self.ended {
            return Ok(0);
        }
        let available = self
            .running
            .frames
            .fill_buf()
            .map_err(|_| io::Error::other(Lost(Reason::Crashed)))?;
        if available.is_empty() {
            self.ended = true;
            return Err(io::Error::other(Lost(Reason::Crashed)));
        }
        let taken = available.len().min(buffer.len()).min(self.left);
        buffer[..taken].copy_from_slice(&available[..taken]);
        self.running.frames.consume(taken);
        self.left -= taken;
        Ok(taken)
    }
}
