//! Which provision is which: in the languages of one version, and from one version to the next.

use kenes_proto::consultation as pb;

use super::*;

/// Provisions of a text in Russian, on a base.
fn on(base: &Base, body: &str) -> Result<Vec<pb::Provision>, Error> {
    assemble(&[good(bill(body).as_bytes())], base)
}

/// The base that a published text is.
fn published(body: &str) -> Base {
    let provisions = on(&Base::default(), body).expect("a first text");
    let provisions: Vec<_> = provisions
        .into_iter()
        .map(|p| pb::Provision {
            parent_provision: match p.parent_provision.as_str() {
                "" => String::new(),
                eid => format!("draftLaws/a/versions/v1/provisions/{eid}"),
            },
            ..p
        })
        .collect();
    Base {
        used: provisions.iter().map(|p| p.wid.clone()).collect(),
        languages: vec![Language::Russian],
        provisions,
    }
}

/// The eIds and wIds of a second text on a first one.
fn followed(first: &str, second: &str) -> Vec<(String, String)> {
    let found = on(&published(first), second).expect("one text");
    found.into_iter().map(|p| (p.eid, p.wid)).collect()
}

/// An article 1 with these in it, each by element, number and text.
fn article(inside: &[(&str, &str, &str)]) -> String {
    let inside = inside.iter().map(|(element, num, text)| {
        let num = match *num {
            "" => String::new(),
            num => format!("<a:num>{num}</a:num>"),
        };
        format!("<a:{element}>{num}<a:content><a:p>{text}</a:p></a:content></a:{element}>")
    });
    format!(
        "<a:article><a:num>Статья 1</a:num>{}</a:article>",
        inside.collect::<String>()
    )
}

fn pairs(found: &[(String, String)]) -> Vec<(&str, &str)> {
    found
        .iter()
        .map(|(eid, wid)| (eid.as_str(), wid.as_str()))
        .collect()
}

#[test]
fn letters_are_numbers_and_not_places() {
    let point = |num, text| ("point", num, text);
    let first = article(&[
        point("а)", "альфа"),
        point("б)", "бета"),
        point("в)", "гамма"),
    ]);
    let second = article(&[point("б)", "бета"), point("в)", "иное")]);
    assert_eq!(
        pairs(&followed(&first, &second)),
        [
            ("art_1", "art_1"),
            ("art_1__point_cyr_b", "art_1__point_cyr_b"),
            ("art_1__point_cyr_v", "art_1__point_cyr_v"),
        ]
    );
}

#[test]
fn what_has_no_number_is_the_same_only_if_it_says_the_same() {
    let alinea = |text| ("alinea", "", text);
    let first = article(&[alinea("альфа"), alinea("бета"), alinea("гамма")]);
    let second = article(&[alinea("бета"), alinea("иное"), alinea("гамма")]);
    assert_eq!(
        pairs(&followed(&first, &second))[1..],
        [
            ("art_1__al_nn_1", "art_1__al_nn_2"),
            ("art_1__al_nn_2", "art_1__al_nn_2_2"),
            ("art_1__al_nn_3", "art_1__al_nn_3"),
        ]
    );
    // Two that say the same are a choice where one of them is gone, and none where both are there.
    let twice = article(&[alinea("альфа"), alinea("альфа")]);
    let once = article(&[alinea("альфа")]);
    assert_eq!(
        pairs(&followed(&twice, &once))[1..],
        [("art_1__al_nn_1", "art_1__al_nn_1_2")]
    );
    assert_eq!(
        pairs(&followed(&twice, &twice))[1..],
        [
            ("art_1__al_nn_1", "art_1__al_nn_1"),
            ("art_1__al_nn_2", "art_1__al_nn_2")
        ]
    );
}

#[test]
fn what_is_numbered_within_something_unnumbered_goes_with_it() {
    let paragraph = |text: &str, points: &str| {
        format!("<a:paragraph><a:intro><a:p>{text}</a:p></a:intro>{points}</a:paragraph>")
    };
    let point = |num: &str| {
        format!(
            "<a:point><a:num>{num})</a:num><a:content><a:p>текст {num}</a:p></a:content></a:point>"
        )
    };
    let article = |inside: &str| format!("<a:article><a:num>Статья 1</a:num>{inside}</a:article>");
    let first = article(
        &(paragraph("первое:", &point("1")) + &paragraph("второе:", &(point("1") + &point("2")))),
    );
    let second = article(&paragraph("второе:", &(point("1") + &point("2"))));
    assert_eq!(
        pairs(&followed(&first, &second))[1..],
        [
            ("art_1__para_nn_1", "art_1__para_nn_2"),
            ("art_1__para_nn_1__point_1", "art_1__para_nn_2__point_1"),
            ("art_1__para_nn_1__point_2", "art_1__para_nn_2__point_2"),
        ]
    );
    let third = article(&paragraph("третье:", &point("1")));
    let wids = followed(&first, &third);
    assert_eq!(
        pairs(&wids)[1..],
        [
            ("art_1__para_nn_1", "art_1__para_nn_1_2"),
            ("art_1__para_nn_1__point_1", "art_1__para_nn_1_2__point_1"),
        ]
    );
}

#[test]
fn an_article_goes_from_one_chapter_to_another_but_not_from_one_part_to_another() {
    let article = |num: &str| format!("<a:article><a:num>Статья {num}</a:num></a:article>");
    let inside = |kind: &str, num: &str, inside: &str| {
        format!("<a:{kind}><a:num>{num}</a:num>{inside}</a:{kind}>")
    };
    let first = inside("chapter", "1", &(article("1") + &article("2")))
        + &inside("chapter", "2", &article("3"));
    let second = inside("chapter", "1", &article("1"))
        + &inside("chapter", "2", &(article("2") + &article("3")));
    let found = followed(&first, &second);
    assert!(found.iter().all(|(eid, wid)| eid == wid), "{found:?}");
    let first = inside("part", "1", &article("1")) + &inside("part", "2", &article("1"));
    let second = inside("part", "1", "") + &inside("part", "2", &article("1"));
    assert_eq!(
        pairs(&followed(&first, &second)),
        [
            ("part_1", "part_1"),
            ("part_2", "part_2"),
            ("art_1", "part_2__art_1")
        ]
    );
}

#[test]
fn what_has_no_words_of_its_own_is_the_same_only_if_what_is_in_it_is() {
    let list = |text: &str| {
        format!(
            "<a:paragraph><a:point><a:num>1)</a:num><a:content><a:p>{text}</a:p></a:content></a:point></a:paragraph>"
        )
    };
    let article = |lists: &[&str]| {
        let lists: String = lists.iter().map(|text| list(text)).collect();
        format!("<a:article><a:num>Статья 1</a:num>{lists}</a:article>")
    };
    let wids = |first: &[&str], second: &[&str]| -> Vec<String> {
        let found = followed(&article(first), &article(second)).into_iter();
        found
            .map(|(_, wid)| wid)
            .filter(|wid| wid.ends_with("point_1"))
            .collect()
    };
    let [a, b] = ["art_1__para_nn_1__point_1", "art_1__para_nn_2__point_1"];
    assert_eq!(wids(&["x", "y"], &["x", "y"]), [a, b]);
    assert_eq!(wids(&["x", "y"], &["y", "x"]), [b, a]);
    assert_eq!(wids(&["x", "y"], &["y"]), [b]);
    assert_eq!(
        wids(&["x"], &["z"]),
        [a],
        "there is one only, and its points have numbers"
    );
    assert_eq!(
        wids(&["x", "y"], &["x", "z"]),
        [a, "art_1__para_nn_2_2__point_1"]
    );
}

#[test]
fn what_is_in_a_renumbered_article_goes_with_it() {
    let article = |eid: &str, wid: &str| {
        format!(
            "<a:article eId='{eid}' {wid}><a:paragraph eId='{eid}__para_1'><a:num>1.</a:num></a:paragraph></a:article>"
        )
    };
    let first = article("art_7", "");
    let second = article("art_7", "wId='art_6-1'") + &article("art_8", "wId='art_7'");
    assert_eq!(
        pairs(&followed(&first, &second)),
        [
            ("art_7", "art_6-1"),
            ("art_7__para_1", "art_6-1__para_1"),
            ("art_8", "art_7"),
            ("art_8__para_1", "art_7__para_1"),
        ]
    );
}

#[test]
fn identifiers_of_the_document_are_kept() {
    let text = "<a:part eId='part_1'><a:article eId='part_1__art_1'/></a:part><a:part eId='part_2'><a:article eId='part_2__art_1'/>\
                <a:section eId='section-1'/><a:point eId='point_(a)'/><a:point eId='sec_4.2.ә'/></a:part>";
    let found = followed(text, text);
    let eids = [
        "part_1",
        "part_1__art_1",
        "part_2",
        "part_2__art_1",
        "section-1",
        "point_(a)",
        "sec_4.2.ә",
    ];
    assert_eq!(pairs(&found), eids.map(|eid| (eid, eid)));
}

#[test]
fn the_identity_of_a_provision_comes_from_the_base_and_is_never_guessed() {
    let wids = |body: &str, base: &Base| {
        let found = on(base, body)?;
        Ok::<_, Error>(found.into_iter().map(|p| p.wid).collect::<Vec<_>>())
    };
    let base = Base {
        used: ["art_7", "art_2", "art_9"].map(str::to_owned).into(),
        ..published("<a:article eId='art_1' wId='art_7'/><a:article eId='art_2'/>")
    };
    let three =
        "<a:article eId='art_1'/><a:article eId='art_2' wId='art_9'/><a:article eId='art_4'/>";
    assert_eq!(
        wids(three, &base).expect("one text"),
        ["art_7", "art_9", "art_4"]
    );
    assert_eq!(
        wids(three, &Base::default()).expect("a first text"),
        ["art_1", "art_9", "art_4"]
    );
    let twice = "<a:article eId='art_1'/><a:article eId='art_2' wId='art_7'/>";
    let error = wids(twice, &base).expect_err("two have it");
    assert_eq!(error.reason(), Reason::EidDuplicate);
    // Article 9 was struck out once: is this it again, or another one?
    let again = "<a:article eId='art_9'/>";
    let error = wids(again, &base).expect_err("nobody knows");
    assert_eq!(error.reason(), Reason::XmlInvalid);
    let said = "<a:article eId='art_9' wId='art_9'/>";
    assert_eq!(wids(said, &base).expect("it says so"), ["art_9"]);
}

#[test]
fn what_comes_back_without_an_eid_is_new() {
    let article = |num: &str, inside: &str| {
        format!("<a:article><a:num>Статья {num}</a:num>{inside}</a:article>")
    };
    let point = |num: &str| format!("<a:point><a:num>{num})</a:num></a:point>");
    let paragraph = "<a:paragraph><a:num>1.</a:num></a:paragraph>";
    let gone = ["art_1__point_3", "art_2", "art_2__para_1", "art_2_2"];
    let mut base = published(&article("1", &point("1")));
    base.used.extend(gone.map(str::to_owned));
    let again = article("1", &(point("1") + &point("3"))) + &article("2", paragraph);
    let found = on(&base, &again).expect("nothing names what was there before");
    let wids: Vec<&str> = found.iter().map(|p| p.wid.as_str()).collect();
    assert_eq!(
        wids,
        [
            "art_1",
            "art_1__point_1",
            "art_1__point_3_2",
            "art_2_3",
            "art_2_3__para_1"
        ]
    );
    let eids: Vec<&str> = found.iter().map(|p| p.eid.as_str()).collect();
    assert_eq!(eids[2..], ["art_1__point_3", "art_2", "art_2__para_1"]);
}

#[test]
fn two_of_one_number_are_told_by_their_lines_and_the_way_out() {
    let say = |body: &str| {
        let error = on(&Base::default(), body).expect_err("twice");
        assert_eq!(error.reason(), Reason::EidDuplicate);
        error.fields()[0].description.clone()
    };
    let point = "\n<a:point><a:num>1)</a:num></a:point>";
    let article = format!("<a:article><a:num>Статья 1</a:num>{point}{point}</a:article>");
    assert_eq!(
        say(&article),
        "line 3: a.xml has two of the element point with the number `1)` in art_1, in lines 2 and 3: number them apart, or give \
         each an eId in Akoma Ntoso"
    );
    let top = "<a:article><a:num>Статья 2.</a:num></a:article>\n<a:article><a:num>Статья 2</a:num></a:article>";
    assert!(
        say(top).contains("with the number `Статья 2`, in lines 1 and 2"),
        "{}",
        say(top)
    );
    let one = "<a:article eId='art_1'/>\n<a:article><a:num>Статья 1.</a:num></a:article>";
    assert!(say(one).contains("first in line 1"), "{}", say(one));
}

#[test]
fn one_language_may_name_what_the_others_leave_unnamed() {
    let of = |language: &str, eids: [&str; 2]| {
        let points = eids.map(|eid| format!("<a:point {eid}><a:num>1)</a:num></a:point>"));
        let text = bill(&format!(
            "<a:article><a:num>1</a:num>{}</a:article>",
            points.concat()
        ));
        good(text.replace("rus", language).as_bytes())
    };
    let bills = [of("rus", ["", ""]), of("kaz", ["eId='one'", "eId='two'"])];
    let found = assemble(&bills, &Base::default()).expect("Kazakh tells them apart");
    assert_eq!([&found[1].eid, &found[2].eid], ["one", "two"]);
}
