//! What the commands that keep an archive safe take.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub(in crate::cli) struct CheckArgs {
    /// Compares every original and every stored text with its hash, too.
    #[arg(long)]
    pub(in crate::cli) full: bool,
    /// Writes one JSON object.
    #[arg(long)]
    pub(in crate::cli) json: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ExportArgs {
    /// Only articles that match.
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    pub(in crate::cli) query: Option<String>,
    /// How to write; only jsonl holds everything and can be imported.
    #[arg(long, value_name = "FORMAT", default_value = "jsonl", value_parser = ["jsonl", "csv", "md", "bibtex", "ris"])]
    pub(in crate::cli) format: String,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ImportArgs {
    /// What `export` wrote, or - for standard input.
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct BackupArgs {
    /// The file to write; an older backup there is replaced.
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct RestoreArgs {
    /// What `backup` wrote.
    #[arg(value_name = "FILE")]
    pub(in crate::cli) file: PathBuf,
}
