//! Tells that two articles have nearly the same text: one report carried by several outlets.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::fold::fold_char;

/// Characters compared together.
const SHINGLE_CHARS: usize = 8;
/// One shingle of this many is kept, chosen by its hash: the same ones in every text.
const KEPT_OF: u64 = 4;
/// The share of the shorter text's shingles the longer one has to have.
const SHARE_MIN: f32 = 0.8;
/// A text less than this share of the other's length is another text, if the other has all of it.
const LENGTH_MIN: f32 = 0.5;

/// What is remembered of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Likeness {
    characters: usize,
    /// Sorted, each once.
    shingles: Vec<u64>,
}

impl Likeness {
    pub(super) fn of(text: &str) -> Likeness {
        let characters: Vec<char> = text.chars().filter_map(fold_char).filter(|c| c.is_alphanumeric()).collect();
        let hash = |shingle: &[char]| {
            let mut hasher = DefaultHasher::new();
            shingle.hash(&mut hasher);
            hasher.finish()
        };
        let mut shingles: Vec<u64> = characters.windows(SHINGLE_CHARS).map(hash).collect();
        shingles.retain(|hash| hash % KEPT_OF == 0);
        shingles.sort_unstable();
        shingles.dedup();
        Likeness { characters: characters.len(), shingles }
    }

    /// Returns whether the texts are nearly the same.
    pub(super) fn is_like(&self, other: &Likeness) -> bool {
        let (short, long) = if self.characters <= other.characters { (self, other) } else { (other, self) };
        // A text of a few words says too little to be compared by them.
        if short.shingles.len() < 8 || (short.characters as f32) < LENGTH_MIN * long.characters as f32 {
            return false;
        }
        let common = short.shingles.iter().filter(|hash| long.shingles.binary_search(hash).is_ok()).count();
        common as f32 >= SHARE_MIN * short.shingles.len() as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "7月12日，云岭市委书记林远舟主持召开市委专题会议，听取防汛抗旱工作汇报，研究部署下一步工作。\
        会议指出，当前正值防汛关键期，各级各部门要克服麻痹思想，落实包保责任，对水库、河道、地下空间开展拉网式排查。";

    #[test]
    fn a_report_reprinted_is_like_itself() {
        let reprinted = format!("本报讯（记者 方立诚）{}（责编：程洁）", REPORT.replace("，", ", "));
        assert!(Likeness::of(REPORT).is_like(&Likeness::of(&reprinted)));
    }

    #[test]
    fn another_report_in_the_same_words_is_not() {
        let other = "7月15日，清源县委书记方立诚主持召开县委专题会议，听取安全生产工作汇报，研究部署下一步工作。\
            会议强调，当前正值旅游旺季，各级各部门要克服侥幸心理，落实主体责任，对景区、道路、酒店开展地毯式检查。";
        assert!(!Likeness::of(REPORT).is_like(&Likeness::of(other)));
        assert!(!Likeness::of("会议指出").is_like(&Likeness::of("会议指出")), "too short to say");
        let longer = format!("{REPORT}{}", other.repeat(3));
        assert!(!Likeness::of(REPORT).is_like(&Likeness::of(&longer)), "a part is not the whole");
    }
}
