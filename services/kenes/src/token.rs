//! `kenes token`: a token of the local issuer, on standard output.

use common::clock::Clock;
use identity::sign::Issue;
use uuid::Uuid;

use crate::{
    Failure,
    config::{LOCAL, Token},
    exit::say,
    local_issuer,
};

/// What its tokens say they are used by.
const CLIENT: &str = "kenes";

/// `kenes token`
pub(crate) fn run(config: &Token) -> Result<(), Failure> {
    let signer = local_issuer::open(&config.folder)?;
    let id = Uuid::new_v4().hyphenated().to_string();
    let life = config.life.as_secs();
    let token = signer.token(&Issue {
        issuer: LOCAL,
        subject: &config.person,
        audience: &config.audience,
        client: CLIENT,
        id: &id,
        now: Clock::system().seconds(),
        life: life.cast_signed(),
    });
    eprintln!(
        "kenes: a token of {LOCAL}|{} for {}, valid for {life} s",
        config.person, config.audience
    );
    say(token);
    Ok(())
}
