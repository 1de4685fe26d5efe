//! The table of contents of a service: a line an RPC, from which its methods are answered.
//!
//! Owns what a line can say; the steps around a handler are `call`'s.

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
/// `, receipt` at the end of a line: the answer carries the receipt of what was written. A service of which a method has no line
/// cannot be served: it does not compile.
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
        $crate::serve!(@method $api, $method, |api, call| Box::pin(async move {
            let (open, request) = api.app.open::<methods::$method>(call)?;
            $(let open = open.$receipt();)?
            let outcome = $handler(api, open.context.clone(), request).await;
            api.app.close(open, outcome.map($crate::app::boxed)).await
        }));
        $crate::serve!(@lines $api, $($rest)*);
    };
    (@lines $api:ty, $method:ident = $before:expr => $handler:expr $(, $receipt:ident)?; $($rest:tt)*) => {
        $crate::serve!(@method $api, $method, |api, call| Box::pin(async move {
            let (open, mut request) = api.app.open::<methods::$method>(call)?;
            $(let open = open.$receipt();)?
            match $before(api, &open.context, &mut request).await {
                Ok(()) => {
                    let work = $crate::app::work::<methods::$method>(request, $handler);
                    api.app.run(open, work).await
                }
                Err(error) => api.app.close(open, Err(error)).await,
            }
        }));
        $crate::serve!(@lines $api, $($rest)*);
    };
    (@lines $api:ty, $method:ident = $handler:expr $(, $receipt:ident)?; $($rest:tt)*) => {
        $crate::serve!(@method $api, $method, |api, call| {
            match api.app.open::<methods::$method>(call) {
                Ok((open, request)) => {
                    $(let open = open.$receipt();)?
                    let work = $crate::app::work::<methods::$method>(request, $handler);
                    Box::pin(api.app.run(open, work))
                }
                Err(status) => Box::pin(std::future::ready(Err(status))),
            }
        });
        $crate::serve!(@lines $api, $($rest)*);
    };
    (@method $api:ty, $method:ident, $handler:expr) => {
        impl kenes_proto::methods::Serves<methods::$method> for $api {
            const HANDLER: kenes_proto::methods::Handler<Self> = $handler;
        }
    };
}
