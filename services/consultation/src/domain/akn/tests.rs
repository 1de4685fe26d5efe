//! The reader on the demonstration's bills, on small ones, and on whatever is thrown at it.

mod cost;
mod identity;
mod languages;
mod words;

use super::*;

const REAL: [&[u8]; 6] = [
    include_bytes!("../../../../kenes/demo/bill/v1.kk.xml"),
    include_bytes!("../../../../kenes/demo/bill/v1.ru.xml"),
    include_bytes!("../../../../kenes/demo/bill/v1.en.xml"),
    include_bytes!("../../../../kenes/demo/bill/v2.kk.xml"),
    include_bytes!("../../../../kenes/demo/bill/v2.ru.xml"),
    include_bytes!("../../../../kenes/demo/bill/v2.en.xml"),
];

fn bill(body: &str) -> String {
    format!(
        "<a:akomaNtoso xmlns:a='http://docs.oasis-open.org/legaldocml/ns/akn/3.0'><a:bill><a:meta><a:identification><a:FRBRExpression>\
         <a:FRBRlanguage language='rus'/></a:FRBRExpression></a:identification></a:meta><a:body>{body}</a:body></a:bill></a:akomaNtoso>"
    )
}

fn source() -> Source {
    Source {
        field: "documents[0].xml".into(),
        file: "a.xml".into(),
    }
}

fn good(xml: &[u8]) -> Bill {
    read(source(), xml).expect("a bill")
}

fn reason(xml: &str) -> (Reason, String) {
    let error = read(source(), xml.as_bytes()).expect_err("refused");
    (error.reason(), error.fields()[0].description.clone())
}

#[test]
fn three_languages_of_a_version_are_one_text() {
    for documents in REAL.chunks(3) {
        let bills: Vec<Bill> = documents.iter().copied().map(good).collect();
        assert_eq!(
            bills.iter().map(|b| b.language).collect::<Vec<_>>(),
            Language::ALL
        );
        let provisions = assemble(&bills, &Base::default()).expect("one text");
        assert!(provisions.len() > 80, "{}", provisions.len());
        let found = provisions
            .iter()
            .find(|p| p.eid == "art_5__para_2")
            .expect("the provision");
        assert_eq!(
            (found.element.as_str(), found.parent_provision.as_str()),
            ("paragraph", "art_5")
        );
        assert_eq!(found.texts.len(), 3);
        assert!(bills[1].title.contains("участии"), "{}", bills[1].title);
    }
    let second = good(REAL[5]);
    let eighth = second
        .parts
        .iter()
        .find(|p| p.name.eid == "art_8")
        .expect("renumbered");
    assert_eq!(eighth.wid.as_deref(), Some("art_7"));
}

#[test]
fn every_language_of_the_real_text_reads_the_same_with_and_without_identifiers() {
    for xml in &REAL[..3] {
        let text = std::str::from_utf8(xml).expect("UTF-8");
        let mut bare = String::new();
        for piece in text.split(" eId=\"") {
            let rest = match bare.is_empty() {
                true => piece,
                false => piece.split_once('"').expect("an attribute").1,
            };
            bare.push_str(rest);
        }
        let (named, made) = (good(xml), good(bare.as_bytes()));
        let told = |bill: Bill| -> Vec<(String, String, String)> {
            let parts = bill.parts.into_iter();
            parts.map(|p| (p.name.eid, p.heading, p.text)).collect()
        };
        assert_eq!(told(named), told(made));
    }
}

#[test]
fn a_text_without_identifiers_gets_them() {
    let text = bill(
        "<a:chapter><a:num>Глава 1.</a:num><a:article><a:num>Статья 3.</a:num><a:heading>О  сроках</a:heading>\
         <a:paragraph><a:num>1.</a:num><a:list><a:intro><a:p>Сроки:</a:p></a:intro><a:point><a:num>1)</a:num>\
         <a:content><a:p>десять <a:b>дней</a:b>;</a:p></a:content></a:point></a:list></a:paragraph></a:article></a:chapter>",
    );
    let bill = good(text.as_bytes());
    let eids: Vec<&str> = bill.parts.iter().map(|p| p.name.eid.as_str()).collect();
    assert_eq!(
        eids,
        ["chp_1", "art_3", "art_3__para_1", "art_3__para_1__point_1"]
    );
    assert_eq!(bill.parts[1].heading, "О сроках");
    assert_eq!(bill.parts[2].text, "Сроки:");
    assert_eq!(bill.parts[3].text, "десять дней;");
}

#[test]
fn every_word_belongs_to_the_innermost_provision() {
    let text = bill(
        "<a:article eId='art_1'><a:num>Статья 1<a:sup>1</a:sup></a:num><a:heading>О <!-- x -->себе</a:heading><a:intro><a:p>до</a:p>\
         <a:p>того<a:authorialNote><a:p>сноска</a:p></a:authorialNote></a:p></a:intro><a:alinea><a:content><a:p>внутри</a:p></a:content>\
         </a:alinea><a:wrapUp><a:p>по&#xa0;сле<a:del>!</a:del><![CDATA[.]]></a:p></a:wrapUp></a:article>",
    );
    let parts = good(text.as_bytes()).parts;
    assert_eq!(parts.len(), 2);
    assert_eq!(
        [&parts[0].num, &parts[0].heading, &parts[0].text],
        ["Статья 1^1", "О себе", "до того по сле."]
    );
    assert_eq!(
        (parts[1].name.eid.as_str(), parts[1].text.as_str()),
        ("art_1__al_nn_1", "внутри")
    );
}

#[test]
fn what_a_bill_quotes_is_its_text_and_no_article_of_it() {
    let text = bill(
        "<a:article eId='art_1'><a:content><a:p>изложить: <a:mod><a:quotedStructure><a:article eId='art_7'><a:num>Статья 7.</a:num>\
         <a:content><a:p>Новая.</a:p></a:content></a:article></a:quotedStructure></a:mod></a:p></a:content></a:article>\
         <a:article eId='art_7'><a:content><a:p>Своя.</a:p></a:content></a:article>",
    );
    let parts = good(text.as_bytes()).parts;
    let found: Vec<(&str, &str)> = parts
        .iter()
        .map(|p| (p.name.eid.as_str(), p.text.as_str()))
        .collect();
    assert_eq!(
        found,
        [("art_1", "изложить: Статья 7. Новая."), ("art_7", "Своя.")]
    );
}

#[test]
fn any_prefix_or_none_and_a_mark_of_byte_order_are_accepted() {
    let own = bill("<a:chapter eId='sec_1__chp_1'><a:article eId='chp_1__art_1'/></a:chapter>");
    let bare = own.replace("a:", "").replace(" xmlns:a=", " xmlns=");
    let none = bare.replace(
        " xmlns='http://docs.oasis-open.org/legaldocml/ns/akn/3.0'",
        "",
    );
    let marked = format!("\u{feff}<?xml version='1.0' encoding='UTF-8'?>{bare}");
    for text in [own, bare, none, marked] {
        let parts = good(text.as_bytes()).parts;
        let eids: Vec<&str> = parts.iter().map(|p| p.name.eid.as_str()).collect();
        assert_eq!(eids, ["sec_1__chp_1", "chp_1__art_1"], "{text}");
        assert_eq!(parts[1].parent, Some(0));
    }
}

#[test]
fn what_is_no_bill_is_refused_with_its_line() {
    let laughs =
        "\n<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>\n<akomaNtoso>&b;</akomaNtoso>";
    let many = "<a:point/>".repeat(20_001);
    for (xml, says) in [
        ("", "line 1"),
        ("<akomaNtoso>\n<bill>\n</akomaNtoso>", "line 3"),
        ("<akomaNtoso>\n<bill>", "line 2"),
        (laughs, "line 2: a.xml has a DTD"),
        ("<akomaNtoso><act/></akomaNtoso>", "not a bill"),
        ("<akomaNtoso/>", "is empty"),
        ("<bill><body/></bill>", "not Akoma Ntoso"),
        ("<akomaNtoso xmlns='urn:other'/>", "not Akoma Ntoso"),
        ("<akomaNtoso><bill/></akomaNtoso>", "no body"),
        (&bill(""), "no provisions"),
        (&bill("<a:article eId='art 1'/>"), "white space"),
        (&bill("<a:article eId='art/1'/>"), "slash"),
        (
            &bill("<a:article/>").replace("</a:meta>", "</a:meta>\nслово"),
            "line 2: a.xml has the words `слово` in bill",
        ),
        (&bill("\n<a:article eId='art_1' wId='art 1'/>"), "line 2"),
        (&bill("&laugh;"), "not well-formed"),
        (&bill(&many), "more than 20000 provisions"),
        (&bill(&"<i/>".repeat(400_000)), "nodes"),
        (&bill(&"<a:part>".repeat(100)), "deeper"),
        (&bill(&"<a:b>".repeat(500_000)), "deeper"),
    ] {
        let (reason, text) = reason(xml);
        assert_eq!(reason, Reason::XmlInvalid, "{text}");
        assert!(text.contains(says), "{text}");
    }
    let error = read(source(), b"<a>\n\xff</a>").expect_err("no UTF-8");
    assert!(error.fields()[0].description.starts_with("line 2"));
}

#[test]
fn a_text_says_which_of_three_languages_it_is_in() {
    for (from, to) in [
        ("'rus'", "'deu'"),
        ("'rus'", "'russian'"),
        ("language='rus'", ""),
    ] {
        let text = bill("<a:article/>").replace(from, to);
        assert_eq!(reason(&text).0, Reason::LanguageMissing);
    }
    for (tag, language) in [
        ("RUS", Language::Russian),
        ("ru-KZ", Language::Russian),
        ("kk-Cyrl-KZ", Language::Kazakh),
        ("KAZ", Language::Kazakh),
        ("eng-GB", Language::English),
        ("en_US", Language::English),
    ] {
        let text = bill("<a:article/>").replace("'rus'", &format!("'{tag}'"));
        assert_eq!(good(text.as_bytes()).language, language, "{tag}");
    }
    let bills = ["a", "a"].map(|_| good(bill("<a:article/>").as_bytes()));
    let error = assemble(&bills, &Base::default()).expect_err("twice");
    assert_eq!(error.reason(), Reason::LanguageMissing);
}

#[test]
fn a_character_that_no_text_may_hold_is_refused_with_its_line_and_its_name() {
    let article = |inside: &str| bill(&format!("<a:article>{inside}</a:article>"));
    let p = |text: &str| article(&format!("<a:content><a:p>{text}</a:p></a:content>"));
    for (xml, says) in [
        (
            p("а\nб&#x202E;в"),
            "line 2: a.xml has U+202E right-to-left override in p",
        ),
        (p("а\u{2067}"), "U+2067"),
        (p("\u{e000}"), "U+E000"),
        (p("\u{e0041}"), "U+E0041"),
        (p("\u{fdd0}"), "U+FDD0"),
        (p("\u{9b}"), "U+009B"),
        (
            p("<a:img alt='\u{202d}'/>"),
            "U+202D left-to-right override in img",
        ),
        (article("<a:num>1\u{e000}</a:num>"), "in num"),
        (article("<a:heading>\u{202e}</a:heading>"), "in heading"),
        (
            bill("<a:article/>").replace(
                "<a:body>",
                "<a:preface><a:longTitle><a:p>\u{202e}</a:p></a:longTitle></a:preface><a:body>",
            ),
            "U+202E",
        ),
        (bill("<a:article eId='\u{e000}'/>"), "U+E000"),
    ] {
        let (reason, text) = reason(&xml);
        assert_eq!(reason, Reason::XmlInvalid, "{text}");
        assert!(text.contains(says), "{text}");
    }
    // What is left out is nobody's text, and line ends are white space.
    for text in [
        "<a:del>\u{202e}</a:del>",
        "а\u{85}б\u{2028}в",
        "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    ] {
        good(p(text).as_bytes());
    }
}
