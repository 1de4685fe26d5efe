//! What is decided when joint projects are written, and how they end.

use common::{
    Error,
    context::Context,
    date, names,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::registry::{self as pb, Agreement, Project};

use crate::{
    domain::{agreement, project as rules},
    store::{agreement::Agreements, project::Projects},
};

impl Family for Projects {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        _: Option<&Project>,
        project: &mut Project,
    ) -> Result<(), Error> {
        let parent = parent(tx, project)?;
        let today = date::local_number(context.now);
        let act = "have its projects changed";
        agreement::require(&parent, agreement::STANDING, act, today)?;
        Error::check(rules::check(project, &parent))?;
        project.total_budget = rules::total(project);
        Ok(())
    }
}

pub(super) fn complete(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::CompleteProjectRequest,
) -> Result<Project, Error> {
    resource::change::<Projects>(tx, context, request, |tx, project| {
        let parent = parent(tx, project)?;
        rules::complete(project, &parent, request, context.now)
    })
}

pub(super) fn cancel(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::CancelProjectRequest,
) -> Result<Project, Error> {
    resource::change::<Projects>(tx, context, request, |tx, project| {
        let parent = parent(tx, project)?;
        rules::cancel(project, &parent, request, context.now)
    })
}

/// The agreement that a project is of.
fn parent(tx: &mut dyn Tx, project: &Project) -> Result<Agreement, Error> {
    resource::get::<Agreements>(tx, names::parent(&project.name))
}
