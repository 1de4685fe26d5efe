//! Redactions: what must go, by the law, out of a record that forgets nothing.
//!
//! One officer proposes, another approves. The approval and what stays in public are entries of the log and signed before
//! anything is deleted (`finish`); the leaves stay, so every proof stays valid. Both services redact, each its own kinds: a
//! [`Redactable`] says what of a resource stays in public. Owns the rules, the order and the deleting.

mod finish;
mod rules;
mod stored;

use kenes_proto::{
    Page,
    methods::Resource,
    record::{self as pb, redaction::Action},
    types::ErrorReason as Reason,
};

use crate::{
    Error,
    app::{AnyKind, App},
    context::Context,
    names,
    resource::{self, Kind, Read},
    store::Tx,
};
pub use finish::{finish, keep_finishing};
pub use rules::Proposal;
use stored::Redactions;

/// Redactions, among the kinds of a service that redacts.
pub const KIND: AnyKind = AnyKind::of::<Redactions>();

/// A kind of resource that can be redacted.
pub trait Redactable: 'static {
    /// The kind.
    type Kind: Kind;
    /// The collection at the top under which the service redacts.
    const COLLECTION: &'static str;

    /// Refuses an action that the resource, as it is, cannot undergo.
    fn check(message: &<Self::Kind as Kind>::Message, action: Action) -> Result<(), Error>;

    /// Refuses a legal basis that is not one on the day of `context`.
    fn check_basis(tx: &mut dyn Tx, context: &Context, code: &str) -> Result<(), Error> {
        let _ = (tx, context, code);
        Ok(())
    }

    /// Other resources that are redacted together with it: the name and etag of each, and what is done to it.
    fn also(tx: &mut dyn Tx, name: &str) -> Result<Vec<(String, String, Action)>, Error> {
        let _ = (tx, name);
        Ok(Vec::new())
    }

    /// Writes what stays in public of the resource, and of those that are redacted with it: the next revision of each.
    fn publish(
        tx: &mut dyn Tx,
        context: &Context,
        message: <Self::Kind as Kind>::Message,
        redaction: &pb::Redaction,
    ) -> Result<(), Error>;

    /// Deletes what the service keeps of it outside its store. Done before it is said to be done, and again after a crash.
    fn beforehand(
        app: &App,
        redaction: &pb::Redaction,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        let _ = (app, redaction);
        std::future::ready(Ok(()))
    }

    /// Deletes what the service keeps of it elsewhere.
    fn forget(tx: &mut dyn Tx, redaction: &pb::Redaction) -> Result<(), Error>;
}

/// What a service keeps of its resources outside its database, where a redaction reaches as well.
pub trait Elsewhere: Send + Sync {
    /// Whether nothing of what a redaction takes is left there: waits a little. It is signed by then.
    fn forgotten(
        &self,
        app: &App,
        redaction: &pb::Redaction,
    ) -> impl Future<Output = Result<bool, Error>> + Send;
}

/// Nothing is kept elsewhere.
impl Elsewhere for () {
    async fn forgotten(&self, _: &App, _: &pb::Redaction) -> Result<bool, Error> {
        Ok(true)
    }
}

/// Proposes a redaction.
pub fn propose<R: Redactable>(
    tx: &mut dyn Tx,
    context: &Context,
    proposal: &Proposal,
) -> Result<pb::Redaction, Error> {
    let new = rules::propose(proposal, context.caller())?;
    let (parent, id) = (&proposal.name, &proposal.redaction_id);
    let name = context.new_name(parent, pb::Redaction::COLLECTION, id, Redactions::PREFIX);
    let subject = resource::get::<R::Kind>(tx, &name.parent)?;
    resource::check_etag::<R::Kind>(&subject, &proposal.etag)?;
    R::check(&subject, proposal.action)?;
    R::check_basis(tx, context, &proposal.basis_code)?;
    resource::create::<Redactions>(tx, context, name, new)
}

/// Approves a redaction, and waits a little for it to be carried out. The answer is the redaction as it is then.
pub async fn approve<R: Redactable>(
    app: &App,
    elsewhere: &impl Elsewhere,
    context: Context,
    request: pb::ApproveRedactionRequest,
) -> Result<pb::Redaction, Error> {
    check_collection::<R>("name", &request.name)?;
    let name = request.name.clone();
    let written = decide::<R>(app, context.clone(), request).await?;
    if context.is_validate_only() {
        return Ok(written);
    }
    // From here on it happens without the caller, too: what fails now is done later.
    if let Err(error) = finish::<R>(app, elsewhere, &name).await {
        finish::postponed(&name, &error);
    }
    app.read(&context, move |tx| resource::get::<Redactions>(tx, &name))
        .await
}

/// The first step of an approval: it and what stays in public become entries of the log. Nothing is deleted.
pub async fn decide<R: Redactable>(
    app: &App,
    context: Context,
    request: pb::ApproveRedactionRequest,
) -> Result<pb::Redaction, Error> {
    settle::<R>(app, &context, &request.name).await?;
    app.write(context, move |tx, context| {
        let mut redaction = resource::get::<Redactions>(tx, &request.name)?;
        resource::check_etag::<Redactions>(&redaction, &request.etag)?;
        rules::approve(&mut redaction, context.caller(), context.now)?;
        let subject = resource::get::<R::Kind>(tx, names::parent(&request.name))?;
        R::check(&subject, redaction.action())?;
        redaction.redacted_resources = reached::<R>(tx, &subject, redaction.action())?;
        if !redaction.redacted_resources.iter().all(stored::has_index) {
            let text = "the log is behind: what is to be redacted has no index in it yet";
            let retry = std::time::Duration::from_millis(250);
            return Err(Error::unavailable(Reason::Unavailable, text, retry));
        }
        let redaction = resource::save::<Redactions>(tx, context, redaction)?;
        R::publish(tx, &context.without_request_id(), subject, &redaction)?;
        Ok(redaction)
    })
    .await
}

/// Everything that an action reaches: the resource itself first.
fn reached<R: Redactable>(
    tx: &mut dyn Tx,
    subject: &<R::Kind as Kind>::Message,
    action: Action,
) -> Result<Vec<pb::RedactedResource>, Error> {
    let head = subject.head();
    let itself = (head.name.to_owned(), head.etag.to_owned(), action);
    let also = R::also(tx, head.name)?;
    std::iter::once(itself)
        .chain(also)
        .map(|(name, etag, action)| {
            let present = resource::revision(&etag)
                .ok_or_else(|| Error::internal("a resource without its etag"))?;
            stored::reach(tx, &name, present + 1, action)
        })
        .collect()
}

/// Waits until what would be redacted has its indexes in the log: where another process gives them, it may be behind.
async fn settle<R: Redactable>(app: &App, context: &Context, name: &str) -> Result<(), Error> {
    let subject = names::parent(name).to_owned();
    let reached = app.read(context, move |tx| {
        match resource::find::<R::Kind>(tx, &subject)? {
            Some(subject) => reached::<R>(tx, &subject, Action::Hide),
            None => Ok(Vec::new()),
        }
    });
    for reached in reached.await? {
        if !stored::has_index(&reached) {
            app.log
                .index(&reached.name, reached.public_revision - 1)
                .await?;
        }
    }
    Ok(())
}

/// Rejects a redaction.
pub fn reject<R: Redactable>(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::RejectRedactionRequest,
) -> Result<pb::Redaction, Error> {
    check_collection::<R>("name", &request.name)?;
    rules::check_reasons(&request.reasons)?;
    resource::change::<Redactions>(tx, context, request, |_, redaction| {
        let reasons = request.reasons.clone();
        rules::reject(redaction, context.caller(), context.now, reasons)
    })
}

/// Reads a redaction.
pub fn get<R: Redactable>(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::GetRedactionRequest,
) -> Result<pb::Redaction, Error> {
    check_collection::<R>("name", &request.name)?;
    Redactions::get(tx, context, request)
}

/// A page of the redactions of a resource that there is, or of all of them.
pub fn list<R: Redactable>(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::ListRedactionsRequest,
) -> Result<Page, Error> {
    check_collection::<R>("parent", &request.parent)?;
    if !names::is_wildcard(&request.parent) {
        resource::get::<R::Kind>(tx, &request.parent)?;
    }
    Redactions::list(tx, context, request)
}

/// Refuses a name of what the other service redacts.
fn check_collection<R: Redactable>(field: &str, name: &str) -> Result<(), Error> {
    names::check_collection(field, R::COLLECTION, name)
}
