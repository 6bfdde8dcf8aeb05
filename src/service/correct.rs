//! Corrects facts of an article.

use std::path::Path;

use super::ArticleRef;
use super::sync::{change, ids_of};
use crate::article::PartialDate;
use crate::error::{Error, Result, Unfit};
use crate::facts::Correction;

/// A value that does not fit its field is an [`Error::ValueUnfit`].
pub(super) fn correct(dir: &Path, article: &ArticleRef, corrections: &[Correction]) -> Result<u64> {
    for Correction { field, value, .. } in corrections.iter().filter(|correction| !correction.dropped) {
        let why = match *field {
            "date" if PartialDate::parse(value).is_none() => Unfit::Date,
            "no" if value.parse::<u32>().is_err() => Unfit::Number,
            _ => continue,
        };
        return Err(Error::ValueUnfit { value: value.clone(), why });
    }
    let ids = ids_of(dir, std::slice::from_ref(article))?;
    change(dir, |store| {
        let number = store.number(ids[0])?;
        let mut changed = 0;
        for Correction { field, value, dropped } in corrections {
            changed += u64::from(store.correct(number, field, value, *dropped)?);
        }
        Ok(changed)
    })
}
