//! Minutes, recommendations and answers as documents in Akoma Ntoso 3.0: what each is identified by, whom it refers to, and its parts.
//!
//! Owns the frame that the three have in common, and the links to provisions; what stands in the parts is in `minutes`,
//! `recommendation` and `answer`. A draft law is its imported text as it is, see `akn`. Valid by the schema of OASIS, which the tests of
//! real clients hold.

mod answer;
mod minutes;
mod parts;
mod recommendation;
mod words;

use std::collections::{BTreeMap, HashMap};

use common::{Error, Language, date, names, text};
use kenes_proto::{
    consultation as pb,
    gtype::{Date, LocalizedText},
    types::{Actor, ErrorReason as Reason, ProvisionRef},
};

use super::{
    OWN,
    akn::NAMESPACE,
    titles::{self, Titles},
    xml::Xml,
};
pub(crate) use answer::answer;
pub(crate) use minutes::{Minutes, minutes};
use parts::{Line, Part};
pub(crate) use recommendation::recommendation;

/// The largest document in bytes: what is imported is no larger.
const LARGEST: usize = 4_128_768;

/// What documents speak about, and how organizations are called.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    pub(crate) versions: HashMap<String, pb::DraftLawVersion>,
    pub(crate) laws: HashMap<String, pb::DraftLaw>,
    pub(crate) titles: Titles,
}

/// What a document is identified by.
struct Identity<'a> {
    /// The element: `debateReport`, `statement`, `doc`.
    element: &'static str,
    /// What it is of: `hearing`, `recommendation`, `response`.
    subtype: &'static str,
    id: String,
    /// Its day, and what happened on it.
    day: (Date, &'static str),
    /// The day of this wording.
    worded: Date,
    author: &'a str,
    number: &'a str,
    titles: &'a [LocalizedText],
    /// Where it is found.
    name: &'a str,
}

/// A document that is being put together.
struct Paper<'a> {
    language: Language,
    around: &'a Around,
    /// Who is referred to, by the eId of the reference: its element, its IRI, and what is shown.
    references: BTreeMap<String, (&'static str, String, String)>,
    parts: Vec<Part>,
}

// === impl Paper

impl<'a> Paper<'a> {
    fn new(language: Language, around: &'a Around) -> Self {
        Self {
            language,
            around,
            references: BTreeMap::new(),
            parts: Vec::new(),
        }
    }

    /// The words of a text, in the language that is asked for or in another that it marks.
    fn said(&self, texts: &[LocalizedText]) -> Vec<Line> {
        let shown = text::pick(texts, self.language);
        let mut languages = self.language.with_fallback();
        let of = languages.find(|language| text::find(texts, *language).is_some());
        let other = of.filter(|language| *language != self.language);
        let lines = shown.lines().filter(|line| !line.trim().is_empty());
        lines.map(|line| Line::words(line, other)).collect()
    }

    /// A word in front of the text, if there is one.
    fn labelled(&self, label: &str, texts: &[LocalizedText]) -> Vec<Line> {
        let mut lines = self.said(texts);
        if let Some(first) = lines.first_mut() {
            first.lead(label);
        }
        lines
    }

    /// Refers to an organization, and returns the line that names it.
    fn organization(&mut self, name: &str) -> Line {
        let title = titles::called(&self.around.titles, name, self.language);
        let id = names::id(name);
        let (eid, iri) = (format!("org-{id}"), ontology("organization", id));
        let reference = ("TLCOrganization", iri, title.to_owned());
        self.references.insert(eid.clone(), reference);
        Line::refers("organization", title, &eid)
    }

    /// Who acts: a person with their role and the organization they speak for, or an organization.
    fn actor(&mut self, actor: &Actor) -> Line {
        let mut line = Line::default();
        let whose = [actor.on_behalf_of.as_str(), actor.organization.as_str()];
        let whose = whose.into_iter().find(|name| !name.is_empty());
        let organization = whose.map(|name| self.organization(name));
        let person = actor.display_name.as_str();
        if !actor.person.is_empty() {
            let id = names::id(&actor.person);
            let shown = if person.is_empty() { id } else { person };
            let (eid, iri) = (format!("person-{id}"), ontology("person", id));
            let reference = ("TLCPerson", iri, shown.to_owned());
            self.references.insert(eid.clone(), reference);
            line = Line::refers("person", shown, &eid);
        } else if organization.is_none() || !actor.on_behalf_of.is_empty() {
            // The name that is shown of an organization is what the registry calls it.
            line.say(person);
        }
        line.then(", ", &actor.role);
        match organization {
            Some(organization) if line.is_empty() => organization,
            Some(organization) => {
                line.say(" (");
                line.add(organization);
                line.say(")");
                line
            }
            None => line,
        }
    }

    /// Links to provisions, a line each.
    fn places(&self, label: &str, places: &[ProvisionRef]) -> Vec<Line> {
        let line = |place: &ProvisionRef| {
            let shown = [names::id(&place.version), place.eid.as_str()];
            let shown = shown.join(" ");
            Line::link(label, shown.trim_end(), &self.iri(place))
        };
        places.iter().map(line).collect()
    }

    /// The IRI of a provision, or of its version as a whole; its name where the version has none.
    fn iri(&self, place: &ProvisionRef) -> String {
        let version = self.around.versions.get(&place.version);
        let expressions = version.map_or(&[][..], |version| &version.expressions);
        let own = |e: &&pb::Expression| e.language_code == self.language.code();
        let expression = expressions.iter().find(own).or(expressions.first());
        let iri = expression.map_or("", |e| e.akn_expression_iri.as_str());
        match (iri, place.eid.as_str()) {
            ("", "") => names::full(OWN, &place.version),
            ("", eid) => names::full(OWN, &names::child(&place.version, "provisions", eid)),
            (iri, "") => iri.to_owned(),
            (iri, eid) => format!("{iri}/!main~{eid}"),
        }
    }

    /// Links to draft laws, a line each.
    fn laws(&self, label: &str, laws: &[String]) -> Vec<Line> {
        let line = |name: &String| {
            let law = self.around.laws.get(name);
            let titles = law.map_or(&[][..], |law| &law.titles);
            let shown = text::pick_or(titles, self.language, name);
            let iri = law.map_or("", |law| law.akn_work_iri.as_str());
            match iri {
                "" => Line::link(label, shown, &names::full(OWN, name)),
                iri => Line::link(label, shown, iri),
            }
        };
        laws.iter().map(line).collect()
    }

    /// The document: `ANSWER_TOO_LARGE` where it is larger than any that may be imported.
    fn write(mut self, identity: &Identity<'_>) -> Result<pb::AkomaNtosoDocument, Error> {
        self.organization(identity.author);
        let mut xml = Xml::new();
        xml.open("akomaNtoso", &[("xmlns", NAMESPACE)]);
        let attributes = [("name", identity.subtype), ("contains", "singleVersion")];
        xml.open(identity.element, &attributes);
        xml.open("meta", &[]);
        xml.open("identification", &[("source", "#kenes")]);
        identity.write(self.language, &mut xml);
        xml.close();
        xml.open("references", &[("source", "#kenes")]);
        let kenes = [
            ("eId", "kenes"),
            ("href", "/akn/ontology/organization/kz/kenes"),
            ("showAs", "Kenes"),
        ];
        xml.empty("TLCOrganization", &kenes);
        for (eid, (element, iri, shown)) in &self.references {
            let attributes = [("eId", eid.as_str()), ("href", iri), ("showAs", shown)];
            xml.empty(element, &attributes);
        }
        xml.close();
        xml.close();
        xml.open("preface", &[]);
        xml.open("p", &[]);
        xml.line("docTitle", &[], text::pick(identity.titles, self.language));
        xml.close();
        if !identity.number.is_empty() {
            xml.open("p", &[]);
            xml.line("docNumber", &[], identity.number);
            xml.close();
        }
        xml.close();
        xml.open("mainBody", &[]);
        parts::write(&self.parts, &mut xml);
        let file = xml.finish();
        if file.len() > LARGEST {
            let text = format!("the document would be larger than {LARGEST} bytes");
            let error = Error::oversize(Reason::AnswerTooLarge, text);
            return Err(error.with("limit_bytes", LARGEST.to_string()));
        }
        let language = self.language.code();
        Ok(pb::AkomaNtosoDocument {
            xml: file.into_bytes(),
            file_name: format!("{}.{language}.xml", identity.id),
        })
    }
}

impl Identity<'_> {
    fn write(&self, language: Language, xml: &mut Xml) {
        let Self {
            element,
            subtype,
            id,
            ..
        } = self;
        let day = date::show(&self.day.0);
        let work = format!("/akn/kz/{element}/{subtype}/{day}/{id}");
        let worded = date::show(&self.worded);
        let code = language.long_code();
        let expression = format!("{work}/{code}@{worded}");
        let author = format!("#org-{}", names::id(self.author));
        let mut level = |name, uri: &str, this: &str, day: &str, what: &str, author: &str| {
            xml.open(name, &[]);
            xml.empty("FRBRthis", &[("value", this)]);
            xml.empty("FRBRuri", &[("value", uri)]);
            if name == "FRBRWork" {
                let alias = [("value", self.name), ("name", "kenes")];
                xml.empty("FRBRalias", &alias);
            }
            xml.empty("FRBRdate", &[("date", day), ("name", what)]);
            xml.empty("FRBRauthor", &[("href", author)]);
            match name {
                "FRBRWork" => {
                    xml.empty("FRBRcountry", &[("value", "kz")]);
                    xml.empty("FRBRsubtype", &[("value", subtype)]);
                    if !self.number.is_empty() {
                        xml.empty("FRBRnumber", &[("value", self.number)]);
                    }
                }
                "FRBRExpression" => xml.empty("FRBRlanguage", &[("language", code)]),
                _ => xml.empty("FRBRformat", &[("value", "application/akn+xml")]),
            }
            xml.close();
        };
        let main = |uri: &str| format!("{uri}/!main");
        level("FRBRWork", &work, &main(&work), &day, self.day.1, &author);
        let this = main(&expression);
        level(
            "FRBRExpression",
            &expression,
            &this,
            &worded,
            "worded",
            &author,
        );
        let uri = format!("{expression}.akn");
        let this = format!("{this}.akn");
        level(
            "FRBRManifestation",
            &uri,
            &this,
            &worded,
            "worded",
            "#kenes",
        );
    }
}

/// What a person or an organization is in the ontology that documents of the standard refer to.
fn ontology(class: &str, id: &str) -> String {
    format!("/akn/ontology/{class}/kz/{id}")
}

/// The day as it is known whole, and what it is; otherwise that of recording.
fn whole(day: Option<&Date>, what: &'static str, recorded: i64) -> (Date, &'static str) {
    match day.filter(|day| day.day != 0) {
        Some(day) => (*day, what),
        None => (date::local_day(recorded), "recorded"),
    }
}

#[cfg(test)]
mod tests;
