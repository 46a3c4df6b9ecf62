//! The program `lotse`. What it does stands in the library beside it.

fn main() -> std::process::ExitCode {
    lotse_app::run(std::env::args_os())
}
