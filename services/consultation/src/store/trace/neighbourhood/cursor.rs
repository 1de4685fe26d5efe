//! Where a page of a neighbourhood ends, as its token holds it: the comments that are left can be listed without looking again
//! at what the first page told.

use common::{Error, list, store::Value};
use sha2::{Digest, Sha256};

/// The list that the token is of.
const LIST: &str = "neighbourhood";
/// The most comments on provisions that the first page tells before it lists those that are left.
pub(super) const MOST_TOLD: usize = 64;
/// The most bytes of the provisions in a token, which is to have 2,000 characters at most.
const THREAD_BYTES: usize = 640;

/// A mark stands for a name: so many letters, of six bits of its digest each. That one comment of 20,000 has the mark of another
/// that was told, and is not listed, happens once in a hundred million times.
const MARK: usize = 8;
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A place in the comments on some provisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    /// The provisions that are left, by draft law and wId, those met first before others.
    pub(super) threads: Vec<(String, String)>,
    /// The marks of the comments on them that the first page told on its way.
    told: String,
    /// In which version of the first of them, where its list has begun, and after which comment.
    pub(super) version: String,
    pub(super) after: (i64, String),
}

/// Before any comment on a provision of a version.
pub(super) fn start() -> (i64, String) {
    (i64::MIN, String::new())
}

impl Cursor {
    /// Before all comments on these provisions, but for those that are told already.
    pub(super) fn new<'n>(
        threads: &[(String, String)],
        told: impl Iterator<Item = &'n str>,
    ) -> Self {
        Self {
            threads: threads.to_vec(),
            told: told.take(MOST_TOLD).map(mark).collect(),
            version: String::new(),
            after: start(),
        }
    }

    /// Whether the first page told this comment on its way.
    pub(super) fn is_told(&self, comment: &str) -> bool {
        let mark = mark(comment);
        let mut marks = self.told.as_bytes().chunks(MARK);
        marks.any(|told| told == mark.as_bytes())
    }

    /// Goes on with the next provision.
    pub(super) fn pass(&mut self) {
        self.threads.remove(0);
        self.version.clear();
        self.after = start();
    }

    /// The token of the trace `of` this, with as many of the provisions as it has room for. A draft law is named once for
    /// all that follow of it.
    pub(super) fn seal(&self, of: &str) -> Result<String, Error> {
        let (time, name) = &self.after;
        let mut values = vec![
            self.version.as_str().into(),
            (*time).into(),
            name.as_str().into(),
            self.told.as_str().into(),
        ];
        let (mut bytes, mut last) = (0, "");
        for (law, wid) in &self.threads {
            let law = if law == last { "" } else { law };
            bytes += law.len() + wid.len() + 8;
            if bytes > THREAD_BYTES {
                break;
            }
            values.extend([Value::from(law), wid.as_str().into()]);
            last = if law.is_empty() { last } else { law };
        }
        list::seal_values(LIST, of, &values)
    }

    /// What a token holds; `None` for the first page. `PAGE_TOKEN_MISMATCH`.
    pub(super) fn open(of: &str, token: &str) -> Result<Option<Self>, Error> {
        let Some(values) = list::open_values(LIST, of, token)? else {
            return Ok(None);
        };
        Self::read(&values).map(Some).ok_or_else(list::mismatch)
    }

    fn read(values: &[Value]) -> Option<Self> {
        let [
            Value::Text(version),
            Value::Int(time),
            Value::Text(name),
            Value::Text(told),
            pairs @ ..,
        ] = values
        else {
            return None;
        };
        let (mut threads, mut last) = (Vec::new(), "");
        for pair in pairs.chunks(2) {
            let [Value::Text(law), Value::Text(wid)] = pair else {
                return None;
            };
            last = if law.is_empty() { last } else { law };
            threads.push((last.to_owned(), wid.clone()));
        }
        Some(Self {
            threads,
            told: told.clone(),
            version: version.clone(),
            after: (*time, name.clone()),
        })
    }
}

fn mark(name: &str) -> String {
    let digest = Sha256::digest(name);
    let letters = digest
        .iter()
        .take(MARK)
        .map(|byte| LETTERS[usize::from(byte % 64)]);
    letters.map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_holds_the_place_and_is_never_too_long() {
        let id = "i".repeat(63);
        let told: Vec<String> = (0..100)
            .map(|n| format!("consultations/c/comments/{n}"))
            .collect();
        let threads: Vec<_> = (0..100)
            .map(|n| {
                (
                    format!("draftLaws/{id}-{}", n / 50),
                    format!("art_{n}__para_2"),
                )
            })
            .collect();
        let mut cursor = Cursor::new(&threads, told.iter().map(String::as_str));
        cursor.pass();
        assert_eq!(cursor.threads, threads[1..]);
        cursor.version = format!("draftLaws/{id}/versions/{id}");
        cursor.after = (i64::MAX, format!("consultations/{id}/comments/{id}"));
        let token = cursor.seal("x").expect("a token");
        assert!(token.len() <= 2_000, "{} characters", token.len());
        let opened = Cursor::open("x", &token).expect("ours").expect("a place");
        let named = opened.threads.len();
        assert!(named > 20, "{named} provisions");
        cursor.threads.truncate(named);
        assert_eq!(opened, cursor);
        cursor.threads = vec![threads[0].clone(), threads[99].clone(), threads[98].clone()];
        let token = cursor.seal("x").expect("a token");
        let opened = Cursor::open("x", &token).expect("ours");
        assert_eq!(opened, Some(cursor.clone()), "of two draft laws");
        assert!(Cursor::open("y", &token).is_err());
        assert_eq!(Cursor::open("x", "").expect("the first page"), None);
        let number = list::seal_number(LIST, "x", 7).expect("a token");
        assert!(Cursor::open("x", &number).is_err(), "another token of ours");
        assert!(cursor.is_told(&told[0]) && cursor.is_told(&told[63]));
        assert!(!cursor.is_told(&told[64]), "the walk tells no more");
    }
}
