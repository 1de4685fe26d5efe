use std::{fs, path::Path, time::Duration};

use super::{Purge, Writer};
use crate::{Cursor, Index, Language, Order, Query, Search, testing::Chance};

/// A word that nothing else begins like; its stem is `xyzzy`.
const SECRET: &str = "xyzzy";

fn add(writer: &mut Writer, id: u64, text: &str) {
    let mut document = Chance(id).document(id);
    document.text = text.to_owned();
    document.language = Language::Unknown;
    document.with(|one| writer.add(one)).expect("added");
}

/// How many files hold the bytes of the secret.
fn files(folder: &Path) -> usize {
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("files") {
        let path = entry.expect("a file").path();
        if path.is_dir() {
            count += files(&path);
        } else {
            let bytes = fs::read(&path).expect("bytes");
            count += usize::from(
                bytes
                    .windows(SECRET.len())
                    .any(|part| part == SECRET.as_bytes()),
            );
        }
    }
    count
}

fn found(index: &Index) -> Vec<u64> {
    let search = Search {
        query: Query::parse(SECRET).ok(),
        ..Search::default()
    };
    let page = index
        .searcher()
        .page(&search, Order::Newest, Cursor::Start, 10);
    page.expect("a page")
        .hits
        .iter()
        .map(|hit| hit.id)
        .collect()
}

/// Asks until all is purged; at most 10 seconds.
fn purge(writer: &mut Writer) -> bool {
    for _ in 0..1_000 {
        if writer.purge().expect("purged") == Purge::Done {
            return true;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    false
}

#[test]
fn what_is_erased_leaves_the_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = Index::rebuild(folder.path(), "log").expect("an index");
    let mut writer = index.writer().expect("a writer");
    add(&mut writer, 1, "one xyzzy");
    add(&mut writer, 2, "two");
    writer.commit(2).expect("committed");
    // A former state, in another segment, whose segment is not touched by the erasure itself.
    let mut again = Chance(1).document(1);
    again.text = "one again".to_owned();
    again.with(|one| writer.replace(one)).expect("replaced");
    add(&mut writer, 3, "three xyzzy");
    writer.commit(3).expect("committed");
    assert_eq!(found(&index), [3]);
    // The control: a file with the word is seen.
    assert_eq!(files(folder.path()), 2);
    assert_eq!(writer.purge().expect("nothing"), Purge::Done);

    writer.erase(&[1, 3]).expect("erased");
    add(&mut writer, 3, "three [redacted]");
    writer.commit(4).expect("committed");
    assert_eq!(found(&index), [0; 0]);
    assert_ne!(files(folder.path()), 0);
    assert_ne!(writer.purge().expect("begun"), Purge::Done);
    assert!(purge(&mut writer));
    assert_eq!(files(folder.path()), 0);
    assert_eq!((index.position(), index.searcher().documents()), (4, 2));
}

#[test]
fn what_is_erased_before_it_was_seen_leaves_the_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = Index::rebuild(folder.path(), "log").expect("an index");
    let mut writer = index.writer().expect("a writer");
    add(&mut writer, 1, "one xyzzy");
    writer.erase(&[1]).expect("erased");
    add(&mut writer, 2, "two");
    writer.commit(2).expect("committed");
    assert!(purge(&mut writer));
    assert_eq!((files(folder.path()), found(&index).len()), (0, 0));
}

#[test]
fn a_searcher_holds_the_files_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = Index::rebuild(folder.path(), "log").expect("an index");
    let mut writer = index.writer().expect("a writer");
    add(&mut writer, 1, "one xyzzy");
    add(&mut writer, 2, "two");
    writer.commit(2).expect("committed");
    let searcher = index.searcher();
    writer.erase(&[1]).expect("erased");
    writer.commit(3).expect("committed");
    for _ in 0..20 {
        assert_eq!(writer.purge().expect("underway"), Purge::Underway);
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_ne!(files(folder.path()), 0);
    drop(searcher);
    assert!(purge(&mut writer));
    assert_eq!(files(folder.path()), 0);
}

#[test]
fn a_purge_goes_on_after_a_kill() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = Index::rebuild(folder.path(), "log").expect("an index");
    index.swap().expect("swapped");
    let mut writer = index.writer().expect("a writer");
    add(&mut writer, 1, "one xyzzy");
    add(&mut writer, 2, "two");
    writer.commit(2).expect("committed");
    writer.erase(&[1]).expect("erased");
    writer.commit(3).expect("committed");
    drop(writer);
    drop(index);
    assert_ne!(files(folder.path()), 0);
    let index = Index::open(folder.path(), "log").expect("an index");
    let mut writer = index.writer().expect("a writer");
    assert_eq!(writer.purge().expect("remembered"), Purge::Underway);
    assert!(purge(&mut writer));
    assert_eq!(files(folder.path()), 0);
    writer.commit(4).expect("committed");
    drop(writer);
    let mut writer = index.writer().expect("a writer");
    assert_eq!(writer.purge().expect("forgotten"), Purge::Done);
}
