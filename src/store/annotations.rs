//! What people add: corrections of an article's facts, and for the whole archive other names of words, saved queries,
//! words for the dictionary.

use std::collections::BTreeMap;

use rusqlite::params;

use super::{Store, Transaction};
use crate::error::Result;

/// What kind of thing is set for the whole archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SettingKind {
    /// Words that mean the same, joined by `=`; named by the first.
    Alias,
    /// A query under a name.
    Saved,
    /// A word for the dictionary.
    Word,
}

impl SettingKind {
    /// All kinds, in the order they are exported in.
    pub const ALL: [SettingKind; 3] = [SettingKind::Alias, SettingKind::Saved, SettingKind::Word];

    /// Returns the name in the store and in exports.
    pub fn name(self) -> &'static str {
        match self {
            SettingKind::Alias => "alias",
            SettingKind::Saved => "saved",
            SettingKind::Word => "word",
        }
    }
}

/// What people set for the whole archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Words that mean the same, a group each.
    pub aliases: Vec<Vec<String>>,
    /// Saved queries by name.
    pub saved: BTreeMap<String, String>,
    /// Folded words for the dictionary; the index uses them after a rebuild.
    pub words: Vec<String>,
}

impl Settings {
    /// Returns the settings of a kind as the store has them: name and value.
    pub fn rows(&self, kind: SettingKind) -> Vec<(String, String)> {
        match kind {
            SettingKind::Alias => {
                let groups = self.aliases.iter().filter(|names| !names.is_empty());
                groups.map(|names| (names[0].clone(), names.join("="))).collect()
            }
            SettingKind::Saved => self.saved.clone().into_iter().collect(),
            SettingKind::Word => self.words.iter().map(|word| (word.clone(), String::new())).collect(),
        }
    }
}

impl Store {
    /// Returns what is corrected of an article's facts, in order: field, value, whether it is taken away.
    pub(super) fn corrections(&self, article: i64) -> Result<Vec<(String, String, bool)>> {
        let find = "SELECT field, value, dropped FROM correction WHERE article = ? ORDER BY rowid";
        let mut find = self.db.prepare_cached(find)?;
        let rows = find.query_map([article], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns every setting of a kind: name and value, in order of name.
    pub fn settings_of(&self, kind: SettingKind) -> Result<Vec<(String, String)>> {
        let mut find = self.db.prepare_cached("SELECT name, value FROM setting WHERE kind = ? ORDER BY name")?;
        let rows = find.query_map([kind.name()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Returns what is set for the whole archive.
    pub fn settings(&self) -> Result<Settings> {
        let aliases = self.settings_of(SettingKind::Alias)?.into_iter();
        Ok(Settings {
            aliases: aliases.map(|(_, names)| names.split('=').map(str::to_owned).collect()).collect(),
            saved: self.settings_of(SettingKind::Saved)?.into_iter().collect(),
            words: self.settings_of(SettingKind::Word)?.into_iter().map(|(word, _)| word).collect(),
        })
    }
}

impl Transaction<'_> {
    /// Corrects a fact of an article; a value that was taken away and is given again, or the reverse, is kept once.
    /// Returns whether anything changed.
    pub fn correct(&mut self, article: i64, field: &str, value: &str, dropped: bool) -> Result<bool> {
        let correct = "INSERT INTO correction VALUES(?1, ?2, ?3, ?4)
                       ON CONFLICT DO UPDATE SET dropped = ?4 WHERE dropped <> ?4";
        let changed = self.db.prepare_cached(correct)?.execute(params![article, field, value, dropped])?;
        if changed > 0 {
            self.touch(article)?;
        }
        Ok(changed > 0)
    }

    /// Writes the corrections of an article: field, value, whether it is taken away, in the order they apply in.
    pub fn set_corrections(&mut self, article: i64, corrections: &[(String, String, bool)]) -> Result<()> {
        self.db.prepare_cached("DELETE FROM correction WHERE article = ?")?.execute([article])?;
        let mut insert = self.db.prepare_cached("INSERT OR REPLACE INTO correction VALUES(?, ?, ?, ?)")?;
        for (field, value, dropped) in corrections {
            insert.execute(params![article, field, value, dropped])?;
        }
        drop(insert);
        self.touch(article)
    }

    /// Sets a value. Returns whether anything changed.
    pub fn set(&mut self, kind: SettingKind, name: &str, value: &str) -> Result<bool> {
        let changed = self.db.execute(
            "INSERT INTO setting VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET value = ?3 WHERE value <> ?3",
            params![kind.name(), name, value],
        )?;
        // The index carries the settings: it has to follow.
        if changed > 0 {
            self.next_sequence()?;
        }
        Ok(changed > 0)
    }

    /// Takes a setting away. Returns whether it was there.
    pub fn unset(&mut self, kind: SettingKind, name: &str) -> Result<bool> {
        let changed = self.db.execute("DELETE FROM setting WHERE kind = ? AND name = ?", params![kind.name(), name])?;
        if changed > 0 {
            self.next_sequence()?;
        }
        Ok(changed > 0)
    }
}
