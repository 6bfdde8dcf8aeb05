//! Files and folders that only their owner reads, that are replaced as a whole, and that survive a power cut.
//!
//! A file is durable when it was synced and its folder was, too: without the second its name may be gone. Knows
//! nothing of what the files hold.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The name a file has until it is whole.
pub(crate) fn next_to(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".tmp");
    path.with_file_name(name)
}

/// Makes a file that is created readable to its owner alone.
#[cfg(unix)]
pub(crate) fn private(options: &mut std::fs::OpenOptions) -> &mut std::fs::OpenOptions {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600)
}

/// Makes a file that is created readable to its owner alone.
#[cfg(not(unix))]
pub fn private(options: &mut std::fs::OpenOptions) -> &mut std::fs::OpenOptions {
    options
}

/// Creates or empties a file only its owner can read.
pub(crate) fn private_file(path: &Path) -> std::io::Result<File> {
    private(File::options().create(true).truncate(true).write(true)).open(path)
}

/// Creates a folder only its owner can read, with the folders above it, and has it on disk.
pub(crate) fn create_private_dir(dir: &Path) -> Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    let parent = dir.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Some(parent) = parent {
        create_private_dir(parent)?;
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).map_err(Error::file(dir))?;
    // A folder above that others own may forbid it; it is theirs to keep.
    let _ = sync_dir(parent.unwrap_or(Path::new(".")));
    Ok(())
}

/// Creates the folder of an archive, which only its owner can read; one that is there and holds nothing but hidden
/// files becomes such a folder.
pub(crate) fn create_archive_dir(dir: &Path) -> Result<()> {
    create_private_dir(dir)?;
    let mut entries = std::fs::read_dir(dir).map_err(Error::file(dir))?.flatten();
    if entries.all(|entry| entry.file_name().as_encoded_bytes().starts_with(b".")) {
        make_private(dir);
    }
    Ok(())
}

#[cfg(unix)]
fn make_private(dir: &Path) {
    let owner_alone = std::os::unix::fs::PermissionsExt::from_mode(0o700);
    // Who is not its owner cannot; the files in it are private all the same.
    let _ = std::fs::set_permissions(dir, owner_alone);
}

#[cfg(not(unix))]
fn make_private(_: &Path) {}

/// Writes a file in the place of an older one.
pub(crate) fn replace_file(path: &Path, content: &[u8]) -> std::io::Result<()> {
    private_file(&next_to(path))?.write_all(content)?;
    put_in_place(path)
}

/// Gives the file [`next_to`] a path the path's name: whoever looks, now or after a power cut, finds it whole or what
/// was there before.
pub(crate) fn put_in_place(path: &Path) -> std::io::Result<()> {
    let next = next_to(path);
    // Some systems sync only what is open for writing.
    File::options().write(true).open(&next)?.sync_all()?;
    std::fs::rename(&next, path)?;
    sync_parent(path)
}

/// Has the names of the files in a path's folder on disk.
pub(crate) fn sync_parent(path: &Path) -> std::io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    sync_names(parent.unwrap_or(Path::new(".")))
}

/// Has the names of a folder's files on disk.
pub(crate) fn sync_dir(dir: &Path) -> Result<()> {
    sync_names(dir).map_err(Error::file(dir))
}

#[cfg(unix)]
fn sync_names(dir: &Path) -> std::io::Result<()> {
    File::open(dir)?.sync_all()
}

#[cfg(not(unix))]
fn sync_names(_dir: &Path) -> std::io::Result<()> {
    Ok(())
}
