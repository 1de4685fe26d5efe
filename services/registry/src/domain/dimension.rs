//! What statistics are divided by: how counters name it.

use kenes_proto::registry::StatisticsDimension as Dimension;

/// Nothing is divided.
pub(crate) const TOTAL: &str = "total";
pub(crate) const REGION: &str = "region";
pub(crate) const FIELD: &str = "field";
pub(crate) const SCOPE: &str = "scope";
pub(crate) const GROUP: &str = "group";
pub(crate) const ACTIVITY: &str = "activity";
pub(crate) const LEGAL_FORM: &str = "legal-form";
pub(crate) const FOUNDING_YEAR: &str = "founding-year";
pub(crate) const SETTLEMENT_KIND: &str = "settlement-kind";
pub(crate) const TENDER: &str = "tender";
pub(crate) const LEVEL: &str = "level";
pub(crate) const ORDER_FORM: &str = "order-form";
pub(crate) const AREA: &str = "area";
pub(crate) const AREA_GROUP: &str = "area-group";
pub(crate) const SUPPORT_FORM: &str = "support-form";
pub(crate) const FUNDER_KIND: &str = "funder-kind";

/// How counters name a dimension; nothing of one by which nothing is counted. Stages are years of founding, put together.
pub(crate) fn of_counters(dimension: Dimension) -> Option<&'static str> {
    Some(match dimension {
        Dimension::Unspecified => TOTAL,
        Dimension::Region => REGION,
        Dimension::Field => FIELD,
        Dimension::Scope => SCOPE,
        Dimension::Group => GROUP,
        Dimension::Activity => ACTIVITY,
        Dimension::LegalForm => LEGAL_FORM,
        Dimension::Stage | Dimension::FoundingYear => FOUNDING_YEAR,
        Dimension::SettlementKind => SETTLEMENT_KIND,
        Dimension::Tender => TENDER,
        Dimension::Level => LEVEL,
        Dimension::OrderForm => ORDER_FORM,
        Dimension::Area => AREA,
        Dimension::AreaGroup => AREA_GROUP,
        Dimension::SupportForm => SUPPORT_FORM,
        Dimension::FunderKind => FUNDER_KIND,
        Dimension::BroadField => return None,
    })
}
