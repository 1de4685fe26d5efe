//! What is kept as things are written, compared with a count from nothing, after histories that nobody planned.

use std::collections::BTreeMap;

use common::{
    app::derive_columns,
    store::{Mode, Store, Tx, Upgrade},
};

use super::*;
use crate::{
    awarding::{Awarding, NGOS, after, chosen},
    support::{amount, grant},
    world::en,
};

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        let Self(state) = self;
        *state = state.wrapping_mul(6_364_136_223_846_793_005);
        *state = state.wrapping_add(1_442_695_040_888_963_407);
        (*state >> 33) % bound
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let at = self.below(from.len() as u64);
        from[usize::try_from(at).expect("small")]
    }

    /// A day of the twenty years from one on, as far as it is known.
    fn day(&mut self, since: u64) -> String {
        let (year, month) = (since + self.below(20), 1 + self.below(12));
        match self.below(5) {
            0 => format!("{year}"),
            1 => format!("{year}-{month:02}"),
            _ => format!("{year}-{month:02}-{:02}", 1 + self.below(28)),
        }
    }
}

/// All counters of statistics that are not nothing.
async fn kept(store: &Store) -> BTreeMap<String, i64> {
    let rows = store.read("Kept", |tx: &mut dyn Tx| {
        let mut found = common::store::counters(tx, "count/")?;
        found.extend(common::store::counters(tx, "turn/")?);
        Ok(found)
    });
    let mut found: BTreeMap<_, _> = rows.await.expect("counters").into_iter().collect();
    found.retain(|_, number| *number != 0);
    found
}

/// Forgets all that is kept, and counts from nothing.
async fn recount(store: &Store) {
    let forget = store.write("Forget", Mode::Commit, |tx: &mut dyn Tx| {
        for kind in ["count", "turn"] {
            let sql = format!("DELETE FROM counter WHERE name >= '{kind}/' AND name < '{kind}0'");
            tx.execute(&sql, &[])?;
        }
        tx.execute("DELETE FROM counted", &[])?;
        tx.execute("UPDATE derivation SET version = 0", &[])
    });
    forget.await.expect("forgotten");
    let kinds = registry::DEFINITION.kinds;
    let derived = derive_columns(store, kinds, Upgrade::Apply, &mut |_, _, _| ()).await;
    derived.expect("counted");
}

fn random(dice: &mut Dice) -> pb::Organization {
    let founded = dice.day(1980);
    let field = dice.pick(&["A10", "D11", "E10"]);
    let made = ngo(&founded, dice.pick(&["KZ-75", "KZ-71", ""]), field);
    with(made, |profile| {
        let groups = [&["women"][..], &["youth", "women"], &[]];
        profile.group_codes = dice.pick(&groups).iter().map(|&code| code.into()).collect();
        profile.settlement_kind_code = dice.pick(&["rural", "urban", ""]).into();
        for year in 2003..2003 + i32::try_from(dice.below(4)).expect("small") {
            let number = i64::try_from(dice.below(30)).expect("small");
            profile.figures.push(size(year, number, 10 * number));
        }
        profile.activity = (dice.below(2) == 0).then(|| NgoActivity {
            status: dice.pick(&[Status::Active, Status::Passive]).into(),
            since_date: day(&dice.day(2000)),
            basis: "A report".into(),
        });
    })
}

/// One thing that is done to an organization; whether it is accepted does not matter.
async fn live(roll: &mut Roll, dice: &mut Dice, id: &str) -> Result<(), Refusal> {
    let (name, effective_date) = (org(id), day(&dice.day(2000)));
    let reason = "A decision".to_owned();
    match dice.below(12) {
        0 | 1 => {
            let request = pb::SuspendOrganizationRequest {
                name,
                effective_date,
                reason,
                ..Default::default()
            };
            let done = roll.organizations.suspend_organization(ask(request)).await;
            done.map(drop)
        }
        2 | 3 => {
            let request = pb::ReinstateOrganizationRequest {
                name,
                effective_date,
                reason,
                ..Default::default()
            };
            let done = roll
                .organizations
                .reinstate_organization(ask(request))
                .await;
            done.map(drop)
        }
        4 => {
            let request = pb::DissolveOrganizationRequest {
                name,
                effective_date,
                reason,
                ..Default::default()
            };
            let done = roll.organizations.dissolve_organization(ask(request)).await;
            done.map(drop)
        }
        5 => roll.delete(id).await.map(drop),
        6 | 7 => {
            let request = pb::UndeleteOrganizationRequest {
                name,
                ..Default::default()
            };
            let done = roll.organizations.undelete_organization(ask(request)).await;
            done.map(drop)
        }
        8 | 9 => {
            let mask = ["ngo_profile"];
            roll.correct_organization(id, random(dice), &mask)
                .await
                .map(drop)
        }
        _ => {
            let mask = ["place", "classifications"];
            roll.correct_organization(id, random(dice), &mask)
                .await
                .map(drop)
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_is_what_a_count_from_nothing_finds() {
    let world = World::with_starter().await;
    let store = world.registry_kit.store.clone();
    let mut dice = Dice(2_003);
    let mut it = Awarding::start(&world).await;
    let ids: Vec<_> = (0..12).map(|n| format!("o{n}")).collect();
    for id in &ids {
        it.roll.organization(id, random(&mut dice)).await;
    }
    let mut refused = Vec::new();
    for _ in 0..150 {
        let id = &ids[usize::try_from(dice.below(12)).expect("small")];
        let done = live(&mut it.roll, &mut dice, id).await;
        refused.extend(done.err().map(|refusal| refusal.message().to_owned()));
    }
    assert!(refused.len() < 100, "{refused:#?}");

    // Awards that are proposed, confirmed and cancelled, and contracts after them.
    let (mut proposed, mut followed) = (Vec::new(), 0);
    for n in 0..60_i32 {
        let one = pb::Award {
            reasons: en("A decision"),
            ..chosen(dice.pick(&NGOS), i64::from(100 + n))
        };
        if it.propose(&format!("a{n}"), one).await.is_ok() {
            proposed.push(format!("a{n}"));
        }
        let at = dice.below(proposed.len() as u64);
        let award = &proposed[usize::try_from(at).expect("small")];
        let done = match dice.below(4) {
            0 | 1 => it.confirm(award).await.is_ok(),
            2 => it.cancel(award).await.is_ok(),
            _ => {
                let contract = format!("c{n}");
                let drawn_up = it.draw_up(&contract, after(award, 100)).await.is_ok();
                drawn_up && it.sign(&contract, "2026-06-01").await.is_ok()
            }
        };
        followed += u32::from(done);
    }
    let made = proposed.len();
    assert!(made > 3 && followed > 5, "{made} awards, {followed} steps");

    // Grants that are corrected.
    let mut support = pb::support_program_service_client::SupportProgramServiceClient::new(
        world.registry.clone(),
    );
    for n in 0..30_u64 {
        let id = format!("g{}", n % 10);
        let units = i64::try_from(dice.below(1_000)).expect("small");
        let one = pb::Grant {
            recipient: org(NGOS[0]),
            funder_kind_code: dice.pick(&["state", "business"]).into(),
            amount_awarded: amount(dice.pick(&["KZT", "USD"]), 1 + units),
            award_date: day(&dice.day(2000)),
            ..grant()
        };
        if n < 10 {
            let request = pb::CreateGrantRequest {
                grant: Some(one),
                grant_id: id,
                ..Default::default()
            };
            support.create_grant(ask(request)).await.expect("recorded");
        } else {
            let request = pb::UpdateGrantRequest {
                grant: Some(pb::Grant {
                    name: format!("grants/{id}"),
                    ..one
                }),
                update_mask: paths(&["funder_kind_code", "amount_awarded", "award_date"]),
                ..Default::default()
            };
            support.update_grant(ask(request)).await.expect("corrected");
        }
    }

    let as_written = kept(&store).await;
    recount(&store).await;
    let from_nothing = kept(&store).await;
    assert!(as_written.len() > 500, "{} counters", as_written.len());
    assert_eq!(as_written, from_nothing);
}
