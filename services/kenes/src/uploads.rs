//! Uploaded files, ready to be used: in a folder, or in a store elsewhere if the program knows how.

use common::attachments::Attachments;

use crate::{Failure, config::Uploads};

/// Opens what the operator named.
pub(crate) fn open(config: Uploads) -> Result<Attachments, Failure> {
    match config.bucket {
        #[cfg(feature = "s3")]
        Some(bucket) => Ok(config.files.kept_in(crate::s3::open(&bucket)?)),
        _ => Ok(config.files),
    }
}
