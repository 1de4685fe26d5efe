//! What a log says of itself at one moment, and the text of it (C2SP tlog-checkpoint v1.0.0).

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};

use super::{Malformed, decimal};
use crate::tree::Hash;

/// What a log says of itself at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name, which never changes.
    pub origin: String,
    /// How many leaves.
    pub size: u64,
    /// The root of the tree of that size.
    pub root: Hash,
}

impl Checkpoint {
    /// Returns the text that is signed.
    pub fn text(&self) -> String {
        format!(
            "{}\n{}\n{}\n",
            self.origin,
            self.size,
            BASE64.encode(self.root)
        )
    }

    /// The checkpoint in a text. Extension lines are allowed, and ignored.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let lines: Vec<&str> = text.lines().take(3).collect();
        let [origin, size, root] = lines[..] else {
            return Err(Malformed::at(lines.len(), "a checkpoint has three lines"));
        };
        if origin.is_empty() {
            return Err(Malformed::at(1, "the origin is empty"));
        }
        let size =
            decimal(size).ok_or_else(|| Malformed::at(2, "the size is not a decimal number"))?;
        let root = BASE64
            .decode(root)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| Malformed::at(3, "the root is not 32 bytes in base64"))?;
        Ok(Self {
            origin: origin.to_owned(),
            size,
            root,
        })
    }
}
