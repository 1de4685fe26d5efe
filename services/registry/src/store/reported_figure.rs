//! The table of reported figures.

use common::{
    Error, date,
    resource::Kind,
    store::{self, Tx},
    stored_body::decode,
    table::{Table, column, table},
};
use kenes_proto::registry as pb;

use crate::domain::reported_figure as rules;

static TABLE: Table<pb::ReportedFigure> = table("reported_figure")
    .order("create_time")
    .indexed(&["create_time", "indicator", "reporter"])
    .columns(&[
        column("indicator").text(|f| &f.indicator),
        column("dimension").enumeration(|f| f.dimension),
        column("code").text(|f| &f.code),
        column("start_date").date(|f| date::earliest(f.start_date.as_ref())),
        column("end_date").date(|f| date::upper(f.end_date.as_ref().or(f.start_date.as_ref()))),
        column("reporter").text(|f| &f.reporter),
    ]);

/// Numbers that sources give.
#[derive(Debug)]
pub(crate) struct ReportedFigures;

impl Kind for ReportedFigures {
    type Message = pb::ReportedFigure;

    fn table() -> &'static Table<pb::ReportedFigure> {
        &TABLE
    }
}

/// The figures of an indicator and a dimension whose days are among these, and those without a day; at most `limit`, by name.
pub(crate) fn of_days(
    tx: &mut dyn Tx,
    indicator: &str,
    dimension: i32,
    [first, last]: [i64; 2],
    limit: i64,
) -> Result<Vec<pb::ReportedFigure>, Error> {
    let sql = "SELECT r.body FROM reported_figure t JOIN revision r ON r.name = t.name AND r.revision = t.revision \
               WHERE t.indicator = $1 AND t.dimension = $2 \
               AND (t.end_date = 0 OR t.end_date >= $3 AND t.start_date <= $4) ORDER BY t.name LIMIT $5";
    let args = [
        indicator.into(),
        dimension.into(),
        first.into(),
        last.into(),
        limit.into(),
    ];
    let rows = tx.query(sql, &args)?;
    rows.iter().map(|row| decode(&row[0])).collect()
}

/// Another figure that is the same, by its name.
pub(crate) fn same(tx: &mut dyn Tx, figure: &pb::ReportedFigure) -> Result<Option<String>, Error> {
    let sql = "SELECT r.body FROM reported_figure t JOIN revision r ON r.name = t.name AND r.revision = t.revision \
               WHERE t.indicator = $1 AND t.dimension = $2 AND t.code = $3 AND t.start_date = $4 AND t.name <> $5 \
               ORDER BY t.name";
    let args = [
        figure.indicator.as_str().into(),
        figure.dimension.into(),
        figure.code.as_str().into(),
        date::earliest(figure.start_date.as_ref()).into(),
        figure.name.as_str().into(),
    ];
    for row in tx.query(sql, &args)? {
        let other: pb::ReportedFigure = decode(&row[0])?;
        if rules::same(figure, &other) {
            return Ok(Some(other.name));
        }
    }
    Ok(None)
}

/// A figure that this organization reports.
pub(crate) fn of_organization(tx: &mut dyn Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM reported_figure WHERE reporter = $1 ORDER BY name LIMIT 1";
    store::first_text(tx, sql, &[name.into()])
}
