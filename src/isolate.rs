//! Documents read in a process of its own: readers that are not ours may fail on bad files, take all memory or never
//! end. The process is the program itself, with bounds of time and memory; what it reads comes back as JSON.

use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::extract::document::{self, Document, Rows};
use crate::extract::{Format, Skip};

/// The argument that makes the program read a document and nothing else.
pub(crate) const ARGUMENT: &str = "__read";
/// A document that takes longer is given up.
const TIME_MAX: Duration = Duration::from_secs(20);
/// The process has at most so much memory, in bytes.
const MEMORY_BYTES_MAX: u64 = 512 << 20;
/// What it writes has at most so many bytes.
const ANSWER_BYTES_MAX: u64 = 128 << 20;
/// A stack for readers that call themselves for each level of a document.
const STACK_BYTES: usize = 16 << 20;

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Says which program reads documents apart; without it they are read in this process.
pub(crate) fn set_program(path: PathBuf) {
    let _ = PROGRAM.set(path);
}

/// What the process answers.
#[derive(Serialize, Deserialize)]
enum Answer {
    Text { text: String, cautions: Vec<String> },
    Rows(Vec<(String, Vec<Vec<String>>)>),
    Failed { format: String, why: String },
}

/// Returns the text of a document.
pub(crate) fn text_of(format: Format, bytes: &[u8]) -> Result<Document, Skip> {
    let Some(program) = PROGRAM.get() else { return document::text_of(format, bytes) };
    match ask(program, format.name(), bytes)? {
        Answer::Text { text, cautions } => Ok(Document { text, cautions }),
        answer => Err(failed(format.name(), answer)),
    }
}

/// Returns the rows of a spreadsheet, by sheet.
pub(crate) fn rows_of(bytes: &[u8]) -> Result<Vec<Rows>, Skip> {
    let Some(program) = PROGRAM.get() else { return document::rows_of(bytes) };
    match ask(program, "sheets", bytes)? {
        Answer::Rows(sheets) => Ok(sheets.into_iter().map(|(name, rows)| Rows { name, rows }).collect()),
        answer => Err(failed("sheets", answer)),
    }
}

fn failed(kind: &str, answer: Answer) -> Skip {
    match answer {
        Answer::Failed { format, why } if format.is_empty() => Skip::BadDocument { format: kind.to_owned(), why },
        Answer::Failed { format, why } => Skip::BadDocument { format, why },
        _ => Skip::BadDocument { format: kind.to_owned(), why: "the reader answered something else".into() },
    }
}

fn ask(program: &std::path::Path, kind: &str, bytes: &[u8]) -> Result<Answer, Skip> {
    let fail = |why: String| Skip::BadDocument { format: kind.to_owned(), why };
    let started = Command::new(program)
        .args([ARGUMENT, kind])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = started.map_err(|error| fail(format!("its reader does not start: {error}")))?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let (answer, ended) = std::thread::scope(|scope| {
        // It may end before it has read everything: that is no error here.
        scope.spawn(move || input.map(|mut input| input.write_all(bytes)));
        let reading = scope.spawn(move || {
            let mut answer = Vec::new();
            output.map(|output| output.take(ANSWER_BYTES_MAX).read_to_end(&mut answer));
            answer
        });
        let ended = wait(&mut child);
        (reading.join().unwrap_or_default(), ended)
    });
    match ended {
        Some(true) => serde_json::from_slice(&answer).map_err(|_| fail("its reader failed".into())),
        Some(false) => Err(fail(format!("its reader failed, or needs more than {} MB", MEMORY_BYTES_MAX >> 20))),
        None => Err(fail(format!("reading it takes longer than {} seconds", TIME_MAX.as_secs()))),
    }
}

/// Waits for the process and says whether it succeeded; none if it took too long and was ended.
fn wait(child: &mut Child) -> Option<bool> {
    let begin = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) if begin.elapsed() < TIME_MAX => {}
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// Another reader of PDF, of Poppler, which many have: it knows the fonts of Adobe's collections. The bounds of this
/// process are its own, too.
const PDFTOTEXT: &str = "pdftotext";

/// Returns what it reads, where it is there and reads more than this program could.
fn by_pdftotext(bytes: &[u8]) -> Option<Document> {
    let started = Command::new(PDFTOTEXT)
        .args(["-q", "-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = started.ok()?;
    let (input, output) = (child.stdin.take()?, child.stdout.take()?);
    let text = std::thread::scope(|scope| {
        scope.spawn(move || { input }.write_all(bytes));
        let mut text = Vec::new();
        output.take(ANSWER_BYTES_MAX).read_to_end(&mut text).ok()?;
        Some(text)
    });
    let is_done = child.wait().is_ok_and(|status| status.success());
    let text = text.filter(|_| is_done)?;
    document::of_other_reader(&String::from_utf8_lossy(&text), PDFTOTEXT)
}

/// What the process does: reads a document from standard input, and writes what is in it.
pub(crate) fn serve(kind: &str) -> io::Result<()> {
    // Not every system has such bounds; where there are none, the time is one.
    let _ = rlimit::setrlimit(rlimit::Resource::AS, MEMORY_BYTES_MAX, MEMORY_BYTES_MAX);
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    let kind = kind.to_owned();
    let work = move || {
        if kind == "sheets" {
            return document::rows_of(&bytes)
                .map(|sheets| Answer::Rows(sheets.into_iter().map(|sheet| (sheet.name, sheet.rows)).collect()));
        }
        let format = Format::named(&kind).unwrap_or(Format::Text);
        let read = document::text_of(format, &bytes);
        let is_bad = read.as_ref().map_or_else(|skip| matches!(skip, Skip::BadDocument { .. }), document::is_doubted);
        let other = (format == Format::Pdf && is_bad).then(|| by_pdftotext(&bytes)).flatten();
        other.map_or(read, Ok).map(|Document { text, cautions }| Answer::Text { text, cautions })
    };
    let reading = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(work)?;
    let answer = match reading.join() {
        Ok(Ok(answer)) => answer,
        Ok(Err(Skip::BadDocument { format, why })) => Answer::Failed { format, why },
        Ok(Err(skip)) => Answer::Failed { format: String::new(), why: skip.to_string() },
        Err(_) => Answer::Failed { format: String::new(), why: "its reader failed".into() },
    };
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, &answer)?;
    out.flush()
}
