//! What is refused of agreements: parties, days, sectors, and what comes too early or too late.

use super::*;

#[tokio::test]
async fn what_is_wrong_with_an_agreement_is_refused_at_once() {
    let (_world, _roll, mut client) = begin().await;
    let bad = Agreement {
        kind_code: "treaty".into(),
        parties: vec![
            party("ngo"),
            party("ngo"),
            party("nobody"),
            Party::default(),
            Party {
                sector_code: "business".into(),
                ..party("fund")
            },
            Party {
                sign_date: day("2026-05-01"),
                ..words("A bank", "banks")
            },
        ],
        reported_signatory_count: 24,
        start_date: day("2026-05-02"),
        end_date: day("2026-05-01"),
        sources: vec![Source::default()],
        ..partnership()
    };
    let status = refused(
        create(&mut client, "a", bad.clone()).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    let expected = [
        "agreement.end_date",
        "agreement.kind_code",
        "agreement.parties[1]",
        "agreement.parties[2].organization",
        "agreement.parties[3]",
        "agreement.parties[4].sector_code",
        "agreement.parties[5].sector_code",
        "agreement.parties[5].sign_date",
        "agreement.reported_signatory_source",
        "agreement.sources[0]",
    ];
    assert_eq!(fields(&status), expected);
    // The same by an update.
    create(&mut client, "a", partnership()).await.expect("made");
    let status = refused(
        update(&mut client, bad, A, &[]).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), expected);
    for (reason, agreement) in [
        (
            Reason::SourceMissing,
            Agreement {
                reported_signatory_count: 24,
                ..partnership()
            },
        ),
        (
            Reason::SectorMismatch,
            Agreement {
                parties: vec![Party {
                    sector_code: "state".into(),
                    ..party("ngo")
                }],
                ..partnership()
            },
        ),
    ] {
        let outcome = create(&mut client, "b", agreement).await;
        refused(outcome, Code::InvalidArgument, reason);
    }
}

#[tokio::test]
async fn who_is_not_in_being_does_not_sign() {
    let (_world, mut roll, mut client) = begin().await;
    roll.dissolve("fund", "2026-04-01").await;
    let with_fund = Agreement {
        parties: vec![party("ngo"), party("fund")],
        ..partnership()
    };
    create(&mut client, "a", with_fund).await.expect("a draft");
    let status = refused(
        sign(&mut client, A, "2026-04-01").await,
        Code::FailedPrecondition,
        Reason::OrganizationNotActive,
    );
    let said = "organizations/fund was dissolved on 1 April 2026";
    assert!(status.message().contains(said), "{}", status.message());
    assert_eq!(
        get(&mut client, A).await.state(),
        State::Draft,
        "nothing half-written"
    );
    sign(&mut client, A, "2026-03-31")
        .await
        .expect("the day before");

    // Nor does it accede later, or sign on another day.
    create(&mut client, "b", partnership())
        .await
        .expect("a draft");
    let b = "agreements/b";
    sign(&mut client, b, "2026-03-01").await.expect("signed");
    let acceding = |on: &str| {
        let mut agreement = partnership();
        agreement.parties.push(Party {
            sign_date: day(on),
            ..party("fund")
        });
        agreement
    };
    for (name, agreement) in [
        (b, acceding("2026-04-02")),
        (
            A,
            Agreement {
                parties: vec![
                    party("ngo"),
                    Party {
                        sign_date: day("2026-05-01"),
                        ..party("fund")
                    },
                ],
                ..Default::default()
            },
        ),
    ] {
        refused(
            update(&mut client, agreement, name, &["parties"]).await,
            Code::FailedPrecondition,
            Reason::OrganizationNotActive,
        );
    }
    let acceded = update(&mut client, acceding("2026-03-15"), b, &["parties"]).await;
    let parties = acceded.expect("acceded").parties;
    let days: Vec<_> = parties.iter().map(|p| p.sign_date).collect();
    assert_eq!(days[0], None, "nobody said it");
    assert_eq!(days[3], day("2026-03-15"));
    refused(
        update(&mut client, acceding("2026-02-28"), b, &["parties"]).await,
        Code::InvalidArgument,
        Reason::DatesInvalid,
    );
}

#[tokio::test]
async fn days_run_forward_and_nothing_comes_after_the_termination() {
    let (_world, _roll, mut client) = begin().await;
    create(&mut client, "a", partnership())
        .await
        .expect("a draft");
    let forbidden = |outcome: Result<Agreement, Status>| {
        refused(
            outcome,
            Code::FailedPrecondition,
            Reason::StateTransitionForbidden,
        );
    };
    let late = |outcome: Result<Agreement, Status>| {
        refused(outcome, Code::InvalidArgument, Reason::DatesInvalid);
    };
    // An amendment before the signature.
    forbidden(amend(&mut client, A, "").await);
    forbidden(terminate(&mut client, A, "").await);
    late(sign(&mut client, A, "2026-05-26").await);
    sign(&mut client, A, "2026-02-10").await.expect("signed");
    forbidden(sign(&mut client, A, "").await);
    late(amend(&mut client, A, "2026-02-09").await);
    amend(&mut client, A, "2026-03-01").await.expect("amended");
    late(amend(&mut client, A, "2026-02-28").await);
    late(terminate(&mut client, A, "2026-02-28").await);
    let early = Agreement {
        start_date: day("2026-02-09"),
        end_date: day("2026-02-28"),
        ..Default::default()
    };
    late(update(&mut client, early.clone(), A, &["start_date"]).await);
    late(update(&mut client, early, A, &["end_date"]).await);
    terminate(&mut client, A, "2026-05-01")
        .await
        .expect("ended");
    forbidden(sign(&mut client, A, "").await);
    forbidden(amend(&mut client, A, "").await);
    forbidden(terminate(&mut client, A, "").await);
    forbidden(update(&mut client, partnership(), A, &["titles"]).await);

    let alone = Agreement {
        parties: vec![party("ngo")],
        ..partnership()
    };
    create(&mut client, "alone", alone).await.expect("a draft");
    refused(
        sign(&mut client, "agreements/alone", "").await,
        Code::FailedPrecondition,
        Reason::PartiesMissing,
    );
}

#[tokio::test]
async fn no_day_of_a_party_is_invented_and_none_lies_beyond_the_agreement() {
    let (_world, mut roll, mut client) = begin().await;
    let founded = pb::Organization {
        founding_date: day("2005-03-01"),
        ..Default::default()
    };
    let founded = roll.correct_organization("fund", founded, &["founding_date"]);
    founded.await.expect("founded");
    let agreement = Agreement {
        parties: vec![party("fund"), words("A bank", "business")],
        end_date: day("2021"),
        ..partnership()
    };
    create(&mut client, "a", agreement).await.expect("a draft");
    let status = refused(
        sign(&mut client, A, "2004").await,
        Code::FailedPrecondition,
        Reason::OrganizationNotActive,
    );
    let said = "organizations/fund was not founded before 1 March 2005: give a day on which it was active, not 2004";
    assert!(status.message().contains(said), "{}", status.message());
    let signed = sign(&mut client, A, "2005").await.expect("after March");

    let with = |on: &str| {
        let mut parties = signed.parties.clone();
        parties.push(Party {
            sign_date: day(on),
            ..words("Late", "")
        });
        Agreement {
            parties,
            ..Default::default()
        }
    };
    let late = update(&mut client, with("2022"), A, &["parties"]).await;
    let status = refused(late, Code::InvalidArgument, Reason::DatesInvalid);
    assert_eq!(fields(&status), ["agreement.parties[2].sign_date"]);
    let said = "not after the last day of the agreement, 2021";
    assert!(status.message().contains(said), "{}", status.message());
    let added = update(&mut client, with(""), A, &["parties"]).await;
    let added = added.expect("nobody knows when").parties;
    assert_eq!(added[1].sign_date, day("2005"));
    assert_eq!(added[2].sign_date, None);
    let added = update(&mut client, with("2010-05"), A, &["parties"]).await;
    added.expect("acceded");
    let ends = Agreement {
        end_date: day("2009"),
        ..Default::default()
    };
    refused(
        update(&mut client, ends, A, &["end_date"]).await,
        Code::InvalidArgument,
        Reason::DatesInvalid,
    );
    let status = refused(
        terminate(&mut client, A, "2010-04-30").await,
        Code::InvalidArgument,
        Reason::DatesInvalid,
    );
    let said = "not before the signature of its last party, 2010-05";
    assert!(status.message().contains(said), "{}", status.message());
    terminate(&mut client, A, "2010-05").await.expect("ended");
}

#[tokio::test]
async fn who_was_gone_before_the_signature_did_not_accede() {
    let (_world, mut roll, mut client) = begin().await;
    roll.dissolve("fund", "2020-01-01").await;
    let made = create(&mut client, "a", partnership()).await;
    made.expect("a draft");
    let signed = sign(&mut client, A, "2026-02-01").await.expect("signed");
    let mut parties = signed.parties;
    parties.push(party("fund"));
    let with = Agreement {
        parties,
        ..Default::default()
    };
    refused(
        update(&mut client, with, A, &["parties"]).await,
        Code::FailedPrecondition,
        Reason::OrganizationNotActive,
    );
}
