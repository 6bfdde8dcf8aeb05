//! The entry every surface uses: an archive, a snapshot of it that answers, a writer that changes it, and upkeep.
//!
//! *Archive* is the folder a person names: the store with the originals and the index derived from it. A [`Snapshot`] is
//! both at one moment; it never changes and can be shared by threads. A [`Writer`] is the one process that changes.
//! Requests and answers are plain data; requests have defaults, name what differs. Nothing in here knows a clock (but
//! for deadlines), a language, a terminal or the environment: the day it is, where it matters, is given.
//!
//! Each operation has its own file, and every method here is one line into it.

mod add;
mod analyze;
mod backup;
mod check;
mod correct;
mod count;
mod coverage;
mod event;
mod export;
mod facts;
mod list;
mod meetings;
mod people;
mod reindex;
mod remove;
mod repair;
mod revisions;
mod runs;
mod said;
mod salvage;
mod settings;
mod show;
mod stats;
mod sync;
mod tables;
mod tag;
mod tally;
mod watch;
mod worker;

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

pub use self::add::{AddOptions, AddSummary, ItemOutcome, ItemReport};
pub use self::analyze::Analysis;
pub use self::backup::{backup, restore};
pub(crate) use self::check::Finding;
pub use self::check::{CheckReport, check};
pub use self::correct::{CorrectionsAnswer, EditReport, EditsAnswer};
pub use self::count::{CountAnswer, CountRequest};
pub use self::coverage::Coverage;
pub use self::event::{Control, Event};
pub(crate) use self::export::export_articles;
pub use self::export::{ExportRequest, ExportedArticles, ImportSummary, export};
pub use self::facts::{FactsAnswer, FactsOptions, facts_of_files};
pub(crate) use self::list::ListedArticle;
pub use self::list::{ListAnswer, ListRequest};
pub(crate) use self::meetings::Gaps;
pub use self::meetings::{GapsAnswer, MeetingLine, MeetingsAnswer, MeetingsRequest};
pub use self::tally::{Tallied, TallyAnswer, TallyRequest, TallyRow};

pub use self::people::{
    Appearance, NamesAnswer, PeopleAnswer, PeopleOrder, PeopleRequest, PersonAnswer, PersonLine, PersonRequest,
};
pub use self::remove::{Removal, RemovalPlan};
pub(crate) use self::repair::Repair;
pub use self::repair::{RepairReport, repair};
pub use self::revisions::{ChangeKind, DiffAnswer, Revision, RevisionsAnswer, SentenceChange};
pub use self::runs::RunsAnswer;
pub use self::said::{SaidAnswer, SaidRequest};
pub(crate) use self::settings::Changed;
pub use self::settings::SettingChange;
pub use self::show::{ArticleAnswer, ArticleRef, Original};
pub use self::stats::Stats;
pub use self::sync::Freshness;
pub use self::tables::{Cell, DataTable, TableKind};
pub use self::watch::{WatchNote, WatchOptions};
pub(crate) use self::worker::{note_panic, panicked_at};
use crate::disk::create_archive_dir;
use crate::error::Result;
use crate::facts::Edit;
use crate::index::{IndexedArticle, Reader};
use crate::query::QueryOptions;
use crate::search::{self, ConcordanceAnswer, ConcordanceRequest, SearchAnswer, SearchRequest};
use crate::source;
use crate::store::{self, Settings, Store, WriterLock, expect_there};

/// An archive in a folder. Opening it reads nothing: [`Archive::snapshot`] does.
#[derive(Debug)]
pub struct Archive {
    dir: PathBuf,
    current: RwLock<Option<Arc<Snapshot>>>,
}

impl Archive {
    /// Opens the archive in a folder; it must be there.
    pub fn open(dir: impl Into<PathBuf>) -> Result<Archive> {
        let dir = dir.into();
        expect_there(&dir)?;
        Ok(Archive { dir, current: RwLock::default() })
    }

    /// Opens the archive in a folder, or makes one there.
    pub fn create(dir: impl Into<PathBuf>) -> Result<Archive> {
        let dir = dir.into();
        if expect_there(&dir).is_err() {
            create_archive_dir(&dir)?;
            let _lock = WriterLock::take(&dir)?;
            drop(Store::create_or_open(&dir)?);
        }
        Ok(Archive { dir, current: RwLock::default() })
    }

    /// Returns whether a folder is an archive.
    pub fn is_in(dir: &Path) -> bool {
        dir.join(store::FILE_NAME).is_file()
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Returns the archive as it is now. While it has not changed this costs two looks at a file and gives the same
    /// snapshot again; an index that is behind follows first, and `control` hears of it.
    pub fn snapshot(&self, control: &mut Control<'_>) -> Result<Arc<Snapshot>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(current) = current.filter(|current| current.is_current()) {
            return Ok(current);
        }
        let (reader, freshness) = sync::open(&self.dir, control)?;
        let snapshot = Arc::new(Snapshot { dir: self.dir.clone(), reader: Box::new(reader), freshness });
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&snapshot));
        Ok(snapshot)
    }

    /// Becomes the one process that changes the archive, until the writer is dropped.
    pub fn writer(&self) -> Result<Writer> {
        expect_there(&self.dir)?;
        Ok(Writer { dir: self.dir.clone(), _lock: WriterLock::take(&self.dir)? })
    }

    /// Watches folders and adds what is finished in them, until `control` is cancelled. The lock is held while files are
    /// added only, so others may write in between.
    pub fn watch(&self, folders: &[PathBuf], options: &WatchOptions, control: &mut Control<'_>) -> Result<AddSummary> {
        watch::watch(self, folders, options, control)
    }

    /// Reports what [`Writer::add`] would do, and changes nothing. The folder need not hold an archive.
    pub fn rehearse_add(
        dir: &Path,
        sources: &[PathBuf],
        options: &AddOptions,
        control: &mut Control<'_>,
    ) -> Result<AddSummary> {
        add::rehearse(dir, sources, options, control)
    }
}

/// An archive at one moment: what it answers never changes.
pub struct Snapshot {
    dir: PathBuf,
    reader: Box<dyn Reader>,
    freshness: Freshness,
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot").field("dir", &self.dir).field("freshness", &self.freshness).finish_non_exhaustive()
    }
}

impl Snapshot {
    /// Whether the index has every change of the store.
    pub fn freshness(&self) -> Freshness {
        self.freshness
    }

    /// Returns whether the archive is still what it was.
    fn is_current(&self) -> bool {
        let now = store::fingerprint(&self.dir);
        now.is_some() && now.as_deref() == self.reader.fingerprint()
    }

    /// Returns what is set for the whole archive.
    pub fn settings(&self) -> &Settings {
        self.reader.settings()
    }

    /// Finds the articles and passages that answer best.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchAnswer> {
        log::debug!("search {:?}", request.query);
        search::search(&*self.reader, request)
    }

    /// Returns the keys (else ids) of the articles that answer best, with their scores: a run for an evaluation.
    pub fn search_keys(&self, request: &SearchRequest) -> Result<Vec<(String, f32)>> {
        search::search_keys(&*self.reader, request)
    }

    /// Lists articles by date.
    pub fn list(&self, request: &ListRequest) -> Result<ListAnswer> {
        list::list(self, request)
    }

    /// Counts articles, passages and occurrences exactly.
    pub fn count(&self, request: &CountRequest) -> Result<CountAnswer> {
        count::count(self, request)
    }

    /// Returns the revisions of an article, the oldest first.
    pub fn revisions(&self, article: &ArticleRef) -> Result<RevisionsAnswer> {
        revisions::revisions(self, article)
    }

    /// Shows an article as one of its revisions said it.
    pub fn show_revision(&self, article: &ArticleRef, number: usize) -> Result<ArticleAnswer> {
        revisions::show(self, article, number)
    }

    /// Returns what a revision changed of the one before it, the last where none is named.
    pub fn diff(&self, article: &ArticleRef, number: Option<usize>) -> Result<DiffAnswer> {
        revisions::diff(self, article, number)
    }

    /// Returns the last runs that brought something new or refused something, the newest first.
    pub fn runs(&self, limit: usize) -> Result<RunsAnswer> {
        runs::runs(self, limit)
    }

    /// Makes a tidy table of the articles that match.
    pub fn table(&self, kind: TableKind, request: &ExportRequest) -> Result<DataTable> {
        tables::table(self, kind, request)
    }

    /// Finds every occurrence of what a query looks for, each in its line.
    pub fn concordance(&self, request: &ConcordanceRequest) -> Result<ConcordanceAnswer> {
        search::concordance(&*self.reader, request)
    }

    /// Counts exactly by the values of something.
    pub fn tally(&self, request: &TallyRequest) -> Result<TallyAnswer> {
        tally::tally(self, request)
    }

    /// Shows an article, or a passage of it.
    pub fn show(&self, article: &ArticleRef) -> Result<ArticleAnswer> {
        show::show(self, article)
    }

    /// Returns the bytes an article came in.
    pub fn original(&self, article: &ArticleRef) -> Result<Original> {
        show::original(self, article)
    }

    /// Returns the facts of a stored article, with what was corrected.
    pub fn facts(&self, article: &ArticleRef) -> Result<FactsAnswer> {
        facts::of_article(self, article)
    }

    /// Lists the meetings that articles report.
    pub fn meetings(&self, request: &MeetingsRequest) -> Result<MeetingsAnswer> {
        meetings::meetings(self, request)
    }

    /// Lists the numbers that are missing in series of meetings.
    pub fn gaps(&self, request: &MeetingsRequest) -> Result<GapsAnswer> {
        meetings::gaps(self, request)
    }

    /// Lists the persons that reports name, with how often they took part.
    pub fn people(&self, request: &PeopleRequest) -> Result<PeopleAnswer> {
        people::people(self, request)
    }

    /// Shows the reports that name a person, with roles, offices and what was said.
    pub fn person(&self, request: &PersonRequest) -> Result<PersonAnswer> {
        people::person(self, request)
    }

    /// Finds what a person said.
    pub fn said(&self, request: &SaidRequest) -> Result<SaidAnswer> {
        said::said(self, request)
    }

    /// Returns the names of persons that begin with these characters, or sound like these letters.
    pub fn complete(&self, beginning: &str, limit: usize) -> Result<NamesAnswer> {
        people::complete(self, beginning, limit)
    }

    /// Returns the values a field of facts has that begin so, those of the most articles first; all for 0.
    pub fn values(&self, field: &str, beginning: &str, limit: usize) -> Result<NamesAnswer> {
        people::values(self, field, beginning, limit)
    }

    /// Returns what the archive contains, in numbers.
    pub fn stats(&self) -> Result<Stats> {
        stats::stats(self)
    }

    /// Returns how a text is folded and tokenized, and how it is read as a query, with what is set for this archive.
    pub fn analyze(&self, text: &str, options: &QueryOptions) -> Result<Analysis> {
        analyze::analyze(Some(self), text, options)
    }

    /// Returns the full ids of the articles that match, newest first.
    pub fn matching_ids(&self, query: &str, options: &QueryOptions) -> Result<Vec<String>> {
        correct::matching_ids(self, query, options)
    }

    /// Says what [`Writer::edit`] would do.
    pub fn rehearse_edit(&self, edits: &[(ArticleRef, Vec<Edit>)]) -> Result<EditsAnswer> {
        correct::rehearse(self, edits)
    }

    /// Returns what a removal would remove.
    pub fn plan_removal(&self, removal: &Removal) -> Result<RemovalPlan> {
        remove::plan(self, removal)
    }

    /// Returns the article with its full id in place of a beginning.
    pub fn full_ref(&self, article: &ArticleRef) -> Result<ArticleRef> {
        let id = self.resolve(article)?.id;
        Ok(ArticleRef { id, passage: article.passage.clone() })
    }

    /// Returns the user words the index was built with, which may not be those that are set.
    pub fn user_words(&self) -> &[String] {
        self.reader.user_words()
    }

    /// Returns every article that matches, in order of id.
    pub fn articles(&self, request: &ExportRequest) -> Result<ExportedArticles> {
        export_articles(self, request)
    }

    /// Returns the article a reference means.
    fn resolve(&self, article: &ArticleRef) -> Result<IndexedArticle> {
        crate::index::read_one(&*self.reader, &self.reader.resolve(&article.id)?)
    }
}

/// Returns the size of files and folders together, in bytes, for a progress bar; what has no size counts nothing.
pub(crate) fn size_of_sources(sources: &[PathBuf]) -> u64 {
    source::total_bytes(&source::files(sources, &Archive::is_in))
}

/// Returns how a text is folded, tokenized and read as a query where there is no archive.
pub fn analyze_text(text: &str, options: &QueryOptions) -> Result<Analysis> {
    analyze::analyze(None, text, options)
}

/// The one process that changes an archive. What a method returned is on disk.
#[derive(Debug)]
pub struct Writer {
    dir: PathBuf,
    _lock: WriterLock,
}

impl Writer {
    /// Adds files, folders and standard input (`-`).
    pub fn add(&mut self, sources: &[PathBuf], options: &AddOptions, control: &mut Control<'_>) -> Result<AddSummary> {
        add::add(&self.dir, sources, options, control)
    }

    /// Removes what was planned with [`Snapshot::plan_removal`]. Returns the number of articles.
    pub fn remove(&mut self, plan: &RemovalPlan) -> Result<u64> {
        remove::remove(&self.dir, plan)
    }

    /// Gives (true) and takes away (false) tags. Returns how many articles changed.
    pub fn tag(&mut self, articles: &[ArticleRef], changes: &[(String, bool)]) -> Result<u64> {
        tag::tag(&self.dir, articles, changes)
    }

    /// Edits facts of articles and what articles say of themselves.
    pub fn edit(&mut self, edits: &[(ArticleRef, Vec<Edit>)]) -> Result<EditsAnswer> {
        correct::edit(&self.dir, edits)
    }

    /// Marks cautions of an article as seen, or (false) as not seen. Returns how many changed.
    pub fn mark_cautions(&mut self, article: &ArticleRef, cautions: &[String], is_seen: bool) -> Result<u64> {
        correct::mark_cautions(&self.dir, article, cautions, is_seen)
    }

    /// Changes what is set for the whole archive. Returns what was written.
    pub fn change_setting(&mut self, change: &SettingChange) -> Result<Changed> {
        settings::change(&self.dir, change)
    }

    /// Takes in what [`export`] wrote.
    pub fn import(
        &mut self,
        lines: &mut dyn std::io::BufRead,
        name: &str,
        control: &mut Control<'_>,
    ) -> Result<ImportSummary> {
        export::import(&self.dir, lines, name, control)
    }

    /// Rebuilds the index from the store. Returns the number of articles.
    pub fn reindex(&mut self, control: &mut Control<'_>) -> Result<u64> {
        reindex::reindex(&self.dir, control)
    }

    /// Rewrites store and index so that no byte of what was removed is left in the archive's files.
    pub fn purge(&mut self) -> Result<()> {
        reindex::purge(&self.dir)
    }
}
