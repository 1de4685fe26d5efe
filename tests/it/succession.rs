//! Succession: when a body ends, what was open before it is listed, and goes to a successor or is closed with a reason.

mod refusals;

use common::testing::Channel;
use kenes_proto::{
    consultation::{
        self as pb,
        commitment_service_client::CommitmentServiceClient,
        consultation_service_client::ConsultationServiceClient,
        draft_law_service_client::DraftLawServiceClient,
        duty_service_client::DutyServiceClient,
        matter::{Kind, State},
        succession_service_client::SuccessionServiceClient as Client,
    },
    gtype::Date,
    registry,
    types::{ErrorReason as Reason, Source},
};
use tonic::{Code, Response, Status};

use crate::{
    chamber::{Chamber, KURULTAI, MAJILIS, MINISTRY, OFFICIAL, proposal},
    roll::{day, paths},
    world::{ask, ask_as, en, fields, refused},
};

/// Manages the records of the Kurultai.
const CLERK: &str = "demo|kurultai-clerk";
const NAME: &str = "successions/majilis";

/// The chamber, and what is before the Majilis.
struct Ending {
    it: Chamber,
    client: Client<Channel>,
}

fn succession() -> pb::Succession {
    pb::Succession {
        body: MAJILIS.into(),
        successors: vec![KURULTAI.into()],
        sources: vec![Source {
            note: "Constitutional law of 5 June 2026, articles 59 and 60".into(),
            ..Default::default()
        }],
        ..Default::default()
    }
}

fn readdress(subjects: &[&str], due: &str) -> pb::ReaddressMattersRequest {
    pb::ReaddressMattersRequest {
        name: NAME.into(),
        subjects: subjects.iter().map(|&name| name.to_owned()).collect(),
        successor: KURULTAI.into(),
        reasons: en("The Kurultai follows by law."),
        due_date: day(due),
        ..Default::default()
    }
}

fn close(subjects: &[&str]) -> pb::CloseMattersRequest {
    pb::CloseMattersRequest {
        name: NAME.into(),
        subjects: subjects.iter().map(|&name| name.to_owned()).collect(),
        reasons: en("It concerned the former chamber alone."),
        ..Default::default()
    }
}

impl Ending {
    async fn start() -> Self {
        let mut it = Chamber::start().await;
        let kurultai = registry::Organization {
            name: "organizations/kurultai".into(),
            predecessors: vec!["organizations/majilis".into()],
            ..Default::default()
        };
        let request = registry::UpdateOrganizationRequest {
            organization: Some(kurultai),
            update_mask: paths(&["predecessors"]),
            ..Default::default()
        };
        let saved = it
            .roll
            .organizations
            .update_organization(ask(request))
            .await;
        saved.expect("saved");
        it.roll.people(&["kurultai-clerk"]).await;
        crate::chamber::mandate(
            &mut it.roll,
            "kurultai",
            "kurultai-clerk",
            CLERK,
            &["manage"],
        )
        .await;
        it.roll.code("policy-document-kinds", &["conception"]).await;
        let client = Client::new(it.world.consultation.clone());
        Self { it, client }
    }

    /// The Majilis ends today, and the succession is recorded.
    async fn end(&mut self) -> pb::Succession {
        self.it.roll.dissolve("majilis", "2026-05-25").await;
        self.create(CLERK, succession()).await.expect("recorded")
    }

    async fn create(&mut self, who: &str, new: pb::Succession) -> Result<pb::Succession, Status> {
        let request = pb::CreateSuccessionRequest {
            succession: Some(new),
            succession_id: "majilis".into(),
            ..Default::default()
        };
        let made = self.client.create_succession(ask_as(who, request)).await;
        made.map(Response::into_inner)
    }

    async fn readdress(
        &mut self,
        request: pb::ReaddressMattersRequest,
    ) -> Result<pb::Succession, Status> {
        let done = self.client.readdress_matters(ask_as(CLERK, request)).await;
        done.map(Response::into_inner)
    }

    async fn close(&mut self, request: pb::CloseMattersRequest) -> Result<pb::Succession, Status> {
        let done = self.client.close_matters(ask_as(CLERK, request)).await;
        done.map(Response::into_inner)
    }

    async fn get(&mut self) -> pb::Succession {
        let request = pb::GetSuccessionRequest {
            name: NAME.into(),
            ..Default::default()
        };
        let found = self.client.get_succession(request).await;
        found.expect("found").into_inner()
    }

    async fn matters(&mut self, kind: Kind, state: State) -> Vec<(String, State)> {
        let mut request = pb::ListSuccessionMattersRequest {
            succession: NAME.into(),
            page_size: 1,
            kind: kind.into(),
            state: state.into(),
            ..Default::default()
        };
        let mut all = Vec::new();
        loop {
            let page = self.client.list_succession_matters(request.clone()).await;
            let page = page.expect("a page").into_inner();
            all.extend(page.matters.iter().map(|m| (m.subject.clone(), m.state())));
            if page.next_page_token.is_empty() {
                return all;
            }
            request.page_token = page.next_page_token;
        }
    }

    fn commitments(&self) -> CommitmentServiceClient<Channel> {
        CommitmentServiceClient::new(self.it.world.consultation.clone())
    }

    async fn commitment(&mut self, id: &str, responsible: &[&str], due: &str) -> String {
        let mut commitments = self.commitments();
        let document = pb::CreatePolicyDocumentRequest {
            policy_document: Some(pb::PolicyDocument {
                kind_code: "conception".into(),
                titles: en("A conception"),
                adopt_date: day("2026-01-15"),
                sources: succession().sources,
                ..Default::default()
            }),
            policy_document_id: format!("of-{id}"),
            ..Default::default()
        };
        let made = commitments.create_policy_document(ask(document)).await;
        let new = pb::CreateCommitmentRequest {
            commitment: Some(pb::Commitment {
                origin: made.expect("a document").into_inner().name,
                texts: en("Publish the answers."),
                responsible: responsible.iter().map(|&body| body.to_owned()).collect(),
                due_date: day(due),
                ..Default::default()
            }),
            commitment_id: id.into(),
            ..Default::default()
        };
        let made = commitments.create_commitment(ask(new)).await;
        made.expect("a commitment").into_inner().name
    }

    async fn read_commitment(&mut self, name: &str) -> pb::Commitment {
        let request = pb::GetCommitmentRequest {
            name: name.into(),
            ..Default::default()
        };
        let found = self.commitments().get_commitment(request).await;
        found.expect("found").into_inner()
    }

    /// A stage of the draft law that the Majilis is in charge of.
    async fn stage(&mut self) -> String {
        self.it.roll.code("stages", &["first-reading"]).await;
        let mut laws = DraftLawServiceClient::new(self.it.world.consultation.clone());
        let request = pb::AdvanceStageRequest {
            name: "draftLaws/law".into(),
            stage: Some(pb::Stage {
                stage_code: "first-reading".into(),
                responsible: MAJILIS.into(),
                ..Default::default()
            }),
            stage_id: "reading".into(),
            ..Default::default()
        };
        let law = laws.advance_stage(ask(request)).await;
        law.expect("advanced").into_inner().current_stage
    }

    /// A consultation of the Majilis that takes comments.
    async fn consultation(&mut self, due: Option<Date>) -> String {
        let mut client = ConsultationServiceClient::new(self.it.world.consultation.clone());
        let now = self.it.world.hand.now();
        let new = pb::CreateConsultationRequest {
            consultation: Some(pb::Consultation {
                titles: en("The round of the Majilis"),
                draft_law_versions: vec![crate::chamber::V1.into()],
                organizer: MAJILIS.into(),
                open_time: Some(common::date::timestamp(now)),
                close_time: Some(common::date::timestamp(now + 10 * common::testing::DAY)),
                reply_due_date: due,
                ..Default::default()
            }),
            consultation_id: "majilis-round".into(),
            ..Default::default()
        };
        let made = client.create_consultation(ask(new)).await;
        let name = made.expect("a consultation").into_inner().name;
        let announce = pb::AnnounceConsultationRequest {
            name: name.clone(),
            ..Default::default()
        };
        let done = client.announce_consultation(ask(announce)).await;
        done.expect("announced");
        name
    }

    /// The subjects of the duties of a body that are not answered.
    async fn duties(&mut self, body: &str) -> Vec<(String, Option<Date>)> {
        let mut client = DutyServiceClient::new(self.it.world.consultation.clone());
        let request = pb::ListDutiesRequest {
            body: body.into(),
            ..Default::default()
        };
        let found = client
            .list_duties(request)
            .await
            .expect("duties")
            .into_inner();
        let duties = found.duties.into_iter();
        duties.map(|duty| (duty.subject, duty.due_date)).collect()
    }
}

#[tokio::test]
async fn when_a_body_ends_a_list_of_what_was_open_before_it_appears() {
    let mut it = Ending::start().await;
    let asked = it.it.sent(proposal("p", &[MAJILIS, MINISTRY])).await.name;
    let round = it.consultation(day("2026-07-20")).await;
    let taken = it.commitment("c", &[MAJILIS], "2026-12-31").await;
    it.commitment("other", &[MINISTRY], "2026-12-31").await;
    let stage = it.stage().await;
    let made = it.end().await;
    assert_eq!(made.end_date, day("2026-05-25"));
    assert_eq!(
        (made.open_count, made.readdressed_count, made.closed_count),
        (4, 0, 0)
    );
    let open = [asked, round, taken, stage].map(|name| (name, State::Open));
    assert_eq!(
        it.matters(Kind::Unspecified, State::Unspecified).await,
        open
    );
    let commitments = it.matters(Kind::Commitment, State::Open).await;
    assert_eq!(commitments, [open[2].clone()]);
    assert!(
        it.matters(Kind::Unspecified, State::Closed)
            .await
            .is_empty()
    );
    let listed = pb::ListSuccessionsRequest {
        filter: format!("body = \"{MAJILIS}\""),
        ..Default::default()
    };
    let listed = it.client.list_successions(listed).await;
    assert_eq!(listed.expect("a list").into_inner().successions, [made]);
}

#[tokio::test]
async fn each_is_re_addressed_to_a_successor_and_readers_of_an_old_act_see_both_names() {
    let mut it = Ending::start().await;
    let asked = it.it.sent(proposal("p", &[MAJILIS, MINISTRY])).await.name;
    let round = it.consultation(day("2026-07-20")).await;
    let taken = it.commitment("c", &[MAJILIS, MINISTRY], "2026-12-31").await;
    let stage = it.stage().await;
    it.end().await;
    // One by its name, the others as they come.
    let one = it
        .readdress(readdress(&[&asked], ""))
        .await
        .expect("passed on");
    assert_eq!((one.open_count, one.readdressed_count), (3, 1));
    let mut next = readdress(&[], "");
    next.max_count = 2;
    let two = it.readdress(next.clone()).await.expect("passed on");
    assert_eq!((two.open_count, two.readdressed_count), (1, 3));
    next.request_id = crate::world::request_id();
    let all = it.readdress(next.clone()).await.expect("passed on");
    assert_eq!((all.open_count, all.readdressed_count), (0, 4));
    assert_eq!(it.readdress(next).await.expect("the same answer"), all);
    assert_eq!(it.get().await, all);
    let names = [&asked, &round, &taken, &stage].map(|name| (name.clone(), State::Readdressed));
    assert_eq!(
        it.matters(Kind::Unspecified, State::Unspecified).await,
        names
    );

    let ended = pb::EndedBody {
        body: MAJILIS.into(),
        end_date: day("2026-05-25"),
        successors: vec![KURULTAI.into()],
        succession: NAME.into(),
    };
    let recommendation = it.it.read(&asked).await;
    assert_eq!(recommendation.ended_bodies, std::slice::from_ref(&ended));
    let new = &recommendation.addressees[2];
    assert_eq!(
        (new.organization.as_str(), new.readdressed_from.as_str()),
        (KURULTAI, MAJILIS)
    );
    let commitment = it.read_commitment(&taken).await;
    assert_eq!(commitment.responsible, [KURULTAI, MINISTRY]);
    assert_eq!(commitment.ended_bodies, std::slice::from_ref(&ended));
    assert_eq!(
        commitment.handovers[0].reasons,
        en("The Kurultai follows by law.")
    );
    let mut consultations = ConsultationServiceClient::new(it.it.world.consultation.clone());
    let get = pb::GetConsultationRequest {
        name: round.clone(),
        ..Default::default()
    };
    let held = consultations
        .get_consultation(get)
        .await
        .expect("found")
        .into_inner();
    assert_eq!(
        (held.organizer.as_str(), &held.ended_bodies[..]),
        (KURULTAI, &[ended][..])
    );
    assert_eq!(held.handovers[0].body, MAJILIS);
    let mut laws = DraftLawServiceClient::new(it.it.world.consultation.clone());
    let get = pb::GetStageRequest {
        name: stage,
        ..Default::default()
    };
    let running = laws.get_stage(get).await.expect("found").into_inner();
    assert_eq!(
        (
            running.responsible.as_str(),
            running.handovers[0].body.as_str()
        ),
        (KURULTAI, MAJILIS)
    );
    // What is due follows the act.
    assert!(it.duties(MAJILIS).await.is_empty());
    let due = [(asked, day("2026-06-10")), (round, day("2026-07-20"))];
    assert_eq!(it.duties(KURULTAI).await, due);
}

#[tokio::test]
async fn or_closed_with_a_reason_in_the_record() {
    let mut it = Ending::start().await;
    let asked = it.it.sent(proposal("p", &[MAJILIS])).await.name;
    let round = it.consultation(day("2026-07-20")).await;
    let alone = it.commitment("alone", &[MAJILIS], "2026-12-31").await;
    let shared = it
        .commitment("shared", &[MAJILIS, MINISTRY], "2026-12-31")
        .await;
    let stage = it.stage().await;
    it.end().await;
    let done = it.close(close(&[])).await.expect("closed");
    assert_eq!((done.open_count, done.closed_count), (0, 5));
    let names = [asked.clone(), round, alone.clone(), shared.clone(), stage];
    let closed = names.map(|name| (name, State::Closed));
    assert_eq!(it.matters(Kind::Unspecified, State::Closed).await, closed);
    let why = en("It concerned the former chamber alone.");
    let recommendation = it.it.read(&asked).await;
    assert_eq!(recommendation.addressees[0].close_reasons, why);
    assert!(
        it.duties(MAJILIS).await.is_empty(),
        "nothing is overdue by it"
    );
    let dropped = it.read_commitment(&alone).await;
    assert_eq!(dropped.state(), pb::commitment::State::Dropped);
    assert_eq!(
        (&dropped.changes[0].reasons, &dropped.handovers[0].reasons),
        (&why, &why)
    );
    assert_eq!(it.read_commitment(&shared).await.responsible, [MINISTRY]);
    // It stands in the record of the commitment itself.
    let revisions = pb::ListCommitmentRevisionsRequest {
        name: alone.clone(),
        ..Default::default()
    };
    let revisions = it.commitments().list_commitment_revisions(revisions).await;
    let newest = revisions
        .expect("revisions")
        .into_inner()
        .commitment_revisions
        .remove(0);
    assert_eq!(
        (newest.method.as_str(), newest.actor.as_str()),
        ("CloseMatters", CLERK)
    );
    // What is taken up again is open again.
    let reopen = pb::ReopenCommitmentRequest {
        name: alone.clone(),
        reasons: en("It is needed."),
        ..Default::default()
    };
    let reopened = it.commitments().reopen_commitment(ask(reopen)).await;
    reopened.expect("reopened");
    let found = it.matters(Kind::Commitment, State::Unspecified).await;
    assert_eq!(found, [(alone, State::Open), (shared, State::Closed)]);
}
