//! A text that comes a language a call: what stays, what must agree, and how large it may be.

use super::*;
use crate::record::metadata;

fn in_english(texts: &[(&str, &str)]) -> Vec<pb::AkomaNtosoDocument> {
    vec![bill("eng", &articles(texts))]
}

fn in_russian(texts: &[(&str, &str)]) -> Vec<pb::AkomaNtosoDocument> {
    vec![bill("rus", &articles(texts))]
}

fn languages(version: &pb::DraftLawVersion) -> Vec<&str> {
    let expressions = version.expressions.iter();
    expressions.map(|e| e.language_code.as_str()).collect()
}

fn texts(provision: &pb::Provision) -> Vec<&str> {
    provision.texts.iter().map(|t| t.text.as_str()).collect()
}

async fn export(office: &mut Office, language_code: &str) -> Result<Vec<u8>, Status> {
    let request = pb::ExportAkomaNtosoRequest {
        version: V1.into(),
        language_code: language_code.into(),
    };
    let out = office.laws.export_akoma_ntoso(request).await;
    out.map(|out| out.into_inner().xml)
}

#[tokio::test]
async fn a_call_replaces_only_the_languages_that_it_brings() {
    let mut office = Office::open().await;
    office.create_version("v1").await;
    let first = in_english(&[("eId='art_1'", "One.")]);
    office.import(V1, first.clone()).await.expect("imported");
    let second = in_russian(&[("eId='art_1'", "Один.")]);
    let both = office.import(V1, second).await.expect("imported");
    assert_eq!(languages(&both), ["ru", "en"]);
    let provision = office.provision(V1, "art_1").await.expect("there");
    assert_eq!(texts(&provision), ["Один.", "One."]);

    let corrected = in_russian(&[("eId='art_1'", "Первый.")]);
    let kept = office.import(V1, corrected).await.expect("imported");
    assert_eq!(kept.expressions[1], both.expressions[1]);
    assert_ne!(
        kept.expressions[0].text_sha256,
        both.expressions[0].text_sha256
    );
    let provision = office.provision(V1, "art_1").await.expect("there");
    assert_eq!(texts(&provision), ["Первый.", "One."]);
    assert_eq!(
        export(&mut office, "en").await.expect("there"),
        first[0].xml
    );
}

#[tokio::test]
async fn a_language_that_does_not_agree_with_those_that_stand_is_refused_and_the_way_out_is_named()
{
    let mut office = Office::open().await;
    office.create_version("v1").await;
    let (one, two) = (("eId='art_1'", "One."), ("eId='art_2'", "Two."));
    let whole = [in_russian(&[one]), in_english(&[one])].concat();
    office.import(V1, whole).await.expect("imported");

    let apart = office.import(V1, in_english(&[one, two])).await;
    let status = refused(apart, Code::InvalidArgument, Reason::EidLanguageMismatch);
    assert_eq!(fields(&status), ["documents[0].xml", "replace_all"]);
    let say = status.message();
    assert!(
        say.contains("eng.xml") && say.contains("also has [art_2]"),
        "{say}"
    );
    assert_eq!(office.version(V1).await.provision_count, 1);

    // Both ways out: all in one call, or the first for all and then the others.
    let together = [in_english(&[one, two]), in_russian(&[one, two])].concat();
    let together = office.import(V1, together).await.expect("imported");
    assert_eq!(
        (together.provision_count, languages(&together)),
        (2, vec!["ru", "en"])
    );
    let anew = pb::ImportAkomaNtosoRequest {
        version: V1.into(),
        documents: in_english(&[one]),
        replace_all: true,
        etag: together.etag,
        ..Default::default()
    };
    let begun = office.laws.import_akoma_ntoso(ask(anew.clone())).await;
    assert_eq!(languages(&begun.expect("imported").into_inner()), ["en"]);
    let gone = export(&mut office, "ru").await;
    refused(gone, Code::NotFound, Reason::ResourceNotFound);
    let ended = office
        .import(V1, in_russian(&[one]))
        .await
        .expect("imported");
    assert_eq!(
        (ended.provision_count, languages(&ended)),
        (1, vec!["ru", "en"])
    );

    let stale = office.laws.import_akoma_ntoso(ask(anew)).await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
}

/// How many articles the large bill has.
const COUNT: usize = 600;

/// A bill of about 3.3 MB in a language.
fn large(language: &str, word: &str) -> pb::AkomaNtosoDocument {
    let markup = articles(&[("eId=\"art_12345\"", "")]).len();
    let words = word.repeat((3_300_000 / COUNT - markup) / word.len());
    let ids: Vec<String> = (1..=COUNT).map(|n| format!("eId=\"art_{n}\"")).collect();
    let texts: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), words.as_str())).collect();
    bill(language, &articles(&texts))
}

#[tokio::test]
async fn a_bill_of_3_3_megabytes_in_three_languages_loads_and_goes_out_byte_for_byte() {
    let mut office = Office::open().await;
    office.create_version("v1").await;
    let documents = [
        large("kaz", "сөзбен сөз "),
        large("rus", "слово за слово "),
        large("eng", "word for word "),
    ];
    for document in &documents {
        assert!(
            (3_200_000..3_500_000).contains(&document.xml.len()),
            "{}",
            document.xml.len()
        );
        let filled = office.import(V1, vec![document.clone()]).await;
        assert_eq!(filled.expect("imported").provision_count, 600);
    }
    for (language_code, document) in ["kk", "ru", "en"].into_iter().zip(&documents) {
        let out = export(&mut office, language_code).await.expect("there");
        assert!(out == document.xml, "{language_code}");
    }
    let last = office.provision(V1, "art_600").await.expect("there");
    assert_eq!(last.texts.len(), 3);

    // All of it is new: ten megabytes, by pages that every client takes.
    let (mut token, mut changes, mut pages) = (String::new(), 0, 0);
    loop {
        let request = pb::CompareVersionsRequest {
            version: V1.into(),
            page_size: 1000,
            page_token: token,
            ..Default::default()
        };
        let page = office.laws.compare_versions(request).await;
        let page = page.expect("compared").into_inner();
        (changes, pages) = (changes + page.changes.len(), pages + 1);
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(changes, 600);
    assert!((3..=6).contains(&pages), "{pages}");
}

#[tokio::test]
async fn languages_that_come_at_once_all_stand() {
    let mut office = Office::open().await;
    office.create_version("v1").await;
    let text = [("eId='art_1'", "1.")];
    let documents = ["kaz", "rus", "eng"].map(|language| bill(language, &articles(&text)));
    let calls = documents.map(|document| {
        let mut laws = office.laws.clone();
        let request = pb::ImportAkomaNtosoRequest {
            version: V1.into(),
            documents: vec![document],
            ..Default::default()
        };
        tokio::spawn(async move { laws.import_akoma_ntoso(ask(request)).await })
    });
    for call in calls {
        call.await.expect("no panic").expect("imported");
    }
    assert_eq!(languages(&office.version(V1).await), ["kk", "ru", "en"]);
    let provision = office.provision(V1, "art_1").await.expect("there");
    assert_eq!(texts(&provision), ["1.", "1.", "1."]);
}

#[tokio::test]
async fn a_language_is_known_by_any_tag_and_a_text_without_a_file_names_none() {
    let mut office = Office::open().await;
    office.create_version("v1").await;
    for (tag, code) in [
        ("RUS", "ru"),
        ("ru-KZ", "ru"),
        ("kk", "kk"),
        ("Eng-GB", "en"),
    ] {
        let text = bill(tag, &articles(&[("eId='art_1'", "1.")]));
        let version = office.import(V1, vec![text]).await.expect(tag);
        assert!(languages(&version).contains(&code), "{tag}");
    }
    let mut text = bill("eng", "");
    text.file_name = String::new();
    let status = refused(
        office.import(V1, vec![text]).await,
        Code::InvalidArgument,
        Reason::XmlInvalid,
    );
    assert_eq!(metadata(&status, "line").as_deref(), Some("1"));
    assert_eq!(metadata(&status, "file_name"), None);
}
