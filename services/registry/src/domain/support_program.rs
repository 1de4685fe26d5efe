//! Rules of programmes of support: what they say, how they are adopted and closed, and what may be received under them.

use common::{Error, Violation, date, money, parts, span, state, text};
use kenes_proto::{
    gtype::Date,
    registry::{AdoptSupportProgramRequest, CloseSupportProgramRequest},
    registry::{Organization, SupportAuthor, SupportProgram, support_program::State},
    types::ErrorReason as Reason,
};

use super::{sector, support_party};

const MAX_TITLE: usize = 1_000;
const MAX_LABEL: usize = 500;
const MAX_REASON: usize = 20_000;

/// What must hold of a programme by itself.
pub(crate) fn check(program: &SupportProgram) -> Vec<Violation> {
    let mut wrong = text::check("support_program.titles", &program.titles, MAX_TITLE, true);
    for (n, author) in program.co_authors.iter().enumerate() {
        let field = format!("support_program.co_authors[{n}]");
        let labels = format!("{field}.labels");
        wrong.extend(support_party::check(
            &format!("{field}.party"),
            author.party.as_ref(),
        ));
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
    let (adopted, closed) = (program.adopt_date.as_ref(), program.close_date.as_ref());
    let mut wrong = span::dates("support_program.", start, end);
    if wrong.is_empty() {
        wrong.extend(not_after(
            "support_program.start_date",
            start,
            "closing",
            closed,
        ));
        wrong.extend(date::check_order("support_program.end_date", adopted, end));
    }
    wrong
}

/// Writes down the sector of an author whom the registry knows, and says what is wrong with another one.
pub(crate) fn settle_sector(
    field: &str,
    author: &mut SupportAuthor,
    known: &Organization,
) -> Option<Violation> {
    let sector = sector::known(known);
    if author.sector_code.is_empty() {
        sector.clone_into(&mut author.sector_code);
    }
    (!sector.is_empty() && author.sector_code != sector).then(|| {
        let say = format!("{} is of the sector {sector}; leave it out", known.name);
        Violation::new(format!("{field}.sector_code"), Reason::SectorMismatch, say)
    })
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
    let end = program.end_date.as_ref();
    wrong.extend(come.or_else(|| not_after("adopt_date", day, "end", end)));
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
    let begun = [program.adopt_date.as_ref(), program.start_date.as_ref()];
    wrong.extend(come.or_else(|| {
        let mut begun = begun.into_iter();
        begun.find_map(|start| date::check_order("close_date", start, day))
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

fn require(program: &SupportProgram, from: State, act: &str) -> Result<(), Error> {
    let present = (program.name.as_str(), program.state());
    state::require(present, &[from], act, State::as_str_name)
}

/// What is wrong with a day after the `end`, which is called so. Partial dates are wrong only if no days they can mean are
/// in order.
fn not_after(
    field: &str,
    day: Option<&Date>,
    called: &str,
    end: Option<&Date>,
) -> Option<Violation> {
    date::check_order(field, day, end)?;
    let say = format!(
        "give a day that is not after the {called}, {}",
        date::show(end?)
    );
    Some(Violation::new(field, Reason::DatesInvalid, say))
}

#[cfg(test)]
mod tests {
    use kenes_proto::{
        gtype::{LocalizedText, Money},
        registry::{SupportParty, organization::Kind},
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
                "support_program.co_authors[0].party.titles",
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
    fn the_registry_says_the_sector_of_an_author_whom_it_knows() {
        let known = Organization {
            kind: Kind::StateBody.into(),
            ..Default::default()
        };
        let mut author = SupportAuthor::default();
        assert_eq!(settle_sector("a", &mut author, &known), None);
        assert_eq!(author.sector_code, "state");
        author.sector_code = "business".into();
        let found = settle_sector("a", &mut author, &known).map(|v| v.field);
        assert_eq!(found.as_deref(), Some("a.sector_code"));
    }
}
