//! What is indexed: a document's numbers and its texts. Owns no form of the index.

use crate::analyzer::Language;

/// A document as it is given to the index. The texts are analysed and not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document<'a> {
    /// Its place in the log, unique in the index: a greater one is newer.
    pub id: u64,
    /// What it is (comment, draft law, recommendation): the caller's number.
    pub kind: u64,
    /// When it was made, in microseconds.
    pub time: u64,
    /// The draft law it is about; 0 for none, as below.
    pub law: u64,
    /// The consultation it belongs to.
    pub consultation: u64,
    /// The organization it speaks for, or is of.
    pub organization: u64,
    /// Its region.
    pub region: u64,
    /// For or against.
    pub stance: u64,
    /// What became of it.
    pub outcome: u64,
    /// A group it belongs to.
    pub group: u64,
    /// Its state.
    pub state: u64,
    /// Further numbers of fields of which it has several, each other than the first and than 0.
    pub more: &'a [(Field, u64)],
    /// Its texts (title, body, the same in other languages), each with its language. The language of the first is the language
    /// the document is filtered by.
    pub texts: &'a [(Language, &'a str)],
}

/// A number of a document that is filtered by and counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// [`Document::kind`].
    Kind,
    /// The language of its first text: [`Language::number`].
    Language,
    /// [`Document::law`].
    Law,
    /// [`Document::consultation`].
    Consultation,
    /// [`Document::organization`].
    Organization,
    /// [`Document::region`].
    Region,
    /// [`Document::stance`].
    Stance,
    /// [`Document::outcome`].
    Outcome,
    /// [`Document::group`].
    Group,
    /// [`Document::state`].
    State,
}
