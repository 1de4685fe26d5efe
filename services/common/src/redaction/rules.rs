//! Rules of redactions: who may propose, approve and reject what. Pure.

use kenes_proto::{
    gtype::LocalizedText,
    record::{
        self as pb,
        redaction::{Action, State},
    },
    types::{Document, ErrorReason as Reason},
};

use tlog::entry::Slot;

use crate::{Error, date, parts, state, text};

const MAX_REASON: usize = 5_000;

/// What an officer asks for.
#[derive(Clone, Debug, Default)]
pub struct Proposal {
    /// The resource.
    pub name: String,
    /// Its etag on which the decision was made; empty: whatever is stored.
    pub etag: String,
    /// The last part of the redaction's name; empty: one is made.
    pub redaction_id: String,
    /// What is to be done.
    pub action: Action,
    /// The code of the legal basis.
    pub basis_code: String,
    /// Why.
    pub reasons: Vec<LocalizedText>,
    /// The decision that is carried out.
    pub decision: Option<Document>,
}

/// The redaction that is proposed, or every fault of the proposal.
pub(super) fn propose(proposal: &Proposal, proposer: &str) -> Result<pb::Redaction, Error> {
    let mut wrong = text::check("reasons", &proposal.reasons, MAX_REASON, true);
    wrong.extend(parts::document("decision", proposal.decision.as_ref()));
    Error::check(wrong)?;
    Ok(pb::Redaction {
        action: proposal.action.into(),
        basis_code: proposal.basis_code.clone(),
        reasons: proposal.reasons.clone(),
        decision: proposal.decision.clone(),
        state: State::Proposed.into(),
        proposer: proposer.to_owned(),
        ..pb::Redaction::default()
    })
}

/// Approves: not by the officer who proposed.
pub(super) fn approve(redaction: &mut pb::Redaction, officer: &str, now: i64) -> Result<(), Error> {
    check_open(redaction)?;
    if redaction.proposer == officer {
        let text = format!(
            "{officer} proposed {}: another officer must approve it",
            redaction.name
        );
        return Err(Error::denied(Reason::RedactionSameOfficer, text));
    }
    decide(redaction, State::Approved, officer, now);
    Ok(())
}

/// Rejects; who proposed may take it back.
pub(super) fn reject(
    redaction: &mut pb::Redaction,
    officer: &str,
    now: i64,
    reasons: Vec<LocalizedText>,
) -> Result<(), Error> {
    check_open(redaction)?;
    decide(redaction, State::Rejected, officer, now);
    redaction.reject_reasons = reasons;
    Ok(())
}

/// What is wrong with the reasons of a rejection.
pub(super) fn check_reasons(reasons: &[LocalizedText]) -> Result<(), Error> {
    Error::check(text::check("reasons", reasons, MAX_REASON, true))
}

/// Marks an approved redaction as carried out.
pub(super) fn finish(redaction: &mut pb::Redaction, now: i64) {
    redaction.set_state(State::Done);
    redaction.finish_time = Some(date::timestamp(now));
}

fn decide(redaction: &mut pb::Redaction, state: State, officer: &str, now: i64) {
    redaction.set_state(state);
    officer.clone_into(&mut redaction.decider);
    redaction.decide_time = Some(date::timestamp(now));
}

fn check_open(redaction: &pb::Redaction) -> Result<(), Error> {
    let present = (redaction.name.as_str(), redaction.state());
    state::require(
        present,
        &[State::Proposed],
        "be decided",
        State::as_str_name,
    )
}

/// The slots of a leaf whose words and salts an action erases.
pub(super) fn slots(action: Action) -> &'static [Slot] {
    match action {
        Action::Unspecified | Action::Hide => &[],
        Action::Anonymise => &[Slot::IDENTITY, Slot::CALLER],
        Action::Erase => &[Slot::BODY, Slot::IDENTITY, Slot::CALLER],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposed() -> pb::Redaction {
        let proposal = Proposal {
            action: Action::Erase,
            reasons: vec![LocalizedText {
                text: "The court ordered it.".into(),
                language_code: "en".into(),
            }],
            ..Proposal::default()
        };
        propose(&proposal, "officer|one").expect("sound")
    }

    #[test]
    fn a_second_officer_decides_once() {
        let mut redaction = proposed();
        let alone = approve(&mut redaction, "officer|one", 1).expect_err("four eyes");
        assert_eq!(alone.reason(), Reason::RedactionSameOfficer);
        assert_eq!(redaction, proposed(), "nothing changed");
        approve(&mut redaction, "officer|two", 7_000_000).expect("approved");
        assert_eq!(
            (redaction.state(), redaction.decider.as_str()),
            (State::Approved, "officer|two")
        );
        for outcome in [
            approve(&mut redaction.clone(), "officer|three", 8),
            reject(&mut redaction.clone(), "officer|three", 8, Vec::new()),
        ] {
            let reason = outcome.expect_err("decided").reason();
            assert_eq!(reason, Reason::StateTransitionForbidden);
        }
        finish(&mut redaction, 9_000_000);
        assert_eq!(redaction.state(), State::Done);
        assert!(approve(&mut redaction, "officer|three", 10).is_err());
    }

    #[test]
    fn whoever_proposed_may_take_it_back_and_nobody_approves_it_then() {
        let mut redaction = proposed();
        reject(&mut redaction, "officer|one", 1, Vec::new()).expect("rejected");
        assert!(approve(&mut redaction, "officer|two", 2).is_err());
    }

    #[test]
    fn a_proposal_gives_its_reasons() {
        let error = propose(&Proposal::default(), "officer|one").expect_err("without reasons");
        assert_eq!(error.fields()[0].field, "reasons");
        assert!(check_reasons(&[]).is_err());
    }

    #[test]
    fn hiding_erases_nothing() {
        assert!(slots(Action::Hide).is_empty());
        assert_eq!(slots(Action::Anonymise), [Slot::IDENTITY, Slot::CALLER]);
        assert_eq!(
            slots(Action::Erase),
            [Slot::BODY, Slot::IDENTITY, Slot::CALLER]
        );
    }
}
