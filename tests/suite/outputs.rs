//! What is written to files and folders: whole or not at all, never in the place of something unasked, and readable by
//! its owner alone where it holds what is personal.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::office::{self, Office};

fn model_case() -> Office {
    Office::of("examples/shanghai-2023.toml")
}

fn inside(office: &Office, name: &str) -> (PathBuf, String) {
    let path = office.folder.path().join(name);
    (path.clone(), path.to_string_lossy().into_owned())
}

/// The rights of a file or a folder.
#[cfg(unix)]
fn rights(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[cfg(not(unix))]
fn rights(path: &Path) -> u32 {
    if path.is_dir() { 0o700 } else { 0o600 }
}

/// What lies in a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn no_file_is_replaced_unasked() {
    let office = model_case();
    office.file("kept.txt", "a document");
    office.ok(&["document", "add", &inside(&office, "kept.txt").1, "--for", "2-3"]);
    let (out, shown) = inside(&office, "out");
    fs::create_dir(&out).unwrap();
    for (args, name) in [
        (&["minutes", "2-3", "--output"][..], "minutes.md"),
        (&["bulletin", "2-3", "--output"], "bulletin.docx"),
        (&["resolution", "2-3/1", "--output"], "resolution.html"),
        (&["calendar", "--output"], "all.ics"),
        (&["template", "session", "--output"], "session.toml"),
        (&["document", "save", "d1"], "d1.txt"),
        (&["export"], "all.json"),
        (&["export"], "all.xlsx"),
        (&["export"], "all.popolo.json"),
        (&["export"], "all.toml"),
    ] {
        let (path, file) = (out.join(name), format!("{shown}/{name}"));
        let args = [args, &[file.as_str()]].concat();
        let forced = [&args[..], &["--force"]].concat();
        office.ok(&args);
        assert_eq!(rights(&path), 0o600, "{name}");
        let written = fs::read(&path).unwrap();
        fs::write(&path, "mended by hand").unwrap();
        let answer = office.run(&args);
        assert_eq!(answer.code, 1, "{args:?}");
        assert!(answer.err.contains("--force"), "{}", answer.err);
        let json = office.run(&[&["--format", "json"], &args[..]].concat());
        assert!(
            json.code != 0 && (json.err.contains("\"conflict\"") || json.err.contains("\"usage\"")),
            "{}",
            json.err
        );
        assert_eq!(office.run(&[&args[..], &["--dry-run"]].concat()).code, 1, "{args:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "mended by hand");
        office.ok(&[&forced[..], &["--dry-run"]].concat());
        assert_eq!(fs::read_to_string(&path).unwrap(), "mended by hand");
        office.ok(&forced);
        assert_eq!(fs::read(&path).unwrap().len(), written.len(), "{name}");
        assert_eq!(rights(&path), 0o600, "{name}");
        // Neither a folder nor a device is written over.
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        if args[0] != "export" {
            assert_eq!(office.run(&forced).code, 1, "{args:?}");
        }
        fs::remove_dir(&path).unwrap();
        #[cfg(unix)]
        {
            // A planted link is not followed, nor replaced unasked.
            let other = out.join("other");
            fs::write(&other, "other").unwrap();
            for target in [&other, &out.join("nowhere")] {
                std::os::unix::fs::symlink(target, &path).unwrap();
                assert_eq!(office.run(&args).code, 1, "{args:?}");
                office.ok(&forced);
                assert!(path.symlink_metadata().unwrap().is_file());
                fs::remove_file(&path).unwrap();
            }
            assert_eq!(fs::read_to_string(&other).unwrap(), "other");
            fs::remove_file(&other).unwrap();
        }
        assert_eq!(names(&out), Vec::<String>::new(), "{args:?}");
    }
    if cfg!(unix) {
        assert_eq!(
            office.run(&["minutes", "2-3", "--output", "/dev/null", "--format", "text", "--force"]).code,
            1
        );
        assert_eq!(office.run(&["calendar", "--output", "/dev/null", "--force"]).code, 1);
    }
}

#[test]
fn an_export_folder_is_held_against_its_list() {
    let office = model_case();
    let (path, lists) = inside(&office, "lists");
    office.ok(&["export", &lists]);
    assert_eq!(rights(&path), 0o700);
    assert!(names(&path).iter().all(|name| rights(&path.join(name)) == 0o600));
    assert!(names(&path).contains(&"manifest.json".to_string()));
    let other = Office::new();
    let import = |lists: &str| other.run(&["import", lists]);
    let first = import(&lists);
    assert_eq!((first.code, first.err.contains("manifest")), (0, false), "{}", first.err);
    // Shortened, missing: both are told, and nothing is taken.
    let persons = fs::read(path.join("persons.csv")).unwrap();
    let posts = fs::read(path.join("posts.csv")).unwrap();
    fs::write(path.join("persons.csv"), &persons[..persons.len() / 2]).unwrap();
    fs::remove_file(path.join("posts.csv")).unwrap();
    let other = Office::new();
    let answer = other.run(&["import", &lists]);
    assert_eq!(answer.code, 1, "{}", answer.out);
    for words in ["persons.csv has ", "posts.csv is missing", "delete manifest.json"] {
        assert!(answer.err.contains(words), "{}", answer.err);
    }
    assert!(!other.exists());
    // Changed on purpose: it says so. By hand: nothing is said.
    fs::write(path.join("posts.csv"), &posts).unwrap();
    fs::write(path.join("persons.csv"), [&persons[..], "张三,,,,\n".as_bytes()].concat()).unwrap();
    let answer = other.run(&["import", &lists]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(answer.err.contains("persons.csv was changed since it was exported"), "{}", answer.err);
    fs::remove_file(path.join("manifest.json")).unwrap();
    fs::write(path.join("persons.csv"), &persons[..0]).unwrap();
    fs::remove_file(path.join("persons.csv")).unwrap();
    let answer = other.run(&["import", &lists]);
    assert_eq!((answer.code, answer.err.contains("export")), (0, false), "{}", answer.err);
    fs::write(path.join("manifest.json"), "{\"name\": \"somebody else's\"}").unwrap();
    assert!(other.run(&["import", &lists]).err.contains("manifest.json is no CSV file"));
}

#[test]
fn a_folder_is_filled_again_only_where_that_is_asked_for() {
    let office = model_case();
    for (command, own) in [("export", "persons.csv"), ("man", "alliance.1"), ("site", "index.html")] {
        let (path, shown) = inside(&office, command);
        office.ok(&[command, &shown]);
        fs::write(path.join(own), "mended by hand").unwrap();
        fs::write(path.join("mine"), "mine").unwrap();
        // A site knows its own folder by its mark.
        if command != "site" {
            assert_eq!(office.run(&[command, &shown]).code, 1, "{command}");
            assert_eq!(fs::read_to_string(path.join(own)).unwrap(), "mended by hand");
        }
        // What a run left behind that was killed.
        let left = path.join(format!(".alliance-{}.part", "0".repeat(32)));
        fs::create_dir_all(left.join("old")).unwrap();
        office.ok(&[command, &shown, "--force"]);
        assert_ne!(fs::read_to_string(path.join(own)).unwrap(), "mended by hand");
        assert_eq!(fs::read_to_string(path.join("mine")).unwrap(), "mine");
        assert!(!left.exists());
        if command == "export" {
            fs::write(path.join("old.csv"), "x").unwrap();
            let list = fs::read_to_string(path.join("manifest.json")).unwrap();
            let older = list.replace("\"files\": {", "\"files\": {\"old.csv\": {\"bytes\": 1, \"sha256\": \"\"}, \"../kept\": {\"bytes\": 1, \"sha256\": \"\"},");
            fs::write(path.join("manifest.json"), older).unwrap();
            office.file("kept", "kept");
            office.ok(&[command, &shown, "--force"]);
            assert!(!path.join("old.csv").exists() && inside(&office, "kept").0.exists());
            let other = Office::new();
            assert_eq!(other.run(&["import", &shown]).code, 0);
        }
        #[cfg(unix)]
        if command == "export" {
            let (link, shown) = inside(&office, "link");
            let (elsewhere, _) = inside(&office, "elsewhere");
            fs::create_dir(&elsewhere).unwrap();
            std::os::unix::fs::symlink(&elsewhere, &link).unwrap();
            assert_eq!(office.run(&["export", &shown, "--force"]).code, 1);
            assert_eq!(names(&elsewhere), Vec::<String>::new());
        }
    }
    let stray = names(office.folder.path())
        .into_iter()
        .filter(|name| name.contains(".part") || name.contains(".new"));
    assert_eq!(stray.collect::<Vec<_>>(), Vec::<String>::new());
}

/// A run that is killed in the midst of writing, by a limit of the system on the size of a file: what was there stays,
/// nothing is half, and the next run clears away what was left.
#[cfg(unix)]
#[test]
fn what_is_killed_leaves_the_old_whole() {
    let office = model_case();
    let (folder, _) = inside(&office, "out");
    fs::create_dir(&folder).unwrap();
    for (command, name) in
        [(&["minutes", "2-3", "--output"][..], "m.docx"), (&["export"], "x.json"), (&["export"], "lists")]
    {
        let (path, shown) = inside(&office, &format!("out/{name}"));
        for there in [false, true] {
            let args = [command, &[shown.as_str(), "--force"]].concat();
            let call = office.command(&args);
            let mut limited = std::process::Command::new("sh");
            limited
                .args(["-c", "ulimit -f 1; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_alliance")])
                .args(&args);
            limited.env_clear().env("ALLIANCE_DB", office.place()).env("PATH", "/usr/bin:/bin");
            limited.env("ALLIANCE_NOW", "2024-06-01T09:00:00+08:00");
            drop(call);
            let before = path.is_file().then(|| fs::read(&path).unwrap());
            let output = limited.output().unwrap();
            assert!(!output.status.success(), "{args:?}");
            assert_eq!(path.exists(), there, "{args:?}");
            assert_eq!(path.is_file().then(|| fs::read(&path).unwrap()), before);
            office.ok(&args);
        }
        let stray: Vec<String> = names(&folder).into_iter().filter(|name| name.starts_with('.')).collect();
        assert_eq!(stray, Vec::<String>::new());
    }
}

#[test]
fn a_registry_its_copies_and_what_they_replace_are_readable_by_their_owner_alone() {
    let office = model_case();
    let (backup, to_backup) = inside(&office, "b.db");
    office.ok(&["backup", &to_backup]);
    let mut all = vec![backup];
    if office::is_on_files("a server keeps what a restore replaces") {
        let (copy, to_copy) = inside(&office, "c.db");
        let (first, at_first) = inside(&office, "new/n.db");
        office.ok(&["copy", "--to", &to_copy]);
        office.ok(&["--db", &at_first, "init"]);
        office.ok(&["restore", &to_backup]);
        all.extend([copy, first, PathBuf::from(office.place())]);
        let kept = names(office.folder.path()).into_iter().filter(|name| name.contains(".replaced-"));
        all.extend(kept.map(|name| office.folder.path().join(name)));
        assert_eq!(all.len(), 5);
    }
    all.iter().for_each(|path| assert_eq!(rights(path), 0o600, "{}", path.display()));
}

#[test]
fn nothing_takes_the_place_of_a_registry_or_of_what_the_engine_keeps_beside_it() {
    if !office::is_on_files("a registry on a server is no file") {
        return;
    }
    let office = model_case();
    let before = office.state();
    let db = office.place();
    let side = format!("{db}-wal");
    for args in [
        &["minutes", "2-3", "--output", db, "--force"][..],
        &["calendar", "--output", db, "--force"],
        &["template", "session", "--output", db, "--force"],
        &["backup", &side],
        &["copy", "--to", &side],
        &["calendar", "--output", &side],
    ] {
        let answer = office.run(args);
        assert_eq!(answer.code, 1, "{args:?}: {}{}", answer.out, answer.err);
        assert!(!Path::new(&side).exists() && office.state() == before, "{args:?}");
    }
    // Nor where the registry is called like a list, or like a document.
    for (name, args) in
        [("r.json", &["export", "r.json", "--force"][..]), ("persons.csv", &["export", ".", "--force"])]
    {
        let folder = office.folder.path().join(name.replace('.', "-"));
        fs::create_dir(&folder).unwrap();
        fs::copy(db, folder.join(name)).unwrap();
        let mut command = office.command(&[&["--db", name], args].concat());
        assert!(!command.current_dir(&folder).output().unwrap().status.success(), "{args:?}");
        assert_eq!(fs::read(folder.join(name)).unwrap(), before, "{args:?}");
    }
}

#[test]
fn an_export_whose_list_of_files_is_cut_off_is_refused() {
    let office = model_case();
    let (folder, named) = inside(&office, "lists");
    office.ok(&["export", &named]);
    fs::remove_file(folder.join("attendance.csv")).unwrap();
    let whole = fs::read(folder.join("manifest.json")).unwrap();
    for cut in [&whole[..400], &b"zz"[..], b""] {
        fs::write(folder.join("manifest.json"), cut).unwrap();
        let answer = office.run(&["--dry-run", "import", &named]);
        assert!(answer.code == 1 && answer.err.contains("manifest.json"), "{}{}", answer.out, answer.err);
    }
}

#[test]
fn what_a_restore_is_for_it_restores() {
    if !office::is_on_files("a damaged registry is a damaged file") {
        return;
    }
    let office = model_case();
    let (_, backup) = inside(&office, "b.db");
    office.ok(&["backup", &backup]);
    let before = office.json(&["org", "list"]);
    let db = Path::new(office.place());
    let spoilt: [&dyn Fn(); 3] =
        [&|| fs::write(db, "").unwrap(), &|| fs::write(db, vec![7; 20_000]).unwrap(), &|| {
            assert_eq!(office.edit("DELETE FROM registry"), 1)
        }];
    for (n, spoil) in spoilt.into_iter().enumerate() {
        spoil();
        assert_ne!(office.run(&["org", "list"]).code, 0, "{n}");
        office.ok(&["restore", &backup]);
        assert_eq!(office.json(&["org", "list"]), before, "{n}");
    }
    #[cfg(unix)]
    {
        // By a link, it is the file that the link leads to.
        let link = office.folder.path().join("link.db");
        std::os::unix::fs::symlink(db, &link).unwrap();
        fs::write(db, "spoilt").unwrap();
        office.ok(&["--db", &link.to_string_lossy(), "restore", &backup]);
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(office.json(&["org", "list"]), before);
    }
}

#[test]
fn a_dash_is_stdout_where_that_can_be_and_makes_nothing_elsewhere() {
    let office = model_case();
    office.file("kept.txt", "a document");
    office.ok(&["document", "add", &inside(&office, "kept.txt").1, "--for", "2-3"]);
    let out = office.folder.path().join("out");
    fs::create_dir(&out).unwrap();
    let run = |args: &[&str]| {
        let mut command = office.command(args);
        let output = command.current_dir(&out).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    // What is written there without it.
    for args in [
        &["minutes", "2-3"][..],
        &["minutes", "2-3", "--format", "html"],
        &["resolution", "2-3/1"],
        &["calendar"],
        &["template", "session"],
    ] {
        let (code, text, err) = run(&[args, &["--output", "-"]].concat());
        assert_eq!(code, Some(0), "{args:?} {err}");
        assert_eq!(text, run(args).1, "{args:?}");
        assert!(!text.is_empty());
    }
    assert_eq!(run(&["document", "save", "d1", "-"]).1, "a document");
    let (_, json, err) = run(&["export", "-", "--format", "json"]);
    let file = inside(&office, "all.json").1;
    office.ok(&["export", &file]);
    assert_eq!(json, fs::read_to_string(&file).unwrap(), "{err}");
    let (_, toml, err) = run(&["export", "-", "--format", "toml"]);
    let file = inside(&office, "all.toml").1;
    office.ok(&["export", &file]);
    assert_eq!(toml, fs::read_to_string(&file).unwrap(), "{err}");
    assert!(err.contains("have no place in a record file"), "{err}");
    for (args, hint) in [
        (&["export", "-"][..], "--format json"),
        (&["export", "-", "--format", "csv"], "possible are json, toml"),
        (&["export", "dir", "--format", "toml"], ".toml"),
        (&["backup", "-"], "./-"),
        (&["restore", "-"], "./-"),
        (&["copy", "--to", "-"], "postgres://"),
        (&["--db", "-", "init"], "postgres://"),
        (&["site", "-"], "./-"),
        (&["man", "-"], "./-"),
        (&["minutes", "2-3", "--template", "-"], "./-"),
        (&["document", "add", "-", "--for", "2-3"], "./-"),
    ] {
        let (code, text, err) = run(args);
        assert_eq!(code, Some(2), "{args:?} {text}{err}");
        assert!(err.contains(hint), "{args:?} {err}");
        assert_eq!(names(&out), [""; 0], "{args:?}");
    }
    // One of that name is meant by its path.
    assert_eq!(run(&["backup", "./-"]).0, Some(0));
    assert_eq!(names(&out), ["-"]);
    // And the other way round.
    let office = Office::new();
    assert_eq!(office.run_with(&["apply", "-"], &[], &toml).code, 0);
    let lists = "name\n甲园\n";
    let answer = office.run_with(&["import", "-"], &[], lists);
    assert!(answer.code == 1 && answer.err.contains("which list it is"), "{}", answer.err);
    let answer = office.run_with(&["import", "-"], &[], &json);
    assert_eq!(answer.code, 0, "{}", answer.err);
}
