//! Reads a list to its end, page by page, from where it was left.

use indicatif::ProgressBar;
use prost::Message;
use prost_reflect::{DynamicMessage, Value};
use tokio_util::sync::CancellationToken;

use super::{
    folder::{Folder, failed},
    lists::{List, Source},
    spool,
};
use crate::{
    Exit, Failure,
    client::{Caller, Fault, NoAnswer, Refusal},
};

/// How many resources are asked for at once, the most that a list gives.
const PAGE: i32 = 1_000;

/// What is needed to read.
pub(super) struct Fetch<'f> {
    pub(super) caller: &'f Caller,
    pub(super) folder: &'f mut Folder,
    pub(super) bar: &'f ProgressBar,
    /// Once it is cancelled, no more pages are read.
    pub(super) stop: &'f CancellationToken,
}

impl Fetch<'_> {
    /// Reads what is left of a list, or until it is stopped.
    pub(super) async fn list(&mut self, list: &List) -> Result<(), Failure> {
        self.bar.set_message(list.name.clone());
        for source in &list.sources {
            let mut progress = self.folder.progress(&source.method);
            self.bar.inc_length(progress.count);
            self.bar.inc(progress.count);
            while !progress.done && !self.stop.is_cancelled() {
                let answer = self.page(source, &progress.token).await?;
                if progress.token.is_empty() {
                    let total = answer.get_field_by_name("total_size");
                    let total = total.and_then(|total| total.as_i64()).unwrap_or_default();
                    self.bar.inc_length(total.unsigned_abs());
                }
                let mut page = Vec::new();
                let items = answer.get_field(&source.items);
                for item in items.as_list().unwrap_or_default() {
                    let Some(item) = item.as_message() else {
                        continue;
                    };
                    spool::add(&mut page, &item.encode_to_vec())
                        .map_err(|e| failed(self.folder.path(), &e))?;
                    progress.count += 1;
                    self.bar.inc(1);
                }
                progress.bytes += page.len() as u64;
                let token = answer.get_field_by_name("next_page_token");
                progress.token = token
                    .and_then(|t| Some(t.as_str()?.to_owned()))
                    .unwrap_or_default();
                progress.done = progress.token.is_empty();
                self.folder
                    .keep(&source.method, &page, &progress)
                    .map_err(|e| failed(self.folder.path(), &e))?;
            }
        }
        Ok(())
    }

    async fn page(&self, source: &Source, token: &str) -> Result<DynamicMessage, Failure> {
        let method = &source.method;
        let mut request = DynamicMessage::new(method.input());
        if !source.parent.is_empty() {
            request.set_field_by_name("parent", Value::String(source.parent.clone()));
        }
        request.set_field_by_name("page_size", Value::I32(PAGE));
        request.set_field_by_name("page_token", Value::String(token.to_owned()));
        request.set_field_by_name("order_by", Value::String("name".to_owned()));
        let refused =
            |exit, text: String| Failure::new(exit, format!("{}: {text}", method.full_name()));
        let answer = match self.caller.call(method, &request, "").await {
            Ok(answer) => answer,
            Err(Fault::Silent(NoAnswer(text))) => {
                let text = format!("{text}; stopped: the same command goes on from here");
                return Err(Failure::new(Exit::Unavailable, text));
            }
            Err(Fault::Refused(error)) => {
                let Refusal {
                    reason, message, ..
                } = Refusal::of(&error);
                return Err(refused(Exit::Failed, format!("{reason}: {message}")));
            }
            Err(Fault::Foreign(refusal)) => return Err(refused(Exit::Failed, refusal.message)),
        };
        DynamicMessage::decode(method.output(), answer.message)
            .map_err(|e| refused(Exit::Failed, format!("not an answer: {e}")))
    }
}
