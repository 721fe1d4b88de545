//! The wanted columns of a row, without making a JSON value of the whole row: in a long list most of that would
//! be thrown away.

use serde::{
    Serialize, Serializer,
    ser::{Impossible, SerializeMap, SerializeStruct},
};
use serde_json::{Error, Value};

/// The values of `keys`, in their order; unknown where the row has no such key.
pub fn fields<T: Serialize>(row: &T, keys: &[&str]) -> Result<Vec<Value>, Error> {
    let picked = Picked { keys, values: vec![Value::Null; keys.len()], key: None };
    match row.serialize(picked) {
        Ok(values) => Ok(values),
        // A row that is no plain struct (a value made by hand, a newtype) goes by way of JSON.
        Err(_) => {
            let whole = serde_json::to_value(row)?;
            Ok(keys.iter().map(|key| whole.get(key).cloned().unwrap_or(Value::Null)).collect())
        }
    }
}

struct Picked<'k> {
    keys: &'k [&'k str],
    values: Vec<Value>,
    key: Option<usize>,
}

type No = Impossible<Vec<Value>, Error>;

fn no<T>() -> Result<T, Error> {
    Err(serde::ser::Error::custom("no record"))
}

impl SerializeStruct for Picked<'_> {
    type Ok = Vec<Value>;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        if let Some(at) = self.keys.iter().position(|wanted| *wanted == key)
            && let Some(place) = self.values.get_mut(at)
        {
            *place = serde_json::to_value(value)?;
        }
        Ok(())
    }

    fn end(self) -> Result<Vec<Value>, Error> {
        Ok(self.values)
    }
}

impl SerializeMap for Picked<'_> {
    type Ok = Vec<Value>;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        let key = serde_json::to_value(key)?;
        self.key = self.keys.iter().position(|wanted| key.as_str() == Some(wanted));
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        if let Some(place) = self.key.and_then(|at| self.values.get_mut(at)) {
            *place = serde_json::to_value(value)?;
        }
        Ok(())
    }

    fn end(self) -> Result<Vec<Value>, Error> {
        Ok(self.values)
    }
}

macro_rules! refused {
    ($($name:ident: $ty:ty),*) => {
        $(fn $name(self, _: $ty) -> Result<Vec<Value>, Error> {
            no()
        })*
    };
}

impl Serializer for Picked<'_> {
    type Ok = Vec<Value>;
    type Error = Error;
    type SerializeSeq = No;
    type SerializeTuple = No;
    type SerializeTupleStruct = No;
    type SerializeTupleVariant = No;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = No;

    refused!(
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_f32: f32,
        serialize_f64: f64, serialize_char: char, serialize_str: &str, serialize_bytes: &[u8],
        serialize_unit_struct: &'static str
    );

    fn serialize_none(self) -> Result<Vec<Value>, Error> {
        no()
    }
    fn serialize_unit(self) -> Result<Vec<Value>, Error> {
        no()
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Vec<Value>, Error> {
        value.serialize(self)
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<Vec<Value>, Error> {
        no()
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Vec<Value>, Error> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Vec<Value>, Error> {
        no()
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<No, Error> {
        no()
    }
    fn serialize_tuple(self, _: usize) -> Result<No, Error> {
        no()
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<No, Error> {
        no()
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<No, Error> {
        no()
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Self, Error> {
        Ok(self)
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Error> {
        Ok(self)
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<No, Error> {
        no()
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
    }

    #[test]
    fn picked_fields_are_those_of_the_whole_value() {
        let row = Row { a: "2-3", inner: Inner { b: None }, c: vec![1] };
        let keys = ["c", "nothing", "ref", "b"];
        let whole = serde_json::to_value(&row).unwrap();
        let wanted: Vec<Value> =
            keys.iter().map(|key| whole.get(key).cloned().unwrap_or(Value::Null)).collect();
        assert_eq!(fields(&row, &keys).unwrap(), wanted);
        assert_eq!(fields(&whole, &keys).unwrap(), wanted);
        assert_eq!(fields(&&&row, &keys).unwrap(), wanted);
    }
}
