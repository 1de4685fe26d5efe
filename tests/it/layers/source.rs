//! What a Rust file says of other files: its `use` declarations and the paths in its code, without its tests.
//!
//! Owns the reading of tokens. Which file a path leads to is `imports`.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A path as it is written: `["crate", "store", "Tx"]`. One that begins with `::` has an empty first segment.
pub(super) type Path = Vec<String>;

/// What a file says, without its `#[cfg(test)]` parts.
#[derive(Clone, Debug, Default)]
pub(super) struct Source {
    /// Its `use` declarations: the name that each gives, and the path it stands for.
    pub(super) uses: Vec<(String, Path)>,
    /// The paths in its code that have more than one segment.
    pub(super) paths: BTreeSet<Path>,
    /// Every identifier.
    pub(super) words: BTreeSet<String>,
    /// The macros that it exports from the root of its crate.
    pub(super) macros: Vec<String>,
    /// The modules that are compiled for tests only and have a file of their own.
    pub(super) test_modules: Vec<String>,
}

// === impl Source

impl Source {
    /// Reads the text of a file.
    pub(super) fn read(text: &str) -> Self {
        let mut source = Self::default();
        let tokens: TokenStream = text.parse().expect("Rust");
        source.tokens(tokens);
        source
    }

    fn tokens(&mut self, stream: TokenStream) {
        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        let mut rest = tokens.as_slice();
        while let Some(token) = rest.first() {
            rest = match token {
                TokenTree::Punct(mark) if mark.as_char() == '#' && is_test(rest) => {
                    self.test_item(&rest[2..])
                }
                TokenTree::Ident(word) if word == "use" && !is_mark(rest.get(1), '<') => {
                    self.tree(&mut Path::new(), &rest[1..])
                }
                TokenTree::Ident(_) => self.path(rest),
                TokenTree::Group(group) => {
                    self.tokens(group.stream());
                    &rest[1..]
                }
                _ => &rest[1..],
            };
        }
    }

    /// Passes over an item that is compiled for tests only.
    fn test_item<'a>(&mut self, item: &'a [TokenTree]) -> &'a [TokenTree] {
        let is_use = item.iter().take(2).any(|token| is_word(token, "use"));
        let end = item.iter().position(|token| {
            is_mark(Some(token), ';') || (!is_use && is_group(token, Delimiter::Brace))
        });
        let end = end.map_or(item.len(), |last| last + 1);
        if let [TokenTree::Ident(module), TokenTree::Ident(name), _] = &item[..end]
            && module == "mod"
        {
            self.test_modules.push(name.to_string());
        }
        &item[end..]
    }

    /// Reads a tree of `use`, or a branch of it, and what follows it.
    fn tree<'a>(&mut self, above: &mut Path, branch: &'a [TokenTree]) -> &'a [TokenTree] {
        let depth = above.len();
        let mut rest = branch;
        let mut renamed = None;
        loop {
            match rest {
                [TokenTree::Ident(word), TokenTree::Ident(name), ..] if word == "as" => {
                    renamed = Some(name.to_string());
                    rest = &rest[2..];
                }
                [TokenTree::Ident(word), ..] => {
                    self.words.insert(word.to_string());
                    above.push(word.to_string());
                    rest = &rest[1..];
                }
                [TokenTree::Group(group), ..] => {
                    let branches: Vec<TokenTree> = group.stream().into_iter().collect();
                    let mut inner = branches.as_slice();
                    while !inner.is_empty() {
                        inner = self.tree(above, inner);
                    }
                    above.truncate(depth);
                    return after_mark(&rest[1..]);
                }
                [TokenTree::Punct(mark), ..] if mark.as_char() == ':' => {
                    if above.is_empty() {
                        above.push(String::new());
                    }
                    rest = &rest[2..];
                }
                [TokenTree::Punct(mark), ..] if mark.as_char() == '*' => {
                    above.push("*".to_owned());
                    rest = &rest[1..];
                }
                _ => break,
            }
        }
        let mut path = above.clone();
        if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
            path.pop();
        }
        if let Some(last) = path.last() {
            self.uses
                .push((renamed.unwrap_or_else(|| last.clone()), path));
        }
        above.truncate(depth);
        after_mark(rest)
    }

    /// Reads a path in the code, and what follows it.
    fn path<'a>(&mut self, tokens: &'a [TokenTree]) -> &'a [TokenTree] {
        let mut path = Path::new();
        let mut rest = tokens;
        while let [TokenTree::Ident(word), after @ ..] = rest {
            self.words.insert(word.to_string());
            path.push(word.to_string());
            rest = after;
            match after {
                [
                    TokenTree::Punct(one),
                    TokenTree::Punct(two),
                    TokenTree::Ident(_),
                    ..,
                ] if one.as_char() == ':' && two.as_char() == ':' => {
                    rest = &after[2..];
                }
                [TokenTree::Punct(mark), TokenTree::Ident(name), ..]
                    if word == "macro_rules" && mark.as_char() == '!' =>
                {
                    self.macros.push(name.to_string());
                    break;
                }
                _ => break,
            }
        }
        if path.len() > 1 {
            self.paths.insert(path);
        }
        rest
    }
}

/// Whether an attribute says `cfg(test)`.
fn is_test(tokens: &[TokenTree]) -> bool {
    matches!(tokens.get(1), Some(TokenTree::Group(group)) if group.stream().to_string().replace(' ', "") == "cfg(test)")
}

fn is_mark(token: Option<&TokenTree>, mark: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == mark)
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

fn is_group(token: &TokenTree, delimiter: Delimiter) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == delimiter)
}

/// What follows the comma or semicolon that ends a branch.
fn after_mark(rest: &[TokenTree]) -> &[TokenTree] {
    rest.get(1..).unwrap_or_default()
}
