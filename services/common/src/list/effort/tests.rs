//! Which filters are found by an index, case by case.

use super::*;
use crate::list::{filter::parse, tests::TABLE};

#[test]
fn only_what_every_row_must_match_counts_as_found_by_an_index() {
    for (filter, found) in [
        ("bin = \"1\"", true),
        ("name = a", true),
        ("title = x AND bin = \"1\"", true),
        ("title = x (bin = \"1\" OR bin = \"2\")", true),
        (
            "(title = x AND bin = \"1\") founding_date > \"2006-01-01\"",
            true,
        ),
        ("founding_date >= \"2006-01-01\"", true),
        ("title = x", false),
        ("bin = \"1*\"", false),
        ("bin:\"1\"", false),
        ("bin != \"1\"", false),
        ("bin > \"1\"", false),
        ("NOT bin = \"1\"", false),
        ("title = x OR bin = \"1\"", false),
        ("active_on(\"2006-05-01\")", false),
    ] {
        let expression = parse(filter).expect("a filter").expect("not empty");
        assert_eq!(indexed(*TABLE, &expression).is_some(), found, "{filter}");
    }
}

#[test]
fn the_refusal_says_what_to_add() {
    for (narrow, ordered, field, fields) in [
        (false, true, "filter", "one of name, bin, founding_date"),
        (true, false, "order_by", "one of name, founding_date"),
    ] {
        let effort = Effort::of(narrow, ordered);
        let error = effort.check(*TABLE).expect_err("too much");
        assert_eq!(error.reason(), Reason::FilterTooBroad);
        assert_eq!(error.fields()[0].field, field);
        let say = &error.fields()[0].description;
        assert!(say.ends_with(fields), "{say}");
    }
    assert!(Effort::of(true, true).check(*TABLE).is_ok());
}
