//! A report laid out for people: a block a question, numbers in columns on the right.

use std::collections::HashMap;

use common::{Language, names};
use kenes_proto::consultation as pb;

use super::{
    titles::Titles,
    words::{self as w, Three},
};

/// The columns of a line, and the widest that its name is laid out for.
type Line = (String, Vec<String>);
const WIDEST: usize = 60;

/// The report of `name` as a table, with the campaigns in it.
pub(super) fn table(
    name: &str,
    report: &pb::CommentReport,
    campaigns: &[pb::Campaign],
    language: Language,
    titles: &Titles,
) -> String {
    let mut out = format!("{name}\n");
    let told = |three: Three| language.of_three(three).to_owned();
    let block = |out: &mut String, title: Three, heads: &[Three], lines: Vec<Line>| {
        let heads: Vec<String> = heads.iter().map(|head| told(*head)).collect();
        lay_out(out, &told(title), &heads, &lines);
    };
    for (title, lines) in totals(report) {
        let lines = lines.into_iter();
        let lines = lines.map(|(name, count)| (told(name), vec![grouped(count)]));
        block(&mut out, title, &[], lines.collect());
    }
    let heads_of_campaigns = [w::COMMENTS, w::ORGANIZATIONS, w::VERIFIED];
    let campaigns = campaigns.iter().map(campaign).collect();
    block(&mut out, w::CAMPAIGNS, &heads_of_campaigns, campaigns);

    let both =
        |name: String, all: i64, answered: i64| (name, vec![grouped(all), grouped(answered)]);
    let heads = [w::COMMENTS, w::ANSWERED];
    let stances = report.stances.iter();
    let stances = stances.map(|by| {
        let name = told(w::stance(by.stance()));
        both(name, by.comment_count, by.answered_comment_count)
    });
    block(&mut out, w::STANCES, &heads, stances.collect());
    let coded = |found: &[pb::CommentsByCode], name: &dyn Fn(&str) -> String| -> Vec<Line> {
        let found = found.iter();
        found
            .map(|by| both(name(&by.code), by.comment_count, by.answered_comment_count))
            .collect()
    };
    let titled = |titles: &HashMap<String, String>, code: &str| match code {
        "" => told(w::NOT_RECORDED),
        code => titles.get(code).map_or(code, String::as_str).to_owned(),
    };
    let kinds = coded(&report.kinds, &|code| w::kind(code, language));
    block(&mut out, w::KINDS, &heads, kinds);
    let regions = coded(&report.regions, &|code| titled(&titles.regions, code));
    block(&mut out, w::REGIONS, &heads, regions);
    let groups = coded(&report.groups, &|code| titled(&titles.groups, code));
    block(&mut out, w::GROUPS, &heads, groups);
    let outcomes = report.outcomes.iter().map(|by| {
        let counts = [
            by.response_count,
            by.reasoned_response_count,
            by.corrected_response_count,
        ];
        (told(w::outcome(by.outcome())), counts.map(grouped).to_vec())
    });
    let heads_of_answers = [w::RESPONSES, w::REASONED, w::CORRECTED];
    block(&mut out, w::OUTCOMES, &heads_of_answers, outcomes.collect());
    let heads_of_bodies = [w::RESPONSES, w::REASONED, w::CORRECTED, w::MEDIAN];
    let bodies = report.bodies.iter().map(body).collect();
    block(&mut out, w::BODIES, &heads_of_bodies, bodies);
    let provisions = report.provisions.iter().map(|by| {
        let version = names::id(&by.version);
        let name = match by.eid.as_str() {
            "" => format!("{version} {}", told(w::WHOLE)),
            eid => format!("{version} {eid}"),
        };
        both(name, by.comment_count, by.answered_comment_count)
    });
    block(&mut out, w::PROVISIONS, &heads, provisions.collect());
    let listed = i64::try_from(report.provisions.len()).unwrap_or(i64::MAX);
    if listed < report.provision_count {
        let left = report.provision_count - listed;
        out.extend(["  ", &w::more(language, left), "\n"]);
    }
    let gaps = report.not_covered.iter();
    let gaps = gaps.map(|name| (name.clone(), Vec::new())).collect();
    block(&mut out, w::NOT_COVERED, &[], gaps);
    out
}

/// What is counted of the whole, by blocks.
fn totals(report: &pb::CommentReport) -> [(Three, Vec<(Three, i64)>); 3] {
    let comments = vec![
        (w::RECEIVED, report.received_comment_count),
        (w::VISIBLE, report.comment_count),
        (w::WITHDRAWN, report.withdrawn_comment_count),
        (w::DISAVOWED, report.disavowed_comment_count),
        (w::REDACTED, report.redacted_comment_count),
    ];
    let speakers = vec![
        (w::INDIVIDUALS, report.individual_comment_count),
        (w::ORGANIZATIONS, report.organization_count),
        (w::VERIFIED, report.verified_organization_count),
        (w::VERIFIED_COMMENTS, report.verified_comment_count),
    ];
    let answered = vec![
        (w::ANSWERED, report.answered_comment_count),
        (w::REASONED, report.reasoned_comment_count),
        (w::PARTLY, report.partly_accepted_comment_count),
        (w::IN_TIME, report.in_time_comment_count),
        (w::LATE, report.late_comment_count),
        (w::UNANSWERED, report.unanswered_comment_count),
        (w::OVERDUE, report.overdue_comment_count),
    ];
    [
        (w::COMMENTS, comments),
        (w::SPEAKERS, speakers),
        (w::ANSWERED_PART, answered),
    ]
}

/// The line of a campaign: its id and that of the comment to read for all of them.
fn campaign(campaign: &pb::Campaign) -> Line {
    let counts = [
        campaign.comment_count,
        campaign.organization_count,
        campaign.verified_organization_count,
    ];
    let (id, comment) = (
        names::id(&campaign.name),
        names::id(&campaign.representative),
    );
    (format!("{id} {comment}"), counts.map(grouped).to_vec())
}

/// The line of a body that answers.
fn body(by: &pb::AnswersByBody) -> Line {
    let counts = [
        by.response_count,
        by.reasoned_response_count,
        by.corrected_response_count,
    ];
    let mut columns = counts.map(grouped).to_vec();
    let median = by.median_days.map(|days| days.to_string());
    columns.push(median.unwrap_or_default());
    (names::id(&by.responder).to_owned(), columns)
}

/// A block with its title and the heads of its columns; nothing where it has no lines.
fn lay_out(out: &mut String, title: &str, heads: &[String], lines: &[Line]) {
    if lines.is_empty() {
        return;
    }
    let width = |text: &str| text.chars().count();
    let named = lines.iter().map(|(name, _)| width(name) + 2);
    let first = named.chain([width(title)]).max().unwrap_or(0).min(WIDEST);
    let columns = lines
        .iter()
        .map(|(_, columns)| columns.len())
        .max()
        .unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|at| {
            let cells = lines.iter().filter_map(|(_, columns)| columns.get(at));
            let cells = cells.chain(heads.get(at)).map(|cell| width(cell));
            cells.max().unwrap_or(0)
        })
        .collect();
    let mut row = |name: &str, cells: &[String]| {
        let mut line = format!("{name}{}", " ".repeat(first.saturating_sub(width(name))));
        for (cell, width_of) in cells.iter().zip(&widths) {
            let space = width_of.saturating_sub(width(cell)) + 2;
            line.push_str(&" ".repeat(space));
            line.push_str(cell);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    };
    row("", &[]);
    row(title, heads);
    for (name, cells) in lines {
        row(&format!("  {name}"), cells);
    }
}

/// A number with its thousands apart: `1 000 000`.
fn grouped(number: i64) -> String {
    let digits = number.abs().to_string();
    let mut out = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    match number < 0 {
        true => format!("-{out}"),
        false => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_region(code: &str) -> pb::CommentsByCode {
        pb::CommentsByCode {
            code: code.into(),
            comment_count: 1,
            ..Default::default()
        }
    }

    #[test]
    fn numbers_stand_in_columns_in_each_language() {
        let report = pb::CommentReport {
            received_comment_count: 1_234_567,
            comment_count: 1_000_000,
            kinds: vec![pb::CommentsByCode {
                code: "KIND_NGO".into(),
                comment_count: 12,
                answered_comment_count: 3,
            }],
            regions: ["KZ-75", "KZ-71", ""].map(in_region).into(),
            provisions: vec![pb::CommentsOnProvision {
                version: "draftLaws/d/versions/v1".into(),
                ..Default::default()
            }],
            provision_count: 31,
            ..Default::default()
        };
        let titles = Titles {
            regions: HashMap::from([("KZ-75".into(), "Almaty".into())]),
            ..Titles::default()
        };
        for (language, lines) in [
            (
                Language::English,
                [
                    "  received   1 234 567",
                    "  v1 the whole draft",
                    "  … 30 more",
                ],
            ),
            (
                Language::Russian,
                ["  поступило", "  v1 проект в целом", "  … ещё 30"],
            ),
            (
                Language::Kazakh,
                ["  түскені", "  v1 жоба тұтас", "  … тағы 30"],
            ),
        ] {
            let table = table("draftLaws/d", &report, &[], language, &titles);
            assert!(table.starts_with("draftLaws/d\n\n"), "{table}");
            for line in lines {
                assert!(table.contains(line), "{line}\n{table}");
            }
            assert!(table.contains("\n  Almaty "), "{table}");
            assert!(
                table.contains("\n  KZ-71 "),
                "its title is not known: {table}"
            );
            assert!(!table.contains("KZ-75"), "{table}");
            assert!(!table.lines().any(|line| line.ends_with(' ')), "{table}");
        }
    }

    #[test]
    fn thousands_stand_apart() {
        let shown = [0, 999, 1_000, 1_000_000, -1_234].map(grouped);
        assert_eq!(shown, ["0", "999", "1 000", "1 000 000", "-1 234"]);
    }
}
