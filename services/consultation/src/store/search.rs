//! What searches ask of the tables: what the log says next, and what is searched as it stands now.

use common::{
    Error,
    resource::{self, Kind},
    store::{self, Tx, Value},
    stored_body::decode,
};
use kenes_proto::consultation::{self as pb, response::Outcome};

use super::response::Responses;
use crate::domain::search::LONGEST_LAW;

/// So many provisions are read at once.
const PROVISIONS: i64 = 100;
/// So many resources are asked for at once.
const AT_ONCE: usize = 200;

/// The names that the entries of the log are about from one on, in its order: at most `limit`, below `until`.
pub(crate) fn written(
    tx: &mut dyn Tx,
    from: u64,
    until: u64,
    limit: i64,
) -> Result<Vec<(u64, String)>, Error> {
    let sql =
        "SELECT entry, name FROM revision WHERE entry >= $1 AND entry < $2 ORDER BY entry LIMIT $3";
    let rows = tx.query(sql, &[place(from)?, place(until)?, limit.into()])?;
    rows.iter()
        .map(|row| {
            let entry = u64::try_from(row[0].int()?).map_err(Error::internal)?;
            Ok((entry, row[1].text()?.to_owned()))
        })
        .collect()
}

/// The leaf of an entry of the log.
pub(crate) fn leaf(tx: &mut dyn Tx, entry: u64) -> Result<Option<Vec<u8>>, Error> {
    let sql = "SELECT leaf FROM revision WHERE entry = $1";
    let rows = tx.query(sql, &[place(entry)?])?;
    let leaf = rows.first().map(|row| row[0].bytes().map(<[u8]>::to_vec));
    leaf.transpose()
}

/// A resource as it stands, and the entry of its first revision.
#[derive(Debug)]
pub(crate) struct Stands<M> {
    pub(crate) first: u64,
    pub(crate) message: M,
}

/// The resources of a kind of these names, in any order. One that is deleted is left out.
pub(crate) fn standing<K: Kind>(
    tx: &mut dyn Tx,
    names: &[String],
) -> Result<Vec<Stands<K::Message>>, Error> {
    let names: Vec<Value> = names.iter().map(Value::from).collect();
    let sql = "SELECT f.entry, r.body FROM {table} t JOIN revision r ON r.name = t.name AND r.revision = t.revision \
               JOIN revision f ON f.name = t.name AND f.revision = 1 WHERE t.name IN ({places}) AND t.delete_time = 0";
    each::<K>(tx, sql, &names)
}

/// The resources of a kind that began with these entries, in any order. One that is deleted is left out.
pub(crate) fn begun<K: Kind>(
    tx: &mut dyn Tx,
    entries: &[u64],
) -> Result<Vec<Stands<K::Message>>, Error> {
    let entries: Vec<Value> = entries
        .iter()
        .map(|entry| place(*entry))
        .collect::<Result<_, _>>()?;
    let sql = "SELECT f.entry, r.body FROM revision f JOIN {table} t ON t.name = f.name \
               JOIN revision r ON r.name = t.name AND r.revision = t.revision \
               WHERE f.entry IN ({places}) AND f.revision = 1 AND t.delete_time = 0";
    each::<K>(tx, sql, &entries)
}

/// The first entries and the bodies that a statement finds for some of these at a time.
fn each<K: Kind>(
    tx: &mut dyn Tx,
    sql: &str,
    wanted: &[Value],
) -> Result<Vec<Stands<K::Message>>, Error> {
    let sql = sql.replace("{table}", K::table().schema().name);
    let mut found = Vec::with_capacity(wanted.len());
    for some in wanted.chunks(AT_ONCE) {
        let sql = sql.replace("{places}", &places(some.len()));
        for row in tx.query(&sql, some)? {
            // A first revision without a place has its turn when it has one.
            if row[0] != Value::Null {
                found.push(Stands {
                    first: u64::try_from(row[0].int()?).map_err(Error::internal)?,
                    message: decode(&row[1])?,
                });
            }
        }
    }
    Ok(found)
}

/// The first entry of a resource, if it has one.
pub(crate) fn first(tx: &mut dyn Tx, name: &str) -> Result<Option<u64>, Error> {
    store::leaves::index(tx, name, 1)
}

/// The outcomes of the answers to a comment or a recommendation: of what was answered in points, those of the points.
pub(crate) fn outcomes(tx: &mut dyn Tx, name: &str) -> Result<Vec<Outcome>, Error> {
    let mut found = Vec::new();
    for answer in super::response::answers_to(tx, name)? {
        let given = resource::get::<Responses>(tx, &answer)?;
        found.push(given.outcome());
        found.extend(given.point_answers.iter().map(pb::PointAnswer::outcome));
    }
    Ok(found)
}

/// The provisions of the newest published version of a draft law, in their order: as many as are searched.
pub(crate) fn provisions(tx: &mut dyn Tx, law: &pb::DraftLaw) -> Result<Vec<pb::Provision>, Error> {
    let (mut found, mut size) = (Vec::<pb::Provision>::new(), 0);
    while size <= LONGEST_LAW && !law.current_version.is_empty() {
        let after = found.last().map_or(0, |provision| provision.order);
        let sql = "SELECT r.body FROM provision p JOIN revision r ON r.name = p.name AND r.revision = p.revision \
                   WHERE p.parent = $1 AND p.position > $2 AND p.delete_time = 0 ORDER BY p.position LIMIT $3";
        let args = [
            law.current_version.as_str().into(),
            i64::from(after).into(),
            PROVISIONS.into(),
        ];
        let rows = tx.query(sql, &args)?;
        for row in &rows {
            let provision: pb::Provision = decode(&row[0])?;
            let texts = provision.headings.iter().chain(&provision.texts);
            size += texts.map(|text| text.text.len()).sum::<usize>();
            found.push(provision);
        }
        if rows.len() < usize::try_from(PROVISIONS).map_err(Error::internal)? {
            break;
        }
    }
    Ok(found)
}

fn places(count: usize) -> String {
    let places: Vec<String> = (1..=count).map(|n| format!("${n}")).collect();
    places.join(", ")
}

fn place(entry: u64) -> Result<Value, Error> {
    i64::try_from(entry)
        .map(Value::from)
        .map_err(Error::internal)
}
