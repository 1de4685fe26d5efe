//! What the elements of Akoma Ntoso 3.0 are to the text of a bill, as its schema has them.

use std::{collections::HashSet, sync::LazyLock};

use roxmltree::Node;

use super::is_standard;

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

/// The mark before words that are raised or lowered.
pub(super) fn mark(node: Node<'_, '_>) -> Option<char> {
    let second = |node: Node<'_, '_>| {
        node.prev_sibling_element()
            .is_some_and(|first| first.prev_sibling_element().is_none())
    };
    match (
        node.tag_name().name(),
        node.parent_element().map(|parent| parent.tag_name().name()),
    ) {
        ("sup", _) => Some('^'),
        ("sub", _) => Some('_'),
        // Powers and indices of MathML.
        (_, Some("msup")) if second(node) => Some('^'),
        (_, Some("msub" | "msubsup")) if second(node) => Some('_'),
        (_, Some("msubsup")) if node.prev_sibling_element().is_some() => Some('^'),
        _ => None,
    }
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
