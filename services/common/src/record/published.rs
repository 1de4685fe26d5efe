//! What was signed last, as it is shown, and how long anybody waits for more. Owns neither signing nor asking.

use std::time::Duration;

use tlog::{frontier::Frontier, note::Checkpoint};

/// How long the answer to a write waits for its receipt.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// What was signed last, with all that proofs at its frontier need.
#[derive(Clone, Debug)]
pub struct Published {
    /// What it says.
    pub checkpoint: Checkpoint,
    /// As it was signed.
    pub note: String,
    /// The frontier of its tree.
    pub frontier: Frontier,
}
