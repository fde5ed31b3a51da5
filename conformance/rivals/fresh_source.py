"""A hook of Schemathesis: each import that names a virtual cluster of the inventory names one that nothing has taken.

An import uses its source up. Without this, nearly all that the tool sends after its first few requests would be refused
with 409, and it would look at nothing else.
"""

import itertools
import re

import schemathesis

FRESH = itertools.count(100)


@schemathesis.hook
def before_call(context, case, kwargs):
    source = case.body.get("sourceVirtualCluster") if isinstance(case.body, dict) else None
    if case.method != "POST" or not isinstance(source, dict):
        return
    number = next(FRESH)
    # names that break a rule on purpose stay as they are
    if re.fullmatch("vc-[1-9][0-9]{0,3}", str(source.get("name"))):
        source["name"] = f"vc-{number}"
    if re.fullmatch("example-[0-9]+", str(source.get("importName"))):
        source["importName"] = f"example-{number}"
