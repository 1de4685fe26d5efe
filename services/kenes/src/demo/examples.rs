//! Calls to begin with, as they are typed.

use std::net::{Ipv4Addr, SocketAddr};

use common::context::SUBJECT;

use crate::ServiceKind;

/// The file in which the answer to a comment is kept, with its receipt.
pub const ANSWER: &str = "answer.json";

/// Something to try: a call that works as it is printed.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// What it shows.
    pub title: &'static str,
    /// Which service answers.
    pub which: ServiceKind,
    /// The method, with its service.
    pub method: &'static str,
    /// Who calls; empty where anybody may.
    pub subject: &'static str,
    /// The request in JSON.
    pub request: &'static str,
}

/// Three calls to begin with.
pub const EXAMPLES: [Example; 3] = [
    Example {
        title: "An association of NGOs, as the registry knows it",
        which: ServiceKind::Registry,
        method: "kenes.registry.v1.OrganizationService/GetOrganization",
        subject: "",
        request: r#"{"name":"organizations/cnok"}"#,
    },
    Example {
        title: "What became of a comment: recommendation, answer, the provision before and after",
        which: ServiceKind::Consultation,
        method: "kenes.consultation.v1.TraceService/GetTrace",
        subject: "",
        request: r#"{"name":"consultations/demo-first-round/comments/adilet-art-5","language_code":"en"}"#,
    },
    Example {
        title: "A comment of your own, on the round that is open now",
        which: ServiceKind::Consultation,
        method: "kenes.consultation.v1.CommentService/CreateComment",
        subject: "demo|aigul",
        request: concat!(
            r#"{"parent":"consultations/demo-second-round","comment":{"author":{"on_behalf_of":"//registry.kenes/organizations/demo-adilet"},"#,
            r#""target":{"version":"draftLaws/demo-public-participation/versions/v2","eid":"art_5__para_2"},"#,
            r#""texts":[{"text":"Please say who answers.","language_code":"en"}],"stance":"STANCE_AMEND"}}"#
        ),
    },
];

impl Example {
    /// Returns the command line that makes the call.
    pub fn grpcurl(&self, address: SocketAddr) -> String {
        let caller = match self.subject {
            "" => String::new(),
            subject => format!("-H '{SUBJECT}: {subject}' "),
        };
        let host = match address.ip() {
            ip if ip == Ipv4Addr::LOCALHOST => format!("localhost:{}", address.port()),
            _ => address.to_string(),
        };
        let kept = match self.subject {
            "" => String::new(),
            _ => format!(" | tee {ANSWER}"),
        };
        format!(
            "grpcurl -plaintext {caller}-d '{}' {host} {}{kept}",
            self.request, self.method
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_survives_the_shell() {
        for example in &EXAMPLES {
            assert!(!example.request.contains('\''));
            let line = example.grpcurl("127.0.0.1:50051".parse().expect("an address"));
            assert!(line.contains(" localhost:50051 kenes."), "{line}");
        }
    }
}
