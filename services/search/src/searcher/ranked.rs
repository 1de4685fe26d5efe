//! The best matches first. The index skips blocks of documents that cannot be good enough; where there are too many
//! documents for that, only the newest matches are ranked.

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
};

use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, query::Weight};

use super::{
    Clock, Cursor, Hit, Page, Searcher, Segment,
    share::{Threads, share},
};
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
    /// What each finds is found; the best of their scores counts. More than one only where the promising are looked at.
    pub(super) weights: &'a [Box<dyn Weight>],
    /// Only these kinds, if not all.
    pub(super) kinds: Option<&'a [u64]>,
    pub(super) look: Look,
}

// === impl Ranking

impl Ranking<'_> {
    /// Returns the page after the first `skipped` hits.
    pub(super) fn page(
        &self,
        segments: &[SegmentReader],
        skipped: usize,
        limit: usize,
        clock: Clock,
    ) -> Result<Page, Failure> {
        let end = skipped.saturating_add(limit).min(Searcher::DEEPEST);
        let most = end + 1;
        let (mut hits, total, bounded) = match self.look {
            Look::Promising => (self.promising(segments, most, clock)?, None, false),
            Look::All => {
                let (hits, count) = self.all(segments, most, clock)?;
                (hits, Some(count), false)
            }
            Look::Newest(budget) => {
                let (hits, left) = self.newest(segments, most, budget, clock)?;
                (hits, None, left == 0)
            }
        };
        hits.sort_unstable_by(|one, other| other.cmp(one));
        let more = hits.len() > end && end < Searcher::DEEPEST;
        let shown = hits.into_iter().take(end).skip(skipped);
        Ok(Page {
            hits: shown.map(|Ranked(hit)| hit).collect(),
            next: more.then_some(Cursor::Skip(end)),
            bounded,
            total,
        })
    }

    /// The best matches, but for those that the index knows cannot be good enough.
    fn promising(
        &self,
        segments: &[SegmentReader],
        most: usize,
        mut clock: Clock,
    ) -> Result<Vec<Ranked>, Failure> {
        let segments = Segment::all(segments)?;
        let mut found = Vec::new();
        for weight in self.weights {
            let mut best = Best::new(most);
            for segment in &segments {
                self.good(&**weight, segment, &mut best, &mut clock)?;
            }
            found.extend(best.hits());
        }
        // The best of what one finds that others find too.
        found.sort_unstable_by(|one, other| (other.0.id, other).cmp(&(one.0.id, one)));
        found.dedup_by_key(|one| one.0.id);
        Ok(found)
    }

    /// The best of all matches, and how many there are.
    fn all(
        &self,
        segments: &[SegmentReader],
        most: usize,
        clock: Clock,
    ) -> Result<(Vec<Ranked>, u64), Failure> {
        let new = || (Best::new(most), 0, clock);
        let each = |(best, count, clock): &mut (Best, u64, Clock), reader: &SegmentReader| {
            let mut left = usize::MAX;
            self.some(&Segment::of(reader)?, best, &mut left, clock)?;
            *count += (usize::MAX - left) as u64;
            Ok(())
        };
        let parts = share(segments, Threads::OneMore, new, each)?;
        let count = parts.iter().map(|(_, count, _)| count).sum();
        let hits = parts.into_iter().flat_map(|(best, ..)| best.hits());
        Ok((hits.collect(), count))
    }

    /// The best of about the newest so many matches, and how many more it could have been.
    fn newest(
        &self,
        segments: &[SegmentReader],
        most: usize,
        budget: usize,
        mut clock: Clock,
    ) -> Result<(Vec<Ranked>, usize), Failure> {
        let (mut best, mut left) = (Best::new(most), budget);
        for segment in Segment::newest_first(segments)? {
            self.some(&segment, &mut best, &mut left, &mut clock)?;
        }
        Ok((best.hits().collect(), left))
    }

    /// Takes the matches of a segment that are good enough.
    fn good(
        &self,
        weight: &dyn Weight,
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
        weight.for_each_pruning(worst, segment.reader, &mut take)?;
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
        let Some(weight) = self.weights.first() else {
            return Ok(());
        };
        let mut found = weight.scorer(segment.reader, 1.0)?;
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

    fn hits(self) -> impl Iterator<Item = Ranked> {
        self.hits.into_iter().map(|Reverse(hit)| hit)
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
