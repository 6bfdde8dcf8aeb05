//! Labels a page prints in front of values, in both scripts: one table for whoever reads a page.

use self::Label::{Date, Editor, OriginalTitle, Other, Picture, Reporter, Source};

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    /// 原标题
    OriginalTitle,
    /// The paper or site it was taken from.
    Source,
    /// When it was published.
    Date,
    /// Editors and whoever answers for the page.
    Editor,
    /// Reporters and writers.
    Reporter,
    /// Photographers, and who made text and pictures.
    Picture,
    /// Nothing of the article's.
    Other,
}

impl Label {
    /// Returns whether names of persons follow.
    pub(crate) fn is_of_people(self) -> bool {
        matches!(self, Editor | Reporter | Picture)
    }
}

/// Labels with what they announce, of each kind the longer first.
#[rustfmt::skip]
const LABELS: &[(&str, Label)] = &[
    ("原标题", OriginalTitle),
    ("信息来源", Source), ("稿件来源", Source), ("新闻来源", Source), ("文章来源", Source), ("来源", Source), ("來源", Source),
    ("稿源", Source), ("发布来源", Source), ("发布机构", Source),
    ("发布时间", Date), ("发布日期", Date), ("发表时间", Date), ("更新时间", Date), ("成文日期", Date), ("发稿时间", Date),
    ("时间", Date), ("日期", Date),
    ("責任編輯", Editor), ("责任编辑", Editor), ("网络编辑", Editor), ("文字编辑", Editor), ("视频编辑", Editor),
    ("执行主编", Editor), ("值班编委", Editor), ("值班编辑", Editor), ("实习编辑", Editor), ("见习编辑", Editor),
    ("责任校对", Editor), ("值班主任", Editor), ("值班总编", Editor), ("编辑", Editor), ("編輯", Editor), ("责编", Editor),
    ("主编", Editor), ("审核", Editor), ("校对", Editor), ("一审", Editor), ("二审", Editor), ("三审", Editor),
    ("初审", Editor), ("复审", Editor), ("终审", Editor), ("监制", Editor), ("编审", Editor), ("审校", Editor),
    ("校审", Editor), ("签发", Editor), ("统筹", Editor), ("策划", Editor), ("总监制", Editor), ("核稿", Editor), ("审稿", Editor),
    ("编发", Editor), ("责任编审", Editor), ("审核人", Editor), ("复核", Editor),
    ("全媒体记者", Reporter), ("融媒体记者", Reporter), ("特约通讯员", Reporter), ("融媒记者", Reporter), ("本报记者", Reporter),
    ("特约记者", Reporter), ("本网记者", Reporter), ("首席记者", Reporter), ("见习记者", Reporter), ("实习记者", Reporter),
    ("通讯员", Reporter), ("通訊員", Reporter), ("实习生", Reporter), ("撰稿人", Reporter), ("记者", Reporter),
    ("記者", Reporter), ("作者", Reporter), ("文字", Reporter), ("撰稿", Reporter), ("供稿", Reporter),
    ("撰文", Reporter),
    ("文/图", Picture), ("图/文", Picture), ("图片", Picture), ("摄影", Picture), ("视觉", Picture), ("摄像", Picture), ("供图", Picture), ("制图", Picture),
    ("图文", Picture), ("文", Picture), ("图", Picture),
    ("通讯员单位", Other), ("浏览次数", Other), ("发文字号", Other), ("阅读次数", Other), ("点击数", Other), ("阅读量", Other),
    ("关键词", Other), ("索引号", Other), ("视频", Other), ("点击", Other), ("字体", Other), ("字号", Other), ("标签", Other),
    ("声明", Other), ("阅读", Other), ("人气", Other), ("浏览", Other),
];

/// Returns the label a text is.
pub(crate) fn label_of(text: &str) -> Option<(&'static str, Label)> {
    label_where(|label| text == label)
}

/// Returns the longest label that `is_there`.
pub(crate) fn label_where(is_there: impl Fn(&str) -> bool) -> Option<(&'static str, Label)> {
    LABELS.iter().filter(|(label, _)| is_there(label)).max_by_key(|(label, _)| label.chars().count()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_label_counts() {
        let label_at = |text: &str| label_where(|label| text.starts_with(label));
        assert_eq!(label_at("责任编辑：王某"), Some(("责任编辑", Editor)));
        assert_eq!(label_at("图/文 王某"), Some(("图/文", Picture)));
        assert_eq!(label_of("来源"), Some(("来源", Source)));
        assert_eq!(label_at("会议召开"), None);
    }
}
