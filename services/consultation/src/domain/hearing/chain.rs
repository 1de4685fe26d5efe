//! Sessions that follow each other: of one kind, each later than the one before it, each followed by one. Since each is later,
//! no chain leads back to itself.

use common::Error;
use kenes_proto::{
    consultation::{
        Hearing,
        hearing::{Kind, State},
    },
    types::ErrorReason as Reason,
};

use super::start;

/// The sessions around one in its chain.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    /// The one that it names as the one before it.
    pub(crate) previous: Option<Hearing>,
    /// Another that names the same.
    pub(crate) rival: Option<String>,
    /// The one that names it.
    pub(crate) next: Option<Hearing>,
}

/// Refuses a session that does not stand between those around it.
pub(crate) fn check(session: &Hearing, around: &Around) -> Result<(), Error> {
    if let Some(previous) = &around.previous {
        if let Some(rival) = &around.rival {
            let name = &previous.name;
            let text = format!("{rival} follows {name} already: name the last one of the chain");
            return Err(refusal(name, text));
        }
        check_pair(previous, session)?;
    }
    around
        .next
        .as_ref()
        .map_or(Ok(()), |next| check_pair(session, next))
}

/// Refuses to take away a session that another follows.
pub(crate) fn check_last(session: &Hearing, around: &Around) -> Result<(), Error> {
    match &around.next {
        None => Ok(()),
        Some(next) => {
            let (name, next) = (&session.name, &next.name);
            let text = format!("{next} follows {name}: change its previous_session first");
            Err(refusal(name, text))
        }
    }
}

fn check_pair(previous: &Hearing, next: &Hearing) -> Result<(), Error> {
    let (first, second) = (&previous.name, &next.name);
    let text = if previous.state() == State::Cancelled {
        format!("{first} is cancelled, so that {second} cannot follow it")
    } else if previous.kind != next.kind {
        let kind = |of: &Hearing| Kind::as_str_name(&of.kind());
        format!(
            "{first} is of {} and {second} of {}: a session follows one of its own kind",
            kind(previous),
            kind(next)
        )
    } else if start(previous) >= start(next) {
        format!("{first} does not begin before {second}: a session follows an earlier one")
    } else {
        return Ok(());
    };
    Err(refusal(second, text))
}

fn refusal(name: &str, text: String) -> Error {
    Error::refused(Reason::SessionChainInvalid, name, text)
}

#[cfg(test)]
mod tests {
    use common::date;

    use super::*;

    fn forum(name: &str, day: &str) -> Hearing {
        let mut forum = Hearing {
            name: format!("hearings/{name}"),
            start_date: date::parse(day),
            ..Default::default()
        };
        forum.set_kind(Kind::ForumSession);
        forum
    }

    fn refused(session: &Hearing, around: &Around) -> String {
        let error = check(session, around).expect_err("refused");
        assert_eq!(error.reason(), Reason::SessionChainInvalid);
        error.message().to_owned()
    }

    #[test]
    fn a_session_stands_between_those_around_it() {
        let second = forum("second", "2005-09-11");
        let mut around = Around {
            previous: Some(forum("first", "2003-10-14")),
            rival: None,
            next: Some(forum("third", "2007")),
        };
        check(&second, &around).expect("in order");
        check(&second, &Around::default()).expect("alone");
        assert!(refused(&forum("second", "2008"), &around).contains("hearings/third"));
        assert!(refused(&forum("second", "2003-10-14"), &around).contains("earlier"));
        let mut council = second.clone();
        council.set_kind(Kind::CouncilSession);
        assert!(refused(&council, &around).contains("KIND_COUNCIL_SESSION"));
        around.rival = Some("hearings/other".into());
        assert!(refused(&second, &around).contains("hearings/other follows"));
        around.rival = None;
        let first = around.previous.as_mut().expect("one");
        first.set_state(State::Cancelled);
        assert!(refused(&second, &around).contains("cancelled"));
        assert!(check_last(&second, &around).is_err());
        around.next = None;
        check_last(&second, &around).expect("the last");
    }

    #[test]
    fn no_session_follows_itself() {
        let second = forum("second", "2005-09-11");
        let around = Around {
            previous: Some(second.clone()),
            ..Default::default()
        };
        assert!(refused(&second, &around).contains("earlier"));
    }
}
