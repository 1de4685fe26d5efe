//! Lists run for real: a small table in SQLite, and every statement of a plan against it.

mod filters;
mod pages;

use std::sync::LazyLock;

use kenes_proto::registry as pb;
use rusqlite::{Connection, params_from_iter, types::Value as Sql};

use super::{Plan, Query, Statement};
use crate::{
    Error,
    error::Kind,
    store::{Cells, Row, Value},
    table::{Column, Schema, Table, Type, asked, column, table},
};

/// Only its columns count: lists read no message.
static THINGS: Table<pb::Organization> = table("thing")
    .active("first_day", "last_day")
    .indexed(&["bin", "founding_date"])
    .asked(&[
        asked(
            "ripe",
            Type::Bool,
            "CASE WHEN t.members > {now} AND {today} > 0 THEN 1 ELSE 0 END",
        ),
        asked(
            "kin",
            Type::Text,
            "t.parent IN (SELECT {v} UNION ALL SELECT 'none')",
        ),
        asked("tags_of", Type::List, "t.tags <> '' AND t.parent = {v}"),
    ])
    .columns(&[
        column("title").sorted().text(|_| ""),
        column("members").field("member_count").int(|_| 0),
        column("open").sorted().bool(|_| false),
        column("state").sorted().enumeration(|_| 0),
        column("first_day").field("founding_date").date(|_| 0),
        nullable(column("last_day").field("dissolution_date").date(|_| 0)),
        column("region")
            .field("place.subdivision_code")
            .sorted()
            .text(|_| ""),
        column("bin").text(|_| ""),
        nullable(column("seen").field("seen_time").time(|_| 0)),
        column("search").field("display_name").folded(|_| &[]),
        column("tags").list(|_| &[]),
        column("secret").hidden().text(|_| ""),
        column("num")
            .text(|_| "")
            .normal(|said| said.trim().to_lowercase()),
    ]);

pub(in crate::list) static TABLE: LazyLock<&Schema> = LazyLock::new(|| THINGS.schema());

const fn nullable(mut column: Column<pb::Organization>) -> Column<pb::Organization> {
    column.schema.sort = false;
    column
}

pub(in crate::list) fn query(filter: &str) -> Query<'_> {
    Query {
        table: *TABLE,
        parent: None,
        page_size: 0,
        page_token: "",
        filter,
        order_by: "",
        show_deleted: false,
        now: 0,
    }
}

fn store() -> Connection {
    let db = Connection::open_in_memory().expect("SQLite");
    db.execute_batch(
        "CREATE TABLE thing (name TEXT PRIMARY KEY, parent TEXT, revision BIGINT, create_time BIGINT, update_time BIGINT,
            delete_time BIGINT, title TEXT, members BIGINT, open BIGINT, state BIGINT, first_day BIGINT, last_day BIGINT,
            region TEXT, bin TEXT, seen BIGINT, search TEXT, tags TEXT, secret TEXT, num TEXT);
         CREATE TABLE revision (name TEXT, revision BIGINT, body BLOB, identity_at BIGINT);
         INSERT INTO thing VALUES
            ('a', 'p', 1, 1577836800000000, 9, 0, 'Alpha', 3, 1, 1, 20000101, 0, 'KZ-75', '111', NULL, 'альфа\nalpha', '|x|y|', 's', 'a'),
            ('b', 'p', 1, 1577836800000001, 9, 0, 'Alpha*', 1, 0, 2, 20060501, 20100630, 'KZ-71', NULL, 5, 'бета\nbeta', '|xy|', 's', 'b'),
            ('c', 'q', 2, -5, 9, 0, 'alpine 100%', 2, 1, 1, 0, NULL, '', '', 0, 'альпы', '', 's', ''),
            ('d', 'q', 1, 7, 9, 3, 'Gone', 1, 0, 3, 20000101, 0, '', '4', NULL, 'ушла', '|x|', 's', '');",
    )
    .expect("a schema");
    for name in ["a", "b", "c", "d"] {
        revise(&db, name);
    }
    db
}

fn revise(db: &Connection, name: &str) {
    db.execute(
        "INSERT INTO revision SELECT name, revision, CAST(name AS BLOB), 1 FROM thing WHERE name = ?1 \
         UNION ALL SELECT ?1, 99, x'00', 0",
        [name],
    )
    .expect("a revision");
}

fn run(db: &Connection, sql: &str, args: &[Value]) -> Vec<Row> {
    let args = args.iter().map(|value| match value {
        Value::Null => Sql::Null,
        Value::Int(v) => Sql::Integer(*v),
        Value::Text(v) => Sql::Text(v.clone()),
        Value::Bytes(v) => Sql::Blob(v.clone()),
    });
    let mut statement = db.prepare(&sql.replace('$', "?")).expect("good SQL");
    let width = statement.column_count();
    let rows = statement.query_map(params_from_iter(args), |row| {
        (0..width)
            .map(|at| {
                Ok(match row.get(at)? {
                    Sql::Null => Value::Null,
                    Sql::Integer(v) => Value::Int(v),
                    Sql::Text(v) => Value::Text(v),
                    Sql::Blob(v) => Value::Bytes(v),
                    Sql::Real(v) => panic!("a number with a fraction: {v}"),
                })
            })
            .collect()
    });
    rows.expect("rows").collect::<Result<_, _>>().expect("rows")
}

fn page(db: &Connection, query: Query) -> (Vec<String>, String) {
    let plan = query.plan().expect("a good query");
    gather(&plan, &run(db, &plan.sql, &plan.args)).expect("a page")
}

/// The bodies of a page of these rows, and the token of the next.
fn gather(plan: &Plan, rows: &[Row]) -> Result<(Vec<String>, String), Error> {
    let (mut page, mut bodies) = (plan.begin(), Vec::new());
    for row in rows {
        if let Some(body) = page.next(&InMemory(row))? {
            let name = [body.content(), body.identity()].concat();
            bodies.push(String::from_utf8(name).expect("a name"));
        }
    }
    let token = page.token(bodies.len())?;
    Ok((bodies, token))
}

/// A row in memory, read as if it lay in an engine.
struct InMemory<'r>(&'r Row);

impl Cells for InMemory<'_> {
    fn width(&self) -> usize {
        self.0.len()
    }

    fn value(&self, at: usize) -> Result<Value, Error> {
        let cell = self.0.get(at).cloned();
        cell.ok_or_else(|| Error::internal("no such column"))
    }

    fn bytes(&self, at: usize) -> Result<&[u8], Error> {
        let cell = self.0.get(at);
        cell.ok_or_else(|| Error::internal("no such column"))?
            .bytes()
    }
}

/// The names that a filter finds, in one word.
fn found(filter: &str) -> String {
    page(&store(), query(filter)).0.concat()
}

fn count(db: &Connection, statement: &Statement) -> i64 {
    run(db, &statement.sql, &statement.args)[0][0]
        .int()
        .expect("a number")
}

fn refused(query: Query) -> Vec<String> {
    let error = query.plan().expect_err("a bad query");
    assert_eq!(error.kind(), Kind::Invalid);
    error
        .fields()
        .iter()
        .map(|v| format!("{} {}: {}", v.field, v.reason, v.description))
        .collect()
}
