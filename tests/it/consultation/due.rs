//! The day by which a consultation is answered.

use super::*;

/// The tests' clock shows 2026-05-25T12:00:00Z, so these close on the 26th in Kazakhstan, and at 20:00Z that is the 27th.
fn closing(world: &World, close: &str, zone: &str, due: &str) -> pb::CreateConsultationRequest {
    let mut request = new(world, "round");
    let consultation = request.consultation.as_mut().expect("one");
    consultation.close_time = at(common::date::parse_time(close).expect("a time"));
    consultation.time_zone = zone.into();
    consultation.reply_due_date = common::date::parse(due);
    request
}

#[tokio::test]
async fn a_reply_is_not_due_before_its_consultation_closes() {
    let (world, mut client) = world().await;
    for (close, zone, due, fine) in [
        ("2026-05-26T12:00:00Z", "", "2026-05-25", false),
        ("2026-05-26T12:00:00Z", "", "2026-05-26", true),
        ("2026-05-26T20:00:00Z", "", "2026-05-26", false),
        ("2026-05-26T20:00:00Z", "UTC", "2026-05-26", true),
        ("2026-05-26T12:00:00Z", "", "2026-05", true),
        ("2026-05-26T12:00:00Z", "", "2026-04", false),
    ] {
        let mut request = closing(&world, close, zone, due);
        request.validate_only = true;
        let outcome = create(&mut client, request).await;
        if fine {
            outcome.expect(due);
            continue;
        }
        let status = refused(outcome, Code::InvalidArgument, Reason::DatesInvalid);
        assert_eq!(fields(&status), ["consultation.reply_due_date"], "{due}");
    }
}

#[tokio::test]
async fn a_reply_stays_due_after_the_close_when_that_moves() {
    let (world, mut client) = world().await;
    let request = closing(&world, "2026-05-26T12:00:00Z", "", "2026-05-30");
    let made = create(&mut client, request).await.expect("created");
    announce(&mut client, &made.name).await.expect("announced");
    let early = pb::Consultation {
        name: made.name.clone(),
        reply_due_date: common::date::parse("2026-05-25"),
        ..Default::default()
    };
    let early = update(&mut client, early, &["reply_due_date"]).await;
    refused(early, Code::InvalidArgument, Reason::DatesInvalid);
    let mut longer = extension(&made.name, world.hand.now() + 30 * DAY);
    let outcome = client.extend_consultation(ask(longer.clone())).await;
    let status = refused(outcome, Code::InvalidArgument, Reason::DatesInvalid);
    assert_eq!(fields(&status), ["reply_due_date"]);
    longer.reply_due_date = common::date::parse("2026-07-10");
    let outcome = client.extend_consultation(ask(longer)).await;
    let extended = outcome.expect("extended").into_inner();
    assert_eq!(extended.reply_due_date, common::date::parse("2026-07-10"));
}

/// Kazakhstan was at UTC+06:00 until 1 March 2024, and is at UTC+05:00 since.
#[tokio::test]
async fn a_day_is_that_of_the_time_zone_at_the_time() {
    let (world, mut client) = world().await;
    for (close, due, fine) in [
        ("2023-12-31T18:30:00Z", "2023-12-31", false),
        ("2023-12-31T18:30:00Z", "2024-01-01", true),
        ("2023-12-31T17:59:59Z", "2023-12-31", true),
        ("2024-03-01T00:00:00Z", "2024-02-29", false),
        ("2024-03-01T00:00:00Z", "2024-03-01", true),
        ("2024-03-01T18:30:00Z", "2024-03-01", true),
        ("2024-03-01T19:00:00Z", "2024-03-01", false),
    ] {
        for zone in ["Asia/Almaty", ""] {
            let mut request = closing(&world, close, zone, due);
            let consultation = request.consultation.as_mut().expect("one");
            consultation.open_time =
                at(common::date::parse_time("2023-12-01T00:00:00Z").expect("a time"));
            request.validate_only = true;
            match create(&mut client, request).await {
                Ok(_) => assert!(fine, "{close} {due}"),
                Err(status) => {
                    assert!(!fine, "{close} {due}: {status:?}");
                    assert_eq!(fields(&status), ["consultation.reply_due_date"]);
                }
            }
        }
    }
}
