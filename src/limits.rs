//! Bounds on the work of a question: a deadline, and a flag that someone else sets to end it.
//!
//! The one place of the library that looks at a clock while it answers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use crate::error::{Error, Result};

/// How long a question may take. The default has no bounds.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    /// When the answer is no longer wanted.
    pub deadline: Option<Instant>,
    /// Set to true by another thread, it ends the work.
    pub cancel: Option<Arc<AtomicBool>>,
}

impl Limits {
    /// Returns an error when the deadline has passed or the work was cancelled.
    pub fn check(&self) -> Result<()> {
        if self.cancel.as_ref().is_some_and(|cancel| cancel.load(Ordering::Relaxed)) {
            return Err(Error::Interrupted);
        }
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Err(Error::DeadlineExceeded);
        }
        Ok(())
    }
}

/// Two sets of limits are the same question's when neither changes what is found.
impl PartialEq for Limits {
    fn eq(&self, _: &Limits) -> bool {
        true
    }
}

impl Eq for Limits {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_ends_at_its_deadline_or_when_it_is_cancelled() {
        assert!(Limits::default().check().is_ok());
        let over = Limits { deadline: Some(Instant::now()), cancel: None };
        assert!(matches!(over.check(), Err(Error::DeadlineExceeded)));
        let cancelled = Limits { deadline: None, cancel: Some(Arc::new(AtomicBool::new(true))) };
        assert!(matches!(cancelled.check(), Err(Error::Interrupted)));
    }
}
