//! Rules of voting: what one that was recorded later changes.

use super::Desk;
use crate::{
    error::Result,
    ops::{intake::Applied, refs, rows::Ids},
};

impl Desk<'_> {
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
