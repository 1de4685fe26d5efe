//! How much of a resource an answer shows: its texts in one language or in all, with its bodies or without (`kenes.type.v1.View`).
//!
//! A message is cut in its encoded form, along the plan of its type: lists answer with resources as they are stored, and decode
//! none. What may be left out is `plan`'s to say, how long an answer may be is the list's.

mod plan;
#[cfg(test)]
mod tests;

use kenes_proto::{methods::Excerpted, types::View};
use prost::Message;
use prost_reflect::ReflectMessage;

use self::plan::{PLANS, Plan, Step};
use crate::{
    Error, Language,
    stored_body::wire::{self, fields},
    text,
};

/// The language code of a `google.type.LocalizedText`.
const LANGUAGE_CODE: u32 = 2;

/// How much of the resources of a kind is shown.
#[derive(Clone, Copy, Debug)]
pub struct Excerpt {
    /// The one language of texts. `None`: all.
    language: Option<Language>,
    /// Whether bodies are shown.
    bodies: bool,
    /// What there is to leave out. `None`: nothing, or nothing is left out.
    plan: Option<&'static Plan>,
}

// === impl Excerpt

impl Excerpt {
    /// What a request wants to see of messages `M`, or a refusal of a language that the record does not have.
    pub fn of<M: ReflectMessage + Default>(request: &impl Excerpted) -> Result<Self, Error> {
        let language = text::asked(request.language_code())?;
        let bodies = request.view() != View::Basic;
        let cuts = language.is_some() || !bodies;
        Ok(Self {
            language,
            bodies,
            plan: cuts
                .then(|| PLANS.find(M::default().descriptor().full_name()))
                .flatten(),
        })
    }

    /// Whether messages are shown as they are.
    pub fn is_whole(&self) -> bool {
        self.plan.is_none()
    }

    /// What is shown of a message.
    pub fn cut<M: Message + Default>(&self, message: M) -> Result<M, Error> {
        if self.is_whole() {
            return Ok(message);
        }
        let mut shown = Vec::new();
        self.append(&message.encode_to_vec(), &mut shown)?;
        M::decode(&*shown).map_err(Error::internal)
    }

    /// Appends to `into` what is shown of an encoded message.
    pub fn append(&self, message: &[u8], into: &mut Vec<u8>) -> Result<(), Error> {
        match self.plan {
            Some(plan) => self.along(plan, message, into),
            None => {
                into.extend_from_slice(message);
                Ok(())
            }
        }
    }

    fn along(&self, plan: &Plan, message: &[u8], into: &mut Vec<u8>) -> Result<(), Error> {
        let chosen = match self.language {
            Some(language) => Chosen::of(plan, message, language)?,
            None => Chosen::default(),
        };
        // What is shown as it is goes over in as few pieces as there are between what is not.
        let (mut copied, mut end) = (0, 0);
        for field in fields(message) {
            let field = field?;
            let begin = end;
            end += field.whole.len();
            let nested = match plan.step(field.number) {
                None => continue,
                Some(Step::Texts { body }) => {
                    let hidden = body && !self.bodies;
                    if !hidden && (self.language.is_none() || chosen.has(begin)) {
                        continue;
                    }
                    None
                }
                Some(Step::Message(at)) => Some(PLANS.get(at)),
            };
            into.extend_from_slice(&message[copied..begin]);
            copied = end;
            if let Some(nested) = nested {
                into.extend_from_slice(field.key);
                let content = field.content.unwrap_or_default();
                wire::delimited(into, |into| self.along(nested, content, into))?;
            }
        }
        into.extend_from_slice(&message[copied..]);
        Ok(())
    }
}

/// The texts of a message that are shown where one language is: of each field one, the best that it has.
#[derive(Debug, Default)]
struct Chosen(Vec<Best>);

#[derive(Debug)]
struct Best {
    /// The number of the field.
    field: u64,
    /// How many languages would be better; the most for one that nobody asks for.
    rank: usize,
    /// Where in the message it begins.
    begin: usize,
}

// === impl Chosen

impl Chosen {
    fn of(plan: &Plan, message: &[u8], wanted: Language) -> Result<Self, Error> {
        let mut chosen: Vec<Best> = Vec::new();
        let mut end = 0;
        for field in fields(message) {
            let field = field?;
            let begin = end;
            end += field.whole.len();
            if !matches!(plan.step(field.number), Some(Step::Texts { .. })) {
                continue;
            }
            let code = wire::find(field.content.unwrap_or_default(), LANGUAGE_CODE)?;
            let mut languages = wanted.with_fallback();
            let rank = languages.position(|language| language.code().as_bytes() == code);
            let best = Best {
                field: field.number,
                rank: rank.unwrap_or(usize::MAX),
                begin,
            };
            match chosen.iter_mut().find(|other| other.field == best.field) {
                None => chosen.push(best),
                Some(other) if best.rank < other.rank => *other = best,
                Some(_) => {}
            }
        }
        Ok(Self(chosen))
    }

    /// Whether the text that begins here is shown.
    fn has(&self, begin: usize) -> bool {
        self.0.iter().any(|best| best.begin == begin)
    }
}
