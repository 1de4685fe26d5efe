//! `kenes import --archive`: rounds and tenders that are over, with the dates of their comments and applications.

use kenes_proto::{
    consultation::{self as pb, comment_service_client::CommentServiceClient as Comments},
    registry::{self, social_order_service_client::SocialOrderServiceClient as Orders},
};

use super::{bulk, *};

fn round(id: &str) -> String {
    let opening = bulk::consultation(id, "2019-03-01T00:00:00Z", "2019-03-16T00:00:00Z");
    let said = |n: u32, time: &str| {
        let more = format!(r#","submitTime":"{time}""#);
        bulk::comment(id, &format!("n{n}"), &more)
    };
    let comments = [
        said(1, "2019-03-02T09:30:00Z"),
        said(2, "2019-03-15T18:00:00+05:00"),
        said(3, "2019-03-16T00:00:00Z"),
    ];
    opening
        .into_iter()
        .chain(comments)
        .collect::<Vec<_>>()
        .join("\n")
}

#[tokio::test]
async fn a_round_that_is_over_is_loaded_with_its_own_dates() {
    let desk = bulk::desk().await;
    let file = desk.file("round.jsonl", round("c"));
    let config = Import {
        archive: true,
        ..desk.config(&[&file])
    };
    let (summary, outcome) = import::load(&config, pending()).await;
    outcome.expect("both services answer");
    assert_eq!(summary.counts["comment"], count(2, 0, 1), "{summary}");
    assert!(
        summary.problems[0]
            .contains("round.jsonl:5: consultations/c/comments/n3: COMMENT_PERIOD_CLOSED")
    );
    let mut client = Comments::new(desk.consultation.channel().await);
    let request = pb::ListCommentsRequest {
        parent: "consultations/c".into(),
        ..Default::default()
    };
    let listed = client
        .list_comments(request)
        .await
        .expect("listed")
        .into_inner();
    let told: Vec<_> = listed
        .comments
        .iter()
        .map(|c| (c.archived, c.submit_time.expect("a time").to_string()))
        .collect();
    let told: Vec<_> = told
        .iter()
        .map(|(archived, time)| (*archived, time.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (true, "2019-03-02T09:30:00Z"),
            (true, "2019-03-15T13:00:00Z")
        ]
    );
    let (again, _) = import::load(&config, pending()).await;
    assert_eq!(again.total(), count(0, 4, 1), "{again}");
}

#[tokio::test]
async fn without_it_comments_have_no_dates_of_their_own() {
    let desk = bulk::desk().await;
    let summary = desk.import(&[&desk.file("round.jsonl", round("c"))]).await;
    assert_eq!(summary.counts["comment"], count(0, 0, 3), "{summary}");
    assert!(
        summary.problems[0].contains("BACKDATING_FORBIDDEN"),
        "{summary:?}"
    );
    // What was recorded as a live round is no archive: the line says something else now.
    let config = Import {
        archive: true,
        update: true,
        ..desk.config(&[&desk.file("round.jsonl", round("c"))])
    };
    let (summary, _) = import::load(&config, pending()).await;
    assert_eq!(summary.counts["consultation"], count(0, 0, 1), "{summary}");
    assert!(
        summary.problems[0].contains("UPDATE_MASK_INVALID"),
        "{summary:?}"
    );
}

/// The lines of a tender of 2003, with an application and what was decided of it.
fn tender() -> String {
    let en = |text: &str| format!(r#"[{{"languageCode":"en","text":"{text}"}}]"#);
    let titled = |name: &str, more: &str| format!(r#""name":"{name}","titles":{}{more}"#, en("T"));
    let line = |key: &str, fields: String| format!(r#"{{"{key}":{{{fields}}}}}"#);
    let call = |method: &str, name: &str| {
        format!(
            r#"{{"rpc":"kenes.registry.v1.SocialOrderService/{method}","request":{{"name":"{name}"}}}}"#
        )
    };
    let code = "referenceData/order-forms/codes/grant";
    let (tender, application) = ("tenders/old", "tenders/old/applications/a");
    let times = r#","formCode":"grant","buyer":"organizations/ministry","submissionStartTime":"2003-09-01T00:00:00Z","submissionEndTime":"2003-09-20T00:00:00Z","openingTime":"2003-09-20T00:00:00Z""#;
    let came = |time: &str| format!(r#","applicant":"organizations/ngo","submitTime":"{time}""#);
    [
        line("code", titled(code, "")),
        line(
            "organization",
            titled("organizations/ministry", r#","kind":"KIND_STATE_BODY""#),
        ),
        ngo("ngo"),
        line("tender", titled(tender, times)),
        call("AnnounceTender", tender),
        line(
            "application",
            titled(application, &came("2003-09-02T00:00:00Z")),
        ),
        line(
            "application",
            titled(
                "tenders/old/applications/late",
                &came("2003-09-20T00:00:00Z"),
            ),
        ),
        call("AdmitApplication", application),
    ]
    .join("\n")
}

#[tokio::test]
async fn a_tender_that_is_over_is_loaded_with_its_applications() {
    let desk = bulk::desk().await;
    let config = Import {
        archive: true,
        ..desk.config(&[&desk.file("tender.jsonl", tender())])
    };
    let (summary, _) = import::load(&config, pending()).await;
    assert_eq!(summary.total(), count(7, 0, 1), "{summary:?}");
    let problem = &summary.problems[0];
    assert!(
        problem.contains("tender.jsonl:7: tenders/old/applications/late: TENDER_NOT_OPEN"),
        "{problem}"
    );
    let mut client = Orders::new(desk.registry.channel().await);
    let request = registry::GetApplicationRequest {
        name: "tenders/old/applications/a".into(),
        ..Default::default()
    };
    let found = client.get_application(request).await;
    let found = found.expect("an application").into_inner();
    assert_eq!(found.state(), registry::application::State::Admitted);
    let came = found.submit_time.expect("a time").to_string();
    assert_eq!((found.archived, &*came), (true, "2003-09-02T00:00:00Z"));
    let (again, _) = import::load(&config, pending()).await;
    assert_eq!(again.total(), count(0, 7, 1), "{again}");

    // Without it the tender is a live one that is over.
    let desk = bulk::desk().await;
    let summary = desk.import(&[&desk.file("tender.jsonl", tender())]).await;
    assert_eq!(summary.counts["application"], count(0, 0, 2), "{summary}");
    assert!(
        summary.problems[1].contains("BACKDATING_FORBIDDEN"),
        "{summary:?}"
    );
}
