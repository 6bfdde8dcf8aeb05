//! Returns a damaged block of a file: every group of blocks has one beside it that is the exclusive-or of them.
//!
//! One damaged block of a group comes back bit for bit, whatever it held, and so does the end of a file cut within a
//! block; which blocks are damaged is known from their checksums. Costs a 64th of the file. Knows neither what the file
//! holds nor who writes it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::checksums::{BLOCK_BYTES, Fault, FileSums};
use crate::disk::{private, private_file};
use crate::error::{Error, Result};

/// This many blocks share one.
const GROUP_BLOCKS: u64 = 64;

/// Returns how long the parity of a file is, in bytes.
fn parity_bytes(file_bytes: u64) -> u64 {
    const GROUP_BYTES: u64 = GROUP_BLOCKS * BLOCK_BYTES;
    file_bytes / GROUP_BYTES * BLOCK_BYTES + (file_bytes % GROUP_BYTES).min(BLOCK_BYTES)
}

fn mix_in(mixed: &mut Vec<u8>, content: &[u8]) {
    if mixed.len() < content.len() {
        mixed.resize(content.len(), 0);
    }
    mixed.iter_mut().zip(content).for_each(|(mixed, byte)| *mixed ^= byte);
}

/// Reads a block, as much of it as there is.
fn read_block(file: &mut File, block: u64, buffer: &mut Vec<u8>) -> io::Result<()> {
    file.seek(SeekFrom::Start(block * BLOCK_BYTES))?;
    buffer.clear();
    file.take(BLOCK_BYTES).read_to_end(buffer)?;
    Ok(())
}

/// Makes the parity of a file.
pub(crate) fn make(path: &Path, parity: &Path) -> Result<()> {
    let mut file = File::open(path).map_err(Error::file(path))?;
    let size = file.metadata().map_err(Error::file(path))?.len();
    let mut made = private_file(parity).map_err(Error::file(parity))?;
    let (mut mixed, mut buffer) = (Vec::new(), Vec::new());
    for block in 0..size.div_ceil(BLOCK_BYTES) {
        read_block(&mut file, block, &mut buffer).map_err(Error::file(path))?;
        mix_in(&mut mixed, &buffer);
        if (block + 1) % GROUP_BLOCKS == 0 || (block + 1) * BLOCK_BYTES >= size {
            made.write_all(&mixed).map_err(Error::file(parity))?;
            mixed.clear();
        }
    }
    made.sync_all().map_err(Error::file(parity))
}

/// A change of some blocks of a file, which its parity follows: what they were and what they become.
#[derive(Debug, Default)]
pub(crate) struct ParityUpdate {
    size_bytes: u64,
    blocks: BTreeSet<u64>,
    /// By group.
    mixed: BTreeMap<u64, Vec<u8>>,
}

impl ParityUpdate {
    /// Begins a change, while the blocks are what they were. One that is not what its sum says is returned as a fault.
    pub(crate) fn begin(
        path: &Path,
        sums: &FileSums,
        blocks: BTreeSet<u64>,
    ) -> Result<std::result::Result<ParityUpdate, Fault>> {
        let mut file = File::open(path).map_err(Error::file(path))?;
        let size = file.metadata().map_err(Error::file(path))?.len();
        if size != sums.size_bytes {
            return Ok(Err(Fault::Size(sums.size_bytes, size)));
        }
        let mut change = ParityUpdate { size_bytes: size, blocks, mixed: BTreeMap::new() };
        for block in change.blocks.clone() {
            let before = change.mix(&mut file, block).map_err(Error::file(path))?;
            if sums.blocks.get(block as usize).is_some_and(|sum| *sum != before) {
                return Ok(Err(Fault::Content(block * BLOCK_BYTES)));
            }
        }
        Ok(Ok(change))
    }

    fn mix(&mut self, file: &mut File, block: u64) -> io::Result<u32> {
        let mut buffer = Vec::new();
        read_block(file, block, &mut buffer)?;
        mix_in(self.mixed.entry(block / GROUP_BLOCKS).or_default(), &buffer);
        Ok(crc32fast::hash(&buffer))
    }

    /// Returns the blocks of the parity it changes.
    pub(crate) fn parity_blocks(&self) -> BTreeSet<u64> {
        self.blocks.iter().map(|block| block / GROUP_BLOCKS).collect()
    }

    /// Ends it: the blocks are what they become, and the parity follows. A file that became shorter needs
    /// [`make`] instead, and returns false.
    pub(crate) fn end(mut self, path: &Path, parity: &Path) -> Result<bool> {
        let mut file = File::open(path).map_err(Error::file(path))?;
        let size = file.metadata().map_err(Error::file(path))?.len();
        if size < self.size_bytes {
            return Ok(false);
        }
        for block in self.blocks.clone() {
            self.mix(&mut file, block).map_err(Error::file(path))?;
        }
        self.follow(size, parity).map_err(Error::file(parity))?;
        Ok(true)
    }

    fn follow(self, size: u64, parity: &Path) -> io::Result<()> {
        let mut kept = private(File::options().read(true).write(true)).open(parity)?;
        kept.set_len(parity_bytes(size))?;
        let mut buffer = Vec::new();
        for (group, mixed) in self.mixed {
            read_block(&mut kept, group, &mut buffer)?;
            mix_in(&mut buffer, &mixed);
            kept.seek(SeekFrom::Start(group * BLOCK_BYTES))?;
            kept.write_all(&buffer)?;
        }
        kept.sync_all()
    }
}

/// Writes a file as it was, from what is left of it and its parity; returns false, and what it wrote is worth nothing,
/// where more is damaged than one block of a group.
pub(crate) fn restore(path: &Path, sums: &FileSums, parity: &Path, mended: &Path) -> Result<bool> {
    let mut file = match File::open(path) {
        Ok(file) => Some(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(Error::file(path)(error)),
    };
    let mut kept = File::open(parity).map_err(Error::file(parity))?;
    let mut out = private_file(mended).map_err(Error::file(mended))?;
    let count = sums.blocks.len() as u64;
    let (mut buffer, mut mixed) = (Vec::new(), Vec::new());
    for group in 0..count.div_ceil(GROUP_BLOCKS) {
        read_block(&mut kept, group, &mut mixed).map_err(Error::file(parity))?;
        let mut missing = None;
        for block in group * GROUP_BLOCKS..count.min((group + 1) * GROUP_BLOCKS) {
            buffer.clear();
            if let Some(file) = &mut file {
                read_block(file, block, &mut buffer).map_err(Error::file(path))?;
            }
            buffer.truncate((sums.size_bytes - block * BLOCK_BYTES).min(BLOCK_BYTES) as usize);
            if crc32fast::hash(&buffer) == sums.blocks[block as usize] {
                mix_in(&mut mixed, &buffer);
                out.seek(SeekFrom::Start(block * BLOCK_BYTES)).map_err(Error::file(mended))?;
                out.write_all(&buffer).map_err(Error::file(mended))?;
            } else if missing.replace(block).is_some() {
                return Ok(false);
            }
        }
        if let Some(block) = missing {
            mixed.truncate((sums.size_bytes - block * BLOCK_BYTES).min(BLOCK_BYTES) as usize);
            if crc32fast::hash(&mixed) != sums.blocks[block as usize] {
                return Ok(false);
            }
            out.seek(SeekFrom::Start(block * BLOCK_BYTES)).map_err(Error::file(mended))?;
            out.write_all(&mixed).map_err(Error::file(mended))?;
        }
    }
    out.sync_all().map_err(Error::file(mended))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(bytes: usize, seed: u32) -> Vec<u8> {
        (0..bytes as u32).map(|n| (n.wrapping_mul(2_654_435_761).wrapping_add(seed) >> 13) as u8).collect()
    }

    struct Case {
        folder: tempfile::TempDir,
    }

    impl Case {
        fn new(content: &[u8]) -> Case {
            let case = Case { folder: tempfile::tempdir().expect("a temporary folder") };
            std::fs::write(case.path("file"), content).expect("writes");
            make(&case.path("file"), &case.path("parity")).expect("makes");
            case
        }

        fn path(&self, name: &str) -> std::path::PathBuf {
            self.folder.path().join(name)
        }

        /// Mends what is left, and returns it.
        fn mended(&self, left: Option<&[u8]>, sums: &FileSums) -> Option<Vec<u8>> {
            match left {
                Some(left) => std::fs::write(self.path("file"), left).expect("writes"),
                None => std::fs::remove_file(self.path("file")).expect("removes"),
            }
            let done = restore(&self.path("file"), sums, &self.path("parity"), &self.path("mended")).expect("mends");
            done.then(|| std::fs::read(self.path("mended")).expect("reads"))
        }
    }

    #[test]
    fn one_block_of_each_group_comes_back() {
        // Two groups, the second of two blocks and a bit.
        let whole = content((66 * BLOCK_BYTES + 1000) as usize, 1);
        let case = Case::new(&whole);
        let sums = FileSums::of_bytes(&whole);
        let mut damaged = whole.clone();
        damaged[5] ^= 1;
        let last = whole.len() - 1;
        damaged[last] ^= 128;
        assert!(case.mended(Some(&damaged), &sums).is_some_and(|mended| mended == whole));
        assert!(case.mended(Some(&whole[..last - 500]), &sums).is_some_and(|mended| mended == whole));
        damaged.extend([0; 5000]);
        assert!(case.mended(Some(&damaged), &sums).is_some_and(|mended| mended == whole));
        damaged[BLOCK_BYTES as usize] ^= 1;
        assert_eq!(case.mended(Some(&damaged), &sums), None);
        assert_eq!(case.mended(None, &sums), None);
    }

    #[test]
    fn a_small_file_comes_back_from_nothing() {
        let whole = content(5000, 2);
        let sums = FileSums::of_bytes(&whole);
        assert_eq!(Case::new(&whole).mended(None, &sums), Some(whole));
    }

    #[test]
    fn parity_follows_changes() {
        let mut whole = content((3 * BLOCK_BYTES + 77) as usize, 3);
        let case = Case::new(&whole);
        let sums = FileSums::of_bytes(&whole);
        // Changed in the middle and grown into another group.
        let change = ParityUpdate::begin(&case.path("file"), &sums, [1, 3].into_iter().chain(4..66).collect());
        let change = change.expect("reads").expect("is whole");
        assert_eq!(change.parity_blocks(), [0, 1].into());
        whole[BLOCK_BYTES as usize + 9] ^= 0x55;
        whole.extend(content((62 * BLOCK_BYTES) as usize, 4));
        std::fs::write(case.path("file"), &whole).expect("writes");
        assert!(change.end(&case.path("file"), &case.path("parity")).expect("follows"));
        let followed = std::fs::read(case.path("parity")).expect("reads");
        make(&case.path("file"), &case.path("parity")).expect("makes");
        assert!(followed == std::fs::read(case.path("parity")).expect("reads"));
        assert_eq!(followed.len() as u64, parity_bytes(whole.len() as u64));
    }

    #[test]
    fn a_change_begins_with_whole_blocks_alone() {
        let mut whole = content(2 * BLOCK_BYTES as usize, 5);
        let case = Case::new(&whole);
        let sums = FileSums::of_bytes(&whole);
        whole[BLOCK_BYTES as usize + 1] ^= 1;
        std::fs::write(case.path("file"), &whole).expect("writes");
        let begin = |block: u64| ParityUpdate::begin(&case.path("file"), &sums, [block].into()).expect("reads");
        assert!(begin(0).is_ok());
        assert_eq!(begin(1).err(), Some(Fault::Content(BLOCK_BYTES)));
    }
}
