//! `kenes version`: the program's version and that of the database built into it.

pub(crate) fn run() {
    println!("kenes {}", env!("CARGO_PKG_VERSION"));
    println!("SQLite {}", common::store::sqlite_version());
    println!(
        "schema: registry {}, consultation {}",
        crate::open::schema(registry::MIGRATIONS),
        crate::open::schema(consultation::MIGRATIONS),
    );
}
