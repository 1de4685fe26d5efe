//! What is wrong with a command line is told whole.

use std::time::Duration;

use clap::{CommandFactory, Parser};
use common::Language;

use super::{problems::time, verify::language, *};
use crate::cli::{Cli, Command, ConsultationCommand};

fn problems(line: &str) -> Vec<String> {
    let cli = Cli::try_parse_from(line.split(' ')).expect("a command line");
    let outcome = match &cli.command {
        Command::Consultation(ConsultationCommand::Serve(args)) => consultation(args).map(drop),
        Command::Healthcheck(args) => healthcheck(args).map(drop),
        Command::Import(args) => import(args).map(drop),
        Command::Verify(args) => verify(args).map(drop),
        Command::Demo(args) => demo(args).map(drop),
        _ => Ok(()),
    };
    outcome.err().map(|f| f.problems).unwrap_or_default()
}

#[test]
fn the_command_line_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn the_language_is_that_of_the_tag_or_the_locale() {
    for (tag, spoken) in [
        ("kk", Language::Kazakh),
        ("kk_KZ.UTF-8", Language::Kazakh),
        ("ru-KZ", Language::Russian),
        ("en_US.UTF-8", Language::English),
        ("C.UTF-8", Language::English),
        ("", Language::English),
    ] {
        assert_eq!(language(tag), spoken, "{tag}");
    }
}

#[test]
fn every_option_has_a_variable_of_its_name() {
    fn look(command: &clap::Command, prefix: &str, own: &str, seen: &mut usize) {
        for sub in command.get_subcommands() {
            // The demo must not take the settings, above all the folder, of a real service for its own.
            let prefix = match sub.get_name() {
                "demo" => "KENES_DEMO_",
                "init" => "KENES_INIT_",
                "bench" => "KENES_BENCH_",
                _ => prefix,
            };
            let own = match sub.get_name() {
                "attach" => "KENES_ATTACH_",
                "export" => "KENES_EXPORT_",
                "search" => "KENES_SEARCH_",
                "init" => "KENES_INIT_",
                "report" => "KENES_REPORT_",
                _ => own,
            };
            look(sub, prefix, own, seen);
        }
        for option in command.get_arguments() {
            let Some(long) = option.get_long().filter(|long| *long != "help") else {
                continue;
            };
            let is_of_log = long.starts_with("log-");
            let prefix = if is_of_log { "KENES_" } else { prefix };
            let expected = format!("{prefix}{}", long.to_uppercase().replace('-', "_"));
            let variable = option.get_env().and_then(std::ffi::OsStr::to_str);
            // The language and the home are the user's everywhere, not only here.
            let expected = match long {
                // What is looked for is this command's own; where is not.
                "address" if command.get_name() == "search" => "KENES_CONSULTATION".to_owned(),
                _ if command.get_name() == "search" => {
                    format!("{own}{}", long.to_uppercase().replace('-', "_"))
                }
                "lang" => "LANG".to_owned(),
                "home" => "HOME".to_owned(),
                "xdg-state-home" => "XDG_STATE_HOME".to_owned(),
                // Words that an image or a manager of containers says of any program.
                "version" | "update" | "archive" | "replace-all" | "format" | "of"
                | "publisher" | "package-uri" | "ocds-prefix" | "grant-prefix" | "language"
                | "provisions" | "out" | "snapshot" | "name" | "media-type" => {
                    format!("{own}{}", long.to_uppercase().replace('-', "_"))
                }
                "state" => "KENES_AUDIT_STATE".to_owned(),
                "all" => "KENES_AUDIT_ALL".to_owned(),
                _ => expected,
            };
            if command.get_name() != "kenes" {
                assert_eq!(variable, Some(expected.as_str()), "{}", command.get_name());
                *seen += 1;
            }
        }
    }
    let mut seen = 0;
    look(&Cli::command(), "KENES_", "KENES_IMPORT_", &mut seen);
    assert!(seen > 20, "{seen}");
}

#[test]
fn all_problems_are_told_at_once() {
    let told = problems(
        "kenes consultation serve --address 0.0.0.0:50052 --metrics-address here --registry ftp://x \
         --log-format loud --log-level a=b=c --shutdown-grace soon --max-streams 0",
    );
    assert_eq!(told.len(), 8, "{told:#?}");
}

#[test]
fn a_database_is_needed_and_only_one() {
    assert_eq!(
        problems("kenes consultation serve"),
        ["--data-dir or --database: say where the data is"]
    );
    let both = problems("kenes consultation serve --data-dir /d --database /d/x.db");
    assert_eq!(both, ["--data-dir and --database: give one of the two"]);
    assert!(problems("kenes consultation serve --database postgres://h/d --log-dir /d").is_empty());
    assert_eq!(
        problems("kenes consultation serve --database postgres://h/d").len(),
        1,
        "the key of the log lies in no database"
    );
}

#[test]
fn a_folder_that_is_a_file_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    std::fs::write(&file, "").expect("a file");
    let file = file.display();
    for line in [
        format!("kenes consultation serve --data-dir {file}"),
        format!("kenes demo --data-dir {file}"),
        format!("kenes consultation serve --database postgres://h/d --log-dir {file}"),
    ] {
        let told = problems(&line);
        assert!(told[0].contains("is a file; give a folder"), "{told:#?}");
        assert_eq!(told.len(), 1, "{told:#?}");
    }
    let told = problems(&format!("kenes demo --data-dir {file}/demo"));
    assert!(told[0].contains("lies in a file"), "{told:#?}");
    let inside = folder.path().display();
    let told = problems(&format!("kenes consultation serve --database {inside}"));
    assert!(told[0].contains("is a folder"), "{told:#?}");
    assert!(problems(&format!("kenes demo --data-dir {inside}/new")).is_empty());
}

#[test]
fn what_may_hold_a_secret_is_not_repeated() {
    for line in [
        "kenes consultation serve --data-dir /d --registry http://u:SECRET@h:1",
        "kenes consultation serve --data-dir /d --registry SECRET --address SECRET --metrics-address SECRET",
        "kenes consultation serve --data-dir /d --shutdown-grace SECRET --max-streams SECRET",
        "kenes consultation serve --log-dir /d --database postgres://u:SECRET@h:port/d",
        "kenes consultation serve --log-dir /d --database mysql://u:SECRET@h/d",
        "kenes healthcheck --address u:SECRET@h:1 --timeout SECRET",
        "kenes import - --registry http://u:SECRET@h:1 --consultation SECRET",
    ] {
        let told = problems(line);
        assert!(!told.is_empty(), "{line}");
        assert!(!told.join(" ").contains("SECRET"), "{told:#?}");
    }
    let line = "kenes consultation serve --log-dir /d --database postgres://u:SECRET@h/d";
    let cli = Cli::try_parse_from(line.split(' ')).expect("a command line");
    let Command::Consultation(ConsultationCommand::Serve(args)) = &cli.command else {
        panic!("{cli:?}")
    };
    let shown = format!("{cli:?} {:?}", consultation(args).expect("no problem"));
    assert!(!shown.contains("SECRET"), "{shown}");
}

#[test]
fn xml_needs_a_version_and_files_must_be_there() {
    let told = problems("kenes import /nowhere/a.xml /nowhere/b.jsonl --subject я");
    assert_eq!(told.len(), 4, "{told:#?}");
}

#[test]
fn a_receipt_needs_somebody_to_be_believed() {
    const KEY: &str =
        "log.consult.example/2026+4f76b182+Ae46aBCTgdYhPDY0caoeiU+uTa3AJSaSNNMqavPmGzbH";
    let told = problems("kenes verify -");
    assert!(told[0].contains("kenes key show"), "{told:#?}");
    assert!(problems(&format!("kenes verify - --key {KEY}")).is_empty());
    assert_eq!(
        problems(&format!("kenes verify - --key {KEY} --policy /p")).len(),
        1
    );
    assert!(problems(&format!("kenes verify - - --key {KEY}")).is_empty());
    let told = problems(&format!("kenes verify - - --key {KEY} --body -"));
    assert!(told[0].contains("--body"), "{told:#?}");
    let told = problems("kenes verify /nowhere --key x+y --by me");
    assert_eq!(told.len(), 2, "{told:#?}");
}

#[test]
fn times_have_units() {
    assert_eq!(time("500ms"), Some(Duration::from_millis(500)));
    assert_eq!(time("2m"), Some(Duration::from_mins(2)));
    assert_eq!(
        ["", "s", "10", "1h", "-1s", "99999999999999999999s"].map(time),
        [None; 6]
    );
}
