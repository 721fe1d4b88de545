//! Headings and words of forms in traditional characters. What people typed is stored as they wrote it; only what is
//! compared with words that the program knows is turned.

/// Traditional characters of headings, classes and provinces, each before its simplified one.
const PAIRS: &str = "單单稱称聯联繫系係系絡络電电話话級级別别職职務务時时間间類类郵邮備备註注屬属區区園园學学機机構构會会員员號号碼码組组織织\
總总長长狀状態态參参與与開开結结點点議议題题資资訊讯個个協协體体評评選选舉举記记錄录請请親亲網网傳传門门業业產产陽阳顧顾問问籌筹廣广\
東东蘇苏遼辽寧宁龍龙貴贵陝陕雲云灣湾慶庆內内書书處处監监現现過过離离歷历這这後后從从無无為为際际簡简責责負负辦办準准審审層层壯壮爾尔";

/// A text in simplified characters, as far as words of forms go.
pub fn simplified(text: &str) -> String {
    let turned = |c: char| {
        let mut pairs = PAIRS.chars();
        while let (Some(old), Some(new)) = (pairs.next(), pairs.next()) {
            if old == c {
                return new;
            }
        }
        c
    };
    text.chars().map(|c| if c.is_ascii() { c } else { turned(c) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_forms_are_one_in_both_scripts() {
        for (old, new) in [
            ("單位名稱", "单位名称"),
            ("聯繫人", "联系人"),
            ("聯絡電話", "联络电话"),
            ("常務理事單位", "常务理事单位"),
            ("入會時間", "入会时间"),
            ("黑龍江", "黑龙江"),
            ("Unit 單", "Unit 单"),
        ] {
            assert_eq!(simplified(old), new);
        }
        let all: Vec<char> = PAIRS.chars().collect();
        assert_eq!(all.len() % 2, 0);
    }
}
