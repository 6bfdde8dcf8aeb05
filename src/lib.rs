//! An archive of Chinese meeting reports (会议报道): who convened which meeting, who chaired, who said what.
//!
//! ```text
//! bytes ─▶ decode ─text▶ extract ─Article▶ facts ▶ archive (SQLite, the truth) ─▶ index (tantivy, derived)
//! user text ─▶ query ─▶ search ◀ index          search ─▶ passage ▶ render ▶ cli
//! ```
//!
//! Data moves one way, and a module uses only modules above it in this list:
//!
//! | module | owns |
//! |---|---|
//! | [`article`] | what is kept of a page: plain data |
//! | [`error`] | what can go wrong |
//! | [`fold`] | the form in which text is searched, character for character |
//! | [`sound`] | how characters sound: pinyin without tones |
//! | [`terminal`] | what a terminal would obey, and JSON without it |
//! | [`decode`] | bytes to text, whatever the encoding |
//! | [`extract`] | pages and records to articles: copied text, HTML, MHTML, JSONL, CSV, TSV |
//! | [`facts`] | the facts of a meeting report, each with the words that prove it; the fields they are searched by |
//! | [`tokenizer`] | words (jieba) and characters of a text, the same for index and query |
//! | [`query`] | the search line as plain data |
//! | [`passage`] | passages of an article, what to mark in them |
//! | [`source`] | files, folders and standard input as items |
//! | [`disk`] | files only their owner reads, durable, replaced as a whole |
//! | [`sums`] | checksums of files |
//! | [`parity`] | a file's damaged block brought back |
//! | [`archive`] | the truth: original bytes, identities, revisions, places, tags |
//! | [`index`] | the search index, derived from the truth |
//! | [`add`] | the loop that brings articles in and keeps the index in step |
//! | [`check`] | finds damage, and brings back what can be |
//! | [`search`] | one entry point that answers: plan, scores, hits |
//! | [`render`] | answers as text, JSON, tables, Markdown |
//! | [`cli`] | the command line |
//!
//! What is deliberately absent is the architecture: `fold sound terminal decode extract facts tokenizer query passage render` are pure
//! (no files, clock, environment or printing). Only `index` and `tokenizer` know tantivy, only `tokenizer` knows
//! jieba, only `archive` knows SQLite. The library never chooses where the archive is: it is given a path. The
//! search index is derived: deleting it loses nothing.

pub mod add;
pub mod store;
pub mod article;
pub mod check;
pub mod cli;
pub mod decode;
pub mod disk;
pub mod error;
pub mod extract;
pub mod facts;
pub mod fold;
pub mod index;
pub mod parity;
pub mod passage;
pub mod query;
pub mod render;
pub mod search;
pub mod pinyin;
pub mod source;
pub mod checksums;
pub mod sanitize;
pub mod tokenizer;
