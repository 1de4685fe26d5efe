//! How a tender goes on: announced, changed with reasons while applications may come, opened, ended.

use common::{Error, Violation, date, mask, state, text};
use kenes_proto::{
    gtype::LocalizedText,
    registry::{self as pb, tender::State},
    types::ErrorReason as Reason,
};

use super::{MAX_TEXT, PRIZE, check, currency};

/// The most changes after the announcement.
const MAX_AMENDMENTS: usize = 100;

/// The most reasons of one change: a text a language.
const MAX_REASONS: usize = 8;

/// Refuses an act on a tender that is in another state.
pub(crate) fn require(tender: &pb::Tender, allowed: &[State], act: &str) -> Result<(), Error> {
    let present = (tender.name.as_str(), tender.state());
    state::require(present, allowed, act, State::as_str_name)
}

/// The rule of `UpdateTender`: what is announced is not corrected.
pub(crate) fn check_update(present: &pb::Tender) -> Result<(), Error> {
    require(present, &[State::Draft], "be updated")
}

/// The rule of `AnnounceTender`.
pub(crate) fn announce(
    tender: &mut pb::Tender,
    _: &pb::AnnounceTenderRequest,
    now: i64,
) -> Result<(), Error> {
    require(tender, &[State::Draft], "be announced")?;
    check_complete(tender)?;
    tender.announce_time = Some(date::timestamp(now));
    if tender.archive {
        // Nothing in it is sealed.
        tender.set_state(State::Evaluating);
        tender.open_time = tender.announce_time;
        return Ok(());
    }
    if date::moment(tender.submission_end_time.as_ref()) <= now {
        let say = "its submission has ended by now: UpdateTender gives it a later end";
        return Err(Error::invalid(Reason::DatesInvalid, "name", say));
    }
    tender.set_state(State::Announced);
    Ok(())
}

/// Refuses a tender that lacks what an announcement must say. Of one that was held elsewhere more may not be known than its times.
pub(crate) fn check_complete(tender: &pb::Tender) -> Result<(), Error> {
    let unknown = tender.archive;
    let there = [
        ("criteria", unknown || !tender.criteria.is_empty()),
        (
            "commission_members",
            unknown || !tender.commission_members.is_empty(),
        ),
        (
            "submission_start_time",
            tender.submission_start_time.is_some(),
        ),
        ("submission_end_time", tender.submission_end_time.is_some()),
        ("opening_time", tender.opening_time.is_some()),
        (
            "value",
            unknown || tender.value.is_some() || tender.form_code == PRIZE,
        ),
    ];
    let missing = there.iter().filter(|(_, there)| !there);
    let missing: Vec<&str> = missing.map(|(name, _)| *name).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let text = format!(
        "{} is announced with its {}: it lacks that",
        tender.name,
        missing.join(", ")
    );
    Err(Error::refused(Reason::TenderIncomplete, &tender.name, text))
}

/// Refuses to act for applications before the submission begins, where that is asked, or after it has ended. An archive is over,
/// and `now` a moment of the past.
pub(crate) fn check_submission(tender: &pb::Tender, begun: bool, now: i64) -> Result<(), Error> {
    let (name, start, end) = (
        &tender.name,
        tender.submission_start_time.unwrap_or_default(),
        tender.submission_end_time.unwrap_or_default(),
    );
    let taking = match tender.archive {
        true => State::Evaluating,
        false => State::Announced,
    };
    let text = if tender.state() != taking {
        format!("{name} is {}", state::short(tender.state().as_str_name()))
    } else if now >= date::micros(&end) {
        format!("the submission of {name} ended at {end}")
    } else if begun && now < date::micros(&start) {
        format!("the submission of {name} begins at {start}")
    } else {
        return Ok(());
    };
    Err(Error::refused(Reason::TenderNotOpen, name, text))
}

/// The rule of `AmendTender` for a tender that was `present` before.
pub(crate) fn amend(
    present: &pb::Tender,
    tender: &mut pb::Tender,
    reasons: &[LocalizedText],
    now: i64,
) -> Result<(), Error> {
    require(present, &[State::Announced], "be amended")?;
    check_submission(present, false, now)?;
    let mut wrong = check(tender);
    wrong.extend(check_kept(present, tender, now));
    // The request is checked after it was merged, and only what it merges.
    if reasons.len() > MAX_REASONS {
        let say = format!("give at most {MAX_REASONS} texts");
        wrong.push(Violation::new("reasons", Reason::FieldInvalid, say));
    } else {
        wrong.extend(text::check("reasons", reasons, MAX_TEXT, true));
    }
    let paths = mask::differing(present, tender);
    if paths.is_empty() {
        let say = "give at least one field another value";
        wrong.push(Violation::new("tender", Reason::FieldInvalid, say));
    }
    Error::check(wrong)?;
    check_complete(tender)?;
    record(tender, paths, reasons, now)
}

/// What may not change any more.
fn check_kept(present: &pb::Tender, tender: &pb::Tender, now: i64) -> Vec<Violation> {
    let begun = date::moment(present.submission_start_time.as_ref()) <= now;
    let lots = |tender: &pb::Tender| -> Vec<String> {
        tender.lots.iter().map(|lot| lot.lot_id.clone()).collect()
    };
    let (before, after) = (lots(present), lots(tender));
    // A tender that is applied for as a whole does not become one with lots either.
    let lots_kept =
        before.iter().all(|lot| after.contains(lot)) && (before.is_empty() == after.is_empty());
    let moved = "leave it; ExtendTender moves the end and the opening";
    let rules = [
        (
            "form_code",
            present.form_code == tender.form_code,
            "leave it; it was announced",
        ),
        (
            "submission_start_time",
            present.submission_start_time == tender.submission_start_time,
            "leave it; it was announced",
        ),
        (
            "submission_end_time",
            present.submission_end_time == tender.submission_end_time,
            moved,
        ),
        (
            "opening_time",
            present.opening_time == tender.opening_time,
            moved,
        ),
        (
            "value",
            currency(present) == currency(tender),
            "give it in the same currency",
        ),
        (
            "lots",
            lots_kept,
            "leave the lots that were announced; others may be added to them",
        ),
        (
            "criteria",
            !begun || present.criteria == tender.criteria,
            "leave them; applications are being made by them",
        ),
    ];
    let broken = rules.into_iter().filter(|(_, kept, _)| !kept);
    broken
        .map(|(field, _, say)| Violation::new(format!("tender.{field}"), Reason::FieldInvalid, say))
        .collect()
}

/// The rule of `ExtendTender`.
pub(crate) fn extend(
    tender: &mut pb::Tender,
    request: &pb::ExtendTenderRequest,
    now: i64,
) -> Result<(), Error> {
    require(tender, &[State::Announced], "be extended")?;
    check_submission(tender, false, now)?;
    let (end, present) = (
        request.submission_end_time.as_ref(),
        tender.submission_end_time,
    );
    let mut wrong = text::check("reasons", &request.reasons, MAX_TEXT, true);
    let field = "submission_end_time";
    wrong.extend(date::check_time(field, end).or_else(|| {
        let later = date::moment(end) > date::moment(present.as_ref());
        let say = "give a time after the present end";
        (!later).then(|| Violation::new(field, Reason::DatesInvalid, say))
    }));
    let opening = request.opening_time.or_else(|| {
        let before = date::moment(tender.opening_time.as_ref()) < date::moment(end);
        if before {
            end.copied()
        } else {
            tender.opening_time
        }
    });
    let field = "opening_time";
    let fault = date::check_time(field, opening.as_ref());
    wrong.extend(fault.or_else(|| {
        let opening = opening.as_ref();
        let announced = ("opening that was announced", tender.opening_time.as_ref());
        date::time_not_before(field, opening, ("end of the submission", end))
            .or_else(|| date::time_not_before(field, opening, announced))
    }));
    Error::check(wrong)?;
    let before = tender.clone();
    tender.submission_end_time = end.copied();
    tender.opening_time = opening;
    let paths = mask::differing(&before, tender);
    record(tender, paths, &request.reasons, now)
}

fn record(
    tender: &mut pb::Tender,
    paths: Vec<String>,
    reasons: &[LocalizedText],
    now: i64,
) -> Result<(), Error> {
    if tender.amendments.len() >= MAX_AMENDMENTS {
        let text = format!(
            "{} was changed {MAX_AMENDMENTS} times, and no more are kept",
            tender.name
        );
        return Err(Error::refused(
            Reason::StateTransitionForbidden,
            &tender.name,
            text,
        ));
    }
    tender.amendments.push(pb::TenderAmendment {
        paths,
        reasons: reasons.to_vec(),
        amend_time: Some(date::timestamp(now)),
    });
    Ok(())
}

/// The refusal of what must wait for the opening.
pub(crate) fn sealed(tender: &pb::Tender) -> Error {
    let (name, opening) = (&tender.name, tender.opening_time.unwrap_or_default());
    let text = format!("the applications in {name} are sealed until {opening}");
    Error::refused(Reason::ApplicationsSealed, name, text).with("opening_time", opening.to_string())
}

/// Refuses to open the applications of a tender before its time, or when it is not announced.
pub(crate) fn check_due(tender: &pb::Tender, now: i64) -> Result<(), Error> {
    require(tender, &[State::Announced], "be opened")?;
    let opening = tender.opening_time.as_ref().map_or(i64::MAX, date::micros);
    match opening <= now {
        true => Ok(()),
        false => Err(sealed(tender)),
    }
}

/// The rule of `OpenApplications`, for a tender that is due and has nothing sealed any more.
pub(crate) fn open(tender: &mut pb::Tender, now: i64) {
    tender.set_state(State::Evaluating);
    tender.open_time = Some(date::timestamp(now));
}

/// The rule of `WithdrawTender`.
pub(crate) fn withdraw(
    tender: &mut pb::Tender,
    request: &pb::WithdrawTenderRequest,
    now: i64,
) -> Result<(), Error> {
    require(tender, &[State::Draft], "be withdrawn")?;
    end(tender, State::Withdrawn, &request.reasons, now)
}

/// The rule of `CancelTender`.
pub(crate) fn cancel(
    tender: &mut pb::Tender,
    request: &pb::CancelTenderRequest,
    now: i64,
) -> Result<(), Error> {
    require(
        tender,
        &[State::Announced, State::Evaluating],
        "be cancelled",
    )?;
    end(tender, State::Cancelled, &request.reasons, now)
}

/// The rule of `FailTender`.
pub(crate) fn fail(
    tender: &mut pb::Tender,
    request: &pb::FailTenderRequest,
    now: i64,
) -> Result<(), Error> {
    require(tender, &[State::Evaluating], "fail")?;
    end(tender, State::Failed, &request.reasons, now)
}

pub(super) fn end(
    tender: &mut pb::Tender,
    to: State,
    reasons: &[LocalizedText],
    now: i64,
) -> Result<(), Error> {
    Error::check(text::check("reasons", reasons, MAX_TEXT, true))?;
    tender.set_state(to);
    tender.reasons = reasons.to_vec();
    tender.end_time = Some(date::timestamp(now));
    Ok(())
}
