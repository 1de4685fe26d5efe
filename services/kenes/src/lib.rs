//! Everything behind the command `kenes`: the services, the demo and the tools.
//!
//! `cli` says what can be typed, `config` turns it into plain data (all problems at once, before anything is bound), and each
//! command has a file of its name. `open`, `services` and `run` are what serving and the demo share, `callers` what serving and `token`, `front_door` the demo and
//! `init`; `trust` and `messages` what
//! verifying and auditing share, `client` importing and exporting. `exit` owns how the process ends. Nothing here decides what a service means.

pub mod attach;
pub mod audit;
#[cfg(feature = "bench")]
pub mod bench;
mod callers;
pub mod cli;
mod client;
mod completion;
pub mod config;
pub mod demo;
mod exit;
pub mod export;
mod front_door;
pub mod fsck;
mod healthcheck;
pub mod import;
mod init;
mod join;
mod key;
mod local_issuer;
mod messages;
mod migrate;
mod open;
mod open_data;
mod progress;
mod protoset;
mod ready;
mod recover;
mod report;
mod reseal;
mod run;
#[cfg(feature = "s3")]
mod s3;
mod search;
mod serve;
mod service_kind;
mod services;
mod signals;
mod suspect;
mod system;
mod token;
mod trust;
mod uploads;
pub mod verify;
mod version;

use std::process::ExitCode;

pub use exit::{Exit, Failure};
pub use service_kind::ServiceKind;

use cli::{Cli, Command, ConsultationCommand, KeyCommand, RegistryCommand};

/// What threads give back is used again by others: the system's allocator keeps a share for each thread, and under a load that
/// starts and ends threads, as an index of searches does, holds half as much again. It is here, not in the executable, so that what
/// the tests run is what is shipped.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Reads the command line, does what it says, and returns how the process ends.
pub fn run() -> ExitCode {
    let cli = match Cli::read(std::env::args_os()) {
        Ok(cli) => cli,
        Err(text) => {
            // Help and version are no errors and go to standard output; nobody reads a failure to print.
            drop(text.print());
            return match text.use_stderr() {
                true => Exit::Usage.into(),
                false => Exit::Ok.into(),
            };
        }
    };
    if !cli.command.keeps_a_log() {
        for warning in Cli::warnings() {
            eprintln!("kenes: warning: {warning}");
        }
    }
    if cli.command.keeps_data() {
        system::keep_to_itself();
    }
    match execute(&cli.command) {
        Ok(()) => Exit::Ok.into(),
        Err(failure) => {
            failure.print();
            failure.exit.into()
        }
    }
}

fn execute(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Demo(args) => block_on(demo::run(config::demo(args)?)),
        Command::Init(args) => block_on(init::run(config::init(args, init::ask)?)),
        Command::Registry(RegistryCommand::Serve(args)) => {
            block_on(serve::run(config::registry(args)?))
        }
        Command::Registry(RegistryCommand::Migrate(args)) => {
            block_on(migrate::run(config::migrate(args, ServiceKind::Registry)?))
        }
        Command::Registry(RegistryCommand::Reseal(args)) => {
            block_on(reseal::run(config::reseal(args)?))
        }
        Command::Consultation(ConsultationCommand::Serve(args)) => {
            block_on(serve::run(config::consultation(args)?))
        }
        Command::Consultation(ConsultationCommand::Migrate(args)) => block_on(migrate::run(
            config::migrate(args, ServiceKind::Consultation)?,
        )),
        Command::Import(args) => block_on(import::run(config::import(args)?)),
        Command::Attach(args) => block_on(attach::run(config::attach(args)?)),
        Command::Export(args) => match &args.file {
            Some(file) => block_on(export::file::run(config::export_file(file)?)),
            None => block_on(export::run(config::export(args)?)),
        },
        Command::Report(args) => block_on(report::run(config::report(args)?)),
        Command::Search(args) => block_on(search::run(config::search(args)?)),
        Command::Verify(args) => verify::run(&config::verify(args)?),
        Command::Key(KeyCommand::Show(args)) => key::show(args),
        Command::Key(KeyCommand::Rotate(args)) => block_on(key::rotate(config::rotate(args)?)),
        Command::Token(args) => token::run(&config::token(args)?),
        Command::Audit(args) => block_on(audit::run(config::audit(args)?)),
        Command::Fsck(args) => {
            let config = config::fsck(args)?;
            let attachments = config.uploads.map(uploads::open).transpose()?;
            fsck::run(&args.folder, &config.logs, attachments.as_ref())
        }
        Command::Recover(args) => block_on(recover::run(config::recover(args)?)),
        Command::Healthcheck(args) => block_on(healthcheck::run(config::healthcheck(args)?)),
        Command::Protoset(args) => protoset::run(args),
        #[cfg(feature = "bench")]
        Command::Bench(args) => bench::run(args)
            .map_err(|e| Failure::new(Exit::Failed, format!("the benchmark ended early: {e}"))),
        Command::Version => {
            version::run();
            Ok(())
        }
        Command::Completion(args) => {
            completion::run(args);
            Ok(())
        }
    }
}

/// Runs `work` on a runtime with one thread fewer than the machine has cores: the store's writer needs one.
fn block_on(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(cores.saturating_sub(1).max(1))
        .thread_name("kenes")
        .enable_all()
        .build()
        .map_err(|e| Failure::new(Exit::Unavailable, format!("no threads to run on: {e}")))?;
    let outcome = runtime.block_on(async {
        signals::outlive_limits();
        work.await
    });
    // Whatever is still running was told to stop and given its time.
    runtime.shutdown_background();
    outcome
}
