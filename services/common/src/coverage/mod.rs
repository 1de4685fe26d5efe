//! What is not in the record: declared gaps, so that "none" is told from "never loaded".
//!
//! Owns the kind and its rules. Which lists touch a gap is `list::Reach`'s, and the methods are in `record_api`.

mod rules;

use kenes_proto::record as pb;

use crate::{
    Error,
    app::AnyKind,
    context::Context,
    date,
    resource::{Family, Kind},
    store::Tx,
    table::{Table, column, table},
};
pub(crate) use rules::check_collection;

/// Gaps, among the kinds of a service.
pub const KIND: AnyKind = AnyKind::of::<Gaps>();

static TABLE: Table<pb::CoverageGap> = table("coverage_gap").order("create_time").columns(&[
    column("collection").text(|gap| &gap.collection),
    column("within").text(|gap| &gap.within),
    column("organizations").list(|gap| &gap.organizations),
    column("start_date").date(|gap| date::earliest(gap.start_date.as_ref())),
    column("end_date").date(|gap| date::upper(gap.end_date.as_ref())),
]);

/// Declared gaps.
#[derive(Debug)]
pub(crate) struct Gaps;

impl Kind for Gaps {
    type Message = pb::CoverageGap;
    const PREFIX: &'static str = "g";

    fn table() -> &'static Table<pb::CoverageGap> {
        &TABLE
    }
}

impl Family for Gaps {
    fn before_write(
        _: &mut dyn Tx,
        _: &Context,
        _: Option<&pb::CoverageGap>,
        gap: &mut pb::CoverageGap,
    ) -> Result<(), Error> {
        Error::check(rules::check(gap))
    }
}
