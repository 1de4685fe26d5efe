//! The handler of feeds.

use common::{Error, context::Context, date, list, resource, store::Tx, store::Value, text};
use kenes_proto::{consultation as pb, types::View};

use super::{Api, document, search, titles::Learned};
use crate::{
    domain::atom::{self as rules, Page, Told, What},
    store::{
        atom,
        draft_law::DraftLaws,
        happening::{self, Place},
    },
};

/// The largest page: a feed is read by programs that ask often.
const LARGEST: usize = 200;
/// What page tokens are of.
const LIST: &str = "feed";

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetFeedRequest,
) -> Result<pb::GetFeedResponse, Error> {
    let language = document::language(&context, &request.language_code)?;
    document::check_one(&request.draft_law, &request.body)?;
    let followed = [request.draft_law.as_str(), &request.body].concat();
    let body = document::body_title(api, &request.body, context.now).await?;
    let (law, now) = (request.draft_law.clone(), context.now);
    let read = move |tx: &mut dyn Tx| match law.as_str() {
        "" => Ok(None),
        law => resource::get::<DraftLaws>(tx, law).map(Some),
    };
    let law = api.app.read(&context, read).await?;
    let (told, next_page_token) = match request.query.is_empty() {
        true => happened(api, &context, &request, &followed).await?,
        false => found(api, &context, &request).await?,
    };
    let mut titles = Learned::default();
    let unnamed = told.iter().filter(|one| one.called.is_empty());
    let named = unnamed.map(|one| one.organization.as_str());
    titles.learn_some(&api.registry, named, now).await;
    let law_titles = law.as_ref().map_or(&[][..], |law| &law.titles);
    let of = [law_titles, &body].map(|titles| text::pick(titles, language));
    let page_size = match request.page_size {
        0 => String::new(),
        size => size.to_string(),
    };
    let followed = match &law {
        Some(law) => &law.uid,
        None if followed.is_empty() => api.app.log.verifier().name(),
        None => &followed,
    };
    let searched = format!("{followed}/search/{}", request.query);
    let data = rules::write(
        &told,
        &Page {
            of: match request.query.is_empty() {
                true => followed,
                false => &searched,
            },
            title: &rules::title(language, &of.concat(), &request.query),
            language,
            query: &[
                ("query", &request.query),
                ("draft_law", &request.draft_law),
                ("body", &request.body),
                ("page_size", &page_size),
                ("language_code", language.code()),
            ],
            token: &request.page_token,
            next_token: &next_page_token,
            now,
        },
        &titles.known,
    )?;
    Ok(pb::GetFeedResponse {
        data,
        media_type: "application/atom+xml; charset=utf-8".to_owned(),
        entry_count: i32::try_from(told.len()).map_err(Error::internal)?,
        next_page_token,
    })
}

/// A page of what happened, and the token of the next.
async fn happened(
    api: &Api,
    context: &Context,
    request: &pb::GetFeedRequest,
    followed: &str,
) -> Result<(Vec<Told>, String), Error> {
    let before = place(followed, &request.page_token)?;
    let size = list::page_size(request.page_size).min(LARGEST);
    let (of, now) = (followed.to_owned(), context.now);
    let read = move |tx: &mut dyn Tx| {
        let mut places = happening::page(tx, &of, now, before.as_ref(), size + 1)?;
        let more = places.len() > size;
        places.truncate(size);
        let told = places.iter().map(|place| atom::tell(tx, place));
        let told: Vec<Option<Told>> = told.collect::<Result<_, _>>()?;
        let last = places.pop().filter(|_| more);
        Ok((told.into_iter().flatten().collect(), last))
    };
    let (told, last) = api.app.read(context, read).await?;
    let next = last.map_or(Ok(String::new()), |last| token(followed, &last))?;
    Ok((told, next))
}

/// A page of the comments that a search finds, newest first, and the token of the next.
async fn found(
    api: &Api,
    context: &Context,
    request: &pb::GetFeedRequest,
) -> Result<(Vec<Told>, String), Error> {
    let some = |name: &String| Some(name.clone()).filter(|name| !name.is_empty());
    let size = list::page_size(request.page_size).min(LARGEST);
    let asked = pb::SearchCommentsRequest {
        query: request.query.clone(),
        page_size: i32::try_from(size).map_err(Error::internal)?,
        page_token: request.page_token.clone(),
        view: View::Basic.into(),
        draft_laws: some(&request.draft_law).into_iter().collect(),
        organizations: some(&request.body).into_iter().collect(),
        ..Default::default()
    };
    let answer = search::comments(api, context.clone(), asked).await?;
    let comments = answer
        .comment_hits
        .into_iter()
        .filter_map(|hit| hit.comment);
    let places: Vec<Place> = comments
        .map(|comment| Place {
            time: date::moment(comment.submit_time.as_ref()),
            name: comment.name,
            what: What::Commented.number(),
        })
        .collect();
    let read = move |tx: &mut dyn Tx| {
        let told = places.iter().map(|place| atom::tell(tx, place));
        let told: Vec<Option<Told>> = told.collect::<Result<_, _>>()?;
        Ok(told.into_iter().flatten().collect())
    };
    let told = api.app.read(context, read).await?;
    Ok((told, answer.next_page_token))
}

/// The place that a token holds: `PAGE_TOKEN_MISMATCH`.
fn place(followed: &str, token: &str) -> Result<Option<Place>, Error> {
    let values = list::open_values(LIST, followed, token)?;
    match values.as_deref() {
        None => Ok(None),
        Some([Value::Int(time), Value::Text(name), Value::Int(what)]) => Ok(Some(Place {
            time: *time,
            name: name.clone(),
            what: *what,
        })),
        Some(_) => Err(list::mismatch()),
    }
}

fn token(followed: &str, place: &Place) -> Result<String, Error> {
    let values = [
        place.time.into(),
        place.name.as_str().into(),
        place.what.into(),
    ];
    list::seal_values(LIST, followed, &values)
}
