//! What a trace costs where 20,000 spoke on one provision: how many questions, how planned, how many bytes told.

use std::collections::HashSet;

use common::{
    clock::Ids,
    context::Context,
    date, names, resource,
    store::{Cells, Mode, Seen, Store, Tx, Value},
    testing,
};
use kenes_proto::{
    consultation::{
        self as pb, GetTraceRequest, Trace, draft_law_version::State, get_trace_request::Scope,
        trace_step::Kind,
    },
    gtype::LocalizedText,
    types::{Actor, ProposedChange, ProvisionRef},
};
use prost::Message;

use super::*;
use crate::{
    domain::trace::{Titles, tell},
    store::{
        comment,
        consultation::Consultations,
        draft_law::DraftLaws,
        hearing::Hearings,
        provision::{self, Provisions},
        recommendation::{self, Recommendations},
        response,
        version::Versions,
    },
};

const LAW: &str = "draftLaws/d";
const V1: &str = "draftLaws/d/versions/v1";
const V2: &str = "draftLaws/d/versions/v2";
const ROUND: &str = "consultations/round";
const MANY: i64 = 20_000;
/// So many of them, the first, are there as a whole; the others are in the table and its indexes only.
const WHOLE: i64 = 1_000;
const NOW: i64 = 1_800_000_000_000_000;

/// A question, and what it was asked with.
type Asked = (String, Vec<Value>);

/// A transaction that notes what it is asked.
struct Noting<'t> {
    tx: &'t mut dyn Tx,
    asked: Vec<Asked>,
}

impl Tx for Noting<'_> {
    fn each(
        &mut self,
        sql: &str,
        args: &[Value],
        see: &mut dyn FnMut(&dyn Cells) -> Seen,
    ) -> Result<(), Error> {
        self.asked.push((sql.to_owned(), args.to_vec()));
        self.tx.each(sql, args, see)
    }

    fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64, Error> {
        self.tx.execute(sql, args)
    }

    fn add(&mut self, counter: &str, delta: i64) -> Result<(), Error> {
        self.tx.add(counter, delta)
    }

    fn append(&mut self, leaf: &mut [u8], time_ms: u64) -> Result<Option<u64>, Error> {
        self.tx.append(leaf, time_ms)
    }
}

fn put<K: resource::Kind>(
    tx: &mut dyn Tx,
    name: &str,
    message: K::Message,
) -> Result<K::Message, Error> {
    let context = context(collection(name));
    let new = context.new_name(names::parent(name), collection(name), names::id(name), "");
    resource::create::<K>(tx, &context, new, message)
}

/// How SQLite would answer this question.
fn plan(tx: &mut dyn Tx, (sql, args): &Asked) -> Result<Vec<String>, Error> {
    let rows = tx.query(&format!("EXPLAIN QUERY PLAN {sql}"), args)?;
    rows.iter()
        .map(|row| row[3].text().map(str::to_owned))
        .collect()
}

fn collection(name: &str) -> &str {
    name.rsplit('/').nth(1).unwrap_or_default()
}

/// A call that writes what is in this collection.
fn context(collection: &str) -> Context {
    let method = match collection {
        "draftLaws" => "CreateDraftLaw",
        "versions" => "CreateDraftLawVersion",
        "provisions" => "ImportAkomaNtoso",
        "consultations" => "CreateConsultation",
        "hearings" => "CreateHearing",
        "recommendations" => "CreateRecommendation",
        "responses" => "CreateResponse",
        _ => "CreateComment",
    };
    Context::own(crate::domain::REGISTRY, method, NOW, &Ids::random())
}

fn text(language: &str, text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: text.into(),
        language_code: language.into(),
    }]
}

/// 20,000 letters, of two bytes each.
fn long() -> Vec<LocalizedText> {
    text("kk", &"ұ".repeat(20_000))
}

fn at(version: &str) -> ProvisionRef {
    ProvisionRef {
        version: version.into(),
        eid: "art_1".into(),
        wid: "art_1".into(),
        ..Default::default()
    }
}

fn body(n: usize) -> Actor {
    Actor {
        organization: format!("//registry.kenes/organizations/{}{n}", "o".repeat(60)),
        display_name: "ұ".repeat(500),
        ..Default::default()
    }
}

/// A law in two versions, a comment with recommendations and answers, all as long as may be, and 20,000 others.
fn crowded(tx: &mut dyn Tx) -> Result<String, Error> {
    put::<DraftLaws>(tx, LAW, pb::DraftLaw::default())?;
    for (version, base, time) in [(V1, "", 1), (V2, V1, 2)] {
        let mut new = pb::DraftLawVersion {
            base_version: base.into(),
            publish_time: Some(date::timestamp(time)),
            ..Default::default()
        };
        new.set_state(State::Published);
        let new = put::<Versions>(tx, version, new)?;
        let text = pb::Provision {
            eid: "art_1".into(),
            wid: "art_1".into(),
            texts: long(),
            ..Default::default()
        };
        put::<Provisions>(tx, &provision::name(version, "art_1"), text)?;
        if version == V2 {
            let earlier = resource::get::<Versions>(tx, V1)?;
            crate::store::carried_forward::record(tx, &earlier, &new)?;
        }
    }
    put::<Consultations>(tx, ROUND, pb::Consultation::default())?;
    let mut said = pb::Comment {
        target: Some(at(V1)),
        texts: long(),
        reasons: long(),
        proposed_change: Some(ProposedChange {
            target: Some(at(V1)),
            new_texts: long(),
            ..Default::default()
        }),
        submit_time: Some(date::timestamp(3)),
        ..Default::default()
    };
    said.set_state(pb::comment::State::Published);
    let name = names::child(ROUND, "comments", &"c".repeat(63));
    let new = context("comments").new_name(ROUND, "comments", names::id(&name), "");
    let mut said = comment::create(tx, &context("comments"), new, said)?;
    for n in 1..=WHOLE {
        let other = pb::Comment {
            target: Some(at(V1)),
            texts: text("kk", "Тағы бір пікір."),
            submit_time: Some(date::timestamp(n)),
            ..Default::default()
        };
        let new = context("comments").new_name(ROUND, "comments", &format!("n-{n}"), "");
        comment::create(tx, &context("comments"), new, other)?;
    }
    let columns = "name, parent, revision, create_time, update_time, delete_time, person, on_behalf_of, verification, stance, state, \
                   target_version, target_eid, target_wid, submit_time";
    let filler = "SELECT parent || '/comments/n-' || n.value, parent, 1, n.value, 0, 0, '', '', 0, 0, 1, \
                  target_version, target_eid, target_wid, n.value FROM comment, \
                  (WITH RECURSIVE c(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM c WHERE value < 20000) SELECT value FROM c) n \
                  WHERE name = $1 AND n.value > $2";
    let filler = format!("INSERT INTO comment ({columns}) {filler}");
    tx.execute(&filler, &[name.as_str().into(), WHOLE.into()])?;
    let target = provision::name(V1, "art_1");
    tx.add(&format!("comments/{target}"), MANY - WHOLE)?;
    let answer = |n: usize| pb::Response {
        responder: Some(body(n)),
        outcome: 3,
        texts: long(),
        reasons: long(),
        implemented_in: vec![at(V2)],
        ..Default::default()
    };
    for n in 0..21 {
        let new = context("responses").new_name(&name, "responses", &format!("a{n}"), "");
        let given = response::create(tx, &context("responses"), new, answer(n))?;
        said.response_count += 1;
        comment::note_answer(tx, &said, &given)?;
    }
    put::<Hearings>(tx, "hearings/s", pb::Hearing::default())?;
    for n in 0..30 {
        let points = (1..=100).map(|number| pb::Point {
            number,
            texts: long(),
            targets: vec![at(V1)],
            ..Default::default()
        });
        let advice = pb::Recommendation {
            texts: long(),
            points: points.collect(),
            based_on_comments: vec![name.clone()],
            session: "hearings/s".into(),
            ..Default::default()
        };
        let advice = put::<Recommendations>(tx, &format!("recommendations/r{n}"), advice)?;
        recommendation::tie(tx, &advice)?;
        let answers = (1..=100).map(|number| pb::PointAnswer {
            number,
            outcome: 1,
            reasons: long(),
            ..Default::default()
        });
        let given = pb::Response {
            point_answers: answers.collect(),
            ..answer(n)
        };
        let new = context("responses").new_name(&advice.name, "responses", "m", "");
        response::create(tx, &context("responses"), new, given)?;
    }
    Ok(name)
}

fn asked(name: &str, scope: Scope, page_token: String) -> Ask {
    let request = GetTraceRequest {
        name: name.into(),
        language_code: "kk".into(),
        scope: scope.into(),
        page_size: 1_000,
        page_token,
        ..Default::default()
    };
    Ask::of(&request, NOW).expect("a language")
}

/// What is told, and what was asked of the store for it.
async fn told(store: &Store, ask: Ask) -> (Chain, Trace, Vec<Asked>) {
    let wanted = ask.clone();
    let gathered = store.read("GetTrace", move |tx| {
        let mut noting = Noting { tx, asked: vec![] };
        let (chain, facts) = gather(&mut noting, &wanted)?;
        Ok((chain, facts, noting.asked))
    });
    let (chain, facts, questions) = gathered.await.expect("gathered");
    let trace = tell(&ask, &chain, &facts, &Titles::new());
    (chain, trace, questions)
}

/// Nothing that was asked goes through a table.
async fn only_indexes(store: &Store, questions: Vec<Asked>) {
    if store.engine() != "sqlite" {
        return;
    }
    let planned = store.read("Explain", move |tx| {
        let plans: Result<Vec<_>, Error> = questions.iter().map(|asked| plan(tx, asked)).collect();
        // The control: going through the comments is seen.
        let sql = "SELECT count(*) FROM comment WHERE person = $1".to_owned();
        Ok((plans?.concat(), plan(tx, &(sql, vec!["p".into()]))?))
    });
    let (plans, control) = planned.await.expect("planned");
    // A `CONSTANT ROW` is no table, and `d` is a list of counters that the question itself made.
    let scans = plans.iter().filter(|line| {
        line.starts_with("SCAN") && !line.contains("CONSTANT") && !line.ends_with(" d")
    });
    assert_eq!(
        scans.collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "{plans:#?}"
    );
    assert!(
        control.iter().any(|line| line.starts_with("SCAN comment")),
        "{control:?}"
    );
}

async fn filled() -> (testing::Fresh, Store, String) {
    let fresh = testing::fresh("trace").await.expect("a database");
    let app = testing::app(&fresh, &crate::DEFINITION, &testing::Hand::default()).await;
    let store = app.expect("an app").store;
    let name = store.write("Fill", Mode::Commit, crowded).await;
    (fresh, store, name.expect("filled"))
}

#[tokio::test]
async fn the_path_of_a_comment_among_20_000_is_small_and_looks_only_into_indexes() {
    let (_fresh, store, name) = filled().await;
    let ask = asked(&name, Scope::OwnPath, String::new());
    let (chain, trace, questions) = told(&store, ask).await;
    assert_eq!(chain.omitted.comments, MANY);
    assert_eq!(chain.omitted.recommendations, 26);
    assert_eq!(chain.omitted.responses, 13);
    let bytes = trace.encoded_len();
    assert!((10_000..=64 << 10).contains(&bytes), "{bytes} bytes");
    assert!(trace.steps.len() <= MOST_IN_PATH, "{}", trace.steps.len());
    assert!(questions.len() < 130, "{} questions", questions.len());
    only_indexes(&store, questions).await;
}

#[tokio::test]
async fn a_page_around_a_comment_among_20_000_is_bounded_and_begins_where_the_one_before_ended() {
    let (_fresh, store, name) = filled().await;
    let (mut token, mut walked, mut found) = (String::new(), 0, HashSet::new());
    for page in 0..4 {
        let ask = asked(&name, Scope::Neighbourhood, std::mem::take(&mut token));
        let (_, trace, questions) = told(&store, ask).await;
        assert!(trace.encoded_len() <= 1 << 20, "{}", trace.encoded_len());
        assert_eq!(trace.steps.len(), MOST_STEPS, "page {page}");
        let comments = trace
            .steps
            .iter()
            .filter(|step| step.kind() == Kind::Comment);
        for comment in comments {
            assert!(found.insert(comment.name.clone()), "{} twice", comment.name);
        }
        if page == 0 {
            walked = questions.len();
        } else {
            // What became of the comment, and one question for each of the others.
            assert!(questions.len() < walked, "{} of {walked}", questions.len());
            assert!(questions.len() < MOST_STEPS + 60, "{}", questions.len());
        }
        if page < 2 {
            only_indexes(&store, questions).await;
        }
        token = trace.next_page_token;
        assert!(!token.is_empty() && token.len() <= 2_000, "{token}");
    }
    assert!(found.len() > 3 * MOST_STEPS, "{}", found.len());
}
