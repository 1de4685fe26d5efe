//! Whole texts, read as the service reads them: the bill that was made is read back.

use super::{super::akn, *};

fn source() -> Source {
    Source {
        field: "documents[0]".into(),
        file: "bill.txt".into(),
    }
}

fn sent(text: &str, language: &str) -> pb::PlainTextDocument {
    pb::PlainTextDocument {
        text: text.into(),
        language_code: language.into(),
        file_name: "bill.txt".into(),
    }
}

fn good(text: &str, language: &str) -> Made {
    read(&source(), &sent(text, language)).expect("a bill")
}

fn refused(text: &str, language: &str) -> (String, String) {
    let error = read(&source(), &sent(text, language)).expect_err("refused");
    assert_eq!(error.reason(), Reason::FieldInvalid);
    let field = &error.fields()[0];
    (field.field.clone(), field.description.clone())
}

fn provisions(made: &Made) -> Vec<pb::Provision> {
    let bill = akn::read(source(), &made.document.xml).expect("well-formed");
    akn::assemble(&[bill], &akn::Base::default()).expect("one text")
}

/// What the reader finds: eId, number, heading and text of each provision.
fn found(text: &str, language: &str) -> Vec<[String; 4]> {
    let first = |texts: &[kenes_proto::gtype::LocalizedText]| {
        texts.first().map(|t| t.text.clone()).unwrap_or_default()
    };
    let all = provisions(&good(text, language)).into_iter();
    all.map(|p| [p.eid, p.num, first(&p.headings), first(&p.texts)])
        .collect()
}

fn lines(shown: &[pb::PlainTextLine]) -> Vec<i32> {
    shown.iter().map(|line| line.line).collect()
}

const LAW: &str = "\u{feff}ЗАКОН РЕСПУБЛИКИ КАЗАХСТАН\r\n\r\nО благотворительности\r\n\
    Настоящий Закон регулирует & определяет <всё>.\r\n\r\n\
    Глава 1\r\nОБЩИЕ ПОЛОЖЕНИЯ\r\n\r\n\
    Статья 1. Основные понятия\r\nВ настоящем Законе:\r\n1) благо – добро;\r\nи ещё;\r\n2) помощь.\r\n\
    Статья 1-1. Цели\r\n1. Цели:\r\n1) одна:\r\nа) малая;\r\nб) большая;\r\n2) другая.\r\n2-1. Сроки.\r\n\
    Глава 2. Заключение\r\nСтатья 2. Порядок введения\r\nСо дня опубликования.\r\n\r\n\
    Президент\r\nРеспублики Казахстан    Н. НАЗАРБАЕВ\r\n";

#[test]
fn a_law_as_it_is_written_is_read() {
    let made = good(LAW, "ru");
    let provisions = provisions(&made);
    let of = |eid: &str| {
        let found = provisions.iter().find(|p| p.eid == eid);
        let found = found.unwrap_or_else(|| panic!("no {eid}"));
        let text = found.texts.first().map_or("", |t| t.text.as_str());
        (found.num.as_str(), text)
    };
    assert_eq!(of("chp_1").0, "Глава 1");
    assert_eq!(of("art_1"), ("Статья 1.", "В настоящем Законе:"));
    assert_eq!(of("art_1__point_1"), ("1)", "благо – добро; и ещё;"));
    assert_eq!(of("art_1-1__para_1"), ("1.", "Цели:"));
    assert_eq!(of("art_1-1__para_1__point_2"), ("2)", "другая."));
    assert_eq!(of("art_1-1__para_2-1"), ("2-1.", "Сроки."));
    assert_eq!(of("art_2"), ("Статья 2.", "Со дня опубликования."));
    let reading = &made.reading;
    assert_eq!(
        reading.title,
        "ЗАКОН РЕСПУБЛИКИ КАЗАХСТАН О благотворительности"
    );
    let counts: Vec<(&str, i32)> = reading
        .element_counts
        .iter()
        .map(|count| (count.element.as_str(), count.count))
        .collect();
    assert_eq!(
        counts,
        [
            ("chapter", 2),
            ("article", 3),
            ("paragraph", 2),
            ("point", 6)
        ]
    );
    assert_eq!(lines(&reading.headings), [6, 9, 14, 21, 22, 25]);
    assert_eq!(reading.headings[0].text, "Глава 1");
    assert_eq!(reading.doubtful_line_count, 0);
}

#[test]
fn kazakh_and_english_are_read_in_their_own_order_of_words() {
    let kazakh = "1-тарау. ЖАЛПЫ\n5-бап. Тақырып\n1. Бір.\n5-1\u{2011}бап. Екінші\nМәтін.\n\
                  Қазақстан Республикасының\nПрезиденті  Қ. Тоқаев";
    let found_in_kazakh = found(kazakh, "kk");
    let told = |n: usize| found_in_kazakh[n].each_ref().map(String::as_str);
    assert_eq!(told(0), ["chp_1", "1-тарау.", "ЖАЛПЫ", ""]);
    assert_eq!(told(1), ["art_5", "5-бап.", "Тақырып", ""]);
    assert_eq!(told(2), ["art_5__para_1", "1.", "", "Бір."]);
    assert_eq!(told(3), ["art_5-1", "5-1\u{2011}бап.", "Екінші", "Мәтін."]);
    let english = found("Chapter 1. General\nArticle 5. Scope\n1. One.", "en");
    assert_eq!(english[1][0], "art_5");
}

#[test]
fn what_an_amending_law_quotes_is_its_text() {
    let text = "Статья 1. Внести изменения:\n1) статью 7 изложить в следующей редакции:\n«Статья 7. О новом\n\
                1. Новое.\nСтатья 8. Ещё\n2. Второе.»;\nСтатья 5 настоящего Закона изложить в следующей редакции:\n\
                2) исключить.\nСтатья 2. Введение\nСо дня.";
    let found = found(text, "ru");
    let eids: Vec<&str> = found.iter().map(|p| p[0].as_str()).collect();
    assert_eq!(eids, ["art_1", "art_1__point_1", "art_1__point_2", "art_2"]);
    assert!(
        found[1][3].contains(
            "«Статья 7. О новом 1. Новое. Статья 8. Ещё 2. Второе.»; Статья 5 настоящего"
        )
    );
    let made = good(text, "ru");
    let doubts = &made.reading.doubtful_lines;
    assert_eq!(lines(doubts), [4, 5, 6]);
    assert!(
        doubts[0].note.contains("began in line 3"),
        "{}",
        doubts[0].note
    );
}

#[test]
fn what_stands_after_the_signature_or_in_an_attachment_is_no_article() {
    for end in [
        "Президент Республики Казахстан  К. ТОКАЕВ\n\nПриложение\n1. Пункт.\nСтатья 1. Другая",
        "Приложение 1 к Закону\n1. Пункт.\nСтатья 1. Другая",
    ] {
        let text = format!(
            "Статья 1. О\n1. Один.\nПрезидент Республики Казахстан вправе.\n2. Два.\n{end}"
        );
        let found = found(&text, "ru");
        assert_eq!(
            found.iter().filter(|p| p[0].starts_with("art_1")).count(),
            3,
            "{end}"
        );
        assert!(found[1][3].ends_with("вправе."));
        let made = good(&text, "ru");
        assert_eq!(made.reading.doubtful_line_count, 1);
        assert_eq!(lines(&made.reading.headings), [1, 5]);
    }
}

#[test]
fn a_sentence_about_an_attachment_ends_no_law() {
    for sentence in [
        "Приложение 1 изложить в следующей редакции",
        "Приложение 1 изложить в редакции согласно приложению.",
        "Приложение 1 к указанному Закону изложить в следующей редакции",
        "Приложение № 2 к Закону исключить.",
        "Приложение к Закону дополнить словами",
        "ПРИЛОЖЕНИЕ 1 ИСКЛЮЧИТЬ",
    ] {
        let text = format!("Статья 1. О\n{sentence}\nСтатья 2. О другом\nТекст.");
        let found = found(&text, "ru");
        assert_eq!(found.len(), 2, "{sentence}: {found:?}");
        assert_eq!(found[0][3], sentence);
        assert_eq!(
            lines(&good(&text, "ru").reading.doubtful_lines),
            [2],
            "{sentence}"
        );
    }
    for heading in [
        "Приложение",
        "Приложение 1",
        "Приложение № 2.",
        "Приложение 1 к Закону Республики Казахстан",
        "ПРИЛОЖЕНИЕ К ЗАКОНУ",
        "Приложение 1. Перечень",
        "Приложение 1 Перечень",
        "Annex IV",
        "Приложение А",
    ] {
        let text = format!("Статья 1. О\nТекст.\n{heading}\nСтатья 1. Другая");
        let articles = found(&text, "ru").into_iter();
        let articles = articles.filter(|p| p[0].starts_with("art_"));
        assert_eq!(articles.count(), 1, "{heading}");
        assert_eq!(
            lines(&good(&text, "ru").reading.doubtful_lines),
            [4],
            "{heading}"
        );
    }
}

#[test]
fn what_a_quotation_swallows_is_doubted_at_every_level() {
    let text = "Статья 1. О\n1) изложить: «а;\n2) исключить;\nб) слово;\n3. Норма\n«Закон»».\nСтатья 2. Ещё";
    let made = good(text, "ru");
    assert_eq!(lines(&made.reading.doubtful_lines), [3, 4, 5]);
    assert_eq!(made.reading.doubtful_line_count, 3);
}

#[test]
fn many_quoted_lines_hide_no_other_doubt() {
    let quoted = "1) а;\n".repeat(150);
    let text = format!("Статья 1. О\nизложить:\n«Норма\n{quoted}конец».\nСтатья пятая\nТекст.");
    let reading = good(&text, "ru").reading;
    assert_eq!(reading.doubtful_line_count, 151);
    let told = lines(&reading.doubtful_lines);
    assert_eq!((told.len(), told[0], told[99]), (100, 4, 155));
}

#[test]
fn a_number_of_two_articles_is_doubted() {
    let text = "Глава 1. А\nСтатья 1. Б\nСтатья 2. В\nГлава 2. Г\nСтатья 1. Д";
    let made = good(text, "ru");
    assert_eq!(lines(&made.reading.doubtful_lines), [5]);
    assert!(made.reading.doubtful_lines[0].note.contains("line 2"));
    let eids = found(text, "ru").into_iter().map(|[eid, ..]| eid);
    let articles: Vec<String> = eids.filter(|eid| eid.contains("art_1")).collect();
    assert_eq!(articles, ["chp_1__art_1", "chp_2__art_1"]);
}

#[test]
fn lines_of_the_bill_are_those_of_the_text() {
    let made = good("Статья 1. А\rтекст\nСтатья 1. Б\r\n", "ru");
    let bill = akn::read(source(), &made.document.xml).expect("well-formed");
    let error = akn::assemble(&[bill], &akn::Base::default()).expect_err("twice");
    assert_eq!(error.reason(), Reason::EidDuplicate);
    let say = &error.fields()[0].description;
    assert!(
        say.starts_with("line 3: bill.txt") && say.contains("in lines 1 and 3"),
        "{say}"
    );
}

#[test]
fn a_text_that_is_no_law_is_refused_with_its_line() {
    for (text, language, field, says) in [
        (
            "Просто текст.",
            "ru",
            "text",
            "looks like `Статья 5. О чём она`",
        ),
        ("Мәтін.", "kk", "text", "looks like `5-бап. Тақырыбы`"),
        (
            "Text\nArticle 5 Scope",
            "en",
            "text",
            "line 2 has no full stop",
        ),
        (
            "Текст\n5-бап. Тақырып",
            "ru",
            "language_code",
            "line 2: bill.txt has the heading `5-бап.`, which is in kk",
        ),
        ("Article 5. Scope", "kk", "language_code", "which is in en"),
        ("Article 5. Scope", "de", "language_code", "must be `kk`"),
        (
            "Article 5. Scope",
            "ru-KZ",
            "language_code",
            "which is in en",
        ),
        (
            "Статья 1. А:\n«Б\nв\nСтатья 2. Г",
            "ru",
            "text",
            "line 2: bill.txt opens a quotation",
        ),
    ] {
        let (at, say) = refused(text, language);
        assert_eq!(at, format!("documents[0].{field}"), "{say}");
        assert!(say.contains(says), "{say}");
    }
    let many = format!("Статья 1. А\n{}", "1) б\n".repeat(90_000));
    assert!(refused(&many, "ru").1.contains("bytes"));
}

/// All characters of the text nodes outside the metadata, without white space.
fn characters(xml: &[u8]) -> String {
    let text = std::str::from_utf8(xml).expect("UTF-8");
    let document = roxmltree::Document::parse(text).expect("well-formed");
    let texts = document.descendants().filter(roxmltree::Node::is_text);
    texts.filter_map(|n| n.text()).flat_map(visible).collect()
}

fn visible(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_whitespace())
}

#[test]
fn every_character_of_a_text_stands_in_its_document_and_in_its_order() {
    const PIECES: [&str; 40] = [
        "Статья 5.",
        "Статья 6. О чём",
        "Глава 2.",
        "Раздел I",
        "1.",
        "2-1. а",
        "1)",
        "а) б",
        "«",
        "»",
        "\"",
        ":",
        ";",
        "\n",
        "\n",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        " ",
        "\u{a0}",
        "\t",
        "текст",
        "Президент",
        "Приложение 1",
        "& <b>",
        "]]>",
        "&amp;",
        "\u{feff}",
        "\u{200b}",
        "§ 1.",
        "Статья",
        "статья 7.",
        "IV",
        "5¹",
        "—",
        "“",
        "”",
        "💬",
        "\u{301}",
    ];
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).expect("small")
    };
    let mut made = 0;
    for round in 0..4000 {
        let pieces = (0..random(40)).map(|_| PIECES[random(PIECES.len())]);
        let text: String = std::iter::once("Статья 1. А\n").chain(pieces).collect();
        let text = format!("{}{text}", PIECES[random(PIECES.len())]);
        if let Ok(document) = read(&source(), &sent(&text, "ru")) {
            let expected: String =
                visible(text.strip_prefix('\u{feff}').unwrap_or(&text)).collect();
            assert_eq!(
                characters(&document.document.xml),
                expected,
                "{round}: {text:?}"
            );
            drop(akn::read(source(), &document.document.xml));
            made += 1;
        }
    }
    assert!(made > 1000, "{made}");
}

#[test]
fn a_large_text_is_read_in_a_moment() {
    let started = std::time::Instant::now();
    let articles = (0..9000).map(|n| format!("Статья {n}. О\n{}\n", "слово «и дело» ".repeat(10)));
    let text: String = articles.collect();
    assert!(text.len() > 2_000_000);
    drop(good(&text, "ru"));
    drop(read(&source(), &sent(&"«:".repeat(1_000_000), "ru")));
    drop(read(&source(), &sent(&"\"а".repeat(1_000_000), "ru")));
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}
