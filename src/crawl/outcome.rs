//! What became of a file that was met: every one ends in exactly one [`Outcome`], whatever stage decides it.

use serde::{Deserialize, Serialize};

/// How much of a document was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// All of it.
    Read,
    /// Some of it; the reason says what was lost.
    Partial,
    /// None of it, though it was in scope.
    Unreadable,
    /// It was left out on purpose, or was gone.
    Skipped,
}

/// Why a document was not read, or not wholly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// The deadline for one document passed.
    Timeout,
    /// The memory limit for one document was met.
    Memory,
    /// The parser ended abnormally (panic, abort, stack overflow).
    Crashed,
    /// The bytes are not what the format asks for.
    Corrupt,
    /// A password or key is needed.
    Encrypted,
    /// Containers nested deeper than the limit.
    Depth,
    /// The expanded size, or the number of members, passed the limit.
    Expansion,
    /// The system reported an error while reading.
    Io,
    /// Pictures of text without a text layer.
    ImageOnly,
    /// The system refused access.
    PermissionDenied,
    /// No extractor for this format.
    Unsupported,
    /// A glob of the command line left it out.
    Excluded,
    /// A zone of the policy left it out.
    Ignored,
    /// Over `--max-file-size`.
    TooLarge,
    /// Its content is not on the drive but on tape or in a cloud; reading would recall it.
    Offline,
    /// A file this program wrote itself.
    OwnOutput,
    /// It was listed but was gone when it was opened.
    Vanished,
    /// A symbolic link that is not followed.
    Link,
    /// A socket, pipe or device.
    Special,
}

/// The end of one document: a status and, unless it was read, the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Outcome {
    pub status: Status,
    pub reason: Option<Reason>,
}

impl Outcome {
    /// All of it was read.
    pub const READ: Self = Self {
        status: Status::Read,
        reason: None,
    };

    pub const fn partial(reason: Reason) -> Self {
        Self {
            status: Status::Partial,
            reason: Some(reason),
        }
    }

    pub const fn unreadable(reason: Reason) -> Self {
        Self {
            status: Status::Unreadable,
            reason: Some(reason),
        }
    }

    pub const fn skipped(reason: Reason) -> Self {
        Self {
            status: Status::Skipped,
            reason: Some(reason),
        }
    }
}

impl Reason {
    /// The reason for an error of the file system.
    pub fn of_io(error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::NotFound => Self::Vanished,
            std::io::ErrorKind::PermissionDenied => Self::PermissionDenied,
            _ => Self::Io,
        }
    }

    /// The word used in records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Memory => "memory",
            Self::Crashed => "crashed",
            Self::Corrupt => "corrupt",
            Self::Encrypted => "encrypted",
            Self::Depth => "depth",
            Self::Expansion => "expansion",
            Self::Io => "io",
            Self::ImageOnly => "image-only",
            Self::PermissionDenied => "permission-denied",
            Self::Unsupported => "unsupported",
            Self::Excluded => "excluded",
            Self::Ignored => "ignored",
            Self::TooLarge => "too-large",
            Self::Offline => "offline",
            Self::OwnOutput => "own-output",
            Self::Vanished => "vanished",
            Self::Link => "link",
            Self::Special => "special",
        }
    }
}
