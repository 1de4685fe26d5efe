//! The dated states of an organization: stretches of days without gaps, the last one open.

use common::{Error, Violation, date, parts, span, state};
use kenes_proto::{
    gtype::Date,
    registry::{Organization, StatePeriod, organization::State},
    types::ErrorReason as Reason,
};

/// The most periods an organization can have.
const MAX_PERIODS: usize = 1000;

/// The state on a day, written `yyyymmdd`. `Unspecified` where no period covers it.
pub(crate) fn state_on(organization: &Organization, day: i64) -> State {
    period_on(organization, day).map_or(State::Unspecified, StatePeriod::state)
}

fn period_on(organization: &Organization, day: i64) -> Option<&StatePeriod> {
    let covers = |period: &&StatePeriod| {
        let last = date::upper(period.end_date.as_ref());
        date::earliest(period.start_date.as_ref()) <= day && (last == 0 || day <= last)
    };
    organization.state_periods.iter().find(covers)
}

/// Whether an organization could act on one of the days from the first to the last.
pub(crate) fn acted(organization: &Organization, first: i64, last: i64) -> bool {
    let mut active = organization
        .state_periods
        .iter()
        .filter(|period| period.state() == State::Active);
    active.any(|period| {
        let end = date::upper(period.end_date.as_ref());
        date::earliest(period.start_date.as_ref()) <= last && (end == 0 || first <= end)
    })
}

/// Why an organization could not act on a day, as it is said: `was dissolved on 1 July 2026`. None if it could.
pub(crate) fn absence(organization: &Organization, day: i64) -> Option<String> {
    let (state, since) = match period_on(organization, day) {
        Some(period) => (period.state(), period.start_date),
        None => (State::Unspecified, organization.founding_date),
    };
    let what = match state {
        State::Active => return None,
        State::Suspended => "was suspended on",
        State::Dissolved => "was dissolved on",
        State::Unspecified => "was not founded before",
    };
    let since = since.as_ref().map(date::words).unwrap_or_default();
    Some(format!("{what} {since}"))
}

/// Gives a new organization its history: active from its founding on, or always.
pub(crate) fn begin_history(organization: &mut Organization) {
    organization.state_periods = vec![StatePeriod {
        state: State::Active.into(),
        start_date: organization.founding_date,
        ..Default::default()
    }];
    organization.state = State::Active.into();
}

/// What is wrong with a founding date: it lies ahead, or the first period would have no day.
pub(super) fn check_founding(organization: &Organization, today: i64) -> Option<Violation> {
    let founded = date::earliest(organization.founding_date.as_ref());
    let ended = organization
        .state_periods
        .first()
        .map_or(0, |p| date::upper(p.end_date.as_ref()));
    let say = if founded > today {
        "give a day that is not after today"
    } else if ended != 0 && founded > ended {
        "give a day before the first change of state"
    } else {
        return None;
    };
    Some(Violation::new(
        "organization.founding_date",
        Reason::DatesInvalid,
        say,
    ))
}

/// Begins the history with the founding date that was corrected.
pub(crate) fn correct_founding(organization: &mut Organization) {
    if let Some(first) = organization.state_periods.first_mut() {
        first.start_date = organization.founding_date;
    }
}

/// What is wrong with a period that a caller asks for, whatever the organization.
pub(crate) fn check(wanted: &StatePeriod, today: &Date) -> Vec<Violation> {
    let mut wrong = parts::document("basis", wanted.basis.as_ref());
    let day = wanted.start_date.as_ref();
    wrong.extend(span::past_date("effective_date", day, today));
    wrong
}

/// Ends the present period and begins the wanted one, today where it has no first day. On the very day on which the
/// present period began it takes that period's place.
pub(crate) fn begin(
    organization: &mut Organization,
    mut wanted: StatePeriod,
    today: Date,
) -> Result<(), Error> {
    allow(organization, wanted.state())?;
    let day = wanted.start_date.unwrap_or(today);
    wanted.start_date = Some(day);
    if let Some(present) = organization.state_periods.last_mut() {
        let began = date::earliest(present.start_date.as_ref());
        if date::lower(Some(&day)) < began {
            let say = format!(
                "the present state began later, on {}; give that day or a later one",
                present
                    .start_date
                    .as_ref()
                    .map(date::show)
                    .unwrap_or_default()
            );
            return Err(Error::invalid(Reason::DatesInvalid, "effective_date", say));
        }
        if date::lower(Some(&day)) == began {
            // A founding date of which only the year is known stays what it is.
            wanted.start_date = present.start_date;
            organization.state_periods.pop();
        } else {
            present.end_date = Some(date::day_before(&day));
        }
    }
    organization.state = wanted.state;
    if wanted.state() == State::Dissolved {
        organization.dissolution_date = Some(day);
    }
    organization.state_periods.push(wanted);
    Ok(())
}

/// Refuses a change that the states do not know.
fn allow(organization: &Organization, to: State) -> Result<(), Error> {
    let (name, from) = (&organization.name, organization.state());
    let allowed: &[State] = match to {
        State::Suspended => &[State::Active],
        State::Active => &[State::Suspended],
        State::Dissolved => &[State::Active, State::Suspended],
        State::Unspecified => &[],
    };
    let short = |state: State| state::short(state.as_str_name());
    let act = format!("become {}", short(to));
    state::require((name, from), allowed, &act, State::as_str_name)
        .map_err(|error| error.with("state", short(from)))?;
    let periods = organization.state_periods.len();
    if periods < MAX_PERIODS {
        return Ok(());
    }
    let text = format!("{name} has had {periods} states, and no more are kept");
    Err(Error::refused(Reason::StateTransitionForbidden, name, text).with("state", short(from)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = day(2026, 5, 25);

    const fn day(year: i32, month: i32, day: i32) -> Date {
        Date { year, month, day }
    }

    fn founded(founding: Option<Date>) -> Organization {
        let mut organization = Organization {
            founding_date: founding,
            ..Default::default()
        };
        begin_history(&mut organization);
        organization
    }

    fn period(state: State, start: Option<Date>) -> StatePeriod {
        StatePeriod {
            state: state.into(),
            start_date: start,
            reason: "because".into(),
            ..Default::default()
        }
    }

    fn turn(organization: &mut Organization, state: State, from: Date) -> Result<(), Error> {
        begin(organization, period(state, Some(from)), TODAY)
    }

    #[test]
    fn each_day_has_the_state_of_its_period() {
        let mut o = founded(Some(day(2005, 0, 0)));
        turn(&mut o, State::Suspended, day(2010, 3, 1)).expect("active before");
        turn(&mut o, State::Active, day(2011, 1, 1)).expect("suspended before");
        begin(&mut o, period(State::Dissolved, None), TODAY).expect("active before");
        for (day, state) in [
            (2004_12_31, State::Unspecified),
            (2005_01_01, State::Active),
            (2010_02_28, State::Active),
            (2010_03_01, State::Suspended),
            (2010_12_31, State::Suspended),
            (2011_01_01, State::Active),
            (2026_05_24, State::Active),
            (2026_05_25, State::Dissolved),
            (2999_01_01, State::Dissolved),
        ] {
            assert_eq!(state_on(&o, day), state, "{day}");
        }
        assert_eq!(o.dissolution_date, Some(TODAY));
        assert_eq!(o.state(), State::Dissolved);
        for (day, said) in [
            (2004_12_31, Some("was not founded before 2005")),
            (2005_01_01, None),
            (2010_12_31, Some("was suspended on 1 March 2010")),
            (2026_05_24, None),
            (2999_01_01, Some("was dissolved on 25 May 2026")),
        ] {
            assert_eq!(absence(&o, day).as_deref(), said, "{day}");
        }
    }

    #[test]
    fn without_a_founding_date_it_was_from_ever() {
        let mut o = founded(None);
        assert_eq!(state_on(&o, 1000_01_01), State::Active);
        turn(&mut o, State::Suspended, day(1990, 1, 1)).expect("active before");
        assert_eq!(state_on(&o, 1989_12_31), State::Active);
    }

    #[test]
    fn only_known_changes_are_allowed() {
        use State::{Active, Dissolved, Suspended};
        let made = |state| {
            let mut o = founded(None);
            if state != Active {
                turn(&mut o, state, day(2010, 1, 1)).expect("active before");
            }
            o
        };
        for (from, to, known) in [
            (Active, Active, false),
            (Active, Suspended, true),
            (Active, Dissolved, true),
            (Suspended, Active, true),
            (Suspended, Suspended, false),
            (Suspended, Dissolved, true),
            (Dissolved, Active, false),
            (Dissolved, Suspended, false),
            (Dissolved, Dissolved, false),
        ] {
            let outcome = turn(&mut made(from), to, day(2015, 1, 1));
            assert_eq!(outcome.is_ok(), known, "{from:?} -> {to:?}");
            if let Err(error) = outcome {
                assert_eq!(error.reason(), Reason::StateTransitionForbidden);
            }
        }
    }

    #[test]
    fn a_change_on_the_first_day_of_a_period_takes_its_place() {
        let mut o = founded(Some(day(2005, 0, 0)));
        turn(&mut o, State::Suspended, day(2010, 3, 1)).expect("active before");
        turn(&mut o, State::Dissolved, day(2010, 3, 1)).expect("suspended before");
        let states: Vec<State> = o.state_periods.iter().map(StatePeriod::state).collect();
        assert_eq!(states, [State::Active, State::Dissolved]);
        assert_eq!(state_on(&o, 2010_02_28), State::Active);

        let mut o = founded(Some(day(2005, 0, 0)));
        turn(&mut o, State::Dissolved, day(2005, 1, 1)).expect("active before");
        assert_eq!(o.state_periods.len(), 1);
        assert_eq!(o.state_periods[0].start_date, Some(day(2005, 0, 0)));
        assert_eq!(o.dissolution_date, Some(day(2005, 1, 1)));
    }

    #[test]
    fn a_change_cannot_precede_the_present_period() {
        let mut o = founded(Some(day(2005, 6, 0)));
        let before = turn(&mut o, State::Suspended, day(2005, 5, 31)).expect_err("not founded");
        assert_eq!(before.reason(), Reason::DatesInvalid);
        assert_eq!(before.fields()[0].field, "effective_date");
        assert_eq!(o, founded(Some(day(2005, 6, 0))), "nothing half done");
    }

    #[test]
    fn an_effective_date_is_whole_and_not_ahead() {
        for bad in [day(2026, 5, 26), day(2026, 5, 0), day(2026, 2, 30)] {
            let wrong = check(&period(State::Suspended, Some(bad)), &TODAY);
            assert_eq!(wrong.len(), 1, "{bad:?}");
            assert_eq!(wrong[0].reason, "DATES_INVALID");
        }
        for good in [Some(TODAY), Some(day(1999, 1, 1)), None] {
            assert!(check(&period(State::Suspended, good), &TODAY).is_empty());
        }
    }

    #[test]
    fn a_founding_date_is_past_and_leaves_the_first_period_a_day() {
        let mut o = founded(None);
        turn(&mut o, State::Suspended, day(2010, 3, 1)).expect("active before");
        for (founding, good) in [
            (day(2010, 2, 28), true),
            (day(2010, 0, 0), true),
            (day(2010, 3, 1), false),
            (day(2026, 5, 26), false),
        ] {
            o.founding_date = Some(founding);
            let wrong = check_founding(&o, 2026_05_25);
            assert_eq!(wrong.is_none(), good, "{founding:?}");
        }
        o.founding_date = Some(day(2010, 0, 0));
        correct_founding(&mut o);
        assert_eq!(state_on(&o, 2009_12_31), State::Unspecified);
    }
}
