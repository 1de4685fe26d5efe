//! Compiles the contract in `proto/` in pure Rust, so that no `protoc` is needed on the machine.

#[path = "proto/methods_build.rs"]
mod methods;

use std::{
    collections::HashSet,
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use prost_build::{Service, ServiceGenerator};
use prost_reflect::{Kind, MessageDescriptor};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[expect(
    clippy::disallowed_methods,
    reason = "cargo speaks to build scripts through the environment"
)]
fn main() -> Outcome<()> {
    println!("cargo:rerun-if-changed=proto");
    println!("cargo:rerun-if-changed=build.rs");
    let root = Path::new("proto");
    let mut files = Vec::new();
    collect(&root.join("kenes"), root, &mut files)?;
    files.sort();
    // The details of errors: clients read them through reflection, the server through the pool.
    files.push("google/rpc/status.proto".into());
    files.push("google/rpc/error_details.proto".into());
    // Amounts, which the families of the contract share.
    files.push("google/type/money.proto".into());
    // What every gRPC server answers when it is asked how it is.
    files.push("grpc/health/v1/health.proto".into());

    let mut compiler = protox::Compiler::new([root])?;
    compiler.include_imports(true).include_source_info(true);
    compiler.open_files(&files)?;
    let mut bare = protox::Compiler::new([root])?;
    bare.include_imports(true).include_source_info(false);
    bare.open_files(&files)?;

    // The encoded bytes keep comments and custom options; the decoded value loses the options.
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let bytes = compiler.encode_file_descriptor_set();
    fs::write(out.join("contract.bin"), &bytes)?;
    fs::write(out.join("pool.bin"), bare.encode_file_descriptor_set())?;

    let pool = prost_reflect::DescriptorPool::decode(bytes.as_slice())?;
    fs::write(out.join("methods.rs"), methods::generate(&pool))?;
    let mut config = prost_build::Config::new();
    let mut pages = HashSet::new();
    for message in pool.all_messages() {
        let name = message.full_name();
        if message.get_field_by_name("total_size").is_some() {
            check_page(&message)?;
            pages.insert(format!(".{name}"));
        }
        if name.starts_with("kenes.") || name.starts_with("google.type.") {
            config.type_attribute(name, "#[derive(::prost_reflect::ReflectMessage)]").type_attribute(
                name,
                format!("#[prost_reflect(message_name = \"{name}\", descriptor_pool = \"crate::POOL\")]"),
            );
        }
    }
    let tonic = tonic_prost_build::configure();
    config.service_generator(Box::new(Generator {
        clients: tonic.clone().build_server(false).service_generator(),
        servers: tonic.build_client(false).service_generator(),
        pages,
    }));
    config.compile_fds(compiler.file_descriptor_set())?;
    Ok(())
}

/// Writes what tonic writes, but for three things: what a server answers a list with is a `Page`, its streams are written by
/// `StreamCodec`, and a server with streams takes the limits of `methods::Limited`. (Those without are served by their tables of
/// methods; what tonic writes for them is for tests that stand in for a service.)
struct Generator {
    clients: Box<dyn ServiceGenerator>,
    servers: Box<dyn ServiceGenerator>,
    /// The answers of lists, `.kenes.registry.v1.ListPostsResponse`.
    pages: HashSet<String>,
}

impl ServiceGenerator for Generator {
    fn generate(&mut self, mut service: Service, code: &mut String) {
        self.clients.generate(service.clone(), code);
        for method in &mut service.methods {
            if self.pages.contains(&method.output_proto_type) {
                method.output_type = "crate::Page".into();
            }
        }
        let streams = service.methods.iter().any(|method| method.server_streaming);
        if streams && service.package.starts_with("kenes.") {
            limits(&service, code);
        }
        let mut server = String::new();
        self.servers.generate(service, &mut server);
        let usual = "tonic_prost::ProstCodec::default()";
        assert!(
            server.contains(usual),
            "tonic writes another codec: {usual} is not there to be replaced"
        );
        code.push_str(&server.replace(usual, "crate::StreamCodec::default()"));
    }
}

/// Writes the limits of a server. A stream goes to many: to compress it anew for each of them would cost more than it saves.
fn limits(service: &Service, code: &mut String) {
    // Writing to a string cannot fail.
    let _ = write!(
        code,
        "impl<T> crate::methods::Limited for {}_server::{}Server<T> {{\n\
         fn limited(self, largest: usize) -> Self {{\n\
         let gzip = tonic::codec::CompressionEncoding::Gzip;\n\
         self.max_decoding_message_size(largest).accept_compressed(gzip) }} }}\n",
        methods::snake(&service.name),
        service.name,
    );
}

/// Whether a message has the fields of a `Page`, and no others.
fn check_page(message: &MessageDescriptor) -> Outcome<()> {
    let fields: Vec<_> = message
        .fields()
        .map(|f| (f.number(), f.kind(), f.is_list(), f.supports_presence()))
        .collect();
    match fields.as_slice() {
        [
            (1, Kind::Message(_), true, _),
            (2, Kind::String, false, false),
            (3, Kind::Int64, false, true),
            (4, Kind::String, true, _),
        ] => Ok(()),
        _ => Err(format!("{} has not the fields of a Page", message.full_name()).into()),
    }
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
