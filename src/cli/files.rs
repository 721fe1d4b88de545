//! Files that appear whole or not at all.

use std::{
    io::{self, Write as _},
    path::Path,
};

/// Writes a file beside its place and moves it there, so that nobody ever sees half of it.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".new-{}", std::process::id()));
    let building = path.with_file_name(name);
    let done = (|| {
        let mut file = std::fs::File::create(&building)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&building, path)
    })();
    if done.is_err() {
        let _ = std::fs::remove_file(&building);
    }
    done
}
