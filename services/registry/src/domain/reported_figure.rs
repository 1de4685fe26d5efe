//! Rules of reported figures: what makes one, and of which days it is.

use common::{Violation, parts, span, text};
use kenes_proto::{
    registry::{ReportedFigure, StatisticsDimension as Dimension, reported_figure::Qualifier},
    types::ErrorReason as Reason,
};

use super::{
    classification::{GROUPS, SUBDIVISIONS},
    counted::{ABROAD, ACTIVITIES, FIELDS, SCOPES},
    indicator,
    period::Period,
    tender,
};

/// The scheme of the stages of the sector.
pub(crate) const STAGES: &str = "sector-stages";

/// The scheme of the groups of areas of the social order.
pub(crate) const AREA_GROUPS: &str = "order-area-groups";

const MAX_NOTE: usize = 2_000;

/// What the codes of a dimension are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codes {
    /// Those of a scheme of reference data, and these.
    Scheme(&'static str, &'static [&'static str]),
    /// These.
    Only(&'static [&'static str]),
    /// A year.
    Year,
    /// Any.
    Free,
}

/// What the codes of a dimension are; none where nothing is divided.
pub(crate) fn codes(dimension: Dimension) -> Option<Codes> {
    Some(match dimension {
        Dimension::Unspecified => return None,
        Dimension::Region => Codes::Scheme(SUBDIVISIONS, &[ABROAD]),
        Dimension::Field => Codes::Scheme(FIELDS, &[]),
        Dimension::Scope => Codes::Only(SCOPES),
        Dimension::Group => Codes::Scheme(GROUPS, &[]),
        Dimension::Activity => Codes::Only(ACTIVITIES),
        Dimension::LegalForm => Codes::Scheme("legal-forms", &[]),
        Dimension::Stage => Codes::Scheme(STAGES, &[]),
        Dimension::FoundingYear => Codes::Year,
        Dimension::BroadField => Codes::Scheme("broad-fields", &[]),
        Dimension::Tender => Codes::Free,
        Dimension::Level => Codes::Scheme("order-levels", &[]),
        Dimension::OrderForm => Codes::Scheme("order-forms", &[]),
        Dimension::Area => Codes::Scheme(tender::AREAS, &[]),
        Dimension::AreaGroup => Codes::Scheme(AREA_GROUPS, &[]),
        Dimension::SupportForm => Codes::Scheme("support-forms", &[]),
        Dimension::FunderKind => Codes::Scheme("funder-kinds", &[]),
        Dimension::SettlementKind => Codes::Scheme("settlement-kinds", &[]),
    })
}

/// What must hold of a figure by itself; what its codes name is asked of reference data.
pub(crate) fn check(figure: &ReportedFigure) -> Vec<Violation> {
    let mut wrong = indicator::check_value(figure);
    let (start, end) = (figure.start_date.as_ref(), figure.end_date.as_ref());
    wrong.extend(span::dates("reported_figure.", start, end));
    let mut refuse = |field: &str, reason, say: &str| {
        wrong.push(Violation::new(
            format!("reported_figure.{field}"),
            reason,
            say,
        ));
    };
    if start.is_none() && end.is_some() {
        let say = "give the first of several in `start_date`, or the only one there alone";
        refuse("start_date", Reason::DatesInvalid, say);
    }
    match (figure.dimension(), figure.code.as_str()) {
        (Dimension::Unspecified, "") => {}
        (Dimension::Unspecified, _) => {
            refuse(
                "dimension",
                Reason::FieldInvalid,
                "say what `code` is one of",
            );
        }
        (_, "") => refuse("code", Reason::FieldInvalid, "say which part it is of"),
        (dimension, code) => {
            let fits = match codes(dimension) {
                Some(Codes::Only(known)) => known.contains(&code),
                Some(Codes::Scheme(FIELDS, _)) => code.len() == 1,
                Some(Codes::Year) => code.len() == 4 && code.bytes().all(|b| b.is_ascii_digit()),
                _ => true,
            };
            if !fits {
                let say = "give a code of the dimension, as its comment writes it";
                refuse("code", Reason::CodeUnknown, say);
            }
        }
    }
    let notes = &figure.notes;
    wrong.extend(text::check("reported_figure.notes", notes, MAX_NOTE, false));
    let source = figure.source.as_ref();
    wrong.extend(parts::require_source("reported_figure.source", source));
    wrong
}

/// Whether two are the same figure, whatever its number: of the same part and days, by the same source.
pub(crate) fn same(one: &ReportedFigure, other: &ReportedFigure) -> bool {
    let key = |figure: &ReportedFigure| {
        let source = figure.source.clone().unwrap_or_default();
        (
            (
                figure.indicator.clone(),
                figure.dimension,
                figure.code.clone(),
            ),
            days(figure),
            (source.uri, source.note.trim().to_owned()),
        )
    };
    key(one) == key(other)
}

/// Writes down what is meant where nothing is said.
pub(crate) fn fill(figure: &mut ReportedFigure) {
    if figure.qualifier() == Qualifier::Unspecified {
        figure.set_qualifier(Qualifier::Exact);
    }
}

/// The days that a figure is of, if it says: from the first that its start can mean to the last that its end can.
pub(crate) fn days(figure: &ReportedFigure) -> Option<Period> {
    let start = figure.start_date.as_ref()?;
    Some(Period::of(
        Some(start),
        figure.end_date.as_ref().or(Some(start)),
    ))
}

#[cfg(test)]
mod tests {
    use common::date;
    use kenes_proto::{registry::reported_figure::Value, types::Source};

    use super::*;

    fn figure() -> ReportedFigure {
        ReportedFigure {
            indicator: "registered-organizations".into(),
            value: Some(Value::Number(4_500)),
            start_date: date::parse("2003-10"),
            source: Some(Source {
                note: "A report".into(),
                ..Default::default()
            }),
            ..Default::default()
        }
    }

    fn wrong(change: impl FnOnce(&mut ReportedFigure)) -> Vec<(String, String)> {
        let mut changed = figure();
        change(&mut changed);
        let found = check(&changed).into_iter();
        found
            .map(|v| (v.field.replace("reported_figure.", ""), v.reason))
            .collect()
    }

    fn one(field: &str, reason: &str) -> Vec<(String, String)> {
        vec![(field.into(), reason.into())]
    }

    #[test]
    fn a_figure_has_a_source() {
        assert_eq!(wrong(|_| ()), []);
        assert_eq!(wrong(|f| f.source = None), one("source", "SOURCE_MISSING"));
        assert_eq!(
            wrong(|f| f.source = Some(Source::default())),
            one("source", "FIELD_INVALID")
        );
    }

    #[test]
    fn a_code_belongs_to_its_dimension() {
        let part = |dimension: Dimension, code: &str| {
            wrong(|f| {
                f.set_dimension(dimension);
                f.code = code.into();
            })
        };
        for (dimension, code) in [
            (Dimension::Unspecified, ""),
            (Dimension::Region, "kz-75"),
            (Dimension::Field, "g"),
            (Dimension::Scope, "regional"),
            (Dimension::Activity, "passive"),
            (Dimension::FoundingYear, "1999"),
            (Dimension::Tender, "2003-09"),
        ] {
            assert_eq!(part(dimension, code), [], "{dimension:?} {code}");
        }
        assert_eq!(
            part(Dimension::Unspecified, "kz-75"),
            one("dimension", "FIELD_INVALID")
        );
        assert_eq!(part(Dimension::Region, ""), one("code", "FIELD_INVALID"));
        for (dimension, code) in [
            (Dimension::Field, "g11"),
            (Dimension::Scope, "local"),
            (Dimension::Activity, "asleep"),
            (Dimension::FoundingYear, "199"),
            (Dimension::FoundingYear, "year"),
        ] {
            assert_eq!(part(dimension, code), one("code", "CODE_UNKNOWN"), "{code}");
        }
    }

    #[test]
    fn a_figure_is_of_days_in_order_or_of_none() {
        let dated = |start: &str, end: &str| {
            wrong(|f| {
                f.start_date = date::parse(start);
                f.end_date = date::parse(end);
            })
        };
        assert_eq!(dated("1994", "1997"), []);
        assert_eq!(dated("", ""), []);
        assert_eq!(dated("1997", "1994"), one("end_date", "DATES_INVALID"));
        assert_eq!(dated("", "1994"), one("start_date", "DATES_INVALID"));
        let of = |start: &str, end: &str| {
            days(&ReportedFigure {
                start_date: date::parse(start),
                end_date: date::parse(end),
                ..Default::default()
            })
        };
        assert_eq!(of("", ""), None);
        assert_eq!(
            of("2003-10", ""),
            Some(Period::stored(2003_10_01, 2003_10_31))
        );
        assert_eq!(
            of("1994", "1997"),
            Some(Period::stored(1994_01_01, 1997_12_31))
        );
    }

    #[test]
    fn a_figure_is_the_same_whatever_its_number() {
        let differs = |change: fn(&mut ReportedFigure)| {
            let mut other = figure();
            change(&mut other);
            !same(&figure(), &other)
        };
        assert!(!differs(|f| f.value = Some(Value::Number(5_000))));
        assert!(!differs(|f| f.end_date = date::parse("2003-10-31")));
        assert!(!differs(|f| f
            .source
            .get_or_insert_default()
            .note
            .push(' ')));
        assert!(differs(|f| f.source.get_or_insert_default().note.push('s')));
        assert!(differs(|f| f.start_date = date::parse("2003")));
        assert!(differs(|f| f.start_date = None));
        assert!(differs(|f| f.code = "kz-75".into()));
        assert!(differs(|f| f.indicator = "employees".into()));
    }

    #[test]
    fn what_is_not_qualified_is_exact() {
        let mut said = figure();
        fill(&mut said);
        assert_eq!(said.qualifier(), Qualifier::Exact);
        said.set_qualifier(Qualifier::MoreThan);
        fill(&mut said);
        assert_eq!(said.qualifier(), Qualifier::MoreThan);
    }
}
