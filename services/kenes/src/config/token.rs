//! Which token is made.

use std::{path::PathBuf, time::Duration};

use identity::LONGEST_LIFE;

use super::{
    callers::LOCAL,
    problems::{Problems, time},
};
use crate::{Failure, cli};

/// Which token is made.
#[derive(Clone, Debug)]
pub struct Token {
    /// The folder of its issuer.
    pub folder: PathBuf,
    /// For whom it speaks, in the words of its issuer.
    pub person: String,
    /// What it is for.
    pub audience: String,
    /// How long it is valid.
    pub life: Duration,
}

/// Which token is made, from what was typed.
pub fn token(args: &cli::Token) -> Result<Token, Failure> {
    let mut problems = Problems::default();
    problems.folder("--data-dir", &args.data_dir);
    // With its issuer it must be a subject.
    let room = 200 - LOCAL.len() - 1;
    let person = &args.person;
    if !(1..=room).contains(&person.len()) || !person.bytes().all(|b| b.is_ascii_graphic()) {
        let text = format!("must be 1 to {room} printable ASCII characters without spaces");
        problems.add("--person", &text);
    }
    let audience = problems.audience(args.service, args.audience.as_deref());
    let most = Duration::from_secs(LONGEST_LIFE.unsigned_abs());
    let life = time(&args.life).filter(|life| (Duration::from_secs(1)..=most).contains(life));
    if life.is_none() {
        let text = "must be a time from 1s to 15m: no service takes a longer one";
        problems.add("--life", text);
    }
    problems.end()?;
    Ok(Token {
        folder: args.data_dir.clone(),
        person: person.clone(),
        audience,
        life: life.unwrap_or_default(),
    })
}
