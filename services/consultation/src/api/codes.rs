//! Codes of reference data in what is written: the registry says whether they may be used. The contract says in which fields
//! they are, so a new one is asked about without a line here.

use common::{
    Error,
    context::Context,
    date,
    resource::Kind,
    scheme::{Used, used},
};
use kenes_proto::{
    consultation as pb,
    gtype::Date,
    methods::{Create, Resource, Update},
};
use prost_reflect::ReflectMessage;

use super::{Api, changed};
use crate::domain::hearing;

/// For which day the codes of a resource must be in effect.
pub(super) trait Dated {
    fn used_on(&self, now: i64) -> Date {
        date::local_day(now)
    }
}

impl Dated for pb::DraftLaw {}

impl Dated for pb::Consultation {}

impl Dated for pb::ConsultationProposal {}

impl Dated for pb::Participation {}

impl Dated for pb::PolicyDocument {}

impl Dated for pb::PeriodRule {}

impl Dated for pb::Hearing {
    fn used_on(&self, now: i64) -> Date {
        date::local_day(hearing::asked_for(self, now))
    }
}

impl Dated for pb::Stage {
    fn used_on(&self, now: i64) -> Date {
        date::local_day(self.start_time.as_ref().map_or(now, date::micros))
    }
}

/// Asks about a resource that is to be recorded.
pub(super) async fn of_new<R>(api: &Api, context: &Context, request: &mut R) -> Result<(), Error>
where
    R: Create<Resource: Dated + ReflectMessage + Resource>,
{
    match request.resource() {
        Some(new) => check(api, context, R::Resource::FIELD, new).await,
        None => Ok(()),
    }
}

/// Asks about what an update changes.
pub(super) async fn of_changed<K, R>(
    api: &Api,
    context: &Context,
    request: &mut R,
) -> Result<(), Error>
where
    K: Kind<Message: Dated> + 'static,
    R: Update<Resource = K::Message>,
{
    match changed::merged::<K, R>(api, context, request).await? {
        Some((present, merged)) => {
            check_changed(api, context, K::Message::FIELD, &present, &merged).await
        }
        None => Ok(()),
    }
}

/// Asks about how a stage ends and the next begins, for the day on which both happen.
pub(super) async fn of_next_stage(
    api: &Api,
    context: &Context,
    request: &mut pb::AdvanceStageRequest,
) -> Result<(), Error> {
    let next = request.stage.clone().unwrap_or_default();
    let day = next.used_on(context.now);
    api.registry.verify_codes(used(request, ""), day).await
}

/// Asks about the legal basis of a redaction.
pub(super) async fn of_redaction(
    api: &Api,
    context: &Context,
    request: &mut pb::RedactCommentRequest,
) -> Result<(), Error> {
    let today = date::local_day(context.now);
    api.registry.verify_codes(used(request, ""), today).await
}

/// Asks about all that `message`, which stands in `field`, uses.
pub(super) async fn check<M: ReflectMessage + Dated>(
    api: &Api,
    context: &Context,
    field: &str,
    message: &M,
) -> Result<(), Error> {
    let day = message.used_on(context.now);
    api.registry.verify_codes(used(message, field), day).await
}

/// Asks about what `merged` uses and `present` did not: a code that was good when it was written stays.
pub(super) async fn check_changed<M: ReflectMessage + Dated>(
    api: &Api,
    context: &Context,
    field: &str,
    present: &M,
    merged: &M,
) -> Result<(), Error> {
    let day = merged.used_on(context.now);
    let mut asked = used(merged, field);
    if present.used_on(context.now) == day {
        let known: Vec<Used> = used(present, field).into_iter().map(|(_, it)| it).collect();
        asked.retain(|(_, it)| !known.contains(it));
    }
    api.registry.verify_codes(asked, day).await
}
