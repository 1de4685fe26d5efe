//! Which answers a recommendation or a consultation is owed, as rows of `duty`: they follow from it, from the answers it has and,
//! for a consultation, from the counts of its comments.

use common::{Error, date, resource, store::Tx};
use kenes_proto::{
    consultation::{self as pb, recommendation::State},
    gtype::Date,
};

use super::{
    answers, counts,
    duty::{self, ANSWERED, NO_DAY, NOTHING, OPEN, Owed},
    report,
    response::{self, Responses},
};
use crate::domain::{addressee, duty as rules, response as answering, succession};

/// Notes what is owed to a recommendation: an answer by each of those that it was sent to.
pub(crate) fn note_recommendation(
    tx: &mut dyn Tx,
    asked: &pb::Recommendation,
) -> Result<(), Error> {
    let mut owed = Vec::new();
    if matches!(asked.state(), State::Sent | State::Answered) {
        let names = response::answers_to(tx, &asked.name)?;
        let given = names.iter();
        let given = given.map(|name| resource::get::<Responses>(tx, name));
        let given: Vec<pb::Response> = given.collect::<Result<_, _>>()?;
        let open = asked.addressees.iter().filter(|a| addressee::open(a));
        for addressee in open {
            let mut given = given.iter();
            let answer = given.find(|a| answering::responder(a) == addressee.organization);
            owed.push(of_addressee(addressee, answer));
        }
    }
    duty::put(tx, &asked.name, &owed)
}

fn of_addressee(addressee: &pb::Addressee, answer: Option<&pb::Response>) -> Owed {
    let basis = addressee.due_date_basis.as_ref();
    let due = addressee.due_date.as_ref();
    let said = (
        addressee.remind_time.is_some(),
        addressee.miss_time.is_some(),
    );
    let ask = date::local_day(date::moment(addressee.send_time.as_ref()));
    let whole = answer.and_then(answering::completed);
    let next = rules::next(due, basis, said).filter(|_| whole.is_none());
    Owed {
        organization: addressee.organization.clone(),
        closed: if whole.is_some() { ANSWERED } else { OPEN },
        due_date: day_or_none(due),
        ask_date: date::lower(Some(&ask)),
        answer_date: date::lower(whole.as_ref()),
        answer_days: whole.map_or(-1, |day| date::days_taken(&ask, &day)),
        replied: answer.is_some(),
        reasoned: answer.is_some_and(answering::has_reasons_for_each_point),
        extended: !addressee.extensions.is_empty(),
        projected: basis.is_some_and(|basis| basis.projected),
        next_time: next.map_or(0, |(_, time)| time),
    }
}

/// Notes what a consultation is owed at `now`: answers of its organizer to the comments that stand. While it takes comments, none
/// of them is the last.
pub(crate) fn note_consultation(
    tx: &mut dyn Tx,
    asked: &pb::Consultation,
    now: i64,
) -> Result<(), Error> {
    let closed = succession::is_closed(&asked.handovers, &asked.organizer);
    if asked.announce_time.is_none() || asked.cancel_time.is_some() || closed {
        return duty::put(tx, &asked.name, &[]);
    }
    let basis = asked.reply_due_date_basis.as_ref();
    let due = asked.reply_due_date.as_ref();
    let close = date::moment(asked.close_time.as_ref());
    let standing = counts::standing(tx, &asked.name)?;
    let answered = answers::answered(tx, &asked.name)?;
    let closed = match () {
        () if now < close => OPEN,
        () if standing <= 0 => NOTHING,
        () if answered >= standing => ANSWERED,
        () => OPEN,
    };
    let said = (
        asked.reply_remind_time.is_some(),
        asked.reply_miss_time.is_some(),
    );
    let next_time = match rules::next(due, basis, said) {
        _ if closed != OPEN => 0,
        _ if now < close => close,
        // What is asked is known from the close on.
        Some((_, time)) => time.max(close),
        None => 0,
    };
    let ask = date::day_in(&asked.time_zone, close);
    let (reasoned, last) = report::answered(tx, asked)?;
    let answer_days = match closed {
        ANSWERED => date::number_day(last).map_or(-1, |day| date::days_taken(&ask, &day)),
        _ => -1,
    };
    let owed = Owed {
        organization: asked.organizer.clone(),
        closed,
        due_date: day_or_none(due),
        ask_date: date::lower(Some(&ask)),
        answer_date: last,
        answer_days,
        replied: last != 0,
        reasoned: closed == ANSWERED && reasoned >= standing,
        extended: !asked.reply_extensions.is_empty(),
        projected: basis.is_some_and(|basis| basis.projected),
        next_time,
    };
    duty::put(tx, &asked.name, &[owed])
}

/// How many comments of a consultation stand without an answer.
pub(crate) fn open_comments(tx: &mut dyn Tx, consultation: &str) -> Result<i64, Error> {
    let standing = counts::standing(tx, consultation)?;
    let answered = answers::answered(tx, consultation)?;
    Ok((standing - answered).max(0))
}

fn day_or_none(day: Option<&Date>) -> i64 {
    match date::upper(day) {
        0 => NO_DAY,
        day => day,
    }
}
