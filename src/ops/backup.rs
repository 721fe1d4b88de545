//! Copies of a registry that are known to be whole, and putting one back.

use std::path::{Path, PathBuf};

use super::check::{self, Asked};
use crate::{
    error::{Error, Result},
    model::{day::Day, words::Severity},
    say,
    store::Registry,
};

/// Backs the registry up: a copy of one moment, opened and checked deeply before it gets its name.
/// A file that is there is replaced under `force` alone.
pub fn backup(registry: &Registry, to: &Path, force: bool, dry_run: bool, today: Day) -> Result<()> {
    let shown = to.display();
    if to.is_dir() {
        return Err(Error::conflict(say!("{shown} is a folder", "{shown} 是文件夹"))
            .hint(say!("name a file in it", "请指定其中的文件名")));
    }
    if to.exists() && is_at(registry, to) {
        return Err(Error::conflict(say!("{shown} is the registry itself", "{shown} 就是登记库本身")));
    }
    if to.exists() && !force {
        return Err(Error::conflict(say!("{shown} is there already", "{shown} 已存在"))
            .hint(say!("name another file, or --force to replace it", "请换一个文件名，或用 --force 覆盖")));
    }
    if dry_run {
        return whole(registry, today);
    }
    let building = beside(to, &format!("new-{}", std::process::id()));
    let done =
        registry.copy_to(&building).and_then(|()| whole(&Registry::file(&building), today)).and_then(|()| {
            std::fs::rename(&building, to).map_err(|e| {
                Error::storage(say!("{shown} cannot be written", "无法写入 {shown}")).because(&e)
            })
        });
    if done.is_err() {
        let _ = std::fs::remove_file(&building);
    }
    done
}

/// Puts a backup in the registry's place, once it has been checked deeply. What is replaced is kept beside
/// it; answers where.
pub fn restore(
    registry: &Registry,
    from: &Path,
    dry_run: bool,
    now: &str,
    today: Day,
) -> Result<Option<String>> {
    let shown = from.display();
    let backup = Registry::file(from);
    if !from.exists() {
        return Err(Error::not_found(say!("there is no backup at {shown}", "{shown} 处没有备份"))
            .hint(say!("name a file made by `alliance backup`", "请指定 `alliance backup` 生成的文件")));
    }
    if is_at(registry, from) {
        return Err(Error::conflict(say!("{shown} is the registry itself", "{shown} 就是登记库本身")));
    }
    whole(&backup, today)?;
    let there = registry.exists()?;
    if dry_run {
        return Ok(None);
    }
    let digits: String = now.chars().take(19).filter(char::is_ascii_alphanumeric).collect();
    let Some(own) = registry.path().filter(|_| there) else {
        return registry.replace_with(from, &format!("replaced_{}", digits.to_lowercase()));
    };
    let name = |n: u32| if n == 1 { format!("replaced-{digits}") } else { format!("replaced-{digits}-{n}") };
    let kept = (1..).map(|n| beside(own, &name(n))).find(|path| !path.exists()).unwrap_or_default();
    // What is too damaged to be copied is moved aside as it is, side files and all.
    if registry.copy_to(&kept).is_err() {
        let _ = std::fs::remove_file(&kept);
        for side in ["", "-wal", "-shm"] {
            let with = |path: &Path| {
                let mut name = path.as_os_str().to_owned();
                name.push(side);
                PathBuf::from(name)
            };
            if with(own).exists() {
                std::fs::rename(with(own), with(&kept)).map_err(|e| {
                    Error::storage(say!("the registry cannot be moved aside", "无法移开现有登记库"))
                        .because(&e)
                })?;
            }
        }
    }
    registry.replace_with(from, "")?;
    Ok(Some(kept.display().to_string()))
}

/// A registry that opens and that the deep check finds no error in.
fn whole(registry: &Registry, today: Day) -> Result<()> {
    let findings =
        registry.read(|read| check::check(read, today, &Asked { deep: true, ..Asked::default() }))?;
    let worst = findings.into_iter().find(|finding| finding.severity == Severity::Error);
    worst.map_or(Ok(()), |finding| {
        let path = registry.shown();
        let (rule, reference) = (finding.rule, finding.reference);
        Err(Error::storage(say!(
            "{path} does not stand the deep check: {rule}, {reference}",
            "{path} 未通过深度检查：{rule}，{reference}"
        ))
        .cause(finding.message)
        .hint(say!("`alliance check --deep` tells all of it", "`alliance check --deep` 列出全部问题")))
    })
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{ending}"));
    path.with_file_name(name)
}

/// Whether that file is the registry itself.
fn is_at(registry: &Registry, path: &Path) -> bool {
    let own = registry.path().and_then(|own| own.canonicalize().ok());
    own.is_some_and(|own| path.canonicalize().is_ok_and(|path| own == path))
}
