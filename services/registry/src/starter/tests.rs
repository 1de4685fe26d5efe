//! The files as they are, and what is done with a code that is there already.

use std::{collections::HashSet, fs, path::Path};

use common::validate;

use super::*;
use crate::domain::code as rules;

const OWN: &str = "registry.kenes|service";

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("starter")
}

#[test]
fn every_file_is_built_in() {
    let mut there: Vec<String> = fs::read_dir(folder())
        .expect("a folder")
        .map(|file| {
            file.expect("a file")
                .file_name()
                .into_string()
                .expect("a name")
        })
        .collect();
    there.sort();
    let built_in: Vec<String> = FILES.iter().map(|(s, _)| format!("{s}.tsv")).collect();
    assert_eq!(built_in, there, "in the order of their names");
}

#[test]
fn every_line_is_a_code_that_the_contract_takes() {
    let codes = codes().expect("lines that can be read");
    assert!(codes.len() > 300, "{}", codes.len());
    let mut known = HashSet::new();
    for code in &codes {
        validate::check(code).unwrap_or_else(|error| panic!("{}: {error}", code.name));
        rules::check(code).unwrap_or_else(|error| panic!("{}: {error}", code.name));
        rules::check_required(code).unwrap_or_else(|error| panic!("{}: {error}", code.name));
        for other in [&code.parent_code, &code.successor] {
            let before = other.is_empty() || known.contains(other.as_str());
            assert!(before, "{} names {other}, which comes later", code.name);
        }
        let trimmed = code.titles.iter().all(|t| t.text == t.text.trim());
        assert!(trimmed, "{}: a space too much", code.name);
        assert!(known.insert(code.name.as_str()), "{} twice", code.name);
    }
}

#[test]
fn what_rules_depend_on_is_built_in() {
    let codes = codes().expect("lines that can be read");
    let missing: Vec<String> = rules::required()
        .filter(|name| !codes.iter().any(|code| code.name == *name))
        .collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn regions_have_one_name_in_both_schemes() {
    let codes = codes().expect("lines that can be read");
    let of = |scheme: &str| {
        let parent = format!("referenceData/{scheme}/");
        let codes = codes.iter().filter(move |c| c.name.starts_with(&parent));
        codes
            .map(|c| (names::id(&c.name).to_owned(), c.titles.clone()))
            .collect::<Vec<_>>()
    };
    let regions = of("subdivisions");
    assert_eq!(regions.len(), 20);
    let expected = regions.into_iter().map(|(id, titles)| {
        let digits = id.strip_prefix("kz-").expect("of Kazakhstan");
        (format!("{digits}0000000"), titles)
    });
    assert_eq!(of("kato"), expected.collect::<Vec<_>>());
}

#[test]
fn a_line_that_is_none_is_not_read() {
    for line in [
        "",
        "a\t\tkk\tru",
        "a\t\tkk\tru\ten\t2026-13",
        "a\t\tkk\tru\ten\t\t\t\t",
    ] {
        assert!(code_of("roles", line).is_none(), "{line:?}");
    }
    let code = code_of("roles", "b\ta\tkk\tru\ten\t2026-07-01\t\tc").expect("a code");
    assert_eq!(code.parent_code, "referenceData/roles/codes/a");
    assert_eq!(code.successor, "referenceData/roles/codes/c");
    assert_eq!(code.valid_from_date, date::parse("2026-07-01"));
}

#[test]
fn only_what_the_service_wrote_itself_is_brought_up_to_date() {
    let wanted = code_of("roles", "chair\t\tkk\tru\ten").expect("a code");
    let old = code_of("roles", "chair\t\tkk\tru\told").expect("a code");
    let ended = pb::Code {
        valid_until_date: date::parse("2026-07-01"),
        ..wanted.clone()
    };
    let done = |code: &pb::Code, actor: &str| {
        let written = Written {
            code: code.clone(),
            actor: actor.into(),
        };
        step(OWN, &HashMap::from([(code.name.clone(), written)]), &wanted)
    };
    assert_eq!(step(OWN, &HashMap::new(), &wanted), Step::Write);
    assert_eq!(done(&wanted, OWN), Step::Leave);
    assert_eq!(done(&old, OWN), Step::Update);
    assert_eq!(done(&old, "demo|aigul"), Step::Leave);
    assert_eq!(done(&ended, OWN), Step::Leave, "dates are not asked");
}
