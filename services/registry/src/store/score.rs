//! The table of scores, and what they come to.

use common::{
    Error,
    resource::{self, Kind, Parent},
    store::{self, Tx},
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::registry::{self as pb, application, score::State};

use super::application::{self as applications, Applications};

static TABLE: Table<pb::Score> = table("score")
    .order("create_time")
    .indexed(&["create_time", "person"])
    .columns(&[
        column("state").enumeration(|s| s.state),
        column("person").text(|s| &s.person),
        column("total").int(|s| s.total),
    ]);

/// Scores of applications.
#[derive(Debug)]
pub(crate) struct Scores;

impl Kind for Scores {
    type Message = pb::Score;
    const PARENT: Option<Parent> = Parent::of::<Applications>();
    const VERBS: Verbs = &[("SetAsideScore", "setAside")];

    fn table() -> &'static Table<pb::Score> {
        &TABLE
    }
}

/// The score that a member gave an application, if the member did.
pub(crate) fn given(
    tx: &mut dyn Tx,
    application: &str,
    person: &str,
) -> Result<Option<pb::Score>, Error> {
    let sql = "SELECT name FROM score WHERE parent = $1 AND person = $2 ORDER BY name LIMIT 1";
    let name = store::first_text(tx, sql, &[application.into(), person.into()])?;
    name.map(|name| resource::get::<Scores>(tx, &name))
        .transpose()
}

/// What the scores of an application come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) application: String,
    pub(crate) lot: String,
    /// The totals together.
    pub(crate) total: i64,
    /// How many they are.
    pub(crate) count: i64,
}

// === impl Sum

impl Sum {
    /// What one score is on average; none of an application that has none.
    pub(crate) fn mean(&self) -> Option<i64> {
        self.total.checked_div(self.count)
    }
}

/// What the scores that count come to for each admitted application of the tender, or of this lot of it: lots in the order of
/// their ids, the best first in each, then those without a score.
pub(crate) fn sums(
    tx: &mut dyn Tx,
    tender: &str,
    lot: &str,
    limit: i64,
) -> Result<Vec<Sum>, Error> {
    // The scores are joined before they are counted: one without any has a row of its own.
    let sql = "SELECT a.name, a.lot, CAST(COALESCE(sum(s.total), 0) AS BIGINT), count(s.name) FROM application a \
               LEFT JOIN score s ON s.parent = a.name AND s.state = $4 \
               WHERE a.parent = $1 AND a.state = $2 AND ($3 = '' OR a.lot = $3) GROUP BY a.name, a.lot, a.create_time \
               ORDER BY a.lot, CASE WHEN count(s.name) = 0 THEN -1 ELSE CAST(COALESCE(sum(s.total), 0) AS BIGINT) / count(s.name) END DESC, \
               a.create_time, a.name LIMIT $5";
    let rows = tx.query(
        sql,
        &[
            tender.into(),
            applications::number(application::State::Admitted),
            lot.into(),
            i64::from(i32::from(State::Valid)).into(),
            limit.into(),
        ],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Sum {
                application: row[0].text()?.to_owned(),
                lot: row[1].text()?.to_owned(),
                total: row[2].int()?,
                count: row[3].int()?,
            })
        })
        .collect()
}
