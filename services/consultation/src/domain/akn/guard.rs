//! A look at the bytes before the parser's: what is cheap to write must not be expensive to read.
//!
//! The parser compares every attribute of an element with every other, and copies the namespaces in force to every element that
//! declares one, comparing each with each; a few megabytes written for that would take it minutes, or gigabytes. What is in force
//! is never more than the different ones of the document, so these are counted, and not how often they are declared: every formula
//! may bring its own. Nesting is limited here as well. Only tags are understood, and only well enough: where the document is not
//! well-formed, the parser stops at the latest there.

use std::collections::HashSet;

use super::{Fault, line_at};

/// The deepest nesting of elements; laws need about twenty.
const MAX_DEPTH: usize = 100;
/// The most attributes of one element.
const MAX_ATTRIBUTES: usize = 100;
/// The most different declarations of namespaces in a document; laws have about five.
const MAX_NAMESPACES: usize = 50;

/// Refuses a document type definition, and what no law needs.
pub(super) fn check(text: &str) -> Result<(), Fault> {
    let bytes = text.as_bytes();
    let refuse = |at: usize, say: String| Err(Fault::xml(line_at(bytes, at), say));
    let (mut at, mut depth) = (0, 0_usize);
    let mut namespaces: HashSet<&[u8]> = HashSet::new();
    while let Some(open) = find(bytes, at, b"<") {
        let rest = &bytes[open..];
        let tag = match rest {
            [b'<', b'!', b'-', b'-', ..] => {
                at = after(bytes, open + 4, b"-->");
                continue;
            }
            [b'<', b'!', b'[', ..] => {
                at = after(bytes, open + 3, b"]]>");
                continue;
            }
            [b'<', b'?', ..] => {
                at = after(bytes, open + 2, b"?>");
                continue;
            }
            [b'<', b'!', ..] => {
                return refuse(open, "has a DTD; send it without one".to_owned());
            }
            _ => Tag::read(bytes, open),
        };
        at = tag.end;
        namespaces.extend(tag.namespaces);
        match (tag.closes, tag.empty) {
            (true, _) => depth = depth.saturating_sub(1),
            (false, true) => {}
            (false, false) => depth += 1,
        }
        if depth > MAX_DEPTH {
            return refuse(open, format!("nests elements deeper than {MAX_DEPTH}"));
        }
        if tag.attributes > MAX_ATTRIBUTES {
            let say = format!("has an element with more than {MAX_ATTRIBUTES} attributes");
            return refuse(open, say);
        }
        if namespaces.len() > MAX_NAMESPACES {
            let say = format!("declares more than {MAX_NAMESPACES} different namespaces");
            return refuse(open, say);
        }
    }
    Ok(())
}

/// A tag as far as it matters here.
struct Tag<'a> {
    end: usize,
    attributes: usize,
    /// The declarations as they are written: `xmlns:a="b"`.
    namespaces: Vec<&'a [u8]>,
    closes: bool,
    empty: bool,
}

// === impl Tag

impl<'a> Tag<'a> {
    /// Reads from `<` to the `>` that is not in quotes, or to the end.
    fn read(bytes: &'a [u8], open: usize) -> Self {
        let mut tag = Self {
            end: bytes.len(),
            attributes: 0,
            namespaces: Vec::new(),
            closes: bytes.get(open + 1) == Some(&b'/'),
            empty: false,
        };
        let (mut quote, mut declared) = (None, None);
        let mut at = open + 1;
        while let Some(byte) = bytes.get(at) {
            match (quote, byte) {
                (Some(q), b) if q != *b => {}
                (Some(_), _) => {
                    quote = None;
                    let ended = declared.take().map(|from| &bytes[from..=at]);
                    tag.namespaces.extend(ended);
                }
                (None, b'"' | b'\'') => quote = Some(*byte),
                (None, b'=') => tag.attributes += 1,
                (None, b'x') if bytes[at..].starts_with(b"xmlns") => declared = Some(at),
                (None, b'>') => {
                    tag.empty = bytes[at - 1] == b'/';
                    tag.end = at + 1;
                    return tag;
                }
                _ => {}
            }
            at += 1;
        }
        tag
    }
}

fn find(bytes: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let at = rest.windows(what.len()).position(|window| window == what)?;
    Some(from + at)
}

fn after(bytes: &[u8], from: usize, what: &[u8]) -> usize {
    find(bytes, from, what).map_or(bytes.len(), |at| at + what.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &str) -> String {
        check(text).expect_err("refused").say
    }

    #[test]
    fn what_no_law_needs_is_refused_before_it_is_parsed() {
        let deep = "<a>".repeat(101);
        assert!(says(&deep).contains("deeper"));
        let wide = format!("<a {}/>", "b='>' ".repeat(101));
        assert!(says(&wide).contains("attributes"));
        let spaces = (0..51).fold(String::new(), |all, n| {
            all + &format!("<a xmlns:b='c{n}'/>")
        });
        assert!(says(&spaces).contains("more than 50 different namespaces"));
        let prefixes = (0..51).fold(String::new(), |all, n| all + &format!(" xmlns:b{n}='c'"));
        assert!(says(&format!("<a{prefixes}/>")).contains("namespaces"));
        let dtd = "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY b 'c'>]><a/>";
        let fault = check(dtd).expect_err("refused");
        assert_eq!((fault.line, fault.say.contains("DTD")), (2, true));
    }

    #[test]
    fn what_only_looks_like_it_passes() {
        for text in [
            "<!-- <!DOCTYPE a> --><a><![CDATA[<b><b>]]></a>",
            &"<a b='/>'></a>".repeat(1000),
            &"<a/>".repeat(1000),
            &"<a xmlns='b' xmlns:c='d'/>".repeat(1000),
            "<a",
            "<!--",
            "",
        ] {
            check(text).expect("passes");
        }
    }
}
