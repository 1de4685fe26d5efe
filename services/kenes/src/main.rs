//! kenes
fn main() {}
