//! Tenders that were held elsewhere and are over: recorded with their applications, scores and decisions, and marked so.

use kenes_proto::{
    gtype::Date,
    registry::{
        self as pb, Application, Award, Tender, application::State as ApplicationState,
        award_service_client::AwardServiceClient, contract_service_client::ContractServiceClient,
        organization::Kind, tender::State,
    },
    types::{ErrorReason as Reason, Source},
};
use prost_types::Timestamp;
use tonic::{Code, Response, Status};

use super::{amend, cancel, extend, fail};
use crate::{
    order::{Order, T, application_name, offer, tender, time},
    roll::{day, org, paths},
    world::{ask, ask_as, en, fields, refused},
};

const BEGAN: &str = "2003-09-01T03:00:00Z";
const CLOSED: &str = "2003-09-20T12:00:00Z";
const WITHIN: &str = "2003-09-10T06:00:00Z";

/// A tender of September 2003.
fn old() -> Tender {
    Tender {
        archive: true,
        submission_start_time: time(BEGAN),
        submission_end_time: time(CLOSED),
        opening_time: time("2003-09-21T03:00:00Z"),
        ..tender()
    }
}

/// What `organization` offered at a time.
fn offered(organization: &str, at: &str) -> Application {
    Application {
        submit_time: time(at),
        ..offer(organization, 900_000)
    }
}

/// A world with this archive in it, announced.
async fn archive(tender: Tender) -> Order {
    let mut order = Order::start().await;
    order.create("t", tender).await.expect("an archive");
    order.announce().await.expect("announced");
    order
}

/// Loads an application, by somebody who holds no mandate of anybody.
async fn load(
    order: &mut Order,
    id: &str,
    application: Application,
) -> Result<Application, Status> {
    let request = pb::CreateApplicationRequest {
        parent: T.into(),
        application: Some(application),
        application_id: id.into(),
        ..Default::default()
    };
    let loading = ask_as("demo|operator", request);
    let made = order.orders.create_application(loading).await;
    made.map(Response::into_inner)
}

async fn award(order: &Order, award: Award) -> Result<Award, Status> {
    let mut awards = AwardServiceClient::new(order.world.registry.clone());
    let request = pb::CreateAwardRequest {
        parent: T.into(),
        award: Some(award),
        award_id: "a".into(),
        ..Default::default()
    };
    awards.create_award(ask(request)).await?;
    let request = pb::ConfirmAwardRequest {
        name: format!("{T}/awards/a"),
        ..Default::default()
    };
    let done = awards.confirm_award(ask(request)).await;
    done.map(Response::into_inner)
}

async fn cancel_award(order: &Order) {
    let mut awards = AwardServiceClient::new(order.world.registry.clone());
    let request = pb::CancelAwardRequest {
        name: format!("{T}/awards/a"),
        reasons: en("It declined."),
        ..Default::default()
    };
    let done = awards.cancel_award(ask(request)).await;
    done.expect("cancelled");
}

#[tokio::test]
async fn a_tender_that_is_over_is_recorded_with_what_was_decided() {
    let mut order = Order::start().await;
    order.roll.record(Kind::Ngo, &["stranger"]).await;
    order.create("t", old()).await.expect("an archive");
    let announced = order.announce().await.expect("announced");
    assert_eq!(announced.state(), State::Evaluating);
    assert!(announced.archive && announced.amendments.is_empty());
    assert_eq!(order.open().await.expect("open already"), announced);

    let made = load(&mut order, "x", offered("stranger", WITHIN)).await;
    let made = made.expect("loaded");
    assert_eq!(made.state(), ApplicationState::Opened);
    assert_eq!((made.archived, made.submit_time), (true, time(WITHIN)));
    assert_eq!(made.applicant, org("stranger"));
    assert_eq!((made.seal, made.open_time), (None, None));
    assert!(made.submitter.is_empty() && made.seal_key.is_empty());
    for (id, at) in [("adilet", BEGAN), ("bilim", "2003-09-20T11:59:59Z")] {
        let made = load(&mut order, id, offered(id, at)).await;
        made.expect("loaded");
    }
    let request = pb::ListApplicationsRequest {
        parent: T.into(),
        filter: r#"submit_time >= "2003-09-10T06:00:00Z""#.into(),
        order_by: "submit_time desc".into(),
        ..Default::default()
    };
    let listed = order.orders.list_applications(request).await;
    let listed = listed.expect("listed").into_inner().applications;
    let names: Vec<&str> = listed.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, [application_name("bilim"), application_name("x")]);

    for id in ["x", "bilim"] {
        order.admit(id).await.expect("admitted");
        order.score(id, "chair", [8, 4]).await.expect("scored");
    }
    order.score("x", "second", [9, 5]).await.expect("scored");
    let request = pb::DisqualifyApplicationRequest {
        name: application_name("adilet"),
        reasons: en("No licence."),
        ..Default::default()
    };
    let done = order.orders.disqualify_application(ask(request)).await;
    done.expect("disqualified");
    let best = order.ranking("").await.swap_remove(0);
    assert_eq!(best, ("x".into(), 1, 8_700, 2));
    let chosen = Award {
        application: application_name("x"),
        value: offer("x", 800_000).value,
        award_date: day("2003-10-01"),
        ..Default::default()
    };
    let chosen = award(&order, chosen).await.expect("awarded");
    assert_eq!(chosen.supplier, org("stranger"));
    assert_eq!(order.tender().await.state(), State::Awarded);

    // What follows has its own days, too.
    let mut contracts = ContractServiceClient::new(order.world.registry.clone());
    let request = pb::CreateContractRequest {
        contract: Some(pb::Contract {
            award: chosen.name,
            value: chosen.value,
            ..Default::default()
        }),
        contract_id: "c".into(),
        ..Default::default()
    };
    let contract = contracts.create_contract(ask(request)).await;
    let request = pb::SignContractRequest {
        name: contract.expect("a contract").into_inner().name,
        sign_date: day("2003-10-15"),
        ..Default::default()
    };
    let signed = contracts.sign_contract(ask(request)).await;
    assert_eq!(
        signed.expect("signed").into_inner().sign_date,
        Some(Date {
            year: 2003,
            month: 10,
            day: 15
        })
    );
}

#[tokio::test]
async fn an_award_that_is_taken_back_leaves_an_archive_to_fail_or_be_cancelled() {
    for ending in [State::Failed, State::Cancelled] {
        let mut order = archive(old()).await;
        let unknown = Award {
            supplier: org("adilet"),
            value: offer("adilet", 800_000).value,
            award_date: day("2003-10-01"),
            recorded_from_source: true,
            sources: vec![Source {
                note: "Ministry, 2004".into(),
                ..Default::default()
            }],
            ..Default::default()
        };
        // Its applications are not known.
        award(&order, unknown).await.expect("awarded");
        assert_eq!(order.tender().await.state(), State::Awarded);
        let late = load(&mut order, "x", offered("bilim", WITHIN)).await;
        refused(late, Code::FailedPrecondition, Reason::TenderNotOpen);
        cancel_award(&order).await;
        assert_eq!(order.tender().await.state(), State::Evaluating);
        let ended = match ending {
            State::Failed => fail(&mut order).await,
            _ => cancel(&mut order).await,
        };
        assert_eq!(ended.expect("ended").state(), ending);
        let late = load(&mut order, "x", offered("bilim", WITHIN)).await;
        refused(late, Code::FailedPrecondition, Reason::TenderNotOpen);
    }
}

#[tokio::test]
async fn a_live_tender_takes_no_application_of_an_earlier_day() {
    let mut order = Order::announced(tender()).await;
    for at in ["2026-06-01T07:00:00Z", WITHIN] {
        let status = order.apply("x", offered("adilet", at)).await;
        let status = refused(status, Code::InvalidArgument, Reason::BackdatingForbidden);
        assert_eq!(fields(&status), ["application.submit_time"]);
    }
    let request = pb::ListApplicationsRequest {
        parent: T.into(),
        ..Default::default()
    };
    let listed = order.orders.list_applications(request).await;
    assert!(listed.expect("listed").into_inner().applications.is_empty());
    // The service says when one came, and says it still when that is opened.
    let made = order.apply("x", offer("adilet", 900_000)).await;
    let made = made.expect("accepted");
    assert_eq!((made.submit_time, made.archived), (made.create_time, false));
    order.world.hand.set(crate::order::OPENED);
    order.open().await.expect("opened");
    let opened = order.application("x").await;
    assert_eq!(
        (opened.submit_time, opened.archived),
        (made.submit_time, false)
    );
}

#[tokio::test]
async fn only_a_tender_that_is_over_is_an_archive_and_what_is_none_never_becomes_one() {
    let mut order = Order::start().await;
    // It opens a moment after now.
    let live = Tender {
        opening_time: time("2026-05-25T12:00:00.000001Z"),
        ..old()
    };
    let status = order.create("t", live.clone()).await;
    let status = refused(status, Code::InvalidArgument, Reason::DatesInvalid);
    assert_eq!(fields(&status), ["tender.opening_time"]);
    order.create("t", old()).await.expect("an archive");
    let plain = Tender {
        archive: false,
        ..old()
    };
    order.create("plain", plain).await.expect("a tender");
    let mut update = async |id: &str, path: &str, tender: Tender| {
        let request = pb::UpdateTenderRequest {
            tender: Some(Tender {
                name: format!("tenders/{id}"),
                ..tender
            }),
            update_mask: paths(&[path]),
            ..Default::default()
        };
        order.orders.update_tender(ask(request)).await
    };
    for (id, tender) in [("plain", old()), ("t", tender())] {
        let status = update(id, "archive", tender).await;
        refused(status, Code::InvalidArgument, Reason::UpdateMaskInvalid);
    }
    let status = update("t", "opening_time", live).await;
    refused(status, Code::InvalidArgument, Reason::DatesInvalid);
    // What is over and no archive is not announced.
    let request = pb::AnnounceTenderRequest {
        name: "tenders/plain".into(),
        ..Default::default()
    };
    let status = order.orders.announce_tender(ask(request)).await;
    refused(status, Code::InvalidArgument, Reason::DatesInvalid);
}

#[tokio::test]
async fn an_archive_judges_an_application_by_the_day_on_which_it_came() {
    let mut order = Order::start().await;
    order.create("t", old()).await.expect("an archive");
    let early = load(&mut order, "x", offered("adilet", WITHIN)).await;
    refused(early, Code::FailedPrecondition, Reason::TenderNotOpen);
    order.announce().await.expect("announced");
    for at in ["2003-09-01T02:59:59Z", CLOSED] {
        let status = load(&mut order, "x", offered("adilet", at)).await;
        refused(status, Code::FailedPrecondition, Reason::TenderNotOpen);
    }
    let never = Some(Timestamp {
        seconds: i64::MAX,
        nanos: 0,
    });
    for submit_time in [None, never] {
        let application = Application {
            submit_time,
            ..offer("adilet", 900_000)
        };
        let status = load(&mut order, "x", application).await;
        let status = refused(status, Code::InvalidArgument, Reason::DatesInvalid);
        assert_eq!(fields(&status), ["application.submit_time"]);
    }
    // Who was founded later could not apply, and who was dissolved before; who was dissolved since could.
    let founded = pb::Organization {
        kind: Kind::Ngo.into(),
        founding_date: day("2004"),
        ..Default::default()
    };
    order.roll.organization("young", founded).await;
    for (id, effective_date) in [("umit", "2003-09-10"), ("bilim", "2010-01-01")] {
        let request = pb::DissolveOrganizationRequest {
            name: org(id),
            effective_date: day(effective_date),
            reason: "Its own decision".into(),
            ..Default::default()
        };
        let done = order.roll.organizations.dissolve_organization(ask(request));
        done.await.expect("dissolved");
    }
    for id in ["young", "umit"] {
        let status = load(&mut order, "x", offered(id, WITHIN)).await;
        refused(
            status,
            Code::FailedPrecondition,
            Reason::OrganizationNotActive,
        );
    }
    order.roll.record(Kind::StateBody, &["akimat"]).await;
    let status = load(&mut order, "x", offered("akimat", WITHIN)).await;
    refused(
        status,
        Code::FailedPrecondition,
        Reason::ApplicantNotEligible,
    );
    let made = load(&mut order, "x", offered("bilim", WITHIN)).await;
    made.expect("loaded");
    let again = load(&mut order, "y", offered("bilim", WITHIN)).await;
    refused(again, Code::FailedPrecondition, Reason::ApplicationExists);
}

#[tokio::test]
async fn of_an_archive_more_may_not_be_known_than_its_times() {
    let bare = Tender {
        criteria: Vec::new(),
        commission_members: Vec::new(),
        value: None,
        ..old()
    };
    let timeless = Tender {
        opening_time: None,
        ..bare.clone()
    };
    let mut order = Order::start().await;
    order.create("timeless", timeless).await.expect("a draft");
    let request = pb::AnnounceTenderRequest {
        name: "tenders/timeless".into(),
        ..Default::default()
    };
    let status = order.orders.announce_tender(ask(request)).await;
    refused(status, Code::FailedPrecondition, Reason::TenderIncomplete);
    order.create("t", bare).await.expect("an archive");
    order.announce().await.expect("announced");
    let unknown = Application {
        value: None,
        cost_lines: Vec::new(),
        ..offered("adilet", WITHIN)
    };
    let made = load(&mut order, "x", unknown).await.expect("loaded");
    assert_eq!(made.value, None);
}

#[tokio::test]
async fn an_archive_is_recorded_as_it_was_in_the_end() {
    let mut order = archive(old()).await;
    let made = load(&mut order, "x", offered("adilet", WITHIN)).await;
    made.expect("loaded");
    let amended = Tender {
        number: "2".into(),
        ..Default::default()
    };
    let status = amend(&mut order, amended, &["number"]).await;
    let forbidden = (Code::FailedPrecondition, Reason::StateTransitionForbidden);
    refused(status, forbidden.0, forbidden.1);
    let status = extend(&mut order, "2003-09-25T03:00:00Z", "").await;
    refused(status, forbidden.0, forbidden.1);
    let status = order.withdraw("x", "demo|operator").await;
    refused(status, Code::FailedPrecondition, Reason::TenderNotOpen);
}
