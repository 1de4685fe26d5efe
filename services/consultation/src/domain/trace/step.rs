//! The steps of a trace, one way of telling a kind.

use common::{date, names, text};
use kenes_proto::{
    consultation::{
        self as pb, ChangeKind, TraceStep,
        comment::Stance,
        recommendation::{Kind as Form, State},
        trace_step::Kind,
    },
    gtype::{Date, LocalizedText},
};

use super::{
    Place, Teller,
    phrases::{self, Phrase, say},
};
use crate::domain::{comment, hearing, response};

const MAX_TITLE: usize = 200;
const MAX_TEXT: usize = 2_000;

impl Teller<'_> {
    pub(super) fn law(&self, it: &pb::DraftLaw) -> (i64, TraceStep) {
        let who = self.title_of(&it.initiator);
        let phrase = match who.is_empty() {
            true => Phrase::LawIntroduced,
            false => Phrase::Introduces,
        };
        let time = moment(it.introduce_date.as_ref(), it.create_time.as_ref());
        let step = TraceStep {
            title: self.short(&it.titles),
            summary: say(self.language, phrase, &who, ""),
            who: named([who]),
            state: it.state().as_str_name().to_owned(),
            ..step(Kind::DraftLaw, &it.name, time)
        };
        (time, step)
    }

    pub(super) fn enactment(&self, it: &pb::DraftLaw, time: i64) -> (i64, TraceStep) {
        let step = TraceStep {
            title: self.short(&it.titles),
            summary: say(self.language, Phrase::Enacted, "", &it.enacted_act_iri),
            state: it.state().as_str_name().to_owned(),
            ..step(Kind::Enactment, &it.name, time)
        };
        (time, step)
    }

    pub(super) fn version(&self, it: &pb::DraftLawVersion) -> (i64, TraceStep) {
        let id = names::id(&it.name);
        let title = match it.label.as_str() {
            "" => id.to_owned(),
            label => format!("{id}: {label}"),
        };
        let time = moment(None, it.publish_time.as_ref().or(it.create_time.as_ref()));
        let step = TraceStep {
            title: clip(&title, MAX_TITLE),
            summary: say(self.language, Phrase::VersionPublished, "", id),
            state: it.state().as_str_name().to_owned(),
            ..step(Kind::Version, &it.name, time)
        };
        (time, step)
    }

    pub(super) fn place(&self, it: &Place) -> (i64, TraceStep) {
        let provision = &it.provision;
        let text = self.pick(&provision.texts);
        // A number with a word in it (`15-бап.`) is in one language only.
        let num = Some(provision.num.as_str()).filter(|num| !num.chars().any(char::is_alphabetic));
        let words = match self.pick(&provision.headings) {
            "" => text,
            heading => heading,
        };
        let title = format!("{} {words}", num.unwrap_or_default());
        let old = it.old.as_ref();
        let mut told = TraceStep {
            title: clip(title.trim(), MAX_TITLE),
            old_text: old.map_or("", |old| self.pick(&old.texts)).to_owned(),
            new_text: text.to_owned(),
            ..step(Kind::Provision, &provision.name, it.time)
        };
        let mut change = provision.change_from_base();
        let (before, gone) = (
            old.map_or("", |old| old.eid.as_str()),
            names::id(&it.gone_in),
        );
        if !gone.is_empty() && change != ChangeKind::Changed {
            // Its end says more than that it had been the same until then.
            change = ChangeKind::Deleted;
            told.old_text = std::mem::take(&mut told.new_text);
        }
        told.set_change_kind(change);
        let what = format!("{} ({})", provision.eid, names::id(&it.version));
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
        (it.time, told)
    }

    pub(super) fn comment(&self, it: &pb::Comment) -> (i64, TraceStep) {
        let person = it.author.as_ref().map_or("", |a| a.display_name.as_str());
        let organization = match &it.standing {
            Some(standing) if !standing.display_title.is_empty() => standing.display_title.clone(),
            _ => self.title_of(comment::on_behalf_of(it)),
        };
        let who = [organization, person.to_owned()];
        let shown = who.iter().find(|name| !name.is_empty());
        let anybody = phrases::anybody(self.language);
        let shown = shown.map_or(anybody, String::as_str);
        let target = it.target.clone().unwrap_or_default();
        let what = match target.eid.as_str() {
            "" => names::id(&target.version),
            eid => eid,
        };
        let phrase = match it.stance() {
            Stance::Support => Phrase::Supports,
            Stance::Oppose => Phrase::Opposes,
            Stance::Amend => Phrase::Amends,
            Stance::Question => Phrase::Asks,
            Stance::Unspecified => Phrase::Comments,
        };
        let time = moment(None, it.submit_time.as_ref());
        let step = TraceStep {
            title: self.short(&it.texts),
            summary: say(self.language, phrase, shown, what),
            state: it.state().as_str_name().to_owned(),
            text: self.long(&it.texts),
            reasons: self.long(&it.reasons),
            who: named(who),
            ..step(Kind::Comment, &it.name, time)
        };
        (time, step)
    }

    pub(super) fn hearing(&self, it: &pb::Hearing) -> (i64, TraceStep) {
        let who = self.title_of(&it.organizer);
        let time = hearing::start(it);
        let step = TraceStep {
            title: self.short(&it.titles),
            summary: say(self.language, Phrase::HeldBy, &who, ""),
            state: it.state().as_str_name().to_owned(),
            who: named([who]),
            ..step(Kind::Hearing, &it.name, time)
        };
        (time, step)
    }

    pub(super) fn recommendation(&self, it: &pb::Recommendation) -> (i64, TraceStep) {
        let who = self.title_of(&it.body);
        let (phrase, what) = match &it.vote {
            None => (Phrase::Drafts, String::new()),
            Some(vote) => (Phrase::Adopts, phrases::votes(self.language, vote)),
        };
        let form = match it.kind() {
            Form::Conclusion => Phrase::Conclusion,
            Form::Proposal => Phrase::Proposal,
            Form::Statement | Form::Unspecified => Phrase::Statement,
        };
        let form = say(self.language, form, "", "");
        let mut summary = say(self.language, phrase, &who, &form);
        if !what.is_empty() {
            summary = format!("{summary}: {what}");
        }
        if it.state() == State::Recalled {
            summary = format!(
                "{summary}; {}",
                say(self.language, Phrase::Recalled, "", "")
            );
        }
        let time = moment(it.adopt_date.as_ref(), it.create_time.as_ref());
        let step = TraceStep {
            title: self.short(&it.titles),
            summary,
            state: it.state().as_str_name().to_owned(),
            text: self.long(&it.texts),
            who: named([who]),
            ..step(Kind::Recommendation, &it.name, time)
        };
        (time, step)
    }

    pub(super) fn response(&self, it: &pb::Response) -> (i64, TraceStep) {
        let person = it
            .responder
            .as_ref()
            .map_or("", |a| a.display_name.as_str());
        let who = self.title_of(response::responder(it));
        let outcome = phrases::outcome(self.language, it.outcome());
        let title = match self.short(&it.texts) {
            text if text.is_empty() => outcome.to_owned(),
            text => text,
        };
        let time = moment(it.respond_date.as_ref(), it.create_time.as_ref());
        let step = TraceStep {
            title,
            summary: say(self.language, Phrase::Answers, &who, outcome),
            state: it.state().as_str_name().to_owned(),
            outcome: it.outcome,
            text: self.long(&it.texts),
            reasons: self.long(&it.reasons),
            who: named([who, person.to_owned()]),
            ..step(Kind::Response, &it.name, time)
        };
        (time, step)
    }

    // === words

    fn pick<'t>(&self, texts: &'t [LocalizedText]) -> &'t str {
        text::pick(texts, self.language)
    }

    fn short(&self, texts: &[LocalizedText]) -> String {
        clip(self.pick(texts), MAX_TITLE)
    }

    fn long(&self, texts: &[LocalizedText]) -> String {
        clip(self.pick(texts), MAX_TEXT)
    }

    /// The title of an organization; its id where the registry did not say.
    fn title_of(&self, organization: &str) -> String {
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

fn step(kind: Kind, name: &str, time: i64) -> TraceStep {
    TraceStep {
        kind: kind.into(),
        name: name.to_owned(),
        time: Some(date::timestamp(time)),
        ..Default::default()
    }
}

/// The first moment of the day, or the time where there is no day.
fn moment(day: Option<&Date>, time: Option<&prost_types::Timestamp>) -> i64 {
    match day {
        Some(day) => date::first_moment(day),
        None => time.map_or(0, date::micros),
    }
}

fn named<const N: usize>(names: [String; N]) -> Vec<String> {
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
