//! Numbers as they are printed, and what is read.

use super::*;

fn token(printed: &str) -> String {
    read(printed).map_or_else(String::new, |number| number.token)
}

#[test]
fn numbers_are_read_out_of_what_is_printed() {
    for (printed, found) in [
        ("Article 12-1.", "12-1"),
        ("12-1-бап.", "12-1"),
        ("12‑1-бап.", "12-1"),
        ("5-bap.", "5"),
        ("5 бап", "5"),
        ("Статья 5", "5"),
        ("Ст.5", "5"),
        ("Глава II", "II"),
        ("Глава Ⅳ", "IV"),
        ("(viii)", "viii"),
        ("3)", "3"),
        ("1.2.", "1-2"),
        ("5/1", "5-1"),
        ("(5)(a)", "5-a"),
        ("12 бис", "12-cyr_b_cyr_i_cyr_s"),
        ("Art. 5 bis", "5-bis"),
        ("Art. 5-bis", "5-bis"),
        ("12A", "12A"),
        ("1st", "1"),
        ("1-ші", "1"),
        ("Глава 1-я", "1"),
        ("Приложение № 2 к Закону", "2"),
        ("1°", "1"),
        ("а)", "cyr_a"),
        ("ә)", "cyr_ae"),
        ("Б)", "cyr_B"),
        ("a)", "a"),
        ("аа)", "cyr_a_cyr_a"),
        ("12а", "12_cyr_a"),
        ("12-а", "12-cyr_a"),
        ("Раздел А", "cyr_A"),
        ("Раздел ІІІ", "cyr_Ii_cyr_Ii_cyr_Ii"),
        ("①", "u_2460"),
        ("٥", "5"),
        ("１２）", "12"),
        ("", ""),
        ("Бап", ""),
        ("Преамбула", ""),
        ("Приложение к Закону", ""),
        ("—", ""),
        ("•", ""),
    ] {
        assert_eq!(token(printed), found, "{printed}");
    }
}

#[test]
fn every_dash_and_every_raised_digit_is_the_same() {
    for dash in
        "-\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212}\u{fe58}\u{fe63}\u{ff0d}\u{ad}"
            .chars()
    {
        for printed in [
            format!("Статья 12{dash}1."),
            format!("12 {dash} 1-бап"),
            format!("12{dash}\u{2060}1"),
        ] {
            assert_eq!(token(&printed), "12-1", "{printed}");
        }
    }
    for printed in ["Статья 5¹", "5^1-бап", "5 ¹", "5₁", "5-¹"] {
        assert_eq!(token(printed), "5-1", "{printed}");
    }
    assert_eq!(token("Статья 5¹²"), "5-12");
    assert_eq!(token("Статья 5 – О сроках"), "5");
}

#[test]
fn composed_and_decomposed_letters_are_one() {
    assert_eq!(token("и\u{306})"), token("й)"));
    assert_ne!(token("й)"), token("и)"));
}

#[test]
fn digits_are_what_languages_have_in_common() {
    let digits = |printed| read(printed).expect("a number").digits;
    assert_eq!(digits("Статья 12-1а."), "12-1");
    assert_eq!(digits("12-1-бап"), "12-1");
    assert_eq!(digits("ә)"), "");
}

#[test]
fn an_annex_has_its_number_beside_its_name() {
    for (heading, found) in [
        ("Приложение 1", "1"),
        ("ПРИЛОЖЕНИЕ № 2 к Закону от 5 мая", "2"),
        ("Приложение к Закону от 5 мая", ""),
        ("Қазақстан Республикасының Заңына 1-қосымша", "1"),
        ("2 қосымша", "2"),
        ("Annex IV", "IV"),
        ("Schedule A", "A"),
        ("Ставка 5 процентов", ""),
    ] {
        let number = of_annex(heading).map_or_else(String::new, |number| number.token);
        assert_eq!(number, found, "{heading}");
    }
}

#[test]
fn a_number_is_found_however_it_is_typed() {
    for (written, form) in [
        ("Статья 12¹.", "12-1"),
        ("12-1-бап.", "12-1"),
        ("12\u{2212}1", "12-1"),
        ("Глава II", "ii"),
        ("А)", "cyr_a"),
        ("а", "cyr_a"),
        ("", ""),
        ("Нумерации нет", "нумерации нет"),
    ] {
        assert_eq!(normal(written), form, "{written}");
    }
}

#[test]
fn what_follows_a_number_is_read_with_it() {
    for (printed, found) in [
        ("Статья 5 А", "5-cyr_A"),
        ("Статья 5 А.", "5-cyr_A"),
        ("5 а", "5-cyr_a"),
        ("5 А бап", "5-cyr_A"),
        ("5 А-бап", "5-cyr_A"),
        ("5-А-бап", "5-cyr_A"),
        ("5 ZA", "5-ZA"),
        ("22 прим", "22-cyr_p_cyr_r_cyr_i_cyr_m"),
        ("22-прим", "22-cyr_p_cyr_r_cyr_i_cyr_m"),
        ("22 прим 1", "22-cyr_p_cyr_r_cyr_i_cyr_m-1"),
        ("22 прим.1", "22-cyr_p_cyr_r_cyr_i_cyr_m-1"),
        ("1 «б»", "1-cyr_b"),
        ("1 \"б\")", "1-cyr_b"),
        ("5 (2)", "5-2"),
        ("5 (a)", "5-a"),
        ("5 II", "5-II"),
        ("II А", "II-cyr_A"),
        ("XIX-бап", "XIX"),
        ("А 5", "cyr_A-5"),
        ("Раздел II 5", "II-5"),
        ("№ 5", "5"),
        ("N 5", "5"),
        ("No. 5", "5"),
        ("(5)", "5"),
        ("5 -1", "5-1"),
        ("5- 1 бап", "5-1"),
        ("5 й", "5"),
        ("Статья 5 О сроках", "5"),
        ("Статья 5 – А сроки", "5"),
        ("ПРИЛОЖЕНИЕ 2 К ЗАКОНУ", "2"),
        ("5 (пять)", "5"),
    ] {
        assert_eq!(token(printed), found, "{printed}");
    }
}

#[test]
fn a_number_that_nobody_can_tell_is_none() {
    for printed in [
        "10 и 11",
        "10, 11",
        "10 және 11-бап",
        "10 мен 11",
        "с 5 по 7",
        "5 or 6",
        "5 6",
        "1 000",
        "5 п. 1",
        "а) и б)",
        "1, б",
        "а, б",
        "I, II",
        "Статья 5 А Сроки",
        "Статья пятая",
    ] {
        assert_eq!(token(printed), "", "{printed}");
        assert_eq!(whole(printed), None, "{printed}");
    }
    for (heading, found) in [
        ("Приложение 1 и 2 к Закону", ""),
        ("Приложение № 1 А к Закону", "1-cyr_A"),
        ("1 және 2 қосымша", ""),
        ("Приложение N 2", "2"),
    ] {
        let number = of_annex(heading).map_or_else(String::new, |number| number.token);
        assert_eq!(number, found, "{heading}");
    }
}

#[test]
fn a_number_is_whole_where_nothing_stands_beside_it() {
    for printed in [
        "5",
        "№ 5",
        " (5)",
        "5 -1",
        "22 прим",
        "IV",
        "5²–3",
        "5 А",
        "А",
    ] {
        assert!(whole(printed).is_some(), "{printed}");
    }
    for printed in [
        "5 настоящего",
        "Закона 5",
        "5-я",
        "12абв",
        "Первая",
        "",
        "5 О сроках",
    ] {
        assert!(whole(printed).is_none(), "{printed}");
    }
}
