//! What is decided when a member of a commission scores an application, and the order that the scores make.

use common::{
    Error,
    context::Context,
    names,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::registry::{self as pb, RankedApplication};

use super::application::check_open;
use crate::{
    domain::{score as rules, tender::commission},
    store::{
        application::Applications,
        score::{self, Scores},
        standing,
        tender::Tenders,
    },
};

/// The most applications in one ranking.
const MAX_RANKED: i64 = 10_000;

impl Family for Scores {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        _: Option<&pb::Score>,
        score: &mut pb::Score,
    ) -> Result<(), Error> {
        let application = resource::get::<Applications>(tx, names::parent(&score.name))?;
        let tender = check_open(tx, &application, "have applications scored")?;
        rules::check_admitted(&application)?;
        Error::check(rules::check(&tender.criteria, score))?;
        commission::check_free(&tender, &score.person, &application)?;
        let (applicant, days) = (
            &application.applicant,
            commission::days(&tender, context.now),
        );
        if let Some(tie) = standing::tie(tx, &score.person, applicant, days)? {
            return Err(commission::tied(&score.person, &tie, &application));
        }
        if let Some(other) = score::given(tx, &application.name, &score.person)? {
            return Err(rules::exists(&other));
        }
        rules::begin(&tender.criteria, score);
        Ok(())
    }
}

pub(super) fn rank(
    tx: &mut dyn Tx,
    _: &Context,
    request: &pb::RankApplicationsRequest,
) -> Result<pb::RankApplicationsResponse, Error> {
    resource::get::<Tenders>(tx, &request.name)?;
    let sums = score::sums(tx, &request.name, &request.lot, MAX_RANKED)?;
    let ranked = sums.into_iter().map(|sum| {
        let mean = sum.mean().unwrap_or_default();
        Ok(RankedApplication {
            application: sum.application,
            lot: sum.lot,
            rank: 0,
            score: i32::try_from(mean).map_err(Error::internal)?,
            score_count: i32::try_from(sum.count).map_err(Error::internal)?,
        })
    });
    let mut applications = ranked.collect::<Result<Vec<_>, Error>>()?;
    rules::rank(&mut applications);
    Ok(pb::RankApplicationsResponse { applications })
}
