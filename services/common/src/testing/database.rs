//! A fresh database on the engine that was asked for.

use std::{fs, path::Path};

use tempfile::TempDir;
use tokio_postgres::{NoTls, SimpleQueryMessage};

use crate::{
    Error,
    attachments::Attachments,
    record::{Files, last_signed::LastSigned},
    store::Database,
};

/// A database that nobody else uses; gone with this value where it is a file.
#[derive(Debug)]
pub struct Fresh {
    /// Where it is.
    pub database: Database,
    /// Where its log keeps its key and its last signature.
    pub files: Files,
    /// Where the files are that are uploaded to it.
    pub attachments: Attachments,
    _folder: TempDir,
}

impl Fresh {
    /// Returns the database, and where its log keeps its key and its last signature.
    pub fn parts(&self) -> (&Database, &Files) {
        (&self.database, &self.files)
    }

    /// The same database and the same uploaded files, for another replica: what belongs to its log is in a folder of its own, with
    /// copies of the key, of what was signed last, and of the secret that there are.
    pub fn beside(&self) -> Result<Self, Error> {
        let folder = tempfile::tempdir().map_err(Error::internal)?;
        let (database, attachments) = (self.database.clone(), self.attachments.clone());
        let file = |path: &Path| folder.path().join(path.file_name().unwrap_or_default());
        let files = Files {
            key: file(&self.files.key),
            signed: file(&self.files.signed),
            shared: false,
            origin: self.files.origin.clone(),
            told: None,
        };
        for secret in [&self.files.key, &self.files.key.with_extension("seal")] {
            if secret.exists() {
                fs::copy(secret, file(secret)).map_err(Error::internal)?;
            }
        }
        // It may be written meanwhile: a copy of half of that does not read.
        while self.files.signed.exists() {
            fs::copy(&self.files.signed, &files.signed).map_err(Error::internal)?;
            if LastSigned::open(&files.signed).is_ok() {
                break;
            }
        }
        Ok(Self {
            database,
            files,
            attachments,
            _folder: folder,
        })
    }
}

/// Returns a fresh database on the engine under test.
pub async fn fresh(name: &str) -> Result<Fresh, Error> {
    let folder = tempfile::tempdir().map_err(Error::internal)?;
    #[expect(clippy::disallowed_methods, reason = "the tests' one setting")]
    let database = match std::env::var("KENES_TEST_DATABASE") {
        Err(_) => Database::Sqlite(folder.path().join(format!("{name}.db"))),
        Ok(url) => postgres(&schema(&url, name).await?)?,
    };
    let files = Files::within(folder.path(), name);
    Ok(Fresh {
        database,
        attachments: Attachments::beside(&files.key),
        files,
        _folder: folder,
    })
}

fn postgres(url: &str) -> Result<Database, Error> {
    url.parse()
        .map_err(|problem: String| Error::internal(problem))
}

/// Makes a schema of its own in the database at `url`. Returns a URL that lands in it.
async fn schema(url: &str, name: &str) -> Result<String, Error> {
    let schema = format!("t_{name}_{}", uuid::Uuid::new_v4().simple());
    execute(url, &format!("CREATE SCHEMA {schema}")).await?;
    let join = if url.contains('?') { '&' } else { '?' };
    Ok(format!("{url}{join}options=-csearch_path%3D{schema}"))
}

/// Returns an empty database beside `database`, created with `options` of `CREATE DATABASE`. Only for PostgreSQL.
pub async fn sorted(database: &Database, options: &str) -> Result<Database, Error> {
    let Database::Postgres(url) = database else {
        return Err(Error::internal("SQLite has one order of text"));
    };
    let url = url.secret();
    let name = format!("d_{}", uuid::Uuid::new_v4().simple());
    let sql = format!("CREATE DATABASE {name} TEMPLATE template0 {options}");
    execute(url, &sql).await?;
    let server = url.split('?').next().unwrap_or(url);
    let (server, _) = server
        .rsplit_once('/')
        .ok_or_else(|| Error::internal("the URL names no database"))?;
    postgres(&format!("{server}/{name}"))
}

/// Runs a statement on PostgreSQL, on a connection of its own. Returns the first column of its rows.
pub async fn execute(url: &str, sql: &str) -> Result<Vec<String>, Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .map_err(Error::internal)?;
    let driver = tokio::spawn(connection);
    let answer = client.simple_query(sql).await.map_err(Error::internal)?;
    drop(client);
    drop(driver.await);
    let rows = answer.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or_default().to_owned()),
        _ => None,
    });
    Ok(rows.collect())
}
