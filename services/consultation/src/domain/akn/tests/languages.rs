//! Several languages of one version.

use super::*;

#[test]
fn all_languages_hold_the_same_provisions() {
    let check = |kazakh: &str| {
        let russian = bill("<a:article eId='art_1' wId='art_8'/><a:article eId='art_2'/>");
        let kazakh = bill(kazakh).replace("rus", "kaz");
        let bills = [russian, kazakh].map(|text| good(text.as_bytes()));
        assemble(&bills, &Base::default())
    };
    let one = check("<a:article eId='art_1'/><a:article eId='art_2'/>").expect("one text");
    assert_eq!(one[0].wid, "art_8");
    for (kazakh, says) in [
        (
            "<a:article eId='art_1'/><a:article eId='art_3'/>",
            "lacks [art_2] and also has [art_3]",
        ),
        ("<a:article eId='art_1'/>", "; it lacks [art_2]"),
        (
            "<a:article eId='art_1'/><a:article eId='art_2'/><a:article eId='art_3'/>",
            "; it also has [art_3]",
        ),
        (
            "<a:article eId='art_2'/><a:article eId='art_1'/>",
            "another place",
        ),
        (
            "<a:section eId='art_1'/><a:article eId='art_2'/>",
            "another element",
        ),
        (
            "<a:article eId='art_1' wId='art_9'/><a:article eId='art_2'/>",
            "in another",
        ),
    ] {
        let error = check(kazakh).expect_err("they differ");
        assert_eq!(error.reason(), Reason::EidLanguageMismatch);
        let text = &error.fields()[0].description;
        assert!(text.contains(says) && !text.contains("[]"), "{text}");
    }
}

#[test]
fn languages_may_have_letters_of_their_own_but_no_digits_of_their_own() {
    let of = |language: &str, nums: [&str; 2]| {
        let points = nums.map(|num| format!("<a:point><a:num>{num}</a:num></a:point>"));
        let text = bill(&format!(
            "<a:article><a:num>1</a:num>{}</a:article>",
            points.concat()
        ));
        good(text.replace("rus", language).as_bytes())
    };
    let bills = [
        of("eng", ["a)", "b)"]),
        of("kaz", ["а)", "ә)"]),
        of("rus", ["а)", "б)"]),
    ];
    let found = assemble(&bills, &Base::default()).expect("one text");
    assert_eq!(found[2].eid, "art_1__point_cyr_ae");
    let nums: Vec<(&str, &str)> = found[2]
        .nums
        .iter()
        .map(|n| (n.language_code.as_str(), n.text.as_str()))
        .collect();
    assert_eq!(nums, [("kk", "ә)"), ("ru", "б)"), ("en", "b)")]);
    assert_eq!(found[2].num, "ә)");
    let error = assemble(
        &[of("eng", ["1)", "2)"]), of("rus", ["1)", "3)"])],
        &Base::default(),
    )
    .expect_err("they differ");
    assert_eq!(error.reason(), Reason::EidLanguageMismatch);

    // A language more changes the letters of the names, and not which is which.
    let first = assemble(&bills[2..], &Base::default()).expect("one text");
    let base = Base {
        used: first.iter().map(|p| p.wid.clone()).collect(),
        languages: vec![Language::Russian],
        provisions: first,
    };
    let second = assemble(&bills, &base).expect("one text");
    assert_eq!(
        [second[2].eid.as_str(), &second[2].wid],
        ["art_1__point_cyr_ae", "art_1__point_cyr_b"]
    );
}
