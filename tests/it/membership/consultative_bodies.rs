//! The row "Consultative bodies and their seats" of what the registry must record, from a forum's decision to a seat's last day.

use kenes_proto::registry::{
    Nomination, membership::Approval, nomination::State as Outcome, organization,
};

use super::*;

const CHAMBER: &str = "organizations/experts-chamber";
const FORUM: &str = "//consultation.kenes/hearings/civil-forum-first";

/// The seats that an NGO held on a day, as its standing tells them: body, post and who sat there.
async fn seats(roll: &mut Roll, ngo: &str, on: &str) -> Vec<(String, String, String)> {
    let request = pb::VerifyStandingRequest {
        subject: "demo|p".into(),
        organization: org(ngo),
        as_of_time: date::parse_time(&format!("{on}T12:00:00+05:00")).map(date::timestamp),
        ..Default::default()
    };
    let standing = roll.standing.verify_standing(request).await;
    let seats = standing.expect("a standing").into_inner().seats;
    let each = seats.into_iter().map(|s| (s.body, s.post, s.member));
    each.collect()
}

/// The bodies of the study, each with its form.
async fn bodies(roll: &mut Roll) {
    roll.record(
        Kind::StateBody,
        &["government", "majilis", "president", "akimat"],
    )
    .await;
    for (id, form_code, attached_to) in [
        (
            "council-of-the-republic",
            "interaction-council",
            "government",
        ),
        ("council-of-the-region", "interaction-council", "akimat"),
        ("national-council", "national-council", "president"),
        ("human-rights", "human-rights-commission", "president"),
        (
            "sustainable",
            "sustainable-development-council",
            "government",
        ),
    ] {
        let profile = BodyProfile {
            form_code: form_code.into(),
            attached_to: org(attached_to),
            ..Default::default()
        };
        let body = pb::Organization {
            kind: Kind::ConsultativeBody.into(),
            body_profile: Some(profile),
            // The Interaction Councils came out of decisions of the Civil Forum.
            established_by: match form_code {
                "interaction-council" => FORUM.into(),
                _ => String::new(),
            },
            ..Default::default()
        };
        roll.organization(id, body).await;
    }
    let chamber = BodyProfile {
        form_code: "experts-chamber".into(),
        attached_to: org("majilis"),
        seat_count: 2,
        may_recommend: true,
        approver: org("majilis"),
        approval_required: true,
        nominators: vec![org("ngo")],
        ..Default::default()
    };
    roll.body("experts-chamber", chamber).await;
}

/// The ids of the bodies that a filter finds.
async fn found(roll: &mut Roll, filter: &str) -> Vec<String> {
    let request = pb::ListOrganizationsRequest {
        filter: filter.into(),
        order_by: "name".into(),
        ..Default::default()
    };
    let page = roll.organizations.list_organizations(request).await;
    let page = page.unwrap_or_else(|status| panic!("{filter}: {status:?}"));
    let each = page.into_inner().organizations.into_iter();
    each.map(|o| o.name.replace("organizations/", "")).collect()
}

/// The NGO puts a person forward.
async fn nominated(roll: &mut Roll, person: &str) -> String {
    let request = pb::CreateNominationRequest {
        parent: CHAMBER.into(),
        nomination: Some(Nomination {
            person: format!("persons/{person}"),
            nominated_by: org("ngo"),
            nominate_date: day("2006-01-20"),
            ..Default::default()
        }),
        nomination_id: person.into(),
        ..Default::default()
    };
    let made = roll.members.create_nomination(ask(request)).await;
    made.expect("nominated").into_inner().name
}

#[tokio::test]
async fn consultative_bodies_and_their_seats() {
    let world = World::with_starter().await;
    let mut roll = Roll::of(&world);
    roll.record(Kind::Ngo, &["ngo"]).await;
    roll.people(&["p", "q"]).await;
    bodies(&mut roll).await;

    // Which there are, and which a forum brought into being.
    let filter = "kind = CONSULTATIVE_BODY AND body_profile.form_code = \"interaction-council\"";
    let councils = ["council-of-the-region", "council-of-the-republic"];
    assert_eq!(found(&mut roll, filter).await, councils);
    let filter = format!("established_by = \"{FORUM}\"");
    assert_eq!(found(&mut roll, &filter).await, councils);
    assert_eq!(found(&mut roll, "kind = CONSULTATIVE_BODY").await.len(), 6);

    // Who nominated, for which post; p and q are put forward by the NGO.
    let post = pb::Post {
        role_code: "member".into(),
        ..Default::default()
    };
    let post = roll.post("experts-chamber", "expert", post).await;
    let post = post.expect("a post").name;
    let nomination = nominated(&mut roll, "p").await;
    nominated(&mut roll, "q").await;
    let seat = |who: &str| Membership {
        on_behalf_of: org("ngo"),
        post: post.clone(),
        ..person(who, "2006-02-01", "")
    };
    for who in ["p", "q"] {
        let made = roll.join("experts-chamber", who, seat(who)).await;
        let made = made.expect("recorded");
        // A seat that the Majilis did not approve is not held.
        assert_eq!(
            (made.state(), made.approval()),
            (State::Proposed, Approval::Missing)
        );
    }
    let p = format!("{CHAMBER}/memberships/p");
    let accepted = pb::AcceptNominationRequest {
        name: nomination,
        decide_date: day("2006-01-30"),
        membership: p.clone(),
        ..Default::default()
    };
    let accepted = roll.members.accept_nomination(ask(accepted)).await;
    let accepted = accepted.expect("accepted").into_inner();
    assert_eq!(accepted.state(), Outcome::Accepted);
    assert_eq!(seats(&mut roll, "ngo", "2006-06-01").await, []);

    // By whom it was approved and when; it counts from that day to its last.
    let approved = roll.approve(&p, "majilis", "2006-03-01").await;
    let approved = approved.expect("approved");
    assert_eq!(approved.state(), State::Active);
    let held = [(CHAMBER.to_owned(), post.clone(), "persons/p".to_owned())];
    assert_eq!(seats(&mut roll, "ngo", "2006-02-28").await, []);
    assert_eq!(seats(&mut roll, "ngo", "2006-03-01").await, held);
    roll.end(&p, "2007-02-01").await.expect("ended");
    assert_eq!(seats(&mut roll, "ngo", "2007-02-01").await, held);
    assert_eq!(seats(&mut roll, "ngo", "2007-02-02").await, []);
    let sat = listed(&mut roll, CHAMBER, "active_on(\"2006-06-01\")").await;
    assert_eq!(sat, [p], "q was never approved");

    // A body that ends keeps its seats of before.
    roll.dissolve("council-of-the-region", "2010-01-01").await;
    let request = pb::GetOrganizationRequest {
        name: org("council-of-the-region"),
        ..Default::default()
    };
    let body = roll.organizations.get_organization(request).await;
    let body = body.expect("a body").into_inner();
    assert_eq!(body.state(), organization::State::Dissolved);
    assert_eq!(body.established_by, FORUM);
}
