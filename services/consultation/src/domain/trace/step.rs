//! The steps of a trace, one way of telling a kind. Recommendations and answers are in `point`, provisions in `provision`.

use common::{Language, date, names, text};
use kenes_proto::{
    consultation::{self as pb, TraceChange, TraceStep, comment::Stance, trace_step::Kind},
    gtype::{Date, LocalizedText},
    types::{ProposedChange, ProvisionRef},
};

use super::{
    Placed, Teller,
    phrases::{self, Phrase, say},
};
use crate::domain::{comment, hearing, standing, succession};

impl Teller<'_> {
    pub(super) fn law(&self, law: &pb::DraftLaw) -> Placed {
        let time = introduced(law);
        let who = self.title_of(&law.initiator, time);
        let phrase = match who.is_empty() {
            true => Phrase::LawIntroduced,
            false => Phrase::Introduces,
        };
        let step = TraceStep {
            title: self.short(&law.titles),
            language_code: self.other_language([&law.titles]),
            summary: say(self.language, phrase, &who, ""),
            who: named([who]),
            state: law.state().as_str_name().to_owned(),
            ..step(Kind::DraftLaw, &law.name, time)
        };
        placed(time, step)
    }

    pub(super) fn enactment(&self, law: &pb::DraftLaw, time: i64) -> Placed {
        let step = TraceStep {
            title: self.short(&law.titles),
            language_code: self.other_language([&law.titles]),
            summary: say(self.language, Phrase::Enacted, "", &act(law)),
            state: law.state().as_str_name().to_owned(),
            ..step(Kind::Enactment, &law.name, time)
        };
        placed(time, step)
    }

    pub(super) fn version(&self, version: &pb::DraftLawVersion) -> Placed {
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
            title: one_line(&title, self.title),
            summary: say(self.language, Phrase::VersionPublished, "", id),
            state: version.state().as_str_name().to_owned(),
            ..step(Kind::Version, &version.name, time)
        };
        placed(time, step)
    }

    /// A comment; `proposed` is the provision whose wording it proposes to change.
    pub(super) fn comment(
        &self,
        comment: &pb::Comment,
        proposed: Option<&pb::Provision>,
    ) -> Placed {
        let person = comment
            .author
            .as_ref()
            .map_or("", |a| a.display_name.as_str());
        let time = comment::moment(comment);
        let who = [self.spoken_for(comment), one_line(person, self.title)];
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
        let change = comment.proposed_change.as_ref();
        let step = TraceStep {
            summary: say(self.language, phrase, shown, what),
            state: comment.state().as_str_name().to_owned(),
            text: self.long(&comment.texts),
            reasons: self.long(&comment.reasons),
            proposed_change: change.map(|change| self.change(change, proposed)),
            language_code: self.other_language([&comment.texts, &comment.reasons]),
            who: named(who),
            ..step(Kind::Comment, &comment.name, time)
        };
        placed(time, step)
    }

    /// What the organization was called for which a comment speaks: as it was recorded, or else as the registry knows of that day.
    fn spoken_for(&self, comment: &pb::Comment) -> String {
        let record = comment.standing.as_ref();
        let organization = comment::on_behalf_of(comment);
        let known = match standing::titles(record) {
            [] => self.known_title(organization, comment::moment(comment)),
            _ => None,
        };
        known.unwrap_or_else(|| match standing::title(record, self.language) {
            "" => names::id(organization).to_owned(),
            recorded => one_line(recorded, self.title),
        })
    }

    /// The wording that is proposed, beside that which it would replace.
    fn change(&self, change: &ProposedChange, present: Option<&pb::Provision>) -> TraceChange {
        let target = change.target.clone().unwrap_or_default();
        let old = match target.quote.as_str() {
            "" => present.map(|present| self.stretch(&target, &present.texts)),
            quote => Some(cut(quote, self.text)),
        };
        TraceChange {
            kind: change.kind,
            place: match target.eid.as_str() {
                "" => target.version,
                eid => names::child(&target.version, "provisions", eid),
            },
            old_words: old.unwrap_or_default(),
            new_words: self.long(&change.new_texts),
        }
    }

    /// The characters of a text that a place means: in its own language where it counts them, else the whole.
    fn stretch(&self, place: &ProvisionRef, texts: &[LocalizedText]) -> String {
        let counted = Language::of_code(&place.language_code).filter(|_| place.end_char > 0);
        let Some(found) = counted.and_then(|language| text::find(texts, language)) else {
            return self.long(texts);
        };
        let [start, end] =
            [place.start_char, place.end_char].map(|n| usize::try_from(n).unwrap_or(0));
        let meant: String = found.chars().take(end).skip(start).collect();
        cut(&meant, self.text)
    }

    pub(super) fn proposal(&self, proposal: &pb::ConsultationProposal) -> Placed {
        let author = proposal.author.as_ref();
        let time = date::moment(proposal.submit_time.as_ref());
        let organization = author.map_or("", |author| author.on_behalf_of.as_str());
        let who = self.title_of(organization, time);
        let person = author.map_or("", |author| author.display_name.as_str());
        let step = TraceStep {
            title: self.short(&proposal.titles),
            summary: say(self.language, Phrase::Proposes, &who, ""),
            state: proposal.state().as_str_name().to_owned(),
            text: self.long(&proposal.texts),
            language_code: self.other_language([&proposal.titles, &proposal.texts]),
            who: named([who, one_line(person, self.title)]),
            ..step(Kind::ConsultationProposal, &proposal.name, time)
        };
        placed(time, step)
    }

    pub(super) fn hearing(&self, hearing: &pb::Hearing) -> Placed {
        let time = hearing::start(hearing);
        let who = self.title_of(&hearing.organizer, time);
        let step = TraceStep {
            title: self.short(&hearing.titles),
            language_code: self.other_language([&hearing.titles]),
            summary: say(self.language, Phrase::HeldBy, &who, ""),
            state: hearing.state().as_str_name().to_owned(),
            who: named([who]),
            ..step(Kind::Hearing, &hearing.name, time)
        };
        placed(time, step)
    }

    pub(super) fn consultation(&self, consultation: &pb::Consultation) -> Placed {
        let time = moment(None, consultation.open_time.as_ref());
        let who = self.title_of(succession::first_organizer(consultation), time);
        let step = TraceStep {
            title: self.short(&consultation.titles),
            language_code: self.other_language([&consultation.titles]),
            summary: say(self.language, Phrase::HeldBy, &who, ""),
            state: consultation.state().as_str_name().to_owned(),
            who: named([who]),
            ..step(Kind::Consultation, &consultation.name, time)
        };
        placed(time, step)
    }

    // === words

    pub(super) fn pick<'t>(&self, texts: &'t [LocalizedText]) -> &'t str {
        text::pick(texts, self.language)
    }

    pub(super) fn short(&self, texts: &[LocalizedText]) -> String {
        one_line(self.pick(texts), self.title)
    }

    pub(super) fn long(&self, texts: &[LocalizedText]) -> String {
        cut(self.pick(texts), self.text)
    }

    /// The beginning of a text, of at most so many characters.
    pub(super) fn cut(&self, texts: &[LocalizedText], limit: usize) -> String {
        cut(self.pick(texts), limit.min(self.text))
    }

    /// The code of the language in which texts are shown that lack the one asked for; empty where none lacks it.
    pub(super) fn other_language<const N: usize>(&self, all: [&Vec<LocalizedText>; N]) -> String {
        let lacking = all
            .into_iter()
            .find(|texts| !texts.is_empty() && text::find(texts, self.language).is_none());
        let found = lacking.and_then(|texts| {
            let mut others = self.language.with_fallback();
            others.find(|other| text::find(texts, *other).is_some())
        });
        found.map_or("", Language::code).to_owned()
    }

    /// The title of an organization on the day of `time`; its id where the registry did not say.
    pub(super) fn title_of(&self, organization: &str, time: i64) -> String {
        let known = self.known_title(organization, time);
        known.unwrap_or_else(|| names::id(organization).to_owned())
    }

    /// Its title today.
    pub(super) fn title_now(&self, organization: &str) -> String {
        self.title_of(organization, self.now)
    }

    fn known_title(&self, organization: &str, time: i64) -> Option<String> {
        let key = (organization.to_owned(), date::local_number(time));
        let title = self.short(self.titles.get(&key)?);
        (!title.is_empty()).then_some(title)
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

/// When a draft law was introduced.
pub(super) fn introduced(law: &pb::DraftLaw) -> i64 {
    moment(law.introduce_date.as_ref(), law.create_time.as_ref())
}

/// When a recommendation was adopted, or drafted.
pub(super) fn adopted(recommendation: &pb::Recommendation) -> i64 {
    let day = recommendation.adopt_date.as_ref();
    moment(day, recommendation.create_time.as_ref())
}

/// When an answer was given.
pub(super) fn answered(response: &pb::Response) -> i64 {
    moment(
        response.respond_date.as_ref(),
        response.create_time.as_ref(),
    )
}

/// The act that a draft law became.
pub(super) fn act(law: &pb::DraftLaw) -> String {
    let day = law.enact_date.as_ref().map(date::show);
    let (number, iri) = (law.act_number.clone(), law.enacted_act_iri.clone());
    named([number, day.unwrap_or_default(), iri]).join(", ")
}

pub(super) fn placed(time: i64, step: TraceStep) -> Placed {
    Placed {
        time,
        place: 0,
        step,
    }
}

/// At most `limit` characters, and dots where something is left out; nothing of a text of which nothing is to be shown.
pub(crate) fn cut(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some(_) if limit == 0 => String::new(),
        Some((end, _)) => format!("{}...", &text[..end]),
    }
}

/// The same on one line, the dots counted too.
pub(super) fn one_line(text: &str, limit: usize) -> String {
    let line = text.replace('\n', " ");
    match line.chars().nth(limit) {
        None => line,
        Some(_) => {
            let kept: String = line.chars().take(limit.saturating_sub(3)).collect();
            format!("{}...", kept.trim_end())
        }
    }
}
