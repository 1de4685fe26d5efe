//! Budget allocations: what was planned, changed and spent, and what it comes to.

use kenes_proto::{
    registry::{self as pb, budget_change::Direction},
    types::{Document, ErrorReason as Reason},
};
use tonic::{Code, Status};

use crate::{
    roll::{day, org, paths},
    support::{PROGRAM, Support, amount, answer, report, source, tenge},
    world::{ask, en, fields, refused},
};

const B: &str = "budgetAllocations/b";

fn planned() -> pb::BudgetAllocation {
    pb::BudgetAllocation {
        year: 2006,
        purposes: en("Government social order"),
        planned_amount: tenge(350_000_000),
        sources: report(),
        ..Default::default()
    }
}

fn raise(units: i64) -> pb::ChangeBudgetAllocationRequest {
    pb::ChangeBudgetAllocationRequest {
        name: B.into(),
        direction: Direction::Increase.into(),
        amount: tenge(units),
        source: Some(source("The study")),
        ..Default::default()
    }
}

fn spend(units: i64) -> pb::RecordExecutionRequest {
    pb::RecordExecutionRequest {
        name: B.into(),
        amount: tenge(units),
        execute_date: day("2006-12"),
        source: Some(source("The ministry's report")),
        ..Default::default()
    }
}

async fn change(
    it: &mut Support,
    request: pb::ChangeBudgetAllocationRequest,
) -> Result<pb::BudgetAllocation, Status> {
    answer(it.client.change_budget_allocation(ask(request))).await
}

async fn execute(
    it: &mut Support,
    request: pb::RecordExecutionRequest,
) -> Result<pb::BudgetAllocation, Status> {
    answer(it.client.record_execution(ask(request))).await
}

async fn update(
    it: &mut Support,
    budget: pb::BudgetAllocation,
    mask: &[&str],
) -> Result<pb::BudgetAllocation, Status> {
    let request = pb::UpdateBudgetAllocationRequest {
        budget_allocation: Some(budget),
        update_mask: paths(mask),
        ..Default::default()
    };
    answer(it.client.update_budget_allocation(ask(request))).await
}

async fn list(it: &mut Support, filter: &str) -> Vec<String> {
    let request = pb::ListBudgetAllocationsRequest {
        filter: filter.into(),
        order_by: "year".into(),
        ..Default::default()
    };
    let page = answer(it.client.list_budget_allocations(request)).await;
    let page = page.expect("listed").budget_allocations.into_iter();
    page.map(|budget| budget.name).collect()
}

#[tokio::test]
async fn a_budget_of_350_million_is_raised_by_another_200_million_and_spent() {
    let mut it = Support::start().await;
    let made = it.budget("b", planned()).await.expect("planned");
    assert_eq!(made.amount_in_force, tenge(350_000_000));
    let raised = change(&mut it, raise(200_000_000)).await.expect("raised");
    assert_eq!(
        (
            &raised.planned_amount,
            &raised.changed_amount,
            &raised.amount_in_force
        ),
        (
            &tenge(350_000_000),
            &tenge(200_000_000),
            &tenge(550_000_000)
        )
    );
    let spent = execute(&mut it, spend(550_000_000)).await.expect("spent");
    assert_eq!(spent.executed_amount, tenge(550_000_000));
    assert!(!spent.overspent);
    let other = pb::BudgetAllocation {
        year: 2005,
        support_program: PROGRAM.into(),
        purposes: vec![],
        body: org("ministry"),
        level_code: "central".into(),
        ..planned()
    };
    it.budget("other", other).await.expect("planned");
    let other = "budgetAllocations/other";
    for (filter, found) in [
        ("", vec![other, B]),
        ("year = 2006", vec![B]),
        ("support_program = \"supportPrograms/adopted\"", vec![other]),
        (
            "body = \"organizations/ministry\" AND level_code = \"central\"",
            vec![other],
        ),
        ("amount_in_force.units > 350000000", vec![B]),
        (
            "executed_amount.units = 0 AND planned_amount.currency_code = \"KZT\"",
            vec![other],
        ),
        ("planned_amount.units = 350000000", vec![other, B]),
        ("overspent = true", vec![]),
    ] {
        assert_eq!(list(&mut it, filter).await, found, "{filter}");
    }

    // One tenge more is asked why, and then it can be asked who spent too much.
    let more = execute(&mut it, spend(1)).await;
    let status = refused(more, Code::InvalidArgument, Reason::ExecutionAboveBudget);
    assert_eq!(fields(&status), ["reasons"]);
    let said = "550,000,001 KZT would be executed of the 550,000,000 KZT in force";
    assert!(status.message().contains(said), "{}", status.message());
    let explained = pb::RecordExecutionRequest {
        reasons: en("A debt of the year before."),
        ..spend(1)
    };
    let spent = execute(&mut it, explained).await.expect("with a reason");
    assert!(spent.overspent);
    assert_eq!(list(&mut it, "overspent = true").await, [B]);
    let back = pb::RecordExecutionRequest {
        returned: true,
        ..spend(50_000_001)
    };
    let back = execute(&mut it, back).await.expect("came back");
    assert_eq!(back.executed_amount, tenge(500_000_000));
    assert_eq!(back.executions.len(), 3);

    let request = pb::ListBudgetAllocationRevisionsRequest {
        name: B.into(),
        ..Default::default()
    };
    let revisions = answer(it.client.list_budget_allocation_revisions(request)).await;
    let revisions = revisions.expect("listed").budget_allocation_revisions;
    let methods: Vec<_> = revisions.iter().map(|one| one.method.as_str()).collect();
    assert_eq!(
        methods,
        [
            "RecordExecution",
            "RecordExecution",
            "RecordExecution",
            "ChangeBudgetAllocation",
            "CreateBudgetAllocation"
        ]
    );
    let request = pb::GetBudgetAllocationRevisionRequest {
        name: revisions[4].name.clone(),
        ..Default::default()
    };
    let first = answer(it.client.get_budget_allocation_revision(request)).await;
    assert_eq!(first.expect("the first").snapshot, Some(made));
    let get = pb::GetBudgetAllocationRequest {
        name: B.into(),
        ..Default::default()
    };
    let read = answer(it.client.get_budget_allocation(get)).await;
    assert_eq!(read.expect("read"), back);
}

#[tokio::test]
async fn what_is_wrong_with_a_change_or_an_execution_is_refused_at_once() {
    let mut it = Support::start().await;
    let made = it.budget("b", planned()).await.expect("planned");
    let bad = pb::ChangeBudgetAllocationRequest {
        amount: amount("USD", -1),
        change_date: day("2026-05-26"),
        act: Some(Document {
            document_type: "decree".into(),
            publish_date: Some(kenes_proto::gtype::Date {
                year: 2006,
                month: 2,
                day: 30,
            }),
            ..Default::default()
        }),
        source: None,
        ..raise(1)
    };
    let outcome = change(&mut it, bad).await;
    let status = refused(outcome, Code::InvalidArgument, Reason::AmountInvalid);
    assert_eq!(
        fields(&status),
        [
            "act.publish_date",
            "amount.currency_code",
            "amount.units",
            "change_date",
            "source"
        ]
    );
    let bad = pb::RecordExecutionRequest {
        amount: None,
        execute_date: day("2005-12-31"),
        source: None,
        ..spend(1)
    };
    let outcome = execute(&mut it, bad).await;
    let status = refused(outcome, Code::InvalidArgument, Reason::AmountInvalid);
    assert_eq!(fields(&status), ["amount", "execute_date", "source"]);
    for (bad, reason) in [
        (
            pb::ChangeBudgetAllocationRequest {
                direction: Direction::Decrease.into(),
                ..raise(350_000_001)
            },
            Reason::BudgetBelowNothing,
        ),
        (
            pb::ChangeBudgetAllocationRequest {
                direction: 0,
                ..raise(1)
            },
            Reason::FieldInvalid,
        ),
        (
            pb::ChangeBudgetAllocationRequest {
                amount: amount("USD", 1),
                ..raise(1)
            },
            Reason::CurrencyMismatch,
        ),
        (
            pb::ChangeBudgetAllocationRequest {
                source: None,
                ..raise(1)
            },
            Reason::SourceMissing,
        ),
        (
            pb::ChangeBudgetAllocationRequest {
                etag: "\"9\"".into(),
                ..raise(1)
            },
            Reason::EtagMismatch,
        ),
    ] {
        let code = match reason {
            Reason::EtagMismatch => Code::Aborted,
            _ => Code::InvalidArgument,
        };
        refused(change(&mut it, bad).await, code, reason);
    }
    let back = pb::RecordExecutionRequest {
        returned: true,
        ..spend(1)
    };
    let status = refused(
        execute(&mut it, back).await,
        Code::InvalidArgument,
        Reason::BudgetBelowNothing,
    );
    assert_eq!(fields(&status), ["amount"]);
    let get = pb::GetBudgetAllocationRequest {
        name: B.into(),
        ..Default::default()
    };
    let read = answer(it.client.get_budget_allocation(get)).await;
    assert_eq!(read.expect("read"), made, "nothing half-written");
}

#[tokio::test]
async fn a_corrected_budget_keeps_its_rules() {
    let mut it = Support::start().await;
    let bad = pb::BudgetAllocation {
        purposes: vec![],
        body: org("nobody"),
        level_code: "village".into(),
        planned_amount: tenge(-1),
        sources: vec![],
        ..planned()
    };
    let wrong = [
        "budget_allocation.body",
        "budget_allocation.level_code",
        "budget_allocation.planned_amount.units",
        "budget_allocation.purposes",
        "budget_allocation.sources",
    ];
    let outcome = it.budget("bad", bad.clone()).await;
    let status = refused(outcome, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), wrong);
    let made = it.budget("b", planned()).await.expect("planned");
    execute(&mut it, spend(300_000_000)).await.expect("spent");
    let corrected = pb::BudgetAllocation {
        name: B.into(),
        ..bad
    };
    let outcome = update(&mut it, corrected, &["*"]).await;
    let status = refused(outcome, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), wrong);
    for (budget, field, reason) in [
        (
            pb::BudgetAllocation {
                planned_amount: tenge(299_999_999),
                ..planned()
            },
            "planned_amount",
            Reason::ExecutionAboveBudget,
        ),
        (
            pb::BudgetAllocation {
                planned_amount: amount("USD", 350_000_000),
                ..planned()
            },
            "planned_amount.currency_code",
            Reason::CurrencyMismatch,
        ),
        (
            pb::BudgetAllocation {
                year: 2007,
                ..planned()
            },
            "year",
            Reason::DatesInvalid,
        ),
        (
            pb::BudgetAllocation {
                sources: vec![],
                ..planned()
            },
            "sources",
            Reason::SourceMissing,
        ),
    ] {
        let corrected = pb::BudgetAllocation {
            name: B.into(),
            ..budget
        };
        let outcome = update(&mut it, corrected, &["*"]).await;
        let status = refused(outcome, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [format!("budget_allocation.{field}")]);
    }
    // The totals are the service's own, and follow the plan.
    let claimed = pb::BudgetAllocation {
        name: B.into(),
        planned_amount: tenge(400_000_000),
        executed_amount: tenge(1),
        ..made
    };
    let claimed = pb::BudgetAllocation {
        etag: String::new(),
        ..claimed
    };
    let saved = update(&mut it, claimed, &["planned_amount"]).await;
    let saved = saved.expect("corrected");
    assert_eq!(
        (saved.amount_in_force, saved.executed_amount),
        (tenge(400_000_000), tenge(300_000_000))
    );
}

#[tokio::test]
async fn a_budget_is_changed_by_whoever_can_have_planned_it() {
    let mut it = Support::start().await;
    it.budget("b", planned()).await.expect("planned");
    let on = |on: &str| pb::ChangeBudgetAllocationRequest {
        change_date: day(on),
        ..raise(1)
    };
    for early in ["1900", "2002-12-31"] {
        let status = refused(
            change(&mut it, on(early)).await,
            Code::InvalidArgument,
            Reason::DatesInvalid,
        );
        assert_eq!(fields(&status), ["change_date"], "{early}");
    }
    change(&mut it, on("2003"))
        .await
        .expect("three years ahead");
    let later = pb::BudgetAllocation {
        name: B.into(),
        year: 2007,
        ..Default::default()
    };
    let status = refused(
        update(&mut it, later, &["year"]).await,
        Code::InvalidArgument,
        Reason::DatesInvalid,
    );
    assert_eq!(fields(&status), ["budget_allocation.year"]);
}
