//! A row of a comparative table: what stands in each of its cells, in one language.
//!
//! Owns the words of a row; `words` are those of the header, `html` a page of them. In what order comments come is the store's, who
//! a body is the registry's.

pub(crate) mod html;
mod words;

use common::{Language, date, names, text};
use kenes_proto::{
    consultation::{self as pb, comment::State, comment::Verification, response::Outcome},
    gtype::LocalizedText,
    types::ProvisionRef,
};

use super::{
    label::{capital, label},
    standing,
    titles::{self, Titles},
    trace::phrases::{self, Phrase},
};
pub(crate) use words::{change, header, title};

/// The cells of a row: number, provision, text, proposed text, author and reasons, decision and reasons.
pub(crate) type Row = [String; 6];

/// Comments on one place of the text, each with the answers to it.
#[derive(Clone, Debug)]
pub(crate) struct Commented {
    /// The number of the place in the text; 0 for the version as a whole.
    pub(crate) order: i64,
    pub(crate) place: Place,
    pub(crate) comments: Vec<(pb::Comment, Vec<pb::Response>)>,
}

/// What is spoken about.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    Whole,
    Provision {
        /// The provisions that hold it, the outermost first.
        path: Vec<pb::Provision>,
        provision: Box<pb::Provision>,
    },
}

// === impl Commented

impl Commented {
    /// The organizations that are named, and may be unknown.
    pub(crate) fn organizations(&self) -> impl Iterator<Item = &str> {
        let named = self.comments.iter().flat_map(|(comment, answers)| {
            let asked = answers.iter().flat_map(|answer| {
                let responder = answer.responder.as_ref();
                let referred = answer.details.as_ref().map(|d| d.referred_to.as_str());
                responder
                    .map(|actor| actor.organization.as_str())
                    .into_iter()
                    .chain(referred)
            });
            let author = comment
                .author
                .as_ref()
                .filter(|_| comment.standing.is_none());
            author
                .map(|author| author.on_behalf_of.as_str())
                .into_iter()
                .chain(asked)
        });
        named.filter(|name| !name.is_empty())
    }

    /// The rows, numbered after `number`. `first` says whether those before were on another place: the text stands once.
    pub(crate) fn rows(
        &self,
        language: Language,
        titles: &Titles,
        number: i64,
        first: bool,
    ) -> Vec<Row> {
        let writer = Writer { language, titles };
        let (label, words) = match &self.place {
            Place::Whole => (words::whole(language).to_owned(), ""),
            Place::Provision { path, provision } => (
                writer.label(path, provision),
                text::pick(&provision.texts, language),
            ),
        };
        let numbered = self.comments.iter().zip(number + 1..).enumerate();
        let rows = numbered.map(|(n, ((comment, answers), number))| {
            let words = if first && n == 0 { words } else { "" };
            [
                number.to_string(),
                label.clone(),
                words.to_owned(),
                writer.proposed(comment),
                writer.said(comment),
                writer.decided(comment, answers),
            ]
        });
        rows.collect()
    }
}

/// Says things in a language, with what organizations are called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Writer<'t> {
    pub(crate) language: Language,
    pub(crate) titles: &'t Titles,
}

// === impl Writer

impl Writer<'_> {
    fn pick<'a>(&self, texts: &'a [LocalizedText]) -> &'a str {
        text::pick(texts, self.language)
    }

    fn say(&self, phrase: Phrase, who: &str, what: &str) -> String {
        phrases::say(self.language, phrase, who, what)
    }

    /// `Chapter 1, Article 2. The heading`.
    fn label(&self, path: &[pb::Provision], provision: &pb::Provision) -> String {
        let way = label(path, provision, self.language);
        let label = joined(&[&way, self.pick(&provision.headings)], ". ");
        match label.is_empty() {
            true => provision.eid.clone(),
            false => label,
        }
    }

    fn proposed(&self, comment: &pb::Comment) -> String {
        let Some(change) = &comment.proposed_change else {
            return String::new();
        };
        let kind = words::change(self.language, change.kind());
        let elsewhere = |target: &&ProvisionRef| {
            let about = comment.target.as_ref();
            about.is_none_or(|about| about.eid != target.eid)
        };
        let target = change.target.as_ref().filter(elsewhere);
        let eid = target.map_or("", |target| target.eid.as_str());
        let head = joined(&[kind, eid], ": ");
        joined(&[&head, self.pick(&change.new_texts)], "\n")
    }

    /// Who said it, when, what became of it, and what it says.
    fn said(&self, comment: &pb::Comment) -> String {
        let gone = match comment.state() {
            State::Withdrawn => self.say(Phrase::Withdrawn, "", ""),
            State::Disavowed => self.say(Phrase::Disavowed, "", ""),
            State::Hidden => self.say(Phrase::Hidden, "", ""),
            State::Redacted => self.say(Phrase::Erased, "", ""),
            _ => String::new(),
        };
        let day = date::moment(comment.submit_time.as_ref());
        let day = date::show(&date::local_day(day));
        let head = joined(&[&self.author(comment), &day], ", ");
        let texts = [self.pick(&comment.texts), self.pick(&comment.reasons)];
        joined(&[&head, &gone, texts[0], texts[1]], "\n")
    }

    fn author(&self, comment: &pb::Comment) -> String {
        let author = comment.author.clone().unwrap_or_default();
        let organization = match standing::title(comment.standing.as_ref(), self.language) {
            "" => self.organization(&author.on_behalf_of),
            recorded => recorded.to_owned(),
        };
        let person = joined(&[&author.display_name, &author.role], ", ");
        let name = match (organization.as_str(), person.as_str()) {
            ("", "") => phrases::anybody(self.language).to_owned(),
            ("", person) => person.to_owned(),
            (organization, "") => organization.to_owned(),
            (organization, person) => format!("{organization} ({person})"),
        };
        let checked = match comment.verification() {
            Verification::Pending | Verification::NotVerified => words::unverified(self.language),
            _ => "",
        };
        joined(&[&name, checked], ", ")
    }

    /// What an organization is called.
    fn organization(&self, name: &str) -> String {
        titles::called(self.titles, name, self.language).to_owned()
    }

    fn decided(&self, comment: &pb::Comment, answers: &[pb::Response]) -> String {
        if answers.is_empty() && comment.state() == State::Published {
            return self.say(Phrase::NotAnswered, "", "");
        }
        let answers: Vec<String> = answers.iter().map(|answer| self.answer(answer)).collect();
        answers.join("\n\n")
    }

    /// The outcome in words, who decided and when, and why.
    fn answer(&self, answer: &pb::Response) -> String {
        let outcome = match answer.outcome() {
            Outcome::Unspecified => "",
            outcome => phrases::outcome(self.language, outcome),
        };
        let responder = answer.responder.as_ref();
        let body =
            responder.map_or_else(String::new, |actor| self.organization(&actor.organization));
        let day = answer
            .respond_date
            .as_ref()
            .map_or_else(String::new, date::show);
        let head = joined(&[&capital(outcome), &body, &day], ", ");
        let mut lines = vec![head];
        if let Some(details) = &answer.details {
            lines.extend(self.details(details));
        }
        lines.push(self.pick(&answer.texts).to_owned());
        lines.push(self.pick(&answer.reasons).to_owned());
        let places = places(&answer.implemented_in);
        if !places.is_empty() {
            lines.push(self.say(Phrase::CarriedOut, "", &places));
        }
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        joined(&lines, "\n")
    }

    /// What goes with an outcome, a line each.
    pub(crate) fn details(&self, details: &pb::OutcomeDetails) -> Vec<String> {
        let mut lines = Vec::new();
        let [accepted, declined] = words::parts(self.language);
        for (word, texts) in [
            (accepted, &details.accepted_texts),
            (declined, &details.declined_texts),
        ] {
            if !texts.is_empty() {
                lines.push(format!("{word}: {}", self.pick(texts)));
            }
        }
        let places = places(&details.provided_by);
        let acts = details.provided_by_acts.join(", ");
        let provided = joined(&[&places, &acts], ", ");
        let referred = self.organization(&details.referred_to);
        for (phrase, what) in [
            (Phrase::ProvidedBy, provided.as_str()),
            (Phrase::SupersededBy, details.superseded_by.as_str()),
        ] {
            if !what.is_empty() {
                lines.push(self.say(phrase, "", what));
            }
        }
        if !referred.is_empty() {
            lines.push(self.say(Phrase::ReferredTo, &referred, ""));
        }
        lines
    }
}

/// Places of texts: `v2 art_3`.
fn places(places: &[ProvisionRef]) -> String {
    let place = |at: &ProvisionRef| joined(&[names::id(&at.version), &at.eid], " ");
    let places: Vec<String> = places.iter().map(place).collect();
    places.join(", ")
}

/// What says something, one after the other.
fn joined(parts: &[&str], between: &str) -> String {
    let said = parts.iter().filter(|part| !part.is_empty());
    said.copied().collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests;
