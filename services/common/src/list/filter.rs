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
    scan::{Scanner, reserved},
    shown,
    words::{Fault, Literal, Operator, Word},
};

/// The deepest nesting of parentheses.
const DEEPEST: usize = 32;
/// The most conditions.
const MOST: usize = 100;

/// A filter, read.
#[derive(Clone, Debug, PartialEq, Eq)]
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

    /// Reads a group. This is the only recursion, so its depth is bounded.
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

/// Joins expressions; one alone is that one.
fn one(mut list: Vec<Expression>, join: fn(Vec<Expression>) -> Expression) -> Expression {
    if list.len() == 1 {
        list.remove(0)
    } else {
        join(list)
    }
}

#[cfg(test)]
mod tests;
