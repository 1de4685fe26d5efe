//! Rules of reference data.

use common::{Error, date, names, span, text};
use kenes_proto::{gtype::Date, registry as pb, types::ErrorReason as Reason};

use super::{classification, indicator, sector, tender};

/// A code that a resource uses: the field, the scheme, the code.
pub(crate) type CodeUse<'a> = (String, &'static str, &'a str);

const MAX_TITLE: usize = 500;
const MAX_DESCRIPTION: usize = 5_000;

/// The codes that rules of either service name, by their scheme: they are always in effect. The one place that says so.
const REQUIRED: &[(&str, &[&str])] = &[
    (tender::FORMS, &[tender::PRIZE]),
    ("powers", &["comment", "sign", "respond", "manage"]),
    (sector::SCHEME, sector::ALL),
    ("roles", &["delegate"]),
    (indicator::SCHEME, &indicator::CODES),
];

/// The schemes by whose wider codes statistics count.
const COUNTED_BY_WIDER: &[&str] = &[classification::GROUPS, tender::AREAS];

/// What must hold of a code by itself.
pub(crate) fn check(code: &pb::Code) -> Result<(), Error> {
    let mut wrong = text::check("code.titles", &code.titles, MAX_TITLE, true);
    wrong.extend(text::check(
        "code.descriptions",
        &code.descriptions,
        MAX_DESCRIPTION,
        false,
    ));
    let from = code.valid_from_date.as_ref();
    let until = code.valid_until_date.as_ref();
    wrong.extend(span::whole_date("code.valid_from_date", from));
    wrong.extend(span::whole_date("code.valid_until_date", until));
    wrong.extend(date::check_order("code.valid_until_date", from, until));
    Error::check(wrong)
}

/// Refuses to take a code out of use, on whatever days, that rules depend on.
pub(crate) fn check_required(code: &pb::Code) -> Result<(), Error> {
    let name = code.name.as_str();
    let (scheme, id) = (names::id(names::parent(name)), names::id(name));
    let required = REQUIRED
        .iter()
        .any(|(known, ids)| *known == scheme && ids.contains(&id));
    let ended = code.valid_from_date.is_some()
        || code.valid_until_date.is_some()
        || !code.successor.is_empty();
    if !required || !ended {
        return Ok(());
    }
    let text = format!(
        "rules of the services depend on {name}: leave valid_from_date, valid_until_date and successor empty; its titles \
         may change"
    );
    Err(Error::refused(Reason::CodeRequired, name, text).about("registry.kenes/Code", name))
}

/// Refuses another wider code where counts are kept by it: what was counted would have to be counted again.
pub(crate) fn check_wider(before: Option<&pb::Code>, code: &pb::Code) -> Result<(), Error> {
    let scheme = names::id(names::parent(&code.name));
    let moved = before.is_some_and(|before| before.parent_code != code.parent_code);
    if !moved || !COUNTED_BY_WIDER.contains(&scheme) {
        return Ok(());
    }
    let field = "code.parent_code";
    let say = "is fixed in this scheme once a code is recorded: statistics are kept by it; end the code and record another";
    Err(Error::invalid(Reason::FieldInvalid, field, say))
}

/// The names of the codes that rules depend on.
#[cfg(test)]
pub(crate) fn required() -> impl Iterator<Item = String> {
    REQUIRED.iter().flat_map(|(scheme, ids)| {
        let name = move |id: &&str| format!("referenceData/{scheme}/codes/{id}");
        ids.iter().map(name)
    })
}

/// Whether the code may be used on `day`, written `yyyymmdd`.
pub(crate) fn in_effect(code: &pb::Code, day: i64) -> bool {
    let until = |date: Option<&Date>| match date::upper(date) {
        0 => i64::MAX,
        day => day,
    };
    (date::lower(code.valid_from_date.as_ref())..=until(code.valid_until_date.as_ref()))
        .contains(&day)
}

/// Refuses a tie that leads back to the code itself: `chain` is what follows from the tie's other end.
pub(crate) fn check_tie(field: &str, name: &str, chain: &[String]) -> Result<(), Error> {
    match chain.iter().any(|link| link == name) {
        true => Err(Error::invalid(
            Reason::FieldInvalid,
            field,
            format!("leads back to {name}; name a code that does not"),
        )),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "as the fields have it")]
    fn day(year: i32, month: i32, day: i32) -> Option<Date> {
        Some(Date { year, month, day })
    }

    #[test]
    fn a_code_is_in_effect_from_its_first_to_its_last_day() {
        let code = pb::Code {
            valid_from_date: day(2006, 1, 1),
            valid_until_date: day(2026, 6, 30),
            ..Default::default()
        };
        assert!(!in_effect(&code, 2005_12_31));
        assert!(in_effect(&code, 2006_01_01));
        assert!(in_effect(&code, 2026_06_30));
        assert!(!in_effect(&code, 2026_07_01));
        assert!(in_effect(&pb::Code::default(), 2026_07_01));
    }

    #[test]
    fn what_rules_depend_on_is_always_in_effect() {
        let code = |name: &str| pb::Code {
            name: format!("referenceData/{name}"),
            ..Default::default()
        };
        let ends: [fn(&mut pb::Code); 3] = [
            |code| code.valid_from_date = day(2027, 1, 1),
            |code| code.valid_until_date = day(2027, 1, 1),
            |code| code.successor = "referenceData/powers/codes/speak".into(),
        ];
        for end in ends {
            for (name, required) in [
                ("powers/codes/comment", true),
                ("sectors/codes/state", true),
                ("powers/codes/vote", false),
                ("roles/codes/comment", false),
            ] {
                let mut code = code(name);
                assert!(check_required(&code).is_ok(), "as it is");
                end(&mut code);
                let outcome = check_required(&code).map_err(|e| e.reason());
                assert_eq!(outcome.err(), required.then_some(Reason::CodeRequired));
            }
        }
    }

    #[test]
    fn all_faults_are_named_at_once() {
        let code = pb::Code {
            valid_from_date: day(2006, 2, 30),
            valid_until_date: day(2005, 0, 0),
            ..Default::default()
        };
        let error = check(&code).expect_err("three faults");
        let fields: Vec<&str> = error.fields().iter().map(|v| v.field.as_str()).collect();
        assert!(fields.contains(&"code.titles"), "{fields:?}");
        assert!(fields.contains(&"code.valid_from_date"), "{fields:?}");
        assert!(fields.contains(&"code.valid_until_date"), "{fields:?}");
    }
}
