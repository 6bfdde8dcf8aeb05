//! Lets `-演练`, `-GDP` and `-“…”` pass as words where they are no options of the command.

use std::ffi::OsString;

use clap::{Arg, ArgAction, Command};

/// The full-width minus, which queries and tags read as a minus.
pub(super) const MINUS: char = '－';

/// The short option every command has without naming it.
const HELP: char = 'h';

/// Values of these positional arguments may begin with a minus.
const WORDS: &[&str] = &["QUERY", "TEXT", "VALUE", "+TAG|-TAG|ID"];

/// Writes minus words with [`MINUS`] in front. `cli` need not be built: that takes longer than to parse.
pub(super) fn with_minus_words(cli: &Command, args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut command = cli;
    // The option before, if it takes a value.
    let mut awaits_value = false;
    let mut only_words = false;
    args.enumerate()
        .map(|(number, arg)| {
            let Some(text) = arg.to_str().filter(|_| number > 0) else { return arg };
            let is_value = std::mem::take(&mut awaits_value);
            if is_value || only_words {
                return arg;
            }
            let Some(word) = text.strip_prefix('-').filter(|word| !word.is_empty()) else {
                command = command.find_subcommand(text).unwrap_or(command);
                return arg;
            };
            only_words = word == "-";
            let own = option(command, word);
            let known = own.or_else(|| option(cli, word).filter(|arg| arg.is_global_set()));
            awaits_value = known.is_some_and(takes_value) && !has_value(word);
            let takes_words =
                command.get_positionals().any(|arg| value_name(arg).is_some_and(|name| WORDS.contains(&name)));
            // -5 is -n 5.
            if known.is_none() && word.bytes().all(|byte| byte.is_ascii_digit()) && option(command, "n").is_some() {
                return format!("-n{word}").into();
            }
            // A small letter alone is an option that is not there, which is said.
            let is_option = word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
            if known.is_none() && takes_words && !is_option && !word.starts_with(['-', HELP]) {
                return format!("{MINUS}{word}").into();
            }
            arg
        })
        .collect()
}

fn value_name(arg: &Arg) -> Option<&str> {
    arg.get_value_names()?.first().map(|name| name.as_str())
}

fn takes_value(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::Set | ArgAction::Append)
}

/// Returns whether an option has its value with it: `-long=value`, `n5`.
fn has_value(word: &str) -> bool {
    match word.strip_prefix('-') {
        Some(long) => long.contains('='),
        None => word.chars().nth(1).is_some(),
    }
}

/// Returns the option of a command that an argument without its first minus names.
fn option<'a>(command: &'a Command, word: &str) -> Option<&'a Arg> {
    let long = word.strip_prefix('-').map(|long| long.split_once('=').map_or(long, |(name, _)| name));
    let short = word.chars().next();
    command.get_arguments().find(|arg| match long {
        Some(long) => arg.get_long() == Some(long),
        None => arg.get_short().is_some() && arg.get_short() == short,
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Cli;

    fn check(typed: &[&str], passed: &[&str]) {
        let args = std::iter::once("huibao").chain(typed.iter().copied()).map(OsString::from);
        let got: Vec<String> = with_minus_words(&Cli::command(), args)
            .into_iter()
            .skip(1)
            .map(|arg| arg.to_string_lossy().into_owned())
            .collect();
        assert_eq!(got, passed);
    }

    #[test]
    fn a_minus_word_is_no_option() {
        check(&["search", "会议", "-演练", "-n", "3"], &["search", "会议", "－演练", "-n", "3"]);
        check(&["person", "林远舟", "-防汛"], &["person", "林远舟", "－防汛"]);
        check(&["--archive", "search", "list", "-GDP"], &["--archive", "search", "list", "－GDP"]);
        check(&["list", "--sort", "-date", "-“a b”"], &["list", "--sort", "-date", "－“a b”"]);
        check(&["tag", "-草稿", "3f9a2c1b"], &["tag", "－草稿", "3f9a2c1b"]);
        check(&["saved", "add", "甲=乙", "-丙"], &["saved", "add", "甲=乙", "－丙"]);
        check(&["search", "-n5", "-vq", "--", "-a"], &["search", "-n5", "-vq", "--", "-a"]);
        check(&["search", "-h", "-甲"], &["search", "-h", "－甲"]);
        check(&["search", "-v", "-甲"], &["search", "-v", "－甲"]);
        check(&["search", "-5", "甲", "-20次"], &["search", "-n5", "甲", "－20次"]);
        check(&["search", "-x", "-X"], &["search", "-x", "－X"]);
        check(&["add", "-"], &["add", "-"]);
        check(&["add", "-x"], &["add", "-x"]);
    }
}
