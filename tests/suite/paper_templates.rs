//! Templates of one's own: where they start from, what they can name, and what they cannot do.

use std::collections::BTreeSet;

use crate::office::Office;

fn office() -> Office {
    let office = Office::of("tests/records/papers.toml");
    office.ok(&[
        "visit",
        "add",
        "p04",
        "--session",
        "2-3",
        "--start",
        "2024-03-15",
        "--site",
        "展厅",
        "--topic",
        "孵化",
        "--received-by",
        "吴接待/主任",
    ]);
    office
}

#[test]
fn the_built_in_template_is_printed_and_makes_the_same_paper() {
    let office = office();
    for lang in ["zh", "en"] {
        for (paper, of) in [("minutes", "2-3"), ("bulletin", "2-3"), ("resolution", "2-3/5")] {
            let printed = office.run(&["--lang", lang, "template", "paper", paper]);
            assert_eq!((printed.code, printed.err.as_str()), (0, ""), "{paper}");
            let file = office.file("own.j2", &printed.out);
            let own = office.run(&["--lang", lang, paper, of, "--template", &file]);
            let built_in = office.run(&["--lang", lang, paper, of]);
            assert_eq!(own.code, 0, "{}", own.err);
            assert_eq!(own.out, built_in.out, "{lang} {paper}");
        }
    }
    let file = office.folder.path().join("minutes.j2");
    let path = file.to_string_lossy();
    assert_eq!(office.run(&["template", "paper", "minutes", "-o", &path]).code, 0);
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("{#"));
    for (args, code) in [
        (&["template", "paper"][..], 2),
        (&["template", "paper", "letter"], 2),
        (&["template", "session", "minutes"], 2),
        (&["template", "session"], 0),
    ] {
        assert_eq!(office.run(args).code, code, "{args:?}");
    }
}

/// Prints the path of each field that is given.
const WALK: &str = r#"{% macro walk(value, path) %}{% if value is mapping %}{% for key in value %}{{ walk(value[key], path ~ "." ~ key) }}
{% endfor %}{% elif value is sequence and value is not string %}{% for one in value %}{{ walk(one, path ~ "[]") }}
{% endfor %}{% else %}
path {{ path }}

{% endif %}{% endmacro %}
{{ walk(alliance, "alliance") }}
{{ walk(session, "session") }}
{{ walk(figures, "figures") }}
{{ walk(attended, "attended") }}
{{ walk(quorum, "quorum") }}
{{ walk(attendance, "attendance") }}
{% for one in matters %}{{ walk(one, "matter") }}
{% endfor %}
{{ walk(matter, "matter") }}
{{ walk(discussions, "discussions") }}
{{ walk(actions, "actions") }}
{{ walk(sources, "sources") }}
{{ walk(visits, "visits") }}
{{ walk(next, "next") }}
{{ walk(stamp, "stamp") }}
"#;

#[test]
fn every_field_that_there_is_is_documented_and_no_other() {
    let office = office();
    // What the record leaves empty.
    office.ok(&["about", "edit", "functions=孵化"]);
    office.ok(&["session", "agenda", "2-3", "自由讨论", "--kind", "discussion"]);
    office.ok(&["motion", "edit", "2-3/5", "subjects=p02"]);
    office.ok(&["session", "edit", "2-3", "sources=新闻：会议召开@2024-03-15"]);
    let printed = office.run(&["template", "paper", "minutes"]).out;
    let documented: BTreeSet<String> = printed
        .lines()
        .skip_while(|line| !line.starts_with("The fields."))
        .take_while(|line| *line != "#}")
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|path| *path != "matters[]" && !of_others(path))
        .map(str::to_string)
        .collect();
    let file = office.file("walk.j2", WALK);
    let told = office.run(&["minutes", "2-3", "--format", "text", "--template", &file]);
    assert_eq!(told.code, 0, "{}", told.err);
    // Each motion in turn, as a matter has what it has.
    let given: BTreeSet<String> = told
        .out
        .lines()
        .filter_map(|line| line.strip_prefix("path "))
        .filter(|path| !of_others(path))
        .map(str::to_string)
        .collect();
    assert_eq!(given, documented);
}

/// Fields of other papers than minutes: those for the table, the yearly report, the audit of a term. Their built-in
/// templates are filled in by other tests.
fn of_others(path: &str) -> bool {
    [
        "report.",
        "audit.",
        "seats[]",
        "items[]",
        "documents[]",
        "ballot.",
        "call.",
        "followup[]",
        "corrections[]",
    ]
    .iter()
    .any(|head| path.starts_with(head))
}

#[test]
fn an_unknown_field_is_an_error_with_its_line_and_the_nearest() {
    let office = office();
    for (source, place, says) in [
        ("# {{ session.name }}\n{{ session.vnue }}\n", ":2", "session.vnue"),
        ("a\n\n{{ sesion.name }}\n", ":3", "sesion"),
        ("{% if session.chiar %}x{% endif %}", ":1", "session.chiar"),
        ("x\n{% for m in matters %}\n{{ m.titel }}\n{% endfor %}", ":3", "m.titel"),
        // There are no visits to executive:3, and no motion that was withdrawn.
        ("{% for v in visits %}\n{{ v.hst }}\n{% endfor %}", ":2", "v.hst"),
        ("{{ session.chair | map(attribute=\"nmae\") | join(\"、\") }}", ":1", ""),
    ] {
        let file = office.file("own.j2", source);
        for lang in ["zh", "en"] {
            let answer = office.run(&["--lang", lang, "minutes", "executive:3", "--template", &file]);
            assert_eq!((answer.code, answer.out.as_str()), (1, ""), "{source} {}", answer.err);
            assert!(answer.err.contains(&format!("own.j2{place}")), "{source} {}", answer.err);
            assert!(
                answer.err.contains(says) && answer.err.contains("template paper"),
                "{source} {}",
                answer.err
            );
        }
    }
    let file = office.file("own.j2", "{{ session.vnue }}");
    assert!(office.run(&["minutes", "2-3", "--template", &file]).err.contains("perhaps venue is meant"));
    // What is known to be nothing is no unknown field.
    let file = office.file(
        "own.j2",
        "甲{{ session.venue }}{% if next %}{{ next.place }}{% endif %}{{ session.purpose or \"无\" }}",
    );
    let answer = office.run(&["minutes", "executive:4", "--format", "text", "--template", &file]);
    assert_eq!((answer.code, answer.out.as_str()), (0, "甲Xiamen无\n"), "{}", answer.err);
}

#[test]
fn a_template_reads_no_file_and_comes_to_an_end() {
    let office = office();
    let secret = office.file("secret.md", "geheim");
    let name = secret.rsplit('/').next().unwrap();
    for source in [
        format!("{{% include \"{secret}\" %}}"),
        format!("{{% include \"{name}\" %}}"),
        format!("{{% import \"{secret}\" as x %}}"),
        format!("{{% extends \"../{name}\" %}}"),
        "{{ open(\"/etc/passwd\") }}".to_string(),
        "{% include \"/etc/passwd\" %}".to_string(),
        "{% for a in range(9999) %}{% for b in range(9999) %}{{ a * b }}{% endfor %}{% endfor %}".to_string(),
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}".to_string(),
        "{% include \"own.j2\" %}".to_string(),
        "{{ \"x\" * 99999999999 }}".to_string(),
        "{% set x = range(100000) | list %}{% for i in x %}{% set y = x ~ x %}{% endfor %}".to_string(),
    ] {
        let file = office.file("own.j2", &source);
        let begun = std::time::Instant::now();
        let answer = office.run(&["minutes", "2-3", "--template", &file]);
        assert_eq!((answer.code, answer.out.as_str()), (1, ""), "{source}");
        assert!(!answer.err.contains("geheim") && !answer.err.contains("root:"), "{source} {}", answer.err);
        assert!(begun.elapsed().as_secs() < 60, "{source}");
    }
}
