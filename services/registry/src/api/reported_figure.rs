//! What is decided when reported figures are written.

use common::{
    Error, Violation,
    context::Context,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::{registry as pb, types::ErrorReason as Reason};

use super::reference::refer;
use crate::{
    domain::{
        indicator,
        reported_figure::{self as rules, Codes as Known},
    },
    store::{
        code::{self, Codes},
        organization::Organizations,
        reported_figure::ReportedFigures,
    },
};

impl Family for ReportedFigures {
    fn before_write(
        tx: &mut dyn Tx,
        _: &Context,
        _: Option<&pb::ReportedFigure>,
        figure: &mut pb::ReportedFigure,
    ) -> Result<(), Error> {
        rules::fill(figure);
        let mut wrong = rules::check(figure);
        let (field, indicator) = ("reported_figure.indicator", &figure.indicator);
        wrong.extend(check_code(tx, field, indicator::SCHEME, indicator)?);
        if let Some(Known::Scheme(scheme, besides)) = rules::codes(figure.dimension())
            && !figure.code.is_empty()
            && !besides.contains(&figure.code.as_str())
        {
            wrong.extend(check_code(
                tx,
                "reported_figure.code",
                scheme,
                &figure.code,
            )?);
        }
        let field = "reported_figure.reporter";
        refer::<Organizations>(tx, field, &figure.reporter, &mut wrong)?;
        Error::check(wrong)
    }
}

/// What is wrong with a code that reference data do not have. One that is out of use stays good for figures of its days.
pub(super) fn check_code(
    tx: &mut dyn Tx,
    field: &str,
    scheme: &str,
    code: &str,
) -> Result<Option<Violation>, Error> {
    if resource::exists::<Codes>(tx, &code::name(scheme, code))? {
        return Ok(None);
    }
    let say = format!("referenceData/{scheme} has no code {code}; ListCodes shows what it has");
    Ok(Some(Violation::new(field, Reason::CodeUnknown, say)))
}
