//! `kenes verify`: what a receipt proves, to whoever holds it and believes a key. Nothing but files is read.
//!
//! What is proved is decided in `tlog::verify`; how it is said, in `messages`.

mod answer;

use std::path::Path;

use common::Language;
use tlog::{
    entry::{Entry, Slot},
    policy::Policy,
    proof::Receipt,
    verify::{BodyCheck, check_slot, verify},
};

use crate::{
    Exit, Failure,
    config::Verify,
    exit::say,
    messages,
    trust::{exit, policy, read},
};
use answer::{find, parts};

/// Says what the receipts prove; the exit code, that of the worst, tells the same to scripts.
pub fn run(config: &Verify) -> Result<(), Failure> {
    let policy = policy(&config.trusted)?;
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

    match &config.body {
        Some(body) => words(body, &receipt, &shown.entry, language)?,
        None if receipt.salt(Slot::BODY).is_none() => {
            say(messages::body(language, BodyCheck::NoSalt));
        }
        None => {}
    }
    let Some(by) = &config.by else {
        return Ok(());
    };
    let found = check_slot(&receipt, &shown.entry, Slot::CALLER, by.as_bytes());
    settle(found, &messages::by(language, found, by))
}

/// Says whether a file holds the words behind the leaf, and whom they name.
fn words(body: &Path, receipt: &Receipt, leaf: &Entry, language: Language) -> Result<(), Failure> {
    let bytes = read(body)?;
    let parts = parts(&bytes)
        .map_err(|what| Failure::new(Exit::Malformed, format!("{}: {what}", body.display())))?;
    let Some(parts) = parts else {
        let found = check_slot(receipt, leaf, Slot::BODY, &bytes);
        return settle(found, &messages::body(language, found));
    };
    let found = check_slot(receipt, leaf, Slot::BODY, &parts.body);
    // A leaf without the slot is of what named nobody.
    let named = match (leaf.commitment(Slot::IDENTITY), &parts.identity[..]) {
        (None, []) => BodyCheck::Match,
        (None, _) => BodyCheck::Differ,
        (Some(_), identity) => check_slot(receipt, leaf, Slot::IDENTITY, identity),
    };
    match (found, messages::named(language, named)) {
        (BodyCheck::Match, Some(text)) => settle(named, &text),
        _ => settle(found, &messages::body(language, found)),
    }
}

/// Says what was found, and fails with it unless it matches.
fn settle(found: BodyCheck, text: &str) -> Result<(), Failure> {
    match found {
        BodyCheck::Match => {
            say(text);
            Ok(())
        }
        BodyCheck::Differ => Err(Failure::new(Exit::Differs, text)),
        BodyCheck::NoSalt => Err(Failure::new(Exit::Redacted, text)),
    }
}
