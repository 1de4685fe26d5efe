//! The row *State support* of the systems that the software records, walked from end to end: the Conception and who drew it up,
//! the Programme, what NGOs received, privileges, the budget of 2006, and where the money came from.

use kenes_proto::{
    gtype::LocalizedText,
    registry::{self as pb, SupportAuthor, SupportParty, budget_change::Direction},
    types::{Document, Source},
};

use crate::{
    roll::{day, org},
    support::{Support, amount, answer, grant, line, measure, source, tenge},
    world::{ask, en},
};

fn study() -> Vec<Source> {
    vec![source(
        "Study of the interaction between government bodies and NGOs",
    )]
}

fn co_author(name: &str, sector: &str) -> SupportAuthor {
    SupportAuthor {
        party: Some(SupportParty {
            titles: en(name),
            ..Default::default()
        }),
        sector_code: sector.into(),
        ..Default::default()
    }
}

#[tokio::test]
async fn state_support() {
    let mut it = Support::start().await;

    // The Conception of 2003: its five forms, and who drew it up.
    let forms = [
        "informational",
        "consultative",
        "methodological",
        "organizational-technical",
        "state-order",
    ];
    let conception = pb::SupportProgram {
        titles: en("Conception of State Support of Nongovernmental Organizations"),
        kind_code: "conception".into(),
        co_authors: vec![
            co_author("Ministries", "state"),
            co_author("Nongovernmental organizations", "nongovernmental"),
            co_author("UNDP", "international"),
            co_author("TACIS", "international"),
            co_author("Counterpart Consortium", "international"),
        ],
        form_codes: forms.map(str::to_owned).to_vec(),
        sources: study(),
        ..Default::default()
    };
    let made = it.program("conception", conception).await;
    let conception = made.expect("drawn up").name;
    let adopted = it.adopt(&conception, "2003").await.expect("adopted");
    let names: Vec<&str> = adopted
        .co_authors
        .iter()
        .filter_map(|a| a.party.as_ref()?.titles.first())
        .map(|title: &LocalizedText| title.text.as_str())
        .collect();
    assert_eq!(names[2..], ["UNDP", "TACIS", "Counterpart Consortium"]);
    assert_eq!(adopted.form_codes, forms);

    // The Programme 2003-2005 and its ministry.
    let programme = pb::SupportProgram {
        titles: en("Programme of State Support of Nongovernmental Organizations for 2003-2005"),
        kind_code: "programme".into(),
        responsible_body: org("ministry"),
        start_date: day("2003"),
        end_date: day("2005"),
        sources: study(),
        ..Default::default()
    };
    let made = it.program("programme", programme).await;
    let programme = made.expect("drawn up").name;
    it.adopt(&programme, "").await.expect("adopted");

    // What each NGO received, in each form.
    for (form, recipient) in forms.into_iter().zip(["ngo", "ngo", "ngo", "fund", "fund"]) {
        let received = pb::SupportMeasure {
            form_code: form.into(),
            recipient: org(recipient),
            funder_kind_code: "state".into(),
            ..measure()
        };
        let made = it.measure(&programme, form, received).await;
        made.expect("received");
    }
    let request = pb::ListSupportMeasuresRequest {
        parent: "supportPrograms/-".into(),
        filter: "recipient = \"organizations/fund\"".into(),
        ..Default::default()
    };
    let received = answer(it.client.list_support_measures(request)).await;
    let received = received.expect("listed").support_measures;
    let received: Vec<_> = received.iter().map(|one| one.form_code.as_str()).collect();
    assert_eq!(received, ["organizational-technical", "state-order"]);

    // The system of privileges by law.
    let request = pb::CreatePrivilegeRequest {
        privilege: Some(pb::Privilege {
            titles: en("Relief"),
            kind_code: "tax".into(),
            legal_basis: Some(Document {
                document_type: "law".into(),
                ..Default::default()
            }),
            start_date: day("2002"),
            ..Default::default()
        }),
        ..Default::default()
    };
    let granted = answer(it.client.create_privilege(ask(request))).await;
    granted.expect("granted");
    let request = pb::ListPrivilegesRequest {
        filter: "active_on(\"2006-01-01\")".into(),
        ..Default::default()
    };
    let granted = answer(it.client.list_privileges(request)).await;
    assert_eq!(granted.expect("listed").privileges.len(), 1);

    // The budget of 2006: 350 million tenge, raised by another 200 million.
    let budget = pb::BudgetAllocation {
        year: 2006,
        purposes: en("Government social order"),
        planned_amount: tenge(350_000_000),
        sources: study(),
        ..Default::default()
    };
    let name = it.budget("social-order-2006", budget).await;
    let raise = pb::ChangeBudgetAllocationRequest {
        name: name.expect("planned").name,
        direction: Direction::Increase.into(),
        amount: tenge(200_000_000),
        source: study().pop(),
        ..Default::default()
    };
    let raised = answer(it.client.change_budget_allocation(ask(raise))).await;
    let raised = raised.expect("raised");
    assert_eq!(raised.amount_in_force, tenge(550_000_000));
    assert_eq!(raised.executed_amount, tenge(0), "the study gives none");

    // Foreign grants of the 1990s give way to domestic sources.
    let domestic = pb::Grant {
        funder: Some(SupportParty {
            organization: org("ministry"),
            ..Default::default()
        }),
        funder_kind_code: "state".into(),
        support_program: programme,
        amount_awarded: tenge(500_000),
        award_date: day("2003-09"),
        ..grant()
    };
    let foreign = pb::Grant {
        amount_awarded: amount("USD", 4_000),
        ..grant()
    };
    it.grant("foreign", foreign).await.expect("awarded");
    it.grant("domestic", domestic).await.expect("awarded");
    assert_eq!(
        it.grants_by_year().await,
        [
            "1996 international-foundation 1: 4,000 USD",
            "2003 state 1: 500,000 KZT"
        ]
    );
    let request = pb::SummarizeSupportRequest {
        group_by: vec![pb::SupportGrouping::Form.into()],
        ..Default::default()
    };
    let sums = answer(it.client.summarize_support(request)).await;
    let measures = sums.expect("sums").measures;
    let mut wanted = forms.map(|form| format!("{form} 1: "));
    wanted.sort();
    assert_eq!(measures.iter().map(line).collect::<Vec<_>>(), wanted);
}
