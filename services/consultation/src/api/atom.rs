//! The handler of feeds.

use common::{Error, context::Context, list, resource, store::Tx, store::Value, text};
use kenes_proto::consultation as pb;

use super::{Api, document, titles::Learned};
use crate::{
    domain::atom::{self as rules, Page, Told},
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
    let before = place(&followed, &request.page_token)?;
    let size = list::page_size(request.page_size).min(LARGEST);
    let body = document::body_title(api, &request.body, context.now).await?;
    let (law, of, now) = (request.draft_law.clone(), followed.clone(), context.now);
    let read = move |tx: &mut dyn Tx| {
        let law = match law.as_str() {
            "" => None,
            law => Some(resource::get::<DraftLaws>(tx, law)?),
        };
        let mut places = happening::page(tx, &of, now, before.as_ref(), size + 1)?;
        let more = places.len() > size;
        places.truncate(size);
        let told = places.iter().map(|place| atom::tell(tx, place));
        let told: Vec<Option<Told>> = told.collect::<Result<_, _>>()?;
        let last = places.pop().filter(|_| more);
        Ok((law, told.into_iter().flatten().collect(), last))
    };
    let (law, told, last): (Option<pb::DraftLaw>, Vec<Told>, _) =
        api.app.read(&context, read).await?;
    let next_page_token = last.map_or(Ok(String::new()), |last| token(&followed, &last))?;
    let mut titles = Learned::default();
    let named = told.iter().map(|one| one.organization.as_str());
    titles.learn_some(&api.registry, named, now).await;
    let law_titles = law.as_ref().map_or(&[][..], |law| &law.titles);
    let of = [law_titles, &body].map(|titles| text::pick(titles, language));
    let page_size = match request.page_size {
        0 => String::new(),
        size => size.to_string(),
    };
    let data = rules::write(
        &told,
        &Page {
            of: match &law {
                Some(law) => &law.uid,
                None if followed.is_empty() => api.app.log.verifier().name(),
                None => &followed,
            },
            title: &rules::title(language, &of.concat()),
            language,
            query: &[
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
