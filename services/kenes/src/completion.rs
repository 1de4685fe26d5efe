//! `kenes completion`: the script that teaches a shell the commands and options.

use clap::CommandFactory;

use crate::cli::{Cli, Completion};

pub(crate) fn run(args: &Completion) {
    clap_complete::generate(
        args.shell,
        &mut Cli::command(),
        "kenes",
        &mut std::io::stdout(),
    );
}
