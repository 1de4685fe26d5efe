//! Standing: who may speak for whom on which day, and what the organization was then.

mod contracts;
mod person;
mod questions;

use common::{
    date,
    store::Mode,
    testing::{self, Hand},
};
use kenes_proto::{
    registry::{
        self as pb, Membership, Standing,
        organization::{Kind, State},
    },
    types::ErrorReason as Reason,
};
use tonic::{Code, Response, Status};

use crate::{
    roll::{Roll, day, group, org, person},
    world::{World, ask, en, fields, refused},
};

/// What is asked of `ngo` for the subject `demo|aigul` at a time.
fn about(time: &str) -> pb::VerifyStandingRequest {
    pb::VerifyStandingRequest {
        subject: "demo|aigul".into(),
        organization: org("ngo"),
        as_of_time: date::parse_time(time).map(date::timestamp),
        ..Default::default()
    }
}

async fn verify(roll: &mut Roll, request: pb::VerifyStandingRequest) -> Result<Standing, Status> {
    // Nobody needs to be named to ask.
    let answer = roll.standing.verify_standing(request).await;
    answer.map(Response::into_inner)
}

async fn on(roll: &mut Roll, day: &str) -> Standing {
    verify(roll, about(&format!("{day}T12:00:00+05:00")))
        .await
        .expect("an answer")
}

async fn give(roll: &mut Roll, start: &str, end: &str) {
    let request = pb::CreateMandateRequest {
        parent: org("ngo"),
        mandate: Some(pb::Mandate {
            person: "persons/aigul".into(),
            subject: "demo|aigul".into(),
            power_codes: vec!["comment".into()],
            start_date: day(start),
            end_date: day(end),
            ..Default::default()
        }),
        ..Default::default()
    };
    roll.standing
        .create_mandate(ask(request))
        .await
        .expect("given");
}

async fn start(world: &World) -> Roll {
    let mut roll = Roll::of(world);
    let ngo = pb::Organization {
        kind: Kind::Ngo.into(),
        founding_date: day("1999-04"),
        ..Default::default()
    };
    roll.organization("ngo", ngo).await;
    roll.people(&["aigul"]).await;
    roll.code("powers", &["comment", "sign"]).await;
    roll
}

fn associations(standing: &Standing) -> Vec<(&str, i32)> {
    let found = standing.associations.iter();
    found
        .map(|a| (common::names::id(&a.organization), a.depth))
        .collect()
}

#[tokio::test]
async fn any_past_day_can_be_asked_about() {
    let world = World::start().await;
    let mut roll = start(&world).await;
    roll.record(Kind::Association, &["cnok", "civil-alliance"])
        .await;
    roll.join("cnok", "ngo", group("ngo", "2001", "2003"))
        .await
        .expect("joined");
    roll.join("civil-alliance", "ngo", group("ngo", "2005", ""))
        .await
        .expect("joined");
    give(&mut roll, "2004-01-01", "2006-12-31").await;
    roll.suspend("ngo", "2010-01-01").await;
    roll.dissolve("ngo", "2012-01-01").await;
    for (asked, state, mandated, found) in [
        ("1999-03-31", State::Unspecified, false, vec![]),
        ("1999-04-01", State::Active, false, vec![]),
        ("2002-07-01", State::Active, false, vec![("cnok", 1)]),
        ("2004-07-01", State::Active, true, vec![]),
        (
            "2006-07-01",
            State::Active,
            true,
            vec![("civil-alliance", 1)],
        ),
        (
            "2010-07-01",
            State::Suspended,
            false,
            vec![("civil-alliance", 1)],
        ),
        (
            "2012-01-01",
            State::Dissolved,
            false,
            vec![("civil-alliance", 1)],
        ),
    ] {
        let standing = on(&mut roll, asked).await;
        assert_eq!(standing.organization_state(), state, "{asked}");
        assert_eq!(standing.mandated, mandated, "{asked}");
        assert_eq!(standing.person.is_empty(), !mandated, "{asked}");
        assert_eq!(associations(&standing), found, "{asked}");
    }
    // Days are those of Kazakhstan, at UTC+06:00 then: the last day of 2003 ends at 18:00 UTC.
    let last = verify(&mut roll, about("2003-12-31T17:59:59.999999Z"))
        .await
        .expect("an answer");
    assert_eq!(associations(&last), [("cnok", 1)]);
    let next = verify(&mut roll, about("2003-12-31T18:00:00Z"))
        .await
        .expect("an answer");
    assert!(associations(&next).is_empty());
    assert!(next.mandated, "from the first moment of the first day");
}

#[tokio::test]
async fn a_mandate_carries_the_powers_it_names() {
    let world = World::start().await;
    let mut roll = start(&world).await;
    give(&mut roll, "2026-05-01", "").await;
    let asked = |subject: &str, power: &str| pb::VerifyStandingRequest {
        subject: subject.into(),
        power: power.into(),
        ..about("")
    };
    let standing = verify(&mut roll, asked("demo|aigul", "comment"))
        .await
        .expect("an answer");
    assert!(standing.mandated);
    assert_eq!(standing.person, "persons/aigul");
    assert_eq!(standing.person_display_name, "aigul");
    assert_eq!(
        (standing.organization, standing.titles),
        (org("ngo"), en("ngo"))
    );
    assert_eq!(
        (standing.display_title.as_str(), standing.org_id.as_str()),
        ("ngo", "KZ-KENES-ngo")
    );
    let unable = verify(&mut roll, asked("demo|aigul", "sign"))
        .await
        .expect("an answer");
    assert!(!unable.mandated);
    assert_eq!(
        (unable.person.as_str(), unable.power_codes),
        ("persons/aigul", vec!["comment".to_owned()])
    );
    let stranger = verify(&mut roll, asked("demo|marat", "comment"))
        .await
        .expect("an answer");
    assert!(!stranger.mandated && stranger.person.is_empty() && stranger.power_codes.is_empty());
    assert_eq!(stranger.organization_state(), State::Active);
    // The mandate says nothing of the organization: both must be looked at.
    roll.suspend("ngo", "2026-05-20").await;
    let both = verify(&mut roll, asked("demo|aigul", "comment"))
        .await
        .expect("an answer");
    assert!(both.mandated);
    assert_eq!(both.organization_state(), State::Suspended);
}

#[tokio::test]
async fn associations_are_found_through_others_by_the_shortest_way() {
    let world = World::start().await;
    let mut roll = start(&world).await;
    roll.record(Kind::Association, &["a", "b", "c", "d", "later"])
        .await;
    roll.record(Kind::Other, &["foundation"]).await;
    for (joined, member, start, end) in [
        ("a", "ngo", "2001", ""),
        ("b", "a", "2001", "2009"),
        ("c", "b", "2001", ""),
        ("d", "c", "2001", ""),
        ("d", "a", "2005", ""),
        ("foundation", "ngo", "2001", ""),
        ("later", "ngo", "", ""),
    ] {
        roll.join(joined, member, group(member, start, end))
            .await
            .expect("joined");
    }
    let far = on(&mut roll, "2003-01-01").await;
    assert_eq!(associations(&far), [("a", 1), ("b", 2), ("c", 3), ("d", 4)]);
    assert_eq!(far.associations[0].titles, en("a"));
    let near = on(&mut roll, "2006-01-01").await;
    assert_eq!(
        associations(&near),
        [("a", 1), ("b", 2), ("d", 2), ("c", 3)]
    );
    let broken = on(&mut roll, "2010-01-01").await;
    assert_eq!(associations(&broken), [("a", 1), ("d", 2)]);
}

#[tokio::test]
async fn seats_are_those_of_that_day_and_of_whoever_speaks_for_it() {
    let world = World::start().await;
    let mut roll = start(&world).await;
    roll.record(Kind::ConsultativeBody, &["chamber", "council"])
        .await;
    roll.record(Kind::Association, &["union"]).await;
    roll.record(Kind::StateBody, &["majilis"]).await;
    roll.record(Kind::Other, &["friend"]).await;
    roll.people(&["p", "q"]).await;
    let seat = roll
        .post("chamber", "seat-1", pb::Post::default())
        .await
        .expect("made")
        .name;
    let behalf = |m: Membership| Membership {
        on_behalf_of: org("ngo"),
        ..m
    };
    let first = Membership {
        post: seat.clone(),
        ..behalf(person("p", "2006-11-01", "2007-10-31"))
    };
    roll.join("chamber", "p", first).await.expect("seated");
    let second = Membership {
        post: seat.clone(),
        ..behalf(person("q", "2007-11-01", ""))
    };
    roll.join("chamber", "q", second).await.expect("seated");
    roll.join("council", "ngo", group("ngo", "2007", ""))
        .await
        .expect("seated");
    roll.join("council", "friend", behalf(group("friend", "2008", "")))
        .await
        .expect("seated");
    roll.join("majilis", "q", behalf(person("q", "2009", "")))
        .await
        .expect("seated");
    // Not seats: an association, and a person who speaks for nobody.
    roll.join("union", "ngo", group("ngo", "2006", ""))
        .await
        .expect("joined");
    roll.join("council", "p", person("p", "2006", ""))
        .await
        .expect("joined");

    for (asked, found) in [
        ("2006-10-31", vec![]),
        ("2006-11-01", vec![("chamber", "persons/p")]),
        (
            "2007-11-01",
            vec![("chamber", "persons/q"), ("council", "organizations/ngo")],
        ),
        (
            "2009-01-01",
            vec![
                ("chamber", "persons/q"),
                ("council", "organizations/friend"),
                ("council", "organizations/ngo"),
                ("majilis", "persons/q"),
            ],
        ),
    ] {
        let standing = on(&mut roll, asked).await;
        let seats = standing.seats.iter();
        let seats: Vec<_> = seats
            .map(|s| (common::names::id(&s.body), s.member.as_str()))
            .collect();
        assert_eq!(seats, found, "{asked}");
    }
    let standing = on(&mut roll, "2008-01-01").await;
    assert_eq!(
        standing.seats[0],
        pb::Seat {
            body: org("chamber"),
            titles: en("chamber"),
            post: seat,
            member: "persons/q".into(),
            member_titles: en("q"),
            membership: "organizations/chamber/memberships/q".into(),
        }
    );
    let titles: Vec<_> = standing
        .seats
        .iter()
        .map(|s| s.member_titles[0].text.as_str())
        .collect();
    assert_eq!(titles, ["q", "friend", "ngo"]);
}
