//! The answer to a retry: what this request was answered when it was first accepted.

use kenes_proto::types::ErrorReason as Reason;
use prost::Message;

use super::visible::{erased, visible};
use crate::{
    Error,
    context::Context,
    store::{Tx, Value},
    stored_body::StoredBody,
};

impl Context {
    /// The answer that this request got when it was first accepted.
    pub fn replay<T: Message + Default>(&self, tx: &mut dyn Tx) -> Result<Option<T>, Error> {
        self.replayed(tx, whole)
    }

    /// The same, decoded by whom the caller says.
    pub(crate) fn replayed<T>(
        &self,
        tx: &mut dyn Tx,
        decode: fn(&StoredBody<&[u8]>) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let Some((id, digest)) = self.request() else {
            return Ok(None);
        };
        if tx.is_new(id) {
            self.set_replayed(false);
            return Ok(None);
        }
        let sql = "SELECT name, revision, body, body_salt, withheld, request_digest FROM revision WHERE request_id = $1";
        let rows = tx.query(sql, &[id.into()])?;
        self.set_replayed(!rows.is_empty());
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let name = row[0].text()?;
        if row[5] == Value::Null {
            // Whether it is the same request, nobody can tell any more.
            return Err(erased(name, row[1].int()?));
        }
        if row[5].bytes()? != digest {
            let text = "this request_id was used for another request; make a fresh UUID for each new request";
            return Err(Error::exists(
                Reason::RequestIdReused,
                "kenes/Request",
                name,
                text,
            ));
        }
        decode(&visible(name, &row[1..5])?).map(Some)
    }
}

fn whole<T: Message + Default>(body: &StoredBody<&[u8]>) -> Result<T, Error> {
    body.decode()
}
