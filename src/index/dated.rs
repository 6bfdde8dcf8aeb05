//! Collects articles in the order of their dates, without keeping more of them than are wanted.

use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::ColumnValues;
use tantivy::{DocAddress, SegmentReader};

/// What orders articles: the date, then the id.
type Key = (u64, u64);

/// The first `limit` matches in the order of their dates, undated ones last, and how many there are.
pub(super) struct ByDate {
    pub(super) limit: usize,
    pub(super) oldest_first: bool,
}

pub(super) struct SegmentByDate {
    limit: usize,
    oldest_first: bool,
    published: Arc<dyn ColumnValues<u64>>,
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
            oldest_first: self.oldest_first,
            published: fast.u64("published")?.first_or_default_col(0),
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
        self.count += 1;
        let published = self.published.get_val(doc);
        let date = match (self.oldest_first, published) {
            (_, 0) => u64::MAX,
            (true, date) => date,
            // Later dates come first; all of them before what has none.
            (false, date) => u64::MAX - 1 - date,
        };
        if date > self.worst {
            return;
        }
        self.kept.push(((date, self.head.get_val(doc)), DocAddress::new(self.segment, doc)));
        if self.kept.len() >= self.limit.saturating_mul(2).saturating_add(256) {
            self.shrink();
        }
    }

    fn harvest(mut self) -> Self::Fruit {
        self.shrink();
        (self.kept, self.count)
    }
}
