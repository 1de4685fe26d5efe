//! Handlers of the texts of a version: Akoma Ntoso in, Akoma Ntoso out.

use std::collections::HashMap;

use common::{Error, Language, context::Context, names, resource, store::Tx};
use kenes_proto::{consultation as pb, gtype::LocalizedText};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::Api;
use crate::{
    domain::{
        akn::{self, Base, Bill, Source},
        provision, version as rules,
    },
    store::{draft_law::DraftLaws, expression, provision as provisions, version::Versions},
};

/// How many calls read documents at once: each may take the memory of a few large ones.
static READERS: Semaphore = Semaphore::const_new(2);

pub(super) async fn import(
    api: &Api,
    context: Context,
    mut request: pb::ImportAkomaNtosoRequest,
) -> Result<pb::DraftLawVersion, Error> {
    let documents = std::mem::take(&mut request.documents);
    let turn = READERS.acquire().await.map_err(Error::internal)?;
    // Megabytes of XML are not read on a thread that others wait for.
    let read = move || read(&documents, sent).map(|bills| (bills, documents));
    let (bills, documents) = tokio::task::spawn_blocking(read)
        .await
        .map_err(Error::internal)??;
    drop(turn);
    api.app
        .write(context, move |tx, context| {
            let mut version = resource::get::<Versions>(tx, &request.version)?;
            let law = resource::live::<DraftLaws>(tx, names::parent(&version.name))?;
            rules::check_draft(&version)?;
            version.expressions = expressions(&bills, &documents);
            version.provision_count = derive(tx, context, &version, &bills)?;
            for expression in &mut version.expressions {
                expression.provision_count = version.provision_count;
            }
            rules::name_expressions(&mut version, &law.akn_work_iri);
            let texts = bills
                .iter()
                .map(|bill| bill.language.code())
                .zip(&documents);
            expression::replace(tx, &version.name, texts)?;
            resource::save::<Versions>(tx, context, version)
        })
        .await
}

pub(super) fn export(
    tx: &mut dyn Tx,
    _: &Context,
    request: &pb::ExportAkomaNtosoRequest,
) -> Result<pb::AkomaNtosoDocument, Error> {
    resource::get::<Versions>(tx, &request.version)?;
    let found = expression::find(tx, &request.version, &request.language_code)?;
    found.ok_or_else(|| {
        let name = names::child(&request.version, "expressions", &request.language_code);
        Error::not_found("consultation.kenes/Expression", name)
    })
}

/// Finds the identities and changes of a draft's provisions again, after its base became another.
pub(super) fn derive_again(
    tx: &mut dyn Tx,
    context: &Context,
    version: &pb::DraftLawVersion,
) -> Result<(), Error> {
    let documents = expression::all(tx, &version.name)?;
    let bills = read(&documents, |_| "draft_law_version.base_version".to_owned())?;
    derive(tx, context, version, &bills).map(drop)
}

fn read(
    documents: &[pb::AkomaNtosoDocument],
    field: fn(usize) -> String,
) -> Result<Vec<Bill>, Error> {
    let read = |(n, document): (usize, &pb::AkomaNtosoDocument)| {
        let source = Source {
            field: field(n),
            file: document.file_name.clone(),
        };
        akn::read(source, &document.xml)
    };
    documents.iter().enumerate().map(read).collect()
}

/// The field of a document in the request.
fn sent(n: usize) -> String {
    format!("documents[{n}].xml")
}

/// Writes the provisions of a version, and answers how many they are.
fn derive(
    tx: &mut dyn Tx,
    context: &Context,
    version: &pb::DraftLawVersion,
    bills: &[Bill],
) -> Result<i32, Error> {
    let mut base = Base::default();
    if !version.base_version.is_empty() {
        let earlier = resource::get::<Versions>(tx, &version.base_version)?;
        base.languages = provision::common_languages(&earlier, version);
        base.provisions = provisions::all(tx, &version.base_version)?;
        base.used = provisions::wids(tx, names::parent(&version.name))?;
    }
    let mut found = akn::assemble(bills, &base)?;
    let before = base.provisions.iter();
    let by_wid: HashMap<&str, &pb::Provision> = before.map(|p| (p.wid.as_str(), p)).collect();
    for new in &mut found {
        if !new.parent_provision.is_empty() {
            new.parent_provision = provisions::name(&version.name, &new.parent_provision);
        }
        if !version.base_version.is_empty() {
            let earlier = by_wid.get(new.wid.as_str()).copied();
            new.set_change_from_base(provision::change(earlier, new, &base.languages));
        }
    }
    let count = i32::try_from(found.len()).map_err(Error::internal)?;
    provisions::replace(tx, &context.without_request_id(), &version.name, found)?;
    Ok(count)
}

fn expressions(bills: &[Bill], documents: &[pb::AkomaNtosoDocument]) -> Vec<pb::Expression> {
    let pairs = bills.iter().zip(documents);
    let mut expressions: Vec<pb::Expression> = pairs
        .map(|(bill, document)| pb::Expression {
            language_code: bill.language.code().to_owned(),
            authoritative: bill
                .authoritative
                .unwrap_or_else(|| rules::authoritative_by_default(bill.language)),
            titles: match bill.title.is_empty() {
                true => Vec::new(),
                false => vec![LocalizedText {
                    text: bill.title.clone(),
                    language_code: bill.language.code().to_owned(),
                }],
            },
            text_sha256: Sha256::digest(&document.xml).to_vec(),
            ..Default::default()
        })
        .collect();
    expressions.sort_by_key(|e| Language::of_code(&e.language_code));
    expressions
}
