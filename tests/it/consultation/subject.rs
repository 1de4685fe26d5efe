//! Consultations without a text: on a problem, a concept or an act in force, and the comments on them.

use kenes_proto::{
    consultation::{comment_service_client::CommentServiceClient as Comments, stage::PolicyPhase},
    types::{Document, ProposedChange, ProvisionRef, proposed_change::Kind},
};

use super::*;

fn subject() -> pb::Subject {
    pb::Subject {
        kind_code: "problem".into(),
        documents: vec![Document {
            document_type: "report".into(),
            titles: en("Why comments stay unanswered"),
            uri: "https://example.org/report".into(),
            ..Default::default()
        }],
        ..Default::default()
    }
}

/// An announcement of a consultation on a problem, open now.
fn on_problem(world: &World, id: &str) -> pb::CreateConsultationRequest {
    let mut request = new(world, id);
    let consultation = request.consultation.as_mut().expect("one");
    consultation.draft_law_versions.clear();
    consultation.subject = Some(subject());
    consultation.set_phase(PolicyPhase::ProblemFormulation);
    consultation.open_time = at(world.hand.now());
    request
}

fn comment(parent: &str) -> pb::CreateCommentRequest {
    pb::CreateCommentRequest {
        parent: parent.into(),
        comment: Some(pb::Comment {
            texts: en("Nobody was told what became of our proposals."),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn first_article() -> ProvisionRef {
    ProvisionRef {
        version: V1.into(),
        eid: "art_1".into(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_problem_is_consulted_on_without_a_text() {
    let (world, mut client) = world().await;
    let made = create(&mut client, on_problem(&world, "problem")).await;
    let made = made.expect("created");
    announce(&mut client, &made.name).await.expect("announced");
    let mut comments = Comments::new(world.consultation.clone());
    let said = comments.create_comment(ask(comment(&made.name))).await;
    let said = said.expect("accepted").into_inner();
    assert_eq!(said.target, None);
    assert!(said.receipt.is_some());
    let read = comments
        .get_comment(pb::GetCommentRequest {
            name: said.name.clone(),
            ..Default::default()
        })
        .await;
    assert_eq!(read.expect("read").into_inner().texts, said.texts);
    assert_eq!(get(&mut client, &made.name).await.comment_count, 1);
    let mut traces = pb::trace_service_client::TraceServiceClient::new(world.consultation.clone());
    let trace = traces
        .get_trace(pb::GetTraceRequest {
            name: said.name,
            ..Default::default()
        })
        .await;
    assert_eq!(trace.expect("traced").into_inner().steps.len(), 1);
    let list = |filter: &str| {
        let request = pb::ListConsultationsRequest {
            filter: filter.into(),
            ..Default::default()
        };
        let mut client = client.clone();
        async move {
            let answer = client.list_consultations(request).await;
            answer.expect("listed").into_inner().consultations.len()
        }
    };
    let problem = list("phase = POLICY_PHASE_PROBLEM_FORMULATION").await;
    let decision = list("phase = POLICY_PHASE_DECISION_MAKING").await;
    assert_eq!((problem, decision), (1, 0));
}

#[tokio::test]
async fn a_comment_names_a_text_where_there_is_one_and_only_there() {
    let (world, mut client) = world().await;
    let made = create(&mut client, on_problem(&world, "problem")).await;
    let made = made.expect("created");
    announce(&mut client, &made.name).await.expect("announced");
    let mut comments = Comments::new(world.consultation.clone());
    let mut placed = comment(&made.name);
    placed.comment.as_mut().expect("one").target = Some(first_article());
    let placed = comments.create_comment(ask(placed)).await;
    let status = refused(placed, Code::InvalidArgument, Reason::TargetUnexpected);
    assert_eq!(fields(&status), ["comment.target"]);
    let mut changing = comment(&made.name);
    changing.comment.as_mut().expect("one").proposed_change = Some(ProposedChange {
        kind: Kind::Repeal.into(),
        target: Some(first_article()),
        ..Default::default()
    });
    let changing = comments.create_comment(ask(changing)).await;
    let status = refused(changing, Code::InvalidArgument, Reason::TargetUnexpected);
    assert_eq!(fields(&status), ["comment.proposed_change.target"]);
    let text = fixtures::open_consultation(&world, "text").await;
    let placeless = comments.create_comment(ask(comment(&text.name))).await;
    let status = refused(placeless, Code::InvalidArgument, Reason::TargetMissing);
    assert_eq!(fields(&status), ["comment.target"]);
}

#[tokio::test]
async fn a_consultation_is_on_versions_or_on_a_subject_in_a_phase_that_has_it() {
    type Change = fn(&mut pb::Consultation);
    let (world, client) = world().await;
    let cases: [(Change, &str); 7] = [
        (|c| c.subject = None, "consultation.draft_law_versions"),
        (
            |c| c.draft_law_versions = vec![V1.into()],
            "consultation.subject",
        ),
        (
            |c| c.set_phase(PolicyPhase::Unspecified),
            "consultation.phase",
        ),
        (
            |c| c.set_phase(PolicyPhase::DecisionMaking),
            "consultation.phase",
        ),
        (
            |c| {
                c.subject = None;
                c.draft_law_versions = vec![V1.into()];
                c.set_phase(PolicyPhase::Assessment);
            },
            "consultation.phase",
        ),
        (
            |c| c.subject.as_mut().expect("one").documents.clear(),
            "consultation.subject.documents",
        ),
        (
            |c| c.subject.as_mut().expect("one").kind_code = "A problem".into(),
            "consultation.subject.kind_code",
        ),
    ];
    for (change, field) in cases {
        let mut request = on_problem(&world, "problem");
        change(request.consultation.as_mut().expect("one"));
        let outcome = create(&mut client.clone(), request).await;
        let status = refused(outcome, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(fields(&status), [field]);
    }
    for phase in [
        PolicyPhase::ProblemFormulation,
        PolicyPhase::PolicyElaboration,
        PolicyPhase::Implementation,
        PolicyPhase::Assessment,
    ] {
        let id = phase.as_str_name().to_lowercase().replace('_', "-");
        let mut request = on_problem(&world, &id);
        request.consultation.as_mut().expect("one").set_phase(phase);
        let made = create(&mut client.clone(), request).await;
        assert_eq!(made.expect(&id).phase(), phase);
    }
}

#[tokio::test]
async fn a_subject_stays_once_it_is_announced_but_for_the_law_it_led_to() {
    let (world, mut client) = world().await;
    let made = create(&mut client, on_problem(&world, "problem")).await;
    let made = made.expect("created");
    announce(&mut client, &made.name).await.expect("announced");
    let patch = |change: fn(&mut pb::Subject)| {
        let mut subject = subject();
        change(&mut subject);
        pb::Consultation {
            name: made.name.clone(),
            subject: Some(subject),
            ..Default::default()
        }
    };
    let other = patch(|s| s.kind_code = "concept".into());
    let other = update(&mut client, other, &["subject"]).await;
    refused(
        other,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let unknown = patch(|s| s.draft_law = "draftLaws/none".into());
    let unknown = update(&mut client, unknown, &["subject"]).await;
    let status = refused(unknown, Code::InvalidArgument, Reason::ReferenceNotFound);
    assert_eq!(fields(&status), ["consultation.subject.draft_law"]);
    let law = patch(|s| s.draft_law = "draftLaws/d".into());
    let led = update(&mut client, law, &["subject"]).await.expect("led");
    assert_eq!(led.subject.expect("one").draft_law, "draftLaws/d");
}
