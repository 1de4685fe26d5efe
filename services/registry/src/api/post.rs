//! What is decided when posts are written.

use common::{Error, context::Context, date, names, resource::Family, store::Tx};
use kenes_proto::registry as pb;

use super::{membership::room::voice, reference::check_codes};
use crate::{
    domain::{
        membership::{room_in_post, still_fits},
        period::Period,
        post as rules,
    },
    store::{code, membership, post::Posts},
};

impl Family for Posts {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::Post>,
        post: &mut pb::Post,
    ) -> Result<(), Error> {
        rules::fill(post);
        let mut wrong = rules::check(post);
        let day = rules::period(post).nearest(date::local_number(context.now));
        let known = present.map_or_else(Vec::new, rules::codes);
        wrong.extend(check_codes(tx, &known, rules::codes(post), day)?);
        if present.is_none_or(|present| present.place != post.place) {
            wrong.extend(code::check_place(
                tx,
                "post.place",
                post.place.as_ref(),
                day,
            )?);
        }
        Error::check(wrong)?;
        match present {
            Some(_) => check_holders(tx, post),
            None => Ok(()),
        }
    }
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
