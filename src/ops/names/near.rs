//! Names that are near a known one: what an input method, a copyist or a slip makes of it. Where a name would add a
//! record only by the way, that is asked about or told (contract 4, Names).

use std::collections::HashMap;

use super::{Names, Persons, slips::{is_slip, words}};
use crate::{
    error::{Error, Kind, Message, Result},
    model::{pinyin, text::fold},
    say,
    store::keys::Claim,
};

/// So many near names are told.
const TOLD: usize = 10;
/// So many names are looked at to see whether a text is a part of them; a text whose rarest pair of characters
/// stands in more is nobody's name.
const LOOKED_AT: usize = 5_000;

/// A known name that is near.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// How it is referred to: an organization by its code, a person as `name@organization`.
    pub reference: String,
    /// Its present name.
    pub name: String,
}

/// Names of organizations by how they sound and by what they are made of.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// By what all names that are alike have in common.
    alike: HashMap<String, Vec<i64>>,
    /// Names without punctuation.
    names: Vec<(String, i64)>,
    whole: HashMap<String, Vec<usize>>,
    /// Names by each two characters that stand together in them.
    pairs: HashMap<(char, char), Vec<usize>>,
    /// Names in Latin letters by their first words.
    heads: HashMap<String, Vec<usize>>,
    /// The same with their words apart.
    latin: HashMap<usize, String>,
}

impl Index {
    /// Takes in a name.
    pub(super) fn add(&mut self, id: i64, name: &str) {
        if let Some(first) = words(name).and_then(|words| words.first().map(|word| word.to_string())) {
            let at = self.names.len();
            self.heads.entry(first).or_default().push(at);
            self.latin.insert(at, name.to_string());
        }
        let name = bare(name);
        for key in keys(&name) {
            self.alike.entry(key).or_default().push(id);
        }
        let at = self.names.len();
        for pair in pairs(&name) {
            let names = self.pairs.entry(pair).or_default();
            if names.last() != Some(&at) {
                names.push(at);
            }
        }
        self.whole.entry(name.clone()).or_default().push(at);
        self.names.push((name, id));
    }

    /// The organizations that a text sounds like, of whose names it is a part, whose name is most of it, or of whose
    /// name it may be a slip.
    fn near(&self, text: &str) -> Vec<i64> {
        let folded = fold(text);
        let text = bare(text);
        let sounds = keys(&text).into_iter().filter_map(|key| self.alike.get(&key)).flatten().copied();
        let mut near: Vec<i64> = sounds.collect();
        let rarest = pairs(&text)
            .map(|pair| self.pairs.get(&pair).map_or(&[][..], Vec::as_slice))
            .min_by_key(|at| at.len());
        let holding = rarest.unwrap_or_default().iter().take(LOOKED_AT).filter_map(|at| self.names.get(*at));
        near.extend(holding.filter(|(name, _)| is_part(&text, name)).map(|(_, id)| *id).take(TOLD));
        for part in most_of(&text) {
            let held = self.whole.get(part).into_iter().flatten().filter_map(|at| self.names.get(*at));
            near.extend(
                held.filter(|(name, _)| is_part(name, &text) && !is_owner(name, &text)).map(|(_, id)| *id),
            );
        }
        let slips = self.like(&text, &folded).into_iter();
        let slips = slips.filter(|(_, name)| is_slip(&folded, name)).map(|(id, _)| id);
        near.extend(slips.take(TOLD));
        let mut once = std::collections::HashSet::new();
        near.retain(|id| once.insert(*id));
        near.truncate(TOLD);
        near
    }

    /// The names of which a text may be a slip: those that have the same first word, or one of two pairs of characters
    /// in common, the rarest that lie so far apart that no slip changes both. Of a short text all pairs count.
    fn like(&self, text: &str, folded: &str) -> Vec<(i64, &str)> {
        let mut at: Vec<(usize, &[usize])> = pairs(text)
            .enumerate()
            .map(|(place, pair)| (place, self.pairs.get(&pair).map_or(&[][..], Vec::as_slice)))
            .collect();
        at.sort_by_key(|(_, names)| names.len());
        let apart = at.first().and_then(|(first, _)| at.iter().find(|(place, _)| place.abs_diff(*first) >= 3)).copied();
        if let Some(apart) = apart {
            at.truncate(1);
            at.push(apart);
        }
        let head = words(folded).and_then(|words| self.heads.get(*words.first()?)).map_or(&[][..], Vec::as_slice);
        let mut places: Vec<usize> = Vec::new();
        for names in at.into_iter().map(|(_, names)| names).chain([head]) {
            places.extend(names.iter().take(LOOKED_AT));
        }
        places.sort_unstable();
        places.dedup();
        let name = |place: usize| {
            let (bare, id) = self.names.get(place)?;
            Some((*id, self.latin.get(&place).unwrap_or(bare).as_str()))
        };
        places.into_iter().filter_map(name).collect()
    }
}

/// A name without what does not tell names apart: folded, and without punctuation.
fn bare(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn pairs(name: &str) -> impl Iterator<Item = (char, char)> {
    name.chars().zip(name.chars().skip(1))
}

/// The parts of a text that are more than two thirds of it, but not all.
fn most_of(text: &str) -> impl Iterator<Item = &str> {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let count = ends.len().saturating_sub(1);
    // A longer text is no name.
    let count = if count > 100 { 0 } else { count };
    let lengths = (count * 2 / 3 + 1..count).rev();
    let spans = lengths.flat_map(move |length| (0..=count - length).map(move |from| (from, from + length)));
    spans.filter_map(move |(from, to)| text.get(*ends.get(from)?..*ends.get(to)?))
}

/// Whether one name is a part of the other, and not in the midst of a number or a Latin word.
fn is_part(part: &str, of: &str) -> bool {
    if part.len() >= of.len() {
        return false;
    }
    let Some((before, after)) = of.split_once(part) else { return false };
    let cut = |left: Option<char>, right: Option<char>| {
        left.zip(right).is_some_and(|(a, b)| a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric())
    };
    !cut(before.chars().next_back(), part.chars().next())
        && !cut(part.chars().next_back(), after.chars().next())
}

/// Whether a name is that of a university at the head of something that belongs to it.
fn is_owner(name: &str, of: &str) -> bool {
    of.starts_with(name) && ["大学", "学院", "学校"].iter().any(|end| name.ends_with(end))
}

/// What a name has in common with all that are alike: it sounds the same, or differs by no more than 国家, 园区
/// for 园, 有限责任公司 for 有限公司, or 大学科技园 for 大学国家大学科技园. Names with a key in common are alike.
pub fn alike(name: &str) -> Vec<String> {
    keys(&bare(name))
}

/// Figures of a name of which two alike have one in common: quickly told, where names are few that matter.
pub fn alike_lengths(name: &str) -> [usize; 2] {
    let (plain, short) = ways(&bare(name));
    [plain.chars().count() * 2, short.chars().count() * 2 + 1]
}

fn keys(bare: &str) -> Vec<String> {
    let (plain, short) = ways(bare);
    let heard = pinyin::sound(&plain);
    let mut keys = Vec::with_capacity(2);
    if !plain.is_empty() {
        keys.push(format!("plain {heard}"));
    }
    if !short.is_empty() {
        // Most names are the same in both ways.
        let heard = if short == plain { heard } else { pinyin::sound(&short) };
        keys.push(format!("short {heard}"));
    }
    keys
}

/// The two ways in which names are compared. 上海国家大学科技园 is 上海大学科技园 with 国家 added, and that is
/// 上海大学大学科技园 written short; the first and the last are two parks all the same, so the ways stay apart.
fn ways(bare: &str) -> (String, String) {
    let alike = [("园区", "园"), ("有限责任公司", "有限公司"), ("大学国家大学科技园", "大学大学科技园")];
    let name = alike.into_iter().fold(bare.to_string(), |name, (long, short)| put(name, long, short));
    let plain = put(put(name.clone(), "国家级", ""), "国家", "");
    let plain = if plain.chars().nth(2).is_none() { name.clone() } else { plain };
    (plain, put(name, "大学大学科技园", "大学科技园"))
}

/// A word put for another one.
fn put(name: String, word: &str, other: &str) -> String {
    if name.contains(word) { name.replace(word, other) } else { name }
}

/// The known organizations near a text that is no whole name of any.
pub fn near_organizations(names: &Names<'_>, text: &str) -> Result<Vec<Near>> {
    let near = match names.all()? {
        Some(all) => all.near().near(text),
        None => among_few(names, text)?.near(text),
    };
    let near = near.into_iter().map(|id| names.shown(id).map(|(reference, name)| Near { reference, name }));
    near.collect()
}

/// An index of those names alone that may be near a text, for who asks once: what is near is then decided by it.
fn among_few(names: &Names<'_>, text: &str) -> Result<Index> {
    let folded = fold(text);
    let text = bare(text);
    let (lengths, sounds) = (alike_lengths(&text), keys(&text));
    let mut few: Vec<(i64, String)> = Vec::new();
    names.each("", &mut |id, whole, claim| {
        let name = bare(whole);
        let part = || !text.is_empty() && (name.contains(&text) || text.contains(&name));
        let alike = || {
            let as_long = alike_lengths(&name).iter().any(|length| lengths.contains(length));
            as_long && keys(&name).iter().any(|key| sounds.contains(key))
        };
        if claim != Claim::Code && (part() || alike() || is_slip(&folded, whole)) {
            few.push((id, whole.to_string()));
        }
    })?;
    few.sort_unstable();
    let mut index = Index::default();
    few.iter().for_each(|(id, name)| index.add(*id, name));
    Ok(index)
}

/// The known persons near a name that nobody bears where it appears for `context`: those of that organization, or
/// of none, whose names sound the same, and those of that organization of whose name it is a part or whose
/// name is a part of it. Without a context, everybody who sounds the same.
pub fn near_persons(names: &Names<'_>, name: &str, context: Option<i64>) -> Result<Vec<Near>> {
    let read;
    let persons = match names.everybody()? {
        Some(everybody) => everybody,
        None => {
            read = Persons::near(&names.read, name, context)?;
            &read
        }
    };
    let (folded, sound) = (fold(name), pinyin::sound_of_person(&fold(name)));
    let mut near = Vec::new();
    for id in persons.around(name, context) {
        let own = persons.organizations(id);
        let there = context.is_some_and(|context| own.contains(&context));
        let may_be = context.is_none() || there || own.is_empty();
        let is_near = |known: &String| {
            let part = there && (is_part(&folded, known) || is_part(known, &folded));
            *known != folded && (part || (may_be && pinyin::sound_of_person(known) == sound))
        };
        if persons.names(id).iter().any(is_near) {
            let name = persons.shown(id).unwrap_or_default().to_string();
            let home = own.first().map_or(Ok(String::new()), |home| names.shown(*home).map(|(_, name)| name))?;
            near.push(Near { reference: format!("{name}@{home}"), name });
        }
    }
    near.truncate(TOLD);
    Ok(near)
}

/// The refusal of a single command whose name would add a record by the way, while these are near.
pub fn refused(text: &str, near: &[Near]) -> Error {
    let (en, zh) = listed(near);
    let reference = near.first().map_or("", |near| near.reference.as_str());
    Error::new(
        Kind::Conflict,
        say!("{text} is not known, but is near {en}", "没有“{text}”的记录，但与{zh}相近"),
    )
    .hint(say!("if that is meant, name it: {reference}", "如所指即此，请写：{reference}"))
    .hint(say!("if {text} is another one, say so with --new", "如“{text}”确为另一个，请加 --new"))
}

/// The warning where a name in a file or a list has added a record, while these are near.
pub fn warned(text: &str, near: &[Near]) -> Message {
    let (en, zh) = listed(near);
    say!(
        "{text} is new, but near {en}; if that was meant, take this back (`alliance undo`) and write it so",
        "“{text}”为新增，但与{zh}相近；如所指即此，请撤销本次录入（`alliance undo`）并改写"
    )
}

fn listed(near: &[Near]) -> (String, String) {
    let all: Vec<String> = near.iter().map(|near| format!("{} ({})", near.name, near.reference)).collect();
    let names: Vec<String> =
        near.iter().map(|near| format!("“{}”（{}）", near.name, near.reference)).collect();
    (all.join(", "), names.join("、"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Record, Registry, Write};

    /// What a test does with names that are known, once as they are looked up one by one, once as they are read all.
    fn among(known: &[&str], test: impl Fn(&Write<'_>, Names<'_>) -> Result<()>) {
        for all in [false, true] {
            let done = Registry::scratch(|write| {
                for (id, name) in (1i64..).zip(known) {
                    let code = format!("c{id}");
                    let row = Record::new("organizations").with("id", id).with("code", code.as_str());
                    write.put(&row.with("name", *name), &code)?;
                }
                let names = Names::of(write);
                while all && (names.all()?.is_none() || names.everybody()?.is_none()) {}
                test(write, names)
            });
            done.unwrap();
        }
    }

    fn near(names: &Names<'_>, text: &str) -> Result<Vec<String>> {
        Ok(near_organizations(names, text)?.into_iter().map(|near| near.name).collect())
    }

    #[test]
    fn what_a_name_is_near() {
        let table: &[(&str, &str, bool)] = &[
            ("安徽理工大学大学科技园", "安徽理工", true),
            ("安徽理工大学大学科技园", "安徽理工大学", true),
            ("安徽理工大学大学科技园", "安徽理工大学大学科技圆", true),
            ("安徽理工大学大学科技园", "安徽理工大学国家大学科技园", true),
            ("安徽理工大学大学科技园", "安徽理工大学科技园", true),
            ("安徽理工大学大学科技园", "上海理工大学大学科技园", false),
            ("安徽理工大学大学科技园", "合肥安徽理工大学大学科技园", true),
            ("浙江省国家大学科技园", "浙江省国家大学科技园区", true),
            ("浙江省国家大学科技园", "浙江省大学科技园", true),
            ("浙江省国家大学科技园", "浙江大学国家大学科技园", false),
            ("浙江工业大学大学科技园", "浙江大学国家大学科技园", false),
            ("上海国家大学科技园", "上海大学国家大学科技园", false),
            ("上海大学国家大学科技园", "上海大学科技园", true),
            ("致远科技有限公司", "志远科技有限责任公司", true),
            ("甲园", "甲圆", true),
            ("甲园", "乙园", false),
            ("山西大学", "陕西大学", false),
            ("苏州学院", "宿州学院", false),
            ("浙江大学", "浙江大学国家大学科技园", false),
            ("南京工业职业技术大学", "南京工业职业技术大学科技园", false),
            ("单位12", "单位1", false),
            ("单位1", "单位12", false),
            ("Alpha Park", "Alph", false),
            ("Alpha Park", "alpha", true),
            ("Birch Science Park", "Brich Science Park", true),
            ("Birch Science Park", "Birch Science", true),
            ("Alder Ltd", "Alder", true),
            ("Alder", "Alder Ltd", true),
            ("Anhui University", "Anhui University Science Park", false),
            ("安徽理工大学大学科技园", "安徽理工大学大学科枝园", true),
            ("上海大学科技园", "上海理工大学科技园", false),
            ("江苏大学科技园", "江南大学科技园", false),
            ("Alpha 园", "alpha", true),
            ("甲园", "园", false),
            ("甲园", "", false),
            ("甲园", "·", false),
        ];
        for (known, text, wanted) in table {
            among(&[known], |_, names| {
                let found = near(&names, text)?;
                assert_eq!(!found.is_empty(), *wanted, "{known} {text} {found:?}");
                Ok(())
            });
        }
    }

    #[test]
    fn what_is_added_later_is_near_too() {
        among(&["甲园"], |write, mut names| {
            assert_eq!(near(&names, "丙圆")?, Vec::<String>::new());
            let row = Record::new("organizations").with("id", 2i64).with("code", "c2").with("name", "丙园");
            write.put(&row.with("short_name", "老丙科技中心"), "c2")?;
            names.add(2, "c2", "丙园");
            names.alias(2, "老丙科技中心");
            assert_eq!(near(&names, "丙圆")?, ["丙园"]);
            assert_eq!(near(&names, "老丙科技")?, ["丙园"]);
            Ok(())
        });
    }

    #[test]
    fn persons_are_near_where_they_may_be_meant() {
        let wanted: &[(&str, Option<i64>, &[&str])] = &[
            ("王方", Some(1), &["王芳@甲园"]),
            ("王方", Some(2), &[]),
            ("王方", None, &["王芳@甲园"]),
            ("丽萍", Some(1), &["李丽萍@甲园"]),
            ("丽萍", Some(2), &[]),
            ("丽萍", None, &[]),
            ("王芳主任", Some(1), &["王芳@甲园"]),
            ("李强", Some(2), &["理强@"]),
            ("王 芳", Some(2), &[]),
            ("张三", Some(1), &[]),
        ];
        among(&["甲园", "乙园"], |write, _| {
            let put = |id: i64, name: &str, home: Option<i64>| {
                let row = Record::new("persons").with("id", id).with("name", name);
                write.put(&row.with("organization_id", home).with("forgotten", false), name)
            };
            for (id, name, home) in [(1, "王芳", Some(1)), (2, "李丽萍", Some(1)), (3, "理强", None)] {
                put(id, name, home)?;
            }
            let mut all = Names::of(write);
            while all.everybody()?.is_none() {}
            for (name, context, wanted) in wanted {
                for names in [&Names::of(write), &all] {
                    let found = near_persons(names, name, *context)?;
                    let found: Vec<String> = found.into_iter().map(|near| near.reference).collect();
                    assert_eq!(found, *wanted, "{name} {context:?}");
                }
            }
            // Who is told of is near too, and who is renamed is so no more.
            put(4, "赵清", None)?;
            write.put(&Record::new("person_names").with("person_id", 4i64).with("seq", 1i64).with("name", "赵青青"), "赵清")?;
            put(1, "汪洋", Some(2))?;
            let persons = all.persons_mut().unwrap();
            persons.put(4, "赵清", None, &["赵青青"]);
            persons.put(1, "汪洋", Some(2), &[]);
            for names in [&Names::of(write), &all] {
                assert_eq!(near_persons(names, "赵轻", Some(1))?.len(), 1);
                assert_eq!(near_persons(names, "王方", Some(1))?, []);
                assert_eq!(near_persons(names, "王阳", Some(2))?.len(), 1);
                assert_eq!(names.bearers("赵 青青")?.len(), 1);
                assert_eq!(names.bearers("王芳")?, []);
            }
            Ok(())
        });
    }

    #[test]
    fn both_ways_out_are_named() {
        among(&["甲园"], |_, names| {
            let near = near_organizations(&names, "甲圆")?;
            let error = refused("甲圆", &near);
            let hints: Vec<&str> = error.details().hints.iter().map(|hint| hint.en.as_str()).collect();
            assert_eq!(hints, ["if that is meant, name it: c1", "if 甲圆 is another one, say so with --new"]);
            assert_eq!(error.details().kind, Kind::Conflict);
            assert!(warned("甲圆", &near).zh.contains("与“甲园”（c1）相近"));
            Ok(())
        });
    }
}
