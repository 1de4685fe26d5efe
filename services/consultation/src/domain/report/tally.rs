//! A report added up from the counters whose names `report` makes.

use std::collections::{BTreeMap, HashSet};

use common::{median::median, names};
use kenes_proto::consultation::{
    AnswersByBody, AnswersByOutcome, CommentReport, CommentsByCode, CommentsByStance,
    CommentsOnProvision, comment::Verification,
};

use super::{INDIVIDUAL, NONE};
use crate::domain::REGISTRY;

/// Comments, and those of them that are answered.
#[derive(Clone, Copy, Debug, Default)]
struct Both {
    all: i64,
    answered: i64,
}

/// Answers, those with reasons, those that were corrected.
#[derive(Clone, Copy, Debug, Default)]
struct Given {
    all: i64,
    reasoned: i64,
    corrected: i64,
}

/// What one consultation has to do with days.
#[derive(Debug, Default)]
struct Days {
    unanswered: i64,
    /// How many comments were first answered on each day, `yyyymmdd`.
    first: BTreeMap<i64, i64>,
}

/// The counts as they are read.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    report: CommentReport,
    stances: BTreeMap<i32, Both>,
    kinds: BTreeMap<String, Both>,
    regions: BTreeMap<String, Both>,
    groups: BTreeMap<String, Both>,
    places: BTreeMap<String, Both>,
    outcomes: BTreeMap<i32, Given>,
    /// By responder: its answers, and how many of them took each number of days.
    bodies: BTreeMap<String, (Given, BTreeMap<i64, i64>)>,
    organizations: HashSet<String>,
    verified: HashSet<String>,
    consultations: BTreeMap<String, Days>,
}

impl Tally {
    /// Adds the counter of this name, `law/consultation/…`, of comments. `None`: it is no such name.
    pub(crate) fn add_comments(&mut self, name: &str, count: i64) -> Option<()> {
        let mut parts = name.splitn(4, '/');
        let (law, consultation, part) = (parts.next()?, parts.next()?, parts.next()?);
        let rest = parts.next()?;
        match part {
            "left" => match rest {
                "withdrawn" => self.report.withdrawn_comment_count += count,
                "disavowed" => self.report.disavowed_comment_count += count,
                _ => self.report.redacted_comment_count += count,
            },
            "cell" => return self.add_cell(consultation, rest, count),
            "place" => self.places.entry(place(law, rest)?).or_default().all += count,
            "answered-place" => {
                self.places.entry(place(law, rest)?).or_default().answered += count;
            }
            "group" => {
                let (group, answered) = rest.split_once('/')?;
                add(
                    self.groups.entry(group.to_owned()).or_default(),
                    answered == "1",
                    count,
                );
            }
            "organization" => {
                let (verified, organization) = rest.split_once('/')?;
                if count > 0 {
                    self.organizations.insert(organization.to_owned());
                    if verified == "1" {
                        self.verified.insert(organization.to_owned());
                    }
                }
            }
            "first" => {
                let days = self
                    .consultations
                    .entry(consultation.to_owned())
                    .or_default();
                *days.first.entry(rest.parse().ok()?).or_default() += count;
            }
            _ => return None,
        }
        Some(())
    }

    fn add_cell(&mut self, consultation: &str, cell: &str, count: i64) -> Option<()> {
        let mut parts = cell.split('/');
        let (stance, verification) = (parts.next()?, parts.next()?.parse::<i32>().ok()?);
        let (kind, region, fate) = (parts.next()?, parts.next()?, parts.next()?);
        let answered = fate != NONE;
        let report = &mut self.report;
        report.comment_count += count;
        if verification == i32::from(Verification::Verified) {
            report.verified_comment_count += count;
        }
        match answered {
            true => report.answered_comment_count += count,
            false => {
                let days = self
                    .consultations
                    .entry(consultation.to_owned())
                    .or_default();
                days.unanswered += count;
                report.unanswered_comment_count += count;
            }
        }
        if fate.contains('r') {
            report.reasoned_comment_count += count;
        }
        if fate.contains('p') {
            report.partly_accepted_comment_count += count;
        }
        add(
            self.stances.entry(stance.parse().ok()?).or_default(),
            answered,
            count,
        );
        if kind == INDIVIDUAL {
            report.individual_comment_count += count;
        } else {
            add(self.kinds.entry(code(kind)).or_default(), answered, count);
            add(
                self.regions.entry(code(region)).or_default(),
                answered,
                count,
            );
        }
        Some(())
    }

    /// Adds the counter of this name of answers.
    pub(crate) fn add_answers(&mut self, name: &str, count: i64) -> Option<()> {
        let mut parts = name.splitn(6, '/').skip(2);
        let (outcome, flags) = (parts.next()?.parse().ok()?, parts.next()?);
        let (days, responder) = (parts.next()?.parse().ok()?, parts.next()?);
        let (reasoned, corrected) = (flags.starts_with('1'), flags.ends_with('1'));
        let body = self.bodies.entry(responder.to_owned()).or_default();
        *body.1.entry(days).or_default() += count;
        for given in [&mut body.0, self.outcomes.entry(outcome).or_default()] {
            given.all += count;
            given.reasoned += if reasoned { count } else { 0 };
            given.corrected += if corrected { count } else { 0 };
        }
        Some(())
    }

    /// The ids of the consultations of which days count.
    pub(crate) fn consultations(&self) -> Vec<String> {
        self.consultations.keys().cloned().collect()
    }

    /// How many of the comments that stand were answered with reasons.
    pub(crate) fn reasoned(&self) -> i64 {
        self.report.reasoned_comment_count
    }

    /// The day, `yyyymmdd`, on which the last of the comments that stand got its first answer; 0 where none has one.
    pub(crate) fn last_answer(&self) -> i64 {
        let days = self.consultations.values().flat_map(|days| &days.first);
        let given = days.filter(|(_, count)| **count > 0);
        given.map(|(day, _)| *day).max().unwrap_or(0)
    }

    /// The report with all provisions, the most commented first. `due` is the day by which each consultation promises answers,
    /// `today` the day; both are `yyyymmdd`, 0 for none.
    pub(crate) fn report(self, due: &BTreeMap<String, i64>, today: i64) -> CommentReport {
        let mut report = self.report;
        report.received_comment_count = report.comment_count
            + report.withdrawn_comment_count
            + report.disavowed_comment_count
            + report.redacted_comment_count;
        for (consultation, days) in &self.consultations {
            let due = due.get(consultation).copied().unwrap_or(0);
            if due == 0 {
                continue;
            }
            let in_time: i64 = days.first.range(..=due).map(|(_, count)| count).sum();
            let all: i64 = days.first.values().sum();
            report.in_time_comment_count += in_time;
            report.late_comment_count += all - in_time;
            if due < today {
                report.overdue_comment_count += days.unanswered;
            }
        }
        report.organization_count = size(&self.organizations);
        report.verified_organization_count = size(&self.verified);
        let stances = self.stances.into_iter().filter(|(_, both)| both.all != 0);
        report.stances = stances
            .map(|(stance, both)| CommentsByStance {
                stance,
                comment_count: both.all,
                answered_comment_count: both.answered,
            })
            .collect();
        report.kinds = codes(self.kinds);
        report.regions = codes(self.regions);
        report.groups = codes(self.groups);
        let outcomes = self
            .outcomes
            .into_iter()
            .filter(|(_, given)| given.all != 0);
        report.outcomes = outcomes
            .map(|(outcome, given)| AnswersByOutcome {
                outcome,
                response_count: given.all,
                reasoned_response_count: given.reasoned,
                corrected_response_count: given.corrected,
            })
            .collect();
        let bodies = self
            .bodies
            .into_iter()
            .filter(|(_, (given, _))| given.all != 0);
        report.bodies = bodies
            .map(|(responder, (given, days))| AnswersByBody {
                responder: names::full(REGISTRY, &format!("organizations/{responder}")),
                response_count: given.all,
                reasoned_response_count: given.reasoned,
                corrected_response_count: given.corrected,
                median_days: median(&days),
            })
            .collect();
        report.provisions = places(self.places);
        report.provision_count = i64::try_from(report.provisions.len()).unwrap_or(i64::MAX);
        report
    }
}

fn add(both: &mut Both, answered: bool, count: i64) {
    both.all += count;
    both.answered += if answered { count } else { 0 };
}

fn code(part: &str) -> String {
    match part {
        NONE => String::new(),
        part => part.to_owned(),
    }
}

/// The version and the provision, as one key that is taken apart again: an eId has no slash before it in the version's name.
fn place(law: &str, rest: &str) -> Option<String> {
    let (version, eid) = rest.split_once('/')?;
    Some(format!("draftLaws/{law}/versions/{version}/{eid}"))
}

fn places(found: BTreeMap<String, Both>) -> Vec<CommentsOnProvision> {
    let found = found.into_iter().filter(|(_, both)| both.all != 0);
    let mut places: Vec<CommentsOnProvision> = found
        .filter_map(|(place, both)| {
            let at = place.match_indices('/').nth(3)?.0;
            Some(CommentsOnProvision {
                version: place[..at].to_owned(),
                eid: place[at + 1..].to_owned(),
                comment_count: both.all,
                answered_comment_count: both.answered,
            })
        })
        .collect();
    let key = |place: &CommentsOnProvision| {
        (
            -place.comment_count,
            place.version.clone(),
            place.eid.clone(),
        )
    };
    places.sort_by_cached_key(key);
    places
}

fn codes(found: BTreeMap<String, Both>) -> Vec<CommentsByCode> {
    let found = found.into_iter().filter(|(_, both)| both.all != 0);
    found
        .map(|(code, both)| CommentsByCode {
            code,
            comment_count: both.all,
            answered_comment_count: both.answered,
        })
        .collect()
}

fn size(set: &HashSet<String>) -> i64 {
    i64::try_from(set.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_time_is_by_the_day_that_each_consultation_promises() {
        let mut tally = Tally::default();
        for (name, count) in [
            ("law/a/cell/1/4/~/~/ar", 3),
            ("law/a/cell/2/4/~/~/-", 2),
            ("law/a/first/20260510", 2),
            ("law/a/first/20260511", 1),
            ("law/b/cell/1/1/KIND_NGO/KZ-75/-", 4),
            ("law/b/organization/1/adilet", 3),
            ("law/b/organization/0/adilet", 1),
            ("law/b/organization/0/gone", 0),
            ("law/a/place/v1/art_1/x", 2),
            ("law/a/left/withdrawn", 1),
        ] {
            tally.add_comments(name, count).expect(name);
        }
        assert!(tally.add_comments("law/a/new/1", 1).is_none());
        tally
            .add_answers("law/a/2/11/3/ministry", 2)
            .expect("an answer");
        let due = BTreeMap::from([("a".to_owned(), 2026_05_10), ("b".to_owned(), 0)]);
        let report = tally.report(&due, 2026_05_12);
        assert_eq!(
            [report.in_time_comment_count, report.late_comment_count],
            [2, 1]
        );
        assert_eq!(report.overdue_comment_count, 2, "b promises no day");
        assert_eq!(
            [report.comment_count, report.received_comment_count],
            [9, 10]
        );
        assert_eq!(
            [
                report.organization_count,
                report.verified_organization_count
            ],
            [1, 1]
        );
        assert_eq!(report.provisions[0].version, "draftLaws/law/versions/v1");
        assert_eq!(report.provisions[0].eid, "art_1/x");
        assert_eq!(
            report.bodies[0].responder,
            "//registry.kenes/organizations/ministry"
        );
        assert_eq!(report.bodies[0].corrected_response_count, 2);
    }
}
