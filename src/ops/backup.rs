//! Copies of a registry that are known to be whole, and putting one back.

use std::path::Path;

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
        return whole(registry, &registry.shown(), today);
    }
    registry.back_up(to, force, |copy| whole(copy, &registry.shown(), today))
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
    if !from.exists() {
        return Err(Error::not_found(say!("there is no backup at {shown}", "{shown} 处没有备份"))
            .hint(say!("name a file made by `alliance backup`", "请指定 `alliance backup` 生成的文件")));
    }
    if !from.is_file() {
        return Err(Error::invalid(say!("{shown} is no file", "{shown} 不是文件"))
            .hint(say!("name a file made by `alliance backup`", "请指定 `alliance backup` 生成的文件")));
    }
    if is_at(registry, from) {
        return Err(Error::conflict(say!("{shown} is the registry itself", "{shown} 就是登记库本身")));
    }
    let digits: String = now.chars().take(19).filter(char::is_ascii_alphanumeric).collect();
    registry.restore(from, &digits, dry_run, |copy| whole(copy, &shown.to_string(), today))
}

/// A registry, shown by its path, that opens and that the deep check finds no error in.
fn whole(registry: &Registry, path: &str, today: Day) -> Result<()> {
    let hint = || say!("`alliance check --deep` tells all of it", "`alliance check --deep` 列出全部问题");
    let findings = registry
        .read(|read| check::check(read, today, &Asked { deep: true, ..Asked::default() }))
        .map_err(|error| {
            let details = error.details();
            if !details.damaged {
                return error;
            }
            // What is read lies where only this process looks: it is told by its own name.
            let told = Error::storage(say!(
                "{path} does not stand the deep check: it cannot be read",
                "{path} 未通过深度检查：无法读取"
            ));
            let causes = std::iter::once(details.message.clone()).chain(details.why());
            causes.fold(told, Error::cause).hint(hint())
        })?;
    let worst = findings.into_iter().find(|finding| finding.severity == Severity::Error);
    worst.map_or(Ok(()), |finding| {
        let (rule, reference) = (finding.rule, finding.reference);
        Err(Error::storage(say!(
            "{path} does not stand the deep check: {rule}, {reference}",
            "{path} 未通过深度检查：{rule}，{reference}"
        ))
        .cause(finding.message)
        .hint(hint()))
    })
}

/// Whether that file is the registry itself.
fn is_at(registry: &Registry, path: &Path) -> bool {
    let own = registry.path().and_then(|own| own.canonicalize().ok());
    own.is_some_and(|own| path.canonicalize().is_ok_and(|path| own == path))
}
