//! The grammar of `filter`, a subset of AIP-160: text in, expression out.
//!
//! Knows neither tables nor SQL. As AIP-160 has it, `OR` binds tighter than `AND`, and conditions side by side are joined
//! by `AND`: `a = 1 b = 2 OR b = 3` is `a = 1 AND (b = 2 OR b = 3)`. Left out are texts without a field, which no list
//! here searches, and arithmetic, which AIP-160 does not have.
//!
//! ```text
//! expression = factor { ["AND"] factor }
//! factor     = term { "OR" term }
//! term       = ["NOT" | "-"] ( "(" expression ")" | field operator literal | function "(" [literal {"," literal}] ")" )
//! operator   = "=" | "!=" | "<" | "<=" | ">" | ">=" | ":"
//! literal    = word | '"' text '"' | "'" text "'"      (in quotes, `\` takes the next character as it is)
//! ```

use super::{
    scan::{Fault, Literal, Operator, Scanner, Word, reserved},
    shown,
};

/// The deepest nesting of parentheses.
const DEEPEST: usize = 32;
/// The most conditions.
const MOST: usize = 100;

/// A filter, read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Expression {
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Not(Box<Expression>),
    Compare {
        field: Word,
        operator: Operator,
        value: Literal,
    },
    Call {
        function: Word,
        arguments: Vec<Literal>,
    },
}

/// Reads a filter; an empty one is `None`.
pub(super) fn parse(text: &str) -> Result<Option<Expression>, Fault> {
    let mut parser = Parser {
        scan: Scanner::new(text),
        depth: 0,
        terms: 0,
    };
    parser.scan.space();
    if parser.scan.peek().is_none() {
        return Ok(None);
    }
    let expression = parser.expression()?;
    match parser.scan.peek() {
        None => Ok(Some(expression)),
        Some(_) => Err(parser.scan.fault("this parenthesis closes nothing")),
    }
}

struct Parser {
    scan: Scanner,
    depth: usize,
    terms: usize,
}

impl Parser {
    /// Stops at the end or at a closing parenthesis.
    fn expression(&mut self) -> Result<Expression, Fault> {
        let mut all = vec![self.factor()?];
        loop {
            let spaced = self.scan.space();
            if matches!(self.scan.peek(), None | Some(')')) {
                return Ok(one(all, Expression::All));
            }
            if !spaced {
                return Err(self
                    .scan
                    .fault("expected a space, AND or OR between two conditions"));
            }
            if self.scan.keyword("AND") {
                self.scan.space();
            }
            all.push(self.factor()?);
        }
    }

    fn factor(&mut self) -> Result<Expression, Fault> {
        let mut any = vec![self.term()?];
        loop {
            let here = self.scan.at();
            if !(self.scan.space() && self.scan.keyword("OR")) {
                self.scan.back(here);
                return Ok(one(any, Expression::Any));
            }
            self.scan.space();
            any.push(self.term()?);
        }
    }

    fn term(&mut self) -> Result<Expression, Fault> {
        let negated = if self.scan.keyword("NOT") {
            self.scan.space();
            true
        } else {
            self.scan.take('-')
        };
        let term = if self.scan.peek() == Some('(') {
            self.group()?
        } else {
            self.condition()?
        };
        Ok(if negated {
            Expression::Not(Box::new(term))
        } else {
            term
        })
    }

    /// The only recursion, and so what is bounded.
    fn group(&mut self) -> Result<Expression, Fault> {
        if self.depth == DEEPEST {
            return Err(self
                .scan
                .fault(format!("parentheses are nested more than {DEEPEST} deep")));
        }
        let start = self.scan.at();
        self.scan.take('(');
        self.depth += 1;
        self.scan.space();
        let expression = self.expression()?;
        self.depth -= 1;
        if self.scan.take(')') {
            Ok(expression)
        } else {
            Err(Fault::new(start, "this parenthesis is not closed"))
        }
    }

    fn condition(&mut self) -> Result<Expression, Fault> {
        if self.terms == MOST {
            return Err(self.scan.fault(format!("more than {MOST} conditions")));
        }
        self.terms += 1;
        let field = Word {
            at: self.scan.at(),
            text: self.scan.word(&[':']),
        };
        if field.text.is_empty() || reserved(&field.text) {
            let hint = match self.scan.peek() {
                Some('"' | '\'') => "; a text alone is not searched: write field:\"text\"",
                _ => "",
            };
            return Err(Fault::new(
                field.at,
                format!("expected a condition, as field = value{hint}"),
            ));
        }
        if self.scan.peek() == Some('(') {
            let arguments = self.arguments()?;
            return Ok(Expression::Call {
                function: field,
                arguments,
            });
        }
        self.scan.space();
        let Some(operator) = self.scan.operator() else {
            let word = shown(&field.text);
            let text = format!(
                "expected one of = != < <= > >= : after {word}; a word alone is not searched"
            );
            return Err(self.scan.fault(text));
        };
        self.scan.space();
        Ok(Expression::Compare {
            field,
            operator,
            value: self.scan.literal()?,
        })
    }

    fn arguments(&mut self) -> Result<Vec<Literal>, Fault> {
        let start = self.scan.at();
        self.scan.take('(');
        self.scan.space();
        let mut arguments = Vec::new();
        while !self.scan.take(')') {
            if !arguments.is_empty() && !self.scan.take(',') {
                return Err(Fault::new(
                    start,
                    "expected a comma or a closing parenthesis after an argument",
                ));
            }
            self.scan.space();
            arguments.push(self.scan.literal()?);
            self.scan.space();
        }
        Ok(arguments)
    }
}

/// A list of one is that one.
fn one(mut list: Vec<Expression>, join: fn(Vec<Expression>) -> Expression) -> Expression {
    if list.len() == 1 {
        list.remove(0)
    } else {
        join(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An expression with every parenthesis written.
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
}
