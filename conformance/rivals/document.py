"""The description that Schemathesis works from: spec/openapi.yaml with everything of the spec that OpenAPI can say.

The repository's document is that of the platform, which says little of what is refused; what it leaves out stands
beside it, in rules that no other tool reads. Here they become keywords, as a careful user of the tool would write them:
which values are legal, which projects and virtual clusters there are, one answer for each status (`answers`), and valid
bodies.
"""

import copy
import json
import pathlib

import yaml

import answers

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SOURCE = answers.IMPORT + "Source"
OWNER = "com.github.loft-sh.api.v3.pkg.apis.storage.v1.UserOrTeam"
API = "/apis/management.loft.sh/v1"
IMPORT_PATH = API + "/projects/{name}/importvirtualcluster"
INSTANCES = API + "/namespaces/{namespace}/virtualclusterinstances"

# Names of the reference server's own inventory, of which both contenders take their fixtures.
PROJECTS = ["my-project", "other-project"]
CLUSTER = "connected-cluster"
NAMESPACE = "vc-pool"
NAMES = "^vc-[1-9][0-9]{0,3}$"
USERS = ["admin", "viewer", "alice"]
TEAMS = ["platform"]
# valid bodies of each media type
EXAMPLES = 8

LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
# what the spec's own names of formats mean (spec/README.md)
PATTERNS = {
    "dns-1123-label": f"^{LABEL}$",
    "dns-1123-subdomain": rf"^{LABEL}(\.{LABEL})*$",
    "printable": r"^[ \p{L}\p{M}\p{N}\p{P}\p{S}]*$",
    "group-version": "^[^/]*(/[^/]*)?$",
}
# when a member that may be left out counts as given
GIVEN = {"boolean": {"enum": [True]}, "string": {"type": "string", "minLength": 1}}


def derive():
    """The description, as a value that can be written as JSON: of the import, and of two reads that show its effect."""
    document = read("spec/openapi.yaml")
    document["paths"] = {path: document["paths"][path] for path in (IMPORT_PATH, INSTANCES, INSTANCES + "/{name}")}
    document["paths"][INSTANCES + "/{name}"].pop("delete")
    rows = read("spec/requirements.yaml")["requirements"]
    enforced = {row["id"] for row in rows if row["enforced-by"] in ("generic-layer", "handler")}
    write_rules(document, enforced)
    # the server reads more than it writes, so answers have schemas of their own from here on
    answers.part(document)
    describe_requests(document["components"]["schemas"])
    describe_parameters(document)
    answers.sharpen(document, document["paths"][IMPORT_PATH]["post"])
    give_examples(document["paths"][IMPORT_PATH]["post"]["requestBody"]["content"])
    return without_extensions(document)


def read(path):
    """A file of the repository, in YAML. What an anchor makes one object is copied: each can be changed alone."""
    return json.loads(json.dumps(yaml.safe_load((REPOSITORY / path).read_text()), default=str))


def write_rules(node, enforced):
    """Writes the rules that servers enforce as keywords of the schemas they stand in."""
    if isinstance(node, list):
        for item in node:
            write_rules(item, enforced)
    if not isinstance(node, dict):
        return
    for name, member in node.get("properties", {}).items():
        if any(rule.get("required") for rule in rules_of(member, enforced)):
            node["required"] = [*node.get("required", []), name]
    # a rule about a parameter stands beside its schema
    schema = node.get("schema", node)
    for rule in rules_of(node, enforced):
        schema.update({keyword: rule[keyword] for keyword in ("enum", "maxLength") if keyword in rule})
        if rule.get("format") in PATTERNS:
            schema["pattern"] = PATTERNS[rule["format"]]
        if "atMostOneOf" in rule:
            given = {name: GIVEN[node["properties"][name]["type"]] for name in rule["atMostOneOf"]}
            schema["not"] = {"required": rule["atMostOneOf"], "properties": given}
    if node.get("format") == "int64":
        node.update(minimum=-(2**63), maximum=2**63 - 1)
    for value in list(node.values()):
        write_rules(value, enforced)


def rules_of(node, enforced):
    return [rule for rule in node.get("x-semantic-rules", []) if rule["requirement"] in enforced]


def describe_requests(schemas):
    """Says which clusters, virtual clusters and owners there are, and what else a client may send."""
    source = schemas[SOURCE]["properties"]
    source["cluster"]["enum"] = [CLUSTER]
    source["namespace"]["enum"] = [NAMESPACE]
    source["name"]["pattern"] = NAMES
    owner = schemas[OWNER]["properties"]
    owner["user"]["enum"] = USERS
    owner["team"]["enum"] = TEAMS
    # of managed fields, only what the server writes is ruled
    for member in schemas[answers.META + "ManagedFieldsEntry"]["properties"].values():
        for keyword in ("enum", "maxLength", "pattern"):
            member.pop(keyword, None)
    schemas[answers.META + "FieldsV1"].pop("type")
    # nothing enforces meta.ownerrefs.required-keys
    schemas[answers.META + "OwnerReference"].pop("required")
    for name, schema in schemas.items():
        if not name.startswith(answers.PREFIX):
            allow_nothing(schema)


def allow_nothing(schema):
    """Lets null and the empty text stand for no value, as they do in requests (src.null, rs.empty-omitted)."""
    for name, member in schema.get("properties", {}).items():
        if name not in schema.get("required", []):
            member["nullable"] = True
            if "enum" in member:
                member["enum"] = [*member["enum"], "", None]
            if "pattern" in member:
                member["pattern"] = f"^({member['pattern'][1:-1]})?$"
        for item in (member.get("items"), member.get("additionalProperties")):
            if isinstance(item, dict):
                item["nullable"] = True


def describe_parameters(document):
    """Says which projects and namespaces there are, and leaves out what the tool cannot draw."""
    for path, item in document["paths"].items():
        for operation in item.values():
            parameters = [answers.resolved(document, one) for one in operation["parameters"]]
            # of lists: selectors and tokens that are drawn at random are refused, and a watch does not end
            operation["parameters"] = [one for one in parameters if one["in"] == "path" or path == IMPORT_PATH]
            for parameter in operation["parameters"]:
                parameter["schema"].update(legal(path, parameter))


def legal(path, parameter):
    """What else its schema says of a parameter."""
    name = parameter["name"]
    if name == "namespace":
        return {"pattern": "^[^/]+$" if path == INSTANCES else "^loft-p-(my|other)-project$"}
    if name == "name":
        return {"enum": PROJECTS} if path == IMPORT_PATH else {"pattern": "^[-.a-z0-9]{1,60}$"}
    if name == "timeout":
        # shorter ones may well be over before the answer
        return {"pattern": "^(0|[1-9][0-9][smh])?$"}
    if name == "fieldValidation":
        # the others refuse the unknown members that the tool adds to valid bodies (qp.fieldvalidation.ignore-actual)
        return {"enum": ["Warn", ""]}
    return {}


def give_examples(content):
    """Adds valid bodies to each media type: the examples of the spec, with sources that nothing else takes."""
    index = read("spec/examples/index.yaml")["examples"]
    bodies = [yaml.safe_load((REPOSITORY / "spec/examples" / row["file"]).read_text()) for row in index]
    for media in content.values():
        media["examples"] = {}
        for number in range(EXAMPLES):
            body = copy.deepcopy(bodies[number % len(bodies)])
            source = body["sourceVirtualCluster"]
            source.update(name=f"vc-{9000 + number}", namespace=NAMESPACE, cluster=CLUSTER)
            if "importName" in source:
                source["importName"] = f"example-{number}"
            media["examples"][f"valid-{number}"] = {"value": body}


def without_extensions(node):
    if isinstance(node, list):
        return [without_extensions(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: without_extensions(value) for key, value in node.items() if not key.startswith("x-")}
