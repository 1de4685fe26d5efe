//! What every reason of refusal says to people, in Kazakh and Russian.
//!
//! The English sentence of a refusal is made where the refusal is, with its particulars. This is its general meaning, sent as
//! `google.rpc.LocalizedMessage` to a caller whose `accept-language` prefers one of the two.

use kenes_proto::types::ErrorReason as Reason;

/// A language of the country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Қазақ тілі.
    Kazakh,
    /// Русский язык.
    Russian,
}

impl Language {
    /// The first of the two that an `accept-language` header prefers, if it prefers one to English.
    pub fn preferred(header: &str) -> Option<Self> {
        let primary = |range: &str| {
            range
                .split([';', '-'])
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase()
        };
        header
            .split(',')
            .map(primary)
            .find_map(|language| match language.as_str() {
                "kk" => Some(Some(Self::Kazakh)),
                "ru" => Some(Some(Self::Russian)),
                "en" | "*" => Some(None),
                _ => None,
            })?
    }

    /// Its tag, BCP 47.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Kazakh => "kk",
            Self::Russian => "ru",
        }
    }
}

/// What `reason` means, in `language`.
pub(crate) fn phrase(reason: Reason, language: Language) -> &'static str {
    let (kazakh, russian) = phrases(reason);
    match language {
        Language::Kazakh => kazakh,
        Language::Russian => russian,
    }
}

#[expect(clippy::too_many_lines, reason = "one table, a line a reason")]
fn phrases(reason: Reason) -> (&'static str, &'static str) {
    match reason {
        Reason::Unspecified => ("Белгісіз себеп.", "Неизвестная причина."),
        Reason::FieldInvalid => (
            "Сұраудың өрістері қате толтырылған; барлығын түзетіп, қайта жіберіңіз.",
            "Поля запроса заполнены неверно; исправьте все и отправьте снова.",
        ),
        Reason::MessageMalformed => (
            "Жіберілген байттар дұрыс хабарлама емес.",
            "Отправленные байты не являются верным сообщением.",
        ),
        Reason::MessageTooLarge => ("Сұрау тым үлкен.", "Запрос слишком велик."),
        Reason::FilterInvalid => ("Сүзгі өрнегі қате.", "Выражение фильтра неверно."),
        Reason::OrderByInvalid => ("Сұрыптау реті қате.", "Порядок сортировки задан неверно."),
        Reason::PageTokenMismatch => (
            "Бет белгісі осы сұрауға жатпайды; бірінші беттен бастаңыз.",
            "Метка страницы не от этого запроса; начните с первой страницы.",
        ),
        Reason::UpdateMaskInvalid => (
            "Бұл өрісті өзгертуге болмайды немесе ондай өріс жоқ.",
            "Такого поля нет или его нельзя изменить.",
        ),
        Reason::RequestIdReused => (
            "Бұл сұрау нөмірі басқа сұрауға қолданылған; жаңа нөмір жасаңыз.",
            "Этот номер запроса уже использован для другого запроса; создайте новый.",
        ),
        Reason::EtagMismatch => (
            "Жазба сіз оқығаннан кейін өзгерген; қайта оқып, қайта шешіңіз.",
            "Запись изменилась после того, как вы её прочли; прочтите её снова и решите заново.",
        ),
        Reason::ResourceNotFound => ("Мұндай жазба жоқ.", "Такой записи нет."),
        Reason::ResourceExists => (
            "Мұндай атаулы жазба бұрыннан бар.",
            "Запись с таким именем уже есть.",
        ),
        Reason::ResourceDeleted => (
            "Жазба жойылған; алдымен қалпына келтіріңіз.",
            "Запись удалена; сначала восстановите её.",
        ),
        Reason::ResourceNotDeleted => ("Жазба жойылмаған.", "Запись не удалена."),
        Reason::ResourceInUse => (
            "Бұл жазбаға басқа жазбалар сілтейді.",
            "На эту запись ссылаются другие.",
        ),
        Reason::ReferenceNotFound => (
            "Сілтеме көрсеткен жазба жоқ.",
            "Записи, на которую указывает ссылка, нет.",
        ),
        Reason::CodeUnknown => (
            "Анықтамалықта мұндай код жоқ немесе ол күні қолданылмаған.",
            "Такого кода нет в справочнике или он не действовал в тот день.",
        ),
        Reason::StateTransitionForbidden => (
            "Қазіргі күйінде бұл әрекетке болмайды.",
            "В нынешнем состоянии это действие невозможно.",
        ),
        Reason::DatesInvalid => (
            "Күндері қате немесе реті дұрыс емес.",
            "Даты неверны или стоят не в том порядке.",
        ),
        Reason::LanguageMissing => (
            "Мәтін тілі көрсетілмеген, қайталанған немесе жетіспейді.",
            "Язык текста не указан, повторён или отсутствует.",
        ),
        Reason::SubjectMissing => (
            "Кім жүгінгені көрсетілмеген.",
            "Не указано, кто обращается.",
        ),
        Reason::PermissionDenied => ("Бұған құқығыңыз жоқ.", "У вас нет на это права."),
        Reason::Overloaded => (
            "Қызмет жүктемесі шегіне жетті; ештеңе жазылған жоқ, сәл кейін қайталаңыз.",
            "Служба загружена до предела; ничего не записано, повторите позже.",
        ),
        Reason::StorageFull => (
            "Қызметтің деректер қоймасында орын қалмады; ештеңе жазылған жоқ, кейінірек сол нөмірмен қайталаңыз.",
            "В хранилище службы нет места; ничего не записано, повторите позже с тем же номером запроса.",
        ),
        Reason::DeadlineExceeded => (
            "Уақыт бітті; сол нөмірмен қайталаңыз.",
            "Время истекло; повторите с тем же номером запроса.",
        ),
        Reason::Unavailable => (
            "Қызмет қазір қолжетімсіз; сол нөмірмен қайталаңыз.",
            "Служба сейчас недоступна; повторите с тем же номером запроса.",
        ),
        Reason::Internal => ("Біздің тараптан қате кетті.", "Ошибка на нашей стороне."),
        Reason::BinChecksumInvalid => (
            "БСН-нің бақылау цифры қате.",
            "Контрольная цифра БИН неверна.",
        ),
        Reason::OrgIdDuplicate => (
            "Бұл нөмір басқа ұйымға тиесілі.",
            "Этот номер принадлежит другой организации.",
        ),
        Reason::MembershipOverlap => (
            "Бұл мүшелік осы күндері бұрыннан бар.",
            "Такое членство в эти дни уже есть.",
        ),
        Reason::SeatAlreadyHeld => (
            "Бұл күндері бос орын жоқ.",
            "В эти дни свободного места нет.",
        ),
        Reason::MembershipCycle => (
            "Бірлестік өзіне-өзі мүше болып шығады.",
            "Объединение оказалось бы членом самого себя.",
        ),
        Reason::MemberInvalid => (
            "Бұл ұйымға мұндай мүше кіре алмайды.",
            "Такой член не может войти в эту организацию.",
        ),
        Reason::NominatorMismatch => (
            "Бұл орынға тек ҮЕҰ атынан отырады.",
            "Это место занимают только от имени НПО.",
        ),
        Reason::OrganizationNotActive => (
            "Ұйым ол күні әрекет етпеген.",
            "Организация в тот день не действовала.",
        ),
        Reason::MandateOverlap => (
            "Бұл күндері өкілеттік бұрыннан бар.",
            "Полномочия на эти дни уже есть.",
        ),
        Reason::EidUnknown => (
            "Бұл нұсқада мұндай норма жоқ.",
            "В этой версии нет такой нормы.",
        ),
        Reason::EidDuplicate => (
            "Норма белгісі бір нұсқада екі рет кездеседі.",
            "Обозначение нормы встречается в версии дважды.",
        ),
        Reason::EidLanguageMismatch => (
            "Тілдердегі мәтіндердің нормалары сәйкес келмейді.",
            "Нормы текстов на разных языках не совпадают.",
        ),
        Reason::XmlInvalid => (
            "Akoma Ntoso құжаты қабылданбады.",
            "Документ Akoma Ntoso не принят.",
        ),
        Reason::VersionFrozen => (
            "Жарияланған нұсқа өзгертілмейді.",
            "Опубликованная версия не изменяется.",
        ),
        Reason::VersionNotPublished => ("Нұсқа әлі жарияланбаған.", "Версия ещё не опубликована."),
        Reason::StageTransitionForbidden => (
            "Бұл кезең қазіргі кезеңнен кейін келмейді.",
            "Эта стадия не следует за нынешней.",
        ),
        Reason::CommentPeriodClosed => (
            "Пікір қабылдау мерзімі ашық емес.",
            "Срок приёма замечаний не открыт.",
        ),
        Reason::VersionNotInConsultation => (
            "Бұл талқылау ондай нұсқа туралы емес.",
            "Это обсуждение не о такой версии.",
        ),
        Reason::StandingNotActive => (
            "Ұйым сөйлеген күні тоқтатылған немесе таратылған.",
            "В день выступления организация была приостановлена или распущена.",
        ),
        Reason::StandingNotMandated => (
            "Ол күні бұл ұйым атынан сөйлеуге өкілеттігіңіз жоқ.",
            "В тот день у вас нет полномочий говорить от имени этой организации.",
        ),
        Reason::QuorumNotMet => ("Кворум жоқ.", "Нет кворума."),
        Reason::VoteInvalid => ("Дауыс саны сәйкес келмейді.", "Голоса не сходятся."),
        Reason::VoteNotCarried => (
            "Дауыс беру нәтижесінде қабылданбады.",
            "По итогам голосования не принято.",
        ),
        Reason::AddresseeMismatch => (
            "Бұл ұйым адресат емес.",
            "Эта организация не является адресатом.",
        ),
        Reason::ResponseAlreadyGiven => (
            "Бұл ұйым жауап берген; жауапты түзетіңіз.",
            "Эта организация уже ответила; исправьте ответ.",
        ),
        Reason::ReasonsRequired => (
            "Қабылданбаған немесе ішінара қабылданған жауаптың дәлелі керек.",
            "Такой ответ должен быть обоснован.",
        ),
        Reason::AddresseeMissing => (
            "Ұсынымның адресаты көрсетілмеген.",
            "У рекомендации нет адресата.",
        ),
        Reason::NotTheAuthor => (
            "Мұны тек автор жасай алады.",
            "Это может сделать только автор.",
        ),
        Reason::BodyNotCompetent => (
            "Бұл орган ұсыным бермейді.",
            "Этот орган не даёт рекомендаций.",
        ),
        Reason::RegistryUnavailable => (
            "Тізілім жауап бермейді, ал бұл әрекетке оның сөзі керек.",
            "Реестр не отвечает, а для этого действия нужно его слово.",
        ),
        Reason::IndexBeyondLog => (
            "Журналда мұндай нөмірлі жазба әлі жоқ.",
            "В журнале ещё нет записи с таким номером.",
        ),
        Reason::SizeBeyondLog => (
            "Журнал әлі мұндай көлемге жеткен жоқ.",
            "Журнал ещё не достиг такого размера.",
        ),
        Reason::RangeInvalid => (
            "Журналдағы екі орын бір-біріне сәйкес келмейді.",
            "Два места в журнале не согласуются друг с другом.",
        ),
        Reason::ReaderTooSlow => (
            "Ағын тым баяу оқылды; көрсетілген нөмірден қайта бастаңыз.",
            "Поток читали слишком медленно; начните снова с указанного номера.",
        ),
        Reason::RevisionErased => (
            "Ол кезде жазылған сөз заң бойынша өшірілген.",
            "То, что было записано тогда, стёрто по закону.",
        ),
        Reason::RevisionWithheld => (
            "Ол кезде жазылған сөз заң бойынша жасырылған.",
            "То, что было записано тогда, скрыто по закону.",
        ),
        Reason::RedactionSameOfficer => (
            "Өшіруді ұсынған адам оны өзі бекіте алмайды; басқа лауазымды тұлға керек.",
            "Кто предложил изъятие, сам его не утверждает; нужно другое должностное лицо.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_speaks_both_languages() {
        let reasons: Vec<Reason> = (0..200).filter_map(|n| Reason::try_from(n).ok()).collect();
        assert!(reasons.len() > 50);
        for reason in reasons {
            let (kazakh, russian) = phrases(reason);
            for text in [kazakh, russian] {
                assert!(
                    text.ends_with('.') && text.chars().any(|c| c > '\u{400}'),
                    "{reason:?}"
                );
            }
            assert_ne!(kazakh, russian);
        }
    }

    #[test]
    fn the_caller_prefers_a_language() {
        for (header, language) in [
            ("kk", Some(Language::Kazakh)),
            ("ru-KZ,kk;q=0.5", Some(Language::Russian)),
            ("de, KK-kz;q=0.9", Some(Language::Kazakh)),
            ("en-GB,ru", None),
            ("", None),
            ("de", None),
        ] {
            assert_eq!(Language::preferred(header), language, "{header}");
        }
    }
}
