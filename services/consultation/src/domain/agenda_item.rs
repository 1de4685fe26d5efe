//! Rules of the agenda of a hearing.

use common::{Error, state, text};
use kenes_proto::{
    consultation::{AgendaItem, WithdrawAgendaItemRequest, agenda_item::State},
    types::ErrorReason as Reason,
};

use super::actor;

const MAX_TITLE: usize = 500;
const MAX_TEXT: usize = 20_000;
const MAX_REASON: usize = 5_000;

/// What must hold of a point of the agenda by itself.
pub(crate) fn check(item: &AgendaItem) -> Result<(), Error> {
    let mut wrong = text::check("agenda_item.titles", &item.titles, MAX_TITLE, true);
    let notes = &item.notes;
    wrong.extend(text::check("agenda_item.notes", notes, MAX_TEXT, false));
    for (n, speaker) in item.speakers.iter().enumerate() {
        let field = format!("agenda_item.speakers[{n}]");
        wrong.extend(actor::check(&field, speaker));
        wrong.extend(actor::check_speaker(&field, speaker));
    }
    Error::check(wrong)
}

/// Refuses to change a point that was withdrawn.
pub(crate) fn check_scheduled(item: &AgendaItem) -> Result<(), Error> {
    require(item, "be changed")
}

/// The refusal of a position that `other` has.
pub(crate) fn taken(item: &AgendaItem, other: String) -> Error {
    let order = item.order;
    let text = format!("{other} has number {order}; give another, or 0 for the one after the last");
    Error::exists(
        Reason::OrderTaken,
        "consultation.kenes/AgendaItem",
        other,
        text,
    )
}

/// Takes a point off the agenda; it stays readable.
pub(crate) fn withdraw(
    item: &mut AgendaItem,
    request: &WithdrawAgendaItemRequest,
    _: i64,
) -> Result<(), Error> {
    Error::check(text::check("reasons", &request.reasons, MAX_REASON, true))?;
    require(item, "be withdrawn")?;
    item.set_state(State::Withdrawn);
    item.state_reasons.clone_from(&request.reasons);
    Ok(())
}

fn require(item: &AgendaItem, act: &str) -> Result<(), Error> {
    let present = match item.state() {
        // Recorded before there were states.
        State::Unspecified => State::Scheduled,
        state => state,
    };
    let present = (item.name.as_str(), present);
    state::require(present, &[State::Scheduled], act, State::as_str_name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kenes_proto::{gtype::LocalizedText, types::Actor};

    #[test]
    fn every_speaker_is_somebody() {
        let item = AgendaItem {
            titles: vec![LocalizedText {
                text: "Article 5".into(),
                language_code: "en".into(),
            }],
            speakers: vec![
                Actor {
                    display_name: "A. Serikova".into(),
                    ..Default::default()
                },
                Actor::default(),
            ],
            ..Default::default()
        };
        let error = check(&item).expect_err("nobody");
        assert_eq!(error.fields()[0].field, "agenda_item.speakers[1]");
    }

    #[test]
    fn a_point_is_withdrawn_once_and_with_reasons() {
        let request = WithdrawAgendaItemRequest {
            reasons: vec![LocalizedText {
                text: "Settled in writing.".into(),
                language_code: "en".into(),
            }],
            ..Default::default()
        };
        let reason = |outcome: Result<(), Error>| outcome.map_err(|e| e.reason()).err();
        let silent = WithdrawAgendaItemRequest::default();
        let mut item = AgendaItem::default();
        assert_eq!(
            reason(withdraw(&mut item, &silent, 0)),
            Some(Reason::LanguageMissing)
        );
        assert!(check_scheduled(&item).is_ok(), "as old ones are");
        withdraw(&mut item, &request, 0).expect("withdrawn");
        assert_eq!(
            (item.state(), &item.state_reasons),
            (State::Withdrawn, &request.reasons)
        );
        let forbidden = Some(Reason::StateTransitionForbidden);
        assert_eq!(reason(withdraw(&mut item, &request, 0)), forbidden);
        assert_eq!(reason(check_scheduled(&item)), forbidden);
    }
}
