//! Rules of programmes of support: what they say, how they are adopted and closed, and what may be received under them.

use common::{Error, Violation, date, money, parts, span, state, text};
use kenes_proto::{
    gtype::Date,
    registry::{AdoptSupportProgramRequest, CloseSupportProgramRequest},
    registry::{SupportProgram, support_program::State},
    types::ErrorReason as Reason,
};

use super::{
    code::CodeUse,
    named::{self, Named},
    sector,
};

/// Who may be named as a party of support.
pub(crate) const PARTIES: &str = "an organization, a name in words";

const MAX_TITLE: usize = 1_000;
const MAX_LABEL: usize = 500;
const MAX_REASON: usize = 20_000;

/// What must hold of a programme by itself.
pub(crate) fn check(program: &SupportProgram) -> Vec<Violation> {
    let mut wrong = text::check("support_program.titles", &program.titles, MAX_TITLE, true);
    let authors = program.co_authors.iter().map(Named::author);
    wrong.extend(named::check("support_program.co_authors", authors, PARTIES));
    for (n, author) in program.co_authors.iter().enumerate() {
        let labels = format!("support_program.co_authors[{n}].labels");
        wrong.extend(text::check(&labels, &author.labels, MAX_LABEL, false));
    }
    let basis = program.legal_basis.as_ref();
    wrong.extend(parts::document("support_program.legal_basis", basis));
    wrong.extend(days(program));
    let budget = program.budget.as_ref();
    wrong.extend(money::check("support_program.budget", budget));
    let sources = &program.sources;
    wrong.extend(match budget {
        Some(_) => parts::require_sources("support_program.sources", sources),
        None => parts::sources("support_program.sources", sources),
    });
    wrong
}

/// What is wrong with the days of its period, by themselves or beside those of its adoption and its closing.
fn days(program: &SupportProgram) -> Vec<Violation> {
    let (start, end) = (program.start_date.as_ref(), program.end_date.as_ref());
    let closed = ("closing", program.close_date.as_ref());
    let mut wrong = span::dates("support_program.", start, end);
    if wrong.is_empty() {
        wrong.extend(date::not_after("support_program.start_date", start, closed));
        let adopted = adoption(program);
        wrong.extend(date::not_before("support_program.end_date", end, adopted));
    }
    wrong
}

/// The day of the adoption, and what it is called.
fn adoption(program: &SupportProgram) -> (&'static str, Option<&Date>) {
    ("adoption", program.adopt_date.as_ref())
}

/// The codes that a programme uses.
pub(crate) fn codes(program: &SupportProgram) -> Vec<CodeUse<'_>> {
    let kind = "support_program.kind_code".to_owned();
    let forms = program.form_codes.iter().enumerate().map(|(n, form)| {
        let field = format!("support_program.form_codes[{n}]");
        (field, "support-forms", form.as_str())
    });
    let sectors = program.co_authors.iter().enumerate().map(|(n, author)| {
        let field = format!("support_program.co_authors[{n}].sector_code");
        (field, sector::SCHEME, author.sector_code.as_str())
    });
    [(kind, "support-program-kinds", program.kind_code.as_str())]
        .into_iter()
        .chain(forms)
        .chain(sectors)
        .collect()
}

/// The rule of `AdoptSupportProgram`.
pub(crate) fn adopt(
    program: &mut SupportProgram,
    request: &AdoptSupportProgramRequest,
    now: i64,
) -> Result<(), Error> {
    require(program, State::Draft, "be adopted")?;
    let day = request.adopt_date.as_ref();
    let mut wrong = parts::document("legal_basis", request.legal_basis.as_ref());
    let come = span::come_date("adopt_date", day, date::local_number(now));
    let end = ("end", program.end_date.as_ref());
    wrong.extend(come.or_else(|| date::not_after("adopt_date", day, end)));
    Error::check(wrong)?;
    program.set_state(State::Adopted);
    program.adopt_date = request.adopt_date;
    if request.legal_basis.is_some() {
        program.legal_basis.clone_from(&request.legal_basis);
    }
    Ok(())
}

/// The rule of `CloseSupportProgram`.
pub(crate) fn close(
    program: &mut SupportProgram,
    request: &CloseSupportProgramRequest,
    now: i64,
) -> Result<(), Error> {
    require(program, State::Adopted, "be closed")?;
    let day = request.close_date.as_ref();
    let mut wrong = text::check("reasons", &request.reasons, MAX_REASON, false);
    let come = span::come_date("close_date", day, date::local_number(now));
    let begun = [adoption(program), ("start", program.start_date.as_ref())];
    wrong.extend(come.or_else(|| {
        let mut begun = begun.into_iter();
        begun.find_map(|limit| date::not_before("close_date", day, limit))
    }));
    Error::check(wrong)?;
    program.set_state(State::Closed);
    program.close_date = request.close_date;
    program.close_reasons.clone_from(&request.reasons);
    Ok(())
}

/// Refuses what would be received under a programme that is not adopted.
pub(crate) fn check_adopted(program: &SupportProgram) -> Result<(), Error> {
    if matches!(program.state(), State::Adopted | State::Closed) {
        return Ok(());
    }
    let name = program.name.as_str();
    let text = format!("{name} is a DRAFT; adopt it first, then record what is received under it");
    Err(Error::refused(Reason::ProgramNotAdopted, name, text)
        .about("registry.kenes/SupportProgram", name))
}

/// What is wrong with the day of something received under a programme: it was adopted by then. Whether that day is one of its
/// period is not asked: what a programme promised may come early or late.
pub(crate) fn check_day(
    field: &str,
    day: Option<&Date>,
    program: Option<&SupportProgram>,
) -> Option<Violation> {
    let adopted = program?.adopt_date.as_ref();
    date::not_before(field, day, ("adoption of the programme", adopted))
}

fn require(program: &SupportProgram, from: State, act: &str) -> Result<(), Error> {
    let present = (program.name.as_str(), program.state());
    state::require(present, &[from], act, State::as_str_name)
}

#[cfg(test)]
mod tests {
    use kenes_proto::{
        gtype::{LocalizedText, Money},
        registry::{SupportAuthor, SupportParty},
    };

    use super::*;

    /// 25 May 2026 in Kazakhstan.
    const NOW: i64 = 1_779_700_000_000_000;

    fn text(text: &str) -> Vec<LocalizedText> {
        vec![LocalizedText {
            language_code: "en".into(),
            text: text.into(),
        }]
    }

    fn draft() -> SupportProgram {
        SupportProgram {
            name: "supportPrograms/p".into(),
            titles: text("Programme"),
            start_date: date::parse("2003"),
            end_date: date::parse("2005"),
            state: State::Draft.into(),
            ..Default::default()
        }
    }

    fn fields(program: &SupportProgram) -> Vec<String> {
        check(program).into_iter().map(|v| v.field).collect()
    }

    #[test]
    fn a_budget_has_a_source_and_dates_do_not_run_backwards() {
        assert!(fields(&draft()).is_empty());
        let mut bad = draft();
        bad.titles.clear();
        bad.end_date = date::parse("2002");
        bad.budget = Some(Money {
            currency_code: "KZT".into(),
            units: -1,
            nanos: 1,
        });
        bad.co_authors = vec![SupportAuthor {
            party: Some(SupportParty::default()),
            ..Default::default()
        }];
        assert_eq!(
            fields(&bad),
            [
                "support_program.titles",
                "support_program.co_authors[0].party",
                "support_program.end_date",
                "support_program.budget.units",
                "support_program.budget.nanos",
                "support_program.sources"
            ]
        );
    }

    #[test]
    fn the_days_of_a_programme_fit_its_adoption_and_its_closing_whenever_they_are_corrected() {
        let mut program = draft();
        program.adopt_date = date::parse("2003-03-17");
        program.close_date = date::parse("2005-12");
        assert!(fields(&program).is_empty());
        program.end_date = date::parse("2003-02");
        assert_eq!(fields(&program), ["support_program.end_date"]);
        program.end_date = None;
        program.start_date = date::parse("2006");
        assert_eq!(fields(&program), ["support_program.start_date"]);
    }

    #[test]
    fn a_programme_is_adopted_once_and_closed_once() {
        let adoption = |day: &str| AdoptSupportProgramRequest {
            adopt_date: date::parse(day),
            ..Default::default()
        };
        let closing = |day: &str| CloseSupportProgramRequest {
            close_date: date::parse(day),
            reasons: text("Its period is over."),
            ..Default::default()
        };
        let mut program = draft();
        let reason = |outcome: Result<(), Error>| outcome.map_err(|e| e.reason());
        let early = reason(close(&mut program, &closing("2005"), NOW));
        assert_eq!(early, Err(Reason::StateTransitionForbidden));
        for day in ["2026-05-26", "2027", "2006"] {
            let outcome = reason(adopt(&mut program, &adoption(day), NOW));
            assert_eq!(outcome, Err(Reason::DatesInvalid), "{day}");
            assert_eq!(program, draft(), "nothing half done");
        }
        let refused = check_adopted(&program).expect_err("a draft");
        assert_eq!(refused.reason(), Reason::ProgramNotAdopted);
        adopt(&mut program, &adoption("2003"), NOW).expect("a draft");
        let again = reason(adopt(&mut program, &adoption("2003"), NOW));
        assert_eq!(again, Err(Reason::StateTransitionForbidden));
        let backwards = reason(close(&mut program, &closing("2002-12-31"), NOW));
        assert_eq!(backwards, Err(Reason::DatesInvalid));
        close(&mut program, &closing("2005"), NOW).expect("adopted");
        assert_eq!(program.state(), State::Closed);
        assert_eq!(program.close_reasons, text("Its period is over."));
        check_adopted(&program).expect("what was received can still be recorded");
    }

    #[test]
    fn an_author_is_there_once_however_it_is_written() {
        let author = |organization: &str, titles: &str| SupportAuthor {
            party: Some(SupportParty {
                organization: organization.into(),
                titles: match titles {
                    "" => vec![],
                    titles => text(titles),
                },
            }),
            ..Default::default()
        };
        let mut program = draft();
        program.co_authors = vec![author("", "UNDP"), author("organizations/a", "")];
        assert!(fields(&program).is_empty());
        program.co_authors.push(author("", "undp "));
        program.co_authors.push(author("organizations/a", ""));
        assert_eq!(
            fields(&program),
            [2, 3].map(|n| format!("support_program.co_authors[{n}].party"))
        );
    }

    #[test]
    fn nothing_is_received_before_the_adoption() {
        let mut program = draft();
        let wrong = |program: &SupportProgram, on: &str| {
            check_day("f", date::parse(on).as_ref(), Some(program)).map(|v| v.description)
        };
        assert_eq!(wrong(&program, "1999"), None, "nobody says when");
        program.adopt_date = date::parse("2003-03-17");
        for good in ["2003", "2003-03-17", "2026"] {
            assert_eq!(wrong(&program, good), None, "{good}");
        }
        let say = "give a day that is not before the adoption of the programme, 2003-03-17";
        for bad in ["1999", "2003-03-16"] {
            assert_eq!(wrong(&program, bad).as_deref(), Some(say), "{bad}");
        }
    }
}
