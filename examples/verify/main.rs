//! Proves on a whole archive what the tests prove on the samples: every verbatim string is found and counted as a
//! plain scan of the texts counts it, and the small dictionary of a query cuts as the whole one.
//!
//! ```console
//! $ cargo run --release --example verify -- --archive index
//! ```

mod checks;

use std::path::PathBuf;

use clap::Parser;
use huibao::internals::tokenizer::Dictionary;
use huibao::{Archive, Control};

use self::checks::{Kind, Random, Texts, cuts_alike, is_exact, strings};

#[derive(Parser)]
#[command(about = "Proves exact recall and equal cuts on a whole archive")]
struct Args {
    /// The archive.
    #[arg(long, default_value = "index", env = "HUIBAO_ARCHIVE")]
    archive: PathBuf,
    /// Strings of each kind.
    #[arg(long, default_value_t = 1000)]
    strings: usize,
    /// Another seed tries other strings.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Sentences to cut with both dictionaries; 0 for all.
    #[arg(long, default_value_t = 0)]
    sentences: usize,
}

#[allow(clippy::print_stdout, clippy::print_stderr)] // a report is all it makes
fn main() -> std::process::ExitCode {
    let args = Args::parse();
    let opened = Archive::open(&args.archive).and_then(|archive| archive.snapshot(&mut Control::default()));
    let snapshot = match opened {
        Ok(snapshot) => snapshot,
        Err(error) => {
            eprintln!("{error}");
            return std::process::ExitCode::from(2);
        }
    };
    let texts = Texts::of(&snapshot).expect("the archive can be read");
    println!("{} articles", texts.articles.len());
    let mut wrong = 0;

    let mut random = Random::new(args.seed);
    for kind in Kind::ALL {
        let drawn = strings(&texts, kind, args.strings, &mut random);
        let halves = drawn.split_at(drawn.len() / 2);
        let check = |strings: &[String]| {
            strings.iter().filter_map(|string| is_exact(&snapshot, &texts, string).err()).collect::<Vec<String>>()
        };
        let faults = std::thread::scope(|scope| {
            let first = scope.spawn(|| check(halves.0));
            let mut faults = check(halves.1);
            faults.extend(first.join().expect("checks do not panic"));
            faults
        });
        println!("strings {:14} {:6} checked, {} wrong", kind.name(), drawn.len(), faults.len());
        faults.iter().take(5).for_each(|fault| println!("  {fault}"));
        wrong += faults.len();
    }

    let whole = Dictionary::full();
    let (mut checked, mut differing) = (0, 0);
    'all: for article in &texts.articles {
        for sentence in article.sentences() {
            if args.sentences > 0 && checked == args.sentences {
                break 'all;
            }
            checked += 1;
            if !cuts_alike(whole, sentence) {
                differing += 1;
                println!("  cut otherwise: {sentence}");
            }
        }
    }
    println!("sentences {checked} cut with both dictionaries, {differing} differ");
    std::process::ExitCode::from(u8::from(wrong + differing > 0))
}
