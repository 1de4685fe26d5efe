//! How many grants and measures there are and what they come to, kept as they are written.
//!
//! A row a year, kind of source, form and currency: grants are rare, and their sums are read in the order of an index, to a
//! bound. What is summed is said by `domain::support_sum`.

use common::{Error, store::Tx};

use crate::domain::support_sum::{Cell, Sum};

/// Counts what was written: `after` in place of `before`.
pub(crate) fn count(tx: &mut dyn Tx, before: Option<Cell>, after: &Cell) -> Result<(), Error> {
    if before.as_ref() == Some(after) {
        return Ok(());
    }
    if let Some(before) = before {
        add(tx, &before, -1)?;
    }
    add(tx, after, 1)
}

fn add(tx: &mut dyn Tx, cell: &Cell, sign: i64) -> Result<(), Error> {
    let sql = "INSERT INTO support_sum (subject, year, funder_kind_code, form_code, currency_code, records, units, hundredths) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
               ON CONFLICT (subject, year, funder_kind_code, form_code, currency_code) DO UPDATE SET \
               records = support_sum.records + excluded.records, units = support_sum.units + excluded.units, \
               hundredths = support_sum.hundredths + excluded.hundredths";
    let args = [
        cell.subject.into(),
        cell.year.into(),
        cell.funder_kind_code.as_str().into(),
        cell.form_code.as_str().into(),
        cell.currency_code.as_str().into(),
        sign.into(),
        (sign * (cell.hundredths / 100)).into(),
        (sign * (cell.hundredths % 100)).into(),
    ];
    tx.execute(sql, &args).map(drop)
}

/// The sums of grants or of measures in these years, at most `limit` of them.
pub(crate) fn sums(
    tx: &mut dyn Tx,
    subject: &str,
    (first, last): (i32, i32),
    limit: usize,
) -> Result<Vec<Sum>, Error> {
    let sql = "SELECT year, funder_kind_code, form_code, currency_code, records, units, hundredths FROM support_sum \
               WHERE subject = $1 AND year >= $2 AND year <= $3 AND records > 0 \
               ORDER BY year, funder_kind_code, form_code, currency_code LIMIT $4";
    let limit = i64::try_from(limit).map_err(Error::internal)?;
    let args = [subject.into(), first.into(), last.into(), limit.into()];
    let rows = tx.query(sql, &args)?;
    rows.iter()
        .map(|row| {
            Ok(Sum {
                year: i32::try_from(row[0].int()?).map_err(Error::internal)?,
                funder_kind_code: row[1].text()?.to_owned(),
                form_code: row[2].text()?.to_owned(),
                currency_code: row[3].text()?.to_owned(),
                records: row[4].int()?,
                hundredths: i128::from(row[5].int()?) * 100 + i128::from(row[6].int()?),
            })
        })
        .collect()
}
