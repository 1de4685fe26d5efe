//! Rules of successions: who follows a body that ended, and what becomes of what was open before it. What is open is in
//! `store::matter`.

use common::{Error, Violation, date, parts, span, text};
use kenes_proto::{
    consultation::{
        self as pb, CloseMattersRequest, Handover, ReaddressMattersRequest, Succession,
    },
    gtype::{Date, LocalizedText},
    registry::Organization,
    types::ErrorReason as Reason,
};

use super::{REGISTRY, duty};

pub(crate) mod settle;

const MAX_TEXT: usize = 20_000;
/// How many matters are settled at once where the caller does not say, and at most.
const DEFAULT_COUNT: i64 = 50;
const MOST: i64 = 200;

/// What must hold of a succession by itself.
pub(crate) fn check(succession: &Succession) -> Result<(), Error> {
    let at = |field: &str| format!("succession.{field}");
    let mut wrong = text::check(&at("texts"), &succession.texts, MAX_TEXT, false);
    wrong.extend(span::whole_date(
        &at("end_date"),
        succession.end_date.as_ref(),
    ));
    wrong.extend(parts::documents(&at("documents"), &succession.documents));
    wrong.extend(parts::require_sources(&at("sources"), &succession.sources));
    Error::check(wrong)
}

/// What must hold of it by what the registry says of the body, and fills in the day on which it ended.
pub(crate) fn settle_end(
    succession: &mut Succession,
    body: &Organization,
    now: i64,
) -> Result<(), Error> {
    let name = &succession.body;
    let dissolved = body.dissolution_date;
    let end = dissolved.filter(|day| date::upper(Some(day)) <= date::local_number(now));
    let Some(end) = end.filter(|_| body.delete_time.is_none()) else {
        let text = match dissolved {
            None => {
                format!("the registry does not say that {name} has ended: dissolve it there first")
            }
            Some(day) => format!("{name} ends on {}, which has not come", date::words(&day)),
        };
        return Err(Error::refused(Reason::BodyNotEnded, name, text));
    };
    let mut wrong = Vec::new();
    if succession.end_date.is_some_and(|given| given != end) {
        let say = format!(
            "the registry has {}: give that day, or none",
            date::words(&end)
        );
        wrong.push(Violation::new(
            "succession.end_date",
            Reason::DatesInvalid,
            say,
        ));
    }
    for (n, successor) in succession.successors.iter().enumerate() {
        let mut known = body.successors.iter();
        if !known.any(|known| &common::names::full(REGISTRY, known) == successor) {
            let say = format!("{successor} is not among the successors of {name} in the registry");
            let field = format!("succession.successors[{n}]");
            wrong.push(Violation::new(field, Reason::SuccessorMismatch, say));
        }
    }
    Error::check(wrong)?;
    succession.end_date = Some(end);
    Ok(())
}

/// Refuses a second succession of a body. `other` is the name of the first.
pub(crate) fn check_alone(succession: &Succession, other: Option<String>) -> Result<(), Error> {
    let Some(other) = other else { return Ok(()) };
    let text = format!(
        "{other} says who follows {}; a body ends once",
        succession.body
    );
    let kind = "consultation.kenes/Succession";
    Err(Error::exists(Reason::ResourceExists, kind, other, text))
}

// === what is asked

/// What becomes of matters: to whom they go, or nobody, why, and by when answers are due.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settlement<'a> {
    /// Empty: they are closed.
    pub(crate) successor: &'a str,
    pub(crate) reasons: &'a [LocalizedText],
    pub(crate) due: Option<Date>,
    pub(crate) succession: &'a str,
    /// The body that ended.
    pub(crate) body: &'a str,
    pub(crate) now: i64,
}

/// Which matters are settled: those that are named, or the next of a kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Which<'a> {
    pub(crate) subjects: &'a [String],
    /// 0 is all.
    pub(crate) kind: i32,
    pub(crate) count: i64,
}

/// Refuses a request to pass matters on that can be refused without looking at them.
pub(crate) fn check_readdress(
    succession: &Succession,
    request: &ReaddressMattersRequest,
    now: i64,
) -> Result<(), Error> {
    let mut wrong = text::check("reasons", &request.reasons, MAX_TEXT, true);
    let today = date::local_day(now);
    let due = request.due_date.as_ref();
    wrong.extend(super::addressee::check_due(due, &today, "readdressed"));
    let to = &request.successor;
    if !succession.successors.contains(to) {
        let say = format!(
            "{to} does not follow {}: name one of its successors",
            succession.body
        );
        wrong.push(Violation::new("successor", Reason::SuccessorMismatch, say));
    }
    Error::check(wrong)
}

/// The same of a request to close them.
pub(crate) fn check_close(request: &CloseMattersRequest) -> Result<(), Error> {
    Error::check(text::check("reasons", &request.reasons, MAX_TEXT, true))
}

/// How many are settled at once.
pub(crate) fn count(asked: i32) -> i64 {
    match asked {
        0 => DEFAULT_COUNT,
        asked => i64::from(asked).min(MOST),
    }
}

/// The refusal of what is not open before the body, or was settled already.
pub(crate) fn not_open(succession: &Succession, subject: &str, settled: bool) -> Error {
    let name = &succession.name;
    match settled {
        true => {
            let text = format!("{subject} was passed on or closed by {name} already");
            Error::refused(Reason::MatterSettled, subject, text)
        }
        false => {
            let text = format!("{subject} is not open before {}", succession.body);
            Error::refused(Reason::MatterNotOpen, subject, text)
        }
    }
}

/// The refusal where nothing is open any more.
pub(crate) fn nothing_open(succession: &Succession) -> Error {
    let text = format!(
        "nothing of this kind is open before {} any more",
        succession.body
    );
    Error::refused(Reason::MatterNotOpen, &succession.name, text)
}

// === what became of it

/// Where a matter is that was handed over by a succession.
pub(crate) fn handover_by<'a>(handovers: &'a [Handover], succession: &str) -> Option<&'a Handover> {
    handovers
        .iter()
        .rev()
        .find(|one| one.succession == succession)
}

/// Whether what is before this body was closed, so that it owes nothing by it.
pub(crate) fn is_closed(handovers: &[Handover], body: &str) -> bool {
    let last = handovers.last();
    last.is_some_and(|last| last.successor.is_empty() && last.body == body)
}

/// The body before which a stage is; empty where nobody is in charge, or that was closed.
pub(crate) fn in_charge(stage: &pb::Stage) -> &str {
    match is_closed(&stage.handovers, &stage.responsible) {
        true => "",
        false => &stage.responsible,
    }
}

/// The body that held a consultation first.
pub(crate) fn first_organizer(consultation: &pb::Consultation) -> &str {
    let first = consultation.handovers.first();
    first.map_or(&consultation.organizer, |first| &first.body)
}

// === impl Settlement

impl Settlement<'_> {
    /// The day by which a successor answers: the one that is given, or the one that there is, if that is still to come.
    fn due(&self, subject: &str, former: Option<&Date>) -> Result<Option<Date>, Error> {
        if self.due.is_some() {
            return Ok(self.due);
        }
        let passed =
            former.is_some_and(|day| date::upper(Some(day)) <= date::local_number(self.now));
        match former {
            Some(day) if passed => {
                let text = format!(
                    "{subject} was to be answered by {}, and that day has come: give a due_date for the successor",
                    date::words(day)
                );
                Err(Error::refused(Reason::DueDateTooEarly, subject, text))
            }
            former => Ok(former.copied()),
        }
    }

    fn handover(&self) -> Handover {
        Handover {
            body: self.body.to_owned(),
            successor: self.successor.to_owned(),
            reasons: self.reasons.to_vec(),
            succession: self.succession.to_owned(),
            handover_time: Some(date::timestamp(self.now)),
        }
    }

    fn is_close(&self) -> bool {
        self.successor.is_empty()
    }

    /// Why a due day holds: as before where it is kept.
    fn basis(&self, former: Option<&pb::DueDateBasis>) -> Option<pb::DueDateBasis> {
        match self.due {
            Some(_) => Some(duty::given()),
            None => former.cloned(),
        }
    }
}

#[cfg(test)]
mod tests;
