//! The provisions that recommendations and their answers name hold the words that they quote.

use kenes_proto::{consultation::PointAnswer, types::ProvisionRef};

use super::*;

/// Words that `TERM` does not have there: with where they are wrong.
fn wrong() -> [(ProvisionRef, &'static str); 4] {
    let words = |language: &str, end_char: i32, quote: &str| ProvisionRef {
        language_code: language.into(),
        end_char,
        quote: quote.into(),
        ..at(V1, TERM)
    };
    [
        (words("en", 0, "no such words"), "quote"),
        (words("en", 100_000, ""), "end_char"),
        (words("kk", 4, ""), "language_code"),
        (
            ProvisionRef {
                eid: String::new(),
                ..words("en", 4, "")
            },
            "eid",
        ),
    ]
}

fn change(target: ProvisionRef) -> ProposedChange {
    ProposedChange {
        kind: proposed_change::Kind::Repeal.into(),
        target: Some(target),
        ..Default::default()
    }
}

#[tokio::test]
async fn what_a_recommendation_quotes_stands_there() {
    let mut it = Chamber::start().await;
    let kept = it
        .draft(proposal("kept", &[MINISTRY]))
        .await
        .expect("drafted");
    for (place, part) in wrong() {
        let target = vec![place.clone()];
        let of_point = |with: &dyn Fn(&mut pb::Point)| {
            let mut point = point(1);
            with(&mut point);
            vec![point]
        };
        let spots = [
            (
                "targets[0]",
                pb::Recommendation {
                    targets: target.clone(),
                    ..Default::default()
                },
            ),
            (
                "changes[0].target",
                pb::Recommendation {
                    changes: vec![change(place.clone())],
                    ..Default::default()
                },
            ),
            (
                "points[0].targets[0]",
                pb::Recommendation {
                    points: of_point(&|point| point.targets.clone_from(&target)),
                    ..Default::default()
                },
            ),
            (
                "points[0].changes[0].target",
                pb::Recommendation {
                    points: of_point(&|point| point.changes = vec![change(place.clone())]),
                    ..Default::default()
                },
            ),
        ];
        for (spot, said) in spots {
            let mut request = proposal("p", &[MINISTRY]);
            let new = request.recommendation.as_mut().expect("one");
            (new.targets, new.changes, new.points) = (
                said.targets.clone(),
                said.changes.clone(),
                said.points.clone(),
            );
            let status = refused(
                it.draft(request).await,
                Code::InvalidArgument,
                Reason::FieldInvalid,
            );
            assert_eq!(fields(&status), [format!("recommendation.{spot}.{part}")]);
            let patch = pb::Recommendation {
                name: kept.name.clone(),
                ..said
            };
            let status = update(&mut it, patch, &[]).await;
            let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
            assert_eq!(fields(&status), [format!("recommendation.{spot}.{part}")]);
        }
    }
}

#[tokio::test]
async fn what_an_answer_quotes_stands_there() {
    let mut it = Chamber::start().await;
    let sent = it.sent(proposal("p", &[MINISTRY])).await.name;
    let whole = answer(&sent, MINISTRY, Outcome::Accepted);
    for (place, part) in wrong() {
        let mut request = whole.clone();
        request.response.as_mut().expect("one").implemented_in = vec![place.clone()];
        let status = it.answer(OFFICIAL, request).await;
        let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(
            fields(&status),
            [format!("response.implemented_in[0].{part}")]
        );
        let mut request = whole.clone();
        let response = request.response.as_mut().expect("one");
        response.outcome = Outcome::Unspecified.into();
        response.point_answers = vec![PointAnswer {
            number: 1,
            outcome: Outcome::Accepted.into(),
            implemented_in: vec![place],
            ..Default::default()
        }];
        let status = it.answer(OFFICIAL, request).await;
        let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
        let field = format!("response.point_answers[0].implemented_in[0].{part}");
        assert_eq!(fields(&status), [field]);
    }
    let given = it.answer(OFFICIAL, whole).await.expect("given");
    for (place, part) in wrong() {
        let correction = pb::CorrectResponseRequest {
            name: given.name.clone(),
            outcome: Outcome::Accepted.into(),
            texts: en("The answer"),
            implemented_in: vec![place],
            correction_reasons: en("The place."),
            ..Default::default()
        };
        let status = it
            .client
            .correct_response(ask_as(OFFICIAL, correction))
            .await;
        let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(fields(&status), [format!("implemented_in[0].{part}")]);
    }
}
