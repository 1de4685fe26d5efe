//! Documents that are no text of a version, and where each is wrong.

use super::*;

#[tokio::test]
async fn a_document_that_is_refused_is_told_by_file_and_line() {
    let mut office = Office::open().await;
    office.create_version("v1").await;
    let good = || {
        bill(
            "rus",
            &articles(&[("eId='art_1'", "Один."), ("eId='art_2'", "Два.")]),
        )
    };
    let laughs = pb::AkomaNtosoDocument {
        xml:
            b"<?xml version='1.0'?>\n<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><l>&b;</l>"
                .to_vec(),
        file_name: "laughs.xml".into(),
    };
    let double = bill(
        "kaz",
        &articles(&[("eId='art_1'", "Бір."), ("eId='art_1'", "Екі.")]),
    );
    let other = bill(
        "kaz",
        &articles(&[("eId='art_1'", "Бір."), ("eId='art_3'", "Екі.")]),
    );
    for (documents, field, reason, line) in [
        (
            vec![good(), laughs],
            "documents[1].xml",
            Reason::XmlInvalid,
            "2",
        ),
        (vec![double], "documents[0].xml", Reason::EidDuplicate, "2"),
        (
            vec![good(), other],
            "documents[1].xml",
            Reason::EidLanguageMismatch,
            "2",
        ),
        (
            vec![good(), good()],
            "documents[1].xml",
            Reason::LanguageMissing,
            "1",
        ),
        (
            vec![bill("deu", "<article/>")],
            "documents[0].xml",
            Reason::LanguageMissing,
            "1",
        ),
    ] {
        let file = documents
            .last()
            .map(|d| d.file_name.clone())
            .unwrap_or_default();
        let answer = office.import(V1, documents).await;
        let status = refused(answer, Code::InvalidArgument, reason);
        assert_eq!(fields(&status), [field]);
        assert_eq!(metadata(&status, "line"), line);
        assert_eq!(metadata(&status, "file_name"), file);
        assert!(status.message().contains(&file), "{}", status.message());
    }
    let nothing = office.import(V1, Vec::new()).await;
    refused(nothing, Code::InvalidArgument, Reason::FieldInvalid);
    let large = pb::AkomaNtosoDocument {
        xml: vec![b' '; 5 << 20],
        ..Default::default()
    };
    let large = office.import(V1, vec![large]).await;
    let status = refused(large, Code::ResourceExhausted, Reason::MessageTooLarge);
    assert_eq!(metadata(&status, "limit_bytes"), "4194304");
    let missing = office.import(V2, vec![good()]).await;
    refused(missing, Code::NotFound, Reason::ResourceNotFound);
    assert!(
        office.version(V1).await.expressions.is_empty(),
        "nothing was half-written"
    );
}
