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
        standing: Standing::default(),
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
    pub(super) standing: Standing,
    /// Those that stand come first: what does not agree with them is at fault.
    pub(super) bills: Vec<Bill>,
    /// The documents that were read as the bills of this call.
    pub(super) documents: Vec<pb::AkomaNtosoDocument>,
}

/// The bills of the languages that a call does not bring, as one revision of the version had them.
#[derive(Default)]
pub(super) struct Standing {
    /// The etag of that revision, empty before they were read.
    etag: String,
    /// How many of the bills they are.
    count: usize,
}

impl Text {
    pub(super) async fn write(
        mut self,
        api: &Api,
        context: Context,
    ) -> Result<pb::DraftLawVersion, Error> {
        self.read_standing(api, &context).await?;
        api.app
            .write(context, move |tx, context| self.replace(tx, context))
            .await
    }

    /// Reads the documents that stand before the turn to write comes, for which all other writers wait. What cannot be read here is
    /// told there.
    async fn read_standing(&mut self, api: &Api, context: &Context) -> Result<(), Error> {
        let (name, kept) = (self.version.clone(), self.kept());
        let find = move |tx: &mut dyn Tx| match resource::find::<Versions>(tx, &name)? {
            None => Ok(None),
            Some(version) => Ok(Some((standing(tx, &version, &kept)?, version.etag))),
        };
        let Some((documents, etag)) = api.app.read(context, find).await? else {
            return Ok(());
        };
        if let Ok(bills) = apart(move || read(&documents, |_| "replace_all".to_owned())).await {
            self.stand(bills, etag);
        }
        Ok(())
    }

    fn stand(&mut self, bills: Vec<Bill>, etag: String) {
        let before = std::mem::replace(
            &mut self.standing,
            Standing {
                etag,
                count: bills.len(),
            },
        );
        self.bills.splice(..before.count, bills);
    }

    /// Tells whether a language keeps its document.
    fn kept(&self) -> impl Fn(&str) -> bool + Send + use<> {
        let brought = self.bills[self.standing.count..].iter();
        let brought: Vec<Language> = brought.map(|bill| bill.language).collect();
        let whole = self.whole;
        move |code| !whole && Language::of_code(code).is_none_or(|it| !brought.contains(&it))
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
        let keeps = self.kept();
        if self.standing.etag != version.etag {
            // Somebody was faster.
            let documents = standing(tx, &version, &keeps)?;
            let bills = read(&documents, |_| "replace_all".to_owned()).map_err(way_out)?;
            self.stand(bills, version.etag.clone());
        }
        let (mut kept, replaced): (Vec<_>, Vec<_>) = std::mem::take(&mut version.expressions)
            .into_iter()
            .partition(|e| keeps(&e.language_code));
        for expression in &replaced {
            expression::remove(tx, &version.name, &expression.language_code)?;
        }
        let count = self.standing.count;
        let brought = &self.bills[count..];
        kept.extend(expressions(brought, &self.documents));
        kept.sort_by_key(|e| Language::of_code(&e.language_code));
        version.expressions = kept;
        let derived = derive(tx, context, &version, &self.bills);
        version.provision_count = derived.map_err(|error| match error.reason() {
            Reason::EidLanguageMismatch if count > 0 => way_out(error),
            _ => error,
        })?;
        for expression in &mut version.expressions {
            expression.provision_count = version.provision_count;
        }
        rules::name_expressions(&mut version, &law.akn_work_iri);
        let languages = brought.iter().map(|bill| bill.language.code());
        expression::add(tx, &version.name, languages.zip(&self.documents))?;
        resource::save::<Versions>(tx, context, version)
    }
}

/// The documents of a version in the languages that are kept.
fn standing(
    tx: &mut dyn Tx,
    version: &pb::DraftLawVersion,
    kept: impl Fn(&str) -> bool,
) -> Result<Vec<pb::AkomaNtosoDocument>, Error> {
    let codes = version.expressions.iter().map(|e| e.language_code.as_str());
    let found = codes
        .filter(|code| kept(code))
        .map(|code| expression::find(tx, &version.name, code));
    found.filter_map(Result::transpose).collect()
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
