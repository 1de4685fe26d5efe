//! Handlers of reports: which counts belong to what is asked about, and the page of provisions.

use common::{
    Error,
    context::Context,
    list::{self, Reach},
    names,
    resource::{self, gaps},
    store::{Tx, Value},
};
use kenes_proto::consultation as pb;

use crate::{
    domain::report::{NONE, scopes},
    store::{consultation::Consultations, draft_law::DraftLaws, report},
};

/// The most provisions in an answer.
const MOST: usize = 1_000;
/// What a report counts: where some of it was never loaded, the report says so.
pub(super) const COUNTED: [&str; 2] = ["comments", "responses"];
/// What their tokens are of.
const LIST: &str = "report";

pub(super) fn of_consultation(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::GetConsultationReportRequest,
) -> Result<pb::GetConsultationReportResponse, Error> {
    let name = &request.consultation;
    let after = Place::open(name, &request.page_token)?;
    let consultation = resource::get::<Consultations>(tx, name)?;
    let mut found = report::read(tx, &scopes(&consultation), context.now)?;
    let reach = Reach {
        within: name,
        ..Reach::default()
    };
    found.not_covered = gaps::touched(tx, &COUNTED, &reach)?;
    let next_page_token = page(&mut found, after, request.page_size, name)?;
    Ok(pb::GetConsultationReportResponse {
        consultation: name.clone(),
        report: Some(found),
        next_page_token,
    })
}

pub(super) fn of_draft_law(
    tx: &mut dyn Tx,
    context: &Context,
    request: &pb::GetDraftLawReportRequest,
) -> Result<pb::GetDraftLawReportResponse, Error> {
    let name = &request.draft_law;
    let after = Place::open(name, &request.page_token)?;
    resource::get::<DraftLaws>(tx, name)?;
    let before = report::consultations_before(tx, name)?;
    let before = before.iter();
    let mut scopes: Vec<String> = before
        .map(|consultation| format!("{NONE}/{}/", names::id(consultation)))
        .collect();
    scopes.push(format!("{}/", names::id(name)));
    let mut found = report::read(tx, &scopes, context.now)?;
    found.not_covered = not_covered(tx, name)?;
    let next_page_token = page(&mut found, after, request.page_size, name)?;
    Ok(pb::GetDraftLawReportResponse {
        draft_law: name.clone(),
        report: Some(found),
        next_page_token,
    })
}

/// The gaps of comments on a draft law and of answers to them: those everywhere, of the law, and of consultations on it.
pub(super) fn not_covered(tx: &mut dyn Tx, law: &str) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for gap in gaps::find(tx, &COUNTED, &Reach::default())? {
        let mut collections = gap.within.splitn(3, '/');
        let touched = match (collections.next(), collections.next()) {
            (Some("consultations"), Some(id)) => {
                let consultation = format!("consultations/{id}");
                let found = resource::find::<Consultations>(tx, &consultation)?;
                found.is_none_or(|consultation| is_on(&consultation, law))
            }
            (Some("draftLaws"), _) => format!("{}/", gap.within).starts_with(&format!("{law}/")),
            _ => true,
        };
        names.extend(touched.then_some(gap.name));
    }
    Ok(names)
}

/// Whether a consultation is on a draft law, or on what it grew out of.
fn is_on(consultation: &pb::Consultation, law: &str) -> bool {
    let subject = consultation.subject.as_ref();
    let mut versions = consultation.draft_law_versions.iter();
    versions.any(|version| names::parent(version) == law)
        || subject.is_some_and(|subject| subject.draft_law == law)
}

/// Where a page of provisions ends: those after it have fewer comments, or as many and a later name.
#[derive(Debug)]
struct Place {
    comments: i64,
    version: String,
    eid: String,
}

impl Place {
    fn open(of: &str, token: &str) -> Result<Option<Self>, Error> {
        let Some(values) = list::open_values(LIST, of, token)? else {
            return Ok(None);
        };
        match values.as_slice() {
            [Value::Int(comments), Value::Text(version), Value::Text(eid)] => Ok(Some(Self {
                comments: *comments,
                version: version.clone(),
                eid: eid.clone(),
            })),
            _ => Err(list::mismatch()),
        }
    }

    fn is_before(&self, other: &pb::CommentsOnProvision) -> bool {
        let own = (-self.comments, &self.version, &self.eid);
        own < (-other.comment_count, &other.version, &other.eid)
    }
}

/// Leaves of the provisions of a report those of one page; returns the token of the next.
fn page(
    report: &mut pb::CommentReport,
    after: Option<Place>,
    size: i32,
    of: &str,
) -> Result<String, Error> {
    let size = match usize::try_from(size) {
        Ok(1..=MOST) => usize::try_from(size).unwrap_or(MOST),
        _ => MOST,
    };
    let places = &mut report.provisions;
    if let Some(after) = after {
        places.retain(|place| after.is_before(place));
    }
    let more = places.len() > size;
    places.truncate(size);
    match places.last() {
        Some(last) if more => {
            let values = [
                Value::Int(last.comment_count),
                last.version.as_str().into(),
                last.eid.as_str().into(),
            ];
            list::seal_values(LIST, of, &values)
        }
        _ => Ok(String::new()),
    }
}
