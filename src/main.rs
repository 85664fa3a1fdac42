//! The program: parse, run, exit.

use std::process::ExitCode;

use domesday::cli;
use domesday::extract::isolate;

fn main() -> ExitCode {
    if std::env::args_os()
        .nth(1)
        .is_some_and(|argument| argument == isolate::ARGUMENT)
    {
        return isolate::serve().map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
    }
    cli::main()
}
