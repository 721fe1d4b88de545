//! Parse, run, exit code.

fn main() -> std::process::ExitCode {
    std::process::ExitCode::from(alliance::cli::run(std::env::args_os().collect()))
}
