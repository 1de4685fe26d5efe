//! Policy documents, what bodies have taken on in them and elsewhere, and how far it is carried out.

mod documents;
mod origins;
mod progress;
mod refusals;
mod states;
mod summaries;

use common::testing::Channel;
use kenes_proto::{
    consultation::{
        self as pb, commitment::State, commitment_service_client::CommitmentServiceClient as Client,
    },
    gtype::Date,
    types::{Actor, Document, ErrorReason as Reason, Source},
};
use tonic::{Code, Response, Status};

use crate::{
    chamber::{CHAMBER, Chamber, KURULTAI, MAJILIS, MINISTRY, NGO},
    roll::day,
    world::{ask, en, fields, refused},
};

const DOCUMENT: &str = "policyDocuments/resolution";

fn source() -> Vec<Source> {
    vec![Source {
        note: "The study".into(),
        ..Default::default()
    }]
}

fn proof() -> Vec<Document> {
    vec![Document {
        document_type: "publication".into(),
        titles: en("The register"),
        ..Default::default()
    }]
}

fn named(name: &str) -> Option<Actor> {
    Some(Actor {
        display_name: name.into(),
        ..Default::default()
    })
}

fn document(kind: &str) -> pb::PolicyDocument {
    pb::PolicyDocument {
        kind_code: kind.into(),
        titles: en("Resolution of the First Forum"),
        adopt_date: day("2003-10-15"),
        sources: source(),
        ..Default::default()
    }
}

/// A commitment of the ministry out of the resolution.
fn commitment(due: &str) -> pb::Commitment {
    pb::Commitment {
        origin: DOCUMENT.into(),
        texts: en("Found councils of interaction."),
        responsible: vec![MINISTRY.into()],
        due_date: day(due),
        ..Default::default()
    }
}

/// The chamber with two forums, and the resolution of the first.
struct Forum {
    it: Chamber,
    client: Client<Channel>,
}

impl Forum {
    async fn start() -> Self {
        let mut it = Chamber::start().await;
        let kinds = ["forum-resolution", "conception", "presidential-address"];
        it.roll.code("policy-document-kinds", &kinds).await;
        it.roll.code("roles", &["developer", "expert"]).await;
        let sectors = ["state", "nongovernmental", "international"];
        it.roll.code("sectors", &sectors).await;
        let client = Client::new(it.world.consultation.clone());
        let mut forum = Self { it, client };
        forum.session("first", "2003-10-14", "2003-10-15").await;
        forum.session("second", "2005-09-11", "2005-09-12").await;
        let mut resolution = document("forum-resolution");
        resolution.hearing = "hearings/first".into();
        forum.document("resolution", resolution).await;
        forum
    }

    /// A forum that was announced.
    async fn session(&mut self, id: &str, first: &str, last: &str) -> String {
        let name = self.it.session(id, CHAMBER, (day(first), day(last))).await;
        self.it.announce(&name).await;
        name
    }

    async fn try_document(
        &mut self,
        id: &str,
        document: pb::PolicyDocument,
    ) -> Result<pb::PolicyDocument, Status> {
        let request = pb::CreatePolicyDocumentRequest {
            policy_document: Some(document),
            policy_document_id: id.into(),
            ..Default::default()
        };
        let made = self.client.create_policy_document(ask(request)).await;
        made.map(Response::into_inner)
    }

    async fn document(&mut self, id: &str, document: pb::PolicyDocument) -> pb::PolicyDocument {
        self.try_document(id, document).await.expect("a document")
    }

    async fn try_commitment(
        &mut self,
        id: &str,
        commitment: pb::Commitment,
    ) -> Result<pb::Commitment, Status> {
        let request = pb::CreateCommitmentRequest {
            commitment: Some(commitment),
            commitment_id: id.into(),
            ..Default::default()
        };
        let made = self.client.create_commitment(ask(request)).await;
        made.map(Response::into_inner)
    }

    async fn commitment(&mut self, id: &str, commitment: pb::Commitment) -> String {
        let made = self.try_commitment(id, commitment).await;
        made.expect("a commitment").name
    }

    async fn get(&mut self, name: &str) -> pb::Commitment {
        let request = pb::GetCommitmentRequest {
            name: name.into(),
            ..Default::default()
        };
        let found = self.client.get_commitment(request).await;
        found.expect("found").into_inner()
    }

    async fn update(
        &mut self,
        commitment: pb::Commitment,
        mask: &[&str],
    ) -> Result<pb::Commitment, Status> {
        let request = pb::UpdateCommitmentRequest {
            commitment: Some(commitment),
            update_mask: crate::roll::paths(mask),
            ..Default::default()
        };
        let saved = self.client.update_commitment(ask(request)).await;
        saved.map(Response::into_inner)
    }

    async fn found(&mut self, filter: &str) -> Vec<String> {
        let request = pb::ListCommitmentsRequest {
            filter: filter.into(),
            order_by: "name".into(),
            ..Default::default()
        };
        let page = self.client.list_commitments(request).await;
        let page = page.expect("listed").into_inner();
        page.commitments.into_iter().map(|it| it.name).collect()
    }

    async fn fulfill(&mut self, name: &str, on: &str) -> Result<pb::Commitment, Status> {
        let request = pb::FulfillCommitmentRequest {
            name: name.into(),
            fulfill_date: day(on),
            documents: proof(),
            ..Default::default()
        };
        let done = self.client.fulfill_commitment(ask(request)).await;
        done.map(Response::into_inner)
    }

    async fn fulfill_partly(&mut self, name: &str, on: &str) -> Result<pb::Commitment, Status> {
        let request = pb::FulfillCommitmentPartlyRequest {
            name: name.into(),
            fulfill_date: day(on),
            reasons: en("In three regions of fourteen."),
            documents: proof(),
            ..Default::default()
        };
        let done = self.client.fulfill_commitment_partly(ask(request)).await;
        done.map(Response::into_inner)
    }

    async fn drop(&mut self, name: &str, on: &str) -> Result<pb::Commitment, Status> {
        let request = pb::DropCommitmentRequest {
            name: name.into(),
            drop_date: day(on),
            reasons: en("The law has changed."),
            ..Default::default()
        };
        let done = self.client.drop_commitment(ask(request)).await;
        done.map(Response::into_inner)
    }

    async fn reopen(&mut self, name: &str, on: &str) -> Result<pb::Commitment, Status> {
        let request = pb::ReopenCommitmentRequest {
            name: name.into(),
            reopen_date: day(on),
            reasons: en("It was closed again."),
            ..Default::default()
        };
        let done = self.client.reopen_commitment(ask(request)).await;
        done.map(Response::into_inner)
    }

    async fn supersede(
        &mut self,
        name: &str,
        by: &str,
        on: &str,
    ) -> Result<pb::Commitment, Status> {
        let request = pb::SupersedeCommitmentRequest {
            name: name.into(),
            superseded_by: by.into(),
            supersede_date: day(on),
            ..Default::default()
        };
        let done = self.client.supersede_commitment(ask(request)).await;
        done.map(Response::into_inner)
    }

    async fn reschedule(
        &mut self,
        name: &str,
        due: &str,
        on: &str,
    ) -> Result<pb::Commitment, Status> {
        let request = pb::RescheduleCommitmentRequest {
            name: name.into(),
            due_date: day(due),
            reschedule_date: day(on),
            reasons: en("The money came late."),
            ..Default::default()
        };
        let done = self.client.reschedule_commitment(ask(request)).await;
        done.map(Response::into_inner)
    }

    async fn summary(
        &mut self,
        id: &str,
        session: &str,
        former: &str,
        on: Option<Date>,
    ) -> Result<pb::CommitmentSummary, Status> {
        let request = pb::CreateCommitmentSummaryRequest {
            parent: session.into(),
            commitment_summary: Some(pb::CommitmentSummary {
                former_hearing: former.into(),
                as_of_date: on,
                ..Default::default()
            }),
            commitment_summary_id: id.into(),
            ..Default::default()
        };
        let made = self.client.create_commitment_summary(ask(request)).await;
        made.map(Response::into_inner)
    }
}

/// The row "Policy documents" of the study: commitments with dates, and how far they are carried out.
#[tokio::test]
async fn policy_documents() {
    let mut forum = Forum::start().await;
    let address = pb::PolicyDocument {
        titles: en("On the situation in the country: democratization"),
        adopted_by: named("President of the Republic of Kazakhstan"),
        adopt_date: day("1998-09-30"),
        ..document("presidential-address")
    };
    forum.document("democratization-1998", address).await;
    let drawn_up = [
        "Ministries",
        "NGOs",
        "UNDP",
        "TACIS",
        "Counterpart Consortium",
    ];
    let support = pb::PolicyDocument {
        titles: en("Conception of State Support"),
        adopt_date: day("2003"),
        contributors: drawn_up
            .iter()
            .map(|name| pb::PolicyContributor {
                actor: named(name),
                role_code: "developer".into(),
                ..Default::default()
            })
            .collect(),
        ..document("conception")
    };
    let support = forum.document("conception-2003", support).await;
    let names = support.contributors.iter().flat_map(|c| &c.actor);
    let names: Vec<_> = names.map(|actor| actor.display_name.as_str()).collect();
    assert_eq!(names, drawn_up);
    let society = pb::PolicyDocument {
        titles: en("Conception of the Development of a Civil Society"),
        adopt_date: None,
        start_date: day("2006"),
        end_date: day("2010"),
        ..document("conception")
    };
    let society = forum.document("conception-2006", society).await.name;

    // Two commitments with dates, and how far they are carried out.
    let out_of = |due: &str| pb::Commitment {
        origin: society.clone(),
        ..commitment(due)
    };
    let first = forum.commitment("first", out_of("2008")).await;
    let second = forum.commitment("second", out_of("2010")).await;
    let made = forum.get(&first).await;
    assert_eq!(made.commit_date, day("2006"), "that of the document");
    assert_eq!((made.state(), made.overdue), (State::Overdue, true));
    forum.fulfill(&second, "2009-06-01").await.expect("done");
    assert_eq!(forum.get(&second).await.state(), State::Fulfilled);
    let of_document = format!("origin = \"{society}\"");
    assert_eq!(forum.found(&of_document).await, [&*first, &*second]);
    let done = format!("{of_document} AND state = STATE_FULFILLED");
    assert_eq!(forum.found(&done).await, [second]);
}
