//! Plain text becomes Akoma Ntoso: what is read of it, and what is refused.

use tonic::Response;

use super::*;

const RUSSIAN: &str = "\u{feff}Закон Республики Казахстан\r\nО благотворительности & помощи\r\n\r\n\
    Глава 1. ОБЩИЕ ПОЛОЖЕНИЯ\r\nСтатья 1. Понятия\r\n1. Понятия:\r\n1) благо;\r\n2) помощь.\r\n\
    Статья 1-1. Порядок\r\nСтатья 5 Закона изложить так: «Статья 5. Новая\r\nСтатья 6. Ещё новее».\r\n\r\n\
    Президент Республики Казахстан  К. ТОКАЕВ\r\n";
const KAZAKH: &str = "Қазақстан Республикасының Заңы\nҚайырымдылық және көмек туралы\n\
    1-тарау. ЖАЛПЫ ЕРЕЖЕЛЕР\n1-бап. Ұғымдар\n1. Ұғымдар:\n1) игілік;\n2) көмек.\n1-1-бап. Тәртіп\nМәтін.\n\
    Қазақстан Республикасының\nПрезиденті  Қ. ТОҚАЕВ\n";

fn plain(text: &str, language_code: &str) -> pb::PlainTextDocument {
    pb::PlainTextDocument {
        text: text.into(),
        language_code: language_code.into(),
        file_name: format!("bill.{language_code}.txt"),
    }
}

fn request(documents: Vec<pb::PlainTextDocument>) -> pb::ImportPlainTextRequest {
    pb::ImportPlainTextRequest {
        version: V1.into(),
        documents,
        ..Default::default()
    }
}

impl Office {
    async fn import_plain(
        &mut self,
        request: pb::ImportPlainTextRequest,
    ) -> Result<pb::ImportPlainTextResponse, Status> {
        let done = self.laws.import_plain_text(ask(request)).await;
        done.map(Response::into_inner)
    }

    async fn eids(&mut self) -> Vec<String> {
        let request = pb::ListProvisionsRequest {
            parent: V1.into(),
            ..Default::default()
        };
        let listed = self.laws.list_provisions(request).await.expect("listed");
        let provisions = listed.into_inner().provisions.into_iter();
        provisions.map(|p| p.eid).collect()
    }
}

fn lines(lines: &[pb::PlainTextLine]) -> Vec<i32> {
    lines.iter().map(|line| line.line).collect()
}

#[tokio::test]
async fn a_plain_text_becomes_akoma_ntoso_and_says_what_it_read() {
    let mut office = Office::open().await;
    office.create_version("v1").await;
    let mut once = request(vec![plain(RUSSIAN, "ru")]);
    once.validate_only = true;
    let tried = office.import_plain(once.clone()).await.expect("checked");
    assert!(
        office.version(V1).await.expressions.is_empty(),
        "nothing is written"
    );
    (once.validate_only, once.request_id) = (false, request_id());
    let done = office.import_plain(once.clone()).await.expect("imported");
    assert_eq!(done.readings, tried.readings);
    let reading = &done.readings[0];
    assert_eq!(reading.language_code, "ru");
    assert_eq!(
        reading.title,
        "Закон Республики Казахстан О благотворительности & помощи"
    );
    let counts = reading.element_counts.iter();
    let counts: Vec<_> = counts.map(|c| (c.element.as_str(), c.count)).collect();
    assert_eq!(
        counts,
        [
            ("chapter", 1),
            ("article", 2),
            ("paragraph", 1),
            ("point", 2)
        ]
    );
    assert_eq!(lines(&reading.headings), [4, 5, 9, 13]);
    assert_eq!(
        (lines(&reading.doubtful_lines), reading.doubtful_line_count),
        (vec![10, 11], 2)
    );
    let version = done.draft_law_version.clone().expect("a version");
    assert_eq!(version, office.version(V1).await);
    assert_eq!(version.expressions[0].titles[0].text, reading.title);
    let article = office.provision(V1, "art_1-1").await.expect("there");
    assert_eq!(
        article.texts[0].text,
        "Статья 5 Закона изложить так: «Статья 5. Новая Статья 6. Ещё новее»."
    );
    let eids = office.eids().await;
    assert!(
        !eids.contains(&"art_5".to_owned()) && !eids.contains(&"art_6".to_owned()),
        "{eids:?}"
    );
    assert_eq!(office.import_plain(once).await.expect("a retry"), done);

    // The second language comes by itself and must agree; what goes out is Akoma Ntoso, and comes in again as the same.
    let both = office
        .import_plain(request(vec![plain(KAZAKH, "kk")]))
        .await;
    let both = both
        .expect("imported")
        .draft_law_version
        .expect("a version");
    assert_eq!(both.expressions.len(), 2);
    let point = office
        .provision(V1, "art_1__para_1__point_2")
        .await
        .expect("there");
    let texts: Vec<&str> = point.texts.iter().map(|t| t.text.as_str()).collect();
    assert_eq!(texts, ["көмек.", "помощь."]);
    let export = pb::ExportAkomaNtosoRequest {
        version: V1.into(),
        language_code: "ru".into(),
    };
    let out = office
        .laws
        .export_akoma_ntoso(export)
        .await
        .expect("there")
        .into_inner();
    let xml = std::str::from_utf8(&out.xml).expect("UTF-8");
    assert!(xml.contains("<FRBRlanguage language=\"rus\"/>") && xml.contains("помощи"));
    assert!(xml.contains("ТОКАЕВ"), "nothing vanishes");
    office.import(V1, vec![out]).await.expect("imported");
    assert_eq!(office.eids().await, eids);
    let again = office.provision(V1, "art_1-1").await.expect("there");
    assert_eq!(again.texts[1], article.texts[0]);
}

#[tokio::test]
async fn a_plain_text_that_is_no_law_is_refused() {
    let mut office = Office::open().await;
    office.create_version("v1").await;
    let good = request(vec![plain(RUSSIAN, "ru")]);
    let stands = office.import_plain(good.clone()).await.expect("imported");
    for (text, language, field, reason, says) in [
        (
            "Просто текст.",
            "ru",
            "text",
            Reason::FieldInvalid,
            "looks like `Статья 5. О чём она`",
        ),
        (
            "5-бап. Тақырып",
            "ru",
            "language_code",
            Reason::FieldInvalid,
            "which is in kk",
        ),
        (
            "Article 1. On",
            "fr",
            "language_code",
            Reason::FieldInvalid,
            "must be `kk`",
        ),
        (
            "Статья 1. А\nб\u{1}",
            "ru",
            "text",
            Reason::FieldInvalid,
            "remove U+0001 control character at character 2 of line 2",
        ),
        (
            "Статья 1. А\n\nСтатья 1. Б",
            "ru",
            "text",
            Reason::EidDuplicate,
            "line 3: bill.ru.txt has two of the element article with the number `Статья 1.`, in lines 1 and 3",
        ),
        (
            "Article 9. On",
            "en",
            "text",
            Reason::EidLanguageMismatch,
            "also has [art_9]",
        ),
    ] {
        let answer = office
            .import_plain(request(vec![plain(text, language)]))
            .await;
        let status = refused(answer, Code::InvalidArgument, reason);
        assert_eq!(fields(&status)[0], format!("documents[0].{field}"));
        assert!(status.message().contains(says), "{}", status.message());
    }
    let nul = office
        .import_plain(request(vec![plain("Статья 1. А\0", "ru")]))
        .await;
    let status = refused(nul, Code::InvalidArgument, Reason::FieldInvalid);
    assert_eq!(fields(&status), ["documents[0].text"]);
    let twice = vec![plain(RUSSIAN, "ru"), plain(RUSSIAN, "ru")];
    let twice = office.import_plain(request(twice)).await;
    refused(twice, Code::InvalidArgument, Reason::LanguageMissing);
    let none = office.import_plain(request(Vec::new())).await;
    refused(none, Code::InvalidArgument, Reason::FieldInvalid);
    let large = request(vec![plain(&"Статья 1. А\n".repeat(300_000), "ru")]);
    let large = office.import_plain(large).await;
    refused(large, Code::ResourceExhausted, Reason::MessageTooLarge);
    let stale = pb::ImportPlainTextRequest {
        etag: "\"1\"".into(),
        ..good.clone()
    };
    let stale = office.import_plain(stale).await;
    refused(stale, Code::Aborted, Reason::EtagMismatch);
    let missing = pb::ImportPlainTextRequest {
        version: V2.into(),
        ..good.clone()
    };
    let missing = office.import_plain(missing).await;
    refused(missing, Code::NotFound, Reason::ResourceNotFound);
    assert_eq!(Some(office.version(V1).await), stands.draft_law_version);
    office.publish(V1).await.expect("published");
    let frozen = office.import_plain(good).await;
    refused(frozen, Code::FailedPrecondition, Reason::VersionFrozen);
}

#[tokio::test]
async fn what_a_plain_text_swallows_is_told() {
    let mut office = Office::open().await;
    office.create_version("v1").await;
    let text = "Статья № 1. О\nСтатья (2). Б\nПриложение 1 изложить в следующей редакции\nСтатья 3 -1. В\n\
                Статья пятая\n1) слова: «а\n2) норма\n«б»».\nСтатья 6 О сроках\nГлава 2. Г\nСтатья 7. Д\n\
                Глава 3. Е\nСтатья 7. Ж\nПриложение 1 к Закону\nСтатья 1. З";
    let done = office.import_plain(request(vec![plain(text, "ru")])).await;
    let reading = &done.expect("imported").readings[0];
    assert_eq!(lines(&reading.headings), [1, 2, 4, 10, 11, 12, 13, 14]);
    assert_eq!(lines(&reading.doubtful_lines), [3, 5, 7, 9, 13, 15]);
    assert!(reading.doubtful_lines[2].note.contains("began in line 6"));
    assert!(reading.doubtful_lines[4].note.contains("in line 11"));
    let eids = office.eids().await;
    for eid in ["art_1", "art_2", "art_3-1", "chp_2__art_7", "chp_3__art_7"] {
        assert!(eids.iter().any(|found| found == eid), "{eid}: {eids:?}");
    }
}
