//! What an export is started with.

use std::path::PathBuf;

use tonic::transport::Endpoint;

use super::problems::Problems;
use crate::{
    Failure,
    cli::{self, Format},
};

/// What an export is started with.
#[derive(Clone, Debug)]
pub struct Export {
    /// The file, or the folder.
    pub out: PathBuf,
    /// How it is written.
    pub format: Format,
    /// The lists that are asked for; empty means all.
    pub of: Vec<String>,
    /// The registry.
    pub registry: Endpoint,
    /// The consultation service.
    pub consultation: Endpoint,
    /// What a published package says of itself.
    pub package: Package,
}

/// What a published package says of itself; empty where it was not said.
#[derive(Clone, Debug, Default)]
pub struct Package {
    /// Who publishes it.
    pub publisher: String,
    /// Where it will be found.
    pub uri: String,
    /// The prefix of ocids.
    pub ocds_prefix: String,
    /// The prefix of the ids of grants.
    pub grant_prefix: String,
}

/// Returns an export, from what was typed.
pub fn export(args: &cli::Export) -> Result<Export, Failure> {
    let mut problems = Problems::default();
    let registry = problems.endpoint("--registry", &args.registry);
    let consultation = problems.endpoint("--consultation", &args.consultation);
    let (Some(out), Some(format)) = (&args.out, args.format) else {
        problems.add("OUT and --format", "are needed: what to write, and how");
        return Err(problems.failure());
    };
    if out.file_name().is_none() {
        problems.add("OUT", "must be the name of a file or a folder");
    } else if out.exists() {
        problems.add(
            &out.display().to_string(),
            "is there already: remove it, or give another name",
        );
    }
    let whole = match format {
        Format::Popolo => {
            "popolo, which is always of organizations, persons, posts and memberships"
        }
        Format::Ocds => "ocds, which is always of tenders and all that followed them",
        Format::Giving => "360giving, which is always of grants",
        Format::Jsonl | Format::Csv | Format::Xlsx => "",
    };
    if !whole.is_empty() && !args.of.is_empty() {
        problems.add("--of", &format!("does not go with {whole}"));
    }
    let package = package(&args.package, format, &mut problems);
    problems.end()?;
    Ok(Export {
        out: out.clone(),
        format,
        of: args.of.clone(),
        registry,
        consultation,
        package,
    })
}

/// What a package says of itself, if the format has packages.
fn package(args: &cli::Package, format: Format, problems: &mut Problems) -> Package {
    let said = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
    let package = Package {
        publisher: said(&args.publisher),
        uri: said(&args.package_uri),
        ocds_prefix: said(&args.ocds_prefix),
        grant_prefix: said(&args.grant_prefix),
    };
    let (uri, prefix) = (package.uri.as_str(), package.ocds_prefix.as_str());
    let is_uri = |uri: &str| {
        uri.parse::<tonic::transport::Uri>()
            .is_ok_and(|u| u.scheme().is_some())
    };
    if !uri.is_empty() && !is_uri(uri) {
        problems.add(
            "--package-uri",
            "not a URL such as https://example.org/tenders.json",
        );
    }
    if !prefix.is_empty() && !is_prefix(prefix, "ocds-", Some(6)) {
        let say = "not a prefix such as ocds-213czf: six small letters and digits after ocds-";
        problems.add("--ocds-prefix", say);
    }
    let grants = package.grant_prefix.as_str();
    if !grants.is_empty() && !is_prefix(grants, "360G-", None) {
        let say = "not a prefix such as 360G-kenes: letters and digits after 360G-";
        problems.add("--grant-prefix", say);
    }
    if format == Format::Ocds {
        for (option, missing, say) in [
            (
                "--publisher",
                package.publisher.is_empty(),
                "is needed with ocds: who publishes the package",
            ),
            (
                "--package-uri",
                uri.is_empty(),
                "is needed with ocds: where the package will be found",
            ),
            ("--ocds-prefix", prefix.is_empty(), NO_PREFIX),
        ] {
            if missing {
                problems.add(option, say);
            }
        }
    }
    package
}

const NO_PREFIX: &str = "is needed with ocds: the Open Contracting Partnership gives each publisher its own, free of charge, see \
                         https://standard.open-contracting.org/latest/en/guidance/build/#register-an-ocid-prefix; for a \
                         demonstration give ocds-xxxxxx";

/// Whether a prefix begins so, and goes on with so many letters and digits, or with any number.
fn is_prefix(prefix: &str, begins: &str, length: Option<usize>) -> bool {
    prefix.strip_prefix(begins).is_some_and(|rest| {
        let fits = |b: u8| match length {
            Some(_) => b.is_ascii_lowercase() || b.is_ascii_digit(),
            None => b.is_ascii_alphanumeric(),
        };
        !rest.is_empty()
            && length.is_none_or(|length| rest.len() == length)
            && rest.bytes().all(fits)
    })
}
