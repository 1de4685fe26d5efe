//! What filters find, and what they refuse.

use super::{count, found, page, query, refused, store};
use crate::{error::Kind, list::Query, store::Value};

#[test]
fn every_type_answers_its_operators() {
    for (filter, names) in [
        ("", "abc"),
        // Text
        ("title = Alpha", "a"),
        ("title = alpha", ""),
        ("title != Alpha", "bc"),
        ("title = Alp*", "ab"),
        ("title != 'Alp*'", "c"),
        (r"title = 'Alpha\*'", "b"),
        ("title : lp", "abc"),
        ("title:'100%'", "c"),
        ("title:'%'", "c"),
        ("title:'_'", ""),
        (r"title:'\*'", "b"),
        ("title > Alpha", "bc"),
        ("title >= Alpha title < b", "abc"),
        ("title <= Alpha", "a"),
        ("NOT title:A", "c"),
        ("name = 'a'", "a"),
        (
            "place.subdivision_code = KZ-75 OR place.subdivisionCode = KZ-71",
            "ab",
        ),
        ("place.subdivisionCode = 'KZ-*'", "ab"),
        ("place.subdivisionCode:*", "ab"),
        ("-place.subdivisionCode:*", "c"),
        // Int
        ("member_count = 3", "a"),
        ("memberCount != 3", "bc"),
        ("member_count < 3", "bc"),
        ("member_count <= 1", "b"),
        ("member_count > -1", "abc"),
        ("member_count >= 2", "ac"),
        // Bool
        ("open = true", "ac"),
        ("open != true", "b"),
        ("-open = true", "b"),
        // Enum
        ("state = ACTIVE", "ac"),
        ("state = STATE_ACTIVE", "ac"),
        ("state != 'SUSPENDED'", "ac"),
        // Date: 0 is no day
        ("founding_date = 2006-05-01", "b"),
        ("founding_date < \"2006-05-01\"", "a"),
        ("founding_date <= 2006-05-01", "ab"),
        ("founding_date > 2000-01-01", "b"),
        ("NOT founding_date < 2006-05-01", "bc"),
        ("founding_date:*", "ab"),
        ("NOT founding_date:*", "c"),
        // Time
        ("create_time = 2020-01-01T00:00:00Z", "a"),
        ("create_time > \"2020-01-01T05:00:00+05:00\"", "b"),
        ("createTime < 1970-01-01T00:00:00Z", "c"),
        ("seen_time:*", "b"),
        // Folded
        ("display_name:АЛЬ", "ac"),
        ("display_name = Alph", "a"),
        ("display_name != Alph", "bc"),
        // As the column has it, however it is written
        ("num = ' A '", "a"),
        ("num != A", "bc"),
        ("num:*", "ab"),
        // List
        ("tags:x", "a"),
        ("tags:\"xy\"", "b"),
        ("NOT tags:x", "bc"),
    ] {
        assert_eq!(found(filter), names, "{filter}");
    }
}

#[test]
fn a_missing_value_matches_nothing_but_unequal() {
    for (filter, names) in [
        ("bin = 111", "a"),
        ("bin != 111", "bc"),
        ("NOT bin = 111", "bc"),
        ("NOT bin != 111", "a"),
        ("bin = 1*", "a"),
        ("NOT bin = 1*", "bc"),
        ("bin:1", "a"),
        ("-bin:1", "bc"),
        ("bin < 2", "ac"),
        ("NOT bin < 2", "b"),
        ("bin:*", "a"),
        ("NOT bin:*", "bc"),
        ("seen_time < 2020-01-01T00:00:00Z", "b"),
        ("NOT seen_time < 2020-01-01T00:00:00Z", "ac"),
        ("seen_time > 1960-01-01T00:00:00Z", "b"),
        ("NOT (bin = 111 OR seen_time:*)", "c"),
        ("NOT (bin = 111 AND title = Alpha)", "bc"),
        ("NOT (bin = 111 NOT title = Alpha)", "abc"),
    ] {
        assert_eq!(found(filter), names, "{filter}");
    }
}

#[test]
fn what_no_column_holds_is_worked_out_when_it_is_asked() {
    for (filter, names) in [
        ("ripe = true", "abc"),
        ("ripe = false", ""),
        ("kin = p", "ab"),
        ("kin != p", "c"),
        ("NOT (kin = p OR title = x)", "c"),
        ("tags_of:p", "ab"),
        ("NOT tags_of:p", "c"),
    ] {
        assert_eq!(found(filter), names, "{filter}");
    }
    let later = Query {
        now: 2,
        ..query("ripe = true")
    };
    assert_eq!(page(&store(), later).0, ["a"]);
    for (filter, say) in [
        ("kin:p", "kin takes only = and !=, and a whole value"),
        ("kin = 'p*'", "kin takes only = and !=, and a whole value"),
        ("tags_of = p", "tags_of takes only :, and a whole value"),
        ("tags_of:'p*'", "tags_of takes only :, and a whole value"),
        ("tags_of:''", "tags_of takes a value that is not empty"),
        ("tags_of:'p|q'", "tags_of holds no value with a |"),
        ("kin = ''", "kin takes a value that is not empty"),
        ("ripe > true", "ripe takes only = and !="),
    ] {
        assert!(refused(query(filter))[0].contains(say), "{filter}");
    }
}

#[test]
fn whoever_is_active_on_a_day() {
    for (day, names) in [
        ("1999-12-31", "c"),
        ("2000-01-01", "ac"),
        ("2006-05-01", "abc"),
        ("2010-06-30", "abc"),
        ("2010-07-01", "ac"),
    ] {
        let rest: String = "abc".chars().filter(|c| !names.contains(*c)).collect();
        assert_eq!(found(&format!("active_on(\"{day}\")")), names, "{day}");
        assert_eq!(found(&format!("NOT activeOn({day})")), rest, "not {day}");
    }
}

#[test]
fn or_binds_tighter_than_and() {
    assert_eq!(found("title = Alpha AND open = false OR open = true"), "a");
    assert_eq!(
        found("(title = Alpha AND open = false) OR open = true"),
        "ac"
    );
    assert_eq!(found("open = true OR open = false member_count > 1"), "ac");
}

#[test]
fn filters_that_make_no_sense_are_refused_with_reasons() {
    for (filter, fault) in [
        (
            "bins = 1",
            "character 1: \"bins\" does not filter this list; these do: name, create_time, update_time, title",
        ),
        ("secret = s", "character 1: \"secret\" does not filter"),
        (
            "open = true t.title = 1",
            "character 13: \"t.title\" does not filter",
        ),
        (
            "inactive_on('2006-05-01')",
            "character 1: \"inactive_on\" does not filter",
        ),
        ("active_on()", "character 1: active_on takes one day"),
        (
            "active_on('2006')",
            "character 11: active_on takes a whole day",
        ),
        (
            "founding_date > 2006-05",
            "character 17: founding_date takes a whole day",
        ),
        (
            "founding_date = 2006-02-30",
            "character 17: founding_date takes a whole day",
        ),
        (
            "founding_date : 2006-02-03",
            "character 17: founding_date takes = != < <= > >=",
        ),
        (
            "create_time > 2006-05-01",
            "character 15: create_time takes a time",
        ),
        (
            "member_count = 1.5",
            "character 16: member_count takes a whole number",
        ),
        (
            "member_count = 99999999999999999999",
            "character 16: member_count takes a whole number",
        ),
        (
            "member_count:*",
            "character 14: member_count cannot be asked for",
        ),
        ("open = yes", "character 8: open takes true or false"),
        ("open > true", "character 8: open takes only = and !="),
        (
            "state = DANCING",
            "character 9: state takes one of UNSPECIFIED, ACTIVE, SUSPENDED",
        ),
        ("state > ACTIVE", "character 9: state takes only = and !="),
        ("title = '*'", "character 9: title takes a * only after"),
        ("title = *a*", "character 9: title takes a * only after"),
        ("title = a*b", "character 9: title takes a * only after"),
        (
            "title:''",
            "character 7: title takes a text that is not empty",
        ),
        (
            "display_name < a",
            "character 16: display_name takes only :, = and !=",
        ),
        ("display_name = a*", "character 16: display_name takes no *"),
        (
            "display_name:'a*'",
            "character 14: display_name takes no *: a part of the text finds it",
        ),
        (
            "title:'*a'",
            "character 7: title takes no *: a part of the text finds it",
        ),
        ("num = '5*'", "character 7: num is compared as a whole"),
        ("num:'5'", "character 5: num is compared as a whole"),
        ("tags = x", "character 8: tags takes only :"),
        (
            "tags:x*",
            "character 6: tags takes only :, and a whole value",
        ),
        ("tags:'x|y'", "character 6: tags holds no value with a |"),
        (
            "tags:''",
            "character 6: tags takes a value that is not empty",
        ),
        ("hello", "character 6: expected one of"),
    ] {
        let found = refused(query(filter));
        assert!(
            found[0].starts_with(&format!("filter FILTER_INVALID: {fault}")),
            "{filter} gave {found:?}"
        );
        assert_eq!(found.len(), 1);
    }
    assert!(
        refused(query("x=1"))[0]
            .ends_with("tags, num, ripe, kin, tags_of, active_on(\"2006-05-01\")")
    );
}

#[test]
fn a_callers_text_never_enters_the_statement() {
    let harmless = query("title = x").plan().expect("a plan");
    for attempt in [
        "'; DROP TABLE thing; --",
        "x' OR '1'='1",
        "$1",
        "?1",
        "{c}",
        "{v}",
        "x) OR (1=1",
        "/*",
    ] {
        let quoted = format!("\"{}\"", attempt.replace('\\', "\\\\").replace('*', "\\*"));
        let filter = format!("title = {quoted}");
        let plan = query(&filter).plan().expect("a plan");
        assert_eq!(plan.sql, harmless.sql);
        assert_eq!(plan.args[0], Value::from(attempt));
        for operator in [":", "<", "!="] {
            let filter =
                format!("title {operator} {quoted} display_name:{quoted} -(tags:{quoted})");
            assert!(
                !query(&filter).plan().expect("a plan").sql.contains(attempt)
                    || attempt.starts_with('$')
            );
            found(&filter);
        }
        refused(query(&format!("{quoted} = 1")));
        refused(query(&format!("title{attempt} = 1")));
        refused(Query {
            order_by: &format!("title{attempt}"),
            ..query("")
        });
        refused(Query {
            page_token: attempt,
            ..query("")
        });
        let parent = Query {
            parent: Some(attempt),
            ..query("")
        };
        assert_eq!(page(&store(), parent).0.len(), 0);
    }
}

#[test]
fn random_text_never_panics_and_never_makes_bad_sql() {
    const WORDS: &str = "title~bin~state~open~tags~founding_date~create_time~display_name~member_count~active_on~\
        (~)~(~)~ ~ ~ ~AND~OR~NOT~-~=~!=~<~>=~:~*~\"~'~\\~,~x~ACTIVE~true~2006-05-01~2006-05-01T00:00:00Z~7~\0~ң~|";
    let words: Vec<&str> = WORDS.split('~').collect();
    assert_eq!((words[21], words[31]), ("=", "x"));
    let db = store();
    let mut seed: u64 = 20_061_123;
    let mut below = |most: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % most as u64).expect("small")
    };
    let mut good = 0;
    for round in 0..4000 {
        let text: String = if round % 2 == 0 {
            (0..below(24)).map(|_| words[below(words.len())]).collect()
        } else {
            let condition = |below: &mut dyn FnMut(usize) -> usize| {
                format!(
                    "{}{} {} {}",
                    ["", "-", "NOT "][below(3)],
                    words[below(9)],
                    words[21 + below(5)],
                    words[31 + below(6)]
                )
            };
            (0..=below(3))
                .map(|_| condition(&mut below) + [" ", " AND ", " OR "][below(3)])
                .collect::<String>()
                + "open=true"
        };
        let plan = Query {
            order_by: &text,
            ..query(&text)
        }
        .plan()
        .err();
        assert!(plan.is_none_or(|e| e.kind() == Kind::Invalid));
        assert!(
            Query {
                page_token: &text,
                ..query("")
            }
            .plan()
            .is_err()
                || text.is_empty()
        );
        if let Ok(plan) = query(&text).plan() {
            good += 1;
            let negated = if text.trim().is_empty() {
                "open = true open = false".into()
            } else {
                format!("NOT ({text})")
            };
            let (yes, no) = (
                plan.matching().clone(),
                query(&negated).plan().expect("a plan").matching().clone(),
            );
            // Every condition is true or false of a row, whatever is NULL in it.
            assert_eq!(count(&db, &yes) + count(&db, &no), 3, "{text}");
        }
    }
    assert!(
        good > 100,
        "only {good} of the random filters were good ones"
    );
}
