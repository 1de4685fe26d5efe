//! Delegates of a session: by region, sector, role and organization.

use super::*;

#[tokio::test]
async fn delegates_are_counted_by_region_sector_and_organization() {
    let mut it = Forum::start().await;
    let almaty = region("KZ-75");
    for (id, role, actor, place) in [
        ("n-1", "delegate", acting(NORTH), None),
        ("n-2", "delegate", acting(NORTH), almaty.clone()),
        ("absent", "delegate", acting(SOUTH), None),
        ("alone", "delegate", named("A. Serikova"), almaty),
        ("guest", "guest", acting(SOUTH), None),
        ("gone", "delegate", acting(SOUTH), None),
    ] {
        it.take_part(id, role, actor, place).await.expect(id);
    }
    let withdraw = pb::WithdrawParticipationRequest {
        name: "hearings/second/participations/gone".into(),
        reasons: en("Could not come."),
        ..Default::default()
    };
    let withdrawn = it.hearings.withdraw_participation(ask(withdraw)).await;
    withdrawn.expect("withdrawn");

    let summary = it.summary("hearings/second").await.expect("counted");
    assert_eq!((summary.delegate_count, summary.attended_count), (4, 3));
    let rows = |counts: &[pb::DelegateCount]| -> Vec<(String, i64, i64)> {
        let rows = counts.iter();
        rows.map(|c| (c.key.clone(), c.delegate_count, c.attended_count))
            .collect()
    };
    let row = |key: &str, all, came| (key.to_owned(), all, came);
    // The region is that of the organization unless another is said.
    let regions = [row("KZ-39", 1, 1), row("KZ-75", 3, 2)];
    assert_eq!(rows(&summary.regions), regions);
    let sectors = [row("", 1, 1), row("nongovernmental", 3, 2)];
    assert_eq!(rows(&summary.sectors), sectors);
    let organizations = [row(NORTH, 2, 2), row("", 1, 1), row(SOUTH, 1, 0)];
    assert_eq!(rows(&summary.organizations), organizations);
    assert_eq!(summary.organization_count, 2);

    for (filter, ids) in [
        (
            "role_code = \"delegate\" AND place.subdivision_code = \"KZ-75\" AND state = STATE_ADMITTED".to_owned(),
            &["absent", "alone", "n-2"][..],
        ),
        (format!("actor.organization = \"{NORTH}\""), &["n-1", "n-2"]),
        ("role_code = \"guest\" AND sector_code = \"nongovernmental\"".to_owned(), &["guest"]),
    ] {
        assert_eq!(it.taking_part("hearings/second", &filter).await, ids, "{filter}");
    }
    let empty = it.summary("hearings/first").await.expect("counted");
    assert_eq!((empty.delegate_count, empty.regions.len()), (0, 0));
    let nowhere = it.summary("hearings/none").await;
    refused(nowhere, Code::NotFound, Reason::ResourceNotFound);
}

#[tokio::test]
async fn a_delegate_is_one_of_an_organization_or_a_region() {
    let mut it = Forum::start().await;
    let alone = named("A. Serikova");
    let nobodys = it.take_part("x", "delegate", alone.clone(), None).await;
    let status = refused(nobodys, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["participation.place.subdivision_code"]);
    let nowhere = it.take_part("x", "delegate", alone.clone(), region("KZ-99"));
    refused(nowhere.await, Code::InvalidArgument, Reason::CodeUnknown);
    let made = it.take_part("x", "delegate", alone, region("KZ-39")).await;
    let bare = pb::UpdateParticipationRequest {
        participation: Some(pb::Participation {
            name: made.expect("of a region").name,
            ..Default::default()
        }),
        update_mask: paths(&["place"]),
        ..Default::default()
    };
    let bare = it.hearings.update_participation(ask(bare)).await;
    refused(bare, Code::InvalidArgument, Reason::FieldInvalid);
}

#[tokio::test]
async fn the_region_of_an_organization_goes_with_it() {
    let mut it = Forum::start().await;
    let made = it.take_part("n", "delegate", acting(NORTH), None).await;
    let made = made.expect("created");
    assert_eq!(made.place, region("KZ-39"));
    let patch = pb::UpdateParticipationRequest {
        participation: Some(pb::Participation {
            name: made.name,
            actor: Some(acting(SOUTH)),
            ..Default::default()
        }),
        update_mask: paths(&["actor"]),
        ..Default::default()
    };
    let changed = it.hearings.update_participation(ask(patch)).await;
    let place = changed.expect("changed").into_inner().place;
    assert_eq!(place, region("KZ-75"));
}

fn named(name: &str) -> Actor {
    Actor {
        display_name: name.into(),
        ..Default::default()
    }
}

impl Forum {
    async fn summary(&mut self, hearing: &str) -> Result<pb::SummarizeDelegatesResponse, Status> {
        let request = pb::SummarizeDelegatesRequest {
            hearing: hearing.into(),
        };
        let found = self.sessions.summarize_delegates(request).await;
        found.map(Response::into_inner)
    }
}
