//! What is counted, and under which names.

use super::*;

#[test]
fn only_methods_of_ours_are_labels() {
    let methods = Methods::of(&["kenes.registry.v1.OrganizationService"]);
    let own = methods.find("/kenes.registry.v1.OrganizationService/GetOrganization");
    assert!(own.shape == Shape::Unary && !own.exempt);
    assert_eq!(
        &*methods
            .find("/kenes.registry.v1.OrganizationService/Random123")
            .path,
        "/unknown/unknown"
    );
    let watch = methods.find("/grpc.health.v1.Health/Watch");
    assert!(watch.shape == Shape::Stream && watch.exempt);
    // A service of the contract that this process does not serve.
    let none = Methods::of(&[]);
    assert_eq!(
        &*none
            .find("/kenes.registry.v1.OrganizationService/GetOrganization")
            .path,
        "/unknown/unknown"
    );
    let reflection = none.find("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo");
    assert!(reflection.shape == Shape::Dialogue && reflection.exempt);
}

#[test]
fn the_names_stand_at_their_numbers() {
    assert_eq!(CODES[Code::Unauthenticated as usize], "UNAUTHENTICATED");
    assert_eq!(
        CODES[Code::ResourceExhausted as usize],
        "RESOURCE_EXHAUSTED"
    );
    assert_eq!(CODES[Code::Internal as usize], "INTERNAL");
}

#[test]
fn a_call_counts_once_and_a_dropped_one_as_cancelled() {
    let methods = Methods::of(&[]);
    let method = methods.find("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo");
    let mut call = methods.begin(method);
    call.end(Code::DataLoss);
    call.end(Code::Ok);
    drop(call);
    drop(methods.begin(method));
    let text = metrics().render();
    let label = "grpc_type=\"bidi_stream\",grpc_service=\"grpc.reflection.v1.ServerReflection\",\
                 grpc_method=\"ServerReflectionInfo\"";
    assert!(
        text.contains(&format!(
            "kenes_grpc_server_handled_total{{{label},grpc_code=\"DATA_LOSS\"}} 1"
        )),
        "{text}"
    );
    assert!(
        text.contains(&format!(
            "kenes_grpc_server_handled_total{{{label},grpc_code=\"CANCELLED\"}} 1"
        )),
        "{text}"
    );
    assert!(
        !text.contains(&format!("{label},grpc_code=\"OK\"")),
        "{text}"
    );
    // Nobody called it: there is nothing to say of it.
    assert!(!text.contains("grpc_method=\"Watch\""), "{text}");
}
