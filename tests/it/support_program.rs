//! Programmes of support: who drew them up, how they are adopted and closed.

use kenes_proto::{
    registry::{self as pb, SupportAuthor, SupportParty, support_program::State},
    types::{ErrorReason as Reason, Source},
};
use tonic::{Code, Status};

use crate::{
    roll::{day, org, paths},
    support::{PROGRAM, Support, answer, grant, measure, program, report, tenge},
    world::{ask, en, fields, refused},
};

fn author(organization: &str, words: &str, sector: &str) -> SupportAuthor {
    let titles = match words {
        "" => vec![],
        words => en(words),
    };
    SupportAuthor {
        party: Some(SupportParty {
            organization: organization.into(),
            titles,
        }),
        sector_code: sector.into(),
        ..Default::default()
    }
}

async fn update(
    it: &mut Support,
    program: pb::SupportProgram,
    mask: &[&str],
) -> Result<pb::SupportProgram, Status> {
    let request = pb::UpdateSupportProgramRequest {
        support_program: Some(program),
        update_mask: paths(mask),
        ..Default::default()
    };
    answer(it.client.update_support_program(ask(request))).await
}

async fn list(it: &mut Support, filter: &str) -> Vec<String> {
    let request = pb::ListSupportProgramsRequest {
        filter: filter.into(),
        order_by: "start_date".into(),
        ..Default::default()
    };
    let page = answer(it.client.list_support_programs(request)).await;
    let page = page.expect("listed").support_programs.into_iter();
    page.map(|program| program.name).collect()
}

#[tokio::test]
async fn a_programme_is_drawn_up_adopted_and_closed() {
    let mut it = Support::start().await;
    let draft = pb::SupportProgram {
        responsible_body: org("ministry"),
        co_authors: vec![
            author(&org("ministry"), "", ""),
            author("", "UNDP", "international"),
        ],
        start_date: day("2006"),
        end_date: day("2010"),
        budget: tenge(1_000_000),
        form_codes: vec!["informational".into(), "state-order".into()],
        sources: report(),
        ..program()
    };
    let made = it.program("p", draft).await.expect("recorded");
    assert_eq!(made.state(), State::Draft);
    assert_eq!(made.co_authors[0].sector_code, "state", "of the registry");
    let get = pb::GetSupportProgramRequest {
        name: made.name.clone(),
        ..Default::default()
    };
    let read = answer(it.client.get_support_program(get)).await;
    assert_eq!(read.expect("read"), made);

    let p = made.name.as_str();
    for (filter, found) in [
        ("", vec![PROGRAM, p]),
        ("state = DRAFT", vec![p]),
        ("form_codes:\"state-order\"", vec![p]),
        ("active_on(\"2004-05-01\")", vec![PROGRAM]),
        ("active_on(\"2010-12-31\")", vec![p]),
        ("responsible_body = \"organizations/ministry\"", vec![p]),
        ("adopt_date < \"2003-02-01\"", vec![PROGRAM]),
        ("kind_code = \"conception\"", vec![]),
    ] {
        let mut listed = list(&mut it, filter).await;
        let mut found: Vec<_> = found.into_iter().map(str::to_owned).collect();
        listed.sort();
        found.sort();
        assert_eq!(listed, found, "{filter}");
    }

    let early = it.close(p, "2010").await;
    refused(
        early,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    let ahead = it.adopt(p, "2026-05-26").await;
    let status = refused(ahead, Code::InvalidArgument, Reason::DatesInvalid);
    assert_eq!(fields(&status), ["adopt_date"]);
    let adopted = it.adopt(p, "2006-02").await.expect("adopted");
    assert_eq!(
        (adopted.state(), adopted.adopt_date),
        (State::Adopted, day("2006-02"))
    );
    let again = it.adopt(p, "2006-02").await;
    refused(
        again,
        Code::FailedPrecondition,
        Reason::StateTransitionForbidden,
    );
    // Nobody adopted it after its end, nor does a correction say so.
    let patch = pb::SupportProgram {
        name: p.into(),
        start_date: day("2005"),
        end_date: day("2006-01"),
        ..Default::default()
    };
    let backwards = update(&mut it, patch, &["start_date", "end_date"]).await;
    let status = refused(backwards, Code::InvalidArgument, Reason::DatesInvalid);
    assert_eq!(fields(&status), ["support_program.end_date"]);
    let backwards = it.close(p, "2005").await;
    refused(backwards, Code::InvalidArgument, Reason::DatesInvalid);
    let closed = it.close(p, "2010-12-31").await.expect("closed");
    assert_eq!(
        (closed.state(), closed.close_reasons),
        (State::Closed, en("Its period is over."))
    );
    let patch = pb::SupportProgram {
        name: p.into(),
        etag: made.etag,
        titles: en("Another"),
        ..Default::default()
    };
    let stale = update(&mut it, patch, &["titles"]).await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
}

#[tokio::test]
async fn what_is_wrong_with_a_programme_is_refused_at_once() {
    let mut it = Support::start().await;
    let bad = pb::SupportProgram {
        titles: vec![],
        kind_code: "decree".into(),
        responsible_body: org("nobody"),
        co_authors: vec![
            author(&org("ministry"), "", "business"),
            author(&org("ministry"), "The ministry", ""),
            author("", "", "abroad"),
        ],
        end_date: day("2002"),
        budget: tenge(-1),
        form_codes: vec!["moral".into()],
        sources: vec![],
        ..program()
    };
    let wrong = [
        "support_program.budget.units",
        "support_program.co_authors[0].sector_code",
        "support_program.co_authors[1].party",
        "support_program.co_authors[2].party",
        "support_program.co_authors[2].sector_code",
        "support_program.end_date",
        "support_program.form_codes[0]",
        "support_program.kind_code",
        "support_program.responsible_body",
        "support_program.sources",
        "support_program.titles",
    ];
    let made = it.program("p", bad.clone()).await;
    let status = refused(made, Code::InvalidArgument, Reason::LanguageMissing);
    assert_eq!(fields(&status), wrong);
    let all = ["*"];
    let corrected = pb::SupportProgram {
        name: PROGRAM.into(),
        ..bad
    };
    let status = refused(
        update(&mut it, corrected, &all).await,
        Code::InvalidArgument,
        Reason::LanguageMissing,
    );
    assert_eq!(fields(&status), wrong);
    for (bad, reason) in [
        (
            pb::SupportProgram {
                budget: tenge(1),
                ..program()
            },
            Reason::SourceMissing,
        ),
        (
            pb::SupportProgram {
                co_authors: vec![author(&org("ministry"), "", "business")],
                ..program()
            },
            Reason::SectorMismatch,
        ),
        (
            pb::SupportProgram {
                co_authors: vec![author("", "A union", "no-such")],
                ..program()
            },
            Reason::CodeUnknown,
        ),
        (
            pb::SupportProgram {
                sources: vec![Source::default()],
                ..program()
            },
            Reason::FieldInvalid,
        ),
    ] {
        refused(it.program("p", bad).await, Code::InvalidArgument, reason);
    }
}

#[tokio::test]
async fn an_organization_that_support_names_is_not_deleted() {
    let mut it = Support::start().await;
    let kinds = [
        ("ministry", PROGRAM),
        ("fund", "supportPrograms/adopted/measures/m"),
        ("ngo", "grants/g"),
        ("payer", "budgetAllocations/b"),
        ("author", "supportPrograms/adopted"),
    ];
    let body = pb::organization::Kind::StateBody;
    it.roll.record(body, &["payer", "author"]).await;
    let named = pb::SupportProgram {
        name: PROGRAM.into(),
        responsible_body: org("ministry"),
        co_authors: vec![author(&org("author"), "", "")],
        ..Default::default()
    };
    let mask = ["responsible_body", "co_authors"];
    update(&mut it, named, &mask).await.expect("named");
    let received = pb::SupportMeasure {
        recipient: org("fund"),
        ..measure()
    };
    it.measure(PROGRAM, "m", received).await.expect("received");
    it.grant("g", grant()).await.expect("awarded");
    let budget = pb::BudgetAllocation {
        year: 2006,
        purposes: en("Support"),
        body: org("payer"),
        planned_amount: tenge(1),
        sources: report(),
        ..Default::default()
    };
    it.budget("b", budget).await.expect("planned");
    for (id, by) in kinds {
        let gone = it.roll.delete(id).await;
        let status = refused(gone, Code::FailedPrecondition, Reason::ResourceInUse);
        assert!(status.message().contains(by), "{id}: {}", status.message());
    }
}

#[tokio::test]
async fn authors_are_there_once_and_of_the_sector_they_were_of() {
    let mut it = Support::start().await;
    let twice = pb::SupportProgram {
        co_authors: vec![
            author("", "UNDP", "international"),
            author("", "undp ", ""),
            author(&org("ministry"), "", ""),
            author(&org("ministry"), "", ""),
        ],
        ..program()
    };
    let status = refused(
        it.program("p", twice).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    let field = |n| format!("support_program.co_authors[{n}].party");
    assert_eq!(fields(&status), [field(1), field(3)]);

    let bank = |sector: &str| pb::Organization {
        kind: pb::organization::Kind::Other.into(),
        titles: en("A bank"),
        sector_code: sector.into(),
        ..Default::default()
    };
    it.roll.organization("bank", bank("business")).await;
    let drawn = pb::SupportProgram {
        co_authors: vec![author(&org("bank"), "", "")],
        ..program()
    };
    let made = it.program("p", drawn).await.expect("recorded");
    let moved = it
        .roll
        .correct_organization("bank", bank("international"), &["sector_code"]);
    moved.await.expect("another sector");
    let patch = pb::SupportProgram {
        name: made.name.clone(),
        sources: report(),
        ..Default::default()
    };
    let saved = update(&mut it, patch, &["sources"]).await.expect("saved");
    assert_eq!(saved.co_authors, made.co_authors, "it was of that one then");
}
