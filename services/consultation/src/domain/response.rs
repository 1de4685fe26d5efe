//! Rules of answers, to comments and to recommendations alike.

use common::{Error, Violation, date, parts, span, text};
use kenes_proto::{
    consultation::{
        self as pb,
        response::{Outcome, State},
    },
    gtype::Date,
    registry::Standing,
    types::{Actor, ErrorReason as Reason, ProvisionRef},
};

use super::{outcome, point_answer, standing};

const MAX_TEXT: usize = 20_000;

/// The organization that answers. Empty if none is named.
pub(crate) fn responder(response: &pb::Response) -> &str {
    let actor = response.responder.as_ref();
    actor.map_or("", |actor| actor.organization.as_str())
}

/// Fills in what a new answer may leave out: it is given, today.
pub(crate) fn open(response: &mut pb::Response, today: Date) {
    response.respond_date.get_or_insert(today);
    response.set_state(State::Given);
}

/// What is wrong with an answer by itself. `prefix` is where its fields are in the request: `response.`, or nothing.
pub(crate) fn check(prefix: &str, response: &pb::Response, today: Date) -> Vec<Violation> {
    let mut wrong = Vec::new();
    let at = |field: &str| format!("{prefix}{field}");
    let whole = response.point_answers.is_empty();
    if whole && response.outcome() == Outcome::Unspecified {
        let say = "say the outcome, or answer the points of the recommendation";
        wrong.push(Violation::new(at("outcome"), Reason::FieldInvalid, say));
    } else if whole && response.outcome() != Outcome::Accepted && response.reasons.is_empty() {
        let say = "give reasons; only OUTCOME_ACCEPTED needs none";
        wrong.push(Violation::new(at("reasons"), Reason::ReasonsRequired, say));
    }
    match &response.details {
        details if whole => {
            let details = details.as_ref();
            wrong.extend(outcome::check(&at("details"), response.outcome(), details));
        }
        Some(_) => {
            let say = "leave it out; each of the answers to points has its own";
            wrong.push(Violation::new(at("details"), Reason::FieldInvalid, say));
        }
        None => {}
    }
    wrong.extend(outcome::check_referred(
        prefix,
        response,
        responder(response),
    ));
    wrong.extend(point_answer::check(prefix, &response.point_answers));
    for (field, texts) in [("texts", &response.texts), ("reasons", &response.reasons)] {
        wrong.extend(text::check(&at(field), texts, MAX_TEXT, false));
    }
    wrong.extend(parts::documents_with_files(
        &at("documents"),
        &response.documents,
    ));
    wrong.extend(check_responder(
        &at("responder"),
        response.responder.as_ref(),
    ));
    let day = response.respond_date.as_ref();
    wrong.extend(span::past_date(&at("respond_date"), day, &today));
    wrong
}

fn check_responder(field: &str, actor: Option<&Actor>) -> Option<Violation> {
    let (part, say) = match actor {
        Some(actor) if !actor.on_behalf_of.is_empty() => (
            "on_behalf_of",
            "leave it out; the body that answers is named in organization",
        ),
        Some(actor) if !actor.organization.is_empty() => return None,
        _ => ("organization", "name the body that answers"),
    };
    let field = format!("{field}.{part}");
    Some(Violation::new(field, Reason::FieldInvalid, say))
}

/// Names who signs where the caller did not, as the registry knows the caller; another is refused: `PERSON_MISMATCH`.
pub(crate) fn sign(response: &mut pb::Response, standing: &Standing) -> Result<(), Error> {
    match &mut response.responder {
        Some(actor) => standing::name_holder("response.responder.person", actor, standing),
        None => Ok(()),
    }
}

/// Checks a correction of an answer; returns what the answer would say.
pub(crate) fn check_correction(
    request: &pb::CorrectResponseRequest,
    given: &pb::Response,
    today: Date,
) -> Result<pb::Response, Error> {
    let mut corrected = given.clone();
    replace(&mut corrected, request);
    let mut wrong = check("", &corrected, today);
    let reasons = &request.correction_reasons;
    wrong.extend(text::check("correction_reasons", reasons, MAX_TEXT, true));
    Error::check(wrong)?;
    Ok(corrected)
}

/// Corrects an answer: who gave it and when stays.
pub(crate) fn correct(given: &mut pb::Response, request: &pb::CorrectResponseRequest, now: i64) {
    replace(given, request);
    given.set_state(State::Corrected);
    given.correction_count += 1;
    given.correct_time = Some(date::timestamp(now));
    given
        .correction_reasons
        .clone_from(&request.correction_reasons);
}

fn replace(given: &mut pb::Response, request: &pb::CorrectResponseRequest) {
    given.outcome = request.outcome;
    given.texts.clone_from(&request.texts);
    given.reasons.clone_from(&request.reasons);
    given.implemented_in.clone_from(&request.implemented_in);
    given.documents.clone_from(&request.documents);
    given.point_answers.clone_from(&request.point_answers);
    given.details.clone_from(&request.details);
}

/// Fills in the day on which an answer was complete, once it leaves no point open. `before` is the answer that this one corrects.
pub(crate) fn complete(response: &mut pb::Response, before: Option<&pb::Response>, today: Date) {
    response.complete_date = match before {
        Some(before) => completed(before).or(Some(today)),
        None => response.respond_date,
    }
    .filter(|_| response.open_points.is_empty());
}

/// The day on which it was complete, if it is. One that is older than this field was complete when it was given.
pub(crate) fn completed(response: &pb::Response) -> Option<Date> {
    let day = response.complete_date.or(response.respond_date);
    day.filter(|_| response.open_points.is_empty())
}

/// Whether it leaves no point open and gives reasons for each, or for the whole of what has no points.
pub(crate) fn has_reasons_for_each_point(response: &pb::Response) -> bool {
    let points = &response.point_answers;
    let each = points.iter().all(|answer| !answer.reasons.is_empty());
    let reasoned = match points.is_empty() {
        true => !response.reasons.is_empty(),
        false => each,
    };
    reasoned && response.open_points.is_empty()
}

/// The provisions in which it was carried out, as a whole or in an answer to a point.
pub(crate) fn locations(response: &pb::Response) -> impl Iterator<Item = &ProvisionRef> {
    let points = response.point_answers.iter();
    let points = points.flat_map(|answer| &answer.implemented_in);
    response.implemented_in.iter().chain(points)
}

/// Refuses an answer by anybody but those asked: `ADDRESSEE_MISMATCH`.
pub(crate) fn check_addressee<'a>(
    responder: &str,
    asked: impl IntoIterator<Item = &'a str>,
) -> Result<(), Error> {
    let asked: Vec<&str> = asked.into_iter().collect();
    if asked.contains(&responder) {
        return Ok(());
    }
    let text = format!(
        "{responder} is not asked to answer; these are: {}",
        asked.join(", ")
    );
    Err(Error::denied(Reason::AddresseeMismatch, text).with("responder", responder))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kenes_proto::gtype::LocalizedText;

    const TODAY: Date = Date {
        year: 2026,
        month: 5,
        day: 25,
    };

    fn answer(outcome: Outcome) -> pb::Response {
        let mut response = pb::Response {
            responder: Some(Actor {
                organization: "//registry.kenes/organizations/ministry".into(),
                ..Default::default()
            }),
            ..Default::default()
        };
        response.set_outcome(outcome);
        open(&mut response, TODAY);
        response
    }

    fn wrong(response: &pb::Response) -> Vec<(String, String)> {
        let found = check("response.", response, TODAY).into_iter();
        found.map(|v| (v.field, v.reason)).collect()
    }

    #[test]
    fn only_an_acceptance_needs_no_reasons() {
        assert!(wrong(&answer(Outcome::Accepted)).is_empty());
        for outcome in [
            Outcome::Rejected,
            Outcome::OutOfScope,
            Outcome::Deferred,
            Outcome::Noted,
        ] {
            let mut response = answer(outcome);
            assert_eq!(
                wrong(&response),
                [("response.reasons".to_owned(), "REASONS_REQUIRED".to_owned())]
            );
            response.reasons = vec![LocalizedText {
                text: "Because.".into(),
                language_code: "en".into(),
            }];
            assert!(wrong(&response).is_empty());
        }
    }

    #[test]
    fn an_answer_has_an_outcome_or_answers_points() {
        let mut response = answer(Outcome::Unspecified);
        let field = |field: &str, reason: &str| vec![(field.to_owned(), reason.to_owned())];
        assert_eq!(wrong(&response), field("response.outcome", "FIELD_INVALID"));
        let mut point = pb::PointAnswer::default();
        point.set_outcome(Outcome::Rejected);
        response.point_answers = vec![point];
        assert_eq!(
            wrong(&response),
            field("response.point_answers[0].reasons", "REASONS_REQUIRED"),
            "and none as a whole"
        );
        let place = |eid: &str| ProvisionRef {
            eid: eid.into(),
            ..Default::default()
        };
        response.implemented_in = vec![place("art_1")];
        response.point_answers[0].implemented_in = vec![place("art_2")];
        let eids: Vec<&str> = locations(&response).map(|at| at.eid.as_str()).collect();
        assert_eq!(eids, ["art_1", "art_2"]);
    }

    #[test]
    fn a_body_answers_by_today() {
        let mut response = answer(Outcome::Accepted);
        assert_eq!(response.respond_date, Some(TODAY));
        assert_eq!(response.state(), State::Given);
        for day in [(2026, 5, 26), (2026, 5, 0), (2026, 2, 30)] {
            let (year, month, day) = day;
            response.respond_date = Some(Date { year, month, day });
            assert_eq!(wrong(&response)[0].1, "DATES_INVALID");
        }
        response = answer(Outcome::Accepted);
        response.responder = Some(Actor::default());
        assert_eq!(wrong(&response)[0].0, "response.responder.organization");
        response.responder = Some(Actor {
            on_behalf_of: "//registry.kenes/organizations/o".into(),
            ..Default::default()
        });
        assert_eq!(wrong(&response)[0].0, "response.responder.on_behalf_of");
    }

    #[test]
    fn nobody_answers_for_others() {
        assert!(check_addressee("b", ["a", "b"]).is_ok());
        let error = check_addressee("c", ["a", "b"]).expect_err("not asked");
        assert_eq!(error.reason(), Reason::AddresseeMismatch);
        assert!(check_addressee("", []).is_err());
    }

    #[test]
    fn whoever_signs_holds_the_mandate() {
        let standing = Standing {
            person: "persons/official".into(),
            person_display_name: "D. Ospanov".into(),
            ..Default::default()
        };
        let signed = |person: &str| {
            let mut response = pb::Response {
                responder: Some(Actor {
                    person: person.into(),
                    ..Default::default()
                }),
                ..Default::default()
            };
            sign(&mut response, &standing).map(|()| response.responder.expect("one"))
        };
        for person in ["", "//registry.kenes/persons/official"] {
            let responder = signed(person).expect("signed");
            assert_eq!(responder.person, "//registry.kenes/persons/official");
            assert_eq!(responder.display_name, "D. Ospanov");
        }
        let other = signed("//registry.kenes/persons/other").expect_err("another");
        assert_eq!(other.reason(), Reason::PersonMismatch);
        assert_eq!(other.fields()[0].field, "response.responder.person");
    }
}
