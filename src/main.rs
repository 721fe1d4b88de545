//! Parse, run, exit code.

fn main() -> std::process::ExitCode {
    let code = alliance::run(std::env::args_os().collect());
    // The tests of what grows with what ask how many steps the engine took.
    #[cfg(feature = "inside")]
    if let Some(file) = std::env::var_os("ALLIANCE_STEPS") {
        let _ = std::fs::write(file, alliance::store::STEPS.get().to_string());
    }
    std::process::ExitCode::from(code)
}
