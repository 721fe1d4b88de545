//! Slips that sound otherwise than what was meant: one wrong character or letter, and names that were left off early.
//!
//! The rule is narrow, for real names differ by as little as slips do: 江苏大学科技园 and 江南大学科技园, 湖南 and 湖北,
//! Hebei and Hubei, 第一 and 第二, 东区 and 西区.
//!
//! * Of two Chinese names of the same length, at least five characters, that differ by one character or by two
//!   neighbours that changed places, one is a slip where this lies in a word that tells no names apart ([`COMMON`]: 科技园,
//!   大学, 有限公司 …) and makes no other word of it ([`OTHERS`]): 科枝园 is one for 科技园, 科学园 is none.
//! * Of two names in Latin letters with the same words but one, that one is a slip where it has five letters or more in
//!   both and differs by one letter put in, left out, exchanged or in its neighbour's place (`Brich` for `Birch`); but
//!   not where both are pinyin, in which one letter makes another place (`Hebei`, `Hubei`).
//! * Of two names in Latin letters, the shorter is left off early where its words are the first of the longer (`Birch
//!   Science` of `Birch Science Park`, `Alder` of `Alder Ltd`); but not where it is a university, college, school or
//!   institute to which the longer belongs, nor where the rest is a number or a letter (`Park`, `Park 2`).
//!
//! What is not found: a wrong character of another sound in the part that tells names apart (安微 for 安徽), two slips in
//! one name, and one character or Latin word too many or too few in its midst.

use crate::model::text::is_han;

/// Names of fewer characters differ by one and are others.
const SHORTEST: usize = 5;

/// Words of which one is in very many names, so that nobody is told apart by them.
const COMMON: &[&str] = &[
    "国家大学", "大学", "学院", "科技园", "产业园", "创业园", "研究院", "研究所", "实验室", "科学院", "孵化器", "有限公司",
    "责任公司", "委员会", "开发区", "中心", "联盟", "集团",
];

/// Words that differ from one of [`COMMON`] by a character, and are meant.
const OTHERS: &str = "国际大学 国防大学 国立大学 国科大学 国家大剧 \
    小学 中学 科学 文学 医学 化学 数学 理学 工学 法学 商学 农学 林学 药学 光学 哲学 史学 力学 美学 留学 海学 教学 \
    大厦 大会 大道 大赛 大楼 大街 大桥 大众 大同 大连 大庆 大理 大兴 大地 大洋 大海 大华 大成 大队 大型 \
    医院 法院 书院 剧院 画院 分院 总院 学会 学校 学部 学术 学科 学堂 学园 学府 学社 学区 学生 \
    科学园 科教园 科创园 科普园 科研园 科工园 科技城 科技馆 科技港 科技谷 科技岛 科技镇 科技楼 科技街 科技区 科技会 科技部 \
    科技局 科技处 科技厅 科技院 科技司 科技村 科技网 科技报 \
    创业园 产业园 工业园 农业园 林业园 企业园 物业园 就业园 职业园 商业园 渔业园 牧业园 创新园 创意园 创客园 产学园 \
    产业区 产业城 产业部 产业处 产业链 产业带 产业院 产业港 产业谷 创业区 创业城 创业部 创业处 创业院 创业港 创业谷 \
    研究院 研究所 研究会 研究室 研究部 研究站 研究组 研修院 研学院 研发院 研修所 研发所 \
    试验室 实训室 实验区 实验园 实验站 实验班 实验楼 实验场 \
    科技院 科教院 科研院 科学园 科学城 科学馆 科学会 科学部 科学家 科学厅 理学院 文学院 医学院 工学院 法学院 商学院 化学院 \
    数学院 农学院 林学院 药学院 哲学院 美学院 科学处 \
    孵化园 孵化区 孵化场 孵化营 无限公司 开放区 开发部 开发处 开发院 研发区 中央 中学 中院 中区 中信 核心 重心 \
    联合 同盟 联社 联办 联席 联会 社团 乐团 财团 兵团 集成 集体 集市 商团";

/// Words of whoever owns what bears its name at the head.
const OWNERS: &[&str] = &["university", "college", "school", "institute", "academy", "polytechnic"];

/// Whether one of two names, as they fold, may be a slip for the other.
pub(super) fn is_slip(one: &str, other: &str) -> bool {
    match (words(one), words(other)) {
        (Some(one), Some(other)) => is_left_off(&one, &other) || is_left_off(&other, &one) || is_mistyped(&one, &other),
        (None, None) => is_miswritten(one, other),
        _ => false,
    }
}

/// The words of a name in Latin letters; `None` for any other.
pub(super) fn words(name: &str) -> Option<Vec<&str>> {
    if name.chars().any(is_han) {
        return None;
    }
    Some(name.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect())
}

/// Whether two Chinese names differ by a slip in a common word.
fn is_miswritten(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<char>>();
    let (one, other) = (plain(one), plain(other));
    if one.len() != other.len() || one.len() < SHORTEST {
        return false;
    }
    let mut differ = one.iter().zip(&other).enumerate().filter(|(_, (a, b))| a != b).map(|(at, _)| at);
    let (first, last) = match (differ.next(), differ.next(), differ.next()) {
        (Some(at), None, _) => (at, at),
        (Some(at), Some(next), None) => {
            let swapped = next == at + 1 && one.get(at) == other.get(next) && one.get(next) == other.get(at);
            if !swapped {
                return false;
            }
            (at, next)
        }
        _ => return false,
    };
    let is_said = |right: &[char], wrong: &[char]| {
        COMMON.iter().any(|word| {
            let word: Vec<char> = word.chars().collect();
            let from = (last + 1).saturating_sub(word.len())..=first;
            from.into_iter().any(|from| {
                let span = from..from + word.len();
                let said = || wrong.get(span.clone()).map(|said| said.iter().collect::<String>()).unwrap_or_default();
                right.get(span.clone()) == Some(&word[..]) && !is_word(&said())
            })
        })
    };
    is_said(&one, &other) || is_said(&other, &one)
}

/// Whether it is a word that is meant.
fn is_word(text: &str) -> bool {
    COMMON.contains(&text) || OTHERS.split_whitespace().any(|word| word == text)
}

/// Whether the words of a name are the first of a longer one, of which they may be all that was typed.
fn is_left_off(short: &[&str], long: &[&str]) -> bool {
    let Some(rest) = long.strip_prefix(short).filter(|rest| !rest.is_empty()) else { return false };
    let letters: usize = short.iter().map(|word| word.chars().count()).sum();
    let marks = rest.iter().all(|word| word.chars().count() == 1 || word.chars().all(|c| c.is_ascii_digit()));
    letters >= SHORTEST - 1 && !marks && !short.iter().any(|word| OWNERS.contains(word))
}

/// Whether all words are the same but one, which has a slip.
fn is_mistyped(one: &[&str], other: &[&str]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut differ = one.iter().zip(other).filter(|(a, b)| a != b);
    let (Some((a, b)), None) = (differ.next(), differ.next()) else { return false };
    let long = |word: &str| word.chars().count() >= SHORTEST && word.chars().all(char::is_alphabetic);
    long(a) && long(b) && is_one_edit(a, b) && !(is_pinyin(a) && is_pinyin(b))
}

/// Whether two words differ by one letter put in, left out, exchanged, or in its neighbour's place.
fn is_one_edit(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(same..).unwrap_or_default(), b.get(same..).unwrap_or_default());
    match (a, b) {
        ([x, y, a @ ..], [v, w, b @ ..]) if (x, y) == (w, v) && a == b => true,
        ([_, left @ ..], [_, right @ ..]) if left == right => true,
        ([_, left @ ..], right) if left == right => true,
        (left, [_, right @ ..]) => left == right,
        _ => false,
    }
}

/// Whether a word can be read as syllables of pinyin. A few more than there are count as such.
fn is_pinyin(word: &str) -> bool {
    const INITIALS: &[&str] = &[
        "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y", "w", "",
    ];
    const FINALS: &[&str] = &[
        "iang", "iong", "uang", "ang", "eng", "ian", "iao", "ing", "ong", "uai", "uan", "ai", "an", "ao", "ei", "en", "er", "ia",
        "ie", "in", "iu", "ou", "ua", "ue", "ui", "un", "uo", "ve", "a", "e", "i", "o", "u", "v",
    ];
    // What of the word is read so far, by the places where a syllable may begin.
    let mut starts = vec![false; word.len() + 1];
    if let Some(first) = starts.first_mut() {
        *first = true;
    }
    for at in 0..word.len() {
        let Some(rest) = word.get(at..).filter(|_| starts.get(at) == Some(&true)) else { continue };
        for initial in INITIALS {
            let Some(after) = rest.strip_prefix(initial) else { continue };
            for last in FINALS.iter().filter(|last| after.starts_with(**last)) {
                if let Some(place) = starts.get_mut(at + initial.len() + last.len()) {
                    *place = true;
                }
            }
        }
    }
    starts.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::fold;

    /// Real ones, many of which differ by one character.
    const UNIVERSITIES: &str = "北京 南京 东京 清华 东华 华东 华中 华南 华北 东南 东北 西南 西北 中南 中北 南开 南昌 南通 南宁 江苏 江南 江西 \
        浙江 湖南 湖北 湖州 河南 河北 河海 海南 云南 淮南 济南 山东 山西 陕西 广东 广西 广州 苏州 温州 杭州 郑州 兰州 贵州 徐州 常州 扬州 \
        台州 滁州 宿州 福州 惠州 赣州 锦州 沧州 安徽 安庆 安阳 安康 吉林 桂林 玉林 榆林 上海 北海 青海 宁波 宁夏 西安 西藏 新疆 重庆 大连 \
        天津 四川 银川 内蒙古 黑龙江 同济 复旦 武汉 厦门 中山 暨南 深圳 深技 汕头 燕山 泰山 黄山 辽宁 沈阳 洛阳 贵阳 衡阳 邵阳 绵阳 \
        上海理工 安徽理工 华南理工 华东理工 武汉理工 大连理工 北京理工 南京理工 江苏理工 河南理工 安徽工业 安徽工程 安徽农业 安徽医科 \
        安徽财经 安徽师范 江苏师范 江苏科技 江西师范 江西财经 江西理工 浙江工业 浙江工商 浙江师范 浙江财经 浙江农林 浙江理工 浙江科技 \
        南京工业 南京工程 南京师范 南京农业 南京林业 南京财经 南京医科 南京审计 南京航空航天 北京航空航天 南京邮电 北京邮电 重庆邮电 \
        上海交通 西安交通 北京交通 西南交通 华东交通 重庆交通 兰州交通 华东师范 华中师范 华南师范 东北师范 西北师范 北京师范 首都师范 \
        中国科学技术 中国石油 中国农业 中国矿业 中国地质 中国海洋 中国计量 中国传媒 中国药科 中国政法 上海海事 上海海洋 大连海事 大连海洋 \
        北京化工 北京林业 北京工业 北京工商 北京科技 华中科技 华中农业 河北工业 河北工程 河北科技 河北农业 河南科技 河南农业 山东科技 \
        山东农业 山东师范 山东财经 山西财经 山西农业 陕西科技 陕西师范 广东工业 广东海洋 广西师范 广西民族 湖南师范 湖南科技 湖南农业 \
        湖北工业 湖北民族 西南财经 西南民族 西南石油 东北石油 东北财经 东北农业 东北林业 西北工业 西北农林 西北民族 中央民族 中南民族 \
        合肥工业 沈阳工业 沈阳工程 常熟理工 常州工学 苏州科技 淮阴工学 淮阴师范 盐城工学 盐城师范 徐州工程 徐州医科 南昌航空 沈阳航空";

    /// The names that a text can make of these, as parks and companies are called.
    fn real() -> Vec<String> {
        let ends = [
            "大学", "大学科技园", "国家大学科技园", "大学科学园", "学院", "学院科技园", "大学工程研究院", "大学技术研究所", "职业技术学院", "艺术学院",
            "大学科技园有限公司", "大学科技园第一分园", "大学科技园第二分园", "大学科技园东区", "大学科技园西区", "大学科技园1号", "大学科技园2号", "产业园", "创业园",
            "创新中心", "创业中心", "科技城", "国际大学科技园", "大学医院", "中学", "大学研究院", "大学研究会",
        ];
        UNIVERSITIES.split_whitespace().flat_map(|head| ends.iter().map(move |end| format!("{head}{end}"))).collect()
    }

    #[test]
    fn real_names_are_no_slips_of_each_other() {
        // Names that differ by one character have the rest in common.
        let names = real();
        let mut alike: std::collections::HashMap<String, Vec<&str>> = std::collections::HashMap::new();
        for name in &names {
            for (at, c) in name.char_indices() {
                let rest = format!("{}*{}", &name[..at], &name[at + c.len_utf8()..]);
                alike.entry(rest).or_default().push(name);
            }
        }
        let mut compared = 0;
        for names in alike.values() {
            for (n, one) in names.iter().enumerate() {
                for other in names.iter().skip(n + 1).filter(|other| *other != one) {
                    compared += 1;
                    assert!(!is_slip(one, other), "{one} {other}");
                }
            }
        }
        assert!(compared > 5_000, "{compared}");
        let english = [
            "Hunan", "Henan", "Hainan", "Yunnan", "Hebei", "Hubei", "Shanxi", "Shaanxi", "Suzhou", "Xuzhou", "Fuzhou", "Huzhou",
            "Nanjing", "Nanning", "Changsha", "Changshu", "Nanchang", "Nanchong", "Jiangsu", "Jiangxi", "Guangdong", "Guangxi",
        ];
        for (n, one) in english.iter().enumerate() {
            for other in english.iter().skip(n + 1) {
                let (one, other) = (fold(&format!("{one} Science Park")), fold(&format!("{other} Science Park")));
                assert!(!is_slip(&one, &other), "{one} {other}");
            }
        }
    }

    #[test]
    fn what_is_a_slip_and_what_is_another_name() {
        for (known, typed, slip) in [
            ("安徽理工大学大学科技园", "安徽理工大学大学科枝园", true),
            ("安徽理工大学科枝园", "安徽理工大学科技园", true),
            ("安徽理工大学科技园", "安徽理工大字科技园", true),
            ("安徽理工大学科技园", "安徽理工大学科园技", true),
            ("安徽理工大学科技园", "安徽理工大学料技园", true),
            ("安徽工业大学工程研究院", "安徽工业大学工程研究完", true),
            ("致远科技有限公司", "致远科技有限公同", true),
            ("环上大科技园", "环上大科枝园", true),
            ("安徽理工大学科技园", "安徽大学科技园", false),
            ("上海大学科技园", "上海理工大学科技园", false),
            ("安徽工业大学科技园", "安徽工程大学科技园", false),
            ("安徽技术学院", "安徽艺术学院", false),
            ("安徽大学科技园", "安微大学科技园", false),
            ("甲大学科技园", "乙大学科技园", false),
            ("甲科技园", "甲科枝园", false),
            ("上海科技园", "上海科学园", false),
            ("国家大学科技园", "国际大学科技园", false),
            ("第1科技园", "第2科技园", false),
            ("上海理工大学", "上海理工中学", false),
            ("安徽大学科技园", "安徽大学科枝圆", false),
            ("Birch Science Park", "Brich Science Park", true),
            ("Birch Science Park", "Birch Science Parks", false),
            ("Birch Science Park", "Birch Sciences Park", true),
            ("Birch Science Park", "Birch Scence Park", true),
            ("Birch Science Park", "Birch Science", true),
            ("Alder", "Alder Ltd", true),
            ("Alder", "Aldre", true),
            ("Alder", "Alders", true),
            ("Alder Ltd.", "Alder", true),
            ("Oak", "Oak Park", false),
            ("Oak Park", "Elm Park", false),
            ("Birch North", "Birch South", false),
            ("Park 12", "Park 13", false),
            ("Science Park", "Science Park 2", false),
            ("Science Park", "Science Park B", false),
            ("Anhui University", "Anhui University Science Park", false),
            ("University of Leeds", "University of Leeds Park", false),
            ("Anhui Park", "Ahnui Park", true),
            ("Alpha2023", "Alpha2024", false),
            ("甲 Science Park", "乙 Science Park", false),
            ("", "", false),
        ] {
            assert_eq!(is_slip(&fold(known), &fold(typed)), slip, "{known} {typed}");
            assert_eq!(is_slip(&fold(typed), &fold(known)), slip, "{typed} {known}");
        }
    }

    #[test]
    fn one_edit() {
        for (a, b, one) in [
            ("birch", "brich", true),
            ("birch", "birhc", true),
            ("birch", "bitch", true),
            ("birch", "birchs", true),
            ("birch", "irch", true),
            ("birch", "birch", false),
            ("birch", "brihc", false),
            ("birch", "bi", false),
            ("", "", false),
            ("a", "", true),
        ] {
            assert_eq!((is_one_edit(a, b), is_one_edit(b, a)), (one, one), "{a} {b}");
        }
    }
}
