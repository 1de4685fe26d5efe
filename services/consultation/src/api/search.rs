//! Handlers of searches: the index says what is found, the store what is shown of it.

mod asked;
mod values;

use std::collections::HashMap;

use common::{
    Error,
    context::{Context, Reading},
    excerpt::Excerpt,
    list::{self, Reach},
    resource::{self, Kind, gaps},
    store::Tx,
};
use kenes_proto::{consultation as pb, methods::Excerpted};
use prost::Message;

use super::{Api, document};
use crate::{
    domain::search::{self as rules, Said, Searched},
    search::{Asked, Found, Words},
    store::{
        comment::{self, Comments},
        draft_law::DraftLaws,
        recommendation::Recommendations,
        search as stored,
    },
};
use asked::{Searching, places};

/// What a hit takes in an answer besides its resource and its fragments.
const FRAME: usize = 32;
/// The most places of one text that are shown.
const FRAGMENTS: usize = 3;

/// A kind that is searched.
trait Searchable: Kind {
    const SEARCHED: Searched;

    /// Whether anybody can read what it says.
    fn is_readable(_: &Self::Message) -> bool {
        true
    }

    /// Fills in what is known of each of them since, as a read does of one.
    fn render_found(
        tx: &mut dyn Tx,
        found: &mut [Self::Message],
        reading: &Reading,
    ) -> Result<(), Error> {
        found
            .iter_mut()
            .try_for_each(|message| Self::render(tx, message, reading))
    }

    /// Looks into what it says.
    fn fragments(
        tx: &mut dyn Tx,
        message: &Self::Message,
        mark: &dyn Fn(&[Said<'_>]) -> Vec<pb::SearchFragment>,
    ) -> Result<Vec<pb::SearchFragment>, Error>;
}

impl Searchable for Comments {
    const SEARCHED: Searched = Searched::Comment;

    fn is_readable(comment: &pb::Comment) -> bool {
        rules::is_readable(comment)
    }

    fn render_found(
        tx: &mut dyn Tx,
        found: &mut [pb::Comment],
        reading: &Reading,
    ) -> Result<(), Error> {
        comment::render(tx, found, reading)
    }

    fn fragments(
        _: &mut dyn Tx,
        comment: &pb::Comment,
        mark: &dyn Fn(&[Said<'_>]) -> Vec<pb::SearchFragment>,
    ) -> Result<Vec<pb::SearchFragment>, Error> {
        Ok(mark(&rules::said_in_comment(comment)))
    }
}

impl Searchable for DraftLaws {
    const SEARCHED: Searched = Searched::DraftLaw;

    fn fragments(
        tx: &mut dyn Tx,
        law: &pb::DraftLaw,
        mark: &dyn Fn(&[Said<'_>]) -> Vec<pb::SearchFragment>,
    ) -> Result<Vec<pb::SearchFragment>, Error> {
        let found = mark(&rules::said_in_law(law, &[]));
        if found.len() >= FRAGMENTS {
            return Ok(found);
        }
        let provisions = stored::provisions(tx, law)?;
        Ok(mark(&rules::said_in_law(law, &provisions)))
    }
}

impl Searchable for Recommendations {
    const SEARCHED: Searched = Searched::Recommendation;

    fn fragments(
        _: &mut dyn Tx,
        recommendation: &pb::Recommendation,
        mark: &dyn Fn(&[Said<'_>]) -> Vec<pb::SearchFragment>,
    ) -> Result<Vec<pb::SearchFragment>, Error> {
        Ok(mark(&rules::said_in_recommendation(recommendation)))
    }
}

// === the methods

pub(super) async fn comments(
    api: &Api,
    context: Context,
    request: pb::SearchCommentsRequest,
) -> Result<pb::SearchCommentsResponse, Error> {
    let answer = run::<Comments, _>(api, context, request).await?;
    let hits = answer.hits.into_iter().map(|hit| pb::CommentHit {
        comment: Some(hit.message),
        fragments: hit.fragments,
        score: hit.score,
    });
    Ok(pb::SearchCommentsResponse {
        comment_hits: hits.collect(),
        next_page_token: answer.next_page_token,
        match_count: answer.match_count,
        not_covered: answer.not_covered,
        facets: answer.facets,
        progress: Some(answer.progress),
    })
}

pub(super) async fn draft_laws(
    api: &Api,
    context: Context,
    request: pb::SearchDraftLawsRequest,
) -> Result<pb::SearchDraftLawsResponse, Error> {
    let answer = run::<DraftLaws, _>(api, context, request).await?;
    let hits = answer.hits.into_iter().map(|hit| pb::DraftLawHit {
        draft_law: Some(hit.message),
        fragments: hit.fragments,
        score: hit.score,
    });
    Ok(pb::SearchDraftLawsResponse {
        draft_law_hits: hits.collect(),
        next_page_token: answer.next_page_token,
        match_count: answer.match_count,
        not_covered: answer.not_covered,
        facets: answer.facets,
        progress: Some(answer.progress),
    })
}

pub(super) async fn recommendations(
    api: &Api,
    context: Context,
    request: pb::SearchRecommendationsRequest,
) -> Result<pb::SearchRecommendationsResponse, Error> {
    let answer = run::<Recommendations, _>(api, context, request).await?;
    let hits = answer.hits.into_iter().map(|hit| pb::RecommendationHit {
        recommendation: Some(hit.message),
        fragments: hit.fragments,
        score: hit.score,
    });
    Ok(pb::SearchRecommendationsResponse {
        recommendation_hits: hits.collect(),
        next_page_token: answer.next_page_token,
        match_count: answer.match_count,
        not_covered: answer.not_covered,
        facets: answer.facets,
        progress: Some(answer.progress),
    })
}

// === what they have in common

struct Hit<M> {
    message: M,
    fragments: Vec<pb::SearchFragment>,
    score: f64,
}

/// The hits of a page, and the token of the next.
type Shown<M> = (Vec<Hit<M>>, String);

struct Answer<M> {
    hits: Vec<Hit<M>>,
    next_page_token: String,
    match_count: Option<i64>,
    not_covered: Vec<String>,
    facets: Vec<pb::SearchFacet>,
    progress: pb::SearchProgress,
}

async fn run<K: Searchable, R: Searching + Excerpted>(
    api: &Api,
    context: Context,
    request: R,
) -> Result<Answer<K::Message>, Error> {
    let excerpt = Excerpt::of::<K::Message>(&request)?;
    let words = api.search.words(request.query())?;
    let asked = asked::asked(K::SEARCHED, &request)?;
    let language = document::language(&context, request.language_code())?;
    let mut found = api
        .search
        .find(&api.app, words.clone(), asked.clone())
        .await?;
    let counted = std::mem::take(&mut found.facets);
    let (first, reading) = (asked.after.is_none(), Reading::of(&context));
    let (read, total) = (found.read, found.total);
    let show = Show {
        words,
        asked,
        found,
        excerpt,
        reading,
        language: language.code(),
        of: asked::of(&request),
    };
    let shown = move |tx: &mut dyn Tx| {
        let shown = show.page::<K>(tx)?;
        let not_covered = match first {
            true => gaps::touched(tx, &[K::SEARCHED.collection()], &show.reach())?,
            false => Vec::new(),
        };
        Ok((shown, not_covered))
    };
    let ((hits, next_page_token), not_covered) = api.app.read(&context, shown).await?;
    let facets = values::named(api, &context, K::SEARCHED, counted, language).await?;
    let size = api.app.log.published().checkpoint.size.max(read);
    Ok(Answer {
        hits,
        next_page_token,
        match_count: total
            .map(i64::try_from)
            .transpose()
            .map_err(Error::internal)?,
        not_covered,
        facets,
        progress: pb::SearchProgress {
            read_entry_count: i64::try_from(read).map_err(Error::internal)?,
            log_entry_count: i64::try_from(size).map_err(Error::internal)?,
        },
    })
}

/// A page that is shown.
struct Show {
    words: Words,
    asked: Asked,
    found: Found,
    excerpt: Excerpt,
    reading: Reading,
    language: &'static str,
    /// What tells this search from others.
    of: String,
}

// === impl Show

impl Show {
    /// What was found as the store has it, and the token of the next page. What is gone since is left out.
    fn page<K: Searchable>(&self, tx: &mut dyn Tx) -> Result<Shown<K::Message>, Error> {
        let entries: Vec<u64> = self.found.hits.iter().map(|(entry, _)| *entry).collect();
        let stands = stored::begun::<K>(tx, &entries)?.into_iter();
        let (places, mut messages): (Vec<u64>, Vec<_>) = stands
            .map(|stands| (stands.first, stands.message))
            .filter(|(_, message)| K::is_readable(message))
            .unzip();
        K::render_found(tx, &mut messages, &self.reading)?;
        let mut stands: HashMap<_, _> = places.into_iter().zip(messages).collect();
        let mark = |said: &[Said<'_>]| self.words.fragments(said, self.language, FRAGMENTS);
        let (mut hits, mut bytes) = (Vec::new(), 0);
        // Where the page ends, if it does before what was found.
        let mut end = self.found.more.then_some(entries.len());
        for (at, (entry, score)) in self.found.hits.iter().enumerate() {
            let Some(message) = stands.remove(entry) else {
                continue;
            };
            let fragments = K::fragments(tx, &message, &mark)?;
            let message = self.excerpt.cut(message)?;
            let marked = fragments.iter().map(Message::encoded_len).sum::<usize>();
            bytes += message.encoded_len() + marked + FRAME;
            if bytes > resource::LARGEST && !hits.is_empty() {
                end = Some(at);
                break;
            }
            hits.push(Hit {
                message,
                fragments,
                score: *score,
            });
        }
        let token = match end {
            Some(end) => self.token(end)?,
            None => String::new(),
        };
        Ok((hits, token))
    }

    /// The token of the page after so many of what was found.
    fn token(&self, seen: usize) -> Result<String, Error> {
        let place = match self.asked.ranked {
            true => {
                let seen = u64::try_from(seen).map_err(Error::internal)?;
                Some(self.asked.after.unwrap_or_default() + seen)
            }
            false => seen
                .checked_sub(1)
                .and_then(|last| self.found.hits.get(last))
                .map(|(entry, _)| *entry),
        };
        match place {
            Some(place) => list::seal_values(asked::LIST, &self.of, &places(place)?),
            None => Ok(String::new()),
        }
    }

    /// What a search reaches of the world, as far as its filters say.
    fn reach(&self) -> Reach<'_> {
        let mut reach = Reach::default();
        for (facet, values) in &self.asked.filters {
            match (facet, &values[..]) {
                (rules::Facet::Organization, values) => {
                    reach = values.iter().fold(reach, |reach, value| reach.of(value));
                }
                (rules::Facet::Consultation, [consultation]) => reach.within = consultation,
                _ => {}
            }
        }
        reach
    }
}
