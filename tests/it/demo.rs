//! The demo: its story is accepted whole, tells itself only once, and leads from a comment to a changed provision.

use common::testing;
use kenes::demo::{Demo, EXAMPLES};
use kenes_proto::consultation::{
    self as pb, GetTraceRequest, comment_service_client::CommentServiceClient,
    draft_law_service_client::DraftLawServiceClient, get_trace_request::Scope,
    trace_link::Relation, trace_service_client::TraceServiceClient,
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
    for (from, to, relation) in [
        (recommendation, COMMENT, Relation::BasedOn),
        (answer, recommendation, Relation::Answers),
        (answer, changed, Relation::ImplementedIn),
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

/// Consultation does not check these codes: nobody else would notice one that does not exist.
#[test]
fn the_stories_use_codes_that_the_registry_begins_with() {
    let read = |path: &str| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        std::fs::read_to_string(path).expect("a file of ours")
    };
    let stories = [
        "demo/10-registry",
        "demo/11-profile",
        "demo/20-consultation",
        "first-day/who",
        "first-day/chamber",
    ]
    .map(|story| read(&format!("services/kenes/{story}.jsonl")))
    .concat();
    let mut seen = 0;
    for (field, schemes) in [
        ("roleCode", "roles"),
        ("stageCode", "stages"),
        ("outcomeCode", "stage-outcomes"),
        ("actTypeCode", "act-types"),
        ("processTypeCode", "process-types"),
        ("kindCode", "consultation-subjects agreement-kinds"),
        ("sectorCode", "sectors"),
        ("settlementKindCode", "settlement-kinds"),
    ] {
        let schemes = schemes.split(' ');
        let known = schemes.map(|scheme| read(&format!("services/registry/starter/{scheme}.tsv")));
        let known = known.collect::<Vec<_>>().concat();
        for code in stories.split(&format!("\"{field}\":\"")).skip(1) {
            let code = code.split('"').next().unwrap_or_default();
            let is_there = known
                .lines()
                .any(|line| line.split('\t').next() == Some(code));
            assert!(is_there, "no {field} is {code}");
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen}");
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
