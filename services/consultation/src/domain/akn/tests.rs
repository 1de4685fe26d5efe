//! The reader on the demonstration's bills, on small ones, and on whatever is thrown at it.

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
        .find(|p| p.eid == "art_8")
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
        assert_eq!(named.parts, made.parts);
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
    let eids: Vec<&str> = bill.parts.iter().map(|p| p.eid.as_str()).collect();
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
        ["Статья 1-1", "О себе", "до того по сле."]
    );
    assert_eq!(
        (parts[1].eid.as_str(), parts[1].text.as_str()),
        ("art_1__al_1", "внутри")
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
        .map(|p| (p.eid.as_str(), p.text.as_str()))
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
        let eids: Vec<&str> = parts.iter().map(|p| p.eid.as_str()).collect();
        assert_eq!(eids, ["sec_1__chp_1", "art_1"], "{text}");
        assert_eq!(parts[1].parent, "sec_1__chp_1");
    }
}

#[test]
fn what_is_no_bill_is_refused_with_its_line() {
    let laughs =
        "\n<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>\n<akomaNtoso>&b;</akomaNtoso>";
    let many = "<a:point/>".repeat(10_001);
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
        (&bill("<a:article eId='статья'/>"), "write it as"),
        (&bill("\n<a:article eId='art_1' wId='art 1'/>"), "line 2"),
        (&bill("&laugh;"), "not well-formed"),
        (&bill(&many), "more than 10000 provisions"),
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
    for (from, to) in [("'rus'", "'deu'"), ("language='rus'", "")] {
        let text = bill("<a:article/>").replace(from, to);
        assert_eq!(reason(&text).0, Reason::LanguageMissing);
    }
    let bills = ["a", "a"].map(|_| good(bill("<a:article/>").as_bytes()));
    let error = assemble(&bills, &Base::default()).expect_err("twice");
    assert_eq!(error.reason(), Reason::LanguageMissing);
}

#[test]
fn identifiers_stand_once() {
    let text = bill("<a:article eId='art_1'/>\n<a:article eId='chp_1__art_1'/>");
    let (reason, text) = reason(&text);
    assert_eq!(reason, Reason::EidDuplicate);
    assert!(
        text.contains("line 2") && text.contains("first in line 1"),
        "{text}"
    );
}

#[test]
fn all_languages_hold_the_same_provisions() {
    let check = |kazakh: &str| {
        let russian = bill("<a:article eId='art_1' wId='art_8'/><a:article eId='art_2'/>");
        let kazakh = bill(kazakh).replace("rus", "kaz");
        let bills = [russian, kazakh].map(|text| good(text.as_bytes()));
        assemble(&bills, &Base::default())
    };
    let one = check("<a:article eId='art_1'/><a:article eId='art_2'/>").expect("one text");
    assert_eq!(one[0].wid, "art_8");
    for (kazakh, says) in [
        (
            "<a:article eId='art_1'/><a:article eId='art_3'/>",
            "lacks [art_2] and also has [art_3]",
        ),
        ("<a:article eId='art_1'/>", "lacks [art_2]"),
        (
            "<a:article eId='art_2'/><a:article eId='art_1'/>",
            "another place",
        ),
        (
            "<a:section eId='art_1'/><a:article eId='art_2'/>",
            "another element",
        ),
        (
            "<a:article eId='art_1' wId='art_9'/><a:article eId='art_2'/>",
            "in another",
        ),
    ] {
        let error = check(kazakh).expect_err("they differ");
        assert_eq!(error.reason(), Reason::EidLanguageMismatch);
        let text = &error.fields()[0].description;
        assert!(text.contains(says), "{text}");
    }
}

#[test]
fn the_identity_of_a_provision_comes_from_the_base_and_is_never_guessed() {
    let wids = |body: &str, base: &Base| {
        let found = assemble(&[good(bill(body).as_bytes())], base)?;
        Ok::<_, Error>(found.into_iter().map(|p| p.wid).collect::<Vec<_>>())
    };
    let base = Base {
        wids: [("art_1", "art_7"), ("art_2", "art_2")]
            .map(|(eid, wid)| (eid.to_owned(), wid.to_owned()))
            .into(),
        used: ["art_7", "art_2", "art_9"].map(str::to_owned).into(),
    };
    let three =
        "<a:article eId='art_1'/><a:article eId='art_2' wId='art_9'/><a:article eId='art_4'/>";
    assert_eq!(
        wids(three, &base).expect("one text"),
        ["art_7", "art_9", "art_4"]
    );
    assert_eq!(
        wids(three, &Base::default()).expect("a first text"),
        ["art_1", "art_9", "art_4"]
    );
    let twice = "<a:article eId='art_1'/><a:article eId='art_2' wId='art_7'/>";
    let error = wids(twice, &base).expect_err("two have it");
    assert_eq!(error.reason(), Reason::EidDuplicate);
    // Article 9 was struck out once: is this it again, or another one?
    let again = "<a:article eId='art_9'/>";
    let error = wids(again, &base).expect_err("nobody knows");
    assert_eq!(error.reason(), Reason::XmlInvalid);
    let said = "<a:article eId='art_9' wId='art_9'/>";
    assert_eq!(wids(said, &base).expect("it says so"), ["art_9"]);
}

#[test]
fn damaged_documents_never_panic() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).expect("small")
    };
    let mut refused = 0;
    for round in 0..600 {
        let mut xml = REAL[round % REAL.len()][..].to_vec();
        for _ in 0..=random(4) {
            let at = random(xml.len());
            match random(4) {
                3 => {
                    let from = b"<>/=\"' &:_"[random(10)];
                    xml[at] = from;
                }
                0 => xml[at] = u8::try_from(random(256)).expect("a byte"),
                1 => xml.truncate(at.max(1)),
                _ => {
                    let end = (at + random(400)).min(xml.len());
                    let piece = xml[at..end].to_vec();
                    let to = random(xml.len());
                    xml.splice(to..to, piece);
                }
            }
        }
        match read(source(), &xml) {
            Ok(bill) => drop(assemble(&[bill], &Base::default())),
            Err(_) => refused += 1,
        }
    }
    assert!((200..600).contains(&refused), "{refused}");
}

#[test]
fn a_document_made_to_be_dear_is_not() {
    let started = std::time::Instant::now();
    let spaces = (0..199).fold(String::new(), |all, n| all + &format!(" xmlns:n{n}='u{n}'"));
    let prefixed = format!(
        "<i{spaces}>{}</i>",
        "<n198:b n197:c='' n196:c=''/>".repeat(120_000)
    );
    drop(read(source(), bill(&prefixed).as_bytes()));
    let attributes = (0..100).fold(String::new(), |all, n| all + &format!(" a{n}=''"));
    drop(read(
        source(),
        bill(&format!("<i{attributes}/>").repeat(5_000)).as_bytes(),
    ));
    let lines = "<a:point>\n<a:content/></a:point>".repeat(10_000);
    drop(read(source(), bill(&lines).as_bytes()));
    // It takes a second; without the guard and the walking count of lines, many minutes.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
