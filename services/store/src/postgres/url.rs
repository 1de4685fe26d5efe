//! The URL of a database: what is needed to connect may hold a password, and what is shown never does.

use std::{fmt, str::FromStr};

use tokio_postgres::Config;

/// The URL of a PostgreSQL database. Where it is shown it has neither a password nor options.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl(String);

// === impl PostgresUrl

impl PostgresUrl {
    /// Returns the whole of it, with the password: to connect with, never to be shown.
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// Returns what may be shown, if it is certain what that is: a password may hold anything, even what ends it.
    fn shown(&self) -> Option<String> {
        let (scheme, rest) = self.0.split_once("://")?;
        let end = rest.find('?').unwrap_or(rest.len());
        let (plain, options) = rest.split_at(end);
        if options.contains('@') {
            return None;
        }
        let Some((who, place)) = plain.split_once('@') else {
            return Some(format!("{scheme}://{plain}"));
        };
        let user = who.split(':').next()?;
        let certain = !place.contains('@') && !who.contains('/');
        certain.then(|| format!("{scheme}://{user}@{place}"))
    }
}

impl FromStr for PostgresUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // What the driver says of it may quote a part of it.
        match text.parse::<Config>() {
            Ok(_) => Ok(Self(text.to_owned())),
            Err(_) => Err(
                "not a URL such as postgres://user@host/name (in a password @ is written as %40, / as %2F)"
                    .to_owned(),
            ),
        }
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown().unwrap_or_else(|| "postgres://…".to_owned()))
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown() {
        for (url, shown) in [
            ("postgres://h/d", "postgres://h/d"),
            ("postgres://u@h/d", "postgres://u@h/d"),
            ("postgres://u:SECRET@h:5432/d", "postgres://u@h:5432/d"),
            (
                "postgresql://u:%53ECRET@%2Ftmp/d",
                "postgresql://u@%2Ftmp/d",
            ),
            (
                "postgres://u@h/d?password=SECRET&connect_timeout=5",
                "postgres://u@h/d",
            ),
            (
                "postgres://h/d?user=u&password=a%40SECRET",
                "postgres://h/d",
            ),
        ] {
            let url: PostgresUrl = url.parse().expect("a URL");
            assert_eq!(url.to_string(), shown);
            assert_eq!(format!("{url:?}"), shown);
        }
    }

    #[test]
    fn what_may_be_a_part_of_a_password_is_not_shown() {
        for url in [
            "postgres://u:a@SECRET@h/d",
            "postgres://u:a/SECRET@h/d",
            "postgres://u:a?SECRET@h/d",
            "postgres://h/d?password=SECRET@x",
            "postgres://u:SECRET@h:port/d",
            "postgres://u@h/d?password=a&SECRET=b",
        ] {
            let shown = match url.parse::<PostgresUrl>() {
                Ok(url) => format!("{url} {url:?}"),
                Err(problem) => problem,
            };
            assert!(!shown.contains("SECRET"), "{url}: {shown}");
        }
    }
}
