//! The two languages of labels and messages, and the choice between them.

pub mod labels;
pub mod terms;

use crate::error::Message;

/// A language of labels and messages. JSON keys and code words never change with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// English.
    En,
    /// Chinese, simplified.
    Zh,
}

impl Lang {
    /// The language that was asked for: by the flag, `$ALLIANCE_LANG`, else the locale (`LC_ALL`,
    /// `LC_MESSAGES`, `LANG`; the first that is set and not empty decides), else English.
    pub fn choose(flag: Option<&str>, env: impl Fn(&str) -> Option<String>) -> Lang {
        let asked = flag.map(str::to_owned).or_else(|| {
            ["ALLIANCE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
                .into_iter()
                .find_map(|name| env(name).filter(|value| !value.trim().is_empty()))
        });
        match asked {
            Some(word) if word.trim().to_ascii_lowercase().starts_with("zh") => Lang::Zh,
            _ => Lang::En,
        }
    }

    /// The sentence of this language.
    pub fn say(self, message: &Message) -> &str {
        self.word(&message.en, &message.zh)
    }

    /// The word of this language.
    pub fn word<'a>(self, en: &'a str, zh: &'a str) -> &'a str {
        match self {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }

    /// The label of a pair as `words` and `labels` keep them: English, Chinese.
    pub fn of<'a>(self, (en, zh): (&'a str, &'a str)) -> &'a str {
        self.word(en, zh)
    }

    /// What stands between the items of a list.
    pub fn comma(self) -> &'static str {
        self.word(", ", "、")
    }

    /// What stands between a label and its value.
    pub fn colon(self) -> &'static str {
        self.word(": ", "：")
    }

    /// A remark in brackets behind a word.
    pub fn bracket(self, text: &str) -> String {
        match self {
            Lang::En => format!(" ({text})"),
            Lang::Zh => format!("（{text}）"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flag_then_variable_then_locale_then_english() {
        let env = |pairs: &'static [(&'static str, &'static str)]| {
            move |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned())
        };
        for (flag, pairs, want) in [
            (Some("zh"), &[("ALLIANCE_LANG", "en")][..], Lang::Zh),
            (Some("en"), &[("ALLIANCE_LANG", "zh")], Lang::En),
            (None, &[("ALLIANCE_LANG", "zh_CN"), ("LC_ALL", "en_US")], Lang::Zh),
            (None, &[("LC_ALL", ""), ("LANG", "zh_CN.UTF-8")], Lang::Zh),
            (None, &[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")], Lang::En),
            (None, &[("LC_MESSAGES", "ZH_TW"), ("LANG", "en_US")], Lang::Zh),
            (None, &[], Lang::En),
        ] {
            assert_eq!(Lang::choose(flag, env(pairs)), want, "{flag:?} {pairs:?}");
        }
    }
}
