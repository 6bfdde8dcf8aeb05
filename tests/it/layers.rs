//! The architecture: data moves one way.

use std::path::Path;

/// A module uses only modules of earlier lines, or of its own line.
const LAYERS: &[&[&str]] = &[
    &["article", "error"],
    &["fold", "sound", "terminal", "decode", "extract", "facts", "tokenizer", "query", "passage"],
    &["source", "disk", "sums", "parity", "archive", "index"],
    &["add", "check", "search"],
    &["render"],
    &["cli", "web", "mcp"],
];
/// Modules without files, clock, environment or printing.
const PURE: &[&str] =
    &["article", "fold", "sound", "terminal", "decode", "extract", "facts", "tokenizer", "query", "passage", "render"];

fn rust_files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("reads").flatten() {
        if entry.path().is_dir() {
            rust_files(&entry.path(), found);
        } else if entry.path().extension().is_some_and(|extension| extension == "rs") {
            found.push(entry.path());
        }
    }
}

/// Returns each source file's module of the first level and its text without tests and comments.
fn modules() -> Vec<(String, String)> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&source, &mut files);
    let module = |path: &Path| {
        let inside = path.strip_prefix(&source).expect("below src");
        let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
        first.trim_end_matches(".rs").to_owned()
    };
    let code = |path: &Path| {
        let text = std::fs::read_to_string(path).expect("reads");
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
        text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
    };
    files.iter().map(|path| (module(path), code(path))).filter(|(name, _)| name != "lib" && name != "main").collect()
}

fn layer(module: &str) -> usize {
    let found = LAYERS.iter().position(|layer| layer.contains(&module));
    found.unwrap_or_else(|| panic!("{module} has no place in the architecture"))
}

#[test]
fn a_module_uses_only_earlier_ones() {
    for (module, code) in modules() {
        for (at, _) in code.match_indices("crate::") {
            let used: String = code[at + 7..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
            assert!(layer(&used) <= layer(&module), "{module} uses {used}");
        }
    }
}

#[test]
fn pure_modules_touch_nothing() {
    for (module, code) in modules().iter().filter(|(module, _)| PURE.contains(&module.as_str())) {
        for touched in ["std::fs", "std::env", "std::process", "SystemTime", "Instant::now", "println!", "eprintln!"] {
            assert!(!code.contains(touched), "{module} has {touched}");
        }
    }
}

#[test]
fn each_library_has_its_home() {
    for (module, code) in modules() {
        for (library, homes) in [
            ("tantivy::", &["index", "tokenizer", "error"][..]),
            ("jieba_rs", &["tokenizer"]),
            ("rusqlite", &["archive", "error"]),
        ] {
            assert!(!code.contains(library) || homes.contains(&module.as_str()), "{module} knows {library}");
        }
    }
}
