//! The table of draft laws.

use common::{
    date, kind,
    resource::Recorded,
    store::{Column, Table, Type, Value},
    text,
};
use kenes_proto::consultation as pb;

static TABLE: Table = Table::new(
    "draft_law",
    &[
        Column::new("number", "number", Type::Text),
        Column::new("titles", "titles", Type::Folded),
        Column::unsorted("act_type_code", "act_type_code", Type::Text),
        Column::unsorted("initiator", "initiator", Type::Text),
        Column::unsorted(
            "state",
            "state",
            Type::Enum("kenes.consultation.v1.DraftLaw.State"),
        ),
        Column::new("introduce_date", "introduce_date", Type::Date),
    ],
    None,
    "create_time desc",
);

kind!(
    /// Draft laws.
    DraftLaws: pb::DraftLaw, "consultation.kenes/DraftLaw", "draft_law", TABLE, columns, deletable; RECORDED
);

const RECORDED: Recorded<pb::DraftLaw> = Recorded {
    topic: |it| Some(it.name.clone()),
    ..Recorded::PLAIN
};

fn columns(law: &pb::DraftLaw) -> Vec<Value> {
    vec![
        law.number.as_str().into(),
        text::folded(&law.titles).into(),
        law.act_type_code.as_str().into(),
        law.initiator.as_str().into(),
        i64::from(law.state).into(),
        date::lower(law.introduce_date.as_ref()).into(),
    ]
}

#[cfg(test)]
mod tests {
    #[test]
    fn lists_can_read_the_table() {
        common::list::check(&super::TABLE).expect("a sound table");
    }
}
