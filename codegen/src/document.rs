//! A document of the spec: its value, typed value, and a diagnostic at any pointer of it.

mod value;

use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic};
use crate::pointer::Pointer;
use crate::position::{Notation, Positions};
use crate::source::{Place, Source};
use value::Read;

/// A document whose values have places.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    source: Source,
    notation: Notation,
    /// Found when the first diagnostic asks: a document without one needs none.
    positions: OnceLock<Positions>,
    value: Value,
}

impl Document {
    /// Reads a document; reports what is neither JSON nor YAML, and duplicate keys.
    pub(crate) fn read(source: &Source) -> Result<Self, Vec<Diagnostic>> {
        let text = source.text();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        // No other YAML begins like this: what is no JSON here is a flow collection of YAML, or a slip.
        let json = text
            .trim_start()
            .starts_with(['{', '['])
            .then(|| serde_json::from_str::<Read>(text));
        match json {
            Some(Ok(read)) if read.has_duplicates => {
                Positions::read(source, Notation::Json)?;
                // Cannot happen: the same keys are compared in both passes.
                Ok(Self::new(source, Notation::Json, read.value))
            }
            Some(Ok(read)) => Ok(Self::new(source, Notation::Json, read.value)),
            Some(Err(error)) if Path::new(source.name()).extension() == Some("json".as_ref()) => {
                Self::yaml(source).map_err(|_| vec![not_json(source, &error)])
            }
            _ => Self::yaml(source),
        }
    }

    fn yaml(source: &Source) -> Result<Self, Vec<Diagnostic>> {
        let positions = Positions::read(source, Notation::Yaml)?;
        let read: Read =
            serde_yaml::from_str(source.text()).map_err(|error| vec![syntax(source, &error)])?;
        let document = Self::new(source, Notation::Yaml, read.value);
        Ok(Self {
            positions: OnceLock::from(positions),
            ..document
        })
    }

    fn new(source: &Source, notation: Notation, value: Value) -> Self {
        Self {
            source: source.clone(),
            notation,
            positions: OnceLock::new(),
            value,
        }
    }

    fn positions(&self) -> &Positions {
        self.positions
            .get_or_init(|| Positions::read(&self.source, self.notation).unwrap_or_default())
    }

    /// The document as a value of `T`; reports the first value of a wrong type.
    pub(crate) fn typed<T: DeserializeOwned>(&self) -> Result<T, Vec<Diagnostic>> {
        serde_yaml::from_str(self.source.text()).map_err(|error| vec![syntax(&self.source, &error)])
    }

    /// The text it was read from.
    pub(crate) const fn source(&self) -> &Source {
        &self.source
    }

    /// The document as JSON: keys are texts, tags are dropped.
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
        self.found(code, self.positions().key(at), message, help)
    }

    /// A diagnostic at a value.
    pub(crate) fn at_value(
        &self,
        code: Code,
        at: &Pointer,
        message: String,
        help: String,
    ) -> Diagnostic {
        self.found(code, self.positions().value(at), message, help)
    }

    /// The line of a value, from 1.
    pub(crate) fn line(&self, at: &Pointer) -> usize {
        let start = self.positions().value(at).start;
        self.source.line_column(start).0
    }

    fn found(&self, code: Code, span: Range<usize>, message: String, help: String) -> Diagnostic {
        Diagnostic {
            code,
            message,
            place: Place::new(&self.source, span),
            help,
        }
    }
}

fn not_json(source: &Source, error: &serde_json::Error) -> Diagnostic {
    // Columns count bytes here.
    let line = source.byte_at(error.line(), 1);
    let byte = line + error.column().saturating_sub(1);
    let text = error.to_string();
    let message = text.split(" at line ").next().unwrap_or(&text);
    Diagnostic {
        code: Code::Syntax,
        message: format!("this is not JSON: {message}"),
        place: Place::new(source, byte..byte),
        help: "check the quotes, commas and brackets at and before this place".to_owned(),
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
