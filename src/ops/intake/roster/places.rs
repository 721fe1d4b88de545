//! Where a member is: one cell of a roster often holds a province with a city behind it.

use crate::{
    error::Message,
    model::{
        province::{Lies, bare, lies},
        record::{Entry, Given},
        text::is_han,
    },
    say,
};

/// What was seen under the heading of the province.
#[derive(Default)]
pub(super) struct Places {
    /// The first place that was parted into province and city, and how many were.
    parted: Option<(String, usize)>,
    /// The first that is no province, and how many are none.
    elsewhere: Option<(String, usize)>,
}

impl Places {
    /// A province with its city behind it, 江苏南京, becomes both, unless a cell of its own says another city.
    pub(super) fn part(&mut self, organization: &mut Entry) {
        let Some(Given::Text(text)) = organization.get("province") else { return };
        let (text, place) = (text.clone(), organization.place_of("province").clone());
        let Some(Lies { province, city, .. }) = lies(&text) else {
            if text.chars().any(is_han) {
                self.elsewhere.get_or_insert((text, 0)).1 += 1;
            }
            return;
        };
        let Some(city) = city else { return };
        match organization.get("city") {
            Some(Given::Text(known)) if bare(known) != bare(city) => return,
            Some(_) => {}
            None => {
                organization.put("city", Given::Text(city.to_string()), place.clone());
            }
        }
        organization.put("province", Given::Text(province.to_string()), place);
        self.parted.get_or_insert((text, 0)).1 += 1;
    }

    /// What is to be said of it; `heading` is the one of the column.
    pub(super) fn told(&mut self, list: &str, heading: &str) -> Vec<Message> {
        let parted = self.parted.take().map(|(first, n)| {
            say!(
                "{list}: a province with a city behind it is recorded as province and city ({first}; {n} in all)",
                "{list}：省份后连写城市的，分别录入省份与城市（如{first}，共{n}处）"
            )
        });
        let elsewhere = self.elsewhere.take().map(|(first, n)| {
            say!(
                "{list}: “{first}” is no province, and is recorded as one ({n} in all); if the column holds cities: --map '{heading}=city'",
                "{list}：“{first}”不是省份名称，仍按省份录入（共{n}处）；如该列为城市：--map '{heading}=city'"
            )
        });
        parted.into_iter().chain(elsewhere).collect()
    }
}
