//! Forums and councils: the chain of their sessions, delegates, decisions, initiatives, and what they brought into being.

mod decisions;
mod delegates;
mod initiatives;
mod sessions;
mod updates;

use common::testing::Channel;
use kenes_proto::{
    consultation::{
        self as pb, hearing::Kind as Occasion, hearing_service_client::HearingServiceClient,
        session_service_client::SessionServiceClient,
    },
    registry::{self, organization::Kind},
    types::{Actor, ErrorReason as Reason, Place, Source},
};
use tonic::{Code, Response, Status};

use crate::{
    roll::{Roll, day, paths},
    world::{World, ask, en, fields, refused},
};

const FORUM: &str = "//registry.kenes/organizations/civil-forum";
const COUNCIL: &str = "//registry.kenes/organizations/interaction-council";
const ALLIANCE: &str = "//registry.kenes/organizations/civil-alliance";
const NORTH: &str = "//registry.kenes/organizations/north";
const SOUTH: &str = "//registry.kenes/organizations/south";

/// Both forums, held, and who came.
struct Forum {
    world: World,
    hearings: HearingServiceClient<Channel>,
    sessions: SessionServiceClient<Channel>,
}

fn acting(organization: &str) -> Actor {
    Actor {
        organization: organization.into(),
        ..Default::default()
    }
}

fn region(code: &str) -> Option<Place> {
    Some(Place {
        region_code: "KZ".into(),
        subdivision_code: code.into(),
        ..Default::default()
    })
}

fn source() -> Source {
    Source {
        note: "The study".into(),
        ..Default::default()
    }
}

fn session(id: &str, first: &str, last: &str) -> pb::Hearing {
    let mut session = pb::Hearing {
        name: format!("hearings/{id}"),
        titles: en(id),
        organizer: FORUM.into(),
        start_date: day(first),
        end_date: day(last),
        ..Default::default()
    };
    session.set_kind(Occasion::ForumSession);
    session
}

fn decision(title: &str) -> pb::Decision {
    pb::Decision {
        titles: en(title),
        ..Default::default()
    }
}

fn initiative(title: &str) -> pb::Initiative {
    pb::Initiative {
        titles: en(title),
        ..Default::default()
    }
}

impl Forum {
    async fn start() -> Self {
        let world = World::with_starter().await;
        let mut roll = Roll::of(&world);
        let bodies = ["civil-forum", "interaction-council"];
        roll.record(Kind::ConsultativeBody, &bodies).await;
        roll.record(Kind::Association, &["civil-alliance"]).await;
        for (id, code) in [("north", "KZ-39"), ("south", "KZ-75")] {
            let ngo = registry::Organization {
                kind: Kind::Ngo.into(),
                place: region(code),
                ..Default::default()
            };
            roll.organization(id, ngo).await;
        }
        let mut it = Self {
            hearings: HearingServiceClient::new(world.consultation.clone()),
            sessions: SessionServiceClient::new(world.consultation.clone()),
            world,
        };
        let second = pb::Hearing {
            previous_session: "hearings/first".into(),
            previous_results: en("The results of the first were summed up."),
            tasks: en("Tasks were set."),
            ..session("second", "2005-09-11", "2005-09-12")
        };
        for forum in [session("first", "2003-10-14", "2003-10-15"), second] {
            let made = it.create(forum).await.expect("created");
            it.hold(&made.name).await;
        }
        it
    }

    async fn create(&mut self, session: pb::Hearing) -> Result<pb::Hearing, Status> {
        let id = common::names::id(&session.name).to_owned();
        let request = pb::CreateHearingRequest {
            hearing: Some(session),
            hearing_id: id,
            ..Default::default()
        };
        let made = self.hearings.create_hearing(ask(request)).await;
        made.map(Response::into_inner)
    }

    async fn hold(&mut self, name: &str) {
        crate::hearing::announced(&mut self.hearings, name).await;
        let hold = pb::HoldHearingRequest {
            name: name.into(),
            ..Default::default()
        };
        self.hearings.hold_hearing(ask(hold)).await.expect("held");
    }

    async fn update(&mut self, session: pb::Hearing, mask: &str) -> Result<pb::Hearing, Status> {
        let request = pb::UpdateHearingRequest {
            hearing: Some(session),
            update_mask: paths(&[mask]),
            ..Default::default()
        };
        let saved = self.hearings.update_hearing(ask(request)).await;
        saved.map(Response::into_inner)
    }

    /// Somebody takes part in the second forum.
    async fn take_part(
        &mut self,
        id: &str,
        role: &str,
        actor: Actor,
        place: Option<Place>,
    ) -> Result<pb::Participation, Status> {
        let request = pb::CreateParticipationRequest {
            parent: "hearings/second".into(),
            participation: Some(pb::Participation {
                actor: Some(actor),
                role_code: role.into(),
                place,
                attended: id != "absent",
                ..Default::default()
            }),
            participation_id: id.into(),
            ..Default::default()
        };
        let made = self.hearings.create_participation(ask(request)).await;
        made.map(Response::into_inner)
    }

    async fn decide(
        &mut self,
        session: &str,
        id: &str,
        decision: pb::Decision,
    ) -> Result<pb::Decision, Status> {
        let request = pb::CreateDecisionRequest {
            parent: session.into(),
            decision: Some(decision),
            decision_id: id.into(),
            ..Default::default()
        };
        let made = self.sessions.create_decision(ask(request)).await;
        made.map(Response::into_inner)
    }

    async fn propose(
        &mut self,
        id: &str,
        initiative: pb::Initiative,
    ) -> Result<pb::Initiative, Status> {
        let request = pb::CreateInitiativeRequest {
            parent: "hearings/second".into(),
            initiative: Some(initiative),
            initiative_id: id.into(),
            ..Default::default()
        };
        let made = self.sessions.create_initiative(ask(request)).await;
        made.map(Response::into_inner)
    }

    async fn found(&mut self, filter: &str) -> Vec<String> {
        let list = pb::ListHearingsRequest {
            filter: filter.into(),
            order_by: "start_time".into(),
            ..Default::default()
        };
        let page = self.hearings.list_hearings(list).await.expect("listed");
        let hearings = page.into_inner().hearings.into_iter();
        hearings.map(|hearing| hearing.name).collect()
    }

    async fn taking_part(&mut self, parent: &str, filter: &str) -> Vec<String> {
        let list = pb::ListParticipationsRequest {
            parent: parent.into(),
            filter: filter.into(),
            order_by: "name".into(),
            ..Default::default()
        };
        let page = self.hearings.list_participations(list).await;
        let parts = page.expect("listed").into_inner().participations;
        let ids = parts.iter().map(|part| common::names::id(&part.name));
        ids.map(ToOwned::to_owned).collect()
    }

    async fn initiatives(&mut self, filter: &str) -> Vec<String> {
        let list = pb::ListInitiativesRequest {
            parent: "hearings/-".into(),
            filter: filter.into(),
            order_by: "name".into(),
            ..Default::default()
        };
        let page = self.sessions.list_initiatives(list).await;
        let found = page.expect("listed").into_inner().initiatives;
        let ids = found.iter().map(|one| common::names::id(&one.name));
        ids.map(ToOwned::to_owned).collect()
    }
}

/// The row "Civil Forum": two forums, both attended by the President, the results of the first summed up, tasks set, three
/// initiatives, decisions and who must carry them out, and the councils and the alliance that came out of it.
#[tokio::test]
async fn civil_forum() {
    let mut it = Forum::start().await;
    let of_the_forum = format!("kind = KIND_FORUM_SESSION AND organizer = \"{FORUM}\"");
    let both = ["hearings/first", "hearings/second"];
    assert_eq!(it.found(&of_the_forum).await, both);
    let after = it.found("previous_session = \"hearings/first\"").await;
    assert_eq!(after, ["hearings/second"]);

    let president = Actor {
        display_name: "President of the Republic".into(),
        ..Default::default()
    };
    let made = it.take_part("president", "head-of-state", president, None);
    made.await.expect("attended");
    let attended = "role_code = \"head-of-state\" AND attended = true";
    assert_eq!(it.taking_part("hearings/-", attended).await, ["president"]);

    // A decision, who must carry it out, and the council that came out of it.
    let councils = pb::Decision {
        number: "1".into(),
        decide_date: day("2003-10-15"),
        due_date: day("2004"),
        executors: vec![acting(FORUM)],
        sources: vec![source()],
        ..decision("Interaction Councils")
    };
    let made = it.decide("hearings/first", "councils", councils).await;
    let made = made.expect("decided");
    assert_eq!(made.executors[0].display_name, "civil-forum");
    let established = pb::Hearing {
        name: "hearings/first".into(),
        establishments: vec![pb::Establishment {
            organization: COUNCIL.into(),
            establish_date: day("2003"),
            decision: made.name.clone(),
            sources: vec![source()],
            ..Default::default()
        }],
        ..Default::default()
    };
    let saved = it.update(established, "establishments").await;
    assert_eq!(saved.expect("saved").establishments[0].decision, made.name);
    let origin = format!("establishments.organization:\"{COUNCIL}\"");
    assert_eq!(it.found(&origin).await, ["hearings/first"]);

    // The three initiatives of the second.
    for (id, title) in [
        ("alliance", "A Civil Alliance"),
        ("business", "Proposals for NGOs and business"),
        (
            "order",
            "The social order at central, sectoral and regional level",
        ),
    ] {
        it.propose(id, initiative(title)).await.expect("proposed");
    }
    let complete = pb::CompleteInitiativeRequest {
        name: "hearings/second/initiatives/alliance".into(),
        results: vec![pb::InitiativeResult {
            resource: ALLIANCE.into(),
            result_date: day("2005"),
            ..Default::default()
        }],
        ..Default::default()
    };
    let done = it.sessions.complete_initiative(ask(complete)).await;
    assert_eq!(done.expect("done").into_inner().results.len(), 1);
    let proposed = it.initiatives("state = STATE_PROPOSED").await;
    assert_eq!(proposed, ["business", "order"]);
    let came_of = format!("results.resource:\"{ALLIANCE}\"");
    assert_eq!(it.initiatives(&came_of).await, ["alliance"]);
}
