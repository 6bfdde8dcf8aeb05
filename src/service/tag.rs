//! Gives and takes away tags.

use std::path::Path;

use super::ArticleRef;
use super::sync::{change, ids_of};
use crate::error::Result;

pub(super) fn tag(dir: &Path, articles: &[ArticleRef], changes: &[(String, bool)]) -> Result<u64> {
    let ids = ids_of(dir, articles)?;
    change(dir, |store| {
        let mut changed = 0;
        for id in &ids {
            let number = store.number(*id)?;
            changed += u64::from(store.change_tags(number, changes)?);
        }
        Ok(changed)
    })
}
