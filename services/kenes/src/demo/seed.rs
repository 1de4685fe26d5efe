//! Telling the story: every line through the importer, at the time at which it happened.

use std::sync::{Arc, atomic::Ordering};

use common::server::{self, Readiness, Service, Settings};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use tonic::transport::{Channel, Endpoint};

use super::{
    Demo, address,
    files::{FILES, LINES},
};
use crate::{
    Exit, Failure,
    import::{Caller, Files, Importer, Manner, Statement, Summary},
    progress::bar,
};

pub(super) async fn run(demo: &Demo, now: i64) -> Result<Summary, Failure> {
    let story = story(now)?;
    // The story begins with what any registry begins with.
    if let Some((first, ..)) = story.first() {
        demo.hand.store(*first, Ordering::SeqCst);
    }
    demo.load_starter().await?;
    let stop = CancellationToken::new();
    // Ports of our own: nobody else should call while the clock stands in the past.
    let (registry, url, first) = start(demo.registry(), &stop).await?;
    let (consultation, _, second) = start(demo.consultation(&url)?, &stop).await?;

    let mut importer = Importer::new(
        Caller::new(registry, consultation, stop.clone()),
        "demo|importer".into(),
        Manner::default(),
        Some(Arc::clone(&demo.hand)),
        bar(story.len() as u64, false),
    );
    for (_, location, statement) in story {
        let outcome = importer.carry_out(location, statement).await;
        outcome.map_err(|no_answer| Failure::new(Exit::Unavailable, no_answer.0))?;
        importer.bar.inc(1);
    }
    importer.bar.finish_and_clear();
    demo.hand.store(0, Ordering::SeqCst);
    stop.cancel();
    let summary = std::mem::take(&mut importer.summary);
    // Without its channels the servers have nobody left to wait for.
    drop(importer);
    for server in [first, second] {
        drop(server.await);
    }
    Ok(summary)
}

/// Returns all lines in the order of their times, each with its own: the one clock of both services only goes forward.
fn story(now: i64) -> Result<Vec<(i64, String, Statement)>, Failure> {
    let files = Files::Embedded(FILES);
    let mut story = Vec::new();
    let mut last = 0;
    for (file, text) in LINES {
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let location = format!("{file}:{}", number + 1);
            let statement = Statement::parse(line, now, &files)
                .map_err(|problem| Failure::new(Exit::Failed, format!("{location}: {problem}")))?;
            last = statement.at.unwrap_or(last);
            story.push((last, location, statement));
        }
    }
    story.sort_by_key(|(at, ..)| *at);
    Ok(story)
}

/// Serves on a free port: a channel, the URL, and the server.
async fn start(
    service: Service,
    stop: &CancellationToken,
) -> Result<(Channel, String, JoinHandle<std::io::Result<()>>), Failure> {
    let unavailable = |text: String| Failure::new(Exit::Unavailable, text);
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .map_err(|e| unavailable(e.to_string()))?;
    let url = format!("http://{}", address(&listener)?);
    let stopped = stop.clone().cancelled_owned();
    let server = tokio::spawn(server::serve(
        listener,
        service,
        Settings::default(),
        Readiness::default(),
        stopped,
    ));
    let endpoint = Endpoint::from_shared(url.clone()).map_err(|e| unavailable(e.to_string()))?;
    Ok((endpoint.connect_lazy(), url, server))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_story_is_understood() {
        let story = story(1_795_000_000_000_000).expect("a story");
        assert!(story.len() > 150);
        assert!(
            story
                .iter()
                .all(|(.., s)| s.at.is_some_and(|at| at < 1_795_000_000_000_000))
        );
    }
}
