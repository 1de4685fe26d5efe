//! What each line of a text is: a title, the beginning of a provision, or words of the one above it. Nothing is left out.

use std::collections::HashMap;

use common::Language;

use super::{
    super::numeral,
    Fault,
    heading::{self, Heading, Look, Seen},
    level::Level,
    quotation::Quotations,
    tail,
};

/// A text taken apart by lines, blank ones too.
#[derive(Debug)]
pub(super) struct Outline<'t> {
    pub(super) lines: Vec<Line<'t>>,
    /// The lines that look like headings and are taken for text.
    pub(super) doubts: Vec<Doubt<'t>>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'t> {
    /// Without the white space around it.
    pub(super) text: &'t str,
    pub(super) role: Role<'t>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role<'t> {
    Blank,
    /// Before the first provision, up to the first line that ends like a sentence.
    Title,
    /// After the title, and before the first provision.
    Preamble,
    Begin(Heading<'t>),
    /// The title of a chapter whose heading line has only its number.
    Heading,
    /// Words of the innermost provision above.
    Words,
    /// The signature, attachments, and all that follows them.
    Tail,
}

/// A line that somebody should look at.
#[derive(Debug)]
pub(super) struct Doubt<'t> {
    pub(super) line: usize,
    pub(super) text: &'t str,
    pub(super) note: String,
    /// Whether it stands within a quotation.
    pub(super) quoted: bool,
}

const AFTER_END: &str = "stands after the signature or in an attachment, so it is text";

// === impl Outline

impl<'t> Outline<'t> {
    /// Reads a text whose headings are in this language.
    pub(super) fn read(text: &'t str, language: Language) -> Result<Self, Fault> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let texts: Vec<&str> = lines(text).collect();
        let texts: Vec<&str> = texts.into_iter().map(str::trim).collect();
        let looks = looks(&texts)?;
        check_language(&looks, language)?;
        let first = |begins: fn(Level) -> bool| {
            let mut headings = looks.iter().map(Seen::heading);
            headings.position(|heading| heading.is_some_and(|heading| begins(heading.level)))
        };
        let Some(article) = first(|level| level == Level::Article) else {
            return Err(no_article(&looks, language));
        };
        let body = first(|level| level <= Level::Article).unwrap_or(article);
        let tail = article + tail::begins(&texts[article..], &looks[article..]);
        let mut outline = Self {
            lines: texts[..body]
                .iter()
                .map(|text| Line::new(text, Role::Preamble))
                .collect(),
            doubts: Vec::new(),
        };
        outline.find_title();
        outline.body(&texts[body..tail], &looks[body..tail]);
        let rest = texts[tail..].iter();
        outline
            .lines
            .extend(rest.map(|text| Line::new(text, Role::Tail)));
        outline.doubt(&looks, tail);
        Ok(outline)
    }

    /// The lines before the first that ends like a sentence are the title.
    fn find_title(&mut self) {
        let sentence = |line: &Line<'_>| line.text.ends_with(['.', ':', ';', ',']);
        let end = self.lines.iter().position(sentence);
        let end = end.unwrap_or(self.lines.len());
        for line in &mut self.lines[..end] {
            *line = Line::new(line.text, Role::Title);
        }
    }

    fn body(&mut self, texts: &[&'t str], looks: &[Seen<'t>]) {
        let mut in_article = false;
        let mut wants_title = false;
        for (text, seen) in texts.iter().zip(looks) {
            let role = match seen.heading() {
                Some(heading) if heading.level <= Level::Article => {
                    in_article = heading.level == Level::Article;
                    wants_title = !in_article && heading.rest.is_empty();
                    Role::Begin(heading)
                }
                Some(heading) if in_article => Role::Begin(heading),
                _ if text.is_empty() => Role::Blank,
                _ if std::mem::take(&mut wants_title) => Role::Heading,
                _ => Role::Words,
            };
            self.lines.push(Line::new(text, role));
        }
    }

    /// Tells the lines that somebody may have meant as something else.
    fn doubt(&mut self, looks: &[Seen<'_>], tail: usize) {
        let mut articles: HashMap<String, usize> = HashMap::new();
        for (n, (line, seen)) in self.lines.iter().zip(looks).enumerate() {
            let note = match (seen.quoted, seen.look) {
                (Some(from), Look::Heading(_)) => format!(
                    "stands in a quotation that began in line {from}, so it is text; was that closed where it ends?"
                ),
                (None, Look::Heading(h)) if n >= tail && h.level <= Level::Article => {
                    AFTER_END.to_owned()
                }
                (None, Look::Heading(h)) if n < tail && h.level == Level::Article => {
                    let number = numeral::read(h.num).map_or_else(String::new, |read| read.token);
                    match articles.insert(number, n + 1) {
                        Some(before) => format!(
                            "has the number of the article in line {before}: an article is known by its number, so correct one of them, \
                             or keep both where each chapter counts its own"
                        ),
                        None => continue,
                    }
                }
                (None, Look::Doubt(note)) => note.to_owned(),
                (None, Look::Words) if n < tail && tail::is_doubtful(line.text) => {
                    tail::NO_ATTACHMENT.to_owned()
                }
                _ => continue,
            };
            self.doubts.push(Doubt {
                line: n + 1,
                text: line.text,
                note,
                quoted: seen.quoted.is_some(),
            });
        }
    }

    /// The lines that begin parts, chapters and articles, and the one after which no article follows.
    pub(super) fn headings(&self) -> impl Iterator<Item = (usize, &'t str)> {
        let mut tail = false;
        let lines = (1..).zip(&self.lines);
        lines.filter_map(move |(n, line)| match line.role {
            Role::Begin(heading) if heading.level <= Level::Article => Some((n, line.text)),
            Role::Tail if !std::mem::replace(&mut tail, true) => Some((n, line.text)),
            _ => None,
        })
    }

    /// How many provisions there are of each kind, of those that there are.
    pub(super) fn counts(&self) -> Vec<(Level, usize)> {
        let mut counts: Vec<(Level, usize)> = Vec::new();
        for line in &self.lines {
            let Role::Begin(heading) = line.role else {
                continue;
            };
            let same =
                |(level, _): &&mut (Level, usize)| level.element() == heading.level.element();
            match counts.iter_mut().find(same) {
                Some((_, count)) => *count += 1,
                None => counts.push((heading.level, 1)),
            }
        }
        counts.sort_unstable_by_key(|(level, _)| *level);
        counts
    }

    /// The title in one line, empty if there is none.
    pub(super) fn title(&self) -> String {
        let lines = self.lines.iter().filter(|line| line.role == Role::Title);
        let words = lines.flat_map(|line| line.text.split_whitespace());
        words.collect::<Vec<_>>().join(" ")
    }
}

impl<'t> Line<'t> {
    fn new(text: &'t str, role: Role<'t>) -> Self {
        let role = if text.is_empty() { Role::Blank } else { role };
        Self { text, role }
    }
}

/// Lines of a text, whatever ends them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.split('\n');
    lines.flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

fn looks<'t>(texts: &[&'t str]) -> Result<Vec<Seen<'t>>, Fault> {
    let mut quotations = Quotations::default();
    let looks = (1..).zip(texts).map(|(n, text)| Seen {
        look: heading::of(text),
        quoted: quotations.next(n, text),
    });
    let looks = looks.collect();
    match quotations.unclosed() {
        None => Ok(looks),
        Some(line) => {
            let say = "opens a quotation that nothing closes, so all that follows would be quoted; \
                       close it where it ends";
            Err(Fault::text(line, say))
        }
    }
}

/// Refuses headings that are in another language than the text is said to be.
fn check_language(looks: &[Seen<'_>], language: Language) -> Result<(), Fault> {
    let found = (1..).zip(looks).find_map(|(n, seen)| {
        let heading = seen.heading()?;
        let other = heading.language.filter(|found| *found != language)?;
        Some((n, heading.num, other))
    });
    match found {
        None => Ok(()),
        Some((n, num, other)) => {
            let say = format!(
                "has the heading `{num}`, which is in {}, and its language is said to be {}",
                other.code(),
                language.code()
            );
            Err(Fault::language(n, say))
        }
    }
}

fn no_article(looks: &[Seen<'_>], language: Language) -> Fault {
    let example = language.of_three([
        "5-бап. Тақырыбы",
        "Статья 5. О чём она",
        "Article 5. What it is about",
    ]);
    let say = format!("has no article: the line that begins one looks like `{example}`");
    let doubt = (1..).zip(looks).find_map(|(n, seen)| match seen.look {
        Look::Doubt(note) => Some((n, note)),
        _ => None,
    });
    match doubt {
        Some((n, note)) => Fault::text(n, format!("{say}; line {n} {note}")),
        None => Fault::text(1, say),
    }
}
