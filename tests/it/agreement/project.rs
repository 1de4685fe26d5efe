//! Joint projects of the parties of an agreement: with what money, and what came of them.

use kenes_proto::{
    gtype::Money,
    registry::{Project, ProjectParticipant, project::State},
};

use super::*;

const P: &str = "agreements/a/projects/p";

fn money(currency: &str, units: i64, nanos: i32) -> Option<Money> {
    Some(Money {
        currency_code: currency.into(),
        units,
        nanos,
    })
}

fn participant(id: &str, budget: Option<Money>) -> ProjectParticipant {
    ProjectParticipant {
        organization: org(id),
        budget,
        ..Default::default()
    }
}

fn rooms() -> Project {
    let bank = ProjectParticipant {
        titles: en("A bank"),
        budget: money("KZT", 9_600_000, 0),
        ..Default::default()
    };
    Project {
        titles: en("Reading rooms"),
        participants: vec![
            participant("ngo", money("KZT", 1_200_000, 500_000_000)),
            bank,
        ],
        start_date: day("2026-03-01"),
        end_date: day("2026-12"),
        ..Default::default()
    }
}

async fn create(
    client: &mut Client<Channel>,
    id: &str,
    project: Project,
) -> Result<Project, Status> {
    let request = pb::CreateProjectRequest {
        parent: A.into(),
        project: Some(project),
        project_id: id.into(),
        ..Default::default()
    };
    let made = client.create_project(ask(request)).await;
    made.map(Response::into_inner)
}

async fn update(
    client: &mut Client<Channel>,
    project: Project,
    mask: &[&str],
) -> Result<Project, Status> {
    let request = pb::UpdateProjectRequest {
        project: Some(Project {
            name: P.into(),
            ..project
        }),
        update_mask: paths(mask),
        ..Default::default()
    };
    let saved = client.update_project(ask(request)).await;
    saved.map(Response::into_inner)
}

async fn complete(client: &mut Client<Channel>, name: &str, on: &str) -> Result<Project, Status> {
    let request = pb::CompleteProjectRequest {
        name: name.into(),
        complete_date: day(on),
        results: en("Twelve rooms are open"),
        ..Default::default()
    };
    let done = client.complete_project(ask(request)).await;
    done.map(Response::into_inner)
}

async fn cancel(client: &mut Client<Channel>, name: &str, on: &str) -> Result<Project, Status> {
    let request = pb::CancelProjectRequest {
        name: name.into(),
        cancel_date: day(on),
        reasons: en("The bank does not pay"),
        ..Default::default()
    };
    let done = client.cancel_project(ask(request)).await;
    done.map(Response::into_inner)
}

async fn list(client: &mut Client<Channel>, parent: &str, filter: &str) -> Vec<String> {
    let request = pb::ListProjectsRequest {
        parent: parent.into(),
        filter: filter.into(),
        order_by: "name".into(),
        ..Default::default()
    };
    let page = client.list_projects(request).await;
    let page = page.unwrap_or_else(|status| panic!("{filter}: {status:?}"));
    let found = page.into_inner().projects.into_iter();
    found
        .map(|p| common::names::id(&p.name).to_owned())
        .collect()
}

/// The agreement, signed.
async fn signed() -> (World, Roll, Client<Channel>) {
    let (world, roll, mut client) = begin().await;
    let made = super::create(&mut client, "a", partnership()).await;
    made.expect("a draft");
    sign(&mut client, A, "2026-02-10").await.expect("signed");
    (world, roll, client)
}

#[tokio::test]
async fn a_joint_project_has_its_parties_its_money_and_its_results() {
    let (_world, _roll, mut client) = signed().await;
    let made = create(&mut client, "p", rooms()).await.expect("made");
    assert_eq!(made.state(), State::Ongoing);
    assert_eq!(made.total_budget, money("KZT", 10_800_000, 500_000_000));
    let planned = Project {
        start_date: None,
        participants: vec![participant("ministry", None)],
        ..rooms()
    };
    let planned = create(&mut client, "q", planned).await.expect("made");
    assert_eq!(
        (planned.state(), planned.total_budget),
        (State::Planned, None)
    );

    let another = Project {
        titles: en("Rooms for reading"),
        ..rooms()
    };
    let saved = update(&mut client, another, &["titles"]).await;
    assert_eq!(saved.expect("saved").titles, en("Rooms for reading"));
    let done = complete(&mut client, P, "2026-05-20").await.expect("ended");
    assert_eq!(
        (done.state(), done.results.clone()),
        (State::Completed, en("Twelve rooms are open"))
    );
    let gone = cancel(&mut client, "agreements/a/projects/q", "").await;
    assert_eq!(gone.expect("given up").state(), State::Cancelled);
    let request = pb::GetProjectRequest {
        name: P.into(),
        ..Default::default()
    };
    let read = client.get_project(request).await.expect("read");
    assert_eq!(read.into_inner(), done);
    for (parent, filter, expected) in [
        (A, "state = COMPLETED", vec!["p"]),
        (A, "state = CANCELLED", vec!["q"]),
        (A, "state = ONGOING", vec![]),
        ("agreements/-", "", vec!["p", "q"]),
        (
            "agreements/-",
            "participants.organization:\"organizations/ngo\"",
            vec!["p"],
        ),
        ("agreements/-", "complete_date >= \"2026-05-01\"", vec!["p"]),
        (
            A,
            "end_date = \"2026-12-31\" AND titles:\"reading\"",
            vec!["p", "q"],
        ),
    ] {
        assert_eq!(
            list(&mut client, parent, filter).await,
            expected,
            "{filter}"
        );
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_project_is_refused() {
    let (_world, _roll, mut client) = signed().await;
    for (reason, field, change) in [
        (
            Reason::FieldInvalid,
            "project.participants[0]",
            Box::new(|p: &mut Project| p.participants[0].organization = org("fund"))
                as Box<dyn Fn(&mut Project)>,
        ),
        (
            Reason::FieldInvalid,
            "project.participants[2]",
            Box::new(|p| p.participants.push(participant("ngo", None))),
        ),
        (
            Reason::AmountInvalid,
            "project.participants[0].budget.nanos",
            Box::new(|p| p.participants[0].budget = money("KZT", 1, 5)),
        ),
        (
            Reason::CurrencyMismatch,
            "project.participants[1].budget.currency_code",
            Box::new(|p| p.participants[1].budget = money("USD", 1, 0)),
        ),
        (
            Reason::DatesInvalid,
            "project.start_date",
            Box::new(|p| p.start_date = day("2026-02-09")),
        ),
        (
            Reason::DatesInvalid,
            "project.end_date",
            Box::new(|p| p.end_date = day("2026-02")),
        ),
    ] {
        let mut bad = rooms();
        change(&mut bad);
        let made = create(&mut client, "x", bad.clone()).await;
        let status = refused(made, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [field]);
        let good = create(&mut client, "p", rooms()).await;
        assert!(good.is_ok() || good.is_err_and(|s| s.code() == Code::AlreadyExists));
        let saved = update(
            &mut client,
            bad,
            &["participants", "start_date", "end_date"],
        )
        .await;
        let status = refused(saved, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [field]);
    }
    for outcome in [
        complete(&mut client, P, "2026-02-28").await,
        complete(&mut client, P, "2026-05-26").await,
        cancel(&mut client, P, "2026-02-09").await,
    ] {
        refused(outcome, Code::InvalidArgument, Reason::DatesInvalid);
    }
}

#[tokio::test]
async fn only_what_is_signed_and_not_terminated_has_projects() {
    let (_world, _roll, mut client) = begin().await;
    let forbidden = |outcome: Result<Project, Status>| {
        refused(
            outcome,
            Code::FailedPrecondition,
            Reason::StateTransitionForbidden,
        );
    };
    super::create(&mut client, "a", partnership())
        .await
        .expect("a draft");
    forbidden(create(&mut client, "p", rooms()).await);
    sign(&mut client, A, "2026-02-10").await.expect("signed");
    create(&mut client, "p", rooms()).await.expect("made");

    // A party that takes part stays.
    let fewer = Agreement {
        parties: vec![party("ngo"), party("ministry")],
        ..Default::default()
    };
    let outcome = super::update(&mut client, fewer, A, &["parties"]).await;
    let status = refused(outcome, Code::FailedPrecondition, Reason::ResourceInUse);
    assert!(status.message().contains(P), "{}", status.message());

    terminate(&mut client, A, "2026-05-01")
        .await
        .expect("ended");
    forbidden(create(&mut client, "q", rooms()).await);
    forbidden(update(&mut client, rooms(), &["titles"]).await);
    refused(
        complete(&mut client, P, "2026-05-02").await,
        Code::InvalidArgument,
        Reason::DatesInvalid,
    );
    complete(&mut client, P, "2026-05-01")
        .await
        .expect("by its end");
    forbidden(complete(&mut client, P, "2026-05-01").await);
    forbidden(cancel(&mut client, P, "2026-05-01").await);
}
