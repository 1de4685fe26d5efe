//! What the log says next, made into documents of the index: read from the store as it stands now, which may be later than the entry
//! says. Reading an entry again changes nothing.

use common::{Error, store::Tx};
use kenes_proto::consultation as pb;
use search::{Document, Failure, Field, Language, Writer};

use super::values::Values;
use crate::{
    domain::search::{self as rules, Facet, Said, Searched, Valued},
    store::{
        comment::Comments, draft_law::DraftLaws, recommendation::Recommendations, search as stored,
    },
};

/// So many entries are read at once.
const ENTRIES: i64 = 500;

/// What is to be done with a document.
#[derive(Debug)]
pub(super) enum Step {
    Put(Box<Made>),
    /// It was deleted, and may come back.
    Delete(u64),
    /// It was redacted: its words must leave the disk.
    Erase(u64),
}

/// A document as it is given to the index.
#[derive(Debug)]
pub(super) struct Made {
    id: u64,
    searched: Searched,
    /// Whether there may be one of this id.
    again: bool,
    texts: Vec<(Language, String)>,
    values: Vec<Valued>,
    numbers: Vec<(Facet, u64)>,
}

/// The steps of some entries, and the entry after the last of them.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) steps: Vec<Step>,
    pub(super) until: u64,
}

/// Reads what stands in the log from an entry on, below another.
pub(super) fn read(tx: &mut dyn Tx, from: u64, until: u64) -> Result<Batch, Error> {
    let entries = stored::written(tx, from, until, ENTRIES)?;
    let mut batch = Batch {
        steps: Vec::new(),
        until: entries.last().map_or(until, |(last, _)| last + 1),
    };
    let mut concerned: [Vec<String>; 3] = Default::default();
    for (_, name) in &entries {
        if let Some((searched, name)) = rules::concerned(name) {
            let names = &mut concerned[searched as usize];
            names.push(name.to_owned());
        }
    }
    for names in &mut concerned {
        names.sort_unstable();
        names.dedup();
    }
    let [comments, laws, recommendations] = &concerned;
    for stands in stored::standing::<Comments>(tx, comments)? {
        batch
            .steps
            .push(comment(tx, from, stands.first, &stands.message)?);
    }
    let standing = stored::standing::<DraftLaws>(tx, laws)?;
    for gone in laws
        .iter()
        .filter(|name| standing.iter().all(|one| one.message.name != **name))
    {
        batch
            .steps
            .extend(stored::first(tx, gone)?.map(Step::Delete));
    }
    for stands in standing {
        let provisions = stored::provisions(tx, &stands.message)?;
        let said = rules::said_in_law(&stands.message, &provisions);
        let values = rules::values_of_law(&stands.message);
        batch
            .steps
            .push(put(Searched::DraftLaw, stands.first, true, &said, values));
    }
    for stands in stored::standing::<Recommendations>(tx, recommendations)? {
        let outcomes = stored::outcomes(tx, &stands.message.name)?;
        let said = rules::said_in_recommendation(&stands.message);
        let values = rules::values_of_recommendation(&stands.message, &outcomes);
        batch.steps.push(put(
            Searched::Recommendation,
            stands.first,
            true,
            &said,
            values,
        ));
    }
    Ok(batch)
}

fn comment(tx: &mut dyn Tx, from: u64, id: u64, comment: &pb::Comment) -> Result<Step, Error> {
    if !rules::is_readable(comment) {
        return Ok(Step::Erase(id));
    }
    let outcomes = match comment.response_count {
        0 => Vec::new(),
        _ => stored::outcomes(tx, &comment.name)?,
    };
    let said = rules::said_in_comment(comment);
    let values = rules::values_of_comment(comment, &outcomes);
    // What was first recorded here or later is not in the index yet.
    Ok(put(Searched::Comment, id, id < from, &said, values))
}

fn put(searched: Searched, id: u64, again: bool, said: &[Said<'_>], values: Vec<Valued>) -> Step {
    let texts = said
        .iter()
        .map(|said| (Language::of_code(said.language), said.text.to_owned()));
    Step::Put(Box::new(Made {
        id,
        searched,
        again,
        texts: texts.collect(),
        values,
        numbers: Vec::new(),
    }))
}

impl Batch {
    /// The same with the numbers of its values.
    pub(super) fn numbered(mut self, values: &mut Values) -> Self {
        for step in &mut self.steps {
            if let Step::Put(made) = step {
                for (facet, value) in &made.values {
                    let numbered = (*facet, values.number(value));
                    // Counted once, however often it is named.
                    if !made.numbers.contains(&numbered) {
                        made.numbers.push(numbered);
                    }
                }
            }
        }
        self
    }
}

/// Gives what was read to the index. Returns whether something was erased.
pub(super) fn give(writer: &mut Writer, batch: &Batch) -> Result<bool, Failure> {
    let mut erased = Vec::new();
    for step in &batch.steps {
        match step {
            Step::Put(made) => made.give(writer)?,
            Step::Delete(id) => writer.delete(*id)?,
            Step::Erase(id) => erased.push(*id),
        }
    }
    if !erased.is_empty() {
        writer.erase(&erased)?;
    }
    Ok(!erased.is_empty())
}

impl Made {
    fn give(&self, writer: &mut Writer) -> Result<(), Failure> {
        let numbers = |wanted: Facet| -> Vec<u64> {
            let of = self.numbers.iter().filter(|(facet, _)| *facet == wanted);
            of.map(|(_, number)| *number).collect()
        };
        let one = |wanted: Facet| numbers(wanted).first().copied().unwrap_or_default();
        let several = [Facet::DraftLaw, Facet::Group, Facet::Outcome];
        let more = several.into_iter().flat_map(|facet| {
            let further = numbers(facet).into_iter().skip(1);
            further.map(move |number| (field(facet), number))
        });
        let more: Vec<_> = more.collect();
        let texts = self
            .texts
            .iter()
            .map(|(language, text)| (*language, text.as_str()));
        let texts: Vec<_> = texts.collect();
        let document = Document {
            id: self.id,
            kind: self.searched.number(),
            law: one(Facet::DraftLaw),
            consultation: one(Facet::Consultation),
            organization: one(Facet::Organization),
            region: one(Facet::Region),
            group: one(Facet::Group),
            stance: one(Facet::Stance),
            outcome: one(Facet::Outcome),
            state: one(Facet::State),
            more: &more,
            texts: &texts,
            ..Document::default()
        };
        match self.again {
            true => writer.replace(&document),
            false => writer.add(&document),
        }
    }
}

/// The field of the index in which a facet is.
pub(super) fn field(facet: Facet) -> Field {
    match facet {
        Facet::DraftLaw => Field::Law,
        Facet::Consultation => Field::Consultation,
        Facet::Organization => Field::Organization,
        Facet::Region => Field::Region,
        Facet::Group => Field::Group,
        Facet::Stance => Field::Stance,
        Facet::Outcome => Field::Outcome,
        Facet::State => Field::State,
    }
}
