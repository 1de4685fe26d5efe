//! The one executable of Kenes.

/// What threads give back is used again by others: the system's allocator keeps a share for each thread, and under a load that
/// starts and ends threads, as an index of searches does, holds half as much again.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
    kenes::run()
}
