//! Rules of commitments: what one says. What it comes out of is in `commitment_origin`, what becomes of it in
//! `commitment_state`.

use common::{Error, Violation, date, parts, span, text};
use kenes_proto::{
    consultation::{Commitment, CommitmentIndicator},
    gtype::Date,
    types::ErrorReason as Reason,
};

const MAX_TITLE: usize = 500;
const MAX_UNIT: usize = 100;
pub(super) const MAX_TEXT: usize = 20_000;

/// What must hold of a commitment by itself. `today` is `yyyymmdd`.
pub(crate) fn check(commitment: &Commitment, today: i64) -> Result<(), Error> {
    let at = |field: &str| format!("commitment.{field}");
    let mut wrong = text::check(&at("texts"), &commitment.texts, MAX_TEXT, true);
    wrong.extend(parts::printed_number(&at("number"), &commitment.number));
    if commitment.responsible.is_empty() {
        let say = "name the bodies that are to carry it out, at least one";
        let reason = Reason::ResponsibleMissing;
        wrong.push(Violation::new(at("responsible"), reason, say));
    }
    let (taken, due) = (
        commitment.commit_date.as_ref(),
        commitment.due_date.as_ref(),
    );
    wrong.extend(span::come_date(&at("commit_date"), taken, today));
    wrong.extend(check_due(&at("due_date"), commitment, due));
    wrong.extend(check_indicator(commitment.indicator.as_ref()));
    wrong.extend(parts::documents(&at("documents"), &commitment.documents));
    wrong.extend(parts::sources(&at("sources"), &commitment.sources));
    Error::check(wrong)
}

/// What is wrong with a last day for it.
pub(super) fn check_due(
    field: &str,
    commitment: &Commitment,
    due: Option<&Date>,
) -> Option<Violation> {
    let taken = commitment.commit_date.as_ref();
    date::check(field, due).or_else(|| date::not_before(field, due, ("commitment", taken)))
}

/// Refuses a commitment of which no day is known: `DATES_INVALID`.
pub(crate) fn check_taken(commitment: &Commitment) -> Result<(), Error> {
    let say = "give the day on which it was taken on: what it comes out of has none on record";
    let field = "commitment.commit_date";
    match commitment.commit_date {
        Some(_) => Ok(()),
        None => Err(Error::invalid(Reason::DatesInvalid, field, say)),
    }
}

fn check_indicator(indicator: Option<&CommitmentIndicator>) -> Vec<Violation> {
    let Some(indicator) = indicator else {
        return Vec::new();
    };
    let field = |name: &str| format!("commitment.indicator.{name}");
    let mut wrong = text::check(&field("titles"), &indicator.titles, MAX_TITLE, true);
    wrong.extend(text::check(
        &field("units"),
        &indicator.units,
        MAX_UNIT,
        false,
    ));
    wrong
}

/// Refuses to change the last day without a word, and to have taken it on after something became of it. `told` is the day of
/// the first report on it, 0 for none.
pub(crate) fn check_update(present: &Commitment, new: &Commitment, told: i64) -> Result<(), Error> {
    let mut wrong = Vec::new();
    if present.due_date.is_some() && new.due_date != present.due_date {
        let say =
            "leave it as it is: RescheduleCommitment changes it, and says from when on and why";
        let field = "commitment.due_date";
        wrong.push(Violation::new(field, Reason::DatesInvalid, say));
    }
    let changed = present.changes.first();
    let changed = changed.map_or(0, |change| date::lower(change.change_date.as_ref()));
    let first = [changed, told].into_iter().filter(|day| *day != 0).min();
    if first.is_some_and(|first| date::earliest(new.commit_date.as_ref()) > first) {
        let say = "give a day that is not after the first change or report on record";
        let field = "commitment.commit_date";
        wrong.push(Violation::new(field, Reason::DatesInvalid, say));
    }
    Error::check(wrong)
}

#[cfg(test)]
mod tests {
    use kenes_proto::{consultation::CommitmentChange, gtype::LocalizedText};

    use super::*;

    fn text() -> Vec<LocalizedText> {
        vec![LocalizedText {
            text: "Publish the data.".into(),
            language_code: "en".into(),
        }]
    }

    fn commitment() -> Commitment {
        Commitment {
            texts: text(),
            responsible: vec!["//registry.kenes/organizations/ministry".into()],
            commit_date: date::parse("2003-10-15"),
            due_date: date::parse("2005"),
            ..Default::default()
        }
    }

    fn wrong(outcome: Result<(), Error>) -> Vec<(String, String)> {
        let fields = |error: Error| {
            let each = error.fields().iter();
            each.map(|v| (v.field.clone(), v.reason.clone())).collect()
        };
        outcome.map_or_else(fields, |()| Vec::new())
    }

    #[test]
    fn a_commitment_says_who_is_to_do_what_by_when() {
        assert!(wrong(check(&commitment(), 2026_05_25)).is_empty());
        let bad = Commitment {
            texts: Vec::new(),
            responsible: Vec::new(),
            due_date: date::parse("2003-10-14"),
            indicator: Some(CommitmentIndicator::default()),
            ..commitment()
        };
        let expected = [
            ("texts", "LANGUAGE_MISSING"),
            ("responsible", "RESPONSIBLE_MISSING"),
            ("due_date", "DATES_INVALID"),
            ("indicator.titles", "LANGUAGE_MISSING"),
        ];
        assert_eq!(
            wrong(check(&bad, 2026_05_25)),
            expected.map(|(field, reason)| (format!("commitment.{field}"), reason.to_owned()))
        );
        let ahead = Commitment {
            commit_date: date::parse("2026-05-26"),
            due_date: None,
            ..commitment()
        };
        assert_eq!(
            wrong(check(&ahead, 2026_05_25))[0].0,
            "commitment.commit_date"
        );
    }

    #[test]
    fn a_last_day_that_is_there_stays() {
        let present = commitment();
        for due in [None, date::parse("2006")] {
            let new = Commitment {
                due_date: due,
                ..commitment()
            };
            let wrong = wrong(check_update(&present, &new, 0));
            assert_eq!(wrong[0].0, "commitment.due_date");
        }
        let open = Commitment {
            due_date: None,
            ..commitment()
        };
        check_update(&open, &present, 0).expect("it is set once");
    }

    #[test]
    fn it_was_taken_on_before_anything_became_of_it() {
        let present = Commitment {
            changes: vec![CommitmentChange {
                change_date: date::parse("2004-05-01"),
                ..Default::default()
            }],
            ..commitment()
        };
        let moved = |to: &str, told| {
            let new = Commitment {
                commit_date: date::parse(to),
                ..commitment()
            };
            check_update(&present, &new, told).is_ok()
        };
        assert!(moved("2004-05-01", 0) && !moved("2004-05-02", 0));
        assert!(moved("2004-03", 2004_03_01) && !moved("2004-04-01", 2004_03_01));
    }
}
