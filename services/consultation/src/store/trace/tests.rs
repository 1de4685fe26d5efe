//! What a trace costs where 20,000 spoke on one provision: how many questions, how planned, how many bytes told.

mod crowded;

use std::{collections::HashSet, time::Duration};

use common::{
    store::{Cells, Mode, Seen, Store, Tx, Value},
    testing,
};
use kenes_proto::consultation::{
    GetTraceRequest, Trace, get_trace_request::Scope, trace_step::Kind,
};
use prost::Message;

use super::*;
use crate::domain::trace::{Titles, tell};
use crowded::{MANY, crowded};

/// When it is asked.
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

    fn hurry(&mut self, most: Option<Duration>) {
        self.tx.hurry(most);
    }

    fn add(&mut self, counter: &str, delta: i64) -> Result<(), Error> {
        self.tx.add(counter, delta)
    }

    fn append(&mut self, leaf: &mut [u8], time_ms: u64) -> Result<u64, Error> {
        self.tx.append(leaf, time_ms)
    }
}

/// How SQLite would answer this question.
fn plan(tx: &mut dyn Tx, (sql, args): &Asked) -> Result<Vec<String>, Error> {
    let rows = tx.query(&format!("EXPLAIN QUERY PLAN {sql}"), args)?;
    rows.iter()
        .map(|row| row[3].text().map(str::to_owned))
        .collect()
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
