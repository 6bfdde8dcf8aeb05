//! The architecture, as `lib.rs` draws it: data moves one way, and each library has its home.

use std::path::Path;

/// Modules without files, clock, environment or printing: those down to this one, and `render`.
const LAST_PURE: &str = "condition";
/// Edges: none uses another.
const EDGES: &[&str] = &["cli", "web", "mcp", "tui"];

fn source() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Returns the modules in the order of the table in `lib.rs`.
fn order() -> Vec<String> {
    let map = std::fs::read_to_string(source().join("lib.rs")).expect("reads");
    let rows = map.lines().filter_map(|line| line.strip_prefix("//! | `")?.split_once('`'));
    rows.map(|(name, _)| name.to_owned()).collect()
}

fn rust_files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("reads").flatten() {
        if entry.path().is_dir() {
            rust_files(&entry.path(), found);
        } else if entry.path().extension().is_some_and(|extension| extension == "rs") {
            found.push(entry.path());
        }
    }
}

/// Returns each source file's path below `src`, its module of the first level, and its text without tests and comments.
fn modules() -> Vec<(String, String, String)> {
    let mut files = Vec::new();
    rust_files(&source(), &mut files);
    let inside = |path: &Path| path.strip_prefix(source()).expect("below src").display().to_string().replace('\\', "/");
    let module = |path: &str| path.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned();
    let code = |path: &Path| {
        let text = std::fs::read_to_string(path).expect("reads");
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
        text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
    };
    let all = files.iter().map(|path| (inside(path), module(&inside(path)), code(path)));
    all.filter(|(_, name, _)| name != "lib" && name != "main").collect()
}

#[test]
fn a_module_uses_only_those_above_it() {
    let order = order();
    let layer = |module: &str| {
        let found = order.iter().position(|known| known == module);
        found.unwrap_or_else(|| panic!("{module} has no place in the table of lib.rs"))
    };
    for (path, module, code) in modules() {
        // In a file of the first level `super` is the crate.
        let is_first_level = !path.contains('/');
        for prefix in ["crate::", "super::"].iter().filter(|prefix| is_first_level || **prefix == "crate::") {
            for (at, _) in code.match_indices(prefix) {
                let used = &code[at + prefix.len()..];
                let used: String = used.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                if used == module {
                    continue;
                }
                assert!(layer(&used) < layer(&module), "{path} uses {used}");
                let are_edges = EDGES.contains(&used.as_str()) && EDGES.contains(&module.as_str());
                assert!(!are_edges, "{path} uses {used}: edges stay apart");
            }
        }
    }
}

#[test]
fn every_module_of_the_map_is_there() {
    for module in order() {
        assert!(source().join(format!("{module}.rs")).is_file(), "{module} is in the table of lib.rs only");
    }
}

#[test]
fn pure_modules_touch_nothing() {
    let order = order();
    let last = order.iter().position(|module| module == LAST_PURE).expect("it is in the table");
    let pure = |module: &str| module == "render" || order[..=last].iter().any(|known| known == module);
    for (path, _, code) in modules().iter().filter(|(_, module, _)| pure(module)) {
        for touched in ["std::fs", "std::env", "std::process", "SystemTime", "Instant::now", "println!", "eprintln!"] {
            assert!(!code.contains(touched), "{path} has {touched}");
        }
    }
}

#[test]
fn each_library_has_its_home() {
    for (path, _, code) in modules() {
        for (library, homes) in [
            ("tantivy", &["index/tantivy", "error.rs"][..]),
            ("jieba_rs", &["tokenizer"]),
            ("rusqlite", &["store", "error.rs"]),
            ("clap", &["cli"]),
            ("notify", &["source/notices.rs"]),
        ] {
            let is_used = code.match_indices(&format!("{library}::")).any(|(at, _)| {
                let before = &code[..at];
                !before.ends_with("::") && !before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
            });
            // The boundary names its backend.
            let is_module = library == "tantivy" && (path.starts_with("service/") || path == "index.rs");
            assert!(!is_used || is_module || homes.iter().any(|home| path.starts_with(home)), "{path} knows {library}");
        }
    }
}

#[test]
fn only_render_writes_json() {
    for (path, module, code) in modules() {
        assert!(module == "render" || !code.contains("json!"), "{path} writes JSON");
    }
}

/// The longest function of the sources, in lines: what is longer has several questions in it.
const FUNCTION_LINES_MAX: usize = 80;

#[test]
fn no_function_is_long() {
    let mut long = Vec::new();
    for (path, _, code) in modules() {
        let mut begun: Option<(usize, usize, String)> = None;
        for (number, line) in code.lines().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let text = line.trim_start();
            let is_function =
                ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn "].iter().any(|f| text.starts_with(f))
                    || text.starts_with("pub(in ") && text.contains(" fn ");
            if is_function && text.contains('(') && begun.is_none() {
                begun = Some((number, indent, text.to_owned()));
            } else if let Some((start, outer, head)) = begun.clone()
                && indent == outer
                && (text == "}" || text.ends_with(';') && !text.starts_with(['}', ')']))
            {
                if number - start > FUNCTION_LINES_MAX {
                    long.push(format!("{path}: {head} {}", number - start + 1));
                }
                begun = None;
            }
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}
