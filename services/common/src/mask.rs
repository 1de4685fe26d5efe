//! Partial updates by field mask (AIP-134), driven by the contract's `google.api.field_behavior` annotations.
//!
//! Owns which fields a caller may write. Fields that the service sets keep their present values whatever the patch says;
//! `etag` is a condition on the write, not a value, and is left alone. Whether the values are right is not decided here.

mod changes;
mod owner;
mod path;
mod replace;

use kenes_proto::types::ErrorReason as Reason;
use prost_reflect::{DynamicMessage, FieldDescriptor, ReflectMessage};
use prost_types::FieldMask;

use crate::{Error, Violation};
pub use changes::{changes, differing};
use owner::{Owner, owner};
use path::{apply, resolve};
use replace::{differs, fixed, replace, strip_fields};

/// Returns the present resource with the patch applied.
///
/// Without a mask, or with an empty one, the populated fields of the patch replace the present ones. `*` replaces all
/// fields, so that what the patch lacks is cleared. Otherwise the named fields are replaced or cleared. A field that
/// may not be updated is refused where a mask names it; without one it is ignored, but for an immutable field with
/// another value than the present one, which is refused.
pub fn merge<M: ReflectMessage + Default>(
    present: &M,
    patch: &M,
    mask: Option<&FieldMask>,
) -> Result<M, Error> {
    let mut merge = Merge {
        result: present.transcode_to_dynamic(),
        found: Vec::new(),
    };
    let patch = patch.transcode_to_dynamic();
    match mask.map(|mask| mask.paths.as_slice()).unwrap_or_default() {
        [] => merge.fields(&patch, false),
        [all] if all == "*" => merge.fields(&patch, true),
        paths => merge.paths(&patch, paths),
    }
    if !merge.found.is_empty() {
        return Err(Error::violations(merge.found, Reason::UpdateMaskInvalid));
    }
    merge.result.transcode_to().map_err(Error::internal)
}

/// Whether only the service sets a field.
pub fn is_set_by_service(field: &FieldDescriptor) -> bool {
    owner(field) == Some(Owner::Service)
}

/// Clears the fields that only the service sets, at every level. Returns whether there were any.
pub fn strip_dynamic(message: &mut DynamicMessage) -> bool {
    strip_fields(message)
}

/// The same of a message whose type is known: what a caller sends in a Create is not believed.
pub fn strip<M: ReflectMessage + Default>(message: &mut M) {
    let mut stripped = message.transcode_to_dynamic();
    if strip_dynamic(&mut stripped) {
        // The fields that are left are the message's own: they can be read.
        *message = stripped.transcode_to().unwrap_or_default();
    }
}

struct Merge {
    result: DynamicMessage,
    found: Vec<Violation>,
}

// === impl Merge

impl Merge {
    /// Replaces the populated fields, or with `clear` all of them.
    fn fields(&mut self, patch: &DynamicMessage, clear: bool) {
        for field in patch.descriptor().fields() {
            let given = patch.has_field(&field);
            if is_etag(&field) || !(given || clear) {
                continue;
            }
            match owner(&field) {
                Some(Owner::Service | Owner::Name) => {}
                Some(Owner::Creation) => {
                    if given && differs(patch, &self.result, &field) {
                        self.found.push(fixed(field.name()));
                    }
                }
                None => replace(
                    &mut self.result,
                    patch,
                    &field,
                    field.name(),
                    &mut self.found,
                ),
            }
        }
    }

    fn paths(&mut self, patch: &DynamicMessage, paths: &[String]) {
        for path in paths.iter().map(String::as_str) {
            match resolve(&patch.descriptor(), path) {
                Err(fault) => {
                    let say = format!("`{path}` {fault}");
                    self.found.push(Violation::new(
                        "update_mask",
                        Reason::UpdateMaskInvalid,
                        say,
                    ));
                }
                Ok(fields) if is_etag(&fields[0]) => {}
                Ok(fields) => apply(
                    &mut self.result,
                    Some(patch),
                    &fields,
                    path,
                    &mut self.found,
                ),
            }
        }
    }
}

fn is_etag(field: &FieldDescriptor) -> bool {
    field.name() == "etag"
}

#[cfg(test)]
mod tests;
