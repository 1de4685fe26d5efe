//! The demo: its story is accepted whole, tells itself only once, and leads from a comment to a changed provision.

use common::testing;
use kenes::demo::{Demo, EXAMPLES};
use kenes_proto::consultation::{
    self as pb, GetTraceRequest, comment_service_client::CommentServiceClient,
    draft_law_service_client::DraftLawServiceClient, get_trace_request::Scope,
    trace_link::Relation, trace_service_client::TraceServiceClient, trace_step::Kind as Step,
};

use crate::world::ask_as;

const COMMENT: &str = "consultations/demo-first-round/comments/adilet-art-5";
const DAY: i64 = 24 * 3600 * 1_000_000;

/// The relations by which `links` lead from `from` to `to`, following each link forwards or backwards, shortest first.
fn path(links: &[pb::TraceLink], from: &str, to: &str) -> Option<Vec<Relation>> {
    let mut reached = vec![(from, Vec::new())];
    let mut next = 0;
    while let Some((at, way)) = reached.get(next).cloned() {
        if at == to {
            return Some(way);
        }
        for link in links {
            let other = match (link.from.as_str(), link.to.as_str()) {
                (one, other) if one == at => other,
                (other, one) if one == at => other,
                _ => continue,
            };
            if !reached.iter().any(|(seen, _)| *seen == other) {
                let way = way.iter().copied().chain([link.relation()]).collect();
                reached.push((other, way));
            }
        }
        next += 1;
    }
    None
}

#[tokio::test(flavor = "multi_thread")]
async fn the_story_is_accepted_whole_and_only_once() {
    let fresh = [
        testing::fresh("registry").await.expect("a database"),
        testing::fresh("consultation").await.expect("a database"),
    ];
    let demo = Demo::open(fresh[0].parts(), fresh[1].parts())
        .await
        .expect("two stores");
    let now = common::clock::Clock::system().now();

    let told = demo.seed(now).await.expect("the services answer");
    assert!(told.problems.is_empty(), "{}", told.problems.join("\n"));
    let lines = told.total().created;
    assert!(lines > 150, "{told}");

    // The same day again (every request is a retry), and another day (every `@now` has moved).
    for day in [now, now + DAY] {
        let again = demo.seed(day).await.expect("the services answer").total();
        assert_eq!((again.created, again.there, again.refused), (0, lines, 0));
    }

    let registry = testing::start(demo.registry()).await;
    let url = format!("http://{}", registry.address);
    let consultation = testing::start(demo.consultation(&url).expect("a URL")).await;
    let channel = consultation.channel().await;

    // From the comment to what became of it, and the same chain from its other ends.
    let mut traces = TraceServiceClient::new(channel.clone());
    let mut ask = async |name: &str| {
        let request = GetTraceRequest {
            name: name.into(),
            language_code: "en".into(),
            scope: Scope::Neighbourhood.into(),
            page_size: 200,
            show_links: true,
            ..Default::default()
        };
        traces
            .get_trace(request)
            .await
            .expect("a trace")
            .into_inner()
    };
    let trace = ask(COMMENT).await;
    let recommendation = "recommendations/demo-conclusion";
    let answer = "recommendations/demo-conclusion/responses/ministry";
    let changed = "draftLaws/demo-public-participation/versions/v2/provisions/art_5__para_2";
    let commitment = "commitments/demo-next-day";
    let progress = "commitments/demo-next-day/progressReports/first";
    for (from, to, relation) in [
        (recommendation, COMMENT, Relation::BasedOn),
        (answer, recommendation, Relation::Answers),
        (answer, changed, Relation::ImplementedIn),
        (commitment, answer, Relation::ComesOutOf),
        (progress, commitment, Relation::ReportsOn),
    ] {
        let direct = trace
            .links
            .iter()
            .any(|l| l.from == from && l.to == to && l.relation() == relation);
        assert!(direct, "{from} -> {to}: {:#?}", trace.links);
    }
    assert!(path(&trace.links, COMMENT, changed).is_some());
    let provision = trace
        .steps
        .iter()
        .find(|step| step.name == changed)
        .expect("the provision");
    assert_ne!(provision.old_text, provision.new_text);
    assert!(provision.new_text.contains("twenty"), "{provision:?}");
    for end in [recommendation, answer, changed] {
        let other = ask(end).await;
        assert!(path(&other.links, COMMENT, changed).is_some(), "from {end}");
    }

    // What was decided at the forum is told with it.
    let forum = ask("hearings/civil-forum-first").await;
    let decision = "hearings/civil-forum-first/decisions/interaction-councils";
    let told = forum.steps.iter().find(|step| step.name == decision);
    assert_eq!(told.expect("a step").kind(), Step::Decision);
    let link = forum.links.iter().find(|link| link.from == decision);
    assert_eq!(link.expect("a link").relation(), Relation::DecidedAt);

    // What the ministry took on by its answer, and how far it is, is in the path of a comment on that point, in each language.
    for (language, taken, told) in [
        ("kk", "2036 дейін: орындалуда", "10% орындалды"),
        ("ru", "до 2036: исполняется", "исполнено на 10%"),
        (
            "en",
            "is to carry it out by 2036: open",
            "10% is carried out",
        ),
    ] {
        let comment = "consultations/demo-first-round/comments/tabigat-art-7";
        let request = GetTraceRequest {
            name: comment.into(),
            language_code: language.into(),
            ..Default::default()
        };
        let path = TraceServiceClient::new(channel.clone())
            .get_trace(request)
            .await;
        let steps = path.expect("a path").into_inner().steps;
        let at = |name: &str| {
            let place = steps.iter().position(|step| step.name == name);
            place.unwrap_or_else(|| panic!("{name} is no step"))
        };
        let order = [comment, recommendation, answer, commitment, progress].map(at);
        assert!(order.is_sorted(), "causes first: {order:?}");
        for (name, kind, said) in [
            (commitment, Step::Commitment, taken),
            (progress, Step::ProgressReport, told),
        ] {
            let step = &steps[at(name)];
            assert_eq!(step.kind(), kind);
            assert!(step.summary.ends_with(said), "{}", step.summary);
            assert!(!step.text.is_empty() && step.language_code.is_empty());
        }
    }

    // The text of the bill says the days that the story does.
    let mut laws = DraftLawServiceClient::new(channel.clone());
    let law = laws
        .get_draft_law(pb::GetDraftLawRequest {
            name: "draftLaws/demo-public-participation".into(),
            ..Default::default()
        })
        .await
        .expect("the draft law")
        .into_inner();
    let text = laws
        .export_akoma_ntoso(pb::ExportAkomaNtosoRequest {
            version: law.current_version,
            language_code: "en".into(),
        })
        .await
        .expect("its text")
        .into_inner();
    let text = String::from_utf8(text.xml).expect("XML");
    assert!(text.contains(&format!("<FRBRuri value=\"{}\"/>", law.akn_work_iri)));

    // The last example is a comment; it can be pasted as often as one likes.
    let example = EXAMPLES
        .iter()
        .find(|e| !e.subject.is_empty())
        .expect("a write");
    for _ in 0..2 {
        let request: pb::CreateCommentRequest = from_json(example.request);
        let comment = CommentServiceClient::new(channel.clone())
            .create_comment(ask_as(example.subject, request))
            .await
            .expect("a comment")
            .into_inner();
        assert_eq!(comment.verification(), pb::comment::Verification::Verified);
    }
}

/// A request as an example writes it.
fn from_json<M: prost_reflect::ReflectMessage + Default>(text: &str) -> M {
    let mut json = serde_json::Deserializer::from_str(text);
    let descriptor = M::default().descriptor();
    prost_reflect::DynamicMessage::deserialize(descriptor, &mut json)
        .expect("JSON of the contract")
        .transcode_to()
        .expect("the same message")
}
