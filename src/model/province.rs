//! The provinces of China by their names, so that 上海 and 上海市 are one, and 江苏南京 is a province and a city.

use super::{pinyin::sound, traditional::simplified};

/// What kind of province it is, which says how its full name ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    Province,
    /// A city under the central government: what follows its name is a district of it.
    Municipality,
    Other(&'static str),
}

/// The provinces, municipalities, autonomous regions and special administrative regions (GB/T 2260).
static PROVINCES: &[(&str, Ends)] = &[
    ("北京", Ends::Municipality),
    ("天津", Ends::Municipality),
    ("上海", Ends::Municipality),
    ("重庆", Ends::Municipality),
    ("河北", Ends::Province),
    ("山西", Ends::Province),
    ("辽宁", Ends::Province),
    ("吉林", Ends::Province),
    ("黑龙江", Ends::Province),
    ("江苏", Ends::Province),
    ("浙江", Ends::Province),
    ("安徽", Ends::Province),
    ("福建", Ends::Province),
    ("江西", Ends::Province),
    ("山东", Ends::Province),
    ("河南", Ends::Province),
    ("湖北", Ends::Province),
    ("湖南", Ends::Province),
    ("广东", Ends::Province),
    ("海南", Ends::Province),
    ("四川", Ends::Province),
    ("贵州", Ends::Province),
    ("云南", Ends::Province),
    ("陕西", Ends::Province),
    ("甘肃", Ends::Province),
    ("青海", Ends::Province),
    ("台湾", Ends::Province),
    ("内蒙古", Ends::Other("自治区")),
    ("广西", Ends::Other("壮族自治区")),
    ("西藏", Ends::Other("自治区")),
    ("宁夏", Ends::Other("回族自治区")),
    ("新疆", Ends::Other("维吾尔自治区")),
    ("香港", Ends::Other("特别行政区")),
    ("澳门", Ends::Other("特别行政区")),
];

impl Ends {
    /// How the full name goes on after the short one.
    fn words(self) -> &'static str {
        match self {
            Ends::Province => "省",
            Ends::Municipality => "市",
            Ends::Other(words) => words,
        }
    }
}

/// Where something lies, as far as a text that begins with a province says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lies<'t> {
    /// The province by its short name.
    pub short: &'static str,
    /// The province as the text writes it.
    pub province: &'t str,
    /// The city; of a municipality the whole text, since what follows is a district.
    pub city: Option<&'t str>,
}

/// The province that a text begins with; `None` where it begins with none.
pub fn lies(text: &str) -> Option<Lies<'_>> {
    let text = text.trim();
    let (short, ends) = PROVINCES.iter().find(|(short, _)| text.starts_with(short))?;
    let rest = &text[short.len()..];
    // Prefectures and counties that are called as another province is: 海南藏族自治州 lies in 青海.
    if rest.starts_with("藏族") || rest.starts_with("蒙古族") {
        return None;
    }
    // 吉林市 is a city of 吉林.
    if rest == "市" && *ends != Ends::Municipality {
        return Some(Lies { short, province: &text[..short.len()], city: Some(text) });
    }
    let full = rest.strip_prefix(ends.words()).or_else(|| rest.strip_prefix("自治区").filter(|_| matches!(ends, Ends::Other(_))));
    let after = full.unwrap_or(rest);
    let province = &text[..text.len() - after.len()];
    let between = |c: char| c.is_whitespace() || matches!(c, '-' | '—' | '·' | '/' | ',' | '，' | '、');
    let city = after.trim_matches(between);
    let city = match ends {
        _ if city.is_empty() => None,
        // The city is the province again: 上海市上海市.
        Ends::Municipality if city.strip_suffix('市').unwrap_or(city) == *short => None,
        Ends::Municipality => Some(text),
        _ => Some(city),
    };
    Some(Lies { short, province, city })
}

/// Characters that are taken for others in the names of provinces.
const SLIPS: &[(char, char)] =
    &[('微', '徽'), ('淅', '浙'), ('析', '浙'), ('比', '北'), ('尤', '龙'), ('陜', '陕')];

/// The province that a text which begins with none may mean: written with a character that looks or sounds alike, or in
/// traditional ones.
pub fn near(text: &str) -> Option<&'static str> {
    let text = simplified(text.trim());
    let slipped: String = text.chars().map(|c| SLIPS.iter().find(|(slip, _)| *slip == c).map_or(c, |(_, meant)| *meant)).collect();
    let alike = |short: &&str| {
        let n = short.chars().count();
        let head: String = text.chars().take(n).collect();
        let same = head.chars().zip(short.chars()).filter(|(a, b)| a == b).count();
        // All of its characters but one, and that of the same sound.
        slipped.starts_with(*short) || (same + 1 == n && sound(&head) == sound(short))
    };
    if let Some(lies) = lies(&text) {
        return Some(lies.short);
    }
    PROVINCES.iter().map(|(short, _)| *short).find(alike)
}

/// The city that a text begins with where a district of it follows, and the district: 苏州市工业园区.
pub fn district(city: &str) -> Option<(&str, &str)> {
    let at = city.char_indices().skip(2).find(|(_, c)| *c == '市')?.0 + '市'.len_utf8();
    let rest = city.get(at..)?.trim();
    (!rest.is_empty() && !rest.contains(SEVERAL)).then(|| (&city[..at], rest))
}

/// What stands between several places.
pub const SEVERAL: [char; 6] = ['、', ',', '，', ';', '；', '/'];

/// A province or city without the word that says which of them it is.
pub fn bare(name: &str) -> &str {
    let kinds = ["特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市"];
    let bare = kinds.iter().find_map(|kind| name.strip_suffix(kind)).unwrap_or(name);
    // 沙市 is no 沙.
    if bare.chars().count() > 1 { bare } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_province_is_one_in_both_forms_and_a_city_behind_it_is_a_city() {
        for (text, want) in [
            ("江苏", Some(("江苏", "江苏", None))),
            ("江苏省", Some(("江苏", "江苏省", None))),
            ("江苏南京", Some(("江苏", "江苏", Some("南京")))),
            ("浙江省杭州市", Some(("浙江", "浙江省", Some("杭州市")))),
            ("浙江省 · 杭州", Some(("浙江", "浙江省", Some("杭州")))),
            ("上海市", Some(("上海", "上海市", None))),
            ("上海市上海市", Some(("上海", "上海市", None))),
            ("上海市杨浦区", Some(("上海", "上海市", Some("上海市杨浦区")))),
            ("广西壮族自治区南宁市", Some(("广西", "广西壮族自治区", Some("南宁市")))),
            ("新疆自治区", Some(("新疆", "新疆自治区", None))),
            ("内蒙古", Some(("内蒙古", "内蒙古", None))),
            ("吉林市", Some(("吉林", "吉林", Some("吉林市")))),
            ("吉林省吉林市", Some(("吉林", "吉林省", Some("吉林市")))),
            ("海南藏族自治州", None),
            ("南京", None),
            ("Bavaria", None),
            ("", None),
        ] {
            let found = lies(text).map(|lies| (lies.short, lies.province, lies.city));
            assert_eq!(found, want, "{text}");
        }
        for (text, want) in [
            ("安微", Some("安徽")),
            ("安微合肥", Some("安徽")),
            ("淅江省", Some("浙江")),
            ("胡北", Some("湖北")),
            ("江蘇", Some("江苏")),
            ("黑尤江省", Some("黑龙江")),
            ("安康", None),
            ("海口", None),
            ("江门", None),
            ("深圳", None),
            ("", None),
        ] {
            assert_eq!(near(text), want, "{text}");
        }
        for (text, want) in [
            ("苏州市工业园区", Some(("苏州市", "工业园区"))),
            ("南京市江宁区", Some(("南京市", "江宁区"))),
            ("南京市", None),
            ("南京", None),
            ("杭州市、宁波市", None),
            ("", None),
        ] {
            assert_eq!(district(text), want, "{text}");
        }
        assert_eq!(["上海市", "上海", "沙市", "广西壮族自治区"].map(bare), ["上海", "上海", "沙市", "广西"]);
    }
}
