//! `kenes protoset`: the contract as a descriptor set, with imports and comments.

use std::io::{IsTerminal, Write};

use crate::{Exit, Failure, cli::Protoset};

pub(crate) fn run(args: &Protoset) -> Result<(), Failure> {
    let written = match &args.file {
        Some(file) => std::fs::write(file, kenes_proto::DESCRIPTORS)
            .map_err(|e| format!("{}: {e}", file.display())),
        None if std::io::stdout().is_terminal() => {
            let text = "a descriptor set is not for reading: name a file, or redirect the output";
            return Err(Failure::new(Exit::Usage, text));
        }
        None => std::io::stdout()
            .write_all(kenes_proto::DESCRIPTORS)
            .map_err(|e| e.to_string()),
    };
    written.map_err(|text| Failure::new(Exit::Failed, text))
}
