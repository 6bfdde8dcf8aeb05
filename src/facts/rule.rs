//! Rules as data: tables of them, each with the name by which `analyze --facts` cites it, what it asks of the text, and
//! an example it decides, which the tests try.

/// Makes the type of a table's rules: what they look at, and what they give. Of a table the first rule that gives
/// something decides.
macro_rules! rule_table {
    ($rule:ident, $clues:ty, $gives:ty) => {
        struct $rule {
            name: &'static str,
            reads: fn(&$clues) -> Option<$gives>,
            /// A report, and the value of the rule's field that the rule decides in it.
            #[cfg_attr(not(test), allow(dead_code))]
            example: (&'static str, &'static str),
        }

        impl $rule {
            const fn new(
                name: &'static str,
                reads: fn(&$clues) -> Option<$gives>,
                example: (&'static str, &'static str),
            ) -> $rule {
                $rule { name, reads, example }
            }

            /// Returns what the first rule that gives something gives, and its name.
            fn first(rules: &[$rule], clues: &$clues) -> Option<($gives, &'static str)> {
                rules.iter().find_map(|rule| Some(((rule.reads)(clues)?, rule.name)))
            }
        }
    };
}
pub(super) use rule_table;

/// Tries the examples of a table: each has to be decided by its rule.
#[cfg(test)]
pub(super) fn try_examples<'a>(field: &str, rules: impl Iterator<Item = (&'a str, (&'a str, &'a str))>) {
    let mut wrong = Vec::new();
    for (name, (text, value)) in rules {
        let (_, used) = super::explain(text, &super::Metadata::default());
        if !used.iter().any(|used| (used.field, used.rule, used.value.as_str()) == (field, name, value)) {
            let used: Vec<String> =
                used.iter().map(|used| format!("{} {} {}", used.field, used.rule, used.value)).collect();
            wrong.push(format!("{value:?} by {name} in {text}: {used:?}"));
        }
    }
    assert!(wrong.is_empty(), "{field}:\n{}", wrong.join("\n"));
}
