//! The handler of documents in Akoma Ntoso.

use common::{Error, context::Context, store::Tx};
use kenes_proto::consultation as pb;

use super::{Api, document, titles::Learned};
use crate::{
    domain::rendering::{self as rules, Around},
    store::rendering::{self, Subject},
};

pub(super) async fn render(
    api: &Api,
    context: Context,
    request: pb::RenderAkomaNtosoRequest,
) -> Result<pb::AkomaNtosoDocument, Error> {
    let language = document::language(&context, &request.language_code)?;
    let read = move |tx: &mut dyn Tx| rendering::subject(tx, &request.name);
    let (subject, mut around): (Subject, Around) = api.app.read(&context, read).await?;
    let mut titles = Learned::default();
    let named = subject.organizations();
    titles
        .learn_some(&api.registry, named.into_iter(), context.now)
        .await;
    around.titles = titles.known;
    match &subject {
        Subject::Minutes(minutes) => rules::minutes(minutes, language, &around),
        Subject::Recommendation(found) => rules::recommendation(found, language, &around),
        Subject::Answer(given) => rules::answer(given, language, &around),
    }
}
