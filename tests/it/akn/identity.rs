//! Which provision of the first version one of the second is.

use super::*;

#[tokio::test]
async fn a_number_is_the_same_with_every_hyphen() {
    let first = article("Статья 12", "Старое.") + &article("Статья 12-1", "Новое правило.");
    for dash in ['\u{2011}', '\u{2010}', '\u{2013}', '\u{2212}'] {
        let second = article(&format!("Статья 12{dash}1"), "Новое правило.");
        let story = Story::of(&first, &second, &["art_12", "art_12-1"]).await;
        assert_eq!(eids(&story.first), ["art_12", "art_12-1"]);
        assert_eq!(eids(&story.second), ["art_12-1"]);
        assert_eq!(
            story.fates(),
            [(Fate::Deleted, ""), (Fate::Mapped, "art_12-1")]
        );
        assert_eq!(
            story.changed(),
            [("art_12", "art_12", "", ChangeKind::Deleted)]
        );
    }
}

#[tokio::test]
async fn both_spellings_in_one_file_are_two_articles() {
    let both = article("Статья 12", "a") + &article("Статья 12\u{2011}1", "b");
    assert_eq!(eids(&read(&both).await), ["art_12", "art_12-1"]);
    let raised = article("Статья 5", "a") + &article("Статья 5¹", "b");
    assert_eq!(eids(&read(&raised).await), ["art_5", "art_5-1"]);
    let marked = article("Статья 5", "a") + &article("Статья 5<sup>1</sup>", "b");
    let marked = read(&marked).await;
    assert_eq!(eids(&marked), ["art_5", "art_5-1"]);
    assert_eq!(marked[1].num, "Статья 5^1");
}

fn points(points: &[(&str, &str)]) -> String {
    let points = points.iter().map(|(num, text)| {
        let num = match *num {
            "" => String::new(),
            num => format!("<num>{num}</num>"),
        };
        format!("<point>{num}<content><p>{text}</p></content></point>")
    });
    format!(
        "<article><num>Статья 1</num>{}</article>",
        points.collect::<String>()
    )
}

#[tokio::test]
async fn points_numbered_with_letters_are_matched_by_letter() {
    let first = points(&[("а)", "альфа"), ("б)", "бета"), ("в)", "гамма")]);
    let second = points(&[("б)", "бета"), ("в)", "гамма")]);
    let [a, b, c] = [
        "art_1__point_cyr_a",
        "art_1__point_cyr_b",
        "art_1__point_cyr_v",
    ];
    let story = Story::of(&first, &second, &[a, b, c]).await;
    assert_eq!(
        story.fates(),
        [(Fate::Deleted, ""), (Fate::Mapped, b), (Fate::Mapped, c)]
    );
    assert_eq!(story.changed(), [(a, a, "", ChangeKind::Deleted)]);
}

#[tokio::test]
async fn what_has_no_number_is_never_matched_by_its_place() {
    let first = points(&[("", "альфа"), ("", "бета"), ("", "гамма")]);
    let second = points(&[("", "бета"), ("", "дельта"), ("", "гамма")]);
    let [a, b, c] = [
        "art_1__point_nn_1",
        "art_1__point_nn_2",
        "art_1__point_nn_3",
    ];
    let story = Story::of(&first, &second, &[a, b, c]).await;
    assert_eq!(
        story.fates(),
        [(Fate::Deleted, ""), (Fate::Mapped, a), (Fate::Mapped, c)]
    );
    let new = "art_1__point_nn_2_2";
    assert_eq!(
        story.changed(),
        [
            (a, a, "", ChangeKind::Deleted),
            (b, b, a, ChangeKind::Renumbered),
            (new, "", b, ChangeKind::New),
        ]
    );
}

#[tokio::test]
async fn another_number_under_a_kept_eid_is_listed() {
    let numbered = |num| {
        format!("<article eId='art_5'><num>{num}</num><content><p>Текст.</p></content></article>")
    };
    let story = Story::of(&numbered("Статья 5."), &numbered("Статья 6."), &["art_5"]).await;
    assert_eq!(
        story.changed(),
        [("art_5", "art_5", "art_5", ChangeKind::Renumbered)]
    );
    let told = &story.changes[0].texts[0];
    assert_eq!([&told.old_num, &told.new_num], ["Статья 5.", "Статья 6."]);
    assert_eq!(story.second[0].change_from_base(), ChangeKind::Renumbered);
    assert_eq!(
        story.fates(),
        [(Fate::Mapped, "art_5")],
        "its text is the same, under another number"
    );
}

#[tokio::test]
async fn each_language_has_its_number_and_they_are_one_article() {
    let texts = |number: &str| {
        vec![
            bill("RUS", &article(&format!("Статья {number}."), "Текст.")),
            bill("kk-Cyrl-KZ", &article(&format!("{number}-бап."), "Мәтін.")),
        ]
    };
    let story = Story::told([texts("5"), texts("5")], &["art_5"]).await;
    assert_eq!(story.changed(), []);
    let nums: Vec<(&str, &str)> = story.first[0]
        .nums
        .iter()
        .map(|num| (num.language_code.as_str(), num.text.as_str()))
        .collect();
    assert_eq!(nums, [("kk", "5-бап."), ("ru", "Статья 5.")]);
    assert_eq!(story.first[0].num, "5-бап.");
}

#[tokio::test]
async fn identifiers_of_a_file_are_kept_and_found_by_them() {
    let body = "<part eId='part_1'><article eId='part_1__art_1'><content><p>a</p></content></article></part>\
                <part eId='part_2'><article eId='part_2__art_1'><content><p>b</p></content></article>\
                <section eId='section-1'><content><p>c</p></content></section>\
                <point eId='point_(a)'><content><p>d</p></content></point>\
                <point eId='т.4~%41?#&amp;'><content><p>e</p></content></point></part>";
    let kept = [
        "part_1",
        "part_1__art_1",
        "part_2",
        "part_2__art_1",
        "section-1",
        "point_(a)",
        "т.4~%41?#&",
    ];
    let mut story = Story::of(body, body, &["part_1__art_1"]).await;
    assert_eq!(eids(&story.first), kept);
    assert_eq!(story.changed(), []);
    for eid in kept {
        let read = story.office.provision(V2, eid).await.expect("there");
        assert_eq!([read.eid.as_str(), &read.wid], [eid, eid]);
    }
    let request = pb::ListProvisionsRequest {
        parent: V2.into(),
        filter: format!("wid = \"point_(a)\" OR parent_provision = \"{V2}/provisions/part_1\""),
        ..Default::default()
    };
    let listed = story
        .office
        .laws
        .list_provisions(request)
        .await
        .expect("listed");
    assert_eq!(
        eids(&listed.into_inner().provisions),
        ["part_1__art_1", "point_(a)"]
    );
}

async fn import(body: &str) -> Result<pb::DraftLawVersion, Status> {
    let mut office = Office::open().await;
    office.create_version("v1").await;
    office.import(V1, vec![bill("rus", body)]).await
}

#[tokio::test]
async fn identifiers_that_are_equal_or_no_identifiers_are_refused() {
    let long = "a".repeat(301);
    for (body, reason, says) in [
        (
            "<article eId='a.1'/>\n<article eId='a.1'/>",
            Reason::EidDuplicate,
            "line 2",
        ),
        (
            "<article eId='art_1'/><article><num>1</num></article>",
            Reason::EidDuplicate,
            "art_1 twice",
        ),
        ("<article eId='art 1'/>", Reason::XmlInvalid, "white space"),
        (
            "<article eId='art\u{200b}1'/>",
            Reason::XmlInvalid,
            "invisible",
        ),
        ("<article eId='art/1'/>", Reason::XmlInvalid, "slash"),
        (
            "<article wId='' eId='art_1'/>",
            Reason::XmlInvalid,
            "empty wId",
        ),
        (
            &format!("<article eId='{long}'/>"),
            Reason::XmlInvalid,
            "longer than 300",
        ),
    ] {
        let status = refused(import(body).await, Code::InvalidArgument, reason);
        assert!(status.message().contains(says), "{}", status.message());
    }
}

#[tokio::test]
async fn what_comes_back_without_an_eid_is_a_new_provision() {
    let one = article("Статья 1", "Первая.");
    let two = one.clone() + &article("Статья 2", "Вторая.");
    let mut story = Story::of(&two, &one, &[]).await;
    publish(&mut story.office, "v3", vec![bill("rus", &two)]).await;
    let third = provisions(&mut story.office, "draftLaws/on-charity/versions/v3").await;
    let named: Vec<(&str, &str)> = third.iter().map(|p| (&*p.eid, &*p.wid)).collect();
    assert_eq!(named, [("art_1", "art_1"), ("art_2", "art_2_2")]);
}

#[tokio::test]
async fn a_number_is_read_whole_or_not_at_all() {
    let nums = [
        "Статья 5",
        "Статья 5 А",
        "22 прим",
        "1 «б»",
        "10 и 11",
        "10",
    ];
    let body: String = nums.iter().map(|num| article(num, "а")).collect();
    let read = read(&body).await;
    let expected = [
        "art_5",
        "art_5-cyr_A",
        "art_22-cyr_p_cyr_r_cyr_i_cyr_m",
        "art_1-cyr_b",
        "art_nn_1",
        "art_10",
    ];
    assert_eq!(eids(&read), expected);
}
