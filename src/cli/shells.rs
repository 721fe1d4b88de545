//! The shells' scripts of completion. They are small: each asks this program for what could stand where the cursor
//! is, and offers that and nothing else; the program lists files itself where a file is wanted.

/// Shells that are known, with their scripts.
pub const SHELLS: &[(&str, &str)] =
    &[("bash", BASH), ("zsh", ZSH), ("fish", FISH), ("powershell", POWERSHELL)];

/// Bash parts words at `=` and `:`; to the program they are one, and of a candidate bash is given what stands behind
/// the last of these.
const BASH: &str = r#"_alliance() {
    local IFS=$'\n' rest=$COMP_LINE word last glued cut value open i
    local -a words=()
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        glued=
        if [ -n "$COMP_LINE" ]; then
            glued=1
            while [[ $rest == [[:space:]]* ]]; do rest=${rest#?}; glued=; done
            rest=${rest#"$word"}
        elif [[ $word == [=:] || ( $i -gt 0 && ${COMP_WORDS[i-1]} == [=:] ) ]]; then
            glued=1
        fi
        last=$((${#words[@]} - 1))
        if [[ -n $glued && $last -ge 0 ]]; then words[last]+=$word; else words+=("$word"); fi
    done
    last=$((${#words[@]} - 1))
    cut=${words[last]}
    case ${COMP_WORDS[COMP_CWORD]} in
        '' | [=:]) ;;
        *) cut=${cut%"${COMP_WORDS[COMP_CWORD]}"} ;;
    esac
    local quote=
    case ${words[last]} in \"* | \'*) quote=${words[last]:0:1} ;; esac
    for ((i = 1; i <= last; i++)); do
        word=${words[i]//[\"\']/}
        words[i]=${word//\\/}
    done
    COMPREPLY=()
    while IFS=$'\t' read -r value open; do
        case $open in *$'\t+' | +) compopt -o nospace 2>/dev/null ;; esac
        value=${value#"$cut"}
        if [ -n "$quote" ]; then
            COMPREPLY+=("$value")
        elif [[ $value == '~/'* ]]; then
            COMPREPLY+=("~/$(printf '%q' "${value#'~/'}")")
        else
            COMPREPLY+=("$(printf '%q' "$value")")
        fi
    done < <("${COMP_WORDS[0]/#\~\//$HOME/}" __complete -- "${words[@]:1}" 2>/dev/null)
}
complete -F _alliance alliance
"#;

/// Where no candidate begins with what was typed, as with pinyin, zsh would put what they have in common in its place,
/// which may be nothing: there it is to take the first, and the next at the next Tab.
const ZSH: &str = r#"#compdef alliance
_alliance() {
    local -a whole told open more
    local value text quoted goes_on
    while IFS=$'\t' read -r value text; do
        quoted=${(q)value}
        goes_on=
        if [[ $text == (*$'\t'|)+ ]]; then goes_on=1 text=${${text%+}%$'\t'}; fi
        if [[ $value == '~/'* ]]; then quoted="~/${(q)value#\~/}"; fi
        if [[ -n $goes_on ]]; then
            open+=("$quoted"); more+=("$value${text:+  $text}")
        else
            whole+=("$quoted"); told+=("$value${text:+  $text}")
        fi
    done < <(${(Q)words[1]} __complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)
    if (( ${#whole} + ${#open} > 1 )) && [[ -z ${(M)whole:#${(q)words[CURRENT]}*} && -z ${(M)open:#${(q)words[CURRENT]}*} ]]; then
        compstate[insert]=menu
    fi
    if (( ${#whole} )); then compadd -U -Q -l -d told -a whole; fi
    if (( ${#open} )); then compadd -U -Q -S '' -l -d more -a open; fi
    (( ${#whole} + ${#open} ))
}
if [ "$funcstack[1]" = "_alliance" ]; then _alliance "$@"; else compdef _alliance alliance; fi
"#;

/// Fish keeps of the candidates only those that have the letters of what was typed, which what is read in pinyin has
/// not. So Tab looks first: where no candidate begins with what was typed, what all of them begin with takes its place.
/// A binding of the user's own stays.
const FISH: &str = r#"function __alliance_complete
    set -l words (commandline -opc) (commandline -ct)
    $words[1] __complete -- $words[2..-1] 2>/dev/null | string replace -r '\t\+$' ''
end
complete -c alliance -f -a '(__alliance_complete)'
function __alliance_tab
    set -l typed (commandline -ct)
    set -l command (commandline -opc)[1]
    if test -n "$typed"; and string match -qr '(^|/)alliance$' -- "$command"
        set -l found (__alliance_complete | string replace -r '\t.*' '')
        if test (count $found) -gt 0; and not string match -q -- (string escape --style=regex -- $typed | string replace -a '\\' '')"*" $found
            set -l same $found[1]
            for one in $found
                while not string match -q -- "$same*" $one
                    set same (string sub -e -1 -- $same)
                end
            end
            if test (count $found) -eq 1; and not contains -- --ballot (commandline -opc)[-1]
                commandline -rt -- (string escape -- $same)" "
            else if test -n "$same"
                commandline -rt -- $same
            else
                printf '\n'
                printf '%s\n' $found
                commandline -f repaint
            end
            return
        end
    end
    commandline -f complete
end
for mode in default insert
    if bind -M $mode \t 2>/dev/null | string match -q -- '*--preset*complete*'; and not bind --user -M $mode \t >/dev/null 2>&1
        bind -M $mode \t __alliance_tab
    end
end
"#;

/// An empty answer keeps PowerShell from offering files.
const POWERSHELL: &str = r#"Register-ArgumentCompleter -Native -CommandName alliance -ScriptBlock {
    param($word, $ast, $position)
    $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.ToString() }
    })
    if ($word -eq '') { $words += '' }
    $found = @(& alliance __complete -- @words 2>$null)
    if ($found.Count -eq 0) { return '' }
    $found | ForEach-Object {
        $value, $text, $open = $_ -split "`t", 3
        if (-not $text) { $text = $value }
        $typed = $value
        if ($typed -match '[\s#''"`$(){};,|&<>@]') { $typed = "'" + $typed.Replace("'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new($typed, $value, 'ParameterValue', $text)
    }
}
"#;
