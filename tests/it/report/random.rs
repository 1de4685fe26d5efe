//! What is kept as comments and answers come, compared with a count from nothing, after histories that nobody planned.

use std::collections::{BTreeMap, BTreeSet};

use common::{date, names};
use consultation::resolve_once;

use super::*;
use crate::fake_registry::Says;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        let Self(state) = self;
        *state = state.wrapping_mul(6_364_136_223_846_793_005);
        *state = state.wrapping_add(1_442_695_040_888_963_407);
        (*state >> 33) % bound
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let at = self.below(from.len() as u64);
        from[usize::try_from(at).expect("small")]
    }
}

const ROUNDS: [&str; 2] = ["first", "second"];
const NGOS: [&str; 3] = ["adilet", "shanyrak", "zhastar"];
const STEPS: u64 = 120;

/// A comment of some round, on some provision, perhaps for an organization.
fn said(dice: &mut Dice, n: u64) -> pb::CreateCommentRequest {
    let mut request = changed(&format!("c{n}"), |comment| {
        comment.target = Some(place(
            V1,
            dice.pick(&["", "art_1", "art_2", "art_2__para_1"]),
        ));
        comment.stance = dice.pick(&[0, 1, 2, 3, 4]);
        if dice.below(3) > 0 {
            comment.author = Some(Actor {
                on_behalf_of: format!("//registry.kenes/organizations/{}", dice.pick(&NGOS)),
                ..Default::default()
            });
        }
    });
    request.parent = format!("consultations/{}", dice.pick(&ROUNDS));
    request
}

/// One thing that is done; whether it is accepted does not matter.
async fn live(
    scene: &Scene,
    dice: &mut Dice,
    made: &mut Vec<String>,
    answers: &mut Vec<String>,
    n: u64,
) {
    let mut client = scene.client.clone();
    let some = |dice: &mut Dice, of: &[String]| {
        let at = dice.below(of.len().max(1) as u64);
        of.get(usize::try_from(at).expect("small"))
            .cloned()
            .unwrap_or_default()
    };
    let name = some(dice, made);
    match dice.below(14) {
        0..=3 => made.extend(create(&client, said(dice, n)).await.map(|c| c.name)),
        4 => {
            let mut parts: Vec<_> = (0..3).map(|at| said(dice, 1_000 + 3 * n + at)).collect();
            let parent = parts[0].parent.clone();
            for part in &mut parts {
                part.parent.clone_from(&parent);
                part.request_id = crate::world::request_id();
            }
            let request = pb::BatchCreateCommentsRequest {
                parent,
                requests: parts,
                ..Default::default()
            };
            let batch = client
                .batch_create_comments(ask_as("demo|aigul", request))
                .await;
            let batch = batch
                .map(|batch| batch.into_inner().comments)
                .unwrap_or_default();
            made.extend(batch.into_iter().map(|comment| comment.name));
        }
        5 => scene
            .fake
            .say(dice.pick(&[Says::Yes, Says::Yes, Says::NoTimes])),
        6 => {
            scene.fake.say(dice.pick(&[Says::Yes, Says::NotMandated]));
            scene.world.hand.pass(2 * 3600 * 1_000_000);
            resolve_once(&scene.world.app, &scene.world.asks)
                .await
                .expect("a round");
            scene.fake.say(Says::Yes);
        }
        7 => {
            let request = pb::WithdrawCommentRequest {
                name,
                reasons: en("No more."),
                ..Default::default()
            };
            drop(client.withdraw_comment(ask_as("demo|aigul", request)).await);
        }
        8 => {
            let request = pb::DisavowCommentRequest {
                name,
                reasons: en("Not ours."),
                ..Default::default()
            };
            drop(client.disavow_comment(ask_as("demo|aigul", request)).await);
        }
        9 if !name.is_empty() && dice.below(2) == 0 => {
            let action = dice.pick(&[Action::Hide, Action::Anonymise, Action::Erase]);
            crate::redaction::try_redact(&client, &name, action).await;
        }
        10 => {
            let again = some(dice, answers);
            let mut request = pb::CorrectResponseRequest {
                name: again,
                reasons: en("Read again."),
                correction_reasons: en("A slip of the pen."),
                ..Default::default()
            };
            request.set_outcome(dice.pick(&[
                Outcome::Rejected,
                Outcome::PartlyAccepted,
                Outcome::Accepted,
            ]));
            if request.outcome() == Outcome::PartlyAccepted {
                request.details = fixtures::partly();
            }
            if request.outcome() == Outcome::Accepted {
                request.reasons.clear();
            }
            let mut recommendations =
                pb::recommendation_service_client::RecommendationServiceClient::new(
                    scene.world.consultation.clone(),
                );
            drop(
                recommendations
                    .correct_response(ask_as("demo|official", request))
                    .await,
            );
        }
        _ => {
            let outcome = dice.pick(&[
                Outcome::Accepted,
                Outcome::PartlyAccepted,
                Outcome::Noted,
                Outcome::OutOfScope,
            ]);
            let mut request = answering(&name, dice.pick(&[MINISTRY, DEVELOPER]), outcome);
            let day = i32::try_from(20 + dice.below(6)).expect("small");
            request.response.as_mut().expect("one").respond_date = Some(Date {
                year: 2026,
                month: 5,
                day,
            });
            answers.extend(give(&client, request).await.map(|answer| answer.name));
        }
    }
}

/// The report of a round, or of all, by one who looks at everything.
async fn counted(
    scene: &Scene,
    consultation: &str,
    due: &BTreeMap<&str, i64>,
    today: i64,
) -> pb::CommentReport {
    let mut client = scene.client.clone();
    let list = pb::ListCommentsRequest {
        parent: consultation.into(),
        page_size: 1_000,
        ..Default::default()
    };
    let comments = client
        .list_comments(list)
        .await
        .expect("listed")
        .into_inner()
        .comments;
    let list = pb::ListResponsesRequest {
        parent: format!("{consultation}/comments/-"),
        page_size: 1_000,
        ..Default::default()
    };
    let answers = client
        .list_responses(list)
        .await
        .expect("listed")
        .into_inner()
        .responses;
    let mut report = pb::CommentReport::default();
    let (mut named, mut verified) = (BTreeSet::new(), BTreeSet::new());
    let mut stances: BTreeMap<i32, [i64; 2]> = BTreeMap::new();
    let mut kinds: BTreeMap<String, [i64; 2]> = BTreeMap::new();
    let mut regions: BTreeMap<String, [i64; 2]> = BTreeMap::new();
    let mut places: BTreeMap<(String, String), [i64; 2]> = BTreeMap::new();
    let add = |both: &mut [i64; 2], answered: bool| {
        both[0] += 1;
        both[1] += i64::from(answered);
    };
    for comment in &comments {
        report.received_comment_count += 1;
        match comment.state() {
            State::Withdrawn => report.withdrawn_comment_count += 1,
            State::Disavowed => report.disavowed_comment_count += 1,
            State::Hidden | State::Redacted => report.redacted_comment_count += 1,
            _ => {}
        }
        if !matches!(comment.state(), State::Published | State::Answered) {
            continue;
        }
        let own: Vec<_> = answers
            .iter()
            .filter(|a| names::parent(&a.name) == comment.name)
            .collect();
        let answered = !own.is_empty();
        report.comment_count += 1;
        let is_verified = comment.verification() == Verification::Verified;
        report.verified_comment_count += i64::from(is_verified);
        report.answered_comment_count += i64::from(answered);
        report.unanswered_comment_count += i64::from(!answered);
        report.reasoned_comment_count += i64::from(own.iter().any(|a| !a.reasons.is_empty()));
        let partly = own.iter().any(|a| a.outcome() == Outcome::PartlyAccepted);
        report.partly_accepted_comment_count += i64::from(partly);
        let due = due[names::parent(&comment.name)];
        let first = own
            .iter()
            .map(|a| date::upper(a.respond_date.as_ref()))
            .min();
        if due != 0 {
            report.in_time_comment_count += i64::from(first.is_some_and(|first| first <= due));
            report.late_comment_count += i64::from(first.is_some_and(|first| first > due));
            report.overdue_comment_count += i64::from(first.is_none() && due < today);
        }
        add(stances.entry(comment.stance).or_default(), answered);
        let target = comment.target.as_ref().expect("a target");
        add(
            places
                .entry((target.version.clone(), target.eid.clone()))
                .or_default(),
            answered,
        );
        let organization = comment
            .author
            .as_ref()
            .map_or("", |a| a.on_behalf_of.as_str());
        if organization.is_empty() {
            report.individual_comment_count += 1;
            continue;
        }
        named.insert(organization);
        if is_verified {
            verified.insert(organization);
        }
        let standing = comment.standing.clone().unwrap_or_default();
        add(
            kinds.entry(standing.organization_kind).or_default(),
            answered,
        );
        add(
            regions.entry(standing.subdivision_code).or_default(),
            answered,
        );
    }
    report.organization_count = i64::try_from(named.len()).expect("few");
    report.verified_organization_count = i64::try_from(verified.len()).expect("few");
    report.stances = stances
        .into_iter()
        .map(|(stance, [all, answered])| pb::CommentsByStance {
            stance,
            comment_count: all,
            answered_comment_count: answered,
        })
        .collect();
    let codes = |found: BTreeMap<String, [i64; 2]>| -> Vec<pb::CommentsByCode> {
        let found = found
            .into_iter()
            .map(|(code, [all, answered])| pb::CommentsByCode {
                code,
                comment_count: all,
                answered_comment_count: answered,
            });
        found.collect()
    };
    (report.kinds, report.regions) = (codes(kinds), codes(regions));
    report.provision_count = i64::try_from(places.len()).expect("few");
    report.provisions = places
        .into_iter()
        .map(
            |((version, eid), [all, answered])| pb::CommentsOnProvision {
                version,
                eid,
                comment_count: all,
                answered_comment_count: answered,
            },
        )
        .collect();
    report.provisions.sort_by_key(|place| -place.comment_count);
    of_answers(&mut report, &comments, &answers);
    report
}

/// The answers of a report, counted one by one.
fn of_answers(report: &mut pb::CommentReport, comments: &[pb::Comment], answers: &[pb::Response]) {
    let mut outcomes: BTreeMap<i32, [i64; 3]> = BTreeMap::new();
    let mut bodies: BTreeMap<String, ([i64; 3], Vec<i64>)> = BTreeMap::new();
    for answer in answers {
        let comment = comments
            .iter()
            .find(|c| c.name == names::parent(&answer.name))
            .expect("a comment");
        let responder = answer.responder.as_ref().expect("one").organization.clone();
        let asked = date::local_day(date::moment(comment.submit_time.as_ref()));
        let given = answer.respond_date.as_ref().expect("a day");
        // All days are of May 2026.
        let days = i64::from((given.day - asked.day).max(0));
        assert_eq!((given.month, asked.month), (5, 5));
        let own = bodies.entry(responder).or_default();
        own.1.push(days);
        for counts in [&mut own.0, outcomes.entry(answer.outcome).or_default()] {
            counts[0] += 1;
            counts[1] += i64::from(!answer.reasons.is_empty());
            counts[2] += i64::from(answer.correction_count > 0);
        }
    }
    report.outcomes = outcomes
        .into_iter()
        .map(
            |(outcome, [all, reasoned, corrected])| pb::AnswersByOutcome {
                outcome,
                response_count: all,
                reasoned_response_count: reasoned,
                corrected_response_count: corrected,
            },
        )
        .collect();
    report.bodies = bodies
        .into_iter()
        .map(|(responder, ([all, reasoned, corrected], mut days))| {
            days.sort_unstable();
            let middle = days[(days.len() - 1) / 2] + days[days.len() / 2];
            pb::AnswersByBody {
                responder,
                response_count: all,
                reasoned_response_count: reasoned,
                corrected_response_count: corrected,
                median_days: Some(f64::from(i32::try_from(middle).expect("few")) / 2.0),
            }
        })
        .collect();
}

#[tokio::test]
async fn what_is_kept_is_what_a_count_from_nothing_finds() {
    for seed in 1..=2 {
        let scene = scene().await;
        let now = scene.world.hand.now();
        for round in ROUNDS {
            fixtures::consultation(&scene.world, round, &[V1], now, now + 4 * DAY).await;
        }
        let mut dice = Dice(seed);
        let (mut made, mut answers) = (Vec::new(), Vec::new());
        for n in 0..STEPS {
            live(&scene, &mut dice, &mut made, &mut answers, n).await;
        }
        assert!(
            made.len() > 20 && answers.len() > 4,
            "{} {}",
            made.len(),
            answers.len()
        );
        let promised = Date {
            year: 2026,
            month: 5,
            day: 29,
        };
        promise(&scene, "consultations/first", promised).await;
        scene.world.hand.pass(6 * DAY);
        let today = date::local_number(scene.world.hand.now());
        let due = BTreeMap::from([
            ("consultations/first", 2026_05_29),
            ("consultations/second", 0),
            ("consultations/c", 0),
        ]);
        for pass in ["as kept", "after an upgrade", "after a second upgrade"] {
            for round in ROUNDS {
                let name = format!("consultations/{round}");
                let found = counted(&scene, &name, &due, today).await;
                assert_eq!(
                    of_round(&scene.client, &name).await,
                    found,
                    "seed {seed}, {round}, {pass}"
                );
            }
            let found = counted(&scene, "consultations/-", &due, today).await;
            assert_eq!(
                of_law(&scene.client).await,
                found,
                "seed {seed}, the law, {pass}"
            );
            recount(&scene.world.app.store).await;
        }
    }
}
