//! What is a heading, what only looks like one, and how its number and its words are told apart.

use super::*;

fn heading(line: &str) -> (Level, &str, &str) {
    match of(line) {
        Look::Heading(heading) => (heading.level, heading.num, heading.rest),
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn headings_are_read_with_the_numbers_as_they_are_written() {
    use Level::{Article, Chapter, Part, Section, Subchapter, Subsection};
    for (line, level, num, rest) in [
        ("Статья 5. О чём", Article, "Статья 5.", "О чём"),
        ("СТАТЬЯ 12-1.", Article, "СТАТЬЯ 12-1.", ""),
        (
            "Статья\u{a0}5\u{2011}1. О чём",
            Article,
            "Статья\u{a0}5\u{2011}1.",
            "О чём",
        ),
        ("Статья 5¹. О чём", Article, "Статья 5¹.", "О чём"),
        (
            "Статья 5²\u{2013}3.О чём",
            Article,
            "Статья 5²\u{2013}3.",
            "О чём",
        ),
        (
            "\u{feff}Статья 6. О чём",
            Article,
            "\u{feff}Статья 6.",
            "О чём",
        ),
        ("Статья 7", Article, "Статья 7", ""),
        ("5-бап. Тақырып", Article, "5-бап.", "Тақырып"),
        ("12-1-бап. Тақырып", Article, "12-1-бап.", "Тақырып"),
        ("5¹\u{2011}бап", Article, "5¹\u{2011}бап", ""),
        ("5 – БАП. Тақырып", Article, "5 – БАП.", "Тақырып"),
        ("Article 5. Heading", Article, "Article 5.", "Heading"),
        ("Глава 2. ОБЩИЕ", Chapter, "Глава 2.", "ОБЩИЕ"),
        ("2-тарау. ЖАЛПЫ", Chapter, "2-тарау.", "ЖАЛПЫ"),
        ("II тарау", Chapter, "II тарау", ""),
        ("Chapter IV. General", Chapter, "Chapter IV.", "General"),
        ("Раздел I", Section, "Раздел I", ""),
        ("1-бөлім. Жалпы", Section, "1-бөлім.", "Жалпы"),
        ("Section 1", Section, "Section 1", ""),
        ("1-кіші бөлім. Жалпы", Subsection, "1-кіші бөлім.", "Жалпы"),
        ("Подраздел 2.", Subsection, "Подраздел 2.", ""),
        ("Параграф 1. Сроки", Subchapter, "Параграф 1.", "Сроки"),
        (
            "1-параграф. Мерзімдер",
            Subchapter,
            "1-параграф.",
            "Мерзімдер",
        ),
        ("§ 3. Сроки", Subchapter, "§ 3.", "Сроки"),
        ("1-бөлік", Part, "1-бөлік", ""),
        ("Статья № 5", Article, "Статья № 5", ""),
        ("Статья №5. О чём", Article, "Статья №5.", "О чём"),
        ("Статья (5)", Article, "Статья (5)", ""),
        ("Статья 5 -1. О чём", Article, "Статья 5 -1.", "О чём"),
        ("Статья 5 А. О чём", Article, "Статья 5 А.", "О чём"),
        ("Статья 5А. О чём", Article, "Статья 5А.", "О чём"),
        ("Статья 22 прим. О чём", Article, "Статья 22 прим.", "О чём"),
        ("Статья 5/1. О чём", Article, "Статья 5/1.", "О чём"),
        ("5-1 бап", Article, "5-1 бап", ""),
        ("5 -1 бап. Тақырып", Article, "5 -1 бап.", "Тақырып"),
        ("XIX-бап. Тақырып", Article, "XIX-бап.", "Тақырып"),
        ("5-А-бап. Тақырып", Article, "5-А-бап.", "Тақырып"),
        ("№ 5 бап. Тақырып", Article, "№ 5 бап.", "Тақырып"),
    ] {
        assert_eq!(heading(line), (level, num, rest), "{line}");
    }
}

#[test]
fn points_are_read_with_the_numbers_as_they_are_written() {
    use Level::{Letter, Paragraph, Point};
    for (line, level, num, rest) in [
        ("1. Органы вправе:", Paragraph, "1.", "Органы вправе:"),
        ("2-1. Сроки", Paragraph, "2-1.", "Сроки"),
        ("2\u{2011}1. Сроки", Paragraph, "2\u{2011}1.", "Сроки"),
        ("3.Сроки", Paragraph, "3.", "Сроки"),
        ("1) первый;", Point, "1)", "первый;"),
        ("1¹) первый", Point, "1¹)", "первый"),
        ("10-2)", Point, "10-2)", ""),
        ("а) первый;", Letter, "а)", "первый;"),
        ("ә) екінші;", Letter, "ә)", "екінші;"),
        ("b) second", Letter, "b)", "second"),
    ] {
        assert_eq!(heading(line), (level, num, rest), "{line}");
    }
}

#[test]
fn a_sentence_is_no_heading() {
    for line in [
        "Статья 5 настоящего Закона изложить в следующей редакции:",
        "Статьями 5. и 6",
        "статью 7 изложить",
        "5-баптың 1-тармағы мынадай редакцияда жазылсын:",
        "5-бап мынадай редакцияда жазылсын:",
        "«Статья 7. Новая»",
        "\"Статья 7. Новая\"",
        "Глава государства подписывает законы.",
        "Часть вторая статьи 5",
        "Часть первая – исключить.",
        "Статья 5, 6 и 7 изложить",
        "Статья 5 (далее – Статья)",
        "Section 5(1) applies",
        "Раздел II настоящего Кодекса",
        "Осы бап. Ол",
        "Ст. 5 Закона изложить",
        "Art. work is protected.",
        "К. Токаев",
        "Section heads are appointed.",
        "12.05.2026 года",
        "12.05.2026. Принят",
        "1.5 процента",
        "2026. Это год",
        "– тире",
        "5 процентов",
        "а также",
    ] {
        assert_eq!(of(line), Look::Words, "{line}");
    }
}

#[test]
fn what_only_looks_like_a_heading_is_told() {
    for (line, note) in [
        ("Статья", NO_NUMBER),
        ("Статья О чём", NO_NUMBER),
        ("Статья пять", NO_NUMBER),
        ("Статья пятая", NO_NUMBER),
        ("Статья двадцать пятая. О чём", NO_NUMBER),
        ("Бесінші бап", NO_NUMBER),
        ("Бірінші тарау. Жалпы", NO_NUMBER),
        ("Article Five", NO_NUMBER),
        ("Статья 5-я. О чём", NO_NUMBER),
        ("Статья 5 и 6. О чём", NO_NUMBER),
        ("Статья 5 – О чём", NO_STOP),
        ("Статья 5 (О чём)", NO_STOP),
        ("Статья 5 «О чём»", NO_STOP),
        ("Статья 2 – Вторая", NO_STOP),
        ("Ст. 5. О чём", NO_WORD),
        ("Art. 3. Third", NO_WORD),
        ("1.1. Сроки", NO_POINT),
        ("1.1) сроки", NO_POINT),
        ("Статья: 5", NO_NUMBER),
        ("Статья-5. О чём", NO_NUMBER),
        ("Тарау 5", NO_NUMBER),
        ("(1) первый", NO_POINT),
        ("1 ) первый", NO_POINT),
        ("1а) первый", NO_POINT),
        ("22 прим) первый", NO_POINT),
        ("IV. Общие", NO_POINT),
        ("5 А. Сроки", NO_POINT),
        ("Глава Первая", NO_NUMBER),
        ("Статья 5.1. О чём", NO_NUMBER),
        ("Статья 5 О чём", NO_STOP),
        ("Статья5. О чём", NO_NUMBER),
        ("Статья\u{200b} 5. О чём", NO_NUMBER),
        ("Статья 5: О чём", NO_STOP),
        ("5-бап Тақырып", NO_STOP),
        ("Бап 5. Тақырып", NO_NUMBER),
        ("статья 5. О чём", SMALL),
    ] {
        assert_eq!(of(line), Look::Doubt(note), "{line}");
    }
}

#[test]
fn the_number_of_a_heading_is_the_one_that_is_read_of_it() {
    for (line, number) in [
        ("Статья № 5", "5"),
        ("Статья (5)", "5"),
        ("Статья 5 -1. О чём", "5-1"),
        ("Статья 22 прим. О", "22-cyr_p_cyr_r_cyr_i_cyr_m"),
        ("Статья 5 А. О чём", "5-cyr_A"),
        ("5 А бап. Тақырып", "5-cyr_A"),
        ("5 -1 бап", "5-1"),
        ("Глава IV. О", "IV"),
        ("XIX-бап. Тақырып", "XIX"),
        ("2\u{2011}1) а", "2-1"),
    ] {
        let read = numeral::read(heading(line).1).map(|number| number.token);
        assert_eq!(read.as_deref(), Some(number), "{line}");
    }
}
