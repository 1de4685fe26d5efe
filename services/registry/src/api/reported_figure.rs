//! What is decided when reported figures are written.

use common::{
    Error, Violation,
    context::Context,
    resource::{self, Family, Kind},
    store::Tx,
};
use kenes_proto::{
    registry::{self as pb, StatisticsDimension as Dimension},
    types::ErrorReason as Reason,
};

use super::reference::refer;
use crate::{
    domain::{
        indicator,
        reported_figure::{self as rules, Codes as Known},
    },
    store::{
        code::{self, Codes},
        organization::Organizations,
        reported_figure::{self, ReportedFigures},
        tender::Tenders,
    },
};

/// What the name of a tender begins with.
const TENDERS: &str = "tenders/";

impl Family for ReportedFigures {
    fn before_write(
        tx: &mut dyn Tx,
        _: &Context,
        present: Option<&pb::ReportedFigure>,
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
        if figure.dimension() == Dimension::Tender && figure.code.starts_with(TENDERS) {
            let code = figure.code.as_str();
            refer::<Tenders>(tx, "reported_figure.code", code, &mut wrong)?;
        }
        let field = "reported_figure.reporter";
        refer::<Organizations>(tx, field, &figure.reporter, &mut wrong)?;
        Error::check(wrong)?;
        match present.is_some_and(|present| rules::same(present, figure)) {
            true => Ok(()),
            false => check_once(tx, figure),
        }
    }
}

/// Refuses a figure that is recorded already.
fn check_once(tx: &mut dyn Tx, figure: &pb::ReportedFigure) -> Result<(), Error> {
    let Some(other) = reported_figure::same(tx, figure)? else {
        return Ok(());
    };
    let text = format!(
        "{other} is what this source reports of the same for the same days; correct that one, or say in `source` where this one \
         is published"
    );
    let reason = Reason::ReportedFigureDuplicate;
    Err(Error::exists(reason, ReportedFigures::TYPE, other, text))
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
