//! Parse, run, exit code.

fn main() -> std::process::ExitCode {
    std::process::ExitCode::from(alliance::run(std::env::args_os().collect()))
}
