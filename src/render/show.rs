//! An article whole, or one passage of it.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::facts::facts_json;
use super::json::{VERSION, pairs};
use super::list::article_json;
use super::markdown::markdown_article;
use super::messages::Language;
use super::text::{article_text, passage_text};
use super::{Answer, Shape, Style};
use crate::index::IndexedArticle;
use crate::passage::passages;
use crate::service::ArticleAnswer;

impl Answer for ArticleAnswer {
    const SHAPES: &'static [Shape] =
        &[Shape::Text, Shape::Object, Shape::Lines, Shape::Markdown, Shape::Ids, Shape::Citations];

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        match &self.passage {
            Some((number, span)) => passage_text(out, self, *number, span.clone(), style),
            None => article_text(out, &self.short_id, &self.indexed, style),
        }
    }

    fn object(&self, _: Language) -> Value {
        let indexed = &self.indexed;
        let article = &indexed.article;
        let mut value = article_json(&self.short_id, indexed, &self.facts);
        let Value::Object(object) = &mut value else { return value };
        let extra: serde_json::Map<_, Value> =
            article.extra.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
        let places: Vec<String> = indexed.places.iter().map(ToString::to_string).collect();
        let fields: [(&str, Value); 15] = [
            ("facts", facts_json(&self.facts, &article.body)),
            ("full_id", indexed.id.clone().into()),
            ("outlet", article.outlet.clone().into()),
            ("source", article.source.clone().into()),
            ("channel", article.channel.clone().into()),
            ("original_title", article.original_title.clone().into()),
            ("reporters", article.reporters.clone().into()),
            ("editors", article.editors.clone().into()),
            ("url", article.url.clone().into()),
            ("format", indexed.format.name().into()),
            ("places", places.into()),
            ("revisions", indexed.revisions.into()),
            ("extra", extra.into()),
            ("cautions", article.cautions.clone().into()),
            ("seen_cautions", indexed.seen_cautions().collect::<Vec<_>>().into()),
        ];
        object.extend(fields.map(|(name, value)| (name.to_owned(), value)));
        match &self.passage {
            Some((number, span)) => {
                object.insert("passage".into(), (*number).into());
                object.insert("span".into(), json!([span.start, span.end]));
                object.insert("text".into(), article.body[span.clone()].into());
            }
            None => {
                object.insert("body".into(), article.body.clone().into());
                object.insert("passage_spans".into(), pairs(&passages(&article.body)).into());
            }
        }
        value
    }

    fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        markdown_article(out, &self.short_id, &self.indexed, Some(&self.facts), self.passage.clone())
    }

    fn ids(&self) -> Vec<String> {
        vec![self.short_id.clone()]
    }

    fn cited(&self) -> Vec<&IndexedArticle> {
        vec![&self.indexed]
    }
}

/// Several answers to one question. As JSON one is an object by itself, several are an object with a list of them.
#[derive(Debug)]
pub struct Several<T> {
    /// What the list is called in JSON.
    pub name: &'static str,
    /// The answers.
    pub answers: Vec<T>,
}

impl<T: Answer> Answer for Several<T> {
    const SHAPES: &'static [Shape] = T::SHAPES;

    fn text(&self, out: &mut dyn Write, style: Style) -> io::Result<()> {
        for (number, answer) in self.answers.iter().enumerate() {
            if number > 0 {
                writeln!(out)?;
            }
            answer.text(out, style)?;
        }
        Ok(())
    }

    fn object(&self, language: Language) -> Value {
        if let [only] = &self.answers[..] {
            return only.object(language);
        }
        let answers: Vec<Value> = self.answers.iter().map(|answer| answer.object(language)).collect();
        let mut value = json!({ "v": VERSION });
        value[self.name] = answers.into();
        value
    }

    fn lines(&self, language: Language, line: &mut dyn FnMut(Value) -> io::Result<()>) -> io::Result<()> {
        self.answers.iter().try_for_each(|answer| answer.lines(language, line))
    }

    fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        self.answers.iter().try_for_each(|answer| answer.markdown(out))
    }

    fn cited(&self) -> Vec<&IndexedArticle> {
        self.answers.iter().flat_map(Answer::cited).collect()
    }

    fn ids(&self) -> Vec<String> {
        self.answers.iter().flat_map(Answer::ids).collect()
    }
}
