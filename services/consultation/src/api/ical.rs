//! The handler of calendars.

use common::{Error, context::Context, date, resource, store::Tx, text};
use kenes_proto::{consultation as pb, types::ErrorReason as Reason};

use super::{Api, document, titles::Learned};
use crate::{
    domain::ical::{self as rules, Entry, LARGEST, MOST, Span, Teller},
    store::{
        draft_law::DraftLaws,
        ical::{self, Asked},
    },
};

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetCalendarRequest,
) -> Result<pb::GetCalendarResponse, Error> {
    let language = document::language(&context, &request.language_code)?;
    document::check_one(&request.draft_law, &request.body)?;
    let today = date::local_day(context.now);
    let asked = Asked {
        span: Span::of(request.start_date, request.end_date, &today)?,
        draft_law: request.draft_law,
        body: request.body,
    };
    let mut titles = Learned::default();
    let body = document::body_title(api, &asked.body, context.now).await?;
    let what = asked.clone();
    let read = move |tx: &mut dyn Tx| {
        let law = match what.draft_law.as_str() {
            "" => Vec::new(),
            law => resource::get::<DraftLaws>(tx, law)?.titles,
        };
        Ok((law, ical::entries(tx, &what, MOST + 1)?))
    };
    let (law, entries): (_, Vec<Entry>) = api.app.read(&context, read).await?;
    if entries.len() > MOST {
        return Err(too_large());
    }
    let named = entries.iter().map(Entry::organization);
    titles.learn_some(&api.registry, named, context.now).await;
    let teller = Teller {
        language,
        titles: &titles.known,
    };
    let of = [&law, &body].map(|titles| text::pick(titles, language));
    let title = rules::title(language, &of.concat());
    let (data, count) = rules::write(&entries, &title, teller);
    if data.len() > LARGEST {
        return Err(too_large());
    }
    Ok(pb::GetCalendarResponse {
        data: data.into_bytes(),
        media_type: "text/calendar; charset=utf-8".to_owned(),
        event_count: i32::try_from(count).map_err(Error::internal)?,
    })
}

fn too_large() -> Error {
    let text = format!(
        "the calendar would have more than {MOST} events, or {LARGEST} bytes: ask for fewer days, for a draft law or for a body"
    );
    Error::oversize(Reason::AnswerTooLarge, text).with("limit_bytes", LARGEST.to_string())
}
