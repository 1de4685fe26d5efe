//! Rules of privileges granted by law.

use common::{Violation, parts, span, text};
use kenes_proto::registry::Privilege;

use super::{classification::GROUPS, code::CodeUse};

const MAX_TITLE: usize = 1_000;
const MAX_DESCRIPTION: usize = 20_000;

/// What must hold of a privilege by itself.
pub(crate) fn check(privilege: &Privilege) -> Vec<Violation> {
    let mut wrong = text::check("privilege.titles", &privilege.titles, MAX_TITLE, true);
    for (field, texts) in [
        ("privilege.descriptions", &privilege.descriptions),
        ("privilege.qualifications", &privilege.qualifications),
    ] {
        wrong.extend(text::check(field, texts, MAX_DESCRIPTION, false));
    }
    let basis = privilege.legal_basis.as_ref();
    wrong.extend(parts::document("privilege.legal_basis", basis));
    let (start, end) = (privilege.start_date.as_ref(), privilege.end_date.as_ref());
    wrong.extend(span::dates("privilege.", start, end));
    wrong.extend(parts::sources("privilege.sources", &privilege.sources));
    wrong
}

/// The codes that a privilege uses.
pub(crate) fn codes(privilege: &Privilege) -> Vec<CodeUse<'_>> {
    let kind = "privilege.kind_code".to_owned();
    let forms = privilege.legal_form_codes.iter().enumerate();
    let forms = forms.map(|(n, form)| {
        let field = format!("privilege.legal_form_codes[{n}]");
        (field, "legal-forms", form.as_str())
    });
    let groups = privilege.group_codes.iter().enumerate();
    let groups = groups.map(|(n, group)| {
        let field = format!("privilege.group_codes[{n}]");
        (field, GROUPS, group.as_str())
    });
    [(kind, "privilege-kinds", privilege.kind_code.as_str())]
        .into_iter()
        .chain(forms)
        .chain(groups)
        .collect()
}

#[cfg(test)]
mod tests {
    use common::date;
    use kenes_proto::types::Source;

    use super::*;

    #[test]
    fn all_that_is_wrong_with_a_privilege_is_said_at_once() {
        let bad = Privilege {
            start_date: date::parse("2006-05"),
            end_date: date::parse("2005"),
            sources: vec![Source::default()],
            ..Default::default()
        };
        let fields: Vec<_> = check(&bad).into_iter().map(|v| v.field).collect();
        assert_eq!(
            fields,
            [
                "privilege.titles",
                "privilege.end_date",
                "privilege.sources[0]"
            ]
        );
    }
}
