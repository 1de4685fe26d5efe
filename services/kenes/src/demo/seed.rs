//! Telling the story: every line through the importer, at the time at which it happened.

use std::sync::{Arc, atomic::Ordering};

use common::date;

use super::{
    Demo,
    files::{DAYS, FILES, LINES},
};
use crate::{
    Exit, Failure,
    front_door::{self, Pair},
    import::{Files, Statement, Summary},
};

pub(super) async fn run(demo: &Demo, now: i64) -> Result<Summary, Failure> {
    let story = story(now)?;
    // The story begins with what any registry begins with.
    if let Some((first, ..)) = story.first() {
        demo.hand.store(*first, Ordering::SeqCst);
    }
    demo.load_starter().await?;
    let pair = Pair {
        registry: demo.registry(),
        consultation: |url: &str| demo.consultation(url),
    };
    let hand = Some(Arc::clone(&demo.hand));
    let statements = story.into_iter().map(|(_, at, statement)| (at, statement));
    let summary = front_door::tell(pair, "demo|importer", hand, statements.collect()).await?;
    demo.hand.store(0, Ordering::SeqCst);
    Ok(summary)
}

/// Returns all lines in the order of their times, each with its own: the one clock of both services only goes forward.
fn story(now: i64) -> Result<Vec<(i64, String, Statement)>, Failure> {
    let days = DAYS.map(|(day, ago)| {
        let told = date::local_day(now - ago * 24 * 3600 * 1_000_000);
        (day, date::show(&told))
    });
    let files = Files::Embedded {
        files: FILES,
        days: days.to_vec(),
    };
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
