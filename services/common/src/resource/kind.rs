//! What a kind of resource is: a message of the contract tied to its table, with what every resource has.

use prost::Message;
use prost_reflect::ReflectMessage;
use prost_types::Timestamp;

use super::Recorded;
use crate::table::Table;

/// A kind of resource. Written by [`kind!`](crate::kind).
pub trait Kind: 'static {
    /// Its message in the contract.
    type Message: Message + ReflectMessage + Default + Clone + Send + 'static;
    /// Its type in the contract: `registry.kenes/Organization`.
    const TYPE: &'static str;
    /// The field that holds it in an update: `organization`.
    const FIELD: &'static str;

    /// Its table.
    fn table() -> &'static Table<Self::Message>;
    /// What every resource has.
    fn head(message: &Self::Message) -> Head<'_>;
    /// The same, to fill in.
    fn head_mut(message: &mut Self::Message) -> HeadMut<'_>;
    /// Whether it is soft-deleted.
    fn is_deleted(message: &Self::Message) -> bool {
        let _ = message;
        false
    }
    /// When it was deleted and may be purged, for kinds that are soft-deleted.
    fn deletion(
        message: &mut Self::Message,
    ) -> Option<(&mut Option<Timestamp>, &mut Option<Timestamp>)> {
        let _ = message;
        None
    }
    /// How it stands in the record.
    const RECORDED: Recorded<Self::Message> = Recorded::PLAIN;
}

/// What every resource has.
#[derive(Debug)]
#[expect(missing_docs, reason = "the contract describes these fields")]
pub struct Head<'a> {
    pub name: &'a str,
    pub etag: &'a str,
    pub create_time: Option<&'a Timestamp>,
}

/// What every resource has, to fill in.
#[derive(Debug)]
#[expect(missing_docs, reason = "the contract describes these fields")]
pub struct HeadMut<'a> {
    pub name: &'a mut String,
    pub uid: &'a mut String,
    pub etag: &'a mut String,
    pub create_time: &'a mut Option<Timestamp>,
    pub update_time: &'a mut Option<Timestamp>,
}

/// Declares a kind: `kind!(Organizations: pb::Organization, "registry.kenes/Organization", "organization", TABLE, deletable)`,
/// and after a semicolon how it stands in the record where that is not [`Recorded::PLAIN`].
#[macro_export]
macro_rules! kind {
    ($(#[$doc:meta])* $kind:ident: $message:ty, $type:literal, $field:literal, $table:path $(, $deletable:ident)? $(; $recorded:path)?) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub(crate) struct $kind;

        impl $crate::resource::Kind for $kind {
            type Message = $message;
            const TYPE: &'static str = $type;
            const FIELD: &'static str = $field;

            fn table() -> &'static $crate::table::Table<$message> {
                &$table
            }
            fn head(message: &$message) -> $crate::resource::Head<'_> {
                $crate::resource::Head {
                    name: &message.name,
                    etag: &message.etag,
                    create_time: message.create_time.as_ref(),
                }
            }
            fn head_mut(message: &mut $message) -> $crate::resource::HeadMut<'_> {
                $crate::resource::HeadMut {
                    name: &mut message.name,
                    uid: &mut message.uid,
                    etag: &mut message.etag,
                    create_time: &mut message.create_time,
                    update_time: &mut message.update_time,
                }
            }
            $($crate::kind!(@$deletable $message);)?
            $(const RECORDED: $crate::resource::Recorded<$message> = $recorded;)?
        }
    };
    (@deletable $message:ty) => {
        fn is_deleted(message: &$message) -> bool {
            message.delete_time.is_some()
        }
        fn deletion(
            message: &mut $message,
        ) -> Option<(&mut Option<prost_types::Timestamp>, &mut Option<prost_types::Timestamp>)> {
            Some((&mut message.delete_time, &mut message.purge_time))
        }
    };
}
