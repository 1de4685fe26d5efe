//! The table of recommendations, and what they rest on and are about.

use common::{
    Error,
    context::Reading,
    date, error,
    resource::{self, Kind, Recorded, topic},
    store::{self, Tx, Value},
    table::{Table, Type, asked, column, table},
    text,
    verb::Verbs,
};
use kenes_proto::{consultation as pb, types::ErrorReason as Reason};
use tlog::entry::Kind as Leaf;

use super::{
    attachment, happening, matter, owed,
    response::{self, Responses},
    succession,
};
use crate::domain::{
    addressee::{self, Answers},
    recommendation as rules, response as answering,
};

static TABLE: Table<pb::Recommendation> =
    table("recommendation").order("create_time desc")
    .indexed(&["create_time", "adopt_date", "body", "session", "based_on_comments", "origins"])
    .asked(&[
        // As `rules::render` has it; a test compares the two. 3 is SENT.
        asked(
            "overdue",
            Type::Bool,
            "CASE WHEN t.state = 3 AND EXISTS (SELECT 1 FROM duty d WHERE d.subject = t.name AND d.closed = 0 \
             AND d.due_date < {today}) THEN 1 ELSE 0 END",
        ),
        asked(
            "based_on_comments",
            Type::List,
            "t.name IN (SELECT c.recommendation FROM recommendation_comment c WHERE c.comment = {v})",
        ),
        asked(
            "origins",
            Type::List,
            "t.name IN (SELECT o.recommendation FROM recommendation_origin o WHERE o.origin = {v})",
        ),
        asked(
            "targets.version",
            Type::List,
            "EXISTS (SELECT 1 FROM recommendation_provision p WHERE p.recommendation = t.name AND p.version = {v})",
        ),
        asked(
            "targets.eid",
            Type::List,
            "EXISTS (SELECT 1 FROM recommendation_provision p WHERE p.recommendation = t.name AND p.eid = {v})",
        ),
        asked(
            "targets.wid",
            Type::List,
            "EXISTS (SELECT 1 FROM recommendation_provision p JOIN provision v ON v.parent = p.version AND v.eid = p.eid \
             WHERE p.recommendation = t.name AND v.wid = {v})",
        ),
    ])
    .columns(&[
        column("titles").folded(|r| &r.titles),
        column("kind").enumeration(|r| r.kind),
        column("body").text(|r| &r.body),
        column("state").enumeration(|r| r.state),
        column("adopt_date").date(|r| date::lower(r.adopt_date.as_ref())),
        column("session").text(|r| &r.session),
        column("number").text(|r| &r.number),
        column("response_count").int(|r| r.response_count),
        column("addressees").field("addressees.organization").listed(|r| {
            text::listed(&r.addressees.iter().map(|a| a.organization.as_str()).collect::<Vec<_>>())
        }),
        column("draft_laws").list(|r| &r.draft_laws),
    ]);

/// Recommendations of consultative bodies.
#[derive(Debug)]
pub(crate) struct Recommendations;

impl Kind for Recommendations {
    type Message = pb::Recommendation;
    const RECORDED: Recorded<pb::Recommendation> = RECORDED;
    const RENDERED: bool = true;
    const VERBS: Verbs = &[
        ("AdoptRecommendation", "adopted"),
        ("CloseMatters", "closed"),
        ("CorrectResponse", "updated"),
        ("CreateResponse", "answered"),
        ("ExtendRecommendationReply", "replyExtended"),
        ("MissDuty", "dutyMissed"),
        ("ReaddressMatters", "readdressed"),
        ("ReaddressRecommendation", "readdressed"),
        ("RecallRecommendation", "recalled"),
        ("RemindDuty", "dutyDue"),
        ("SendRecommendation", "sent"),
    ];

    fn table() -> &'static Table<pb::Recommendation> {
        &TABLE
    }

    fn render(
        tx: &mut dyn Tx,
        recommendation: &mut pb::Recommendation,
        reading: &Reading,
    ) -> Result<(), Error> {
        let today = date::local_number(reading.as_of);
        let answers = match rules::may_be_overdue(recommendation, today) {
            true => answers(tx, &recommendation.name, Some(reading.as_of))?,
            false => Answers::default(),
        };
        rules::render(recommendation, today, &answers);
        let asked = recommendation.addressees.iter().map(|a| &a.organization);
        let named = asked.chain(std::iter::once(&recommendation.body));
        recommendation.ended_bodies = succession::ended(tx, named, reading)?;
        Ok(())
    }

    fn note(tx: &mut dyn Tx, written: &pb::Recommendation) -> Result<(), Error> {
        let name = written.name.as_str();
        let documents = &written.documents;
        attachment::take(tx, "recommendation.documents", name, documents)?;
        owed::note_recommendation(tx, written)?;
        happening::note_recommendation(tx, written)?;
        let asked = |body: &str| addressee::asked(written).any(|asked| asked == body);
        let (kind, handovers) = (pb::matter::Kind::Recommendation, &written.handovers);
        matter::note(tx, kind, name, handovers, |one| asked(&one.body))?;
        let sql = "DELETE FROM recommendation_origin WHERE recommendation = $1";
        tx.execute(sql, &[name.into()])?;
        let sql = "INSERT INTO recommendation_origin (origin, recommendation) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        for origin in &written.origins {
            tx.execute(sql, &[origin.as_str().into(), name.into()])?;
        }
        let sql = "DELETE FROM recommendation_draft_law WHERE recommendation = $1";
        tx.execute(sql, &[name.into()])?;
        let sql = "INSERT INTO recommendation_draft_law (draft_law, recommendation) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        for law in &written.draft_laws {
            tx.execute(sql, &[law.as_str().into(), name.into()])?;
        }
        Ok(())
    }
}

const RECORDED: Recorded<pb::Recommendation> = Recorded {
    leaf: |_| Leaf::STATUS,
    topic: |recommendation| Some(topic(recommendation.draft_laws.iter().map(String::as_str))),
    receipt: |recommendation| Some(&mut recommendation.receipt),
    ..Recorded::PLAIN
};

/// Notes what a recommendation that was written now rests on and is about, for those who ask from there.
pub(crate) fn tie(tx: &mut dyn Tx, recommendation: &pb::Recommendation) -> Result<(), Error> {
    for table in [
        "DELETE FROM recommendation_comment WHERE recommendation = $1",
        "DELETE FROM recommendation_provision WHERE recommendation = $1",
    ] {
        tx.execute(table, &[recommendation.name.as_str().into()])?;
    }
    let sql = "INSERT INTO recommendation_comment (recommendation, comment, version, wid) \
               SELECT $1, name, target_version, target_wid FROM comment WHERE name = $2";
    for comment in &recommendation.based_on_comments {
        tx.execute(
            sql,
            &[recommendation.name.as_str().into(), comment.as_str().into()],
        )?;
    }
    let sql = "INSERT INTO recommendation_provision (version, eid, recommendation) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    for location in rules::locations(recommendation) {
        let row = [&location.version, &location.eid, &recommendation.name];
        tx.execute(sql, &row.map(Value::from))?;
    }
    Ok(())
}

/// Refuses to take a session away from under what was adopted at it: `RESOURCE_IN_USE`.
pub(crate) fn check_unused(tx: &mut dyn Tx, session: &str) -> Result<(), Error> {
    let sql = "SELECT name FROM recommendation WHERE session = $1 ORDER BY name LIMIT 1";
    let Some(adopted) = store::first_text(tx, sql, &[session.into()])? else {
        return Ok(());
    };
    let text = format!("{adopted} was adopted at {session}, whose days and body therefore stay");
    Err(Error::refused(Reason::ResourceInUse, adopted, text))
}

/// The names of the recommendations that rest on a comment, that answered last first. At most `limit`.
pub(crate) fn resting_on(tx: &mut dyn Tx, comment: &str, limit: i64) -> Result<Vec<String>, Error> {
    let sql = "SELECT c.recommendation FROM recommendation_comment c LEFT JOIN response r ON r.parent = c.recommendation \
               WHERE c.comment = $1 GROUP BY c.recommendation \
               ORDER BY COALESCE(max(r.respond_date), 0) DESC, c.recommendation LIMIT $2";
    store::texts(tx, sql, &[comment.into(), limit.into()])
}

/// The names of the recommendations about this provision of a version; an empty `eid` is the version as a whole. At most
/// `limit`.
pub(crate) fn concerning(
    tx: &mut dyn Tx,
    version: &str,
    eid: &str,
    limit: i64,
) -> Result<Vec<String>, Error> {
    let sql = "SELECT recommendation FROM recommendation_provision WHERE version = $1 AND eid = $2 \
               ORDER BY recommendation LIMIT $3";
    store::texts(tx, sql, &[version.into(), eid.into(), limit.into()])
}

/// The names of the recommendations about any provision of a version, or about it as a whole. At most `limit`.
pub(crate) fn concerning_version(
    tx: &mut dyn Tx,
    version: &str,
    limit: i64,
) -> Result<Vec<String>, Error> {
    let sql = "SELECT DISTINCT recommendation FROM recommendation_provision WHERE version = $1 \
               ORDER BY recommendation LIMIT $2";
    store::texts(tx, sql, &[version.into(), limit.into()])
}

/// The names of the recommendations that name a draft law. At most `limit`.
pub(crate) fn naming(tx: &mut dyn Tx, law: &str, limit: i64) -> Result<Vec<String>, Error> {
    let sql = "SELECT recommendation FROM recommendation_draft_law WHERE draft_law = $1 ORDER BY recommendation LIMIT $2";
    store::texts(tx, sql, &[law.into(), limit.into()])
}

/// The names of the recommendations that grew out of a hearing or a consultation, or were adopted there. At most `limit`.
pub(crate) fn grown_out_of(
    tx: &mut dyn Tx,
    origin: &str,
    limit: i64,
) -> Result<Vec<String>, Error> {
    let sql = "SELECT recommendation FROM recommendation_origin WHERE origin = $1 \
               UNION SELECT name FROM recommendation WHERE session = $1 AND session <> '' \
               ORDER BY recommendation LIMIT $2";
    store::texts(tx, sql, &[origin.into(), limit.into()])
}

/// The names of the comments on a provision that recommendations rest on. At most `limit`.
pub(crate) fn rested_on(
    tx: &mut dyn Tx,
    version: &str,
    wid: &str,
    limit: i64,
) -> Result<Vec<String>, Error> {
    let sql = "SELECT DISTINCT comment FROM recommendation_comment WHERE version = $1 AND wid = $2 \
               ORDER BY comment LIMIT $3";
    store::texts(tx, sql, &[version.into(), wid.into(), limit.into()])
}

/// Notes what a recommendation is owed after one of its answers was corrected.
pub(crate) fn note_correction(tx: &mut dyn Tx, asked: &pb::Recommendation) -> Result<(), Error> {
    owed::note_recommendation(tx, asked)
}

/// Whether answers to it are waited for.
pub(crate) fn is_waiting(recommendation: &pb::Recommendation) -> bool {
    recommendation.state() == pb::recommendation::State::Sent
}

/// Who had answered a recommendation by `time`, in microseconds, or by now.
pub(crate) fn answers(tx: &mut dyn Tx, name: &str, time: Option<i64>) -> Result<Answers, Error> {
    let mut answers = Answers::default();
    let as_of = time.map(date::timestamp);
    for name in response::answers_to(tx, name)? {
        // An answer may be younger than the time asked about.
        match resource::get_as_of::<Responses>(tx, &name, as_of.as_ref()) {
            Ok(given) => answers.note(answering::responder(&given), &given.open_points),
            Err(error) if error.kind() == error::Kind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(answers)
}
