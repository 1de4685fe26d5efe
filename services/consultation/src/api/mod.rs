//! The RPCs of consultation: this file is the table of contents, a line a method; a family's handlers are in the file of its
//! name.

use common::{kit::Kit, server::Service};

use crate::{DOMAIN, Registry};

/// What every handler is given.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) kit: Kit,
    pub(crate) registry: Registry,
}

pub(crate) fn service(kit: Kit, registry: Registry) -> Service {
    let _api = Api { kit, registry };
    Service::new(DOMAIN)
}
