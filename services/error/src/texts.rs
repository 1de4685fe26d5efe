//! What a reason of refusal says to people in Kazakh and Russian.
//!
//! The texts are options of the reasons in the contract. They give the general meaning; the English sentence of a refusal is
//! made where the refusal is, with its particulars.

use std::{collections::HashMap, sync::LazyLock};

use kenes_proto::{
    POOL,
    types::{ErrorReason as Reason, Texts},
};
use prost_reflect::{EnumDescriptor, EnumValueDescriptor};

use crate::Language;

/// The texts of every reason, by its number.
static TEXTS: LazyLock<HashMap<i32, Texts>> = LazyLock::new(|| {
    let reasons = POOL.get_enum_by_name("kenes.type.v1.ErrorReason");
    let values = reasons.iter().flat_map(EnumDescriptor::values);
    values
        .filter_map(|value| Some((value.number(), read(&value)?)))
        .collect()
});

/// What `reason` means, in `language`; in English its own sentence says more. A test sees to it that every reason has a text.
pub(crate) fn text(reason: Reason, language: Language) -> Option<&'static str> {
    let texts = TEXTS.get(&reason.into())?;
    match language {
        Language::Kazakh => Some(&texts.kk),
        Language::Russian => Some(&texts.ru),
        Language::English => None,
    }
}

/// The option `texts` of a value.
fn read(value: &EnumValueDescriptor) -> Option<Texts> {
    let option = POOL.get_extension_by_name("kenes.type.v1.texts")?;
    let options = value.options();
    options
        .get_extension(&option)
        .as_message()?
        .transcode_to()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_speaks_both_languages() {
        let reasons: Vec<Reason> = (0..200).filter_map(|n| Reason::try_from(n).ok()).collect();
        assert!(reasons.len() > 50);
        for reason in reasons {
            let texts =
                [Language::Kazakh, Language::Russian].map(|language| text(reason, language));
            for text in texts {
                let text = text.unwrap_or_default();
                assert!(
                    text.ends_with('.') && text.chars().any(|c| c > '\u{400}'),
                    "{reason:?}"
                );
            }
            assert_ne!(texts[0], texts[1], "{reason:?}");
        }
    }
}
