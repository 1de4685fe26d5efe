//! Declared gaps: what a list or a report must say where "none" may mean "never loaded".

use common::testing::Channel;
use kenes_proto::{
    consultation as con,
    consultation::{
        comment_service_client::CommentServiceClient,
        commitment_service_client::CommitmentServiceClient, duty_service_client::DutyServiceClient,
        hearing_service_client::HearingServiceClient,
    },
    gtype::Date,
    record::{self as pb, CoverageGap, coverage_service_client::CoverageServiceClient as Client},
    registry as reg,
    registry::{
        membership_service_client::MembershipServiceClient,
        organization_service_client::OrganizationServiceClient,
    },
    types::ErrorReason as Reason,
};
use tonic::{Code, Status};

use crate::{
    fixtures::MINISTRY,
    world::{World, ask, en, fields, refused},
};

fn gap(collection: &str) -> CoverageGap {
    CoverageGap {
        collection: collection.into(),
        texts: en("Records of these years are on paper, in the archive of the ministry."),
        ..CoverageGap::default()
    }
}

fn day(year: i32, month: i32, day: i32) -> Option<Date> {
    Some(Date { year, month, day })
}

async fn declare(channel: &Channel, id: &str, gap: CoverageGap) -> Result<CoverageGap, Status> {
    let request = pb::CreateCoverageGapRequest {
        coverage_gap: Some(gap),
        coverage_gap_id: id.into(),
        ..Default::default()
    };
    let mut client = Client::new(channel.clone());
    Ok(client.create_coverage_gap(ask(request)).await?.into_inner())
}

async fn hearings(channel: &Channel, filter: &str) -> con::ListHearingsResponse {
    let request = con::ListHearingsRequest {
        filter: filter.into(),
        ..Default::default()
    };
    let mut client = HearingServiceClient::new(channel.clone());
    let answer = client.list_hearings(request).await.expect("a list");
    answer.into_inner()
}

#[tokio::test]
async fn a_list_that_is_empty_says_what_was_never_loaded() {
    let world = World::start().await;
    let channel = &world.consultation;
    let none = hearings(channel, "").await;
    assert_eq!((none.hearings.len(), none.not_covered.len()), (0, 0));

    let mut before = gap("hearings");
    before.end_date = day(2003, 0, 0);
    before.organizations = vec![MINISTRY.into()];
    declare(channel, "before", before).await.expect("declared");
    let name = "coverageGaps/before";
    for (filter, touched) in [
        ("", true),
        ("start_time < \"2004-01-01T00:00:00+05:00\"", true),
        ("start_time >= \"2004-01-01T00:00:00+05:00\"", false),
        (
            "start_time >= \"2003-12-31T12:00:00+05:00\" AND start_time <= \"2010-01-01T00:00:00Z\"",
            true,
        ),
        // Not all that the filter finds is of these days.
        (
            "start_time >= \"2004-01-01T00:00:00+05:00\" OR state = PASSED",
            true,
        ),
        (&format!("organizer = \"{MINISTRY}\""), true),
        (
            "organizer = \"//registry.kenes/organizations/another\"",
            false,
        ),
        (
            "NOT organizer = \"//registry.kenes/organizations/another\"",
            true,
        ),
        // When something was recorded says nothing of when it was.
        (
            "name = \"hearings/x\" update_time > \"2020-01-01T00:00:00Z\"",
            true,
        ),
    ] {
        let found = hearings(channel, filter).await.not_covered;
        let expected: &[&str] = if touched { &[name] } else { &[] };
        assert_eq!(found, expected, "{filter}");
    }

    // Another collection is not touched, and neither is the other service.
    let mut laws = con::draft_law_service_client::DraftLawServiceClient::new(channel.clone());
    let answer = laws
        .list_draft_laws(con::ListDraftLawsRequest::default())
        .await;
    assert_eq!(
        answer.expect("a list").into_inner().not_covered,
        Vec::<String>::new()
    );
    let mut other = OrganizationServiceClient::new(world.registry.clone());
    let answer = other
        .list_organizations(reg::ListOrganizationsRequest::default())
        .await;
    assert_eq!(
        answer.expect("a list").into_inner().not_covered,
        Vec::<String>::new()
    );

    // Once it is loaded, "none" means none; and the record keeps that it was not.
    let mut client = Client::new(channel.clone());
    let request = pb::DeleteCoverageGapRequest {
        name: name.into(),
        ..Default::default()
    };
    client
        .delete_coverage_gap(ask(request))
        .await
        .expect("deleted");
    assert_eq!(
        hearings(channel, "").await.not_covered,
        Vec::<String>::new()
    );
    let request = pb::UndeleteCoverageGapRequest {
        name: name.into(),
        ..Default::default()
    };
    client
        .undelete_coverage_gap(ask(request))
        .await
        .expect("undeleted");
    assert_eq!(hearings(channel, "").await.not_covered, [name]);

    // What it is, is read by its name, and in the list of all.
    let request = pb::GetCoverageGapRequest {
        name: name.into(),
        ..Default::default()
    };
    let read = client.get_coverage_gap(request).await.expect("there");
    let request = pb::ListCoverageGapsRequest {
        filter: "collection = \"hearings\"".into(),
        ..Default::default()
    };
    let listed = client.list_coverage_gaps(request).await.expect("a list");
    assert_eq!(listed.into_inner().coverage_gaps, [read.into_inner()]);
}

#[tokio::test]
async fn a_parent_that_is_an_organization_reaches_what_is_missing_of_it() {
    let world = World::start().await;
    let mut seats = gap("memberships");
    seats.organizations = vec!["//registry.kenes/organizations/council".into()];
    declare(&world.registry, "seats", seats)
        .await
        .expect("declared");
    let mut client = MembershipServiceClient::new(world.registry.clone());
    let all = reg::ListMembershipsRequest {
        parent: "organizations/-".into(),
        ..Default::default()
    };
    let answer = client
        .list_memberships(all)
        .await
        .expect("a list")
        .into_inner();
    assert_eq!(answer.not_covered, ["coverageGaps/seats"]);
}

#[tokio::test]
async fn reports_and_summaries_say_what_they_do_not_count() {
    let scene = crate::comment::scene().await;
    let channel = &scene.world.consultation;
    let mut comments = gap("comments");
    comments.within = "consultations/elsewhere".into();
    declare(channel, "elsewhere", comments)
        .await
        .expect("declared");
    declare(channel, "answers", gap("responses"))
        .await
        .expect("declared");
    declare(channel, "promised", gap("commitments"))
        .await
        .expect("declared");

    let mut client = CommentServiceClient::new(channel.clone());
    let round = con::GetConsultationReportRequest {
        consultation: "consultations/c".into(),
        ..Default::default()
    };
    let answer = client
        .get_consultation_report(round)
        .await
        .expect("a report");
    let report = answer.into_inner().report.expect("one");
    assert_eq!(report.not_covered, ["coverageGaps/answers"]);
    let law = con::GetDraftLawReportRequest {
        draft_law: "draftLaws/d".into(),
        ..Default::default()
    };
    let answer = client.get_draft_law_report(law).await.expect("a report");
    let report = answer.into_inner().report.expect("one");
    // What is not there may well be on this law.
    assert_eq!(
        report.not_covered,
        ["coverageGaps/answers", "coverageGaps/elsewhere"]
    );
    let law = con::SummarizeCommentsRequest {
        draft_law: "draftLaws/d".into(),
    };
    let answer = client
        .summarize_comments(law)
        .await
        .expect("a summary")
        .into_inner();
    assert_eq!(
        answer.not_covered,
        ["coverageGaps/answers", "coverageGaps/elsewhere"]
    );

    let mut duties = DutyServiceClient::new(channel.clone());
    let answer = duties
        .summarize_duties(con::SummarizeDutiesRequest::default())
        .await;
    assert_eq!(
        answer.expect("a summary").into_inner().not_covered,
        ["coverageGaps/answers"]
    );
    let mut commitments = CommitmentServiceClient::new(channel.clone());
    let request = con::SummarizeCommitmentsRequest::default();
    let answer = commitments
        .summarize_commitments(request)
        .await
        .expect("a summary");
    assert_eq!(answer.into_inner().not_covered, ["coverageGaps/promised"]);
}

#[tokio::test]
async fn a_gap_is_of_something_that_this_service_has() {
    let world = World::start().await;
    let mut wrong = gap("tenders");
    wrong.within = "organizations/x".into();
    let status = refused(
        declare(&world.consultation, "wrong", wrong).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(
        fields(&status),
        ["coverage_gap.collection", "coverage_gap.within"]
    );
    declare(&world.registry, "tenders", gap("tenders"))
        .await
        .expect("the registry has them");

    let mut wrong = gap("hearings");
    (wrong.start_date, wrong.end_date) = (day(2004, 5, 1), day(2004, 4, 30));
    refused(
        declare(&world.consultation, "wrong", wrong).await,
        Code::InvalidArgument,
        Reason::DatesInvalid,
    );
    let mut wrong = gap("hearings");
    wrong.texts[0].language_code = "de".into();
    refused(
        declare(&world.consultation, "wrong", wrong).await,
        Code::InvalidArgument,
        Reason::LanguageMissing,
    );

    // By an update no less.
    declare(&world.consultation, "right", gap("hearings"))
        .await
        .expect("declared");
    let mut changed = gap("nothing");
    changed.name = "coverageGaps/right".into();
    let request = pb::UpdateCoverageGapRequest {
        coverage_gap: Some(changed),
        ..Default::default()
    };
    let mut client = Client::new(world.consultation.clone());
    let status = refused(
        client.update_coverage_gap(ask(request)).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), ["coverage_gap.collection"]);
}
