//! The table of contents of a service: a line an RPC, from which its methods are answered.
//!
//! Owns the order of the steps around a handler; each step is the app's or the contract's.

/// Answers the methods of a service from its table of contents.
///
/// Whether a method reads, writes or updates follows from the fields of its request (`kenes_proto::methods::Access`). A line is
/// one of
///
/// - `GetPost = Posts::get;`: a handler in a transaction;
/// - `CreateAgendaItem = agenda_item::name_new_speakers => AgendaItems::create;`: an `async fn(&Api, &Context, &mut Request)`
///   before it, for what must be asked elsewhere;
/// - `GetTrace = async trace::get;`: an `async fn(&Api, Context, Request)` that opens its transactions itself.
///
/// `, receipt` at the end of a line: the answer carries the receipt of what was written. A method without a line does not
/// compile.
#[macro_export]
macro_rules! serve {
    ($api:ty, $service:path { $($line:tt)+ }) => {
        const _: () = {
            use $service as methods;
            $crate::serve!(@lines $api, $($line)+);
        };
    };
    (@lines $api:ty, ) => {};
    (@lines $api:ty, $method:ident = async $handler:expr $(, $receipt:ident)?; $($rest:tt)*) => {
        $crate::serve!(@method $api, $method, call, request, [$($receipt)?], {
            $handler(call.0, call.1.clone(), request).await
        });
        $crate::serve!(@lines $api, $($rest)*);
    };
    (@lines $api:ty, $method:ident = $before:expr => $handler:expr $(, $receipt:ident)?; $($rest:tt)*) => {
        $crate::serve!(@method $api, $method, call, request, [$($receipt)?], {
            let mut request = request;
            match $before(call.0, call.1, &mut request).await {
                Ok(()) => call.0.app.run::<methods::$method, _>(call.1, request, $handler).await,
                Err(error) => Err(error),
            }
        });
        $crate::serve!(@lines $api, $($rest)*);
    };
    (@lines $api:ty, $method:ident = $handler:expr $(, $receipt:ident)?; $($rest:tt)*) => {
        $crate::serve!(@method $api, $method, call, request, [$($receipt)?], {
            call.0.app.run::<methods::$method, _>(call.1, request, $handler).await
        });
        $crate::serve!(@lines $api, $($rest)*);
    };
    (@method $api:ty, $method:ident, $call:ident, $request:ident, [$($receipt:ident)?], $run:block) => {
        impl kenes_proto::methods::Serves<methods::$method> for $api {
            async fn serve(
                &self,
                request: tonic::Request<<methods::$method as kenes_proto::methods::Method>::Request>,
            ) -> Result<
                tonic::Response<<methods::$method as kenes_proto::methods::Method>::Answer>,
                tonic::Status,
            > {
                use kenes_proto::methods::Method;
                let (metadata, _, mut $request) = request.into_parts();
                let context = match self.app.open::<methods::$method>(&metadata, &mut $request) {
                    Ok(context) => context,
                    Err(error) => {
                        return Err(self.app.refuse(methods::$method::NAME, &metadata, error));
                    }
                };
                $(let context = context.$receipt();)?
                let $call = (self, &context);
                let outcome = match $run {
                    // Few refusals are retries, so what looks for them adds nothing to the size of every call.
                    Err(error) if context.may_be_retry() => {
                        Box::pin(self.app.first_answer(&context, error)).await
                    }
                    outcome => outcome,
                };
                $(let outcome = self.app.$receipt(&context, outcome).await;)?
                self.app.close::<methods::$method>(&metadata, &context, outcome)
            }
        }
    };
}
