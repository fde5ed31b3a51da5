//! The grammar of OpenAPI 3.0, as far as the generator supports it.

use super::Below::{Leaf, List, Map, One};
use super::Object;
use super::extension::{ON_OPERATION, ON_PARAMETER, ON_SCHEMA};

/// The whole document.
pub(crate) static DOCUMENT: Object = Object {
    name: "OpenAPI document",
    keys: &[
        ("openapi", Leaf),
        ("info", One(&INFO)),
        ("servers", List(&SERVER)),
        ("paths", Map(&PATH_ITEM)),
        ("components", One(&COMPONENTS)),
        ("security", Leaf),
        ("tags", Leaf),
        ("externalDocs", Leaf),
    ],
    unsupported: &[],
    extensions: &["x-empty-is-absent", "x-platforms"],
    reference: false,
};

static INFO: Object = Object::closed(
    "info object",
    &[
        ("title", Leaf),
        ("version", Leaf),
        ("description", Leaf),
        ("termsOfService", Leaf),
        ("contact", Leaf),
        ("license", Leaf),
    ],
);

static SERVER: Object = Object::closed(
    "server",
    &[("url", Leaf), ("description", Leaf), ("variables", Leaf)],
);

static PATH_ITEM: Object = Object {
    name: "path item",
    keys: &[
        ("summary", Leaf),
        ("description", Leaf),
        ("get", One(&OPERATION)),
        ("put", One(&OPERATION)),
        ("post", One(&OPERATION)),
        ("delete", One(&OPERATION)),
        ("options", One(&OPERATION)),
        ("head", One(&OPERATION)),
        ("patch", One(&OPERATION)),
        ("parameters", List(&PARAMETER)),
    ],
    unsupported: &["trace", "servers", "$ref"],
    extensions: &[],
    reference: false,
};

static OPERATION: Object = Object {
    name: "operation",
    keys: &[
        ("tags", Leaf),
        ("summary", Leaf),
        ("description", Leaf),
        ("operationId", Leaf),
        ("parameters", List(&PARAMETER)),
        ("requestBody", One(&REQUEST_BODY)),
        ("responses", Map(&RESPONSE)),
        ("deprecated", Leaf),
        ("security", Leaf),
        ("externalDocs", Leaf),
    ],
    unsupported: &["callbacks", "servers"],
    extensions: ON_OPERATION,
    reference: false,
};

static PARAMETER: Object = Object {
    name: "parameter",
    keys: &[
        ("name", Leaf),
        ("in", Leaf),
        ("description", Leaf),
        ("required", Leaf),
        ("deprecated", Leaf),
        ("schema", One(&SCHEMA)),
    ],
    unsupported: &[
        "allowEmptyValue",
        "allowReserved",
        "content",
        "example",
        "examples",
        "explode",
        "style",
    ],
    extensions: ON_PARAMETER,
    reference: true,
};

static REQUEST_BODY: Object = Object {
    name: "request body",
    keys: &[
        ("description", Leaf),
        ("content", Map(&MEDIA_TYPE)),
        ("required", Leaf),
    ],
    unsupported: &["$ref"],
    extensions: &[],
    reference: false,
};

static MEDIA_TYPE: Object = Object {
    name: "media type",
    keys: &[("schema", One(&SCHEMA))],
    unsupported: &["encoding", "example", "examples"],
    extensions: &[],
    reference: false,
};

static RESPONSE: Object = Object {
    name: "response",
    keys: &[("description", Leaf), ("content", Map(&MEDIA_TYPE))],
    unsupported: &["headers", "links"],
    extensions: &[],
    reference: true,
};

static COMPONENTS: Object = Object {
    name: "components object",
    keys: &[
        ("schemas", Map(&SCHEMA)),
        ("responses", Map(&RESPONSE)),
        ("parameters", Map(&PARAMETER)),
        ("securitySchemes", Leaf),
    ],
    unsupported: &["examples", "requestBodies", "headers", "links", "callbacks"],
    extensions: &[],
    reference: false,
};

static SCHEMA: Object = Object {
    name: "schema",
    keys: &[
        ("title", Leaf),
        ("description", Leaf),
        ("type", Leaf),
        ("format", Leaf),
        ("nullable", Leaf),
        ("deprecated", Leaf),
        ("externalDocs", Leaf),
        ("required", Leaf),
        ("properties", Map(&SCHEMA)),
        ("additionalProperties", One(&SCHEMA)),
        ("items", One(&SCHEMA)),
        ("allOf", List(&SCHEMA)),
        ("enum", Leaf),
        ("exclusiveMaximum", Leaf),
        ("exclusiveMinimum", Leaf),
        ("maxItems", Leaf),
        ("maxLength", Leaf),
        ("maxProperties", Leaf),
        ("maximum", Leaf),
        ("minItems", Leaf),
        ("minLength", Leaf),
        ("minProperties", Leaf),
        ("minimum", Leaf),
        ("multipleOf", Leaf),
        ("pattern", Leaf),
        ("uniqueItems", Leaf),
    ],
    unsupported: &[
        "anyOf",
        "default",
        "discriminator",
        "example",
        "not",
        "oneOf",
        "readOnly",
        "writeOnly",
        "xml",
    ],
    extensions: ON_SCHEMA,
    reference: true,
};
