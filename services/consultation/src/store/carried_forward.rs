//! What later versions did to the provisions of earlier ones, and comments told of it.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::LazyLock,
};

use common::{
    Error, Language,
    context::Context,
    contract::FieldPath,
    date, resource,
    store::{Lasts, Tx, Value},
    stored_body::{self, StoredBody},
};
use kenes_proto::consultation as pb;
use pb::carried_forward::Fate;
use prost::bytes::Bytes;

use super::{counts, provision::Provisions};
use crate::domain::provision as rules;

/// Writes what `new` does to each provision of `earlier`, found by wId and told by the languages that both have: one
/// statement, however many comments there are.
pub(crate) fn record(
    tx: &mut dyn Tx,
    earlier: &pb::DraftLawVersion,
    new: &pb::DraftLawVersion,
) -> Result<(), Error> {
    let sql = "INSERT INTO provision_fate (from_version, wid, to_version, eid, fate, time) \
               SELECT p.parent, p.wid, CAST($2 AS TEXT), COALESCE(n.eid, ''), \
               CASE WHEN n.name IS NULL THEN CAST($7 AS BIGINT) \
               WHEN CAST($3 AS BIGINT) + CAST($4 AS BIGINT) + CAST($5 AS BIGINT) > 0 \
               AND (p.text_kk = n.text_kk OR CAST($3 AS BIGINT) = 0) \
               AND (p.text_ru = n.text_ru OR CAST($4 AS BIGINT) = 0) \
               AND (p.text_en = n.text_en OR CAST($5 AS BIGINT) = 0) THEN CAST($8 AS BIGINT) \
               ELSE CAST($9 AS BIGINT) END, CAST($6 AS BIGINT) \
               FROM provision p LEFT JOIN provision n ON n.parent = $2 AND n.wid = p.wid WHERE p.parent = $1";
    let languages = rules::common_languages(earlier, new);
    let both = |language| Value::from(languages.contains(&language));
    let args = [
        earlier.name.as_str().into(),
        new.name.as_str().into(),
        both(Language::Kazakh),
        both(Language::Russian),
        both(Language::English),
        date::moment(new.publish_time.as_ref()).into(),
        i64::from(Fate::Deleted as i32).into(),
        i64::from(Fate::Mapped as i32).into(),
        i64::from(Fate::Changed as i32).into(),
    ];
    tx.execute(sql, &args).map(drop)
}

/// Tells of each provision that comments speak about what `new` did to it: a revision each, so that whoever watches hears of it.
pub(crate) fn tell(
    tx: &mut dyn Tx,
    context: &Context,
    earlier: &pb::DraftLawVersion,
) -> Result<(), Error> {
    let aside = context.aside("CarryForwardProvision");
    for name in counts::OnProvisions::of(tx, &earlier.name)?.names() {
        let mut provision = resource::get::<Provisions>(tx, &name)?;
        provision.carried_forward = fates(tx, &earlier.name, &provision.wid)?;
        resource::save::<Provisions>(tx, &aside, provision)?;
    }
    Ok(())
}

/// What became of the provision with this wId of a version in each version published later, oldest first.
pub(crate) fn fates(
    tx: &mut dyn Tx,
    version: &str,
    wid: &str,
) -> Result<Vec<pb::CarriedForward>, Error> {
    let sql = "SELECT to_version, eid, fate, time FROM provision_fate WHERE from_version = $1 AND wid = $2 \
               ORDER BY time, to_version";
    let rows = tx.query(sql, &[version.into(), wid.into()])?;
    rows.iter()
        .map(|row| {
            Ok(pb::CarriedForward {
                version: row[0].text()?.to_owned(),
                eid: row[1].text()?.to_owned(),
                fate: i32::try_from(row[2].int()?).map_err(Error::internal)?,
                carry_time: Some(date::timestamp(row[3].int()?)),
            })
        })
        .collect()
}

/// What a comment speaks about.
static VERSION: LazyLock<FieldPath> =
    LazyLock::new(|| FieldPath::of::<pb::Comment>("target.version"));
static WID: LazyLock<FieldPath> = LazyLock::new(|| FieldPath::of::<pb::Comment>("target.wid"));

/// What later versions did to provisions, each asked for once. Most comments are on a version that none followed: one look
/// tells that for all of them.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    followed: HashMap<String, bool>,
    fates: HashMap<(String, String), Vec<pb::CarriedForward>>,
}

impl Carried {
    /// Fills in what became of the provision that a comment speaks about.
    pub(crate) fn fill(&mut self, tx: &mut dyn Tx, comment: &mut pb::Comment) -> Result<(), Error> {
        if let Some(target) = &comment.target
            && self.is_followed(tx, &target.version)?
        {
            comment.carried_forward = self.fates(tx, &target.version, &target.wid)?.to_vec();
        }
        Ok(())
    }

    /// The same for comments as they are stored, which nothing is known of yet.
    pub(crate) fn append(&mut self, tx: &mut dyn Tx, comments: &mut [Bytes]) -> Result<(), Error> {
        for comment in comments {
            let stored = StoredBody::whole(&**comment);
            let version = stored.text(&VERSION)?;
            if !self.is_followed(tx, version)? {
                continue;
            }
            let known_now = pb::Comment {
                carried_forward: self.fates(tx, version, stored.text(&WID)?)?.to_vec(),
                ..pb::Comment::default()
            };
            stored_body::append(comment, &known_now);
        }
        Ok(())
    }

    /// Whether any version was published after this one: without one there are no fates to ask for.
    fn is_followed(&mut self, tx: &mut dyn Tx, version: &str) -> Result<bool, Error> {
        if let Some(followed) = self.followed.get(version) {
            return Ok(*followed);
        }
        let sql = "SELECT from_version FROM provision_fate WHERE from_version = $1 LIMIT 1";
        let rows = tx.recall(sql, &[version.into()], Lasts::UntilWritten)?;
        let followed = !rows.is_empty();
        self.followed.insert(version.to_owned(), followed);
        Ok(followed)
    }

    fn fates(
        &mut self,
        tx: &mut dyn Tx,
        version: &str,
        wid: &str,
    ) -> Result<&[pb::CarriedForward], Error> {
        if wid.is_empty() {
            return Ok(&[]);
        }
        Ok(
            match self.fates.entry((version.to_owned(), wid.to_owned())) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(fates(tx, version, wid)?),
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use kenes_proto::types::ProvisionRef;
    use prost::Message;

    use super::*;

    #[test]
    fn what_is_looked_for_in_bytes_is_where_it_is_looked_for() {
        let comment = pb::Comment {
            target: Some(ProvisionRef {
                version: "v".into(),
                eid: "e".into(),
                wid: "w".into(),
                ..ProvisionRef::default()
            }),
            ..pb::Comment::default()
        };
        let stored = StoredBody::whole(comment.encode_to_vec());
        assert_eq!(stored.text(&VERSION).expect("a message"), "v");
        assert_eq!(stored.text(&WID).expect("a message"), "w");
    }
}
