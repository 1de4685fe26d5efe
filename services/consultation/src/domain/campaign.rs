//! Rules of campaigns: what of a comment is compared, which campaign a group is, and what an answer to one must be.

use std::collections::HashMap;

use common::Error;
use kenes_proto::{
    consultation::{self as pb, campaign::State},
    gtype::LocalizedText,
    types::ErrorReason as Reason,
};
use prost::Message;

/// The largest answer in bytes: it is repeated under each comment.
const LARGEST_ANSWER: usize = 16 << 10;

/// What a comment says, in all its languages: its texts, its reasons, the wording it proposes.
pub(crate) fn said(comment: &pb::Comment) -> String {
    let mut all = String::new();
    let change = comment.proposed_change.as_ref();
    let wording = change.map_or(&[][..], |change| &change.new_texts);
    for texts in [&comment.texts[..], &comment.reasons, wording] {
        let mut texts: Vec<&LocalizedText> = texts.iter().collect();
        texts.sort_by_key(|text| &text.language_code);
        for text in texts {
            all.push_str(&text.text);
            all.push('\n');
        }
    }
    all
}

/// The consultation whose campaigns may change when this resource does: a comment, or an answer to a campaign.
pub(crate) fn concerned(name: &str) -> Option<&str> {
    let parts: Vec<&str> = name.split('/').collect();
    let (["consultations", consultation, "comments", _]
    | [
        "consultations",
        consultation,
        "campaigns",
        _,
        "responses",
        _,
    ]) = parts[..]
    else {
        return None;
    };
    Some(&name[.."consultations/".len() + consultation.len()])
}

/// Which campaign each group is, and which group has most of each campaign that is none any more. `overlaps` says how many comments
/// a campaign and a group have in common. A campaign goes to the group with which it has most, unless that has more with another;
/// of equals, to the first.
pub(crate) fn assign(
    overlaps: &HashMap<(String, usize), usize>,
) -> (HashMap<usize, String>, HashMap<String, usize>) {
    let mut sorted: Vec<(usize, &str, usize)> = overlaps
        .iter()
        .map(|((campaign, group), count)| (*count, campaign.as_str(), *group))
        .collect();
    sorted.sort_unstable_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut names: HashMap<usize, String> = HashMap::new();
    let mut taken: HashMap<String, usize> = HashMap::new();
    for (_, campaign, group) in &sorted {
        if !names.contains_key(group) && !taken.contains_key(*campaign) {
            names.insert(*group, (*campaign).to_owned());
            taken.insert((*campaign).to_owned(), *group);
        }
    }
    let mut ended: HashMap<String, usize> = HashMap::new();
    for (_, campaign, group) in sorted {
        if !taken.contains_key(campaign) {
            ended.entry(campaign.to_owned()).or_insert(group);
        }
    }
    (names, ended)
}

/// Counts an answer given to a campaign; one that ended is not answered.
pub(crate) fn answer(campaign: &mut pb::Campaign) -> Result<(), Error> {
    if campaign.state() == State::Ended {
        let now = match campaign.merged_into.as_str() {
            "" => "has no comments any more".to_owned(),
            other => format!("is a part of {other} now; answer that"),
        };
        let text = format!("{} {now}", campaign.name);
        let reason = Reason::StateTransitionForbidden;
        return Err(Error::refused(reason, &campaign.name, text));
    }
    campaign.response_count += 1;
    Ok(())
}

/// Refuses an answer that is too large to be repeated.
pub(crate) fn check_size(answer: &pb::Response) -> Result<(), Error> {
    let bytes = answer.encoded_len();
    if bytes <= LARGEST_ANSWER {
        return Ok(());
    }
    let say = format!(
        "has {bytes} bytes; an answer to a campaign is repeated under each of its comments and has at most {LARGEST_ANSWER}"
    );
    Err(Error::invalid(Reason::FieldInvalid, "response", say))
}

/// The answer to a campaign as it stands under one of its comments.
pub(crate) fn repeated(answer: &pb::Response) -> pb::Response {
    pb::Response {
        name: String::new(),
        uid: String::new(),
        etag: String::new(),
        create_time: None,
        update_time: None,
        receipt: None,
        campaign_response: answer.name.clone(),
        ..answer.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_campaign_stays_with_most_of_its_comments() {
        let overlaps = [
            (("a".to_owned(), 0), 5),
            (("b".to_owned(), 0), 9),
            (("b".to_owned(), 1), 2),
            (("c".to_owned(), 1), 2),
            (("d".to_owned(), 0), 1),
        ];
        let (names, ended) = assign(&overlaps.into());
        assert_eq!(names, [(0, "b".to_owned()), (1, "c".to_owned())].into());
        assert_eq!(ended, [("a".to_owned(), 0), ("d".to_owned(), 0)].into());
    }

    #[test]
    fn comments_and_answers_to_campaigns_concern_their_consultation() {
        for (name, found) in [
            ("consultations/c/comments/x", Some("consultations/c")),
            (
                "consultations/c/campaigns/x/responses/y",
                Some("consultations/c"),
            ),
            ("consultations/c/campaigns/x", None),
            ("consultations/c/comments/x/responses/y", None),
            ("consultations/c", None),
            ("draftLaws/d", None),
        ] {
            assert_eq!(concerned(name), found, "{name}");
        }
    }
}
