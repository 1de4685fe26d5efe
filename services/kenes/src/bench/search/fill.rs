//! Comments that are searched, written through gRPC.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};
use kenes_proto::{
    consultation::{
        CreateCommentRequest, GetConsultationRequest, comment_service_client::CommentServiceClient,
        consultation_service_client::ConsultationServiceClient,
    },
    gtype::LocalizedText,
};
use tonic::Request;

use super::words::Vocabulary;
use crate::bench::{
    Outcome,
    corpus::{self, CONSULTATIONS, Comments},
    dice::Dice,
    load::{self, Channels, Until},
};

/// Callers that fill: as many as the service takes at once.
const FILLERS: usize = 256;

/// No two callers say the same, in any run.
static CALLERS: AtomicU64 = AtomicU64::new(0);

/// What one caller says.
#[derive(Clone, Debug)]
pub(super) struct Said {
    comments: Comments,
    dice: Dice,
    words: Arc<Vocabulary>,
}

// === impl Said

impl Said {
    pub(super) fn new(words: &Arc<Vocabulary>) -> Self {
        let caller = CALLERS.fetch_add(1, Ordering::Relaxed);
        let seed = uuid::Uuid::new_v4().as_u64_pair().0 ^ caller;
        Self {
            comments: Comments::new(seed),
            dice: Dice::new(seed),
            words: Arc::clone(words),
        }
    }

    /// A comment that nobody sent before.
    fn next(&mut self) -> Request<CreateCommentRequest> {
        self.with("")
    }

    /// The same, with a word more.
    pub(super) fn with(&mut self, word: &str) -> Request<CreateCommentRequest> {
        let mut request = self.comments.next();
        let (text, language) = self.words.text(&mut self.dice);
        if let Some(comment) = &mut request.get_mut().comment {
            comment.texts = vec![LocalizedText {
                text: format!("{text} {word}").trim_end().to_owned(),
                language_code: language.to_owned(),
            }];
        }
        request
    }
}

/// Writes comments until there are so many; returns how many a second.
pub(super) async fn fill(
    channels: &Channels,
    words: &Arc<Vocabulary>,
    wanted: u64,
) -> Outcome<f64> {
    let mut there = 0;
    for n in 0..CONSULTATIONS {
        let request = GetConsultationRequest {
            name: corpus::consultation(n),
            ..Default::default()
        };
        let mut client = ConsultationServiceClient::new(channels.of(0));
        let found = client.get_consultation(request).await?.into_inner();
        there += u64::try_from(found.comment_count)?;
    }
    let missing = wanted.saturating_sub(there);
    let bar = ProgressBar::new(missing).with_style(
        ProgressStyle::with_template("filling {bar:30} {human_pos}/{human_len} {per_sec} {eta}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let rate = create(channels, words, FILLERS, Until::Calls(missing), Some(&bar)).await?;
    bar.finish_and_clear();
    Ok(rate)
}

/// Writes comments for a time; returns how many a second.
pub(super) async fn write(
    channels: &Channels,
    words: &Arc<Vocabulary>,
    in_flight: usize,
    time: Duration,
) -> Outcome<f64> {
    create(channels, words, in_flight, Until::Time(time), None).await
}

async fn create(
    channels: &Channels,
    words: &Arc<Vocabulary>,
    in_flight: usize,
    until: Until,
    bar: Option<&ProgressBar>,
) -> Outcome<f64> {
    let load = load::run(in_flight, until, |n| {
        let (mut said, channel, bar) = (Said::new(words), channels.of(n), bar.cloned());
        move || {
            let (request, channel, bar) = (said.next(), channel.clone(), bar.clone());
            async move {
                CommentServiceClient::new(channel)
                    .create_comment(request)
                    .await?;
                if let Some(bar) = bar {
                    bar.inc(1);
                }
                Ok(())
            }
        }
    })
    .await?;
    match load.first_refusal {
        Some(status) => Err(format!("CreateComment: {status}").into()),
        None => Ok(load.rate()),
    }
}
