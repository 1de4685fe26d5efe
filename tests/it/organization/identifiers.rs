//! An identifier finds its one holder, a deleted one too.

use super::*;

#[tokio::test]
async fn an_identifier_finds_its_one_holder_also_a_deleted_one() {
    let world = World::start().await;
    let mut client = Client::new(world.registry.clone());
    let mut new = named(Kind::Ngo, "Adilet");
    new.bin = BIN.into();
    new.identifiers = vec![identifier("KZ-CR", "77"), identifier("GB-CHC", "x/1")];
    let made = create(&mut client, "adilet", new.clone()).await;
    let made = made.expect("created");
    let ids = [
        "KZ-BIN-950440001673",
        "KZ-CR-77",
        "GB-CHC-x/1",
        "KZ-KENES-adilet",
    ];
    assert_eq!(made.org_ids, ids);
    for id in ids {
        assert_eq!(lookup(&mut client, id).await.expect("found"), made);
    }
    for id in ["KZ-CR-78", "GB-CHC-X/1", "KZ-KENES-none", "KZ-KENES-a/b"] {
        let none = lookup(&mut client, id).await;
        refused(none, Code::NotFound, Reason::ResourceNotFound);
    }
    let slip = lookup(&mut client, "KZ-BIN-950440001674").await;
    refused(slip, Code::InvalidArgument, Reason::BinChecksumInvalid);
    for id in ["KZ-BIN-95044000167", "kz-bin-1", ""] {
        let shape = lookup(&mut client, id).await;
        refused(shape, Code::InvalidArgument, Reason::FieldInvalid);
    }

    let mut twin = named(Kind::Ngo, "Twin");
    twin.bin = BIN.into();
    let taken = create(&mut client, "twin", twin.clone()).await;
    let status = refused(taken, Code::AlreadyExists, Reason::OrgIdDuplicate);
    let details = tonic_types::StatusExt::get_error_details(&status);
    let holder = details.resource_info().expect("the holder");
    assert_eq!(holder.resource_name, "organizations/adilet");

    let deleted = delete(&mut client, "adilet").await.expect("deleted");
    assert_eq!(lookup(&mut client, ids[0]).await.expect("found"), deleted);
    let taken = create(&mut client, "twin", twin).await;
    refused(taken, Code::AlreadyExists, Reason::OrgIdDuplicate);
    undelete(&mut client, "adilet").await.expect("restored");

    // An identifier given up is free; one of another organization is not.
    ngo(&mut client, "heir").await;
    let claim = |ids: Vec<Identifier>| pb::Organization {
        name: "organizations/heir".into(),
        identifiers: ids,
        ..Default::default()
    };
    let both = vec![identifier("KZ-CR", "5"), identifier("KZ-CR", "77")];
    let taken = update(&mut client, claim(both), "").await;
    refused(taken, Code::AlreadyExists, Reason::OrgIdDuplicate);
    let gone = lookup(&mut client, "KZ-CR-5").await;
    refused(gone, Code::NotFound, Reason::ResourceNotFound);
    let bare = pb::Organization {
        name: made.name,
        ..Default::default()
    };
    let bare = update(&mut client, bare, "bin,identifiers").await;
    assert_eq!(bare.expect("cleared").org_ids, ["KZ-KENES-adilet"]);
    let ids = vec![identifier("KZ-CR", "77")];
    let heir = update(&mut client, claim(ids), "identifiers").await;
    let heir = heir.expect("free now");
    assert_eq!(lookup(&mut client, "KZ-CR-77").await.expect("found"), heir);
}
