//! What pages print around their articles: breadcrumbs, licences, tools, recommendations.
//!
//! The patterns are those of Chinese news and government sites. A line is only ever recognized as a whole: a long line
//! with a full stop is an article's, whatever words occur in it, unless it is a licence.

use super::trim;

/// From a line that is one of these on, everything is a recommendation.
const ENDS_ARTICLE: &[&str] = &[
    "新闻推荐",
    "相关阅读",
    "相关新闻",
    "延伸阅读",
    "推荐阅读",
    "相关链接",
    "相关报道",
    "热门推荐",
    "猜你喜欢",
    "近期热文",
    "更多新闻",
    "热点新闻",
    "为您推荐",
    "网友评论",
    "热门评论",
    "精彩推荐",
    "相关推荐",
    "最新文章",
];

/// A line that holds one of these is a licence, up to this many bytes.
const LICENCE_BYTES_MAX: usize = 3000;
const LICENCES: &[&str] = &["ICP备", "ICP证", "公网安备", "许可证:", "许可证：", "许可证号", "许可证编号"];

/// A short line that holds one of these is furniture.
const MARKS: &[&str] = &[
    "ICP备",
    "ICP证",
    "icp备",
    "许可证",
    "经营许可",
    "公网安备",
    "版权所有",
    "All Rights Reserved",
    "Copyright",
    "copyright",
    "主办单位",
    "承办单位",
    "技术支持",
    "网站标识码",
    "转载请",
    "免责声明",
    "未经授权",
    "违法和不良信息",
    "扫一扫",
    "扫描二维码",
    "分享到",
    "分享让更多人看到",
    "返回顶部",
    "返回搜狐",
    "返回首页",
    "返回列表",
    "打印本页",
    "关闭窗口",
    "打印此页",
    "关闭本页",
    "上一篇",
    "下一篇",
    "下一版",
    "上一版",
    "标题导航",
    "版面导航",
    "免费发布信息",
    "加入收藏",
    "设为首页",
    "我要评论",
    "发表评论",
    "查看更多",
    "阅读原文",
    "查看原文",
    "举报电话",
    "投稿邮箱",
    "联系我们",
    "网站地图",
    "字体大小",
    "当前位置",
    "当前的位置",
    "您的位置",
    "您现在的位置",
    "所在位置",
    "本文来源",
    "点击进入",
    "下载APP",
    "滑动查看",
    "往期推荐",
    "已支持IPv6",
    "已支持IPV6",
    "关注我们",
    "点击上方",
    "点击蓝字",
    "长按识别",
    "识别二维码",
    "发给好友",
    "发送给好友",
    "只看楼主",
    "上一主题",
    "下一主题",
    "复制链接",
    "友善列印",
    "回上一頁",
    "回上页",
    "聯絡人",
    "聯絡電話",
    "點閱次數",
    "主內容區",
    "主内容区",
    "手机查看",
    "手机打开",
    "手机浏览",
    "心情版",
    "返回上一级",
    "加入桌面",
    "本站热线",
    "客户端下载",
    "浏览器不支持嵌入式框架",
];

/// A line that is one of these, blanks aside, is furniture.
const WHOLE: &[&str] = &[
    "小字号",
    "大字号",
    "正文",
    "关键词",
    "标签",
    "分享",
    "收藏",
    "打印",
    "打印正文",
    "打印文章",
    "打印页面",
    "关闭页面",
    "关闭",
    "评论",
    "点赞",
    "微信",
    "微博",
    "QQ空间",
    "首页",
    "导航",
    "登录",
    "注册",
    "搜索",
    "默认",
    "放大",
    "缩小",
    "举报",
    "纠错",
    "大中小",
    "字体",
    "字号",
    "手机版",
    "关灯",
    "护眼",
    "现场图片",
    "会议现场",
    "图片",
    "视频",
    "目录",
    "END",
    "更多",
    "展开全文",
    "全文",
    "朗读",
    "听新闻",
    "往期推荐",
    "期推荐",
    "页",
    "上一页",
    "下一页",
    "其他",
    "要闻",
    "头条",
    "离线",
    "在线",
    "简体版",
    "繁体版",
    "繁體版",
    "智能问答",
    "无障碍",
    "無障礙",
    "长者模式",
    "长者助手",
    "无障碍版",
    "会议现场图",
];

/// Returns whether everything from this line on is recommendations.
pub(crate) fn ends_article(line: &str) -> bool {
    let bare = bare(line);
    ENDS_ARTICLE.iter().any(|mark| bare.strip_prefix(mark).is_some_and(|rest| rest.chars().count() <= 4))
}

/// Returns whether the line is an article's by its look alone: long, and with a full stop.
pub(crate) fn is_prose(line: &str) -> bool {
    line.contains('。') && line.chars().count() >= 60
}

/// Returns whether the line is page furniture.
pub(crate) fn is_furniture(line: &str) -> bool {
    let licence = line.len() <= LICENCE_BYTES_MAX && LICENCES.iter().any(|mark| line.contains(mark));
    if is_prose(line) {
        return licence;
    }
    let bare = bare(line);
    let short = line.chars().count() <= 80;
    bare.is_empty()
        || is_picture_name(line)
        || is_menu(line)
        || is_page_number(line)
        || WHOLE.contains(&bare.as_str())
        || is_breadcrumb(line)
        || is_page_frame(line)
        || short && line.contains("转载请") && (line.starts_with("本文") || line.contains("声明"))
        || short && !line.ends_with('。') && MARKS.iter().any(|mark| line.contains(mark))
        || licence
}

/// Returns whether the line is the number of a page in brackets: [1].
fn is_page_number(line: &str) -> bool {
    let inner = trim(line).strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|inner| inner.len() <= 3 && inner.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Returns whether the line is a menu: short words with blanks between them, half of them of a page's tools.
fn is_menu(line: &str) -> bool {
    const WORD_CHARS_MAX: usize = 6;
    let words: Vec<&str> = line
        .split(|c: char| c.is_whitespace() || matches!(c, '|' | '｜' | '/'))
        .filter(|word| !word.is_empty())
        .collect();
    let short = words.iter().all(|word| word.chars().count() <= WORD_CHARS_MAX);
    let tools = words.iter().filter(|word| WHOLE.contains(word)).count();
    words.len() >= 2 && short && tools * 2 >= words.len()
}

/// Returns whether the line is a picture, or an attachment with its size, as pages offer them.
fn is_picture_name(line: &str) -> bool {
    const ENDS: [&str; 6] = [".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp"];
    let line = trim(line);
    // ![图](https://…/a.jpg): a picture in Markdown that says nothing.
    let alt = line.strip_prefix("![").and_then(|rest| rest.strip_suffix(')')?.split_once("]("));
    if alt.is_some_and(|(alt, _)| ["", "图", "图片", "image"].contains(&alt)) {
        return true;
    }
    // 清单.xls【0.00 KB】; a name without its size may be what a text says of its annexes.
    let sized = ["KB】", "MB】"].iter().any(|unit| line.ends_with(unit)) && line.contains('【');
    let lower = line.to_ascii_lowercase();
    line.chars().count() <= 60 && (sized || ENDS.iter().any(|end| lower.ends_with(end)))
}

/// Letters and digits of the line, without blanks, punctuation and marks.
fn bare(line: &str) -> String {
    line.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Returns whether the line leads through the site: `网站 > 频道 > 栏目`.
pub(crate) fn is_breadcrumb(line: &str) -> bool {
    breadcrumb(line).is_some()
}

/// Splits a breadcrumb into its parts.
pub(crate) fn breadcrumb(line: &str) -> Option<Vec<&str>> {
    if line.chars().count() > 80 || line.contains('。') {
        return None;
    }
    let line =
        line.split_once([':', '：']).map_or(line, |(label, rest)| if label.contains("位置") { rest } else { line });
    if !line.contains(['>', '＞', '»', '›']) && !line.contains("->") {
        return None;
    }
    let parts: Vec<&str> = line
        .split(['>', '＞', '»', '›'])
        .map(|part| trim(part.trim_end_matches('-')))
        .filter(|part| !part.is_empty())
        .collect();
    let named = parts.iter().all(|part| part.chars().count() <= 40);
    (named && !parts.is_empty()).then_some(parts)
}

/// Returns whether the line frames a page of a printed paper: `第A1版:要闻`, `(上接1版)`.
fn is_page_frame(line: &str) -> bool {
    let inner = line.trim_matches(['(', ')', '（', '）', '【', '】']);
    if ["上接", "下转", "紧接"].iter().any(|mark| inner.starts_with(mark)) && inner.ends_with('版') {
        return inner.chars().count() <= 14;
    }
    !inner.contains('。')
        && inner.starts_with('第')
        && inner.chars().take(6).any(|c| c == '版')
        && inner.chars().count() <= 30
}

/// Returns the section a page of a printed paper is headed with: 要闻 of `第A1版:要闻`.
pub(crate) fn page_section(line: &str) -> Option<&str> {
    if !is_page_frame(line) {
        return None;
    }
    let section = line.split_once([':', '：'])?.1.split_whitespace().next()?;
    (!section.is_empty()).then_some(section)
}

/// Returns who holds the copyright: 清河新闻网 of `本网站由清河新闻网版权所有`.
pub(crate) fn copyright_holder(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("版权所有")?;
    let before = trim(before).trim_start_matches("本网站由").trim_start_matches("本站由").trim_start_matches("本网");
    let after = trim(after.trim_start_matches([':', '：', '©']));
    let name = if before.is_empty() { after.split_whitespace().next()? } else { before.split_whitespace().last()? };
    let name = name.strip_suffix("公司").unwrap_or(name);
    let letters = name.chars().count();
    let named = name.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    (named && (2..=20).contains(&letters))
        .then_some(name)
        .filter(|name| !name.contains("ICP") && !name.contains("Copyright"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_is_recognized() {
        for line in [
            "清河新闻网 > 云岭频道 >  今日头条",
            "当前位置:首页 > 新闻频道 > 热点聚焦 >",
            "第A1版:要闻 4下一版",
            "(上接1版)",
            "晋ICP备2099002877号",
            "分享让更多人看到",
            "小字号",
            "|",
            "---|---|",
            "关键词:",
            "市委召开会议2.jpg",
            "![图](https://news.example.cn/upload/0302.jpg)",
            "【打印正文】",
            "行政权力清单.xls【0.00 KB】",
            "[1]",
            "微信 智能问答 繁體版",
            "打印 | 收藏 | 关闭",
            "点击上方蓝字关注我们",
            "本网站已支持IPV6",
            "本文为云岭站原创文章,转载请附上原文出处链接和本声明。",
        ] {
            assert!(is_furniture(line), "{line}");
        }
    }

    #[test]
    fn an_article_line_is_never_dropped_for_a_word() {
        for line in [
            "会议强调，要加强许可证管理工作。",
            "8月28日，市委召开专题会议，研究部署版权所有者权益保护、网络内容治理等工作，市委书记林远舟主持会议并讲话，对下一阶段工作提出明确要求。",
            "第三版规划草案已经会议审议通过。",
            "《云岭县志》繁体版在东陵首发",
            "加强无障碍环境建设",
            "附件1：防汛预案.doc",
            "浏览次数统计办法",
            "![全体与会人员合影](https://news.example.cn/1.jpg)",
        ] {
            assert!(!is_furniture(line), "{line}");
        }
    }

    #[test]
    fn recommendations_end_the_article() {
        assert!(ends_article("相关阅读："));
        assert!(ends_article("【推荐阅读】"));
        assert!(!ends_article("相关新闻发布会由市委宣传部部长主持。"));
    }

    #[test]
    fn outlets_from_furniture() {
        assert_eq!(copyright_holder("本网站由清河新闻网版权所有  晋ICP备1号"), Some("清河新闻网"));
        assert_eq!(page_section("第A1版:要闻 4下一版"), Some("要闻"));
        assert_eq!(breadcrumb("人民网>>新疆频道"), Some(vec!["人民网", "新疆频道"]));
    }
}
