//! What a refusal says, as it is told to who runs the command.

use common::Error;

/// Why a call was refused, or was not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The contract's reason; empty where the service was not asked.
    pub(crate) reason: &'static str,
    /// What to do, in a sentence.
    pub(crate) message: String,
    /// The fields at fault: path, reason, description.
    pub(crate) fields: Vec<(String, String, String)>,
}

impl Refusal {
    /// What no service has said: a line that is not understood, an answer that is none.
    pub(crate) fn unread(message: impl Into<String>) -> Self {
        Self {
            reason: "",
            message: message.into(),
            fields: Vec::new(),
        }
    }

    pub(crate) fn of(error: &Error) -> Self {
        let fields = error.fields().iter();
        Self {
            reason: common::error::name(error.reason()),
            message: error.message().to_owned(),
            fields: fields
                .map(|f| (f.field.clone(), f.reason.clone(), f.description.clone()))
                .collect(),
        }
    }
}
