//! Checksums of an archive's files: what a bit that turned, a cut or a missing file is found by.
//!
//! Beside the files of a folder lies a list of their checksums, block by block, closed by a sum of its own. A CRC-32
//! finds every single damage of up to 32 bits in a row, and misses one of four thousand million others. Knows neither
//! what the files hold nor who writes them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::disk::replace_file;
use crate::error::{Error, Result};

/// Files are summed in blocks of this many bytes.
pub(crate) const BLOCK_BYTES: u64 = 256 << 10;
/// The first line of a list; the number is its format's.
const HEADER: &str = "huibao sums 1";

/// The checksums of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FileSums {
    /// Its size in bytes.
    pub size_bytes: u64,
    /// The CRC-32 of each block.
    pub blocks: Vec<u32>,
}

/// The checksums of some files by their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    /// The files are being changed: the checksums say nothing until they are written again.
    pub in_progress: bool,
    /// By name.
    pub files: BTreeMap<String, FileSums>,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is not there.
    Missing,
    /// It has another size: the size it should have, and the one it has.
    Size(u64, u64),
    /// The first block that is not what was written, in bytes from the beginning of the file.
    Content(u64),
}

impl Fault {
    /// Returns it in words.
    pub(crate) fn words(&self) -> String {
        match self {
            Fault::Missing => "missing".into(),
            Fault::Size(then, now) => format!("{now} bytes, {then} were written"),
            Fault::Content(at) => format!("not what was written, in the block at byte {at}"),
        }
    }
}

impl FileSums {
    /// Sums a file.
    pub(crate) fn of(path: &Path) -> Result<FileSums> {
        let mut sums = FileSums::default();
        sums.update(path, |_| true)?;
        Ok(sums)
    }

    /// Sums a file's content.
    pub(crate) fn of_bytes(content: &[u8]) -> FileSums {
        let blocks = content.chunks(BLOCK_BYTES as usize).map(crc32fast::hash).collect();
        FileSums { size_bytes: content.len() as u64, blocks }
    }

    /// Sums again the blocks that `changed` names and those the file did not have before.
    pub(crate) fn update(&mut self, path: &Path, changed: impl Fn(u64) -> bool) -> Result<()> {
        let mut file = File::open(path).map_err(Error::file(path))?;
        self.size_bytes = file.metadata().map_err(Error::file(path))?.len();
        let count = self.size_bytes.div_ceil(BLOCK_BYTES);
        let known = self.blocks.len() as u64;
        self.blocks.resize(count as usize, 0);
        let mut buffer = Vec::new();
        for block in 0..count {
            // The last block may have grown.
            if block + 1 < known.min(count) && !changed(block) {
                continue;
            }
            file.seek(SeekFrom::Start(block * BLOCK_BYTES)).map_err(Error::file(path))?;
            buffer.clear();
            (&mut file).take(BLOCK_BYTES).read_to_end(&mut buffer).map_err(Error::file(path))?;
            self.blocks[block as usize] = crc32fast::hash(&buffer);
        }
        Ok(())
    }

    /// Returns what is wrong with a file.
    pub(crate) fn fault(&self, path: &Path) -> Result<Option<Fault>> {
        self.fault_in(path, |_| true)
    }

    /// Returns what is wrong with a file as far as its size and some blocks tell.
    pub(crate) fn fault_in(&self, path: &Path, looked_at: impl Fn(u64) -> bool) -> Result<Option<Fault>> {
        let mut now = self.clone();
        match now.update(path, looked_at) {
            Ok(()) => {}
            Err(Error::File { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Some(Fault::Missing));
            }
            Err(error) => return Err(error),
        }
        if now.size_bytes != self.size_bytes {
            return Ok(Some(Fault::Size(self.size_bytes, now.size_bytes)));
        }
        let differs = self.blocks.iter().zip(&now.blocks).position(|(then, now)| then != now);
        Ok(differs.map(|block| Fault::Content(block as u64 * BLOCK_BYTES)))
    }
}

impl Sums {
    /// Reads a list; `None` where there is none, an error text where it is damaged.
    pub(crate) fn read(path: &Path) -> Result<Option<std::result::Result<Sums, String>>> {
        match std::fs::read(path) {
            Ok(bytes) => Ok(Some(Sums::parse(&bytes).ok_or_else(|| "the list of sums is damaged".to_owned()))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::file(path)(error)),
        }
    }

    fn parse(bytes: &[u8]) -> Option<Sums> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (content, sum) = text.strip_suffix('\n')?.rsplit_once('\n')?;
        let own = format!("{:08x}", crc32fast::hash(format!("{content}\n").as_bytes()));
        if sum != own {
            return None;
        }
        let mut lines = content.lines();
        let in_progress = match lines.next()?.strip_prefix(HEADER)? {
            "" => false,
            " moving" => true,
            _ => return None,
        };
        let mut files = BTreeMap::new();
        for line in lines {
            let mut words = line.splitn(3, ' ');
            let (size, blocks, name) = (words.next()?.parse().ok()?, words.next()?, words.next()?);
            let blocks = blocks.split(',').filter(|block| !block.is_empty());
            let blocks = blocks.map(|block| u32::from_str_radix(block, 16).ok()).collect::<Option<_>>()?;
            files.insert(name.to_owned(), FileSums { size_bytes: size, blocks });
        }
        Some(Sums { in_progress, files })
    }

    /// Writes the list in the place of an older one, and has it on disk before it returns.
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        let mut content = format!("{HEADER}{}\n", if self.in_progress { " moving" } else { "" });
        for (name, file) in &self.files {
            let blocks: Vec<String> = file.blocks.iter().map(|block| format!("{block:08x}")).collect();
            content += &format!("{} {} {name}\n", file.size_bytes, blocks.join(","));
        }
        let sum = crc32fast::hash(content.as_bytes());
        content += &format!("{sum:08x}\n");
        replace_file(path, content.as_bytes()).map_err(Error::file(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_single_damage_is_found() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("file");
        let content: Vec<u8> = (0..600_000u32).map(|n| (n * 7 % 251) as u8).collect();
        std::fs::write(&path, &content).expect("writes");
        let sums = FileSums::of(&path).expect("sums");
        assert_eq!((sums.blocks.len(), sums.fault(&path).expect("reads")), (3, None));
        for at in (0..content.len()).step_by(9973) {
            let mut damaged = content.clone();
            damaged[at] ^= 1 << (at % 8);
            std::fs::write(&path, &damaged).expect("writes");
            let block = at as u64 / BLOCK_BYTES * BLOCK_BYTES;
            assert_eq!(sums.fault(&path).expect("reads"), Some(Fault::Content(block)));
        }
        std::fs::write(&path, &content[..599_999]).expect("writes");
        assert_eq!(sums.fault(&path).expect("reads"), Some(Fault::Size(600_000, 599_999)));
        std::fs::remove_file(&path).expect("removes");
        assert_eq!(sums.fault(&path).expect("reads"), Some(Fault::Missing));
    }

    #[test]
    fn changed_blocks_are_summed_again() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("file");
        let mut content = vec![1u8; 700_000];
        std::fs::write(&path, &content).expect("writes");
        let mut sums = FileSums::of(&path).expect("sums");
        content[300_000] = 2;
        content.extend([3; 400_000]);
        std::fs::write(&path, &content).expect("writes");
        sums.update(&path, |block| block == 1).expect("sums");
        assert_eq!(sums, FileSums::of(&path).expect("sums"));
    }

    #[test]
    fn the_list_knows_its_own_damage() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("sums");
        let file = FileSums { size_bytes: 5, blocks: vec![1, 0xffff_ffff] };
        let sums = Sums {
            in_progress: true,
            files: [("a b".to_owned(), file), ("空".to_owned(), FileSums::default())].into(),
        };
        sums.write(&path).expect("writes");
        assert_eq!(Sums::read(&path).expect("reads"), Some(Ok(sums)));
        let bytes = std::fs::read(&path).expect("reads");
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 4;
            assert!(Sums::parse(&damaged).is_none(), "byte {at}");
            assert!(Sums::parse(&bytes[..at]).is_none(), "cut at {at}");
        }
        assert_eq!(Sums::read(&folder.path().join("none")).expect("reads"), None);
    }
}
