//! What changed between two versions, page by page, and which versions are compared.

use super::*;

#[tokio::test]
async fn what_changed_between_the_real_versions_is_told_page_by_page() {
    let mut office = Office::open().await;
    office.both_real_versions().await;
    let all = pb::CompareVersionsRequest {
        page_size: 1000,
        ..compare("", V2)
    };
    let all = office
        .laws
        .compare_versions(all)
        .await
        .expect("compared")
        .into_inner();
    assert_eq!(all.next_page_token, "");
    let kind = |wid: &str| {
        let change = all.changes.iter().find(|c| c.wid == wid)?;
        Some((
            change.base_eid.as_str(),
            change.eid.as_str(),
            change.change_kind(),
        ))
    };
    assert_eq!(
        kind("art_5__para_2"),
        Some(("art_5__para_2", "art_5__para_2", ChangeKind::Changed))
    );
    assert_eq!(kind("art_15"), Some(("art_15", "", ChangeKind::Deleted)));
    assert_eq!(kind("art_6-1"), Some(("", "art_7", ChangeKind::New)));
    assert_eq!(
        kind("art_7"),
        Some(("art_7", "art_8", ChangeKind::Renumbered))
    );
    assert_eq!(
        kind("art_14"),
        Some(("art_14", "art_15", ChangeKind::Renumbered))
    );
    assert_eq!(kind("art_1"), None, "it is as it was");
    let change = all
        .changes
        .iter()
        .find(|c| c.wid == "art_5__para_2")
        .expect("changed");
    assert!(change.texts[2].old_text.contains("ten working days"));
    assert!(change.texts[2].new_text.contains("twenty working days"));
    let place = |wid: &str| all.changes.iter().position(|c| c.wid == wid);
    assert!(
        place("art_14__para_2") < place("art_15"),
        "what is gone stands where it was"
    );

    let mut paged = Vec::new();
    let mut request = pb::CompareVersionsRequest {
        page_size: 7,
        ..compare(V1, V2)
    };
    loop {
        let page = office
            .laws
            .compare_versions(request.clone())
            .await
            .expect("compared")
            .into_inner();
        paged.extend(page.changes);
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!(paged, all.changes);

    (request.base_version, request.version) = (V2.into(), V1.into());
    let other = office.laws.compare_versions(request).await;
    refused(other, Code::InvalidArgument, Reason::PageTokenMismatch);
}

#[tokio::test]
async fn only_versions_of_one_draft_law_are_compared() {
    let mut office = Office::open().await;
    office.published("v1", &[("", "One.")]).await;
    office.published("v2", &[("", "Two.")]).await;
    let same = office
        .laws
        .compare_versions(compare(V2, V2))
        .await
        .expect("compared");
    assert!(same.into_inner().changes.is_empty());
    let first = office
        .laws
        .compare_versions(compare("", V1))
        .await
        .expect("compared");
    let first = first.into_inner().changes;
    assert!(first.iter().all(|c| c.change_kind() == ChangeKind::New));
    let missing = compare("", "draftLaws/on-charity/versions/none");
    let missing = office.laws.compare_versions(missing).await;
    refused(missing, Code::NotFound, Reason::ResourceNotFound);
    let missing = compare("draftLaws/on-charity/versions/none", V1);
    let missing = office.laws.compare_versions(missing).await;
    refused(missing, Code::NotFound, Reason::ResourceNotFound);
    office
        .laws
        .create_draft_law(ask(law("other")))
        .await
        .expect("created");
    let foreign = office
        .laws
        .compare_versions(compare("draftLaws/other/versions/v1", V1))
        .await;
    let status = refused(foreign, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["base_version"]);
}
