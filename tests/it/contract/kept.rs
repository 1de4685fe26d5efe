//! What stays of a contract once it is signed, and what is left of an award after one was terminated.

use kenes_proto::{
    registry::{self as pb, Contract, contract::State},
    types::{Document, ErrorReason as Reason},
};
use tonic::Code;

use super::{complete, terminate, update};
use crate::{
    awarding::{Awarding, after, kzt},
    world::{World, ask, en, refused},
};

#[tokio::test]
async fn what_was_agreed_stays_and_what_was_not_known_is_added() {
    let world = World::with_starter().await;
    let mut it = Awarding::contracted(&world).await;
    let paper = |uri: &str| Contract {
        document: Some(Document {
            uri: uri.into(),
            document_type: "contract".into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let numbered = |number: &str| Contract {
        number: number.into(),
        ..Default::default()
    };
    let titled = |title: &str| Contract {
        titles: en(title),
        ..Default::default()
    };
    for over in [false, true] {
        for (first, second, field) in [
            (numbered("7"), numbered("8"), "number"),
            (titled("Advice"), titled("Other work"), "titles"),
            (
                paper("https://example.org/a"),
                paper("https://example.org/b"),
                "document",
            ),
        ] {
            if !over {
                update(&mut it, first, &[field])
                    .await
                    .expect("was not known");
            }
            let reason = Reason::StateTransitionForbidden;
            for changed in [second, Contract::default()] {
                let status = update(&mut it, changed, &[field]).await;
                refused(status, Code::FailedPrecondition, reason);
            }
        }
        let mut two = titled("Advice");
        two.titles.extend([kenes_proto::gtype::LocalizedText {
            text: "Консультации".into(),
            language_code: "ru".into(),
        }]);
        update(&mut it, two, &["titles"]).await.expect("a language");
        if !over {
            complete(&mut it, "").await.expect("done");
        }
    }
}

#[tokio::test]
async fn a_second_contract_is_for_what_the_first_one_left() {
    let world = World::with_starter().await;
    let mut it = Awarding::contracted(&world).await;
    let request = pb::CreatePaymentRequest {
        parent: "contracts/c".into(),
        payment: Some(pb::Payment {
            amount: kzt(300),
            ..Default::default()
        }),
        ..Default::default()
    };
    let paid = it.contracts.create_payment(ask(request)).await;
    paid.expect("paid");
    let ended = terminate(&mut it, "").await.expect("terminated");
    assert_eq!(ended.state(), State::Terminated);
    let status = it.draw_up("d", after("a", 101)).await;
    refused(status, Code::InvalidArgument, Reason::ContractAboveAward);
    it.draw_up("d", after("a", 100))
        .await
        .expect("what is left");
    it.sign("d", "").await.expect("signed");
}
