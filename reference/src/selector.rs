//! `labelSelector` and `fieldSelector`: which objects a list or a watch is about.

use generated::types::ObjectMeta;

use crate::query::Query;
use crate::status::Refusal;

/// Conditions on an object; it has to meet all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Selector {
    labels: Vec<Condition>,
    fields: Vec<Condition>,
}

/// One condition on a label or a field.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Condition {
    key: String,
    test: Test,
}

/// What the value has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    /// There is one.
    Exists,
    /// There is none.
    Missing,
    /// It is one of these.
    In(Vec<String>),
    /// It is none of these; so is a value that is not there.
    NotIn(Vec<String>),
}

impl Selector {
    /// Reads both selectors of a request.
    ///
    /// # Errors
    /// 400 when one cannot be read, or asks for a field that cannot be selected by.
    pub(crate) fn read(query: &Query) -> Result<Self, Refusal> {
        let unreadable = |which: &str, text: &str, why: &str| {
            Refusal::bad_request(format!("unable to parse {which} {text:?}: {why}"))
        };
        let text = query.first("labelSelector");
        let labels = conditions(text).map_err(|why| unreadable("labelSelector", text, &why))?;
        let text = query.first("fieldSelector");
        let fields = conditions(text).map_err(|why| unreadable("fieldSelector", text, &why))?;
        let unknown = fields.iter().find(|condition| {
            !matches!(
                condition.key.as_str(),
                "metadata.name" | "metadata.namespace"
            ) || matches!(condition.test, Test::Exists | Test::Missing)
        });
        match unknown {
            Some(condition) => Err(Refusal::bad_request(format!(
                "field label not supported: {}",
                condition.key
            ))),
            None => Ok(Self { labels, fields }),
        }
    }

    /// Whether an object meets all conditions.
    pub(crate) fn selects(&self, metadata: Option<&ObjectMeta>) -> bool {
        let label = |key: &str| {
            let labels = metadata?.labels.as_ref()?;
            labels.get(key).map(String::as_str)
        };
        let field = |key: &str| match key {
            "metadata.name" => metadata?.name.as_deref(),
            _ => metadata?.namespace.as_deref(),
        };
        self.labels.iter().all(|it| it.test.holds(label(&it.key)))
            && self
                .fields
                .iter()
                .all(|it| it.test.holds(Some(field(&it.key).unwrap_or_default())))
    }
}

impl Test {
    fn holds(&self, value: Option<&str>) -> bool {
        let among = |list: &[String]| value.is_some_and(|value| list.iter().any(|it| it == value));
        match self {
            Self::Exists => value.is_some(),
            Self::Missing => value.is_none(),
            Self::In(list) => among(list),
            Self::NotIn(list) => !among(list),
        }
    }
}

/// The conditions of a selector, which commas outside of parentheses separate.
fn conditions(text: &str) -> Result<Vec<Condition>, String> {
    let mut parts = vec![String::new()];
    let mut inside = false;
    for character in text.chars() {
        match character {
            '(' => inside = true,
            ')' => inside = false,
            _ => {}
        }
        match parts.last_mut() {
            Some(last) if character != ',' || inside => last.push(character),
            _ => parts.push(String::new()),
        }
    }
    if inside {
        return Err("a parenthesis is not closed".to_owned());
    }
    let given = parts.iter().map(|part| part.trim());
    given
        .filter(|part| !part.is_empty())
        .map(condition)
        .collect()
}

fn condition(text: &str) -> Result<Condition, String> {
    let of = |key: &str, test: Test| {
        let key = key.trim();
        if key.is_empty() || key.contains(char::is_whitespace) {
            return Err(format!("{text:?} is no condition"));
        }
        Ok(Condition {
            key: key.to_owned(),
            test,
        })
    };
    let one = |value: &str| vec![value.trim().to_owned()];
    if let Some((key, value)) = text.split_once("!=") {
        return of(key, Test::NotIn(one(value)));
    }
    if let Some((key, value)) = text.split_once("==").or_else(|| text.split_once('=')) {
        return of(key, Test::In(one(value)));
    }
    if let Some((before, list)) = text.split_once('(') {
        let values = list.trim_end().strip_suffix(')');
        let values = values.ok_or_else(|| format!("{text:?} goes on after its list"))?;
        let values = values.split(',').map(|it| it.trim().to_owned()).collect();
        return match before.split_whitespace().collect::<Vec<_>>().as_slice() {
            [key, "in"] => of(key, Test::In(values)),
            [key, "notin"] => of(key, Test::NotIn(values)),
            _ => Err(format!("{text:?} has neither `in` nor `notin`")),
        };
    }
    match text.strip_prefix('!') {
        Some(key) => of(key, Test::Missing),
        None => of(text, Test::Exists),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn selects(query: &str) -> Result<bool, String> {
        let labels = [("app", "web"), ("tier", "front")];
        let labels: BTreeMap<_, _> = labels
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into();
        let metadata = ObjectMeta {
            name: Some("a".to_owned()),
            labels: Some(labels),
            ..ObjectMeta::default()
        };
        Selector::read(&Query::parse(query))
            .map(|selector| selector.selects(Some(&metadata)))
            .map_err(|refusal| refusal.code.as_str().to_owned())
    }

    #[test]
    fn conditions_are_those_of_kubernetes() {
        for (query, expected) in [
            ("", true),
            ("labelSelector=app%3Dweb", true),
            ("labelSelector=app%3D%3Dweb,tier!%3Dback", true),
            ("labelSelector=app%3Dapi", false),
            ("labelSelector=nope!%3Dx", true),
            ("labelSelector=app,!nope", true),
            ("labelSelector=!app", false),
            ("labelSelector=app+in+(api,+web),tier+notin+(back)", true),
            ("labelSelector=app+notin+(web)", false),
            ("fieldSelector=metadata.name%3Da", true),
            ("fieldSelector=metadata.name!%3Da", false),
        ] {
            assert_eq!(selects(query), Ok(expected), "{query}");
        }
        for query in [
            "labelSelector=app+in+(web",
            "labelSelector=a+b",
            "labelSelector=%3Dx",
            "labelSelector=app+like+(web)",
            "fieldSelector=spec.x%3Da",
            "fieldSelector=metadata.name",
        ] {
            assert_eq!(selects(query), Err("400".to_owned()), "{query}");
        }
    }
}
