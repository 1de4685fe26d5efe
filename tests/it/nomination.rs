//! Nominations: who was put forward for a body, by whom, and what became of it.

mod decisions;
mod refusals;

use kenes_proto::{
    registry::{
        self as pb, BodyProfile, Nomination, nomination::State, organization::Kind, post::SeatQuota,
    },
    types::ErrorReason as Reason,
};
use tonic::{Code, Response, Status};

use crate::{
    roll::{Roll, day, org, paths, person},
    world::{World, ask, en, fields, refused, request_id},
};

const N: &str = "organizations/chamber/nominations/n";

fn of(who: &str, by: &str) -> Nomination {
    Nomination {
        person: format!("persons/{who}"),
        nominated_by: org(by),
        ..Default::default()
    }
}

fn asked(id: &str, nomination: Nomination) -> pb::CreateNominationRequest {
    pb::CreateNominationRequest {
        parent: org("chamber"),
        nomination: Some(nomination),
        nomination_id: id.into(),
        ..Default::default()
    }
}

async fn create(
    roll: &mut Roll,
    request: pb::CreateNominationRequest,
) -> Result<Nomination, Status> {
    let made = roll.members.create_nomination(ask(request)).await;
    made.map(Response::into_inner)
}

async fn nominate(roll: &mut Roll, id: &str, nomination: Nomination) -> Result<Nomination, Status> {
    create(roll, asked(id, nomination)).await
}

async fn update(
    roll: &mut Roll,
    nomination: Nomination,
    mask: &[&str],
) -> Result<Nomination, Status> {
    let request = pb::UpdateNominationRequest {
        nomination: Some(nomination),
        update_mask: paths(mask),
        ..Default::default()
    };
    let saved = roll.members.update_nomination(ask(request)).await;
    saved.map(Response::into_inner)
}

async fn accept(roll: &mut Roll, name: &str, membership: &str) -> Result<Nomination, Status> {
    let request = pb::AcceptNominationRequest {
        name: name.into(),
        membership: membership.into(),
        ..Default::default()
    };
    let done = roll.members.accept_nomination(ask(request)).await;
    done.map(Response::into_inner)
}

async fn decline(roll: &mut Roll, name: &str, on: &str) -> Result<Nomination, Status> {
    let request = pb::DeclineNominationRequest {
        name: name.into(),
        decide_date: day(on),
        reasons: en("Another was chosen."),
        ..Default::default()
    };
    let done = roll.members.decline_nomination(ask(request)).await;
    done.map(Response::into_inner)
}

async fn withdraw(roll: &mut Roll, name: &str) -> Result<Nomination, Status> {
    let request = pb::WithdrawNominationRequest {
        name: name.into(),
        reasons: en("Not available any more."),
        ..Default::default()
    };
    let done = roll.members.withdraw_nomination(ask(request)).await;
    done.map(Response::into_inner)
}

async fn list(roll: &mut Roll, parent: &str, filter: &str) -> Result<Vec<String>, Status> {
    let request = pb::ListNominationsRequest {
        parent: parent.into(),
        filter: filter.into(),
        order_by: "nominate_date".into(),
        ..Default::default()
    };
    let page = roll.members.list_nominations(request).await?.into_inner();
    Ok(page.nominations.into_iter().map(|n| n.name).collect())
}

/// A chamber for which NGOs nominate, with a seat for one.
async fn chamber(world: &World) -> Roll {
    let mut roll = Roll::of(world);
    roll.code("sectors", &["nongovernmental"]).await;
    roll.record(Kind::Ngo, &["ngo", "fund"]).await;
    roll.record(Kind::StateBody, &["ministry"]).await;
    let profile = BodyProfile {
        nominator_sector_codes: vec!["nongovernmental".into()],
        ..Default::default()
    };
    roll.body("chamber", profile).await;
    roll.people(&["p", "q"]).await;
    roll
}

#[tokio::test]
async fn a_nomination_is_made_read_listed_corrected_and_accepted() {
    let world = World::start().await;
    let mut roll = chamber(&world).await;
    let made = nominate(&mut roll, "n", of("p", "ngo")).await;
    let made = made.expect("nominated");
    assert_eq!(
        (made.name.as_str(), made.state(), made.nominate_date),
        (N, State::Proposed, day("2026-05-25"))
    );
    let read = pb::GetNominationRequest {
        name: N.into(),
        ..Default::default()
    };
    let read = roll.members.get_nomination(read).await.expect("read");
    assert_eq!(read.into_inner(), made);

    let other = Nomination {
        nominate_date: day("2026-04"),
        ..of("q", "fund")
    };
    let other = nominate(&mut roll, "other", other)
        .await
        .expect("made")
        .name;
    for (parent, filter, found) in [
        ("organizations/chamber", "", vec![other.as_str(), N]),
        ("organizations/-", "person = \"persons/p\"", vec![N]),
        (
            "organizations/-",
            "nominated_by = \"organizations/fund\" AND state = PROPOSED",
            vec![&other],
        ),
        (
            "organizations/chamber",
            "nominate_date < \"2026-05-01\"",
            vec![&other],
        ),
        ("organizations/chamber", "state = ACCEPTED", vec![]),
    ] {
        let listed = list(&mut roll, parent, filter).await.expect("listed");
        assert_eq!(listed, found, "{filter}");
    }
    refused(
        list(&mut roll, "organizations/chamber", "colour = red").await,
        Code::InvalidArgument,
        Reason::FilterInvalid,
    );

    let patch = Nomination {
        nominate_date: day("2026-05-20"),
        ..made
    };
    let saved = update(&mut roll, patch.clone(), &["nominate_date"]).await;
    assert_eq!(saved.expect("corrected").nominate_date, day("2026-05-20"));
    refused(
        update(&mut roll, patch, &["nominate_date"]).await,
        Code::Aborted,
        Reason::EtagMismatch,
    );

    let seat = pb::Membership {
        on_behalf_of: org("ngo"),
        ..person("p", "2026-06-01", "")
    };
    let seat = roll.join("chamber", "p", seat).await.expect("seated").name;
    let done = accept(&mut roll, N, &seat).await.expect("accepted");
    assert_eq!(
        (done.state(), done.membership.as_str(), done.decide_date),
        (State::Accepted, seat.as_str(), day("2026-05-25"))
    );
    let filter = format!("membership = \"{seat}\"");
    let listed = list(&mut roll, "organizations/-", &filter).await;
    assert_eq!(listed.expect("listed"), [N]);
}

#[tokio::test]
async fn a_retry_gets_its_first_answer_and_a_rehearsal_writes_nothing() {
    let world = World::start().await;
    let mut roll = chamber(&world).await;
    let mut request = asked("n", of("p", "ngo"));
    request.validate_only = true;
    create(&mut roll, request.clone()).await.expect("checked");
    request.validate_only = false;
    request.request_id = request_id();
    let first = create(&mut roll, request.clone()).await.expect("made");
    world.hand.pass(1_000_000);
    let again = create(&mut roll, request).await;
    assert_eq!(again.expect("the same answer"), first);
    refused(
        nominate(&mut roll, "n", of("q", "ngo")).await,
        Code::AlreadyExists,
        Reason::ResourceExists,
    );
}
