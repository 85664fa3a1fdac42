//! Keeps workers from running far ahead of the file whose turn it is.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};

/// A bound on how many files may be finished before their turn. Used where results may not rest on a disk; the worker
/// that reads the file whose turn it is never waits.
pub struct Window {
    next: Mutex<u64>,
    moved: Condvar,
    width: u64,
}

impl Window {
    pub fn new(width: u64) -> Self {
        Self {
            next: Mutex::new(0),
            moved: Condvar::new(),
            width,
        }
    }

    /// The turn has come to file `next`.
    pub fn advance(&self, next: u64) {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = next;
        self.moved.notify_all();
    }

    /// Lets everybody through: the run is over.
    pub(super) fn release(&self) {
        self.moved.notify_all();
    }

    /// Waits until `number` is within the window, or the run has been stopped.
    pub(super) fn wait(&self, number: u64, stopped: &AtomicBool) {
        let next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let far = |next: &mut u64| number >= *next + self.width && !stopped.load(Ordering::Relaxed);
        drop(
            self.moved
                .wait_while(next, far)
                .unwrap_or_else(PoisonError::into_inner),
        );
    }
}
