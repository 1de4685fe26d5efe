//! `kenes audit`: a sound log is found sound and followed from visit to visit; whatever a service lies about is found and named.

mod checkpoints;
mod entries;
mod forked;
mod lies;
mod recovered;

use std::path::PathBuf;

use common::{
    Error,
    app::App,
    record::rotation,
    testing::{self, Fresh, Running},
};
use kenes::{Exit, Failure, audit::Sound, cli, config, demo::Demo};
use kenes_proto::{
    record::redaction::Action,
    registry::{
        CreateOrganizationRequest, Organization, organization,
        organization_service_client::OrganizationServiceClient,
    },
};
use tempfile::TempDir;
use tlog::note::Signer;

use crate::{
    comment::{self, Scene, name, scene, withdrawal},
    keys::{open, rotate},
    record::Records,
    world::{ask, ask_as, en},
};
use lies::Liar;

/// An auditor with a key and what was left by the last visit.
struct Auditor {
    folder: TempDir,
    key: String,
}

impl Auditor {
    fn new(key: &impl ToString) -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            key: key.to_string(),
        }
    }

    fn state(&self) -> PathBuf {
        self.folder.path().join("state/visit")
    }

    fn args(&self, address: &str) -> cli::Audit {
        cli::Audit {
            address: address.to_owned(),
            key: Some(self.key.clone()),
            policy: None,
            state: Some(self.state()),
            all: false,
            xdg_state_home: None,
            home: None,
        }
    }

    async fn visit(&self, at: &Running) -> Result<Sound, Failure> {
        follow(&self.args(&at.address.to_string())).await
    }

    async fn visit_all(&self, at: &Running) -> Result<Sound, Failure> {
        let args = cli::Audit {
            all: true,
            ..self.args(&at.address.to_string())
        };
        follow(&args).await
    }
}

/// What a first visit to a sound log says.
pub(crate) async fn visited(key: &impl ToString, at: &Running) -> String {
    let sound = Auditor::new(key).visit(at).await;
    sound.expect("sound").to_string()
}

async fn follow(args: &cli::Audit) -> Result<Sound, Failure> {
    kenes::audit::follow(&config::audit(args)?).await
}

/// Asserts that a visit ended with this, and that it said so in one text with this in it.
#[track_caller]
fn found(outcome: Result<Sound, Failure>, exit: Exit, text: &str) {
    let failure = outcome.expect_err(text);
    assert_eq!(failure.exit, exit, "{failure:?}");
    assert_eq!(failure.problems.len(), 1, "{failure:?}");
    assert!(failure.problems[0].contains(text), "{failure:?}");
}

/// Waits until the newest revision of a resource is signed: it is acknowledged before.
pub(crate) async fn signed(mut records: Records, name: &str) {
    let request = crate::record::receipt_of(name, 0);
    let receipt = records.fetch_receipt(request).await;
    assert!(!receipt.expect("a receipt").get_ref().pending);
}

/// A registry with a log of a few organizations.
struct Registry {
    app: App,
    running: Running,
    fresh: Fresh,
}

impl Registry {
    /// With the key of another, if there is one.
    async fn start(key: Option<&Registry>) -> Self {
        let fresh = testing::fresh("registry").await.expect("a database");
        if let Some(other) = key {
            std::fs::copy(&other.fresh.files.key, &fresh.files.key).expect("a key");
        }
        let app = open(&fresh).await;
        let running = testing::start(registry::service(app.clone())).await;
        Self {
            app,
            running,
            fresh,
        }
    }

    /// As [`Registry::start`], with organizations of these ids.
    async fn of(key: Option<&Registry>, ids: &[&str]) -> Self {
        let it = Self::start(key).await;
        for id in ids {
            it.organization(id).await;
        }
        it
    }

    async fn organization(&self, id: &str) {
        let mut client = OrganizationServiceClient::new(self.running.channel().await);
        let request = CreateOrganizationRequest {
            organization_id: id.into(),
            organization: Some(Organization {
                kind: organization::Kind::Other.into(),
                titles: en("An organization"),
                ..Default::default()
            }),
            ..Default::default()
        };
        let made = client.create_organization(ask(request)).await;
        made.expect("created");
        signed(self.records().await, &format!("organizations/{id}")).await;
    }

    async fn records(&self) -> Records {
        Records::new(self.running.channel().await)
    }

    /// The same as it is shown by somebody between.
    async fn liar(&self) -> Liar {
        Liar::of(self.records().await).await
    }
}

#[tokio::test]
async fn a_sound_log_is_followed_from_visit_to_visit() {
    let it = Registry::of(None, &["a", "b", "c"]).await;
    let auditor = Auditor::new(it.app.log.verifier());
    let first = auditor.visit(&it.running).await.expect("sound");
    let size = first.checkpoint.size;
    assert_eq!(first.before, 0);
    assert!(
        size > 3,
        "the first key, what the registry begins with, and three"
    );

    // Nothing new, something new, and everything again.
    let again = auditor.visit(&it.running).await.expect("sound");
    assert_eq!((again.before, again.checkpoint.size), (size, size));
    it.organization("d").await;
    let more = auditor.visit(&it.running).await.expect("sound");
    assert_eq!((more.before, more.checkpoint.size), (size, size + 1));
    it.organization("e").await;
    let all = auditor.visit_all(&it.running).await.expect("sound");
    assert_eq!((all.before, all.checkpoint.size), (0, size + 2));
    // Counted from visit to visit, it is what is counted at once.
    let told = |sound: &Sound| {
        let text = sound.to_string();
        text.split_once('\n').expect("lines").1.to_owned()
    };
    let resumed = auditor.visit(&it.running).await.expect("sound");
    assert_eq!(told(&resumed), told(&all));

    // What a visit left is believed, or nothing is.
    std::fs::write(auditor.state(), "{}").expect("written");
    let spoilt = auditor.visit_all(&it.running).await;
    found(spoilt, Exit::Failed, "not what a visit left");
}

#[tokio::test]
async fn comments_are_counted_and_what_is_not_shown_has_its_redaction() {
    let Scene {
        world,
        client,
        fake: _fake,
        _up,
    } = scene().await;
    for id in ["one", "two", "three", "four"] {
        let made = comment::create(&client, comment::new(id)).await;
        made.expect("accepted");
    }
    let withdrawn = client
        .clone()
        .withdraw_comment(ask_as("demo|aigul", withdrawal("two")))
        .await;
    withdrawn.expect("withdrawn");
    let records = Records::new(world.consultation.clone());
    signed(records.clone(), &name("two")).await;
    let liar = Liar::of(records.clone()).await;
    let auditor = Auditor::new(world.app.log.verifier());
    let before = auditor.visit(&liar.running).await.expect("sound");
    let counts = "comments: 4 received = 3 counted + 1 withdrawn + 0 disavowed + 0 redacted";
    assert!(before.to_string().contains(counts), "{before}");

    for (id, action) in [
        ("one", Action::Erase),
        ("two", Action::Hide),
        ("three", Action::Anonymise),
    ] {
        let done = crate::redaction::redact(&client, &name(id), action).await;
        signed(records.clone(), &done.name).await;
    }
    let resumed = auditor.visit(&liar.running).await.expect("sound");
    let all = auditor.visit_all(&liar.running).await.expect("sound");
    let counts = "comments: 4 received = 2 counted + 0 withdrawn + 0 disavowed + 2 redacted";
    for sound in [&resumed, &all] {
        assert!(sound.to_string().contains(counts), "{sound}");
    }
    assert!(!all.to_string().contains(" 0 are not shown"), "{all}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_logs_of_the_demo_are_sound() {
    let fresh = [
        testing::fresh("registry").await.expect("a database"),
        testing::fresh("consultation").await.expect("a database"),
    ];
    let demo = Demo::open(fresh[0].parts(), fresh[1].parts())
        .await
        .expect("two stores");
    let now = common::clock::Clock::system().now();
    demo.seed(now).await.expect("the services answer");
    let registry = testing::start(demo.registry()).await;
    let url = format!("http://{}", registry.address);
    let consultation = testing::start(demo.consultation(&url).expect("a service")).await;
    for (fresh, running) in fresh.iter().zip([&registry, &consultation]) {
        let key = rotation::keys(&fresh.files).expect("a key").remove(0);
        let sound = Auditor::new(&key).visit(running).await.expect("sound");
        assert!(sound.checkpoint.size > 50, "{sound}");
        println!("{sound}");
    }
}
