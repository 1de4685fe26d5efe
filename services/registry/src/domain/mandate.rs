//! Rules of mandates: whose they are, and on which days.

use common::{Error, Violation, date, parts, span, subject};
use kenes_proto::{
    gtype::Date,
    registry::{self as pb, mandate::State},
    types::{Document, ErrorReason as Reason},
};

use super::{code::CodeUse, period::Period};

/// The days of a mandate.
pub(crate) fn period(mandate: &pb::Mandate) -> Period {
    Period::of(mandate.start_date.as_ref(), mandate.end_date.as_ref())
}

/// Fills in its state on `today`.
pub(crate) fn render(mandate: &mut pb::Mandate, today: i64) {
    let days = period(mandate);
    mandate.set_state(if days.first > today {
        State::Pending
    } else if days.is_past(today) {
        State::Ended
    } else {
        State::Active
    });
}

/// The codes that a mandate uses.
pub(crate) fn codes(mandate: &pb::Mandate) -> Vec<CodeUse<'_>> {
    let powers = mandate.power_codes.iter().enumerate();
    let used = powers.map(|(n, power)| {
        let field = format!("mandate.power_codes[{n}]");
        (field, "powers", power.as_str())
    });
    used.collect()
}

/// What must hold of a mandate by itself.
pub(crate) fn check(mandate: &pb::Mandate) -> Vec<Violation> {
    let (start, end) = (mandate.start_date.as_ref(), mandate.end_date.as_ref());
    let mut wrong = span::whole_dates("mandate.", start, end);
    wrong.extend(parts::document("mandate.basis", mandate.basis.as_ref()));
    if !subject::is_valid(&mandate.subject) {
        let (field, reason) = ("mandate.subject", Reason::FieldInvalid);
        wrong.push(Violation::new(field, reason, subject::RULE));
    }
    wrong
}

/// The refusal where the person or the subject holds another mandate on some of the days.
pub(crate) fn overlap(mandate: &pb::Mandate, other: &str) -> Error {
    let text = format!(
        "{} or {} holds {other} on some of these days; end that one first, or give other days",
        mandate.person, mandate.subject
    );
    Error::refused(Reason::MandateOverlap, other, text).about("registry.kenes/Mandate", other)
}

/// Sets the last day of a mandate that runs or is to come: `last`, or today.
pub(crate) fn end(
    mandate: &mut pb::Mandate,
    last: Option<Date>,
    basis: Option<Document>,
    today: Date,
) -> Result<(), Error> {
    let name = &mandate.name;
    if period(mandate).is_past(date::lower(Some(&today))) {
        let text = format!("{name} has ended already; UpdateMandate corrects its last day");
        return Err(Error::refused(Reason::StateTransitionForbidden, name, text)
            .about("registry.kenes/Mandate", name));
    }
    let last = last.unwrap_or(today);
    let start = mandate.start_date.as_ref();
    let mut wrong: Vec<Violation> = span::whole_date("end_date", Some(&last))
        .into_iter()
        .collect();
    wrong.extend(date::check_order("end_date", start, Some(&last)));
    wrong.extend(parts::document("basis", basis.as_ref()));
    Error::check(wrong)?;
    mandate.end_date = Some(last);
    if basis.is_some() {
        mandate.basis = basis;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date {
        year: 2026,
        month: 5,
        day: 25,
    };

    fn of(start: &str, end: &str) -> pb::Mandate {
        pb::Mandate {
            subject: "demo|aigul".into(),
            start_date: date::parse(start),
            end_date: date::parse(end),
            ..Default::default()
        }
    }

    #[test]
    fn the_state_is_told_by_the_dates() {
        let state = |start, end| {
            let mut mandate = of(start, end);
            render(&mut mandate, 2026_05_25);
            mandate.state()
        };
        assert_eq!(state("2026-05-26", ""), State::Pending);
        assert_eq!(state("2026-05-25", ""), State::Active);
        assert_eq!(state("2026-05-01", "2026-05-25"), State::Active);
        assert_eq!(state("2026-05-01", "2026-05-24"), State::Ended);
    }

    #[test]
    fn days_are_whole_and_in_order() {
        let fields = |start, end| {
            let wrong = check(&of(start, end));
            assert!(wrong.iter().all(|v| v.reason == "DATES_INVALID"));
            wrong.into_iter().map(|v| v.field).collect::<Vec<_>>()
        };
        assert!(fields("2026-05-01", "2026-05-01").is_empty());
        assert!(fields("2026-05-01", "").is_empty());
        assert_eq!(fields("2026-05", ""), ["mandate.start_date"]);
        assert_eq!(fields("2026-05-01", "2026"), ["mandate.end_date"]);
        assert_eq!(fields("2026-05-01", "2026-04-30"), ["mandate.end_date"]);
    }

    #[test]
    fn nobody_can_act_under_a_subject_that_no_caller_can_have() {
        let mut mandate = of("2026-05-01", "");
        for (subject, good) in [
            ("demo|aigul", true),
            ("demo|айгуль", false),
            ("a|\n", false),
        ] {
            mandate.subject = subject.into();
            assert_eq!(check(&mandate).is_empty(), good, "{subject:?}");
        }
    }

    #[test]
    fn a_mandate_ends_today_unless_another_day_is_given() {
        let ended = |mut mandate: pb::Mandate, last: &str| {
            end(&mut mandate, date::parse(last), None, TODAY)
                .map(|()| mandate.end_date)
                .map_err(|e| e.reason())
        };
        assert_eq!(ended(of("2026-05-01", ""), ""), Ok(Some(TODAY)));
        assert_eq!(
            ended(of("2026-05-01", "2026-05-25"), "2026-05-10"),
            Ok(date::parse("2026-05-10"))
        );
        assert_eq!(
            ended(of("2026-05-01", "2026-05-24"), ""),
            Err(Reason::StateTransitionForbidden)
        );
        assert_eq!(ended(of("2026-05-26", ""), ""), Err(Reason::DatesInvalid));
        assert_eq!(
            ended(of("2026-05-01", ""), "2026-06"),
            Err(Reason::DatesInvalid)
        );
    }
}
