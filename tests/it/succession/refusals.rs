//! What is refused of a succession, and of what was open.

use super::*;

#[tokio::test]
async fn a_body_that_has_not_ended_is_not_succeeded() {
    let mut it = Ending::start().await;
    refused(
        it.create(CLERK, succession()).await,
        Code::FailedPrecondition,
        Reason::BodyNotEnded,
    );
    it.it.roll.dissolve("majilis", "2026-05-25").await;
    let unknown = pb::Succession {
        body: "//registry.kenes/organizations/none".into(),
        ..succession()
    };
    let invalid = Code::InvalidArgument;
    refused(
        it.create(CLERK, unknown).await,
        invalid,
        Reason::ReferenceNotFound,
    );
    let stranger = pb::Succession {
        successors: vec![KURULTAI.into(), MINISTRY.into()],
        ..succession()
    };
    let status = refused(
        it.create(CLERK, stranger).await,
        invalid,
        Reason::SuccessorMismatch,
    );
    assert_eq!(fields(&status), ["succession.successors[1]"]);
    let bare = pb::Succession {
        sources: Vec::new(),
        ..succession()
    };
    refused(it.create(CLERK, bare).await, invalid, Reason::SourceMissing);
    refused(
        it.create(OFFICIAL, succession()).await,
        Code::PermissionDenied,
        Reason::StandingNotMandated,
    );
    it.create(CLERK, succession()).await.expect("recorded");
    let again = pb::CreateSuccessionRequest {
        succession: Some(succession()),
        ..Default::default()
    };
    let again = it.client.create_succession(ask_as(CLERK, again)).await;
    refused(again, Code::AlreadyExists, Reason::ResourceExists);
}

#[tokio::test]
async fn a_successor_that_has_ended_takes_nothing_over() {
    let mut it = Ending::start().await;
    it.it.sent(proposal("p", &[MAJILIS])).await;
    it.end().await;
    it.it.roll.dissolve("kurultai", "2026-05-25").await;
    refused(
        it.readdress(readdress(&[], "")).await,
        Code::FailedPrecondition,
        Reason::AddresseeNotInBeing,
    );
}

#[tokio::test]
async fn what_is_settled_or_not_open_before_the_body_is_not_settled() {
    let mut it = Ending::start().await;
    let asked = it.it.sent(proposal("p", &[MAJILIS])).await.name;
    let other = it.it.sent(proposal("q", &[MINISTRY])).await.name;
    it.end().await;
    let mut to = readdress(&[&asked], "");
    to.successor = MINISTRY.into();
    let wrong = it.readdress(to).await;
    refused(wrong, Code::InvalidArgument, Reason::SuccessorMismatch);
    let failed = Code::FailedPrecondition;
    for name in [other.as_str(), "recommendations/none"] {
        let done = it.readdress(readdress(&[&asked, name], "")).await;
        refused(done, failed, Reason::MatterNotOpen);
        refused(
            it.close(close(&[name])).await,
            failed,
            Reason::MatterNotOpen,
        );
    }
    assert_eq!(it.get().await.open_count, 1, "all or none");
    it.readdress(readdress(&[&asked], ""))
        .await
        .expect("passed on");
    refused(
        it.readdress(readdress(&[&asked], "")).await,
        failed,
        Reason::MatterSettled,
    );
    refused(
        it.close(close(&[&asked])).await,
        failed,
        Reason::MatterSettled,
    );
    refused(it.close(close(&[])).await, failed, Reason::MatterNotOpen);
    let stranger = it.client.close_matters(ask_as(OFFICIAL, close(&[]))).await;
    refused(
        stranger,
        Code::PermissionDenied,
        Reason::StandingNotMandated,
    );
}

#[tokio::test]
async fn a_successor_has_a_day_that_is_still_to_come() {
    let mut it = Ending::start().await;
    let asked = it.it.sent(proposal("p", &[MAJILIS])).await.name;
    it.end().await;
    // 10 June comes.
    it.it.world.hand.pass(16 * common::testing::DAY);
    let failed = Code::FailedPrecondition;
    refused(
        it.readdress(readdress(&[], "")).await,
        failed,
        Reason::DueDateTooEarly,
    );
    let early = it.readdress(readdress(&[], "2026-06-01")).await;
    let status = refused(early, Code::InvalidArgument, Reason::DueDateTooEarly);
    assert_eq!(fields(&status), ["due_date"]);
    it.readdress(readdress(&[], "2026-07-01"))
        .await
        .expect("passed on");
    assert_eq!(it.duties(KURULTAI).await, [(asked, day("2026-07-01"))]);
}
