//! A ministry's office that writes a draft law: what the tests of its versions, provisions and stages begin with.

use common::{date, testing::Channel};
use kenes_proto::{
    consultation::{self as pb, draft_law_service_client::DraftLawServiceClient},
    gtype::Date,
};
use tonic::{Response, Status};

use crate::world::{World, ask, en};

pub(crate) const LAW: &str = "draftLaws/on-charity";
pub(crate) const V1: &str = "draftLaws/on-charity/versions/v1";
pub(crate) const V2: &str = "draftLaws/on-charity/versions/v2";

/// The demonstration's bill, a version a line: Kazakh, Russian, English.
pub(crate) const REAL: [[(&str, &[u8]); 3]; 2] = [
    [
        (
            "v1.kk.xml",
            include_bytes!("../../services/kenes/demo/bill/v1.kk.xml"),
        ),
        (
            "v1.ru.xml",
            include_bytes!("../../services/kenes/demo/bill/v1.ru.xml"),
        ),
        (
            "v1.en.xml",
            include_bytes!("../../services/kenes/demo/bill/v1.en.xml"),
        ),
    ],
    [
        (
            "v2.kk.xml",
            include_bytes!("../../services/kenes/demo/bill/v2.kk.xml"),
        ),
        (
            "v2.ru.xml",
            include_bytes!("../../services/kenes/demo/bill/v2.ru.xml"),
        ),
        (
            "v2.en.xml",
            include_bytes!("../../services/kenes/demo/bill/v2.en.xml"),
        ),
    ],
];

/// The office with its world around.
pub(crate) struct Office {
    pub(crate) world: World,
    pub(crate) laws: DraftLawServiceClient<Channel>,
}

/// A day, `2006-05-01`, or a month or year.
pub(crate) fn day(text: &str) -> Date {
    date::parse(text).expect("a day")
}

/// A draft law to be created.
pub(crate) fn law(id: &str) -> pb::CreateDraftLawRequest {
    pb::CreateDraftLawRequest {
        draft_law: Some(pb::DraftLaw {
            number: "D-0412".into(),
            titles: en("On charity"),
            introduce_date: Some(day("2026-03-14")),
            ..Default::default()
        }),
        draft_law_id: id.into(),
        ..Default::default()
    }
}

/// A version to be created.
pub(crate) fn version(id: &str) -> pb::CreateDraftLawVersionRequest {
    pb::CreateDraftLawVersionRequest {
        parent: LAW.into(),
        draft_law_version: Some(pb::DraftLawVersion {
            version_date: Some(day("2026-05-20")),
            ..Default::default()
        }),
        draft_law_version_id: id.into(),
        ..Default::default()
    }
}

/// A bill in a language (`kaz`, `rus`, `eng`) with this body.
pub(crate) fn bill(language: &str, body: &str) -> pb::AkomaNtosoDocument {
    let xml = format!(
        "<akomaNtoso xmlns=\"http://docs.oasis-open.org/legaldocml/ns/akn/3.0\"><bill><meta><identification><FRBRExpression>\
         <FRBRlanguage language=\"{language}\"/></FRBRExpression></identification></meta><body>{body}</body></bill></akomaNtoso>"
    );
    pb::AkomaNtosoDocument {
        xml: xml.into_bytes(),
        file_name: format!("{language}.xml"),
    }
}

/// A body of articles, each by its attributes and its text.
pub(crate) fn articles(articles: &[(&str, &str)]) -> String {
    let articles = articles.iter().map(|(attributes, text)| {
        format!("<article {attributes}><content><p>{text}</p></content></article>\n")
    });
    articles.collect()
}

// === impl Office

impl Office {
    /// Without a draft law yet.
    pub(crate) async fn empty() -> Self {
        let world = World::start().await;
        let laws = DraftLawServiceClient::new(world.consultation.clone());
        Self { world, laws }
    }

    /// With the draft law on charity, which has no version.
    pub(crate) async fn open() -> Self {
        let mut office = Self::empty().await;
        let made = office.laws.create_draft_law(ask(law("on-charity"))).await;
        made.expect("created");
        office
    }

    pub(crate) async fn law(&mut self) -> pb::DraftLaw {
        let request = pb::GetDraftLawRequest {
            name: LAW.into(),
            ..Default::default()
        };
        let got = self.laws.get_draft_law(request).await;
        got.expect("there").into_inner()
    }

    pub(crate) async fn version(&mut self, name: &str) -> pb::DraftLawVersion {
        let request = pb::GetDraftLawVersionRequest {
            name: name.into(),
            ..Default::default()
        };
        let got = self.laws.get_draft_law_version(request).await;
        got.expect("there").into_inner()
    }

    pub(crate) async fn provision(
        &mut self,
        version: &str,
        eid: &str,
    ) -> Result<pb::Provision, Status> {
        let request = pb::GetProvisionRequest {
            name: format!("{version}/provisions/{eid}"),
            ..Default::default()
        };
        let got = self.laws.get_provision(request).await;
        got.map(Response::into_inner)
    }

    pub(crate) async fn create_version(&mut self, id: &str) -> pb::DraftLawVersion {
        let made = self.laws.create_draft_law_version(ask(version(id))).await;
        made.expect("created").into_inner()
    }

    pub(crate) async fn import(
        &mut self,
        version: &str,
        documents: Vec<pb::AkomaNtosoDocument>,
    ) -> Result<pb::DraftLawVersion, Status> {
        let request = pb::ImportAkomaNtosoRequest {
            version: version.into(),
            documents,
            ..Default::default()
        };
        let done = self.laws.import_akoma_ntoso(ask(request)).await;
        done.map(Response::into_inner)
    }

    pub(crate) async fn publish(&mut self, name: &str) -> Result<pb::DraftLawVersion, Status> {
        let request = pb::PublishDraftLawVersionRequest {
            name: name.into(),
            ..Default::default()
        };
        let done = self.laws.publish_draft_law_version(ask(request)).await;
        done.map(Response::into_inner)
    }

    /// Creates a version with this English text and publishes it, a minute later than whatever was before.
    pub(crate) async fn published(
        &mut self,
        id: &str,
        text: &[(&str, &str)],
    ) -> pb::DraftLawVersion {
        self.world.hand.pass(60_000_000);
        let name = self.create_version(id).await.name;
        let documents = vec![bill("eng", &articles(text))];
        self.import(&name, documents).await.expect("imported");
        self.publish(&name).await.expect("published")
    }

    /// Creates and publishes both versions of the real bill.
    pub(crate) async fn both_real_versions(&mut self) {
        for (id, texts) in ["v1", "v2"].into_iter().zip(REAL) {
            self.world.hand.pass(60_000_000);
            let name = self.create_version(id).await.name;
            self.import(&name, real(texts)).await.expect("imported");
            self.publish(&name).await.expect("published");
        }
    }
}

/// The documents of a real version.
pub(crate) fn real(texts: [(&str, &[u8]); 3]) -> Vec<pb::AkomaNtosoDocument> {
    let documents = texts.iter().map(|(file, xml)| pb::AkomaNtosoDocument {
        xml: xml.to_vec(),
        file_name: (*file).to_owned(),
    });
    documents.collect()
}
