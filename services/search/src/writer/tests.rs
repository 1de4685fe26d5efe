//! What is written, replaced and erased, and where it was.

use std::{fs, time::Duration};

use super::{Purge, Writer};
use crate::{Cursor, Index, Language, Order, Query, Search, testing::Chance};

/// A word of no language: it is its stem, too.
const SECRET: &str = "xqqzx";

fn add(writer: &mut Writer, id: u64, text: &str) {
    let mut document = Chance(id).document(id);
    document.text = text.to_owned();
    document.language = Language::Unknown;
    document.with(|one| writer.add(one)).expect("added");
}

/// How many segments have files with the secret among their words, also segments that are none of the index any more. (The words of
/// a segment stand in its files as transitions of an automaton, not as bytes that one could look for.)
fn files(index: &Index) -> usize {
    let searcher = index.searcher();
    let holds = |id: &str| {
        let mut living = searcher.readers().iter();
        living
            .find(|one| one.segment_id().uuid_string() == id)
            .is_none_or(|one| {
                let fields = index.shared().fields;
                let words = one.inverted_index(fields.text).expect("words");
                words
                    .get_term_info(&fields.stem(SECRET))
                    .expect("read")
                    .is_some()
            })
    };
    let names = fs::read_dir(&index.shared().path).expect("files");
    let names = names.map(|entry| {
        entry
            .expect("a file")
            .file_name()
            .into_string()
            .expect("a name")
    });
    let segments = names.filter_map(|name| Some(name.strip_suffix(".term")?.to_owned()));
    segments.filter(|name| holds(name)).count()
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
    add(&mut writer, 1, "one xqqzx");
    add(&mut writer, 2, "two");
    writer.commit(2).expect("committed");
    // A former state of the first, which is hidden already.
    let mut again = Chance(1).document(1);
    again.text = "one again".to_owned();
    again.with(|one| writer.replace(one)).expect("replaced");
    add(&mut writer, 3, "three xqqzx");
    writer.commit(3).expect("committed");
    assert_eq!(found(&index), [3]);
    // The control: a file with the word is seen.
    assert_eq!(files(&index), 2);
    assert_eq!(writer.purge().expect("nothing"), Purge::Done);

    writer.erase(&[1, 3]).expect("erased");
    add(&mut writer, 3, "three [redacted]");
    writer.commit(4).expect("committed");
    assert_eq!(found(&index), [0; 0]);
    assert_ne!(files(&index), 0);
    assert_ne!(writer.purge().expect("begun"), Purge::Done);
    assert!(purge(&mut writer));
    assert_eq!(files(&index), 0);
    assert_eq!((index.position(), index.searcher().documents()), (4, 2));
}

#[test]
fn what_is_erased_before_it_was_seen_leaves_the_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = Index::rebuild(folder.path(), "log").expect("an index");
    let mut writer = index.writer().expect("a writer");
    add(&mut writer, 1, "one xqqzx");
    writer.erase(&[1]).expect("erased");
    add(&mut writer, 2, "two");
    writer.commit(2).expect("committed");
    assert!(purge(&mut writer));
    assert_eq!((files(&index), found(&index).len()), (0, 0));
}

#[test]
fn a_searcher_holds_the_files_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = Index::rebuild(folder.path(), "log").expect("an index");
    let mut writer = index.writer().expect("a writer");
    add(&mut writer, 1, "one xqqzx");
    add(&mut writer, 2, "two");
    writer.commit(2).expect("committed");
    let searcher = index.searcher();
    writer.erase(&[1]).expect("erased");
    writer.commit(3).expect("committed");
    for _ in 0..20 {
        assert_eq!(writer.purge().expect("underway"), Purge::Underway);
        std::thread::sleep(Duration::from_millis(10));
    }
    drop(searcher);
    assert!(purge(&mut writer));
    assert_eq!(files(&index), 0);
}

#[test]
fn a_purge_goes_on_after_a_kill() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = Index::rebuild(folder.path(), "log").expect("an index");
    index.swap().expect("swapped");
    let mut writer = index.writer().expect("a writer");
    add(&mut writer, 1, "one xqqzx");
    // So many that the segment is not merged for its deleted ones.
    for id in 2..20 {
        add(&mut writer, id, "two");
    }
    writer.commit(2).expect("committed");
    writer.erase(&[1]).expect("erased");
    writer.commit(3).expect("committed");
    drop(writer);
    assert_ne!(files(&index), 0);
    drop(index);
    let index = Index::open(folder.path(), "log").expect("an index");
    let mut writer = index.writer().expect("a writer");
    assert_eq!(writer.purge().expect("remembered"), Purge::Underway);
    assert!(purge(&mut writer));
    assert_eq!(files(&index), 0);
    writer.commit(4).expect("committed");
    drop(writer);
    let mut writer = index.writer().expect("a writer");
    assert_eq!(writer.purge().expect("forgotten"), Purge::Done);
}
