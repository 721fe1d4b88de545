//! Whom a row of a roster names: the name without a remark or a title in it, and what is said of how to reach him.

use super::{
    Placed,
    lines::Reader,
    people::{Said, Somebody},
};
use crate::{
    error::Error,
    model::{
        person::{Odd, bracketed, odd as odd_name},
        record::{CONTACT, Entry, Given, Place},
        text::fold,
    },
    say,
};

impl Reader<'_> {
    /// The name without a remark in brackets behind it, and the title that the remark is; what becomes of it is said.
    /// `None` where that cannot be known.
    fn without_remark(
        &mut self,
        name: String,
        title: Option<Placed<Given>>,
        place: &Place,
    ) -> Option<(String, Option<Placed<Given>>)> {
        let titled = odd_name(&name);
        let (bare, remark) = match &titled {
            Some(Odd::Titled(name, title)) => (name.as_str(), Some(title.as_str())),
            _ => match bracketed(&name) {
                Some(parted) => parted,
                None => return Some((name, title)),
            },
        };
        let bare = bare.to_owned();
        match (remark, &title) {
            (None, _) => {
                self.passed.push(say!(
                    "{place}: {name} is taken for {bare}; the remark is passed over",
                    "{place}：“{name}”按“{bare}”录入，括注已略过"
                ));
                Some((bare, title))
            }
            (Some(remark), None) => {
                self.passed.push(say!(
                    "{place}: {name} is taken for {bare} with the title {remark}",
                    "{place}：“{name}”按姓名“{bare}”、职务“{remark}”录入"
                ));
                let remark = Given::Text(remark.to_owned());
                Some((bare, Some((remark, place.clone()))))
            }
            (Some(remark), Some((Given::Text(known), _))) if fold(known) == fold(remark) => Some((bare, title)),
            (Some(remark), Some(_)) => {
                self.faults.push(
                    Error::invalid(say!(
                        "{name} has the title {remark} in it, and a title beside it",
                        "“{name}”中有“{remark}”，而职务一栏另有内容"
                    ))
                    .hint(say!("leave the name alone in this cell", "该单元格请只填姓名"))
                    .at(place),
                );
                None
            }
        }
    }

    /// Somebody to reach; without a name what is said is passed over.
    pub(super) fn somebody(&mut self, duty: &'static str, said: Said) -> Option<Somebody> {
        let Said { name, title, reach, blank, refused } = said;
        let Some((Given::Text(name), place)) = name.filter(|_| !refused) else {
            if refused {
                return None;
            }
            if let Some(place) = title.map(|(_, place)| place).or(reach.into_iter().map(|(.., place)| place).next()) {
                self.passed.push(say!(
                    "{place}: what is said of a contact is passed over: its name is missing",
                    "{place}：缺少姓名，该联系人的其他内容已略过"
                ));
            }
            return None;
        };
        let (name, title) = self.without_remark(name, title, &place)?;
        let mut contact = Entry::new(&CONTACT, place.clone());
        contact.put("person", Given::Text(name.clone()), place.clone());
        if !duty.is_empty() {
            contact.put("duty", Given::Text(duty.to_string()), place.clone());
        }
        for (key, given, place) in reach {
            contact.put(key, given, place);
        }
        for (key, place) in blank {
            contact.left_blank(key, place);
        }
        // 张伟@甲园 is called 张伟.
        let name = name.split_once(['@', '＠']).map_or(name.as_str(), |(bare, _)| bare.trim_end()).to_owned();
        Some(Somebody { name, title, contact })
    }
}
