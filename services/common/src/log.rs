//! Where the program's log goes and what it looks like: one line an event, on standard error.
//!
//! Owns the format, the filter and the bound of a line (`line`). Does not own what is worth logging.

mod line;

use std::{io::IsTerminal, str::FromStr};

use tracing_subscriber::{EnvFilter, filter::ParseError, util::SubscriberInitExt};

use line::Lines;

/// What is logged unless asked otherwise: the wire's own chatter only where it is a warning.
pub const DEFAULT_FILTER: &str = "info,h2=warn,hyper=warn";

/// How a line looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Text on a terminal, JSON everywhere else.
    #[default]
    Auto,
    /// For people.
    Text,
    /// For machines.
    Json,
}

impl FromStr for Format {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "auto" => Ok(Self::Auto),
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("one of: auto, text, json"),
        }
    }
}

/// Starts the log of the process. `filter` has the syntax of `tracing_subscriber::EnvFilter`; empty means
/// [`DEFAULT_FILTER`]. A second call changes nothing: the first log stays.
pub fn init(format: Format, filter: &str) -> Result<(), ParseError> {
    if start(format, filter)? {
        // A panic inside a call is logged with the request id of the call, in the same format as all else.
        std::panic::set_hook(Box::new(|panic| {
            let location = panic
                .location()
                .map(ToString::to_string)
                .unwrap_or_default();
            tracing::error!(
                location,
                "panic: {}",
                panic.payload_as_str().unwrap_or("no text")
            );
        }));
    }
    Ok(())
}

/// Returns whether this call, and not one before it, started the log.
fn start(format: Format, filter: &str) -> Result<bool, ParseError> {
    let filter = if filter.is_empty() {
        DEFAULT_FILTER
    } else {
        filter
    };
    let filter = EnvFilter::builder().parse(filter)?;
    let terminal = std::io::stderr().is_terminal();
    let text = match format {
        Format::Auto => terminal,
        Format::Text => true,
        Format::Json => false,
    };
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // It would be told on standard error, by a macro that panics where that cannot be written: on a full disk, in the middle
        // of a write.
        .log_internal_errors(false)
        .with_writer(move || Lines {
            out: std::io::stderr(),
            is_json: !text,
        });
    let fresh = if text {
        lines
            .with_ansi(terminal)
            .with_target(false)
            .finish()
            .try_init()
    } else {
        lines
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .finish()
            .try_init()
    };
    Ok(fresh.is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_start_is_harmless_and_a_bad_filter_is_refused() {
        // Without the hook of `init`: the panics of other tests belong to the harness.
        start(Format::Json, "off").expect("a valid filter");
        assert!(!start(Format::Text, "warn").expect("a valid filter"));
        assert!(init(Format::Auto, "common=loud").is_err());
        assert!(EnvFilter::builder().parse(DEFAULT_FILTER).is_ok());
    }

    #[test]
    fn formats_have_names() {
        assert_eq!("auto".parse(), Ok(Format::Auto));
        assert_eq!("json".parse(), Ok(Format::Json));
        assert!("JSON".parse::<Format>().is_err());
    }
}
