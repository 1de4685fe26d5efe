//! `kenes report`: what was said in a consultation or on a draft law, and what was answered, as a table or as JSON.
//!
//! Asks for pages of provisions until it has as many as are wanted; `table` lays the counts out, `words` names them in three
//! languages, `titles` asks what codes are called.

mod table;
mod titles;
mod words;

use kenes_proto::{POOL, consultation as pb};
use prost::{Message, bytes::Bytes};
use prost_reflect::{DynamicMessage, MethodDescriptor, ReflectMessage, Value};
use tokio_util::sync::CancellationToken;

use crate::{
    Exit, Failure,
    cli::ReportFormat,
    client::{Caller, Fault, NoAnswer, Refusal},
    config,
    exit::say,
    progress::bar,
    signals::Signals,
};

pub(crate) async fn run(config: config::Report) -> Result<(), Failure> {
    let mut signals = Signals::new()?;
    let (report, campaigns) = tokio::select! {
        answers = async { tokio::try_join!(ask(&config), campaigns(&config)) } => answers?,
        () = signals.next() => return Err(Failure::new(Exit::Interrupted, "interrupted")),
    };
    match config.format {
        ReportFormat::Table => {
            let titles = titles::ask(&config, &report).await;
            let table = table::table(&config.name, &report, &campaigns, config.language, &titles);
            say(table.trim_end());
        }
        ReportFormat::Json => {
            let message = report.transcode_to_dynamic();
            let failed = |e: serde_json::Error| Failure::new(Exit::Failed, e.to_string());
            say(serde_json::to_string_pretty(&message).map_err(failed)?);
        }
    }
    Ok(())
}

/// Asks for the report, with as many of its provisions as are wanted.
async fn ask(config: &config::Report) -> Result<pb::CommentReport, Failure> {
    let (method, field) = match config.name.starts_with("draftLaws/") {
        true => ("GetDraftLawReport", "draft_law"),
        false => ("GetConsultationReport", "consultation"),
    };
    let method = method_of("CommentService", method)?;
    let caller = caller(config);
    let mut request = DynamicMessage::new(method.input());
    request.set_field_by_name(field, Value::String(config.name.clone()));
    let (mut report, mut token) = page(&caller, &method, &request).await?;
    let wanted = config.provisions;
    let shown = bar(wanted as u64, false);
    while report.provisions.len() < wanted && !token.is_empty() {
        shown.set_position(report.provisions.len() as u64);
        request.set_field_by_name("page_token", Value::String(token));
        let (more, next) = page(&caller, &method, &request).await?;
        report.provisions.extend(more.provisions);
        token = next;
    }
    shown.finish_and_clear();
    report.provisions.truncate(wanted);
    Ok(report)
}

/// The largest campaigns of a consultation: comments that say the same.
async fn campaigns(config: &config::Report) -> Result<Vec<pb::Campaign>, Failure> {
    if !config.name.starts_with("consultations/") {
        return Ok(Vec::new());
    }
    let method = method_of("CampaignService", "ListCampaigns")?;
    let mut request = DynamicMessage::new(method.input());
    let wanted = i32::try_from(config.provisions).unwrap_or(i32::MAX);
    request.set_field_by_name("parent", Value::String(config.name.clone()));
    request.set_field_by_name("filter", Value::String("state = STATE_ACTIVE".into()));
    request.set_field_by_name("page_size", Value::I32(wanted.max(1)));
    let answer = call(&caller(config), &method, &request).await?;
    let answer = pb::ListCampaignsResponse::decode(answer);
    let mut found = answer.map_err(|e| unreadable(&e))?.campaigns;
    found.truncate(config.provisions);
    Ok(found)
}

fn method_of(service: &str, method: &str) -> Result<MethodDescriptor, Failure> {
    POOL.get_service_by_name(&format!("kenes.consultation.v1.{service}"))
        .and_then(|service| service.methods().find(|known| known.name() == method))
        .ok_or_else(|| Failure::new(Exit::Failed, "the contract has no such report"))
}

fn caller(config: &config::Report) -> Caller {
    let channel = config.consultation.connect_lazy();
    Caller::new(channel.clone(), channel, CancellationToken::new())
}

fn unreadable(error: &prost::DecodeError) -> Failure {
    Failure::new(Exit::Failed, format!("not an answer: {error}"))
}

/// One page: the report, and the token of the next.
async fn page(
    caller: &Caller,
    method: &MethodDescriptor,
    request: &DynamicMessage,
) -> Result<(pb::CommentReport, String), Failure> {
    // Both answers have the same fields with the same numbers.
    let answer = call(caller, method, request).await?;
    let answer = pb::GetConsultationReportResponse::decode(answer).map_err(|e| unreadable(&e))?;
    Ok((answer.report.unwrap_or_default(), answer.next_page_token))
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
