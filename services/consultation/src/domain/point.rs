//! Rules of the points of a recommendation: their numbers and what each holds. A recommendation without points has its text
//! as a whole for point 1. The answers to them are in `point_answer`.

use common::{Violation, text};
use kenes_proto::{
    consultation::{Point, Recommendation},
    types::{ErrorReason as Reason, ProposedChange, ProvisionRef},
};

use super::{change, location};

const MAX_TEXT: usize = 20_000;

/// What is wrong with the points of a recommendation by themselves.
pub(crate) fn check(recommendation: &Recommendation) -> Vec<Violation> {
    let points = numbers(recommendation).zip(&recommendation.points);
    let each = points.enumerate().flat_map(|(n, (number, point))| {
        let field = format!("recommendation.points[{n}]");
        let mut wrong = text::check(&format!("{field}.texts"), &point.texts, MAX_TEXT, true);
        wrong.extend(check_places(&field, &point.targets, &point.changes));
        if point.number != number {
            let say = format!("must be {number}: points are numbered from 1 in their order");
            let field = format!("{field}.number");
            wrong.push(Violation::new(field, Reason::PointNumbersInvalid, say));
        }
        wrong
    });
    each.collect()
}

/// What is wrong with the fields `targets` and `changes` of something that speaks about provisions.
pub(crate) fn check_places(
    field: &str,
    targets: &[ProvisionRef],
    changes: &[ProposedChange],
) -> Vec<Violation> {
    let targets = targets.iter().enumerate();
    let targets = targets.flat_map(|(n, at)| location::check(&format!("{field}.targets[{n}]"), at));
    let changes = changes.iter().enumerate();
    let changes =
        changes.flat_map(|(n, change)| change::check(&format!("{field}.changes[{n}]"), change));
    targets.chain(changes).collect()
}

/// The numbers of its points.
pub(crate) fn numbers(recommendation: &Recommendation) -> std::ops::RangeInclusive<i32> {
    1..=i32::try_from(recommendation.points.len().max(1)).unwrap_or(i32::MAX)
}

/// The provisions that a point is about, those whose wording it would change too.
pub(crate) fn locations(point: &Point) -> impl Iterator<Item = &ProvisionRef> {
    places(&point.targets, &point.changes)
}

/// The targets, and those of the changes.
pub(crate) fn places<'a>(
    targets: &'a [ProvisionRef],
    changes: &'a [ProposedChange],
) -> impl Iterator<Item = &'a ProvisionRef> {
    targets
        .iter()
        .chain(changes.iter().filter_map(|change| change.target.as_ref()))
}

#[cfg(test)]
mod tests {
    use kenes_proto::gtype::LocalizedText;

    use super::*;

    fn point(number: i32) -> Point {
        Point {
            number,
            texts: vec![LocalizedText {
                text: "Let it be so.".into(),
                language_code: "en".into(),
            }],
            ..Default::default()
        }
    }

    fn of(points: Vec<Point>) -> Recommendation {
        Recommendation {
            points,
            ..Default::default()
        }
    }

    fn wrong(recommendation: &Recommendation) -> Vec<(String, String)> {
        let found = check(recommendation).into_iter();
        found.map(|wrong| (wrong.field, wrong.reason)).collect()
    }

    #[test]
    fn points_are_numbered_from_one_in_their_order() {
        assert!(wrong(&of(vec![])).is_empty());
        assert!(wrong(&of(vec![point(1), point(2), point(3)])).is_empty());
        for (numbers, at) in [([2, 3], 0), ([1, 1], 1), ([1, 3], 1), ([1, 0], 1)] {
            let found = wrong(&of(numbers.map(point).to_vec()));
            let field = format!("recommendation.points[{at}].number");
            let reason = "POINT_NUMBERS_INVALID".to_owned();
            assert_eq!(found[0], (field, reason), "{numbers:?}");
        }
    }

    #[test]
    fn a_point_says_something_about_a_place_that_can_be_found() {
        let mut wordless = point(1);
        wordless.texts.clear();
        assert_eq!(wrong(&of(vec![wordless]))[0].1, "LANGUAGE_MISSING");
        let mut nowhere = point(1);
        nowhere.targets = vec![ProvisionRef {
            eid: "art_1".into(),
            start_char: 4,
            ..Default::default()
        }];
        assert_eq!(
            wrong(&of(vec![nowhere]))[0].0,
            "recommendation.points[0].targets[0].end_char"
        );
    }

    #[test]
    fn a_recommendation_without_points_has_one() {
        assert_eq!(numbers(&of(vec![])), 1..=1);
        assert_eq!(numbers(&of(vec![point(1), point(2)])), 1..=2);
    }
}
