//! How a draft law becomes an act, and which stages follow an act.

use common::{Error, Violation, date, parts, span};
use kenes_proto::{
    consultation::{
        self as pb, draft_law::State, draft_law_version::State as VersionState,
        stage::PolicyPhase as Phase,
    },
    gtype::Date,
    types::ErrorReason as Reason,
};

use super::draft_law::check_active;

/// Makes it an act in the text of `version`, the last one.
pub(crate) fn enact(
    law: &mut pb::DraftLaw,
    version: &pb::DraftLawVersion,
    request: &pb::EnactDraftLawRequest,
    now: i64,
) -> Result<(), Error> {
    check_active(law)?;
    let mut wrong: Vec<Violation> = check_enact_date(law, request, now).into_iter().collect();
    wrong.extend(parts::printed_number("act_number", &request.act_number));
    Error::check(wrong)?;
    if version.state() == VersionState::Draft {
        let text = format!("{} is a draft; publish it first", version.name);
        return Err(Error::refused(
            Reason::VersionNotPublished,
            version.name.as_str(),
            text,
        ));
    }
    if version.name != law.current_version {
        let text = format!(
            "{} was published after {}; what is enacted is the last version, so publish the enacted text as that first",
            law.current_version, version.name
        );
        return Err(Error::refused(
            Reason::VersionNotLast,
            version.name.as_str(),
            text,
        ));
    }
    law.set_state(State::Enacted);
    law.enacted_act_iri.clone_from(&request.act_iri);
    law.enacted_version.clone_from(&version.name);
    law.enact_date = request.enact_date;
    law.act_number.clone_from(&request.act_number);
    Ok(())
}

/// The day of an act is a whole date, neither before its draft was introduced nor after today.
fn check_enact_date(
    law: &pb::DraftLaw,
    request: &pb::EnactDraftLawRequest,
    now: i64,
) -> Option<Violation> {
    let (field, day) = ("enact_date", request.enact_date.as_ref());
    span::past_date(field, day, &date::local_day(now))
        .or_else(|| date::not_before(field, day, ("introduction", law.introduce_date.as_ref())))
}

/// Whether a phase of policy is one of those that follow the act.
fn follows_the_act(phase: Phase) -> bool {
    matches!(phase, Phase::Implementation | Phase::Assessment)
}

/// Refuses a stage of a phase for which it is too early or, where it is to begin now, too late: an act is put into practice
/// and assessed once there is one.
pub(crate) fn check_phase(
    law: &pb::DraftLaw,
    stage: &pb::Stage,
    begins: bool,
) -> Result<(), Error> {
    let refused = |text: String| {
        Err(Error::refused(
            Reason::StageTransitionForbidden,
            law.name.as_str(),
            text,
        ))
    };
    let phase = stage.phase();
    let day = stage
        .start_time
        .as_ref()
        .map(date::micros)
        .map(date::local_day);
    match law.state() {
        State::Enacted if !follows_the_act(phase) && begins => refused(format!(
            "{} has been an act since {}: what begins now is a stage of the phase IMPLEMENTATION or ASSESSMENT",
            law.name,
            shown(law.enact_date.as_ref())
        )),
        State::Enacted
            if follows_the_act(phase)
                && day.is_some_and(|day| {
                    date::lower(Some(&day)) < date::lower(law.enact_date.as_ref())
                }) =>
        {
            refused(format!(
                "{} has been an act since {}: it is not put into practice or assessed before that day",
                law.name,
                shown(law.enact_date.as_ref())
            ))
        }
        State::Enacted => Ok(()),
        _ if follows_the_act(phase) => refused(format!(
            "{} is no act yet: call EnactDraftLaw before a stage of putting into practice or assessment",
            law.name
        )),
        State::Withdrawn if begins => check_active(law),
        _ => Ok(()),
    }
}

fn shown(day: Option<&Date>) -> String {
    day.map(date::words).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use kenes_proto::gtype::LocalizedText;

    use super::*;
    use crate::domain::draft_law::withdraw;

    /// Noon of 20 November 2026 in Kazakhstan.
    const NOW: i64 = 1_795_158_000_000_000;

    fn law() -> pb::DraftLaw {
        let mut law = pb::DraftLaw {
            name: "draftLaws/on-charity".into(),
            introduce_date: date::parse("2026-03-14"),
            current_version: "draftLaws/on-charity/versions/v2".into(),
            ..Default::default()
        };
        law.set_state(State::Active);
        law
    }

    fn version(id: &str, state: VersionState) -> pb::DraftLawVersion {
        let mut version = pb::DraftLawVersion {
            name: format!("draftLaws/on-charity/versions/{id}"),
            ..Default::default()
        };
        version.set_state(state);
        version
    }

    fn request(day: &str) -> pb::EnactDraftLawRequest {
        pb::EnactDraftLawRequest {
            act_iri: "/akn/kz/act/2026-11-20/z-0100".into(),
            act_number: "100-IX".into(),
            enact_date: date::parse(day),
            ..Default::default()
        }
    }

    fn enacted() -> pb::DraftLaw {
        let mut law = law();
        let last = version("v2", VersionState::Published);
        enact(&mut law, &last, &request("2026-11-20"), NOW).expect("the last version");
        law
    }

    fn stage(phase: Phase, start: Option<i64>) -> pb::Stage {
        let mut stage = pb::Stage {
            start_time: start.map(date::timestamp),
            ..Default::default()
        };
        stage.set_phase(phase);
        stage
    }

    #[test]
    fn what_is_enacted_is_the_last_published_version() {
        let refusal = |id, state| {
            let outcome = enact(&mut law(), &version(id, state), &request("2026-11-20"), NOW);
            outcome.expect_err("not the last").reason()
        };
        let draft = refusal("v3", VersionState::Draft);
        assert_eq!(draft, Reason::VersionNotPublished);
        let earlier = refusal("v1", VersionState::Superseded);
        assert_eq!(earlier, Reason::VersionNotLast);
        let act = enacted();
        assert_eq!(act.act_number, "100-IX");
        assert_eq!(act.enact_date, date::parse("2026-11-20"));
    }

    #[test]
    fn an_act_has_its_day() {
        let last = version("v2", VersionState::Published);
        for day in ["2026-11-21", "2026-03-13", "2026-11"] {
            let refusal = enact(&mut law(), &last, &request(day), NOW).expect_err(day);
            assert_eq!(refusal.reason(), Reason::DatesInvalid, "{day}");
        }
    }

    #[test]
    fn putting_into_practice_and_assessment_follow_the_act() {
        let early = stage(Phase::Implementation, Some(NOW));
        let refusal = check_phase(&law(), &early, true).expect_err("no act yet");
        assert_eq!(refusal.reason(), Reason::StageTransitionForbidden);
        let act = enacted();
        check_phase(&act, &early, true).expect("put into practice");
        check_phase(&act, &stage(Phase::Assessment, Some(NOW)), true).expect("assessed");
        let day_before = stage(Phase::Assessment, Some(NOW - 86_400_000_000));
        check_phase(&act, &day_before, false).expect_err("before the act");
        let drafting = stage(Phase::PolicyElaboration, Some(NOW));
        check_phase(&act, &drafting, true).expect_err("no drafting after the act");
        check_phase(&act, &drafting, false).expect("one recorded afterwards");
    }

    #[test]
    fn an_act_is_not_taken_back() {
        let request = pb::WithdrawDraftLawRequest {
            reasons: vec![LocalizedText {
                text: "No need.".into(),
                language_code: "en".into(),
            }],
            ..Default::default()
        };
        let refusal = withdraw(&mut enacted(), &request, NOW).expect_err("enacted");
        assert_eq!(refusal.reason(), Reason::StateTransitionForbidden);
    }
}
