//! Standing asked by person, and who a subject is.

use super::*;

async fn identify(roll: &mut Roll, subject: &str, time: &str) -> Result<Vec<String>, Status> {
    let request = pb::IdentifySubjectRequest {
        subject: subject.into(),
        as_of_time: date::parse_time(time).map(date::timestamp),
    };
    let answer = roll.standing.identify_subject(request).await?.into_inner();
    assert!(answer.verify_time.is_some() && answer.valid_until.is_some());
    let persons = answer.persons.into_iter();
    Ok(persons
        .map(|known| {
            assert_eq!(format!("persons/{}", known.display_name), known.person);
            known.person
        })
        .collect())
}

#[tokio::test]
async fn a_person_is_asked_about_as_a_subject_is() {
    let world = World::start().await;
    let mut roll = start(&world).await;
    give(&mut roll, "2004-01-01", "2006-12-31").await;
    let asked = |person: &str, time: &str| pb::VerifyStandingRequest {
        subject: String::new(),
        person: person.into(),
        ..about(time)
    };
    for (time, mandated) in [
        ("2003-12-31T12:00:00+05:00", false),
        ("2005-07-01T12:00:00+05:00", true),
        ("2007-01-01T12:00:00+05:00", false),
    ] {
        let by_person = verify(&mut roll, asked("persons/aigul", time)).await;
        let by_subject = verify(&mut roll, about(time)).await.expect("an answer");
        assert_eq!(by_person.expect("an answer"), by_subject);
        assert_eq!(by_subject.mandated, mandated);
    }
    let nobody = verify(&mut roll, asked("persons/none", "")).await;
    assert!(!nobody.expect("an answer").mandated);
    let both = pb::VerifyStandingRequest {
        person: "persons/aigul".into(),
        ..about("")
    };
    let status = refused(
        verify(&mut roll, both).await,
        Code::InvalidArgument,
        Reason::FieldInvalid,
    );
    assert_eq!(fields(&status), ["person"]);
    let neither = verify(&mut roll, asked("", "")).await;
    let status = refused(neither, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["subject"]);
}

#[tokio::test]
async fn a_subject_is_the_person_to_whom_mandates_tie_it() {
    let world = World::start().await;
    let mut roll = start(&world).await;
    give(&mut roll, "2004-01-01", "2006-12-31").await;
    let none: [&str; 0] = [];
    let known = |answer: Result<Vec<String>, Status>| answer.expect("an answer");
    let early = identify(&mut roll, "demo|aigul", "2003-12-31T12:00:00+05:00").await;
    assert_eq!(known(early), none);
    // An ended mandate says no longer for whom she speaks, and still who she is.
    for time in ["2005-07-01T12:00:00+05:00", "2010-01-01T12:00:00+05:00", ""] {
        let answer = identify(&mut roll, "demo|aigul", time).await;
        assert_eq!(known(answer), ["persons/aigul"]);
    }
    let stranger = identify(&mut roll, "demo|nobody", "").await;
    assert_eq!(known(stranger), none);
    let ahead = identify(&mut roll, "demo|aigul", "2099-01-01T00:00:00Z").await;
    refused(ahead, Code::InvalidArgument, Reason::DatesInvalid);
    let short = identify(&mut roll, "x", "").await;
    let status = refused(short, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["subject"]);
}
