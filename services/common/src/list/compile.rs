//! A filter made into SQL: each field's type decides what may be asked of it, and how.
//!
//! Negation is pushed down to the conditions before any SQL is written, so the text has no `NOT`: a column that is NULL
//! makes a condition unknown, which counts as false, and every negated condition says itself that NULL passes. A resource
//! without a value thus matches no comparison of it but `!=`. The same holds for a day or a time of 0, which is "none".

use prost_reflect::EnumDescriptor;

use super::{
    Args,
    columns::{columns, enum_of, find, snake},
    filter::Expression,
    shown,
    words::{Fault, Literal, Operator, Word},
};
use crate::{
    date,
    table::{ColumnSchema, Schema, Type},
};

/// The condition of an expression, or everything that is wrong with it.
pub(super) fn compile(
    table: &Schema,
    expression: &Expression,
    args: &mut Args,
) -> Result<String, Vec<Fault>> {
    let mut compiler = Compiler {
        table,
        args,
        faults: Vec::new(),
    };
    let sql = compiler.expression(expression, false);
    if compiler.faults.is_empty() {
        Ok(sql)
    } else {
        Err(compiler.faults)
    }
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
        let place = Place { column, negated };
        if operator == Operator::Has && !value.quoted && value.text == "*" {
            return match column.kind {
                Type::Text => Ok(place.condition("{c} <> ''", "{c} = ''", "")),
                Type::Date | Type::Time => Ok(place.condition("{c} <> 0", "{c} = 0", "")),
                _ => Err(place.refuse(value, "cannot be asked for with :*")),
            };
        }
        match column.kind {
            Type::Text => self.text(place, operator, value),
            Type::Folded => self.folded(place, operator, value),
            Type::List => self.list(place, operator, value),
            Type::Int => {
                let number = value
                    .text
                    .parse::<i64>()
                    .map_err(|_| place.refuse(value, "takes a whole number"))?;
                self.number(place, operator, value, number)
            }
            Type::Date => {
                let day = day(value).ok_or_else(|| place.refuse(value, DAY))?;
                self.number(place, operator, value, day)
            }
            Type::Time => {
                let expected = "takes a time in quotes, as \"2006-05-01T09:00:00Z\"";
                let time =
                    date::parse_time(&value.text).ok_or_else(|| place.refuse(value, expected))?;
                self.number(place, operator, value, time)
            }
            Type::Bool => {
                let truth = value
                    .text
                    .parse::<bool>()
                    .map_err(|_| place.refuse(value, "takes true or false"))?;
                self.code(place, operator, value, truth.into())
            }
            Type::Enum => {
                let known = enum_of(self.table, column.field);
                let number = known
                    .as_ref()
                    .and_then(|known| number_of(known, &value.text));
                let number = number.ok_or_else(|| {
                    let names = known.as_ref().map(names_of).unwrap_or_default();
                    place.refuse(value, &format!("takes one of {}", names.join(", ")))
                })?;
                self.code(place, operator, value, number.into())
            }
        }
    }

    fn text(
        &mut self,
        place: Place<'_>,
        operator: Operator,
        value: &Literal,
    ) -> Result<String, Fault> {
        match operator {
            Operator::Has => self.contains(place, value, value.text.clone()),
            Operator::Equal if value.stars > 0 => {
                let prefix = value.text.trim_end_matches('*');
                if !value.open || value.stars > 1 || prefix.is_empty() {
                    let text = "takes a * only after the beginning of a text; write \\* for the character, or :* for any value";
                    return Err(place.refuse(value, text));
                }
                let argument = self.args.push(prefix);
                // Not a range: that needs an order by code point, which a database may not have.
                let start = format!("substr({{c}}, 1, length(CAST({argument} AS TEXT)))");
                Ok(place.condition(
                    &format!("{start} = {{v}}"),
                    &format!("{start} <> {{v}}"),
                    &argument,
                ))
            }
            _ => {
                let argument = self.args.push(value.text.as_str());
                Ok(place.comparison(operator, &argument))
            }
        }
    }

    fn folded(
        &mut self,
        place: Place<'_>,
        operator: Operator,
        value: &Literal,
    ) -> Result<String, Fault> {
        match operator {
            Operator::Equal if value.stars > 0 => {
                Err(place.refuse(value, "takes no *: a part of the text finds it"))
            }
            Operator::Equal | Operator::Has => {
                self.contains(place, value, value.text.to_lowercase())
            }
            _ => Err(place.refuse(value, "takes only :, = and !=")),
        }
    }

    fn list(
        &mut self,
        place: Place<'_>,
        operator: Operator,
        value: &Literal,
    ) -> Result<String, Fault> {
        if operator != Operator::Has {
            return Err(place.refuse(value, "takes only :, as it holds several values"));
        }
        if value.text.contains('|') {
            return Err(place.refuse(value, "holds no value with a |"));
        }
        if value.text.is_empty() {
            return Err(place.refuse(value, "takes a value that is not empty"));
        }
        let item = format!("|{}|", value.text);
        self.contains(place, value, item)
    }

    /// The only search within a text that both engines have and that respects case in both.
    fn contains(
        &mut self,
        place: Place<'_>,
        value: &Literal,
        part: String,
    ) -> Result<String, Fault> {
        if part.is_empty() {
            return Err(place.refuse(value, "takes a text that is not empty"));
        }
        let argument = self.args.push(part);
        Ok(place.condition(
            "replace({c}, {v}, '') <> {c}",
            "replace({c}, {v}, '') = {c}",
            &argument,
        ))
    }

    fn number(
        &mut self,
        place: Place<'_>,
        operator: Operator,
        value: &Literal,
        number: i64,
    ) -> Result<String, Fault> {
        if operator == Operator::Has {
            return Err(place.refuse(value, "takes = != < <= > >="));
        }
        let argument = self.args.push(number);
        Ok(place.comparison(operator, &argument))
    }

    fn code(
        &mut self,
        place: Place<'_>,
        operator: Operator,
        value: &Literal,
        code: i64,
    ) -> Result<String, Fault> {
        if operator != Operator::Equal {
            return Err(place.refuse(value, "takes only = and !="));
        }
        let argument = self.args.push(code);
        Ok(place.comparison(operator, &argument))
    }

    fn call(
        &mut self,
        function: &Word,
        arguments: &[Literal],
        negated: bool,
    ) -> Result<String, Fault> {
        let Some((first, last)) = self
            .table
            .active
            .filter(|_| snake(&function.text) == ACTIVE)
        else {
            return Err(self.unknown(function));
        };
        let [argument] = arguments else {
            return Err(Fault::new(
                function.at,
                format!("{ACTIVE} takes one day, as {ACTIVE}(\"2006-05-01\")"),
            ));
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

const ACTIVE: &str = "active_on";
const DAY: &str = "takes a whole day of the calendar, as \"2006-05-01\"";

/// A column in a condition, and whether the condition is negated.
#[derive(Clone, Copy)]
struct Place<'a> {
    column: &'a ColumnSchema,
    negated: bool,
}

impl Place<'_> {
    /// Writes a condition or its opposite, with `{c}` for the column and `{v}` for the argument.
    fn condition(self, is: &str, is_not: &str, argument: &str) -> String {
        let name = format!("t.{}", self.column.name);
        let template = if self.negated { is_not } else { is };
        let sql = template.replace("{c}", &name).replace("{v}", argument);
        // Columns that lists sort by are never NULL.
        if self.negated && !self.column.sort {
            format!("({sql} OR {name} IS NULL)")
        } else {
            sql
        }
    }

    fn comparison(self, operator: Operator, argument: &str) -> String {
        let (is, is_not) = match operator {
            Operator::Less => ("{c} < {v}", "{c} >= {v}"),
            Operator::AtMost => ("{c} <= {v}", "{c} > {v}"),
            Operator::Greater => ("{c} > {v}", "{c} <= {v}"),
            Operator::AtLeast => ("{c} >= {v}", "{c} < {v}"),
            Operator::Equal | Operator::Unequal | Operator::Has => {
                return self.condition("{c} = {v}", "{c} <> {v}", argument);
            }
        };
        if matches!(self.column.kind, Type::Date | Type::Time) {
            let (is, is_not) = (
                format!("({{c}} <> 0 AND {is})"),
                format!("({{c}} = 0 OR {is_not})"),
            );
            return self.condition(&is, &is_not, argument);
        }
        self.condition(is, is_not, argument)
    }

    fn refuse(self, value: &Literal, text: &str) -> Fault {
        Fault::new(value.at, format!("{} {text}", self.column.field))
    }
}

/// A whole day as it is stored; months and years alone are ambiguous in a comparison.
fn day(value: &Literal) -> Option<i64> {
    let day = date::parse(&value.text)?;
    (day.year != 0 && day.month != 0 && day.day != 0).then(|| date::lower(Some(&day)))
}

fn number_of(known: &EnumDescriptor, name: &str) -> Option<i32> {
    let value = known.get_value_by_name(name);
    let value = value.or_else(|| known.get_value_by_name(&format!("{}{name}", prefix_of(known))));
    value.map(|value| value.number())
}

fn names_of(known: &EnumDescriptor) -> Vec<String> {
    let prefix = prefix_of(known);
    known
        .values()
        .map(|v| {
            v.name()
                .strip_prefix(&prefix)
                .unwrap_or(v.name())
                .to_owned()
        })
        .collect()
}

/// The prefix of an enum's values: `LegalForm` has `LEGAL_FORM_NGO`.
fn prefix_of(known: &EnumDescriptor) -> String {
    format!(
        "{}_",
        snake(known.name())
            .trim_start_matches('_')
            .to_ascii_uppercase()
    )
}
