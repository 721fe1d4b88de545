//! A private folder beside the place of a registry, in which it is built before it appears there whole.

use std::{
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use super::output::{self, Readers, around};

/// The folder. It goes, with all that is in it, when this is dropped.
pub struct Aside {
    place: PathBuf,
    folder: Option<output::Aside>,
    /// The folders that had to be made for the place, the outermost first.
    made: Vec<PathBuf>,
}

impl Aside {
    /// A folder beside `place`, whose own folder is made where it is missing.
    pub fn beside(place: &Path) -> io::Result<Aside> {
        let home = around(place);
        let mut aside = Aside { place: place.into(), folder: None, made: Vec::new() };
        let missing = home.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
        for folder in missing.map(Path::to_path_buf).collect::<Vec<_>>().into_iter().rev() {
            match fs::create_dir(&folder) {
                Ok(()) => aside.made.push(folder),
                Err(e) if e.kind() == ErrorKind::AlreadyExists => {}
                Err(e) => return Err(e),
            }
        }
        aside.folder = Some(output::Aside::folder(home, Readers::Owner)?);
        Ok(aside)
    }

    /// Where to build: the place's own name, in this folder.
    pub fn building(&self) -> PathBuf {
        let folder = self.folder.as_ref().map_or(Path::new(""), output::Aside::path);
        folder.join(self.place.file_name().unwrap_or_default())
    }

    /// Puts what was built at the place. What stands there is replaced under `force`; else the error is of the kind
    /// [`ErrorKind::AlreadyExists`]. Where it fails, all is as it was.
    pub fn put(&self, force: bool) -> io::Result<()> {
        fs::File::open(self.building())?.sync_all()?;
        // The folders that were made last, too.
        self.made.iter().try_for_each(|folder| output::sync(around(folder)))?;
        output::put(&self.building(), &self.place, force)
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        self.folder = None;
        // Only those go that nothing was put into.
        for folder in self.made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// A path with an ending behind the name of its file.
pub fn ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_appears_at_its_place_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a").join("b").join("r.db");
        let (first, second) = (Aside::beside(&place).unwrap(), Aside::beside(&place).unwrap());
        fs::write(first.building(), "one").unwrap();
        fs::write(second.building(), "two").unwrap();
        first.put(false).unwrap();
        assert_eq!(second.put(false).unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&place).unwrap(), "one");
        second.put(true).unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "two");
        drop((first, second));
        assert_eq!(fs::read_dir(around(&place)).unwrap().count(), 1);
    }

    #[test]
    fn folders_that_were_made_for_nothing_go_again() {
        let folder = tempfile::tempdir().unwrap();
        drop(Aside::beside(&folder.path().join("a").join("b").join("r.db")).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
