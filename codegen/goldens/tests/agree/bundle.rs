//! A golden document and the files it refers to, as one JSON value: `/files/<name>/…`.

use std::path::Path;

use serde_json::{Map, Value, json};

/// The documents as they are written, except that every `$ref` leads from the root of the bundle.
pub(crate) struct Bundle {
    root: Value,
    main: String,
}

impl Bundle {
    pub(crate) fn read(document: &str) -> Self {
        let main = format!("{document}.yaml");
        let mut files = Map::new();
        let mut wanted = vec![main.clone()];
        while let Some(name) = wanted.pop() {
            if files.contains_key(&name) {
                continue;
            }
            let path = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("spec")
                .join(&name);
            let text =
                std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
            let mut file: Value = serde_yaml::from_str(&text).unwrap();
            anchor(&mut file, &name, &mut wanted);
            files.insert(name, file);
        }
        Self {
            root: json!({ "files": files }),
            main,
        }
    }

    /// What stands behind a `$ref`.
    pub(crate) fn target(&self, reference: &str) -> &Value {
        let pointer = reference.strip_prefix('#').unwrap();
        let target = self.root.pointer(pointer);
        target.unwrap_or_else(|| panic!("{reference} leads nowhere"))
    }

    /// The names of the components of the document itself.
    pub(crate) fn components(&self) -> Vec<&str> {
        let schemas = &self.root["files"][&self.main]["components"]["schemas"];
        let names = schemas.as_object().unwrap().keys();
        names.map(String::as_str).collect()
    }

    /// The `$ref` of a component.
    pub(crate) fn reference(&self, component: &str) -> String {
        format!(
            "#/files/{}/components/schemas/{}",
            self.main,
            escaped(component)
        )
    }

    /// Every schema with a name, and the place of it.
    pub(crate) fn schemas(&self) -> Vec<(Vec<String>, &Value)> {
        let mut schemas = Vec::new();
        for (name, file) in self.root["files"].as_object().unwrap() {
            let Some(components) = file
                .pointer("/components/schemas")
                .and_then(Value::as_object)
            else {
                schemas.push((vec![name.clone()], file));
                continue;
            };
            for (component, schema) in components {
                let place = [name, "components", "schemas", component].map(str::to_owned);
                schemas.push((place.to_vec(), schema));
            }
        }
        schemas
    }
}

/// Makes every `$ref` lead from the root of the bundle, and notes the files that they lead to.
fn anchor(value: &mut Value, file: &str, wanted: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get_mut("$ref") {
                let (path, pointer) = reference.split_once('#').unwrap_or((reference, ""));
                let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
                let target = match path.trim_start_matches("./") {
                    "" => file.to_owned(),
                    path if folder.is_empty() => path.to_owned(),
                    path => format!("{folder}/{path}"),
                };
                *reference = format!("#/files/{}{pointer}", escaped(&target));
                wanted.push(target);
            }
            members
                .values_mut()
                .for_each(|member| anchor(member, file, wanted));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| anchor(item, file, wanted)),
        _ => {}
    }
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
