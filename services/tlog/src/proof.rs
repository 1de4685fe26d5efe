//! Receipts: the proof that a leaf is in the log, in one text that verifies without us (C2SP tlog-proof v1).
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! extra <base64: the leaf, then 33 bytes for each salt the submitter was given: slot, salt>
//! index <decimal>
//! <base64 hash>            the path, leaf side first
//!
//! <checkpoint, verbatim>
//! ```
//! Owns the text and what it proves, not where its parts come from.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};

use crate::{
    entry::{Entry, Salt, Slot},
    note::{Malformed, decimal, no_controls},
    tree::{Hash, leaf_hash, root_of_inclusion},
};

/// The first line.
pub const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// No tree has a longer path.
const MAX_PATH: usize = 64;
/// The line in which the path begins.
const PATH_AT: usize = 4;

/// A receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The index of the leaf in the log.
    pub index: u64,
    /// The leaf.
    pub leaf: Vec<u8>,
    /// The salts that the holder was given: with them the holder can prove the words behind the leaf.
    pub salts: Vec<(Slot, Salt)>,
    /// The path from the leaf to the root of the checkpoint, leaf side first.
    pub path: Vec<Hash>,
    /// The checkpoint: a signed note.
    pub checkpoint: String,
}

impl Receipt {
    /// Returns the receipt as a text.
    pub fn text(&self) -> String {
        use std::fmt::Write;
        let extra = self
            .salts
            .iter()
            .fold(self.leaf.clone(), |mut extra, (slot, salt)| {
                extra.push(slot.0);
                extra.extend(salt);
                extra
            });
        let mut text = String::with_capacity(512 + 45 * self.path.len() + self.checkpoint.len());
        // Writing to a string cannot fail.
        let _ = write!(text, "{HEADER}\nextra ");
        BASE64.encode_string(extra, &mut text);
        let _ = write!(text, "\nindex {}\n", self.index);
        for hash in &self.path {
            BASE64.encode_string(hash, &mut text);
            text.push('\n');
        }
        text.push('\n');
        text.push_str(&self.checkpoint);
        text
    }

    /// The receipt in a text, or what is wrong with its form.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        no_controls(text)?;
        let (head, checkpoint) = text.split_once("\n\n").ok_or_else(|| {
            let lines = text.split('\n').count();
            Malformed::at(lines, "there is no empty line before the checkpoint")
        })?;
        let mut lines = head.split('\n');
        if lines.next() != Some(HEADER) {
            return Err(Malformed::at(1, format!("this is not {HEADER:?}")));
        }
        let extra = lines
            .next()
            .and_then(|line| line.strip_prefix("extra "))
            .ok_or_else(|| Malformed::at(2, "\"extra\" is expected here"))?;
        let (leaf, salts) = extras(extra).map_err(|what| Malformed::at(2, what))?;
        let index = lines
            .next()
            .and_then(|line| line.strip_prefix("index "))
            .ok_or_else(|| Malformed::at(3, "\"index\" is expected here"))?;
        let index =
            decimal(index).ok_or_else(|| Malformed::at(3, "the index is not a decimal number"))?;
        let mut path = Vec::new();
        for (line, number) in lines.zip(PATH_AT..) {
            let hash = BASE64
                .decode(line)
                .ok()
                .and_then(|bytes| bytes.try_into().ok());
            path.push(hash.ok_or_else(|| Malformed::at(number, "this is not 32 bytes in base64"))?);
            if path.len() > MAX_PATH {
                return Err(Malformed::at(number, "no tree has that long a path"));
            }
        }
        Ok(Self {
            index,
            leaf,
            salts,
            path,
            checkpoint: checkpoint.to_owned(),
        })
    }

    /// Returns how many lines of the text stand above the checkpoint.
    pub fn lines_above(&self) -> usize {
        PATH_AT + self.path.len()
    }

    /// Returns the salt of a slot, if the holder was given it.
    pub fn salt(&self, slot: Slot) -> Option<&Salt> {
        self.salts
            .iter()
            .find(|(at, _)| *at == slot)
            .map(|(_, salt)| salt)
    }

    /// Returns whether the path leads from the leaf to this root.
    pub fn leads_to(&self, size: u64, root: &Hash) -> bool {
        root_of_inclusion(leaf_hash(&self.leaf), self.index, size, &self.path).as_ref()
            == Some(root)
    }
}

type Salts = Vec<(Slot, Salt)>;

/// Returns the leaf and the salts in the line `extra`.
fn extras(line: &str) -> Result<(Vec<u8>, Salts), &'static str> {
    let extra = BASE64.decode(line).map_err(|_| "this is not base64")?;
    let (entry, salts) = Entry::split(&extra).ok_or("this does not begin with a leaf")?;
    let (salts, []) = salts.as_chunks::<33>() else {
        return Err("the salts are cut");
    };
    let salts: Salts = salts
        .iter()
        .map(|salt| (Slot(salt[0]), salt[1..].try_into().expect("32 bytes")))
        .collect();
    if !salts.is_sorted_by(|a, b| a.0.0 < b.0.0) {
        return Err("the salts are not in the order of their slots");
    }
    let known = |slot| entry.commitment(slot).is_some();
    match salts.iter().all(|(slot, _)| known(*slot)) {
        true => Ok((entry.encode(), salts)),
        false => Err("a salt is of a slot that the leaf does not have"),
    }
}

#[cfg(test)]
mod tests;
