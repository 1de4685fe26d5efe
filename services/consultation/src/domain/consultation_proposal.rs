//! Rules of proposals to consult: what they say, and how they end.

use common::{Error, Violation, date, parts, state, text};
use kenes_proto::{
    consultation::{self as pb, consultation_proposal::State},
    types::ErrorReason as Reason,
};

use super::{actor, response};

const MAX_TITLE: usize = 500;
const MAX_TEXT: usize = 20_000;

/// Fills in what a new proposal begins with.
pub(crate) fn open(proposal: &mut pb::ConsultationProposal, now: i64) {
    proposal.submit_time = Some(date::timestamp(now));
    proposal.set_state(State::Submitted);
}

/// What must hold of a proposal by itself.
pub(crate) fn check(proposal: &pb::ConsultationProposal) -> Result<(), Error> {
    let at = |field: &str| format!("consultation_proposal.{field}");
    let mut wrong = text::check(&at("titles"), &proposal.titles, MAX_TITLE, true);
    wrong.extend(text::check(&at("texts"), &proposal.texts, MAX_TEXT, true));
    if let Some(subject) = &proposal.subject {
        let documents = &subject.documents;
        wrong.extend(parts::documents(&at("subject.documents"), documents));
    }
    let author = proposal.author.as_ref();
    if author.is_none_or(|author| author.on_behalf_of.is_empty()) {
        let say = "name the organization that proposes";
        let field = at("author.on_behalf_of");
        wrong.push(Violation::new(field, Reason::FieldInvalid, say));
    }
    wrong.extend(author.and_then(|author| actor::check_author(&at("author"), author)));
    Error::check(wrong)
}

/// Refuses an act on a proposal that is answered or withdrawn.
fn check_submitted(proposal: &pb::ConsultationProposal, act: &str) -> Result<(), Error> {
    let present = (proposal.name.as_str(), proposal.state());
    state::require(present, &[State::Submitted], act, State::as_str_name)
}

/// Takes it back.
pub(crate) fn withdraw(
    proposal: &mut pb::ConsultationProposal,
    request: &pb::WithdrawConsultationProposalRequest,
) -> Result<(), Error> {
    Error::check(text::check("reasons", &request.reasons, MAX_TEXT, true))?;
    check_submitted(proposal, "be withdrawn")?;
    proposal.set_state(State::Withdrawn);
    proposal.withdraw_reasons.clone_from(&request.reasons);
    Ok(())
}

/// Notes the answer of the body that was asked.
pub(crate) fn answer(
    proposal: &mut pb::ConsultationProposal,
    responder: &str,
) -> Result<(), Error> {
    response::check_addressee(responder, [proposal.body.as_str()])?;
    check_submitted(proposal, "be answered")?;
    proposal.set_state(State::Answered);
    Ok(())
}

/// Refuses a consultation that claims to follow a proposal to somebody else.
pub(crate) fn check_followed(
    consultation: &pb::Consultation,
    proposal: &pb::ConsultationProposal,
) -> Result<(), Error> {
    if consultation.organizer == proposal.body {
        return Ok(());
    }
    let say = format!(
        "{} was made to {}, and this consultation is held by {}",
        proposal.name, proposal.body, consultation.organizer
    );
    Err(Error::invalid(
        Reason::ProposalToAnotherBody,
        "consultation.proposal",
        say,
    ))
}

#[cfg(test)]
mod tests {
    use kenes_proto::{gtype::LocalizedText, types::Actor};

    use super::*;

    const BODY: &str = "//registry.kenes/organizations/ministry";

    fn proposal() -> pb::ConsultationProposal {
        let words = |text: &str| {
            vec![LocalizedText {
                text: text.into(),
                language_code: "en".into(),
            }]
        };
        let mut proposal = pb::ConsultationProposal {
            author: Some(Actor {
                on_behalf_of: "//registry.kenes/organizations/ngo".into(),
                ..Default::default()
            }),
            body: BODY.into(),
            titles: words("How projects are evaluated"),
            texts: words("Nobody asks those who were served."),
            ..Default::default()
        };
        open(&mut proposal, 1);
        proposal
    }

    #[test]
    fn an_organization_proposes_through_a_person() {
        check(&proposal()).expect("on behalf of an organization");
        let mut alone = proposal();
        alone.author = Some(Actor {
            organization: "//registry.kenes/organizations/ngo".into(),
            ..Default::default()
        });
        let refusal = check(&alone).expect_err("by itself");
        assert_eq!(refusal.reason(), Reason::FieldInvalid);
    }

    #[test]
    fn the_body_that_was_asked_answers_once() {
        let mut proposal = proposal();
        let other = "//registry.kenes/organizations/other";
        let refusal = answer(&mut proposal, other).expect_err("not asked");
        assert_eq!(refusal.reason(), Reason::AddresseeMismatch);
        answer(&mut proposal, BODY).expect("asked");
        let refusal = answer(&mut proposal, BODY).expect_err("answered");
        assert_eq!(refusal.reason(), Reason::StateTransitionForbidden);
    }

    #[test]
    fn what_follows_a_proposal_is_held_by_the_body_that_was_asked() {
        let held_by = |organizer: &str| pb::Consultation {
            organizer: organizer.into(),
            ..Default::default()
        };
        check_followed(&held_by(BODY), &proposal()).expect("the body");
        let refusal = check_followed(&held_by("other"), &proposal()).expect_err("another");
        assert_eq!(refusal.reason(), Reason::ProposalToAnotherBody);
    }
}
