//! Invented comments of one consultation with a campaign among them, of which it is known who took part.
//!
//! Everything follows from a seed and a number: the comment of a number can be made again at any time, so none is kept. Owns how
//! people change a text that was given to them: a greeting, a signature, some words, a sentence of their own, one left out, two in
//! another order, other letters and points; and how others speak of the same without taking part: in the words of the subject,
//! or with a sentence or two of the text itself.

/// A comment: what it says, and of which campaign it is a copy, if of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Invented {
    pub(crate) text: String,
    pub(crate) campaign: Option<usize>,
}

/// A language: the text of its campaign, a sentence a line, and what is said besides.
struct Language {
    template: &'static str,
    greetings: &'static [&'static str],
    signatures: &'static [&'static str],
    names: &'static [&'static str],
    short: &'static [&'static str],
    words: &'static str,
}

/// How many campaigns there are: one a language.
pub(crate) const CAMPAIGNS: usize = 3;

const LANGUAGES: [Language; CAMPAIGNS] = [
    Language {
        template: "Мы не согласны с сокращением срока общественного обсуждения проектов законов до пяти рабочих дней\n\
            Организации в сёлах и малых городах узнают о проекте позже других и не успеют собрать своих участников\n\
            Предлагаем оставить в статье 5 срок не менее пятнадцати рабочих дней со дня публикации проекта\n\
            Каждое замечание должно получить письменный ответ с указанием причин его принятия или отклонения\n\
            Сводный отчёт об обсуждении следует публиковать вместе с новой редакцией проекта на двух языках\n\
            Без этого участие граждан останется формальностью и доверие к обсуждениям будет потеряно\n\
            Просим рабочую группу рассмотреть наше предложение и сообщить о результатах всем участникам",
        greetings: &[
            "Здравствуйте",
            "Уважаемые депутаты",
            "Добрый день, уважаемая рабочая группа",
            "Уважаемый господин министр",
        ],
        signatures: &[
            "С уважением,",
            "Житель города Костанай",
            "От имени родителей нашей школы",
            "Пенсионер, ветеран труда,",
            "Председатель объединения",
        ],
        names: &[
            "Айгуль Сериковна",
            "Иван Петров",
            "Марат Ахметов",
            "Ольга Ким",
            "Данияр Омаров",
            "Светлана Ли",
            "Болат Жумабаев",
            "Анна Шмидт",
        ],
        short: &[
            "Против",
            "Поддерживаю",
            "Нет",
            "Срок мал",
            "Оставьте как было",
            "Согласен с проектом",
        ],
        words: "проект закон статья пункт срок орган совет организация редакция слова граждане право участие обсуждение решение ответ \
            порядок ответственность информация доступ публикация эксперт рекомендация бюджет отчёт прозрачность необходимо поскольку \
            однако предлагаем изложить исключить дополнить считаем поддерживаем нельзя нужно сельский районный областной молодёжь \
            инвалиды женщины экология вода дорога школа больница заказ конкурс грант договор налог льгота помощь закупки контроль \
            жители депутат министерство акимат комиссия заседание протокол голос мнение вопрос причина пример практика опыт работа \
            год месяц день неделя всегда никогда часто редко сначала затем потом вместе отдельно публично открыто",
    },
    Language {
        template: "Заң жобаларын қоғамдық талқылау мерзімін бес жұмыс күніне дейін қысқартуға келіспейміз\n\
            Ауылдар мен шағын қалалардағы ұйымдар жоба туралы басқалардан кеш біледі және өз мүшелерін жинап үлгермейді\n\
            Бесінші бапта жоба жарияланған күннен бастап кемінде он бес жұмыс күні мерзімін қалдыруды ұсынамыз\n\
            Әрбір ескертуге оны қабылдау немесе қабылдамау себептері көрсетілген жазбаша жауап берілуі тиіс\n\
            Талқылау туралы жиынтық есепті жобаның жаңа редакциясымен бірге екі тілде жариялау керек\n\
            Әйтпесе азаматтардың қатысуы жай ғана көз алдау болып қалады және талқылауға сенім жоғалады\n\
            Жұмыс тобынан ұсынысымызды қарап шығуды және нәтижелері туралы барлық қатысушыларға хабарлауды сұраймыз",
        greetings: &[
            "Сәлеметсіздер ме",
            "Құрметті депутаттар",
            "Қайырлы күн, құрметті жұмыс тобы",
            "Құрметті министр мырза",
        ],
        signatures: &[
            "Құрметпен,",
            "Қостанай қаласының тұрғыны",
            "Мектебіміздің ата-аналары атынан",
            "Зейнеткер, еңбек ардагері,",
            "Бірлестік төрағасы",
        ],
        names: &[
            "Айгүл Серікқызы",
            "Нұрлан Әбенов",
            "Марат Ахметов",
            "Гүлнәр Қасымова",
            "Данияр Омаров",
            "Жанар Төлеуова",
            "Болат Жұмабаев",
            "Ерлан Сәбит",
        ],
        short: &[
            "Қарсымын",
            "Қолдаймын",
            "Жоқ",
            "Мерзім аз",
            "Бұрынғыдай қалдырыңыздар",
            "Жобамен келісемін",
        ],
        words: "жоба заң бап тармақ мерзім орган кеңес ұйым редакция сөз азамат құқық қатысу талқылау шешім жауап тәртіп жауапкершілік \
            ақпарат қолжетімділік жариялау сарапшы ұсыным бюджет есеп ашықтық қажет өйткені алайда ұсынамыз жазылсын алып тасталсын \
            толықтырылсын санаймыз қолдаймыз болмайды керек ауылдық аудандық облыстық жастар мүгедектер әйелдер экология су жол мектеп \
            аурухана тапсырыс байқау грант шарт салық жеңілдік көмек сатып алу бақылау тұрғындар депутат министрлік әкімдік комиссия \
            отырыс хаттама дауыс пікір сұрақ себеп мысал тәжірибе жұмыс жыл ай күн апта әрқашан ешқашан жиі сирек алдымен содан кейін \
            бірге бөлек көпшілік ашық",
    },
    Language {
        template: "We do not agree that the period of public discussion of draft laws be shortened to five working days\n\
            Organizations in villages and small towns hear of a draft later than others and have no time to gather their members\n\
            We propose to keep in article 5 a period of at least fifteen working days from the publication of the draft\n\
            Each comment must receive a written answer that says why it was taken over or declined\n\
            The summary of the discussion should be published together with the next version of the draft in two languages\n\
            Without this the participation of citizens will stay a formality and trust in discussions will be lost\n\
            We ask the working group to consider our proposal and to tell all participants what came of it",
        greetings: &[
            "Good afternoon",
            "Dear deputies",
            "To the members of the working group",
            "Dear Minister",
        ],
        signatures: &[
            "Yours sincerely,",
            "A resident of Kostanai",
            "On behalf of the parents of our school",
            "Pensioner and veteran,",
            "The chair of the association",
        ],
        names: &[
            "Aigul Serik",
            "Ivan Petrov",
            "Marat Akhmetov",
            "Olga Kim",
            "Daniyar Omarov",
            "Svetlana Li",
            "Bolat Zhumabaev",
            "Anna Schmidt",
        ],
        short: &[
            "Against",
            "I support it",
            "No",
            "Too short",
            "Leave it as it was",
            "I agree with the draft",
        ],
        words: "draft law article paragraph period body council organization version words citizens right participation discussion decision \
            answer order responsibility information access publication expert recommendation budget report openness necessary because \
            however propose state strike add consider support cannot must rural district regional youth disabled women ecology water \
            road school hospital order tender grant contract tax relief help purchase control residents deputy ministry government \
            commission session minutes voice opinion question reason example practice experience work year month day week always \
            never often seldom first then later together apart publicly openly",
    },
];

/// The comments of one seed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Comments {
    pub(crate) seed: u64,
    /// One comment in so many is a copy.
    pub(crate) one_in: u64,
}

impl Comments {
    /// The comment of this number.
    pub(crate) fn comment(&self, n: u64) -> Invented {
        let mut dice = Dice(self.seed.wrapping_mul(0x9E37_79B9).wrapping_add(n << 8));
        // Six of ten in Russian, three in Kazakh, one in English.
        let language = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2][dice.below(10)];
        let said = &LANGUAGES[language];
        if dice.below(usize::try_from(self.one_in).unwrap_or(1)) == 0 {
            return Invented {
                text: copy(said, &mut dice),
                campaign: Some(language),
            };
        }
        let text = match dice.below(20) {
            0 => dice.one_of(said.short).to_owned(),
            1 | 2 => borrowed(said, &mut dice),
            _ => own(said, &mut dice, 40, 120),
        };
        Invented {
            text,
            campaign: None,
        }
    }
}

/// The text of the campaign as somebody sends it.
fn copy(said: &Language, dice: &mut Dice) -> String {
    let mut sentences: Vec<String> = said.template.split('\n').map(str::to_owned).collect();
    if dice.chance(30) {
        return sentences.join(". ");
    }
    for _ in 0..dice.below(7) {
        let at = dice.below(sentences.len());
        let mut words: Vec<&str> = sentences[at].split(' ').collect();
        let word = dice.below(words.len());
        words[word] = dice.word(said);
        sentences[at] = words.join(" ");
    }
    if dice.chance(25) {
        let (one, other) = (dice.below(sentences.len()), dice.below(sentences.len()));
        sentences.swap(one, other);
    }
    if dice.chance(10) {
        sentences.remove(dice.below(sentences.len()));
    }
    if dice.chance(20) {
        let at = dice.below(sentences.len() + 1);
        sentences.insert(at, own(said, dice, 6, 10));
    }
    if dice.chance(50) {
        sentences.insert(0, dice.one_of(said.greetings).to_owned());
    }
    if dice.chance(60) {
        let (line, name) = (dice.one_of(said.signatures), dice.one_of(said.names));
        let (day, month) = (1 + dice.below(28), 1 + dice.below(12));
        sentences.push(format!("{line} {name}\n{day}.{month}.2026"));
    }
    match dice.below(10) {
        0 => sentences.join("!!! ").to_uppercase(),
        1 => sentences.join("\n\n").replace(' ', "  "),
        _ => sentences.join(". "),
    }
}

/// A text of somebody who takes no part, with a sentence or two of the campaign's.
fn borrowed(said: &Language, dice: &mut Dice) -> String {
    let mut text = own(said, dice, 25, 45);
    let sentences: Vec<&str> = said.template.split('\n').collect();
    for _ in 0..=dice.below(2) {
        text.push_str(". ");
        text.push_str(dice.one_of(&sentences));
    }
    text + ". " + &own(said, dice, 25, 45)
}

/// A text in words of the subject.
fn own(said: &Language, dice: &mut Dice, least: usize, most: usize) -> String {
    let count = least + dice.below(most - least);
    let words: Vec<&str> = (0..count).map(|_| dice.word(said)).collect();
    words.join(" ")
}

/// Numbers that look random and are the same in every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let bound = u64::try_from(bound).unwrap_or(u64::MAX);
        usize::try_from((z ^ (z >> 31)) % bound).unwrap_or_default()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn one_of<'a>(&mut self, some: &[&'a str]) -> &'a str {
        some[self.below(some.len())]
    }

    fn word(&mut self, said: &Language) -> &'static str {
        // The next one that begins at a place or after it.
        let from = self.below(said.words.len());
        let bytes = &said.words.as_bytes()[from..];
        let gap = bytes.iter().position(|byte| *byte == b' ');
        let rest = gap.map_or(said.words, |gap| &said.words[from + gap..]);
        rest.split_whitespace().next().unwrap_or("и")
    }
}
