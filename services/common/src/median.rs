//! The median of numbers that were counted.

use std::collections::BTreeMap;

/// The number that half of all do not exceed: `counted` says how often there is each. Of an even count it is the mean of the two
/// in the middle, exactly; of none there is none.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "days and the like, far below 2^52"
)]
pub fn median(counted: &BTreeMap<i64, i64>) -> Option<f64> {
    let all: i64 = counted.values().sum();
    let at = |place: i64| {
        let mut before = 0;
        let mut numbers = counted.iter();
        let found = numbers.find(|(_, count)| {
            before += **count;
            before > place
        });
        found.map(|(number, _)| *number as f64)
    };
    match all {
        ..=0 => None,
        all => Some(f64::midpoint(at((all - 1) / 2)?, at(all / 2)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_numbers_do_not_exceed_it() {
        let of = |counted: &[(i64, i64)]| median(&counted.iter().copied().collect());
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[(5, 0)]), None, "none of 5 is left");
        assert_eq!(of(&[(3, 1)]), Some(3.0));
        assert_eq!(of(&[(1, 1), (4, 1)]), Some(2.5));
        assert_eq!(of(&[(1, 2), (4, 1), (90, 2)]), Some(4.0));
        assert_eq!(of(&[(0, 1_000_000), (90, 999_999)]), Some(0.0));
        assert_eq!(of(&[(5, 0), (7, 2)]), Some(7.0));
    }
}
