//! What people have besides pages: documents, mail, packages, records however they are written, and what is refused.

use std::io::Write;

use super::Case;

const HEADLINE: &str = "林远舟主持召开防汛会议";
const FIRST: &str = "7月12日，云岭市委书记林远舟主持召开防汛会议，市长储云帆、副市长苏雁宁出席会议。";
const SECOND: &str = "林远舟强调，要压实包保责任，提前转移低洼地带群众。";

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("starts");
        writer.write_all(bytes).expect("writes");
    }
    writer.finish().expect("ends").into_inner()
}

/// Adds a file with the program, and returns what it said; exit codes are 0, or 3 if something was skipped.
fn added(case: &Case, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = case.file(name, bytes);
    let ran = case.run(&["add", &path.display().to_string()]);
    format!("{}{}", ran.out, ran.err)
}

fn exported(case: &Case) -> String {
    case.run(&["export"]).out
}

fn docx(body: &str) -> Vec<u8> {
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"w\" xmlns:mc=\"mc\"><w:body>{body}</w:body></w:document>"
    );
    zipped(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", xml.as_bytes())])
}

#[test]
fn word_processors() {
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let body = format!(
        "{}{}<w:p><w:ins><w:r><w:t>林远舟强调，要压实</w:t></w:r></w:ins><w:del><w:r><w:delText>删去</w:delText><w:t>旧文</w:t></w:r></w:del><w:r><w:t>包保责任，提前转移低洼地带群众。</w:t></w:r></w:p>\
         <w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl><w:p><w:r><w:txbxContent>{}</w:txbxContent></w:r></w:p>",
        paragraph(HEADLINE),
        paragraph(FIRST),
        paragraph("储云帆"),
        paragraph("市长"),
        paragraph("框中文字。"),
    );
    let case = Case::new();
    let said = added(&case, "a.docx", docx(&body));
    assert!(said.contains("added 1,") && said.contains("deletions under change tracking were left out"), "{said}");
    let out = exported(&case);
    for text in [FIRST, SECOND, "储云帆\\t市长", "框中文字。"] {
        assert!(out.contains(text) || out.contains(&text.replace("\\t", "  ")), "{text}: {out}");
    }
    assert!(!out.contains("旧文") && !out.contains("删去"), "{out}");
    assert!(case.run(&["facts", &case.folder.path().join("a.docx").display().to_string()]).out.contains("chair"));

    let odt = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\"><office:body><office:text><text:tracked-changes><text:p>旧文</text:p></text:tracked-changes>\
         <text:h>{HEADLINE}</text:h><text:p>{FIRST}</text:p><text:p>林远舟强调，<text:span>要压实</text:span>包保责任，提前转移低洼地带群众。<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>脚注在此。</text:p></text:note-body></text:note></text:p></office:text></office:body></office:document-content>"
    );
    let case = Case::new();
    let odt = zipped(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", odt.as_bytes())]);
    assert!(added(&case, "a.odt", odt).contains("added 1,"));
    let out = exported(&case);
    assert!(out.contains(SECOND) && out.contains("脚注在此。") && !out.contains("旧文"), "{out}");
}

#[test]
fn official_documents() {
    let object = |x: u32, y: u32, text: &str| {
        format!(
            "<ofd:TextObject Boundary=\"{x} {y} 150 5\" Size=\"5\"><ofd:TextCode X=\"0\" Y=\"4\">{text}</ofd:TextCode></ofd:TextObject>"
        )
    };
    let page = format!(
        "<ofd:Page xmlns:ofd=\"o\"><ofd:Content><ofd:Layer>{}{}{}{}</ofd:Layer></ofd:Content></ofd:Page>",
        object(50, 20, HEADLINE),
        object(30, 40, "7月12日，云岭市委书记林远舟主持召开防汛会议，市长储云帆、"),
        object(20, 50, "副市长苏雁宁出席会议。"),
        object(80, 280, "— 1 —"),
    );
    let ofd = zipped(&[
        ("OFD.xml", "<ofd:OFD xmlns:ofd=\"o\"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>".as_bytes()),
        ("Doc_0/Document.xml", b"<ofd:Document xmlns:ofd=\"o\"><ofd:Pages><ofd:Page ID=\"1\" BaseLoc=\"Pages/Page_0/Content.xml\"/></ofd:Pages></ofd:Document>"),
        ("Doc_0/Pages/Page_0/Content.xml", page.as_bytes()),
    ]);
    let case = Case::new();
    assert!(added(&case, "a.ofd", ofd).contains("added 1,"));
    let out = exported(&case);
    assert!(out.contains(HEADLINE) && out.contains(FIRST) && !out.contains("— 1 —"), "{out}");
}

#[test]
fn mail_and_mailboxes() {
    let base64 = data_encoding::BASE64.encode(format!("{FIRST}\n{SECOND}\n").as_bytes());
    let table = data_encoding::BASE64.encode(format!("标题,正文\n附件会议召开,{SECOND}\n").as_bytes());
    let mail = format!(
        "From: =?utf-8?B?{}?= <a@yunling.example>\r\nSubject: {}\r\nDate: Fri, 12 Jul 2024 18:30:00 +0000\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{base64}\r\n\
         --x\r\nContent-Type: text/csv; name=a.csv\r\nContent-Disposition: attachment; filename=a.csv\r\nContent-Transfer-Encoding: base64\r\n\r\n{table}\r\n--x--\r\n",
        data_encoding::BASE64.encode("云岭日报".as_bytes()),
        format_args!("=?utf-8?B?{}?=", data_encoding::BASE64.encode(format!("转发：{HEADLINE}").as_bytes())),
    );
    let case = Case::new();
    let said = added(&case, "a.eml", &mail);
    assert!(said.contains("added 2,"), "{said}");
    let out = exported(&case);
    assert!(out.contains(&format!("\"title\":\"{HEADLINE}\"")) && out.contains("\"source\":\"云岭日报\""), "{out}");
    // Half past six in the evening of UTC is the next day in China.
    assert!(out.contains("\"published\":\"2024-07-13\"") && out.contains("a.eml!/a.csv"), "{out}");

    let one = |subject: &str| {
        format!(
            "From a@yunling.example Fri Jul 12 18:30:00 2024\nFrom: a@yunling.example\nSubject: {subject}\nDate: Fri, 12 Jul 2024 08:30:00 +0800\n\n{FIRST}{subject}。\n\n"
        )
    };
    let case = Case::new();
    let said = added(&case, "a.mbox", one("first") + &one("second"));
    assert!(said.contains("added 2,"), "{said}");
}

#[test]
fn packages_and_books() {
    let page = |headline: &str| {
        format!(
            "<html><title>{headline}</title><body><h1>{headline}</h1><div id=zoom><p>{FIRST}{headline}。</p></div></body></html>"
        )
    };
    let (name, _, _) = encoding_rs::GBK.encode("防汛/会议.html");
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, bytes) in [
        ("一/二.html", page("云岭市召开会议")),
        ("records.jsonl", format!("{{\"title\":\"清源县召开会议\",\"body\":\"{SECOND}\"}}\n")),
        ("__MACOSX/x", "x".into()),
    ] {
        writer.start_file(name, options).expect("starts");
        writer.write_all(bytes.as_bytes()).expect("writes");
    }
    writer.start_file("inner.zip", options).expect("starts");
    writer.write_all(&zipped(&[("a.txt", FIRST.as_bytes())])).expect("writes");
    let package = writer.finish().expect("ends").into_inner();
    let case = Case::new();
    let said = added(&case, "a.zip", package);
    assert!(said.contains("added 2,") && said.contains("only one level is read") && !name.is_empty(), "{said}");
    assert!(exported(&case).contains("a.zip!/一/二.html"));

    let book = zipped(&[
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", b"<container><rootfiles><rootfile full-path=\"OPS/p.opf\"/></rootfiles></container>"),
        ("OPS/p.opf", b"<package><manifest><item id=\"b\" href=\"b.xhtml\"/><item id=\"a\" href=\"a.xhtml\"/></manifest><spine><itemref idref=\"a\"/><itemref idref=\"b\"/></spine></package>"),
        ("OPS/a.xhtml", page("第一章会议").as_bytes()),
        ("OPS/b.xhtml", page("第二章会议").as_bytes()),
    ]);
    let case = Case::new();
    assert!(added(&case, "a.epub", book).contains("added 2,"));

    // A megabyte of blanks in a few bytes, many times over.
    let blanks = vec![b' '; 40 << 20];
    let bomb = zipped(&[("a.txt", &blanks)]);
    assert!(bomb.len() < 100_000);
    let said = added(&Case::new(), "bomb.zip", bomb);
    assert!(said.contains("unpacks to more than"), "{said}");
}

#[test]
fn crawls_and_feeds() {
    let page = format!(
        "<html><title>{HEADLINE}</title><body><h1>{HEADLINE}</h1><div id=zoom><p>{FIRST}</p></div></body></html>"
    );
    let http = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{page}\r\n0\r\n\r\n",
        page.len()
    );
    let record = |kind: &str, http: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://news.example/2024/07/12/a.html\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
            http.len()
        )
    };
    let crawl =
        record("warcinfo", "x") + &record("response", &http) + &record("response", "HTTP/1.1 404 Not Found\r\n\r\nx");
    let case = Case::new();
    assert!(added(&case, "a.warc", crawl).contains("added 1, replaced 0, unchanged 0, skipped 0"));
    let out = exported(&case);
    assert!(out.contains("\"url\":\"https://news.example/2024/07/12/a.html\"") && out.contains("2024-07-12"), "{out}");

    let feed = format!(
        "<?xml version=\"1.0\"?><rss><channel><title>云岭</title><item><title>{HEADLINE}</title><link>https://news.example/1</link><pubDate>Fri, 12 Jul 2024 08:30:00 +0800</pubDate><description><![CDATA[<p>{FIRST}</p>]]></description></item>\
         <item><title>清源县召开会议</title><description>{SECOND}</description></item></channel></rss>"
    );
    let case = Case::new();
    assert!(added(&case, "a.xml", feed).contains("added 2,"));
    assert!(exported(&case).contains("\"published\":\"2024-07-12\""));
}

#[test]
fn records_however_they_are_written() {
    let record = |n: usize| format!("{{\n  \"title\": \"第{n}次会议召开\",\n  \"body\": \"{SECOND}第{n}次。\"\n}}");
    let check = |name: &str, text: String, wanted: &str| {
        let case = Case::new();
        let said = added(&case, name, text);
        assert!(said.contains(wanted), "{name}: {said}");
    };
    let (one, two, three) = (record(1), record(2), record(3));
    check("stream.json", format!("{one}\n{two}\n{three}"), "added 3,");
    check("arrays.json", format!("\n[{one},{two},]\n[{three}]"), "added 3,");
    check("cut.json", format!("[{one},\n{two},\n{}", &three[..30]), "added 2, replaced 0, unchanged 0, skipped 1");
    check(
        "broken.json",
        format!("[{one},\n{{\"title\": \"坏,\n{{\"title\":\"好\",\"body\":\"{SECOND}\"}}\n]"),
        "skipped 1",
    );
    check(
        "wrapped.json",
        format!(
            "{{\"took\":1,\"hits\":{{\"hits\":[{{\"_id\":\"a\",\"_source\":{one}}},{{\"_id\":\"b\",\"_source\":{two}}}]}}}}"
        ),
        "added 2,",
    );
    check("python.jsonl", "{'title': '会议', 'body': '召开'}\n".into(), "json.dumps");
    let table = |delimiter: &str| {
        format!(
            "会议报道一览{delimiter}\n标题（必填）{delimiter}日期{delimiter}*正文\n会议召开{delimiter}2024/7/12{delimiter}\"{SECOND}\"\n"
        )
    };
    for delimiter in [",", ";", "\t", "|"] {
        check("table.csv", table(delimiter), "added 1,");
    }
    check("excel.csv", format!("sep=;\n标题;正文\n会议召开;{SECOND}\n"), "added 1,");
    check(
        "headless.csv",
        format!("会议召开,2024-07-12,{SECOND}\n又召开,2024-07-13,{SECOND}\n"),
        "the first row names no columns",
    );
    let open = format!("标题,正文\n一,\"{SECOND}\n二,\"{FIRST}\"\n三,{FIRST}三\n");
    check("open.csv", open, "a quotation mark that is not closed");
    check("inner.csv", format!("标题,正文\n推进\"三会\",\"推进\"三会一课\"。{SECOND}\"\n"), "added 1,");
    let page = format!(
        "<html><table><tr><th>标题</th><th>正文</th></tr><tr><td>会议召开</td><td>{SECOND}</td></tr><tr><td>又召开</td><td>{FIRST}</td></tr></table></html>"
    );
    check("page.xls", page, "added 2,");
    check(
        "untitled.jsonl",
        format!("{{\"标题\":\"会议召开\",\"wenben\":\"{FIRST}{SECOND}\"}}\n"),
        "was taken for the body",
    );
    check("headlines.csv", "标题,日期\n会议召开,2024-07-12\n".into(), "a headline without a text");
}

#[test]
fn what_cannot_be_read_is_named() {
    for (name, bytes, wanted) in [
        ("a.jsonl.gz", &b"\x1f\x8b\x08\x00abc"[..], "compressed with gzip: unpack it first"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "PNG: a picture has no text"),
        ("a.rar", b"Rar!\x1a\x07\x00", "a RAR archive"),
        ("a.zip", b"PK\x03\x04broken", "a ZIP package cannot be read"),
        ("a.docx", &docx("")[..], "no article text found"),
        ("a.rtf", b"{\\rtf1 }", "no article text found"),
        (
            "a.html",
            "<html><body><p>您的浏览器版本过低或未启用JavaScript，请启用JavaScript后重新打开本页面。</p></body></html>"
                .as_bytes(),
            "no article on the page; it says",
        ),
    ] {
        let case = Case::new();
        let said = added(&case, name, bytes);
        assert!(said.contains(wanted) && said.contains("skipped 1"), "{name}: {said}");
    }
}

/// Returns a PDF of one page with this content, and a font of GBK.
fn pdf_of(content: &str) -> String {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type0/BaseFont/STSong/Encoding/GBK-EUC-H/DescendantFonts[6 0 R]>>".to_owned(),
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 7 0 R/DW 1000>>".to_owned(),
        "<</Type/FontDescriptor/FontName/STSong/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800/Descent -200/StemV 80>>".to_owned(),
    ];
    let mut pdf = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        places.push(pdf.len());
        pdf.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let start = pdf.len();
    pdf.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    places.iter().for_each(|place| pdf.push_str(&format!("{place:010} 00000 n \n")));
    pdf.push_str(&format!("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1));
    pdf
}

#[test]
#[cfg(feature = "pdf")]
fn documents_of_others_are_read_apart_and_bad_ones_are_named() {
    for (name, bytes) in
        [("a.pdf", &b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"[..]), ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1broken")]
    {
        let case = Case::new();
        let said = added(&case, name, bytes);
        assert!(said.contains("cannot be read") && said.contains("skipped 1"), "{name}: {said}");
        let ran = case.run(&["facts", &case.folder.path().join(name).display().to_string()]);
        assert!(ran.code == 3 && ran.err.contains("cannot be read"), "{name}: {} {}", ran.code, ran.err);
    }
    // A page of one font in a Chinese encoding that says nothing of Unicode.
    let (text, _, _) = encoding_rs::GBK.encode("云岭市召开会议，研究防汛工作。");
    let hex: String = text.iter().map(|byte| format!("{byte:02x}")).collect();
    let pdf = pdf_of(&format!("BT /F1 16 Tf 72 700 Td <{hex}> Tj ET"));
    let case = Case::new();
    let said = added(&case, "gbk.pdf", pdf);
    assert!(said.contains("added 1,"), "{said}");
    assert!(exported(&case).contains("云岭市召开会议，研究防汛工作。"));
}

#[test]
fn addresses_that_identify_nothing_and_addresses_of_two_articles() {
    let page = |address: &str, headline: &str, text: &str| {
        format!(
            "<html><head><link rel=canonical href=\"{address}\"><title>{headline}</title></head><body><h1>{headline}</h1><div id=zoom><p>{text}</p></div></body></html>"
        )
    };
    let case = Case::new();
    let front = "https://www.yunling.example/";
    added(&case, "a.html", page(front, HEADLINE, FIRST));
    assert!(added(&case, "b.html", page(front, "清源县召开收粮会议", SECOND)).contains("added 1,"));
    let one = "https://www.yunling.example/news/1.html";
    added(
        &case,
        "c.html",
        page(one, "东陵区召开会议", "5月8日，东陵区召开会议，研究社区治理工作，区委书记顾长河主持会议。"),
    );
    let said = added(
        &case,
        "d.html",
        page(one, "云岭市召开信访会议", "6月3日，云岭市召开信访工作联席会议，方立诚主持会议并讲话。"),
    );
    assert!(said.contains("added 1,") && said.contains("which has another headline and text"), "{said}");
    let revised = page(
        one,
        "东陵区召开会议研究治理",
        "5月8日，东陵区召开会议，研究社区治理工作，区委书记顾长河主持会议。会议要求抓好落实。",
    );
    assert!(added(&case, "c.html", revised).contains("replaced 1"));
    let said = case.run(&[
        "add",
        "--url",
        "https://news.example/2024/07/12/x.html",
        "--title",
        "给定的标题",
        &case.file("e.txt", FIRST).display().to_string(),
    ]);
    assert!(said.out.contains("added 1,"), "{} {}", said.out, said.err);
    let out = exported(&case);
    assert!(out.contains("\"title\":\"给定的标题\"") && out.contains("2024-07-12"), "{out}");
}

#[test]
fn a_report_says_what_became_of_every_item() {
    let case = Case::with_samples();
    let folder = case.folder.path();
    let (csv, jsonl) = (folder.join("r.csv"), folder.join("r.jsonl"));
    let text = case.file("a.txt", format!("{HEADLINE}\n来源:云岭日报\n{FIRST}")).display().to_string();
    let picture = case.file("b.png", b"\x89PNG\r\n").display().to_string();
    let ran = case.run(&["add", "--report", &csv.display().to_string(), &text, &picture]);
    assert!(ran.out.contains("formats  text 1") && ran.out.contains("outlets  云岭日报 1"), "{}", ran.out);
    let table = std::fs::read_to_string(csv).expect("is written");
    assert!(table.starts_with("\u{feff}path,status,reason,id,title,format,outlet,cautions"), "{table}");
    assert!(table.contains("added,,") && table.contains("PNG: a picture has no text"), "{table}");
    case.run(&["add", "--report", &jsonl.display().to_string(), &text]);
    let lines = std::fs::read_to_string(jsonl).expect("is written");
    assert!(lines.contains("\"status\":\"unchanged\""), "{lines}");
    let refused = case.run(&["add", "--report", "r.txt", &text]);
    assert!(refused.err.contains("a report is a .csv or a .jsonl file"), "{}", refused.err);
}

#[test]
fn a_caution_can_be_marked_as_seen() {
    let case = Case::with_samples();
    added(&case, "a.txt", format!("{HEADLINE}\n{FIRST}锟斤拷锟斤拷\n"));
    let found = |case: &Case| case.run(&["list", "has:caution", "-l"]).out.lines().count();
    let id = case.run(&["list", "含:注意", "-l"]).out.trim().to_owned();
    assert_eq!((found(&case), id.len()), (1, 8));
    assert!(case.run(&["show", &id]).out.contains("caution         characters were lost"));
    assert_eq!(case.run(&["fact", &id, "--seen"]).out, "1 caution marked as seen\n");
    assert_eq!(found(&case), 0);
    assert!(case.run(&["show", &id]).out.contains("seen            characters were lost"));
    let json = case.run(&["show", &id, "--json"]).json();
    assert_eq!((json["cautions"].as_array(), json["seen_cautions"].as_array().map(Vec::len)), (Some(&vec![]), Some(1)));
    assert_eq!(case.run(&["reindex"]).code, 0);
    assert_eq!(found(&case), 0);
    // The next revision has another caution.
    added(
        &case,
        "a.txt",
        format!("{HEADLINE}\n{FIRST}锟斤拷锟斤拷{SECOND}浜戝箔甯備笂鍗堝彫寮€鎶楁棻浼氳锛屾棤浜虹己甯€俓n"),
    );
    assert_eq!(case.run(&["fact", &id, "--seen", "--drop"]).out, "1 caution no longer marked as seen\n");
    assert_eq!(found(&case), 1);
    assert_eq!(case.run(&["fact", &id, "--seen", "chair=林远舟"]).code, 2);
}

#[cfg(unix)]
#[test]
fn another_reader_is_asked_where_a_pdf_says_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let case = Case::with_samples();
    // A page without a text, for a reader that finds one all the same.
    let pdf = case.file("a.pdf", pdf_of("0 0 m 9 9 l S")).display().to_string();
    let tools = case.folder.path().join("tools");
    std::fs::create_dir(&tools).expect("creates");
    let tool = tools.join("pdftotext");
    std::fs::write(&tool, format!("#!/bin/sh\ncat > /dev/null\nprintf '%s\\n' '{HEADLINE}' '{FIRST}{SECOND}'\n"))
        .expect("writes");
    std::fs::set_permissions(&tool, std::fs::Permissions::from_mode(0o755)).expect("sets");
    let path = format!("{}:{}", tools.display(), std::env::var("PATH").expect("is set"));
    let added = case.command(&["add", &pdf]).env("PATH", path).output().expect("runs");
    let said = String::from_utf8_lossy(&added.stderr);
    assert!(added.status.success() && said.contains("read by pdftotext"), "{said}");
    assert_eq!(case.run(&["count", SECOND]).out.split(',').next(), Some("1 articles"));
}
