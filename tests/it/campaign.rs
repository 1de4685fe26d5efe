//! Campaigns: which comments are found to say the same, what is counted of them, and what becomes of them as comments come and go.

mod answered;
mod found;
mod refusals;

use common::testing::Channel;
use kenes_proto::{
    consultation::{
        self as pb, campaign::State, campaign_service_client::CampaignServiceClient,
        text_part::Side,
    },
    record::redaction::Action,
    types::Actor,
};
use tonic::Status;

use crate::{
    comment::{Scene, changed, create, disavowal, name, scene, withdrawal},
    redaction::redact,
    world::{World, ask_as, en},
};

/// The letter that was given to people: 26 words.
const LETTER: &str = "We ask that the period of public discussion stay fifteen working days since villages and small \
                      towns hear of a draft later than others and must gather";
const ADILET: &str = "//registry.kenes/organizations/adilet";
const OTHER: &str = "//registry.kenes/organizations/other";

async fn say(scene: &Scene, id: &str, text: &str, on_behalf_of: &str) {
    let request = changed(id, |comment| {
        comment.texts = en(text);
        if !on_behalf_of.is_empty() {
            comment.author = Some(Actor {
                on_behalf_of: on_behalf_of.into(),
                ..Default::default()
            });
        }
    });
    create(&scene.client, request).await.expect("accepted");
}

async fn group(world: &World) {
    let grouped = consultation::campaigns::group_all(&world.app).await;
    grouped.expect("grouped");
}

fn client(world: &World) -> CampaignServiceClient<Channel> {
    CampaignServiceClient::new(world.consultation.clone())
}

async fn list(world: &World, filter: &str) -> Vec<pb::Campaign> {
    let request = pb::ListCampaignsRequest {
        parent: "consultations/c".into(),
        filter: filter.into(),
        ..Default::default()
    };
    let answer = client(world).list_campaigns(request).await;
    answer.expect("a list").into_inner().campaigns
}

async fn comments(world: &World, campaign: &str, page_size: i32) -> Vec<(String, i32)> {
    let (mut found, mut token) = (Vec::new(), String::new());
    loop {
        let request = pb::ListCampaignCommentsRequest {
            campaign: campaign.into(),
            page_size,
            page_token: token,
        };
        let answer = client(world).list_campaign_comments(request).await;
        let page = answer.expect("a page").into_inner();
        let shown = page.campaign_comments.into_iter();
        found.extend(shown.map(|one| {
            let id = common::names::id(&one.comment).to_owned();
            (id, one.shared_permille)
        }));
        if page.next_page_token.is_empty() {
            return found;
        }
        token = page.next_page_token;
    }
}

async fn compare(
    world: &World,
    comment: &str,
) -> Result<pb::CompareCampaignCommentResponse, Status> {
    let request = pb::CompareCampaignCommentRequest {
        campaign: "consultations/c/campaigns/c-1".into(),
        comment: name(comment),
    };
    let answer = client(world).compare_campaign_comment(request).await;
    answer.map(tonic::Response::into_inner)
}

#[tokio::test]
async fn equal_and_nearly_equal_comments_are_one_campaign_and_others_stay_as_they_are() {
    let scene = scene().await;
    let world = &scene.world;
    say(
        &scene,
        "edited",
        &format!("Dear deputies, {LETTER}"),
        ADILET,
    )
    .await;
    world.hand.pass(1);
    say(&scene, "first", LETTER, ADILET).await;
    world.hand.pass(1);
    say(&scene, "again", &LETTER.to_uppercase(), OTHER).await;
    say(&scene, "alone", "Ten days are enough.", "").await;
    assert_eq!(
        list(world, "").await,
        [],
        "nothing is done where they are written"
    );
    group(world).await;

    let found = list(world, "").await;
    let [campaign] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!(campaign.name, "consultations/c/campaigns/c-1");
    assert_eq!(campaign.state(), State::Active);
    assert_eq!(
        (campaign.comment_count, campaign.text_count),
        (3, 2),
        "raw count, and different texts"
    );
    assert_eq!(
        (
            campaign.organization_count,
            campaign.verified_organization_count
        ),
        (2, 2),
        "two organizations spoke three times"
    );
    assert_eq!(
        campaign.representative,
        name("first"),
        "of the text that came most often"
    );
    let shown = comments(world, &campaign.name, 1).await;
    let ids: Vec<&str> = shown.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["first", "again", "edited"]);
    assert_eq!((shown[0].1, shown[1].1), (1000, 1000));
    assert!(
        (900..1000).contains(&shown[2].1),
        "25 of 27 pairs: {shown:?}"
    );

    let named = |id: &str| format!("comment = \"{}\"", name(id));
    assert_eq!(list(world, &named("edited")).await, found);
    assert_eq!(list(world, &named("alone")).await, []);

    let compared = compare(world, "edited").await.expect("compared");
    let parts: Vec<(Side, &str)> = compared
        .parts
        .iter()
        .map(|part| (part.side(), part.text.as_str()))
        .collect();
    assert_eq!(
        parts,
        [(Side::Comment, "Dear deputies,"), (Side::Both, LETTER)]
    );
    assert_eq!(compared.representative, name("first"));
}

#[tokio::test]
async fn a_round_that_finds_nothing_new_writes_nothing_and_one_broken_off_is_made_good() {
    let scene = scene().await;
    let world = &scene.world;
    say(&scene, "one", LETTER, "").await;
    say(&scene, "two", LETTER, "").await;
    // Broken off at whatever it does first.
    let broken = tokio::time::timeout(
        std::time::Duration::from_millis(1),
        consultation::campaigns::group_all(&world.app),
    );
    drop(broken.await);
    // Who was at it is waited for no longer than a minute.
    world.hand.pass(61_000_000);
    group(world).await;
    let found = list(world, "").await;
    assert_eq!((found.len(), found[0].comment_count), (1, 2));
    group(world).await;
    say(&scene, "three", "Something else.", "").await;
    group(world).await;
    assert_eq!(list(world, "").await, found, "not even a revision");
}

#[tokio::test]
async fn who_leaves_or_is_redacted_leaves_no_trace_in_a_campaign() {
    let scene = scene().await;
    let world = &scene.world;
    for id in ["one", "two", "three", "four"] {
        say(&scene, id, LETTER, ADILET).await;
        world.hand.pass(1);
    }
    group(world).await;
    let campaign = "consultations/c/campaigns/c-1";
    let mut client = scene.client.clone();
    let left = client
        .withdraw_comment(ask_as("demo|aigul", withdrawal("two")))
        .await;
    left.expect("withdrawn");
    redact(&client, &name("one"), Action::Erase).await;
    let rows = comments(world, campaign, 0).await;
    let ids: Vec<&str> = rows.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["three", "four"], "at once, before any round");
    group(world).await;
    let found = list(world, "").await;
    assert_eq!(
        (found[0].comment_count, found[0].representative.as_str()),
        (2, name("three").as_str())
    );

    let left = client
        .disavow_comment(ask_as("demo|aigul", disavowal("three")))
        .await;
    left.expect("disavowed");
    group(world).await;
    let found = list(world, "").await;
    assert_eq!(
        (found[0].state(), found[0].representative.as_str()),
        (State::Ended, ""),
        "a group of one is none"
    );
    // Nothing is kept that tells what an erased comment said: neither a row nor a word of a revision.
    let read = world.app.store.read("Test", |tx| {
        let rows = tx.query("SELECT comment FROM campaign_comment", &[])?;
        let told = tx.query(
            "SELECT body FROM revision WHERE name = $1",
            &[campaign.into()],
        )?;
        let told: Result<Vec<Vec<u8>>, _> = told
            .iter()
            .map(|row| row[0].bytes().map(<[u8]>::to_vec))
            .collect();
        Ok((rows.len(), told?))
    });
    let (rows, told) = read.await.expect("read");
    assert_eq!(rows, 0);
    let one = name("one");
    let is_told = |body: &Vec<u8>| body.windows(one.len()).any(|w| w == one.as_bytes());
    assert!(
        told.len() >= 3 && !told.iter().any(is_told),
        "{}",
        told.len()
    );
}

#[tokio::test]
async fn two_campaigns_that_turn_out_to_be_one_keep_the_name_of_the_larger() {
    let scene = scene().await;
    let world = &scene.world;
    // Each shares a half with the letter, and less with the other.
    let one = format!("{LETTER} {}", "a b c d e f g h i j k l m n o");
    let other = format!("{} {LETTER}", "z y x w v u t s r q aa bb cc dd ee");
    for (id, text) in [
        ("a1", &one),
        ("a2", &one),
        ("a3", &one),
        ("b1", &other),
        ("b2", &other),
    ] {
        say(&scene, id, text, "").await;
        world.hand.pass(1);
    }
    group(world).await;
    assert_eq!(list(world, "state = STATE_ACTIVE").await.len(), 2);
    for n in 0..4 {
        say(&scene, &format!("c{n}"), LETTER, "").await;
    }
    group(world).await;
    let active = list(world, "state = STATE_ACTIVE").await;
    assert_eq!(
        (active.len(), active[0].comment_count),
        (1, 9),
        "{active:?}"
    );
    let ended = list(world, "state = STATE_ENDED").await;
    assert_eq!(ended.len(), 1);
    assert_eq!(ended[0].merged_into, active[0].name);
}
