//! Scores by themselves: marks, what they come to, and places.

use super::*;

fn criteria() -> Vec<Criterion> {
    let of = |id: &str, weight, max_points| Criterion {
        criterion_id: id.into(),
        weight,
        max_points,
        ..Default::default()
    };
    vec![of("need", 33, 3), of("skill", 33, 7), of("cost", 34, 10)]
}

fn score(points: [i32; 3]) -> pb::Score {
    let marks = ["need", "skill", "cost"].into_iter().zip(points);
    let marks = marks.map(|(criterion, points)| Mark {
        criterion: criterion.into(),
        points,
    });
    pb::Score {
        marks: marks.collect(),
        ..Default::default()
    }
}

fn total(points: [i32; 3]) -> i32 {
    let mut score = score(points);
    begin(&criteria(), &mut score);
    score.total
}

#[test]
fn points_count_by_the_weights() {
    assert_eq!(total([0, 0, 0]), 0);
    assert_eq!(total([3, 7, 10]), 10_000);
    assert_eq!(total([3, 0, 0]), 3_300);
    // A third of 33, a seventh of 33, a tenth of 34.
    assert_eq!(total([1, 1, 1]), 1_911);
}

#[test]
fn each_criterion_has_one_mark_within_its_bounds() {
    let fields = |score: &pb::Score| -> Vec<String> {
        let wrong = check(&criteria(), score).into_iter();
        wrong
            .map(|fault| {
                assert_eq!(fault.reason, "MARKS_INVALID");
                fault.field
            })
            .collect()
    };
    assert!(fields(&score([3, 7, 10])).is_empty());
    assert_eq!(
        fields(&score([4, 7, -1])),
        ["score.marks[0].points", "score.marks[2].points"]
    );
    let mut odd = score([1, 1, 1]);
    odd.marks[1].criterion = "need".into();
    odd.marks[2].criterion = "fame".into();
    assert_eq!(
        fields(&odd),
        [
            "score.marks[1].criterion",
            "score.marks[2].criterion",
            "score.marks"
        ]
    );
}

#[test]
fn places_are_counted_in_each_lot_and_shared_by_equals() {
    let of = |lot: &str, score, score_count| RankedApplication {
        lot: lot.into(),
        score,
        score_count,
        ..Default::default()
    };
    let mut all = [
        of("a", 90, 1),
        of("a", 80, 2),
        of("a", 80, 1),
        of("a", 70, 1),
        of("a", 0, 0),
        of("b", 70, 1),
        of("b", 0, 1),
    ];
    rank(&mut all);
    assert_eq!(all.map(|one| one.rank), [1, 2, 2, 4, 0, 1, 2]);
}
