//! Conditions of SQL on days that may be known to their month or year: they are judged by their last day, as
//! [`Day`] judges them. The trick is one character: `x || '~'` comes, as a text, after every day of the day,
//! month or year `x`, and before every later one.

use crate::model::day::Day;

/// What a column of days is ordered by.
pub fn order(column: &str) -> String {
    format!("({column} || '~')")
}

/// The day of the column is no later than this one.
pub fn up_to(column: &str, day: Day) -> String {
    // After the last day of all there is none, but still a text.
    let next = if day.after() == day { "~".to_string() } else { day.after().to_string() };
    format!("{} < '{next}'", order(column))
}

/// The day of the column is earlier than this one.
pub fn before(column: &str, day: Day) -> String {
    format!("{} < '{}'", order(column), day.last())
}

/// The day of the column is this one or later.
pub fn from(column: &str, day: Day) -> String {
    format!("{} > '{}'", order(column), day.last())
}

/// The day of the column is later than this one.
pub fn after(column: &str, day: Day) -> String {
    format!("NOT {}", up_to(column, day))
}

/// What lasts from the day of one column to that of another holds on this day, as [`Day::is_within`] says.
pub fn holds(first: &str, last: &str, day: Day) -> String {
    format!(
        "({first} IS NULL OR {} OR coalesce({}, FALSE)) AND ({last} IS NULL OR {})",
        up_to(first, day),
        up_to(last, day),
        from(last, day)
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::{Read, engine::Engine, sqlite::Sqlite};

    fn day() -> impl Strategy<Value = Day> {
        // Few months, so that days often meet.
        (2019..=2021i32, 1..=3u32, 1..=31u32, 0..4u8).prop_map(|(year, month, day, known)| {
            let found = match known {
                0 => Day::from_year(year),
                1 => Day::from_month(year, month),
                _ => Day::from_ymd(year, month, day),
            };
            found.or(Day::from_ymd(9999, 12, 31)).unwrap()
        })
    }

    proptest! {
        #[test]
        fn sql_judges_as_rust_does(stored in day(), asked in day(), until in day()) {
            let engine = Sqlite::memory().unwrap();
            engine.script(&format!("CREATE TABLE t (x TEXT, y TEXT); INSERT INTO t VALUES ('{stored}', '{until}')"))
                .unwrap();
            let says = |condition: String| {
                let sql = format!("SELECT count(*) FROM t WHERE {condition}");
                Read::of(&engine).one(&sql, &[], |row| row.int(0)).unwrap() == Some(1)
            };
            prop_assert_eq!(says(up_to("x", asked)), stored <= asked);
            prop_assert_eq!(says(before("x", asked)), stored < asked);
            prop_assert_eq!(says(from("x", asked)), stored >= asked);
            prop_assert_eq!(says(after("x", asked)), stored > asked);
            prop_assert_eq!(says(holds("x", "y", asked)), asked.is_within(Some(stored), Some(until)));
            prop_assert_eq!(says(holds("NULL", "y", asked)), asked <= until);
            if stored != until {
                prop_assert_eq!(says(format!("{} < {}", order("x"), order("y"))), stored < until);
            }
        }
    }
}
