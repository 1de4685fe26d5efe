//! The steps of a trace, one way of telling a kind. Recommendations and answers are in `point`.

use common::{date, names, text};
use kenes_proto::{
    consultation::{self as pb, ChangeKind, TraceStep, comment::Stance, trace_step::Kind},
    gtype::{Date, LocalizedText},
};

use super::{
    ProvisionInVersion, Teller,
    phrases::{self, Phrase, say},
};
use crate::domain::{comment, hearing};

const MAX_TITLE: usize = 200;
const MAX_TEXT: usize = 2_000;

impl Teller<'_> {
    pub(super) fn law(&self, law: &pb::DraftLaw) -> (i64, TraceStep) {
        let who = self.title_of(&law.initiator);
        let phrase = match who.is_empty() {
            true => Phrase::LawIntroduced,
            false => Phrase::Introduces,
        };
        let time = moment(law.introduce_date.as_ref(), law.create_time.as_ref());
        let step = TraceStep {
            title: self.short(&law.titles),
            summary: say(self.language, phrase, &who, ""),
            who: named([who]),
            state: law.state().as_str_name().to_owned(),
            ..step(Kind::DraftLaw, &law.name, time)
        };
        (time, step)
    }

    pub(super) fn enactment(&self, law: &pb::DraftLaw, time: i64) -> (i64, TraceStep) {
        let day = law.enact_date.as_ref().map(date::show);
        let what = named([
            law.act_number.clone(),
            day.unwrap_or_default(),
            law.enacted_act_iri.clone(),
        ]);
        let step = TraceStep {
            title: self.short(&law.titles),
            summary: say(self.language, Phrase::Enacted, "", &what.join(", ")),
            state: law.state().as_str_name().to_owned(),
            ..step(Kind::Enactment, &law.name, time)
        };
        (time, step)
    }

    pub(super) fn version(&self, version: &pb::DraftLawVersion) -> (i64, TraceStep) {
        let id = names::id(&version.name);
        let title = match version.label.as_str() {
            "" => id.to_owned(),
            label => format!("{id}: {label}"),
        };
        let time = moment(
            None,
            version
                .publish_time
                .as_ref()
                .or(version.create_time.as_ref()),
        );
        let step = TraceStep {
            title: clip(&title, MAX_TITLE),
            summary: say(self.language, Phrase::VersionPublished, "", id),
            state: version.state().as_str_name().to_owned(),
            ..step(Kind::Version, &version.name, time)
        };
        (time, step)
    }

    pub(super) fn provision(&self, in_version: &ProvisionInVersion) -> (i64, TraceStep) {
        let provision = &in_version.provision;
        let text = self.pick(&provision.texts);
        // A number with a word in it (`15-бап.`) is in one language only.
        let num = Some(provision.num.as_str()).filter(|num| !num.chars().any(char::is_alphabetic));
        let words = match self.pick(&provision.headings) {
            "" => text,
            heading => heading,
        };
        let title = format!("{} {words}", num.unwrap_or_default());
        let old = in_version.old.as_ref();
        let mut told = TraceStep {
            title: clip(title.trim(), MAX_TITLE),
            old_text: old.map_or("", |old| self.pick(&old.texts)).to_owned(),
            new_text: text.to_owned(),
            ..step(Kind::Provision, &provision.name, in_version.time)
        };
        let mut change = provision.change_from_base();
        let (before, gone) = (
            old.map_or("", |old| old.eid.as_str()),
            names::id(&in_version.gone_in),
        );
        if !gone.is_empty() && change != ChangeKind::Changed {
            // Its end says more than that it had been the same until then.
            change = ChangeKind::Deleted;
            told.old_text = std::mem::take(&mut told.new_text);
        }
        told.set_change_kind(change);
        let what = format!("{} ({})", provision.eid, names::id(&in_version.version));
        told.summary = match change {
            ChangeKind::Unspecified => say(self.language, Phrase::AsPublished, "", &what),
            ChangeKind::Unchanged => say(self.language, Phrase::Unchanged, "", &what),
            ChangeKind::Changed => say(self.language, Phrase::Changed, "", &what),
            ChangeKind::New => say(self.language, Phrase::New, "", &what),
            ChangeKind::Renumbered => say(self.language, Phrase::Renumbered, before, &what),
            ChangeKind::Deleted => say(self.language, Phrase::Deleted, gone, &what),
        };
        if change == ChangeKind::Changed && !gone.is_empty() {
            let deleted = say(self.language, Phrase::Deleted, gone, &what);
            told.summary = format!("{}; {deleted}", told.summary);
        }
        (in_version.time, told)
    }

    pub(super) fn comment(&self, comment: &pb::Comment) -> (i64, TraceStep) {
        let person = comment
            .author
            .as_ref()
            .map_or("", |a| a.display_name.as_str());
        let organization = match &comment.standing {
            Some(standing) if !standing.display_title.is_empty() => standing.display_title.clone(),
            _ => self.title_of(comment::on_behalf_of(comment)),
        };
        let who = [organization, person.to_owned()];
        let shown = who.iter().find(|name| !name.is_empty());
        let anybody = phrases::anybody(self.language);
        let shown = shown.map_or(anybody, String::as_str);
        let target = comment.target.clone().unwrap_or_default();
        let what = match target.eid.as_str() {
            "" => names::id(&target.version),
            eid => eid,
        };
        let phrase = match comment.stance() {
            Stance::Support => Phrase::Supports,
            Stance::Oppose => Phrase::Opposes,
            Stance::Amend => Phrase::Amends,
            Stance::Question => Phrase::Asks,
            Stance::Unspecified => Phrase::Comments,
        };
        let time = moment(None, comment.submit_time.as_ref());
        let step = TraceStep {
            title: self.short(&comment.texts),
            summary: say(self.language, phrase, shown, what),
            state: comment.state().as_str_name().to_owned(),
            text: self.long(&comment.texts),
            reasons: self.long(&comment.reasons),
            who: named(who),
            ..step(Kind::Comment, &comment.name, time)
        };
        (time, step)
    }

    pub(super) fn hearing(&self, hearing: &pb::Hearing) -> (i64, TraceStep) {
        let who = self.title_of(&hearing.organizer);
        let time = hearing::start(hearing);
        let step = TraceStep {
            title: self.short(&hearing.titles),
            summary: say(self.language, Phrase::HeldBy, &who, ""),
            state: hearing.state().as_str_name().to_owned(),
            who: named([who]),
            ..step(Kind::Hearing, &hearing.name, time)
        };
        (time, step)
    }

    pub(super) fn consultation(&self, consultation: &pb::Consultation) -> (i64, TraceStep) {
        let who = self.title_of(&consultation.organizer);
        let time = moment(None, consultation.open_time.as_ref());
        let step = TraceStep {
            title: self.short(&consultation.titles),
            summary: say(self.language, Phrase::HeldBy, &who, ""),
            state: consultation.state().as_str_name().to_owned(),
            who: named([who]),
            ..step(Kind::Consultation, &consultation.name, time)
        };
        (time, step)
    }

    // === words

    pub(super) fn pick<'t>(&self, texts: &'t [LocalizedText]) -> &'t str {
        text::pick(texts, self.language)
    }

    pub(super) fn short(&self, texts: &[LocalizedText]) -> String {
        clip(self.pick(texts), MAX_TITLE)
    }

    pub(super) fn long(&self, texts: &[LocalizedText]) -> String {
        clip(self.pick(texts), MAX_TEXT)
    }

    /// The title of an organization; its id where the registry did not say.
    pub(super) fn title_of(&self, organization: &str) -> String {
        let title = self
            .titles
            .get(organization)
            .map(|titles| self.pick(titles));
        match title {
            Some(title) if !title.is_empty() => title.to_owned(),
            _ => names::id(organization).to_owned(),
        }
    }
}

pub(super) fn step(kind: Kind, name: &str, time: i64) -> TraceStep {
    TraceStep {
        kind: kind.into(),
        name: name.to_owned(),
        time: Some(date::timestamp(time)),
        ..Default::default()
    }
}

/// The first moment of the day, or the time where there is no day.
pub(super) fn moment(day: Option<&Date>, time: Option<&prost_types::Timestamp>) -> i64 {
    match day {
        Some(day) => date::first_moment(day),
        None => date::moment(time),
    }
}

pub(super) fn named<const N: usize>(names: [String; N]) -> Vec<String> {
    names.into_iter().filter(|name| !name.is_empty()).collect()
}

/// At most `limit` characters, the last three of them dots where something is left out. Line breaks become spaces in
/// what is one line.
fn clip(text: &str, limit: usize) -> String {
    let line = match limit {
        MAX_TITLE => text.replace('\n', " "),
        _ => text.to_owned(),
    };
    match line.char_indices().nth(limit) {
        None => line,
        Some((end, _)) if limit == MAX_TEXT => format!("{}...", &line[..end]),
        Some(_) => {
            let kept: String = line.chars().take(limit - 3).collect();
            format!("{}...", kept.trim_end())
        }
    }
}
