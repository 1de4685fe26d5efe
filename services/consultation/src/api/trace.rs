//! The handler of traces.

use common::{Error, context::Context};
use kenes_proto::consultation as pb;

use super::Api;
use crate::{
    domain::trace::{self as rules, Ask, Chain, Titles, verdict::Facts},
    registry::RegistryError,
    store::trace,
};

/// Organizations that the registry is asked to name: more than the path of a comment has.
const MOST_ASKED: usize = 40;

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetTraceRequest,
) -> Result<pb::Trace, Error> {
    let ask = Ask::of(&request, context.now)?;
    let asked = ask.clone();
    let read = move |tx: &mut dyn common::store::Tx| trace::gather(tx, &asked);
    let (chain, facts) = api.app.read(&context, read).await?;
    let titles = titles(api, &ask, &chain, &facts).await;
    Ok(rules::tell(&ask, &chain, &facts, &titles))
}

/// What the registry calls the organizations of a trace, each on its day. One that is silent is not waited for again.
async fn titles(api: &Api, ask: &Ask, chain: &Chain, facts: &Facts) -> Titles {
    let mut titles = Titles::new();
    let named = chain.organizations(facts, ask.now).into_iter();
    for (organization, time) in named.take(MOST_ASKED) {
        match api.registry.titles(organization, time).await {
            Ok(found) => {
                let day = common::date::local_number(time);
                titles.insert((organization.to_owned(), day), found);
            }
            Err(RegistryError::Refused(_)) => {}
            Err(RegistryError::Unanswered) => break,
        }
    }
    titles
}
