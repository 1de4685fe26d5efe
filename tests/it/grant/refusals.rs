//! What is wrong with a grant, and what it may not contradict.

use super::*;

#[tokio::test]
async fn what_is_wrong_with_a_grant_is_refused_on_every_way_in() {
    let mut it = Support::start().await;
    it.program("draft", program()).await.expect("a draft");
    let good = it.grant("good", grant()).await.expect("recorded");
    it.roll.dissolve("fund", "2000-01-01").await;
    let cents = Some(Money {
        nanos: 5_000_000,
        ..amount("USD", 1).expect("one")
    });
    let cases = [
        (
            pb::Grant {
                amount_disbursed: amount("USD", 5_001),
                ..grant()
            },
            Reason::DisbursedAboveAwarded,
            "amount_disbursed",
        ),
        (
            pb::Grant {
                amount_disbursed: tenge(1),
                ..grant()
            },
            Reason::CurrencyMismatch,
            "amount_disbursed.currency_code",
        ),
        (
            pb::Grant {
                amount_applied: cents,
                ..grant()
            },
            Reason::AmountInvalid,
            "amount_applied.nanos",
        ),
        (
            pb::Grant {
                amount_awarded: None,
                ..grant()
            },
            Reason::AmountInvalid,
            "amount_awarded",
        ),
        (
            pb::Grant {
                sources: vec![],
                ..grant()
            },
            Reason::SourceMissing,
            "sources",
        ),
        (
            pb::Grant {
                award_date: day("2026-05-26"),
                ..grant()
            },
            Reason::DatesInvalid,
            "award_date",
        ),
        (
            pb::Grant {
                start_date: day("1997"),
                end_date: day("1996"),
                ..grant()
            },
            Reason::DatesInvalid,
            "end_date",
        ),
        (
            pb::Grant {
                funder: Some(pb::SupportParty {
                    organization: org("ministry"),
                    titles: en("The ministry"),
                }),
                ..grant()
            },
            Reason::FieldInvalid,
            "funder",
        ),
        (
            pb::Grant {
                funder: Some(pb::SupportParty {
                    organization: org("nobody"),
                    ..Default::default()
                }),
                ..grant()
            },
            Reason::ReferenceNotFound,
            "funder.organization",
        ),
        (
            pb::Grant {
                support_program: "supportPrograms/none".into(),
                ..grant()
            },
            Reason::ReferenceNotFound,
            "support_program",
        ),
        (
            pb::Grant {
                funder_kind_code: "church".into(),
                ..grant()
            },
            Reason::CodeUnknown,
            "funder_kind_code",
        ),
        (
            pb::Grant {
                descriptions: vec![],
                ..grant()
            },
            Reason::LanguageMissing,
            "descriptions",
        ),
    ];
    for (bad, reason, field) in cases {
        let made = it.grant("bad", bad.clone()).await;
        let status = refused(made, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [format!("grant.{field}")]);
        let corrected = pb::Grant {
            name: good.name.clone(),
            ..bad
        };
        let saved = update(&mut it, corrected, &["*"]).await;
        let status = refused(saved, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [format!("grant.{field}")]);
    }
    for (bad, reason) in [
        (
            pb::Grant {
                support_program: "supportPrograms/draft".into(),
                ..grant()
            },
            Reason::ProgramNotAdopted,
        ),
        (
            pb::Grant {
                recipient: org("fund"),
                award_date: day("2000"),
                ..grant()
            },
            Reason::OrganizationNotActive,
        ),
    ] {
        let made = it.grant("bad", bad.clone()).await;
        refused(made, Code::FailedPrecondition, reason);
        let corrected = pb::Grant {
            name: good.name.clone(),
            ..bad
        };
        let saved = update(&mut it, corrected, &["*"]).await;
        refused(saved, Code::FailedPrecondition, reason);
    }
    let get = pb::GetGrantRequest {
        name: good.name.clone(),
        ..Default::default()
    };
    let read = answer(it.client.get_grant(get)).await;
    assert_eq!(read.expect("read"), good, "nothing half-written");
    assert_eq!(
        it.grants_by_year().await,
        ["1996 international-foundation 1: 5,000 USD"]
    );
}

#[tokio::test]
async fn a_grant_contradicts_neither_its_recipient_nor_its_programme_nor_itself() {
    let mut it = Support::start().await;
    let founded = pb::Organization {
        founding_date: day("2000-03-01"),
        ..Default::default()
    };
    let founded = it
        .roll
        .correct_organization("ngo", founded, &["founding_date"]);
    founded.await.expect("founded");
    // Ten months of that year are good.
    let good = pb::Grant {
        award_date: day("2000"),
        ..grant()
    };
    let good = it.grant("good", good).await.expect("recorded");
    let one = |award: &str, end: &str, units| pb::Grant {
        award_date: day(award),
        end_date: day(end),
        amount_awarded: amount("USD", units),
        ..grant()
    };
    let early = pb::Grant {
        support_program: PROGRAM.into(),
        ..one("2002", "", 1)
    };
    for (bad, code, reason) in [
        (
            one("2000-02", "", 1),
            Code::FailedPrecondition,
            Reason::OrganizationNotActive,
        ),
        (
            one("2005", "2004", 1),
            Code::InvalidArgument,
            Reason::DatesInvalid,
        ),
        (
            one("2005", "", 0),
            Code::InvalidArgument,
            Reason::AmountInvalid,
        ),
        (early, Code::InvalidArgument, Reason::DatesInvalid),
    ] {
        refused(it.grant("bad", bad.clone()).await, code, reason);
        let corrected = pb::Grant {
            name: good.name.clone(),
            ..bad
        };
        refused(update(&mut it, corrected, &["*"]).await, code, reason);
    }
    // What was recorded stays good whatever became of the recipient.
    let moved = pb::Organization {
        founding_date: day("2001"),
        ..Default::default()
    };
    let moved = it
        .roll
        .correct_organization("ngo", moved, &["founding_date"]);
    moved.await.expect("corrected");
    let paid = pb::Grant {
        name: good.name,
        amount_disbursed: amount("USD", 1),
        ..Default::default()
    };
    let paid = update(&mut it, paid, &["amount_disbursed"]).await;
    paid.expect("the day of the award is not corrected");
}
