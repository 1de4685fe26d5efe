//! Amounts of money: what makes one valid, and how amounts are compared and added up.
//!
//! Owns the rules that all amounts have in common. An amount is held as its smallest unit, a hundredth, in which sums are exact.
//! What an amount may be spent on is a rule of its family.

use kenes_proto::{gtype::Money, types::ErrorReason as Reason};

use crate::Violation;

/// The largest amount, in whole units: far beyond any budget, and sums of a million of them still fit.
const LARGEST: i64 = 1_000_000_000_000;
/// The nanos of a hundredth.
const HUNDREDTH: i32 = 10_000_000;

/// What is wrong with an amount that is there: a currency in three capitals, not below nothing, at most two decimals.
pub fn check(field: &str, amount: Option<&Money>) -> Vec<Violation> {
    let Some(amount) = amount else {
        return Vec::new();
    };
    let mut wrong = Vec::new();
    let code = &amount.currency_code;
    if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
        let say = "give a currency of ISO 4217 in three capitals, such as KZT";
        wrong.push(fault(field, "currency_code", say));
    }
    if !(0..=LARGEST).contains(&amount.units) {
        let say = "give an amount of 0 to 1,000,000,000,000 units";
        wrong.push(fault(field, "units", say));
    }
    if amount.nanos < 0 || amount.nanos >= 100 * HUNDREDTH || amount.nanos % HUNDREDTH != 0 {
        let say = "give at most two decimals: nanos of 0 to 990,000,000 in steps of 10,000,000";
        wrong.push(fault(field, "nanos", say));
    }
    wrong
}

/// The same of an amount that must be there.
pub fn require(field: &str, amount: Option<&Money>) -> Vec<Violation> {
    match amount {
        Some(_) => check(field, amount),
        None => vec![Violation::new(
            field,
            Reason::AmountInvalid,
            "give an amount",
        )],
    }
}

/// What is wrong with an amount that is there, if it must be in this currency. An amount without one is another fault.
pub fn check_currency(field: &str, amount: Option<&Money>, currency: &str) -> Option<Violation> {
    let code = &amount?.currency_code;
    (!currency.is_empty() && !code.is_empty() && code != currency).then(|| {
        let say = format!("give it in {currency}, the currency of what it belongs to");
        Violation::new(
            format!("{field}.currency_code"),
            Reason::CurrencyMismatch,
            say,
        )
    })
}

/// An amount in hundredths of a unit; one that is not there is none. Of a valid amount it is exact.
pub fn hundredths(amount: Option<&Money>) -> i64 {
    amount.map_or(0, |amount| {
        let units = amount.units.saturating_mul(100);
        units.saturating_add(i64::from(amount.nanos / HUNDREDTH))
    })
}

/// The amount of so many hundredths in a currency.
#[must_use]
pub fn of_hundredths(hundredths: i64, currency: &str) -> Money {
    Money {
        currency_code: currency.to_owned(),
        units: hundredths / 100,
        nanos: i32::try_from(hundredths % 100).unwrap_or_default() * HUNDREDTH,
    }
}

/// The same of an amount that is a sum of many.
pub fn wide(amount: Option<&Money>) -> i128 {
    amount.map_or(0, |amount| {
        i128::from(amount.units) * 100 + i128::from(amount.nanos / HUNDREDTH)
    })
}

/// The amount of so many hundredths, a sum of many.
#[must_use]
pub fn of_sum(hundredths: i128, currency: &str) -> Money {
    let rest = i64::try_from(hundredths % 100).unwrap_or_default();
    Money {
        units: i64::try_from(hundredths / 100).unwrap_or(i64::MAX),
        ..of_hundredths(rest, currency)
    }
}

/// An amount in words: `59,700,000 KZT`, `12.50 USD`.
pub fn show(amount: &Money) -> String {
    let digits = amount.units.unsigned_abs().to_string();
    let mut whole = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            whole.push(',');
        }
        whole.push(digit);
    }
    let sign = if hundredths(Some(amount)) < 0 {
        "-"
    } else {
        ""
    };
    let parts = (amount.nanos / HUNDREDTH).unsigned_abs();
    let decimals = match parts {
        0 => String::new(),
        parts => format!(".{parts:02}"),
    };
    format!("{sign}{whole}{decimals} {}", amount.currency_code)
}

fn fault(field: &str, part: &str, say: &str) -> Violation {
    Violation::new(format!("{field}.{part}"), Reason::AmountInvalid, say)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(currency: &str, units: i64, nanos: i32) -> Money {
        Money {
            currency_code: currency.into(),
            units,
            nanos,
        }
    }

    fn wrong(currency: &str, units: i64, nanos: i32) -> Vec<String> {
        let found = check("tender.value", Some(&amount(currency, units, nanos)));
        found.into_iter().map(|v| v.field).collect()
    }

    #[test]
    fn an_amount_has_a_currency_and_two_decimals_and_is_not_below_nothing() {
        assert!(check("value", None).is_empty());
        assert_eq!(require("value", None)[0].field, "value");
        assert!(wrong("KZT", 0, 0).is_empty());
        assert!(wrong("KZT", LARGEST, 990_000_000).is_empty());
        for currency in ["", "kzt", "KZ", "KZT1", "₸₸₸"] {
            assert_eq!(wrong(currency, 1, 0), ["tender.value.currency_code"]);
        }
        for units in [-1, LARGEST + 1, i64::MIN, i64::MAX] {
            assert_eq!(wrong("KZT", units, 0), ["tender.value.units"]);
        }
        for nanos in [1, 5_000_000, -10_000_000, 1_000_000_000, i32::MIN, i32::MAX] {
            assert_eq!(wrong("KZT", 1, nanos), ["tender.value.nanos"]);
        }
        let all = wrong("tenge", -1, 1);
        assert_eq!(all.len(), 3, "{all:?}");
    }

    #[test]
    fn another_currency_is_told_from_none() {
        let differs = |code: &str| {
            let found = check_currency("value", Some(&amount(code, 1, 0)), "KZT");
            found.map(|v| (v.field, v.reason))
        };
        assert_eq!(differs("KZT"), None);
        assert_eq!(differs(""), None);
        let (field, reason) = ("value.currency_code", "CURRENCY_MISMATCH");
        assert_eq!(differs("USD"), Some((field.into(), reason.into())));
        assert!(check_currency("value", None, "KZT").is_none());
        assert!(check_currency("value", Some(&amount("USD", 1, 0)), "").is_none());
    }

    #[test]
    fn hundredths_are_exact_and_come_back() {
        for (units, nanos, held) in [
            (0, 0, 0),
            (0, 10_000_000, 1),
            (10_700_000, 0, 1_070_000_000),
            (12, 500_000_000, 1_250),
        ] {
            let one = amount("KZT", units, nanos);
            assert_eq!(hundredths(Some(&one)), held);
            assert_eq!(of_hundredths(held, "KZT"), one);
        }
        assert_eq!(hundredths(None), 0);
        // What no rule let in does not panic either.
        assert_eq!(
            hundredths(Some(&amount("KZT", i64::MAX, i32::MAX))),
            i64::MAX
        );
        assert_eq!(
            hundredths(Some(&amount("KZT", i64::MIN, i32::MIN))),
            i64::MIN
        );
    }

    #[test]
    fn an_amount_reads_as_people_write_it() {
        let shown = |units, nanos| show(&amount("KZT", units, nanos));
        assert_eq!(shown(0, 0), "0 KZT");
        assert_eq!(shown(999, 0), "999 KZT");
        assert_eq!(shown(59_700_000, 0), "59,700,000 KZT");
        assert_eq!(shown(1_000, 50_000_000), "1,000.05 KZT");
        assert_eq!(show(&of_hundredths(-150, "KZT")), "-1.50 KZT");
    }
}
