//! The JSON the program writes is what `docs/json.md` says, key by key.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::{Case, samples};

/// A type of the grammar.
#[derive(Debug, Clone)]
enum Type {
    String,
    Number,
    Integer,
    Boolean,
    Null,
    Literal(Value),
    Named(String),
    List(Box<Type>),
    Map(Box<Type>),
    /// Keys with their types; whether each may be missing.
    Object(Vec<(String, bool, Type)>),
    Either(Vec<Type>),
}

fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => rest[1..].find('"').expect("a quote ends") + 2,
            c if c.is_alphanumeric() => rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        found.push(rest[..length].to_owned());
        rest = rest[length..].trim_start();
    }
    found
}

struct Parser {
    tokens: Vec<String>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> &str {
        self.tokens.get(self.at).map_or("", String::as_str)
    }

    fn next(&mut self) -> String {
        self.at += 1;
        self.tokens[self.at - 1].clone()
    }

    fn expect(&mut self, token: &str) {
        assert_eq!(self.next(), token, "near {:?}", &self.tokens[self.at.saturating_sub(6)..self.at]);
    }

    fn either(&mut self) -> Type {
        let mut types = vec![self.one()];
        while self.peek() == "|" {
            self.next();
            types.push(self.one());
        }
        if types.len() == 1 { types.remove(0) } else { Type::Either(types) }
    }

    fn one(&mut self) -> Type {
        let token = self.next();
        match token.as_str() {
            "string" => Type::String,
            "number" => Type::Number,
            "integer" => Type::Integer,
            "boolean" => Type::Boolean,
            "null" => Type::Null,
            "[" => {
                let of = self.either();
                self.expect("]");
                Type::List(Box::new(of))
            }
            "{" if self.peek() == "string" && self.tokens[self.at + 1] == ":" => {
                self.next();
                self.next();
                let of = self.either();
                self.expect("}");
                Type::Map(Box::new(of))
            }
            "{" => {
                let mut keys = Vec::new();
                while self.peek() != "}" {
                    let key = self.next();
                    let may_miss = self.peek() == "?";
                    self.at += usize::from(may_miss);
                    self.expect(":");
                    keys.push((key, may_miss, self.either()));
                }
                self.next();
                Type::Object(keys)
            }
            literal if literal.starts_with('"') => Type::Literal(literal.trim_matches('"').into()),
            number if number.bytes().all(|b| b.is_ascii_digit()) => {
                Type::Literal(number.parse::<u64>().expect("a number").into())
            }
            name => Type::Named(name.to_owned()),
        }
    }
}

struct Grammar(BTreeMap<String, Type>);

impl Grammar {
    fn read() -> Grammar {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/json.md");
        let text = std::fs::read_to_string(file).expect("reads");
        let mut types = BTreeMap::new();
        for block in text.split("```grammar\n").skip(1) {
            let block = block.split("```").next().expect("a block ends");
            let mut parser = Parser { tokens: tokens(block), at: 0 };
            while parser.at < parser.tokens.len() {
                let name = parser.next();
                parser.expect("=");
                let of = parser.either();
                assert!(types.insert(name.clone(), of).is_none(), "{name} is defined twice");
            }
        }
        Grammar(types)
    }

    /// Returns where a value differs from a type, if it does.
    fn fault(&self, value: &Value, of: &Type, path: &str) -> Option<String> {
        let is = |met: bool| (!met).then(|| format!("{path}: {value} is no {of:?}"));
        match of {
            Type::String => is(value.is_string()),
            Type::Number => is(value.is_number()),
            Type::Integer => is(value.is_u64() || value.is_i64()),
            Type::Boolean => is(value.is_boolean()),
            Type::Null => is(value.is_null()),
            Type::Literal(literal) => is(value == literal),
            Type::Named(name) => {
                let of = self.0.get(name).unwrap_or_else(|| panic!("docs/json.md does not define {name}"));
                self.fault(value, of, path)
            }
            Type::List(of) => {
                let Some(values) = value.as_array() else { return is(false) };
                let mut numbered = values.iter().enumerate();
                numbered.find_map(|(number, value)| self.fault(value, of, &format!("{path}[{number}]")))
            }
            Type::Map(of) => {
                let Some(values) = value.as_object() else { return is(false) };
                values.iter().find_map(|(key, value)| self.fault(value, of, &format!("{path}.{key}")))
            }
            Type::Object(keys) => {
                let Some(values) = value.as_object() else { return is(false) };
                let unknown = values.keys().find(|key| !keys.iter().any(|(known, ..)| known == *key));
                if let Some(key) = unknown {
                    return Some(format!("{path}.{key} is not in docs/json.md"));
                }
                keys.iter().find_map(|(key, may_miss, of)| match values.get(key) {
                    Some(value) => self.fault(value, of, &format!("{path}.{key}")),
                    None => (!may_miss).then(|| format!("{path}.{key} is missing")),
                })
            }
            Type::Either(types) => {
                let faults: Vec<String> = types.iter().filter_map(|of| self.fault(value, of, path)).collect();
                (faults.len() == types.len()).then(|| faults.join(", "))
            }
        }
    }

    fn check(&self, value: &Value, name: &str, what: &[&str]) {
        let fault = self.fault(value, &Type::Named(name.to_owned()), name);
        assert_eq!(fault, None, "{what:?}");
    }
}

#[test]
fn what_is_written_is_what_is_documented() {
    let grammar = Grammar::read();
    let case = Case::new();
    let samples = samples().display().to_string();
    let added = case.run(&["add", &samples, "--json"]);
    grammar.check(&added.json(), "added", &["add"]);
    let report = |number: u32, day: u32| {
        format!("7月{day}日,石桥县委书记林远舟主持召开石桥县防汛指挥部第{number}次会议。他强调,要压实责任。\n")
    };
    for (number, day) in [(3, 2), (5, 9)] {
        let file = case.file(&format!("report-{number}.txt"), report(number, day)).display().to_string();
        assert_eq!(case.run(&["add", &file, "--date", &format!("2024-07-{day:02}")]).code, 0);
    }
    let ids = case.run(&["list", "-l", "-n", "2"]).out;
    let [one, other] = ids.lines().collect::<Vec<_>>()[..] else { panic!("{ids}") };
    let (passage, page) = (format!("{one}:1"), format!("{samples}/01-云岭防汛会议.txt"));
    let queries = case.file("queries.jsonl", "{\"_id\":\"q1\",\"text\":\"防汛\"}\n").display().to_string();
    assert_eq!(case.run(&["fact", one, "attend=王小川"]).code, 0);
    // An object each.
    for (name, args) in [
        ("search", &["search", "防汛", "责任"][..]),
        ("search", &["search", "没有这样的话和那样的话", "--explain"]),
        ("search", &["search", "防汛", "--facets", "year,chair"]),
        ("search", &["search", "--queries", &queries]),
        ("said", &["said", "林远舟"]),
        ("said", &["said", "没有这个人"]),
        ("list", &["list"]),
        ("show", &["show", one]),
        ("show", &["show", &passage]),
        ("shows", &["show", one, other]),
        ("facts", &["facts", &page]),
        ("facts", &["facts", one]),
        ("texts", &["facts", &samples]),
        ("coverage", &["facts", &samples, "--summary"]),
        ("count", &["count", "防汛"]),
        ("tally", &["count", "防汛", "--by", "year"]),
        ("concordance", &["search", "防汛", "--kwic", "6"]),
        ("runs", &["log"]),
        ("revisions", &["show", one, "--revisions"]),
        ("concordance", &["search", "压实…责任", "--kwic", "6", "--lines-by", "behind"]),
        ("concordance", &["search", "chair:林远舟", "--kwic", "6"]),
        ("meetings", &["meeting", "-n", "0"]),
        ("meetings", &["meeting", "--inferred", "date:2024"]),
        ("gaps", &["meeting", "--gaps"]),
        ("edits", &["fact", one, "attend+=丁一舟", "chair-=没有"]),
        ("corrections", &["fact", one, "--list"]),
        ("person", &["person", "林远舟"]),
        ("people", &["person"]),
        ("names", &["person", "--complete", "林"]),
        ("stats", &["stats"]),
        ("analyze", &["analyze", "第18次会议"]),
        ("analyze", &["analyze", "--facts", "8月28日,云岭市委书记林远舟主持召开市委常委会会议。"]),
        ("check", &["check"]),
        ("repair", &["repair"]),
    ] {
        let ran = case.run(&[args, &["--json"]].concat());
        assert_eq!(ran.out.lines().count(), 1, "{args:?}: one line, {ran:?}");
        grammar.check(&ran.json(), name, args);
    }
    // A line each.
    for (name, args) in [
        ("hit", &["search", "防汛", "责任"][..]),
        ("hit", &["search", "--queries", &queries]),
        ("statement", &["said", "林远舟"]),
        ("article", &["list"]),
        ("show", &["show", one, other]),
        ("facts", &["facts", &samples]),
        ("count", &["count", "防汛"]),
        ("row", &["count", "防汛", "--by", "year"]),
        ("meeting", &["meeting"]),
        ("gap", &["meeting", "--gaps"]),
        ("report", &["person", "林远舟"]),
        ("named", &["person"]),
        ("name", &["person", "--complete", "林"]),
        ("item", &["add", &samples]),
    ] {
        let ran = case.run(&[args, &["--format", "jsonl"]].concat());
        assert!(ran.out.lines().count() > 0, "{args:?}: {ran:?}");
        for line in ran.out.lines() {
            grammar.check(&serde_json::from_str(line).expect("JSON"), name, args);
        }
    }
    // A damage, and what is repaired.
    std::fs::write(case.archive().join("tantivy/meta.json"), "{}").expect("writes");
    grammar.check(&case.run(&["check", "--json"]).json(), "check", &["check"]);
    grammar.check(&case.run(&["repair", "--json"]).json(), "repair", &["repair"]);
}

#[test]
fn a_format_an_answer_does_not_have_is_refused_with_those_it_has() {
    let case = Case::with_samples();
    for (args, formats) in [
        (&["meeting", "--format", "md"][..], "text, json, jsonl, csv, csv-bom, tsv"),
        (&["person", "林远舟", "--format", "md"], "text, json, jsonl, csv, csv-bom, tsv"),
        (&["stats", "--format", "csv"], "text, json, jsonl"),
        (&["count", "防汛", "--format", "md"], "text, json, jsonl, csv, csv-bom, tsv"),
        (&["show", "a", "--format", "csv"], "text, json, jsonl, md, ids, bibtex, ris, csl, gbt7714, gbt7714-2015"),
        (
            &["list", "--format", "trec"],
            "text, json, jsonl, csv, csv-bom, tsv, md, ids, bibtex, ris, csl, gbt7714, gbt7714-2015",
        ),
        (&["export", "--format", "json"], "jsonl, csv, csv-bom, tsv, md, bibtex, ris, csl, gbt7714, gbt7714-2015"),
        (&["analyze", "会", "--format", "tsv"], "text, json, jsonl"),
    ] {
        let ran = case.run(args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}: {ran:?}");
        assert!(ran.err.contains(&format!("[possible values: {formats}]")), "{args:?}: {}", ran.err);
    }
}
