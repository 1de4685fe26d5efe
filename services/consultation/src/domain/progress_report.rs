//! Rules of progress reports.

use common::{Error, Violation, parts, span, text};
use kenes_proto::{
    consultation::{Commitment, ProgressReport},
    gtype::{Date, LocalizedText},
    types::ErrorReason as Reason,
};

use super::actor;

const MAX_TEXT: usize = 20_000;

/// What must hold of a report on a commitment.
pub(crate) fn check(
    report: &ProgressReport,
    commitment: &Commitment,
    today: Date,
) -> Result<(), Error> {
    let at = |field: &str| format!("progress_report.{field}");
    let author = report.author.clone().unwrap_or_default();
    let mut wrong: Vec<_> = actor::check(&at("author"), &author).into_iter().collect();
    wrong.extend(actor::check_speaker(&at("author"), &author));
    let taken = ("commitment", commitment.commit_date.as_ref());
    let day = report.report_date.as_ref();
    wrong.extend(span::past_date_from(&at("report_date"), taken, day, &today));
    wrong.extend(text::check(&at("texts"), &report.texts, MAX_TEXT, true));
    if report.value.is_some() && commitment.indicator.is_none() {
        let say = "leave it out: the commitment has no indicator whose number it could be";
        wrong.push(Violation::new(at("value"), Reason::FieldInvalid, say));
    }
    wrong.extend(parts::documents(&at("documents"), &report.documents));
    wrong.extend(parts::sources(&at("sources"), &report.sources));
    if report.documents.is_empty() && report.sources.is_empty() {
        let say = "say where it is told, or give a document that shows it";
        wrong.push(Violation::new(at("sources"), Reason::SourceMissing, say));
    }
    Error::check(wrong)
}

/// Refuses to take the indicator, or its unit, away from under the numbers that were reported of it: `RESOURCE_IN_USE`. Its unit may
/// be told in one more language.
pub(crate) fn check_indicator(
    present: &Commitment,
    commitment: &Commitment,
    valued: bool,
) -> Result<(), Error> {
    let (before, now) = (units(present), units(commitment));
    let stays = commitment.indicator.is_some()
        && before.is_empty() == now.is_empty()
        && before.iter().all(|unit| now.contains(unit));
    if !valued || stays {
        return Ok(());
    }
    let name = &commitment.name;
    let text = format!(
        "progress reports give numbers of the indicator of {name}: it therefore stays, in the unit that it has"
    );
    Err(Error::refused(Reason::ResourceInUse, name, text))
}

fn units(commitment: &Commitment) -> &[LocalizedText] {
    let indicator = commitment.indicator.as_ref();
    indicator.map_or(&[], |indicator| &indicator.units)
}

/// The day of a report that gives none.
pub(crate) fn begin(report: &mut ProgressReport, present: Option<&ProgressReport>, today: Date) {
    let kept = present.and_then(|present| present.report_date);
    report.report_date = report.report_date.or(kept).or(Some(today));
}

#[cfg(test)]
mod tests {
    use common::date;
    use kenes_proto::{
        consultation::CommitmentIndicator,
        gtype::LocalizedText,
        types::{Actor, Document},
    };

    use super::*;

    fn report() -> ProgressReport {
        ProgressReport {
            author: Some(Actor {
                display_name: "An observer".into(),
                ..Default::default()
            }),
            report_date: date::parse("2004-05-01"),
            texts: vec![LocalizedText {
                text: "Half of it.".into(),
                language_code: "en".into(),
            }],
            value: Some(5),
            documents: vec![Document {
                document_type: "report".into(),
                ..Default::default()
            }],
            ..Default::default()
        }
    }

    fn commitment() -> Commitment {
        Commitment {
            name: "commitments/c".into(),
            commit_date: date::parse("2003-10-15"),
            indicator: Some(CommitmentIndicator::default()),
            ..Default::default()
        }
    }

    fn wrong(report: &ProgressReport, commitment: &Commitment) -> Vec<String> {
        let today = date::parse("2026-05-25").expect("a day");
        let fields = |error: Error| error.fields().iter().map(|v| v.field.clone()).collect();
        check(report, commitment, today).map_or_else(fields, |()| Vec::new())
    }

    #[test]
    fn a_report_says_who_tells_what_by_which_source() {
        assert_eq!(wrong(&report(), &commitment()), [""; 0]);
        let bad = ProgressReport {
            author: Some(Actor::default()),
            report_date: date::parse("2003-10-14"),
            texts: Vec::new(),
            documents: Vec::new(),
            ..report()
        };
        let bare = Commitment {
            indicator: None,
            ..commitment()
        };
        let fields = ["author", "report_date", "texts", "value", "sources"];
        assert_eq!(
            wrong(&bad, &bare),
            fields.map(|f| format!("progress_report.{f}"))
        );
    }

    #[test]
    fn an_indicator_with_numbers_stays() {
        let bare = Commitment {
            indicator: None,
            ..commitment()
        };
        let measured = |units: &[(&str, &str)]| {
            let units = units.iter().map(|(text, language)| LocalizedText {
                text: (*text).into(),
                language_code: (*language).into(),
            });
            Commitment {
                indicator: Some(CommitmentIndicator {
                    units: units.collect(),
                    ..Default::default()
                }),
                ..commitment()
            }
        };
        let (plain, percent) = (measured(&[]), measured(&[("percent", "en")]));
        let two = measured(&[("процент", "ru"), ("percent", "en")]);
        let other = measured(&[("councils", "en")]);
        for (present, commitment, valued, good) in [
            (&percent, &bare, false, true),
            (&percent, &bare, true, false),
            (&percent, &percent, true, true),
            (&percent, &two, true, true),
            (&two, &percent, true, false),
            (&percent, &other, true, false),
            (&percent, &other, false, true),
            (&percent, &plain, true, false),
            (&plain, &percent, true, false),
        ] {
            assert_eq!(check_indicator(present, commitment, valued).is_ok(), good);
        }
    }
}
