//! A bar that shows how far a command is, to a person and to nobody else.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Returns a progress bar on a terminal, nothing elsewhere.
pub(crate) fn bar(length: u64, bytes: bool) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr());
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let template = match bytes {
        true => "{bar:32} {percent:>3} %  {msg}  {eta} left",
        false => "{bar:32} {percent:>3} %  {pos}/{len}  {msg}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// Returns a line that says how far something is of which nobody knows the end.
pub(crate) fn counter() -> ProgressBar {
    let counter = bar(0, false);
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}  {elapsed}") {
        counter.set_style(style);
    }
    counter
}
