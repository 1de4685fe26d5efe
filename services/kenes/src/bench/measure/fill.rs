//! The database filled before it is measured.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use indicatif::{ProgressBar, ProgressStyle};
use kenes_proto::consultation::comment_service_client::CommentServiceClient;

use super::Bench;
use crate::bench::{
    Outcome,
    corpus::ORGANIZATIONS,
    load::{self, Until},
};

/// Callers that fill: as many as the service takes at once.
const FILLERS: usize = 256;
/// Comments before the first measurement, so that every standing is cached and every page has something on it.
const WARM: u64 = 4 * ORGANIZATIONS;
impl Bench {
    /// Writes comments until there are so many, and always as many as warm the caches.
    pub(in crate::bench) async fn fill(&mut self, wanted: u64) -> Outcome<()> {
        // One organization after the other: each one's standing is asked for once and then cached.
        let next = Arc::new(AtomicU64::new(0));
        let warm = load::run(16, Until::Calls(WARM), |n| {
            let (mut comments, next) = (self.callers(), Arc::clone(&next));
            let (channel, tally) = (
                self.servers.consultation.channels.of(n),
                Arc::clone(&self.tally),
            );
            move || {
                let request = comments.of(next.fetch_add(1, Ordering::Relaxed) % ORGANIZATIONS);
                let (mut client, tally) = (
                    CommentServiceClient::new(channel.clone()),
                    Arc::clone(&tally),
                );
                async move { tally.look(client.create_comment(request).await?.get_ref()) }
            }
        });
        self.tally.settle("warming up", warm.await?)?;
        self.comments += WARM;

        let missing = wanted.saturating_sub(self.comments);
        if missing > 0 {
            let bar = ProgressBar::new(missing).with_style(
                ProgressStyle::with_template(
                    "filling {bar:30} {human_pos}/{human_len} {per_sec} {eta}",
                )
                .unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
            let load = self
                .create(FILLERS, Until::Calls(missing), Some(&bar))
                .await?;
            bar.finish_and_clear();
            eprintln!("filled {missing} comments at {:.0} a second", load.rate());
            self.tally.settle("filling", load)?;
            self.comments += missing;
        }
        Ok(())
    }
}
