"""A session of the official Python client with the reference server; every step checks what it got."""

from kubernetes import client, config, watch

GROUP, VERSION = "management.loft.sh", "v1"
NAMESPACE, PLURAL = "loft-p-my-project", "virtualclusterinstances"

config.load_kube_config()
api = client.CustomObjectsApi()


def request(name, **source):
    where = {"name": name, "namespace": "vc-pool", "cluster": "connected-cluster"}
    return {"sourceVirtualCluster": where | source}


def refused(status, reason, call, *arguments, **options):
    try:
        call(*arguments, **options)
    except client.ApiException as error:
        assert (error.status, reason in error.body) == (status, True), error
    else:
        raise AssertionError(f"{call} was not refused")


def names():
    items = api.list_namespaced_custom_object(GROUP, VERSION, NAMESPACE, PLURAL)["items"]
    return [item["metadata"]["name"] for item in items]


def call_import(body, api=api, **options):
    # The client encodes the slashes of this name, and the server decodes them before it cuts the path.
    sub_resource = "projects/my-project/importvirtualcluster"
    return api.create_cluster_custom_object(GROUP, VERSION, sub_resource, body, **options)


# Who is there, and what does it serve?
assert client.VersionApi().get_code().git_version.startswith("v3.4")
groups = client.ApisApi().get_api_versions().groups
assert [group.name for group in groups] == [GROUP], groups
projects = api.list_cluster_custom_object(GROUP, VERSION, "projects")["items"]
assert "my-project" in [project["metadata"]["name"] for project in projects]

# The import.
answer = call_import(request("vc-1"))
assert answer["kind"] == "ProjectImportVirtualCluster", answer
refused(409, "AlreadyExists", call_import, request("vc-1"))
refused(422, "FieldValueRequired", call_import, {})
refused(400, "strict decoding error", call_import, request("vc-2", bogus=1), field_validation="Strict")
answer = call_import(request("vc-2"), dry_run="All")
assert answer["sourceVirtualCluster"]["name"] == "vc-2" and names() == ["vc-1"]

# The import with its path as it is documented.
plain = client.Configuration.get_default_copy()
plain.safe_chars_for_path_param = "/"
plain_api = client.CustomObjectsApi(client.ApiClient(plain))
answer = call_import(request("vc-2", importName="second"), plain_api)
assert answer["sourceVirtualCluster"]["importName"] == "second"
assert names() == ["second", "vc-1"], names()

# Pages and selectors.
page = api.list_namespaced_custom_object(GROUP, VERSION, NAMESPACE, PLURAL, limit=1)
token = page["metadata"]["continue"]
rest = api.list_namespaced_custom_object(GROUP, VERSION, NAMESPACE, PLURAL, limit=1, _continue=token)
assert rest["items"][0]["metadata"]["name"] == "vc-1"
none = api.list_namespaced_custom_object(GROUP, VERSION, NAMESPACE, PLURAL, label_selector="none=such")
assert none["items"] == []

# A watch tells what there is, and what happens.
seen = []
for event in watch.Watch().stream(
    api.list_namespaced_custom_object, GROUP, VERSION, NAMESPACE, PLURAL, timeout_seconds=20
):
    seen.append((event["type"], event["object"]["metadata"]["name"]))
    if len(seen) == 2:
        call_import(request("vc-3"))
    if len(seen) == 3:
        api.delete_namespaced_custom_object(GROUP, VERSION, NAMESPACE, PLURAL, "vc-3")
    if len(seen) == 4:
        break
assert seen == [("ADDED", "second"), ("ADDED", "vc-1"), ("ADDED", "vc-3"), ("DELETED", "vc-3")], seen

# Deleting frees name and source.
api.delete_namespaced_custom_object(GROUP, VERSION, NAMESPACE, PLURAL, "vc-1", body=client.V1DeleteOptions())
refused(404, "NotFound", api.get_namespaced_custom_object, GROUP, VERSION, NAMESPACE, PLURAL, "vc-1")
call_import(request("vc-1"))
assert "vc-1" in names()
print("done")
