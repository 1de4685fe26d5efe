//! Handlers of posts.

use common::{
    Error,
    context::Context,
    date, mask, names,
    resource::{self, Total},
    store::Tx,
};
use kenes_proto::{
    Page,
    registry::{self as pb, membership::Member, organization::Kind},
};

use super::Api;
use crate::{
    domain::{
        membership::{room_in_post, still_fits},
        period::Period,
        post as rules,
    },
    store::{code, membership, organization::Organizations, post::Posts},
};

pub(super) async fn create(
    api: &Api,
    context: Context,
    request: pb::CreatePostRequest,
) -> Result<pb::Post, Error> {
    let mut new = request.post.unwrap_or_default();
    mask::strip(&mut new);
    rules::fill(&mut new);
    let name = context.new_name(&request.parent, "posts", &request.post_id, "p");
    api.app
        .write(context, move |tx, context| {
            resource::live::<Organizations>(tx, &name.parent)?;
            resource::vacant::<Posts>(tx, &name)?;
            check(tx, context, &new)?;
            resource::create::<Posts>(tx, context, name.clone(), new.clone())
        })
        .await
}

pub(super) async fn get(
    api: &Api,
    context: Context,
    request: pb::GetPostRequest,
) -> Result<pb::Post, Error> {
    api.app
        .read(&context, move |tx| {
            resource::get::<Posts>(tx, &request.name)
        })
        .await
}

pub(super) async fn list(
    api: &Api,
    context: Context,
    request: pb::ListPostsRequest,
) -> Result<Page, Error> {
    api.app
        .read(&context, move |tx| {
            resource::get::<Organizations>(tx, &request.parent)?;
            let query = common::query!(Posts, request, Some(request.parent.as_str()), false);
            resource::list(tx, &query, Total::Counted)
        })
        .await
}

pub(super) async fn update(
    api: &Api,
    context: Context,
    request: pb::UpdatePostRequest,
) -> Result<pb::Post, Error> {
    api.app
        .write(context, move |tx, context| {
            let patch = request.post.clone().unwrap_or_default();
            let (_, mut merged) =
                resource::merge::<Posts>(tx, &patch, request.update_mask.as_ref())?;
            rules::fill(&mut merged);
            check(tx, context, &merged)?;
            check_holders(tx, &merged)?;
            resource::save::<Posts>(tx, context, merged)
        })
        .await
}

fn check(tx: &mut dyn Tx, context: &Context, post: &pb::Post) -> Result<(), Error> {
    let mut wrong = rules::check(post);
    let day = rules::period(post).nearest(date::local_number(context.now));
    wrong.extend(code::check(
        tx,
        "post.role_code",
        "roles",
        &post.role_code,
        day,
    )?);
    Error::check(wrong)
}

/// Whoever sits or sat in the post must still fit in it.
fn check_holders(tx: &mut dyn Tx, post: &pb::Post) -> Result<(), Error> {
    let parent = names::parent(&post.name);
    let mut wrong = Vec::new();
    for membership in membership::in_post(tx, parent, &post.name)? {
        let voice = voice(tx, &membership)?;
        wrong.extend(still_fits(&membership, post, voice));
    }
    Error::check(wrong)?;
    let held = membership::held(tx, parent, Period::ALWAYS, "")?;
    room_in_post(post, &held, Period::ALWAYS)
}

/// The kind of the organization that speaks in the membership.
fn voice(tx: &mut dyn Tx, membership: &pb::Membership) -> Result<Option<Kind>, Error> {
    let name = match (&membership.member, membership.on_behalf_of.as_str()) {
        (Some(Member::MemberOrganization(name)), "") => name,
        (_, "") => return Ok(None),
        (_, name) => name,
    };
    Ok(resource::find::<Organizations>(tx, name)?.map(|o| o.kind()))
}
