//! Grants: who gave what to whom, and how foreign sources give way to domestic ones.

mod refusals;

use common::store::{Mode, Tx};
use kenes_proto::{
    gtype::Money,
    registry as pb,
    types::{ErrorReason as Reason, Place},
};
use tonic::{Code, Status};

use crate::{
    roll::{day, org, paths},
    support::{PROGRAM, Support, amount, answer, grant, line, measure, program, tenge},
    world::{ask, en, fields, refused, request_id},
};

async fn update(it: &mut Support, grant: pb::Grant, mask: &[&str]) -> Result<pb::Grant, Status> {
    let request = pb::UpdateGrantRequest {
        grant: Some(grant),
        update_mask: paths(mask),
        ..Default::default()
    };
    answer(it.client.update_grant(ask(request))).await
}

async fn list(it: &mut Support, filter: &str) -> Vec<String> {
    let request = pb::ListGrantsRequest {
        filter: filter.into(),
        order_by: "award_date".into(),
        ..Default::default()
    };
    let page = answer(it.client.list_grants(request)).await;
    let page = page.expect("listed").grants.into_iter();
    page.map(|grant| grant.name).collect()
}

/// A grant of a ministry under the programme.
fn of_state() -> pb::Grant {
    pb::Grant {
        support_program: PROGRAM.into(),
        funder: Some(pb::SupportParty {
            organization: org("ministry"),
            ..Default::default()
        }),
        funder_kind_code: "state".into(),
        amount_awarded: tenge(900_000),
        award_date: day("2005-07-19"),
        ..grant()
    }
}

#[tokio::test]
async fn a_grant_is_recorded_found_paid_out_and_its_history_read() {
    let mut it = Support::start().await;
    let made = pb::Grant {
        amount_applied: amount("USD", 8_000),
        start_date: day("1996-05"),
        end_date: day("1997-04"),
        beneficiary_place: Some(Place {
            subdivision_code: "KZ-35".into(),
            ..Default::default()
        }),
        ..grant()
    };
    let made = it.grant("g", made).await.expect("recorded");
    let get = pb::GetGrantRequest {
        name: made.name.clone(),
        ..Default::default()
    };
    let read = answer(it.client.get_grant(get)).await;
    assert_eq!(read.expect("read"), made);
    it.grant("state", of_state()).await.expect("recorded");
    for (filter, found) in [
        ("", vec!["grants/g", "grants/state"]),
        (
            "recipient = \"organizations/ngo\"",
            vec!["grants/g", "grants/state"],
        ),
        ("recipient = \"organizations/fund\"", vec![]),
        (
            "funder.organization = \"organizations/ministry\"",
            vec!["grants/state"],
        ),
        (
            "funder_kind_code = \"international-foundation\"",
            vec!["grants/g"],
        ),
        (
            "support_program = \"supportPrograms/adopted\"",
            vec!["grants/state"],
        ),
        (
            "award_date >= \"2005-01-01\" AND amount_awarded.units >= 900000",
            vec!["grants/state"],
        ),
        ("amount_awarded.currency_code = \"USD\"", vec!["grants/g"]),
        (
            "beneficiary_place.subdivision_code = \"KZ-35\"",
            vec!["grants/g"],
        ),
        (
            "titles:\"school\" AND end_date < \"1998-01-01\" AND start_date > \"1996-04-30\"",
            vec!["grants/g"],
        ),
    ] {
        assert_eq!(list(&mut it, filter).await, found, "{filter}");
    }
    let paid = pb::Grant {
        name: made.name.clone(),
        amount_disbursed: amount("USD", 2_500),
        ..Default::default()
    };
    let paid = update(&mut it, paid, &["amount_disbursed"]).await;
    assert_eq!(paid.expect("paid").amount_disbursed, amount("USD", 2_500));
    let request = pb::ListGrantRevisionsRequest {
        name: made.name.clone(),
        ..Default::default()
    };
    let revisions = answer(it.client.list_grant_revisions(request)).await;
    let revisions = revisions.expect("listed").grant_revisions;
    assert_eq!(revisions.len(), 2);
    let request = pb::GetGrantRevisionRequest {
        name: revisions[1].name.clone(),
        ..Default::default()
    };
    let first = answer(it.client.get_grant_revision(request)).await;
    assert_eq!(first.expect("the first").snapshot, Some(made));
}

#[tokio::test]
async fn foreign_grants_giving_way_to_domestic_sources_is_one_call() {
    let mut it = Support::start().await;
    let foreign = |year: &str, currency: &str, units| pb::Grant {
        award_date: day(year),
        amount_awarded: amount(currency, units),
        ..grant()
    };
    let domestic = |year: &str, units| pb::Grant {
        award_date: day(year),
        amount_awarded: tenge(units),
        ..of_state()
    };
    for (id, one) in [
        ("a", foreign("1996", "USD", 5_000)),
        ("b", foreign("1996-11", "USD", 7_000)),
        ("c", foreign("1996", "EUR", 3_000)),
        ("d", foreign("2004", "USD", 1_000)),
        ("e", domestic("2004", 400_000)),
        ("f", domestic("2005-07-19", 900_000)),
    ] {
        it.grant(id, one).await.expect("recorded");
    }
    let told = [
        "1996 international-foundation 3: 3,000 EUR + 12,000 USD",
        "2004 international-foundation 1: 1,000 USD",
        "2004 state 1: 400,000 KZT",
        "2005 state 1: 900,000 KZT",
    ];
    assert_eq!(it.grants_by_year().await, told);

    // A correction moves what it corrects; a rehearsal, a retry and a refusal count nothing.
    let moved = pb::Grant {
        name: "grants/d".into(),
        award_date: day("1996"),
        amount_awarded: amount("USD", 1_500),
        ..Default::default()
    };
    let mask = ["award_date", "amount_awarded"];
    update(&mut it, moved, &mask).await.expect("corrected");
    let mut request = pb::CreateGrantRequest {
        grant: Some(domestic("2005", 100_000)),
        grant_id: "g".into(),
        validate_only: true,
        ..Default::default()
    };
    let rehearsed = answer(it.client.create_grant(ask(request.clone()))).await;
    rehearsed.expect("checked");
    request.validate_only = false;
    request.request_id = request_id();
    for _ in 0..2 {
        let made = answer(it.client.create_grant(ask(request.clone()))).await;
        made.expect("recorded once");
    }
    let again = it.grant("g", domestic("2005", 1)).await;
    refused(again, Code::AlreadyExists, Reason::ResourceExists);
    it.measure(PROGRAM, "m", measure()).await.expect("received");
    assert_eq!(
        it.grants_by_year().await,
        [
            "1996 international-foundation 4: 3,000 EUR + 13,500 USD",
            "2004 state 1: 400,000 KZT",
            "2005 state 2: 1,000,000 KZT",
        ]
    );
    let mut asked = pb::SummarizeSupportRequest {
        start_year: 2004,
        ..Default::default()
    };
    let sums = answer(it.client.summarize_support(asked.clone())).await;
    let sums = sums.expect("sums");
    let lines = |totals: &[pb::SupportTotal]| totals.iter().map(line).collect::<Vec<_>>();
    assert_eq!(lines(&sums.grants), ["3: 1,400,000 KZT"]);
    assert_eq!(lines(&sums.measures), ["1: "]);
    asked.end_year = 2003;
    let backwards = answer(it.client.summarize_support(asked)).await;
    let status = refused(backwards, Code::InvalidArgument, Reason::DatesInvalid);
    assert_eq!(fields(&status), ["end_year"]);
}

#[tokio::test]
async fn an_answer_is_put_together_from_so_many_sums_and_no_more() {
    let mut it = Support::start().await;
    let sql = "INSERT INTO support_sum (subject, year, funder_kind_code, form_code, currency_code, records, units, hundredths) \
               WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i <= 10000) \
               SELECT 'grants', 1990 + i % 10, 'k' || CAST(i AS TEXT), '', 'KZT', 1, i, 0 FROM n";
    let store = &it.world.registry_kit.store;
    let filled = store.write("Fill", Mode::Commit, move |tx: &mut dyn Tx| {
        tx.execute(sql, &[])
    });
    assert_eq!(filled.await.expect("written"), 10_001);
    let mut request = pb::SummarizeSupportRequest::default();
    let broad = answer(it.client.summarize_support(request.clone())).await;
    let status = refused(broad, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["start_year"]);
    request.start_year = 1991;
    let fewer = answer(it.client.summarize_support(request)).await;
    assert_eq!(fewer.expect("fewer").grants[0].record_count, 9_001);
}
