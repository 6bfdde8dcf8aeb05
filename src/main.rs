//! The program.

fn main() -> std::process::ExitCode {
    huibao::main()
}
