//! Who and what is not taken any more, before its time: subjects and tokens that an operator writes down in a file.
//!
//! ```text
//! # stolen on Monday
//! subject https://id.example.org/people|aigul
//! token 3f08aace122ee2368432c1ca23a049bc
//! ```
//!
//! A token is named by the digest of its id, as lines of the log do. The file is read again when it changes; one that does not read
//! changes nothing.

use std::{
    collections::HashSet,
    fmt,
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock},
    time::Duration,
};

use tokio::time::sleep;

/// How often the file is looked at.
const EVERY: Duration = Duration::from_secs(2);
/// The most bytes of a file: tens of thousands of lines.
const LARGEST: usize = 4 << 20;

/// Who and what is not taken any more.
pub struct Revoked {
    file: PathBuf,
    held: RwLock<(Vec<u8>, List)>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct List {
    subjects: HashSet<String>,
    tokens: HashSet<String>,
}

impl Revoked {
    /// What a file says, or all that is wrong with it.
    pub fn open(file: &Path) -> Result<Self, Vec<String>> {
        let told = |error: std::io::Error| vec![format!("{}: {error}", file.display())];
        let text = std::fs::read(file).map_err(told)?;
        let list = List::read(&text, file)?;
        Ok(Self {
            file: file.to_owned(),
            held: RwLock::new((text, list)),
        })
    }

    /// Whether a subject or a token, by its digest, is not taken any more.
    pub(crate) fn has(&self, subject: &str, token: &str) -> bool {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.1.subjects.contains(subject) || held.1.tokens.contains(token)
    }

    /// Looks at the file again and again.
    pub(crate) async fn keep(&self) {
        loop {
            sleep(EVERY).await;
            if let Err(problems) = self.look().await {
                let why = problems.join("; ");
                tracing::warn!(
                    why,
                    "what is revoked was not read; what was read before holds"
                );
            }
        }
    }

    async fn look(&self) -> Result<(), Vec<String>> {
        let told = |error: std::io::Error| vec![format!("{}: {error}", self.file.display())];
        let text = tokio::fs::read(&self.file).await.map_err(told)?;
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if held.0 == text {
            return Ok(());
        }
        let list = List::read(&text, &self.file)?;
        let (subjects, tokens) = (list.subjects.len(), list.tokens.len());
        tracing::info!(subjects, tokens, "what is revoked");
        *held = (text, list);
        Ok(())
    }
}

impl List {
    fn read(text: &[u8], file: &Path) -> Result<Self, Vec<String>> {
        let at = |say: String| format!("{}{say}", file.display());
        let Some(text) = std::str::from_utf8(text)
            .ok()
            .filter(|text| text.len() <= LARGEST)
        else {
            return Err(vec![at(": must be a text of at most 4 MiB".to_owned())]);
        };
        let (mut list, mut problems) = (Self::default(), Vec::new());
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            let hex = |token: &str| {
                let digits = token.bytes();
                token.len() == 32 && { digits }.all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
            };
            match line.split_once(' ') {
                _ if line.is_empty() || line.starts_with('#') => {}
                Some(("subject", subject)) if subject.contains('|') && !subject.contains(' ') => {
                    list.subjects.insert(subject.to_owned());
                }
                Some(("token", token)) if hex(token) => {
                    list.tokens.insert(token.to_owned());
                }
                _ => problems.push(at(format!(
                    ":{}: must be `subject ISSUER|NAME`, or `token` and the 32 digits by which the log names it",
                    number + 1
                ))),
            }
        }
        match problems.is_empty() {
            true => Ok(list),
            false => Err(problems),
        }
    }
}

impl fmt::Debug for Revoked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Revoked");
        shown.field("file", &self.file).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_whole_or_all_that_is_wrong_is_told() {
        let read = |text: &str| List::read(text.as_bytes(), Path::new("f"));
        let token = "3f08aace122ee2368432c1ca23a049bc";
        let good = format!("# a\n\nsubject https://a.example|b\r\n  token {token}  \n");
        let list = read(&good).expect("a list");
        assert!(list.subjects.contains("https://a.example|b"));
        assert!(list.tokens.contains(token) && list.tokens.len() == 1);
        assert_eq!(read(""), Ok(List::default()));
        let upper = token.to_uppercase();
        let bad =
            format!("subject a\nsubject a|b c\ntoken a\ntoken {upper}\n{token}\nsubject\n{good}");
        let told = read(&bad).expect_err("problems");
        assert_eq!(told.len(), 6, "{told:#?}");
        assert!(told[0].starts_with("f:1: ") && told[5].starts_with("f:6: "));
        assert!(List::read(b"\xff", Path::new("f")).is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_list_that_changes_holds_at_once_and_one_that_does_not_read_changes_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("revoked");
        std::fs::write(&file, "").expect("a file");
        let revoked = Revoked::open(&file).expect("a list");
        assert!(!revoked.has("https://a.example|b", ""));
        std::fs::write(&file, "subject https://a.example|b").expect("a file");
        revoked.look().await.expect("a list");
        assert!(revoked.has("https://a.example|b", ""));
        assert!(!revoked.has("https://a.example|c", ""));
        std::fs::write(&file, "nonsense").expect("a file");
        revoked.look().await.expect_err("no list");
        assert!(revoked.has("https://a.example|b", ""));
        std::fs::remove_file(&file).expect("removed");
        revoked.look().await.expect_err("no file");
        assert!(revoked.has("https://a.example|b", ""));
        assert!(Revoked::open(&file).is_err());
    }
}
