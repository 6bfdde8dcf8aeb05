//! Reads DOC and WPS, the binary files of older word processors, by undoc.

use super::Document;
#[cfg(feature = "office")]
use super::bad;
use crate::extract::Skip;

#[cfg(feature = "office")]
pub(super) fn read(bytes: &[u8]) -> Result<Document, Skip> {
    let document = undoc::parse_bytes(bytes).map_err(|error| bad("Word (.doc)", error))?;
    let text = document.plain_text();
    let lines: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()).collect();
    Ok(Document { text: lines.join("\n"), cautions: Vec::new() })
}

#[cfg(not(feature = "office"))]
pub(super) fn read(_: &[u8]) -> Result<Document, Skip> {
    Err(Skip::NotBuilt { format: "Word (.doc)".into(), feature: "office".into() })
}
