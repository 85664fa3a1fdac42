//! The child's side: gives up its rights, then takes requests until the parent goes away.

use std::fs::File;
use std::io::{self, BufWriter, IoSliceMut, Read, Write};
use std::mem::MaybeUninit;
use std::os::unix::net::UnixStream;

use rustix::net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags};
use rustix::process::{Resource, Rlimit};

use super::confine;
use super::frame::{self, Frame, Request};
use crate::crawl::Reason;
use crate::extract::{Body, Coverage, Error, Input, Origin, Segment, Sink, extractor};

/// Parsers of nested structures get more stack than a main thread has.
const STACK: usize = 64 << 20;

/// Longest text or row in one message.
const LONGEST: usize = 4 << 20;

/// Serves requests on standard input until it is closed. The program's `main` calls this and returns.
pub fn serve() -> io::Result<()> {
    // Words of a panic may quote the document.
    std::panic::set_hook(Box::new(|_| {}));
    let stream = UnixStream::from(rustix::io::dup(rustix::stdio::stdin())?);
    let confinement = confine::confine();
    frame::write(&mut &stream, &Frame::Confined(confinement))?;
    let served = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || serve_on(&stream))?;
    // A panic has ended the thread: the closed socket tells the parent.
    served.join().unwrap_or(Ok(()))
}

fn serve_on(stream: &UnixStream) -> io::Result<()> {
    let mut limited = false;
    while let Some((request, file)) = receive(stream)? {
        if !limited {
            limit_memory(request.limits.memory)?;
            limited = true;
        }
        confine::limit_processor_time(request.seconds());
        let mut frames = Frames {
            out: BufWriter::with_capacity(1 << 16, stream),
        };
        let result = extract(&request, &file, &mut frames);
        frame::write(&mut frames.out, &Frame::Done(result))?;
        frames.out.flush()?;
    }
    Ok(())
}

fn extract(request: &Request, file: &File, sink: &mut Frames<'_>) -> Result<Coverage, Reason> {
    let extractor = extractor(request.format).ok_or(Reason::Unsupported)?;
    let mut reader = file;
    let mut input = Input {
        reader: &mut reader,
        file: Some(file),
        bytes: request.bytes,
        format: request.format,
        name: &request.name,
        limits: &request.limits,
    };
    extractor
        .extract(&mut input, sink)
        .map_err(|error| error.reason())
}

fn limit_memory(bytes: u64) -> io::Result<()> {
    rustix::process::setrlimit(
        Resource::As,
        Rlimit {
            current: Some(bytes),
            maximum: Some(bytes),
        },
    )?;
    Ok(())
}

/// The next request and the file it is about; none when the parent has gone.
fn receive(stream: &UnixStream) -> io::Result<Option<(Request, File)>> {
    let mut length = [0; 4];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let received = rustix::net::recvmsg(
        stream,
        &mut [IoSliceMut::new(&mut length)],
        &mut control,
        RecvFlags::CMSG_CLOEXEC,
    )?;
    if received.bytes == 0 {
        return Ok(None);
    }
    let mut handles = control.drain().filter_map(|message| match message {
        RecvAncillaryMessage::ScmRights(handles) => Some(handles),
        _ => None,
    });
    let file = handles
        .next()
        .and_then(|mut handles| handles.next())
        .map(File::from)
        .ok_or(io::ErrorKind::InvalidData)?;
    let request = frame::read(&mut length[..received.bytes].chain(stream))?;
    Ok(Some((request, file)))
}

/// Sends what the extractor finds.
struct Frames<'a> {
    out: BufWriter<&'a UnixStream>,
}

impl Sink for Frames<'_> {
    fn segment(&mut self, segment: Segment) -> Result<(), Error> {
        for piece in cut(segment) {
            frame::write(&mut self.out, &Frame::Segment(piece))?;
        }
        Ok(())
    }

    fn inner(&mut self, name: &str, content: &mut dyn Read) -> Result<(), Error> {
        frame::write(&mut self.out, &Frame::Inner(name.to_owned()))?;
        self.content(content)
    }

    fn inner_lost(&mut self, name: &str, reason: Reason) -> Result<(), Error> {
        frame::write(&mut self.out, &Frame::InnerLost(name.to_owned(), reason))?;
        Ok(())
    }

    fn picture(&mut self, origin: Origin, content: &mut dyn Read) -> Result<(), Error> {
        frame::write(&mut self.out, &Frame::Picture(origin))?;
        self.content(content)
    }
}

impl Frames<'_> {
    /// The bytes of an inner document or picture, and how they ended.
    fn content(&mut self, content: &mut dyn Read) -> Result<(), Error> {
        let mut buffer = vec![0; 1 << 16];
        let lost = loop {
            match content.read(&mut buffer) {
                Ok(0) => break None,
                Ok(read) => {
                    frame::write(&mut self.out, &Frame::Data(read as u32))?;
                    self.out.write_all(&buffer[..read])?;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => break Some(Error::from(error).reason()),
            }
        };
        frame::write(&mut self.out, &Frame::InnerEnd(lost))?;
        Ok(())
    }
}

/// The segment in pieces that fit a message: texts are cut at line ends where there are any, rows between cells.
fn cut(segment: Segment) -> Vec<Segment> {
    let Segment {
        origin,
        body,
        hidden,
    } = segment;
    let piece = |origin: &Origin, body| Segment {
        origin: origin.clone(),
        body,
        hidden,
    };
    match body {
        Body::Text(text) if text.len() > LONGEST => {
            let mut pieces = Vec::new();
            let (mut rest, mut origin) = (text.as_str(), origin);
            while !rest.is_empty() {
                let mut end = rest.floor_char_boundary(LONGEST);
                if end < rest.len() {
                    end = rest[..end].rfind(['\n', ' ']).map_or(end, |at| at + 1);
                }
                let (now, later) = rest.split_at(end);
                pieces.push(piece(&origin, Body::Text(now.to_owned())));
                origin.advance(now.matches('\n').count());
                rest = later;
            }
            pieces
        }
        Body::Row(cells) if cells.iter().map(|cell| cell.text.len()).sum::<usize>() > LONGEST => {
            cells
                .into_iter()
                .map(|cell| piece(&origin, Body::Row(vec![cell])))
                .collect()
        }
        Body::Record(fields)
            if fields.iter().map(|field| field.value.len()).sum::<usize>() > LONGEST =>
        {
            fields
                .into_iter()
                .map(|field| piece(&origin, Body::Record(vec![field])))
                .collect()
        }
        body => vec![piece(&origin, body)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_too_long_for_a_message_is_cut_at_line_ends_and_keeps_its_lines() {
        let line = format!("{}\n", "x".repeat(999_999));
        let text = line.repeat(6);
        let pieces = cut(Segment {
            origin: Origin::Lines { first: 1 },
            body: Body::Text(text),
            hidden: false,
        });
        let firsts: Vec<_> = pieces.iter().map(|piece| piece.origin.clone()).collect();
        assert_eq!(
            firsts,
            [Origin::Lines { first: 1 }, Origin::Lines { first: 5 }]
        );
    }
}
