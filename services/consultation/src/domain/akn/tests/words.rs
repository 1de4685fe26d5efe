//! No word of a document is lost, and none is told twice.

use super::*;

fn texts(body: &str) -> Vec<String> {
    good(bill(body).as_bytes())
        .parts
        .into_iter()
        .map(|part| part.text)
        .collect()
}

fn text(p: &str) -> String {
    texts(&format!(
        "<a:article><a:num>1</a:num><a:content><a:p>{p}</a:p></a:content></a:article>"
    ))
    .remove(0)
}

#[test]
fn only_blocks_break_words() {
    for (given, told) in [
        (
            "in<a:u>form</a:u>ation; (<a:mref><a:ref href='/x'>art. 5</a:ref></a:mref>); see<a:noteRef href='#n1' marker='1'/>, at \
             <a:time time='10:00'>10:00</a:time>; «<a:embeddedText>quoted</a:embeddedText>», \
             <a:rmod><a:quotedText>a</a:quotedText></a:rmod>, <a:remark status='editorial'>(r)</a:remark>.",
            "information; (art. 5); see, at 10:00; «quoted», a, (r).",
        ),
        (
            "in<x:y xmlns:x='urn:x'>form</x:y>ation<a:unheard>al</a:unheard>",
            "informational",
        ),
        (
            "in<a:eop/>formation<a:br/>two<a:eol/>three",
            "information two three",
        ),
        (
            "a<a:embeddedStructure>b</a:embeddedStructure>c <a:embeddedStructure><a:p>d</a:p><a:unheard>e</a:unheard></a:embeddedStructure>",
            "abc d e",
        ),
        (
            "a<x:div xmlns:x='http://www.w3.org/1999/xhtml'>b</x:div>c",
            "a b c",
        ),
        (
            "см. <a:img src='a.png' alt='рисунок 1'/>.",
            "см. рисунок 1.",
        ),
        (
            "a<a:authorialNote marker='1'><a:p>note</a:p></a:authorialNote>b <a:del>old</a:del><a:ins>new</a:ins>",
            "ab new",
        ),
        (
            "изложить: <a:mod><a:quotedStructure><a:article eId='art_7'><a:num>Статья 7</a:num><a:content><a:p>Новая<a:authorialNote \
             marker='1'><a:p>сноска</a:p></a:authorialNote> норма <a:del>старая</a:del>.</a:p></a:content></a:article>\
             </a:quotedStructure></a:mod>",
            "изложить: Статья 7 Новая норма .",
        ),
        (
            "статье 5<a:sup>1</a:sup> Кодекса, 10<a:sup>6</a:sup>, CO<a:sub>2</a:sub>",
            "статье 5^1 Кодекса, 10^6, CO_2",
        ),
        ("прим.<a:sup><a:noteRef href='#n'/></a:sup> 5¹", "прим. 5¹"),
        (
            "<m:math xmlns:m='urn:m'><m:msubsup><m:mi>x</m:mi><m:mn>1</m:mn><m:mn>2</m:mn></m:msubsup></m:math>",
            "x_1^2",
        ),
    ] {
        assert_eq!(text(given), told);
    }
}

#[test]
fn a_formula_says_how_its_parts_stand_to_each_other() {
    for (given, told) in [
        ("<mfrac><mn>1</mn><mn>2</mn></mfrac>", "{1}/{2}"),
        (
            "<mfrac><mrow><mi>x</mi><mo>+</mo><mn>1</mn></mrow><msqrt><mn>2</mn></msqrt></mfrac>",
            "{x+1}/{√{2}}",
        ),
        (
            "<mfrac><mfrac><mn>1</mn><mn>2</mn></mfrac><mn>3</mn></mfrac>",
            "{{1}/{2}}/{3}",
        ),
        ("<mn>3</mn><msqrt><mi>x</mi><mi>y</mi></msqrt>", "3√{xy}"),
        ("<mroot><mn>8</mn><mn>3</mn></mroot>", "√{8}^√{3}"),
        (
            "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>i</mi>",
            "∑_{i=1}^{n}i",
        ),
        ("<mover><mi>x</mi><mo>¯</mo></mover>", "x^{¯}"),
        ("<munder><mi>x</mi><mn>1</mn></munder>", "x_1"),
        ("<mrow><mn>1</mn><mn>2</mn></mrow>", "12"),
        (
            "<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd></mtr></mtable>",
            "1 2 3",
        ),
        ("<minvented><mn>1</mn><mn>2</mn></minvented>", "1 2"),
        (
            "<mmultiscripts><mi>C</mi><mn>6</mn><mn>4</mn></mmultiscripts>",
            "C 6 4",
        ),
    ] {
        let math =
            format!("ставка <math xmlns='http://www.w3.org/1998/Math/MathML'>{given}</math> года");
        assert_eq!(text(&math), format!("ставка {told} года"));
    }
}

#[test]
fn quotation_marks_that_are_attributes_are_read_where_the_text_has_none() {
    for (given, told) in [
        (
            "слова <a:quotedText startQuote='«' endQuote='»'>общество</a:quotedText> заменить",
            "слова «общество» заменить",
        ),
        (
            "слова «<a:quotedText startQuote='«' endQuote='»'>общество</a:quotedText>» заменить",
            "слова «общество» заменить",
        ),
        (
            "слова <a:quotedText startQuote='«' endQuote='»'>«общество»</a:quotedText> заменить",
            "слова «общество» заменить",
        ),
        (
            "<a:quotedText startQuote='«' endQuote='»'>ТОО «Х»</a:quotedText>.",
            "«ТОО «Х»».",
        ),
        (
            "а <a:embeddedText startQuote='“' endQuote='”'><a:b>b</a:b></a:embeddedText>",
            "а “b”",
        ),
        ("а <a:quotedText startQuote='«'>б</a:quotedText>", "а «б"),
        (
            "изложить: <a:quotedStructure startQuote='«' endQuote='»'><a:p>Новая</a:p><a:p>норма.</a:p></a:quotedStructure>;",
            "изложить: «Новая норма.» ;",
        ),
        ("<a:p startQuote='«'>а</a:p>", "а"),
    ] {
        assert_eq!(text(given), told);
    }
}

#[test]
fn what_is_raised_at_the_very_end_ends_there() {
    let end = "<a:conclusions><a:p>x<a:sup>n + 1</a:sup></a:p></a:conclusions></a:bill>";
    let text = bill("<a:article/>").replace("</a:bill>", end);
    assert_eq!(good(text.as_bytes()).parts[1].text, "x^{n + 1}");
}

#[test]
fn notes_and_struck_words_are_in_no_number() {
    let parts = good(bill(
        "<a:article><a:num>Статья 1<a:authorialNote marker='2'><a:p>2 абзац</a:p></a:authorialNote></a:num></a:article>\
         <a:article><a:num>Статья <a:del>6</a:del><a:ins>7</a:ins></a:num></a:article>",
    ).as_bytes()).parts;
    assert_eq!([&parts[0].name.eid, &parts[1].name.eid], ["art_1", "art_7"]);
}

#[test]
fn what_stands_around_the_body_is_told_too() {
    let around = bill("<a:p>сам</a:p><a:article><a:num>1</a:num></a:article>")
        .replace(
            "<a:body>",
            "<a:coverPage><a:p>обложка</a:p></a:coverPage><a:preface><a:p>Проект</a:p><a:longTitle><a:p>Закон <a:del>старый</a:del> \
             о<a:sup>1</a:sup></a:p></a:longTitle></a:preface><a:preamble/><a:body>",
        )
        .replace(
            "</a:body>",
            "</a:body><a:conclusions><a:p><a:signature>Президент</a:signature></a:p></a:conclusions><a:attachments><a:attachment>\
             <a:heading>Приложение 1</a:heading><a:doc name='annex'><a:meta><a:x>y</a:x></a:meta><a:preface><a:p>К закону</a:p></a:preface>\
             <a:mainBody><a:p>Формула <a:foreign><f xmlns='urn:f'>x</f></a:foreign></a:p><a:article><a:num>1</a:num><a:content>\
             <a:p>Ставка 5.</a:p></a:content></a:article></a:mainBody></a:doc></a:attachment></a:attachments><a:components>\
             <a:component><a:doc><a:mainBody><a:p>часть</a:p></a:mainBody></a:doc></a:component></a:components>",
        );
    let read = good(around.as_bytes());
    assert_eq!(read.title, "Закон о^1");
    let told: Vec<(&str, &str)> = read
        .parts
        .iter()
        .map(|p| (p.name.eid.as_str(), p.text.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("coverPage", "обложка"),
            ("preface", "Проект"),
            ("body", "сам"),
            ("art_1", ""),
            ("conclusions", "Президент"),
            ("att_1", ""),
            ("att_1__preface", "К закону"),
            ("att_1__mainBody", "Формула x"),
            ("att_1__art_1", "Ставка 5."),
            ("cmp_nn_1", ""),
            ("cmp_nn_1__mainBody", "часть"),
        ]
    );
    assert_eq!(read.parts[8].parent, Some(5), "an article of the annex");
}

/// The characters of what was read, without white space and the marks that stand for markup.
fn characters(bill: &Bill) -> Vec<char> {
    let parts = bill
        .parts
        .iter()
        .flat_map(|part| [&part.num, &part.heading, &part.text]);
    let words = parts.chain([&bill.title]).flat_map(|words| words.chars());
    let mut found: Vec<char> = words
        .filter(|c| !c.is_whitespace() && !"^_{}".contains(*c))
        .collect();
    found.sort_unstable();
    found
}

/// Random documents, with the characters that must come out of them.
struct Author {
    state: u64,
    expected: Vec<char>,
    next: usize,
    /// How many elements deep whatever is written now is left out.
    left_out: usize,
}

impl Author {
    fn random(&mut self, below: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state % below as u64).expect("small")
    }

    fn words(&mut self) -> String {
        let letters: Vec<char> = "абвгдежзиклмнопрстуфхцчшщэюя,.;«»¹²№§".chars().collect();
        let mut text = String::new();
        for _ in 0..=self.random(6) {
            let c = letters[self.random(letters.len())];
            text.push(c);
            if self.left_out == 0 {
                self.expected.push(c);
            }
            if self.random(4) == 0 {
                text.push_str([" ", "\n  ", "\u{a0}", "<!-- x -->", "<?x y?>"][self.random(5)]);
            }
        }
        text
    }

    fn element(&mut self, name: &str, depth: usize) -> String {
        let drops = matches!(name, "a:del" | "a:authorialNote" | "a:note");
        self.left_out += usize::from(drops);
        let names = [
            "a:p",
            "a:b",
            "a:sup",
            "a:sub",
            "a:del",
            "a:ins",
            "a:authorialNote",
            "a:note",
            "a:remark",
            "a:quotedStructure",
            "a:mod",
            "a:table",
            "a:td",
            "a:ul",
            "a:li",
            "a:container",
            "a:foreign",
            "x:any",
            "a:article",
            "a:point",
            "a:alinea",
            "a:paragraph",
            "a:num",
            "a:heading",
            "a:blockList",
            "a:item",
            "a:crossHeading",
            "a:hcontainer",
            "a:unheard",
            "a:list",
            "a:preamble",
            "a:docTitle",
            "a:longTitle",
            "a:attachment",
            "a:meta",
            "a:img",
        ];
        let mut inside = String::new();
        for _ in 0..self.random(5) {
            if depth == 0 || self.random(3) == 0 {
                inside += &self.words();
            } else {
                let name = names[self.random(names.len())];
                inside += &self.element(name, depth - 1);
            }
        }
        self.left_out -= usize::from(drops);
        let attributes = match name {
            "x:any" => " xmlns:x='urn:x'".to_owned(),
            "a:article" | "a:point" | "a:alinea" | "a:paragraph" | "a:hcontainer"
            | "a:attachment" => {
                self.next += 1;
                format!(" eId='e-{}'", self.next)
            }
            "a:img" => format!(
                " alt='{}'",
                self.words()
                    .replace(['<', '>', '?', '!'], "")
                    .replace("-- x --", "")
                    .replace("x y", "")
            ),
            _ => String::new(),
        };
        format!("<{name}{attributes}>{inside}</{name}>")
    }
}

#[test]
fn every_character_of_a_document_stands_in_one_place() {
    for seed in 1..400_u64 {
        let mut author = Author {
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15),
            expected: Vec::new(),
            next: 0,
            left_out: 0,
        };
        let mut text = bill("BODY<a:article eId='last'/>");
        for (mark, name) in [
            ("<a:body>", "a:preface"),
            ("<a:body>", "a:preamble"),
            ("</a:body>", "a:conclusions"),
            ("</a:body>", "a:attachments"),
        ] {
            let section = author.element(name, 5);
            let section = match mark {
                "<a:body>" => section + mark,
                _ => mark.to_owned() + &section,
            };
            text = text.replacen(mark, &section, 1);
        }
        let body: String = (0..3).map(|_| author.element("a:article", 6)).collect();
        let text = text.replace("BODY", &body);
        let read = read(source(), text.as_bytes())
            .unwrap_or_else(|error| panic!("seed {seed}: {error:?}\n{text}"));
        author.expected.sort_unstable();
        assert_eq!(characters(&read), author.expected, "seed {seed}: {text}");
    }
}
