//! `kenes search`: what was said, found by its words, with the places where they stand, as lines or as JSON.
//!
//! Owns the question; how what was found is laid out is `show`'s.

mod show;

use std::io::IsTerminal;

use kenes_proto::{POOL, consultation as pb};
use prost::{Message, bytes::Bytes};
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MethodDescriptor, Value};
use tokio_util::sync::CancellationToken;

use crate::{
    Exit, Failure,
    cli::{Color, SearchFormat, Within},
    client::{Caller, Fault, NoAnswer, Refusal},
    config,
    exit::say,
    progress::counter,
    signals::Signals,
};
use show::Shown;

pub(crate) async fn run(config: config::Search) -> Result<(), Failure> {
    let mut signals = Signals::new()?;
    let method = method(config.within)?;
    let request = request(&method, &config)?;
    let channel = config.consultation.connect_lazy();
    let stop = CancellationToken::new();
    let caller = Caller::new(channel.clone(), channel, stop.clone());
    let waiting = counter();
    waiting.set_message("searching");
    waiting.enable_steady_tick(std::time::Duration::from_millis(200));
    let answer = tokio::select! {
        answer = call(&caller, &method, &request) => answer?,
        () = signals.next() => return Err(Failure::new(Exit::Interrupted, "interrupted")),
    };
    waiting.finish_and_clear();
    let text = match config.format {
        SearchFormat::Text => {
            let shown = shown(&config, answer).map_err(|e| unreadable(&e))?;
            let color = match config.color {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => std::io::stdout().is_terminal(),
            };
            shown.text(color)
        }
        SearchFormat::Json => {
            let message = DynamicMessage::decode(method.output(), answer);
            let message = message.map_err(|e| unreadable(&e))?;
            let failed = |e: serde_json::Error| Failure::new(Exit::Failed, e.to_string());
            serde_json::to_string_pretty(&message).map_err(failed)?
        }
    };
    say(text.trim_end());
    Ok(())
}

fn method(within: Within) -> Result<MethodDescriptor, Failure> {
    let name = match within {
        Within::Comments => "SearchComments",
        Within::Laws => "SearchDraftLaws",
        Within::Recommendations => "SearchRecommendations",
    };
    POOL.get_service_by_name("kenes.consultation.v1.SearchService")
        .and_then(|service| service.methods().find(|known| known.name() == name))
        .ok_or_else(|| Failure::new(Exit::Failed, "the contract has no such search"))
}

/// What is asked, as the contract spells it.
fn request(method: &MethodDescriptor, config: &config::Search) -> Result<DynamicMessage, Failure> {
    let mut request = DynamicMessage::new(method.input());
    let text = |text: &str| Value::String(text.to_owned());
    request.set_field_by_name("query", text(&config.query));
    request.set_field_by_name("page_size", Value::I32(config.limit));
    request.set_field_by_name("language_code", text(config.language.code()));
    let order = match config.ranked {
        true => pb::SearchOrder::Ranked,
        false => pb::SearchOrder::Newest,
    };
    request.set_field_by_name("order", Value::EnumNumber(order.into()));
    let facets = config.facets.iter().map(|facet| text(facet));
    request.set_field_by_name("facets", Value::List(facets.collect()));
    for (name, values) in &config.filters {
        let field = method.input().get_field_by_name(name);
        let field = field.ok_or_else(|| Failure::new(Exit::Failed, "no such filter"))?;
        let values = values.iter().map(|value| valued(&field, value));
        let values = values.collect::<Result<_, _>>()?;
        request.set_field(&field, Value::List(values));
    }
    Ok(request)
}

/// A value of a filter. One that an enum does not have is wrong usage.
fn valued(field: &FieldDescriptor, value: &str) -> Result<Value, Failure> {
    let Kind::Enum(known) = field.kind() else {
        return Ok(Value::String(value.to_owned()));
    };
    if let Some(found) = known.get_value_by_name(value) {
        return Ok(Value::EnumNumber(found.number()));
    }
    let names = known.values().filter(|value| value.number() != 0);
    let names: Vec<String> = names.map(|value| value.name().to_lowercase()).collect();
    let text = format!(
        "{}: none is called so; there are {}",
        field.name(),
        names.join(", ")
    );
    Err(Failure::new(Exit::Usage, text))
}

fn shown(config: &config::Search, answer: Bytes) -> Result<Shown, prost::DecodeError> {
    Ok(match config.within {
        Within::Comments => {
            let answer = pb::SearchCommentsResponse::decode(answer)?;
            Shown::comments(answer, config.language)
        }
        Within::Laws => Shown::laws(pb::SearchDraftLawsResponse::decode(answer)?),
        Within::Recommendations => {
            Shown::recommendations(pb::SearchRecommendationsResponse::decode(answer)?)
        }
    })
}

fn unreadable(error: &prost::DecodeError) -> Failure {
    Failure::new(Exit::Failed, format!("not an answer: {error}"))
}

/// The answer to a question.
async fn call(
    caller: &Caller,
    method: &MethodDescriptor,
    request: &DynamicMessage,
) -> Result<Bytes, Failure> {
    match caller.call(method, request, "").await {
        Ok(answer) => Ok(answer.message),
        Err(Fault::Silent(NoAnswer(text))) => Err(Failure::new(Exit::Unavailable, text)),
        Err(Fault::Refused(error)) => {
            let Refusal {
                reason, message, ..
            } = Refusal::of(&error);
            Err(Failure::new(Exit::Failed, format!("{reason}: {message}")))
        }
        Err(Fault::Foreign(refusal)) => Err(Failure::new(Exit::Failed, refusal.message)),
    }
}
