//! Tells everyday Chinese from what bytes give in the wrong encoding.

use std::sync::LazyLock;

/// The commonest characters of Chinese, simplified and traditional; the hundred first make up some 40 % of any real
/// text.
const EVERYDAY: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严這個來們時國會說過學對發經後動開現們為與關點業實東車長書記議強調開體應區產當從還問無報";

/// One bit for each character of the Basic Multilingual Plane.
static SET: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut set = vec![0u64; 1 << 10];
    for c in EVERYDAY.chars().chain("，。、：；“”（）《》　！？".chars()) {
        set[c as usize >> 6] |= 1 << (c as usize & 63);
    }
    set
});

/// How many characters tell.
const SAMPLE_CHARS: usize = 20_000;

/// Returns how much of the non-ASCII text is everyday Chinese, in thousandths; 0 where there is none.
pub(super) fn everyday_share(text: &str) -> usize {
    share_in(text, SAMPLE_CHARS)
}

/// The same of the first `sample` characters that are not ASCII.
pub(super) fn share_in(text: &str, sample: usize) -> usize {
    let (mut everyday, mut all) = (0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_ascii()).take(sample) {
        all += 1;
        everyday += SET.get(c as usize >> 6).map_or(0, |bits| (bits >> (c as usize & 63)) as usize & 1);
    }
    (everyday * 1000).checked_div(all).unwrap_or(0)
}
