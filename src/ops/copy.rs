//! A whole registry from one place to another: between files, between servers, either way.

use crate::{
    error::{Error, Result},
    say,
    store::Registry,
};

/// Copies all of it, journal and numbers included, to where there is no registry yet. The copy comes into
/// its place whole or not at all, once every row of it has been read back and compared.
pub fn copy(from: &Registry, to: &Registry, dry_run: bool) -> Result<()> {
    let place = to.shown();
    if to.exists()? {
        return Err(Error::conflict(say!("there is a registry at {place} already", "{place} 处已有登记库"))
            .hint(say!(
                "name another place; a copy never replaces anything",
                "请另选位置；复制不会覆盖任何内容"
            )));
    }
    if dry_run { from.read(|_| Ok(())) } else { from.copy(to) }
}
