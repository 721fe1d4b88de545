//! The fields of a row one by one, without making a JSON value of the whole row: in a long list most of that would
//! be thrown away.

use std::fmt;

use serde::{
    Serialize, Serializer,
    ser::{Impossible, SerializeMap, SerializeStruct},
};
use serde_json::{Error, Value};

/// What a row has under a key.
#[derive(Debug, PartialEq)]
pub enum Field<'v> {
    /// It is unknown.
    Unknown,
    /// A text, a code word, a day.
    Text(&'v str),
    /// Whatever else.
    Other(Value),
}

/// What is done with each field: its key and what it holds.
type Each<'f> = dyn FnMut(&str, Field<'_>) + 'f;

/// Goes through the fields of a row, in their order. Nothing for a row that has none.
pub fn each_field<T: Serialize>(row: &T, each: &mut Each<'_>) -> Result<(), Error> {
    let mut begun = false;
    match row.serialize(Fields { each, begun: &mut begun, key: String::new() }) {
        Ok(()) => return Ok(()),
        Err(Stop::Failed(error)) => return Err(error),
        Err(Stop::Elsewhere) if begun => return Err(serde::ser::Error::custom("a row of several kinds")),
        Err(Stop::Elsewhere) => {}
    }
    // A row that is no plain struct (a newtype of a map, say) goes by way of JSON.
    if let Value::Object(fields) = serde_json::to_value(row)? {
        fields.into_iter().for_each(|(key, value)| each(&key, other(value)));
    }
    Ok(())
}

/// Why a value is not taken. Most lists in rows end here, so that it costs nothing to say.
#[derive(Debug)]
enum Stop {
    /// It is of a kind that goes by way of JSON.
    Elsewhere,
    /// It cannot be written.
    Failed(Error),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stop::Elsewhere => f.write_str("it goes by way of JSON"),
            Stop::Failed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Stop {}

impl serde::ser::Error for Stop {
    fn custom<T: fmt::Display>(message: T) -> Stop {
        Stop::Failed(serde::ser::Error::custom(message))
    }
}

fn other(value: Value) -> Field<'static> {
    if value.is_null() { Field::Unknown } else { Field::Other(value) }
}

/// Tells one field: a text as it lies there, anything else by way of JSON.
fn tell<T: Serialize + ?Sized>(each: &mut Each<'_>, key: &str, value: &T) -> Result<(), Stop> {
    match value.serialize(One { each, key }) {
        Err(Stop::Elsewhere) => {
            each(key, other(serde_json::to_value(value).map_err(Stop::Failed)?));
            Ok(())
        }
        done => done,
    }
}

type No = Impossible<(), Stop>;

/// A row.
struct Fields<'e, 'f> {
    each: &'e mut Each<'f>,
    /// Whether anything has been told.
    begun: &'e mut bool,
    /// The key of a map's next value.
    key: String,
}

impl SerializeStruct for Fields<'_, '_> {
    type Ok = ();
    type Error = Stop;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Stop> {
        *self.begun = true;
        tell(self.each, key, value)
    }

    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}

impl SerializeMap for Fields<'_, '_> {
    type Ok = ();
    type Error = Stop;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Stop> {
        key.serialize(Key(&mut self.key))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        *self.begun = true;
        tell(self.each, &self.key, value)
    }

    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}

/// A key, which is a text.
struct Key<'k>(&'k mut String);

/// A field.
struct One<'e, 'f, 'k> {
    each: &'e mut Each<'f>,
    key: &'k str,
}

impl One<'_, '_, '_> {
    fn tell(self, field: Field<'_>) -> Result<(), Stop> {
        (self.each)(self.key, field);
        Ok(())
    }
}

/// What is not expected here is refused.
macro_rules! refused {
    ($out:ty: $($name:ident($($ty:ty),*)),*) => {
        $(fn $name(self, $(_: $ty),*) -> Result<$out, Stop> {
            Err(Stop::Elsewhere)
        })*
    };
}

/// What a row and a key are not, but a field may be.
macro_rules! no_scalar {
    () => {
        refused!(
            (): serialize_bool(bool), serialize_i8(i8), serialize_i16(i16), serialize_i32(i32), serialize_i64(i64),
            serialize_u8(u8), serialize_u16(u16), serialize_u32(u32), serialize_u64(u64), serialize_f32(f32),
            serialize_f64(f64)
        );
    };
}

/// A field that takes no room of its own in JSON.
macro_rules! scalar {
    ($($name:ident($ty:ty)),*) => {
        $(fn $name(self, value: $ty) -> Result<(), Stop> {
            self.tell(other(Value::from(value)))
        })*
    };
}

/// What neither a row nor a plain field is.
macro_rules! neither {
    () => {
        type Ok = ();
        type Error = Stop;
        type SerializeSeq = No;
        type SerializeTuple = No;
        type SerializeTupleStruct = No;
        type SerializeTupleVariant = No;
        type SerializeStructVariant = No;

        refused!((): serialize_char(char), serialize_bytes(&[u8]), serialize_unit_struct(&'static str));
        refused!(
            No: serialize_seq(Option<usize>), serialize_tuple(usize), serialize_tuple_struct(&'static str, usize),
            serialize_tuple_variant(&'static str, u32, &'static str, usize),
            serialize_struct_variant(&'static str, u32, &'static str, usize)
        );

        fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Stop> {
            value.serialize(self)
        }

        fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Stop> {
            value.serialize(self)
        }

        fn serialize_newtype_variant<T: Serialize + ?Sized>(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: &T,
        ) -> Result<(), Stop> {
            Err(Stop::Elsewhere)
        }
    };
}

impl Serializer for Fields<'_, '_> {
    neither!();
    no_scalar!();
    type SerializeMap = Self;
    type SerializeStruct = Self;

    refused!(
        (): serialize_str(&str), serialize_none(), serialize_unit(),
        serialize_unit_variant(&'static str, u32, &'static str)
    );

    fn serialize_map(self, _: Option<usize>) -> Result<Self, Stop> {
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Stop> {
        Ok(self)
    }
}

impl Serializer for One<'_, '_, '_> {
    neither!();
    scalar!(
        serialize_bool(bool), serialize_i8(i8), serialize_i16(i16), serialize_i32(i32), serialize_i64(i64),
        serialize_u8(u8), serialize_u16(u16), serialize_u32(u32), serialize_u64(u64), serialize_f32(f32),
        serialize_f64(f64)
    );
    type SerializeMap = No;
    type SerializeStruct = No;

    refused!(No: serialize_map(Option<usize>), serialize_struct(&'static str, usize));

    fn serialize_str(self, text: &str) -> Result<(), Stop> {
        self.tell(Field::Text(text))
    }

    fn serialize_none(self) -> Result<(), Stop> {
        self.tell(Field::Unknown)
    }

    fn serialize_unit(self) -> Result<(), Stop> {
        self.tell(Field::Unknown)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, word: &'static str) -> Result<(), Stop> {
        self.tell(Field::Text(word))
    }
}

impl Serializer for Key<'_> {
    neither!();
    no_scalar!();
    type SerializeMap = No;
    type SerializeStruct = No;

    refused!(No: serialize_map(Option<usize>), serialize_struct(&'static str, usize));
    refused!((): serialize_none(), serialize_unit(), serialize_unit_variant(&'static str, u32, &'static str));

    fn serialize_str(self, key: &str) -> Result<(), Stop> {
        key.clone_into(self.0);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Inner {
        b: Option<u8>,
    }

    #[derive(Serialize)]
    struct Row {
        #[serde(rename = "ref")]
        a: &'static str,
        #[serde(flatten)]
        inner: Inner,
        c: Vec<u8>,
        d: (bool, char),
        e: f64,
        f: Option<i64>,
        g: char,
    }

    fn told<T: Serialize>(row: &T) -> Vec<(String, Value)> {
        let mut all = Vec::new();
        each_field(row, &mut |key, field| {
            let value = match field {
                Field::Unknown => Value::Null,
                Field::Text(text) => text.into(),
                Field::Other(value) => value,
            };
            all.push((key.to_owned(), value));
        })
        .unwrap();
        all
    }

    #[test]
    fn fields_are_those_of_the_whole_value() {
        let (d, e, f, g) = ((true, 'x'), 0.5, Some(-3), '中');
        let row = Row { a: "2-3", inner: Inner { b: None }, c: vec![1], d, e, f, g };
        let whole = serde_json::to_value(&row).unwrap();
        let wanted: Vec<(String, Value)> = whole.as_object().unwrap().clone().into_iter().collect();
        assert_eq!(wanted.len(), 7);
        assert_eq!(told(&row), wanted);
        assert_eq!(told(&whole), wanted);
        assert_eq!(told(&&&row), wanted);
        assert_eq!(told(&Some(&row)), wanted);
        for nothing in [Value::Null, 7.into(), "text".into(), vec![1].into()] {
            assert_eq!(told(&nothing), []);
        }
    }
}
