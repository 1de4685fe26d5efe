//! What tests of recommendations and traces begin with: a chamber of five seats where three make a quorum, a draft law of
//! the ministry with its text in two versions, and comments of an NGO on the first.

mod rows;

use common::testing::{Channel, DAY};
use kenes_proto::{
    consultation::{
        self as pb, comment_service_client::CommentServiceClient,
        consultation_service_client::ConsultationServiceClient,
        draft_law_service_client::DraftLawServiceClient, hearing::Kind as Occasion,
        hearing_service_client::HearingServiceClient, recommendation::Kind as Form,
        recommendation_service_client::RecommendationServiceClient as Client, response::Outcome,
        vote::Mode,
    },
    gtype::Date,
    registry::{self, organization::Kind},
    types::{Actor, ProvisionRef},
};
use tonic::{Response, Status};

use crate::{
    roll::{Roll, day, org, person},
    world::{World, ask, ask_as, en},
};

pub(crate) const CHAMBER: &str = "//registry.kenes/organizations/chamber";
pub(crate) const MINISTRY: &str = "//registry.kenes/organizations/ministry";
pub(crate) const MAJILIS: &str = "//registry.kenes/organizations/majilis";
pub(crate) const KURULTAI: &str = "//registry.kenes/organizations/kurultai";
pub(crate) const NGO: &str = "//registry.kenes/organizations/ngo";

/// Signs for the chamber.
pub(crate) const SECRETARY: &str = "demo|secretary";
/// Manages the chamber's records, and signs nothing.
pub(crate) const CLERK: &str = "demo|clerk";
/// Answers for the ministry; `demo|majilis` and `demo|kurultai` for the others.
pub(crate) const OFFICIAL: &str = "demo|ministry";

/// The session of the chamber, from April to June 2026.
pub(crate) const SESSION: &str = "hearings/session";

pub(crate) const V1: &str = "draftLaws/law/versions/v1";
pub(crate) const V2: &str = "draftLaws/law/versions/v2";
pub(crate) const TERM: &str = "art_5__para_2";

const TEXTS: [(&str, &[u8]); 2] = [
    (
        V1,
        include_bytes!("../../services/kenes/demo/bill/v1.en.xml"),
    ),
    (
        V2,
        include_bytes!("../../services/kenes/demo/bill/v2.en.xml"),
    ),
];

/// The world with all that in it.
pub(crate) struct Chamber {
    pub(crate) world: World,
    pub(crate) roll: Roll,
    pub(crate) client: Client<Channel>,
}

pub(crate) fn at(version: &str, eid: &str) -> ProvisionRef {
    ProvisionRef {
        version: version.into(),
        eid: eid.into(),
        ..Default::default()
    }
}

pub(crate) fn seat(n: usize) -> String {
    format!("{CHAMBER}/memberships/seat-{n}")
}

/// A proposal of the chamber to these.
pub(crate) fn proposal(id: &str, addressees: &[&str]) -> pb::CreateRecommendationRequest {
    let each = addressees.iter().map(|organization| pb::Addressee {
        organization: (*organization).into(),
        due_date: day("2026-06-10"),
        ..Default::default()
    });
    let mut new = pb::Recommendation {
        body: CHAMBER.into(),
        titles: en("On the term"),
        texts: en("Let the term be thirty days."),
        addressees: each.collect(),
        ..Default::default()
    };
    new.set_kind(Form::Proposal);
    pb::CreateRecommendationRequest {
        recommendation: Some(new),
        recommendation_id: id.into(),
        ..Default::default()
    }
}

/// A point of a recommendation.
pub(crate) fn point(number: i32) -> pb::Point {
    pb::Point {
        number,
        texts: en(&format!("Point {number}")),
        ..Default::default()
    }
}

/// Three of the five were there and voted in secret, two for it, one against.
pub(crate) fn ballot(name: &str) -> pb::AdoptRecommendationRequest {
    pb::AdoptRecommendationRequest {
        name: name.into(),
        session: SESSION.into(),
        mode: Mode::Secret.into(),
        attendees: (1..=3).map(seat).collect(),
        votes_for: 2,
        votes_against: 1,
        ..Default::default()
    }
}

/// The answer of a body; its reasons are there where the outcome needs them.
pub(crate) fn answer(
    parent: &str,
    organization: &str,
    outcome: Outcome,
) -> pb::CreateResponseRequest {
    let mut response = pb::Response {
        responder: Some(Actor {
            organization: organization.into(),
            ..Default::default()
        }),
        texts: en("The answer"),
        ..Default::default()
    };
    response.set_outcome(outcome);
    if outcome != Outcome::Accepted {
        response.reasons = en("Because.");
    }
    pb::CreateResponseRequest {
        parent: parent.into(),
        response: Some(response),
        response_id: common::names::id(organization).into(),
        ..Default::default()
    }
}

impl Chamber {
    pub(crate) async fn start() -> Self {
        let world = World::start().await;
        let mut roll = Roll::of(&world);
        roll.code("powers", &["comment", "sign", "respond", "manage"])
            .await;
        for (id, may_recommend) in [("chamber", true), ("council", false)] {
            let profile = registry::BodyProfile {
                seat_count: 5,
                quorum: 3,
                may_recommend,
                ..Default::default()
            };
            let body = registry::Organization {
                kind: Kind::ConsultativeBody.into(),
                body_profile: Some(profile),
                ..Default::default()
            };
            roll.organization(id, body).await;
        }
        roll.record(Kind::StateBody, &["ministry", "majilis", "kurultai"])
            .await;
        roll.record(Kind::Ngo, &["ngo"]).await;
        let people = [
            "p1",
            "p2",
            "p3",
            "p4",
            "p5",
            "secretary",
            "clerk",
            "official",
            "aigul",
        ];
        roll.people(&people).await;
        for n in 1..=5 {
            let member = person(&format!("p{n}"), "2020-01-01", "");
            let seated = roll.join("chamber", &format!("seat-{n}"), member).await;
            seated.expect("a seat");
        }
        for (body, who, subject, powers) in [
            ("chamber", "secretary", SECRETARY, &["sign", "manage"][..]),
            ("council", "secretary", SECRETARY, &["sign"]),
            ("chamber", "clerk", CLERK, &["manage"]),
            ("ministry", "official", OFFICIAL, &["respond"]),
            ("majilis", "official", "demo|majilis", &["respond"]),
            ("kurultai", "official", "demo|kurultai", &["respond"]),
            ("ngo", "aigul", "demo|aigul", &["comment"]),
        ] {
            mandate(&mut roll, body, who, subject, powers).await;
        }
        let client = Client::new(world.consultation.clone());
        let mut it = Self {
            world,
            roll,
            client,
        };
        it.draft_law().await;
        let days = (day("2026-04-01"), day("2026-06-30"));
        let session = it.session("session", CHAMBER, days).await;
        it.announce(&session).await;
        it
    }

    /// A session of a body on these days, in preparation.
    pub(crate) async fn session(
        &mut self,
        id: &str,
        organizer: &str,
        (start_date, end_date): (Option<Date>, Option<Date>),
    ) -> String {
        let mut session = pb::Hearing {
            titles: en("Session"),
            organizer: organizer.into(),
            start_date,
            end_date,
            ..Default::default()
        };
        session.set_kind(Occasion::ChamberSession);
        let request = pb::CreateHearingRequest {
            hearing: Some(session),
            hearing_id: id.into(),
            ..Default::default()
        };
        let made = self.hearings().create_hearing(ask(request)).await;
        made.expect("a session").into_inner().name
    }

    pub(crate) async fn announce(&mut self, session: &str) {
        let request = pb::AnnounceHearingRequest {
            name: session.into(),
            ..Default::default()
        };
        let announced = self.hearings().announce_hearing(ask(request)).await;
        announced.expect("announced");
    }

    pub(crate) fn hearings(&self) -> HearingServiceClient<Channel> {
        HearingServiceClient::new(self.world.consultation.clone())
    }

    /// The draft law, with `v1` published and `v2` a draft, and an open consultation about `v1`.
    async fn draft_law(&mut self) {
        let mut laws = DraftLawServiceClient::new(self.world.consultation.clone());
        let law = pb::CreateDraftLawRequest {
            draft_law: Some(pb::DraftLaw {
                titles: en("On public participation"),
                initiator: MINISTRY.into(),
                developers: vec![MINISTRY.into()],
                introduce_date: day("2026-03-14"),
                ..Default::default()
            }),
            draft_law_id: "law".into(),
            ..Default::default()
        };
        laws.create_draft_law(ask(law)).await.expect("a draft law");
        for (version, xml) in TEXTS {
            let new = pb::CreateDraftLawVersionRequest {
                parent: "draftLaws/law".into(),
                draft_law_version: Some(pb::DraftLawVersion::default()),
                draft_law_version_id: common::names::id(version).into(),
                ..Default::default()
            };
            let made = laws.create_draft_law_version(ask(new)).await;
            made.expect("a version");
            let text = pb::ImportAkomaNtosoRequest {
                version: version.into(),
                documents: vec![pb::AkomaNtosoDocument {
                    xml: xml.to_vec(),
                    ..Default::default()
                }],
                ..Default::default()
            };
            let imported = laws.import_akoma_ntoso(ask(text)).await;
            imported.expect("a text");
            if version == V1 {
                self.publish(V1).await;
            }
        }
        let mut consultations = ConsultationServiceClient::new(self.world.consultation.clone());
        let now = self.world.hand.now();
        let round = pb::CreateConsultationRequest {
            consultation: Some(pb::Consultation {
                titles: en("First round"),
                draft_law_versions: vec![V1.into()],
                organizer: MINISTRY.into(),
                open_time: Some(common::date::timestamp(now)),
                close_time: Some(common::date::timestamp(now + 30 * DAY)),
                ..Default::default()
            }),
            consultation_id: "round".into(),
            ..Default::default()
        };
        let made = consultations.create_consultation(ask(round)).await;
        let announce = pb::AnnounceConsultationRequest {
            name: made.expect("a consultation").into_inner().name,
            ..Default::default()
        };
        let announced = consultations.announce_consultation(ask(announce)).await;
        announced.expect("announced");
    }

    pub(crate) async fn publish(&mut self, version: &str) {
        let mut laws = DraftLawServiceClient::new(self.world.consultation.clone());
        let request = pb::PublishDraftLawVersionRequest {
            name: version.into(),
            ..Default::default()
        };
        let published = laws.publish_draft_law_version(ask(request)).await;
        published.expect("published");
    }

    /// A comment of the NGO on a provision of `v1`; an empty eId is the version as a whole.
    pub(crate) async fn comment(&mut self, id: &str, eid: &str) -> String {
        self.said(id, eid).await.name
    }

    /// What its author is answered.
    pub(crate) async fn said(&mut self, id: &str, eid: &str) -> pb::Comment {
        let mut comments = CommentServiceClient::new(self.world.consultation.clone());
        let mut comment = pb::Comment {
            author: Some(Actor {
                on_behalf_of: NGO.into(),
                ..Default::default()
            }),
            target: Some(at(V1, eid)),
            texts: en(&format!("A comment, {id}")),
            ..Default::default()
        };
        comment.set_stance(pb::comment::Stance::Amend);
        let request = pb::CreateCommentRequest {
            parent: "consultations/round".into(),
            comment: Some(comment),
            comment_id: id.into(),
            ..Default::default()
        };
        let made = comments.create_comment(ask_as("demo|aigul", request)).await;
        made.expect("a comment").into_inner()
    }

    /// The ministry's answer to a comment, carried out in these places.
    pub(crate) async fn answer_comment(
        &mut self,
        name: &str,
        places: Vec<ProvisionRef>,
    ) -> pb::Response {
        let mut comments = CommentServiceClient::new(self.world.consultation.clone());
        let mut request = answer(name, MINISTRY, Outcome::Accepted);
        request.response.as_mut().expect("one").implemented_in = places;
        let given = comments.create_response(ask_as(OFFICIAL, request)).await;
        given.expect("an answer").into_inner()
    }

    // === recommendations

    pub(crate) async fn draft(
        &mut self,
        request: pb::CreateRecommendationRequest,
    ) -> Result<pb::Recommendation, Status> {
        let made = self
            .client
            .create_recommendation(ask_as(SECRETARY, request))
            .await;
        made.map(Response::into_inner)
    }

    pub(crate) async fn adopt(
        &mut self,
        request: pb::AdoptRecommendationRequest,
    ) -> Result<pb::Recommendation, Status> {
        let made = self
            .client
            .adopt_recommendation(ask_as(SECRETARY, request))
            .await;
        made.map(Response::into_inner)
    }

    pub(crate) async fn send(&mut self, name: &str) -> Result<pb::Recommendation, Status> {
        let request = pb::SendRecommendationRequest {
            name: name.into(),
            ..Default::default()
        };
        let sent = self
            .client
            .send_recommendation(ask_as(SECRETARY, request))
            .await;
        sent.map(Response::into_inner)
    }

    /// A proposal that was adopted and sent.
    pub(crate) async fn sent(
        &mut self,
        request: pb::CreateRecommendationRequest,
    ) -> pb::Recommendation {
        let name = self.draft(request).await.expect("drafted").name;
        self.adopt(ballot(&name)).await.expect("adopted");
        self.send(&name).await.expect("sent")
    }

    pub(crate) async fn answer(
        &mut self,
        subject: &str,
        request: pb::CreateResponseRequest,
    ) -> Result<pb::Response, Status> {
        let given = self.client.create_response(ask_as(subject, request)).await;
        given.map(Response::into_inner)
    }

    pub(crate) async fn read(&mut self, name: &str) -> pb::Recommendation {
        let request = pb::GetRecommendationRequest {
            name: name.into(),
            ..Default::default()
        };
        let found = self.client.get_recommendation(request).await;
        found.expect("found").into_inner()
    }
}

pub(crate) async fn mandate(
    roll: &mut Roll,
    body: &str,
    who: &str,
    subject: &str,
    powers: &[&str],
) {
    let request = registry::CreateMandateRequest {
        parent: org(body),
        mandate: Some(registry::Mandate {
            person: format!("persons/{who}"),
            subject: subject.into(),
            power_codes: powers.iter().map(ToString::to_string).collect(),
            start_date: day("2020-01-01"),
            ..Default::default()
        }),
        ..Default::default()
    };
    let given = roll.standing.create_mandate(ask(request)).await;
    given.expect("a mandate");
}
