//! The handler of traces.

use common::{Error, context::Context};
use kenes_proto::consultation as pb;

use super::Api;
use crate::{
    domain::trace::{self as rules, Chain, Titles},
    registry::RegistryError,
    store::trace,
};

/// Organizations that the registry is asked to name; more than any chain of one draft law has.
const MOST_ASKED: usize = 20;

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetTraceRequest,
) -> Result<pb::Trace, Error> {
    let name = request.name.clone();
    let now = context.now;
    let read = move |tx: &mut dyn common::store::Tx| trace::gather(tx, &name, now);
    let chain = api.app.read(&context, read).await?;
    let titles = titles(api, &chain).await;
    let language = rules::language(&request.language_code);
    Ok(rules::tell(&request.name, &chain, &titles, language))
}

/// What the registry calls the organizations of the chain. One that is silent is not waited for again.
async fn titles(api: &Api, chain: &Chain) -> Titles {
    let mut titles = Titles::new();
    for organization in chain.unnamed().into_iter().take(MOST_ASKED) {
        match api.registry.shown(organization).await {
            Ok(found) => {
                titles.insert(organization.to_owned(), found.titles);
            }
            Err(RegistryError::Refused(_)) => {}
            Err(RegistryError::Unanswered) => break,
        }
    }
    titles
}
