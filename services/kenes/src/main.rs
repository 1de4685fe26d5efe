//! The one executable of Kenes.

fn main() -> std::process::ExitCode {
    kenes::run()
}
