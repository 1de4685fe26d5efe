//! Filters are read as the grammar says, and what is none is refused with its location.

use super::*;

/// Returns an expression with every parenthesis written.
fn render(e: &Expression) -> String {
    let join = |list: &[Expression], by: &str| {
        let parts: Vec<String> = list.iter().map(render).collect();
        format!("({})", parts.join(by))
    };
    match e {
        Expression::All(list) => join(list, " & "),
        Expression::Any(list) => join(list, " | "),
        Expression::Not(e) => format!("!{}", render(e)),
        Expression::Compare {
            field,
            operator,
            value,
        } => {
            let sign = match operator {
                Operator::Equal => "=",
                Operator::Unequal => "!=",
                Operator::Less => "<",
                Operator::AtMost => "<=",
                Operator::Greater => ">",
                Operator::AtLeast => ">=",
                Operator::Has => ":",
            };
            format!("{}{sign}{}", field.text, value.text)
        }
        Expression::Call {
            function,
            arguments,
        } => {
            let arguments: Vec<&str> = arguments.iter().map(|a| a.text.as_str()).collect();
            format!("{}[{}]", function.text, arguments.join(";"))
        }
    }
}

fn read(text: &str) -> String {
    render(&parse(text).expect("a good filter").expect("not empty"))
}

fn refused(text: &str) -> String {
    parse(text).expect_err("a bad filter").to_string()
}

#[test]
fn or_binds_tighter_than_and() {
    assert_eq!(read("a=1 AND b=2 OR c=3"), "(a=1 & (b=2 | c=3))");
    assert_eq!(read("a=1 OR b=2 AND c=3"), "((a=1 | b=2) & c=3)");
    assert_eq!(read("a=1 b=2 OR c=3 d=4"), "(a=1 & (b=2 | c=3) & d=4)");
    assert_eq!(read("(a=1 AND b=2) OR c=3"), "((a=1 & b=2) | c=3)");
    assert_eq!(read("NOT a=1 OR -b=2"), "(!a=1 | !b=2)");
    assert_eq!(read("-(a=1 b=2)"), "!(a=1 & b=2)");
    assert_eq!(read("NOT(a=1) AND(b=2)"), "(!a=1 & b=2)");
    assert_eq!(read(" ( ( a = 1 ) ) "), "a=1");
    assert_eq!(read("NOTE=1 ORDER=2 ANDY:3"), "(NOTE=1 & ORDER=2 & ANDY:3)");
}

#[test]
fn every_operator_and_literal() {
    assert_eq!(
        read("a=1 b!=2 c<3 d<=4 e>5 f>=6 g:7"),
        "(a=1 & b!=2 & c<3 & d<=4 & e>5 & f>=6 & g:7)"
    );
    assert_eq!(read("a.b.c = -5"), "a.b.c=-5");
    assert_eq!(
        read("t >= 2020-01-01T00:00:00+05:00"),
        "t>=2020-01-01T00:00:00+05:00"
    );
    assert_eq!(
        read(r#"a = "x \"y\" \\ (AND)" b:'"'"#),
        r#"(a=x "y" \ (AND) & b:")"#
    );
    assert_eq!(read(r"a:'it\'s'"), "a:it's");
    assert_eq!(read("a=\u{a0}\"Қазақстан\""), "a=Қазақстан");
    assert_eq!(
        read(r#"active_on("2006-05-01") f( a , 'b' ) g()"#),
        "(active_on[2006-05-01] & f[a;b] & g[])"
    );
    assert_eq!(parse("  "), Ok(None));
    assert_eq!(parse(""), Ok(None));
}

#[test]
fn faults_say_where_and_what() {
    for (text, fault) in [
        ("hello", "character 6: expected one of"),
        ("ә = 1 hello", "character 12: expected one of"),
        (
            "\"hello\"",
            "character 1: expected a condition, as field = value; a text alone is not searched",
        ),
        ("a =", "character 4: expected a value"),
        ("a == 1", "character 4: expected a value"),
        ("a = AND b = 1", "character 5: expected a value"),
        ("a ! 1", "character 3: expected one of"),
        ("a = \"x", "character 5: this text is not closed"),
        ("a = \"x\\", "character 5: this text is not closed"),
        ("a=\"x\"b=1", "character 6: expected a space"),
        ("(a=1", "character 1: this parenthesis is not closed"),
        ("a=1)", "character 4: this parenthesis closes nothing"),
        ("()", "character 2: expected a condition"),
        ("a=1 AND", "character 8: expected a condition"),
        ("AND a=1", "character 1: expected a condition"),
        ("a=1 OR OR b=1", "character 8: expected a condition"),
        ("NOT NOT a=1", "character 5: expected a condition"),
        ("a=1, b=2", "character 4: expected a space"),
        ("f(1 2)", "character 2: expected a comma"),
        ("f(1,)", "character 5: expected a value"),
        ("f(", "character 3: expected a value"),
        ("a = 'x\0'", "character 5: the value holds a NUL"),
    ] {
        let found = refused(text);
        assert!(found.starts_with(fault), "{text:?} gave {found}");
    }
}

#[test]
fn hostile_input_is_refused_early() {
    let nested = |n: usize| format!("{}a=1{}", "(".repeat(n), ")".repeat(n));
    assert_eq!(read(&nested(32)), "a=1");
    assert!(refused(&nested(33)).starts_with("character 33: parentheses are nested"));
    for text in [
        "(".repeat(10_000),
        "-(".repeat(10_000),
        "NOT (".repeat(10_000),
    ] {
        assert!(refused(&text).contains("nested"));
    }
    assert!(parse(&"a=1 ".repeat(100)).is_ok());
    assert!(refused(&"a=1 ".repeat(101)).contains("more than 100 conditions"));
    assert!(refused(&"a=1 OR ".repeat(10_000)).contains("more than 100 conditions"));
    assert!(refused(&"-".repeat(10_000)).len() < 200);
    assert!(refused(&"a".repeat(100_000)).len() < 200);
}
