//! The registry's tables and the questions asked of them. SQL lives here and nowhere else.

pub(crate) mod agreement;
pub(crate) mod application;
pub(crate) mod award;
pub(crate) mod budget_allocation;
pub(crate) mod code;
pub(crate) mod complaint;
pub(crate) mod contract;
pub(crate) mod dependant;
pub(crate) mod evaluation;
pub(crate) mod grant;
pub(crate) mod mandate;
pub(crate) mod membership;
pub(crate) mod milestone;
pub(crate) mod nomination;
pub(crate) mod organization;
pub(crate) mod payment;
pub(crate) mod person;
pub(crate) mod post;
pub(crate) mod privilege;
pub(crate) mod project;
pub(crate) mod reported_figure;
pub(crate) mod score;
pub(crate) mod seal;
pub(crate) mod standing;
pub(crate) mod statistics;
pub(crate) mod support_measure;
pub(crate) mod support_program;
pub(crate) mod support_sum;
pub(crate) mod tender;

use common::{
    app::{AnyKind, Kinds},
    coverage, redaction,
};

/// The kinds of resources that the service keeps.
pub(crate) const KINDS: Kinds = Kinds(&[
    AnyKind::of::<agreement::Agreements>(),
    AnyKind::of::<budget_allocation::BudgetAllocations>(),
    AnyKind::of::<code::Codes>(),
    AnyKind::of::<grant::Grants>(),
    AnyKind::of::<application::Applications>(),
    AnyKind::of::<award::Awards>(),
    AnyKind::of::<complaint::Complaints>(),
    AnyKind::of::<contract::Contracts>(),
    AnyKind::of::<evaluation::Evaluations>(),
    AnyKind::of::<mandate::Mandates>(),
    AnyKind::of::<membership::Memberships>(),
    AnyKind::of::<milestone::Milestones>(),
    AnyKind::of::<nomination::Nominations>(),
    AnyKind::of::<organization::Organizations>(),
    AnyKind::of::<payment::Payments>(),
    AnyKind::of::<person::Persons>(),
    AnyKind::of::<post::Posts>(),
    AnyKind::of::<project::Projects>(),
    AnyKind::of::<privilege::Privileges>(),
    AnyKind::of::<support_measure::SupportMeasures>(),
    AnyKind::of::<support_program::SupportPrograms>(),
    AnyKind::of::<score::Scores>(),
    AnyKind::of::<tender::Tenders>(),
    AnyKind::of::<reported_figure::ReportedFigures>(),
    coverage::KIND,
    redaction::KIND,
]);
