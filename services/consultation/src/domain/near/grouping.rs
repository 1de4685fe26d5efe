//! Texts put to their cores, one after the other, in memory that is bounded.
//!
//! Memory: a `Census` holds 36 bytes a comment and 48 a different text; a `Grouping` 24 keys of 9 bytes a core, for at most 900,000
//! cores, and 64 MiB of shingles that were read last. A million different texts take about 450 MB, a million copies of a few
//! 40.
//! Time: a text is measured against at most 24 cores, whatever the number of texts.

use std::collections::{HashMap, HashSet};

use super::{
    THRESHOLD,
    minhash::{BANDS, Hashes},
    shingles::{Text, WHOLE, shared},
};

/// So many different texts are kept to compare others with. Those that come after the last are compared with them, but not with
/// one another.
pub const MOST_CORES: usize = 900_000;

/// So many shingles of cores are kept, of 8 bytes each; others are read again.
const MOST_KEPT: usize = 8 << 20;

/// The different texts of a round.
#[derive(Debug, Default)]
pub struct Census {
    /// The text of each that was counted; `None` for one without words.
    texts: Vec<Option<u32>>,
    known: HashMap<u128, u32>,
    /// Where each text came first, and how often it came.
    first: Vec<(u32, u32)>,
}

impl Census {
    /// Counts one more, by the fingerprint of its text.
    pub fn count(&mut self, fingerprint: Option<u128>) {
        let at = number(self.texts.len());
        let next = number(self.first.len());
        let known = fingerprint.map(|fingerprint| {
            let text = *self.known.entry(fingerprint).or_insert(next);
            if text == next {
                self.first.push((at, 0));
            }
            self.first[text as usize].1 += 1;
            text
        });
        self.texts.push(known);
    }

    /// The first of each different text, in the order in which they are to be placed: those sent most often first, and of these
    /// the earliest.
    pub fn order(&self) -> Vec<u32> {
        let mut order = self.first.clone();
        order.sort_unstable_by_key(|(first, copies)| (u32::MAX - copies, *first));
        order.into_iter().map(|(first, _)| first).collect()
    }

    /// How many different texts these have.
    pub fn texts_of(&self, members: &[(u32, u16)]) -> i64 {
        let texts = members.iter().map(|(at, _)| self.texts.get(*at as usize));
        let texts: HashSet<_> = texts.collect();
        i64::try_from(texts.len()).unwrap_or(i64::MAX)
    }

    /// The groups of two or more: to each its core and all that belong to it, in the order in which they were counted, with the
    /// thousandths they share with the core.
    pub fn groups(&self, grouping: &Grouping) -> Vec<Vec<(u32, u16)>> {
        let mut found: HashMap<u32, Vec<(u32, u16)>> = HashMap::new();
        let mut sizes: HashMap<u32, u32> = HashMap::new();
        for (first, copies) in &self.first {
            let (core, _) = grouping.place_of(*first);
            *sizes.entry(core).or_default() += copies;
        }
        for (at, text) in self.texts.iter().enumerate() {
            let Some(text) = text else { continue };
            let (core, shared) = grouping.place_of(self.first[*text as usize].0);
            if sizes.get(&core).is_some_and(|size| *size > 1) {
                found.entry(core).or_default().push((number(at), shared));
            }
        }
        let mut groups: Vec<_> = found.into_values().collect();
        groups.sort_unstable_by_key(|members| members.first().copied());
        groups
    }
}

/// The cores, and which text belongs to which.
#[derive(Debug)]
pub struct Grouping {
    hashes: Hashes,
    /// By band and key, the first core that has it: one, so that a key which all texts have costs no more than another.
    holders: Vec<HashMap<u32, u32>>,
    cores: usize,
    /// The texts that joined a core, and the thousandths they share with it. All others are their own.
    joined: HashMap<u32, (u32, u16)>,
    kept: HashMap<u32, Vec<u64>>,
    kept_shingles: usize,
}

impl Default for Grouping {
    fn default() -> Self {
        Self {
            hashes: Hashes::new(),
            holders: vec![HashMap::new(); BANDS],
            cores: 0,
            joined: HashMap::new(),
            kept: HashMap::new(),
            kept_shingles: 0,
        }
    }
}

impl Grouping {
    /// Places the text that came first at `at`; `read` returns the shingles of one that was placed before.
    pub fn place<E>(
        &mut self,
        at: u32,
        text: &Text,
        read: &mut dyn FnMut(u32) -> Result<Vec<u64>, E>,
    ) -> Result<(), E> {
        if text.shingles.is_empty() {
            return Ok(());
        }
        let keys = self.hashes.keys(&text.shingles);
        let holders = self.holders.iter().zip(&keys);
        let mut candidates: Vec<u32> = holders
            .filter_map(|(holders, key)| holders.get(key).copied())
            .collect();
        candidates.sort_unstable();
        candidates.dedup();
        // The nearest; of two that are as near, the one that came first.
        let mut best: Option<(u32, u16)> = None;
        for core in candidates {
            let shared = shared(self.shingles(core, read)?, &text.shingles);
            if shared >= THRESHOLD && best.is_none_or(|(_, most)| shared > most) {
                best = Some((core, shared));
            }
        }
        match best {
            Some(best) => drop(self.joined.insert(at, best)),
            None if self.cores < MOST_CORES => self.keep(at, &keys),
            None => {}
        }
        Ok(())
    }

    /// The core of a text, by where each came first, and the thousandths that they share.
    fn place_of(&self, at: u32) -> (u32, u16) {
        self.joined.get(&at).copied().unwrap_or((at, WHOLE))
    }

    fn keep(&mut self, at: u32, keys: &[u32; BANDS]) {
        self.cores += 1;
        for (holders, key) in self.holders.iter_mut().zip(keys) {
            holders.entry(*key).or_insert(at);
        }
    }

    fn shingles<E>(
        &mut self,
        core: u32,
        read: &mut dyn FnMut(u32) -> Result<Vec<u64>, E>,
    ) -> Result<&[u64], E> {
        if !self.kept.contains_key(&core) {
            let found = read(core)?;
            if self.kept_shingles + found.len() > MOST_KEPT {
                self.kept.clear();
                self.kept_shingles = 0;
            }
            self.kept_shingles += found.len();
            self.kept.insert(core, found);
        }
        Ok(self.kept.get(&core).map_or(&[], Vec::as_slice))
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
