//! The registry's tables and the questions asked of them. SQL lives here and nowhere else.

pub(crate) mod code;
pub(crate) mod dependant;
pub(crate) mod mandate;
pub(crate) mod membership;
pub(crate) mod nomination;
pub(crate) mod organization;
pub(crate) mod person;
pub(crate) mod post;
pub(crate) mod reported_figure;
pub(crate) mod standing;
pub(crate) mod statistics;

use common::{
    app::{AnyKind, Kinds},
    redaction,
};

/// The kinds of resources that the service keeps.
pub(crate) const KINDS: Kinds = Kinds(&[
    AnyKind::of::<code::Codes>(),
    AnyKind::of::<mandate::Mandates>(),
    AnyKind::of::<membership::Memberships>(),
    AnyKind::of::<nomination::Nominations>(),
    AnyKind::of::<organization::Organizations>(),
    AnyKind::of::<person::Persons>(),
    AnyKind::of::<post::Posts>(),
    AnyKind::of::<reported_figure::ReportedFigures>(),
    redaction::KIND,
]);
