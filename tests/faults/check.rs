//! The comparison of what was acknowledged with what is there, and the control that it sees.

use std::collections::HashMap;

use kenes_proto::{consultation::Comment, gtype::LocalizedText};

use crate::{Outcome, load::Note};

/// What is wrong with `found`, all that is there, given what was acknowledged.
pub(crate) fn compare(notes: &[Note], found: &[Comment]) -> Vec<String> {
    let mut by_text: HashMap<&str, Vec<&Comment>> = HashMap::new();
    for comment in found {
        by_text.entry(text(comment)).or_default().push(comment);
    }
    let mut wrong = Vec::new();
    for note in notes {
        let name = &note.answer.name;
        match by_text.remove(note.text.as_str()).as_deref() {
            None => wrong.push(format!("{name}: acknowledged and lost")),
            Some([one]) if is_same(one, &note.answer) => {}
            Some([_]) => wrong.push(format!("{name}: acknowledged otherwise than it is there")),
            Some(several) => {
                wrong.push(format!("{name}: duplicated, {} times there", several.len()));
            }
        }
    }
    // Every writer went on until it was answered, so there is nothing that was not acknowledged.
    wrong.extend(
        by_text
            .values()
            .flatten()
            .map(|c| format!("{}: there, but never acknowledged", c.name)),
    );
    wrong
}

/// Whether it is the comment that was acknowledged. Its claim to speak for an organization may have been settled since: on a
/// busy machine the registry answers late.
pub(crate) fn is_same(one: &Comment, other: &Comment) -> bool {
    let lasting = |c: &Comment| {
        (
            c.name.clone(),
            c.uid.clone(),
            c.create_time,
            c.texts.clone(),
        )
    };
    lasting(one) == lasting(other)
}

/// Whether a request that was sent again was answered as before: the same comment at the same place in the record. Its receipt may
/// have been signed anew.
pub(crate) fn same_answer(one: &Comment, other: &Comment) -> bool {
    let place = |c: &Comment| c.receipt.as_ref().and_then(|receipt| receipt.index);
    let bare = |c: &Comment| Comment {
        receipt: None,
        ..c.clone()
    };
    place(one) == place(other) && bare(one) == bare(other)
}

/// The end of an experiment: nothing was wrong, or what.
pub(crate) fn end(mut wrong: Vec<String>) -> Outcome<()> {
    let count = wrong.len();
    if count == 0 {
        return Ok(());
    }
    wrong.truncate(20);
    Err(format!("{count} wrong:\n  {}", wrong.join("\n  ")).into())
}

fn text(comment: &Comment) -> &str {
    comment.texts.first().map_or("", |text| &text.text)
}

/// The comparison finds what it is there to find, each exactly once, and nothing where all is well.
pub(crate) fn control() -> Outcome<String> {
    type Damage = fn(&mut Vec<Comment>);
    let notes: Vec<Note> = (0..10).map(note).collect();
    let all: Vec<Comment> = notes.iter().map(|note| note.answer.clone()).collect();
    let cases: [(&str, Damage); 4] = [
        ("lost", |found| drop(found.remove(3))),
        ("duplicated", |found| {
            let again = Comment {
                name: "consultations/c/comments/again".into(),
                ..found[5].clone()
            };
            found.push(again);
        }),
        ("otherwise", |found| found[7].uid = "another".into()),
        ("never acknowledged", |found| found.push(note(99).answer)),
    ];
    if let Some(said) = compare(&notes, &all).first() {
        return Err(format!("all is well, yet: {said}").into());
    }
    for (word, spoil) in cases {
        let mut found = all.clone();
        spoil(&mut found);
        let wrong = compare(&notes, &found);
        if wrong.len() != 1 || !wrong[0].contains(word) {
            return Err(format!("\"{word}\" was not seen: {wrong:?}").into());
        }
    }
    Ok("each of 4 faults is seen, and only that".into())
}

fn note(n: u32) -> Note {
    let text = format!("Comment {n}");
    Note {
        answer: Comment {
            name: format!("consultations/c/comments/{n}"),
            texts: vec![LocalizedText {
                text: text.clone(),
                language_code: "en".into(),
            }],
            ..Default::default()
        },
        text,
        ..Note::default()
    }
}
