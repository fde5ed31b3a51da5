//! A YAML document of the spec: raw value, typed value, and a diagnostic at any pointer of it.

use serde::de::DeserializeOwned;
use serde_yaml::Value;

use crate::diagnostic::{Code, Diagnostic};
use crate::pointer::Pointer;
use crate::position::Positions;
use crate::source::{Place, Source};

/// A document whose values have places.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    source: Source,
    positions: Positions,
    value: Value,
}

impl Document {
    /// Reads a document; reports malformed YAML and duplicate keys.
    pub(crate) fn read(source: &Source) -> Result<Self, Vec<Diagnostic>> {
        let positions = Positions::read(source)?;
        let value =
            serde_yaml::from_str(source.text()).map_err(|error| vec![syntax(source, &error)])?;
        Ok(Self {
            source: source.clone(),
            positions,
            value,
        })
    }

    /// The document as a value of `T`; reports the first value of a wrong type.
    pub(crate) fn typed<T: DeserializeOwned>(&self) -> Result<T, Vec<Diagnostic>> {
        serde_yaml::from_str(self.source.text()).map_err(|error| vec![syntax(&self.source, &error)])
    }

    /// The text it was read from.
    pub(crate) const fn source(&self) -> &Source {
        &self.source
    }

    /// The document as plain YAML.
    pub(crate) const fn value(&self) -> &Value {
        &self.value
    }

    /// A diagnostic at the key that leads to a value.
    pub(crate) fn at_key(
        &self,
        code: Code,
        at: &Pointer,
        message: String,
        help: String,
    ) -> Diagnostic {
        Diagnostic {
            code,
            message,
            place: Place::new(&self.source, self.positions.key(at)),
            help,
        }
    }

    /// A diagnostic at a value.
    pub(crate) fn at_value(
        &self,
        code: Code,
        at: &Pointer,
        message: String,
        help: String,
    ) -> Diagnostic {
        Diagnostic {
            code,
            message,
            place: Place::new(&self.source, self.positions.value(at)),
            help,
        }
    }
}

fn syntax(source: &Source, error: &serde_yaml::Error) -> Diagnostic {
    let byte = error
        .location()
        .map_or(0, |at| source.byte_at(at.line(), at.column()));
    let text = error.to_string();
    let message = text.split(" at line ").next().unwrap_or(&text).to_owned();
    Diagnostic {
        code: Code::Syntax,
        message: format!("cannot read this: {message}"),
        place: Place::new(source, byte..byte),
        help: "give the value the type that is expected here".to_owned(),
    }
}
