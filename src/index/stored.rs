//! What the index stores of an article, and its form on disk.
//!
//! A stored article is two zstd frames with checksums, each after its lengths, packed and unpacked, as little-endian
//! `u32`. The first has the text: a header of `u32` (lengths of headline, body and id; the publish date as `YYYYMMDD`;
//! the number of passages, and where each ends, counted in folded characters of the body), the headline, the body, the
//! id, and everything else as JSON. The second has the facts, with the id, the headline and the publish date once more, or is empty where none were read:
//! a search that orders many articles reads headline and body alone, a view over many meetings the facts alone.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use zstd::bulk::{Compressor, Decompressor};

use super::IndexedFacts;
use crate::article::{Article, Origin, PartialDate};
use crate::extract::Format;
use crate::facts::{Correction, MeetingRecord};
use crate::fold::fold_char;
use crate::passage::passages;

/// zstd's level: higher ones gain next to nothing on a few thousand bytes.
const LEVEL: i32 = 6;
/// Bytes of the header, passages aside.
const HEADER_BYTES: usize = 20;
/// No stored article unpacks to more bytes: a length beyond it is damage.
const UNPACKED_BYTES_MAX: usize = 1 << 30;

/// An article as the index stores it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedArticle {
    /// The full id, 32 hexadecimal digits.
    pub id: String,
    /// The article; its tags are the ones it came with and the ones people gave, without those they took away, and its
    /// cautions those nobody has marked as seen.
    pub article: Article,
    /// When it was first added, in seconds since 1970.
    pub added: i64,
    /// How many revisions of it there are.
    pub revisions: u32,
    /// What kind of file it came in.
    pub format: Format,
    /// Where it was found.
    pub places: Vec<Origin>,
    /// What people corrected of its facts.
    pub corrections: Vec<Correction>,
}

impl IndexedArticle {
    /// Returns the cautions that people have marked as seen.
    pub fn seen_cautions(&self) -> impl Iterator<Item = &str> {
        self.corrections.iter().filter_map(Correction::seen_caution)
    }
}

/// What of an [`IndexedArticle`] is JSON. Short names: they are in every document.
#[derive(Serialize, Deserialize)]
struct ArticleMetadata<'a> {
    /// The article without its text.
    m: Cow<'a, Article>,
    /// When it was added, how many revisions there are, its format, where it was found.
    a: i64,
    v: u32,
    f: Cow<'a, str>,
    l: Vec<(String, u64)>,
    /// Corrections: field, value, whether the value is taken away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    n: Vec<(String, String, bool)>,
}

thread_local! {
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

impl IndexedArticle {
    /// Returns the bytes the index stores.
    pub(super) fn to_stored(&self, facts: &MeetingRecord) -> std::io::Result<Vec<u8>> {
        let IndexedArticle { id, article, added, revisions, format, places, corrections } = self;
        let Article { title, body, published, .. } = article;
        let rest = ArticleMetadata {
            m: Cow::Borrowed(article),
            a: *added,
            v: *revisions,
            f: format.name().into(),
            n: corrections.iter().map(|c| (c.field.to_owned(), c.value.clone(), c.dropped)).collect(),
            l: places.iter().map(|place| (place.path.clone(), place.record)).collect(),
        };
        let published = published.map_or(0, PartialDate::number);
        let mut plain = Vec::with_capacity(HEADER_BYTES + title.len() + body.len() + 512);
        let ends = passage_ends(body);
        let lengths = [title.len(), body.len(), id.len(), published as usize, ends.len()];
        for number in lengths.into_iter().chain(ends) {
            let number = u32::try_from(number).map_err(std::io::Error::other)?;
            plain.extend_from_slice(&number.to_le_bytes());
        }
        for text in [title, body, id] {
            plain.extend_from_slice(text.as_bytes());
        }
        serde_json::to_writer(&mut plain, &rest)?;
        let mut stored = Vec::new();
        push_frame(&mut stored, &plain)?;
        // Most articles report no meeting: nothing is kept of them but their text.
        if *facts == MeetingRecord::default() {
            stored.extend([0; 8]);
            return Ok(stored);
        }
        let facts = StoredFacts { id, title, published: published as u32, facts: Cow::Borrowed(facts) };
        push_frame(&mut stored, &postcard::to_stdvec(&facts).map_err(std::io::Error::other)?)?;
        Ok(stored)
    }
}

/// What the second frame has.
#[derive(Serialize, Deserialize)]
struct StoredFacts<'a> {
    id: &'a str,
    title: &'a str,
    published: u32,
    facts: Cow<'a, MeetingRecord>,
}

/// Appends a frame after its lengths, packed and unpacked.
fn push_frame(stored: &mut Vec<u8>, plain: &[u8]) -> std::io::Result<()> {
    let packed = pack(plain)?;
    for length in [packed.len(), plain.len()] {
        stored.extend_from_slice(&u32::try_from(length).map_err(std::io::Error::other)?.to_le_bytes());
    }
    stored.extend(packed);
    Ok(())
}

/// Splits off a frame: its packed bytes, its unpacked length, and what comes after it.
fn split_frame(stored: &[u8]) -> Option<(&[u8], usize, &[u8])> {
    let (packed, rest) = stored.split_first_chunk::<4>()?;
    let (plain, rest) = rest.split_first_chunk::<4>()?;
    let (packed, plain) = (u32::from_le_bytes(*packed) as usize, u32::from_le_bytes(*plain) as usize);
    let (frame, rest) = rest.split_at_checked(packed)?;
    (plain <= UNPACKED_BYTES_MAX).then_some((frame, plain, rest))
}

/// Returns where each passage of a body ends, counted in folded characters.
fn passage_ends(body: &str) -> Vec<usize> {
    let (mut at, mut chars) = (0, 0);
    let ends = passages(body).into_iter().map(|passage| {
        chars += body[at..passage.end].chars().filter_map(fold_char).count();
        at = passage.end;
        chars
    });
    ends.collect()
}

fn pack(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    PACKER.with_borrow_mut(|packer| {
        if packer.is_none() {
            let mut new = Compressor::new(LEVEL)?;
            new.include_checksum(true)?;
            *packer = Some(new);
        }
        packer.as_mut().expect("was just made").compress(plain)
    })
}

/// Unpacks what [`pack`] made; `None` if it is damaged.
fn unpack(packed: &[u8], len: usize) -> Option<Vec<u8>> {
    UNPACKER.with_borrow_mut(|unpacker| {
        if unpacker.is_none() {
            *unpacker = Some(Decompressor::new().ok()?);
        }
        let plain = unpacker.as_mut()?.decompress(packed, len).ok()?;
        (plain.len() == len).then_some(plain)
    })
}

/// A stored article of which only what ranking needs was read.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    plain: Vec<u8>,
    /// The frame of the facts, packed, and its length unpacked.
    facts: (Vec<u8>, usize),
    ends: Range<usize>,
    title: Range<usize>,
    body: Range<usize>,
    id: Range<usize>,
    published: Option<PartialDate>,
}

impl Candidate {
    /// Returns whether a text occurs in the headlines or the body as it is.
    pub(super) fn holds(&self, text: &str) -> bool {
        let has = |bytes: &[u8]| memchr::memmem::find(bytes, text.as_bytes()).is_some();
        if has(self.title()) || has(self.body()) {
            return true;
        }
        self.article().and_then(|indexed| indexed.article.original_title).is_some_and(|title| title.contains(text))
    }

    /// Reads what [`IndexedArticle::to_stored`] wrote; `None` if it is damaged.
    pub(super) fn read(stored: &[u8]) -> Option<Candidate> {
        let (packed, length, rest) = split_frame(stored)?;
        let plain = unpack(packed, length)?;
        let (facts, facts_length, rest) = split_frame(rest)?;
        if !rest.is_empty() {
            return None;
        }
        let number = |at: usize| Some(u32::from_le_bytes(*plain.get(at..)?.first_chunk()?) as usize);
        let published = PartialDate::from_number(number(12)? as u64);
        let mut at = HEADER_BYTES;
        let mut part = |length: usize| {
            let range = at..at.checked_add(length).filter(|end| *end <= plain.len())?;
            at = range.end;
            Some(range)
        };
        let ends = part(number(16)?.checked_mul(4)?)?;
        let (title, body, id) = (part(number(0)?)?, part(number(4)?)?, part(number(8)?)?);
        Some(Candidate { plain, facts: (facts.to_vec(), facts_length), ends, title, body, id, published })
    }

    /// The headline, as UTF-8.
    pub(crate) fn title(&self) -> &[u8] {
        &self.plain[self.title.clone()]
    }

    /// The body, as UTF-8.
    pub(crate) fn body(&self) -> &[u8] {
        &self.plain[self.body.clone()]
    }

    /// Where each passage of the body ends, counted in folded characters.
    pub(crate) fn passage_ends(&self) -> impl Iterator<Item = u32> + '_ {
        self.plain[self.ends.clone()].as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes))
    }

    /// The full id, as ASCII.
    pub(crate) fn id(&self) -> &[u8] {
        &self.plain[self.id.clone()]
    }

    /// When it was published.
    pub(crate) fn published(&self) -> Option<PartialDate> {
        self.published
    }

    /// Reads the facts; `None` if they are damaged.
    pub(super) fn facts(&self) -> Option<MeetingRecord> {
        if self.facts.0.is_empty() {
            return Some(MeetingRecord::default());
        }
        let plain = unpack(&self.facts.0, self.facts.1)?;
        postcard::from_bytes::<StoredFacts<'_>>(&plain).ok().map(|stored| stored.facts.into_owned())
    }

    /// Reads the rest; `None` if it is damaged.
    pub(super) fn article(&self) -> Option<IndexedArticle> {
        let rest: ArticleMetadata<'_> = serde_json::from_slice(&self.plain[self.id.end..]).ok()?;
        let text = |bytes: &[u8]| std::str::from_utf8(bytes).ok().map(str::to_owned);
        let (title, body, published) = (text(self.title())?, text(self.body())?, self.published);
        Some(IndexedArticle {
            id: text(self.id())?,
            article: Article { title, body, published, ..rest.m.into_owned() },
            added: rest.a,
            revisions: rest.v,
            format: Format::named(&rest.f).unwrap_or(Format::Text),
            corrections: rest
                .n
                .into_iter()
                .filter_map(|(field, value, dropped)| Correction::kept(&field, value, dropped))
                .collect(),
            places: rest.l.into_iter().map(|(path, record)| Origin { path, record }).collect(),
        })
    }
}

impl IndexedFacts {
    /// Reads the facts of what [`IndexedArticle::to_stored`] wrote; `None` if they are damaged.
    pub(super) fn read(stored: &[u8]) -> Option<IndexedFacts> {
        let (_, _, rest) = split_frame(stored)?;
        let (packed, length, _) = split_frame(rest)?;
        if packed.is_empty() {
            let IndexedArticle { id, article, .. } = Candidate::read(stored)?.article()?;
            let (title, published, facts) = (article.title, article.published, MeetingRecord::default());
            return Some(IndexedFacts { id, title, published, facts });
        }
        let plain = unpack(packed, length)?;
        let StoredFacts { id, title, published, facts } = postcard::from_bytes(&plain).ok()?;
        let (id, title, facts) = (id.to_owned(), title.to_owned(), facts.into_owned());
        Some(IndexedFacts { id, title, published: PartialDate::from_number(published.into()), facts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> IndexedArticle {
        IndexedArticle {
            id: "0123456789abcdef0123456789abcdef".into(),
            article: Article {
                title: "云岭市召开防汛工作会议".into(),
                body: "林远舟强调，要压实责任。\n会议要求。".into(),
                outlet: Some("清河新闻网".into()),
                published: PartialDate::new(2022, 8, 28),
                extra: vec![("栏目".into(), "要闻".into())],
                ..Article::default()
            },
            added: 1_700_000_000,
            revisions: 2,
            format: Format::Text,
            places: vec![Origin { path: "a.txt".into(), record: 0 }],
            corrections: Correction::kept("chair", "林远舟".into(), false).into_iter().collect(),
        }
    }

    fn facts() -> MeetingRecord {
        crate::facts::read(&record().article.body, &crate::facts::metadata_of(&record().article))
    }

    fn read(stored: &[u8]) -> Option<Candidate> {
        Candidate::read(stored)
    }

    #[test]
    fn what_is_stored_comes_back() {
        for record in [record(), IndexedArticle { article: Article::default(), ..record() }] {
            let bytes = record.to_stored(&facts()).expect("is packed");
            let stored = read(&bytes).expect("is read");
            assert_eq!(stored.body(), record.article.body.as_bytes());
            assert_eq!(stored.article().expect("is read"), record);
            assert_eq!(stored.facts().expect("is read"), facts());
            let facts = IndexedFacts::read(&bytes).expect("is read");
            assert_eq!((facts.id, facts.title), (record.id, record.article.title));
            assert_eq!(facts.published, record.article.published);
        }
    }

    #[test]
    fn passages_end_where_their_characters_do() {
        let stored = read(&record().to_stored(&facts()).expect("is packed")).expect("is read");
        assert_eq!(stored.passage_ends().collect::<Vec<_>>(), [12, 18]);
        assert_eq!(passage_ends("一\u{200b}二\n\n 三 \n"), [2, 6]);
    }

    #[test]
    fn damage_is_noticed() {
        let stored = record().to_stored(&facts()).expect("is packed");
        for at in 0..stored.len() {
            let mut damaged = stored.clone();
            damaged[at] ^= 1 << (at % 8);
            let text = read(&damaged).and_then(|stored| stored.article());
            assert!(text.is_none_or(|read| read == record()), "a flipped bit of byte {at} changed the text");
            let read_facts = read(&damaged).and_then(|stored| stored.facts());
            assert!(read_facts.is_none_or(|read| read == facts()), "a flipped bit of byte {at} changed the facts");
            assert!(read(&stored[..at]).is_none());
        }
    }
}
