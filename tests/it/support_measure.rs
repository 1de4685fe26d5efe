//! What organizations received under programmes.

use kenes_proto::{
    registry::{self as pb, SupportGrouping as Grouping},
    types::ErrorReason as Reason,
};
use tonic::{Code, Status};

use crate::{
    roll::{day, org, paths},
    support::{PROGRAM, Support, answer, line, measure, program, tenge},
    world::{ask, fields, refused},
};

async fn list(it: &mut Support, parent: &str, filter: &str) -> Result<Vec<String>, Status> {
    let request = pb::ListSupportMeasuresRequest {
        parent: parent.into(),
        filter: filter.into(),
        ..Default::default()
    };
    let page = answer(it.client.list_support_measures(request)).await?;
    let names = page.support_measures.into_iter().map(|one| one.name);
    Ok(names.collect())
}

async fn update(
    it: &mut Support,
    measure: pb::SupportMeasure,
    mask: &[&str],
) -> Result<pb::SupportMeasure, Status> {
    let request = pb::UpdateSupportMeasureRequest {
        support_measure: Some(measure),
        update_mask: paths(mask),
        ..Default::default()
    };
    answer(it.client.update_support_measure(ask(request))).await
}

#[tokio::test]
async fn what_an_organization_received_is_a_filter_over_all_programmes() {
    let mut it = Support::start().await;
    it.program("other", program()).await.expect("a draft");
    let other = "supportPrograms/other";
    it.adopt(other, "").await.expect("adopted");
    it.close(other, "").await.expect("closed");
    let trained = it.measure(PROGRAM, "trained", measure()).await;
    let trained = trained.expect("received");
    let room = pb::SupportMeasure {
        form_code: "organizational-technical".into(),
        descriptions: vec![],
        amount: tenge(300_000),
        funder_kind_code: "state".into(),
        end_date: day("2005"),
        ..measure()
    };
    // What was received before a programme closed can be recorded after it.
    let room = it.measure(other, "room", room).await.expect("received");
    let theirs = pb::SupportMeasure {
        recipient: org("fund"),
        ..measure()
    };
    it.measure(PROGRAM, "theirs", theirs)
        .await
        .expect("received");
    let mine = "recipient = \"organizations/ngo\"";
    for (parent, filter, found) in [
        ("supportPrograms/-", mine.to_owned(), vec![&trained, &room]),
        (PROGRAM, mine.to_owned(), vec![&trained]),
        (
            "supportPrograms/-",
            format!("{mine} AND amount.units > 100000"),
            vec![&room],
        ),
        (
            "supportPrograms/-",
            format!("{mine} AND form_code = \"methodological\""),
            vec![&trained],
        ),
        (
            "supportPrograms/-",
            "recipient = \"organizations/ministry\"".into(),
            vec![],
        ),
    ] {
        let listed = list(&mut it, parent, &filter).await.expect("listed");
        let found: Vec<_> = found.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(listed, found, "{parent} {filter}");
    }
    let get = pb::GetSupportMeasureRequest {
        name: room.name.clone(),
        ..Default::default()
    };
    let read = answer(it.client.get_support_measure(get)).await;
    assert_eq!(read.expect("read"), room);

    // By form and kind of source, apart from grants.
    let request = pb::SummarizeSupportRequest {
        start_year: 2004,
        end_year: 2004,
        group_by: vec![Grouping::Form.into(), Grouping::FunderKind.into()],
    };
    let sums = answer(it.client.summarize_support(request)).await;
    let sums = sums.expect("sums");
    let lines: Vec<_> = sums.measures.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "methodological 2: ",
            "state organizational-technical 1: 300,000 KZT"
        ]
    );
    assert!(sums.grants.is_empty());
}

#[tokio::test]
async fn what_is_wrong_with_a_measure_is_refused() {
    let mut it = Support::start().await;
    it.program("draft", program()).await.expect("a draft");
    let under_draft = it.measure("supportPrograms/draft", "m", measure()).await;
    let status = refused(
        under_draft,
        Code::FailedPrecondition,
        Reason::ProgramNotAdopted,
    );
    assert!(
        status
            .message()
            .contains("supportPrograms/draft is a DRAFT")
    );
    let under_none = it.measure("supportPrograms/none", "m", measure()).await;
    refused(under_none, Code::NotFound, Reason::ResourceNotFound);
    refused(
        list(&mut it, "supportPrograms/none", "").await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );

    let made = it.measure(PROGRAM, "m", measure()).await.expect("received");
    let bad = pb::SupportMeasure {
        form_code: "moral".into(),
        recipient: org("nobody"),
        descriptions: vec![],
        start_date: day("2026-05-26"),
        funder_kind_code: "unknown".into(),
        sources: vec![],
        ..measure()
    };
    let wrong = [
        "support_measure.descriptions",
        "support_measure.form_code",
        "support_measure.funder_kind_code",
        "support_measure.recipient",
        "support_measure.sources",
        "support_measure.start_date",
    ];
    let status = refused(
        it.measure(PROGRAM, "bad", bad.clone()).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), wrong);
    let patch = pb::SupportMeasure {
        name: made.name.clone(),
        ..bad
    };
    let status = refused(
        update(&mut it, patch, &["*"]).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), wrong);
    for (bad, reason) in [
        (
            pb::SupportMeasure {
                end_date: day("2004-02"),
                ..measure()
            },
            Reason::DatesInvalid,
        ),
        (
            pb::SupportMeasure {
                sources: vec![],
                ..measure()
            },
            Reason::SourceMissing,
        ),
        (
            pb::SupportMeasure {
                amount: tenge(-1),
                ..measure()
            },
            Reason::AmountInvalid,
        ),
        (
            pb::SupportMeasure {
                start_date: None,
                ..measure()
            },
            Reason::FieldInvalid,
        ),
    ] {
        let made = it.measure(PROGRAM, "bad", bad).await;
        refused(made, Code::InvalidArgument, reason);
    }

    it.roll.dissolve("ngo", "2004-06-01").await;
    let patch = pb::SupportMeasure {
        name: made.name,
        start_date: day("2004-06-01"),
        ..Default::default()
    };
    refused(
        update(&mut it, patch, &["start_date"]).await,
        Code::FailedPrecondition,
        Reason::OrganizationNotActive,
    );
    let before = it.measure(PROGRAM, "before", measure()).await;
    before.expect("it was there in March");
}

#[tokio::test]
async fn nothing_is_received_before_its_recipient_or_its_programme_is_there() {
    let mut it = Support::start().await;
    let founded = pb::Organization {
        founding_date: day("2004-03-10"),
        ..Default::default()
    };
    let founded = it
        .roll
        .correct_organization("ngo", founded, &["founding_date"]);
    founded.await.expect("founded");
    let on = |start: &str| pb::SupportMeasure {
        start_date: day(start),
        ..measure()
    };
    // A partial day may be one of the good ones, and a programme may keep its promise late.
    let made = it.measure(PROGRAM, "month", on("2004-03")).await;
    let made = made.expect("received");
    let late = it.measure(PROGRAM, "late", on("2020")).await;
    late.expect("outside its period");
    let nothing = pb::SupportMeasure {
        descriptions: vec![],
        amount: tenge(0),
        ..on("2005")
    };
    let theirs = pb::SupportMeasure {
        recipient: org("fund"),
        ..on("2002")
    };
    for (bad, code, reason) in [
        (
            on("2004-02"),
            Code::FailedPrecondition,
            Reason::OrganizationNotActive,
        ),
        (theirs, Code::InvalidArgument, Reason::DatesInvalid),
        (nothing, Code::InvalidArgument, Reason::AmountInvalid),
    ] {
        refused(it.measure(PROGRAM, "bad", bad.clone()).await, code, reason);
        let patch = pb::SupportMeasure {
            name: made.name.clone(),
            ..bad
        };
        refused(update(&mut it, patch, &["*"]).await, code, reason);
    }
}
