//! What of a filter an index answers, case by case, and what is said where that is too little.

use super::*;
use crate::list::{
    filter::parse,
    tests::{TABLE, query},
};

fn of(filter: &str) -> Indexed {
    let expression = parse(filter).expect("a filter").expect("not empty");
    Indexed::of(*TABLE, &expression)
}

#[test]
fn only_what_every_row_must_match_counts_as_found_by_an_index() {
    for (filter, parts, whole) in [
        ("bin = \"1\"", 1, true),
        ("name = a", 1, true),
        ("(bin = \"1\" OR bin = \"2\")", 1, true),
        ("founding_date >= \"2006-01-01\"", 1, true),
        // The two ends of a range.
        (
            "foundingDate >= \"2006-01-01\" founding_date < \"2007-01-01\"",
            1,
            true,
        ),
        ("title = x AND bin = \"1\"", 1, false),
        ("title = x (bin = \"1\" OR bin = \"2\")", 1, false),
        ("bin = \"1\" OR (title = x AND bin = \"2\")", 1, false),
        (
            "(title = x AND bin = \"1\") founding_date > \"2006-01-01\"",
            2,
            false,
        ),
        ("bin = \"1\" AND founding_date > \"2006-01-01\"", 2, false),
        ("title = x", 0, false),
        ("bin = \"1*\"", 0, false),
        ("bin:\"1\"", 0, false),
        ("bin != \"1\"", 0, false),
        ("bin > \"1\"", 0, false),
        ("NOT bin = \"1\"", 0, false),
        ("title = x OR bin = \"1\"", 0, false),
        ("active_on(\"2006-05-01\")", 0, false),
    ] {
        let found = of(filter);
        assert_eq!((found.parts.len(), found.whole), (parts, whole), "{filter}");
    }
}

#[test]
fn no_more_parts_are_counted_than_is_said() {
    let found = of(&["bin = \"1\""; 100].join(" "));
    assert_eq!((found.parts.len(), found.whole), (COUNTED, false));
    let found = of(&["founding_date > \"2006-01-01\""; 100].join(" "));
    assert_eq!((found.parts.len(), found.whole), (1, true));
}

#[test]
fn the_refusal_says_what_to_add() {
    for (filter, ordered, parents, field, says) in [
        (
            "title = x",
            true,
            true,
            "filter",
            [
                "name one parent, or add",
                "on one of name, bin, founding_date; that is =",
            ],
        ),
        (
            "title = x",
            true,
            false,
            "filter",
            ["resources: add AND", "on one of name, bin, founding_date"],
        ),
        (
            "title = x bin = \"1\"",
            true,
            true,
            "filter",
            [
                "name one parent, or add",
                "finds fewer, on one of name, bin, founding_date",
            ],
        ),
        (
            "bin = \"1\"",
            false,
            false,
            "order_by",
            ["resources: order by", "one of name, founding_date"],
        ),
        (
            "",
            false,
            true,
            "order_by",
            ["name one parent", "or order by one of name, founding_date"],
        ),
    ] {
        let indexed = (!filter.is_empty()).then(|| of(filter));
        let effort = Effort::of_all(indexed.as_ref()).ordered(ordered);
        let error = effort.check(*TABLE, parents).expect_err("too much");
        assert_eq!(error.reason(), Reason::FilterTooBroad);
        assert_eq!(error.fields()[0].field, field);
        for say in says {
            let said = &error.fields()[0].description;
            assert!(said.contains(say), "{said}");
        }
    }
    assert!(Effort::Bounded.check(*TABLE, true).is_ok());
}

#[test]
fn a_list_that_took_too_long_says_what_to_add() {
    for (filter, order_by, parent, field, says) in [
        (
            "title = x",
            "",
            "p/-",
            "filter",
            "longer than 2 seconds: name one parent, or add AND and a condition that finds fewer, on one of name, bin, founding_date",
        ),
        ("title = x", "title", "p/1", "filter", "seconds: add AND"),
        (
            "",
            "title",
            "p/1",
            "order_by",
            "seconds: order by one of name, founding_date",
        ),
    ] {
        let query = Query {
            parent: Some(parent),
            order_by,
            ..query(filter)
        };
        let error = query.too_long(Error::too_long());
        assert_eq!(error.reason(), Reason::FilterTooBroad);
        assert_eq!(error.fields()[0].field, field);
        let said = &error.fields()[0].description;
        assert!(said.contains(says), "{said}");
        let other = query.too_long(Error::internal("another error"));
        assert_eq!(other.reason(), Reason::Internal);
    }
    // Nothing to narrow: the deadline passed, and that is all.
    let error = query("").too_long(Error::too_long());
    assert_eq!(error.reason(), Reason::DeadlineExceeded);
}
