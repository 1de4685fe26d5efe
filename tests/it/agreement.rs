//! Agreements and inter-sectoral partnerships: drafted, signed, amended and terminated, with the parties of their sectors.

mod bad;
mod project;

use common::testing::Channel;
use kenes_proto::{
    registry::{
        self as pb, Agreement, Party, agreement::State,
        agreement_service_client::AgreementServiceClient as Client, organization::Kind,
    },
    types::{ErrorReason as Reason, Source},
};
use tonic::{Code, Response, Status};

use crate::{
    roll::{Roll, day, org, paths},
    world::{World, ask, en, fields, refused, request_id},
};

const A: &str = "agreements/a";

fn party(id: &str) -> Party {
    Party {
        organization: org(id),
        ..Default::default()
    }
}

fn words(name: &str, sector: &str) -> Party {
    Party {
        titles: en(name),
        sector_code: sector.into(),
        ..Default::default()
    }
}

/// An agreement of an NGO, a ministry and a bank that the registry does not hold.
fn partnership() -> Agreement {
    Agreement {
        titles: en("Partnership on libraries"),
        kind_code: "partnership".into(),
        parties: vec![party("ngo"), party("ministry"), words("A bank", "business")],
        ..Default::default()
    }
}

/// A registry with an NGO, a fund, a ministry, and the clients of agreements.
async fn begin() -> (World, Roll, Client<Channel>) {
    let world = World::with_starter().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::Ngo, &["ngo", "fund"]).await;
    roll.record(Kind::StateBody, &["ministry"]).await;
    let client = Client::new(world.registry.clone());
    (world, roll, client)
}

async fn create(
    client: &mut Client<Channel>,
    id: &str,
    agreement: Agreement,
) -> Result<Agreement, Status> {
    let request = pb::CreateAgreementRequest {
        agreement: Some(agreement),
        agreement_id: id.into(),
        ..Default::default()
    };
    let made = client.create_agreement(ask(request)).await;
    made.map(Response::into_inner)
}

async fn sign(client: &mut Client<Channel>, name: &str, on: &str) -> Result<Agreement, Status> {
    let request = pb::SignAgreementRequest {
        name: name.into(),
        sign_date: day(on),
        ..Default::default()
    };
    let done = client.sign_agreement(ask(request)).await;
    done.map(Response::into_inner)
}

async fn amend(client: &mut Client<Channel>, name: &str, on: &str) -> Result<Agreement, Status> {
    let request = pb::AmendAgreementRequest {
        name: name.into(),
        amend_date: day(on),
        texts: en("Twelve rooms instead of ten"),
        ..Default::default()
    };
    let done = client.amend_agreement(ask(request)).await;
    done.map(Response::into_inner)
}

async fn terminate(
    client: &mut Client<Channel>,
    name: &str,
    on: &str,
) -> Result<Agreement, Status> {
    let request = pb::TerminateAgreementRequest {
        name: name.into(),
        terminate_date: day(on),
        reasons: en("By consent of the parties"),
        ..Default::default()
    };
    let done = client.terminate_agreement(ask(request)).await;
    done.map(Response::into_inner)
}

async fn update(
    client: &mut Client<Channel>,
    mut agreement: Agreement,
    name: &str,
    mask: &[&str],
) -> Result<Agreement, Status> {
    agreement.name = name.into();
    let request = pb::UpdateAgreementRequest {
        agreement: Some(agreement),
        update_mask: paths(mask),
        ..Default::default()
    };
    let saved = client.update_agreement(ask(request)).await;
    saved.map(Response::into_inner)
}

async fn get(client: &mut Client<Channel>, name: &str) -> Agreement {
    let request = pb::GetAgreementRequest {
        name: name.into(),
        ..Default::default()
    };
    let found = client.get_agreement(request).await;
    found.expect("found").into_inner()
}

/// The ids of those that a filter finds, in alphabetical order.
async fn ids(client: &mut Client<Channel>, filter: &str) -> Vec<String> {
    let request = pb::ListAgreementsRequest {
        filter: filter.into(),
        order_by: "name".into(),
        ..Default::default()
    };
    let page = client.list_agreements(request).await;
    let page = page.unwrap_or_else(|status| panic!("{filter}: {status:?}"));
    let found = page.into_inner().agreements.into_iter();
    found
        .map(|a| common::names::id(&a.name).to_owned())
        .collect()
}

#[tokio::test]
async fn agreements_and_inter_sectoral_partnerships() {
    let (world, mut roll, mut client) = begin().await;

    // The Agreement of 12 February 1999: 24 signed it, and nobody knows who.
    let reported = Agreement {
        titles: en("Agreement on Cooperation"),
        kind_code: "agreement".into(),
        reported_signatory_count: 24,
        reported_signatory_source: Some(Source {
            note: "The study".into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let name = "agreements/cooperation-1999";
    let made = create(&mut client, "cooperation-1999", reported).await;
    assert_eq!(made.expect("recorded").state(), State::Draft);
    let signed = sign(&mut client, name, "1999-02-12").await.expect("signed");
    assert_eq!(signed.state(), State::InForce);
    assert_eq!(
        (signed.reported_signatory_count, signed.parties.len()),
        (24, 0)
    );
    let origin = pb::Organization {
        established_by: format!("//registry.kenes/{name}"),
        ..Default::default()
    };
    let saved = roll.correct_organization("fund", origin, &["established_by"]);
    saved.await.expect("it brought the fund into being");

    // A partnership of three sectors, from the draft to its end.
    let made = create(&mut client, "a", partnership()).await.expect("made");
    let sectors = made.parties.iter().map(|p| p.sector_code.as_str());
    assert!(sectors.eq(["nongovernmental", "state", "business"]));
    let term = Agreement {
        start_date: day("2026-03-01"),
        end_date: day("2026-12-31"),
        ..Default::default()
    };
    let term = update(&mut client, term, A, &["start_date", "end_date"]).await;
    assert_eq!(term.expect("a draft is changed").state(), State::Draft);
    let signed = sign(&mut client, A, "2026-02-10").await.expect("signed");
    assert_eq!(signed.state(), State::InForce);
    assert!(
        signed
            .parties
            .iter()
            .all(|p| p.sign_date == day("2026-02-10"))
    );
    let amended = amend(&mut client, A, "2026-04-01").await.expect("amended");
    assert_eq!(amended.amendments[0].amend_date, day("2026-04-01"));

    create(&mut client, "b", partnership())
        .await
        .expect("a draft");
    for (filter, expected) in [
        ("parties.organization:\"organizations/ngo\"", vec!["a", "b"]),
        ("parties.organization:\"organizations/fund\"", vec![]),
        ("parties.sector_code:\"business\"", vec!["a", "b"]),
        ("parties.sectorCode:\"international\"", vec![]),
        ("kind_code = \"agreement\"", vec!["cooperation-1999"]),
        ("state = DRAFT", vec!["b"]),
        ("state = IN_FORCE", vec!["a", "cooperation-1999"]),
        ("active_on(\"2026-02-28\")", vec!["cooperation-1999"]),
        ("active_on(\"2026-03-01\")", vec!["a", "cooperation-1999"]),
        ("active_on(\"2027-01-01\")", vec!["cooperation-1999"]),
        ("active_on(\"1999-02-11\")", vec![]),
        (
            "sign_date < \"2000-01-01\" AND sign_date > \"1999-01-01\"",
            vec!["cooperation-1999"],
        ),
        (
            "titles:\"LIBRARIES\" AND parties.organization:\"organizations/ministry\" AND state != DRAFT",
            vec!["a"],
        ),
    ] {
        assert_eq!(ids(&mut client, filter).await, expected, "{filter}");
    }

    let ended = terminate(&mut client, A, "2026-05-01")
        .await
        .expect("ended");
    assert_eq!(ended.state(), State::Terminated);
    assert_eq!(ended.termination_reasons, en("By consent of the parties"));
    assert_eq!(get(&mut client, A).await, ended);
    for (filter, expected) in [
        ("state = TERMINATED", vec!["a"]),
        ("active_on(\"2026-04-30\")", vec!["a", "cooperation-1999"]),
        ("active_on(\"2026-05-01\")", vec!["cooperation-1999"]),
    ] {
        assert_eq!(ids(&mut client, filter).await, expected, "{filter}");
    }
    let request = pb::ListAgreementRevisionsRequest {
        name: A.into(),
        ..Default::default()
    };
    let revisions = client.list_agreement_revisions(request).await;
    let revisions = revisions.expect("revisions").into_inner();
    let methods: Vec<_> = revisions
        .agreement_revisions
        .iter()
        .map(|r| r.method.as_str())
        .collect();
    assert_eq!(
        methods,
        [
            "TerminateAgreement",
            "AmendAgreement",
            "SignAgreement",
            "UpdateAgreement",
            "CreateAgreement"
        ]
    );
    let request = pb::GetAgreementRevisionRequest {
        name: format!("{A}/revisions/1"),
        ..Default::default()
    };
    let first = client.get_agreement_revision(request).await;
    let first = first.expect("a revision").into_inner().snapshot;
    assert_eq!(first.expect("an agreement").sign_date, None);

    // Who is a party of it stays.
    refused(
        roll.delete("ngo").await,
        Code::FailedPrecondition,
        Reason::ResourceInUse,
    );
    drop(world);
}

#[tokio::test]
async fn the_state_that_lists_ask_is_the_state_that_is_read() {
    let (world, _roll, mut client) = begin().await;
    for (id, start, end) in [
        ("draft", "", ""),
        ("open", "", ""),
        ("coming", "2026-05-26", ""),
        ("today", "2026-05-25", "2026-05-25"),
        ("month", "2026-05", "2026-05"),
        ("short", "2026-05-20", "2026-05-24"),
        ("terminated", "", ""),
    ] {
        let agreement = Agreement {
            start_date: day(start),
            end_date: day(end),
            ..partnership()
        };
        create(&mut client, id, agreement).await.expect(id);
        let name = format!("agreements/{id}");
        if id != "draft" {
            sign(&mut client, &name, "2026-05-01").await.expect(id);
        }
    }
    let ended = terminate(&mut client, "agreements/terminated", "");
    ended.await.expect("terminated");
    for later in [false, true] {
        if later {
            world.hand.pass(7 * common::testing::DAY);
        }
        let request = pb::ListAgreementsRequest::default();
        let all = client.list_agreements(request).await.expect("a page");
        for agreement in all.into_inner().agreements {
            let state = agreement.state().as_str_name();
            let id = common::names::id(&agreement.name).to_owned();
            let found = ids(&mut client, &format!("state = {state}")).await;
            assert!(found.contains(&id), "{id} is {state}");
            assert_eq!(get(&mut client, &agreement.name).await, agreement);
        }
    }
    assert_eq!(
        ids(&mut client, "state = ENDED").await,
        ["month", "short", "today"]
    );
    assert_eq!(ids(&mut client, "state = SIGNED").await, [""; 0]);
}

#[tokio::test]
async fn a_retry_gets_its_first_answer_and_a_rehearsal_writes_nothing() {
    let (world, _roll, mut client) = begin().await;
    create(&mut client, "a", partnership())
        .await
        .expect("a draft");
    let mut request = pb::SignAgreementRequest {
        name: A.into(),
        validate_only: true,
        ..Default::default()
    };
    let rehearsed = client.sign_agreement(ask(request.clone())).await;
    assert_eq!(
        rehearsed.expect("checked").into_inner().state(),
        State::InForce
    );
    assert_eq!(get(&mut client, A).await.state(), State::Draft);
    request.validate_only = false;
    request.request_id = request_id();
    let first = client.sign_agreement(ask(request.clone())).await;
    world.hand.pass(1_000_000);
    let again = client.sign_agreement(ask(request)).await;
    assert_eq!(
        again.expect("the same answer").into_inner(),
        first.expect("signed").into_inner()
    );
}
