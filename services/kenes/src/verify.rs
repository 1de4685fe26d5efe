//! `kenes verify`: what a receipt proves, to whoever holds it and believes a key. Nothing but files is read.
//!
//! What is proved is decided in `tlog::verify`; how it is said, in `messages`.

mod answer;

use std::path::Path;

use tlog::{
    entry::{self, Slot},
    policy::Policy,
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

    let Some(body) = &config.body else {
        if receipt.salt(Slot::BODY).is_none() {
            say(messages::body(language, BodyCheck::NoSalt));
        }
        return Ok(());
    };
    let bytes = read(body)?;
    let parts = parts(&bytes)
        .map_err(|what| Failure::new(Exit::Malformed, format!("{}: {what}", body.display())))?;
    let whole = parts
        .as_ref()
        .map_or(bytes.as_slice(), |parts| parts.body.as_slice());
    let found = check_slot(&receipt, &shown.entry, Slot::BODY, whole);
    settle(found, &messages::body(language, found))?;
    let Some(by) = &config.by else {
        return Ok(());
    };
    let Some(parts) = parts else {
        let text = "--by: --body must be an answer in JSON: the bytes of the body do not say who";
        return Err(Failure::new(Exit::Usage, text));
    };
    let who = entry::identity(by, &parts.identity);
    let found = check_slot(&receipt, &shown.entry, Slot::IDENTITY, &who);
    settle(found, &messages::by(language, found, by))
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
