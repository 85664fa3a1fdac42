//! Names of file owners, looked up once each.

use std::sync::Mutex;

use uzers::{Users, UsersCache};

/// The system's users, as far as asked for.
pub struct Owners {
    cache: Mutex<UsersCache>,
}

impl Default for Owners {
    fn default() -> Self {
        Self {
            cache: Mutex::new(UsersCache::new()),
        }
    }
}

impl Owners {
    /// The account's name, or its number where the system knows no name.
    pub fn name(&self, uid: u32) -> String {
        let cache = self
            .cache
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        match cache.get_user_by_uid(uid) {
            Some(user) => user.name().to_string_lossy().into_owned(),
            None => uid.to_string(),
        }
    }
}
