//! What a search asks for, read from its request.

use common::{
    Error, hex,
    list::{self, mismatch, open_values},
    store::Value,
};
use kenes_proto::{
    consultation::{
        self as pb, SearchOrder, comment, draft_law, recommendation, response::Outcome,
    },
    methods::Paged,
};
use prost::Message;

use crate::{
    domain::search::{Facet, Searched},
    search::Asked,
};

/// What page tokens are of.
pub(super) const LIST: &str = "search";

/// A request to search.
pub(super) trait Searching: Paged + Message + Clone + Default {
    fn query(&self) -> &str;
    fn order(&self) -> SearchOrder;
    fn facets(&self) -> &[String];
    /// The same request without its place in a list.
    fn unplaced(&self) -> Self;
    /// The values that it asks for.
    fn filters(&self) -> Vec<(Facet, Vec<String>)>;
}

/// What a request asks for.
pub(super) fn asked(searched: Searched, request: &impl Searching) -> Result<Asked, Error> {
    let ranked = request.order() == SearchOrder::Ranked;
    let after = match open_values(LIST, &of(request), request.page_token())?.as_deref() {
        None => None,
        Some([Value::Int(place)]) => Some(u64::try_from(*place).map_err(|_| mismatch())?),
        Some(_) => return Err(mismatch()),
    };
    let known = searched.facets();
    let facets = request.facets().iter();
    let facets = facets.filter_map(|name| known.iter().find(|(known, _)| known == name));
    let filters = request.filters().into_iter();
    Ok(Asked {
        searched,
        filters: filters.filter(|(_, values)| !values.is_empty()).collect(),
        ranked,
        after,
        limit: list::page_size(request.page_size()),
        facets: facets.map(|(_, facet)| *facet).collect(),
    })
}

/// What tells one search from another: all of it but the page.
pub(super) fn of(request: &impl Searching) -> String {
    hex(&request.unplaced().encode_to_vec())
}

/// A place in what was found, as a token holds it.
pub(super) fn places(place: u64) -> Result<[Value; 1], Error> {
    let place = i64::try_from(place).map_err(Error::internal)?;
    Ok([place.into()])
}

/// The names of the values of an enum.
fn named<E>(values: impl Iterator<Item = E>, name: fn(&E) -> &'static str) -> Vec<String> {
    values.map(|value| name(&value).to_owned()).collect()
}

macro_rules! searching {
    ($request:ty, |$it:ident| $filters:expr) => {
        impl Searching for $request {
            fn query(&self) -> &str {
                &self.query
            }

            fn order(&self) -> SearchOrder {
                self.order()
            }

            fn facets(&self) -> &[String] {
                &self.facets
            }

            fn unplaced(&self) -> Self {
                Self {
                    page_size: 0,
                    page_token: String::new(),
                    ..self.clone()
                }
            }

            fn filters(&self) -> Vec<(Facet, Vec<String>)> {
                let $it = self;
                $filters.into()
            }
        }
    };
}

searching!(pb::SearchCommentsRequest, |it| [
    (Facet::Organization, it.organizations.clone()),
    (Facet::Region, it.regions.clone()),
    (Facet::Group, it.groups.clone()),
    (
        Facet::Stance,
        named(it.stances(), comment::Stance::as_str_name)
    ),
    (Facet::Outcome, named(it.outcomes(), Outcome::as_str_name)),
    (Facet::DraftLaw, it.draft_laws.clone()),
    (Facet::Consultation, it.consultations.clone()),
    (
        Facet::State,
        named(it.states(), comment::State::as_str_name)
    ),
]);

searching!(pb::SearchDraftLawsRequest, |it| [
    (Facet::Organization, it.initiators.clone()),
    (Facet::Group, it.act_types.clone()),
    (
        Facet::State,
        named(it.states(), draft_law::State::as_str_name)
    ),
]);

searching!(pb::SearchRecommendationsRequest, |it| [
    (Facet::Organization, it.bodies.clone()),
    (
        Facet::Stance,
        named(it.kinds(), recommendation::Kind::as_str_name)
    ),
    (Facet::Outcome, named(it.outcomes(), Outcome::as_str_name)),
    (Facet::DraftLaw, it.draft_laws.clone()),
    (
        Facet::State,
        named(it.states(), recommendation::State::as_str_name)
    ),
]);
