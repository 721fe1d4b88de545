//! Rules of voting: what one that was recorded later changes.

use super::{Desk, day, with};
use crate::{
    error::{Error, Result},
    model::{day::Day, record},
    ops::{
        intake::{Applied, Of},
        refs,
        rows::Ids,
    },
    say,
};

/// Rules as charters and laws of several kinds have them, each as a record file.
pub const PRESETS: &[(&str, &str)] = &[
    ("model-charter", include_str!("presets/model-charter.toml")),
    ("roberts-rules", include_str!("presets/roberts-rules.toml")),
    ("verein-ch", include_str!("presets/verein-ch.toml")),
    ("verein-de", include_str!("presets/verein-de.toml")),
];

impl Desk<'_> {
    /// Records the rules of a preset as the alliance's own, from a day on where one is given. What it leaves out stays
    /// with the charter's preset.
    ///
    /// # Errors
    /// A name of no preset.
    pub fn rule_preset(&self, name: &str, from: Option<Day>) -> Result<Applied> {
        let found = PRESETS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim()));
        let Some((name, text)) = found else {
            let all = PRESETS.iter().map(|(name, _)| *name).collect::<Vec<_>>();
            let (en, zh) = (all.join(", "), all.join("、"));
            return Err(Error::not_found(say!("there is no preset {name}", "没有名为“{name}”的规则范本"))
                .hint(say!("the presets are {en}", "可用的范本：{zh}")));
        };
        let entries = record::read(name, text.as_bytes());
        let entries = entries.map_err(|faults| Error::together(faults).unwrap_or_else(|| Error::invalid(say!("not understood", "无法识别"))))?;
        self.run(true, |taker| {
            for entry in &entries.entries {
                let entry = match from {
                    Some(from) => with(entry.clone(), "from", day(from)),
                    None => entry.clone(),
                };
                taker.take(&entry, Of::default())?;
            }
            Ok(())
        })
    }

    /// Keeps with these motions, or with all, the rules that hold for them as the rules stand recorded now (contract 2:
    /// a rule recorded later judges again only so).
    ///
    /// # Errors
    /// A reference to no motion.
    pub fn rejudge(&self, motions: &[String]) -> Result<Applied> {
        self.run(true, |taker| {
            if motions.is_empty() {
                return taker.judge_anew(Ids::All);
            }
            let ids = motions.iter().map(|motion| refs::motion(taker.write, motion)).collect::<Result<Vec<_>>>()?;
            taker.judge_anew(Ids::These(&ids))
        })
    }
}
