//! The order in which a trace is told: causes first, then time.
//!
//! Owns no time and no links: it is given keys to sort by, and pairs of which the first must come before the second.

use std::{cmp::Reverse, collections::BinaryHeap};

/// The positions of `keys` so that each comes after all its causes; of those that may come next, always the one with the
/// smallest key. `causes` are pairs of positions: the first before the second. Should they run in a circle, keys decide.
pub(super) fn order<K: Ord>(keys: &[K], causes: &[(usize, usize)]) -> Vec<usize> {
    let mut by_key: Vec<usize> = (0..keys.len()).collect();
    by_key.sort_by_key(|&n| &keys[n]);
    let mut rank = vec![0; keys.len()];
    for (place, &n) in by_key.iter().enumerate() {
        rank[n] = place;
    }
    let mut waits_for = vec![0_usize; keys.len()];
    let mut leads_to = vec![Vec::new(); keys.len()];
    for &(cause, effect) in causes {
        if cause != effect {
            waits_for[effect] += 1;
            leads_to[cause].push(effect);
        }
    }
    let free = (0..keys.len()).filter(|&n| waits_for[n] == 0);
    let mut ready: BinaryHeap<Reverse<usize>> = free.map(|n| Reverse(rank[n])).collect();
    let mut told = vec![false; keys.len()];
    let mut order = Vec::with_capacity(keys.len());
    let mut next = by_key.iter().copied();
    while order.len() < keys.len() {
        let found = match ready.pop() {
            Some(Reverse(place)) => by_key[place],
            // A circle: whatever comes first by its key.
            None => match next.find(|&n| !told[n]) {
                Some(n) => n,
                None => break,
            },
        };
        if std::mem::replace(&mut told[found], true) {
            continue;
        }
        order.push(found);
        for &effect in &leads_to[found] {
            waits_for[effect] = waits_for[effect].saturating_sub(1);
            if waits_for[effect] == 0 && !told[effect] {
                ready.push(Reverse(rank[effect]));
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng, rngs::StdRng, seq::SliceRandom};

    use super::*;

    #[test]
    fn an_act_of_a_day_comes_after_what_it_follows_from_that_day() {
        // A comment at ten o'clock, something else at nine, and the answer, of which only the day is known.
        let keys = [(10, "comment"), (9, "else"), (0, "answer")];
        assert_eq!(order(&keys, &[(0, 2)]), [1, 0, 2]);
        assert_eq!(order(&keys, &[]), [2, 1, 0], "else by time alone");
    }

    #[test]
    fn a_circle_ends() {
        assert_eq!(order(&[2, 1, 0], &[(0, 1), (1, 0)]), [2, 1, 0]);
        assert_eq!(order(&[1, 0], &[(0, 0)]), [1, 0]);
        assert!(order::<i32>(&[], &[]).is_empty());
    }

    #[test]
    fn causes_come_first_and_the_order_given_does_not_matter() {
        let mut dice = StdRng::seed_from_u64(9);
        for _ in 0..300 {
            let many = dice.random_range(1..40);
            // The number of a thing is its true order: causes point only forward. Times are as wrong as they may be.
            let keys: Vec<(u8, usize)> = (0..many).map(|n| (dice.random_range(0..5), n)).collect();
            let mut causes = Vec::new();
            for effect in 1..many {
                for _ in 0..dice.random_range(0..3) {
                    causes.push((dice.random_range(0..effect), effect));
                }
            }
            let told = order(&keys, &causes);
            let mut at = vec![usize::MAX; many];
            for (place, &n) in told.iter().enumerate() {
                at[n] = place;
            }
            assert!(!at.contains(&usize::MAX) && told.len() == many, "each once");
            for &(cause, effect) in &causes {
                assert!(at[cause] < at[effect], "{cause} before {effect}: {told:?}");
            }
            for pair in told.windows(2) {
                let free = causes
                    .iter()
                    .all(|&(c, e)| e != pair[1] || at[c] < at[pair[0]]);
                assert!(!free || keys[pair[0]] < keys[pair[1]], "then time");
            }
            let mut shuffled: Vec<usize> = (0..many).collect();
            shuffled.shuffle(&mut dice);
            let mut place = vec![0; many];
            for (to, &from) in shuffled.iter().enumerate() {
                place[from] = to;
            }
            let mixed: Vec<_> = shuffled.iter().map(|&n| keys[n]).collect();
            let mut pairs: Vec<_> = causes.iter().map(|&(c, e)| (place[c], place[e])).collect();
            pairs.shuffle(&mut dice);
            let again = order(&mixed, &pairs).into_iter();
            assert_eq!(
                again.map(|n| shuffled[n]).collect::<Vec<_>>(),
                told,
                "stable"
            );
        }
    }
}
