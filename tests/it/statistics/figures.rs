//! Reported figures: recorded, read, found, corrected, and what is refused of them and of what is asked.

mod refusals;

use kenes_proto::{
    gtype::LocalizedText, registry::reported_figure::Qualifier, types::ErrorReason as Reason,
};
use tonic::Code;

use super::*;
use crate::world::{en, fields, refused};

/// What makes a good figure a bad one.
type Change = Box<dyn Fn(&mut ReportedFigure)>;

/// One unit of a currency.
fn one_of(currency: &str) -> Value {
    Value::Amount(Money {
        currency_code: currency.into(),
        units: 1,
        nanos: 0,
    })
}

#[tokio::test]
async fn a_figure_is_recorded_read_listed_corrected_and_remembered() {
    let world = World::with_starter().await;
    let mut client = Client::new(world.registry.clone());
    let registered = ReportedFigure {
        qualifier: Qualifier::MoreThan.into(),
        ..figure("registered-organizations", Value::Number(5_000))
    };
    let made = report(&mut client, "registered", registered).await;
    let made = made.expect("recorded");
    assert_eq!(made.name, "reportedFigures/registered");
    let amount = ReportedFigure {
        start_date: day("2003-09"),
        dimension: Dimension::Tender.into(),
        code: "2003-09".into(),
        ..figure("tender-amount", tenge(10_700_000))
    };
    let amount = report(&mut client, "amount", amount)
        .await
        .expect("recorded");
    assert_eq!(amount.qualifier(), Qualifier::Exact);

    let name = "reportedFigures/registered";
    let read = pb::GetReportedFigureRequest {
        name: name.into(),
        ..Default::default()
    };
    let read = client.get_reported_figure(read).await.expect("read");
    assert_eq!(read.into_inner(), made);
    for (filter, found) in [
        ("", vec!["amount", "registered"]),
        ("indicator = \"tender-amount\"", vec!["amount"]),
        ("dimension = TENDER AND code = \"2003-09\"", vec!["amount"]),
        (
            "start_date >= \"2003-09-01\" AND end_date <= \"2003-09-30\"",
            vec!["amount"],
        ),
        ("start_date >= \"2004-01-01\"", vec![]),
    ] {
        let request = pb::ListReportedFiguresRequest {
            filter: filter.into(),
            order_by: "name".into(),
            ..Default::default()
        };
        let listed = client.list_reported_figures(request).await.expect("listed");
        let ids = listed.into_inner().reported_figures.into_iter();
        let ids: Vec<_> = ids
            .map(|f| f.name.replace("reportedFigures/", ""))
            .collect();
        assert_eq!(ids, found, "{filter}");
    }

    let update = |figure: ReportedFigure, mask: &[&str]| {
        ask(pb::UpdateReportedFigureRequest {
            reported_figure: Some(figure),
            update_mask: paths(mask),
            ..Default::default()
        })
    };
    let patch = ReportedFigure {
        notes: en("As printed"),
        ..made.clone()
    };
    let saved = client
        .update_reported_figure(update(patch, &["notes"]))
        .await;
    assert_eq!(
        saved.expect("corrected").into_inner().notes,
        en("As printed")
    );
    let stale = client
        .update_reported_figure(update(made.clone(), &["notes"]))
        .await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
    // The rules hold for what an update leaves, too.
    let no_source = ReportedFigure {
        name: name.into(),
        ..Default::default()
    };
    let no_source = client
        .update_reported_figure(update(no_source, &["source"]))
        .await;
    let status = refused(no_source, Code::InvalidArgument, Reason::SourceMissing);
    assert_eq!(fields(&status), ["reported_figure.source"]);

    let request = pb::ListReportedFigureRevisionsRequest {
        name: name.into(),
        ..Default::default()
    };
    let revisions = client.list_reported_figure_revisions(request).await;
    let revisions = revisions.expect("listed").into_inner();
    assert_eq!(revisions.reported_figure_revisions.len(), 2);
    let request = pb::GetReportedFigureRevisionRequest {
        name: format!("{name}/revisions/1"),
        ..Default::default()
    };
    let first = client.get_reported_figure_revision(request).await;
    assert_eq!(first.expect("read").into_inner().snapshot, Some(made));
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused() {
    let world = World::with_starter().await;
    let mut client = Client::new(world.registry.clone());
    let (registered, whole) = ("registered-organizations", Dimension::Unspecified);
    let both = pb::GetStatisticsRequest {
        date: day("2004-01-01"),
        ..years(registered, 2003, 2004, whole)
    };
    let tongue = pb::GetStatisticsRequest {
        language_code: "tlh".into(),
        ..years(registered, 2003, 2004, whole)
    };
    let unknown_dimension = pb::GetStatisticsRequest {
        group_by: 99,
        ..years(registered, 2003, 2004, whole)
    };
    for (request, reason, field) in [
        (
            years("happiness", 2003, 2006, whole),
            Reason::CodeUnknown,
            "indicator",
        ),
        (
            years("", 2003, 2006, whole),
            Reason::FieldInvalid,
            "indicator",
        ),
        (
            years(registered, 2006, 2003, whole),
            Reason::DatesInvalid,
            "to_year",
        ),
        (
            years(registered, 2003, 2027, whole),
            Reason::DatesInvalid,
            "to_year",
        ),
        (
            years(registered, 1800, 2006, whole),
            Reason::FieldInvalid,
            "from_year",
        ),
        (
            years(registered, 0, 2006, whole),
            Reason::FieldInvalid,
            "from_year",
        ),
        (
            years(registered, 2003, 0, whole),
            Reason::FieldInvalid,
            "to_year",
        ),
        (
            years("employees", 0, 0, whole),
            Reason::FieldInvalid,
            "from_year",
        ),
        (
            on("employees", "2004-01-01", whole),
            Reason::FieldInvalid,
            "from_year",
        ),
        (
            on(registered, "2026-05-26", whole),
            Reason::DatesInvalid,
            "date",
        ),
        (on(registered, "2026", whole), Reason::DatesInvalid, "date"),
        (both, Reason::FieldInvalid, "date"),
        (tongue, Reason::FieldInvalid, "language_code"),
        (unknown_dimension, Reason::FieldInvalid, "group_by"),
    ] {
        let say = format!("{request:?}");
        let answer = client.get_statistics(request).await;
        let status = refused(answer, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [field], "{say}");
    }
    // The clock stands in 2026, so 200 years do not fit between 1900 and now; later they will.
    world.hand.set("2150-12-31T10:00:00Z");
    let too_many = client
        .get_statistics(years(registered, 1900, 2100, whole))
        .await;
    let status = refused(too_many, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["to_year"]);
    let most = get(&mut client, years(registered, 1901, 2100, whole)).await;
    assert_eq!(most.series[0].points.len(), 200);
}

#[tokio::test]
async fn texts_are_shown_in_the_language_asked_for_and_an_answer_has_its_bounds() {
    let world = World::with_starter().await;
    let mut client = Client::new(world.registry.clone());
    let mut told = figure("tender-amount", tenge(1));
    told.notes = en("A pilot");
    report(&mut client, "told", told).await.expect("recorded");
    let request = years("tender-amount", 2003, 2003, Dimension::Unspecified);
    let basic = pb::GetStatisticsRequest {
        view: kenes_proto::types::View::Basic.into(),
        ..request.clone()
    };
    let full = get(&mut client, request).await;
    assert_eq!(full.undated_figures[0].notes, en("A pilot"));
    let basic = get(&mut client, basic).await;
    assert_eq!(basic.undated_figures[0].notes, []);

    let sql = "INSERT INTO reported_figure (name, parent, revision, create_time, update_time, delete_time, indicator, \
               dimension, code, start_date, end_date, reporter) \
               WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 1001) \
               SELECT 'reportedFigures/x' || CAST(i AS TEXT), '', 1, 1, 1, 0, 'tender-amount', 0, '', 0, 0, '' FROM n";
    let bodies = "INSERT INTO revision (name, revision, time, actor, method, leaf, body_salt, topic, withheld, identity_at, \
                  body, entry) SELECT t.name, 1, 1, '', '', r.leaf, r.body_salt, '', 0, r.identity_at, r.body, \
                  1000000 + CAST(substr(t.name, 18) AS BIGINT) FROM reported_figure t JOIN revision r \
                  ON r.name = 'reportedFigures/told' WHERE t.name <> 'reportedFigures/told'";
    let store = &world.registry_kit.store;
    let filled = store.write("Fill", common::store::Mode::Commit, move |tx| {
        tx.execute(sql, &[])?;
        tx.execute(bodies, &[])
    });
    assert_eq!(filled.await.expect("written"), 1_001);
    let request = years("tender-amount", 2003, 2003, Dimension::Unspecified);
    refused(
        client.get_statistics(request).await,
        Code::ResourceExhausted,
        Reason::AnswerTooLarge,
    );
}
