//! Reads records of exports: one JSON object, or a header line and one line of a table.

use serde_json::Value;

use super::table::{Table, mend_quotes};
use super::{Format, Skip, html, markup, published, trim};
use crate::article::Article;

/// No export has this many fields.
const FIELDS_MAX: usize = 10_000;
/// This many are named where none is a body.
const NAMES_SHOWN: usize = 30;

/// Names of columns and keys, and the field each means. The first name is the field's own.
const FIELDS: &[(&str, &[&str])] = &[
    ("id", &["id", "_id", "docid", "doc_id", "key", "编号", "文章编号", "唯一标识"]),
    ("title", &["title", "headline", "标题", "題名", "题名", "文章标题", "新闻标题", "標題"]),
    ("original_title", &["original_title", "原标题", "原題"]),
    (
        "date",
        &[
            "date",
            "published",
            "publish_date",
            "pubdate",
            "pub_date",
            "publish_time",
            "datetime",
            "time",
            "日期",
            "发布日期",
            "发布时间",
            "时间",
            "发表时间",
            "出版日期",
        ],
    ),
    ("source", &["source", "来源", "文章来源", "信息来源", "新闻来源", "來源"]),
    ("outlet", &["outlet", "site", "site_name", "media", "publisher", "媒体", "报纸", "网站", "站点", "报刊"]),
    ("channel", &["channel", "section", "column", "频道", "栏目", "版面", "版次"]),
    ("author", &["author", "authors", "reporter", "reporters", "byline", "作者", "记者", "通讯员"]),
    ("editor", &["editor", "editors", "编辑", "责任编辑", "责编"]),
    ("url", &["url", "link", "href", "网址", "链接", "原文链接", "地址", "鏈接"]),
    (
        "body",
        &[
            "body",
            "text",
            "content",
            "fulltext",
            "full_text",
            "article",
            "正文",
            "内容",
            "全文",
            "文本",
            "文章内容",
            "正文内容",
            "內容",
        ],
    ),
    ("cautions", &["cautions"]),
    ("tags", &["tags", "tag", "keywords", "标签", "关键词", "標籤"]),
];

/// Returns the fields a record may have, each with the names recognized for it.
pub(crate) fn column_names() -> &'static [(&'static str, &'static [&'static str])] {
    FIELDS
}

/// Keys under which exports wrap a record.
const WRAPPERS: &[&str] =
    &["_source", "source_document", "data", "article", "doc", "document", "record", "item", "fields", "attributes"];
/// A text that no column's name calls a body is taken for one if it has at least so many characters.
const BODY_CHARS_MIN: usize = 40;
/// Blocks inside blocks are read this deep.
const BLOCK_DEPTH_MAX: usize = 32;

/// Reads one JSON object.
pub(super) fn extract_json(text: &str, columns: &[(String, String)]) -> Result<Article, Skip> {
    let Fields(object) = serde_json::from_str(text).map_err(|e| bad_json(text, &e))?;
    article_of(unwrapped(object, columns).into_iter().collect(), columns)
}

fn bad_json(text: &str, error: &serde_json::Error) -> Skip {
    let python = text.trim_start().strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with('\''));
    let hint = if python { "; single quotes are Python's: write it with json.dumps" } else { "" };
    Skip::BadRecord(format!("{error}{hint}"))
}

/// Returns the record that an export wraps: Elasticsearch's `_source`, `data`, …; what is beside it stays.
fn unwrapped(object: serde_json::Map<String, Value>, columns: &[(String, String)]) -> serde_json::Map<String, Value> {
    let has_text = |object: &serde_json::Map<String, Value>| {
        let is_text = |name: &String| matches!(field_of(name, columns), Some("body" | "title"));
        object.iter().any(|(name, value)| is_text(name) && !value.is_object())
    };
    if has_text(&object) {
        return object;
    }
    let wrapper =
        WRAPPERS.iter().find(|wrapper| object.get(**wrapper).and_then(Value::as_object).is_some_and(has_text));
    let Some(wrapper) = wrapper else { return object };
    let mut outside = object;
    let Some(Value::Object(mut inside)) = outside.remove(*wrapper) else { return outside };
    for (name, value) in outside {
        if !inside.contains_key(&name) {
            inside.insert(name, value);
        }
    }
    inside
}

/// Returns the records that one object has in an array, as exports of search engines and of programs write them; none if
/// the object is a record itself.
pub(crate) fn records_inside(object: &[u8]) -> Option<Vec<Vec<u8>>> {
    let Value::Object(object) = serde_json::from_slice(object).ok()? else { return None };
    let is_record = |value: &Value| {
        value.as_object().is_some_and(|object| {
            let object = unwrapped(object.clone(), &[]);
            object.keys().any(|name| matches!(field_of(name, &[]), Some("body" | "title")))
        })
    };
    if is_record(&Value::Object(object.clone())) {
        return None;
    }
    fn find<'a>(value: &'a Value, is_record: &dyn Fn(&Value) -> bool, depth: usize) -> Option<&'a Vec<Value>> {
        match value {
            Value::Array(items) if !items.is_empty() && items.iter().all(is_record) => Some(items),
            Value::Object(object) if depth < 4 => object.values().find_map(|value| find(value, is_record, depth + 1)),
            _ => None,
        }
    }
    let records = find(&Value::Object(object), &is_record, 0)?.clone();
    Some(records.iter().map(|record| record.to_string().into_bytes()).collect())
}

/// Returns whether the name of a column means a field.
pub(super) fn is_known_column(name: &str) -> bool {
    field_of(name, &[]).is_some()
}

/// The fields of a JSON object; of the same name the last. An object of too many is an error before all are read.
struct Fields(serde_json::Map<String, Value>);

impl<'de> serde::Deserialize<'de> for Fields {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Fields, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> serde::de::Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = serde_json::Map::new();
        while let Some((name, value)) = map.next_entry()? {
            fields.insert(name, value);
            if fields.len() > FIELDS_MAX {
                return Err(serde::de::Error::custom(format!("more than {FIELDS_MAX} fields")));
            }
        }
        Ok(Fields(fields))
    }
}

/// Reads a header line and one record.
pub(super) fn extract_tabular(text: &str, format: Format, columns: &[(String, String)]) -> Result<Article, Skip> {
    let header_line = text.split('\n').next().unwrap_or_default();
    let delimiter = Table::delimiter_in(header_line.as_bytes()).unwrap_or(Table::delimiter_of(format));
    let mended = mend_quotes(text, delimiter);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(mended.as_bytes());
    let bad = |e: csv::Error| Skip::BadRecord(e.to_string());
    let header = reader.headers().map_err(bad)?.clone();
    let mut record = csv::StringRecord::new();
    if !reader.read_record(&mut record).map_err(bad)? {
        return Err(Skip::BadRecord("no record below the header".into()));
    }
    let names = header.iter().map(str::to_owned).chain((header.len() + 1..).map(|n| format!("column {n}")));
    let fields = names.zip(record.iter().map(|value| Value::String(value.to_owned()))).collect();
    article_of(fields, columns)
}

/// Returns the field a column means: as mapped by hand, else by its name.
fn field_of(column: &str, columns: &[(String, String)]) -> Option<&'static str> {
    let field = |name: &str| FIELDS.iter().find(|(field, _)| *field == name).map(|(field, _)| *field);
    if let Some((target, _)) = columns.iter().find(|(_, source)| source == column) {
        return field(target);
    }
    let name = bare_name(column);
    let (found, _) = FIELDS.iter().find(|(_, names)| names.contains(&name.as_str()))?;
    // A field mapped by hand is not taken from another column too.
    columns.iter().all(|(target, _)| target != found).then_some(found)
}

/// Returns a column's name without what people write around it: blanks, stars, colons, notes in brackets.
fn bare_name(column: &str) -> String {
    let mut depth = 0_usize;
    let mut name = String::new();
    for c in trim(column).chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth > 0 || c.is_whitespace() && !c.is_ascii() => {}
            '*' | '＊' | ':' | '：' | '"' | '“' | '”' | '\'' | '\u{feff}' | '#' | '\u{200b}' => {}
            _ => name.extend(c.to_lowercase()),
        }
    }
    // 标 题; English names keep their blanks as `_`.
    let name = name.trim();
    if name.is_ascii() { name.replace([' ', '-'], "_") } else { name.replace(' ', "") }
}

fn article_of(fields: Vec<(String, Value)>, columns: &[(String, String)]) -> Result<Article, Skip> {
    let mut article = Article::default();
    let mut seen: Vec<&str> = Vec::new();
    let mut has_empty_body = false;
    let mut names: Vec<String> = fields.iter().take(NAMES_SHOWN).map(|(name, _)| name.clone()).collect();
    names.extend((fields.len() > NAMES_SHOWN).then(|| "…".to_owned()));
    for (name, value) in fields {
        let field = field_of(&name, columns).filter(|field| !seen.contains(field));
        let value = meant(value);
        let text = plain(&value);
        match field {
            Some(field) if !text.is_empty() => {
                seen.push(field);
                keep(field, &name, &value, text, &mut article);
            }
            Some(field) => has_empty_body |= field == "body",
            None if !text.is_empty() => article.extra.push((name, text)),
            None => {}
        }
    }
    if trim(&article.body).is_empty() && !seen.contains(&"body") {
        guess_body(&mut article);
    }
    if trim(&article.body).is_empty() {
        if article.title.is_empty() && has_empty_body {
            return Err(Skip::BadRecord("its body is empty".into()));
        }
        if article.title.is_empty() {
            return Err(Skip::NoBody { fields: names.join(", ") });
        }
        // An export of headlines is worth keeping too.
        article.body.clear();
        let caution = "a headline without a text";
        if has_empty_body || seen.contains(&"body") {
            article.cautions.push(format!("{caution}: its body is empty"));
        } else {
            article.cautions.push(format!("{caution}: none of the fields is a body ({})", names.join(", ")));
        }
    }
    Ok(article)
}

/// Returns what the fields in front of a note say.
pub(super) fn fields_of_note(fields: Vec<(String, Value)>) -> Article {
    let mut article = Article::default();
    for (name, value) in fields {
        let text = plain(&value);
        match field_of(&name, &[]).filter(|field| *field != "body") {
            _ if text.is_empty() => {}
            Some(field) => keep(field, &name, &value, text, &mut article),
            None => article.extra.push((name, text)),
        }
    }
    article
}

/// Takes the longest text for the body where no name says which it is.
fn guess_body(article: &mut Article) {
    let is_text = |text: &str| text.chars().count() >= BODY_CHARS_MIN && text.contains(['。', '，', '！']);
    let longest = (0..article.extra.len()).max_by_key(|at| article.extra[*at].1.len());
    if let Some(at) = longest.filter(|at| is_text(&article.extra[*at].1)) {
        let (name, text) = article.extra.remove(at);
        article.cautions.push(format!("{name:?} was taken for the body; if that is wrong, say --map body=FIELD"));
        article.body = body(text);
    }
}

/// Returns what a value of a database's export means: MongoDB writes `{"$date": …}` and `{"$oid": …}`.
fn meant(value: Value) -> Value {
    match value {
        Value::Object(mut object) if object.len() == 1 => {
            let typed = ["$date", "$oid", "$numberLong", "$numberInt", "$numberDouble"];
            match typed.iter().find_map(|key| object.remove(*key)) {
                Some(inner) => meant(inner),
                None => Value::Object(object),
            }
        }
        other => other,
    }
}

/// Returns the lines of a body that is written as blocks, as editors keep it.
fn block_lines(value: &Value, depth: usize, lines: &mut Vec<String>) {
    const TEXTS: &[&str] = &[
        "text",
        "content",
        "html",
        "insert",
        "value",
        "children",
        "data",
        "blocks",
        "ops",
        "paragraphs",
        "body",
        "nodes",
    ];
    if depth > BLOCK_DEPTH_MAX {
        return;
    }
    match value {
        Value::String(text) => lines.extend(body(text.clone()).split('\n').map(str::to_owned)),
        Value::Array(items) => {
            // Pieces of one line, as rich text has them: none of them is a block with a type.
            let are_pieces = depth > 1
                && items
                    .iter()
                    .all(|item| item.get("type").is_none() && item.get("text").is_some_and(Value::is_string));
            if are_pieces {
                lines.push(items.iter().filter_map(|item| item.get("text")?.as_str()).collect());
            } else {
                items.iter().for_each(|item| block_lines(item, depth + 1, lines));
            }
        }
        Value::Object(object) => {
            if let Some(inner) = TEXTS.iter().find_map(|key| object.get(*key)) {
                block_lines(inner, depth + 1, lines);
            }
        }
        _ => {}
    }
}

fn keep(field: &str, name: &str, value: &Value, text: String, article: &mut Article) {
    match field {
        "id" => article.key = Some(text),
        "title" => article.title = trim(&text).replace('\n', " "),
        "original_title" => article.original_title = Some(trim(&text).to_owned()),
        "cautions" => article.cautions.extend(text.split('\n').map(str::to_owned)),
        "date" => match published::parse(&text) {
            Some(date) => article.published = Some(date),
            None => {
                article.cautions.push(format!("the date {text:?} is not understood"));
                article.extra.push((name.to_owned(), text));
            }
        },
        "source" => article.source = Some(trim(&text).to_owned()),
        "outlet" => article.outlet = Some(trim(&text).to_owned()),
        "channel" => article.channel = Some(trim(&text).to_owned()),
        "author" => article.reporters = list(value, &text),
        "editor" => article.editors = list(value, &text),
        "url" => article.url = Some(trim(&text).to_owned()),
        "tags" => article.tags = list(value, &text),
        _ if value.is_object() || value.as_array().is_some_and(|items| !items.iter().all(Value::is_string)) => {
            let mut lines = Vec::new();
            block_lines(value, 0, &mut lines);
            lines.retain(|line| !trim(line).is_empty());
            if lines.is_empty() {
                article.cautions.push(format!("the body {name:?} is no text and was kept as JSON"));
                article.body = text;
            } else {
                article.body = lines.join("\n");
            }
        }
        _ => article.body = body(text),
    }
}

/// Returns the body as it came, but for line ends; markup of a content system becomes paragraphs.
fn body(text: String) -> String {
    let has_tags = |text: &str| ["</p>", "<br", "</div>", "</span>", "<p>", "<p "].iter().any(|tag| text.contains(tag));
    // Some systems escape their markup once more: &lt;p&gt;.
    let text = if !has_tags(&text)
        && ["&lt;/p&gt;", "&lt;br", "&lt;p&gt;", "&lt;/div&gt;"].iter().any(|tag| text.contains(tag))
    {
        markup::resolve_references(text)
    } else {
        text
    };
    if has_tags(&text) {
        if text.trim_start().starts_with('<')
            && let Ok(article) = html::extract(&format!("<div id=zoom>{text}</div>"))
        {
            return article.body;
        }
        return markup::without_markup(&text).into_owned();
    }
    let text = if text.contains('&') && text.contains("&nbsp;") { markup::resolve_references(text) } else { text };
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// Writes a value as text: a list of texts is one paragraph each.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
        }
        other => other.to_string(),
    }
}

/// Reads a list of names: an array, or a text split at the usual marks.
fn list(value: &Value, text: &str) -> Vec<String> {
    let items: Vec<&str> = match value {
        Value::Array(_) => text.split('\n').collect(),
        _ => text.split([',', '，', ';', '；', '、', ' ', '\u{3000}', '\n', '|']).collect(),
    };
    items.into_iter().map(trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_endless_fields_is_refused() {
        let fields: Vec<String> = (0..=FIELDS_MAX).map(|n| format!("\"a{n}\":1")).collect();
        let skip = extract_json(&format!("{{{}}}", fields.join(",")), &[]).expect_err("is refused").to_string();
        assert!(skip.starts_with("bad record: more than 10000 fields"), "{skip}");
        let skip = extract_json(&format!("{{{}}}", fields[1..].join(",")), &[]).expect_err("has no body").to_string();
        assert!(skip.contains("a1, a2, ") && skip.contains(", …)"), "{skip}");
        let skip = extract_json("[1]", &[]).expect_err("is no object").to_string();
        assert!(skip.starts_with("bad record: invalid type: sequence, expected a JSON object"), "{skip}");
    }

    #[test]
    fn a_json_record() {
        let line = r#"{"id":"a-1","title":"市委召开会议","date":"2022-08-29","source":"清河日报","body":"第一段。\n　第二段。 ","url":"https://news.example/1","coll":"x","tags":["防汛","会议"]}"#;
        let article = extract_json(line, &[]).expect("an article");
        assert_eq!(article.key.as_deref(), Some("a-1"));
        assert_eq!(article.body, "第一段。\n　第二段。 ");
        assert_eq!(article.tags, ["防汛", "会议"]);
        assert_eq!(article.extra, [("coll".to_owned(), "x".to_owned())]);
    }

    #[test]
    fn chinese_column_names_and_a_mapping() {
        let table = "标题,日期,正文,备注\n市委召开会议,2022年8月29日,\"会议强调,要压实责任。\",好\n";
        let article = extract_tabular(table, Format::Csv, &[]).expect("an article");
        assert_eq!((article.title.as_str(), article.body.as_str()), ("市委召开会议", "会议强调,要压实责任。"));
        assert_eq!(article.published.map(|d| d.to_string()).as_deref(), Some("2022-08-29"));
        assert_eq!(article.extra, [("备注".to_owned(), "好".to_owned())]);
        let map = [("body".to_owned(), "备注".to_owned())];
        let article = extract_tabular(table, Format::Csv, &map).expect("an article");
        assert_eq!(article.body, "好");
        assert_eq!(article.extra[0].0, "正文");
    }

    #[test]
    fn bad_records_are_named() {
        assert!(matches!(extract_json("{\"a\":", &[]), Err(Skip::BadRecord(_))));
        assert!(matches!(extract_json("[1]", &[]), Err(Skip::BadRecord(_))));
        assert!(matches!(extract_json("{\"a\":1}", &[]), Err(Skip::NoBody { .. })));
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(matches!(extract_json(&deep, &[]), Err(Skip::BadRecord(_))));
    }

    #[test]
    fn a_date_that_is_none_is_kept_and_reported() {
        let article = extract_json(r#"{"title":"会","date":"2023-02-30","body":"文"}"#, &[]).expect("an article");
        assert_eq!(article.published, None);
        assert_eq!(article.extra, [("date".to_owned(), "2023-02-30".to_owned())]);
        assert_eq!(article.cautions.len(), 1);
    }
}
