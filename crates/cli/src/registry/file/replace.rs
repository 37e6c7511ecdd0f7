//! A file that changes as a whole or not at all.

use std::{
    fs::{self, File, Permissions},
    io::{self, Write},
    os::unix::fs::{MetadataExt, PermissionsExt, fchown},
    path::{Path, PathBuf},
};

use tempfile::{Builder, NamedTempFile};

use super::FileRegistryError;

/// Replaces the text of the file at `path` with what `change` makes of it; a file that is not there has `None`.
///
/// Whoever reads the file meanwhile reads the old text or the new one. Those who edit through here wait for one another;
/// an edit by other means is noticed, and is not overwritten.
pub(super) fn edit<E: From<FileRegistryError>>(
    path: &Path,
    change: impl FnOnce(Option<&str>) -> Result<String, E>,
) -> Result<(), E> {
    let failed = |source| FileRegistryError::NotWritten { path: path.to_owned(), source };
    // A link stays a link, and what it leads to is changed.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = folder_of(&target);
    // The folder, since the file itself is another one after each edit. The lock ends with this process at the latest.
    let lock = File::open(&folder).map_err(failed)?;
    lock.lock().map_err(failed)?;
    let before = text(&target).map_err(failed)?;
    let after = change(before.as_deref())?;
    let written = write_beside(&target, &folder, &after).map_err(failed)?;
    if text(&target).map_err(failed)? != before {
        return Err(FileRegistryError::ChangedMeanwhile(path.to_owned()).into());
    }
    written.persist(&target).map_err(|error| failed(error.error))?;
    // The new name is on the disk when the folder is.
    Ok(lock.sync_all().map_err(failed)?)
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn text(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes `text` to a new file in `folder`, with owner and permissions of the one at `target`, and to the disk.
fn write_beside(target: &Path, folder: &Path, text: &str) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".directory-").suffix(".new");
    let mut file = match fs::metadata(target) {
        Ok(replaced) => {
            let file = builder.tempfile_in(folder)?;
            let new = file.as_file().metadata()?;
            if (new.uid(), new.gid()) != (replaced.uid(), replaced.gid()) {
                fchown(&file, Some(replaced.uid()), Some(replaced.gid()))?;
            }
            file.as_file().set_permissions(replaced.permissions())?;
            file
        }
        // As any new file: the umask takes away what it does.
        Err(_) => builder.permissions(Permissions::from_mode(0o666)).tempfile_in(folder)?,
    };
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::{os::unix::fs::symlink, thread};

    use super::*;

    fn folder_with(text: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("directory.toml");
        fs::write(&path, text).unwrap();
        (folder, path)
    }

    fn append(path: &Path, line: &str) -> Result<(), FileRegistryError> {
        edit(path, |text| Ok(format!("{}{line}\n", text.unwrap_or_default())))
    }

    fn files(folder: &Path) -> usize {
        fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn a_new_file_is_written_and_an_old_one_keeps_its_permissions() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("directory.toml");
        append(&path, "a").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        append(&path, "b").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "a\nb\n");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o640);
        assert_eq!(files(folder.path()), 1);
    }

    #[test]
    fn a_link_stays_a_link() {
        let (folder, path) = folder_with("a\n");
        let link = folder.path().join("link.toml");
        symlink(&path, &link).unwrap();
        append(&link, "b").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "a\nb\n");
    }

    #[test]
    fn a_change_that_fails_leaves_the_file_and_nothing_beside_it() {
        let (folder, path) = folder_with("a\n");
        assert!(edit(&path, |_| Err(FileRegistryError::Inline)).is_err());
        assert_eq!((fs::read_to_string(&path).unwrap(), files(folder.path())), ("a\n".to_owned(), 1));
    }

    #[test]
    fn an_edit_by_other_means_is_not_overwritten() {
        let (folder, path) = folder_with("a\n");
        let edited = edit(&path, |text| {
            fs::write(&path, "somebody else's\n").unwrap();
            Ok::<_, FileRegistryError>(format!("{}b\n", text.unwrap()))
        });
        assert!(matches!(edited, Err(FileRegistryError::ChangedMeanwhile(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "somebody else's\n");
        assert_eq!(files(folder.path()), 1);
    }

    #[test]
    fn edits_at_once_lose_nothing() {
        let (_folder, path) = folder_with("");
        thread::scope(|scope| {
            for line in 0..20 {
                let path = &path;
                scope.spawn(move || append(path, &line.to_string()).unwrap());
            }
        });
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 20);
    }
}
