"""What the description for Schemathesis says of answers: one for each status, and of it as much as OpenAPI can say."""

import copy

PREFIX = "answer."
SCHEMAS = "#/components/schemas/"
MANAGEMENT = "com.github.loft-sh.api.v3.pkg.apis.management.v1."
IMPORT = MANAGEMENT + "ProjectImportVirtualCluster"
META = "io.k8s.apimachinery.pkg.apis.meta.v1."

# er.reason-map
REASONS = {
    "400": ["BadRequest"],
    "401": ["Unauthorized"],
    "403": ["Forbidden"],
    "404": ["NotFound"],
    "405": ["MethodNotAllowed"],
    "406": ["NotAcceptable"],
    "409": ["AlreadyExists", "Conflict"],
    "413": ["RequestEntityTooLarge"],
    "415": ["UnsupportedMediaType"],
    "422": ["Invalid"],
}
# rs.audit-id, rs.cache-control
HEADERS = {
    "Audit-Id": {"required": True, "schema": {"type": "string"}},
    "Cache-Control": {"required": True, "schema": {"type": "string", "enum": ["no-cache, private"]}},
}


def part(document):
    """Gives answers schemas of their own: a copy of each, under a name that begins with `PREFIX`."""
    schemas = document["components"]["schemas"]
    for name in list(schemas):
        schemas[PREFIX + name] = renamed(schemas[name])
    operations = [operation for item in document["paths"].values() for operation in item.values()]
    for responses in [operation["responses"] for operation in operations] + [document["components"]["responses"]]:
        responses.update(renamed(responses))


def renamed(node):
    if isinstance(node, list):
        return [renamed(item) for item in node]
    if not isinstance(node, dict):
        return node
    copied = {key: renamed(value) for key, value in node.items()}
    if str(copied.get("$ref", "")).startswith(SCHEMAS):
        copied["$ref"] = SCHEMAS + PREFIX + copied["$ref"].removeprefix(SCHEMAS)
    return copied


def resolved(document, node):
    """What a reference points to, as a copy; any other value as it is."""
    if "$ref" not in node:
        return node
    _, *steps = node["$ref"].split("/")
    for step in steps:
        document = document[step]
    return copy.deepcopy(document)


def sharpen(document, operation):
    """Says of every answer what its status promises, and of `operation`, the import, that it answers 201."""
    for item in document["paths"].values():
        for each in item.values():
            # a status that is not described is one that the server does not answer
            del each["responses"]["default"]
            for status, response in each["responses"].items():
                response = each["responses"][status] = resolved(document, response)
                if status in REASONS:
                    refuse(response, status)
                if status in ("200", "201", *REASONS):
                    response["headers"] = HEADERS
    schemas = document["components"]["schemas"]
    schemas[PREFIX + IMPORT]["required"] += ["kind", "apiVersion", "metadata"]
    phase = schemas[PREFIX + MANAGEMENT + "VirtualClusterInstanceStatus"]["properties"]["phase"]
    phase["enum"] = ["Ready", "Sleeping", "Failed", "Pending", ""]
    schemas[PREFIX + META + "StatusCause"]["required"] = ["reason", "message", "field"]
    # rs.created
    del operation["responses"]["200"], operation["responses"]["202"]
    parameters = {
        "namespace": "loft-p-{$request.path.name}",
        "name": "$request.body#/sourceVirtualCluster/importName",
    }
    read = "readManagementLoftShV1NamespacedVirtualClusterInstance"
    operation["responses"]["201"]["links"] = {"instance": {"operationId": read, "parameters": parameters}}


def refuse(response, status):
    """Says that an answer is a Status of that HTTP status."""
    members = {"code": {"enum": [int(status)]}, "reason": {"enum": REASONS[status]}, "status": {"enum": ["Failure"]}}
    required = ["reason"]
    if status == "422":
        # er.422.causes, er.422.kind
        kinds = {"enum": ["ProjectImportVirtualCluster", "CreateOptions"]}
        members["details"] = {"required": ["causes", "kind"], "properties": {"causes": {"minItems": 1}, "kind": kinds}}
        required.append("details")
    for media in response["content"].values():
        # plain text comes from the HTTP parser
        if "$ref" in media["schema"]:
            media["schema"] = {"allOf": [media["schema"], {"required": required, "properties": members}]}
