//! Receipts: anybody fetches them, and their salts whoever wrote.

use super::*;

#[tokio::test]
async fn a_receipt_can_be_fetched_by_anybody_and_its_salts_by_who_wrote() {
    let (world, mut records) = story().await;
    let verifier = world.app.log.verifier();
    let all = entries(&mut records, 1000).await;
    let one = all
        .iter()
        .find(|shown| shown.resource == COMMENT)
        .expect("recorded");
    for request in [
        receipt_of(COMMENT, 1),
        receipt_of(COMMENT, 0),
        receipt_at(one.index),
    ] {
        let own = records
            .fetch_receipt(ask_as("demo|aigul", request.clone()))
            .await;
        let own = proven(verifier, own.expect("a receipt").get_ref());
        assert_eq!(own.leaf, one.leaf);
        let leaf = Entry::decode(&own.leaf).expect("a leaf");
        assert_eq!(
            own.salt(Slot::BODY).map(|salt| &salt[..]),
            Some(&one.body_salt[..])
        );
        // Who called, and the secret of it, nobody else is shown.
        assert_eq!(
            check_slot(&own, &leaf, Slot::CALLER, b"demo|aigul"),
            BodyCheck::Match,
            "{leaf:?}"
        );
        let secret = own.salt(Slot::CALLER).expect("theirs");
        for shown in &all {
            let shown = shown.encode_to_vec();
            let holds = |bytes: &[u8]| shown.windows(bytes.len()).any(|part| part == bytes);
            assert!(!holds(&secret[..]) && !holds(b"demo|aigul"));
        }

        let stranger = records
            .fetch_receipt(ask_as("demo|asel", request.clone()))
            .await;
        let nobody = records.fetch_receipt(request).await;
        for other in [stranger, nobody] {
            let other = proven(verifier, other.expect("a receipt").get_ref());
            assert_eq!(
                other,
                proof::Receipt {
                    salts: Vec::new(),
                    ..own.clone()
                }
            );
        }
    }
    // One that stands far behind is the same as any other.
    let first = records
        .fetch_receipt(receipt_at(0))
        .await
        .expect("a receipt");
    assert_eq!(proven(verifier, first.get_ref()).leaf, all[0].leaf);
    for (name, revision) in [
        ("consultations/c/comments/none", 0),
        (COMMENT, 2),
        (COMMENT, i64::MAX),
        ("x", 1),
    ] {
        let request = receipt_of(name, revision);
        refused(
            records.fetch_receipt(request).await,
            Code::NotFound,
            Reason::ResourceNotFound,
        );
    }
}
