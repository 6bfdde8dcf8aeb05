//! The grammar: a recursive parser over lexemes, with bounds.

use super::diagnostics::{Diagnostic, DiagnosticKind};
use super::lexer::{Lexeme, Lexer, Place, Prefix, Token};
use super::{DaySpan, NumberSpan, Parsed, QUERY_CHARS_MAX, Query, is_close, is_open, join};
use crate::facts::{FieldKind, FieldSpec, listed_values};

/// Brackets nested deeper than this are read as blanks.
const DEPTH_MAX: usize = 16;
/// More words and strings than this are not read, and a note says so.
const TERMS_MAX: usize = 64;

/// Reads a query.
pub(super) fn parse(text: &str) -> Parsed {
    let mut notes = Vec::new();
    let text = match text.char_indices().nth(QUERY_CHARS_MAX) {
        Some((end, _)) => {
            notes.push(Diagnostic::new(DiagnosticKind::CharsMax(QUERY_CHARS_MAX)));
            &text[..end]
        }
        None => text,
    };
    let mut lexer = Lexer { text, tokens: Vec::new(), notes };
    lexer.read();
    let Lexer { mut tokens, mut notes, .. } = lexer;
    let terms = tokens.iter().enumerate().filter(|(_, token)| matches!(token.lexeme, Lexeme::Term(_)));
    if let Some((first_left_out, _)) = terms.clone().nth(TERMS_MAX) {
        notes.push(Diagnostic::new(DiagnosticKind::TermsMax(TERMS_MAX)));
        tokens.truncate(first_left_out);
    }
    let mut parser = Parser { text, tokens: &tokens, at: 0, depth: 0, notes };
    let mut clauses = Vec::new();
    while parser.at < parser.tokens.len() {
        clauses.extend(parser.or());
        if parser.peek() == Some(&Lexeme::Close) {
            parser.note(DiagnosticKind::Unopened);
            parser.at += 1;
        }
    }
    let query = join(clauses, Query::And).unwrap_or(Query::All);
    Parsed { query, notes: parser.notes }
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    depth: usize,
    notes: Vec<Diagnostic>,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Lexeme> {
        self.tokens.get(self.at).map(|token| &token.lexeme)
    }

    fn note(&mut self, kind: DiagnosticKind) {
        self.note_at(kind, self.at);
    }

    fn note_at(&mut self, kind: DiagnosticKind, token: usize) {
        let at = self.tokens.get(token).map(|token| token.at.clone());
        if !self.notes.iter().any(|known| known.kind == kind) {
            self.notes.push(Diagnostic { kind, at });
        }
    }

    /// An operator with nothing to work on is a word like any other.
    fn literal(&mut self, token: usize) -> Query {
        let word = self.text[self.tokens[token].at.clone()].to_owned();
        self.note_at(DiagnosticKind::Dangling(word.clone()), token);
        Query::Exact(word)
    }

    /// `a b OR c d`: OR binds weaker than the blank.
    fn or(&mut self) -> Option<Query> {
        let mut parts = Vec::new();
        parts.extend(self.and());
        while self.peek() == Some(&Lexeme::Or) {
            let operator = self.at;
            self.at += 1;
            match self.and() {
                Some(part) if !parts.is_empty() => parts.push(part),
                part => {
                    // What is in front of or behind it has to occur in the article all the same.
                    let literal = self.literal(operator);
                    let before = join(std::mem::take(&mut parts), Query::Or);
                    let all: Vec<Query> = before.into_iter().chain([literal]).chain(part).collect();
                    parts.extend(join(all, Query::And));
                }
            }
        }
        join(parts, Query::Or)
    }

    fn and(&mut self) -> Option<Query> {
        let mut parts = Vec::new();
        while let Some(lexeme) = self.peek() {
            if matches!(lexeme, Lexeme::Or | Lexeme::Close) {
                break;
            }
            parts.extend(self.placed());
        }
        join(parts, Query::And)
    }

    /// `a NEAR/5 b SAME c`: operators of places bind tighter than the blank.
    fn placed(&mut self) -> Option<Query> {
        let mut left = match self.peek() {
            Some(Lexeme::Place(_)) => {
                self.at += 1;
                return Some(self.literal(self.at - 1));
            }
            _ => self.clause()?,
        };
        // a NEAR/5 b NEAR/5 c: each is near its neighbour.
        let mut done: Vec<Query> = Vec::new();
        let mut used = false;
        while let Some(Lexeme::Place(place)) = self.peek() {
            let operator = self.at;
            self.at += 1;
            let right = match self.peek() {
                None | Some(Lexeme::Or | Lexeme::Close | Lexeme::Place(_)) => None,
                Some(_) => self.clause(),
            };
            let Some(right) = right else {
                done.extend((!used).then_some(left));
                done.push(self.literal(operator));
                return join(done, Query::And);
            };
            let placed = self.place(*place, left.clone(), right.clone(), operator);
            (left, used) = match (placed, place) {
                (Some(query), Place::Near { .. }) => {
                    done.push(query);
                    (right, true)
                }
                (Some(query), Place::Together(_)) => (query, false),
                (None, _) => {
                    done.extend((!used).then_some(left));
                    (right, false)
                }
            };
        }
        done.extend((!used).then_some(left));
        join(done, Query::And)
    }

    /// Joins two operands in a place; none when they are no strings.
    fn place(&mut self, place: Place, left: Query, right: Query, operator: usize) -> Option<Query> {
        let query = match place {
            Place::Near { chars, ordered } if left.is_string() && right.is_string() => {
                Some(Query::Near { chars, ordered, left: Box::new(left), right: Box::new(right) })
            }
            Place::Near { .. } => None,
            Place::Together(unit) => {
                let parts = |query: Query| match query {
                    Query::Together(known, parts) if known == unit => Some(parts),
                    Query::And(parts) if parts.iter().all(Query::is_string) => Some(parts),
                    query if query.is_string() => Some(vec![query]),
                    _ => None,
                };
                parts(left).zip(parts(right)).map(|(left, right)| Query::Together(unit, [left, right].concat()))
            }
        };
        if query.is_none() {
            let word = self.text[self.tokens[operator].at.clone()].to_owned();
            self.note_at(DiagnosticKind::NotStrings(word), operator);
        }
        query
    }

    fn clause(&mut self) -> Option<Query> {
        let lexeme = self.peek()?;
        let token = self.at;
        self.at += 1;
        match lexeme {
            Lexeme::Term(query) => Some(query.clone()),
            Lexeme::Not => match self.peek() {
                None | Some(Lexeme::Or | Lexeme::Close | Lexeme::Place(_)) => Some(self.literal(token)),
                Some(_) => self.clause().map(|query| match query {
                    Query::Not(inner) => *inner,
                    query => Query::Not(Box::new(query)),
                }),
            },
            Lexeme::Prefix(prefix) => self.prefixed(*prefix, token),
            Lexeme::Open if self.depth < DEPTH_MAX => {
                self.depth += 1;
                let inner = self.or();
                self.depth -= 1;
                match self.peek() {
                    Some(Lexeme::Close) => self.at += 1,
                    _ => self.note_at(DiagnosticKind::Unclosed, token),
                }
                inner
            }
            Lexeme::Open => {
                self.note_at(DiagnosticKind::TooDeep, token);
                None
            }
            Lexeme::Or | Lexeme::Close | Lexeme::Place(_) => None,
        }
    }

    fn prefixed(&mut self, prefix: Prefix, token: usize) -> Option<Query> {
        let bracket = self.peek() == Some(&Lexeme::Open);
        // The value follows without a blank.
        let glued = self.tokens.get(self.at).is_some_and(|next| next.at.start == self.tokens[token].at.end);
        // chair: 林远舟 is chair:林远舟 all the same.
        let apart = matches!(prefix, Prefix::Field(_)) && matches!(self.peek(), Some(Lexeme::Term(_)));
        let operand = match self.peek() {
            Some(Lexeme::Term(_) | Lexeme::Open) if glued || apart => self.clause(),
            _ => None,
        };
        let Some(operand) = operand else {
            let word = self.text[self.tokens[token].at.clone()].to_owned();
            return Some(Query::Words(word));
        };
        match prefix {
            Prefix::AtLeast(_) | Prefix::First(_) if !operand.is_string() => {
                let word = self.text[self.tokens[token].at.clone()].to_owned();
                self.note_at(DiagnosticKind::NotStrings(word), token);
                Some(operand)
            }
            Prefix::AtLeast(count) => Some(Query::AtLeast(count, Box::new(operand))),
            Prefix::First(chars) => Some(Query::First(chars, Box::new(operand))),
            _ => {
                let end = self.tokens[self.at - 1].at.end;
                let typed = self.text[self.tokens[token].at.start..end].to_owned();
                self.values(prefix, operand, &typed, token, bracket)
            }
        }
    }

    /// A value of a field with a fixed list of them: one of the list, those whose Chinese name holds it, or none.
    fn listed(&mut self, field: &'static FieldSpec, value: &str, token: usize) -> Query {
        let all = listed_values(field.name).unwrap_or_default();
        if all.iter().any(|(name, label)| is_same(value, name) || is_same(value, label)) {
            return Query::Fact(field.name, value.to_owned());
        }
        let part = crate::facts::key(value);
        let held: Vec<&(&str, &str)> =
            all.iter().filter(|(_, label)| part.chars().count() > 1 && label.contains(&part)).collect();
        if held.is_empty() {
            let names = |(name, label): &(&str, &str)| format!("{name} {label}").trim_end().to_owned();
            let list = all.iter().map(names).collect::<Vec<_>>().join(", ");
            self.note_at(DiagnosticKind::NoSuchValue(field.name, value.to_owned(), list), token);
            return Query::Fact(field.name, value.to_owned());
        }
        let labels = held.iter().map(|(_, label)| *label).collect::<Vec<_>>().join(", ");
        self.note_at(DiagnosticKind::ValueOfSeveral(field.name, value.to_owned(), labels), token);
        let facts = held.into_iter().map(|(name, _)| Query::Fact(field.name, (*name).to_owned())).collect();
        join(facts, Query::Or).unwrap_or(Query::All)
    }

    /// Makes values of a field of an operand: of each word of a bracket one.
    fn values(&mut self, prefix: Prefix, operand: Query, typed: &str, token: usize, bracket: bool) -> Option<Query> {
        let of_all = |parser: &mut Self, parts: Vec<Query>| -> Vec<Query> {
            parts.into_iter().filter_map(|part| parser.values(prefix, part, typed, token, bracket)).collect()
        };
        match operand {
            Query::Words(ref text) | Query::Exact(ref text) | Query::Prefix(ref text) | Query::Pattern(ref text) => {
                let value = text.trim().to_owned();
                // What is no value is looked for as it was typed, a quoted string as a string.
                let literal = match operand {
                    // `第： 防汛` are two words, as they are without a field; so is a value behind a quotation mark that
                    // is not closed.
                    Query::Words(_)
                        if !bracket && typed.contains(|c: char| c.is_whitespace() || is_open(c) || is_close(c)) =>
                    {
                        let name = self.text[self.tokens[token].at.clone()].to_owned();
                        Query::And(vec![Query::Words(name), operand.clone()])
                    }
                    Query::Words(_) if !bracket => Query::Words(typed.to_owned()),
                    ref other => other.clone(),
                };
                match prefix {
                    Prefix::Field(field) if listed_values(field.name).is_some() && value != "*" => {
                        Some(self.listed(field, &value, token))
                    }
                    Prefix::Field(field) if checked(field, &value) => Some(Query::Fact(field.name, value)),
                    Prefix::Field(field) => {
                        self.note_at(DiagnosticKind::NoValue(field.name, value), token);
                        Some(literal)
                    }
                    Prefix::Sounds if crate::pinyin::readings(&value).is_empty() => {
                        self.note_at(DiagnosticKind::NoPinyin(value), token);
                        Some(operand)
                    }
                    Prefix::Sounds => Some(Query::Pinyin(value)),
                    Prefix::Saved => Some(Query::Saved(value)),
                    Prefix::AtLeast(_) | Prefix::First(_) => None,
                }
            }
            Query::And(parts) => {
                let parts = of_all(self, parts);
                join(parts, Query::And)
            }
            Query::Or(parts) => {
                let parts = of_all(self, parts);
                join(parts, Query::Or)
            }
            Query::Not(part) => {
                self.values(prefix, *part, typed, token, bracket).map(|query| Query::Not(Box::new(query)))
            }
            // A value may have a … of its own.
            Query::Gap(parts) => {
                let text = parts.join("…");
                let words = Query::Words(text);
                let read = self.values(prefix, words.clone(), typed, token, bracket)?;
                // One that is no value is looked for as the gap it is.
                let own = |query: Query| if query == words { Query::Gap(parts.clone()) } else { query };
                Some(match read {
                    Query::And(parts) => Query::And(parts.into_iter().map(own).collect()),
                    read => own(read),
                })
            }
            other => Some(other),
        }
    }
}

/// Returns whether two names of a value are one.
fn is_same(a: &str, b: &str) -> bool {
    !b.is_empty() && crate::facts::key(a) == crate::facts::key(b)
}

/// Returns whether a field can have such a value.
fn checked(field: &FieldSpec, value: &str) -> bool {
    // Any day will do to see whether words that need one are meant.
    const SOME_DAY: crate::facts::Day = crate::facts::Day { year: 2000, month: 1, day: 1 };
    match field.kind {
        _ if value == "*" => true,
        FieldKind::Day => DaySpan::parse(value).is_some() || DaySpan::relative(value, SOME_DAY).is_some(),
        FieldKind::Number => NumberSpan::parse(value).is_some(),
        FieldKind::Exact | FieldKind::Suffix | FieldKind::Substring | FieldKind::Prefix => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str, notes: usize) {
        let parsed = parse(text);
        assert_eq!(parsed.query.to_string(), expected, "{text}");
        assert_eq!(parsed.notes.len(), notes, "{text}: {:?}", parsed.notes);
        assert_eq!(parse(expected).query, parsed.query, "{expected} parses back");
    }

    #[test]
    fn words_strings_and_operators() {
        check("防汛 责任", "防汛 责任", 0);
        check("“动态清零” 「外防输入」", "\"动态清零\" \"外防输入\"", 0);
        check("防汛 -演练", "防汛 -演练", 0);
        check("防汛 OR 抗旱", "防汛 OR 抗旱", 0);
        check("防汛　或　抗旱 会议", "防汛 OR (抗旱 会议)", 0);
        check("（防汛 | 抗旱） 会议", "(防汛 OR 抗旱) 会议", 0);
        check("防汛|抗旱", "防汛 OR 抗旱", 0);
        check("市委 第 110 次 会议", "市委 第 110 次 会议", 0);
        assert_eq!(parse("第110 次").query, Query::Words("第110 次".into()));
        check("会议 -（演练 OR 测试）", "会议 -(演练 OR 测试)", 0);
        check("市委召开“不忘初心”主题教育会议", "市委召开 \"不忘初心\" 主题教育会议", 0);
        check("", "", 0);
    }

    #[test]
    fn what_is_not_wanted() {
        check("防汛 NOT 演练", "防汛 -演练", 0);
        check("防汛 !演练 ！“应急”", "防汛 -演练 -\"应急\"", 0);
        check("防汛 非 演练", "防汛 -演练", 0);
        check("防汛 非演练", "防汛 -演练", 1);
        check("中国 非洲", "中国 非洲", 0);
        check("非必要不离京", "非必要不离京", 0);
        check("NOT NOT 防汛", "防汛", 0);
        check("- -防汛", "- -防汛", 0);
        check("应对“杜苏芮”！紧急劝返", "应对 \"杜苏芮\" 紧急劝返", 0);
    }

    #[test]
    fn places() {
        check("防汛 NEAR/10 责任", "防汛 NEAR/10 责任", 0);
        check("防汛 ＮＥＡＲ／１０ 责任", "防汛 NEAR/10 责任", 0);
        check("防汛 ADJ/5 责任 会议", "(防汛 ADJ/5 责任) 会议", 0);
        check("(防汛 OR 抗旱) NEAR “责任”", "(防汛 OR 抗旱) NEAR/10 \"责任\"", 0);
        check("a NEAR/5 b NEAR/6 c", "(a NEAR/5 b) (b NEAR/6 c)", 0);
        check("防汛 SAME 责任 SAME 会议", "防汛 SAME 责任 SAME 会议", 0);
        check("防汛 SENT (责任 会议)", "防汛 SENT 责任 SENT 会议", 0);
        check("atleast3:动态清零", "atleast3:动态清零", 0);
        check("atleast2:(防汛 OR 抗旱)", "atleast2:(防汛 OR 抗旱)", 0);
        check("first200：“防汛 责任”", "first200:\"防汛 责任\"", 0);
        check("防控* 储?好 储？好", "防控* 储?好 储?好", 0);
        check("怎么办? 防汛**", "怎么办? 防汛**", 0);
        check("chair:张 SAME 防汛", "chair:张 防汛", 1);
    }

    #[test]
    fn fields() {
        check("主持：丁小川", "chair:丁小川", 0);
        check("chair:(丁小川 OR 储云帆)", "chair:丁小川 OR chair:储云帆", 0);
        check("meeting:“市委 会议”", "meeting:\"市委 会议\"", 0);
        check("no:100..110 date:..2022-08", "no:100..110 date:..2022-08", 0);
        check("日期：去年", "date:去年", 0);
        check("date:待定", "date:待定", 1);
        check("日期： 待定", "日期： (待定)", 1);
        check("第：）日", "第： (日)", 1);
        check("第：）5", "第： (5)", 1);
        check("第:（a*王　", "a…王", 3);
        check("py:cxh 拼音:储", "py:cxh 储", 1);
        check("query:我的", "query:我的", 0);
        check("来源:", "来源:", 0);
        check("Chair: 丁小川", "chair:丁小川", 0);
        check("date:2022-2023 日期:2022至2023", "date:2022-2023 date:2022至2023", 0);
        check("type:政府常务会议 type:work", "type:政府常务会议 type:work", 0);
        check("type:常务会议", "type:gov_standing", 1);
        check("level:city", "level:city", 1);
        check("date:2024foo", "date:2024foo", 1);
        check("source:清河 标题:防汛 is:meeting id:3f9a", "outlet:清河 title:防汛 is:meeting id:3f9a", 0);
        check("chiar:丁小川", "chiar:丁小川", 1);
        check("http://a.cn/b", "http://a.cn/b", 0);
    }

    #[test]
    fn nothing_pasted_is_an_error() {
        check("(防汛", "防汛", 1);
        check("防汛)抗旱", "防汛 抗旱", 1);
        check("“防汛", "防汛", 1);
        check("OR 防汛", "\"OR\" 防汛", 1);
        check("防汛 OR", "防汛 \"OR\"", 1);
        check("NEAR/5 防汛 NEAR/6", "\"NEAR/5\" 防汛 \"NEAR/6\"", 2);
        check("防汛 NOT", "防汛 \"NOT\"", 1);
        check("\"\"", "", 1);
        check("5-6月 A-B 2022-08-28", "5-6月 A-B 2022-08-28", 0);
        check("——", "——", 0);
    }

    #[test]
    fn size_is_bounded() {
        assert_eq!(parse(&"(".repeat(100_000)).query, Query::All);
        let parsed = parse(&"防 ".repeat(100_000));
        assert!(matches!(parsed.query, Query::And(parts) if parts.len() == TERMS_MAX));
        let deep = format!("{}会议{}", "(".repeat(300), ")".repeat(300));
        assert_eq!(parse(&deep).query, Query::Words("会议".into()));
    }
}
