//! How far the log is, and how far behind its last signature: for the metrics of the service.

use super::log::Log;
use crate::{Error, store::leaves};

impl Log {
    /// Sets the gauges of the log, at this time in microseconds since 1970.
    pub async fn measure(&self, now: i64) -> Result<(), Error> {
        let signed = self.published().checkpoint.size;
        let (entries, oldest) = self
            .store()
            .read_needed("MeasureLog", move |tx| {
                Ok((leaves::size(tx)?, leaves::oldest_unsigned(tx, signed)?))
            })
            .await?;
        let lag = oldest.map_or(0, |oldest| now.saturating_sub(oldest).max(0));
        #[expect(
            clippy::cast_precision_loss,
            reason = "what is lost is less than one in 2^52"
        )]
        {
            metrics::gauge!("kenes_log_entries").set(entries.max(signed) as f64);
            metrics::gauge!("kenes_log_signed_entries").set(signed as f64);
            metrics::gauge!("kenes_log_signing_lag_seconds").set(lag as f64 / 1e6);
        }
        Ok(())
    }
}
