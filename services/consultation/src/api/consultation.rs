//! What is decided when consultations are written, their announcement, and when they are to be
//! answered.

use common::{
    Error,
    context::Context,
    date,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::consultation::{self as pb, due_date_basis::Kind};

use super::{Api, period_rule, reference, response};
use crate::{
    domain::{
        archive, consultation as rules, consultation_proposal,
        duty::{self, ANSWER_TO_COMMENT},
        period_rule::Bodies,
    },
    store::{
        consultation::Consultations, consultation_proposal::ConsultationProposals,
        period_rule::PeriodRules,
    },
};

impl Family for Consultations {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::Consultation>,
        consultation: &mut pb::Consultation,
    ) -> Result<(), Error> {
        rules::check(consultation)?;
        archive::check(consultation, context.now)?;
        if let Some(present) = present {
            rules::check_update(present, consultation)?;
            rules::follow_due(present, consultation, context.now);
        }
        let versions = &consultation.draft_law_versions;
        reference::versions(tx, "consultation.draft_law_versions", versions)?;
        let subject = consultation.subject.as_ref();
        reference::subject(tx, "consultation.subject", subject)?;
        if consultation.proposal.is_empty() {
            return Ok(());
        }
        let (field, proposal) = ("consultation.proposal", &consultation.proposal);
        let proposal = resource::referred::<ConsultationProposals>(tx, field, proposal)?;
        consultation_proposal::check_followed(consultation, &proposal)
    }
}

/// Makes it public. Where a day to answer by was not given, the rule in effect on the day of the close gives it.
pub(super) async fn announce(
    api: &Api,
    context: Context,
    request: pb::AnnounceConsultationRequest,
) -> Result<pb::Consultation, Error> {
    let present = stored(api, &context, &request.name).await?;
    let close = rules::close_day(&present);
    let bodies = match present.reply_due_date {
        Some(_) => Bodies::default(),
        None => {
            let named = [("name", present.organizer.as_str()), ("name", "")];
            period_rule::bodies(api, &context, ANSWER_TO_COMMENT, &close, named).await?
        }
    };
    let work = move |tx: &mut dyn Tx, context: &Context| {
        resource::change::<Consultations>(tx, context, &request, |tx, consultation| {
            rules::announce(consultation, context.now)?;
            for version in &consultation.draft_law_versions {
                reference::published(tx, "draft_law_versions", version)?;
            }
            let due = match consultation.reply_due_date {
                Some(due) => (Some(due), duty::given()),
                None => {
                    let close = rules::close_day(consultation);
                    period_rule::derive(tx, ANSWER_TO_COMMENT, &bodies, &close)?
                }
            };
            rules::set_due(consultation, due, context.now);
            Ok(())
        })
    };
    api.app.write(context, work).await
}

/// Moves its close, and with it a day to answer by that was derived: by the same rule as it is now, unless the present day is
/// later.
pub(super) fn extend(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::ExtendConsultationRequest,
) -> Result<pb::Consultation, Error> {
    resource::change::<Consultations>(tx, context, request, |tx, consultation| {
        let basis = consultation
            .reply_due_date_basis
            .clone()
            .unwrap_or_default();
        let rule = match basis.kind() {
            _ if request.reply_due_date.is_some() => {
                return rules::extend(consultation, request, context.now);
            }
            Kind::Derived => Some(resource::get::<PeriodRules>(tx, duty::rule(&basis))?),
            Kind::NoRule => None,
            _ => return rules::extend(consultation, request, context.now),
        };
        let present = consultation.reply_due_date.take();
        rules::extend(consultation, request, context.now)?;
        let due = period_rule::by_rule(tx, rule.as_ref(), &rules::close_day(consultation))?;
        if date::upper(present.as_ref()) > date::upper(due.0.as_ref()) {
            // It stays, and so does what gave it.
            consultation.reply_due_date = present;
        } else {
            rules::set_due(consultation, due, context.now);
        }
        Ok(())
    })
}

/// Requires that the caller answers for the organizer.
pub(super) async fn may_extend_reply(
    api: &Api,
    context: &Context,
    request: &mut pb::ExtendConsultationReplyRequest,
) -> Result<(), Error> {
    duty::check_extension(request.due_date.as_ref(), &request.reasons)?;
    let present = stored(api, context, &request.name).await?;
    let standing = response::require(api, context, "name", &present.organizer);
    standing.await.map(drop)
}

async fn stored(api: &Api, context: &Context, name: &str) -> Result<pb::Consultation, Error> {
    let name = name.to_owned();
    let read = move |tx: &mut dyn Tx| resource::get::<Consultations>(tx, &name);
    api.app.read(context, read).await
}
