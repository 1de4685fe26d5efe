//! The one executable of Kenes.

/// Smaller and faster than the system's allocator under load, but minutes more to build: for what is shipped.
#[cfg(feature = "dist")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    kenes::run()
}
