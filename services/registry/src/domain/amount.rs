//! Amounts that awards, contracts and payments are made of: more than nothing, in the currency of what they belong to.

use common::{Violation, money};
use kenes_proto::{gtype::Money, types::ErrorReason as Reason};

/// What is wrong with an amount that must be there. Where `currency` is empty any one will do.
pub(crate) fn check(field: &str, amount: Option<&Money>, currency: &str) -> Vec<Violation> {
    let mut wrong = money::require(field, amount);
    wrong.extend(money::check_currency(field, amount, currency));
    if wrong.is_empty() && money::hundredths(amount) == 0 {
        let say = "give more than nothing";
        wrong.push(Violation::new(field, Reason::AmountInvalid, say));
    }
    wrong
}

/// The currency of an amount; empty where there is none.
pub(crate) fn currency(amount: Option<&Money>) -> &str {
    amount.map_or("", |amount| amount.currency_code.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_there_more_than_nothing_and_in_the_right_currency() {
        let wrong = |amount: Option<Money>| {
            let found = check("payment.amount", amount.as_ref(), "KZT");
            let said = |v: Violation| format!("{} {}", v.field, v.reason);
            found.into_iter().map(said).collect::<Vec<_>>()
        };
        assert!(wrong(Some(money::of_hundredths(1, "KZT"))).is_empty());
        assert_eq!(wrong(None), ["payment.amount AMOUNT_INVALID"]);
        let nothing = money::of_hundredths(0, "KZT");
        assert_eq!(wrong(Some(nothing)), ["payment.amount AMOUNT_INVALID"]);
        let dollars = money::of_hundredths(100, "USD");
        let said = ["payment.amount.currency_code CURRENCY_MISMATCH"];
        assert_eq!(wrong(Some(dollars)), said);
        assert_eq!(currency(None), "");
    }
}
