//! Handlers of the texts of a version: Akoma Ntoso in, Akoma Ntoso out, and what a text does to the version.

use std::collections::HashMap;

use common::{Error, Language, Violation, context::Context, names, resource, store::Tx};
use kenes_proto::{consultation as pb, gtype::LocalizedText, types::ErrorReason as Reason};
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
    let read = move || read(&documents, sent).map(|bills| (bills, documents));
    let (bills, documents) = apart(read).await?;
    let text = Text {
        version: request.version,
        etag: request.etag,
        whole: request.replace_all,
        bills,
        documents,
    };
    text.write(api, context).await
}

/// Does what reads documents, in its turn: megabytes are not read on a thread that others wait for.
pub(super) async fn apart<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let _turn = READERS.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(read)
        .await
        .map_err(Error::internal)?
}

/// What a call brings to a version: in some languages, or the whole text.
pub(super) struct Text {
    pub(super) version: String,
    pub(super) etag: String,
    pub(super) whole: bool,
    pub(super) bills: Vec<Bill>,
    /// The documents that were read as these bills.
    pub(super) documents: Vec<pb::AkomaNtosoDocument>,
}

impl Text {
    pub(super) async fn write(
        mut self,
        api: &Api,
        context: Context,
    ) -> Result<pb::DraftLawVersion, Error> {
        api.app
            .write(context, move |tx, context| self.replace(tx, context))
            .await
    }

    fn replace(
        &mut self,
        tx: &mut dyn Tx,
        context: &Context,
    ) -> Result<pb::DraftLawVersion, Error> {
        let mut version = resource::get::<Versions>(tx, &self.version)?;
        let law = resource::live::<DraftLaws>(tx, names::parent(&version.name))?;
        rules::check_draft(&version)?;
        resource::check_etag::<Versions>(&version, &self.etag)?;
        let brought = |code: &str| self.bills.iter().any(|bill| bill.language.code() == code);
        let (replaced, mut kept): (Vec<_>, Vec<_>) = std::mem::take(&mut version.expressions)
            .into_iter()
            .partition(|e| self.whole || brought(&e.language_code));
        for expression in &replaced {
            expression::remove(tx, &version.name, &expression.language_code)?;
        }
        let standing = expression::all(tx, &version.name)?;
        let standing = read(&standing, |_| "replace_all".to_owned()).map_err(way_out)?;
        kept.extend(expressions(&self.bills, &self.documents));
        kept.sort_by_key(|e| Language::of_code(&e.language_code));
        version.expressions = kept;
        // Those that stand come first: what does not agree with them is at fault.
        let count = standing.len();
        self.bills.splice(0..0, standing);
        let derived = derive(tx, context, &version, &self.bills);
        self.bills.drain(..count);
        version.provision_count = derived.map_err(|error| match error.reason() {
            Reason::EidLanguageMismatch if count > 0 => way_out(error),
            _ => error,
        })?;
        for expression in &mut version.expressions {
            expression.provision_count = version.provision_count;
        }
        rules::name_expressions(&mut version, &law.akn_work_iri);
        let languages = self.bills.iter().map(|bill| bill.language.code());
        expression::replace(tx, &version.name, languages.zip(&self.documents))?;
        resource::save::<Versions>(tx, context, version)
    }
}

/// Says how to go on where a text does not agree with those that stand.
fn way_out(error: Error) -> Error {
    let say = "the languages that this call does not bring keep their text, and it does not agree with this one: send all \
               languages in one call, or send one with replace_all, which removes the others, and then those";
    let field = "replace_all";
    error.also(Violation::new(field, Reason::EidLanguageMismatch, say))
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
    let (mut base, mut before) = (pb::DraftLawVersion::default(), Vec::new());
    let mut identities = Base::default();
    if !version.base_version.is_empty() {
        base = resource::get::<Versions>(tx, &version.base_version)?;
        before = provisions::all(tx, &version.base_version)?;
        let wids = before.iter().map(|p| (p.eid.clone(), p.wid.clone()));
        identities.wids = wids.collect();
        identities.used = provisions::wids(tx, names::parent(&version.name))?;
    }
    let mut found = akn::assemble(bills, &identities)?;
    let by_wid: HashMap<&str, &pb::Provision> =
        before.iter().map(|p| (p.wid.as_str(), p)).collect();
    let languages = provision::common_languages(&base, version);
    for new in &mut found {
        if !new.parent_provision.is_empty() {
            new.parent_provision = provisions::name(&version.name, &new.parent_provision);
        }
        if !version.base_version.is_empty() {
            let base = by_wid.get(new.wid.as_str()).copied();
            new.set_change_from_base(provision::change(base, new, &languages));
        }
    }
    let count = i32::try_from(found.len()).map_err(Error::internal)?;
    provisions::replace(tx, &context.without_request_id(), &version.name, found)?;
    Ok(count)
}

fn expressions(bills: &[Bill], documents: &[pb::AkomaNtosoDocument]) -> Vec<pb::Expression> {
    let pairs = bills.iter().zip(documents);
    let expressions = pairs.map(|(bill, document)| pb::Expression {
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
    });
    expressions.collect()
}
