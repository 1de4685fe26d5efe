//! Many comments: sent together and answered one by one, in order with everything else, interrupted and resumed.

use std::time::Duration;

use kenes_proto::consultation::{
    self as pb, comment_service_client::CommentServiceClient as Comments,
    consultation_service_client::ConsultationServiceClient as Consultations,
};

use super::*;

/// A pair whose registry has the code of what its rounds are about.
pub(super) async fn desk() -> Desk {
    let desk = Desk::start().await;
    let code = r#"{"code":{"name":"referenceData/consultation-subjects/codes/problem","titles":[{"languageCode":"en","text":"A problem"}]}}"#;
    let summary = desk.import(&[&desk.file("codes.jsonl", code)]).await;
    assert_eq!(summary.total().created, 1, "{summary}");
    desk
}

/// The lines of a consultation on a problem, announced, and open for a day.
pub(super) fn consultation(id: &str, open: &str, close: &str) -> [String; 2] {
    [
        format!(
            r#"{{"consultation":{{"name":"consultations/{id}","titles":[{{"languageCode":"en","text":"{id}"}}],"subject":{{"kindCode":"problem","documents":[{{"documentType":"report"}}]}},"phase":"POLICY_PHASE_PROBLEM_FORMULATION","organizer":"//registry.kenes/organizations/ministry","openTime":"{open}","closeTime":"{close}"}}}}"#
        ),
        format!(
            r#"{{"rpc":"kenes.consultation.v1.ConsultationService/AnnounceConsultation","request":{{"name":"consultations/{id}"}}}}"#
        ),
    ]
}

pub(super) fn comment(consultation: &str, id: &str, more: &str) -> String {
    format!(
        r#"{{"comment":{{"name":"consultations/{consultation}/comments/{id}","texts":[{{"languageCode":"en","text":"I am {id}."}}]{more}}}}}"#
    )
}

/// An open consultation `c` and so many comments on it.
fn round(comments: usize) -> Vec<String> {
    let comments = (0..comments).map(|n| comment("c", &format!("n{n}"), ""));
    let opening = consultation("c", "@now-1d", "@now+1d");
    opening.into_iter().chain(comments).collect()
}

async fn received(desk: &Desk, consultation: &str) -> i64 {
    let mut client = Consultations::new(desk.consultation.channel().await);
    let request = pb::GetConsultationRequest {
        name: format!("consultations/{consultation}"),
        ..Default::default()
    };
    match client.get_consultation(request).await {
        Ok(found) => found.into_inner().received_comment_count,
        Err(_) => 0,
    }
}

#[tokio::test]
async fn comments_go_together_and_a_second_run_changes_nothing() {
    let desk = desk().await;
    let file = desk.file("round.jsonl", round(450).join("\n"));
    let summary = desk.import(&[&file]).await;
    assert_eq!(summary.counts["comment"], count(450, 0, 0), "{summary}");
    assert_eq!(received(&desk, "c").await, 450);
    let again = desk.import(&[&file]).await;
    assert_eq!(again.total(), count(0, 452, 0), "{again}");
    assert_eq!(received(&desk, "c").await, 450);
    assert!(
        again.rate().starts_with("452 lines in "),
        "{}",
        again.rate()
    );
}

#[tokio::test]
async fn a_bad_comment_is_named_by_its_line_and_its_batch_is_kept() {
    let desk = desk().await;
    let mut lines = round(250);
    lines[51] = comment("c", "n49", r#","stance":"STANCE_SUPPORT""#).replace("I am n49.", " ");
    lines[200] = comment("none", "n198", "");
    lines[240] = comment("c", "n238", r#","hearing":"hearings/none""#);
    let file = desk.file("round.jsonl", lines.join("\n"));
    let summary = desk.import(&[&file]).await;
    assert_eq!(summary.counts["comment"], count(247, 0, 3), "{summary}");
    let problem = |line: usize| {
        let place = format!("round.jsonl:{line}: ");
        let found = summary.problems.iter().find(|p| p.contains(&place));
        found.unwrap_or_else(|| panic!("{line} in {:?}", summary.problems))
    };
    assert!(problem(52).contains("FIELD_INVALID: comment.texts[0].text"));
    assert!(problem(201).contains("RESOURCE_NOT_FOUND: consultations/none"));
    assert!(problem(241).contains("REFERENCE_NOT_FOUND: comment.hearing"));
    // Mended, only they are new.
    let file = desk.file("round.jsonl", round(250).join("\n"));
    let summary = desk.import(&[&file]).await;
    assert_eq!(summary.counts["comment"], count(3, 247, 0), "{summary}");
}

#[tokio::test]
async fn what_refers_to_comments_waits_for_them() {
    let desk = desk().await;
    let mut lines = round(150);
    lines.push(
        r#"{"rpc":"kenes.consultation.v1.CommentService/WithdrawComment","request":{"name":"consultations/c/comments/n149","reasons":[{"languageCode":"en","text":"Said twice."}]}}"#
            .into(),
    );
    // Nothing that is said after the end of the round is in it.
    lines.push(
        r#"{"rpc":"kenes.consultation.v1.ConsultationService/CancelConsultation","request":{"name":"consultations/c","reasons":[{"languageCode":"en","text":"No longer needed."}]}}"#
            .into(),
    );
    lines.push(comment("c", "late", ""));
    let summary = desk
        .import(&[&desk.file("all.jsonl", lines.join("\n"))])
        .await;
    assert_eq!(summary.counts["comment"], count(150, 0, 1), "{summary}");
    assert_eq!(summary.counts["WithdrawComment"], count(1, 0, 0));
    assert!(
        summary.problems[0].contains("all.jsonl:155: "),
        "{summary:?}"
    );
    assert!(summary.problems[0].contains("COMMENT_PERIOD_CLOSED"));
}

#[tokio::test]
async fn each_comment_is_by_whom_its_line_says() {
    let desk = desk().await;
    let mut lines = round(0);
    let by = |n: usize| {
        let line = comment("c", &format!("n{n}"), "");
        line.replace(
            r#"{"comment""#,
            &format!(r#"{{"subject":"test|{}","comment""#, n % 3),
        )
    };
    lines.extend((0..60).map(by));
    let summary = desk
        .import(&[&desk.file("by.jsonl", lines.join("\n"))])
        .await;
    assert_eq!(summary.counts["comment"], count(60, 0, 0), "{summary}");
    let mut client = Comments::new(desk.consultation.channel().await);
    let mut withdraw = async |id: &str, subject: &str| {
        let mut request = tonic::Request::new(pb::WithdrawCommentRequest {
            name: format!("consultations/c/comments/{id}"),
            reasons: crate::world::en("Mine."),
            ..Default::default()
        });
        let subject = subject.parse().expect("ASCII");
        request.metadata_mut().insert("kenes-subject", subject);
        client.withdraw_comment(request).await
    };
    withdraw("n4", "test|1").await.expect("its author");
    assert!(withdraw("n5", "test|1").await.is_err());
}

#[tokio::test]
async fn an_interrupted_import_says_what_was_not_sent_and_is_resumed() {
    let desk = desk().await;
    let comments = 4_000;
    let file = desk.file("round.jsonl", round(comments).join("\n"));
    let other = desk.file(
        "other.jsonl",
        format!("# orgs\n{}\n{}", ngo("one"), ngo("two")),
    );
    let begun = async {
        while received(&desk, "c").await == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let config = desk.config(&[&file, &other]);
    let (summary, outcome) = import::load(&config, begun).await;
    let failure = outcome.expect_err("interrupted");
    assert_eq!(failure.exit, Exit::Interrupted);
    assert!(failure.problems[0].contains("importing again goes on"));
    // A call that a busy service answered too late is made again, and then finds its comments there.
    let total = summary.total();
    let done = total.created + total.there;
    assert!(done > 2 && summary.not_sent > 2, "{summary}");
    // Every line is in one of the two.
    let all = comments as u64 + 4;
    assert_eq!(done + summary.not_sent, all, "{summary}");
    assert!(summary.to_string().ends_with(" not sent"));
    // What was answered is recorded; so may be what was on its way.
    let recorded = received(&desk, "c").await;
    let recorded = u64::try_from(recorded).expect("a count") + 2;
    assert!((done..all - 2).contains(&recorded), "{recorded}, {summary}");

    let summary = desk.import(&[&file, &other]).await;
    assert_eq!(summary.not_sent, 0, "{summary}");
    let total = summary.total();
    assert_eq!(total.created + total.there, all, "{summary}");
    assert!(total.there >= recorded, "{summary}");
    assert_eq!(received(&desk, "c").await, 4_000);
}

#[tokio::test]
async fn an_import_that_is_stopped_at_once_sends_nothing() {
    let desk = desk().await;
    let file = desk.file("round.jsonl", round(10).join("\n"));
    let (summary, outcome) = import::load(&desk.config(&[&file]), async {}).await;
    assert_eq!((summary.total(), summary.not_sent), (Count::default(), 12));
    assert_eq!(outcome.expect_err("interrupted").exit, Exit::Interrupted);
    assert_eq!(received(&desk, "c").await, 0);
}

#[tokio::test]
async fn a_service_that_goes_away_ends_an_import_of_many_comments() {
    let desk = desk().await;
    let file = desk.file("round.jsonl", round(300).join("\n"));
    desk.import(&[&desk.file("opening.jsonl", round(0).join("\n"))])
        .await;
    let config = Import {
        consultation: Endpoint::from_static("http://127.0.0.1:1"),
        lines: vec![desk.file("comments.jsonl", round(300)[2..].join("\n"))],
        ..desk.config(&[&file])
    };
    let (summary, outcome) = import::load(&config, pending()).await;
    let failure = outcome.expect_err("nobody listens");
    assert_eq!(failure.exit, Exit::Unavailable);
    assert!(
        failure.problems[0].contains("comments.jsonl:"),
        "{failure:?}"
    );
    assert_eq!((summary.total(), summary.not_sent), (Count::default(), 300));
}

#[tokio::test]
async fn a_dry_run_of_many_comments_checks_each() {
    let desk = desk().await;
    desk.import(&[&desk.file("opening.jsonl", round(0).join("\n"))])
        .await;
    let mut comments = round(120)[2..].to_vec();
    comments[7] = comment("c", "n7", r#","hearing":"hearings/none""#);
    let config = Import {
        dry_run: true,
        ..desk.config(&[&desk.file("comments.jsonl", comments.join("\n"))])
    };
    let (summary, _) = import::load(&config, pending()).await;
    assert_eq!(summary.total(), count(119, 0, 1), "{summary}");
    assert!(summary.problems[0].contains("comments.jsonl:8: "));
    assert_eq!(received(&desk, "c").await, 0);
}
