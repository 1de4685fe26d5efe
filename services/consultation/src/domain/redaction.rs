//! Rules of redacted comments: what may be done to which, and what of a comment stays in public.

use common::{Error, date};
use kenes_proto::{
    consultation::{
        self as pb,
        comment::{State, Verification},
    },
    record::redaction::Action,
    types::{Actor, ErrorReason as Reason, ProvisionRef},
};

/// Refuses to redact a comment of which nothing is left, and to hide one twice.
pub(crate) fn check(comment: &pb::Comment, action: Action) -> Result<(), Error> {
    let done = match (comment.state(), action) {
        (State::Redacted, _) => "erased",
        (State::Hidden, Action::Hide) => "hidden",
        _ => return Ok(()),
    };
    let text = format!("{} is already {done}", comment.name);
    let reason = Reason::StateTransitionForbidden;
    Err(Error::refused(reason, &comment.name, text))
}

/// What stays in public of a comment after `action`.
pub(crate) fn redact(comment: &mut pb::Comment, action: Action, redaction: &str, now: i64) {
    redaction.clone_into(&mut comment.redaction);
    match action {
        Action::Hide => leave_tombstone(comment, State::Hidden),
        Action::Erase => {
            end_claim(comment, now);
            leave_tombstone(comment, State::Redacted);
        }
        Action::Anonymise => {
            end_claim(comment, now);
            anonymise(comment);
        }
        Action::Unspecified => {}
    }
}

/// Who spoke is about to be forgotten, so the registry can never be asked about them.
fn end_claim(comment: &mut pb::Comment, now: i64) {
    if comment.verification() == Verification::Pending {
        comment.set_verification(Verification::NotVerified);
        comment.verify_time = Some(date::timestamp(now));
        comment.verification_note.clear();
    }
}

fn anonymise(comment: &mut pb::Comment) {
    comment.author = comment.author.take().and_then(without_person);
    if let Some(standing) = &mut comment.standing {
        standing.seats.clear();
    }
}

/// The organization of an author, without the person.
fn without_person(author: Actor) -> Option<Actor> {
    let on_behalf_of = author.on_behalf_of;
    (!on_behalf_of.is_empty()).then(|| Actor {
        on_behalf_of,
        ..Actor::default()
    })
}

/// Leaves the tombstone: written out field by field, so that a new field of a comment goes unless somebody lets it stay.
fn leave_tombstone(comment: &mut pb::Comment, state: State) {
    let whole = std::mem::take(comment);
    *comment = pb::Comment {
        name: whole.name,
        uid: whole.uid,
        etag: whole.etag,
        create_time: whole.create_time,
        update_time: whole.update_time,
        author: whole.author.and_then(without_person),
        verification: whole.verification,
        verify_time: whole.verify_time,
        target: whole.target.map(|target| ProvisionRef {
            version: target.version,
            eid: target.eid,
            wid: target.wid,
            ..ProvisionRef::default()
        }),
        stance: whole.stance,
        hearing: whole.hearing,
        submit_time: whole.submit_time,
        archived: whole.archived,
        withdraw_time: whole.withdraw_time,
        response_count: whole.response_count,
        redaction: whole.redaction,
        ..pb::Comment::default()
    };
    comment.set_state(state);
}

/// A claim was settled while the comment is hidden: what that added to its public form stays hidden, too.
pub(crate) fn stay_hidden(comment: &mut pb::Comment) {
    if comment.state() == State::Hidden {
        leave_tombstone(comment, State::Hidden);
    }
}

#[cfg(test)]
mod tests {
    use kenes_proto::gtype::LocalizedText;
    use prost::Message;

    use super::*;

    const SECRET: &str = "S3CRET";

    /// A comment that says the secret wherever a caller can write.
    fn secret_comment() -> pb::Comment {
        let texts = || {
            vec![LocalizedText {
                text: SECRET.into(),
                language_code: "en".into(),
            }]
        };
        pb::Comment {
            name: "consultations/c/comments/one".into(),
            author: Some(Actor {
                person: format!("//registry.kenes/persons/{SECRET}"),
                on_behalf_of: "//registry.kenes/organizations/adilet".into(),
                role: SECRET.into(),
                display_name: SECRET.into(),
                ..Actor::default()
            }),
            standing: Some(pb::StandingRecord {
                display_title: "Adilet".into(),
                seats: vec![SECRET.into()],
                ..pb::StandingRecord::default()
            }),
            target: Some(ProvisionRef {
                version: "draftLaws/d/versions/v1".into(),
                eid: "art_1".into(),
                quote: SECRET.into(),
                ..ProvisionRef::default()
            }),
            texts: texts(),
            reasons: texts(),
            state_reasons: texts(),
            stance: pb::comment::Stance::Oppose.into(),
            state: State::Answered.into(),
            verification: Verification::Pending.into(),
            archived: true,
            response_count: 2,
            ..pb::Comment::default()
        }
    }

    fn holds_secret(comment: &pb::Comment) -> bool {
        let bytes = comment.encode_to_vec();
        bytes.windows(SECRET.len()).any(|w| w == SECRET.as_bytes())
    }

    #[test]
    fn a_tombstone_says_nothing_and_counts() {
        for (action, state) in [
            (Action::Hide, State::Hidden),
            (Action::Erase, State::Redacted),
        ] {
            let mut comment = secret_comment();
            assert!(holds_secret(&comment), "the control");
            redact(&mut comment, action, "r", 1);
            assert!(!holds_secret(&comment), "{comment:?}");
            assert_eq!((comment.state(), comment.redaction.as_str()), (state, "r"));
            assert!(comment.archived, "who vouches for the time stays known");
            assert_eq!(
                (comment.stance(), comment.response_count),
                (pb::comment::Stance::Oppose, 2)
            );
            let author = comment.author.as_ref().expect("the organization");
            assert_eq!(author.on_behalf_of, "//registry.kenes/organizations/adilet");
            let target = comment.target.as_ref().expect("a target");
            assert_eq!(target.eid, "art_1");
        }
    }

    #[test]
    fn without_its_author_a_comment_says_what_it_said() {
        let mut comment = secret_comment();
        comment.texts[0].text = "Ten days are too short.".into();
        redact(&mut comment, Action::Anonymise, "r", 1);
        assert_eq!(comment.texts[0].text, "Ten days are too short.");
        assert_eq!(comment.state(), State::Answered);
        let author = comment.author.as_ref().expect("the organization");
        assert_eq!(
            (author.person.as_str(), author.display_name.as_str()),
            ("", "")
        );
        assert!(
            comment
                .standing
                .as_ref()
                .expect("a standing")
                .seats
                .is_empty()
        );
        let mut own = pb::Comment {
            author: Some(Actor::default()),
            ..secret_comment()
        };
        redact(&mut own, Action::Anonymise, "r", 1);
        assert_eq!(own.author, None);
    }

    #[test]
    fn a_claim_waits_on_only_behind_a_hidden_comment() {
        let settled = |action| {
            let mut comment = secret_comment();
            redact(&mut comment, action, "r", 1);
            comment.verification()
        };
        assert_eq!(settled(Action::Hide), Verification::Pending);
        assert_eq!(settled(Action::Anonymise), Verification::NotVerified);
        assert_eq!(settled(Action::Erase), Verification::NotVerified);
    }

    #[test]
    fn nothing_is_redacted_twice() {
        let is_refused = |state: State, action| {
            let mut comment = secret_comment();
            comment.set_state(state);
            check(&comment, action).is_err()
        };
        for action in [Action::Hide, Action::Anonymise, Action::Erase] {
            assert!(!is_refused(State::Published, action));
            assert!(!is_refused(State::Withdrawn, action));
            assert!(is_refused(State::Redacted, action));
        }
        assert!(is_refused(State::Hidden, Action::Hide));
        assert!(!is_refused(State::Hidden, Action::Erase));
    }
}
