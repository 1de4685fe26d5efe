//! The values of facets by their names: read once from a resource that has them, since the index knows them by numbers alone.

use std::collections::HashMap;

use common::{Error, Language, context::Context, store::Tx, text};
use kenes_proto::{consultation as pb, gtype::LocalizedText};

use super::super::{Api, titles::Learned};
use crate::{
    domain::search::{self as rules, Facet, Searched, Valued},
    search::Counted,
    store::{
        comment::Comments, consultation::Consultations, draft_law::DraftLaws,
        recommendation::Recommendations, search as stored,
    },
};

/// The facets with the names of their values, and what these are called.
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
    let unknown = counted.iter().flat_map(|facet| &facet.values);
    let unknown: Vec<u64> = unknown
        .filter_map(|value| value.known.as_ref().err())
        .flatten()
        .copied()
        .collect();
    let read = move |tx: &mut dyn Tx| learn(tx, &unknown);
    let learnt = api.app.read(context, read).await?;
    for (number, value) in &learnt {
        api.search.learn(*number, value);
    }
    let mut facets = Vec::with_capacity(counted.len());
    let known = searched.facets();
    for counted in counted {
        let mut more = counted.more;
        let mut values = Vec::with_capacity(counted.values.len());
        for value in counted.values {
            let name = value.known.ok().or_else(|| learnt.get(&value.number).cloned());
            match name {
                Some(name) => values.push((name, value.count)),
                // Nothing that has it is left.
                None => more = true,
            }
        }
        let titles = titles(api, context, counted.facet, &values, language).await?;
        let field = known.iter().find(|(_, facet)| *facet == counted.facet);
        let shown = values.into_iter().map(|(value, count)| {
            Ok(pb::SearchFacetValue {
                title: titles.get(&value).cloned().unwrap_or_default(),
                count: i64::try_from(count).map_err(Error::internal)?,
                value,
            })
        });
        facets.push(pb::SearchFacet {
            field: field.map_or("", |(name, _)| *name).to_owned(),
            values: shown.collect::<Result<_, Error>>()?,
            more,
        });
    }
    Ok(facets)
}

/// The values of the resources whose first entries these are, by their numbers.
fn learn(tx: &mut dyn Tx, entries: &[u64]) -> Result<HashMap<u64, String>, Error> {
    let mut found = HashMap::new();
    if entries.is_empty() {
        return Ok(found);
    }
    let mut concerned: [Vec<String>; 3] = Default::default();
    for (_, name) in stored::names(tx, entries)? {
        if let Some((searched, name)) = rules::concerned(&name) {
            concerned[searched as usize].push(name.to_owned());
        }
    }
    let mut note = |values: Vec<Valued>| {
        found.extend(values.into_iter().map(|(_, value)| (rules::number(&value), value)));
    };
    let [comments, laws, recommendations] = &concerned;
    for one in stored::standing::<Comments>(tx, comments)? {
        let outcomes = stored::outcomes(tx, &one.message.name)?;
        note(rules::values_of_comment(&one.message, &outcomes));
    }
    for one in stored::standing::<DraftLaws>(tx, laws)? {
        note(rules::values_of_law(&one.message));
    }
    for one in stored::standing::<Recommendations>(tx, recommendations)? {
        let outcomes = stored::outcomes(tx, &one.message.name)?;
        note(rules::values_of_recommendation(&one.message, &outcomes));
    }
    Ok(found)
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
                Ok(found.map(|one| (one.message.name, one.message.titles)).collect())
            };
            api.app.read(context, read).await?
        }
        Facet::Consultation => {
            let read = move |tx: &mut dyn Tx| {
                let found = stored::standing::<Consultations>(tx, &names)?.into_iter();
                Ok(found.map(|one| (one.message.name, one.message.titles)).collect())
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
