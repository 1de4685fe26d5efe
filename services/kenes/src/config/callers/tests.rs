//! What may be said of callers, on the command line and in the file of issuers.

use std::{fs, path::Path};

use clap::Parser;

use super::*;
use crate::{
    cli::{Cli, Command, RegistryCommand},
    config::{registry, token},
};

/// How a registry that was started so knows its callers, or what is wrong.
fn callers(line: &str) -> Result<Callers, Vec<String>> {
    let line = format!("kenes registry serve --data-dir /d{line}");
    let cli = Cli::try_parse_from(line.split(' ')).expect("a command line");
    let Command::Registry(RegistryCommand::Serve(args)) = &cli.command else {
        panic!("another command");
    };
    match registry(args) {
        Ok(serve) => Ok(serve.callers),
        Err(failure) => Err(failure.problems),
    }
}

fn known(line: &str) -> Known {
    match callers(line).expect("no problem") {
        Callers::Known(known) => known,
        Callers::Named => panic!("by nothing"),
    }
}

fn list(folder: &Path, text: &str) -> String {
    let file = folder.join("issuers.json");
    fs::write(&file, text).expect("a file");
    file.display().to_string()
}

#[test]
fn callers_are_named_until_an_issuer_is() {
    assert!(matches!(callers(""), Ok(Callers::Named)));
    let folder = tempfile::tempdir().expect("a folder");
    let one = r#"{"issuers":[{"issuer":"https://a.example","assurance":"high"}]}"#;
    let file = list(folder.path(), one);
    let both = known(&format!(" --issuers {file} --local-issuer /d"));
    let names: Vec<&str> = both.issuers.iter().map(|one| one.issuer.as_str()).collect();
    assert_eq!(names, ["https://a.example", "local"]);
    assert_eq!(both.issuers[1].keys, Source::File("/d/issuer.jwks".into()));
    assert_eq!(both.issuers[1].assurance, Assurance::Low);
    assert_eq!(
        (both.audience.as_str(), both.local),
        ("registry.kenes", Some("/d".into()))
    );
    let own = known(&format!(
        " --issuers {file} --audience https://kenes.example/registry"
    ));
    assert_eq!(own.audience, "https://kenes.example/registry");
}

#[test]
fn all_that_is_wrong_with_callers_is_told_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = list(
        folder.path(),
        r#"{"issuers":[{"issuer":"http://a.example","assurance":"sure"},{"issuer":"https://b.example","assurance":"low","keys_file":"none"}]}"#,
    );
    let told = callers(&format!(
        " --issuers {file} --audience consultation.kenes --local-issuer {file} --max-streams 0"
    ));
    let told = told.expect_err("problems");
    for (told, part) in told.iter().zip([
        "issuers[0].issuer: ",
        "issuers[0].assurance: ",
        "issuers[1].keys_file: ",
        "--local-issuer: ",
        "--audience: is the other service's",
        "--max-streams: ",
    ]) {
        assert!(told.contains(part), "{told}, not {part}");
    }
    assert_eq!(told.len(), 6, "{told:#?}");
    for (line, part) in [
        (
            " --issuers /none/issuers.json",
            "--issuers: /none/issuers.json: ",
        ),
        (" --audience a", "--audience: means nothing"),
        (" --revoked /d", "--revoked: means nothing"),
        (" --local-issuer /d --revoked /none", "--revoked: /none: "),
        (
            " --allow-local-issuer",
            "--allow-local-issuer: means nothing",
        ),
    ] {
        let told = callers(line).expect_err(line);
        assert!(told.len() == 1 && told[0].starts_with(part), "{told:?}");
    }
}

#[test]
fn a_local_issuer_is_for_this_machine_unless_that_is_said() {
    let open = " --address 0.0.0.0:50051 --local-issuer /d";
    // That nothing is served to others without TLS is told in any case.
    let told = callers(open).expect_err("problems");
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told[0].contains("--allow-local-issuer"), "{told:#?}");
    let told = callers(&format!("{open} --allow-local-issuer")).expect_err("problems");
    assert_eq!(told.len(), 1, "{told:#?}");
    for own in ["127.0.0.1:50051", "[::1]:50051", "localhost:50051"] {
        known(&format!(" --address {own} --local-issuer /d"));
    }
}

#[test]
fn a_token_is_short_lived_and_for_somebody() {
    let made = |line: &str| {
        let line = format!("kenes token --data-dir /d --for registry {line}");
        let cli = Cli::try_parse_from(line.split(' ')).expect("a command line");
        let Command::Token(args) = &cli.command else {
            panic!("another command");
        };
        token(args).map_err(|failure| failure.problems)
    };
    let good = made("--person aigul --life 900s").expect("no problem");
    assert_eq!(
        (good.audience.as_str(), good.life.as_secs()),
        ("registry.kenes", 900)
    );
    for bad in [
        "--person айгуль".to_owned(),
        format!("--person {}", "a".repeat(195)),
        "--person aigul --life 901s".to_owned(),
        "--person aigul --life 16m".to_owned(),
        "--person aigul --life 500ms".to_owned(),
        "--person aigul --life soon".to_owned(),
        "--person aigul --audience consultation.kenes".to_owned(),
    ] {
        let told = made(&bad).expect_err(&bad);
        assert_eq!(told.len(), 1, "{bad}: {told:?}");
    }
}
