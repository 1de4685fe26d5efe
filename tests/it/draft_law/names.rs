//! Numbers and titles of draft laws are found in whatever form they were typed.

use super::*;

#[tokio::test]
async fn a_number_is_one_number_however_it_was_typed() {
    let mut office = Office::open().await;
    let mut request = law("numbered");
    let new = request.draft_law.as_mut().expect("one");
    new.number = "Заи\u{306}-7".into();
    new.titles = en("On the Заи\u{306}сан");
    office
        .laws
        .create_draft_law(ask(request))
        .await
        .expect("created");
    for filter in [
        "number = \"Зай-7\"",
        "number = \"Заи\u{306}-7\"",
        "number = \"Зай*\"",
        "titles:\"зайсан\"",
        "titles:\"ЗАИ\u{306}САН\"",
    ] {
        let request = pb::ListDraftLawsRequest {
            filter: filter.into(),
            ..Default::default()
        };
        let page = office.laws.list_draft_laws(request).await.expect("listed");
        assert_eq!(page.into_inner().draft_laws.len(), 1, "{filter}");
    }
    let mut request = law("foreign");
    let new = request.draft_law.as_mut().expect("one");
    new.external_ids = vec![kenes_proto::types::Identifier {
        scheme: "KZ-MAJILIS".into(),
        id: "12 04".into(),
        ..Default::default()
    }];
    let status = office.laws.create_draft_law(ask(request)).await;
    let status = refused(status, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["draft_law.external_ids[0].id"]);
}
