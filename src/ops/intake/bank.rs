//! A bank's list of payments on its way in: [`head`] finds its headings, [`lines`] tells what came in from all else, and
//! [`payer`] whom the bank means. What is plain is recorded as a payment of dues; what may mean several things is told with
//! the command that says which, and not done.

pub(super) mod head;
mod lines;
mod payer;

use std::collections::{BTreeMap, HashMap};

pub(super) use self::lines::Statement;
use self::{
    lines::Income,
    payer::{Known, Payer},
};
use super::{
    Of, Taker,
    roster::quoted,
    taker::{Faults, Outcome},
};
use crate::{
    error::{Error, Result},
    model::{
        day::Day,
        journal::RowCount,
        money,
        record::{Entry, Given, PAYMENT, Place},
        text::fold,
    },
    say,
};

/// About what a row takes in memory until its entry of the journal is written, in bytes.
const A_ROW: usize = 4_000;

/// Texts that say of a payment that it is for dues.
const OF_DUES: &[&str] = &["会费", "会员费", "年费", "dues", "membership"];
/// Texts that say of one that it is for something else.
const OF_OTHERS: &[&str] = &[
    "会议费", "会务费", "培训费", "赞助", "捐赠", "捐款", "押金", "保证金", "报名费", "注册费", "服务费", "咨询费", "评审费", "利息", "结息",
    "货款", "房租", "租金", "工资", "报销", "借款", "还款", "课题", "项目款", "interest", "sponsor", "donation",
];
/// Texts that say of one that it undoes another, whatever that was for.
const OF_REVERSALS: &[&str] = &[
    "退款", "退回", "退费", "退还", "退汇", "冲正", "冲销", "撤销", "返还", "refund", "revers", "returned", "cancel", "chargeback",
];

/// A payment that is recorded.
struct Recorded {
    id: i64,
    amount: i64,
    on: Option<Day>,
}

/// What comes to one payment: all that one organization paid on one day for one year.
struct Sum {
    places: Vec<Place>,
    payer: String,
    amount: i64,
    texts: Vec<String>,
}

/// By the organization, the year and the day.
type Sums = BTreeMap<(i64, i64, Option<Day>), Sum>;

impl Taker<'_, '_> {
    /// Takes a bank's lists in; `year` is the one of rows that do not say theirs.
    pub(super) fn take_statements(&mut self, statements: &[Statement], year: Option<i64>) -> Result<Option<RowCount>> {
        if statements.is_empty() {
            return Ok(None);
        }
        let mut count = RowCount { list: "payments".into(), ..RowCount::default() };
        let mut faults = Faults::default();
        statements.iter().flat_map(|one| &one.faults).for_each(|fault| faults.push(fault.clone()));
        self.faults_of(faults);
        if self.faulty() > 0 {
            return Ok(Some(count));
        }
        let (known, told) = (self.known_payers()?, self.warnings.len());
        let recorded = self.recorded_payments()?;
        let currencies = self.currencies_of_dues()?;
        let (mut sums, mut aliases, mut by_text) = (Sums::new(), BTreeMap::new(), 0);
        for row in statements.iter().flat_map(|one| &one.rows) {
            count.read += 1;
            self.takes(A_ROW)?;
            if let Some(other) = row.currency.as_ref().filter(|code| !currencies.contains(code)) {
                let (place, payer, amount) = (&row.place, &row.payer, money::units(row.amount));
                self.warnings.push(say!(
                    "{place}: {payer} paid {amount} {other}, which is not the currency of the dues; nothing of this row is taken",
                    "{place}：“{payer}”付 {amount} {other}，币种与会费不同；此行未导入"
                ));
                count.left += 1;
                continue;
            }
            match self.placed(row, year, &known, &recorded, &mut aliases)? {
                Step::Taken(key) => {
                    by_text += usize::from(row.by_text && !row.years.is_empty());
                    self.add_up(&mut sums, key, row);
                }
                Step::Known => count.equal += 1,
                Step::Left => count.left += 1,
            }
        }
        self.tell_aliases(&aliases)?;
        for (key, sum) in sums {
            let rows = sum.places.len() as u64;
            match self.take_payment(key, sum, &recorded)? {
                Some(outcome) => self.counted(&mut count, outcome, rows),
                None => count.left += rows,
            }
        }
        self.left |= self.warnings.len() > told;
        if by_text > 0 {
            self.warnings.push(say!(
                "the year of {by_text} payments is the one that their texts name",
                "有{by_text}笔缴费的年度取自用途、附言等文字"
            ));
        }
        Ok(Some(count))
    }

    /// The currencies in which dues are owed.
    fn currencies_of_dues(&self) -> Result<Vec<String>> {
        let all = self.write.rows::<String>("SELECT DISTINCT currency FROM charges ORDER BY 1", &[])?;
        Ok(if all.is_empty() { vec!["CNY".to_string()] } else { all })
    }

    /// The payments that are recorded, by organization and year.
    fn recorded_payments(&self) -> Result<HashMap<(i64, i64), Vec<Recorded>>> {
        let sql = "SELECT organization_id, \"year\", id, amount, \"on\" FROM payments ORDER BY id";
        let mut all: HashMap<(i64, i64), Vec<Recorded>> = HashMap::new();
        for (organization, year, id, amount, on) in self.write.rows::<(i64, i64, i64, i64, Option<Day>)>(sql, &[])? {
            all.entry((organization, year)).or_default().push(Recorded { id, amount, on });
        }
        Ok(all)
    }

    /// Whose payment a row is and for which year, as far as that is plain; what is not is told.
    fn placed(
        &mut self,
        row: &Income,
        year: Option<i64>,
        known: &Known,
        recorded: &HashMap<(i64, i64), Vec<Recorded>>,
        aliases: &mut BTreeMap<i64, Vec<String>>,
    ) -> Result<Step> {
        let (place, payer, amount) = (&row.place, &row.payer, money::units(row.amount));
        if payer.is_empty() {
            self.warnings.push(say!(
                "{place}: nobody is named who paid {amount}; nothing of this row is taken",
                "{place}：收入 {amount}，未写明付款人；此行未导入"
            ));
            return Ok(Step::Left);
        }
        let text = row.text.clone().unwrap_or_default();
        let folded = fold(&text);
        let says = |words: &[&str]| words.iter().copied().find(|word| folded.contains(word)).map(str::to_string);
        let other = says(OF_REVERSALS).or_else(|| says(OF_OTHERS).filter(|_| says(OF_DUES).is_none()));
        let year = match (row.years.iter().next(), row.years.len()) {
            (Some(year), 1) => Some(*year),
            (None, _) => year,
            _ => None,
        };
        let on = row.on.map(|days| days.end);
        let day = on.map_or(String::new(), |on| format!(" --on {on}"));
        // What is to be typed, English and Chinese.
        let typed = |(en, zh): (&str, &str)| {
            let own = year.map(|year| year.to_string());
            let line = |who: &str, word: &str| format!("`alliance payment add {who} {} --amount {amount}{day}`", own.as_deref().unwrap_or(word));
            (line(en, "YEAR"), line(zh, "年度"))
        };
        let (ids, by_name) = match self.payer(payer, known)? {
            Payer::One(id) => {
                let (code, name) = self.names.shown(id)?;
                let (line, line_zh) = typed((&code, &code));
                let Some(year) = year else {
                    let years = row.years.iter().map(i64::to_string).collect::<Vec<_>>();
                    let (en, zh) = (years.join(", "), years.join("、"));
                    self.warnings.push(match years.len() {
                        0 => say!(
                            "{place}: for which year {name} paid {amount} is not said; if all rows that do not say it are of one year, import \
                             with --year YEAR; else {line}; nothing of this row is taken",
                            "{place}：“{name}”缴 {amount}，未写明所缴年度；如未写明的各行均为同一年度，请加 --year 年度 导入；否则：{line_zh}；此行未导入"
                        ),
                        _ => say!(
                            "{place}: {name} paid {amount}, and several years are named: {en}; {line} for each; nothing of this row is taken",
                            "{place}：“{name}”缴 {amount}，写有几个年度：{zh}；请分别登记：{line_zh}；此行未导入"
                        ),
                    });
                    return Ok(Step::Left);
                };
                if let Some(other) = other {
                    self.warnings.push(say!(
                        "{place}: {name} paid {amount}, by its text ({other}) not for dues; if it is: {line}; nothing of this row is taken",
                        "{place}：“{name}”付 {amount}，按其用途（{other}）并非会费；如系会费：{line_zh}；此行未导入"
                    ));
                    return Ok(Step::Left);
                }
                return Ok(Step::Taken((id, year, on)));
            }
            Payer::Near(ids, by_name) => (ids, by_name),
        };
        // What was recorded for one who is near is that payment.
        let same = |id: &i64| {
            let all = year.and_then(|year| recorded.get(&(*id, year)));
            all.into_iter().flatten().any(|one| one.amount == row.amount && one.on == on)
        };
        if ids.iter().any(same) {
            return Ok(Step::Known);
        }
        let shown = ids.iter().map(|id| self.names.shown(*id)).collect::<Result<Vec<_>>>()?;
        let Some((first, _)) = shown.first() else {
            let (line, line_zh) = typed(("ORG", "单位"));
            self.warnings.push(say!(
                "{place}: {payer} paid {amount} and is not known; if it paid for a member: {line}; nothing of this row is taken",
                "{place}：“{payer}”付 {amount}，登记库中没有该付款人；如系代某成员缴纳：{line_zh}；此行未导入"
            ));
            return Ok(Step::Left);
        };
        let named = |sep: &str| shown.iter().map(|(code, name)| format!("{name} ({code})")).collect::<Vec<_>>().join(sep);
        let (en, zh) = (named(", "), named("、"));
        let (line, line_zh) = typed(if shown.len() == 1 { (first, first) } else { ("ORG", "单位") });
        self.warnings.push(say!(
            "{place}: {payer} paid {amount} and is not known, but is near {en}; if that is meant: {line}; nothing of this row is taken",
            "{place}：“{payer}”付 {amount}，未登记，但与 {zh} 相近；如即指此单位：{line_zh}；此行未导入"
        ));
        if let [id] = ids[..]
            && by_name
        {
            let names = aliases.entry(id).or_default();
            if !names.contains(payer) {
                names.push(payer.clone());
            }
        }
        Ok(Step::Left)
    }

    /// Adds a row to the payment that it is of.
    fn add_up(&mut self, sums: &mut Sums, key: (i64, i64, Option<Day>), row: &Income) {
        let sum = sums.entry(key).or_insert_with(|| Sum { places: Vec::new(), payer: row.payer.clone(), amount: 0, texts: Vec::new() });
        if let Some(first) = sum.places.first().filter(|first| first.file != row.place.file) {
            let payer = &row.payer;
            let error = Error::invalid(say!(
                "two lists have a payment of {payer} of that day: the first is at {first}",
                "两份清单中都有“{payer}”同日的缴费：前一处在 {first}"
            ));
            let place = row.place.clone();
            self.fault_at(&place, error.hint(say!("import the lists one by one", "请逐份导入")));
            return;
        }
        sum.places.push(row.place.clone());
        sum.amount += row.amount;
        sum.texts.extend(row.text.clone().filter(|text| !sum.texts.contains(text)));
    }

    /// Records a payment; `None` where what is recorded may be it, or says otherwise: that is told.
    fn take_payment(
        &mut self,
        (organization, year, on): (i64, i64, Option<Day>),
        sum: Sum,
        recorded: &HashMap<(i64, i64), Vec<Recorded>>,
    ) -> Result<Option<Outcome>> {
        let Sum { places, payer, amount, texts } = sum;
        let Some(place) = places.first().cloned() else { return Ok(None) };
        let (shown, n) = (money::units(amount), places.len());
        let all = recorded.get(&(organization, year)).map(Vec::as_slice).unwrap_or_default();
        let (code, _) = self.names.shown(organization)?;
        if let Some(Recorded { id, amount: before, .. }) = all.iter().find(|one| one.on == on) {
            if *before == amount {
                return Ok(Some(Outcome::default()));
            }
            let before = money::units(*before);
            self.warnings.push(say!(
                "{place}: {payer} paid {shown} for {year} on that day, and p{id} says {before}; to correct it: \
                 `alliance payment edit p{id} amount={shown}`; it is left as it is",
                "{place}：“{payer}”当日缴{year}年度 {shown}，而 p{id} 登记为 {before}；如需更正：`alliance payment edit p{id} amount={shown}`；未作改动"
            ));
            return Ok(None);
        }
        // One of which the day is not known, or not wholly, may be this one.
        let may_be = |one: &&Recorded| one.amount == amount && one.on.is_none_or(|known| on.is_none_or(|on| known.covers(on)));
        if let Some(Recorded { id, .. }) = all.iter().find(may_be) {
            let edit = on.map_or_else(String::new, |on| format!(" on={on}"));
            let day = on.map_or_else(String::new, |on| format!(" --on {on}"));
            self.warnings.push(say!(
                "{place}: {payer} paid {shown} for {year}, which p{id} may be; if it is: `alliance payment edit p{id}{edit}`; if it is another \
                 one: `alliance payment add {code} {year} --amount {shown}{day}`; nothing of this row is taken",
                "{place}：“{payer}”缴{year}年度 {shown}，可能即 p{id}；如是：`alliance payment edit p{id}{edit}`；如系另一笔：\
                 `alliance payment add {code} {year} --amount {shown}{day}`；此行未导入"
            ));
            return Ok(None);
        }
        if n > 1 {
            self.warnings.push(say!(
                "{place}: {n} payments of {payer} on one day for {year} are recorded as one of {shown}",
                "{place}：“{payer}”同日缴{year}年度{n}笔，合并登记为一笔 {shown}"
            ));
        }
        let mut entry = Entry::new(&PAYMENT, place.clone());
        entry.put("organization", Given::Text(code), place.clone());
        entry.put("year", Given::Int(year), place.clone());
        entry.put("amount", Given::Int(amount), place.clone());
        if let Some(on) = on {
            entry.put("on", Given::Days(crate::model::day::Days { start: on, end: on }), place.clone());
        }
        if !texts.is_empty() {
            entry.put("note", Given::Text(texts.join("；")), place.clone());
        }
        self.take(&entry, Of::default())?;
        Ok(Some(self.outcome))
    }

    /// Tells how payers who are near become known from now on.
    fn tell_aliases(&mut self, aliases: &BTreeMap<i64, Vec<String>>) -> Result<()> {
        let sql = "SELECT organization_id, text FROM organization_aliases ORDER BY organization_id, seq";
        let mut known: HashMap<i64, Vec<String>> = HashMap::new();
        if !aliases.is_empty() {
            for (id, text) in self.write.rows::<(i64, String)>(sql, &[])? {
                known.entry(id).or_default().push(text);
            }
        }
        for (id, payers) in aliases {
            let code = self.names.shown(*id)?.0;
            let all = known.remove(id).unwrap_or_default();
            let words: Vec<String> = all.iter().chain(payers).map(|name| format!("aliases={}", quoted(name))).collect();
            let (words, payers) = (words.join(" "), payers.join("、"));
            self.warnings.push(say!(
                "if {payers} is another name of {code}, it is known from now on by `alliance org edit {code} {words}`; then import again",
                "如“{payers}”即 {code} 的另一名称，可登记为别名：`alliance org edit {code} {words}`，再重新导入"
            ));
        }
        Ok(())
    }
}

/// What a row comes to.
enum Step {
    /// A payment of an organization for a year on a day.
    Taken((i64, i64, Option<Day>)),
    /// It is recorded for one who is near.
    Known,
    /// It was told, and is for a person to decide.
    Left,
}
