//! Progress reports: who tells what of a commitment, by which source.

use super::*;

fn report(on: &str) -> pb::ProgressReport {
    pb::ProgressReport {
        author: named("An observer"),
        report_date: day(on),
        texts: en("Seven councils of fourteen."),
        percent: Some(50),
        sources: source(),
        ..Default::default()
    }
}

async fn tell(
    forum: &mut Forum,
    parent: &str,
    id: &str,
    report: pb::ProgressReport,
) -> Result<pb::ProgressReport, Status> {
    let request = pb::CreateProgressReportRequest {
        parent: parent.into(),
        progress_report: Some(report),
        progress_report_id: id.into(),
        ..Default::default()
    };
    let told = forum.client.create_progress_report(ask(request)).await;
    told.map(Response::into_inner)
}

/// A commitment with a number to be reached.
fn counted() -> pb::Commitment {
    pb::Commitment {
        indicator: Some(pb::CommitmentIndicator {
            titles: en("Councils founded"),
            units: en("councils"),
            target: Some(14),
        }),
        ..commitment("2005")
    }
}

#[tokio::test]
async fn progress_is_told_by_somebody_with_a_source_and_changes_no_state() {
    let mut forum = Forum::start().await;
    let name = forum.commitment("c", counted()).await;
    let number = pb::ProgressReport {
        value: Some(7),
        ..report("2004-06-01")
    };
    let made = tell(&mut forum, &name, "half", number).await.expect("told");
    assert_eq!((made.percent, made.value), (Some(50), Some(7)));
    let today = pb::ProgressReport {
        report_date: None,
        percent: Some(0),
        ..report("")
    };
    let today = tell(&mut forum, &name, "none", today).await.expect("told");
    assert_eq!(today.report_date, day("2026-05-25"));
    assert_eq!(today.percent, Some(0), "nothing is something to tell");
    assert_eq!(forum.get(&name).await.state(), State::Overdue);

    let request = pb::UpdateProgressReportRequest {
        progress_report: Some(pb::ProgressReport {
            name: made.name.clone(),
            percent: Some(45),
            ..Default::default()
        }),
        ..Default::default()
    };
    let saved = forum.client.update_progress_report(ask(request)).await;
    assert_eq!(saved.expect("saved").into_inner().percent, Some(45));
    let request = pb::GetProgressReportRequest {
        name: made.name.clone(),
        ..Default::default()
    };
    let read = forum.client.get_progress_report(request).await;
    let read = read.expect("read").into_inner();
    assert_eq!((read.percent, read.value), (Some(45), Some(7)));
    for (parent, count) in [(name.as_str(), 2), ("commitments/-", 2)] {
        let request = pb::ListProgressReportsRequest {
            parent: parent.into(),
            ..Default::default()
        };
        let page = forum.client.list_progress_reports(request).await;
        let page = page.expect("listed").into_inner();
        assert_eq!(page.progress_reports.len(), count);
        assert_eq!(page.progress_reports[0].name, today.name, "newest first");
    }
}

#[tokio::test]
async fn a_report_without_a_source_a_day_or_an_indicator_is_refused() {
    type Change = fn(&mut pb::ProgressReport);
    let mut forum = Forum::start().await;
    let name = forum.commitment("c", commitment("2005")).await;
    let changes: [(Change, Reason, &str); 6] = [
        (|r| r.sources.clear(), Reason::SourceMissing, "sources"),
        (
            |r| r.report_date = day("2003-10-14"),
            Reason::DatesInvalid,
            "report_date",
        ),
        (
            |r| r.report_date = day("2026-05-26"),
            Reason::DatesInvalid,
            "report_date",
        ),
        (|r| r.value = Some(1), Reason::FieldInvalid, "value"),
        (|r| r.percent = Some(101), Reason::FieldInvalid, "percent"),
        (
            |r| r.author = Some(Actor::default()),
            Reason::FieldInvalid,
            "author",
        ),
    ];
    for (change, reason, field) in changes {
        let mut bad = report("2004-06-01");
        change(&mut bad);
        let told = tell(&mut forum, &name, "bad", bad).await;
        let status = refused(told, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [format!("progress_report.{field}")]);
    }
    let told = tell(&mut forum, "commitments/none", "bad", report("")).await;
    refused(told, Code::NotFound, Reason::ResourceNotFound);
    let mut stranger = report("2004-06-01");
    stranger.author = Some(Actor {
        person: "//registry.kenes/persons/aigul".into(),
        on_behalf_of: MINISTRY.into(),
        ..Default::default()
    });
    let told = tell(&mut forum, &name, "bad", stranger).await;
    refused(told, Code::PermissionDenied, Reason::StandingNotMandated);
}

#[tokio::test]
async fn what_reports_rest_on_stays() {
    let mut forum = Forum::start().await;
    let name = forum.commitment("c", counted()).await;
    let number = pb::ProgressReport {
        value: Some(7),
        ..report("2004-06-01")
    };
    tell(&mut forum, &name, "half", number).await.expect("told");
    let bare = pb::Commitment {
        name: name.clone(),
        ..Default::default()
    };
    refused(
        forum.update(bare.clone(), &["indicator"]).await,
        Code::FailedPrecondition,
        Reason::ResourceInUse,
    );
    let in_units = |units| pb::Commitment {
        name: name.clone(),
        indicator: Some(pb::CommitmentIndicator {
            units,
            ..counted().indicator.expect("one")
        }),
        ..Default::default()
    };
    for units in [en("decisions"), Vec::new()] {
        refused(
            forum.update(in_units(units), &["indicator"]).await,
            Code::FailedPrecondition,
            Reason::ResourceInUse,
        );
    }
    let mut two = en("councils");
    two.push(kenes_proto::gtype::LocalizedText {
        text: "советов".into(),
        language_code: "ru".into(),
    });
    let told = forum.update(in_units(two), &["indicator"]).await;
    told.expect("the same unit in one more language");
    let later = pb::Commitment {
        commit_date: day("2004-06-02"),
        ..bare
    };
    let status = refused(
        forum.update(later, &["commit_date"]).await,
        Code::InvalidArgument,
        Reason::DatesInvalid,
    );
    assert_eq!(fields(&status), ["commitment.commit_date"]);
}
