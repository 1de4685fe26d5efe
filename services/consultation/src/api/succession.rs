//! What is decided when successions are written, and how what was open before a body that ended is passed on or closed.

use common::{
    Error,
    context::Context,
    date,
    list::{mismatch, open_values, page_size, seal_values},
    resource::{self, Family, fitting},
    store::{Tx, Value},
};
use kenes_proto::{
    consultation::{self as pb, matter::Kind},
    methods::Named,
    types::ErrorReason as Reason,
};
use prost::Message;

use super::{Api, being};
use crate::{
    domain::succession::{self as rules, Settlement, Which, settle},
    registry::of_field,
    store::{
        commitment::Commitments,
        consultation::Consultations,
        matter::{self, Asked, Place},
        recommendation::{self, Recommendations},
        stage::Stages,
        succession::{self, Successions},
    },
};

/// Either of these is enough to act for a successor.
const POWERS: [&str; 2] = ["sign", "manage"];

impl Family for Successions {
    fn before_write(
        tx: &mut dyn Tx,
        _: &Context,
        _: Option<&pb::Succession>,
        succession: &mut pb::Succession,
    ) -> Result<(), Error> {
        rules::check(succession)?;
        rules::check_alone(succession, succession::other(tx, succession)?)
    }
}

/// Asks the registry whether the body ended and whether these follow it, and fills in when it did.
pub(super) async fn check_new(
    api: &Api,
    context: &Context,
    request: &mut pb::CreateSuccessionRequest,
) -> Result<(), Error> {
    let Some(new) = request.succession.as_mut() else {
        return Ok(());
    };
    rules::check(new)?;
    let body = api.registry.organization(&new.body).await;
    let body = body.map_err(|error| of_field(error, "succession.body", &new.body))?;
    rules::settle_end(new, &body, context.now)?;
    let day = new.end_date.unwrap_or_default();
    for (n, successor) in new.successors.iter().enumerate() {
        let field = format!("succession.successors[{n}]");
        being::check_addressee(api, &field, successor, &day).await?;
    }
    may_act(api, context, &new.successors).await
}

/// Requires that the caller acts for a successor, and that the one to which matters go is there today.
pub(super) async fn may_readdress(
    api: &Api,
    context: &Context,
    request: &mut pb::ReaddressMattersRequest,
) -> Result<(), Error> {
    let present = stored(api, context, &request.name).await?;
    rules::check_readdress(&present, request, context.now)?;
    let today = date::local_day(context.now);
    being::check_addressee(api, "successor", &request.successor, &today).await?;
    may_act(api, context, &present.successors).await
}

/// The same where they are closed.
pub(super) async fn may_close(
    api: &Api,
    context: &Context,
    request: &mut pb::CloseMattersRequest,
) -> Result<(), Error> {
    rules::check_close(request)?;
    let present = stored(api, context, request.name()).await?;
    may_act(api, context, &present.successors).await
}

async fn stored(api: &Api, context: &Context, name: &str) -> Result<pb::Succession, Error> {
    let name = name.to_owned();
    let read = move |tx: &mut dyn Tx| resource::get::<Successions>(tx, &name);
    api.app.read(context, read).await
}

/// Requires that the caller signs for one of these, or manages its records. The first refusal is the one that is told.
async fn may_act(api: &Api, context: &Context, successors: &[String]) -> Result<(), Error> {
    let mut refusal = None;
    for successor in successors {
        for power in POWERS {
            let standing = api.registry.require(context.caller(), successor, power);
            match standing.await {
                Ok(_) => return Ok(()),
                Err(error) => match error.reason() {
                    Reason::StandingNotMandated | Reason::StandingNotActive => {
                        refusal.get_or_insert((error, successor));
                    }
                    _ => return Err(of_field(error, "succession.successors", successor)),
                },
            }
        }
    }
    match refusal {
        Some((error, successor)) => {
            Err(being::explain(api, context, error, successor, "sign").await)
        }
        None => Ok(()),
    }
}

// === what becomes of matters

pub(super) fn readdress(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::ReaddressMattersRequest,
) -> Result<pb::Succession, Error> {
    let which = Which {
        subjects: &request.subjects,
        kind: request.kind,
        count: rules::count(request.max_count),
    };
    resource::change::<Successions>(tx, context, request, |tx, succession| {
        rules::check_readdress(succession, request, context.now)?;
        let by = Settlement {
            successor: &request.successor,
            reasons: &request.reasons,
            due: request.due_date,
            succession: &request.name,
            body: &succession.body,
            now: context.now,
        };
        let settled = settle_all(tx, context, succession, which, &by)?;
        succession.readdressed_count += settled;
        Ok(())
    })
}

pub(super) fn close(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::CloseMattersRequest,
) -> Result<pb::Succession, Error> {
    let which = Which {
        subjects: &request.subjects,
        kind: request.kind,
        count: rules::count(request.max_count),
    };
    resource::change::<Successions>(tx, context, request, |tx, succession| {
        let by = Settlement {
            successor: "",
            reasons: &request.reasons,
            due: None,
            succession: &request.name,
            body: &succession.body,
            now: context.now,
        };
        let settled = settle_all(tx, context, succession, which, &by)?;
        succession.closed_count += settled;
        Ok(())
    })
}

/// Settles the matters that are asked for, and returns how many.
fn settle_all(
    tx: &mut dyn Tx,
    context: &Context,
    succession: &pb::Succession,
    which: Which<'_>,
    by: &Settlement<'_>,
) -> Result<i64, Error> {
    let mut matters = Vec::new();
    for subject in which.subjects {
        match matter::open_kind(tx, &succession.body, subject, context.now)? {
            Some(kind) => matters.push((kind, subject.clone())),
            None => {
                let settled = matter::is_settled(tx, &succession.name, subject)?;
                return Err(rules::not_open(succession, subject, settled));
            }
        }
    }
    if which.subjects.is_empty() {
        let asked = Asked {
            body: &succession.body,
            succession: &succession.name,
            kind: which.kind.into(),
            state: matter::open_state(),
            now: context.now,
        };
        let next = matter::list(tx, asked, &Place::default(), which.count)?;
        matters.extend(next.into_iter().map(|(kind, subject, _)| (kind, subject)));
    }
    if matters.is_empty() {
        return Err(rules::nothing_open(succession));
    }
    let context = context.without_request_id();
    for (kind, subject) in &matters {
        settle(tx, &context, kind_of(*kind), subject, by)?;
    }
    i64::try_from(matters.len()).map_err(Error::internal)
}

fn settle(
    tx: &mut dyn Tx,
    context: &Context,
    kind: Kind,
    subject: &str,
    by: &Settlement<'_>,
) -> Result<(), Error> {
    match kind {
        Kind::Recommendation => {
            let answers = recommendation::answers(tx, subject, None)?;
            let mut asked = resource::get::<Recommendations>(tx, subject)?;
            settle::recommendation(&mut asked, by, &answers)?;
            resource::save::<Recommendations>(tx, context, asked).map(drop)
        }
        Kind::Consultation => {
            let mut held = resource::get::<Consultations>(tx, subject)?;
            settle::consultation(&mut held, by)?;
            resource::save::<Consultations>(tx, context, held).map(drop)
        }
        Kind::Commitment => {
            let mut taken = resource::get::<Commitments>(tx, subject)?;
            settle::commitment(&mut taken, by)?;
            resource::save::<Commitments>(tx, context, taken).map(drop)
        }
        Kind::DraftLaw => {
            let mut running = resource::get::<Stages>(tx, subject)?;
            settle::stage(&mut running, by);
            resource::save::<Stages>(tx, context, running).map(drop)
        }
        Kind::Unspecified => Err(Error::internal("a matter of no kind")),
    }
}

fn kind_of(number: i64) -> Kind {
    let kind = i32::try_from(number).ok();
    kind.and_then(|kind| Kind::try_from(kind).ok())
        .unwrap_or_default()
}

// === what was open

pub(super) fn list_matters(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::ListSuccessionMattersRequest,
) -> Result<pb::ListSuccessionMattersResponse, Error> {
    let succession = resource::get::<Successions>(tx, &request.succession)?;
    let of = format!("{}/{}/{}", request.succession, request.kind, request.state);
    let after = match open_values("matters", &of, &request.page_token)?.as_deref() {
        None => Place::default(),
        Some([Value::Int(kind), Value::Text(subject), Value::Int(state)]) => {
            (*kind, subject.clone(), *state)
        }
        Some(_) => return Err(mismatch()),
    };
    let size = page_size(request.page_size);
    let asked = Asked {
        body: &succession.body,
        succession: &succession.name,
        kind: request.kind.into(),
        state: request.state.into(),
        now: context.now,
    };
    let more = i64::try_from(size + 1).map_err(Error::internal)?;
    let mut rows = matter::list(tx, asked, &after, more)?;
    let found = rows.len();
    rows.truncate(size);
    let shown = rows
        .iter()
        .map(|place| show(tx, &succession.name, place.clone()));
    let mut matters = shown.collect::<Result<Vec<_>, _>>()?;
    matters.truncate(fitting(matters.iter().map(Message::encoded_len)));
    let last = matters.len().checked_sub(1).and_then(|last| rows.get(last));
    let next_page_token = match last.filter(|_| matters.len() < found) {
        Some((kind, subject, state)) => {
            let values = [(*kind).into(), subject.as_str().into(), (*state).into()];
            seal_values("matters", &of, &values)?
        }
        None => String::new(),
    };
    Ok(pb::ListSuccessionMattersResponse {
        matters,
        next_page_token,
    })
}

/// A matter as its subject says it.
fn show(tx: &mut dyn Tx, succession: &str, place: Place) -> Result<pb::Matter, Error> {
    let (kind, subject, state) = place;
    let kind = kind_of(kind);
    let handovers = match kind {
        _ if state == matter::open_state() => Vec::new(),
        Kind::Recommendation => resource::get::<Recommendations>(tx, &subject)?.handovers,
        Kind::Consultation => resource::get::<Consultations>(tx, &subject)?.handovers,
        Kind::Commitment => resource::get::<Commitments>(tx, &subject)?.handovers,
        Kind::DraftLaw => resource::get::<Stages>(tx, &subject)?.handovers,
        Kind::Unspecified => Vec::new(),
    };
    Ok(pb::Matter {
        kind: kind.into(),
        subject,
        state: i32::try_from(state).map_err(Error::internal)?,
        handover: rules::handover_by(&handovers, succession).cloned(),
    })
}
