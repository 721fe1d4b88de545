//! Rows taken apart by type: what a question selects lands in names of its own, and no column is counted.
//! `let (id, title): (i64, Option<String>) = row.take()?`

use super::engine::{Cell, Row, Value};
use crate::{
    error::Result,
    model::{day::Day, words::CodeWord},
};

/// What one column can be read as. An unknown value is an error where the type is no `Option`.
pub trait Column: Sized {
    /// The column at a place counted from 0.
    fn of(row: &Row<'_>, at: usize) -> Result<Self>;
}

macro_rules! column {
    ($($ty:ty => $read:ident),*) => {
        $(impl Column for $ty {
            fn of(row: &Row<'_>, at: usize) -> Result<$ty> {
                row.opt_or_wrong(row.$read(at)?, at)
            }
        })*
    };
}

column!(i64 => opt_int, u64 => opt_count, u32 => opt_number, bool => opt_flag, String => opt_text, Day => opt_day);

impl Column for Value {
    fn of(row: &Row<'_>, at: usize) -> Result<Value> {
        row.value(at)
    }
}

impl<W: CodeWord> Column for W {
    fn of(row: &Row<'_>, at: usize) -> Result<W> {
        row.word(at)
    }
}

impl<T: Column> Column for Option<T> {
    fn of(row: &Row<'_>, at: usize) -> Result<Option<T>> {
        if row.0.cell(at)? == Cell::Null { Ok(None) } else { T::of(row, at).map(Some) }
    }
}

/// What the columns of a row, from the first on, can be read as: one, or several in their order.
pub trait Columns: Sized {
    /// Reads them.
    fn of(row: &Row<'_>) -> Result<Self>;
}

impl<T: Column> Columns for T {
    fn of(row: &Row<'_>) -> Result<T> {
        Column::of(row, 0)
    }
}

impl Row<'_> {
    /// The columns from the first on, by type: `let (id, title): (i64, String) = row.take()?`.
    pub fn take<T: Columns>(&self) -> Result<T> {
        T::of(self)
    }
}

macro_rules! columns {
    ($($ty:ident $at:literal),*) => {
        impl<$($ty: Column),*> Columns for ($($ty,)*) {
            fn of(row: &Row<'_>) -> Result<Self> {
                Ok(($($ty::of(row, $at)?,)*))
            }
        }
    };
}

columns!(A 0, B 1);
columns!(A 0, B 1, C 2);
columns!(A 0, B 1, C 2, D 3);
columns!(A 0, B 1, C 2, D 3, E 4);
columns!(A 0, B 1, C 2, D 3, E 4, F 5);
columns!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
columns!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
columns!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
columns!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
columns!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
columns!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
columns!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12);
columns!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13);
