//! The public pages: into a folder of their own, built aside and moved into place.

use std::{
    collections::{BTreeMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
};

use clap::{ArgAction, ArgMatches, Command};

use super::{
    Session,
    declare::{Declare, all, text},
};
use crate::{
    error::{Error, Result},
    model::words::{CodeWord as _, PUBLIC_PARTS, PublicPart},
    ops::{documents, query},
    render::site::{self, File},
    say,
    store::{
        output::{Folder, Readers, unwritable},
        place::can_be_path,
    },
};

/// The file by which a folder is known as one of ours.
const MARKER: &str = ".alliance-site";

/// What a site consists of, at the top of its folder.
const OWN: [&str; 5] = [MARKER, "assets", "zh", "en", "index.html"];

/// How many of an organization's latest roll calls its page shows.
const LATEST: usize = 20;

/// Its declaration.
pub fn command(say: Declare) -> Command {
    let (left_out, example) = (
        say.say(
            "Contact details, remarks, forgotten persons and secret ballots are left out.",
            "不含联系方式、备注、已抹去信息的人员，也不含无记名投票的各家选择。",
        ),
        say.example("site public"),
    );
    Command::new("site")
        .about(say.say(
            "Static pages of the registry in Chinese and English, for a web server or a disk",
            "生成中英文静态网页，可放在网站上，也可直接打开",
        ))
        .after_help(format!("{left_out}\n{example}"))
        .arg(say.need(
            "dir",
            "DIR",
            "A new or empty folder, or one made by this command",
            "新建或空的文件夹，或由本命令生成的文件夹",
        ))
        .arg(say.switch(
            "force",
            "Write into a folder that holds other things, too; they stay",
            "也写入含有其他内容的文件夹；其他内容保留",
        ))
        .arg(
            say.option(
                "only",
                "PART,…",
                "Beside members, sessions and votes show these parts alone: offices, attendance, absences, ballots, actions, visits, activities, documents, or nothing; else those of `about edit public=…`, else all",
                "除成员、会议、表决外只公开所列部分：任职、出席情况、缺席情况、逐票、后续工作、考察、活动、文件，或其余不公开；不填则按 `about edit public=…`，未设置则全部公开",
            )
            .action(ArgAction::Append)
            )
}

/// The parts that were asked for.
fn only(args: &ArgMatches) -> Result<Vec<PublicPart>> {
    let part = |word: &str| {
        PUBLIC_PARTS.find(word).and_then(PublicPart::parse).ok_or_else(|| {
            let known: Vec<&str> = PUBLIC_PARTS.codes().collect();
            let known = known.join(", ");
            Error::usage(say!("the site has no part {word}", "网站没有“{word}”这一部分"))
                .hint(say!("one of: {known}", "可用：{known}"))
        })
    };
    all(args, "only").into_iter().flat_map(|words| words.split([',', ';', '，', '；', '、'])).map(part).collect()
}

/// Builds the site.
pub fn dispatch(session: &Session<'_>, args: &ArgMatches) -> Result<u8> {
    let given = Path::new(text(args, "dir"));
    let shown = given.display();
    let place = Destination::at(given, args.get_flag("force"))?;
    let registry = session.registry()?;
    if let Ok(db) = registry.path().map_or_else(|| Ok(PathBuf::new()), fs::canonicalize)
        && ["assets", "zh", "en"].iter().any(|own| db.starts_with(place.target.join(own)))
    {
        return Err(Error::conflict(say!("the registry itself stands in {shown}", "登记库就在 {shown} 中"))
            .hint(say!("name a folder of its own", "请另选一个文件夹")));
    }
    let (moment, only) = (session.moment()?, only(args)?);
    if session.dry_run() {
        registry.read(|read| query::site_frame(read, moment, &only))?;
        session
            .narrate(&say!("dry run: {shown} can be written; nothing was", "试运行：可写入 {shown}；未写入"));
        return Ok(0);
    }
    let (building, shown_all) = registry.read(|read| {
        let mut building = Building::of(&place)?;
        let frame = query::site_frame(read, moment, &only)?;
        let shown_all = only.is_empty() && frame.about.public.is_empty();
        let (mut votes, mut calls) = (Vec::new(), BTreeMap::new());
        query::site_votes(read, &frame, &mut |vote| {
            query::count_roll_calls(&mut calls, &vote, LATEST);
            votes.push(crate::render::vote::row(&vote));
            site::vote(&frame, &vote).into_iter().try_for_each(|file| building.put(file))
        })?;
        query::site_sessions(read, &frame, &mut |one, sources| {
            site::session(&frame, &one, &sources).into_iter().try_for_each(|file| building.put(file))
        })?;
        let register = query::site_register(read, &frame, votes, calls)?;
        site::rest(&frame, &register, &mut |file| building.put(file))?;
        for document in &frame.documents {
            building.write(document.file(), &documents::content(read, &document.reference)?)?;
        }
        Ok((building, shown_all.then_some(frame.shown)))
    })?;
    let pages = building.paths.len();
    building.finish()?;
    session.narrate(&say!("{pages} files written to {shown}", "已写入 {shown}，共{pages}个文件"));
    // Nothing was chosen: whoever builds them knows what the pages show before they are put up.
    if let Some(parts) = shown_all.filter(|parts| !parts.is_empty()) {
        let en = parts.iter().map(|part| part.labels().0).collect::<Vec<_>>().join(", ");
        let zh = parts.iter().map(|part| part.labels().1).collect::<Vec<_>>().join("、");
        session.hint(&say!(
            "beside members, sessions and votes all parts are shown: {en}; `alliance about edit public=…` chooses",
            "除成员、会议、表决外，各部分均公开：{zh}；用 `alliance about edit public=…` 选定公开的部分"
        ));
    }
    session.hint(&say!("open {shown}/index.html in a browser", "用浏览器打开 {shown}/index.html"));
    Ok(0)
}

/// Where the site goes, as far as it may.
struct Destination {
    /// The folder, whole.
    target: PathBuf,
}

impl Destination {
    /// A place that is free, empty, one of ours, or may be replaced.
    fn at(given: &Path, force: bool) -> Result<Destination> {
        can_be_path(&given.to_string_lossy())?;
        let shown = given.display();
        let failed =
            |e: io::Error| Error::storage(say!("{shown} cannot be read", "无法读取 {shown}")).because(&e);
        match fs::symlink_metadata(given) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                let whole = std::path::absolute(given).map_err(failed)?;
                Ok(Destination { target: whole })
            }
            Err(e) => Err(failed(e)),
            Ok(_) => {
                // A link stays, and what it leads to is replaced.
                let target = fs::canonicalize(given).map_err(failed)?;
                if !target.is_dir() {
                    return Err(Error::conflict(say!("{shown} is a file", "{shown} 是文件"))
                        .hint(say!("name a folder", "请指定文件夹")));
                }
                let empty = fs::read_dir(&target).map_err(failed)?.next().is_none();
                if !empty && !target.join(MARKER).is_file() && !force {
                    return Err(Error::conflict(say!(
                        "{shown} holds things that are no site of ours",
                        "{shown} 中有并非由本命令生成的内容"
                    ))
                    .hint(say!(
                        "name a new folder, or say --force: index.html, assets, zh and en in it are replaced, the rest stays",
                        "请指定新文件夹，或用 --force：只替换其中的 index.html、assets、zh、en，其余保留"
                    )));
                }
                Ok(Destination { target })
            }
        }
    }
}

/// A site under construction.
struct Building {
    folder: Folder,
    paths: HashSet<String>,
}

impl Building {
    fn of(place: &Destination) -> Result<Building> {
        Ok(Building { folder: Folder::new(&place.target, Readers::All)?, paths: HashSet::new() })
    }

    /// Writes one file. Two of one name would be two records under one reference.
    fn put(&mut self, file: File) -> Result<()> {
        self.write(file.path, file.text.as_bytes())
    }

    /// Puts a file at its path below the folder.
    fn write(&mut self, name: String, bytes: &[u8]) -> Result<()> {
        if !self.paths.insert(name.clone()) {
            return Err(Error::storage(say!(
                "two records would be one page: {name}",
                "两条记录对应同一网页：{name}"
            ))
            .hint(say!("run `alliance check --deep`", "请运行 `alliance check --deep`")));
        }
        self.folder.put(&name, &mut |out| out.write_all(bytes).map_err(|e| unwritable(Path::new(&name), &e)))
    }

    /// Moves it into place; other files in the folder are left alone.
    fn finish(mut self) -> Result<()> {
        let marker = "alliance site\nindex.html, assets, zh and en are replaced by `alliance site`.\n";
        self.put(File { path: MARKER.into(), text: marker.into() })?;
        self.folder.place(&OWN, &[])
    }
}
