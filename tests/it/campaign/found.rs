//! How well campaigns are found among comments of which it is known who took part: the same as `kenes bench --only campaigns`, small.

#[path = "../../../services/kenes/src/bench/campaigns/invented.rs"]
mod invented;

#[path = "../../../services/kenes/src/bench/campaigns/find.rs"]
mod find;

use invented::Comments;

#[test]
fn a_campaign_is_found_with_precision_and_recall_of_98_of_100() {
    let comments = Comments {
        seed: 7,
        one_in: 10,
    };
    let found = find::find(&comments, 2_000);
    assert!(found.copies > 150, "{found:?}");
    assert!(found.texts > 1_500, "{found:?}");
    assert!(found.precision() >= 0.98, "{found:?}");
    assert!(found.recall() >= 0.98, "{found:?}");
    assert_eq!(
        comments.comment(17),
        comments.comment(17),
        "the same in every run"
    );
}

#[test]
fn a_text_with_sentences_of_the_campaign_is_not_taken_for_a_copy() {
    // All copies and all others, among few: a control that there is something to tell apart.
    let comments = Comments { seed: 8, one_in: 2 };
    let found = find::find(&comments, 500);
    assert!(found.grouped == found.right, "{found:?}");
}
