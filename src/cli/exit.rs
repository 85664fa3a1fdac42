//! Exit status, the contract with scripts.

/// How a command ended. Of several that apply, the one that stands first here counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Usage, nothing could be scanned, or the inventory or output cannot be written.
    CouldNotRun,
    /// `check` found something at or above the asked level.
    Found,
    /// Not everything in scope was read.
    Incomplete,
    Clear,
}

impl Exit {
    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Clear => 0,
            Self::Found => 1,
            Self::CouldNotRun => 2,
            Self::Incomplete => 3,
        }
    }
}
