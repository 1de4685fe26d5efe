//! Compiles the contract in `proto/` in pure Rust, so that no `protoc` is needed on the machine.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[expect(
    clippy::disallowed_methods,
    reason = "cargo speaks to build scripts through the environment"
)]
fn main() -> Outcome<()> {
    println!("cargo:rerun-if-changed=proto");
    let root = Path::new("proto");
    let mut files = Vec::new();
    collect(&root.join("kenes"), root, &mut files)?;
    files.sort();
    // The details of errors: clients read them through reflection, the server through the pool.
    files.push("google/rpc/status.proto".into());
    files.push("google/rpc/error_details.proto".into());

    let mut compiler = protox::Compiler::new([root])?;
    compiler.include_imports(true).include_source_info(true);
    compiler.open_files(files)?;

    // The encoded bytes keep comments and custom options; the decoded value loses the options.
    let bytes = compiler.encode_file_descriptor_set();
    fs::write(
        PathBuf::from(env::var("OUT_DIR")?).join("contract.bin"),
        &bytes,
    )?;

    let mut config = prost_build::Config::new();
    for message in prost_reflect::DescriptorPool::decode(bytes.as_slice())?.all_messages() {
        let name = message.full_name();
        if name.starts_with("kenes.") || name.starts_with("google.type.") {
            config.type_attribute(name, "#[derive(::prost_reflect::ReflectMessage)]").type_attribute(
                name,
                format!("#[prost_reflect(message_name = \"{name}\", descriptor_pool = \"crate::POOL\")]"),
            );
        }
    }
    tonic_prost_build::configure()
        .compile_fds_with_config(compiler.file_descriptor_set(), config)?;
    Ok(())
}

/// Every `.proto` file under `folder`, as a path relative to `root`.
fn collect(folder: &Path, root: &Path, into: &mut Vec<PathBuf>) -> Outcome<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, root, into)?;
        } else if path.extension().is_some_and(|e| e == "proto") {
            into.push(path.strip_prefix(root)?.to_path_buf());
        }
    }
    Ok(())
}
