//! Privileges granted by law.

use kenes_proto::{
    registry as pb,
    types::{Document, ErrorReason as Reason},
};
use tonic::{Code, Status};

use crate::{
    roll::{day, paths},
    support::{Support, answer},
    world::{ask, en, fields, refused},
};

fn relief() -> pb::Privilege {
    pb::Privilege {
        titles: en("Relief"),
        kind_code: "tax".into(),
        legal_form_codes: vec!["public-fund".into()],
        group_codes: vec!["vulnerable-protection".into()],
        qualifications: en("Whoever employs mostly people with disabilities"),
        legal_basis: Some(Document {
            document_type: "law".into(),
            ..Default::default()
        }),
        start_date: day("2002"),
        ..Default::default()
    }
}

async fn create(it: &mut Support, id: &str, one: pb::Privilege) -> Result<pb::Privilege, Status> {
    let request = pb::CreatePrivilegeRequest {
        privilege: Some(one),
        privilege_id: id.into(),
        ..Default::default()
    };
    answer(it.client.create_privilege(ask(request))).await
}

async fn update(
    it: &mut Support,
    one: pb::Privilege,
    mask: &[&str],
) -> Result<pb::Privilege, Status> {
    let request = pb::UpdatePrivilegeRequest {
        privilege: Some(one),
        update_mask: paths(mask),
        ..Default::default()
    };
    answer(it.client.update_privilege(ask(request))).await
}

async fn list(it: &mut Support, filter: &str) -> Vec<String> {
    let request = pb::ListPrivilegesRequest {
        filter: filter.into(),
        ..Default::default()
    };
    let page = answer(it.client.list_privileges(request)).await;
    let page = page.expect("listed").privileges.into_iter();
    page.map(|privilege| privilege.name).collect()
}

#[tokio::test]
async fn which_privileges_were_in_force_on_a_day_is_a_filter() {
    let mut it = Support::start().await;
    let made = create(&mut it, "tax", relief()).await.expect("recorded");
    let get = pb::GetPrivilegeRequest {
        name: made.name.clone(),
        ..Default::default()
    };
    let read = answer(it.client.get_privilege(get)).await;
    assert_eq!(read.expect("read"), made);
    let rent = pb::Privilege {
        kind_code: "rent".into(),
        group_codes: vec![],
        start_date: day("2005-04"),
        ..relief()
    };
    create(&mut it, "rent", rent).await.expect("recorded");
    let ended = pb::Privilege {
        name: made.name,
        end_date: day("2006-05"),
        ..Default::default()
    };
    update(&mut it, ended, &["end_date"]).await.expect("ended");
    for (filter, found) in [
        ("active_on(\"2004-05-01\")", vec!["privileges/tax"]),
        (
            "active_on(\"2006-05-31\")",
            vec!["privileges/rent", "privileges/tax"],
        ),
        ("active_on(\"2006-06-01\")", vec!["privileges/rent"]),
        ("kind_code = \"tax\"", vec!["privileges/tax"]),
        // The other one is for any group.
        (
            "group_codes:\"vulnerable-protection\"",
            vec!["privileges/rent", "privileges/tax"],
        ),
        ("group_codes:\"women\"", vec!["privileges/rent"]),
        (
            "legal_form_codes:\"public-fund\" AND kind_code = \"rent\"",
            vec!["privileges/rent"],
        ),
    ] {
        assert_eq!(list(&mut it, filter).await, found, "{filter}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_privilege_is_refused_at_once() {
    let mut it = Support::start().await;
    let made = create(&mut it, "tax", relief()).await.expect("recorded");
    let bad = pb::Privilege {
        titles: vec![],
        kind_code: "air".into(),
        legal_form_codes: vec!["public-fund".into(), "guild".into()],
        group_codes: vec!["rich".into()],
        end_date: day("2001"),
        ..relief()
    };
    let wrong = [
        "privilege.end_date",
        "privilege.group_codes[0]",
        "privilege.kind_code",
        "privilege.legal_form_codes[1]",
        "privilege.titles",
    ];
    let outcome = create(&mut it, "bad", bad.clone()).await;
    let status = refused(outcome, Code::InvalidArgument, Reason::LanguageMissing);
    assert_eq!(fields(&status), wrong);
    let corrected = pb::Privilege {
        name: made.name,
        ..bad
    };
    let outcome = update(&mut it, corrected, &["*"]).await;
    let status = refused(outcome, Code::InvalidArgument, Reason::LanguageMissing);
    assert_eq!(fields(&status), wrong);
    let lawless = pb::Privilege {
        legal_basis: None,
        start_date: None,
        ..relief()
    };
    let outcome = create(&mut it, "bad", lawless).await;
    let status = refused(outcome, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(
        fields(&status),
        ["privilege.legal_basis", "privilege.start_date"]
    );
}

#[tokio::test]
async fn which_privileges_a_group_has_is_asked_by_the_group() {
    let mut it = Support::start().await;
    let of = |groups: &[&str], forms: &[&str]| pb::Privilege {
        group_codes: groups.iter().map(ToString::to_string).collect(),
        legal_form_codes: forms.iter().map(ToString::to_string).collect(),
        ..relief()
    };
    for (id, one) in [
        ("any", of(&[], &[])),
        ("significant", of(&["socially-significant"], &[])),
        ("women", of(&["youth", "women"], &["institution"])),
        ("greens", of(&["environmental"], &["public-fund"])),
    ] {
        create(&mut it, id, one).await.expect("recorded");
    }
    for (filter, found) in [
        ("group_codes:\"women\"", "any significant women"),
        ("group_codes:\"socially-significant\"", "any significant"),
        ("group_codes:\"environmental\"", "any greens"),
        (
            "legal_form_codes:\"private-institution\"",
            "any significant women",
        ),
        ("NOT group_codes:\"women\"", "greens"),
    ] {
        let mut names = list(&mut it, filter).await;
        names.sort();
        let ids: Vec<_> = names.iter().map(|name| common::names::id(name)).collect();
        assert_eq!(ids.join(" "), found, "{filter}");
    }
}

#[tokio::test]
async fn a_code_that_expired_stays_with_the_privilege_that_has_it() {
    let mut it = Support::start().await;
    it.roll.code("privilege-kinds", &["salt"]).await;
    let salt = pb::Privilege {
        kind_code: "salt".into(),
        ..relief()
    };
    let made = create(&mut it, "salt", salt).await.expect("recorded");
    it.roll
        .expire("privilege-kinds", "salt", "2020-12-31")
        .await;
    let patch = pb::Privilege {
        name: made.name,
        sources: crate::support::report(),
        ..Default::default()
    };
    update(&mut it, patch, &["sources"]).await.expect("saved");
    let again = pb::Privilege {
        kind_code: "salt".into(),
        ..relief()
    };
    refused(
        create(&mut it, "again", again).await,
        Code::InvalidArgument,
        Reason::CodeUnknown,
    );
}
