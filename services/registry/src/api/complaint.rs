//! What is decided when complaints are written, and by whom one is decided.

use common::{
    Error,
    context::Context,
    date, names,
    resource::{self, Family},
    store::Tx,
};
use kenes_proto::registry as pb;

use super::reference::refer;
use crate::{
    domain::complaint as rules,
    store::{
        application::Applications, award::Awards, complaint::Complaints,
        organization::Organizations, tender::Tenders,
    },
};

impl Family for Complaints {
    fn before_write(
        tx: &mut dyn Tx,
        context: &Context,
        present: Option<&pb::Complaint>,
        complaint: &mut pb::Complaint,
    ) -> Result<(), Error> {
        let today = date::local_day(context.now);
        match present {
            None => rules::begin(complaint, today),
            Some(present) => {
                rules::check_open(present)?;
                complaint.file_date = complaint.file_date.or(present.file_date);
            }
        }
        let mut wrong = Vec::new();
        let award = refer::<Awards>(tx, "complaint.award", &complaint.award, &mut wrong)?;
        let tender = resource::get::<Tenders>(tx, names::parent(&complaint.name))?;
        wrong.extend(rules::check(complaint, &tender, award.as_ref(), &today));
        let field = "complaint.complainant";
        refer::<Organizations>(tx, field, &complaint.complainant, &mut wrong)?;
        let field = "complaint.application";
        refer::<Applications>(tx, field, &complaint.application, &mut wrong)?;
        Error::check(wrong)
    }
}

pub(super) fn decide(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::DecideComplaintRequest,
) -> Result<pb::Complaint, Error> {
    resource::change::<Complaints>(tx, context, request, |tx, complaint| {
        let mut wrong = Vec::new();
        refer::<Organizations>(tx, "decided_by", &request.decided_by, &mut wrong)?;
        Error::check(wrong)?;
        let concerned = concerned(tx, complaint)?;
        rules::decide(complaint, request, &concerned, context.now)
    })
}

/// Whose application or award a complaint is about; nobody's where it is about the tender.
fn concerned(tx: &mut dyn Tx, complaint: &pb::Complaint) -> Result<String, Error> {
    if !complaint.award.is_empty() {
        return Ok(resource::get::<Awards>(tx, &complaint.award)?.supplier);
    }
    if !complaint.application.is_empty() {
        return Ok(resource::get::<Applications>(tx, &complaint.application)?.applicant);
    }
    Ok(String::new())
}
