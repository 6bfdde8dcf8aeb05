//! The box of a page that has all of its article.

use dom_query::NodeRef;

use super::letters;
use crate::extract::lines::lines;
use crate::extract::trim;
use crate::page::furniture;

/// Words in the class or id of boxes that hold no article.
const OTHER_BOXES: &[&str] = &[
    "comment",
    "pinglun",
    "footer",
    "foot",
    "copyright",
    "related",
    "relate",
    "recommend",
    "sidebar",
    "nav",
    "share",
    "hot",
    "list",
    "rank",
    "links",
    "banner",
];
/// A box is left for the one around it if that has so much more prose, in percent of what the box has.
const MORE_PROSE_PERCENT: usize = 20;
/// How many boxes are looked at around it.
const BOXES_AROUND_MAX: usize = 3;

/// Returns the box that has all of the article: one around it where equal boxes stand beside it, or where much of the
/// prose is outside.
pub(super) fn whole_box<'a>(node: &NodeRef<'a>, equals: &[NodeRef<'a>]) -> NodeRef<'a> {
    let mut whole = *node;
    for _ in 0..BOXES_AROUND_MAX {
        let Some(parent) = whole.parent().filter(|parent| parent.is_element()) else { break };
        if matches!(parent.node_name().as_deref(), Some("html")) || is_other_box(&parent) {
            break;
        }
        let others: Vec<NodeRef<'_>> =
            parent.children_it(false).filter(|child| child.id != whole.id && !is_other_box(child)).collect();
        let is_equal = |child: &NodeRef<'_>| {
            equals.iter().any(|equal| equal.id == child.id)
                || child.children_it(false).any(|inner| equals.iter().any(|equal| equal.id == inner.id))
        };
        let outside: usize = others.iter().map(prose).sum();
        let beside = others.iter().any(|child| is_equal(child) && prose(child) > 0);
        let own = prose(&whole).max(1);
        // An article of another headline beside it is no part of it.
        let headlines = others.iter().filter(|child| has_headline(child) && prose(child) > 0).count();
        if headlines > 0 || !(beside || outside * 100 > own * MORE_PROSE_PERCENT) {
            break;
        }
        whole = parent;
    }
    whole
}

fn has_headline(node: &NodeRef<'_>) -> bool {
    let is_headline = |node: &NodeRef<'_>| matches!(node.node_name().as_deref(), Some("h1" | "h2"));
    is_headline(node) || node.descendants_it().any(|inner| is_headline(&inner))
}

fn is_other_box(node: &NodeRef<'_>) -> bool {
    let tag = node.node_name().unwrap_or_default();
    if matches!(tag.as_ref(), "footer" | "nav" | "aside" | "form" | "ul" | "ol" | "a") {
        return true;
    }
    let names = ["class", "id"].into_iter().filter_map(|key| node.attr(key)).map(|name| name.to_lowercase());
    names.into_iter().any(|name| {
        let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| OTHER_BOXES.iter().any(|other| word.starts_with(other)))
    })
}

/// Counts the letters of the lines that are sentences and no furniture.
pub(super) fn prose(node: &NodeRef<'_>) -> usize {
    if node.is_text() {
        let text = node.text();
        return if is_sentence(trim(&text)) { text.chars().filter(|c| c.is_alphanumeric()).count() } else { 0 };
    }
    if !node.is_element() {
        return 0;
    }
    let lines: Vec<String> = lines(node).into_iter().filter(|line| is_sentence(line)).collect();
    letters(&lines)
}

pub(super) fn is_sentence(line: &str) -> bool {
    line.chars().count() >= 15
        && line.contains(['。', '！', '，'])
        && !furniture::is_furniture(line)
        && !furniture::ends_article(line)
        && line
            .trim_end_matches(['）', ')', '”', ' '])
            .ends_with(['。', '！', '？', '；', '：', '…', '报', '摄', '文', '图'])
}
