//! When what was read is forgotten.

use super::*;

const ASKED: &str = "SELECT a FROM t JOIN u ON u.k = t.k WHERE t.k = $1";

fn filled(lasts: Lasts) -> Memory {
    let mut memory = Memory::default();
    memory.keep(ASKED, &[1.into()], &[vec![Value::from("one")]], lasts);
    memory.begin();
    memory
}

fn is_known(memory: &Memory) -> bool {
    memory.recall(ASKED, &[1.into()]).is_some()
}

#[test]
fn an_answer_is_that_to_the_same_arguments() {
    let memory = filled(Lasts::UntilWritten);
    assert_eq!(
        memory.recall(ASKED, &[1.into()]),
        Some(vec![vec!["one".into()]])
    );
    assert_eq!(memory.recall(ASKED, &[2.into()]), None);
    assert_eq!(
        memory.recall("SELECT b FROM t WHERE t.k = $1", &[1.into()]),
        None
    );
}

#[test]
fn who_writes_to_a_table_that_was_read_reads_it_again() {
    for sql in [
        "INSERT INTO u (k) VALUES ($1)",
        "INSERT INTO u(k) VALUES ($1)",
        "UPDATE t SET a = $1",
        "DELETE FROM t WHERE k = $1",
        "WITH x AS (SELECT 1) UPDATE v SET a = 1",
    ] {
        let mut memory = filled(Lasts::UntilWritten);
        memory.wrote(sql);
        assert!(!is_known(&memory), "{sql}");
    }
    for sql in ["INSERT INTO v (k) VALUES ($1)", "UPDATE tu SET a = $1"] {
        let mut memory = filled(Lasts::UntilWritten);
        memory.wrote(sql);
        assert!(is_known(&memory), "{sql}");
    }
}

#[test]
fn what_never_changes_is_kept_unless_it_was_not_there_or_is_undone() {
    let mut memory = filled(Lasts::Always);
    memory.wrote("UPDATE t SET a = $1");
    assert!(is_known(&memory));
    memory.undo();
    assert!(!is_known(&memory));
    memory.keep(ASKED, &[1.into()], &[], Lasts::Always);
    assert!(!is_known(&memory));
}

#[test]
fn what_wrote_nothing_takes_nothing_back() {
    let mut memory = filled(Lasts::UntilWritten);
    memory.undo();
    assert!(is_known(&memory));
}

#[test]
fn it_does_not_grow_without_end() {
    let mut memory = Memory::default();
    for n in 0..i64::try_from(MOST).expect("small") + 5 {
        memory.keep(ASKED, &[n.into()], &[], Lasts::UntilWritten);
    }
    assert_eq!(memory.count, 5);
}

#[test]
fn a_request_is_new_once() {
    let mut memory = Memory::default();
    memory.are_new(HashSet::from([vec![1]]));
    assert!(memory.is_new(&[1]) && !memory.is_new(&[1]) && !memory.is_new(&[2]));
}
