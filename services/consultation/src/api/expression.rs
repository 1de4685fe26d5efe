//! Handlers of the texts of a version: Akoma Ntoso in, Akoma Ntoso out.

use std::collections::HashMap;

use common::{Error, kit::Context, names, resource, store::Tx};
use kenes_proto::{consultation as pb, gtype::LocalizedText};
use sha2::{Digest, Sha256};

use super::Api;
use crate::{
    domain::{
        akn::{self, Bill},
        provision, version as rules,
    },
    store::{
        draft_law::DraftLaws,
        expression,
        provision::{self as provisions, Provisions},
        version::Versions,
    },
};

pub(super) async fn import(
    api: &Api,
    context: Context,
    mut request: pb::ImportAkomaNtosoRequest,
) -> Result<pb::DraftLawVersion, Error> {
    let documents = std::mem::take(&mut request.documents);
    // Megabytes of XML are not read on a thread that others wait for.
    let read =
        tokio::task::spawn_blocking(move || read(&documents).map(|bills| (bills, documents))).await;
    let (bills, documents) = read.map_err(Error::internal)??;
    api.kit
        .write(context, move |tx, context| {
            let mut version = resource::get::<Versions>(tx, &request.version)?;
            rules::check_draft(&version)?;
            let law = resource::live::<DraftLaws>(tx, names::parent(&version.name))?;
            let count = derive(tx, context, &version, &bills)?;
            version.provision_count = count;
            version.expressions = expressions(&bills, &documents, count);
            rules::name_expressions(&mut version, &law.akn_work_iri);
            let texts = bills.iter().map(|bill| bill.language).zip(&documents);
            expression::replace(tx, &version.name, texts)?;
            resource::save::<Versions>(tx, context, version)
        })
        .await
}

pub(super) async fn export(
    api: &Api,
    context: Context,
    request: pb::ExportAkomaNtosoRequest,
) -> Result<pb::AkomaNtosoDocument, Error> {
    api.kit
        .read(&context, move |tx| {
            resource::get::<Versions>(tx, &request.version)?;
            let found = expression::find(tx, &request.version, &request.language_code)?;
            found.ok_or_else(|| {
                let name = format!("{} in {}", request.version, request.language_code);
                Error::not_found("consultation.kenes/Expression", name)
            })
        })
        .await
}

/// Finds the identities and changes of a draft's provisions again, after its base became another.
pub(super) fn derive_again(
    tx: &mut dyn Tx,
    context: &Context,
    version: &pb::DraftLawVersion,
) -> Result<(), Error> {
    let documents = expression::all(tx, &version.name)?;
    derive(tx, context, version, &read(&documents)?).map(drop)
}

fn read(documents: &[pb::AkomaNtosoDocument]) -> Result<Vec<Bill>, Error> {
    let fields = documents.iter().enumerate();
    fields
        .map(|(n, document)| akn::read(&format!("documents[{n}].xml"), &document.xml))
        .collect()
}

/// Writes the provisions of a version, and answers how many they are.
fn derive(
    tx: &mut dyn Tx,
    context: &Context,
    version: &pb::DraftLawVersion,
    bills: &[Bill],
) -> Result<i32, Error> {
    let base = match version.base_version.as_str() {
        "" => Vec::new(),
        base => provisions::all(tx, base)?,
    };
    let by_eid: HashMap<&str, &str> = base
        .iter()
        .map(|p| (p.eid.as_str(), p.wid.as_str()))
        .collect();
    let by_wid: HashMap<&str, &pb::Provision> = base.iter().map(|p| (p.wid.as_str(), p)).collect();
    let found = akn::assemble(bills, &|eid| by_eid.get(eid).map(|wid| (*wid).to_owned()))?;
    let count = i32::try_from(found.len()).map_err(Error::internal)?;
    let context = context.aside();
    provisions::clear(tx, &version.name)?;
    for mut new in found {
        if !new.parent_provision.is_empty() {
            new.parent_provision = provisions::name(&version.name, &new.parent_provision);
        }
        let change = provision::change(by_wid.get(new.wid.as_str()).copied(), &new);
        new.set_change_from_base(change);
        let mut name = context.new_name(&version.name, "provisions", &new.eid, "");
        name.chosen = false;
        resource::put::<Provisions>(tx, &context, name, new)?;
    }
    Ok(count)
}

fn expressions(
    bills: &[Bill],
    documents: &[pb::AkomaNtosoDocument],
    count: i32,
) -> Vec<pb::Expression> {
    let pairs = bills.iter().zip(documents);
    pairs
        .map(|(bill, document)| pb::Expression {
            language_code: bill.language.to_owned(),
            authoritative: bill
                .authoritative
                .unwrap_or_else(|| rules::authoritative_by_default(bill.language)),
            titles: match bill.title.is_empty() {
                true => Vec::new(),
                false => vec![LocalizedText {
                    text: bill.title.clone(),
                    language_code: bill.language.to_owned(),
                }],
            },
            text_sha256: Sha256::digest(&document.xml).to_vec(),
            provision_count: count,
            ..Default::default()
        })
        .collect()
}
