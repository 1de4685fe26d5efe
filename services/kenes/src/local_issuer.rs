//! The local issuer of a folder: its key, made at the first use and for its owner's eyes only, and the public half beside it.
//!
//! Several processes may use it first, at the same time: all get the same key.

use std::{
    fs,
    path::{Path, PathBuf},
};

use common::{error::cause, record::key};
use identity::sign::Signer;
use uuid::Uuid;

use crate::{Exit, Failure, config::local_keys, open::make_folder_of};

/// The signer of a folder.
pub(crate) fn open(folder: &Path) -> Result<Signer, Failure> {
    let file = folder.join("issuer.key");
    make_folder_of(&file)?;
    let der = match read(&file)? {
        Some(der) => der,
        None => make(&file)?,
    };
    private(&file)?;
    let signer = Signer::from_pkcs8(&der);
    let signer = signer.ok_or_else(|| trouble(&file, "not an Ed25519 private key in PEM"))?;
    publish(&signer, &local_keys(folder))?;
    Ok(signer)
}

fn read(file: &Path) -> Result<Option<Vec<u8>>, Failure> {
    key::read(file).map_err(|error| Failure::new(Exit::Io, cause(&error)))
}

/// Makes the key, unless another process has made it meanwhile. It is whole when it gets its name.
fn make(file: &Path) -> Result<Vec<u8>, Failure> {
    let of_error = |error| Failure::new(Exit::Io, cause(&error));
    let der = tlog::key::generate().map_err(of_error)?;
    let draft = draft(file);
    key::write(&draft, &der).map_err(of_error)?;
    let named = fs::hard_link(&draft, file);
    fs::remove_file(&draft).map_err(|error| trouble(&draft, error))?;
    match (named, read(file)?) {
        (_, Some(der)) => Ok(der),
        (Err(error), None) => Err(trouble(file, error)),
        (Ok(()), None) => Err(trouble(file, "is gone again")),
    }
}

/// Refuses a key that others can read: they could be anybody.
fn private(file: &Path) -> Result<(), Failure> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let found = fs::metadata(file).map_err(|error| trouble(file, error))?;
        if found.permissions().mode() & 0o077 != 0 {
            let text = "others can read this key: chmod 600, or remove it to have a new one made";
            return Err(trouble(file, text));
        }
    }
    Ok(())
}

/// Writes the public half, if it is not there as it should be; a service never reads half of it.
fn publish(signer: &Signer, file: &Path) -> Result<(), Failure> {
    let jwks = signer.jwks();
    if fs::read_to_string(file).is_ok_and(|found| found == jwks) {
        return Ok(());
    }
    let draft = draft(file);
    let written = fs::write(&draft, jwks).and_then(|()| fs::rename(&draft, file));
    written.map_err(|error| trouble(file, error))
}

/// A name beside a file that nobody else uses.
fn draft(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{}", Uuid::new_v4().simple()));
    name.into()
}

fn trouble(file: &Path, error: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::Io, format!("{}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_get_the_same_key_and_it_is_their_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path().join("new");
        let keys: Vec<String> = std::thread::scope(|scope| {
            let open = || open(&folder).map(|signer| signer.jwks());
            let opening: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            let opened = opening.into_iter().map(|one| one.join().expect("no panic"));
            opened.map(|one| one.expect("a signer")).collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
        let published = fs::read_to_string(local_keys(&folder)).expect("a file");
        assert_eq!(published, keys[0]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let file = folder.join("issuer.key");
            let mode = |path: &Path| {
                let found = fs::metadata(path).expect("there");
                found.permissions().mode() & 0o777
            };
            assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
            let wide = fs::Permissions::from_mode(0o640);
            fs::set_permissions(&file, wide).expect("changed");
            let told = open(&folder).err().map(|f| f.problems).unwrap_or_default();
            assert!(told[0].contains("chmod 600"), "{told:?}");
        }
        let left: Vec<_> = fs::read_dir(&folder).expect("a folder").collect();
        assert_eq!(left.len(), 2, "{left:?}");
    }
}
