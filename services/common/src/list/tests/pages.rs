//! Pages: every row once, in order, whatever happens meanwhile; counts; faults of a request as a whole.

use kenes_proto::{registry as pb, types::ErrorReason as Reason};
use rusqlite::Connection;

use super::{TABLE, count, gather, page, query, refused, revise, store};
use crate::{
    error::Kind,
    list::{Plan, Query, check},
    store::{Row, Value},
    table::{Table, column, table},
};

#[test]
fn the_table_of_these_tests_is_sound_and_others_are_not() {
    static ORDER: Table<pb::Person> = table("x").order("nothing").columns(&[]);
    static ENUM: Table<pb::Person> = table("x").columns(&[column("none").enumeration(|_| 0)]);
    static DAYS: Table<pb::Person> = table("x").active("a", "b").columns(&[]);
    check(&TABLE).expect("sound");
    for broken in [ORDER.schema(), ENUM.schema(), DAYS.schema()] {
        assert_eq!(check(broken).expect_err("unsound").kind(), Kind::Internal);
    }
    assert_eq!(
        Query {
            table: ORDER.schema(),
            ..query("")
        }
        .plan()
        .expect_err("ours")
        .kind(),
        Kind::Internal
    );
}

#[test]
fn everything_wrong_is_said_at_once() {
    let bad = Query {
        page_token: "x",
        order_by: "bin",
        ..query("bins = 1 OR open = yes")
    };
    let found = refused(bad);
    let reasons: Vec<&str> = found
        .iter()
        .map(|text| text.split(':').next().expect("a part"))
        .collect();
    assert_eq!(
        reasons,
        [
            "filter FILTER_INVALID",
            "filter FILTER_INVALID",
            "order_by ORDER_BY_INVALID",
            "page_token PAGE_TOKEN_MISMATCH"
        ]
    );
    assert_eq!(bad.plan().expect_err("bad").reason(), Reason::FilterInvalid);
}

#[test]
fn deleted_ones_and_other_parents_are_left_out() {
    let db = store();
    assert_eq!(
        page(
            &db,
            Query {
                show_deleted: true,
                ..query("")
            }
        )
        .0
        .concat(),
        "abcd"
    );
    assert_eq!(
        page(
            &db,
            Query {
                parent: Some("q"),
                ..query("")
            }
        )
        .0
        .concat(),
        "c"
    );
    let all = Query {
        parent: Some("q"),
        show_deleted: true,
        ..query("member_count > 0 title:o")
    };
    assert_eq!(page(&db, all).0.concat(), "d");
}

#[test]
fn counts_use_the_arguments_they_need() {
    let db = store();
    let counts = |query: Query| {
        let plan = query.plan().expect("a plan");
        (
            count(&db, &plan.populations()[0]),
            count(&db, plan.matching()),
        )
    };
    assert_eq!(counts(query("")), (4, 3));
    assert_eq!(counts(query("open = true")), (4, 2));
    assert_eq!(
        counts(Query {
            parent: Some("q"),
            page_size: 1,
            ..query("open = true")
        }),
        (2, 1)
    );
    assert_eq!(
        counts(Query {
            parent: Some("q"),
            show_deleted: true,
            ..query("")
        }),
        (2, 2)
    );
    let plan = query("").plan().expect("a plan");
    assert_eq!(
        plan.populations()[0].sql,
        "SELECT count(*) FROM (SELECT 1 FROM thing t LIMIT 100001) p"
    );
    assert!(plan.is_plain() && plan.first_page());
    assert!(!query("open=true").plan().expect("a plan").is_plain());
}

#[test]
fn a_page_has_a_size_within_bounds() {
    let limit = |page_size| {
        Query {
            page_size,
            ..query("")
        }
        .plan()
        .expect("a plan")
        .limit
    };
    assert_eq!(
        [0, 1, 1000, 1001, i32::MAX, -1].map(limit),
        [50, 1, 1000, 1000, 1000, 50]
    );
}

#[test]
fn rows_of_another_statement_are_our_fault() {
    let plan = Query {
        page_size: 1,
        ..query("")
    }
    .plan()
    .expect("a plan");
    let row = |name: Value| vec![Value::Bytes(b"x".into()), 1.into(), name];
    let fits = |rows: &[Row]| gather(&plan, rows).is_ok();
    assert!(fits(&[]) && fits(&[row("a".into())]) && fits(&[row("a".into()), vec![]]));
    for wrong in [
        vec![],
        vec![Value::Null, 0.into(), "a".into()],
        vec![Value::Bytes(vec![]), 1.into(), "a".into()],
        vec![Value::Bytes(vec![]), (-1).into(), "a".into()],
        vec![Value::Bytes(vec![]), 0.into()],
    ] {
        assert!(!fits(std::slice::from_ref(&wrong)), "{wrong:?}");
    }
    // Nothing can be looked for after it.
    assert!(!fits(&[row(Value::Null), row("b".into())]));
    assert_eq!(
        gather(&plan, &[]).expect("an empty page"),
        (vec![], String::new())
    );
}

/// Many rows of few values, so that every order has ties.
fn crowd(db: &Connection, numbers: impl Iterator<Item = i64>) {
    for n in numbers {
        let name = format!("n{n:03}");
        db.execute(
            "INSERT INTO thing VALUES (?1, 'z', 1, ?2, 0, 0, ?3, ?4, ?5, 1, 20000101, 0, '', NULL, NULL, '', '', '', '')",
            (&name, n / 7, ["x", "ы", "Ң", ""][usize::try_from(n % 4).expect("small")], n % 3, n % 2),
        )
        .expect("a row");
        revise(db, &name);
    }
}

fn walk(db: &Connection, base: Query, mut between: impl FnMut(usize)) -> Vec<String> {
    let (mut all, mut token) = (Vec::new(), String::new());
    for round in 0.. {
        assert!(round < 1000, "the list has no end");
        // The size may change from page to page.
        let size = [7, 1, 20][round % 3];
        let query = Query {
            page_size: size,
            page_token: &token,
            ..base
        };
        assert_eq!(query.plan().expect("a plan").first_page(), round == 0);
        let (names, next) = page(db, query);
        assert!(names.len() == usize::try_from(size).expect("small") || next.is_empty());
        all.extend(names);
        if next.is_empty() {
            break;
        }
        token = next;
        between(round);
    }
    all
}

const ORDERS: [&str; 9] = [
    "",
    "name desc",
    "title",
    "title desc",
    "title, member_count",
    "title desc, member_count desc, open desc",
    "title, member_count desc",
    "open desc, title, member_count desc, create_time",
    "create_time desc, name",
];

#[test]
fn every_order_walks_every_row_once() {
    let db = store();
    crowd(&db, 0..100);
    for order_by in ORDERS {
        let base = Query {
            parent: Some("z"),
            order_by,
            ..query("")
        };
        let (whole, _) = page(
            &db,
            Query {
                page_size: 1000,
                ..base
            },
        );
        assert_eq!(whole.len(), 100);
        assert_eq!(walk(&db, base, |_| ()), whole, "{order_by}");
        let some = Query {
            filter: "open = true",
            ..base
        };
        assert_eq!(walk(&db, some, |_| ()).len(), 50, "{order_by}");
    }
}

#[test]
fn rows_that_come_meanwhile_neither_repeat_nor_hide_others() {
    for order_by in ORDERS {
        let db = store();
        crowd(&db, (0..200).filter(|n| n % 2 == 0));
        let base = Query {
            parent: Some("z"),
            order_by,
            ..query("")
        };
        let (old, _) = page(
            &db,
            Query {
                page_size: 1000,
                ..base
            },
        );
        let mut odd = (0..200).filter(|n| n % 2 == 1);
        let seen = walk(&db, base, |_| crowd(&db, odd.by_ref().take(3)));
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), seen.len(), "{order_by} repeats");
        let still: Vec<&String> = seen.iter().filter(|name| old.contains(name)).collect();
        assert_eq!(
            still,
            old.iter().collect::<Vec<_>>(),
            "{order_by} hides or moves"
        );
    }
}

#[test]
fn the_statement_is_the_one_promised() {
    let plan: Plan = Query {
        parent: Some("p"),
        order_by: "title desc",
        ..query("open = true OR bin != 1")
    }
    .plan()
    .expect("a plan");
    assert_eq!(
        plan.sql,
        "SELECT r.body, r.identity_at, t.title, t.name FROM thing t JOIN revision r ON r.name = t.name AND r.revision = t.revision \
         WHERE t.parent = $1 AND t.delete_time = 0 AND (t.open = $2 OR (t.bin <> $3 OR t.bin IS NULL)) \
         ORDER BY t.title DESC, t.name DESC LIMIT $4"
    );
    assert_eq!(
        plan.args,
        ["p".into(), 1.into(), "1".into(), Value::Int(51)]
    );
}

#[test]
fn the_rest_of_a_filter_is_looked_for_among_what_one_index_finds() {
    let db = store();
    let everywhere = query("founding_date > \"1990-01-01\" bin = \"111\" open = true");
    let plan = everywhere.plan().expect("a plan");
    let counts = plan.populations().iter().map(|of| count(&db, of));
    assert_eq!(counts.collect::<Vec<_>>(), [3, 1]);
    for (part, by) in [
        (0, "(t.first_day <> 0 AND t.first_day > $"),
        (1, "t.bin = $"),
    ] {
        let plan = everywhere.plan_by(part).expect("a plan");
        let (bare, hidden) = plan.sql.split_once(" AND CASE WHEN ").expect("both");
        assert!(
            bare.contains(by) && hidden.contains("t.open = $"),
            "{}",
            plan.sql
        );
        assert_eq!(page(&db, everywhere).0.concat(), "a");
        assert_eq!(count(&db, plan.matching()), 1);
    }
    // Of one parent, or of one index, nothing is hidden.
    let within = Query {
        parent: Some("p"),
        ..everywhere
    };
    for query in [within, query("bin = \"111\"")] {
        let plan = query.plan().expect("a plan");
        assert_eq!(plan.populations().len(), 1);
        assert!(!plan.sql.contains("CASE WHEN"), "{}", plan.sql);
    }
}
