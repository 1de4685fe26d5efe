//! The handler of traces.

use common::{Error, context::Context, date};
use kenes_proto::consultation as pb;
use tokio::task::JoinSet;

use super::Api;
use crate::{
    domain::trace::{self as rules, Ask, Chain, Titles, verdict::Facts},
    registry::RegistryError,
    store::trace,
};

/// So many names are asked of the registry at once: what it has to say to others does not wait for a trace.
const AT_ONCE: usize = 4;

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

/// What the registry calls the organizations of a trace, each on its day: a page names two a step at most, and those that gave
/// the answers that it counts. A registry that is silent is not waited for again.
async fn titles(api: &Api, ask: &Ask, chain: &Chain, facts: &Facts) -> Titles {
    let mut titles = Titles::new();
    for some in chain.organizations(facts, ask.now).chunks(AT_ONCE) {
        let mut asked = JoinSet::new();
        for (organization, time) in some {
            let (registry, organization, time) =
                (api.registry.clone(), (*organization).to_owned(), *time);
            asked.spawn(async move {
                let found = registry.titles(&organization, time).await;
                (organization, date::local_number(time), found)
            });
        }
        for (organization, day, found) in asked.join_all().await {
            match found {
                Ok(found) => drop(titles.insert((organization, day), found)),
                Err(RegistryError::Refused(_)) => {}
                Err(RegistryError::Unanswered) => return titles,
            }
        }
    }
    titles
}
