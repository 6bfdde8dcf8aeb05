//! Reads pages saved with their parts as one MIME message (`.mhtml`, `.mht`).

use mailparse::{MailHeaderMap, ParsedMail};

use super::{Skip, html, published, readable, text, trim};
use crate::article::Article;

/// A message of more lines that may begin a part is refused: the parser's time grows with the square of them.
const PARTS_MAX: usize = 5_000;

pub(super) fn extract(bytes: &[u8], encoding: Option<&str>) -> Result<Article, Skip> {
    let bad = |e: mailparse::MailParseError| Skip::BadMime(e.to_string());
    if memchr::memmem::find_iter(bytes, b"\n--").count() > PARTS_MAX {
        return Err(Skip::BadMime(format!("more than {PARTS_MAX} lines that may begin a part")));
    }
    let message = mailparse::parse_mail(bytes).map_err(bad)?;
    let (part, is_html) = page_of(&message).ok_or_else(|| Skip::BadMime("it has no text part".into()))?;
    let content = part.get_body_raw().map_err(bad)?;
    let charset = part.ctype.params.get("charset").map(String::as_str);
    // A charset that is declared and does not fit is no reason to refuse the page, or to read it wrong.
    let decoded = readable(&content, encoding, charset)?;
    let read = if is_html { html::extract(&decoded.text) } else { text::extract(&decoded.text) };
    // Of a page that is a menu around a frame only the frame has text.
    let (mut article, empty) = match read {
        Ok(article) => (article, None),
        Err(skip) => (Article::default(), Some(skip)),
    };
    if is_html {
        take_frame(&message, part, &mut article);
    }
    if let Some(skip) = empty.filter(|_| article.body.is_empty()) {
        return Err(skip);
    }
    article.cautions.extend(decoded.cautions);
    let headers = [
        part.headers.get_first_value("Content-Location"),
        message.headers.get_first_value("Snapshot-Content-Location"),
    ];
    let address = headers.into_iter().flatten().find(|address| address.starts_with("http"));
    if article.url.is_none() {
        article.url = address;
    }
    if article.published.is_none() {
        article.published = article.url.as_deref().and_then(crate::page::dates::in_address);
    }
    Ok(article)
}

/// Takes the text of a frame, which is a part of its own, where that has more than the page around it.
fn take_frame(message: &ParsedMail<'_>, page: &ParsedMail<'_>, article: &mut Article) {
    let is_page = |part: &&ParsedMail<'_>| {
        part.ctype.mimetype.eq_ignore_ascii_case("text/html") && part.subparts.is_empty() && !std::ptr::eq(*part, page)
    };
    let read = |part: &ParsedMail<'_>| {
        let charset = part.ctype.params.get("charset").map(String::as_str);
        html::extract(&readable(&part.get_body_raw().ok()?, None, charset).ok()?.text).ok()
    };
    let sentences = |article: &Article| article.body.chars().filter(|c| matches!(c, '。' | '，')).count();
    let frames = message.parts().filter(is_page).filter_map(read).map(|frame| (sentences(&frame), frame));
    let Some((most, frame)) = frames.max_by_key(|(sentences, _)| *sentences) else { return };
    if most <= sentences(article) {
        return;
    }
    article.body = frame.body;
    if article.title.is_empty() {
        article.title = frame.title;
    }
    article.published = article.published.or(frame.published);
    article.source = article.source.take().or(frame.source);
    article.reporters.extend(frame.reporters);
    article.cautions.retain(|caution| !caution.contains("all its text is kept"));
}

/// Reads a mail: its subject, day and sender, and its text; a part of plain text comes before one of HTML.
pub(super) fn extract_mail(bytes: &[u8], encoding: Option<&str>) -> Result<Article, Skip> {
    let bad = |e: mailparse::MailParseError| Skip::BadMime(e.to_string());
    if memchr::memmem::find_iter(bytes, b"\n--").count() > PARTS_MAX {
        return Err(Skip::BadMime(format!("more than {PARTS_MAX} lines that may begin a part")));
    }
    let message = mailparse::parse_mail(bytes).map_err(bad)?;
    let parts: Vec<&ParsedMail<'_>> = message.parts().collect();
    let is_attached =
        |part: &ParsedMail<'_>| part.get_content_disposition().disposition == mailparse::DispositionType::Attachment;
    let of_type = |kind: &str| {
        let is_it = |part: &&&ParsedMail<'_>| {
            part.ctype.mimetype.eq_ignore_ascii_case(kind) && part.subparts.is_empty() && !is_attached(part)
        };
        parts.iter().find(is_it).copied()
    };
    let read = |part: &ParsedMail<'_>| {
        let content = part.get_body_raw().map_err(bad)?;
        readable(&content, encoding, part.ctype.params.get("charset").map(String::as_str))
    };
    let plain = of_type("text/plain").map(read).transpose()?.filter(|decoded| !trim(&decoded.text).is_empty());
    let mut article = match (plain, of_type("text/html")) {
        (Some(decoded), _) => {
            let mut article = text::extract(&decoded.text)?;
            article.cautions.extend(decoded.cautions);
            article
        }
        (None, Some(part)) => {
            let decoded = read(part)?;
            let mut article = html::extract(&decoded.text)?;
            article.cautions.extend(decoded.cautions);
            article
        }
        (None, None) => return Err(Skip::BadMime("it has no text part".into())),
    };
    let header = |name: &str| message.headers.get_first_value(name).map(|value| trim(&value).to_owned());
    if let Some(subject) =
        header("Subject").map(|subject| without_reply(&subject)).filter(|subject| !subject.is_empty())
    {
        if !article.title.is_empty() && article.title != subject {
            article.body = format!("{}\n{}", article.title, article.body);
        }
        article.title = subject;
    }
    article.published = article.published.or_else(|| published::parse(&header("Date")?));
    article.source = article.source.take().or_else(|| header("From").map(|from| sender(&from)));
    Ok(article)
}

/// Removes `Re:`, `Fwd:`, `转发:` from a subject.
fn without_reply(subject: &str) -> String {
    let mut subject = subject;
    while let Some((mark, rest)) = subject.split_once([':', '：']) {
        if !["re", "fw", "fwd", "回复", "答复", "转发"].contains(&mark.trim().to_lowercase().as_str()) {
            break;
        }
        subject = rest.trim_start();
    }
    subject.to_owned()
}

/// Returns the name of a sender, else the address: `云岭日报 <a@b.example>`.
fn sender(from: &str) -> String {
    let name = from.split('<').next().unwrap_or_default().trim().trim_matches('"');
    if name.is_empty() { from.trim_matches(['<', '>']).to_owned() } else { name.to_owned() }
}

/// Returns the attachments of a mail with their names.
pub(crate) fn attachments(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let Ok(message) = mailparse::parse_mail(bytes) else { return Vec::new() };
    let named = |part: &ParsedMail<'_>| {
        let disposition = part.get_content_disposition();
        let name = disposition.params.get("filename").or_else(|| part.ctype.params.get("name"))?.clone();
        let is_body = disposition.disposition != mailparse::DispositionType::Attachment
            && part.ctype.mimetype.starts_with("text/");
        (!is_body && part.subparts.is_empty()).then(|| Some((name, part.get_body_raw().ok()?)))?
    };
    message.parts().filter_map(named).collect()
}

/// Finds the first HTML part, else the first text part; says which it is.
fn page_of<'a>(message: &'a ParsedMail<'a>) -> Option<(&'a ParsedMail<'a>, bool)> {
    let parts: Vec<&ParsedMail<'_>> = message.parts().collect();
    let of_type = |kind: &str| {
        parts.iter().find(|part| part.ctype.mimetype.eq_ignore_ascii_case(kind) && part.subparts.is_empty())
    };
    let page = of_type("text/html").or_else(|| of_type("application/xhtml+xml")).map(|part| (*part, true));
    page.or_else(|| of_type("text/plain").map(|part| (*part, false)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_found_among_the_parts() {
        let page = "<html><head><title>=E4=BC=9A=E8=AE=AE=E5=8F=AC=E5=BC=80</title></head><body><div id=3Dzoom><p>8=E6=9C=8828=E6=97=A5=EF=BC=8C=E4=BC=9A=E8=AE=AE=E5=8F=AC=E5=BC=80=E3=80=82=\r\n=E4=BC=9A=E8=AE=AE=E5=BC=BA=E8=B0=83=EF=BC=8C=E8=A6=81=E5=8E=8B=E5=AE=9E=E8=B4=A3=E4=BB=BB=EF=BC=8C=E7=A1=AE=E4=BF=9D=E5=AE=89=E5=85=A8=E3=80=82</p></div></body></html>";
        let message = format!(
            "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://news.example/2022/08/29/a.html\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/related; type=\"text/html\"; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/html\r\n\
             Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://news.example/2022/08/29/a.html\r\n\r\n{page}\r\n--x\r\n\
             Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n--x--\r\n"
        );
        let article = extract(message.as_bytes(), None).expect("an article");
        assert_eq!(article.body, "8月28日，会议召开。会议强调，要压实责任，确保安全。");
        assert_eq!(article.title, "会议召开");
        assert_eq!(article.published.map(|d| d.to_string()).as_deref(), Some("2022-08-29"));
    }

    #[test]
    fn a_menu_around_a_frame_is_read_by_the_frame() {
        let part = |name: &str, body: &str| {
            format!(
                "--x\r\nContent-Type: text/html; charset=utf-8\r\nContent-ID: <{name}>\r\n\r\n<html><body>{body}</body></html>\r\n"
            )
        };
        let report = "<h1>云岭县召开防汛会议</h1><p>6月3日，云岭县召开防汛会议，县长何清主持会议并讲话。</p><p>会议指出，要守住堤坝，备足物资。</p>";
        let message = |frame: &str| {
            format!(
                "MIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"x\"\r\n\r\n{}{}--x--\r\n",
                part("a", "<div>首页 要闻 专题 登录 注册</div><iframe src=\"cid:b\"></iframe>"),
                part("b", frame)
            )
        };
        let article = extract(message(report).as_bytes(), None).expect("an article");
        assert!(article.body.contains("要守住堤坝") && article.title.contains("防汛会议"), "{article:?}");
        assert!(extract(message("<p>登录</p>").as_bytes(), None).is_err());
    }
}
