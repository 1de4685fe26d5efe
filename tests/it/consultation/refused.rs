//! Consultations whose fields are wrong: zones that are none, and all violations at once.

use super::*;

#[tokio::test]
async fn its_time_zone_is_one_of_the_iana() {
    let (world, mut client) = world().await;
    let with = |zone: &str| {
        let mut request = new(&world, "zoned");
        request.consultation.as_mut().expect("one").time_zone = zone.into();
        request
    };
    for zone in ["Asia/Almatyy", "Mars/Olympus", "UTC+5"] {
        let outcome = create(&mut client, with(zone)).await;
        let status = refused(outcome, Code::InvalidArgument, Reason::FieldInvalid);
        assert_eq!(fields(&status), ["consultation.time_zone"], "{zone}");
    }
    let made = create(&mut client, with("Asia/Almaty")).await;
    let made = made.expect("created");
    assert_eq!(made.time_zone, "Asia/Almaty");
    let patch = pb::Consultation {
        name: made.name,
        time_zone: "asia/almaty".into(),
        ..Default::default()
    };
    let outcome = update(&mut client, patch, &["time_zone"]).await;
    let status = refused(outcome, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["consultation.time_zone"]);
}

#[tokio::test]
async fn what_is_wrong_is_said_all_at_once() {
    let (world, mut client) = world().await;
    let refused_with = |change: fn(&mut pb::Consultation), code, reason| {
        let mut request = new(&world, "round");
        change(request.consultation.as_mut().expect("one"));
        let mut client = Client::new(world.consultation.clone());
        async move { refused(create(&mut client, request).await, code, reason) }
    };
    let invalid = Code::InvalidArgument;
    let status = refused_with(
        |c| {
            c.titles.clear();
            c.organizer = "organizations/o".into();
            c.draft_law_versions = vec!["v1".into()];
            c.open_time = None;
        },
        invalid,
        Reason::FieldInvalid,
    )
    .await;
    assert_eq!(
        fields(&status),
        [
            "consultation.draft_law_versions[0]",
            "consultation.open_time",
            "consultation.organizer",
            "consultation.titles"
        ]
    );
    let status = refused_with(
        |c| c.draft_law_versions.push(V2.into()),
        invalid,
        Reason::ReferenceNotFound,
    )
    .await;
    assert_eq!(fields(&status), ["consultation.draft_law_versions[1]"]);
    refused_with(
        |c| c.close_time = c.open_time,
        invalid,
        Reason::DatesInvalid,
    )
    .await;
    refused_with(
        |c| c.titles[0].language_code = "fr".into(),
        invalid,
        Reason::LanguageMissing,
    )
    .await;

    let missing = pb::GetConsultationRequest {
        name: "consultations/none".into(),
        ..Default::default()
    };
    refused(
        client.get_consultation(missing).await,
        Code::NotFound,
        Reason::ResourceNotFound,
    );
    let outcome = announce(&mut client, "consultations/none").await;
    refused(outcome, Code::NotFound, Reason::ResourceNotFound);
    let nobody = client.create_consultation(new(&world, "round")).await;
    refused(nobody, Code::Unauthenticated, Reason::SubjectMissing);
}
