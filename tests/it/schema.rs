//! What the code says of its tables against the database as it is migrated, and against the contract.

use std::collections::{BTreeMap, BTreeSet};

use common::{
    list,
    store::{Database, Migration, Store, Tx, Upgrade},
    table::{FIXED, Schema, Table, Type, column, table},
    testing,
};
use kenes_proto::registry as pb;
use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};

/// The columns of a database, by their tables: the type of each, with `NULL` where it may be.
pub(crate) type Columns = BTreeMap<String, BTreeMap<String, String>>;

#[tokio::test]
async fn the_registry_writes_the_tables_that_it_migrates() {
    let found = migrated(registry::MIGRATIONS).await;
    assert_eq!(
        faults(&registry::DEFINITION.kinds.schemas(), &found),
        [""; 0]
    );
}

#[tokio::test]
async fn consultation_writes_the_tables_that_it_migrates() {
    let found = migrated(consultation::MIGRATIONS).await;
    assert_eq!(
        faults(&consultation::DEFINITION.kinds.schemas(), &found),
        [""; 0]
    );
}

#[tokio::test]
async fn a_table_that_differs_is_found() {
    static POST: Table<pb::Post> = table("post").columns(&[
        column("role_code").text(|post| &post.role_code),
        column("quota").text(|_| ""),
        column("colour").int(|_| 0),
        column("start_date").date(|_| 0),
        column("end_date").date(|_| 0),
    ]);
    let mut found = migrated(registry::MIGRATIONS).await;
    let post = found.get_mut("post").expect("a table");
    post.insert("end_date".into(), "BIGINT NULL".into());
    let others = registry::DEFINITION.kinds.schemas().into_iter();
    let others = others.filter(|table| !["post", "code"].contains(&table.name));
    let tables: Vec<&Schema> = others.chain([POST.schema()]).collect();
    assert_eq!(
        faults(&tables, &found),
        [
            "code is a table of no kind",
            "post.colour: the kind has BIGINT, the database nothing",
            "post.end_date: the kind has BIGINT, the database BIGINT NULL",
            "post.quota: the kind has TEXT, the database BIGINT",
            "post.seat_number: the kind has nothing, the database BIGINT",
        ]
    );
}

#[test]
fn lists_can_read_every_table_and_the_contract_has_its_fields() {
    let services = [&registry::DEFINITION, &consultation::DEFINITION];
    for table in services.iter().flat_map(|service| service.kinds.schemas()) {
        list::check(table).expect("a sound table");
        let named = table
            .columns
            .iter()
            .filter(|column| !column.field.is_empty());
        for column in named {
            let field = table.field(column.field);
            let outer = column.field.rsplit_once('.');
            let outer = outer.and_then(|(outer, _)| table.field(outer));
            // A text in each of several messages.
            let expected = match outer.is_some_and(|outer| outer.is_list()) {
                true => Some(Type::List),
                false => field.as_ref().and_then(type_of),
            };
            let name = column.name;
            assert_eq!(Some(column.kind), expected, "{}.{name}", table.name);
        }
    }
}

/// What is not the same in the kinds and in the database. A table of the database is that of a kind if it begins as all do.
fn faults(tables: &[&Schema], found: &Columns) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, columns) in found {
        let of_a_kind = FIXED.iter().all(|(fixed, _)| columns.contains_key(*fixed));
        if of_a_kind && tables.iter().all(|table| table.name != name) {
            faults.push(format!("{name} is a table of no kind"));
        }
    }
    for table in tables {
        let fixed = FIXED.into_iter();
        let own = table
            .columns
            .iter()
            .map(|column| (column.name, column.kind));
        let expected: BTreeMap<&str, &str> = fixed
            .chain(own)
            .map(|(name, kind)| (name, stored(kind)))
            .collect();
        let found = found.get(table.name).cloned().unwrap_or_default();
        let names: BTreeSet<&str> = expected
            .keys()
            .copied()
            .chain(found.keys().map(String::as_str))
            .collect();
        for name in names {
            let expected = expected.get(name).copied().unwrap_or("nothing");
            let found = found.get(name).map_or("nothing", String::as_str);
            if expected != found {
                let table = table.name;
                faults.push(format!(
                    "{table}.{name}: the kind has {expected}, the database {found}"
                ));
            }
        }
    }
    faults
}

/// How a type is stored. No kind writes a NULL.
fn stored(kind: Type) -> &'static str {
    match kind {
        Type::Text | Type::Folded | Type::List => "TEXT",
        Type::Int | Type::Bool | Type::Date | Type::Time | Type::Enum => "BIGINT",
    }
}

/// The columns of a fresh database of the engine under test.
async fn migrated(migrations: &'static [Migration]) -> Columns {
    let fresh = testing::fresh("schema").await.expect("a database");
    columns(&fresh.database, migrations).await
}

/// The columns of a database that is migrated so far.
pub(crate) async fn columns(database: &Database, migrations: &[Migration]) -> Columns {
    let sql = match database {
        Database::Sqlite(_) => {
            "SELECT m.name, c.name, c.type, CASE WHEN c.\"notnull\" + c.pk > 0 THEN '' ELSE ' NULL' END \
             FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
        }
        Database::Postgres(_) => {
            "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT), upper(data_type), \
             CASE WHEN is_nullable = 'NO' THEN '' ELSE ' NULL' END \
             FROM information_schema.columns WHERE table_schema = current_schema()"
        }
    };
    let store = Store::open(database, migrations, Upgrade::Apply);
    let store = store.await.expect("a fresh database opens");
    let rows = store.read("schema", move |tx: &mut dyn Tx| tx.query(sql, &[]));
    let mut found = Columns::new();
    for row in rows.await.expect("the database's own tables") {
        let text = |at: usize| row[at].text().expect("a text").to_owned();
        found
            .entry(text(0))
            .or_default()
            .insert(text(1), text(2) + &text(3));
    }
    found
}

/// The type of the column that a field of the contract is stored in, if there is one.
fn type_of(field: &FieldDescriptor) -> Option<Type> {
    let kind = field.kind();
    let message = kind.as_message().map(MessageDescriptor::full_name);
    match (&kind, message, field.is_list()) {
        (Kind::String, _, false) => Some(Type::Text),
        (Kind::String, _, true) => Some(Type::List),
        (Kind::Int32, _, false) => Some(Type::Int),
        (Kind::Bool, _, false) => Some(Type::Bool),
        (Kind::Enum(_), _, false) => Some(Type::Enum),
        (_, Some("google.type.LocalizedText"), true) => Some(Type::Folded),
        (_, Some("google.type.Date"), false) => Some(Type::Date),
        (_, Some("google.protobuf.Timestamp"), false) => Some(Type::Time),
        _ => None,
    }
}
