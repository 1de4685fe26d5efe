//! What stands around the body, and whole documents.

use super::*;

fn annexed(rate: &str) -> pb::AkomaNtosoDocument {
    let xml = format!(
        "<akomaNtoso xmlns='http://docs.oasis-open.org/legaldocml/ns/akn/3.0'><bill name='bill'><meta><identification source='#k'>\
         <FRBRExpression><FRBRlanguage language='rus'/></FRBRExpression></identification></meta><preface><p>Проект</p></preface><body>\
         <article eId='art_1'><num>1</num><content><p>Утвердить приложение.</p></content></article></body><conclusions><p>Президент</p>\
         </conclusions><attachments><attachment eId='att_1'><heading>Приложение 1</heading><doc name='annex'><meta/><mainBody>\
         <article eId='att_1__art_1'><num>1</num><content><p>Ставка {rate} процентов.</p></content></article></mainBody></doc></attachment>\
         </attachments></bill></akomaNtoso>"
    );
    pb::AkomaNtosoDocument {
        xml: xml.into_bytes(),
        file_name: "annex.xml".into(),
    }
}

#[tokio::test]
async fn an_annex_is_part_of_the_text() {
    let story = Story::told(
        [vec![annexed("5")], vec![annexed("50")]],
        &["att_1__art_1", "conclusions"],
    )
    .await;
    assert_eq!(
        eids(&story.first),
        ["preface", "art_1", "conclusions", "att_1", "att_1__art_1"]
    );
    assert_eq!(
        story.changed(),
        [(
            "att_1__art_1",
            "att_1__art_1",
            "att_1__art_1",
            ChangeKind::Changed
        )]
    );
    let told = &story.changes[0].texts[0];
    assert_eq!(
        [&told.old_text, &told.new_text],
        ["Ставка 5 процентов.", "Ставка 50 процентов."]
    );
    assert_eq!(
        story.fates(),
        [
            (Fate::Changed, "att_1__art_1"),
            (Fate::Mapped, "conclusions")
        ]
    );
}

#[tokio::test]
async fn an_annex_without_identifiers_gets_them() {
    let bare = |rate: &str| {
        let mut document = annexed(rate);
        let text = String::from_utf8(document.xml).expect("UTF-8");
        let text = text
            .replace(" eId='att_1'", "")
            .replace(" eId='att_1__art_1'", "")
            .replace(" eId='art_1'", "");
        document.xml = text.into_bytes();
        document
    };
    let story = Story::told([vec![bare("5")], vec![bare("50")]], &["att_1__art_1"]).await;
    assert_eq!(
        eids(&story.first),
        ["preface", "art_1", "conclusions", "att_1", "att_1__art_1"]
    );
    assert_eq!(story.fates(), [(Fate::Changed, "att_1__art_1")]);
}

#[tokio::test]
async fn words_that_stand_nowhere_are_refused_by_name() {
    let mut office = Office::open().await;
    office.create_version("v1").await;
    let mut document = annexed("5");
    document.xml = String::from_utf8(document.xml)
        .expect("UTF-8")
        .replace("<body>", "\n<rider>Слово</rider><body>")
        .into_bytes();
    let status = refused(
        office.import(V1, vec![document]).await,
        Code::InvalidArgument,
        Reason::XmlInvalid,
    );
    assert!(
        status
            .message()
            .contains("line 2: annex.xml has the words `Слово` in rider"),
        "{}",
        status.message()
    );
}

#[tokio::test]
async fn a_document_goes_out_as_it_came_in() {
    let mut office = Office::open().await;
    office.create_version("v1").await;
    let text = "\u{feff}<?xml version='1.0' encoding='utf-8'?>\r\n<!-- до -->\r\n<?editor on?><é:akomaNtoso \
                xmlns:é=\"http://docs.oasis-open.org/legaldocml/ns/akn/3.0\" >\r\n\t<é:bill\tname='x' ><é:meta><é:identification><é:FRBRExpression>\
                <é:FRBRlanguage language='ru-KZ'/></é:FRBRExpression></é:identification></é:meta><é:body><é:article eId = 'art_1'>\
                <é:content><é:p>a&#13;&amp;<![CDATA[<b>]]>\u{a0}\u{301}</é:p></é:content></é:article ></é:body></é:bill>\
                </é:akomaNtoso>\r\n<!-- после -->\n";
    let document = pb::AkomaNtosoDocument {
        xml: text.into(),
        file_name: "странный.xml".into(),
    };
    office
        .import(V1, vec![document.clone()])
        .await
        .expect("imported");
    assert_eq!(text_of(&mut office).await, "a &<b> \u{301}");
    let request = pb::ExportAkomaNtosoRequest {
        version: V1.into(),
        language_code: "ru".into(),
    };
    let out = office
        .laws
        .export_akoma_ntoso(request)
        .await
        .expect("there");
    assert!(out.into_inner() == document);
}

async fn text_of(office: &mut Office) -> String {
    text(&provisions(office, V1).await[0]).to_owned()
}
