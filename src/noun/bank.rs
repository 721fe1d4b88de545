//! A bank's list of what came into an account and went out of it: what its columns are called by banks, and what each says
//! of a payment.

use std::{collections::HashMap, sync::LazyLock};

use super::roster::{brackets, plain};

/// What a column of a bank's list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Paid {
    /// Who is on the other side.
    Payer,
    /// The day.
    On,
    /// An amount, of which a sign or another column says whether it came in.
    Amount,
    /// What came in.
    Income,
    /// What went out.
    Expense,
    /// Whether it came in or went out.
    Direction,
    /// The year that is paid for.
    Year,
    /// The currency.
    Currency,
    /// What the payer wrote.
    Note,
    /// What says nothing of a payment: balances, numbers of accounts.
    Idle,
}

/// A column that a bank's list may have.
pub struct BankColumn {
    /// What it holds.
    pub paid: Paid,
    /// By which `--map` calls it; empty where it says nothing.
    pub key: &'static str,
    /// What it is called in Chinese.
    pub zh: &'static str,
    /// The headings that banks give it.
    heads: &'static [&'static str],
}

const fn column(paid: Paid, key: &'static str, zh: &'static str, heads: &'static [&'static str]) -> BankColumn {
    BankColumn { paid, key, zh, heads }
}

/// The columns.
pub static BANK_COLUMNS: &[BankColumn] = &[
    column(
        Paid::Payer,
        "organization",
        "付款单位",
        &[
            "对方户名", "对方名称", "对方单位", "对方单位名称", "对方账户名称", "对方账户名", "对方帐户名称", "对方姓名", "对方", "对方公司名称",
            "交易对手", "交易对手名称", "交易对方", "交易对方名称", "对手户名", "对手名称", "付款人", "付款人名称", "付款人户名", "付款方",
            "付款方名称", "付款方户名", "付款单位", "付款单位名称", "付款账户名称", "付款户名", "汇款人", "汇款人名称", "汇款单位", "缴费单位",
            "缴款单位", "缴款人", "交款单位", "交款人", "来款单位", "收付款人名称", "收/付款人", "payer", "payername", "counterparty",
            "counterpartyname", "remitter", "paidby",
        ],
    ),
    column(
        Paid::On,
        "on",
        "缴费日期",
        &[
            "交易日期", "交易时间", "记账日期", "记账日", "记帐日期", "入账日期", "入帐日期", "入账时间", "到账日期", "到帐日期", "到账时间", "付款日期",
            "收款日期", "来款日期", "缴费日期", "缴款日期", "发生日期", "业务日期", "日期", "date", "bookingdate", "transactiondate", "valuedate",
            "paidon",
        ],
    ),
    column(
        Paid::Amount,
        "amount",
        "金额",
        &["金额", "交易金额", "发生额", "发生金额", "付款金额", "缴费金额", "缴款金额", "汇款金额", "来款金额", "amount", "transactionamount"],
    ),
    column(
        Paid::Income,
        "income",
        "收入金额",
        &[
            "贷方发生额", "贷方金额", "贷方", "贷方发生额收入", "收入金额", "收入", "收入发生额", "收款金额", "存入金额", "存入", "转入金额", "转入", "入账金额",
            "到账金额", "进账", "进账金额", "credit", "creditamount", "moneyin", "deposit",
        ],
    ),
    column(
        Paid::Expense,
        "expense",
        "支出金额",
        &[
            "借方发生额", "借方金额", "借方", "借方发生额支出", "支出金额", "支出", "支出发生额", "支取金额", "支取", "转出金额", "转出", "debit",
            "debitamount", "moneyout", "withdrawal",
        ],
    ),
    column(
        Paid::Direction,
        "direction",
        "收支方向",
        &["借贷标志", "借贷标识", "借贷方向", "借贷", "借/贷", "收支方向", "收支", "收/支", "收付标志", "收支标志", "收付", "交易方向", "direction", "creditdebit"],
    ),
    column(
        Paid::Year,
        "year",
        "所缴年度",
        &["年度", "会费年度", "缴费年度", "所缴年度", "所属年度", "年份", "year", "membershipyear"],
    ),
    column(Paid::Currency, "currency", "币种", &["币种", "币别", "货币", "币种名称", "currency"]),
    column(
        Paid::Note,
        "note",
        "摘要",
        &[
            "摘要", "交易摘要", "用途", "用途摘要", "附言", "交易附言", "附言摘要", "摘要附言", "摘要说明", "转账附言", "汇款附言", "客户附言", "付款用途", "备注",
            "交易备注", "交易说明", "款项用途", "款项性质", "note", "reference", "purpose", "remittanceinformation", "description", "details", "memo",
        ],
    ),
    column(
        Paid::Idle,
        "",
        "",
        &[
            "序号", "余额", "账户余额", "帐户余额", "当前余额", "本次余额", "可用余额", "交易后余额", "对方账号", "对方帐号", "对方账户", "对方开户行", "对方行名",
            "对方银行", "对方开户机构", "对方开户行名称", "对手账号", "付款人账号", "付款人开户行", "付款账号", "本方账号", "本方账户名称", "本方户名", "账号",
            "帐号", "收款人", "收款人名称", "收款账号", "收款人账号", "钞汇", "流水号", "交易流水号", "流水", "凭证号", "凭证种类", "凭证号码",
            "凭证类型", "交易类型", "业务类型", "交易渠道", "渠道", "交易机构", "交易网点", "交易地点", "交易柜员", "企业流水号", "回单编号", "回单号", "交易状态",
            "状态", "起息日", "balance", "accountnumber", "iban", "transactionid",
        ],
    ),
];

/// By headings without what does not tell headings apart.
static WORDS: LazyLock<HashMap<String, Paid>> = LazyLock::new(|| {
    let heads = BANK_COLUMNS.iter().flat_map(|column| column.heads.iter().map(|head| (plain(head), column.paid)));
    heads.collect()
});

/// What a heading of a bank's list means; `None` where it cannot be placed.
pub fn paid(heading: &str) -> Option<Paid> {
    let whole = plain(heading);
    let (outside, inside) = brackets(&whole);
    // Amounts are read as units.
    if inside.contains('万') {
        return None;
    }
    let word = |text: &str| WORDS.get(text).copied();
    word(&whole).or_else(|| word(&outside)).or_else(|| {
        // Several words for one thing: 摘要/用途.
        let mut parts = outside.split(['/', '、', '|', '或']).filter(|part| !part.is_empty()).map(word);
        let first = parts.next()??;
        parts.all(|part| part == Some(first)).then_some(first)
    })
}

/// What a field that `--map` names is.
pub fn paid_field(key: &str) -> Option<Paid> {
    BANK_COLUMNS.iter().find(|column| !column.key.is_empty() && column.key == key).map(|column| column.paid)
}

/// The column that holds this.
pub fn bank_column(paid: Paid) -> Option<&'static BankColumn> {
    BANK_COLUMNS.iter().find(|column| column.paid == paid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_in_the_words_of_banks() {
        for (heading, want) in [
            ("对方户名", Paid::Payer),
            ("付款人", Paid::Payer),
            ("交 易 日 期", Paid::On),
            ("记账日期", Paid::On),
            ("贷方发生额（元）", Paid::Income),
            ("贷方发生额/收入", Paid::Income),
            ("借方发生额", Paid::Expense),
            ("金额(元)", Paid::Amount),
            ("借贷标志", Paid::Direction),
            ("摘要/用途", Paid::Note),
            ("附言", Paid::Note),
            ("年度", Paid::Year),
            ("账户余额", Paid::Idle),
            ("币种", Paid::Currency),
            ("Money in", Paid::Income),
        ] {
            assert_eq!(paid(heading), Some(want), "{heading}");
        }
        for heading in ["", "金额（万元）", "单位", "姓名", "会费/余额"] {
            assert_eq!(paid(heading), None, "{heading}");
        }
        for column in BANK_COLUMNS.iter().filter(|column| !column.key.is_empty()) {
            assert_eq!(paid_field(column.key), Some(column.paid), "{}", column.key);
        }
        // Lists of the tool's own head who pays so.
        assert_eq!([paid("organization"), paid_field("")], [None, None]);
    }
}
