//! The table of contents of a service: a line an RPC, from which its tonic impl is written.
//!
//! Owns the order of the steps around a handler; each step is the app's or the contract's.

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
                    let outcome = match $crate::service!(@open $kind self.app, stringify!($name), metadata, request) {
                        Ok(context) => {
                            let replayed = context.replayed();
                            $crate::service!(@call self, context, request, $handler $(, $resource)?)
                                .map(|answer| replayed.response(answer))
                        }
                        Err(error) => Err(error),
                    };
                    self.app.store.trusted(outcome).map_err(|error| self.app.refuse(stringify!($name), &metadata, error))
                }
            )+
        }
    };
    (@call $self:ident, $context:ident, $request:ident, $handler:path) => {
        $handler($self, $context, $request).await
    };
    (@call $self:ident, $context:ident, $request:ident, $handler:path, $resource:path) => {{
        let $context = $context.with_receipt();
        let kept = $context.clone();
        match $handler($self, $context, $request).await {
            Ok(answer) => $self.app.attest::<$resource>(&kept, answer).await,
            Err(error) => Err(error),
        }
    }};
    (@open read $app:expr, $name:expr, $metadata:ident, $request:ident) => {
        $crate::validate::check(&$request).and_then(|()| $app.reading($name, &$metadata))
    };
    (@open write $app:expr, $name:expr, $metadata:ident, $request:ident) => {
        $crate::validate::check(&$request).and_then(|()| {
            $app.writing($name, &$metadata, &$request, &$request.request_id, $request.validate_only)
        })
    };
    (@open update $app:expr, $name:expr, $metadata:ident, $request:ident) => {
        $app.writing($name, &$metadata, &$request, &$request.request_id, $request.validate_only)
    };
}
