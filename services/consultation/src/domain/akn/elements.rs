//! What the elements of Akoma Ntoso 3.0 are to the text of a bill, as its schema has them.

use std::{collections::HashSet, sync::LazyLock};

use roxmltree::Node;

use super::{is_standard, words::Mark};

type Names = LazyLock<HashSet<&'static str>>;

/// The elements that are provisions: the schema's hierarchy, and what holds a document of its own.
static PROVISIONS: Names = Names::new(|| {
    names(
        "alinea article attachment book chapter clause component division hcontainer indent level list paragraph \
     part point proviso rule section subchapter subclause subdivision sublist subparagraph subpart subrule \
     subsection subtitle title tome transitional",
    )
});

/// The sections of a document, each there once. They are provisions where words stand directly in them.
static SECTIONS: Names = Names::new(|| {
    names(
        "amendmentBody attachments body collectionBody components conclusions coverPage debateBody judgmentBody \
     mainBody portionBody preamble preface",
    )
});

/// The documents that Akoma Ntoso has.
static DOCUMENTS: Names = Names::new(|| {
    names(
        "act amendment amendmentList bill debate debateReport doc documentCollection judgment officialGazette \
     portion statement",
    )
});

/// The elements within a line: the schema's groups of inline elements and of markers, without those that end a line (`br`,
/// `eol`). Of HTML, those that the standard does not share.
static INLINE: Names = Names::new(|| {
    names(
        "a abbr acronym affectedDocument argument b bdi bdo big change cite code concept courtType date \
     decoration def del dfn docAuthority docCommittee docDate docIntroducer docJurisdiction docNumber \
     docProponent docPurpose docStage docStatus docTitle docType docketNumber em embeddedStructure embeddedText entity eop \
     event fillIn font i img inline ins judge kbd lawyer legislature location mark marker mmod mod mref \
     neutralCitation noteRef object omissis opinion organization outcome party person placeholder process q \
     quantity quotedText recordedTime ref relatedDocument remark rmod role rref s samp session shortTitle \
     signature small span strong sub sup term time u var vote",
    )
});

/// The elements that break a line even within one: of the standard and of HTML.
static BREAKS: Names = Names::new(|| {
    names(
        "address article aside block blockContainer blockList blockquote br caption center citation citations col \
     colgroup container content crossHeading dd details dir div dl dt eol fieldset \
     figcaption figure footer form formula h1 h2 h3 h4 h5 h6 header heading hr interstitial intro item li \
     listIntroduction listWrapUp longTitle main nav num ol p pre quotedStructure recital recitals section \
     subFlow subheading table tblock tbody td tfoot th thead toc tocItem tr ul wrapUp",
    )
});

/// The blocks that are a line each.
static LINES: Names = Names::new(|| {
    names(
        "block caption crossHeading from heading listIntroduction listWrapUp narrative num p scene subheading \
     summary tocItem",
    )
});

const MATHML: &str = "http://www.w3.org/1998/Math/MathML";

/// The elements of `MathML` whose parts stand in a row.
const ROWS: [&str; 13] = [
    "annotation-xml",
    "maction",
    "math",
    "menclose",
    "merror",
    "mpadded",
    "mphantom",
    "mrow",
    "msqrt",
    "mstyle",
    "mtd",
    "mtext",
    "semantics",
];

/// The name of an element that is a provision.
pub(super) fn provision(name: &str) -> Option<&'static str> {
    PROVISIONS.get(name).copied()
}

/// The name of a section of the document that it stands in.
pub(super) fn section(node: Node<'_, '_>) -> Option<&'static str> {
    SECTIONS
        .get(node.tag_name().name())
        .copied()
        .filter(|_| node.parent().is_some_and(is_document))
}

/// Whether what has this name is a section.
pub(super) fn is_section(name: &str) -> bool {
    SECTIONS.contains(name)
}

/// Whether what stands in a section is named and found without it: a body is no part of an article.
pub(super) fn is_see_through(section: &str) -> bool {
    !matches!(
        section,
        "conclusions" | "coverPage" | "preamble" | "preface"
    )
}

/// Whether it holds a document of its own.
pub(super) fn is_attached(name: &str) -> bool {
    matches!(name, "attachment" | "component")
}

/// Whether it is about the document, and no part of its text.
pub(super) fn is_metadata(node: Node<'_, '_>) -> bool {
    node.tag_name().name() == "meta" && is_standard(node) && node.parent().is_some_and(is_document)
}

fn is_document(node: Node<'_, '_>) -> bool {
    let name = node.tag_name().name();
    is_standard(node) && (name == "akomaNtoso" || DOCUMENTS.contains(name))
}

/// Notes are not the law's own words, and struck out words no longer are.
pub(super) fn is_left_out(node: Node<'_, '_>) -> bool {
    match node.tag_name().name() {
        "authorialNote" | "note" | "noteRef" => is_standard(node),
        "del" => {
            is_standard(node) || node.tag_name().namespace() == Some("http://www.w3.org/1999/xhtml")
        }
        _ => false,
    }
}

/// The marks before words that are raised or lowered, and of the parts of a formula that stand over or under each other: that of
/// the place of the element, and its own.
pub(super) fn marks(node: Node<'_, '_>) -> impl Iterator<Item = Mark> {
    let name = node.tag_name().name();
    let around = node.parent_element();
    let around = around.map_or("", |parent| parent.tag_name().name());
    let place = match (around, place(node)) {
        ("mfrac", 0) => Some(Mark::Group),
        ("mfrac", 1) => Some(Mark::Over),
        ("mroot", 0) => Some(Mark::Root),
        ("mroot", 1) => Some(Mark::Degree),
        ("msup" | "mover", 1) | ("msubsup" | "munderover", 2) => Some(Mark::Raised),
        ("msub" | "munder" | "msubsup" | "munderover", 1) => Some(Mark::Lowered),
        _ => None,
    };
    let own = match name {
        "sup" => Some(Mark::Raised),
        "sub" => Some(Mark::Lowered),
        "msqrt" => Some(Mark::Root),
        _ => None,
    };
    place.into_iter().chain(own)
}

/// Where an element stands among the first of those in the same one: nothing asks for more than the third.
fn place(node: Node<'_, '_>) -> usize {
    let before = std::iter::successors(node.prev_sibling_element(), Node::prev_sibling_element);
    before.take(3).count()
}

/// The quotation marks that an element has as attributes, unless they stand in the text as well, in it or beside it.
pub(super) fn quotation<'a>(node: Node<'a, '_>) -> Option<[&'a str; 2]> {
    let quotes = matches!(
        node.tag_name().name(),
        "embeddedStructure" | "embeddedText" | "quotedStructure" | "quotedText"
    );
    let mark = |name| node.attribute(name).unwrap_or_default().trim();
    let (begin, end) = (mark("startQuote"), mark("endQuote"));
    if !(quotes && is_standard(node)) || begin.is_empty() && end.is_empty() {
        return None;
    }
    let text =
        |node: Option<Node<'a, '_>>| node.and_then(|node| node.text()).unwrap_or_default().trim();
    let stand = |first: &str, last: &str| first.starts_with(begin) && last.ends_with(end);
    let mut own = node
        .descendants()
        .filter(|inner| inner.is_text() && !text(Some(*inner)).is_empty());
    let first = text(own.next());
    let last = own.next_back().map_or(first, |last| text(Some(last)));
    let beside =
        text(node.prev_sibling()).ends_with(begin) && text(node.next_sibling()).starts_with(end);
    (!beside && !stand(first, last)).then_some([begin, end])
}

/// Whether it is one of several parts of a formula that nothing here knows how to put together: they stand apart.
pub(super) fn is_formula_part(node: Node<'_, '_>) -> bool {
    let is_formula = |node: Node<'_, '_>| node.tag_name().namespace() == Some(MATHML);
    let around = node.parent_element().filter(|around| is_formula(*around));
    is_formula(node)
        && around.is_some_and(|around| !ROWS.contains(&around.tag_name().name()))
        && marks(node).next().is_none()
}

/// Whether words in an element stand apart from those around it, even where nobody wrote a space: all but those within a line,
/// and in a line also what nobody knows.
pub(super) fn is_apart(name: &str, in_line: bool) -> bool {
    !INLINE.contains(name) && (!in_line || BREAKS.contains(name))
}

/// Whether what is in an element stands in one line: in a block that is one, and wherever words and elements stand side by side.
pub(super) fn is_line(node: Node<'_, '_>, in_line: bool) -> bool {
    let name = node.tag_name().name();
    let is_words = |inner: Node<'_, '_>| {
        inner.is_text() && !inner.text().unwrap_or_default().trim().is_empty()
    };
    let within = !is_apart(name, in_line) && name != "embeddedStructure";
    LINES.contains(name) || within || node.children().any(is_words)
}

/// What a kind is called in identifiers, by the naming convention.
pub(super) fn abbreviation(element: &str) -> &str {
    match element {
        "alinea" => "al",
        "article" => "art",
        "attachment" => "att",
        "attachments" => "atts",
        "chapter" => "chp",
        "clause" => "cl",
        "component" => "cmp",
        "components" => "cmpnts",
        "division" => "dvs",
        "paragraph" => "para",
        "section" => "sec",
        "subchapter" => "subchp",
        "subclause" => "subcl",
        "subdivision" => "subdvs",
        "subparagraph" => "subpara",
        "subsection" => "subsec",
        other => other,
    }
}

fn names(list: &'static str) -> HashSet<&'static str> {
    list.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_within_a_line_breaks_no_word_and_what_ends_one_does() {
        for name in ["u", "mref", "remark", "embeddedText", "b", "invented"] {
            assert!(!is_apart(name, true), "{name}");
        }
        for name in ["p", "br", "eol", "td", "quotedStructure", "table"] {
            assert!(is_apart(name, true), "{name}");
        }
        assert!(is_apart("invented", false) && is_apart("content", false) && !is_apart("b", false));
        let text = "<content><table><td>in<x/>form</td></table><p><y/></p></content>";
        let document = roxmltree::Document::parse(text).expect("well-formed");
        let lines = document
            .descendants()
            .filter(|node| node.is_element() && is_line(*node, false));
        let lines: Vec<&str> = lines.map(|node| node.tag_name().name()).collect();
        assert_eq!(lines, ["td", "p"]);
    }
}
