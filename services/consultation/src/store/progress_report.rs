//! The table of progress reports, and what of them binds their commitment.

use common::{
    Error, date,
    resource::{Kind, Parent},
    store::{self, Tx},
    table::{Table, column, table},
};
use kenes_proto::consultation as pb;

use super::commitment::Commitments;

static TABLE: Table<pb::ProgressReport> = table("progress_report")
    .order("report_date desc")
    .indexed(&["report_date"])
    .columns(&[
        column("report_date").date(|report| date::lower(report.report_date.as_ref())),
        column("organization")
            .field("author.organization")
            .text(|report| {
                report
                    .author
                    .as_ref()
                    .map_or("", |author| &author.organization)
            }),
        column("on_behalf_of")
            .field("author.on_behalf_of")
            .text(|report| {
                report
                    .author
                    .as_ref()
                    .map_or("", |author| &author.on_behalf_of)
            }),
        column("valued")
            .hidden()
            .bool(|report| report.value.is_some()),
    ]);

/// How far commitments were carried out, as somebody tells it.
#[derive(Debug)]
pub(crate) struct ProgressReports;

impl Kind for ProgressReports {
    type Message = pb::ProgressReport;
    const PARENT: Option<Parent> = Parent::of::<Commitments>();

    fn table() -> &'static Table<pb::ProgressReport> {
        &TABLE
    }
}

/// The day of the first report on a commitment, 0 for none, and whether one has a number of its indicator.
pub(crate) fn told(tx: &mut dyn Tx, commitment: &str) -> Result<(i64, bool), Error> {
    let sql = "SELECT COALESCE(min(report_date), 0), COALESCE(max(valued), 0) FROM progress_report WHERE parent = $1";
    let rows = tx.query(sql, &[commitment.into()])?;
    match rows.first() {
        Some(row) => Ok((row[0].int()?, row[1].int()? != 0)),
        None => Ok((0, false)),
    }
}

/// The names of the newest reports on a commitment. At most `limit`.
pub(crate) fn newest(tx: &mut dyn Tx, commitment: &str, limit: i64) -> Result<Vec<String>, Error> {
    let sql = "SELECT name FROM progress_report WHERE parent = $1 ORDER BY report_date DESC, name DESC LIMIT $2";
    store::texts(tx, sql, &[commitment.into(), limit.into()])
}
