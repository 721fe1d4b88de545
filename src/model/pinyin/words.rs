//! Which reading a character has in which words: the words of organizations, places and offices in which the
//! usual reading is not meant, and the surnames that are read otherwise than the word.

use std::{
    collections::HashMap,
    ops::Range,
    sync::{LazyLock, OnceLock},
};

use pinyin::ToPinyin;

/// A character, a reading of it, and the words in which it is read so. Without words it is the usual
/// reading, where the library holds another one for usual. A word may also stand here so that a shorter one
/// is not seen in it: 高校长三角 has no 校长. Of two words that overlap the longer holds, else the later one.
const READINGS: &[(char, &str, &str)] = &[
    ('长', "chang", ""),
    (
        '长',
        "chang",
        "长三角 长沙 长春 长江 长治 长安 长城 长寿 长白 长兴 长乐 长宁 长丰 长海 长航 长汀 长征 长虹",
    ),
    (
        '长',
        "chang",
        "长期 长远 长效 长葛 长垣 长泰 长阳 长清 长岭 长武 长青 长风 长荣 长盛 长龙 长河 长虹 长庆",
    ),
    (
        '长',
        "zhang",
        "校长 院长 市长 部长 会长 所长 处长 局长 厅长 科长 组长 团长 队长 站长 社长 厂长 镇长 县长 区长 省长 州长 村长",
    ),
    (
        '长',
        "zhang",
        "理事长 董事长 监事长 秘书长 委员长 检察长 行长 馆长 园长 班长 司长 署长 总长 次长 首长 酋长 船长 机长 学长 家长",
    ),
    ('长', "zhang", "成长 生长 增长 助长 长大 长老 长辈 长者 长子 长官 长孙 成长期 增长期 成长乐园 生长乐园"),
    ('校', "xiao", "高校 院校 学校 本校 名校"),
    (
        '行',
        "hang",
        "银行 行业 行长 行情 行家 行列 央行 商行 分行 支行 总行 农行 工行 建行 投行 同行 洋行 太行 拍卖行",
    ),
    ('行', "xing", "行政 行动 同行者"),
    ('重', "chong", "重庆 重阳 重组 重建 重构 重启 重新 重复 重逢 重塑 双重 多重"),
    ('重', "zhong", "重点 重大 重工 重要"),
    ('会', "kuai", "会计 会稽"),
    ('计', "ji", "计划 计算 计量 计生 计时 计数 计费 计财"),
    ('大', "dai", "大夫 大城县"),
    ('夫', "fu", "士大夫"),
    ('都', "du", ""),
    ('乐', "yue", "音乐 乐团 乐队 乐器 乐曲 乐章 声乐 器乐 民乐 国乐 弦乐 管乐 交响乐 乐清 礼乐"),
    ('乐', "lao", "乐亭"),
    ('调', "tiao", "调解 调整 调节 调控 调和 调试 调理 协调 空调 烹调"),
    ('传', "zhuan", "传记 自传 列传 评传 外传 水浒传"),
    ('朝', "zhao", "朝晖 朝夕 朝气 朝霞"),
    ('还', "huan", "归还 还原 还款 偿还 返还 生还"),
    ('曾', "zeng", "曾国藩 曾巩 曾子"),
    ('厦', "xia", ""),
    ('厦', "sha", "大厦 广厦 商厦"),
    ('佛', "fo", ""),
    ('什', "shi", ""),
    ('翟', "zhai", ""),
    ('缪', "miao", ""),
    ('仇', "qiu", "仇英"),
    ('卜', "bu", ""),
    ('泊', "bo", ""),
    ('单', "shan", "单县"),
    ('六', "lu", "六安 六合"),
    ('合', "he", "六合 合肥"),
    ('蚌', "beng", "蚌埠"),
    ('番', "pan", "番禺"),
    ('铅', "yan", "铅山"),
    ('莞', "guan", ""),
    ('洞', "tong", "洪洞"),
    ('埔', "bu", "大埔"),
    ('涡', "guo", "涡阳 涡河"),
    ('尉', "yu", "尉犁"),
    ('浚', "xun", "浚县"),
    ('莘', "xin", "莘庄 莘松"),
    ('荥', "ying", "荥经"),
    ('泌', "bi", "泌阳"),
    ('牟', "mu", "中牟 牟平"),
    ('峙', "shi", "繁峙"),
    ('蔚', "yu", "蔚县"),
    ('藏', "zang", "西藏 藏族 藏医 藏药 藏语 藏文 宝藏 地藏 大藏经"),
    ('犍', "qian", "犍为"),
    ('枞', "zong", "枞阳"),
    ('浒', "xu", "浒墅关 浒关 浒湾"),
    ('珲', "hun", "珲春"),
    ('阿', "e", "东阿 阿胶 阿房"),
    ('解', "xie", "解州 解县"),
    ('句', "gou", "句容"),
    ('堡', "pu", "十里堡 马家堡"),
    ('模', "mu", "模具 模样"),
    ('率', "shuai", "率先 率领 统率 表率"),
    ('角', "jue", "角色 主角 角逐"),
    ('着', "zhuo", "着力 着重 着眼 着陆"),
    ('参', "shen", "人参 海参 党参"),
];

/// Surnames at the head of a person's name that are read otherwise than the character is usually.
const SURNAMES: &[(&str, &str)] = &[
    ("尉迟", "yu chi"),
    ("万俟", "mo qi"),
    ("长孙", "zhang sun"),
    ("单于", "chan yu"),
    ("澹台", "tan tai"),
    ("曾", "zeng"),
    ("单", "shan"),
    ("仇", "qiu"),
    ("解", "xie"),
    ("任", "ren"),
    ("华", "hua"),
    ("区", "ou"),
    ("查", "zha"),
    ("朴", "piao"),
    ("盖", "ge"),
    ("乐", "yue"),
    ("宁", "ning"),
    ("纪", "ji"),
    ("翟", "zhai"),
    ("缪", "miao"),
    ("覃", "qin"),
    ("谌", "chen"),
    ("冼", "xian"),
    ("洗", "xian"),
    ("员", "yun"),
    ("薄", "bo"),
    ("种", "chong"),
    ("秘", "bi"),
    ("召", "shao"),
    ("折", "she"),
    ("佴", "nai"),
    ("乜", "nie"),
    ("句", "gou"),
    ("卜", "bu"),
    ("祭", "zhai"),
    ("繁", "po"),
    ("都", "du"),
    ("郇", "xun"),
    ("阚", "kan"),
    ("钭", "tou"),
    ("隗", "wei"),
    ("逄", "pang"),
    ("那", "na"),
    ("燕", "yan"),
    ("么", "yao"),
    ("訾", "zi"),
];

/// Names of places that sound alike and are different places, so that who confuses them did not mistype:
/// 山西大学 is no slip of 陕西大学.
const PLACES_ALIKE: &str = "山西 陕西 苏州 宿州 福州 抚州 台州 泰州 丽水 溧水 玉林 榆林 宜春 伊春 吉安 集安 锦州 晋州 益阳 弋阳 宜阳 \
    富阳 阜阳 衢州 曲周 项城 襄城 相城 虞城 禹城 晋城 金城 晋江 锦江 丰县 凤县 奉贤 蓟州 冀州 吉州 郏县 佳县 易县 义县 黟县 \
    祁县 杞县 淇县 歙县 涉县 泾县 景县 单县 陕县 渝北 豫北 淮安 怀安 常州 长洲 常山 通城 桐城 泸州 庐州 滁州 处州 梧州 婺州 \
    岳西 粤西 临沂 临邑 临猗 信丰 新丰 清远 庆元 清原 清苑 庆阳 青阳 青羊 大理 大荔 大同 大通 沅江 元江 江西 浙西";

/// A word with the reading of each of its characters.
pub struct Word {
    /// Its characters.
    pub chars: Vec<char>,
    /// Their readings, in plain letters.
    pub read: Vec<&'static str>,
}

/// What the tables say of a character.
#[derive(Default)]
pub struct Head {
    /// The reading that it has usually, where the library holds another one for usual.
    usual: Option<&'static str>,
    /// Words that begin with it, longer ones first.
    words: Vec<Word>,
    /// Surnames that begin with it, longer ones first.
    surnames: Vec<Word>,
    /// Places that begin with it and have a twin in sound.
    places: Vec<Vec<char>>,
}

/// One thing that the tables say, as it stands there.
#[derive(Clone, Copy)]
enum Said {
    /// The usual reading of the character.
    Usual(&'static str),
    /// A word, and the reading that one of its characters has in it.
    Word(&'static str, char, &'static str),
    /// A surname with its readings.
    Surname(&'static str, &'static str),
    /// A place that has a twin in sound.
    Place(&'static str),
}

/// What the tables say, by the character with which it begins, in their order; each character is made ready when it is
/// met, for a list of names has few of them.
struct Tables {
    said: Vec<(char, Said)>,
    /// Each character with where it stands in `said`.
    heads: Vec<(char, Range<usize>, OnceLock<Head>)>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(tables);

/// Readings in these tables that the library does not know, by their characters.
static MORE: LazyLock<HashMap<char, Vec<&'static str>>> = LazyLock::new(unknown_readings);

fn tables() -> Tables {
    let mut said: Vec<(char, Said)> = Vec::with_capacity(1_024);
    for (c, reading, words) in READINGS {
        if words.is_empty() {
            said.push((*c, Said::Usual(reading)));
            continue;
        }
        let words = words.split(' ').filter(|word| !word.is_empty());
        said.extend(words.map(|word| (first(word), Said::Word(word, *c, reading))));
    }
    said.extend(SURNAMES.iter().map(|(name, read)| (first(name), Said::Surname(name, read))));
    said.extend(PLACES_ALIKE.split_ascii_whitespace().map(|place| (first(place), Said::Place(place))));
    // Stable: what is said of a character stays in its order.
    said.sort_by_key(|(c, _)| *c);
    let (mut heads, mut at) = (Vec::with_capacity(said.len()), 0);
    for of_one in said.chunk_by(|(a, _), (b, _)| a == b) {
        let Some((c, _)) = of_one.first() else { continue };
        heads.push((*c, at..at + of_one.len(), OnceLock::new()));
        at += of_one.len();
    }
    Tables { said, heads }
}

impl Tables {
    /// What is said of a character, and its place.
    fn said(&self, c: char) -> Option<(&[(char, Said)], usize)> {
        let at = self.heads.binary_search_by_key(&c, |(known, ..)| *known).ok()?;
        let (_, range, _) = self.heads.get(at)?;
        Some((self.said.get(range.clone())?, at))
    }

    /// The reading that a character has usually, where the library holds another one for usual.
    fn usual(&self, c: char) -> Option<&'static str> {
        let said = self.said(c)?.0.iter().rev();
        said.filter_map(|(_, said)| if let Said::Usual(reading) = said { Some(*reading) } else { None }).next()
    }

    fn make(&self, c: char, said: &[(char, Said)]) -> Head {
        let mut head = Head { usual: self.usual(c), ..Head::default() };
        for (_, one) in said {
            match *one {
                Said::Usual(_) => {}
                Said::Word(word, of, reading) => {
                    let chars: Vec<char> = word.chars().collect();
                    let at = head.words.iter().position(|known| known.chars == chars).unwrap_or(head.words.len());
                    if at == head.words.len() {
                        let library = |c: char| c.to_pinyin().map_or("", |reading| reading.plain());
                        let read = chars.iter().map(|c| self.usual(*c).unwrap_or_else(|| library(*c))).collect();
                        head.words.push(Word { chars, read });
                    }
                    // A word can stand at two of its characters.
                    for word in head.words.iter_mut().skip(at).take(1) {
                        let here = word.chars.iter().zip(&mut word.read).filter(|(known, _)| **known == of);
                        here.for_each(|(_, read)| *read = reading);
                    }
                }
                Said::Surname(name, read) => {
                    head.surnames.push(Word { chars: name.chars().collect(), read: read.split(' ').collect() });
                }
                Said::Place(place) => head.places.push(place.chars().collect()),
            }
        }
        head.words.sort_by_key(|word| std::cmp::Reverse(word.chars.len()));
        head
    }
}

fn unknown_readings() -> HashMap<char, Vec<&'static str>> {
    let mut unknown: HashMap<char, Vec<&'static str>> = HashMap::new();
    let mut take = |c: char, reading: &'static str| {
        let more = unknown.entry(c).or_default();
        if !more.contains(&reading) && !super::library(c).any(|known| known == reading) {
            more.push(reading);
        }
    };
    for (c, ..) in &TABLES.heads {
        let Some(head) = head(*c) else { continue };
        for word in head.words.iter().chain(&head.surnames) {
            word.chars.iter().zip(&word.read).for_each(|(c, reading)| take(*c, reading));
        }
        head.usual.into_iter().for_each(|reading| take(*c, reading));
    }
    unknown
}

/// What the tables say of a character; `None` where nothing, as of nearly all.
pub fn head(c: char) -> Option<&'static Head> {
    let (said, at) = TABLES.said(c)?;
    let (.., head) = TABLES.heads.get(at)?;
    Some(head.get_or_init(|| TABLES.make(c, said)))
}

/// The reading of a character that stands alone; `None` where it has none.
pub fn usual(c: char, head: Option<&Head>) -> Option<&'static str> {
    head.and_then(|head| head.usual).or_else(|| c.to_pinyin().map(|reading| reading.plain()))
}

/// Readings of a character that the library does not know.
pub fn more(c: char) -> impl Iterator<Item = &'static str> {
    MORE.get(&c).into_iter().flatten().copied()
}

impl Head {
    /// The longest word with which the characters begin.
    pub fn word(&self, chars: &[char]) -> Option<&Word> {
        self.words.iter().find(|word| chars.starts_with(&word.chars))
    }

    /// The surname with which a person's name begins; a name is one character longer at least.
    pub fn surname(&self, chars: &[char]) -> Option<&Word> {
        self.surnames.iter().find(|word| chars.len() > word.chars.len() && chars.starts_with(&word.chars))
    }

    /// How many characters belong to the place at their beginning that has a twin in sound; 0 where none is.
    pub fn place_alike(&self, chars: &[char]) -> usize {
        self.places.iter().find(|place| chars.starts_with(place)).map_or(0, Vec::len)
    }
}

fn first(word: &str) -> char {
    word.chars().next().unwrap_or_default()
}
