//! Completions and manual pages, from the same declarations as the help. The shells' scripts are small: they
//! ask this program, which knows the registry's names.

use std::path::Path;

use clap::{Arg, ArgMatches, Command, builder::PossibleValue};

use super::{
    Session,
    declare::{Declare, text},
};
use crate::{
    error::{Error, Result},
    lang::Lang,
    model::{pinyin::Spelt, text::fold},
    say,
    store::{
        Read, Registry,
        keys::Claim,
        output::{Folder, Readers, unwritable},
        place::can_be_path,
    },
};

/// Shells that are known.
const SHELLS: &[(&str, &str)] = &[("bash", BASH), ("zsh", ZSH), ("fish", FISH), ("powershell", POWERSHELL)];

/// The command that the scripts call; not shown in the help.
pub const ASK: &str = "__complete";

/// More names than these are no help at a prompt.
const MOST: usize = 200;

const BASH: &str = r#"_alliance() {
    local IFS=$'\n' line
    COMPREPLY=()
    while IFS=$'\t' read -r line _; do
        COMPREPLY+=("$(printf '%q' "$line")")
    done < <("${COMP_WORDS[0]}" __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    if [ ${#COMPREPLY[@]} -eq 0 ]; then
        COMPREPLY=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]}"))
    fi
}
complete -o filenames -F _alliance alliance
"#;
const ZSH: &str = r#"#compdef alliance
_alliance() {
    local -a values told
    local value text
    while IFS=$'\t' read -r value text; do
        values+=("$value"); told+=("$value${text:+  $text}")
    done < <("${words[1]}" __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)
    if (( ${#values} )); then
        compadd -U -l -d told -a values
    else
        _files
    fi
}
compdef _alliance alliance
"#;
const FISH: &str = r#"function __alliance_complete
    set -l words (commandline -opc) (commandline -ct)
    $words[1] __complete -- $words[2..-1] 2>/dev/null
end
complete -c alliance -a '(__alliance_complete)'
"#;
const POWERSHELL: &str = r#"Register-ArgumentCompleter -Native -CommandName alliance -ScriptBlock {
    param($word, $ast, $position)
    $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
    if ($word -eq '') { $words += '' }
    & alliance __complete -- @words 2>$null | ForEach-Object {
        $value, $text = $_ -split "`t", 2
        if (-not $text) { $text = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $text)
    }
}
"#;

/// Their declarations.
pub fn declarations(say: Declare) -> [Command; 2] {
    let shells: Vec<PossibleValue> = SHELLS.iter().map(|(shell, _)| PossibleValue::new(shell)).collect();
    [
        say.command(
            "completions",
            "Print the completions of a shell: commands, flags, and the registry's own names",
            "打印命令补全脚本：命令、选项与登记库中的名称",
            "completions bash",
        )
        .arg(
            say.need("shell", "SHELL", "bash, zsh, fish or powershell", "bash、zsh、fish 或 powershell")
                .value_parser(shells),
        ),
        say.command("man", "Write the manual pages of all commands", "写出全部命令的手册页", "man man1")
            .args([say.need("dir", "DIR", "The folder", "文件夹"), say.force()]),
    ]
}

/// Prints a script, or writes the manual.
pub fn dispatch(session: &Session<'_>, name: &str, args: &ArgMatches) -> Result<u8> {
    if name == "completions" {
        let script =
            SHELLS.iter().find(|(shell, _)| *shell == text(args, "shell")).map_or("", |(_, script)| *script);
        session.print(|out| out.write_all(script.as_bytes()))?;
        return Ok(0);
    }
    can_be_path(text(args, "dir"))?;
    let folder = Path::new(text(args, "dir"));
    let shown = folder.display();
    let mut all = Vec::new();
    pages(&super::whole(session.screen.lang), "alliance", &mut all).map_err(|e| unwritable(folder, &e))?;
    let taken = all.iter().map(|(name, _)| folder.join(name)).find(|page| page.symlink_metadata().is_ok());
    if let Some(page) = taken.or_else(|| folder.is_file().then(|| folder.into())).filter(|_| !args.get_flag("force")) {
        let page = page.display();
        return Err(Error::conflict(say!("{page} is there already", "{page} 已存在")).hint(say!(
            "name another folder, or --force to replace the pages in it",
            "请换一个文件夹，或用 --force 覆盖其中的手册页"
        )));
    }
    if session.dry_run() {
        return Ok(0);
    }
    let mut building = Folder::new(folder, Readers::All)?;
    for (name, page) in &all {
        building.put(name, &mut |out| out.write_all(page).map_err(|e| unwritable(folder, &e)))?;
    }
    building.place(&all.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), &[])?;
    let count = all.len();
    session.narrate(&say!("{count} pages written to {shown}", "已在 {shown} 写出{count}页手册"));
    Ok(0)
}

/// The manual pages of a command and of those below it, each with the name of its file.
fn pages(command: &Command, name: &str, into: &mut Vec<(String, Vec<u8>)>) -> std::io::Result<()> {
    let mut page = Vec::new();
    let own = command
        .clone()
        .name(name.to_string())
        .bin_name(name.replace('-', " "))
        .display_name(name.to_string());
    clap_mangen::Man::new(own).render(&mut page)?;
    into.push((format!("{name}.1"), page));
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        pages(sub, &format!("{name}-{}", sub.get_name()), into)?;
    }
    Ok(())
}

/// What could stand in the last of the words, one a line, a word about it behind a tab. Never fails: a prompt
/// is no place for errors.
pub fn ask(words: &[String], lang: Lang) -> String {
    let (typed, before) = words.split_last().map_or(("", &[][..]), |(last, before)| (last.as_str(), before));
    let root = super::whole(lang);
    let mut command = &root;
    let mut path: Vec<&str> = Vec::new();
    let (mut wants, mut positions) = (None, 0usize);
    let mut db = None;
    let mut rest = before.iter();
    while let Some(word) = rest.next() {
        wants = None;
        if let Some(flag) = word.strip_prefix("--") {
            let (name, given) =
                flag.split_once('=').map_or((flag, None), |(name, value)| (name, Some(value)));
            let found = argument(&root, command, name);
            let takes =
                found.is_some_and(|arg| arg.get_action().takes_values() && given.is_none() && !switch(arg));
            let value = if takes { rest.next().map(String::as_str) } else { given };
            if name == "db" {
                db = value.map(str::to_string);
            }
            if takes && value.is_none() {
                wants = found;
            }
        } else if let Some(sub) = command.find_subcommand(word) {
            command = sub;
            path.push(sub.get_name());
            positions = 0;
        } else {
            positions += 1;
        }
    }
    let mut found: Vec<(String, String)> = Vec::new();
    let about = |command: &Command| command.get_about().map(ToString::to_string).unwrap_or_default();
    if let Some(arg) = wants {
        values(arg, &path, typed, db.as_deref(), &mut found);
    } else if typed.starts_with("--") {
        let globals = root.get_arguments().filter(|arg| arg.is_global_set());
        for arg in command.get_arguments().chain(globals).filter(|arg| !arg.is_hide_set()) {
            if let Some(long) = arg.get_long().filter(|long| format!("--{long}").starts_with(typed)) {
                found
                    .push((format!("--{long}"), arg.get_help().map(ToString::to_string).unwrap_or_default()));
            }
        }
    } else {
        for sub in
            command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name().starts_with(typed))
        {
            found.push((sub.get_name().to_string(), about(sub)));
        }
        let all: Vec<&Arg> = command.get_positionals().collect();
        if let Some(arg) = all.get(positions.min(all.len().saturating_sub(1))) {
            values(arg, &path, typed, db.as_deref(), &mut found);
        }
    }
    found.sort();
    found.dedup();
    found.truncate(MOST);
    let plain = |text: &str| text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    found.into_iter().map(|(value, text)| format!("{}\t{}\n", plain(&value), plain(&text))).collect()
}

fn argument<'c>(root: &'c Command, command: &'c Command, long: &str) -> Option<&'c Arg> {
    let named = |arg: &&Arg| {
        arg.get_long() == Some(long) || arg.get_all_aliases().is_some_and(|aliases| aliases.contains(&long))
    };
    command.get_arguments().find(named).or_else(|| root.get_arguments().find(named))
}

/// Whether a flag takes its value behind `=` alone.
fn switch(arg: &Arg) -> bool {
    arg.is_require_equals_set()
}

/// Values of an argument: its code words, else the registry's names of the kind that it wants.
fn values(arg: &Arg, path: &[&str], typed: &str, db: Option<&str>, into: &mut Vec<(String, String)>) {
    let words = arg.get_possible_values();
    let told: Vec<String> = if words.is_empty() {
        // Keys of records tell their words in their help: [yes|no|…].
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let words =
            help.rsplit_once('[').and_then(|(_, rest)| rest.strip_suffix(']')).filter(|w| w.contains('|'));
        words.map(|words| words.split('|').map(str::to_string).collect()).unwrap_or_default()
    } else {
        words.iter().map(|word| word.get_name().to_string()).collect()
    };
    into.extend(told.into_iter().filter(|word| word.starts_with(typed)).map(|word| (word, String::new())));
    let shown = arg
        .get_value_names()
        .and_then(|names| names.first())
        .map(|name| name.to_string())
        .unwrap_or_default();
    let noun = path.first().copied().unwrap_or_default();
    let kinds: &[&str] = match (shown.as_str(), noun) {
        ("ORG" | "HOST", _) | ("REF", "org" | "member") => &["organization"],
        ("ORG=CHOICE", _) => &["organization"],
        ("ORG|PERSON", _) => &["organization", "person"],
        ("NAME", _) if path.get(1) != Some(&"add") => &["person"],
        ("NAME", "member") => &["organization"],
        ("NAME[/TITLE]", _) => &["person"],
        ("SESSION", _) => &["session"],
        ("MOTION", _) | ("REF", "vote") => &["motion"],
        ("REF", "log") => &["session", "motion", "organization", "person"],
        ("REF", noun) => &[noun],
        _ if arg.get_id().as_str() == "=for" => &["session", "motion", "visit", "action", "organization"],
        _ => &[],
    };
    if kinds.is_empty() {
        return;
    }
    let named = db.map_or_else(super::named_by_environment, |db| Ok(Some(db.to_string())));
    let Ok(registry) = named.and_then(super::place) else { return };
    let _ = names(&registry, kinds, typed, into);
}

/// Names of the registry that begin with what was typed, hold it, or are read so in pinyin.
fn names(registry: &Registry, kinds: &[&str], typed: &str, into: &mut Vec<(String, String)>) -> Result<()> {
    let (typed, spelt) = (fold(typed), Spelt::of(typed));
    registry.read(|read: &Read<'_>| {
        for kind in kinds {
            let sql = match *kind {
                "organization" => {
                    organizations(read, &typed, spelt.as_ref(), into)?;
                    continue;
                }
                "person" => "SELECT name, coalesce(title, '') FROM persons WHERE forgotten = 0 ORDER BY name",
                "session" => "SELECT r.ref, s.\"start\" FROM sessions s JOIN session_refs r ON r.session_id = s.id ORDER BY s.\"start\"",
                "motion" => "SELECT ref, title FROM motion ORDER BY ref",
                "visit" => "SELECT ref, host FROM visit ORDER BY ref",
                "action" => "SELECT ref, title FROM action ORDER BY ref",
                "contact" => "SELECT 'c' || c.id, p.name FROM contacts c JOIN persons p ON p.id = c.person_id ORDER BY c.id",
                "document" => "SELECT ref, coalesce(title, path) FROM document ORDER BY ref",
                "activity" => "SELECT CASE WHEN edition IS NULL THEN name ELSE name || '/' || edition END, coalesce(kind, '') FROM activities ORDER BY 1",
                _ => continue,
            };
            read.each(sql, &[], &mut |row| {
                let (value, text) = (row.text(0)?, row.text(1)?);
                let named = matches!(*kind, "person" | "activity");
                if fits(&fold(&value), &typed, spelt.as_ref().filter(|_| named), named) {
                    into.push((value, text));
                }
                Ok(())
            })?;
        }
        Ok(())
    })
}

/// Whether a folded name begins with what was typed; or holds it, or is read so, where names are meant.
fn fits(folded: &str, typed: &str, spelt: Option<&Spelt>, named: bool) -> bool {
    folded.starts_with(typed)
        || (named && (folded.contains(typed) || spelt.is_some_and(|spelt| spelt.fit(folded).is_some())))
}

/// The organizations whose present names, or codes, fit.
fn organizations(
    read: &Read<'_>,
    typed: &str,
    spelt: Option<&Spelt>,
    into: &mut Vec<(String, String)>,
) -> Result<()> {
    let mut ids = Vec::new();
    read.organization_names("", &mut |id, folded, claim| {
        let wanted = match claim {
            Claim::Code => folded.starts_with(typed),
            Claim::Name => fits(folded, typed, spelt, true),
            Claim::Other => false,
        };
        if wanted && ids.len() < MOST && !ids.contains(&id) {
            ids.push(id);
        }
    })?;
    let ids = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    if !ids.is_empty() {
        let sql = format!("SELECT name, code FROM organizations WHERE id IN ({ids}) ORDER BY name");
        into.extend(read.rows::<(String, String)>(&sql, &[])?);
    }
    Ok(())
}
