//! The table of contents of a service: a line an RPC, from which its tonic impl is written.
//!
//! Owns the order of the steps around a handler; each step is the kit's or the contract's.

/// Writes the tonic impl of a service from its table of contents.
///
/// `read` methods may be called by anybody; `write` methods have `request_id` and `validate_only` and need a caller;
/// `update` methods are writes whose resource is checked after it was merged, not as it was sent. `as Kind` after the handler:
/// the answer carries the receipt of its write.
///
/// ```ignore
/// common::service! {
///     OrganizationService for Api {
///         write CreateOrganization create_organization(pb::CreateOrganizationRequest) -> pb::Organization = organization::create;
///     }
/// }
/// ```
#[macro_export]
macro_rules! service {
    ($service:path, $api:ty { $($kind:ident $name:ident $rpc:ident($request:ty) -> $answer:ty = $handler:path $(as $resource:path)?;)+ }) => {
        #[tonic::async_trait]
        impl $service for $api {
            $(
                async fn $rpc(
                    &self,
                    request: tonic::Request<$request>,
                ) -> Result<tonic::Response<$answer>, tonic::Status> {
                    let (metadata, _, request) = request.into_parts();
                    let outcome = match $crate::service!(@open $kind self.kit, stringify!($name), metadata, request) {
                        Ok(context) => {
                            let replayed = context.replayed();
                            $crate::service!(@call self, context, request, $handler $(, $resource)?)
                                .map(|answer| replayed.response(answer))
                        }
                        Err(error) => Err(error),
                    };
                    self.kit.store.trusted(outcome).map_err(|error| self.kit.refuse(stringify!($name), &metadata, error))
                }
            )+
        }
    };
    (@call $self:ident, $context:ident, $request:ident, $handler:path) => {
        $handler($self, $context, $request).await
    };
    (@call $self:ident, $context:ident, $request:ident, $handler:path, $resource:path) => {{
        let $context = $context.attested();
        let kept = $context.clone();
        match $handler($self, $context, $request).await {
            Ok(answer) => $self.kit.attest::<$resource>(&kept, answer).await,
            Err(error) => Err(error),
        }
    }};
    (@open read $kit:expr, $name:expr, $metadata:ident, $request:ident) => {
        $crate::validate::check(&$request).and_then(|()| $kit.reading($name, &$metadata))
    };
    (@open write $kit:expr, $name:expr, $metadata:ident, $request:ident) => {
        $crate::validate::check(&$request).and_then(|()| {
            $kit.writing($name, &$metadata, &$request, &$request.request_id, $request.validate_only)
        })
    };
    (@open update $kit:expr, $name:expr, $metadata:ident, $request:ident) => {
        $kit.writing($name, &$metadata, &$request, &$request.request_id, $request.validate_only)
    };
}
