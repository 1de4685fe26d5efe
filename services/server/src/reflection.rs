//! The contract, for tools that ask for it: reflection, v1 and the v1alpha that older tools know.
//!
//! Owns the answers and which services are listed: those that are really served. tonic's own ends the stream at the first name
//! that it does not know, where the protocol wants that said in an answer and the stream kept. The files are passed on as they were
//! built, comments and all; what stands in which is looked up without them.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use bytes::Bytes;
use prost::Message;
use prost_reflect::{DescriptorPool, FileDescriptor};
use tokio_stream::{Stream, StreamExt};
use tonic::{Code, Request, Response, Status, Streaming, service::Routes};
use tonic_reflection::pb::{
    v1::{
        self, ErrorResponse, ExtensionNumberResponse, FileDescriptorResponse, ListServiceResponse,
        ServerReflectionRequest, ServerReflectionResponse, ServiceResponse,
        server_reflection_request::MessageRequest as Asked,
        server_reflection_response::MessageResponse as Said,
        server_reflection_server::{ServerReflection, ServerReflectionServer},
    },
    v1alpha,
};

/// What reflection says of itself.
static ITSELF: LazyLock<DescriptorPool> = LazyLock::new(|| {
    let mut pool = DescriptorPool::new();
    for own in SETS_OF_ITSELF {
        pool.decode_file_descriptor_set(own)
            .expect("published by the crate that made it");
    }
    pool
});

const SETS_OF_ITSELF: [&[u8]; 2] = [v1::FILE_DESCRIPTOR_SET, v1alpha::FILE_DESCRIPTOR_SET];

/// The encoded files, by name.
static FILES: LazyLock<HashMap<String, Bytes>> = LazyLock::new(|| {
    let sets = [kenes_proto::DESCRIPTORS].into_iter().chain(SETS_OF_ITSELF);
    let files = sets.flat_map(|set| {
        let set = FileSet::decode(Bytes::from_static(set));
        set.expect("read before, as a pool").file
    });
    let named = files.map(|file| {
        let name = FileName::decode(file.clone()).expect("read before, as a pool");
        (name.name, file)
    });
    named.collect()
});

/// A `google.protobuf.FileDescriptorSet` whose files stay encoded.
#[derive(Clone, PartialEq, Message)]
struct FileSet {
    #[prost(bytes = "bytes", repeated, tag = "1")]
    file: Vec<Bytes>,
}

/// Of a `google.protobuf.FileDescriptorProto` only what it is called.
#[derive(Clone, PartialEq, Message)]
struct FileName {
    #[prost(string, tag = "1")]
    name: String,
}

/// What every server serves besides the contract.
pub(super) const OWN: [&str; 3] = [
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
];
/// The largest question in bytes: a name.
const LARGEST: usize = 16 << 10;

/// The contract, and what every server serves besides it.
pub(super) fn pools() -> [&'static DescriptorPool; 2] {
    [&kenes_proto::POOL, &ITSELF]
}

/// What is asked: the names of the services that are served.
#[derive(Clone)]
struct Contract(Arc<[&'static str]>);

/// Adds the reflection services.
pub(super) fn add(routes: Routes, names: &[&'static str]) -> Routes {
    let contract = Contract(names.iter().chain(&OWN).copied().collect());
    let older = v1alpha::server_reflection_server::ServerReflectionServer::new(contract.clone());
    routes
        .add_service(ServerReflectionServer::new(contract).max_decoding_message_size(LARGEST))
        .add_service(older.max_decoding_message_size(LARGEST))
}

// === impl Contract

impl Contract {
    fn answer(&self, request: ServerReflectionRequest) -> ServerReflectionResponse {
        let said = self.say(request.message_request.as_ref());
        ServerReflectionResponse {
            valid_host: request.host.clone(),
            original_request: Some(request),
            message_response: Some(said),
        }
    }

    fn say(&self, asked: Option<&Asked>) -> Said {
        let find = |within: &dyn Fn(&DescriptorPool) -> Option<FileDescriptor>| {
            pools().into_iter().find_map(within)
        };
        match asked {
            None => error(Code::InvalidArgument, "nothing was asked"),
            Some(Asked::ListServices(_)) => Said::ListServicesResponse(ListServiceResponse {
                service: self
                    .0
                    .iter()
                    .map(|name| ServiceResponse {
                        name: (*name).to_owned(),
                    })
                    .collect(),
            }),
            Some(Asked::FileByFilename(name)) => {
                file(find(&|pool| pool.get_file_by_name(name)), "file", name)
            }
            Some(Asked::FileContainingSymbol(name)) => {
                let name = name.trim_start_matches('.');
                file(find(&|pool| holding(pool, name)), "symbol", name)
            }
            Some(Asked::FileContainingExtension(asked)) => {
                let number = u32::try_from(asked.extension_number).unwrap_or_default();
                let found = find(&|pool| {
                    let message = pool.get_message_by_name(&asked.containing_type)?;
                    Some(message.get_extension(number)?.parent_file())
                });
                let name = format!("{} = {number}", asked.containing_type);
                file(found, "extension", &name)
            }
            Some(Asked::AllExtensionNumbersOfType(name)) => match pools()
                .into_iter()
                .find_map(|pool| pool.get_message_by_name(name))
            {
                Some(message) => Said::AllExtensionNumbersResponse(ExtensionNumberResponse {
                    base_type_name: name.clone(),
                    extension_number: message
                        .extensions()
                        .filter_map(|extension| i32::try_from(extension.number()).ok())
                        .collect(),
                }),
                None => file(None, "message", name),
            },
        }
    }
}

#[tonic::async_trait]
impl ServerReflection for Contract {
    type ServerReflectionInfoStream =
        Box<dyn Stream<Item = Result<ServerReflectionResponse, Status>> + Send + Unpin + 'static>;

    async fn server_reflection_info(
        &self,
        questions: Request<Streaming<ServerReflectionRequest>>,
    ) -> Result<Response<Self::ServerReflectionInfoStream>, Status> {
        let contract = self.clone();
        let answers = questions
            .into_inner()
            .map(move |question| question.map(|question| contract.answer(question)));
        Ok(Response::new(Box::new(answers)))
    }
}

#[tonic::async_trait]
impl v1alpha::server_reflection_server::ServerReflection for Contract {
    type ServerReflectionInfoStream = Box<
        dyn Stream<Item = Result<v1alpha::ServerReflectionResponse, Status>>
            + Send
            + Unpin
            + 'static,
    >;

    async fn server_reflection_info(
        &self,
        questions: Request<Streaming<v1alpha::ServerReflectionRequest>>,
    ) -> Result<Response<Self::ServerReflectionInfoStream>, Status> {
        let contract = self.clone();
        let answers = questions.into_inner().map(move |question| {
            let question = as_other(&question?)?;
            as_other(&contract.answer(question))
        });
        Ok(Response::new(Box::new(answers)))
    }
}

/// Returns a message as that of the other version: the two are the same on the wire.
fn as_other<A: Message, B: Message + Default>(one: &A) -> Result<B, Status> {
    B::decode(one.encode_to_vec().as_slice())
        .map_err(|_| Status::internal("the versions of reflection differ"))
}

/// Returns the file in which a symbol of any kind stands.
fn holding(pool: &DescriptorPool, name: &str) -> Option<FileDescriptor> {
    let within = |parent: &str, part: &str| {
        let service = pool.get_service_by_name(parent).map(|service| {
            let method = service.methods().find(|method| method.name() == part);
            method.map(|_| service.parent_file())
        });
        let message = || {
            let message = pool.get_message_by_name(parent)?;
            let oneof = message.oneofs().any(|oneof| oneof.name() == part);
            (oneof || message.get_field_by_name(part).is_some()).then(|| message.parent_file())
        };
        // The values of an enum are named beside it, not in it.
        let value = || {
            pool.all_enums()
                .find(|one| {
                    one.full_name()
                        .rsplit_once('.')
                        .map_or("", |(scope, _)| scope)
                        == parent
                        && one.get_value_by_name(part).is_some()
                })
                .map(|one| one.parent_file())
        };
        service.flatten().or_else(message).or_else(value)
    };
    pool.get_service_by_name(name)
        .map(|service| service.parent_file())
        .or_else(|| Some(pool.get_message_by_name(name)?.parent_file()))
        .or_else(|| Some(pool.get_enum_by_name(name)?.parent_file()))
        .or_else(|| Some(pool.get_extension_by_name(name)?.parent_file()))
        .or_else(|| {
            name.rsplit_once('.')
                .and_then(|(parent, part)| within(parent, part))
        })
}

fn file(found: Option<FileDescriptor>, what: &str, name: &str) -> Said {
    match found.and_then(|found| FILES.get(found.name())) {
        Some(file) => Said::FileDescriptorResponse(FileDescriptorResponse {
            // As it was built, with its comments and all options.
            file_descriptor_proto: vec![file.to_vec()],
        }),
        None => error(Code::NotFound, &format!("there is no {what} {name:?} here")),
    }
}

fn error(code: Code, text: &str) -> Said {
    Said::ErrorResponse(ErrorResponse {
        error_code: code.into(),
        error_message: text.to_owned(),
    })
}
