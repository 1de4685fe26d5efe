//! Updates of sessions, initiatives, decisions and points: what they leave alone is asked of nobody.

use super::*;

/// What the registry does not know stands only in fields that the masks leave out.
#[tokio::test]
async fn an_update_asks_about_nobody_whom_it_leaves() {
    const NOBODY: &str = "//registry.kenes/organizations/nobody";
    let mut it = Forum::start().await;
    it.decide("hearings/second", "d", decision("x"))
        .await
        .expect("decided");
    it.propose("i", initiative("x")).await.expect("proposed");
    let item = pb::CreateAgendaItemRequest {
        parent: "hearings/second".into(),
        agenda_item: Some(pb::AgendaItem {
            titles: en("x"),
            ..Default::default()
        }),
        agenda_item_id: "a".into(),
        ..Default::default()
    };
    let item = it.hearings.create_agenda_item(ask(item)).await;
    item.expect("a point");

    let update = |mask: &str| pb::UpdateDecisionRequest {
        decision: Some(pb::Decision {
            name: "hearings/second/decisions/d".into(),
            titles: en("y"),
            executors: vec![acting(NOBODY)],
            ..Default::default()
        }),
        update_mask: paths(&[mask]),
        ..Default::default()
    };
    let saved = it.sessions.update_decision(ask(update("titles"))).await;
    assert_eq!(saved.expect("saved").into_inner().executors, []);
    let named = it.sessions.update_decision(ask(update("executors"))).await;
    refused(named, Code::InvalidArgument, Reason::ReferenceNotFound);

    let update = |mask: &str| pb::UpdateInitiativeRequest {
        initiative: Some(pb::Initiative {
            name: "hearings/second/initiatives/i".into(),
            titles: en("y"),
            proponents: vec![acting(NOBODY)],
            results: vec![pb::InitiativeResult {
                resource: NOBODY.into(),
                ..Default::default()
            }],
            ..Default::default()
        }),
        update_mask: paths(&[mask]),
        ..Default::default()
    };
    let saved = it.sessions.update_initiative(ask(update("titles"))).await;
    assert_eq!(saved.expect("saved").into_inner().results, []);
    for field in ["proponents", "results"] {
        let named = it.sessions.update_initiative(ask(update(field))).await;
        refused(named, Code::InvalidArgument, Reason::ReferenceNotFound);
    }

    let update = |mask: &str| pb::UpdateAgendaItemRequest {
        agenda_item: Some(pb::AgendaItem {
            name: "hearings/second/agendaItems/a".into(),
            titles: en("y"),
            speakers: vec![acting(NOBODY)],
            ..Default::default()
        }),
        update_mask: paths(&[mask]),
        ..Default::default()
    };
    let saved = it.hearings.update_agenda_item(ask(update("titles"))).await;
    assert_eq!(saved.expect("saved").into_inner().speakers, []);
    let named = it
        .hearings
        .update_agenda_item(ask(update("speakers")))
        .await;
    refused(named, Code::InvalidArgument, Reason::ReferenceNotFound);

    let other = pb::Hearing {
        name: "hearings/second".into(),
        titles: en("y"),
        establishments: vec![pb::Establishment {
            organization: NOBODY.into(),
            ..Default::default()
        }],
        ..Default::default()
    };
    it.update(other.clone(), "titles").await.expect("saved");
    let named = it.update(other, "establishments").await;
    refused(named, Code::InvalidArgument, Reason::ReferenceNotFound);
}
