//! What is decided when policy documents are written, and whom they name.

use std::collections::HashSet;

use common::{
    Error,
    context::Context,
    date,
    resource::{self, Family, Kind},
    store::Tx,
};
use kenes_proto::{
    consultation as pb,
    methods::Resource,
    types::{Actor, ErrorReason as Reason},
};

use super::{Api, actor, changed, codes};
use crate::{
    domain::policy_document as rules,
    store::{
        hearing::Hearings,
        policy_document::{self, PolicyDocuments},
    },
};

/// The most documents that one supersedes, by way of others or at once.
const MOST: usize = 1_000;

impl Family for PolicyDocuments {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::PolicyDocument>,
        document: &mut pb::PolicyDocument,
    ) -> Result<(), Error> {
        rules::check(document, date::local_number(context.now))?;
        check_session(tx, context, document)?;
        let known = present.map_or(&[][..], |present| &present.supersedes);
        let named = document.supersedes.iter().enumerate();
        for (n, name) in named.filter(|(_, name)| !known.contains(name)) {
            let field = format!("policy_document.supersedes[{n}]");
            resource::referred::<Self>(tx, &field, name)?;
        }
        check_order(tx, document)
    }

    fn before_delete(tx: &mut dyn Tx, document: &pb::PolicyDocument) -> Result<(), Error> {
        let name = document.name.as_str();
        let Some(user) = policy_document::user(tx, name)? else {
            return Ok(());
        };
        let text = format!("{user} goes back to {name}, which therefore stays");
        Err(Error::refused(Reason::ResourceInUse, user, text))
    }

    /// What it rests on may have changed while it was away.
    fn before_undelete(
        tx: &mut dyn Tx,
        context: &Context,
        document: &pb::PolicyDocument,
    ) -> Result<(), Error> {
        check_session(tx, context, document)?;
        for name in &document.supersedes {
            let before = resource::find::<Self>(tx, name)?;
            if before.is_none_or(|before| before.delete_time.is_some()) {
                let say = format!("{name}, which it supersedes, is deleted; undelete that first");
                return Err(
                    Error::invalid(Reason::ReferenceNotFound, "name", say).about(Self::TYPE, name)
                );
            }
        }
        check_order(tx, document)
    }
}

/// Refuses a session at which it was not adopted; none need be named.
fn check_session(
    tx: &mut dyn Tx,
    context: &Context,
    document: &pb::PolicyDocument,
) -> Result<(), Error> {
    if document.hearing.is_empty() {
        return Ok(());
    }
    let (field, name) = ("policy_document.hearing", &document.hearing);
    let session = resource::referred::<Hearings>(tx, field, name)?;
    rules::check_session(document, &session, context.now)
}

/// Refuses a document that takes its own place by way of others.
fn check_order(tx: &mut dyn Tx, document: &pb::PolicyDocument) -> Result<(), Error> {
    let mut seen = HashSet::new();
    let mut left = document.supersedes.clone();
    while let Some(name) = left.pop() {
        if name == document.name {
            return Err(rules::misplaced("leave out what supersedes it, and itself"));
        }
        if seen.len() >= MOST {
            return Err(rules::misplaced(
                "leave some out: more than 1,000 come before it",
            ));
        }
        if seen.insert(name.clone()) {
            let before = resource::find::<PolicyDocuments>(tx, &name)?;
            left.extend(before.into_iter().flat_map(|before| before.supersedes));
        }
    }
    Ok(())
}

/// Asks the registry about the codes of a new document, and whom it names.
pub(super) async fn name_new(
    api: &Api,
    context: &Context,
    request: &mut pb::CreatePolicyDocumentRequest,
) -> Result<(), Error> {
    codes::of_new(api, context, request).await?;
    let Some(new) = &mut request.policy_document else {
        return Ok(());
    };
    name_adopter(api, new.adopted_by.as_mut()).await?;
    name_contributors(api, &mut new.contributors, &[]).await
}

/// The same of what a change adds.
pub(super) async fn name_changed(
    api: &Api,
    context: &Context,
    request: &mut pb::UpdatePolicyDocumentRequest,
) -> Result<(), Error> {
    let found = changed::merged::<PolicyDocuments, _>(api, context, request).await?;
    let (Some((present, merged)), Some(patch)) = (found, &mut request.policy_document) else {
        return Ok(());
    };
    codes::check_changed(api, context, pb::PolicyDocument::FIELD, &present, &merged).await?;
    if merged.adopted_by != present.adopted_by {
        name_adopter(api, patch.adopted_by.as_mut()).await?;
    }
    if merged.contributors != present.contributors {
        name_contributors(api, &mut patch.contributors, &present.contributors).await?;
    }
    Ok(())
}

async fn name_adopter(api: &Api, body: Option<&mut Actor>) -> Result<(), Error> {
    match body {
        Some(body) => {
            let field = "policy_document.adopted_by";
            actor::complete(&api.registry, field, body).await.map(drop)
        }
        None => Ok(()),
    }
}

async fn name_contributors(
    api: &Api,
    contributors: &mut [pb::PolicyContributor],
    known: &[pb::PolicyContributor],
) -> Result<(), Error> {
    for (n, contributor) in changed::new(contributors, known) {
        let Some(actor) = &mut contributor.actor else {
            continue;
        };
        let field = format!("policy_document.contributors[{n}].actor");
        let sector = actor::complete(&api.registry, &field, actor).await?.sector;
        if !sector.is_empty() {
            contributor.sector_code = sector;
        }
    }
    Ok(())
}
