//! An index that is opened, built again and swapped, and what makes one unusable.

use std::{fs, path::Path};

use super::Index;
use crate::{Cursor, Order, Search, Unusable, testing::Chance};

/// Adds documents up to this id, and commits.
fn feed(index: &Index, to: u64) {
    let mut writer = index.writer().expect("a writer");
    for id in index.position() + 1..=to {
        Chance(id)
            .document(id)
            .with(|one| writer.add(one))
            .expect("added");
    }
    writer.commit(to).expect("committed");
}

fn ids(index: &Index) -> Vec<u64> {
    let page = index
        .searcher()
        .page(&Search::default(), Order::Newest, Cursor::Start, 1_000);
    page.expect("a page")
        .hits
        .iter()
        .map(|hit| hit.id)
        .collect()
}

fn built(folder: &Path, to: u64) -> Index {
    let index = Index::rebuild(folder, "log").expect("an index");
    feed(&index, to);
    index.swap().expect("swapped");
    index
}

#[test]
fn an_index_is_opened_where_it_was_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = Index::open(folder.path(), "log").err();
    assert!(matches!(missing, Some(Unusable::Missing)));
    built(folder.path(), 5);
    let index = Index::open(folder.path(), "log").expect("an index");
    assert_eq!((index.position(), ids(&index)), (5, vec![5, 4, 3, 2, 1]));
    assert!(index.bytes().expect("a size") > 0);
    assert!(index.damaged().expect("readable").is_empty());
}

#[test]
fn what_is_not_committed_is_gone() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = built(folder.path(), 5);
    let mut writer = index.writer().expect("a writer");
    Chance(6)
        .document(6)
        .with(|one| writer.add(one))
        .expect("added");
    writer.delete(1).expect("deleted");
    drop(writer);
    let path = index.shared.path.clone();
    drop(index);
    fs::write(path.join(".tmpleft"), "half").expect("written");
    let index = Index::open(folder.path(), "log").expect("an index");
    assert_eq!((index.position(), ids(&index)), (5, vec![5, 4, 3, 2, 1]));
    assert!(!path.join(".tmpleft").exists());
    feed(&index, 7);
    assert_eq!(ids(&index), [7, 6, 5, 4, 3, 2, 1]);
}

#[test]
fn an_index_of_something_else_is_built_again() {
    let folder = tempfile::tempdir().expect("a folder");
    built(folder.path(), 5);
    let other = Index::open(folder.path(), "other").err();
    assert!(matches!(other, Some(Unusable::Other { .. })), "{other:?}");
    // What was begun for one log is not gone on with for another.
    let begun = Index::rebuild(folder.path(), "log").expect("an index");
    feed(&begun, 2);
    let again = Index::rebuild(folder.path(), "log").expect("an index");
    assert_eq!(again.position(), 2);
    let other = Index::rebuild(folder.path(), "other").expect("an index");
    assert_eq!(other.position(), 0);
}

#[test]
fn a_damaged_index_is_known() {
    for ending in ["term", "fast", "json", "idx"] {
        let folder = tempfile::tempdir().expect("a folder");
        let path = built(folder.path(), 5).shared.path.clone();
        let files = fs::read_dir(&path)
            .expect("files")
            .map(|entry| entry.expect("a file").path());
        for file in files.filter(|file| file.extension().is_some_and(|one| one == ending)) {
            let bytes = fs::read(&file).expect("bytes");
            fs::write(&file, &bytes[..bytes.len() / 2]).expect("written");
        }
        let damaged = Index::open(folder.path(), "log").err();
        assert!(
            matches!(damaged, Some(Unusable::Damaged(_))),
            "{ending}: {damaged:?}"
        );
    }
}

#[test]
fn a_flipped_byte_is_found_by_who_looks() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = built(folder.path(), 5);
    let files = fs::read_dir(&index.shared.path).expect("files");
    let mut postings = files.map(|entry| entry.expect("a file").path());
    let file = postings.find(|file| file.extension().is_some_and(|one| one == "idx"));
    let file = file.expect("postings");
    let mut bytes = fs::read(&file).expect("bytes");
    bytes[20] ^= 1;
    fs::write(&file, bytes).expect("written");
    assert_eq!(index.damaged().expect("readable").len(), 1);
}

#[test]
fn the_new_index_takes_the_place_of_the_old_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let old = built(folder.path(), 3);
    let searcher = old.searcher();
    let new = Index::rebuild(folder.path(), "log").expect("an index");
    assert_eq!(ids(&new), [0; 0]);
    feed(&new, 4);
    assert_eq!(
        Index::open(folder.path(), "log")
            .expect("the old one")
            .position(),
        3
    );
    new.swap().expect("swapped");
    new.swap().expect("again");
    assert_eq!(
        Index::open(folder.path(), "log")
            .expect("the new one")
            .position(),
        4
    );
    assert_eq!(searcher.documents(), 3);
    assert!(!old.shared.path.exists() && new.shared.path.exists());
}

#[test]
fn there_is_one_writer() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = built(folder.path(), 1);
    let writer = index.writer().expect("a writer");
    assert!(index.writer().is_err());
    drop(writer);
    assert!(index.writer().is_ok());
}

#[test]
fn all_of_it_goes_between_threads() {
    fn moves<T: Send>() {}
    fn is_shared<T: Send + Sync>() {}
    moves::<crate::Writer>();
    is_shared::<Index>();
    is_shared::<crate::Searcher>();
    is_shared::<crate::Query>();
}
