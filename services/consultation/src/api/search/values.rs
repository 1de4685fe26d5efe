//! The facets of an answer, and what their values are called.

use std::collections::HashMap;

use common::{Error, Language, context::Context, store::Tx, text};
use kenes_proto::{consultation as pb, gtype::LocalizedText};

use super::super::{Api, titles::Learned};
use crate::{
    domain::search::{Facet, Searched},
    search::Counted,
    store::{consultation::Consultations, draft_law::DraftLaws, search as stored},
};

/// The facets as they are answered.
pub(super) async fn named(
    api: &Api,
    context: &Context,
    searched: Searched,
    counted: Vec<Counted>,
    language: Language,
) -> Result<Vec<pb::SearchFacet>, Error> {
    if counted.is_empty() {
        return Ok(Vec::new());
    }
    let mut facets = Vec::with_capacity(counted.len());
    let known = searched.facets();
    for counted in counted {
        let titles = titles(api, context, counted.facet, &counted.values, language).await?;
        let field = known.iter().find(|(_, facet)| *facet == counted.facet);
        let shown = counted.values.into_iter().map(|(value, count)| {
            Ok(pb::SearchFacetValue {
                title: titles.get(&value).cloned().unwrap_or_default(),
                count: i64::try_from(count).map_err(Error::internal)?,
                value,
            })
        });
        facets.push(pb::SearchFacet {
            field: field.map_or("", |(name, _)| *name).to_owned(),
            values: shown.collect::<Result<_, Error>>()?,
            more: counted.more,
        });
    }
    Ok(facets)
}

/// What these values are called, of those that have names.
async fn titles(
    api: &Api,
    context: &Context,
    facet: Facet,
    values: &[(String, u64)],
    language: Language,
) -> Result<HashMap<String, String>, Error> {
    let names: Vec<String> = values.iter().map(|(value, _)| value.clone()).collect();
    let titles: Vec<(String, Vec<LocalizedText>)> = match facet {
        Facet::Organization => {
            let mut learned = Learned::default();
            let asked = names.iter().map(String::as_str);
            learned.learn_some(&api.registry, asked, context.now).await;
            learned.known.into_iter().collect()
        }
        Facet::DraftLaw => {
            let read = move |tx: &mut dyn Tx| {
                let found = stored::standing::<DraftLaws>(tx, &names)?.into_iter();
                Ok(found
                    .map(|one| (one.message.name, one.message.titles))
                    .collect())
            };
            api.app.read(context, read).await?
        }
        Facet::Consultation => {
            let read = move |tx: &mut dyn Tx| {
                let found = stored::standing::<Consultations>(tx, &names)?.into_iter();
                Ok(found
                    .map(|one| (one.message.name, one.message.titles))
                    .collect())
            };
            api.app.read(context, read).await?
        }
        Facet::Region | Facet::Group | Facet::Stance | Facet::Outcome | Facet::State => Vec::new(),
    };
    let titled = titles.into_iter().map(|(name, titles)| {
        let title = text::pick(&titles, language).to_owned();
        (name, title)
    });
    Ok(titled.collect())
}
