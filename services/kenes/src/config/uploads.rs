//! Where uploaded files go: a folder, or a place in a store that speaks S3.

use std::path::PathBuf;

use common::{attachments::Attachments, record::Files};

use super::problems::Problems;
use crate::{Failure, ServiceKind, cli};

/// Where uploaded files go.
#[derive(Clone, Debug)]
pub struct Uploads {
    /// The folder to which they come.
    pub files: Attachments,
    /// Where they are kept, if that is not the folder.
    pub bucket: Option<Bucket>,
}

/// A place in a store of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// The bucket.
    pub name: String,
    /// What the names of files in it begin with; empty for nothing.
    pub prefix: String,
    /// Where the store is, if it is not Amazon's.
    pub endpoint: Option<String>,
}

/// What `fsck` looks at.
#[derive(Clone, Debug)]
pub struct Fsck {
    /// Where the logs keep their files.
    pub logs: Vec<(ServiceKind, Files)>,
    /// Where uploaded files are, if that was said.
    pub uploads: Option<Uploads>,
}

/// Returns what `fsck` looks at, from what was typed.
pub fn fsck(args: &cli::Fsck) -> Result<Fsck, Failure> {
    let mut problems = Problems::default();
    let folder = args.attachments_dir.clone();
    let (url, endpoint) = (&args.attachments_url, &args.attachments_endpoint);
    let bucket = problems.bucket(url.as_deref(), endpoint.as_deref());
    let beside = args.log_dir.as_ref().unwrap_or(&args.folder);
    let logs = problems.logs(beside, &args.shared);
    problems.end()?;
    let uploads = (folder.is_some() || bucket.is_some()).then(|| Uploads {
        files: Attachments::within(folder.unwrap_or_else(|| beside.join("attachments"))),
        bucket,
    });
    Ok(Fsck { logs, uploads })
}

impl Problems {
    /// Returns where uploaded files go: beside the key of the log, unless something else is said.
    pub(super) fn uploads(&mut self, files: &Files, args: Option<&cli::Files>) -> Uploads {
        let beside = Attachments::beside(&files.key);
        let Some(args) = args else {
            return Uploads {
                files: beside,
                bucket: None,
            };
        };
        let most = self.count("--attachments-max-size", &args.attachments_max_size);
        let (url, endpoint) = (&args.attachments_url, &args.attachments_endpoint);
        let bucket = self.bucket(url.as_deref(), endpoint.as_deref());
        let found = args.attachments_dir.clone().map(|folder: PathBuf| {
            self.folder("--attachments-dir", &folder);
            Attachments::within(folder)
        });
        Uploads {
            files: found.unwrap_or(beside).limited(most as u64 * (1 << 20)),
            bucket,
        }
    }

    /// Returns the place that is named for uploaded files, if one is.
    fn bucket(&mut self, url: Option<&str>, endpoint: Option<&str>) -> Option<Bucket> {
        let plain = |text: &str| {
            let graphic = text.bytes().all(|byte| byte.is_ascii_graphic());
            graphic && !text.contains(['@', '?', '#'])
        };
        let http = |text: &str| text.starts_with("http://") || text.starts_with("https://");
        if endpoint.is_some_and(|endpoint| !http(endpoint) || !plain(endpoint)) {
            let say = "not a URL such as https://files.example.org; it names neither a user nor a password";
            self.add("--attachments-endpoint", say);
        }
        if endpoint.is_some() && url.is_none() {
            self.add(
                "--attachments-endpoint",
                "is of --attachments-url; give both",
            );
        }
        let url = url?;
        let place = url.strip_prefix("s3://").filter(|place| plain(place));
        let (name, prefix) = place
            .and_then(|place| place.split_once('/').or(Some((place, ""))))
            .unwrap_or_default();
        if name.is_empty() {
            self.add(
                "--attachments-url",
                "not a place such as s3://bucket/prefix",
            );
        } else if !cfg!(feature = "s3") {
            let say = "this program was built without the feature `s3`";
            self.add("--attachments-url", say);
        }
        Some(Bucket {
            name: name.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
            endpoint: endpoint.map(str::to_owned),
        })
    }
}
