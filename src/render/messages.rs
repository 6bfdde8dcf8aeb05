//! Every message and heading in both languages, from one table.

use super::reasons::reason_in;
use crate::error::{Error, IndexPart, Unfit};
use crate::facts::{Body, FieldKind, Level, MeetingKind, field_named};
use crate::query::{Diagnostic, DiagnosticKind};

/// The language of messages and headings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Chinese.
    Chinese,
}

/// A text in both languages; `{}` is for what is put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Text {
    en: &'static str,
    zh: &'static str,
}

impl Text {
    /// Returns the text as it is.
    pub(crate) fn of(self, language: Language) -> &'static str {
        match language {
            Language::English => self.en,
            Language::Chinese => self.zh,
        }
    }

    /// Returns the text with the values in the place of its `{}`, in order.
    pub(crate) fn with(self, language: Language, values: &[&dyn std::fmt::Display]) -> String {
        let mut values = values.iter();
        let mut parts = self.of(language).split("{}");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let value = values.next().map(|value| value.to_string()).unwrap_or_default();
            text += &value;
            text += &numbered(part, &value);
        }
        text
    }
}

/// Chooses the forms of words behind a number: of `{article|articles}` the first behind 1.
fn numbered(part: &str, number: &str) -> String {
    let mut text = String::with_capacity(part.len());
    let mut rest = part;
    while let Some((before, (forms, behind))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        text += before;
        match forms.split_once('|') {
            Some((one, several)) => text += if number == "1" { one } else { several },
            None => text += &format!("{{{forms}}}"),
        }
        rest = behind;
    }
    text + rest
}

macro_rules! texts {
    ($($name:ident: $en:literal, $zh:literal;)*) => {
        $(#[doc = $en] pub(crate) const $name: Text = Text { en: $en, zh: $zh };)*
        #[cfg(test)]
        const ALL: &[Text] = &[$($name),*];
    };
}

texts! {
    // What went wrong, and what to do.
    ERROR: "error: {}", "错误：{}";
    HINT: "hint: {}", "提示：{}";
    WARNING: "warning: {}", "警告：{}";
    NOTE: "note: {}", "说明：{}";
    NO_SUCH_FILE: "no such file or folder", "没有这个文件或文件夹";
    NO_PERMISSION: "permission denied", "没有权限";
    DISK_FULL: "no space left on the disk", "磁盘已满";
    NOT_A_FOLDER: "not a folder", "不是文件夹";
    IS_A_FOLDER: "it is a folder", "是文件夹";
    CAUTION_OF: "caution: {}: {}", "疑点：{}：{}";
    PLACE: "{}: {}", "{}：{}";
    COMMA: ", ", "、";
    WEIGHTS: "weights: {}", "权重：{}";
    SCORE_PARTS: "score {} = words {} + pairs {} + order {} + passage {} + lead {} + headline {} + answer {}", "得分 {} = 词 {} + 词对 {} + 词序 {} + 段落 {} + 导语 {} + 标题 {} + 作答 {}";
    ITEM_ADDED: "added", "新增";
    ITEM_REPLACED: "replaced", "更新";
    ITEM_UNCHANGED: "unchanged", "未变";
    ITEM_SKIPPED: "skipped", "跳过";
    SAME_REASON: "  … and {} more: {}", "  …… 另有 {} 项：{}";
    MORE_REASONS: "  … and {} more for other reasons; --report FILE.csv says which", "  …… 另有 {} 项，原因各异；用 --report 文件.csv 逐项列出";
    READING_INPUT: "reading standard input; Ctrl-D ends it", "正在读取标准输入，按 Ctrl-D 结束";
    CHECKING: "checking …", "正在检查……";
    EXPORTING: "exporting …", "正在导出……";
    BACKING_UP: "backing up …", "正在备份……";
    RESTORING: "restoring …", "正在恢复……";
    REPAIRING: "repairing …", "正在修复……";
    NAME_FIRST: "the name of whoever spoke comes first, not {}:", "先写发言人的姓名，不是 {}:";
    NAME_FIRST_HINT: "for instance huibao said 林远舟 chair:储云帆", "例如 huibao said 林远舟 chair:储云帆";
    NOTHING_SET: "none is set", "尚未设置";
    NO_DAYS_BETWEEN: "--since {} is after --until {}", "--since {} 晚于 --until {}";
    CANNOT_WRITE: "cannot write: {}", "无法写出：{}";
    ARCHIVE_MISSING: "no archive in {}", "{} 里没有档案库";
    ARCHIVE_MISSING_HINT: "create one with `huibao add PATH`, or name another with --archive DIR or HUIBAO_ARCHIVE", "用 `huibao add 路径` 建立一个，或用 --archive 目录、HUIBAO_ARCHIVE 指定另一个";
    ARCHIVE_BUSY: "the archive {} is locked: another process is writing to it", "档案库 {} 已锁定：另一个进程正在写入";
    ARCHIVE_BUSY_HINT: "wait until it is done; searching goes on working meanwhile", "请等它结束；其间检索照常";
    ARCHIVE_FORMAT: "the archive {} has format {}, this program reads format {}", "档案库 {} 的格式是 {}，本程序只能读格式 {}";
    ARCHIVE_FORMAT_HINT: "use the version of huibao that made it", "请用建立它的 huibao 版本";
    ARCHIVE_DAMAGED: "the archive {} is damaged: {}", "档案库 {} 已损坏：{}";
    ARCHIVE_DAMAGED_HINT: "`huibao check` says what is damaged, `huibao repair` repairs it", "`huibao check` 查看损坏，`huibao repair` 修复";
    INDEX_UNUSABLE: "the search index of {} cannot be used: {}", "{} 的索引不能使用：{}";
    INDEX_UNUSABLE_HINT: "rebuild it with `huibao reindex`: nothing is lost; `huibao check` says what is damaged", "用 `huibao reindex` 重建，不会丢失任何内容；`huibao check` 查看损坏";
    INDEX_OUTDATED: "the search index of {} was built with {} {}, this program has {}", "{} 的索引是按{}第 {} 版建立的，本程序为第 {} 版";
    INDEX_OUTDATED_HINT: "rebuild it with `huibao reindex`: nothing is lost", "请用 `huibao reindex` 重建，不会丢失任何内容";
    INDEX_FORMAT_NAME: "format", "索引格式";
    INDEX_TOKENIZER_NAME: "tokenizer", "分词";
    INDEX_RULES_NAME: "rules of facts", "要素规则";
    ARTICLE_MISSING: "no article has the id {}", "没有编号为 {} 的文章";
    ARTICLE_MISSING_HINT: "`huibao list` shows the ids", "`huibao list` 列出编号";
    ID_AMBIGUOUS: "the id {} is the beginning of several: {}", "编号 {} 是多篇文章的开头：{}";
    ID_AMBIGUOUS_HINT: "write more of the id", "请多写几位";
    ARCHIVE_EXISTS: "{} holds an archive already", "{} 里已有档案库";
    ARCHIVE_EXISTS_HINT: "name another folder with --archive DIR", "用 --archive 目录 指定另一个";
    FILE_EXISTS: "{} exists and is no backup", "{} 已存在，且不是备份";
    FILE_EXISTS_HINT: "name another file, or remove this one", "请换一个文件名，或先移走它";
    NO_BACKUP: "{} is no backup of an archive this program reads", "{} 不是本程序能读的备份";
    NO_EXPORT: "{} was not written by `huibao export`", "{} 不是 `huibao export` 写出的";
    NO_EXPORT_HINT: "`huibao add` reads articles from other files", "其他文件用 `huibao add` 读入";
    NO_EXPORT_LINE: "{}: no line of an export", "{}：不是导出文件的行";
    ENCODING_UNKNOWN: "no encoding is called {}", "没有叫 {} 的编码";
    ENCODING_UNKNOWN_HINT: "try utf-8, gb18030, big5 or utf-16le", "可用 utf-8、gb18030、big5、utf-16le 等";
    PASSAGE_MISSING: "{}: the article has passages 1 to {}", "{}：没有这一段，文章共 {} 段";
    QUERY_TOO_WIDE: "refusing: this query has no search term and would match nearly everything", "检索式没有检索词，几乎匹配全部文章，未执行";
    QUERY_EMPTY: "no query", "没有检索式";
    QUERY_EMPTY_HINT: "give words, or a fact, for instance --chair 林远舟", "请给出检索词，或会议要素，如 --chair 林远舟";
    FIELD_UNCORRECTABLE: "{} cannot be corrected; there are {}", "{} 不能更正；可更正的有 {}";
    UNFIT_DATE: "{}: write a date like 2022-08-28, 2022-08 or 2022", "{}：请写日期，如 2022-08-28、2022-08 或 2022";
    UNFIT_NUMBER: "{}: write a number like 110", "{}：届次请写数字，如 110";
    UNFIT_TYPE: "{}: write a type: {}", "{}：类型须为下列之一：{}";
    UNFIT_LEVEL: "{}: write a level: {}", "{}：层级须为下列之一：{}";
    UNFIT_BODY: "{}: write a kind of organ: {}", "{}：机关须为下列之一：{}";
    UNFIT_YES_OR_NO: "{}: write yes or no", "{}：请写 是 或 否";
    UNFIT_OFFICE: "{}: write a person and the office, like 林远舟:市委书记", "{}：请写 人名:职务，如 林远舟:市委书记";
    UNFIT_NO_WORDS: "{}: its words have to be in the text; it can be taken away only", "{}：须有原文依据，只能删去";
    UNFIT_EMPTY: "a value is needed{}", "需要一个值{}";
    UNFIT_NAMES: "{}: write NAME=NAME", "{}：请写 名称=名称";
    UNFIT_SAVED: "{}: write NAME=QUERY", "{}：请写 名称=检索式";
    UNFIT_BLANKS: "{}: a name has no blanks", "{}：名称不能有空格";
    UNFIT_WORD: "“{}”: a word has two characters or more and no blanks", "“{}”：词至少两个字，不含空格";
    DEADLINE: "the time for an answer is over", "已超时";
    NO_QUERY_LINE: "{}: not a query", "{}：不是检索式";
    NO_QUERY_LINE_HINT: "write one JSON object a line with the keys _id and text", "每行一个 JSON 对象，有 _id 和 text 两个键";
    NO_COMMAND: "no command is called {}", "没有 {} 这个命令";
    NO_COMMAND_HINT: "`huibao help` lists the commands, `huibao help query` explains queries", "`huibao help` 列出命令，`huibao help query` 说明检索式";
    TERMINAL_CHARACTERS: "the original has characters a terminal would obey", "原件含有终端控制字符";
    TERMINAL_CHARACTERS_HINT: "write it to a file: > FILE", "请写入文件：> 文件";
    REVISION_MISSING: "{} has {} {revision|revisions}: there is no {} to show or to compare", "{} 共 {} 个版本，没有第 {} 个可显示或比较的版本";
    REVISION_UNREADABLE: "(can no longer be read)", "（已无法读取）";
    ONE_ARTICLE_ONLY: "--revisions, --revision and --diff are for one article", "--revisions、--revision、--diff 只用于一篇文章";
    NO_RUNS: "no run is in the log yet", "尚无记录";
    COPY_OF: "{}: same text as {} ({})", "{}：与 {} 同文（{}）";
    MORE_COPIES: "{} more {copy|copies} of texts the archive has; --report says which", "另有 {} 份与已有文章同文，--report 逐一列出";
    NOTE_GAP: "{}: anything may stand at …, in one sentence, up to {} characters; “quoted” it is looked for as it is", "{}：… 处可为同一句内的任何文字，至多 {} 字；加引号则照原样查找";
    NOTE_LINED_UP: "only the newest {} occurrences are lined up, sorted and counted out", "只对最新的 {} 处排列、排序和分项统计";
    NOTE_NO_STRING: "the query looks for no string, so there is no line to show", "检索式中没有要查找的文字，无行可列";
    HEAD_FORMS: "forms", "形式";
    HEAD_BEHIND: "behind", "其后";
    HEAD_BEFORE: "before", "其前";
    LINES_SHOWN: "{} of {} {occurrence|occurrences} in the texts of {} {article|articles} shown", "显示 {} 处，共 {} 处，见于 {} 篇正文";
    NO_SUCH_FORMAT: "{} has no format {}; it has {}", "{} 没有 {} 格式，有 {}";
    NO_CLIPBOARD: "there is no terminal to put it on a clipboard", "没有终端，无法放进剪贴板";
    NO_CLIPBOARD_HINT: "without --copy it is written to standard output alone", "不用 --copy，只写到标准输出";
    TOO_LONG_TO_COPY: "not on the clipboard: {} bytes, and terminals take {}", "没有放进剪贴板：共 {} 字节，终端最多接受 {}";
    NOT_OPENED: "{} has no address and its file is gone", "{} 没有网址，原文件也不在了";
    NOT_OPENED_HINT: "`huibao show ID --raw` writes the original", "`huibao show 编号 --raw` 写出原件";
    TAGS_USAGE: "write tags with + or - before them, then ids", "先写带 + 或 - 的标签，再写编号";
    TAGS_USAGE_HINT: "for instance huibao tag +防汛 3f9a2c1b", "例如 huibao tag +防汛 3f9a2c1b";
    FACT_USAGE: "{}: write FIELD=VALUE", "{}：请写 字段=值";
    FACT_USAGE_HINT: "for instance huibao fact 3f9a2c1b chair=林远舟", "例如 huibao fact 3f9a2c1b chair=林远舟";
    STORE_HINT: "the store cannot be read or written; see that the disk has room and the file is whole", "档案库文件无法读写；请检查磁盘是否已满、文件是否完整（`huibao check`）";
    INTERRUPTED: "interrupted", "已中断";
    PANICKED: "the program failed ({})", "程序出错（{}）";
    PANICKED_HINT: "`huibao check` says whether the archive is damaged; if it is not, this is a bug worth reporting", "`huibao check` 查看档案库是否损坏；如果没有，这是值得报告的程序错误";
    // Answers.
    NOTHING_FOUND: "nothing found; read as: {}", "没有找到；检索式理解为：{}";
    NOTHING_MORE: "nothing more", "没有更多了";
    FOUND: "{} of {} {article|articles}", "{} / {} 篇";
    FOUND_TYPED: "{} as typed", "照原样 {} 篇";
    FOUND_APART: "{} as typed, {} more with the words apart", "照原样 {} 篇，另有 {} 篇词语分散";
    FOUND_SHOWN: "{}; {} shown", "{}；显示 {} 篇";
    FOUND_SOME: "{}, then articles with some of them", "{}，其后是含有部分词语的文章";
    FOUND_NONE: "no article has all the words: articles with some of them", "没有文章含有全部词语：以下文章含有一部分";
    PASSAGES_SHOWN: "{} ({} {passage|passages})", "{}（{} 段）";
    MORE_BEHIND: "{}; more with --offset {}", "{}；用 --offset {} 看后面的";
    READ_AS: "read as: {}", "检索式理解为：{}";
    EMPTY_ARCHIVE: "the archive is empty: huibao add PATH", "档案库是空的：huibao add 路径";
    MORE_MEETINGS: "{} of {} {meeting|meetings}; more with --offset {}", "{} / {} 次会议；用 --offset {} 看后面的";
    NO_SUCH_MEETING: "no matching meetings", "没有符合条件的会议";
    NO_GAPS: "no number is missing from a numbered series here", "这里有届次的系列都不缺号";
    MORE_GAPS: "{} of {} series; more with --offset {}", "{} / {} 个系列；用 --offset {} 看后面的";
    UNNAMED_SERIES: "{} numbered {meeting|meetings} left out: the name says neither organ nor place", "略去有届次的会议 {} 次：名称中没有机关或地区，不知属于哪个系列";
    MORE_PERSONS: "{} of {} {person|persons}; all with -n 0", "{} / {} 人；用 -n 0 看全部";
    SORT_OF_A_PERSON: "--sort {} orders the reports of one person; of everybody there are attended, named, last, name", "--sort {} 用于一个人的报道；所有人可按 attended、named、last、name 排";
    SORT_OF_EVERYBODY: "--sort {} orders everybody; the reports of one person have date and -date", "--sort {} 用于所有人；一个人的报道可按 date、-date 排";
    NO_SUCH_PERSON: "no such person is named", "没有提及这样的人";
    MORE_REPORTS: "{} of {} {report|reports}; all with -n 0", "{} / {} 篇；用 -n 0 看全部";
    NAMED_IN: "named in {}", "提及 {} 篇";
    SEVERAL_PERSONS: "offices of {} areas: maybe several persons; one by person {} office:…", "职务分属 {} 个地区，可能是同名的几个人；用 person {} 职务:… 分开";
    AREA_LINE: "{}: {}{}", "{}：{}{}";
    NO_SUCH_ARTICLE: "no matching articles", "没有符合条件的文章";
    MORE_ARTICLES: "{} of {} {article|articles}; more with --offset {}", "{} / {} 篇；用 --offset {} 看后面的";
    MORE_STATEMENTS: "{} of {} {statement|statements} in {} {article|articles}; more with --offset {}", "{} / {} 条（{} 篇）；用 --offset {} 看后面的";
    HEAD_ARTICLES: "articles", "篇";
    HEAD_OCCURRENCES: "occurrences", "处";
    NO_VALUE: "(none)", "（无）";
    TWO_AT_MOST: "--by takes one thing, or two different ones", "--by 可取一项，或不同的两项";
    LEFT_OUT: "{} more; all with --top 0", "另有 {} 项；用 --top 0 看全部";
    EITHER: "{}: either of {}", "{}：符合其一即可：{}";
    COUNTED_FOR_PROGRAMS: "{} articles, {} passages, {} occurrences", "{} 篇，{} 段，{} 处";
    COUNTED: "{} {article|articles}, {} {passage|passages}, {} {occurrence|occurrences}", "{} 篇，{} 段，{} 处";
    BEHIND: "the search index is {} {change|changes} behind the archive, and cannot catch up now", "索引比档案库少 {} 项改动，现在无法补上";
    CAUGHT_UP: "the search index caught up with {} {change|changes}", "索引补上了 {} 项改动";
    SAME_TEXT: "nearly the same text as {}", "与第 {} 条几乎同文";
    // Additions and changes.
    NEW_ARCHIVE: "new archive: {}", "新建档案库：{}";
    ARCHIVE_ABOVE: "archive: {}", "档案库：{}";
    ADDED: "added {}, replaced {}, unchanged {}, skipped {}", "新增 {}，更新 {}，未变 {}，跳过 {}";
    WOULD_ADD: "would add {}, replace {}, leave {}, skip {}", "将新增 {}，更新 {}，不变 {}，跳过 {}";
    ADD_FORMATS: "formats  {}", "格式  {}";
    ADD_OUTLETS: "outlets  {}", "媒体  {}";
    ONE_FILE_ONLY: "--url and --title are of one article: name one file, or - for standard input", "--url 与 --title 只用于一篇：请只给一个文件，或用 - 读标准输入";
    WATCHING: "watching {}: {} there now; Ctrl-C ends it", "正在监视 {}：现有 {}；按 Ctrl-C 结束";
    WATCH_DEAF: "the system does not tell of changes ({}); they are seen at the next look", "系统不通知变动（{}），下次查看时才会发现";
    WATCH_BUSY: "someone else writes to the archive; {} wait", "别的程序正在写档案库；{}在等待";
    WATCH_UNREADABLE: "{} cannot be read now: {}; it is tried again", "{} 现在无法读取：{}；稍后再试";
    WATCH_UNFINISHED: "{} waits: its name is that of an unfinished file", "{} 在等待：文件名表明还没有写完";
    FILE: "{} file", "{} 个文件";
    FILES: "{} files", "{} 个文件";
    SKIPPED: "{} skipped:", "跳过 {}：";
    STOPPED: "interrupted: what was reported is saved; run the same command again for the rest", "已中断：报告过的都已保存；再运行同一命令可继续";
    NOTHING_TO_REMOVE: "nothing to remove", "没有可删除的";
    REMOVED: "removed {}", "已删除 {}";
    NOT_REMOVED: "nothing removed", "未删除";
    NO_TERMINAL: "not removed: no terminal to confirm on; use --yes", "无法在终端确认；加 --yes 直接删除";
    REMOVE: "remove {}? [y/N] ", "删除 {}？[y/N] ";
    AND_MORE: "  and {} more", "  还有 {} 篇";
    INDEXED: "indexed {}", "已索引 {}";
    CHANGED: "{} changed", "已更新 {}";
    CORRECTED: "{} corrected", "已更正 {}";
    WOULD_CORRECT: "{} would be corrected", "将更正 {}";
    FACT_WAS: "{}  {}: {} (was {})", "{}  {}：{}（原为 {}）";
    FACT_NOW: "{}  {}: {}", "{}  {}：{}";
    FACT_ADDED: "{}  {}: added {}", "{}  {}：增加 {}";
    FACT_TAKEN: "{}  {}: took away {}", "{}  {}：去掉 {}";
    FACT_SAME: "{}  {}: it is {} already", "{}  {}：已是 {}";
    FACT_NOT_THERE: "{}  {}: there is no {} to take away", "{}  {}：其中没有 {}";
    FACT_UNTOUCHED: "{}  {}: nothing was corrected", "{}  {}：未曾更正";
    FACT_PRINTED: "{}: {} (printed: {})", "{}：{}（原文为 {}）";
    NOTHING: "nothing", "空";
    NO_MEETING_TO_CORRECT: "{}  {}: it reports no meeting; write meeting=NAME first", "{}  {}：未识别出会议，请先写 meeting=会议名称";
    NOTHING_CORRECTED: "nothing of {} was corrected", "{} 没有更正过";
    NOTHING_TO_CORRECT: "nothing to correct", "没有可更正的";
    NOT_CORRECTED: "nothing corrected", "未更正";
    NO_TERMINAL_TO_CORRECT: "not corrected: no terminal to confirm on; use --yes", "无法在终端确认；加 --yes 直接更正";
    CORRECT: "correct {}? [y/N] ", "更正 {}？[y/N] ";
    FACT_LIST_USAGE: "{}: --list and --seen take an id alone", "{}：--list 和 --seen 只接一个编号";
    ARTICLE: "{} article", "{} 篇";
    ARTICLES: "{} articles", "{} 篇";
    ITEM: "{} item", "{} 项";
    ITEMS: "{} items", "{} 项";
    MARKED_SEEN: "{} marked as seen", "已将 {}标为已阅";
    MARKED_UNSEEN: "{} no longer marked as seen", "已取消 {}的已阅标记";
    A_CAUTION: "{} caution", "{} 处疑点";
    CAUTIONS: "{} cautions", "{} 处疑点";
    FACT: "{} fact", "{} 处";
    FACTS: "{} facts", "{} 处";
    SET: "set {}", "已设置：{}";
    UNSET: "removed {}", "已删除：{}";
    NOT_SET: "{} is not set", "没有 {} 这一项";
    REINDEX_NEEDED: "the index does not use these words yet: run `huibao reindex`", "索引还没有用上这些词：请运行 `huibao reindex`";
    // Keeping an archive.
    CHECKED: "no damage: {} {article|articles}, {} MB of files", "没有损坏：{} 篇，文件 {} MB";
    CONCERNED: "{} concerned: {}", "涉及 {}：{}";
    NOT_FOLLOWED: "the index has not followed {} {change|changes} yet; the next command does", "索引还差 {} 项改动，下一条命令会补上";
    REPAIR_HINT: "`huibao repair` restores what can be restored", "用 `huibao repair` 修复能修复的";
    REPAIR_NOTHING: "nothing to repair", "没有要修复的";
    REPAIR_INDEX: "the search index was rebuilt", "索引已重建";
    REPAIR_SUMS: "the checksums of the archive's file were made again", "已重新生成文件校验和";
    REPAIR_MENDED: "the archive's file is what it was again, bit for bit", "档案库文件已逐位复原";
    REPAIR_STORE: "the archive's file was put together from what could be read, tags and paths as they were read; the damaged one is {}", "档案库文件已用可读的部分重新拼合，标签和路径以读出的为准；损坏的文件另存为 {}";
    REPAIR_TEXTS: "of {} {article|articles} only the text was left, not the original:", "以下 {} 篇只剩正文，原件已丢失：";
    REPAIR_LOST: "{} {article is|articles are} lost:", "以下 {} 篇已丢失：";
    BACKED_UP: "{} in {}", "{}，已备份到 {}";
    RESTORED: "{} from {}", "{}，已从 {} 恢复";
    // Headings of an article.
    ID: "id", "编号";
    ORIGINAL_TITLE: "original title", "原标题";
    OUTLET: "outlet", "媒体";
    SOURCE: "source", "来源";
    CHANNEL: "channel", "频道";
    PUBLISHED: "published", "发布";
    REPORTERS: "reporters", "记者";
    EDITORS: "editors", "编辑";
    TAGS: "tags", "标签";
    CAUTION: "caution", "疑点";
    CAUTION_SEEN: "seen", "已阅疑点";
    FROM: "from", "出处";
    REVISIONS: "revisions", "版本";
    // Headings of the card, and of views.
    CARD_TYPE: "type", "类型";
    CARD_MEETING: "meeting", "会议";
    CARD_NUMBER: "number", "届次";
    CARD_DATE: "date", "日期";
    CARD_VENUE: "venue", "地点";
    CARD_AREA: "area", "地区";
    CARD_CHAIR: "chair", "主持";
    CARD_ATTEND: "attends", "出席";
    CARD_OBSERVE: "observes", "列席";
    CARD_INVITED: "invited", "应邀";
    CARD_SPEAKER: "speaks", "发言人";
    CARD_ELECTED: "elected", "当选";
    CARD_MENTION: "named", "提及";
    CARD_SAID: "said", "发言";
    CARD_AGENCY: "agency", "单位";
    CARD_AGENDA: "agenda", "议题";
    CARD_DOCUMENT: "document", "文件";
    CARD_APPOINTED: "appointed", "任免";
    CARD_SLOGAN: "slogan", "提法";
    CARD_UNREAD: "unread", "未读懂";
    CARD_CORRECTED: "corrected", "更正";
    UNREAD_ATTENDANCE: "a sentence about attendance that was not understood", "一句关于出席的话没有读懂";
    UNREAD_CHAIR: "a sentence about the chair that was not understood", "一句关于主持的话没有读懂";
    UNREAD_SPEECH: "a sentence about who said something that was not understood", "一句关于发言的话没有读懂";
    CARD_REPORTER: "reporter", "记者";
    CARD_EDITOR: "editor", "编辑";
    NUMBERED: "no. {}", "第{}次";
    YEAR_UNKNOWN: "no year is printed", "年份未见于文中";
    YEAR_PUBLISHED: "year after the publish date", "年份据发布日期";
    YEAR_URL: "year after the address", "年份据网址";
    YEAR_RECORD: "year after the export's record", "年份据所导入的记录";
    LEVEL_BY_GAZETTEER: "{} (by the list of divisions)", "{}（据行政区划）";
    LEVEL_BY_OUTLET: "{} (by the outlet's place)", "{}（据媒体所在地）";
    YEAR_PEOPLE: "corrected by hand", "人工更正";
    YEAR_PRINTED: "printed", "文中写明";
    OUTSIDE: " (outside the meeting)", "（会外）";
    BY_PRONOUN: " (a pronoun stands for the name)", "（原文用代词）";
    BY_ELLIPSIS: " (the subject is left out)", "（主语省略）";
    KIND_REPORT: "meeting report", "会议报道";
    KIND_DIGEST: "several meetings", "综述";
    KIND_INSPECTION: "inspection tour", "调研";
    KIND_CALL: "courtesy call", "会见";
    KIND_BRIEFING: "press briefing", "发布会";
    KIND_NOTICE: "company notice", "公司公告";
    KIND_RULES: "rules", "规章";
    KIND_FICTION: "fiction", "小说";
    KIND_OTHER: "no meeting report", "不是会议报道";
    CHAIRED_BY: "chair {}", "主持 {}";
    PERSONS: "{} attended", "{} 人";
    REPORTS: "{} reports", "{} 篇";
    REPORT: "{} report", "{} 篇";
    SPAN: "{} to {}", "{} 至 {}";
    BETWEEN: ", {} to {}", "，{} 至 {}";
    INFERRED: "inferred {}: no. {} on {}, no. {} on {}", "推断 {}：第{}次 {}，第{}次 {}";
    GAP: "{}  no. {} to {}, missing {}", "{}  第{}次至第{}次，缺 {}";
    // Headings of stats and analyze.
    STATS_ARCHIVE: "archive", "档案库";
    STATS_ARTICLES: "articles", "文章";
    STATS_PASSAGES: "passages", "段落";
    STATS_CHARACTERS: "characters", "字数";
    STATS_DATES: "dates", "日期";
    STATS_ORIGINALS: "originals", "原件";
    STATS_DISK: "on disk", "占用";
    STATS_FORMAT: "format", "格式";
    STATS_DICTIONARY: "dictionary", "词典";
    STATS_REPORTS: "reports", "会议报道";
    STATS_UNREAD: "unread", "未读懂";
    STATS_BY_HAND: "by hand", "人工";
    COVERAGE_REPORTS: "{} of meetings, of {} {text|texts}", "{} 篇（共 {} 篇）";
    COVERAGE_UNREAD: "{} {sentence|sentences} in {} {report|reports} not understood: attendance {}, chair {}, speech {} (has:unread)", "{} 句（{} 篇）未读懂：出席 {}、主持 {}、发言 {}（含:未读）";
    COVERAGE_FIRST: "where to look first, by sentences not understood:", "先看这些（按未读懂的句数）：";
    STATS_CORRECTED: "{} corrected, {} with a caution not yet seen (has:corrected, has:caution)", "已更正 {} 篇，疑点未阅 {} 篇（含:更正、含:注意）";
    STATS_OUTLETS: "outlets", "媒体";
    STATS_REVISIONS: "{} ({} {revision|revisions})", "{}（{} 个版本）";
    STATS_SPAN: "{} to {}, {} undated", "{} 至 {}，{} 篇无日期";
    STATS_PACKED: "{} before compression", "{}（压缩前）";
    STATS_SIZES: "{} originals, {} index in {} {segment|segments}", "原件 {}，索引 {}，{} 个索引段";
    ANALYZE_FOLDED: "folded", "归一化";
    ANALYZE_WORDS: "words", "分词";
    ANALYZE_INDEXED: "indexed", "索引词";
    ANALYZE_QUERY: "query", "检索式";
    ANALYZE_READ_AS: "read as", "理解为";
    ANALYZE_NOTES: "notes", "说明";
    // How a query was read.
    CHARS_MAX: "only the first {} characters are read", "只读前 {} 个字";
    TERMS_MAX: "only the first {} words and strings are read", "只读前 {} 个词";
    UNOPENED: "a closing bracket without an opening one is read as a blank", "没有左括号的右括号视为空格";
    UNCLOSED: "an opening bracket without a closing one is read as a blank", "没有右括号的左括号视为空格";
    TOO_DEEP: "brackets nested too deep are read as blanks", "嵌套太深的括号视为空格";
    EMPTY_QUOTES: "empty quotes are read as a blank", "空引号视为空格";
    QUOTE_UNCLOSED: "{} has no {} and is read as a blank", "{} 没有配对的 {}，视为空格";
    DANGLING: "{} has nothing on one side and is read as a word", "{} 的一边没有内容，视为普通词";
    NOT_WORD: "非{} is read as -{}; write “非{}” for the words themselves", "非{} 理解为 -{}；要找原文请写“非{}”";
    NOT_STRINGS: "{} stands between words and strings only; it is read as AND", "{} 只能用于词和加引号的文字之间，这里视为 AND";
    NO_DAY: "{}: has no day {}; there are 2022-08-28, 2022-08, 2022, 8月28日, 去年, 2022..2023; it is read as words", "字段 {} 没有 {} 这样的日期；可写 2022-08-28、2022-08、2022、8月28日、去年、2022..2023；视为普通词";
    NO_NUMBER: "{}: has no number {}; there are 110, 第110次, 100..110; it is read as words", "字段 {} 没有 {} 这样的数；可写 110、第110次、100..110；视为普通词";
    NO_SUCH_VALUE: "{}: has no value {}; there are {}", "字段 {} 不能取 {}；可取 {}";
    VALUE_OF_SEVERAL: "{}:{} is read as {}", "{}:{} 理解为 {}";
    NO_FIELD: "there is no field {}:; did you mean {}:?", "没有 {}: 这个字段；是否指 {}:？";
    NO_PINYIN: "{} is no pinyin and is read as a word", "{} 不是拼音，视为普通词";
    NO_SAVED: "no query is saved as {}; it is read as a word", "没有保存名为 {} 的检索式，视为普通词";
    SAVED_TOO_DEEP: "the saved query {} refers to itself", "检索式 {} 引用了它自己";
    ALIAS: "{} is looked for as {} (alias)", "{} 按别名一起找：{}";
    WORDS_APART: "{} more {article has|articles have} its words apart (--match words)", "另有 {} 篇文章分散含有这些词（--match words）";
    NOWHERE: "no article has {}", "没有文章含有 {}";
    WITHOUT: "without “{}”: {} {article|articles}", "去掉“{}”：{} 篇";
    WITH_FOLDING: "without --exact (folded): {} {article|articles}", "不加 --exact（归一化后）：{} 篇";
    DID_YOU_MEAN: "{} is no name known here; did you mean {}?", "库中没有 {} 这个名字；是否指 {}？";
    AS_TEXT: "no article has {} as a fact; as text (“{}”): {} {article|articles}", "没有文章的要素符合 {}；按原文检索“{}”：{} 篇";
    OR_PUBLISHED: "by publish date instead (published:): {} {article|articles}", "按发布日期（published:）：{} 篇";
}

/// Says how many of something.
pub(crate) fn count_of(count: u64, one: Text, several: Text, language: Language) -> String {
    if count == 1 { one.with(language, &[&count]) } else { several.with(language, &[&count]) }
}

/// Says what a note has to say.
pub fn note_text(note: &Diagnostic, language: Language) -> String {
    let with = |text: Text, values: &[&dyn std::fmt::Display]| text.with(language, values);
    match &note.kind {
        DiagnosticKind::CharsMax(count) => with(CHARS_MAX, &[count]),
        DiagnosticKind::TermsMax(count) => with(TERMS_MAX, &[count]),
        DiagnosticKind::Unopened => with(UNOPENED, &[]),
        DiagnosticKind::Unclosed => with(UNCLOSED, &[]),
        DiagnosticKind::TooDeep => with(TOO_DEEP, &[]),
        DiagnosticKind::EmptyQuotes => with(EMPTY_QUOTES, &[]),
        DiagnosticKind::QuoteUnclosed(open, close) => with(QUOTE_UNCLOSED, &[open, close]),
        DiagnosticKind::Dangling(word) => with(DANGLING, &[word]),
        DiagnosticKind::NotWord(word) => with(NOT_WORD, &[word, word, word]),
        DiagnosticKind::NotStrings(word) => with(NOT_STRINGS, &[word]),
        DiagnosticKind::NoValue(field, value) => {
            let is_number = field_named(field).is_some_and(|field| field.kind == FieldKind::Number);
            with(if is_number { NO_NUMBER } else { NO_DAY }, &[field, value])
        }
        DiagnosticKind::NoSuchValue(field, value, list) => with(NO_SUCH_VALUE, &[field, value, list]),
        DiagnosticKind::ValueOfSeveral(field, value, list) => with(VALUE_OF_SEVERAL, &[field, value, list]),
        DiagnosticKind::NoField(typed, known) => with(NO_FIELD, &[typed, known]),
        DiagnosticKind::NoPinyin(letters) => with(NO_PINYIN, &[letters]),
        DiagnosticKind::NoSaved(name) => with(NO_SAVED, &[name]),
        DiagnosticKind::SavedTooDeep(name) => with(SAVED_TOO_DEEP, &[name]),
        DiagnosticKind::Alias(word, names) => with(ALIAS, &[word, &names.join(" OR ")]),
        DiagnosticKind::WordsApart(count) => with(WORDS_APART, &[count]),
        DiagnosticKind::Nowhere(clause) => with(NOWHERE, &[clause]),
        DiagnosticKind::Without(clause, count) => with(WITHOUT, &[clause, count]),
        DiagnosticKind::WithFolding(count) => with(WITH_FOLDING, &[count]),
        DiagnosticKind::DidYouMean(typed, name) => with(DID_YOU_MEAN, &[typed, name]),
        DiagnosticKind::AsText(clause, value, count) => with(AS_TEXT, &[clause, value, count]),
        DiagnosticKind::Gap(typed, chars) => with(NOTE_GAP, &[typed, chars]),
        DiagnosticKind::LinedUpMax(count) => with(NOTE_LINED_UP, &[count]),
        DiagnosticKind::NoString => with(NOTE_NO_STRING, &[]),
        DiagnosticKind::EmptyArchive => with(EMPTY_ARCHIVE, &[]),
        DiagnosticKind::OrPublished(count) => with(OR_PUBLISHED, &[count]),
    }
}

/// Says what went wrong.
pub(crate) fn error_text(error: &Error, language: Language) -> String {
    let with = |text: Text, values: &[&dyn std::fmt::Display]| text.with(language, values);
    match error {
        Error::ArchiveMissing { dir } => with(ARCHIVE_MISSING, &[&dir.display()]),
        Error::ArchiveBusy { dir } => with(ARCHIVE_BUSY, &[&dir.display()]),
        Error::ArchiveFormat { dir, found, known } => with(ARCHIVE_FORMAT, &[&dir.display(), found, known]),
        Error::ArchiveDamaged { dir, what } => with(ARCHIVE_DAMAGED, &[&dir.display(), &reason_in(what, language)]),
        Error::IndexUnusable { dir, why } => with(INDEX_UNUSABLE, &[&dir.display(), &reason_in(why, language)]),
        Error::IndexOutdated { dir, of, found, known } => {
            let of = match of {
                IndexPart::Format => INDEX_FORMAT_NAME,
                IndexPart::Tokenizer => INDEX_TOKENIZER_NAME,
                IndexPart::Rules => INDEX_RULES_NAME,
            };
            with(INDEX_OUTDATED, &[&dir.display(), &of.of(language), found, known])
        }
        Error::ArticleMissing { id } => with(ARTICLE_MISSING, &[id]),
        Error::IdAmbiguous { id, candidates } => {
            with(ID_AMBIGUOUS, &[id, &candidates.join(if language == Language::Chinese { "、" } else { ", " })])
        }
        Error::Interrupted => with(INTERRUPTED, &[]),
        Error::ArchiveExists { dir } => with(ARCHIVE_EXISTS, &[&dir.display()]),
        Error::FileExists { file } => with(FILE_EXISTS, &[&file.display()]),
        Error::NoBackup { file } => with(NO_BACKUP, &[&file.display()]),
        Error::NoExport { name } => with(NO_EXPORT, &[name]),
        Error::EncodingUnknown { name } => with(ENCODING_UNKNOWN, &[name]),
        Error::RevisionMissing { id, number, revisions } => with(REVISION_MISSING, &[id, revisions, number]),
        Error::PassageMissing { id, passages } => with(PASSAGE_MISSING, &[id, passages]),
        Error::QueryTooWide => with(QUERY_TOO_WIDE, &[]),
        Error::QueryEmpty => with(QUERY_EMPTY, &[]),
        Error::FieldUncorrectable { field, known } => with(FIELD_UNCORRECTABLE, &[field, known]),
        Error::ValueUnfit { value, why } => {
            let known = known_values(*why, language);
            if known.is_empty() { with(unfit_text(*why), &[value]) } else { with(unfit_text(*why), &[value, &known]) }
        }
        Error::SettingMissing { name } => with(NOT_SET, &[name]),
        Error::DeadlineExceeded => with(DEADLINE, &[]),
        Error::File { path, source } => with(PLACE, &[&path.display(), &io_text(source, language)]),
        other => reason_in(&other.to_string(), language),
    }
}

/// Says what the system says of a file, without its number.
pub(crate) fn io_text(error: &std::io::Error, language: Language) -> String {
    let text = match error.kind() {
        std::io::ErrorKind::NotFound => NO_SUCH_FILE,
        std::io::ErrorKind::PermissionDenied => NO_PERMISSION,
        std::io::ErrorKind::StorageFull => DISK_FULL,
        std::io::ErrorKind::NotADirectory => NOT_A_FOLDER,
        std::io::ErrorKind::IsADirectory => IS_A_FOLDER,
        _ => return reason_in(&error.to_string(), language),
    };
    text.of(language).to_owned()
}

/// Returns the values there are, where a field has a few.
fn known_values(why: Unfit, language: Language) -> String {
    fn names<T>(table: &[(T, &'static str, &'static str)], language: Language) -> String {
        let name = |one: &(T, &'static str, &'static str)| if language == Language::Chinese { one.2 } else { one.1 };
        table.iter().map(name).collect::<Vec<_>>().join(if language == Language::Chinese { "、" } else { ", " })
    }
    match why {
        Unfit::Type => names(MeetingKind::TABLE, language),
        Unfit::Level => names(Level::TABLE, language),
        Unfit::Body => names(Body::TABLE, language),
        _ => String::new(),
    }
}

fn unfit_text(why: Unfit) -> Text {
    match why {
        Unfit::Date => UNFIT_DATE,
        Unfit::Number => UNFIT_NUMBER,
        Unfit::Type => UNFIT_TYPE,
        Unfit::Level => UNFIT_LEVEL,
        Unfit::Body => UNFIT_BODY,
        Unfit::YesOrNo => UNFIT_YES_OR_NO,
        Unfit::Office => UNFIT_OFFICE,
        Unfit::NoWords => UNFIT_NO_WORDS,
        Unfit::Empty => UNFIT_EMPTY,
        Unfit::Names => UNFIT_NAMES,
        Unfit::Saved => UNFIT_SAVED,
        Unfit::Blanks => UNFIT_BLANKS,
        Unfit::Word => UNFIT_WORD,
    }
}

/// Says what to do about it.
pub(crate) fn hint_text(error: &Error, language: Language) -> Option<&'static str> {
    let text = match error {
        Error::ArchiveMissing { .. } => ARCHIVE_MISSING_HINT,
        Error::ArchiveBusy { .. } => ARCHIVE_BUSY_HINT,
        Error::IndexUnusable { .. } => INDEX_UNUSABLE_HINT,
        Error::IndexOutdated { .. } => INDEX_OUTDATED_HINT,
        Error::ArchiveFormat { .. } => ARCHIVE_FORMAT_HINT,
        Error::ArchiveDamaged { .. } | Error::Index(_) => ARCHIVE_DAMAGED_HINT,
        Error::Store(_) => STORE_HINT,
        Error::ArticleMissing { .. } => ARTICLE_MISSING_HINT,
        Error::IdAmbiguous { .. } => ID_AMBIGUOUS_HINT,
        Error::ArchiveExists { .. } => ARCHIVE_EXISTS_HINT,
        Error::FileExists { .. } => FILE_EXISTS_HINT,
        Error::NoExport { .. } => NO_EXPORT_HINT,
        Error::EncodingUnknown { .. } => ENCODING_UNKNOWN_HINT,
        Error::QueryEmpty => QUERY_EMPTY_HINT,
        _ => return None,
    };
    Some(text.of(language))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_no_several() {
        let say = |articles: u64| WORDS_APART.with(Language::English, &[&articles]);
        assert_eq!(say(1), "1 more article has its words apart (--match words)");
        assert_eq!(say(0), "0 more articles have its words apart (--match words)");
        assert_eq!(numbered(" is no {record} of {a|b}", "1"), " is no {record} of a");
    }

    #[test]
    fn both_languages_put_in_the_same() {
        for text in ALL {
            assert_eq!(text.en.matches("{}").count(), text.zh.matches("{}").count(), "{text:?}");
            assert!(!text.zh.is_empty() && !text.en.is_empty(), "{text:?}");
        }
    }

    #[test]
    fn values_are_put_in_in_order() {
        assert_eq!(SPAN.with(Language::English, &[&1, &2]), "1 to 2");
        assert_eq!(SPAN.with(Language::Chinese, &[&1, &2]), "1 至 2");
    }
}
