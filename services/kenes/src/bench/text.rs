//! Texts of about 600 bytes of Russian words.

use super::dice::Dice;

/// Bytes of a text.
const LENGTH: usize = 600;

const WORDS: [&str; 48] = [
    "в",
    "и",
    "не",
    "на",
    "что",
    "проект",
    "закон",
    "статья",
    "пункт",
    "срок",
    "должен",
    "орган",
    "общественный",
    "совет",
    "организация",
    "предлагаем",
    "изложить",
    "следующий",
    "редакция",
    "исключить",
    "дополнить",
    "слова",
    "граждане",
    "право",
    "участие",
    "обсуждение",
    "решение",
    "ответ",
    "рассмотрение",
    "рабочих",
    "дней",
    "порядок",
    "установленный",
    "настоящий",
    "ответственность",
    "информация",
    "доступ",
    "публикация",
    "эксперт",
    "рекомендация",
    "государственный",
    "некоммерческий",
    "финансирование",
    "отчётность",
    "прозрачность",
    "необходимо",
    "поскольку",
    "однако",
];

/// About `LENGTH` bytes of Russian words; the common ones come more often.
pub(super) fn text(dice: &mut Dice) -> String {
    let mut text = String::with_capacity(LENGTH + 32);
    while text.len() < LENGTH {
        let at = dice
            .below(WORDS.len() as u64)
            .min(dice.below(WORDS.len() as u64));
        text.push_str(WORDS[usize::try_from(at).unwrap_or(0)]);
        text.push(' ');
    }
    text.truncate(text.trim_end().len());
    text
}
