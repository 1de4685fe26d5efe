//! What is a word of the text, and what is only markup.

use super::*;

fn one(inside: &str) -> String {
    format!("<article eId='art_1'><num>1</num><content><p>{inside}</p></content></article>")
}

#[tokio::test]
async fn inline_elements_are_no_word_breaks() {
    let body = one(
        "in<u>form</u>ation; (<mref><ref href='/x'>art. 5</ref></mref>); see<noteRef href='#n1' marker='1'/>, at \
         <time time='10:00'>10:00</time>; «<embeddedText>quoted</embeddedText>», <rmod><quotedText>a</quotedText></rmod>, \
         <remark status='editorial'>(r)</remark>.",
    );
    let read = read(&body).await;
    assert_eq!(
        text(&read[0]),
        "information; (art. 5); see, at 10:00; «quoted», a, (r)."
    );
}

#[tokio::test]
async fn markup_alone_changes_nothing() {
    let story = Story::of(
        &one("information on x"),
        &one("<u>in</u>formation on x"),
        &["art_1"],
    )
    .await;
    assert_eq!(story.changed(), []);
    assert_eq!(story.fates(), [(Fate::Mapped, "art_1")]);
}

#[tokio::test]
async fn notes_and_struck_words_are_in_no_number() {
    let body = "<article><num>Статья 1<authorialNote marker='2'><p>2 абзац</p></authorialNote></num><content><p>Т.</p></content></article>\
                <article><num>Статья <del>6</del><ins>7</ins></num><content><p>Т.</p></content></article>";
    let read = read(body).await;
    assert_eq!(eids(&read), ["art_1", "art_7"]);
    assert_eq!([&read[0].num, &read[1].num], ["Статья 1", "Статья 7"]);
}

#[tokio::test]
async fn notes_and_struck_words_are_in_no_quoted_structure() {
    let body = one(
        "изложить: <mod><quotedStructure><article eId='art_7'><num>Статья 7</num><content><p>Новая<authorialNote marker='1'>\
         <p>сноска редактора</p></authorialNote> норма <del>старая</del>.</p></content></article></quotedStructure></mod>",
    );
    assert_eq!(
        text(&read(&body).await[0]),
        "изложить: Статья 7 Новая норма ."
    );
}

#[tokio::test]
async fn a_raised_digit_changes_the_norm() {
    let first = one("согласно статье 51 Кодекса, не более 106 тенге");
    let second = one("согласно статье 5<sup>1</sup> Кодекса, не более 10<sup>6</sup> тенге");
    let story = Story::of(&first, &second, &["art_1"]).await;
    assert_eq!(
        text(&story.second[0]),
        "согласно статье 5^1 Кодекса, не более 10^6 тенге"
    );
    assert_eq!(
        story.changed(),
        [("art_1", "art_1", "art_1", ChangeKind::Changed)]
    );
    assert_eq!(story.fates(), [(Fate::Changed, "art_1")]);
}

#[tokio::test]
async fn a_formula_and_the_marks_of_a_quotation_are_read() {
    let body = one(
        "ставка <math xmlns='http://www.w3.org/1998/Math/MathML'><mfrac><mn>1</mn><mn>2</mn></mfrac></math>, слова \
         <quotedText startQuote='«' endQuote='»'>до суда</quotedText>",
    );
    assert_eq!(
        text(&read(&body).await[0]),
        "ставка {1}/{2}, слова «до суда»"
    );
}

#[tokio::test]
async fn a_character_that_no_text_may_hold_is_refused_in_a_document_too() {
    let mut office = Office::open().await;
    office.create_version("v1").await;
    for (body, says) in [
        (one("а\u{202e}б"), "U+202E right-to-left override in p"),
        (one("\u{e000}"), "U+E000"),
        (one("а").replace("<num>1", "<num>1\u{2067}"), "in num"),
    ] {
        let status = refused(
            office.import(V1, vec![bill("rus", &body)]).await,
            Code::InvalidArgument,
            Reason::XmlInvalid,
        );
        assert!(status.message().contains(says), "{}", status.message());
    }
}
