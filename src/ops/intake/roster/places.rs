//! Where a member is: one cell of a roster often holds a province with a city behind it.

use crate::{
    error::Message,
    model::{
        province::{Lies, SEVERAL, bare, district, lies, near},
        record::{Entry, Given, Place},
        text::is_han,
    },
    say,
};

/// So many texts of one kind are named.
const NAMED: usize = 5;

/// What was seen under the heading of the province.
#[derive(Default)]
pub(super) struct Places {
    /// What was parted into province and city.
    parted: Texts,
    /// What is no province.
    elsewhere: Texts,
    /// What is the name of a province but for a slip, and of which.
    slips: Vec<(Place, String, &'static str)>,
    /// Districts behind a city, which no field holds.
    districts: Texts,
    /// Several cities in one cell.
    several: Texts,
}

/// Texts that were seen, each once, and how many cells hold one.
#[derive(Default)]
struct Texts {
    texts: Vec<String>,
    cells: usize,
}

impl Texts {
    fn add(&mut self, text: &str) {
        self.cells += 1;
        if !self.texts.iter().any(|known| known == text) {
            self.texts.push(text.to_owned());
        }
    }

    /// The first of them in quotes, and how many cells there are.
    fn named(&self) -> Option<(String, usize)> {
        let mut named: Vec<String> = self.texts.iter().take(NAMED).map(|text| format!("“{text}”")).collect();
        if self.texts.len() > NAMED {
            named.push("…".to_owned());
        }
        (self.cells > 0).then(|| (named.join("、"), self.cells))
    }
}

impl Places {
    /// A province with its city behind it, 江苏南京, becomes both, unless a cell of its own says another city.
    pub(super) fn part(&mut self, organization: &mut Entry) {
        let Some(Given::Text(text)) = organization.get("province") else { return };
        let (text, place) = (text.clone(), organization.place_of("province").clone());
        let Some(Lies { province, city, .. }) = lies(&text) else {
            match near(&text) {
                Some(meant) => self.slips.push((place, text, meant)),
                None if text.chars().any(is_han) => self.elsewhere.add(&text),
                None => {}
            }
            return;
        };
        let Some(city) = city else { return };
        let (city, rest) = match district(city).filter(|_| !text.starts_with(city)) {
            Some((city, rest)) => (city, Some(rest)),
            None => (city, None),
        };
        match organization.get("city") {
            Some(Given::Text(known)) if bare(known) != bare(city) => return,
            Some(_) => {}
            None => {
                organization.put("city", Given::Text(city.to_string()), place.clone());
            }
        }
        organization.put("province", Given::Text(province.to_string()), place);
        self.parted.add(&text);
        if let Some(rest) = rest {
            self.districts.add(rest);
        }
        if city.contains(SEVERAL) {
            self.several.add(city);
        }
    }

    /// What is to be said of it; `heading` is the one of the column.
    pub(super) fn told(&mut self, list: &str, heading: &str) -> Vec<Message> {
        let mut told = Vec::new();
        if let (Some((_, n)), Some(first)) = (self.parted.named(), self.parted.texts.first()) {
            told.push(say!(
                "{list}: a province with a city behind it is recorded as province and city ({first}; {n} in all)",
                "{list}：省份后连写城市的，分别录入省份与城市（如{first}，共{n}处）"
            ));
        }
        if let Some((names, n)) = self.districts.named() {
            told.push(say!(
                "{list}: what stands behind the city has no field and is passed over: {names} ({n} in all)",
                "{list}：城市之后的区县等没有对应的字段，已略过：{names}（共{n}处）"
            ));
        }
        if let Some((names, n)) = self.several.named() {
            told.push(say!(
                "{list}: {names} are several cities, and recorded as they are written ({n} in all); `alliance org edit REF city=…` says which",
                "{list}：{names}为几个城市，按原文录入（共{n}处）；可用 `alliance org edit 单位 city=…` 改为其一"
            ));
        }
        for (place, text, meant) in self.slips.drain(..) {
            told.push(say!(
                "{place}: “{text}” is no province; is {meant} meant? It is recorded as it is written: correct the cell and import again",
                "{place}：“{text}”不是省份名称，是否为“{meant}”？已按原文录入；如系笔误，请更正后重新导入"
            ));
        }
        if let Some((names, n)) = self.elsewhere.named() {
            told.push(say!(
                "{list}: {names}: no province, and recorded as one ({n} in all); if the column holds cities: --map '{heading}=city'",
                "{list}：{names}不是省份名称，仍按省份录入（共{n}处）；如该列为城市：--map '{heading}=city'"
            ));
        }
        told
    }
}
