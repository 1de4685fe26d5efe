//! The parent of a resource, asked for without knowing its kind.

use super::{Kind, Parent, exists, live};
use crate::Error;

impl Parent {
    /// This kind.
    pub const fn of<K: Kind>() -> Option<Self> {
        Some(Self {
            exists: |tx, name| match exists::<K>(tx, name)? {
                true => Ok(()),
                false => Err(Error::not_found(K::TYPE, name)),
            },
            live: |tx, name| live::<K>(tx, name).map(drop),
        })
    }
}
