//! What is wrong with a reported figure, and with a question about figures.

use super::*;

#[tokio::test]
async fn what_is_wrong_with_a_figure_is_refused() {
    let world = World::with_starter().await;
    let mut roll = Roll::of(&world);
    let mut client = Client::new(world.registry.clone());
    let good = || figure("registered-organizations", Value::Number(5_000));
    let cases: Vec<(Change, Reason, &str)> = vec![
        (
            Box::new(|f| f.source = None),
            Reason::SourceMissing,
            "source",
        ),
        (
            Box::new(|f| f.source = Some(Source::default())),
            Reason::FieldInvalid,
            "source",
        ),
        (
            Box::new(|f| f.indicator = "happiness".into()),
            Reason::CodeUnknown,
            "indicator",
        ),
        (Box::new(|f| f.value = None), Reason::FieldInvalid, "value"),
        (
            Box::new(|f| f.value = Some(Value::Permille(5))),
            Reason::FieldInvalid,
            "permille",
        ),
        (
            Box::new(|f| {
                f.indicator = "tender-amount".into();
                f.value = Some(one_of(""));
            }),
            Reason::AmountInvalid,
            "amount.currency_code",
        ),
        (
            Box::new(|f| {
                f.indicator = "tender-amount".into();
                f.value = Some(one_of("usd"));
            }),
            Reason::AmountInvalid,
            "amount.currency_code",
        ),
        (
            Box::new(|f| f.code = "kz-75".into()),
            Reason::FieldInvalid,
            "dimension",
        ),
        (
            Box::new(|f| f.set_dimension(Dimension::Region)),
            Reason::FieldInvalid,
            "code",
        ),
        (
            Box::new(|f| {
                f.set_dimension(Dimension::Region);
                f.code = "kz-99".into();
            }),
            Reason::CodeUnknown,
            "code",
        ),
        (
            Box::new(|f| {
                f.set_dimension(Dimension::Scope);
                f.code = "local".into();
            }),
            Reason::CodeUnknown,
            "code",
        ),
        (
            Box::new(|f| {
                f.start_date = day("2006");
                f.end_date = day("2003");
            }),
            Reason::DatesInvalid,
            "end_date",
        ),
        (
            Box::new(|f| f.end_date = day("2003")),
            Reason::DatesInvalid,
            "start_date",
        ),
        (
            Box::new(|f| f.reporter = org("nobody")),
            Reason::ReferenceNotFound,
            "reporter",
        ),
        (
            Box::new(|f| f.notes = vec![LocalizedText::default()]),
            Reason::LanguageMissing,
            "notes[0].language_code",
        ),
    ];
    for (change, reason, field) in cases {
        let mut wrong = good();
        change(&mut wrong);
        let status = refused(
            report(&mut client, "", wrong).await,
            Code::InvalidArgument,
            reason,
        );
        let field = format!("reported_figure.{field}");
        assert_eq!(fields(&status)[0], field, "{status:?}");
    }
    // All that is wrong is said at once.
    let bad = ReportedFigure {
        indicator: "happiness".into(),
        end_date: day("2003"),
        ..Default::default()
    };
    let status = refused(
        report(&mut client, "", bad).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(
        fields(&status),
        ["indicator", "source", "start_date", "value"].map(|f| format!("reported_figure.{f}"))
    );
    // Who reports a figure stays as long as it does.
    roll.record(Kind::StateBody, &["ministry"]).await;
    let by_ministry = ReportedFigure {
        reporter: org("ministry"),
        ..good()
    };
    report(&mut client, "by", by_ministry)
        .await
        .expect("recorded");
    refused(
        roll.delete("ministry").await,
        Code::FailedPrecondition,
        Reason::ResourceInUse,
    );
}

#[tokio::test]
async fn a_source_reports_the_same_once_and_of_what_is_there() {
    let world = World::with_starter().await;
    let mut client = Client::new(world.registry.clone());
    let one = || ReportedFigure {
        dimension: Dimension::Region.into(),
        code: "kz-35".into(),
        start_date: day("2005"),
        ..figure("registered-organizations", Value::Number(7))
    };
    report(&mut client, "one", one()).await.expect("recorded");
    let other = ReportedFigure {
        value: Some(Value::Number(8)),
        end_date: day("2005-12"),
        ..one()
    };
    let status = refused(
        report(&mut client, "", other.clone()).await,
        Code::AlreadyExists,
        Reason::ReportedFigureDuplicate,
    );
    let said = status.message();
    assert!(said.contains("reportedFigures/one"), "{said}");
    // Of another part, of other days and of another source it is another one, until it is corrected.
    let elsewhere = ReportedFigure {
        code: "kz-75".into(),
        ..other.clone()
    };
    let made = report(&mut client, "two", elsewhere).await;
    let name = made.expect("recorded").name;
    let then = ReportedFigure {
        start_date: day("2004"),
        ..other.clone()
    };
    report(&mut client, "then", then).await.expect("recorded");
    let theirs = ReportedFigure {
        source: Some(Source {
            note: "Another report".into(),
            ..Default::default()
        }),
        ..other
    };
    report(&mut client, "theirs", theirs)
        .await
        .expect("recorded");
    for (code, qualifier, good) in [
        ("kz-35", Qualifier::About, false),
        ("kz-75", Qualifier::About, true),
    ] {
        let request = pb::UpdateReportedFigureRequest {
            reported_figure: Some(ReportedFigure {
                name: name.clone(),
                code: code.into(),
                qualifier: qualifier.into(),
                ..Default::default()
            }),
            update_mask: paths(&["code", "qualifier"]),
            ..Default::default()
        };
        let saved = client.update_reported_figure(ask(request)).await;
        if good {
            saved.expect("corrected");
        } else {
            refused(saved, Code::AlreadyExists, Reason::ReportedFigureDuplicate);
        }
    }

    for (dimension, code, reason) in [
        (
            Dimension::Tender,
            "tenders/nosuch",
            Reason::ReferenceNotFound,
        ),
        (Dimension::Field, "g11", Reason::CodeUnknown),
        (Dimension::Field, "z", Reason::CodeUnknown),
    ] {
        let bad = ReportedFigure {
            dimension: dimension.into(),
            code: code.into(),
            ..one()
        };
        let status = refused(
            report(&mut client, "", bad).await,
            Code::InvalidArgument,
            reason,
        );
        assert_eq!(fields(&status), ["reported_figure.code"], "{code}");
    }
}
