//! The short ways to declare a command with its arguments, and to ask for what was given.

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::lang::Lang;

/// Declares in one language.
#[derive(Clone, Copy)]
pub struct Declare(pub Lang);

impl Declare {
    /// A text of the help.
    pub fn say(self, en: &'static str, zh: &'static str) -> &'static str {
        self.0.word(en, zh)
    }

    /// A command with an example of its use.
    pub fn command(self, name: &'static str, en: &'static str, zh: &'static str, example: &str) -> Command {
        Command::new(name).about(self.say(en, zh)).after_help(self.example(example))
    }

    /// A command that has verbs and does nothing by itself.
    pub fn verbs(self, name: &'static str, en: &'static str, zh: &'static str) -> Command {
        let command = Command::new(name).about(self.say(en, zh));
        command.subcommand_required(true).arg_required_else_help(true).disable_help_subcommand(true)
    }

    /// The line of an example.
    pub fn example(self, line: &str) -> String {
        format!("{}{}alliance {line}", self.say("Example", "示例"), self.0.colon())
    }

    /// An argument without a flag that must be given.
    pub fn need(self, name: &'static str, shown: &'static str, en: &'static str, zh: &'static str) -> Arg {
        Arg::new(name).value_name(shown).required(true).help(self.say(en, zh))
    }

    /// `--NAME VALUE`
    pub fn option(self, name: &'static str, shown: &'static str, en: &'static str, zh: &'static str) -> Arg {
        Arg::new(name).long(name).value_name(shown).help(self.say(en, zh))
    }

    /// `--NAME`
    pub fn switch(self, name: &'static str, en: &'static str, zh: &'static str) -> Arg {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(self.say(en, zh))
    }

    /// `--force` of what writes to a file or a folder.
    pub fn force(self) -> Arg {
        self.switch("force", "Replace what is there", "覆盖已有文件")
    }

    /// `--output FILE`, with `--force`.
    pub fn output(self, en: &'static str, zh: &'static str) -> [Arg; 2] {
        [self.option("output", "FILE", en, zh).short('o'), self.force()]
    }
}

/// Whether an option is one of the whole program that has its value behind it.
pub fn is_valued(flag: &str) -> bool {
    matches!(flag, "--db" | "--format" | "--lang" | "--as-of" | "--actor" | "--why" | "--color" | "--known-on")
}

/// What was given for an argument, if it is one of the command's.
pub fn given<'m>(args: &'m ArgMatches, name: &str) -> Option<&'m str> {
    args.try_get_one::<String>(name).ok().flatten().map(String::as_str)
}

/// As [`given`]; empty where nothing was.
pub fn text<'m>(args: &'m ArgMatches, name: &str) -> &'m str {
    given(args, name).unwrap_or_default()
}

/// All that was given for an argument.
pub fn all<'m>(args: &'m ArgMatches, name: &str) -> Vec<&'m String> {
    args.try_get_many(name).ok().flatten().into_iter().flatten().collect()
}

/// Whether a switch was given, if the command has it.
pub fn switched(args: &ArgMatches, name: &str) -> bool {
    args.try_get_one::<bool>(name).ok().flatten().copied().unwrap_or(false)
}
