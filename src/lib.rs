//! An archive of Chinese meeting reports (会议报道): who convened which meeting, who chaired, who said what.
//!
//! ```
//! use huibao::{Archive, Control, SearchRequest};
//!
//! # fn main() -> huibao::Result<()> {
//! # let folder = tempfile::tempdir().expect("a temporary folder");
//! # let (dir, page) = (folder.path().join("archive"), folder.path().join("page.txt"));
//! # std::fs::write(&page, "云岭市召开防汛会议\n8月28日,云岭市委书记林远舟主持召开防汛会议。林远舟强调,要压实责任。").expect("writes");
//! let archive = Archive::create(&dir)?;
//! archive.writer()?.add(&[page], &Default::default(), &mut Control::default())?;
//!
//! let snapshot = archive.snapshot(&mut Control::default())?;
//! let request = SearchRequest { query: "防汛 责任".into(), limit: 3, ..Default::default() };
//! for hit in snapshot.search(&request)?.hits {
//!     for passage in &hit.passages {
//!         println!("{}:{} {}", hit.short_id, passage.number, &hit.record.article.body[passage.span.clone()]);
//!     }
//! }
//! # assert_eq!(snapshot.search(&request)?.hits.len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! # How data moves
//!
//! ```text
//! source ─bytes▶ decode ─text▶ extract ─Article▶ store (SQLite, the source of truth) ─Article, facts▶ index (derived)
//! query ─▶ condition ─▶ search ◀ index                service answers and changes ─▶ render ─▶ cli
//! ```
//!
//! Data moves one way, and a module uses only modules above it in this list; a test reads the order from here:
//!
//! | module | owns |
//! |---|---|
//! | `error` | what can go wrong |
//! | `article` | what is kept of a page: plain data |
//! | `fold` | the form in which text is searched, character for character |
//! | `pinyin` | how characters sound: pinyin without tones |
//! | `view` | a text as the rules read it: folded, with what is quoted, in lines, sentences and clauses |
//! | `lexicon` | word lists of the genre: surnames, offices, areas, the words rules ask for |
//! | `sanitize` | what a terminal would obey, and JSON without it |
//! | `decode` | bytes to text, whatever the encoding |
//! | `page` | the one reader of a copied page: labels, credits, dates, furniture (what pages print around articles), headline and paragraphs, as ranges |
//! | `extract` | pages, documents, mail and records to articles, a file a format |
//! | `facts` | the facts of a meeting report, each with the words that prove it; the fields they are searched by |
//! | `tokenizer` | words (jieba) and characters of a text, the same for index and query |
//! | `query` | the query as plain data |
//! | `passage` | passages of an article, what to mark in them |
//! | `condition` | what an article has to contain: compiled from a query, found by an index, evaluated on a text |
//! | `limits` | how long a question may take |
//! | `disk` | files only their owner reads, durable, replaced as a whole |
//! | `checksums` | checksums of files |
//! | `parity` | a corrupted block of a file restored |
//! | `isolate` | documents read in a process of its own, with bounds of time and memory |
//! | `source` | files, folders and standard input as items; files that hold others, and records, apart; which files of watched folders are finished |
//! | `store` | original bytes, identities, revisions, origins, what people add |
//! | `index` | the boundary to the search index, and behind it tantivy |
//! | `search` | candidates, scores, hits |
//! | `service` | the entry of every surface: archive, snapshot, writer, upkeep; one file an operation |
//! | `render` | answers as text, JSON, tables, Markdown: nothing else writes a format |
//! | `cli` | the command line, one file a command |
//!
//! What is deliberately absent is the architecture: all down to `condition`, and `render`, are pure (no files, clock,
//! environment or printing). Only `index/tantivy` knows tantivy, only `tokenizer` jieba, only `store` SQLite. The library
//! never chooses where the archive is: it is given a path. The search index is derived: deleting it loses nothing.
//!
//! # Words, one meaning each
//!
//! An **archive** is the folder a person names; its **store** the SQLite file with originals and what people add; its
//! **index** what is derived from that; a **snapshot** both at one moment; the **writer** the one process that changes.
//! An **article** is what is kept of a page, an **indexed article** the same with what the store knows of it, its
//! **original** the bytes it came in, its **origin** where they were found, its **provenance** how they are read. A
//! **passage** is a paragraph or a group of its sentences, the ranked unit; a **hit** a ranked result; a **fact** a value
//! with the span of text that proves it; a **condition** what an article has to contain; a **candidate** an article of
//! which only what ranking needs was read; a **diagnostic** a remark on how a query was read.
//!
//! Promised are the archive's format, version 1 of the JSON (`docs/json.md`) and the exit codes. This API is not, before
//! 1.0.

// What surfaces say and take waits for one of them.
#![cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports))]

pub(crate) mod article;
pub(crate) mod checksums;
#[cfg(feature = "cli")]
pub(crate) mod cli;
pub(crate) mod condition;
pub(crate) mod decode;
pub(crate) mod disk;
pub(crate) mod error;
pub(crate) mod extract;
pub(crate) mod facts;
pub(crate) mod fold;
pub(crate) mod index;
pub(crate) mod isolate;
pub(crate) mod lexicon;
pub(crate) mod limits;
pub(crate) mod page;
pub(crate) mod parity;
pub(crate) mod passage;
pub(crate) mod pinyin;
pub(crate) mod query;
pub(crate) mod render;
pub(crate) mod sanitize;
pub(crate) mod search;
pub(crate) mod service;
pub(crate) mod source;
pub(crate) mod store;
pub(crate) mod tokenizer;
pub(crate) mod view;

pub use article::{Article, PartialDate};
#[cfg(feature = "cli")]
pub use cli::main;
pub use error::{Error, IndexPart, Result, Unfit};
pub use extract::Format;
pub use facts::{Correction, Edit, EditKind, MeetingRecord};
pub use index::{By, DateOrder, Filters};
pub use limits::Limits;
pub use query::{Matching, QueryOptions};
pub use render::{Answer, ItemsWriter, Language, Named, OutputFormat, Several, Style, write};
pub use search::{
    ConcordanceAnswer, ConcordanceLine, ConcordanceRequest, Group, Hit, LineOrder, Order, PassageHit, SaidHit,
    SearchAnswer, SearchRequest, Tier, Tiers,
};
pub use service::{
    AddOptions, AddSummary, Analysis, Appearance, Archive, ArticleAnswer, ArticleRef, Cell, ChangeKind, CheckReport,
    Control, CorrectionsAnswer, CountAnswer, CountRequest, Coverage, DataTable, DiffAnswer, EditReport, EditsAnswer,
    Event, ExportRequest, ExportedArticles, FactsAnswer, FactsOptions, Freshness, GapsAnswer, ImportSummary,
    ItemOutcome, ItemReport, ListAnswer, ListRequest, MeetingLine, MeetingsAnswer, MeetingsRequest, NamesAnswer,
    Original, PeopleAnswer, PeopleOrder, PeopleRequest, PersonAnswer, PersonLine, PersonRequest, Removal, RemovalPlan,
    RepairReport, Revision, RevisionsAnswer, RunsAnswer, SaidAnswer, SaidRequest, SentenceChange, SettingChange,
    Snapshot, Stats, TableKind, Tallied, TallyAnswer, TallyRequest, TallyRow, WatchNote, WatchOptions, Writer,
    analyze_text, backup, check, export, facts_of_files, repair, restore,
};
pub use store::Run;

/// What the project's own tests, examples and benchmarks look at besides; no part of the API.
#[doc(hidden)]
pub mod internals {
    /// Returns whether an article may meet what a query asks of texts, by the evaluator that proves candidates.
    pub fn holds_on_article(query: &crate::query::Query, article: &crate::Article) -> bool {
        let condition =
            crate::condition::Compiler::new(query, &[], false).condition(query, crate::condition::Runs::Words);
        crate::condition::holds_on_article(&condition, article)
    }
    pub mod extract {
        pub use crate::extract::{Provenance, Skip, extract};
    }
    pub mod facts {
        pub use crate::facts::{Fact, FieldKind, Metadata, Span, field_named, key, metadata_of, read};
    }
    pub mod fold {
        pub use crate::fold::{Folded, fold};
    }
    pub mod index {
        pub use crate::index::{Counts, IndexedArticle};
    }
    pub mod passage {
        pub use crate::passage::{Term, find_all, marks, passages, sentences};
    }
    pub mod pinyin {
        pub use crate::pinyin::{readings, readings_of};
    }
    pub mod query {
        pub use crate::query::{DaySpan, NumberSpan, Piece, Query, Unit, pieces};
    }
    pub mod render {
        pub use crate::render::facts_json;
        pub use crate::render::messages::note_text;
    }
    pub mod store {
        pub use crate::store::{Store, WriterLock};
    }
    pub mod tokenizer {
        pub use crate::tokenizer::{Dictionary, QueryCutter};
    }
}
