//! Handlers of what is owed: which answers, and how each body answers.

use common::{
    Error,
    context::Context,
    date,
    list::{Reach, mismatch, open_values, page_size, seal_values},
    median::median,
    resource::{self, gaps},
    store::{Tx, Value},
};
use kenes_proto::{
    consultation::{self as pb, duty::State},
    gtype::Date,
};
use prost::Message;
use tlog::hex;

use super::working_calendar::check_span;
use crate::{
    domain::addressee,
    store::{
        consultation::Consultations,
        duty::{self, ANSWERED, Asked, NO_DAY, OPEN, Owed, Place, Sums},
        owed,
        recommendation::Recommendations,
    },
};

/// Where the answers are that are owed.
const OWED: [&str; 3] = ["consultations", "recommendations", "responses"];
/// A page ends with the duty that makes it so many bytes large.
const FULL: usize = 2 << 20;

pub(super) fn list(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::ListDutiesRequest,
) -> Result<pb::ListDutiesResponse, Error> {
    let today = date::local_number(context.now);
    let mut asked = asked(&request.body, request.due_from_date, request.due_until_date)?;
    match request.state() {
        State::Unspecified => {}
        State::Open => {
            asked.closed = (OPEN, OPEN);
            asked.days.0 = asked.days.0.max(today);
        }
        State::Overdue => {
            asked.closed = (OPEN, OPEN);
            asked.days.1 = asked.days.1.min(today - 1);
        }
        State::Answered => asked.closed = (ANSWERED, ANSWERED),
    }
    let of = of(&pb::ListDutiesRequest {
        page_size: 0,
        page_token: String::new(),
        ..request.clone()
    });
    let after = match open_values("duties", &of, &request.page_token)?.as_deref() {
        None => Place::default(),
        Some(
            [
                Value::Int(closed),
                Value::Int(due),
                Value::Text(subject),
                Value::Text(body),
            ],
        ) => Place {
            closed: *closed,
            due_date: *due,
            subject: subject.clone(),
            organization: body.clone(),
        },
        Some(_) => return Err(mismatch()),
    };
    let size = page_size(request.page_size);
    let mut rows = duty::list(tx, &asked, &after, size + 1)?;
    let (mut duties, mut bytes) = (Vec::new(), 0);
    for (subject, row) in &rows {
        let duty = show(tx, subject, row, today)?;
        bytes += duty.encoded_len();
        duties.push(duty);
        if bytes > FULL || duties.len() == size {
            break;
        }
    }
    let next_page_token = match more(&mut rows, duties.len()) {
        Some((subject, last)) => {
            let values = [
                last.closed.into(),
                last.due_date.into(),
                subject.as_str().into(),
                last.organization.as_str().into(),
            ];
            seal_values("duties", &of, &values)?
        }
        None => String::new(),
    };
    Ok(pb::ListDutiesResponse {
        duties,
        next_page_token,
    })
}

pub(super) fn summarize(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::SummarizeDutiesRequest,
) -> Result<pb::SummarizeDutiesResponse, Error> {
    let today = date::local_number(context.now);
    let asked = asked(&request.body, request.due_from_date, request.due_until_date)?;
    let of = of(&pb::SummarizeDutiesRequest {
        page_size: 0,
        page_token: String::new(),
        ..request.clone()
    });
    let list = "duty_summaries";
    let after = match open_values(list, &of, &request.page_token)?.as_deref() {
        None => String::new(),
        Some([Value::Text(body)]) => body.clone(),
        Some(_) => return Err(mismatch()),
    };
    let size = page_size(request.page_size);
    let mut rows = duty::sums(tx, &asked, &after, today, size + 1)?;
    let next_page_token = match more(&mut rows, size) {
        Some(last) => seal_values(list, &of, &[last.organization.as_str().into()])?,
        None => String::new(),
    };
    let summaries = rows.into_iter();
    let summaries = summaries.map(|sums| summary(tx, &asked, sums));
    let duty_summaries = summaries.collect::<Result<_, _>>()?;
    let reach = Reach {
        days: [asked.days.0, asked.days.1],
        ..Reach::default()
    }
    .of(&request.body);
    Ok(pb::SummarizeDutiesResponse {
        duty_summaries,
        next_page_token,
        not_covered: gaps::touched(tx, &OWED, &reach)?,
    })
}

// === what is asked

/// All duties of a body, or of all, that are due in a span of days.
fn asked(body: &str, from: Option<Date>, until: Option<Date>) -> Result<Asked, Error> {
    let ends = (
        ("due_from_date", from.as_ref()),
        ("due_until_date", until.as_ref()),
    );
    Error::check(check_span(ends.0, ends.1))?;
    // Those without a day are in no span.
    let last = match (from, until) {
        (None, None) => NO_DAY,
        (_, None) => NO_DAY - 1,
        (_, until) => date::lower(until.as_ref()),
    };
    Ok(Asked {
        body: body.to_owned(),
        closed: (OPEN, ANSWERED),
        days: (date::lower(from.as_ref()), last),
    })
}

/// What tells one query from another: all of it but the page.
fn of(query: &impl Message) -> String {
    hex(&query.encode_to_vec())
}

/// Cuts a page to its size and returns its last row, if more come after it.
fn more<T>(rows: &mut Vec<T>, size: usize) -> Option<&T> {
    if rows.len() <= size {
        return None;
    }
    rows.truncate(size);
    rows.last()
}

// === what is answered

/// A duty as its recommendation or consultation says it.
fn show(tx: &mut dyn Tx, subject: &str, row: &Owed, today: i64) -> Result<pb::Duty, Error> {
    let mut duty = pb::Duty {
        subject: subject.to_owned(),
        body: row.organization.clone(),
        ask_date: date::number_day(row.ask_date),
        replied: row.replied,
        replied_with_reasons: row.reasoned,
        ..Default::default()
    };
    duty.set_state(match row.closed {
        ANSWERED => State::Answered,
        _ if row.due_date < today => State::Overdue,
        _ => State::Open,
    });
    if row.closed == ANSWERED {
        duty.answer_date = date::number_day(row.answer_date);
    }
    if subject.starts_with("recommendations/") {
        let found = resource::get::<Recommendations>(tx, subject)?;
        let mut asked = found.addressees.into_iter();
        let asked = asked.find(|a| addressee::open(a) && a.organization == row.organization);
        let asked = asked.unwrap_or_default();
        duty.due_date = asked.due_date;
        duty.due_date_basis = asked.due_date_basis;
        duty.extensions = asked.extensions;
        duty.remind_time = asked.remind_time;
        duty.miss_time = asked.miss_time;
        return Ok(duty);
    }
    let found = resource::get::<Consultations>(tx, subject)?;
    duty.due_date = found.reply_due_date;
    duty.due_date_basis = found.reply_due_date_basis;
    duty.extensions = found.reply_extensions;
    duty.remind_time = found.reply_remind_time;
    duty.miss_time = found.reply_miss_time;
    duty.open_comment_count = owed::open_comments(tx, subject)?;
    Ok(duty)
}

fn summary(tx: &mut dyn Tx, asked: &Asked, sums: Sums) -> Result<pb::DutySummary, Error> {
    let took = duty::answer_days(tx, asked, &sums.organization)?;
    Ok(pb::DutySummary {
        median_answer_days: median(&took),
        body: sums.organization,
        duty_count: sums.all,
        due_count: sums.due,
        answered_count: sums.answered,
        answered_in_time_count: sums.in_time,
        answered_late_count: sums.late,
        overdue_count: sums.overdue,
        replied_count: sums.replied,
        replied_with_reasons_count: sums.reasoned,
        extended_count: sums.extended,
        projected_count: sums.projected,
    })
}
