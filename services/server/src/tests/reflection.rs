//! What reflection says of the contract, in both of its versions.

use tonic_reflection::pb::{v1, v1alpha};
use v1::{
    ExtensionRequest, server_reflection_client::ServerReflectionClient,
    server_reflection_request::MessageRequest as Ask,
    server_reflection_response::MessageResponse as Said,
};

use super::*;

/// Asks all in one stream; each question must have its answer there.
async fn ask(server: &Server, questions: impl IntoIterator<Item = Ask>) -> Vec<Said> {
    let questions: Vec<_> = questions
        .into_iter()
        .map(|question| v1::ServerReflectionRequest {
            host: String::new(),
            message_request: Some(question),
        })
        .collect();
    let mut client = ServerReflectionClient::new(server.channel().await);
    let mut said = Vec::new();
    let asked = questions.len();
    let stream = client
        .server_reflection_info(tokio_stream::iter(questions))
        .await;
    let mut stream = stream.expect("a stream").into_inner();
    while let Some(answer) = stream.message().await.expect("open") {
        said.push(answer.message_response.expect("an answer"));
    }
    assert_eq!(said.len(), asked);
    said
}

#[tokio::test]
async fn reflection_lists_what_is_served() {
    let server = start(Settings::default()).await;
    let said = ask(&server, [Ask::ListServices(String::new())]).await;
    let [Said::ListServicesResponse(list)] = said.as_slice() else {
        panic!("no list: {said:?}")
    };
    let names: Vec<_> = list.service.iter().map(|s| s.name.as_str()).collect();
    assert!(
        names.contains(&"test.Probe") && names.contains(&"grpc.health.v1.Health"),
        "{names:?}"
    );
    assert!(
        !names.contains(&"kenes.registry.v1.OrganizationService"),
        "not served here: {names:?}"
    );
    server.end().await;
}

#[tokio::test]
async fn every_kind_of_symbol_is_found_with_its_comments() {
    let server = start(Settings::default()).await;
    let symbols = [
        "google.rpc.ErrorInfo",
        "google.rpc.ErrorInfo.reason",
        "grpc.health.v1.Health",
        "grpc.health.v1.Health.List",
        "grpc.health.v1.HealthCheckResponse.ServingStatus",
        "grpc.health.v1.HealthCheckResponse.SERVING",
        "kenes.type.v1.ERROR_REASON_INTERNAL",
        "kenes.type.v1.texts",
        "grpc.reflection.v1alpha.ServerReflection",
    ];
    let questions = symbols.map(|symbol| Ask::FileContainingSymbol(symbol.into()));
    for (answer, symbol) in ask(&server, questions).await.into_iter().zip(symbols) {
        let Said::FileDescriptorResponse(files) = answer else {
            panic!("{symbol}: {answer:?}")
        };
        assert_eq!(files.file_descriptor_proto.len(), 1, "{symbol}");
        if symbol.contains("ERROR_REASON") {
            let file = &files.file_descriptor_proto[0];
            let comment = b"lists every reason a Kenes service gives";
            assert!(file.windows(comment.len()).any(|part| part == comment));
        }
    }
    let said = ask(
        &server,
        [
            Ask::AllExtensionNumbersOfType("google.protobuf.EnumValueOptions".into()),
            Ask::FileByFilename("kenes/type/v1/texts.proto".into()),
        ],
    )
    .await;
    let [
        Said::AllExtensionNumbersResponse(numbers),
        Said::FileDescriptorResponse(_),
    ] = said.as_slice()
    else {
        panic!("{said:?}")
    };
    assert!(!numbers.extension_number.is_empty());
    let extension = ExtensionRequest {
        containing_type: "google.protobuf.EnumValueOptions".into(),
        extension_number: numbers.extension_number[0],
    };
    let said = ask(&server, [Ask::FileContainingExtension(extension)]).await;
    assert!(
        matches!(said[0], Said::FileDescriptorResponse(_)),
        "{said:?}"
    );
    server.end().await;
}

#[tokio::test]
async fn what_is_unknown_is_said_in_an_answer_and_the_stream_goes_on() {
    let server = start(Settings::default()).await;
    let said = ask(
        &server,
        [
            Ask::FileContainingSymbol("kenes.Absent".into()),
            Ask::FileByFilename("absent.proto".into()),
            Ask::AllExtensionNumbersOfType("kenes.Absent".into()),
            Ask::FileContainingExtension(ExtensionRequest::default()),
            Ask::ListServices(String::new()),
        ],
    )
    .await;
    for answer in &said[..4] {
        let Said::ErrorResponse(error) = answer else {
            panic!("{answer:?}")
        };
        assert_eq!(Code::from(error.error_code), Code::NotFound);
        assert!(error.error_message.starts_with("there is no "), "{error:?}");
    }
    assert!(matches!(said[4], Said::ListServicesResponse(_)));
    server.end().await;
}

#[tokio::test]
async fn the_older_version_says_the_same() {
    use v1alpha::{
        server_reflection_request::MessageRequest as Ask,
        server_reflection_response::MessageResponse as Said,
    };
    let server = start(Settings::default()).await;
    let mut older =
        v1alpha::server_reflection_client::ServerReflectionClient::new(server.channel().await);
    let ask = |question| v1alpha::ServerReflectionRequest {
        host: String::new(),
        message_request: question,
    };
    let questions = [
        ask(Some(Ask::FileContainingSymbol("kenes.Absent".into()))),
        ask(None),
        ask(Some(Ask::FileContainingSymbol("test.Probe".into()))),
        ask(Some(Ask::FileContainingSymbol(
            "grpc.health.v1.Health".into(),
        ))),
    ];
    let stream = older
        .server_reflection_info(tokio_stream::iter(questions))
        .await;
    let mut stream = stream.expect("a stream").into_inner();
    let mut codes = Vec::new();
    while let Some(answer) = stream.message().await.expect("open") {
        codes.push(match answer.message_response.expect("an answer") {
            Said::ErrorResponse(error) => Code::from(error.error_code),
            _ => Code::Ok,
        });
    }
    let wanted = [
        Code::NotFound,
        Code::InvalidArgument,
        Code::NotFound,
        Code::Ok,
    ];
    assert_eq!(codes, wanted);
    server.end().await;
}
