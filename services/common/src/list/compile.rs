//! A filter made into SQL: each field's type decides what may be asked of it, and how.
//!
//! Negation is pushed down to the conditions before any SQL is written: a column that is NULL makes a condition unknown, which
//! counts as false and which `NOT` would leave unknown, so every negated condition of a column says itself that NULL passes.
//! Only a condition that is asked of other tables is negated by `NOT`: none of them holds a NULL. A resource without a value
//! thus matches no comparison of it but `!=`. The same holds for a day or a time of 0, which is "none".

use super::{
    Args,
    columns::{columns, find, snake},
    condition::Condition,
    enums::{enum_of, names_of, number_of},
    filter::Expression,
    shown,
    words::{Fault, Literal, Operator, Word},
};
use crate::{
    date,
    table::{Schema, Type},
    text,
};

/// The condition of an expression, asked at `now`, or everything that is wrong with it.
pub(super) fn compile(
    table: &Schema,
    expression: &Expression,
    now: i64,
    args: &mut Args,
) -> Result<String, Vec<Fault>> {
    let mut compiler = Compiler {
        table,
        args,
        faults: Vec::new(),
    };
    let sql = compiler.expression(expression, false);
    if compiler.faults.is_empty() {
        Ok(at(sql, now, args))
    } else {
        Err(compiler.faults)
    }
}

/// Puts the time into a condition that asks for it.
fn at(mut sql: String, now: i64, args: &mut Args) -> String {
    for (mark, value) in [(NOW, now), (TODAY, date::local_number(now))] {
        if sql.contains(mark) {
            let argument = format!("CAST({} AS BIGINT)", args.push(value));
            sql = sql.replace(mark, &argument);
        }
    }
    sql
}

struct Compiler<'a> {
    table: &'a Schema,
    args: &'a mut Args,
    faults: Vec<Fault>,
}

impl Compiler<'_> {
    fn expression(&mut self, expression: &Expression, negated: bool) -> String {
        let outcome = match expression {
            Expression::Not(inner) => return self.expression(inner, !negated),
            // De Morgan: a negated "all" is any of the negated.
            Expression::All(list) => {
                return self.join(list, negated, if negated { " OR " } else { " AND " });
            }
            Expression::Any(list) => {
                return self.join(list, negated, if negated { " AND " } else { " OR " });
            }
            Expression::Compare {
                field,
                operator,
                value,
            } => self.compare(field, *operator, value, negated),
            Expression::Call {
                function,
                arguments,
            } => self.call(function, arguments, negated),
        };
        outcome.unwrap_or_else(|fault| {
            self.faults.push(fault);
            String::new()
        })
    }

    fn join(&mut self, list: &[Expression], negated: bool, by: &str) -> String {
        let parts: Vec<String> = list.iter().map(|e| self.expression(e, negated)).collect();
        format!("({})", parts.join(by))
    }

    fn compare(
        &mut self,
        field: &Word,
        operator: Operator,
        value: &Literal,
        negated: bool,
    ) -> Result<String, Fault> {
        let Some(column) = find(self.table, &field.text) else {
            return Err(self.unknown(field));
        };
        // One operator less to think of: unequal is not equal.
        let (operator, negated) = match operator {
            Operator::Unequal => (Operator::Equal, !negated),
            other => (other, negated),
        };
        let condition = Condition { column, negated };
        if column.sql.contains(VALUE) {
            return self.holds(condition, operator, value);
        }
        if operator == Operator::Has && !value.quoted && value.text == "*" {
            return match column.kind {
                Type::Text => Ok(condition.write("{c} <> ''", "{c} = ''", "")),
                Type::Date | Type::Time => Ok(condition.write("{c} <> 0", "{c} = 0", "")),
                _ => Err(condition.refuse(value, "cannot be asked for with :*")),
            };
        }
        match column.kind {
            Type::Text => self.text(condition, operator, value),
            Type::Folded => self.folded(condition, operator, value),
            Type::List => self.list(condition, operator, value),
            Type::Int => {
                let number = value
                    .text
                    .parse::<i64>()
                    .map_err(|_| condition.refuse(value, "takes a whole number"))?;
                self.number(condition, operator, value, number)
            }
            Type::Date => {
                let day = day(value).ok_or_else(|| condition.refuse(value, DAY))?;
                self.number(condition, operator, value, day)
            }
            Type::Time => {
                let expected = "takes a time in quotes, as \"2006-05-01T09:00:00Z\"";
                let time = date::parse_time(&value.text)
                    .ok_or_else(|| condition.refuse(value, expected))?;
                self.number(condition, operator, value, time)
            }
            Type::Bool => {
                let truth = value
                    .text
                    .parse::<bool>()
                    .map_err(|_| condition.refuse(value, "takes true or false"))?;
                self.code(condition, operator, value, truth.into())
            }
            Type::Enum => {
                let known = enum_of(self.table, column.field);
                let number = known
                    .as_ref()
                    .and_then(|known| number_of(known, &value.text));
                let number = number.ok_or_else(|| {
                    let names = known.as_ref().map(names_of).unwrap_or_default();
                    condition.refuse(value, &format!("takes one of {}", names.join(", ")))
                })?;
                self.code(condition, operator, value, number.into())
            }
        }
    }

    /// A condition that is asked of other tables. None of them holds a NULL, so its opposite is plainly that.
    fn holds(
        &mut self,
        condition: Condition<'_>,
        operator: Operator,
        value: &Literal,
    ) -> Result<String, Fault> {
        let column = condition.column;
        let expected = match column.kind {
            Type::List => Operator::Has,
            _ => Operator::Equal,
        };
        if operator != expected || value.stars > 0 {
            let say = match expected {
                Operator::Has => "takes only :, and a whole value",
                _ => "takes only = and !=, and a whole value",
            };
            return Err(condition.refuse(value, say));
        }
        whole(condition, value)?;
        let argument = if column.kind == Type::Date {
            let day = day(value).ok_or_else(|| condition.refuse(value, DAY))?;
            format!("CAST({} AS BIGINT)", self.args.push(day))
        } else {
            format!("CAST({} AS TEXT)", self.args.push(value.text.as_str()))
        };
        let sql = column.sql.replace(VALUE, &argument);
        Ok(match condition.negated {
            true => format!("NOT ({sql})"),
            false => format!("({sql})"),
        })
    }

    fn text(
        &mut self,
        condition: Condition<'_>,
        operator: Operator,
        value: &Literal,
    ) -> Result<String, Fault> {
        let said = text::composed(&value.text);
        let normal = condition.column.normal;
        if normal.is_some() && (operator == Operator::Has || value.stars > 0) {
            let say = "is compared as a whole: write =, and no *";
            return Err(condition.refuse(value, say));
        }
        match operator {
            Operator::Has => self.contains(condition, value, said.into_owned()),
            Operator::Equal if value.stars > 0 => {
                let prefix = said.trim_end_matches('*');
                if !value.open || value.stars > 1 || prefix.is_empty() {
                    let text = "takes a * only after the beginning of a text; write \\* for the character, or :* for any value";
                    return Err(condition.refuse(value, text));
                }
                let argument = self.args.push(prefix);
                // Not a range: that needs an order by code point, which a database may not have.
                let start = format!("substr({{c}}, 1, length(CAST({argument} AS TEXT)))");
                Ok(condition.write(
                    &format!("{start} = {{v}}"),
                    &format!("{start} <> {{v}}"),
                    &argument,
                ))
            }
            _ => {
                let text = normal.map_or_else(|| said.to_string(), |normal| normal(&said));
                let argument = self.args.push(text);
                Ok(condition.comparison(operator, &argument))
            }
        }
    }

    fn folded(
        &mut self,
        condition: Condition<'_>,
        operator: Operator,
        value: &Literal,
    ) -> Result<String, Fault> {
        match operator {
            Operator::Equal | Operator::Has => {
                self.contains(condition, value, text::fold(&value.text))
            }
            _ => Err(condition.refuse(value, "takes only :, = and !=")),
        }
    }

    fn list(
        &mut self,
        condition: Condition<'_>,
        operator: Operator,
        value: &Literal,
    ) -> Result<String, Fault> {
        if operator != Operator::Has {
            return Err(condition.refuse(value, "takes only :, as it holds several values"));
        }
        if value.stars > 0 {
            return Err(condition.refuse(value, "takes only :, and a whole value"));
        }
        whole(condition, value)?;
        let item = format!("|{}|", value.text);
        self.contains(condition, value, item)
    }

    /// The only search within a text that both engines have and that respects case in both.
    fn contains(
        &mut self,
        condition: Condition<'_>,
        value: &Literal,
        part: String,
    ) -> Result<String, Fault> {
        if part.is_empty() {
            return Err(condition.refuse(value, "takes a text that is not empty"));
        }
        if value.stars > 0 {
            let say = "takes no *: a part of the text finds it; write \\* for the character";
            return Err(condition.refuse(value, say));
        }
        let argument = self.args.push(part);
        Ok(condition.write(
            "replace({c}, {v}, '') <> {c}",
            "replace({c}, {v}, '') = {c}",
            &argument,
        ))
    }

    fn number(
        &mut self,
        condition: Condition<'_>,
        operator: Operator,
        value: &Literal,
        number: i64,
    ) -> Result<String, Fault> {
        if operator == Operator::Has {
            return Err(condition.refuse(value, "takes = != < <= > >="));
        }
        let argument = self.args.push(number);
        Ok(condition.comparison(operator, &argument))
    }

    fn code(
        &mut self,
        condition: Condition<'_>,
        operator: Operator,
        value: &Literal,
        code: i64,
    ) -> Result<String, Fault> {
        if operator != Operator::Equal {
            return Err(condition.refuse(value, "takes only = and !="));
        }
        let argument = self.args.push(code);
        Ok(condition.comparison(operator, &argument))
    }

    fn call(
        &mut self,
        function: &Word,
        arguments: &[Literal],
        negated: bool,
    ) -> Result<String, Fault> {
        let asked = find(self.table, &function.text)
            .filter(|column| column.kind == Type::Date && column.sql.contains(VALUE));
        if let Some(column) = asked {
            let [argument] = arguments else {
                return Err(one_day(function));
            };
            let condition = Condition { column, negated };
            return self.holds(condition, Operator::Equal, argument);
        }
        let Some((first, last)) = self
            .table
            .active
            .filter(|_| snake(&function.text) == ACTIVE)
        else {
            return Err(self.unknown(function));
        };
        let [argument] = arguments else {
            return Err(one_day(function));
        };
        let day =
            day(argument).ok_or_else(|| Fault::new(argument.at, format!("{ACTIVE} {DAY}")))?;
        let day = self.args.push(day);
        // A day that may be NULL counts as none, which is 0.
        let sure = |name: &str| {
            let sorted = self.table.columns.iter().any(|c| c.name == name && c.sort);
            if sorted {
                format!("t.{name}")
            } else {
                format!("COALESCE(t.{name}, 0)")
            }
        };
        let (first, last) = (sure(first), sure(last));
        Ok(if negated {
            format!("({first} > {day} OR ({last} <> 0 AND {last} < {day}))")
        } else {
            format!("({first} <= {day} AND ({last} = 0 OR {last} >= {day}))")
        })
    }

    fn unknown(&self, word: &Word) -> Fault {
        let mut known: Vec<&str> = columns(self.table).map(|c| c.field).collect();
        if self.table.active.is_some() {
            known.push("active_on(\"2006-05-01\")");
        }
        let text = format!(
            "{} does not filter this list; these do: {}",
            shown(&word.text),
            known.join(", ")
        );
        Fault::new(word.at, text)
    }
}

const NOW: &str = "{now}";
const TODAY: &str = "{today}";
const VALUE: &str = "{v}";
const ACTIVE: &str = "active_on";
const DAY: &str = "takes a whole day of the calendar, as \"2006-05-01\"";

/// What is wrong with a question of a day that is not asked of one.
fn one_day(function: &Word) -> Fault {
    let name = &function.text;
    let say = format!("{name} takes one day, as {name}(\"2006-05-01\")");
    Fault::new(function.at, say)
}

/// Refuses what no row can have: such a condition would find nothing, and not say why.
fn whole(condition: Condition<'_>, value: &Literal) -> Result<(), Fault> {
    if value.text.is_empty() {
        return Err(condition.refuse(value, "takes a value that is not empty"));
    }
    match condition.column.kind == Type::List && value.text.contains('|') {
        true => Err(condition.refuse(value, "holds no value with a |")),
        false => Ok(()),
    }
}

/// A whole day as it is stored; months and years alone are ambiguous in a comparison.
pub(super) fn day(value: &Literal) -> Option<i64> {
    let day = date::parse(&value.text)?;
    (day.year != 0 && day.month != 0 && day.day != 0).then(|| date::lower(Some(&day)))
}
