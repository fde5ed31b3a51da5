"""From bytes to an object of the right shape, with complaints about what is there twice or too much."""

import datetime
import json
import re

import yaml

from refusal import bad_request

STRING, BOOLEAN, INTEGER, TIME, ANYTHING = "a string", "a boolean", "an integer", "a time", "anything"
METADATA = {
    "name": STRING, "generateName": STRING, "namespace": STRING, "selfLink": STRING, "uid": STRING,
    "resourceVersion": STRING, "generation": INTEGER, "creationTimestamp": TIME, "deletionTimestamp": TIME,
    "deletionGracePeriodSeconds": INTEGER, "labels": {"*": STRING}, "annotations": {"*": STRING}, "finalizers": [STRING],
    "ownerReferences": [{
        "apiVersion": STRING, "kind": STRING, "name": STRING, "uid": STRING, "controller": BOOLEAN,
        "blockOwnerDeletion": BOOLEAN,
    }],
    "managedFields": [{
        "manager": STRING, "operation": STRING, "apiVersion": STRING, "time": TIME, "fieldsType": STRING,
        "fieldsV1": {"*": ANYTHING}, "subresource": STRING,
    }],
}
REQUEST = {
    "kind": STRING, "apiVersion": STRING, "metadata": METADATA, "upgradeToPro": BOOLEAN, "skipHelmDeploy": BOOLEAN,
    "sourceVirtualCluster": {
        "name": STRING, "namespace": STRING, "cluster": STRING, "importName": STRING,
        "owner": {"user": STRING, "team": STRING},
    },
}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\Z")


class Loader(yaml.SafeLoader):
    """YAML in which a date stays a text."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, expression) for tag, expression in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_object(body, media_type):
    complaints = []
    try:
        value = read_json(body, complaints) if media_type == "application/json" else read_yaml(body)
    except RecursionError:
        raise bad_request("nested too deep") from None
    except (ValueError, yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise bad_request("this cannot be read: " + str(error)[:100]) from None
    value = {} if value is None else value
    if not isinstance(value, dict):
        raise bad_request("an object, please")
    unknown = []
    value = fit(value, REQUEST, "", unknown)
    return value, ['unknown field "%s"' % path for path in unknown] + ['duplicate field "%s"' % path for path in complaints]


def read_json(body, duplicates):
    def members(pairs):
        found = {}
        for name, value in pairs:
            if name in found:
                duplicates.append(name)
            found[name] = value
        return found

    def constant(name):
        raise ValueError(name + " is no JSON")

    return json.loads(body.decode("utf-8", "replace"), object_pairs_hook=members, parse_constant=constant)


def read_yaml(body):
    return next(iter(yaml.load_all(body.decode("utf-8-sig"), Loader)), None)


def fit(value, shape, path, unknown):
    """The value without what is null or unknown; refuses another type."""
    if value is None or shape == ANYTHING:
        return value
    if isinstance(shape, str):
        if not is_scalar(value, shape):
            raise bad_request("%s must be %s" % (path, shape))
        return value
    if isinstance(shape, list):
        if not isinstance(value, list):
            raise bad_request(path + " must be a list")
        return [fit(item, shape[0], "%s[%d]" % (path, index), unknown) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        raise bad_request(path + " must be an object")
    if "*" in shape:
        fitted = {name: fit(member, shape["*"], path + "." + name, unknown) for name, member in value.items()}
        return {name: "" if member is None else member for name, member in fitted.items()}
    found = {}
    for name, member in value.items():
        place = path + "." + name if path else name
        if name not in shape:
            unknown.append(place)
        elif (member := fit(member, shape[name], place, unknown)) is not None:
            found[name] = member
    return found


def is_scalar(value, shape):
    if shape == STRING:
        return isinstance(value, str)
    if shape == BOOLEAN:
        return isinstance(value, bool)
    if shape == INTEGER:
        return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63
    if not isinstance(value, str) or not INSTANT.match(value):
        return False
    try:
        datetime.datetime.strptime(value[:19], "%Y-%m-%dT%H:%M:%S")
    except ValueError:
        return False
    return True
