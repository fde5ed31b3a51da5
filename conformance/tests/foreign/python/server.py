"""The import endpoint once more, in another language, from the catalogue of requirements alone.

It shares no code with the project and differs from the reference server wherever that is free: other words, other order
of members, other headers, 400 where 422 is usual, no managedFields, importName filled in. The suite must find it
conformant. Usage: server.py PORT (0 takes a free one); the address is printed on standard output.
"""

import json
import re
import sys
import threading
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import yaml

from body import read_object
from refusal import Refusal, bad_request, invalid, not_found

PREFIX = "/kubernetes/management"
GROUP = "management.loft.sh"
VERSION = GROUP + "/v1"
KIND = "ProjectImportVirtualCluster"
USERS = {"key-that-may-import": "admin", "key-that-may-not": "viewer"}
PROJECTS = {"my-project", "other-project"}
CLUSTER, NAMESPACE, SOURCE = "connected-cluster", "vc-pool", re.compile(r"vc-[1-9]\d{0,3}\Z")
SUBDOMAIN = re.compile(r"(?=.{1,253}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\Z")
DURATION = re.compile(r"-?(\d+(\.\d+)?(ns|us|ms|s|m|h))+\Z|0\Z")
BODY_LIMIT = 3 << 20
# what a client may send and only the server decides
DECIDED_BY_SERVER = {
    "uid", "selfLink", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "namespace", "managedFields",
}


class Instances:
    """The virtual cluster instances, by namespace and name."""

    def __init__(self):
        self.lock = threading.Lock()
        self.by_name = {}

    def add(self, namespace, name, source, owner, dry_run):
        reference = {"cluster": source["cluster"], "namespace": source["namespace"], "virtualCluster": source["name"]}
        with self.lock:
            taken = {"name": name, "kind": "virtualclusterinstances", "group": GROUP}
            if (namespace, name) in self.by_name:
                raise Refusal(409, "AlreadyExists", "this name is taken", taken)
            if any(instance["spec"]["clusterRef"] == reference for instance in self.by_name.values()):
                raise Refusal(409, "AlreadyExists", "this virtual cluster was imported before", taken)
            if not dry_run:
                self.by_name[namespace, name] = {
                    "kind": "VirtualClusterInstance",
                    "apiVersion": VERSION,
                    "metadata": {"name": name, "namespace": namespace},
                    "spec": {"owner": owner, "clusterRef": reference},
                    "status": {},
                }

    def list(self, namespace):
        with self.lock:
            return [instance for (place, _), instance in self.by_name.items() if place == namespace]

    def read(self, namespace, name):
        with self.lock:
            instance = self.by_name.get((namespace, name))
        if instance is None:
            raise not_found("no such instance", name=name, kind="virtualclusterinstances", group=GROUP)
        return instance


INSTANCES = Instances()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # head and body leave together

    def __getattr__(self, name):
        if name.startswith("do_"):
            return self.serve
        raise AttributeError(name)

    def log_message(self, *_):
        pass

    def serve(self):
        self.as_yaml, self.body, self.warnings = "yaml" in self.headers.get("Accept", ""), None, []
        address = urllib.parse.urlsplit(self.path)
        self.query = urllib.parse.parse_qs(address.query, keep_blank_values=True)
        try:
            self.answer(*self.route(address.path.rstrip("/")))
        except Refusal as refusal:
            self.drain()
            self.answer(refusal.code, refusal.status())

    def parameter(self, name):
        return self.query.get(name, [""])[0]

    # --- what comes first: time limit, key, path, rights

    def route(self, path):
        timeout = self.parameter("timeout")
        if timeout and not DURATION.match(timeout):
            raise bad_request("the timeout is no duration")
        authorization = self.headers.get("Authorization", "")
        if re.match(r"(?i)bearer  ", authorization):
            self.warnings.append("one space is enough")
        key = re.fullmatch(r"(?i:bearer) (\S+).*", authorization)
        user = USERS.get(key.group(1)) if key else None
        if user is None:
            raise Refusal(401, "Unauthorized", "Who are you?")
        self.as_yaml = False
        api = PREFIX + "/apis/" + VERSION
        parts = [urllib.parse.unquote(part) for part in path[len(api):].split("/")[1:]] if path.startswith(api) else None
        project = parts[1] if parts and len(parts) == 3 and parts[::2] == ["projects", "importvirtualcluster"] else None
        if project is not None and "/" in project:
            project = None
        if user == "viewer" and self.command != "GET":
            raise Refusal(403, "Forbidden", "viewers look on", {"group": GROUP, "kind": "projects", "name": project or ""})
        if parts == [] and self.command == "GET":
            return 200, discovery()
        if parts and self.command == "GET" and parts[0] == "namespaces" and parts[2:3] == ["virtualclusterinstances"]:
            return 200, INSTANCES.read(parts[1], parts[3]) if len(parts) == 4 else instance_list(parts[1])
        if project is None:
            raise not_found("there is nothing here")
        if self.command != "POST":
            raise Refusal(405, "MethodNotAllowed", "POST is all there is", {})
        return self.create(project, user)

    # --- the import

    def create(self, project, user):
        self.as_yaml = negotiate(self.headers.get("Accept") or "*/*")
        media_type = (self.headers.get("Content-Type") or "application/json").split(";")[0].strip().lower()
        if media_type not in ("application/json", "application/yaml"):
            raise Refusal(415, "UnsupportedMediaType", "only application/json and application/yaml are read")
        self.read_body()
        self.check_options()
        request, complaints = read_object(self.body, media_type)
        if request.get("kind") not in (None, "", KIND) or request.get("apiVersion") not in (None, "", VERSION):
            raise bad_request("this is no import")
        validation = self.parameter("fieldValidation")
        if complaints and validation == "Strict":
            raise bad_request("strict decoding: " + ", ".join(complaints))
        self.warnings = [] if validation == "Ignore" else complaints
        if project not in PROJECTS:
            raise not_found("no such project", name=project, kind="projects", group=GROUP)
        source = request.get("sourceVirtualCluster") or {}
        self.check_source(source)
        name = source.get("importName") or source["name"]
        if not SUBDOMAIN.match(name):
            raise bad_request("importName cannot be the name of an instance")
        if request.get("upgradeToPro") and request.get("skipHelmDeploy"):
            self.warnings.append("an upgrade without a deployment does nothing")
        INSTANCES.add("loft-p-" + project, name, source, {"user": user}, "dryRun" in self.query)
        answer = {"kind": KIND, "apiVersion": VERSION}
        for flag in ("upgradeToPro", "skipHelmDeploy"):
            if request.get(flag):
                answer[flag] = True
        answer["sourceVirtualCluster"] = {**{key: value for key, value in source.items() if value}, "importName": name}
        metadata = request.get("metadata") or {}
        self.merge_owners(metadata)
        answer["metadata"] = {
            key: value for key, value in metadata.items() if key not in DECIDED_BY_SERVER and value not in ("", {}, [])
        }
        return 201, answer

    def check_options(self):
        causes = []
        manager = self.parameter("fieldManager")
        if len(manager.encode()) > 128:
            causes.append(("FieldValueTooLong", "fieldManager"))
        if any(ord(character) < 32 for character in manager):
            causes.append(("FieldValueInvalid", "fieldManager"))
        if any(value != "All" for value in self.query.get("dryRun", [])):
            causes.append(("FieldValueNotSupported", "dryRun"))
        if self.parameter("fieldValidation") not in ("", "Ignore", "Warn", "Strict"):
            causes.append(("FieldValueNotSupported", "fieldValidation"))
        if causes:
            raise invalid("these options do not exist", causes, group="meta.k8s.io", kind="CreateOptions")

    def check_source(self, source):
        for member in ("name", "namespace", "cluster"):
            if not source.get(member):
                raise bad_request("which virtual cluster? its " + member + " is missing")
        owner = source.get("owner") or {}
        if owner.get("user") and owner.get("team"):
            raise bad_request("there can be one owner")
        if owner.get("team") or owner.get("user") not in (None, "", "admin"):
            raise not_found("no such owner")
        there = (source["cluster"], source["namespace"]) == (CLUSTER, NAMESPACE) and SOURCE.match(source["name"])
        if not there:
            raise not_found("no such virtual cluster", name=source["name"])

    def merge_owners(self, metadata):
        by_uid = {}
        for owner in metadata.get("ownerReferences") or []:
            if owner.get("uid") in by_uid:
                self.warnings.append("one owner is named twice")
            by_uid.setdefault(owner.get("uid"), owner)
        if by_uid:
            metadata["ownerReferences"] = list(by_uid.values())

    # --- bodies

    def read_body(self):
        length = int(self.headers.get("Content-Length") or 0)
        if length > BODY_LIMIT:
            raise Refusal(413, "RequestEntityTooLarge", "3 MiB and no more")
        if self.headers.get("Transfer-Encoding") != "chunked":
            self.body = self.rfile.read(length)
            return
        self.body = b""
        while size := int(self.rfile.readline(), 16):
            self.body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def drain(self):
        """Takes what is left of a refused request from the connection, which is used again."""
        if self.body is None:
            left = int(self.headers.get("Content-Length") or 0)
            while left > 0 and (part := self.rfile.read(min(left, 1 << 16))):
                left -= len(part)
            if self.headers.get("Transfer-Encoding"):
                self.close_connection = True

    def answer(self, code, answer):
        if self.as_yaml:
            media_type, text = "application/yaml", yaml.safe_dump(answer)
        else:
            media_type, text = "application/json", json.dumps(answer, indent=3 if self.wants_pretty() else None)
        body = text.encode()
        self.send_response(code)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Audit-Id", self.headers.get("Audit-Id") or str(uuid.uuid4()))
        self.send_header("Cache-Control", "private, no-cache")
        self.send_header("X-Served-By", "another implementation")
        for text in self.warnings:
            quoted = text.replace("\\", "\\\\").replace('"', '\\"')
            # a header is written as Latin-1, so its bytes are those of the text in UTF-8
            self.send_header("Warning", '299 - "' + quoted.encode().decode("latin-1") + '"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def wants_pretty(self):
        if "pretty" in self.query:
            return self.parameter("pretty") in ("true", "1")
        return bool(re.match(r"curl|Wget|Mozilla/5", self.headers.get("User-Agent", "")))


def negotiate(accept):
    """Whether YAML is the best of what is asked for; refuses where neither it nor JSON will do."""
    best = None
    for part in accept.split(","):
        media_type, *parameters = (word.strip() for word in part.split(";"))
        quality = next((float(word[2:]) for word in parameters if word.startswith("q=")), 1.0)
        as_yaml = {"application/json": False, "*/*": False, "application/*": False, "application/yaml": True}.get(media_type)
        if as_yaml is not None and (best is None or quality > best[0]):
            best = (quality, as_yaml)
    if best is None:
        raise Refusal(406, "NotAcceptable", "there is JSON and there is YAML", {})
    return best[1]


def discovery():
    resource = {
        "name": "projects/importvirtualcluster", "singularName": "", "namespaced": False, "kind": KIND, "verbs": ["create"],
    }
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": VERSION, "resources": [resource]}


def instance_list(namespace):
    items = INSTANCES.list(namespace)
    return {"kind": "VirtualClusterInstanceList", "apiVersion": VERSION, "metadata": {}, "items": items}


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


if __name__ == "__main__":
    server = Server(("127.0.0.1", int(sys.argv[1])), Handler)
    print("http://127.0.0.1:%d%s" % (server.server_port, PREFIX), flush=True)
    server.serve_forever()
