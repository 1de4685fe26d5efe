//! The form of the index: its fields, and how a document and a term become theirs. Owns no files.

mod tokenizer;

use tantivy::{
    TantivyDocument, Term,
    index::{IndexSettings, IndexSortByField, Order},
    schema::{IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions},
    tokenizer::TokenizerManager,
};

use crate::document::{Document, Field};

/// The version of the form: raise it with whatever changes here.
pub(crate) const VERSION: u32 = 1;

/// The name of the field of ids.
pub(crate) const ID: &str = "id";

const TOKENIZER: &str = "kenes";

/// The fields of the index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    pub(crate) id: tantivy::schema::Field,
    pub(crate) time: tantivy::schema::Field,
    pub(crate) text: tantivy::schema::Field,
    numbers: [tantivy::schema::Field; Field::ALL.len()],
}

// === impl Field

impl Field {
    /// All there are, in the order they have in the index.
    pub(crate) const ALL: [Self; 10] = [
        Self::Kind,
        Self::Language,
        Self::Law,
        Self::Consultation,
        Self::Organization,
        Self::Region,
        Self::Stance,
        Self::Outcome,
        Self::Group,
        Self::State,
    ];

    /// Its name in the index.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Language => "language",
            Self::Law => "law",
            Self::Consultation => "consultation",
            Self::Organization => "organization",
            Self::Region => "region",
            Self::Stance => "stance",
            Self::Outcome => "outcome",
            Self::Group => "group",
            Self::State => "state",
        }
    }

    fn of(self, document: &Document<'_>) -> u64 {
        let first = document.texts.first();
        match self {
            Self::Kind => document.kind,
            Self::Language => first.map_or(0, |(language, _)| language.number()),
            Self::Law => document.law,
            Self::Consultation => document.consultation,
            Self::Organization => document.organization,
            Self::Region => document.region,
            Self::Stance => document.stance,
            Self::Outcome => document.outcome,
            Self::Group => document.group,
            Self::State => document.state,
        }
    }
}

// === impl Fields

impl Fields {
    /// Returns the schema with its fields.
    pub(crate) fn new() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let number = || NumericOptions::default().set_indexed().set_fast();
        let text = TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let fields = Self {
            id: schema.add_u64_field(ID, number()),
            time: schema.add_u64_field("time", NumericOptions::default().set_fast()),
            text: schema.add_text_field("text", TextOptions::default().set_indexing_options(text)),
            numbers: Field::ALL.map(|field| schema.add_u64_field(field.name(), number())),
        };
        (schema.build(), fields)
    }

    /// A segment has the newest documents first, so that the newest are found without looking at the others.
    pub(crate) fn settings() -> IndexSettings {
        IndexSettings {
            sort_by_field: Some(IndexSortByField {
                field: ID.to_owned(),
                order: Order::Desc,
            }),
            // Nothing is stored besides: a thread for it would come and go with each commit.
            docstore_compress_dedicated_thread: false,
            ..IndexSettings::default()
        }
    }

    /// Returns the analysis of texts.
    pub(crate) fn tokenizers() -> TokenizerManager {
        let tokenizers = TokenizerManager::default();
        tokenizers.register(TOKENIZER, tokenizer::Tokenizer::default());
        tokenizers
    }

    /// Returns the document as the index takes it.
    pub(crate) fn document(&self, document: &Document<'_>) -> TantivyDocument {
        let mut indexed = TantivyDocument::default();
        indexed.add_u64(self.id, document.id);
        indexed.add_u64(self.time, document.time);
        for (number, field) in self.numbers.iter().zip(Field::ALL) {
            indexed.add_u64(*number, field.of(document));
            for (_, further) in document.more.iter().filter(|(of, _)| *of == field) {
                indexed.add_u64(*number, *further);
            }
        }
        for (language, text) in document.texts {
            indexed.add_text(self.text, tokenizer::with_language(*language, text));
        }
        indexed
    }

    /// Returns the term of an id.
    pub(crate) fn id(&self, id: u64) -> Term {
        Term::from_field_u64(self.id, id)
    }

    /// Returns the term of a stem.
    pub(crate) fn stem(&self, stem: &str) -> Term {
        Term::from_field_text(self.text, stem)
    }

    /// Returns the term of a number.
    pub(crate) fn number(&self, field: Field, number: u64) -> Term {
        let place = Field::ALL.iter().position(|one| *one == field);
        Term::from_field_u64(self.numbers[place.unwrap_or_default()], number)
    }
}
