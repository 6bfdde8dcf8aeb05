//! Collects articles in the order of their dates, without keeping more of them than are wanted.

use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, ColumnValues};
use tantivy::{DocAddress, Searcher, SegmentReader};

use super::DateOrder;

/// What orders articles: the date, then the id.
pub(super) type Key = (u64, u64);

/// What orders articles, of each segment.
pub(super) struct Dates {
    order: DateOrder,
    columns: Vec<(Column<u64>, Column<u64>)>,
}

impl Dates {
    pub(super) fn open(searcher: &Searcher, order: DateOrder) -> tantivy::Result<Dates> {
        let columns = searcher.segment_readers().iter().map(|segment| {
            let fast = segment.fast_fields();
            Ok((fast.u64("published")?, fast.u64("head")?))
        });
        Ok(Dates { order, columns: columns.collect::<tantivy::Result<_>>()? })
    }

    pub(super) fn key(&self, address: DocAddress) -> Key {
        let (published, head) = &self.columns[address.segment_ord as usize];
        let number = |column: &Column<u64>| column.first(address.doc_id).unwrap_or_default();
        (date_key(number(published), self.order), number(head))
    }
}

/// Returns a number that grows in the order of dates; what has no date comes last.
fn date_key(published: u64, order: DateOrder) -> u64 {
    match (order, published) {
        (_, 0) => u64::MAX,
        (DateOrder::Oldest, date) => date,
        (DateOrder::Newest, date) => u64::MAX - 1 - date,
    }
}

/// The first `limit` matches in the order of their dates, undated ones last, and how many there are.
pub(super) struct ByDate {
    pub(super) limit: usize,
    pub(super) order: DateOrder,
}

pub(super) struct SegmentByDate {
    limit: usize,
    order: DateOrder,
    published: Column<u64>,
    dates: Vec<Option<u64>>,
    head: Arc<dyn ColumnValues<u64>>,
    segment: u32,
    kept: Vec<(Key, DocAddress)>,
    /// Matches dated later in the order than this are not among the first any more.
    worst: u64,
    count: u64,
}

impl Collector for ByDate {
    type Fruit = (Vec<DocAddress>, u64);
    type Child = SegmentByDate;

    fn for_segment(&self, segment: u32, reader: &SegmentReader) -> tantivy::Result<SegmentByDate> {
        let fast = reader.fast_fields();
        Ok(SegmentByDate {
            limit: self.limit,
            order: self.order,
            published: fast.u64("published")?,
            dates: Vec::new(),
            head: fast.u64("head")?.first_or_default_col(0),
            segment,
            kept: Vec::new(),
            worst: u64::MAX,
            count: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<(Vec<(Key, DocAddress)>, u64)>) -> tantivy::Result<Self::Fruit> {
        let count = fruits.iter().map(|(_, count)| count).sum();
        let mut all: Vec<(Key, DocAddress)> = fruits.into_iter().flat_map(|(kept, _)| kept).collect();
        all.sort_unstable();
        all.truncate(self.limit);
        Ok((all.into_iter().map(|(_, address)| address).collect(), count))
    }
}

impl SegmentByDate {
    /// Drops what is not among the first.
    fn shrink(&mut self) {
        if self.kept.len() > self.limit {
            if self.limit > 0 {
                self.kept.select_nth_unstable(self.limit - 1);
                self.worst = self.kept[self.limit - 1].0.0;
            }
            self.kept.truncate(self.limit);
        }
    }
}

impl SegmentCollector for SegmentByDate {
    type Fruit = (Vec<(Key, DocAddress)>, u64);

    fn collect(&mut self, doc: u32, _score: f32) {
        self.collect_dated(doc, self.published.first(doc).unwrap_or_default());
    }

    fn collect_block(&mut self, docs: &[u32]) {
        let mut dates = std::mem::take(&mut self.dates);
        dates.clear();
        dates.resize(docs.len(), None);
        self.published.first_vals(docs, &mut dates);
        for (doc, date) in docs.iter().zip(&dates) {
            self.collect_dated(*doc, date.unwrap_or_default());
        }
        self.dates = dates;
    }

    fn harvest(mut self) -> Self::Fruit {
        self.shrink();
        (self.kept, self.count)
    }
}

impl SegmentByDate {
    fn collect_dated(&mut self, doc: u32, published: u64) {
        self.count += 1;
        let date = date_key(published, self.order);
        if date > self.worst {
            return;
        }
        self.kept.push(((date, self.head.get_val(doc)), DocAddress::new(self.segment, doc)));
        if self.kept.len() >= self.limit.saturating_mul(2).saturating_add(256) {
            self.shrink();
        }
    }
}
