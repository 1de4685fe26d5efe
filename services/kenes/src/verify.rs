//! `kenes verify`: what a receipt proves, to whoever holds it and believes a key. Nothing but files is read.
//!
//! Owns where receipts and words are found in what people keep. What is proved is decided in `tlog::verify`, how it
//! is said in `messages`.

mod messages;

use std::{io::Read, path::Path};

use common::record::slots::{self, Parts};
use prost_reflect::DynamicMessage;
use serde_json::Value;
use tlog::{
    entry::{self, Slot},
    policy::Policy,
    verify::{BodyCheck, Fault, verify, words},
};

use crate::{
    Exit, Failure,
    config::{Verify, Whom},
    exit::say,
};

/// The longest file that is looked at.
const MAX: u64 = 16 << 20;

/// Says what the receipts prove; the exit code, that of the worst, tells the same to scripts.
pub fn run(config: &Verify) -> Result<(), Failure> {
    let policy = policy(&config.whom)?;
    let mut worst = Failure::said(Exit::Ok);
    for receipt in &config.receipts {
        if config.receipts.len() > 1 {
            say(format!("{}:", receipt.display()));
        }
        if let Err(failure) = one(config, receipt, &policy) {
            worst.problems.extend(failure.problems);
            worst.exit = std::cmp::max_by_key(worst.exit, failure.exit, |exit| *exit as u8);
        }
    }
    match worst.exit {
        Exit::Ok => Ok(()),
        _ => Err(worst),
    }
}

fn one(config: &Verify, receipt: &Path, policy: &Policy) -> Result<(), Failure> {
    let language = config.language;
    let name = receipt.display().to_string();
    let text = find(&read(receipt)?)
        .map_err(|what| Failure::new(Exit::Malformed, format!("{name}: {what}")))?;
    let (receipt, shown) = verify(&text, policy).map_err(|fault| {
        Failure::new(
            exit(&fault),
            format!("{name}: {}", messages::fault(language, &fault)),
        )
    })?;
    say(messages::shown(language, receipt.index, &shown));
    say(messages::witnessed(
        language,
        &shown.witnessed,
        policy.witnesses().len(),
    ));

    let Some(body) = &config.body else {
        if receipt.salt(Slot::BODY).is_none() {
            say(messages::words(language, BodyCheck::NoSalt));
        }
        return Ok(());
    };
    let bytes = read(body)?;
    let parts = parts(&bytes)
        .map_err(|what| Failure::new(Exit::Malformed, format!("{}: {what}", body.display())))?;
    let whole = parts
        .as_ref()
        .map_or(bytes.as_slice(), |parts| parts.body.as_slice());
    settle(words(&receipt, &shown.entry, Slot::BODY, whole), |words| {
        messages::words(language, words)
    })?;
    let Some(by) = &config.by else {
        return Ok(());
    };
    let Some(parts) = parts else {
        let text = "--by: --body must be an answer in JSON: the bytes of the body do not say who";
        return Err(Failure::new(Exit::Usage, text));
    };
    let who = entry::identity(by, &parts.identity);
    settle(
        words(&receipt, &shown.entry, Slot::IDENTITY, &who),
        |words| messages::by(language, words, by),
    )
}

/// Says what is known of some words, and ends with it unless they are the ones.
fn settle(found: BodyCheck, text: impl Fn(BodyCheck) -> String) -> Result<(), Failure> {
    match found {
        BodyCheck::Match => {
            say(text(found));
            Ok(())
        }
        BodyCheck::Differ => Err(Failure::new(Exit::Differs, text(found))),
        BodyCheck::NoSalt => Err(Failure::new(Exit::Redacted, text(found))),
    }
}

pub(crate) fn exit(fault: &Fault) -> Exit {
    match fault {
        Fault::Malformed(_) => Exit::Malformed,
        Fault::WrongOrigin(_) => Exit::WrongOrigin,
        Fault::WrongKey(_) => Exit::WrongKey,
        Fault::WrongSignature(_) => Exit::WrongSignature,
        Fault::BrokenProof => Exit::BrokenProof,
        Fault::TooFewWitnesses { .. } => Exit::Unwitnessed,
    }
}

/// Whom to believe, from what was typed.
pub(crate) fn policy(whom: &Whom) -> Result<Policy, Failure> {
    match whom {
        Whom::Key(key) => Ok(Policy::of(key.clone())),
        Whom::Policy(file) => {
            let bad =
                |what: String| Failure::new(Exit::Usage, format!("{}: {what}", file.display()));
            let text =
                String::from_utf8(read(file)?).map_err(|_| bad("not a text in UTF-8".into()))?;
            Policy::parse(&text).map_err(|fault| bad(fault.to_string()))
        }
    }
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let outcome = match file.as_os_str() == "-" {
        true => std::io::stdin().take(MAX + 1).read_to_end(&mut bytes),
        false => std::fs::File::open(file).and_then(|it| it.take(MAX + 1).read_to_end(&mut bytes)),
    };
    match outcome {
        Ok(read) if read as u64 <= MAX => Ok(bytes),
        Ok(_) => Err(Failure::new(
            Exit::Malformed,
            format!("{}: too long", file.display()),
        )),
        Err(error) => Err(Failure::new(
            Exit::Failed,
            format!("{}: {error}", file.display()),
        )),
    }
}

/// The text of the receipt in what somebody keeps: the text itself, or an answer that carries it.
fn find(bytes: &[u8]) -> Result<String, String> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| format!("not a text in UTF-8 (byte {})", error.valid_up_to()))?;
    let Some(answer) = json(bytes)? else {
        return Ok(text.to_owned());
    };
    let receipt = answer.get("receipt").unwrap_or(&answer);
    match receipt.get("proof").and_then(Value::as_str) {
        Some(proof) if !proof.is_empty() => Ok(proof.to_owned()),
        _ if receipt.get("pending").and_then(Value::as_bool) == Some(true) => Err(
            "the receipt is pending: ask for it with kenes.record.v1.RecordService/FetchReceipt"
                .into(),
        ),
        _ => Err("there is no receipt in this answer".into()),
    }
}

/// A resource taken apart, if the bytes are one in JSON.
fn parts(bytes: &[u8]) -> Result<Option<Parts>, String> {
    let Some(answer) = json(bytes)? else {
        return Ok(None);
    };
    let name = answer
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let kind = slots::kind_of(name)
        .ok_or_else(|| format!("{name:?} in \"name\" is not a resource that this version knows"))?;
    DynamicMessage::deserialize(kind, answer)
        .map(|resource| Some(slots::parts(resource)))
        .map_err(|error| error.to_string())
}

/// The object, if that is what the bytes are. A body can begin with an end of line and `{`, too: it does so where a name of
/// 123 characters comes first. But no name begins with a quote.
fn json(bytes: &[u8]) -> Result<Option<Value>, String> {
    let mut seen = bytes.iter().filter(|byte| !byte.is_ascii_whitespace());
    match (seen.next(), seen.next()) {
        (Some(b'{'), Some(b'"' | b'}') | None) => serde_json::from_slice(bytes)
            .map(Some)
            .map_err(|e| e.to_string()),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_not_taken_for_an_answer() {
        let name = format!("consultations/c/comments/{}", "x".repeat(98));
        let body = [b"\n{", name.as_bytes()].concat();
        assert_eq!(parts(&body), Ok(None));
        assert!(parts(b"\n{\n").is_err(), "an answer that was cut");
        let answer = format!("\n{{ \"name\": \"{name}\" }}");
        assert_eq!(
            parts(answer.as_bytes()).map(|it| it.map(|it| it.body)),
            Ok(Some(body))
        );
    }
}
