//! What was found, laid out for people: a line a hit, the places where the words stand under it, then the counts.

use common::{Language, names, text};
use kenes_proto::consultation as pb;

/// How what was found begins and ends on a terminal: bold and green.
const COLORED: [&str; 2] = ["\u{1b}[1;32m", "\u{1b}[0m"];
/// The same elsewhere.
const PLAIN: [&str; 2] = ["*", "*"];

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Shown {
    hits: Vec<Hit>,
    count: Option<i64>,
    facets: Vec<pb::SearchFacet>,
    not_covered: Vec<String>,
    progress: pb::SearchProgress,
}

#[derive(Debug)]
struct Hit {
    name: String,
    /// What is known of it: who, what for, what became of it.
    about: Vec<String>,
    fragments: Vec<pb::SearchFragment>,
}

// === impl Shown

impl Shown {
    /// Comments, with what their organizations were called in this language.
    pub(super) fn comments(answer: pb::SearchCommentsResponse, language: Language) -> Self {
        let hits = answer.comment_hits.into_iter().map(|hit| {
            let comment = hit.comment.unwrap_or_default();
            let standing = comment.standing.clone().unwrap_or_default();
            let title = text::pick_or(&standing.titles, language, &standing.display_title);
            let stance = comment.stance().as_str_name();
            let state = comment.state().as_str_name();
            Hit {
                about: told(&[title, word("STANCE_", stance), word("STATE_", state)]),
                name: comment.name,
                fragments: hit.fragments,
            }
        });
        Self {
            hits: hits.collect(),
            count: answer.match_count,
            facets: answer.facets,
            not_covered: answer.not_covered,
            progress: answer.progress.unwrap_or_default(),
        }
    }

    pub(super) fn laws(answer: pb::SearchDraftLawsResponse) -> Self {
        let hits = answer.draft_law_hits.into_iter().map(|hit| {
            let law = hit.draft_law.unwrap_or_default();
            let title = law.titles.first().map_or("", |title| &title.text);
            let state = law.state().as_str_name();
            Hit {
                about: told(&[title, word("STATE_", state)]),
                name: law.name,
                fragments: hit.fragments,
            }
        });
        Self {
            hits: hits.collect(),
            count: answer.match_count,
            facets: answer.facets,
            not_covered: answer.not_covered,
            progress: answer.progress.unwrap_or_default(),
        }
    }

    pub(super) fn recommendations(answer: pb::SearchRecommendationsResponse) -> Self {
        let hits = answer.recommendation_hits.into_iter().map(|hit| {
            let found = hit.recommendation.unwrap_or_default();
            let title = found.titles.first().map_or("", |title| &title.text);
            let kind = found.kind().as_str_name();
            let state = found.state().as_str_name();
            Hit {
                about: told(&[title, word("KIND_", kind), word("STATE_", state)]),
                name: found.name,
                fragments: hit.fragments,
            }
        });
        Self {
            hits: hits.collect(),
            count: answer.match_count,
            facets: answer.facets,
            not_covered: answer.not_covered,
            progress: answer.progress.unwrap_or_default(),
        }
    }

    /// All of it. What was found is coloured, or stands between asterisks.
    pub(super) fn text(&self, colored: bool) -> String {
        let marks = if colored { COLORED } else { PLAIN };
        let mut out = String::new();
        for hit in &self.hits {
            line(&mut out, &hit.name, &hit.about);
            for fragment in &hit.fragments {
                line(&mut out, &format!("    {}", marked(fragment, marks)), &[]);
            }
        }
        let found = match self.count {
            Some(0) | None => "nothing found".to_owned(),
            Some(count) => format!("{count} found, {} shown", self.hits.len()),
        };
        line(&mut out, &found, &[]);
        for facet in &self.facets {
            Self::facet(&mut out, facet);
        }
        for gap in &self.not_covered {
            line(&mut out, &format!("not in the record: {gap}"), &[]);
        }
        let pb::SearchProgress {
            read_entry_count: read,
            log_entry_count: size,
        } = self.progress;
        if read < size {
            let text = format!(
                "the index has read {read} of {size} entries of the log; what is in the others is not found yet"
            );
            line(&mut out, &text, &[]);
        }
        out
    }

    fn facet(out: &mut String, facet: &pb::SearchFacet) {
        line(out, "", &[]);
        line(out, &facet.field, &[]);
        let called = |value: &pb::SearchFacetValue| match value.title.is_empty() {
            true => names::id(&value.value).to_owned(),
            false => format!("{} ({})", value.title, names::id(&value.value)),
        };
        let called: Vec<(String, i64)> =
            facet.values.iter().map(|v| (called(v), v.count)).collect();
        let width = called.iter().map(|(name, _)| name.chars().count()).max();
        let width = width.unwrap_or(0);
        for (name, count) in called {
            let space = width.saturating_sub(name.chars().count());
            line(
                out,
                &format!("  {name}{}  {count:>9}", " ".repeat(space)),
                &[],
            );
        }
        if facet.more {
            line(out, "  … and others", &[]);
        }
    }
}

/// What is said of something, of what is known.
fn told(parts: &[&str]) -> Vec<String> {
    let known = parts.iter().filter(|part| !part.is_empty());
    known.map(|part| harmless(part)).collect()
}

/// The last part of a value of an enum; nothing where it is not said.
fn word<'a>(prefix: &str, value: &'a str) -> &'a str {
    match value.strip_prefix(prefix) {
        Some("UNSPECIFIED") | None => "",
        Some(word) => word,
    }
}

fn marked(fragment: &pb::SearchFragment, [begin, end]: [&str; 2]) -> String {
    let mut out = String::new();
    for piece in &fragment.pieces {
        let text = harmless(&piece.text);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (before, after) = (
            piece.text.starts_with(char::is_whitespace),
            piece.text.ends_with(char::is_whitespace),
        );
        out.push_str(if before { " " } else { "" });
        match piece.highlighted {
            true => out.extend([begin, &text, end]),
            false => out.push_str(&text),
        }
        out.push_str(if after && !text.is_empty() { " " } else { "" });
    }
    out
}

fn line(out: &mut String, text: &str, about: &[String]) {
    out.push_str(text);
    if !about.is_empty() {
        out.extend(["  ", &about.join(" · ")]);
    }
    out.push('\n');
}

/// A text in one line, without what would move the cursor of a terminal: what people write is shown and not obeyed.
fn harmless(text: &str) -> String {
    text.replace(char::is_control, " ")
}

#[cfg(test)]
mod tests {
    use kenes_proto::gtype::LocalizedText;

    use super::*;

    fn piece(text: &str, highlighted: bool) -> pb::FragmentPiece {
        pb::FragmentPiece {
            text: text.into(),
            highlighted,
        }
    }

    #[test]
    fn what_people_write_does_not_move_the_cursor() {
        let fragment = pb::SearchFragment {
            pieces: vec![piece("a\u{1b}[2J", false), piece("b\u{7}", true)],
            ..Default::default()
        };
        assert_eq!(marked(&fragment, PLAIN), "a [2J*b*");
    }

    fn title(text: &str, language: &str) -> LocalizedText {
        LocalizedText {
            text: text.into(),
            language_code: language.into(),
        }
    }

    #[test]
    fn what_was_found_is_marked_and_the_counts_stand_in_columns() {
        let comment = pb::Comment {
            name: "consultations/c/comments/x".into(),
            state: pb::comment::State::Answered.into(),
            standing: Some(pb::StandingRecord {
                display_title: "Adilet Ұйымы".into(),
                titles: vec![
                    title("Adilet Ұйымы", "kk"),
                    title("Общество «Адилет»", "ru"),
                ],
                ..Default::default()
            }),
            ..Default::default()
        };
        let fragment = pb::SearchFragment {
            source: "texts".into(),
            language_code: "en".into(),
            pieces: vec![
                piece("…", false),
                piece("twenty\n", false),
                piece("days", true),
            ],
        };
        let value = |value: &str, title: &str, count| pb::SearchFacetValue {
            value: value.into(),
            title: title.into(),
            count,
        };
        let answer = pb::SearchCommentsResponse {
            comment_hits: vec![pb::CommentHit {
                comment: Some(comment),
                fragments: vec![fragment],
                score: 0.0,
            }],
            match_count: Some(12),
            facets: vec![pb::SearchFacet {
                field: "organization".into(),
                values: vec![
                    value("//registry.kenes/organizations/adilet", "Adilet", 11),
                    value("//registry.kenes/organizations/umit", "", 1),
                ],
                more: true,
            }],
            progress: Some(pb::SearchProgress {
                read_entry_count: 5,
                log_entry_count: 7,
            }),
            ..Default::default()
        };
        let shown = Shown::comments(answer, Language::Russian);
        let plain = shown.text(false);
        for wanted in [
            "consultations/c/comments/x  Общество «Адилет» · ANSWERED\n",
            "    …twenty *days*\n",
            "12 found, 1 shown\n",
            "  Adilet (adilet)         11\n",
            "  umit                     1\n",
            "  … and others\n",
            "5 of 7 entries",
        ] {
            assert!(plain.contains(wanted), "{wanted}\n{plain}");
        }
        assert!(shown.text(true).contains("\u{1b}[1;32mdays\u{1b}[0m"));
        assert_eq!(Shown::default().text(false), "nothing found\n");
    }
}
