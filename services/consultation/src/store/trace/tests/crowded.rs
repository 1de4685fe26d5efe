//! A law in two versions, a comment with recommendations and answers, all as long as may be, and 20,000 others.

use common::{Error, clock::Ids, context::Context, date, names, resource, store::Tx};
use kenes_proto::{
    consultation::{self as pb, draft_law_version::State},
    gtype::LocalizedText,
    types::{Actor, ProposedChange, ProvisionRef},
};

use super::NOW;
use crate::store::{
    comment,
    consultation::Consultations,
    draft_law::DraftLaws,
    hearing::Hearings,
    provision::{self, Provisions},
    recommendation::{self, Recommendations},
    response,
    version::Versions,
};

const V1: &str = "draftLaws/d/versions/v1";
const V2: &str = "draftLaws/d/versions/v2";
const ROUND: &str = "consultations/round";
/// So many others spoke on the same provision.
pub(super) const MANY: i64 = 20_000;
/// So many of them, the first, are there as a whole; the others are in the table and its indexes only.
const WHOLE: i64 = 1_000;

/// Writes it; returns the name of the comment.
pub(super) fn crowded(tx: &mut dyn Tx) -> Result<String, Error> {
    law(tx)?;
    let mut said = said(tx)?;
    others(tx, &said.name)?;
    for n in 0..21 {
        let new = context("responses").new_name(&said.name, "responses", &format!("a{n}"), "");
        let given = response::create(tx, &context("responses"), new, answer(n))?;
        said.response_count += 1;
        comment::note_answer(tx, &said, &given)?;
    }
    advice(tx, &said.name)?;
    Ok(said.name)
}

fn law(tx: &mut dyn Tx) -> Result<(), Error> {
    put::<DraftLaws>(tx, names::parent(V1), pb::DraftLaw::default())?;
    for (version, base, time) in [(V1, "", 1), (V2, V1, 2)] {
        let mut new = pb::DraftLawVersion {
            base_version: base.into(),
            publish_time: Some(date::timestamp(time)),
            ..Default::default()
        };
        new.set_state(State::Published);
        let new = put::<Versions>(tx, version, new)?;
        let text = pb::Provision {
            eid: "art_1".into(),
            wid: "art_1".into(),
            texts: long(),
            ..Default::default()
        };
        put::<Provisions>(tx, &provision::name(version, "art_1"), text)?;
        if version == V2 {
            let earlier = resource::get::<Versions>(tx, V1)?;
            crate::store::carried_forward::record(tx, &earlier, &new)?;
        }
    }
    Ok(())
}

/// The comment whose path is asked for.
fn said(tx: &mut dyn Tx) -> Result<pb::Comment, Error> {
    put::<Consultations>(tx, ROUND, pb::Consultation::default())?;
    let mut said = pb::Comment {
        target: Some(at(V1)),
        texts: long(),
        reasons: long(),
        proposed_change: Some(ProposedChange {
            target: Some(at(V1)),
            new_texts: long(),
            ..Default::default()
        }),
        submit_time: Some(date::timestamp(3)),
        ..Default::default()
    };
    said.set_state(pb::comment::State::Published);
    let name = names::child(ROUND, "comments", &"c".repeat(63));
    let new = context("comments").new_name(ROUND, "comments", names::id(&name), "");
    comment::create(tx, &context("comments"), new, said)
}

/// The other comments, beside the one of this name.
fn others(tx: &mut dyn Tx, name: &str) -> Result<(), Error> {
    for n in 1..=WHOLE {
        let other = pb::Comment {
            target: Some(at(V1)),
            texts: text("kk", "Тағы бір пікір."),
            submit_time: Some(date::timestamp(n)),
            ..Default::default()
        };
        let new = context("comments").new_name(ROUND, "comments", &format!("n-{n}"), "");
        comment::create(tx, &context("comments"), new, other)?;
    }
    let columns = "name, parent, revision, create_time, update_time, delete_time, person, on_behalf_of, verification, stance, state, \
                   target_version, target_eid, target_wid, submit_time";
    let filler = "SELECT parent || '/comments/n-' || n.value, parent, 1, n.value, 0, 0, '', '', 0, 0, 1, \
                  target_version, target_eid, target_wid, n.value FROM comment, \
                  (WITH RECURSIVE c(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM c WHERE value < 20000) SELECT value FROM c) n \
                  WHERE name = $1 AND n.value > CAST($2 AS BIGINT)";
    let filler = format!("INSERT INTO comment ({columns}) {filler}");
    tx.execute(&filler, &[name.into(), WHOLE.into()])?;
    let target = provision::name(V1, "art_1");
    tx.add(&format!("comments/{target}"), MANY - WHOLE)
}

/// Recommendations that rest on the comment, each with an answer to its points.
fn advice(tx: &mut dyn Tx, name: &str) -> Result<(), Error> {
    put::<Hearings>(tx, "hearings/s", pb::Hearing::default())?;
    for n in 0..30 {
        let points = (1..=100).map(|number| pb::Point {
            number,
            texts: long(),
            targets: vec![at(V1)],
            ..Default::default()
        });
        let advice = pb::Recommendation {
            texts: long(),
            points: points.collect(),
            based_on_comments: vec![name.to_owned()],
            session: "hearings/s".into(),
            ..Default::default()
        };
        let advice = put::<Recommendations>(tx, &format!("recommendations/r{n}"), advice)?;
        recommendation::tie(tx, &advice)?;
        let answers = (1..=100).map(|number| pb::PointAnswer {
            number,
            outcome: 1,
            reasons: long(),
            ..Default::default()
        });
        let given = pb::Response {
            point_answers: answers.collect(),
            ..answer(n)
        };
        let new = context("responses").new_name(&advice.name, "responses", "m", "");
        response::create(tx, &context("responses"), new, given)?;
    }
    Ok(())
}

fn answer(n: usize) -> pb::Response {
    pb::Response {
        responder: Some(body(n)),
        outcome: 3,
        texts: long(),
        reasons: long(),
        implemented_in: vec![at(V2)],
        ..Default::default()
    }
}

fn put<K: resource::Kind>(
    tx: &mut dyn Tx,
    name: &str,
    message: K::Message,
) -> Result<K::Message, Error> {
    let context = context(collection(name));
    let new = context.new_name(names::parent(name), collection(name), names::id(name), "");
    resource::create::<K>(tx, &context, new, message)
}

fn collection(name: &str) -> &str {
    name.rsplit('/').nth(1).unwrap_or_default()
}

/// A call that writes what is in this collection.
fn context(collection: &str) -> Context {
    let method = match collection {
        "draftLaws" => "CreateDraftLaw",
        "versions" => "CreateDraftLawVersion",
        "provisions" => "ImportAkomaNtoso",
        "consultations" => "CreateConsultation",
        "hearings" => "CreateHearing",
        "recommendations" => "CreateRecommendation",
        "responses" => "CreateResponse",
        _ => "CreateComment",
    };
    Context::own(crate::domain::REGISTRY, method, NOW, &Ids::random())
}

fn text(language: &str, text: &str) -> Vec<LocalizedText> {
    vec![LocalizedText {
        text: text.into(),
        language_code: language.into(),
    }]
}

/// 20,000 letters, of two bytes each.
fn long() -> Vec<LocalizedText> {
    text("kk", &"ұ".repeat(20_000))
}

fn at(version: &str) -> ProvisionRef {
    ProvisionRef {
        version: version.into(),
        eid: "art_1".into(),
        wid: "art_1".into(),
        ..Default::default()
    }
}

fn body(n: usize) -> Actor {
    Actor {
        organization: format!("//registry.kenes/organizations/{}{n}", "o".repeat(60)),
        display_name: "ұ".repeat(500),
        ..Default::default()
    }
}
