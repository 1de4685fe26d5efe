//! The best matches first. The index skips blocks of documents that cannot be good enough; where there are too many
//! documents for that, only the newest matches are ranked.

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
};

use tantivy::{DocId, DocSet, TERMINATED, query::Weight};

use super::{Clock, Cursor, Hit, Page, Searcher, Segment};
use crate::failure::Failure;

/// So many matches are ranked where not all are.
pub(super) const BUDGET: usize = 20_000;

/// A hit in the order of hits: the better is greater, among equals the newer.
struct Ranked(Hit);

/// The best hits so far.
struct Best {
    hits: BinaryHeap<Reverse<Ranked>>,
    most: usize,
}

/// Which matches are ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// All, but for those that the index knows cannot be good enough.
    Promising,
    /// All, which counts them.
    All,
    /// About the newest so many.
    Newest(usize),
}

/// What is ranked, and how.
pub(super) struct Ranking<'a> {
    pub(super) weight: &'a dyn Weight,
    /// Only these kinds, if not all.
    pub(super) kinds: Option<&'a [u64]>,
    pub(super) look: Look,
}

// === impl Ranking

impl Ranking<'_> {
    /// Returns the page after the first `skipped` hits.
    pub(super) fn page(
        &self,
        segments: &[Segment<'_>],
        skipped: usize,
        limit: usize,
        clock: &mut Clock,
    ) -> Result<Page, Failure> {
        let end = skipped.saturating_add(limit).min(Searcher::DEEPEST);
        let mut best = Best::new(end + 1);
        let mut left = match self.look {
            Look::Promising | Look::All => usize::MAX,
            Look::Newest(most) => most,
        };
        for segment in segments {
            match self.look {
                Look::Promising => self.promising(segment, &mut best, clock)?,
                Look::All | Look::Newest(_) => self.some(segment, &mut best, &mut left, clock)?,
            }
        }
        let counted = (self.look == Look::All).then(|| (usize::MAX - left) as u64);
        let hits = best.sorted();
        let more = hits.len() > end && end < Searcher::DEEPEST;
        Ok(Page {
            hits: hits.into_iter().take(end).skip(skipped).collect(),
            next: more.then_some(Cursor::Skip(end)),
            bounded: left == 0,
            total: counted,
        })
    }

    /// Takes the matches of a segment that are good enough.
    fn promising(
        &self,
        segment: &Segment<'_>,
        best: &mut Best,
        clock: &mut Clock,
    ) -> Result<(), Failure> {
        clock.check()?;
        let mut late = Ok(());
        // What the segments before have is to be reached.
        let worst = best.worst();
        let mut take = |doc, score| {
            late = clock.step();
            if late.is_err() {
                return f32::MAX;
            }
            if self.wants(segment, doc) {
                best.push(segment.hit(doc, Some(score)));
            }
            best.worst()
        };
        self.weight
            .for_each_pruning(worst, segment.reader, &mut take)?;
        late
    }

    /// Takes the newest matches of a segment, for as long as some are left.
    fn some(
        &self,
        segment: &Segment<'_>,
        best: &mut Best,
        left: &mut usize,
        clock: &mut Clock,
    ) -> Result<(), Failure> {
        if *left == 0 {
            return Ok(());
        }
        clock.check()?;
        let mut found = self.weight.scorer(segment.reader, 1.0)?;
        let mut doc = found.doc();
        while doc != TERMINATED && *left > 0 {
            if self.wants(segment, doc) {
                let score = found.score();
                best.push(segment.hit(doc, Some(score)));
                *left -= 1;
            }
            clock.step()?;
            doc = found.advance();
        }
        Ok(())
    }

    /// Whether a document was not taken out, and is of a kind that is wanted.
    fn wants(&self, segment: &Segment<'_>, doc: DocId) -> bool {
        let alive = segment.reader.alive_bitset();
        alive.is_none_or(|alive| alive.is_alive(doc))
            && self
                .kinds
                .is_none_or(|kinds| kinds.contains(&segment.kind(doc)))
    }
}

// === impl Best

impl Best {
    fn new(most: usize) -> Self {
        Self {
            hits: BinaryHeap::new(),
            most,
        }
    }

    fn push(&mut self, hit: Hit) {
        self.hits.push(Reverse(Ranked(hit)));
        if self.hits.len() > self.most {
            self.hits.pop();
        }
    }

    /// Returns the score that a hit must have more than, to be among the best.
    fn worst(&self) -> f32 {
        let full = self.hits.len() == self.most;
        let worst = self.hits.peek().filter(|_| full);
        // One as good may be newer.
        let worst = worst.and_then(|hit| hit.0.0.score);
        worst.map_or(f32::MIN, f32::next_down)
    }

    fn sorted(self) -> Vec<Hit> {
        let hits = self.hits.into_sorted_vec().into_iter();
        hits.map(|hit| hit.0.0).collect()
    }
}

// === impl Ranked

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        let score = |one: &Self| one.0.score.unwrap_or_default();
        let by_score = score(self).total_cmp(&score(other));
        by_score.then(self.0.id.cmp(&other.0.id))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}
