//! The verdict in fields, and in words: what became of it, in one or a few short sentences.

use common::{Language, date, names};
use kenes_proto::{
    consultation::{
        TraceAnswers, TraceCounts, TraceVerdict, carried_forward::Fate, response::Outcome,
    },
    types::ProvisionRef,
};

use super::{
    Teller,
    phrases::{self, Phrase, say},
    step::moment,
    verdict::{Answer, Asked, Counts, Facts, Text},
};
use crate::domain::response;

/// The beginning of the reasons that the verdict shows.
const MAX_REASONS: usize = 300;
/// The most places that the verdict names.
pub(crate) const MOST_PLACES: usize = 3;

impl Teller<'_> {
    /// What became of it, in fields.
    pub(super) fn verdict(&self, facts: &Facts) -> TraceVerdict {
        let mut verdict = TraceVerdict {
            state: facts.state.to_owned(),
            other_answer_count: whole(facts.others),
            counts: facts.counts.as_ref().map(|counts| self.counts(counts)),
            ..Default::default()
        };
        if let Some(answer) = &facts.answer {
            let given = &answer.response;
            let responder = response::responder(given);
            let time = moment(given.respond_date.as_ref(), given.create_time.as_ref());
            verdict.set_outcome(answer.outcome);
            verdict.answer.clone_from(&given.name);
            responder.clone_into(&mut verdict.responder);
            verdict.responder_title = self.title_of(responder, time);
            verdict.answer_time = Some(date::timestamp(time));
            verdict.with_reasons = answer.has_reasons();
            verdict.reasons = self.cut(&answer.reasons, MAX_REASONS);
            verdict.language_code = self.other_language([&answer.reasons]);
            verdict.recommendation.clone_from(&answer.recommendation);
            verdict.point = answer.point;
        }
        if let Some(to_others) = &facts.to_others {
            verdict
                .answer_to_others
                .clone_from(&to_others.response.name);
        }
        if let Some(asked) = &facts.asked {
            verdict.due_date = asked.due;
            verdict.overdue = asked.overdue;
            if facts.answer.is_none() {
                verdict.responder.clone_from(&asked.organization);
                verdict.responder_title = self.title_now(&asked.organization);
            }
        }
        if let Some(fate) = facts.text.as_ref().and_then(|text| text.fate.as_ref()) {
            verdict.text_fate = fate.fate;
            verdict.text_version.clone_from(&fate.version);
            verdict.text_eid.clone_from(&fate.eid);
        }
        verdict
    }

    fn counts(&self, counts: &Counts) -> TraceCounts {
        let answers = counts.answers.iter().map(|answers| TraceAnswers {
            responder: answers.responder.clone(),
            responder_title: self.title_now(&answers.responder),
            outcome: answers.outcome,
            count: answers.given,
            reasoned_count: answers.reasoned,
            carried_out_count: answers.carried_out,
        });
        TraceCounts {
            comment_count: counts.comments.unwrap_or(0),
            answered_comment_count: counts.answered,
            answers: answers.collect(),
            recommendation_count: i64::try_from(counts.recommendations).unwrap_or(i64::MAX),
            version_count: whole(counts.versions),
            changed_provision_count: fits(counts.changed),
            new_provision_count: fits(counts.new),
            renumbered_provision_count: fits(counts.renumbered),
            deleted_provision_count: fits(counts.deleted),
        }
    }

    // === in words

    /// What became of it, in words.
    pub(super) fn sentence(&self, facts: &Facts) -> String {
        let mut said = Vec::new();
        if let Some((phrase, what)) = &facts.standing {
            said.push(say(self.language, *phrase, "", what));
        }
        said.extend(facts.answer.as_ref().map(|answer| self.of_answer(answer)));
        said.extend(facts.to_others.as_ref().map(|answer| {
            let id = names::id(&answer.recommendation);
            say(self.language, Phrase::AnswersOthers, "", id)
        }));
        said.extend(
            facts
                .answer
                .as_ref()
                .and_then(|answer| self.of_details(answer)),
        );
        said.extend(self.of_places(facts));
        if let Some(asked) = &facts.asked {
            let partly = facts.answer.is_some() || facts.counts.is_some();
            said.push(self.of_asked(asked, partly));
        }
        said.extend(facts.text.as_ref().map(|text| self.of_text(text)));
        if let Some(counts) = &facts.counts {
            said.push(self.of_counts(counts));
        }
        said.join(" ")
    }

    fn of_answer(&self, answer: &Answer) -> String {
        let given = &answer.response;
        let time = moment(given.respond_date.as_ref(), given.create_time.as_ref());
        let who = self.title_of(response::responder(given), time);
        let day = given.respond_date.unwrap_or_else(|| date::local_day(time));
        let reasons = match answer.has_reasons() {
            true => Phrase::WithReasons,
            false => Phrase::WithoutReasons,
        };
        let outcome = phrases::outcome(self.language, answer.outcome);
        let reasons = say(self.language, reasons, "", "");
        let what = format!("{}: {outcome}, {reasons}", date::show(&day));
        let said = say(self.language, Phrase::Answered, &who, &what);
        let id = names::id(&answer.recommendation);
        let way = match (id, answer.point) {
            ("", _) => return said,
            (_, 0) => say(self.language, Phrase::ByWayOf, "", id),
            (_, number) => say(self.language, Phrase::ByWayOfPoint, &number.to_string(), id),
        };
        format!("{way} {said}")
    }

    /// What the outcome leaves to say: where it is provided for, which draft came instead, who is to decide.
    fn of_details(&self, answer: &Answer) -> Option<String> {
        let details = answer.details.as_ref()?;
        let acts = details.provided_by_acts.iter().cloned();
        let places = details.provided_by.iter().map(place);
        let provided: Vec<String> = places.chain(acts).take(MOST_PLACES).collect();
        let (new, body) = (&details.superseded_by, &details.referred_to);
        let (phrase, who, what) = match answer.outcome {
            Outcome::AlreadyProvided => (Phrase::ProvidedBy, String::new(), provided.join(", ")),
            Outcome::Superseded => (Phrase::SupersededBy, String::new(), new.clone()),
            Outcome::Referred => (Phrase::ReferredTo, self.title_now(body), String::new()),
            _ => return None,
        };
        let said = !who.is_empty() || !what.is_empty();
        said.then(|| say(self.language, phrase, &who, &what))
    }

    /// Where it was carried out, if not in the text that it speaks about.
    fn of_places(&self, facts: &Facts) -> Option<String> {
        let fate = facts.text.as_ref().and_then(|text| text.fate.as_ref());
        let told = |place: &&ProvisionRef| {
            fate.is_some_and(|fate| fate.version == place.version && fate.eid == place.eid)
        };
        let places = response::locations(&facts.answer.as_ref()?.response);
        let elsewhere = places.filter(|place| !told(place)).take(MOST_PLACES);
        let elsewhere: Vec<String> = elsewhere.map(place).collect();
        let what = elsewhere.join(", ");
        (!what.is_empty()).then(|| say(self.language, Phrase::CarriedOut, "", &what))
    }

    fn of_asked(&self, asked: &Asked, partly: bool) -> String {
        let who = self.title_now(&asked.organization);
        let day = asked.due.as_ref().map(date::show).unwrap_or_default();
        let phrase = match (day.as_str(), asked.overdue) {
            ("", _) => Phrase::IsToAnswer,
            (_, false) => Phrase::IsToAnswerBy,
            (_, true) => Phrase::IsOverdue,
        };
        let said = say(self.language, phrase, &who, &day);
        match partly {
            true => said,
            false => format!("{} {said}", say(self.language, Phrase::NotAnswered, "", "")),
        }
    }

    fn of_text(&self, text: &Text) -> String {
        let Some(fate) = &text.fate else {
            return say(self.language, Phrase::NoLaterText, "", &text.place);
        };
        let phrase = match fate.fate() {
            Fate::Changed => Phrase::TextChanged,
            Fate::Deleted => Phrase::TextDeleted,
            Fate::Mapped => Phrase::TextSame,
            Fate::Unspecified => Phrase::LaterVersion,
        };
        let version = names::id(&fate.version);
        // Where it bears another number there, a reader looks for that.
        let there = match fate.eid.as_str() {
            "" => version.to_owned(),
            eid if eid == text.place => version.to_owned(),
            eid => format!("{version} ({eid})"),
        };
        say(self.language, phrase, &there, &text.place)
    }

    fn of_counts(&self, counts: &Counts) -> String {
        let Some(comments) = counts.comments else {
            return recommended(self.language, counts.recommendations);
        };
        let sum = |of: fn(&super::verdict::Answers) -> i64| counts.answers.iter().map(of).sum();
        let (given, reasoned, carried): (i64, i64, i64) = (
            sum(|a| a.given),
            sum(|a| a.reasoned),
            sum(|a| a.carried_out),
        );
        let said = counted(
            self.language,
            [comments, counts.answered, given, reasoned, carried],
            counts.recommendations,
        );
        let changes = [
            counts.changed,
            counts.new,
            counts.renumbered,
            counts.deleted,
        ];
        match changes.iter().sum::<i64>() {
            0 => said,
            _ => format!("{} {said}", changed(self.language, changes)),
        }
    }
}

/// A provision and its version, as people point at one.
fn place(place: &ProvisionRef) -> String {
    match place.eid.as_str() {
        "" => names::id(&place.version).to_owned(),
        eid => format!("{eid} ({})", names::id(&place.version)),
    }
}

/// Comments and their answers, and recommendations, in one sentence.
#[rustfmt::skip]
fn counted(language: Language, [all, answered, given, reasoned, done]: [i64; 5], recommended: usize) -> String {
    match language {
        Language::Kazakh => format!("Ескертулер: {all}, жауап берілгені: {answered}; жауаптар: {given}, негіздемесі бар: {reasoned}, мәтінге енгізілгені: {done}; ұсынымдар: {recommended}."),
        Language::Russian => format!("Замечаний: {all}, с ответом: {answered}; ответов: {given}, с обоснованием: {reasoned}, учтено в тексте: {done}; рекомендаций: {recommended}."),
        Language::English => format!("Comments: {all}, answered: {answered}; answers: {given}, with reasons: {reasoned}, carried out in the text: {done}; recommendations: {recommended}."),
    }
}

/// Recommendations alone.
fn recommended(language: Language, n: usize) -> String {
    match language {
        Language::Kazakh => format!("Осыдан шыққан ұсынымдар: {n}."),
        Language::Russian => format!("Рекомендаций по итогам: {n}."),
        Language::English => format!("Recommendations that came of it: {n}."),
    }
}

/// What changed in a version, in one sentence.
#[rustfmt::skip]
fn changed(language: Language, [c, n, r, d]: [i64; 4]) -> String {
    match language {
        Language::Kazakh => format!("Нормалар: өзгергені {c}, жаңасы {n}, нөмірі ауысқаны {r}, алып тасталғаны {d}."),
        Language::Russian => format!("Нормы: изменено {c}, новых {n}, перенумеровано {r}, исключено {d}."),
        Language::English => format!("Provisions: {c} changed, {n} new, {r} renumbered, {d} struck out."),
    }
}

fn whole(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

fn fits(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
