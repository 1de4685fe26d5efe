//! What an update changes, before it is written: nobody is asked about what it leaves alone.

use common::{
    Error,
    context::Context,
    resource::{self, Kind},
    store::Tx,
};
use kenes_proto::methods::Update;

use super::Api;

/// A resource as it is, and as an update would leave it; nothing where the update has none.
pub(super) async fn merged<K, R>(
    api: &Api,
    context: &Context,
    request: &R,
) -> Result<Option<(K::Message, K::Message)>, Error>
where
    K: Kind + 'static,
    R: Update<Resource = K::Message>,
{
    let Some(patch) = request.resource().cloned() else {
        return Ok(None);
    };
    let mask = request.update_mask().cloned();
    let read = move |tx: &mut dyn Tx| resource::merge::<K>(tx, &patch, mask.as_ref());
    api.app.read(context, read).await.map(Some)
}

/// Those of a list that an update changes which it did not have before, with their places. A list that stays has none.
pub(super) fn new<'a, T: PartialEq>(
    list: &'a mut [T],
    present: &'a [T],
) -> impl Iterator<Item = (usize, &'a mut T)> {
    let each = list.iter_mut().enumerate();
    each.filter(|(_, one)| !present.contains(one))
}
