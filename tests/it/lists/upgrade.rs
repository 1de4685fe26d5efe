//! A database of the release before, opened by this one: every row has what it would have, had it been written today.

use std::collections::BTreeMap;

use common::{
    app::{VERSION, derive_columns},
    clock::Clock,
    store::{Mode, Row, Store, Tx, Upgrade, Value},
    testing,
};
use kenes::demo::Demo;

use super::{found, groups::ngo};
use crate::{
    roll::Roll,
    schema::{Columns, columns},
    world::World,
};

/// The first schema step after the release before.
const SINCE: i64 = 9;
/// What the kinds note beside their own tables.
const NOTED: [&str; 1] = ["recommendation_origin"];

/// All rows of these tables.
async fn rows(store: &Store, tables: &Columns) -> BTreeMap<String, Vec<Row>> {
    let mut all = BTreeMap::new();
    for (table, columns) in tables {
        let names: Vec<String> = columns.keys().map(|name| format!("\"{name}\"")).collect();
        let numbers: Vec<String> = (1..=names.len()).map(|n| n.to_string()).collect();
        let sql = format!(
            "SELECT {} FROM {table} ORDER BY {}",
            names.join(", "),
            numbers.join(", ")
        );
        let found = store.read("Rows", move |tx: &mut dyn Tx| tx.query(&sql, &[]));
        all.insert(table.clone(), found.await.expect("rows"));
    }
    all
}

/// Writes rows as they were read.
async fn fill(store: &Store, tables: &Columns, rows: BTreeMap<String, Vec<Row>>) {
    let statements: Vec<(String, Vec<Row>)> = rows
        .into_iter()
        .map(|(table, rows)| {
            let names = tables[&table].keys().map(|name| format!("\"{name}\""));
            let names: Vec<String> = names.collect();
            let arguments: Vec<String> = (1..=names.len()).map(|n| format!("${n}")).collect();
            let (names, arguments) = (names.join(", "), arguments.join(", "));
            let sql = format!("INSERT INTO {table} ({names}) VALUES ({arguments})");
            (sql, rows)
        })
        .collect();
    let filled = store.write("Fill", Mode::Commit, move |tx: &mut dyn Tx| {
        tx.execute("DELETE FROM record_head", &[])?;
        for (sql, rows) in &statements {
            for row in rows {
                tx.execute(sql, row)?;
            }
        }
        Ok(())
    });
    filled.await.expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_the_release_before_are_found_as_if_they_were_written_today() {
    let [registry, today, before] = ["registry", "consultation", "before"];
    let registry = testing::fresh(registry).await.expect("a database");
    let today = testing::fresh(today).await.expect("a database");
    let before = testing::fresh(before).await.expect("a database");
    let told = Demo::open(registry.parts(), today.parts()).await;
    let told = told.expect("two stores");
    let seeded = told.seed(Clock::system().now()).await;
    seeded.expect("the services answer");
    drop(told);

    let all = consultation::MIGRATIONS;
    let older = all.iter().filter(|step| step.number < SINCE).count();
    let mut kept = columns(&before.database, &all[..older]).await;
    // Counts are no lists' matter.
    for other in ["schema_migration", "counter"] {
        kept.remove(other);
    }
    let store = Store::open(&today.database, all, Upgrade::Refuse).await;
    let store = store.expect("it is there");
    let old = Store::open(&before.database, &all[..older], Upgrade::Refuse).await;
    fill(&old.expect("it is there"), &kept, rows(&store, &kept).await).await;

    // The same log: it has the key and the signature of the other.
    let opened = Demo::open(registry.parts(), (&before.database, &today.files)).await;
    let opened = opened.expect("two stores");
    let mut tables = columns(&before.database, all).await;
    let kinds = consultation::DEFINITION.kinds.schemas();
    // The release before had no rows of a kind that is new.
    tables.retain(|name, _| {
        let known = kept.contains_key(name) && kinds.iter().any(|table| table.name == name);
        NOTED.contains(&name.as_str()) || known
    });
    let upgraded = Store::open(&before.database, all, Upgrade::Refuse).await;
    let upgraded = rows(&upgraded.expect("it is there"), &tables).await;
    let expected = rows(&store, &tables).await;
    for (table, rows) in &expected {
        assert_eq!(upgraded[table].len(), rows.len(), "{table}");
        for (now, then) in upgraded[table].iter().zip(rows) {
            assert_eq!(now, then, "{table}");
        }
    }
    // Of what is new something is there to be found, or all of this would show nothing.
    let nothing = |value: &Value| matches!(value, Value::Int(0)) || *value == Value::from("");
    let new = tables.iter().flat_map(|(table, columns)| {
        let names = columns.keys().enumerate();
        let kept = kept.get(table);
        names
            .filter(move |(_, name)| kept.is_none_or(|kept| !kept.contains_key(*name)))
            .map(move |(at, name)| (table, at, name))
    });
    let empty = new.filter(|(table, at, _)| expected[*table].iter().all(|row| nothing(&row[*at])));
    let empty: Vec<_> = empty
        .map(|(table, _, name)| format!("{table}.{name}"))
        .collect();
    // The story has no comment made at a hearing, no proposal on a law and no answer that leaves a point open.
    let untold = [
        "comment.hearing",
        "consultation_proposal.subject_draft_law",
        "response.open_points",
    ];
    assert_eq!(empty, untold);

    let url = testing::start(opened.registry()).await;
    let url = format!("http://{}", url.address);
    let running = testing::start(opened.consultation(&url).expect("a URL")).await;
    let channel = running.channel().await;
    for (method, parent, filter) in [
        (
            "kenes.consultation.v1.DraftLawService/ListProvisions",
            "draftLaws/demo-public-participation/versions/v1",
            "num = \"5\"",
        ),
        (
            "kenes.consultation.v1.CommentService/ListComments",
            "consultations/-",
            "standing.subdivision_code:*",
        ),
    ] {
        let ids = found(&channel, method, parent, filter).await;
        assert!(!ids.is_empty(), "{filter}");
    }
}

/// Runs a statement.
async fn run(store: &Store, sql: &'static str) {
    let done = store.write("Test", Mode::Commit, move |tx: &mut dyn Tx| {
        tx.execute(sql, &[])
    });
    done.await.expect("written");
}

#[tokio::test]
async fn columns_of_an_older_release_are_derived_once_and_used_by_nobody_before() {
    let world = World::with_starter().await;
    let mut roll = Roll::of(&world);
    let greens = ngo("environmental", "KZ-71");
    roll.organization("greens", greens).await;
    let (store, kinds) = (&world.registry_kit.store, registry::DEFINITION.kinds);
    let tables = ["organization", "organization_group", "code"];
    let mut all = Columns::new();
    for table in tables {
        let of = kinds
            .schemas()
            .into_iter()
            .find(|schema| schema.name == table);
        let own = of.map_or(vec!["code", "organization"], |schema| {
            let own = schema.columns.iter().map(|column| column.name);
            own.chain(["name", "revision"]).collect()
        });
        let own = own.into_iter().map(|name| (name.to_owned(), String::new()));
        all.insert(table.to_owned(), own.collect());
    }
    let today = rows(store, &all).await;
    for spoilt in [
        "UPDATE organization SET titles = 'old', sector_code = ''",
        "UPDATE code SET parent_code = ''",
        "DELETE FROM organization_group",
        "UPDATE derivation SET version = 0",
    ] {
        run(store, spoilt).await;
    }
    assert_ne!(rows(store, &all).await, today);

    let mut told = Vec::new();
    let mut tell = |table: &str, done: u64, of: u64| told.push((table.to_owned(), done, of));
    let refused = derive_columns(store, kinds, Upgrade::Refuse, &mut tell).await;
    let refused = refused.expect_err("not ours to do");
    assert!(
        refused.message().contains("kenes <service> migrate"),
        "{refused}"
    );
    let derived = derive_columns(store, kinds, Upgrade::Apply, &mut tell).await;
    derived.expect("derived");
    for upgrade in [Upgrade::Apply, Upgrade::Refuse] {
        let mut again = |_: &str, _, _| panic!("it was done");
        let nothing = derive_columns(store, kinds, upgrade, &mut again).await;
        nothing.expect("nothing to do");
    }
    assert_eq!(rows(store, &all).await, today);
    let codes: Vec<_> = told.iter().filter(|told| told.0 == "code").collect();
    assert!(codes.iter().all(|code| code.1 <= code.2), "{codes:?}");
    assert!(
        codes.last().is_some_and(|code| code.1 == code.2),
        "{codes:?}"
    );

    run(store, "UPDATE derivation SET version = version + 1").await;
    let newer = derive_columns(store, kinds, Upgrade::Apply, &mut |_, _, _| ()).await;
    let newer = newer.expect_err("not ours to read");
    let say = format!("version {}, this program knows {VERSION}", VERSION + 1);
    assert!(newer.message().contains(&say), "{newer}");
}
