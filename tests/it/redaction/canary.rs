//! After an erasure the bytes are in no file of the store: not in a page that is used, not in one that is free, not in the
//! write-ahead log. Words that stand nowhere else are looked for byte by byte. (PostgreSQL keeps a row until it is
//! overwritten: there only what can be asked for is looked at.)

use std::{collections::HashSet, path::PathBuf};

use common::store::Database;

use super::*;

const COMMENTS: usize = 100;

/// Three words of a comment that stand nowhere else.
fn words(n: usize) -> [String; 3] {
    ["text", "role", "name"].map(|what| format!("canary-{what}-{n:03}"))
}

/// A comment that says them; some are long, so that they need pages of their own.
fn saying(n: usize) -> pb::CreateCommentRequest {
    let [text, role, display_name] = words(n);
    comment::changed(&format!("n-{n}"), |c| {
        let padding = "Fifteen days are too short. ".repeat(n * n % 311);
        c.texts = en(&format!("{padding}{text}"));
        c.author = Some(Actor {
            role,
            display_name,
            ..Default::default()
        });
    })
}

/// The files of a database that is one: the file and what SQLite keeps beside it.
pub(crate) fn files(database: &Database) -> Vec<PathBuf> {
    let Database::Sqlite(path) = database else {
        return Vec::new();
    };
    let beside = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    vec![path.clone(), beside("-wal"), beside("-shm")]
}

/// The words of any comment that are in some bytes.
pub(crate) fn words_in(bytes: &[u8]) -> HashSet<String> {
    let length = words(0)[0].len();
    let starts =
        (0..bytes.len()).filter(|at| bytes[*at] == b'c' && bytes[*at..].starts_with(b"canary-"));
    starts
        .filter_map(|at| bytes.get(at..at + length))
        .map(|word| String::from_utf8_lossy(word).into_owned())
        .collect()
}

fn words_in_files(files: &[PathBuf]) -> HashSet<String> {
    let each = files
        .iter()
        .map(|file| std::fs::read(file).unwrap_or_default());
    each.flat_map(|bytes| words_in(&bytes)).collect()
}

/// The words that some row still says, whatever the engine.
async fn words_in_rows(world: &World) -> HashSet<String> {
    let rows = world.app.store.read("Test", |tx| {
        let mut bytes = Vec::new();
        for sql in [
            "SELECT body, actor FROM revision",
            "SELECT CAST('' AS TEXT), person FROM comment",
            "SELECT person, subject FROM pending",
        ] {
            for row in tx.query(sql, &[])? {
                bytes.extend(
                    row[0]
                        .bytes()
                        .or_else(|_| row[0].text().map(str::as_bytes))?,
                );
                bytes.extend(row[1].text()?.as_bytes());
            }
        }
        Ok(bytes)
    });
    words_in(&rows.await.expect("rows"))
}

#[tokio::test]
async fn what_is_erased_is_in_no_file_of_the_store() {
    let Scene {
        world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    let files = files(world.databases()[1]);
    for n in 0..COMMENTS {
        comment::create(&client, saying(n)).await.expect("accepted");
    }
    let all: HashSet<String> = (0..COMMENTS).flat_map(words).collect();
    assert_eq!(words_in_rows(&world).await, all, "the control");
    if !files.is_empty() {
        assert_eq!(words_in_files(&files), all, "the control");
    }

    // Every fourth keeps its text and loses its author.
    let stay: HashSet<String> = (0..COMMENTS)
        .filter(|n| n % 4 == 3)
        .map(|n| words(n)[0].clone())
        .collect();
    for n in 0..COMMENTS {
        let action = match n % 4 {
            3 => Action::Anonymise,
            _ => Action::Erase,
        };
        redact(&client, &name(&format!("n-{n}")), action).await;
    }
    assert_eq!(words_in_rows(&world).await, stay);
    if !files.is_empty() {
        assert_eq!(words_in_files(&files), stay);
        let log = std::fs::metadata(&files[1]).expect("a log").len();
        assert_eq!(log, 0, "the write-ahead log is cut");
    }
}
