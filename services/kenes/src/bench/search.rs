//! `kenes bench --only search`: how long `SearchComments` takes over a million comments in three languages, alone and while others
//! write; how soon a comment is found; what memory search takes.
//!
//! Owns the questions and their table. The comments go in by the front door, so the index follows the record as it does anywhere;
//! for the difference in memory the same server is then started with search and without, and written to alike.

mod fill;
mod words;

use std::{
    fmt::Write as _,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use kenes_proto::consultation::{
    SearchCommentsRequest, SearchCommentsResponse, SearchOrder,
    comment_service_client::CommentServiceClient, search_service_client::SearchServiceClient,
};
use serde_json::{Value, json};
use tonic::{Status, transport::Channel};

use super::{
    Options, Outcome,
    histogram::Histogram,
    load::{self, Until},
    process::Server,
    servers::Servers,
};
use fill::Said;
use words::Vocabulary;

/// So many comments unless `--fill` says another number.
const COMMENTS: u64 = 1_000_000;
/// Callers that write while others search.
const WRITERS: usize = 64;
/// So many comments are followed until they are found.
const FOLLOWED: usize = 20;
/// How many words of each share of the comments are asked for.
const WORDS: usize = 10;
/// Of so many of the most common words phrases are made.
const PHRASED: usize = 5;
/// How long a service that was started anew is written to.
const AGAIN: Duration = Duration::from_secs(10);
/// How long the index may take to read what was written.
const PATIENCE: Duration = Duration::from_mins(30);

/// A question, asked of one word of a share of the comments after the other.
#[derive(Clone, Debug)]
struct Question {
    what: String,
    queries: Vec<String>,
    order: SearchOrder,
    facets: &'static [&'static str],
}

/// What came of a question: alone, and while others write.
#[derive(Debug)]
struct Answered {
    what: String,
    found: i64,
    alone: Histogram,
    amid: Histogram,
}

/// Fills, asks, and returns the table and its rows for programs.
pub(super) async fn measured(options: &Options, folder: &Path) -> Outcome<(String, Value)> {
    let wanted = match options.fill {
        0 => COMMENTS,
        wanted => wanted,
    };
    let mut servers = Servers::start(options, folder).await?;
    let words = Arc::new(Vocabulary::new());
    let filled = fill::fill(&servers.consultation.channels, &words, wanted).await?;
    let channel = servers.consultation.channels.of(0);
    let begun = Instant::now();
    let entries = caught_up(&channel).await?;
    let behind = begun.elapsed();
    let questions = questions(&channel, &words, wanted).await?;
    servers.consultation.server.rested().await?;
    let time = Duration::from_secs_f64(options.seconds * f64::from(options.rounds));
    let mut rows = Vec::new();
    for question in &questions {
        let (found, alone) = ask(&channel, question, time).await?;
        rows.push(Answered {
            what: question.what.clone(),
            found,
            alone,
            amid: Histogram::default(),
        });
    }
    let mut written = Vec::new();
    for (question, row) in questions.iter().zip(&mut rows) {
        let writing = fill::write(&servers.consultation.channels, &words, WRITERS, time);
        let (asked, rate) = tokio::join!(ask(&channel, question, time), writing);
        row.amid = asked?.1;
        written.push(rate?);
    }
    let seen = seen(&channel, &words).await?;
    let with = memory(&mut servers, folder, &[], &questions).await?;
    let off = ["--search-dir", "off"];
    let whole = Whole {
        comments: wanted,
        entries,
        filled,
        behind,
        written: written.into_iter().fold(f64::INFINITY, f64::min),
        seen,
        memory: [with, memory(&mut servers, folder, &off, &[]).await?],
    };
    whole.told(options.engine(), &rows)
}

/// What came of it besides the questions.
#[derive(Debug)]
struct Whole {
    comments: u64,
    entries: i64,
    /// Comments a second, as it was filled and, at least, while others searched.
    filled: f64,
    written: f64,
    /// How long after the last comment all were found.
    behind: Duration,
    /// How long after its acknowledgement a comment was found.
    seen: Histogram,
    /// Anonymous memory with search and without, in MiB.
    memory: [f64; 2],
}

// === impl Whole

impl Whole {
    /// The table, and its rows for programs.
    fn told(&self, engine: &str, rows: &[Answered]) -> Outcome<(String, Value)> {
        let mut table = format!(
            "{:<40} {:>9} {:>8} {:>8} {:>12} {:>12}\n",
            "SearchComments, 50 of", "found", "p50 ms", "p99 ms", "amid: p50 ms", "p99 ms"
        );
        let ms = |times: &Histogram, share: f64| times.quantile(share) / 1000.0;
        for row in rows {
            let [alone, amid] = [&row.alone, &row.amid].map(|of| [ms(of, 0.5), ms(of, 0.99)]);
            writeln!(
                table,
                "{:<40} {:>9} {:>8.2} {:>8.2} {:>12.2} {:>12.2}",
                row.what, row.found, alone[0], alone[1], amid[0], amid[1]
            )?;
        }
        let [with, without] = self.memory;
        writeln!(
            table,
            "{engine}, {} comments, {} entries, 1 in flight; amid at least {:.0} CreateComment a second\n\
             filled at {:.0} a second, all found {:.1} s after the last\n\
             a comment is found after, ms: p50 {:.0}, at most {:.0}\n\
             anonymous memory, MiB: {with:.0} with search, {without:.0} without, {:.0} more",
            self.comments,
            self.entries,
            self.written,
            self.filled,
            self.behind.as_secs_f64(),
            ms(&self.seen, 0.5),
            ms(&self.seen, 1.0),
            with - without
        )?;
        let json = |row: &Answered| {
            json!({
                "operation": "search_comments",
                "engine": engine,
                "question": row.what,
                "found": row.found,
                "in_flight": 1,
                "p50_us": row.alone.quantile(0.5),
                "p99_us": row.alone.quantile(0.99),
                "amid_p50_us": row.amid.quantile(0.5),
                "amid_p99_us": row.amid.quantile(0.99),
            })
        };
        let mut values: Vec<Value> = rows.iter().map(json).collect();
        values.push(json!({
            "operation": "search_index",
            "engine": engine,
            "comments": self.comments,
            "written_a_second": self.written,
            "filled_a_second": self.filled,
            "behind_seconds": self.behind.as_secs_f64(),
            "found_after_p50_us": self.seen.quantile(0.5),
            "found_after_most_us": self.seen.quantile(1.0),
            "anonymous_megabytes": with,
            "anonymous_megabytes_without": without,
        }));
        Ok((table, values.into()))
    }
}

async fn search(
    channel: &Channel,
    request: SearchCommentsRequest,
) -> Result<SearchCommentsResponse, Status> {
    let answer = SearchServiceClient::new(channel.clone())
        .search_comments(request)
        .await;
    answer.map(tonic::Response::into_inner)
}

fn of(query: &str) -> SearchCommentsRequest {
    SearchCommentsRequest {
        query: query.to_owned(),
        ..Default::default()
    }
}

/// Waits until the index has read the whole log; returns how many entries that has.
async fn caught_up(channel: &Channel) -> Outcome<i64> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        if let Ok(answer) = search(channel, of("word")).await {
            let progress = answer.progress.unwrap_or_default();
            if progress.read_entry_count >= progress.log_entry_count {
                return Ok(progress.log_entry_count);
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Err("the index has not read what was written".into())
}

/// What is asked: words that stand in so large a share of the comments, as the service itself counts them.
async fn questions(channel: &Channel, words: &Vocabulary, comments: u64) -> Outcome<Vec<Question>> {
    let mut counted = Vec::new();
    for word in words.candidates() {
        let found = search(channel, of(word))
            .await?
            .match_count
            .unwrap_or_default();
        counted.push((word.to_owned(), found));
    }
    let near = |share: f64| -> Vec<String> {
        #[expect(clippy::cast_precision_loss, reason = "fewer than 2^52 comments")]
        let far = |found: i64| {
            ((found.max(1) as f64) / (comments as f64 * share))
                .ln()
                .abs()
        };
        let mut sorted: Vec<&(String, i64)> = counted.iter().collect();
        sorted.sort_by(|a, b| far(a.1).total_cmp(&far(b.1)));
        sorted
            .iter()
            .take(WORDS)
            .map(|(word, _)| word.clone())
            .collect()
    };
    let common = near(0.3);
    let phrases = phrases(channel, &common[..PHRASED.min(common.len())]).await?;
    let mut questions = Vec::new();
    for (order, called) in [
        (SearchOrder::Newest, "newest"),
        (SearchOrder::Ranked, "ranked"),
    ] {
        for (share, of) in [(0.3, "30 %"), (0.035, "3.5 %"), (0.0036, "0.36 %")] {
            questions.push(Question {
                what: format!("{called}, a word in {of}"),
                queries: near(share),
                order,
                facets: &[],
            });
        }
        questions.push(Question {
            what: format!("{called}, a phrase of two words in 30 %"),
            queries: phrases.clone(),
            order,
            facets: &[],
        });
    }
    questions.push(Question {
        what: "newest, a word in 30 %, two facets".to_owned(),
        queries: common,
        order: SearchOrder::Newest,
        facets: &["organization", "stance"],
    });
    Ok(questions)
}

/// Phrases of two of these words: those that stand in most comments. (Words of two languages make none.)
async fn phrases(channel: &Channel, words: &[String]) -> Outcome<Vec<String>> {
    let mut counted = Vec::new();
    for one in words {
        for other in words.iter().filter(|other| *other != one) {
            let phrase = format!("\"{one} {other}\"");
            let found = search(channel, of(&phrase)).await?.match_count;
            if found > Some(0) {
                counted.push((std::cmp::Reverse(found), phrase));
            }
        }
    }
    counted.sort();
    let most = counted.into_iter().take(WORDS);
    Ok(most.map(|(_, phrase)| phrase).collect())
}

/// Asks a question again and again; returns how many comments it finds, and the times.
async fn ask(channel: &Channel, question: &Question, time: Duration) -> Outcome<(i64, Histogram)> {
    let request = |n: usize| SearchCommentsRequest {
        order: question.order.into(),
        facets: question.facets.iter().map(ToString::to_string).collect(),
        ..of(&question.queries[n % question.queries.len()])
    };
    let requests: Vec<_> = (0..question.queries.len()).map(request).collect();
    // The names of values are asked for once, whoever asks.
    let first = search(channel, requests[0].clone()).await?;
    let load = load::run(1, Until::Time(time), |_| {
        let (channel, requests, mut n) = (channel.clone(), requests.clone(), 0);
        move || {
            n += 1;
            let (channel, request) = (channel.clone(), requests[n % requests.len()].clone());
            async move { search(&channel, request).await.map(drop) }
        }
    })
    .await?;
    match load.first_refusal {
        Some(status) => Err(format!("{}: {status}", question.what).into()),
        None => Ok((first.match_count.unwrap_or_default(), load.times)),
    }
}

/// How long it takes until a comment is found that was just acknowledged.
async fn seen(channel: &Channel, words: &Arc<Vocabulary>) -> Outcome<Histogram> {
    let mut said = Said::new(words);
    let mut times = Histogram::default();
    for n in 0..FOLLOWED {
        let word = format!("{}{n}", uuid::Uuid::new_v4().simple());
        let request = said.with(&word);
        CommentServiceClient::new(channel.clone())
            .create_comment(request)
            .await?;
        let begun = Instant::now();
        while search(channel, of(&word)).await?.match_count != Some(1) {
            if begun.elapsed() > PATIENCE {
                return Err("a comment is not found".into());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        times.record(begun.elapsed());
    }
    Ok(times)
}

/// The anonymous memory of the service, started anew, after it was written to and asked for a while.
async fn memory(
    servers: &mut Servers,
    folder: &Path,
    more: &[&str],
    questions: &[Question],
) -> Outcome<f64> {
    servers.consultation.server.stop();
    let arguments = servers.arguments.iter().map(String::as_str);
    let arguments: Vec<&str> = arguments.chain(more.iter().copied()).collect();
    let server = Server::start(&arguments, &folder.join("again.log")).await?;
    let channels = load::Channels::connect(&server.address).await?;
    server.rested().await?;
    let words = Arc::new(Vocabulary::new());
    fill::write(&channels, &words, WRITERS, AGAIN).await?;
    for question in questions {
        ask(&channels.of(0), question, AGAIN / 10).await?;
    }
    server.rested().await?;
    server.usage().map(|usage| usage.anonymous_mb)
}
