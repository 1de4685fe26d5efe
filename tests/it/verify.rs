//! `kenes verify` on what the services answered: each answer with a receipt shows its own words, and each fault its own code.

use common::{
    record::slots::{self, Parts},
    store::{Store, Upgrade},
    testing,
};
use kenes::{Exit, cli, config, demo::Demo};
use kenes_proto::consultation::response::Outcome;
use prost_reflect::{DynamicMessage, ReflectMessage};
use serde_json::{Value, json};
use tempfile::TempDir;
use tlog::{
    entry::{Entry, Slot},
    note::Signer,
    proof::Receipt,
};

use crate::{
    chamber::{self, Chamber, MINISTRY, OFFICIAL, SECRETARY, TERM, ballot, proposal},
    world::World,
};

/// An answer as grpcurl prints it.
fn printed(answer: &impl ReflectMessage) -> Value {
    serde_json::to_value(answer.transcode_to_dynamic()).expect("JSON")
}

/// A folder with files, and `kenes verify` on them.
struct Desk {
    folder: TempDir,
    key: String,
}

impl Desk {
    fn new(world: &World) -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            key: world.app.log.verifier().to_string(),
        }
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> std::path::PathBuf {
        let file = self.folder.path().join(name);
        std::fs::write(&file, bytes).expect("written");
        file
    }

    /// How it ends with this receipt, body and author.
    fn verify(&self, receipt: &str, body: Option<&[u8]>, by: Option<&str>) -> Exit {
        self.under(Some(self.key.clone()), None, receipt, body, by)
    }

    fn under(
        &self,
        key: Option<String>,
        policy: Option<&str>,
        receipt: &str,
        body: Option<&[u8]>,
        by: Option<&str>,
    ) -> Exit {
        let args = cli::Verify {
            receipts: vec![self.file("receipt", receipt)],
            key,
            policy: policy.map(|text| self.file("policy", text)),
            body: body.map(|bytes| self.file("body", bytes)),
            by: by.map(str::to_owned),
            lang: Some("kk_KZ.UTF-8".to_owned()),
        };
        match config::verify(&args).and_then(|config| kenes::verify::run(&config)) {
            Ok(()) => Exit::Ok,
            Err(failure) => {
                assert_eq!(
                    failure.problems.len(),
                    1,
                    "one clear error: {:?}",
                    failure.problems
                );
                failure.exit
            }
        }
    }
}

#[tokio::test]
async fn every_answer_with_a_receipt_shows_its_words() {
    let mut it = Chamber::start().await;
    let desk = Desk::new(&it.world);
    let said = it.said("said", TERM).await;
    let drafted = it.draft(proposal("r", &[MINISTRY])).await.expect("drafted");
    let adopted = it.adopt(ballot(&drafted.name)).await.expect("adopted");
    it.send(&drafted.name).await.expect("sent");
    let answer = chamber::answer(&drafted.name, MINISTRY, Outcome::Accepted);
    let given = it.answer(OFFICIAL, answer).await.expect("given");

    for (by, answer) in [
        ("demo|aigul", printed(&said)),
        (SECRETARY, printed(&adopted)),
        (OFFICIAL, printed(&given)),
    ] {
        let text = answer.to_string();
        let told = desk.verify(&text, Some(text.as_bytes()), Some(by));
        assert_eq!(told, Exit::Ok, "{answer:#}");
        assert_eq!(
            desk.verify(&text, Some(text.as_bytes()), Some("demo|asel")),
            Exit::Differs
        );
        // The receipt alone, and the answer without what is not stored.
        let proof = answer["receipt"]["proof"].as_str().expect("a proof");
        assert_eq!(desk.verify(proof, None, None), Exit::Ok);
        let mut other = answer.clone();
        other.as_object_mut().expect("an object").remove("receipt");
        assert_eq!(
            desk.verify(proof, Some(other.to_string().as_bytes()), Some(by)),
            Exit::Ok
        );
        other["uid"] = json!("00000000-0000-0000-0000-000000000000");
        assert_eq!(
            desk.verify(proof, Some(other.to_string().as_bytes()), None),
            Exit::Differs
        );
        // The exact bytes do as well, and who called stands by itself.
        let kind = slots::kind_of(answer["name"].as_str().expect("a name")).expect("a kind");
        let Parts { body, .. } =
            slots::parts(DynamicMessage::deserialize(kind, &answer).expect("an answer"));
        assert_eq!(desk.verify(proof, Some(&body), None), Exit::Ok);
        assert_eq!(desk.verify(proof, Some(&body), Some(by)), Exit::Ok);
        assert_eq!(desk.verify(proof, None, Some(by)), Exit::Ok);
        assert_eq!(desk.verify(proof, None, Some("demo|asel")), Exit::Differs);
        assert_eq!(desk.verify(proof, Some(&body[1..]), None), Exit::Differs);
    }
}

#[tokio::test]
async fn every_fault_has_its_own_code() {
    let mut it = Chamber::start().await;
    let desk = Desk::new(&it.world);
    let said = it.said("said", TERM).await;
    let answer = printed(&said).to_string();
    let proof = said.receipt.expect("a receipt").proof;
    let receipt = Receipt::parse(&proof).expect("a receipt");
    let of = |change: &dyn Fn(&mut Receipt)| {
        let mut changed = receipt.clone();
        change(&mut changed);
        changed.text()
    };
    let other = |name: &str| {
        let signer =
            Signer::from_pkcs8(name, &tlog::key::generate().expect("a key")).expect("a name");
        signer.verifier().to_string()
    };
    let origin = it.world.app.log.verifier().name().to_owned();

    let redacted = of(&|it| it.salts.clear());
    assert_eq!(desk.verify(&redacted, None, None), Exit::Ok);
    assert_eq!(
        desk.verify(&redacted, Some(answer.as_bytes()), None),
        Exit::Redacted
    );
    let nobody = of(&|it| it.salts.retain(|(slot, _)| *slot != Slot::IDENTITY));
    assert_eq!(
        desk.verify(&nobody, Some(answer.as_bytes()), None),
        Exit::Redacted
    );
    let mut another: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
    another["author"]["person"] = json!("persons/other");
    assert_eq!(
        desk.verify(&proof, Some(another.to_string().as_bytes()), None),
        Exit::Differs
    );
    let anonymous = of(&|it| it.salts.retain(|(slot, _)| *slot != Slot::CALLER));
    assert_eq!(
        desk.verify(&anonymous, Some(answer.as_bytes()), None),
        Exit::Ok
    );
    assert_eq!(
        desk.verify(&anonymous, Some(answer.as_bytes()), Some("demo|aigul")),
        Exit::Redacted
    );
    assert_eq!(
        desk.under(Some(other(&origin)), None, &proof, None, None),
        Exit::WrongKey
    );
    assert_eq!(
        desk.under(Some(other("x.example")), None, &proof, None, None),
        Exit::WrongOrigin
    );
    assert_eq!(
        desk.verify(&of(&|it| it.path[0][0] ^= 1), None, None),
        Exit::BrokenProof
    );
    assert_eq!(
        desk.verify(&of(&|it| it.index += 1), None, None),
        Exit::BrokenProof
    );
    let changed = of(&|it| {
        let mut entry = Entry::decode(&it.leaf).expect("a leaf");
        entry.time_ms += 1;
        it.leaf = entry.encode();
    });
    assert_eq!(desk.verify(&changed, None, None), Exit::BrokenProof);
    let larger = of(&|it| {
        let size = it.checkpoint.lines().nth(1).expect("a size").to_owned();
        it.checkpoint = it.checkpoint.replacen(&size, &format!("{size}0"), 1);
    });
    assert_eq!(desk.verify(&larger, None, None), Exit::WrongSignature);
    for malformed in [
        "",
        "{}",
        "{",
        "not a receipt",
        proof.trim_end(),
        &proof.replace('\n', "\r\n"),
        r#"{"receipt":{"pending":true}}"#,
    ] {
        assert_eq!(
            desk.verify(malformed, None, None),
            Exit::Malformed,
            "{malformed}"
        );
    }
    for body in [
        &b"{\"name\":\"nobody/x\"}"[..],
        b"{\"name\":\"organizations/x\",\"no\":1}",
        b"{",
    ] {
        assert_eq!(desk.verify(&proof, Some(body), None), Exit::Malformed);
    }

    // Of several all are looked at, and the worst tells.
    let args = cli::Verify {
        receipts: vec![
            desk.file("changed", &changed),
            desk.file("cut", ""),
            desk.file("sound", &answer),
        ],
        key: Some(desk.key.clone()),
        policy: None,
        body: None,
        by: None,
        lang: None,
    };
    let failure = config::verify(&args)
        .and_then(|config| kenes::verify::run(&config))
        .expect_err("two of three are wrong");
    assert_eq!((failure.exit, failure.problems.len()), (Exit::Malformed, 2));

    // Under a policy: a key that was, the key that is, and a witness that did not sign.
    let witness =
        Signer::witness("w.example", &tlog::key::generate().expect("a key")).expect("a name");
    let rule = |quorum: &str| {
        format!(
            "log {}\nlog {}\nwitness w {}\nquorum {quorum}\n",
            other(&origin),
            desk.key,
            witness.verifier()
        )
    };
    let body = Some(answer.as_bytes());
    assert_eq!(
        desk.under(None, Some(&rule("none")), &answer, body, None),
        Exit::Ok
    );
    assert_eq!(
        desk.under(None, Some(&rule("w")), &answer, body, None),
        Exit::Unwitnessed
    );
    assert_eq!(
        desk.under(None, Some("log x"), &answer, body, None),
        Exit::Usage
    );
    let seen = of(&|it| {
        let text = it
            .checkpoint
            .split_inclusive("\n\n")
            .next()
            .expect("a text");
        let line = witness.line_at(&text[..text.len() - 1], 1_779_710_400);
        it.checkpoint.push_str(&line);
    });
    assert_eq!(
        desk.under(None, Some(&rule("w")), &seen, body, None),
        Exit::Ok
    );
    assert!(receipt.salt(Slot::CALLER).is_some(), "the control");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_resource_of_the_demo_is_taken_apart_as_it_was_recorded() {
    let fresh = [
        testing::fresh("registry").await.expect("a database"),
        testing::fresh("consultation").await.expect("a database"),
    ];
    let demo = Demo::open(fresh[0].parts(), fresh[1].parts())
        .await
        .expect("two stores");
    demo.seed(common::clock::Clock::system().now())
        .await
        .expect("the services answer");
    let mut kinds = std::collections::BTreeSet::new();
    let migrations = [registry::MIGRATIONS, consultation::MIGRATIONS];
    for (fresh, migrations) in fresh.iter().zip(migrations) {
        let store = Store::open(&fresh.database, migrations, Upgrade::Apply)
            .await
            .expect("a store");
        let rows = store
            .read("test", |tx| {
                tx.query(
                    "SELECT name, identity_at, body FROM revision ORDER BY name, revision",
                    &[],
                )
            })
            .await
            .expect("revisions");
        for row in rows {
            let (name, body) = (
                row[0].text().expect("a name"),
                row[2].bytes().expect("bytes"),
            );
            let (body, identity) =
                body.split_at(usize::try_from(row[1].int().expect("a place")).expect("a place"));
            let kind = slots::kind_of(name).unwrap_or_else(|| panic!("{name} is of no kind"));
            kinds.insert(kind.full_name().to_owned());
            let whole = [body, identity].concat();
            let resource =
                DynamicMessage::decode(kind.clone(), whole.as_slice()).expect("a message");
            // As grpcurl prints it, and back.
            let json = serde_json::to_value(&resource).expect("JSON");
            let resource = DynamicMessage::deserialize(kind, json).expect("the same");
            let expected = Parts {
                body: body.to_vec(),
                identity: identity.to_vec(),
            };
            assert_eq!(slots::parts(resource), expected, "{name}");
        }
    }
    assert!(kinds.len() >= 12, "{kinds:?}");
}
