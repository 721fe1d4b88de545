//! Files that the command line names: what may be read of them, and how they are written.

use std::{
    io::{self, Read},
    path::Path,
};

use clap::ArgMatches;

use super::declare::given;
use crate::{
    error::Result,
    store::{
        output::{Readers, unwritable, write_file},
        place::STREAM,
    },
};

/// Writes a file that holds what is personal: whole or not at all, and in the place of another only under `force`.
pub fn write_whole(path: &Path, force: bool, bytes: &[u8]) -> Result<()> {
    write_file(path, force, Readers::Owner, &mut |out| {
        out.write_all(bytes).map_err(|e| unwritable(path, &e))
    })
}

/// The file that `--output` names; none where the output goes to stdout, as `-` says too.
pub fn output(args: &ArgMatches) -> Option<&Path> {
    given(args, "output").filter(|path| *path != STREAM).map(Path::new)
}

/// At most one byte more than `most`, so that what is larger is seen and not held.
pub fn read_most(from: impl Read, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
