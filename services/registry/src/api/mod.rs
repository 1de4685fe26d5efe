//! The registry's RPCs: this file is the table of contents, a line a method; a family's handlers are in the file of its name.

mod code;

use common::{kit::Kit, server::Service};
use kenes_proto::registry as pb;

use crate::DOMAIN;

/// What every handler is given.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) kit: Kit,
}

pub(crate) fn service(kit: Kit) -> Service {
    let api = Api { kit };
    Service::new(DOMAIN)
        .with(pb::reference_data_service_server::ReferenceDataServiceServer::new(api))
}

common::service! {
    pb::reference_data_service_server::ReferenceDataService, Api {
        write CreateCode create_code(pb::CreateCodeRequest) -> pb::Code = code::create;
        read GetCode get_code(pb::GetCodeRequest) -> pb::Code = code::get;
        read ListCodes list_codes(pb::ListCodesRequest) -> pb::ListCodesResponse = code::list;
        update UpdateCode update_code(pb::UpdateCodeRequest) -> pb::Code = code::update;
    }
}
