//! `kenes version`: the program's version and that of the database built into it.

use crate::ServiceKind;

pub(crate) fn run() {
    println!("kenes {}", env!("CARGO_PKG_VERSION"));
    println!("SQLite {}", common::store::sqlite_version());
    println!(
        "schema: registry {}, consultation {}",
        ServiceKind::Registry.schema(),
        ServiceKind::Consultation.schema(),
    );
}
