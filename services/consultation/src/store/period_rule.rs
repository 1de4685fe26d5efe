//! The table of period rules.

use common::{
    Error, date,
    resource::{self, Kind},
    store::{self, Tx},
    table::{Table, column, table},
    verb::Verbs,
};
use kenes_proto::consultation as pb;

static TABLE: Table<pb::PeriodRule> = table("period_rule")
    .active("valid_from_date", "valid_until_date")
    .indexed(&["act_code"])
    .columns(&[
        column("act_code").text(|rule| &rule.act_code),
        column("body").text(|rule| &rule.body),
        column("body_form_code").text(|rule| &rule.body_form_code),
        column("asking_form_code").text(|rule| &rule.asking_form_code),
        column("unit").enumeration(|rule| rule.unit),
        column("valid_from_date").date(|rule| date::lower(rule.valid_from_date.as_ref())),
        column("valid_until_date").date(|rule| date::upper(rule.valid_until_date.as_ref())),
    ]);

/// Period rules.
#[derive(Debug)]
pub(crate) struct PeriodRules;

impl Kind for PeriodRules {
    type Message = pb::PeriodRule;
    const VERBS: Verbs = &[("LoadReferenceData", "loaded")];

    fn table() -> &'static Table<pb::PeriodRule> {
        &TABLE
    }
}

/// The rules for an act that are in effect on a day, `yyyymmdd`.
pub(crate) fn of_act(tx: &mut dyn Tx, act: &str, day: i64) -> Result<Vec<pb::PeriodRule>, Error> {
    let sql = "SELECT name FROM period_rule WHERE act_code = $1 AND valid_from_date <= $2 \
               AND (valid_until_date = 0 OR valid_until_date >= $2) ORDER BY name";
    let names = store::texts(tx, sql, &[act.into(), day.into()])?;
    let rules = names.iter();
    rules
        .map(|name| resource::get::<PeriodRules>(tx, name))
        .collect()
}
