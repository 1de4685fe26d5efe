//! The session at which a recommendation is adopted: the body's own, announced, on the day of the vote.

use super::*;

/// A draft, and what the chamber is refused when it would adopt it at this session on this day.
struct Adoption {
    it: Chamber,
    draft: String,
}

impl Adoption {
    async fn start() -> Self {
        let mut it = Chamber::start().await;
        let draft = it.draft(proposal("p", &[MINISTRY])).await;
        let draft = draft.expect("drafted").name;
        Self { it, draft }
    }

    async fn at(&mut self, session: &str, date: &str) -> Answer {
        let mut request = ballot(&self.draft);
        request.session = session.into();
        request.adopt_date = day(date);
        self.it.adopt(request).await
    }

    async fn refused(&mut self, session: &str, date: &str, reason: Reason) -> Status {
        refused(
            self.at(session, date).await,
            Code::FailedPrecondition,
            reason,
        )
    }
}

#[tokio::test]
async fn a_recommendation_is_adopted_only_at_a_session() {
    let mut adoption = Adoption::start().await;
    let status = adoption.at("", "2026-05-25").await;
    let status = refused(status, Code::InvalidArgument, Reason::SessionMissing);
    assert_eq!(fields(&status), ["session"]);

    let mut earlier_name = ballot(&adoption.draft);
    earlier_name.hearing = std::mem::take(&mut earlier_name.session);
    let adopted = adoption.it.adopt(earlier_name).await.expect("adopted");
    assert_eq!(adopted.session, SESSION);
    assert!(adopted.origins.is_empty() && adopted.hearing.is_empty());
}

#[tokio::test]
async fn a_session_of_another_body_adopts_nothing() {
    let mut adoption = Adoption::start().await;
    let today = (day("2026-05-25"), None);
    let other = adoption.it.session("other", MINISTRY, today).await;
    adoption.it.announce(&other).await;
    let status = adoption
        .refused(&other, "2026-05-25", Reason::SessionOfAnotherBody)
        .await;
    assert!(status.message().contains(MINISTRY), "{status:?}");
}

#[tokio::test]
async fn a_session_that_was_not_announced_adopts_nothing() {
    let mut adoption = Adoption::start().await;
    let today = (day("2026-05-25"), None);
    let session = adoption.it.session("secret", CHAMBER, today).await;
    adoption
        .refused(&session, "2026-05-25", Reason::SessionNotAnnounced)
        .await;
    adoption.it.announce(&session).await;
    let adopted = adoption.at(&session, "2026-05-25").await.expect("adopted");
    assert_eq!(adopted.session, session);
}

#[tokio::test]
async fn a_cancelled_session_adopts_nothing() {
    let mut adoption = Adoption::start().await;
    let request = pb::CancelHearingRequest {
        name: SESSION.into(),
        reasons: en("Nobody can come."),
        ..Default::default()
    };
    let cancelled = adoption.it.hearings().cancel_hearing(ask(request)).await;
    cancelled.expect("cancelled");
    adoption
        .refused(SESSION, "2026-05-25", Reason::SessionCancelled)
        .await;
}

#[tokio::test]
async fn a_session_on_another_day_adopts_nothing() {
    let mut adoption = Adoption::start().await;
    let two = (day("2026-05-20"), day("2026-05-21"));
    let session = adoption.it.session("short", CHAMBER, two).await;
    adoption.it.announce(&session).await;
    for date in ["2026-05-19", "2026-05-22", ""] {
        adoption
            .refused(&session, date, Reason::SessionOnAnotherDay)
            .await;
    }
    let held = pb::HoldHearingRequest {
        name: session.clone(),
        ..Default::default()
    };
    let held = adoption.it.hearings().hold_hearing(ask(held)).await;
    held.expect("held");
    adoption.at(&session, "2026-05-21").await.expect("adopted");
}

#[tokio::test]
async fn a_body_that_was_not_in_being_adopts_nothing() {
    let mut adoption = Adoption::start().await;
    let mut chamber = kenes_proto::registry::Organization {
        name: "organizations/chamber".into(),
        ..Default::default()
    };
    for (founded, date, reason) in [
        ("2026-05-20", "2026-05-19", Some(Reason::BodyNotInBeing)),
        ("2026-05-20", "2026-05-20", None),
    ] {
        chamber.founding_date = day(founded);
        let request = kenes_proto::registry::UpdateOrganizationRequest {
            organization: Some(chamber.clone()),
            update_mask: paths(&["founding_date"]),
            ..Default::default()
        };
        let organizations = &mut adoption.it.roll.organizations;
        let saved = organizations.update_organization(ask(request)).await;
        saved.expect("saved");
        match reason {
            Some(reason) => {
                let status = adoption.refused(SESSION, date, reason).await;
                let said = "was not founded before 20 May 2026";
                assert!(status.message().contains(said), "{status:?}");
            }
            None => drop(adoption.at(SESSION, date).await.expect("adopted")),
        }
    }
}

#[tokio::test]
async fn what_a_recommendation_grew_out_of_is_not_where_it_was_adopted() {
    let mut it = Chamber::start().await;
    let days = (day("2026-04-10"), None);
    let hearing = it.session("hearing", MINISTRY, days).await;
    let mut request = proposal("p", &[MINISTRY]);
    let new = request.recommendation.as_mut().expect("one");
    new.hearing.clone_from(&hearing);
    new.origins = vec!["consultations/round".into()];
    let draft = it.draft(request).await.expect("drafted");
    assert!(draft.hearing.is_empty(), "the field of old is not written");
    assert_eq!(draft.origins, ["consultations/round", hearing.as_str()]);
    let adopted = it.adopt(ballot(&draft.name)).await.expect("adopted");
    assert_eq!(adopted.session, SESSION);
    assert_eq!(adopted.origins, draft.origins);
}

#[tokio::test]
async fn a_session_at_which_something_was_adopted_stays_where_it_was() {
    let mut adoption = Adoption::start().await;
    adoption.at(SESSION, "").await.expect("adopted");
    let mut hearings = adoption.it.hearings();
    let cancel = pb::CancelHearingRequest {
        name: SESSION.into(),
        reasons: en("Nobody can come."),
        ..Default::default()
    };
    let cancelled = hearings.cancel_hearing(ask(cancel)).await;
    let reschedule = pb::RescheduleHearingRequest {
        name: SESSION.into(),
        start_date: day("2026-07-01"),
        reasons: en("The hall was taken."),
        ..Default::default()
    };
    let moved = hearings.reschedule_hearing(ask(reschedule)).await;
    let patch = |organizer: &str, outcomes: &str| pb::UpdateHearingRequest {
        hearing: Some(pb::Hearing {
            name: SESSION.into(),
            organizer: organizer.into(),
            outcomes: en(outcomes),
            ..Default::default()
        }),
        update_mask: paths(&["organizer", "outcomes"]),
        ..Default::default()
    };
    let given = hearings.update_hearing(ask(patch(MINISTRY, "x"))).await;
    for outcome in [cancelled, moved, given] {
        let status = refused(outcome, Code::FailedPrecondition, Reason::ResourceInUse);
        assert!(status.message().contains("recommendations/p"), "{status:?}");
    }
    let said = hearings
        .update_hearing(ask(patch(CHAMBER, "Adopted.")))
        .await;
    said.expect("what came of it is written afterwards");
    let found = pb::ListRecommendationsRequest {
        filter: format!("session = \"{SESSION}\""),
        ..Default::default()
    };
    let found = adoption.it.client.list_recommendations(found).await;
    assert_eq!(found.expect("listed").into_inner().total_size, Some(1));
}
