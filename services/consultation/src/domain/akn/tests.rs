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
        "<a:akomaNtoso xmlns:a='http://docs.oasis-open.org/legaldocml/ns/akn/3.0'><a:bill><a:meta><a:FRBRExpression>\
         <a:FRBRlanguage language='rus'/></a:FRBRExpression></a:meta><a:body>{body}</a:body></a:bill></a:akomaNtoso>"
    )
}

fn reason(xml: &str) -> (Reason, String) {
    let error = read("documents[0].xml", xml.as_bytes()).expect_err("refused");
    (error.reason(), error.fields()[0].description.clone())
}

#[test]
fn three_languages_of_a_version_are_one_text() {
    for documents in REAL.chunks(3) {
        let bills: Vec<Bill> = documents
            .iter()
            .map(|xml| read("f", xml).expect("a bill"))
            .collect();
        assert_eq!(
            bills.iter().map(|b| b.language).collect::<Vec<_>>(),
            ["kk", "ru", "en"]
        );
        let provisions = assemble(&bills, &|_| None).expect("one text");
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
    let second = read("f", REAL[5]).expect("a bill");
    let eighth = second
        .parts
        .iter()
        .find(|p| p.eid == "art_8")
        .expect("renumbered");
    assert_eq!(eighth.wid.as_deref(), Some("art_7"));
}

#[test]
fn a_text_without_identifiers_gets_them() {
    let body = "<a:chapter><a:num>Глава 1.</a:num><a:article><a:num>Статья 3.</a:num><a:heading>О  сроках</a:heading>\
                <a:paragraph><a:num>1.</a:num><a:list><a:intro><a:p>Сроки:</a:p></a:intro><a:point><a:num>1)</a:num>\
                <a:content><a:p>десять <a:b>дней</a:b>;</a:p></a:content></a:point></a:list></a:paragraph></a:article></a:chapter>";
    let read = read("f", bill(body).as_bytes()).expect("a bill");
    let eids: Vec<&str> = read.parts.iter().map(|p| p.eid.as_str()).collect();
    assert_eq!(
        eids,
        ["chp_1", "art_3", "art_3__para_1", "art_3__para_1__point_1"]
    );
    assert_eq!(read.parts[1].heading, "О сроках");
    assert_eq!(read.parts[2].text, "Сроки:");
    assert_eq!(read.parts[3].text, "десять дней;");
}

#[test]
fn what_is_no_bill_is_refused_with_its_line() {
    let laughs =
        "<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>\n<akomaNtoso>&b;</akomaNtoso>";
    for (xml, says) in [
        ("", "line 1"),
        ("<akomaNtoso>\n<bill>\n</akomaNtoso>", "line 3"),
        (laughs, "DTD"),
        ("<akomaNtoso><act/></akomaNtoso>", "not an Akoma Ntoso bill"),
        ("<akomaNtoso><bill/></akomaNtoso>", "no body"),
        (&bill(""), "no provisions"),
        (&bill("<a:article eId='статья'/>"), "not an identifier"),
        (
            &bill("<a:article/>").replace("rus", "deu"),
            "must be kaz, rus or eng",
        ),
        (
            &bill(&format!(
                "{}{}",
                "<a:part eId='part_1'>".repeat(60),
                "</a:part>".repeat(60)
            )),
            "deeper than",
        ),
    ] {
        let (reason, text) = reason(xml);
        assert_eq!(reason, Reason::XmlInvalid, "{xml}");
        assert!(text.contains(says), "{text}");
    }
    let deep = bill(&format!(
        "{}{}",
        "<a:b>".repeat(150_000),
        "</a:b>".repeat(150_000)
    ));
    assert_eq!(reason(&deep).0, Reason::XmlInvalid);
}

#[test]
fn identifiers_stand_once_and_in_every_language() {
    let two = bill("<a:article eId='art_1'/>\n<a:article eId='chp_1__art_1'/>");
    let bills = [read("f", two.as_bytes()).expect("a bill")];
    let error = assemble(&bills, &|_| None).expect_err("twice");
    assert_eq!(error.reason(), Reason::EidDuplicate);
    assert!(error.fields()[0].description.contains("line 2"));

    let russian = read(
        "f",
        bill("<a:article eId='art_1'/><a:article eId='art_2'/>").as_bytes(),
    )
    .expect("a bill");
    let kazakh = bill("<a:article eId='art_1'/><a:article eId='art_3'/>").replace("rus", "kaz");
    let error = assemble(
        &[russian, read("f", kazakh.as_bytes()).expect("a bill")],
        &|_| None,
    )
    .expect_err("differ");
    assert_eq!(error.reason(), Reason::EidLanguageMismatch);
    let text = &error.fields()[0].description;
    assert!(
        text.contains("lacks [art_2]") && text.contains("besides [art_3]"),
        "{text}"
    );
}

#[test]
fn the_identity_of_a_provision_comes_from_the_base() {
    let xml = bill(
        "<a:article eId='art_1'/><a:article eId='art_2' wId='art_9'/><a:article eId='art_4'/>",
    );
    let bills = [read("f", xml.as_bytes()).expect("a bill")];
    let base = |eid: &str| (eid == "art_1").then(|| "art_7".to_owned());
    let found: Vec<String> = assemble(&bills, &base)
        .expect("one text")
        .into_iter()
        .map(|p| p.wid)
        .collect();
    assert_eq!(found, ["art_7", "art_9", "art_4"]);
    let twice = |eid: &str| (eid == "art_1").then(|| "art_9".to_owned());
    assert_eq!(
        assemble(&bills, &twice).expect_err("twice").reason(),
        Reason::EidDuplicate
    );
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
    for round in 0..300 {
        let mut xml = REAL[round % REAL.len()][..].to_vec();
        for _ in 0..=random(4) {
            let at = random(xml.len());
            match random(3) {
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
        match read("f", &xml) {
            Ok(bill) => drop(assemble(&[bill], &|_| None)),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 100, "{refused}");
}
