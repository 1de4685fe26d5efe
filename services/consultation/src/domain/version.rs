//! Rules of the versions of a draft law: a draft may change, a published version never does.

use common::{Error, Language, date, names, parts};
use kenes_proto::{consultation as pb, types::ErrorReason as Reason};
use pb::draft_law_version::State;

/// What must hold of a version by itself.
pub(crate) fn check(version: &pb::DraftLawVersion) -> Result<(), Error> {
    let mut wrong = Vec::new();
    wrong.extend(date::check(
        "draft_law_version.version_date",
        version.version_date.as_ref(),
    ));
    wrong.extend(parts::sources(
        "draft_law_version.sources",
        &version.sources,
    ));
    Error::check(wrong)
}

/// Refuses a reference into another draft law.
pub(crate) fn check_same_law(field: &str, law: &str, name: &str) -> Result<(), Error> {
    if name.is_empty() || names::parent(name) == law {
        return Ok(());
    }
    let say = format!("{name} does not belong to {law}");
    Err(Error::invalid(Reason::ReferenceNotFound, field, say))
}

/// Refuses a change of a version that is no longer a draft.
pub(crate) fn check_draft(version: &pb::DraftLawVersion) -> Result<(), Error> {
    match version.state() {
        State::Draft => Ok(()),
        _ => {
            let text = format!(
                "{} is published, and what is published is never edited; make a new version from it",
                version.name
            );
            Err(Error::refused(
                Reason::VersionFrozen,
                version.name.as_str(),
                text,
            ))
        }
    }
}

/// Refuses a version whose text may still change, where others build on it.
pub(crate) fn check_frozen(version: &pb::DraftLawVersion) -> Result<(), Error> {
    match version.state() {
        State::Draft => {
            let text = format!(
                "{} is a draft, so its text may still change; publish it first",
                version.name
            );
            Err(Error::refused(
                Reason::VersionNotPublished,
                version.name.as_str(),
                text,
            ))
        }
        _ => Ok(()),
    }
}

/// Freezes a version that has a text.
pub(crate) fn publish(version: &mut pb::DraftLawVersion, now: i64) -> Result<(), Error> {
    check_draft(version)?;
    if version.expressions.is_empty() {
        let text = format!(
            "{} has no text; import one with ImportAkomaNtoso or ImportPlainText first",
            version.name
        );
        return Err(Error::refused(
            Reason::StateTransitionForbidden,
            version.name.as_str(),
            text,
        ));
    }
    version.set_state(State::Published);
    version.publish_time = Some(date::timestamp(now));
    Ok(())
}

/// Gives the language texts their IRIs: `/akn/kz/bill/2026-03-14/d-0412/kaz@2026-05-20`. From publication on they stay.
pub(crate) fn name_expressions(version: &mut pb::DraftLawVersion, work_iri: &str) {
    let day = version
        .version_date
        .as_ref()
        .map(date::show)
        .unwrap_or_default();
    for expression in &mut version.expressions {
        expression.akn_expression_iri = match Language::of_code(&expression.language_code) {
            Some(language) if !work_iri.is_empty() => {
                format!("{work_iri}/{}@{day}", language.long_code())
            }
            _ => String::new(),
        };
    }
}

/// Whether a text in this language decides where the document does not say.
pub(crate) fn authoritative_by_default(language: Language) -> bool {
    language != Language::English
}

#[cfg(test)]
mod tests {
    use kenes_proto::gtype::Date;

    use super::*;

    fn version(state: State) -> pb::DraftLawVersion {
        let mut version = pb::DraftLawVersion {
            name: "draftLaws/d/versions/v1".into(),
            version_date: Some(Date {
                year: 2026,
                month: 5,
                day: 20,
            }),
            expressions: vec![pb::Expression {
                language_code: "kk".into(),
                ..Default::default()
            }],
            ..Default::default()
        };
        version.set_state(state);
        version
    }

    #[test]
    fn a_version_is_published_once_and_with_a_text() {
        let mut good = version(State::Draft);
        publish(&mut good, 0).expect("a draft with a text");
        assert_eq!(good.state(), State::Published);
        let refusal = publish(&mut good, 0).expect_err("published");
        assert_eq!(refusal.reason(), Reason::VersionFrozen);
        let mut empty = version(State::Draft);
        empty.expressions.clear();
        let refusal = publish(&mut empty, 0).expect_err("no text");
        assert_eq!(refusal.reason(), Reason::StateTransitionForbidden);
    }

    #[test]
    fn an_expression_is_named_after_the_work() {
        let mut named = version(State::Draft);
        name_expressions(&mut named, "/akn/kz/bill/2026-03-14/d-0412");
        assert_eq!(
            named.expressions[0].akn_expression_iri,
            "/akn/kz/bill/2026-03-14/d-0412/kaz@2026-05-20"
        );
        name_expressions(&mut named, "");
        assert_eq!(named.expressions[0].akn_expression_iri, "");
    }

    #[test]
    fn a_reference_stays_within_the_draft_law() {
        check_same_law("f", "draftLaws/d", "draftLaws/d/versions/v1").expect("its own");
        check_same_law("f", "draftLaws/d", "").expect("none");
        let refusal =
            check_same_law("f", "draftLaws/d", "draftLaws/e/versions/v1").expect_err("another's");
        assert_eq!(refusal.reason(), Reason::ReferenceNotFound);
    }
}
