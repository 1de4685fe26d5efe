//! Rules of joint projects: who takes part, with what money, and how a project ends.

use std::collections::HashSet;

use common::{Error, Violation, date, money, parts, span, state, text};
use kenes_proto::{
    gtype::{Date, LocalizedText, Money},
    registry::{self as pb, Agreement, Project, project::State},
    types::ErrorReason as Reason,
};

use super::{
    agreement::signature,
    named::{self, Named},
};

const PARTICIPANTS: &str = "project.participants";
const MAX_TITLE: usize = 500;
const MAX_TEXT: usize = 20_000;

/// The states from which a project ends.
const OPEN: &[State] = &[State::Planned, State::Ongoing];

/// What must hold of a project of `agreement`.
pub(crate) fn check(project: &Project, agreement: &Agreement) -> Vec<Violation> {
    let mut wrong = text::check("project.titles", &project.titles, MAX_TITLE, true);
    let descriptions = &project.descriptions;
    wrong.extend(text::check(
        "project.descriptions",
        descriptions,
        MAX_TEXT,
        false,
    ));
    let participants = project.participants.iter().map(Named::participant);
    let ways = "an organization, a name in words";
    let unnamed = named::check(PARTICIPANTS, participants, ways);
    if unnamed.is_empty() {
        wrong.extend(strangers(project, agreement).map(|n| {
            let field = format!("{PARTICIPANTS}[{n}]");
            let say = format!("is no party of {}; name one that is", agreement.name);
            Violation::new(field, Reason::FieldInvalid, say)
        }));
    }
    wrong.extend(unnamed);
    let currency = currency(project);
    for (n, participant) in project.participants.iter().enumerate() {
        let (field, budget) = (
            format!("{PARTICIPANTS}[{n}].budget"),
            participant.budget.as_ref(),
        );
        wrong.extend(money::check(&field, budget));
        wrong.extend(money::check_currency(&field, budget, currency));
    }
    wrong.extend(parts::sources("project.sources", &project.sources));
    wrong.extend(check_days(project, agreement));
    wrong
}

/// The days of a project come after the signature, and its first before its last.
fn check_days(project: &Project, agreement: &Agreement) -> Vec<Violation> {
    let (start, end) = (project.start_date.as_ref(), project.end_date.as_ref());
    let mut wrong = span::dates("project.", start, end);
    if wrong.is_empty() {
        let signed = signature(agreement);
        wrong.extend(date::not_before("project.start_date", start, signed));
        wrong.extend(date::not_before("project.end_date", end, signed));
        let completed = ("completion", project.complete_date.as_ref());
        wrong.extend(date::not_after("project.start_date", start, completed));
    }
    wrong
}

/// The places of the participants that are no party of the agreement.
pub(crate) fn strangers<'a>(
    project: &'a Project,
    agreement: &Agreement,
) -> impl Iterator<Item = usize> + use<'a> {
    let parties = agreement.parties.iter().map(Named::party);
    let known: HashSet<String> = parties.flat_map(Named::keys).collect();
    let participants = project.participants.iter().enumerate();
    participants
        .filter(move |(_, one)| Named::participant(one).keys().is_disjoint(&known))
        .map(|(n, _)| n)
}

/// The currency of the first budget; that of the others too.
fn currency(project: &Project) -> &str {
    let mut budgets = project.participants.iter().flat_map(|one| &one.budget);
    budgets.next().map_or("", |first| &first.currency_code)
}

/// All budgets together, where there are any.
pub(crate) fn total(project: &Project) -> Option<Money> {
    let budgets = project
        .participants
        .iter()
        .filter_map(|one| one.budget.as_ref());
    let sum = budgets.map(|budget| money::hundredths(Some(budget)));
    let sum = sum.reduce(i64::saturating_add)?;
    Some(money::of_hundredths(sum, currency(project)))
}

/// The state on a day, written `yyyymmdd`.
pub(crate) fn state(project: &Project, day: i64) -> State {
    let begun = project.start_date.as_ref();
    match (&project.cancel_date, &project.complete_date) {
        (Some(_), _) => State::Cancelled,
        (None, Some(_)) => State::Completed,
        (None, None) if begun.is_some() && date::earliest(begun) <= day => State::Ongoing,
        (None, None) => State::Planned,
    }
}

/// The rule of `CompleteProject`.
pub(crate) fn complete(
    project: &mut Project,
    agreement: &Agreement,
    request: &pb::CompleteProjectRequest,
    now: i64,
) -> Result<(), Error> {
    let (field, texts) = (("complete_date", "results"), &request.results);
    let first = ("first day", project.start_date);
    let day = end(
        project,
        agreement,
        field,
        request.complete_date,
        texts,
        first,
        now,
    )?;
    project.complete_date = Some(day);
    project.results.clone_from(texts);
    Ok(())
}

/// The rule of `CancelProject`.
pub(crate) fn cancel(
    project: &mut Project,
    agreement: &Agreement,
    request: &pb::CancelProjectRequest,
    now: i64,
) -> Result<(), Error> {
    let (field, texts) = (("cancel_date", "reasons"), &request.reasons);
    let first = ("signature", agreement.sign_date);
    let day = end(
        project,
        agreement,
        field,
        request.cancel_date,
        texts,
        first,
        now,
    )?;
    project.cancel_date = Some(day);
    project.cancel_reasons.clone_from(texts);
    Ok(())
}

/// The day on which an open project ends, today if nothing is said: not before `first`, and not after the agreement.
fn end(
    project: &Project,
    agreement: &Agreement,
    (field, words): (&str, &str),
    day: Option<Date>,
    texts: &[LocalizedText],
    (called, first): (&str, Option<Date>),
    now: i64,
) -> Result<Date, Error> {
    let today = date::local_number(now);
    let present = (project.name.as_str(), state(project, today));
    state::require(present, OPEN, "end", State::as_str_name)?;
    let day = day.unwrap_or(date::local_day(now));
    let mut wrong = text::check(words, texts, MAX_TEXT, true);
    let terminated = (
        "termination of the agreement",
        agreement.terminate_date.as_ref(),
    );
    wrong.extend(
        span::come_date(field, Some(&day), today)
            .or_else(|| date::not_before(field, Some(&day), (called, first.as_ref())))
            .or_else(|| date::not_after(field, Some(&day), terminated)),
    );
    Error::check(wrong)?;
    Ok(day)
}

#[cfg(test)]
mod tests {
    use kenes_proto::registry::{Party, ProjectParticipant};

    use super::*;

    /// Noon of 25 May 2026, UTC.
    const NOW: i64 = 1_779_710_400_000_000;

    fn en(text: &str) -> Vec<LocalizedText> {
        vec![LocalizedText {
            text: text.into(),
            language_code: "en".into(),
        }]
    }

    fn agreement() -> Agreement {
        Agreement {
            name: "agreements/a".into(),
            parties: vec![
                Party {
                    organization: "organizations/ngo".into(),
                    ..Default::default()
                },
                Party {
                    titles: en("A bank"),
                    ..Default::default()
                },
            ],
            sign_date: date::parse("2026-01-10"),
            ..Default::default()
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "as the fields have it")]
    fn tenge(units: i64) -> Option<Money> {
        Some(Money {
            currency_code: "KZT".into(),
            units,
            nanos: 0,
        })
    }

    fn project() -> Project {
        Project {
            name: "agreements/a/projects/p".into(),
            titles: en("Reading rooms"),
            participants: vec![
                ProjectParticipant {
                    organization: "organizations/ngo".into(),
                    budget: tenge(100),
                    ..Default::default()
                },
                ProjectParticipant {
                    titles: en("a  bank"),
                    budget: tenge(250),
                    ..Default::default()
                },
            ],
            start_date: date::parse("2026-02"),
            ..Default::default()
        }
    }

    fn wrong(change: fn(&mut Project)) -> Vec<String> {
        let mut project = project();
        change(&mut project);
        let found = check(&project, &agreement()).into_iter();
        found.map(|v| format!("{} {}", v.reason, v.field)).collect()
    }

    #[test]
    fn parties_take_part_each_once() {
        assert!(wrong(|_| ()).is_empty());
        assert_eq!(
            wrong(|p| p.participants[1].titles = en("Another bank")),
            ["FIELD_INVALID project.participants[1]"]
        );
        assert_eq!(
            wrong(|p| p.participants.push(p.participants[0].clone())),
            ["FIELD_INVALID project.participants[2]"]
        );
    }

    #[test]
    fn budgets_are_amounts_of_one_currency_and_are_added_up() {
        assert_eq!(total(&project()), tenge(350));
        assert_eq!(total(&Project::default()), None);
        assert_eq!(
            wrong(|p| {
                p.participants[0].budget.as_mut().expect("one").nanos = 1;
                p.participants[1]
                    .budget
                    .as_mut()
                    .expect("one")
                    .currency_code = "USD".into();
            }),
            [
                "AMOUNT_INVALID project.participants[0].budget.nanos",
                "CURRENCY_MISMATCH project.participants[1].budget.currency_code"
            ]
        );
    }

    #[test]
    fn the_days_of_a_project_run_forward() {
        assert_eq!(
            wrong(|p| p.start_date = date::parse("2026-01-09")),
            ["DATES_INVALID project.start_date"]
        );
        assert_eq!(
            wrong(|p| p.end_date = date::parse("2026-01-31")),
            ["DATES_INVALID project.end_date"]
        );
        assert_eq!(
            wrong(|p| p.complete_date = date::parse("2026-01-31")),
            ["DATES_INVALID project.start_date"]
        );
    }

    #[test]
    fn an_open_project_ends_once() {
        let completion = |on: &str| pb::CompleteProjectRequest {
            complete_date: date::parse(on),
            results: en("Twelve rooms"),
            ..Default::default()
        };
        let mut ended = agreement();
        ended.terminate_date = date::parse("2026-05-01");
        for (on, good) in [
            ("2026-01-31", false),
            ("2026-02-01", true),
            ("2026-05-01", true),
            ("2026-05-02", false),
            ("", false),
        ] {
            let mut project = project();
            let done = complete(&mut project, &ended, &completion(on), NOW);
            assert_eq!(done.is_ok(), good, "{on}");
        }
        let mut project = project();
        assert_eq!(state(&project, 2026_01_31), State::Planned);
        assert_eq!(state(&project, 2026_02_01), State::Ongoing);
        complete(&mut project, &agreement(), &completion(""), NOW).expect("ended");
        assert_eq!(state(&project, 2026_05_25), State::Completed);
        let request = pb::CancelProjectRequest {
            reasons: en("No money"),
            ..Default::default()
        };
        let again = cancel(&mut project, &agreement(), &request, NOW);
        let reason = again.expect_err("ended").reason();
        assert_eq!(reason, Reason::StateTransitionForbidden);
        let mut other = Project {
            start_date: None,
            ..super::tests::project()
        };
        cancel(&mut other, &agreement(), &request, NOW).expect("given up");
        assert_eq!(state(&other, 2026_05_25), State::Cancelled);
    }
}
