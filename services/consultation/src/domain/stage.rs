//! Rules of stages: one runs at a time, and the next begins when the present one ends.

use common::{Error, Violation, date, parts, span, text};
use kenes_proto::{consultation as pb, types::ErrorReason as Reason};

const MAX_NOTE: usize = 20_000;

/// What must hold of a stage by itself.
pub(crate) fn check(stage: &pb::Stage) -> Result<(), Error> {
    let mut wrong = text::check("stage.notes", &stage.notes, MAX_NOTE, false);
    wrong.extend(parts::documents("stage.documents", &stage.documents));
    let (start, end) = (stage.start_time.as_ref(), stage.end_time.as_ref());
    wrong.extend(span::times("stage.", start, end));
    Error::check(wrong)
}

/// Refuses a stage that would run beside the present one: `current` is the name of that.
pub(crate) fn check_alone(current: &str, stage: &pb::Stage, now: i64) -> Result<(), Error> {
    let begun = stage
        .start_time
        .as_ref()
        .is_some_and(|start| date::micros(start) <= now);
    if current.is_empty() || current == stage.name || !begun || stage.end_time.is_some() {
        return Ok(());
    }
    let text = format!(
        "{current} is the present stage, and only one runs at a time: give this one its end_time if it is past, or \
         begin it with AdvanceStage"
    );
    Err(forbidden(current, text))
}

/// Refuses to end the present stage, or to leave it without a start, but by the next one.
pub(crate) fn check_present(current: &str, stage: &pb::Stage) -> Result<(), Error> {
    let ended = stage.end_time.is_some() || !stage.outcome_code.is_empty();
    if current != stage.name || !(ended || stage.start_time.is_none()) {
        return Ok(());
    }
    let text = format!(
        "{current} is the present stage: use AdvanceStage, which ends it and begins the next"
    );
    Err(forbidden(current, text))
}

/// What must hold of a stage that is to begin.
pub(crate) fn check_next(stage: &pb::Stage) -> Result<(), Error> {
    let mut wrong = Vec::new();
    for (field, set) in [
        ("stage.end_time", stage.end_time.is_some()),
        ("stage.outcome_code", !stage.outcome_code.is_empty()),
    ] {
        if set {
            let say = "leave it out; a stage that begins has not ended";
            wrong.push(Violation::new(field, Reason::FieldInvalid, say));
        }
    }
    Error::check(wrong)?;
    check(stage)
}

/// Refuses an outcome where no stage ends.
pub(crate) fn check_first(outcome_code: &str) -> Result<(), Error> {
    if outcome_code.is_empty() {
        return Ok(());
    }
    let say = "leave it out; the draft law is in no stage yet, so none ends";
    Err(Error::invalid(Reason::FieldInvalid, "outcome_code", say))
}

/// Ends the present stage where the next one begins.
pub(crate) fn end(
    present: &mut pb::Stage,
    next: &pb::Stage,
    outcome_code: &str,
) -> Result<(), Error> {
    let starts = [&next.start_time, &present.start_time].map(Option::as_ref);
    if date::check_times("stage.start_time", starts[1], starts[0]).is_some() {
        let text = format!(
            "{} began later; the next stage cannot begin before the present one",
            present.name
        );
        return Err(forbidden(&present.name, text));
    }
    present.end_time = next.start_time;
    outcome_code.clone_into(&mut present.outcome_code);
    Ok(())
}

fn forbidden(subject: &str, text: String) -> Error {
    Error::refused(Reason::StageTransitionForbidden, subject, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stage(name: &str, start: Option<i64>, end: Option<i64>) -> pb::Stage {
        pb::Stage {
            name: name.into(),
            stage_code: "drafting".into(),
            start_time: start.map(date::timestamp),
            end_time: end.map(date::timestamp),
            ..Default::default()
        }
    }

    #[test]
    fn only_one_stage_runs() {
        check_alone("s/a", &stage("s/b", Some(5), Some(6)), 9).expect("a past one");
        check_alone("s/a", &stage("s/b", Some(10), None), 9).expect("a planned one");
        check_alone("s/a", &stage("s/b", None, None), 9).expect("some day");
        check_alone("", &stage("s/b", Some(5), None), 9).expect("nothing runs");
        let refusal = check_alone("s/a", &stage("s/b", Some(9), None), 9).expect_err("two");
        assert_eq!(refusal.reason(), Reason::StageTransitionForbidden);
        check_present("s/a", &stage("s/a", Some(5), None)).expect("it runs on");
        check_present("s/a", &stage("s/a", Some(5), Some(6))).expect_err("ended by hand");
        check_present("s/b", &stage("s/a", Some(5), Some(6))).expect("not the present one");
    }

    #[test]
    fn the_next_stage_begins_when_the_present_one_ends() {
        let mut present = stage("s/a", Some(5), None);
        end(&mut present, &stage("s/b", Some(4), None), "").expect_err("before it began");
        end(&mut present, &stage("s/b", Some(7), None), "completed").expect("in order");
        assert_eq!(present.end_time, Some(date::timestamp(7)));
        assert_eq!(present.outcome_code, "completed");
    }

    #[test]
    fn a_stage_does_not_end_before_it_begins() {
        let refusal = check(&stage("", Some(2), Some(1))).expect_err("backwards");
        assert_eq!(refusal.reason(), Reason::DatesInvalid);
        check_next(&stage("", Some(1), Some(2))).expect_err("ended before it began to run");
    }
}
