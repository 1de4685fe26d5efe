//! A client of both services that knows messages only by their descriptors: what `import` and `export` share.
//!
//! `caller` calls (`codec`), in somebody's name (`credentials`), `refusal` is what it was told instead of an answer, `creation` is what the contract has for a resource,
//! and `escape` how lines write texts that look like something else.

mod caller;
mod codec;
mod creation;
mod credentials;
pub(crate) mod escape;
mod refusal;

use kenes_proto::POOL;
use prost_reflect::MethodDescriptor;

pub(crate) use caller::{Caller, Fault, NoAnswer};
pub(crate) use creation::{Creation, creations, parent_and_id};
pub(crate) use credentials::Credentials;
pub(crate) use refusal::Refusal;

/// Returns the path of a method's HTTP form, which is a `get` or a `post`: `/v1/{parent=organizations/*}/memberships`.
pub(crate) fn path(method: &MethodDescriptor, verb: &str) -> Option<String> {
    let http = POOL.get_extension_by_name("google.api.http")?;
    let options = method.options();
    let rule = options.get_extension(&http);
    let path = rule.as_message()?.get_field_by_name(verb)?;
    path.as_str().map(str::to_owned)
}
