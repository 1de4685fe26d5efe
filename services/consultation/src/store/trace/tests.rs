//! What a trace costs where 20,000 spoke on one provision: how many questions, how planned, how many bytes told.

use common::{
    clock::Ids,
    context::Context,
    date, names,
    resource::{self, Kind},
    store::{Cells, Seen, Tx, Value},
};
use kenes_proto::{
    consultation::{self as pb, GetTraceRequest, draft_law_version::State},
    gtype::LocalizedText,
    types::{Actor, ProposedChange, ProvisionRef},
};
use prost::Message;
use rusqlite::{Connection, params_from_iter, types::Value as Sql};

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
const NOW: i64 = 1_800_000_000_000_000;

/// A database in memory that notes what it is asked.
struct Noting {
    connection: Connection,
    asked: Vec<String>,
}

fn numbered(sql: &str) -> String {
    sql.replace('$', "?")
}

fn sql_value(value: &Value) -> Sql {
    match value {
        Value::Null => Sql::Null,
        Value::Int(v) => Sql::Integer(*v),
        Value::Text(v) => Sql::Text(v.clone()),
        Value::Bytes(v) => Sql::Blob(v.clone()),
    }
}

impl Tx for Noting {
    fn each(
        &mut self,
        sql: &str,
        args: &[Value],
        see: &mut dyn FnMut(&dyn Cells) -> Seen,
    ) -> Result<(), Error> {
        self.asked.push(sql.to_owned());
        let statement = self.connection.prepare_cached(&numbered(sql));
        let mut statement = statement.map_err(Error::internal)?;
        let args = params_from_iter(args.iter().map(sql_value));
        let mut rows = statement.query(args).map_err(Error::internal)?;
        while let Some(row) = rows.next().map_err(Error::internal)? {
            if see(row)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn execute(&mut self, sql: &str, args: &[Value]) -> Result<u64, Error> {
        let args = params_from_iter(args.iter().map(sql_value));
        let changed = self.connection.execute(&numbered(sql), args);
        changed
            .map(|changed| changed as u64)
            .map_err(Error::internal)
    }

    fn add(&mut self, counter: &str, delta: i64) -> Result<(), Error> {
        let sql = "INSERT INTO counter_delta (name, delta) VALUES ($1, $2)";
        self.execute(sql, &[counter.into(), delta.into()]).map(drop)
    }

    fn append(&mut self, _: &mut [u8], _: u64) -> Result<Option<u64>, Error> {
        Ok(None)
    }
}

impl Noting {
    fn new() -> Self {
        let connection = Connection::open_in_memory().expect("a database");
        let base = include_str!("../../../../store/migrations/0000_store.sql");
        connection.execute_batch(base).expect("migrated");
        for migration in crate::DEFINITION.migrations {
            connection.execute_batch(migration.sql).expect("migrated");
        }
        Self {
            connection,
            asked: Vec::new(),
        }
    }

    fn put<K: Kind>(&mut self, name: &str, message: K::Message) -> K::Message {
        let context = context(collection(name));
        let new = context.new_name(names::parent(name), collection(name), names::id(name), "");
        resource::create::<K>(self, &context, new, message).expect("written")
    }

    /// How SQLite would answer this question.
    fn plan(&self, sql: &str) -> Vec<String> {
        let explain = format!("EXPLAIN QUERY PLAN {}", numbered(sql));
        let mut statement = self.connection.prepare(&explain).expect("a plan");
        let args: Vec<Sql> = (0..statement.parameter_count())
            .map(|_| Sql::Integer(1))
            .collect();
        let rows = statement.query_map(params_from_iter(args), |row| row.get(3));
        rows.expect("a plan")
            .map(|row| row.expect("a line"))
            .collect()
    }
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

/// 20,000 letters, of two bytes each.
fn long() -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: "ұ".repeat(20_000),
        language_code: "kk".into(),
    }]
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
fn crowded() -> (Noting, String) {
    let mut db = Noting::new();
    db.put::<DraftLaws>(LAW, pb::DraftLaw::default());
    for (version, base, time) in [(V1, "", 1), (V2, V1, 2)] {
        let mut new = pb::DraftLawVersion {
            base_version: base.into(),
            publish_time: Some(date::timestamp(time)),
            ..Default::default()
        };
        new.set_state(State::Published);
        let new = db.put::<Versions>(version, new);
        let text = pb::Provision {
            eid: "art_1".into(),
            wid: "art_1".into(),
            texts: long(),
            ..Default::default()
        };
        db.put::<Provisions>(&provision::name(version, "art_1"), text);
        if version == V2 {
            let earlier = resource::get::<Versions>(&mut db, V1).expect("v1");
            crate::store::carried_forward::record(&mut db, &earlier, &new).expect("carried");
        }
    }
    db.put::<Consultations>(ROUND, pb::Consultation::default());
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
    let mut said = comment::create(&mut db, &context("comments"), new, said).expect("a comment");
    let columns = "name, parent, revision, create_time, update_time, delete_time, person, on_behalf_of, verification, stance, state, \
                   target_version, target_eid, target_wid, submit_time";
    let filler = "SELECT parent || '/comments/n-' || n.value, parent, 1, n.value, 0, 0, '', '', 0, 0, 1, \
                  target_version, target_eid, target_wid, n.value FROM comment, \
                  (WITH RECURSIVE c(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM c WHERE value < 20000) SELECT value FROM c) n";
    let filler = format!("INSERT INTO comment ({columns}) {filler}");
    db.connection.execute_batch(&filler).expect("many");
    let target = provision::name(V1, "art_1");
    db.add(&format!("comments/{target}"), MANY)
        .expect("counted");
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
        let given =
            response::create(&mut db, &context("responses"), new, answer(n)).expect("an answer");
        said.response_count += 1;
        comment::note_answer(&mut db, &said, &given).expect("noted");
    }
    db.put::<Hearings>("hearings/s", pb::Hearing::default());
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
        let advice = db.put::<Recommendations>(&format!("recommendations/r{n}"), advice);
        recommendation::tie(&mut db, &advice).expect("tied");
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
        response::create(&mut db, &context("responses"), new, given).expect("an answer");
    }
    db.asked.clear();
    (db, name)
}

fn asked(name: &str) -> Ask {
    let request = GetTraceRequest {
        name: name.into(),
        language_code: "kk".into(),
        ..Default::default()
    };
    Ask::of(&request, NOW).expect("a language")
}

#[test]
fn the_path_of_a_comment_among_20_000_is_small_and_looks_only_into_indexes() {
    let (mut db, name) = crowded();
    let ask = asked(&name);
    let (chain, facts) = gather(&mut db, &ask).expect("gathered");
    assert_eq!(chain.omitted.comments, MANY);
    assert_eq!(chain.omitted.recommendations, 26);
    assert_eq!(chain.omitted.responses, 13);
    let trace = tell(&ask, &chain, &facts, &Titles::new());
    let bytes = trace.encoded_len();
    assert!((10_000..=64 << 10).contains(&bytes), "{bytes} bytes");
    assert!(trace.steps.len() <= MOST_IN_PATH, "{}", trace.steps.len());

    assert!(db.asked.len() < 130, "{} questions", db.asked.len());
    let mut plans: Vec<String> = db.asked.iter().flat_map(|sql| db.plan(sql)).collect();
    plans.sort();
    plans.dedup();
    let scans: Vec<&String> = plans
        .iter()
        .filter(|line| line.starts_with("SCAN"))
        .collect();
    let tables = scans
        .iter()
        .filter(|line| !line.contains("CONSTANT") && !line.ends_with(" d"));
    assert_eq!(
        tables.collect::<Vec<_>>(),
        Vec::<&&String>::new(),
        "{plans:#?}"
    );
    // The control: going through the comments is seen.
    let scan = db.plan("SELECT count(*) FROM comment WHERE person = $1");
    assert!(
        scan.iter().any(|line| line.starts_with("SCAN comment")),
        "{scan:?}"
    );
}
