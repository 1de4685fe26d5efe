//! What a visit leaves for the next one.
//!
//! The file holds the last signed note, the frontier of the tree, and the counts: the next visit goes on from there, and shows with
//! the note that nothing before was changed. It is the auditor's own, and believed.

use std::{
    collections::BTreeSet,
    fmt, fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use common::record::origin::first_name;
use serde_json::{Value, json};
use tlog::{
    frontier::Frontier,
    note::{Checkpoint, Note, Verifier},
};

use super::{
    Target,
    reading::{Comments, Lost, Reading},
};
use crate::{Exit, Failure, config::State};

/// Levels of tiles that a tree of any size can have.
const LEVELS: u8 = 8;

/// Returns where the visit to a log is kept.
pub(super) fn file(state: &State, origin: &str) -> PathBuf {
    match state {
        State::File(file) => file.clone(),
        State::Folder(folder) => {
            // An origin is any text that the service gives; a file's name must not lead elsewhere.
            let name = first_name(origin).replace(['/', '\\', '\0'], "_");
            folder.join(format!("{name}.audit"))
        }
    }
}

/// Returns the last visit, if there was one: what was signed then, maybe under the name that the log had before it was recovered; and,
/// unless that visit did not count all that is counted now, how far it read.
pub(super) fn read(
    file: &Path,
    origin: &str,
) -> Result<Option<(Target, Option<Reading>)>, Failure> {
    let failed =
        |what: &dyn fmt::Display| Failure::new(Exit::Failed, format!("{}: {what}", file.display()));
    let text = match fs::read(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(&error)),
    };
    let kept = serde_json::from_slice(&text)
        .ok()
        .and_then(|kept| parse(&kept));
    let (target, reading) = kept.ok_or_else(|| {
        failed(&"this is not what a visit left; without that, nobody can tell whether the log was rewritten since")
    })?;
    match first_name(&target.checkpoint.origin) == first_name(origin) {
        true => Ok(Some((target, reading))),
        false => Err(failed(&format!(
            "this is of a visit to the log {}, and the service shows {origin}",
            target.checkpoint.origin
        ))),
    }
}

/// Keeps a visit, whole or not at all.
pub(super) fn write(file: &Path, note: &str, reading: &Reading) -> Result<(), Failure> {
    let kept = json!({
        "note": note,
        "frontier": (0..LEVELS).map(|level| BASE64.encode(reading.frontier.growing(level))).collect::<Vec<_>>(),
        "time_ms": reading.time_ms,
        "keys": reading.keys.iter().map(|(previous, key)| json!({
            "previous": previous.as_ref().map(ToString::to_string),
            "key": key.to_string(),
        })).collect::<Vec<_>>(),
        "lost": reading.lost.iter().map(|lost| json!({
            "former": lost.former.text(),
            "kept": lost.kept,
            "reason": lost.reason,
        })).collect::<Vec<_>>(),
        "kinds": reading.kinds.iter().map(|(kind, count)| [u64::from(*kind), *count]).collect::<Vec<_>>(),
        "hidden": reading.hidden,
        "late": reading.late,
        "received": reading.comments.received,
        "withdrawn": reading.comments.withdrawn,
        "disavowed": reading.comments.disavowed,
        "redacted": reading.comments.redacted,
    });
    let keep = || {
        let folder = match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        fs::create_dir_all(folder)?;
        let mut aside = tempfile::NamedTempFile::new_in(folder)?;
        writeln!(aside, "{kept:#}")?;
        aside.as_file().sync_all()?;
        aside.persist(file).map(drop).map_err(io::Error::from)
    };
    keep().map_err(|error| Failure::new(Exit::Failed, format!("{}: {error}", file.display())))
}

/// Returns a visit as it was written; its frontier must be that of its note.
fn parse(kept: &Value) -> Option<(Target, Option<Reading>)> {
    let note = kept["note"].as_str()?.to_owned();
    let checkpoint = Checkpoint::parse(Note::parse(&note).ok()?.text()).ok()?;
    let rows = kept["frontier"].as_array()?;
    let rows: Option<Vec<_>> = rows
        .iter()
        .map(|row| {
            let row = BASE64.decode(row.as_str()?).ok()?;
            row.chunks(32).map(|hash| hash.try_into().ok()).collect()
        })
        .collect();
    // All levels, so that none is missing that the root needs.
    let rows = rows.filter(|rows| rows.len() == usize::from(LEVELS))?;
    let frontier = Frontier::of(checkpoint.size, rows).ok()?;
    if frontier.root() != checkpoint.root {
        return None;
    }
    let key = |key: &Value| key.as_str()?.parse::<Verifier>().ok();
    let keys = kept["keys"].as_array()?.iter().map(|pair| {
        let previous = match &pair["previous"] {
            Value::Null => None,
            previous => Some(key(previous)?),
        };
        Some((previous, key(&pair["key"])?))
    });
    let lost = kept["lost"].as_array().map_or(&[][..], Vec::as_slice);
    let lost = lost.iter().map(|lost| {
        Some(Lost {
            former: Checkpoint::parse(lost["former"].as_str()?).ok()?,
            kept: lost["kept"].as_u64()?,
            reason: lost["reason"].as_str()?.to_owned(),
        })
    });
    let kinds = kept["kinds"].as_array()?.iter().map(|pair| {
        let kind = pair[0].as_u64()?.try_into().ok()?;
        Some((kind, pair[1].as_u64()?))
    });
    let names = |names: &Value| -> Option<BTreeSet<String>> {
        let names = names.as_array()?.iter();
        names.map(|name| name.as_str().map(str::to_owned)).collect()
    };
    if kept["disavowed"].is_null() {
        return Some((Target { note, checkpoint }, None));
    }
    let reading = Reading {
        frontier,
        time_ms: kept["time_ms"].as_u64()?,
        keys: keys.collect::<Option<_>>()?,
        lost: lost.collect::<Option<_>>()?,
        kinds: kinds.collect::<Option<_>>()?,
        hidden: kept["hidden"].as_u64()?,
        late: kept["late"].as_u64()?,
        comments: Comments {
            received: kept["received"].as_u64()?,
            withdrawn: names(&kept["withdrawn"])?,
            disavowed: names(&kept["disavowed"])?,
            redacted: names(&kept["redacted"])?,
        },
        ..Reading::default()
    };
    Some((Target { note, checkpoint }, Some(reading)))
}
