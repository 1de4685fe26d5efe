//! Texts from the field: what two versions of each say is told by `CompareVersions` and to the comments on the first.

mod around;
mod identity;
mod words;

use kenes_proto::{
    consultation::{self as pb, ChangeKind, carried_forward::Fate},
    types::ErrorReason as Reason,
};
use tonic::{Code, Status};

use crate::{
    office::{Office, V1, V2, bill},
    provision::comment_on,
    world::refused,
};

/// A first version and a second one, both published, and comments on the first.
struct Story {
    office: Office,
    first: Vec<pb::Provision>,
    second: Vec<pb::Provision>,
    changes: Vec<pb::ProvisionChange>,
    fates: Vec<(Fate, String)>,
}

impl Story {
    /// From two bodies in Russian.
    async fn of(first: &str, second: &str, commented: &[&str]) -> Self {
        Self::told(
            [first, second].map(|body| vec![bill("rus", body)]),
            commented,
        )
        .await
    }

    async fn told(texts: [Vec<pb::AkomaNtosoDocument>; 2], commented: &[&str]) -> Self {
        let mut office = Office::open().await;
        let [first, second] = texts;
        publish(&mut office, "v1", first).await;
        let mut comments = comment_on(&office, commented).await;
        publish(&mut office, "v2", second).await;
        let compared = pb::CompareVersionsRequest {
            base_version: V1.into(),
            version: V2.into(),
            page_size: 1000,
            ..Default::default()
        };
        let compared = office
            .laws
            .compare_versions(compared)
            .await
            .expect("compared");
        let mut fates = Vec::new();
        for eid in commented {
            let request = pb::GetCommentRequest {
                name: format!("consultations/round/comments/{}", eid.replace('_', "-")),
                ..Default::default()
            };
            let comment = comments
                .get_comment(request)
                .await
                .expect("there")
                .into_inner();
            let carried = &comment.carried_forward[0];
            fates.push((carried.fate(), carried.eid.clone()));
        }
        Self {
            first: provisions(&mut office, V1).await,
            second: provisions(&mut office, V2).await,
            changes: compared.into_inner().changes,
            office,
            fates,
        }
    }

    /// What is listed as changed: by wId, eId before and after, and how.
    fn changed(&self) -> Vec<(&str, &str, &str, ChangeKind)> {
        let changes = self.changes.iter();
        changes
            .map(|c| {
                (
                    c.wid.as_str(),
                    c.base_eid.as_str(),
                    c.eid.as_str(),
                    c.change_kind(),
                )
            })
            .collect()
    }

    fn fates(&self) -> Vec<(Fate, &str)> {
        self.fates
            .iter()
            .map(|(fate, eid)| (*fate, eid.as_str()))
            .collect()
    }
}

async fn publish(office: &mut Office, id: &str, documents: Vec<pb::AkomaNtosoDocument>) {
    office.world.hand.pass(60_000_000);
    let name = office.create_version(id).await.name;
    office.import(&name, documents).await.expect("imported");
    office.publish(&name).await.expect("published");
}

async fn provisions(office: &mut Office, version: &str) -> Vec<pb::Provision> {
    let request = pb::ListProvisionsRequest {
        parent: version.into(),
        page_size: 1000,
        ..Default::default()
    };
    let listed = office.laws.list_provisions(request).await;
    listed.expect("listed").into_inner().provisions
}

fn eids(provisions: &[pb::Provision]) -> Vec<&str> {
    provisions.iter().map(|p| p.eid.as_str()).collect()
}

/// The provisions of one version with this body in Russian.
async fn read(body: &str) -> Vec<pb::Provision> {
    let mut office = Office::open().await;
    office.create_version("v1").await;
    office
        .import(V1, vec![bill("rus", body)])
        .await
        .expect("imported");
    provisions(&mut office, V1).await
}

/// An article with a number and a text, without an eId.
fn article(num: &str, text: &str) -> String {
    format!("<article><num>{num}</num><content><p>{text}</p></content></article>")
}

fn text(provision: &pb::Provision) -> &str {
    provision
        .texts
        .first()
        .map_or("", |text| text.text.as_str())
}
