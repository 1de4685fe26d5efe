//! Texts of a law beside the lines: plain ones by the language in their name, and large ones a language a call.

use super::*;

const VERSION: &str = "draftLaws/on-charity/versions/v1";

const LAW: &str = r#"{"draftLaw":{"name":"draftLaws/on-charity","titles":[{"text":"On charity","languageCode":"en"}]}}
{"draftLawVersion":{"name":"draftLaws/on-charity/versions/v1"}}"#;

impl Desk {
    fn texts(&self, files: &[&Path]) -> Import {
        Import {
            documents: Some((
                VERSION.into(),
                files.iter().map(|path| path.to_path_buf()).collect(),
            )),
            ..self.config(&[])
        }
    }
}

async fn load(config: &Import) -> Summary {
    let (summary, outcome) = import::load(config, pending()).await;
    outcome.expect("both services answer");
    summary
}

#[tokio::test]
async fn plain_texts_are_imported_and_what_was_read_is_told() {
    let desk = Desk::start().await;
    desk.import(&[&desk.file("law.jsonl", LAW)]).await;
    let russian = desk.file("bill.ru.txt", "Статья 1. О чём\nТекст.\nСтатья 2 О чём");
    let kazakh = desk.file("bill.kk.txt", "1-бап. Тақырып\nМәтін.");
    let config = desk.texts(&[&russian, &kazakh]);
    let tried = Import {
        dry_run: true,
        ..config.clone()
    };
    let tried = load(&tried).await;
    let done = load(&config).await;
    assert_eq!(
        (done.total(), &done.readings),
        (count(1, 0, 0), &tried.readings)
    );
    assert!(
        done.readings[0].contains("read in ru: 1 article"),
        "{:?}",
        done.readings
    );
    assert!(
        done.readings[0].contains("line 3 has no full stop"),
        "{:?}",
        done.readings
    );
    assert_eq!(load(&config).await.total(), count(0, 1, 0));

    let other = desk.file("bill.en.txt", "Article 2. On");
    let refused = load(&desk.texts(&[&other])).await;
    assert_eq!(refused.total(), count(0, 0, 1));
    assert!(
        refused.problems[0].contains("replace_all"),
        "{:?}",
        refused.problems
    );
    let anew = Import {
        replace_all: true,
        ..desk.texts(&[&other])
    };
    assert_eq!(load(&anew).await.total(), count(1, 0, 0));
    let foreign = desk.file("old.ru.txt", b"\xd1\xf2\xe0\xf2\xfc\xff 1.");
    let foreign = load(&desk.texts(&[&foreign])).await;
    assert!(
        foreign.problems[0].contains("line 1 is not UTF-8"),
        "{:?}",
        foreign.problems
    );
}

#[tokio::test]
async fn texts_that_are_large_together_go_a_language_a_call() {
    let desk = Desk::start().await;
    desk.import(&[&desk.file("law.jsonl", LAW)]).await;
    let text = |begin: &str, word: &str| {
        let line = format!("{}\n", word.repeat(100));
        format!("{begin}\n{}", line.repeat(1_000))
    };
    let files = [
        desk.file("bill.kk.txt", text("1-бап. Тақырып", "сөзбен сөз")),
        desk.file("bill.ru.txt", text("Статья 1. О чём", "слово за слово")),
        desk.file("bill.en.txt", text("Article 1. Heading", "word for word")),
    ];
    let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    let config = desk.texts(&files);
    assert_eq!(load(&config).await.total(), count(3, 0, 0));
    assert_eq!(load(&config).await.total(), count(0, 3, 0));
}
