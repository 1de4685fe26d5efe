//! What tenders and what belongs to them add to the counters.
//!
//! What belongs to a tender is counted by the codes that are kept of the tender: where those change, all of it is noted again.

use common::{
    Error, names,
    store::{self, Tx, Value},
    stored_body::decode,
};
use kenes_proto::registry::{self as pb, award::State as AwardState};
use prost::Message;

use super::{super::code, keep, kept, note};
use crate::domain::{
    counted::{Addition, order},
    reported_figure::AREA_GROUPS,
    tender,
};

/// Notes what a tender adds, and what belongs to it again where that is now counted otherwise.
pub(crate) fn note_tender(tx: &mut dyn Tx, tender: &pb::Tender) -> Result<(), Error> {
    let mut groups = Vec::new();
    let prefix = format!("referenceData/{AREA_GROUPS}/codes/");
    for area in &tender.area_codes {
        let sql = "SELECT parent_code FROM code WHERE name = $1";
        let name = code::name(tender::AREAS, area);
        let group = store::first_text(tx, sql, &[name.into()])?.unwrap_or_default();
        if let Some(group) = group.strip_prefix(&prefix)
            && !groups.iter().any(|known| known == group)
        {
            groups.push(group.to_owned());
        }
    }
    if !note(tx, &tender.name, &order::of_tender(tender, &groups))? {
        return Ok(());
    }
    let name = tender.name.as_str();
    for application in bodies(tx, "application", "parent", name)? {
        note_application(tx, &application)?;
    }
    for award in bodies(tx, "award", "parent", name)? {
        note_award(tx, &award)?;
    }
    for contract in bodies::<pb::Contract>(tx, "contract", "tender", name)? {
        note_contract(tx, &contract)?;
        for payment in bodies(tx, "payment", "parent", &contract.name)? {
            note_payment(tx, &payment)?;
        }
    }
    Ok(())
}

/// Notes what an application adds, and that its applicant applied.
pub(crate) fn note_application(
    tx: &mut dyn Tx,
    application: &pb::Application,
) -> Result<(), Error> {
    let tender = names::parent(&application.name);
    let of = OfTender::find(tx, tender)?;
    let additions = order::of_application(application, of.year);
    of.put(tx, &application.name, &additions)?;
    let applicant = application.applicant.as_str();
    if applicant.is_empty() {
        return Ok(());
    }
    let name = format!("{tender}/applicants/{applicant}");
    of.put(tx, &name, &order::of_applicant(of.year)).map(drop)
}

/// Notes what an award adds, and whether who has it won.
pub(crate) fn note_award(tx: &mut dyn Tx, award: &pb::Award) -> Result<(), Error> {
    let tender = names::parent(&award.name);
    let of = OfTender::find(tx, tender)?;
    of.put(tx, &award.name, &order::of_award(award, of.year))?;
    let sql = "SELECT name FROM award WHERE supplier = $1 AND parent = $2 AND state = $3 LIMIT 1";
    let supplier = award.supplier.as_str();
    let active = i64::from(i32::from(AwardState::Active));
    let won = store::first_text(tx, sql, &[supplier.into(), tender.into(), active.into()])?;
    let won = won.map_or_else(Vec::new, |_| order::of_winner(of.year));
    of.put(tx, &format!("{tender}/winners/{supplier}"), &won)
        .map(drop)
}

pub(crate) fn note_contract(tx: &mut dyn Tx, contract: &pb::Contract) -> Result<(), Error> {
    let of = OfTender::find(tx, &contract.tender)?;
    of.put(tx, &contract.name, &order::of_contract(contract))
        .map(drop)
}

pub(crate) fn note_payment(tx: &mut dyn Tx, payment: &pb::Payment) -> Result<(), Error> {
    let sql = "SELECT tender FROM contract WHERE name = $1";
    let contract = names::parent(&payment.name);
    let tender = store::first_text(tx, sql, &[contract.into()])?;
    let of = OfTender::find(tx, &tender.unwrap_or_default())?;
    of.put(tx, &payment.name, &order::of_payment(payment))
        .map(drop)
}

/// How what belongs to a tender is counted.
#[derive(Clone, Debug, Default)]
struct OfTender {
    /// The codes of the tender, as they are kept; none while nothing is kept of it.
    codes: String,
    year: i32,
}

impl OfTender {
    fn find(tx: &mut dyn Tx, tender: &str) -> Result<Self, Error> {
        let sql = "SELECT c.counted, t.submission_start_time FROM tender t JOIN counted c ON c.name = t.name WHERE t.name = $1";
        let rows = tx.query(sql, &[tender.into()])?;
        let Some(row) = rows.first() else {
            return Ok(Self::default());
        };
        Ok(Self {
            codes: kept::codes(row[0].text()?).to_owned(),
            year: order::year(row[1].int()?),
        })
    }

    fn put(&self, tx: &mut dyn Tx, name: &str, additions: &[Addition]) -> Result<bool, Error> {
        let text = match self.codes.is_empty() || additions.is_empty() {
            true => String::new(),
            false => kept::line(&self.codes, additions),
        };
        keep(tx, name, text)
    }
}

/// What there is of a kind that belongs to `to`.
fn bodies<T: Message + Default>(
    tx: &mut dyn Tx,
    table: &str,
    column: &str,
    to: &str,
) -> Result<Vec<T>, Error> {
    let sql = format!(
        "SELECT r.body FROM {table} t JOIN revision r ON r.name = t.name AND r.revision = t.revision \
         WHERE t.{column} = $1 AND r.body_salt IS NOT NULL ORDER BY t.name"
    );
    let rows = tx.query(&sql, &[Value::from(to)])?;
    rows.iter().map(|row| decode(&row[0])).collect()
}
